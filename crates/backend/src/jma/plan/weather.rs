//! Warnings of weather, rain, rivers and heat.

use super::{AlertChange, NotShown, Plan, Raised, union};
use crate::jma::{
    hazard::{self, Family},
    read::KindOf,
};
use itsumo_domain::{
    Timestamp,
    alert::{Hazard, Severity},
};
use std::collections::{BTreeMap, BTreeSet};

/// What 気象防災速報 can be about, as words of keys.
pub(super) const BULLETINS: [&str; 5] = ["rain-band", "record-rain", "sudden-snow", "tornado", "other"];

impl Plan<'_> {
    pub(super) fn weather(&self) -> Result<Vec<AlertChange>, NotShown> {
        // The same warning stands in lists for the prefecture, its regions and its municipalities; the finest is true.
        let by_municipality: Vec<_> =
            self.telegram.body.iter().filter(|s| s.list.ends_with("（市町村等）")).cloned().collect();
        let statements = if by_municipality.is_empty() { &self.telegram.body } else { &by_municipality };
        let found = self.here(statements, "")?;
        let mut changes = Vec::new();
        for (areas, kinds) in found {
            let mut standing: BTreeMap<Family, (Severity, &KindOf)> = BTreeMap::new();
            let mut over: BTreeSet<Family> = BTreeSet::new();
            for kind in kinds {
                let family = Family::of(&kind.name);
                match hazard::severity(&kind.name).filter(|_| kind.status != "解除") {
                    Some(severity) => {
                        let worst = standing.entry(family).or_insert((severity, kind));
                        if severity > worst.0 {
                            *worst = (severity, kind);
                        }
                    }
                    None if kind.name == "解除" => over.extend(kind.last.as_deref().map(Family::of)),
                    None if !kind.name.is_empty() => {
                        over.insert(family);
                    }
                    None => {}
                }
            }
            for (family, (severity, kind)) in &standing {
                over.remove(family);
                // The headline speaks of the whole prefecture and of its worst place, so it says whose it is.
                let mut text = vec![format!("{}\n{}", self.telegram.heading, self.telegram.headline)];
                if !kind.notes.is_empty() {
                    text.insert(0, format!("{}: {}", kind.name, kind.notes.join("、")));
                }
                let long = if *severity == Severity::Advisory { 48 } else { 24 };
                changes.push(self.raise(Raised {
                    key: self.key(&format!("weather/{}", family.slug()), &areas),
                    areas: areas.clone(),
                    severity: *severity,
                    hazard: family.hazard(),
                    headline: self.with_city(&kind.name),
                    text,
                    stands: long * Timestamp::HOUR,
                    url: self.warning_page(),
                }));
            }
            let key = |family: Family| self.key(&format!("weather/{}", family.slug()), &areas);
            let unsaid = Family::scope(&self.telegram.title).iter().copied();
            let unsaid = unsaid.filter(|family| !standing.contains_key(family) && !over.contains(family));
            changes.extend(unsaid.map(|family| self.lift_unsaid(key(family))));
            changes.extend(over.iter().map(|family| self.lift(key(*family), "")));
        }
        Ok(changes)
    }

    pub(super) fn landslide(&self) -> Result<Vec<AlertChange>, NotShown> {
        self.on_or_off(&self.telegram.body, "landslide-alert", |kinds| {
            kinds.iter().any(|kind| kind.name == "警戒" && kind.status != "解除").then(|| Raised {
                severity: Severity::Emergency,
                hazard: Hazard::Landslide,
                headline: self.with_city("土砂災害警戒情報"),
                stands: 24 * Timestamp::HOUR,
                url: self.warning_page(),
                ..self.plain()
            })
        })
    }

    /// Names the prefecture by code and the town only in words: 市原市付近で約１００ミリ.
    pub(super) fn record_rain(&self) -> Result<Vec<AlertChange>, NotShown> {
        let city = &self.place.city.name.ja;
        let prefecture = &self.place.city.prefecture.ja;
        let in_prefecture = (!prefecture.is_empty() && self.telegram.heading.starts_with(prefecture.as_str()))
            || self.here(&self.telegram.body, "").is_ok();
        if !in_prefecture || city.is_empty() || !self.telegram.headline.contains(city.as_str()) {
            return Err(NotShown::Elsewhere);
        }
        Ok(vec![self.raise(Raised {
            key: self.key("bulletin/record-rain", &[]),
            severity: Severity::Warning,
            hazard: Hazard::HeavyRain,
            headline: self.with_city("記録的短時間大雨情報"),
            stands: 3 * Timestamp::HOUR,
            url: self.warning_page(),
            ..self.plain()
        })])
    }

    pub(super) fn tornado(&self) -> Result<Vec<AlertChange>, NotShown> {
        let by_municipality: Vec<_> =
            self.telegram.body.iter().filter(|s| s.list.ends_with("（市町村等）")).cloned().collect();
        let statements = if by_municipality.is_empty() { &self.telegram.body } else { &by_municipality };
        self.on_or_off(statements, "tornado", |kinds| {
            kinds.iter().any(|kind| kind.name.starts_with("竜巻注意情報")).then(|| Raised {
                severity: Severity::Advisory,
                hazard: Hazard::Thunder,
                headline: self.with_city("竜巻注意情報"),
                stands: self.until_valid(Timestamp::HOUR),
                url: self.warning_page(),
                ..self.plain()
            })
        })
    }

    /// 府県気象防災速報 says what it is about in a tag, and for rain and snow names the municipality in the body.
    pub(super) fn bulletin(&self) -> Result<Vec<AlertChange>, NotShown> {
        let mut changes = Vec::new();
        for statement in &self.telegram.head {
            for tag in statement.kinds.iter().map(|kind| kind.status.as_str()) {
                let (slug, name, severity, hazard, exact) = match tag {
                    "線状降水帯発生" => {
                        ("rain-band", "線状降水帯による大雨", Severity::Warning, Hazard::HeavyRain, false)
                    }
                    "記録雨" => ("record-rain", "記録的短時間大雨", Severity::Warning, Hazard::HeavyRain, true),
                    "短時間大雪" => ("sudden-snow", "短時間の大雪", Severity::Warning, Hazard::Snow, false),
                    _ if tag.contains("竜巻") => ("tornado", "竜巻", Severity::Advisory, Hazard::Thunder, false),
                    _ => ("other", self.telegram.heading.as_str(), Severity::Info, Hazard::Weather, false),
                };
                let statements = if exact { self.telegram.body.clone() } else { vec![statement.clone()] };
                for areas in self.here(&statements, "").unwrap_or_default().into_keys() {
                    changes.push(self.raise(Raised {
                        key: self.key(&format!("bulletin/{slug}"), &areas),
                        areas,
                        severity,
                        hazard,
                        headline: self.with_city(name),
                        stands: 3 * Timestamp::HOUR,
                        url: self.warning_page(),
                        ..self.plain()
                    }));
                }
            }
        }
        if changes.is_empty() { Err(NotShown::Elsewhere) } else { Ok(changes) }
    }

    /// A river is this city's if its code is configured or the telegram names districts of the city to be flooded.
    pub(super) fn river(&self) -> Result<Vec<AlertChange>, NotShown> {
        let key = self.event_key("river");
        let worst = self.telegram.head.iter().flat_map(|statement| &statement.kinds);
        let worst = worst.filter_map(|kind| Some((hazard::severity(&kind.name)?, kind))).max_by_key(|(bad, _)| *bad);
        let Some((severity, _)) = worst else {
            // 解除 does not repeat the districts: it ends what this river raised.
            return Ok(vec![self.lift(key, &self.telegram.headline)]);
        };
        let all: Vec<_> = self.telegram.head.iter().chain(&self.telegram.body).cloned().collect();
        let areas = match self.here(&all, "river:") {
            Ok(found) => found,
            Err(_) => self.here(&self.telegram.body, "")?,
        };
        let areas = union(areas.into_keys());
        let text = std::iter::once(self.telegram.headline.clone()).chain(self.telegram.texts.iter().cloned()).collect();
        Ok(vec![self.raise(Raised {
            key,
            areas,
            severity,
            hazard: Hazard::Flood,
            headline: self.telegram.heading.clone(),
            text,
            stands: 24 * Timestamp::HOUR,
            url: self.page("https://www.jma.go.jp/bosai/flood/"),
        })])
    }

    /// Has no area codes; its heading begins with the prefecture: 千葉県熱中症警戒アラート.
    pub(super) fn heat(&self) -> Result<Vec<AlertChange>, NotShown> {
        let prefecture = &self.place.city.prefecture.ja;
        let Some(name) = self.telegram.heading.strip_prefix(prefecture.as_str()).filter(|_| !prefecture.is_empty())
        else {
            return Err(NotShown::Elsewhere);
        };
        // Issued at 17:00 for tomorrow and again at 5:00 for today.
        let evening = Timestamp(self.telegram.order.report.0.saturating_add(12 * Timestamp::HOUR));
        let end = Timestamp::from_jst_date(evening.jst_date()).plus(Timestamp::DAY);
        Ok(vec![self.raise(Raised {
            key: self.key("heat", &[]),
            severity: if name.contains("特別") { Severity::Emergency } else { Severity::Advisory },
            hazard: Hazard::Heat,
            headline: self.with_city(name.trim()),
            text: std::iter::once(self.telegram.headline.clone()).chain(self.telegram.texts.iter().cloned()).collect(),
            stands: end.since(self.telegram.order.report),
            url: self.page("https://www.wbgt.env.go.jp/"),
            ..self.plain()
        })])
    }
}
