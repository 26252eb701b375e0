//! What a telegram changes for one city. Pure.
//!
//! | telegram | key | shown for |
//! |---|---|---|
//! | 気象警報・注意報 | `weather/<family>` | 24 h unless renewed; advisories 48 h |
//! | 土砂災害警戒情報 | `landslide-alert` | 24 h |
//! | 記録的短時間大雨情報, 気象防災速報 | `bulletin/<what>` | 3 h |
//! | 竜巻注意情報 | `tornado` | until its own end, else 1 h |
//! | 洪水予報 | `river/<event>` | 24 h |
//! | 緊急地震速報, then 震度速報, then 震度情報 | `quake/<event>` | 10 min, then 6 h |
//! | 津波 | `tsunami` | 48 h |
//! | 噴火警報 | `volcano/<event>` | 7 days, the most an alert may stand |
//! | 噴火速報 | `eruption/<event>` | 6 h |
//! | 降灰 | `ash/<event>` | until its own end, else 6 h |
//! | 熱中症 | `heat` | until the end of the day it speaks of |
//!
//! A key gets `/<areas>` where a code means only part of the city, and `drill/` or `test/` in front.

use super::{
    hazard::{self, Family, Kind},
    read::{Area, InfoType, Intensity, KindOf, Order, Statement, Telegram},
};
use crate::city::JmaAreas;
use itsumo_domain::{
    Timestamp,
    alert::{Alert, Hazard, LONGEST, Severity, Status},
    city::City,
};
use std::collections::{BTreeMap, BTreeSet};

/// A city as telegrams know it.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// Its names.
    pub city: &'a City,
    /// Its codes.
    pub jma: &'a JmaAreas,
}

/// What a telegram does to one alert of a city.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertChange {
    /// The same for every telegram about the same thing.
    pub key: String,
    /// The telegram's place in time: a change never overwrites a later one.
    pub order: Order,
    /// What to do.
    pub change: Change,
}

/// See [`AlertChange`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// Show it, or show it so from now on.
    Raise(Box<Alert>),
    /// It is over, if it was shown at all.
    Lift {
        /// The sender's words about this very thing; empty where a telegram speaks of many, for the headline of a
        /// telegram that lifts one city's warning often tells another city to run.
        text: String,
    },
}

/// Why a telegram changes nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotShown {
    /// A forecast, a chart, statistics.
    #[error("kind not shown as an alert: {0}")]
    Kind(String),
    /// Other places.
    #[error("names no area of this city")]
    Elsewhere,
    /// Felt, but not so that people need to be told.
    #[error("the earthquake was below 震度3 in this city, or not felt")]
    TooWeak,
    /// 取消 without areas or event: the next telegram states what holds.
    #[error("takes back a telegram without saying for which areas")]
    CancelsUnnamed,
}

/// What `telegram` changes for the city.
///
/// # Errors
/// Why it changes nothing.
pub fn plan_alerts(telegram: &Telegram, place: Place<'_>) -> Result<Vec<AlertChange>, NotShown> {
    let kind = Kind::of(&telegram.title).ok_or_else(|| NotShown::Kind(telegram.title.clone()))?;
    let plan = Plan { telegram, place };
    if telegram.info_type == InfoType::Cancel {
        return plan.cancel(kind);
    }
    match kind {
        Kind::Weather => plan.weather(),
        Kind::Landslide => plan.landslide(),
        Kind::RecordRain => plan.record_rain(),
        Kind::Tornado => plan.tornado(),
        Kind::Bulletin => plan.bulletin(),
        Kind::River => plan.river(),
        Kind::EarlyWarning => plan.early_warning(),
        Kind::FirstIntensities => plan.intensities(false),
        Kind::Intensities => plan.intensities(true),
        Kind::Tsunami => plan.tsunami(),
        Kind::VolcanoWarning => plan.volcano(),
        Kind::Eruption => plan.eruption(),
        Kind::Ash => plan.ash(),
        Kind::Heat => plan.heat(),
    }
}

/// Kinds that hold for the same part of the city; no areas means all of it.
type ByAreas<'a> = BTreeMap<Vec<String>, Vec<&'a KindOf>>;

/// What a raised alert is made of besides what the telegram says of itself.
struct Raised {
    key: String,
    areas: Vec<String>,
    severity: Severity,
    hazard: Hazard,
    headline: String,
    text: Vec<String>,
    stands: i64,
    url: Option<String>,
}

struct Plan<'a> {
    telegram: &'a Telegram,
    place: Place<'a>,
}

impl<'a> Plan<'a> {
    // Weather

    fn weather(&self) -> Result<Vec<AlertChange>, NotShown> {
        // The same warning stands in lists for the prefecture, its regions and its municipalities; the finest is true.
        let by_municipality: Vec<_> =
            self.telegram.body.iter().filter(|s| s.list.ends_with("（市町村等）")).cloned().collect();
        let statements = if by_municipality.is_empty() { &self.telegram.body } else { &by_municipality };
        let found = self.here(statements, "")?;
        let mut changes = Vec::new();
        for (areas, kinds) in found {
            let mut standing: BTreeMap<Family, (Severity, &KindOf)> = BTreeMap::new();
            let mut over: BTreeSet<Family> = Family::scope(&self.telegram.title).iter().copied().collect();
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
            changes.extend(
                over.into_iter().map(|family| self.lift(self.key(&format!("weather/{}", family.slug()), &areas), "")),
            );
        }
        Ok(changes)
    }

    fn landslide(&self) -> Result<Vec<AlertChange>, NotShown> {
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
    fn record_rain(&self) -> Result<Vec<AlertChange>, NotShown> {
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

    fn tornado(&self) -> Result<Vec<AlertChange>, NotShown> {
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
    fn bulletin(&self) -> Result<Vec<AlertChange>, NotShown> {
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
    fn river(&self) -> Result<Vec<AlertChange>, NotShown> {
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
    fn heat(&self) -> Result<Vec<AlertChange>, NotShown> {
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

    // Earthquakes and tsunami

    fn early_warning(&self) -> Result<Vec<AlertChange>, NotShown> {
        let areas = union(self.here(&self.telegram.head, "quake:")?.into_keys());
        Ok(vec![self.raise(Raised {
            key: self.event_key("quake"),
            areas,
            severity: Severity::Emergency,
            hazard: Hazard::Earthquake,
            headline: format!("緊急地震速報 強い揺れに備えてください（{}）", self.place.city.name.ja),
            stands: 10 * Timestamp::MINUTE,
            ..self.plain()
        })])
    }

    fn intensities(&self, by_municipality: bool) -> Result<Vec<AlertChange>, NotShown> {
        let prefix = if by_municipality { "" } else { "quake:" };
        let felt: Vec<_> = self
            .telegram
            .shaking
            .iter()
            .filter(|one| one.municipality == by_municipality)
            .filter_map(|one| Some((one, self.place.jma.areas_of(&format!("{prefix}{}", one.area.code))?)))
            .collect();
        let Some(worst) = felt.iter().map(|(one, _)| one.intensity).max() else {
            return if by_municipality && !self.telegram.shaking.is_empty() {
                // The full list does not name the city: what a first report or an early warning feared did not come.
                Ok(vec![self.lift(self.event_key("quake"), "この市では揺れは観測されませんでした。")])
            } else {
                Err(NotShown::Elsewhere)
            };
        };
        let severity = match worst {
            Intensity::One | Intensity::Two if by_municipality => {
                let text = format!("この市の揺れは{}でした。", worst.name());
                return Ok(vec![self.lift(self.event_key("quake"), &text)]);
            }
            Intensity::One | Intensity::Two => return Err(NotShown::TooWeak),
            Intensity::Three | Intensity::Four => Severity::Advisory,
            Intensity::AtLeastFiveLower | Intensity::FiveLower | Intensity::FiveUpper => Severity::Warning,
            Intensity::SixLower | Intensity::SixUpper | Intensity::Seven => Severity::Emergency,
        };
        let mut text = vec![self.telegram.headline.clone()];
        text.extend(self.telegram.hypocentre.as_ref().map(|name| format!("震源: {name}")));
        text.extend(self.telegram.magnitude.as_ref().map(|size| format!("地震の規模: {size}")));
        // Footnotes about the marks of a list that is not shown.
        text.extend(self.telegram.texts.iter().filter(|text| !text.starts_with('＊')).cloned());
        Ok(vec![self.raise(Raised {
            key: self.event_key("quake"),
            areas: union(felt.iter().map(|(_, areas)| areas.to_vec())),
            severity,
            hazard: Hazard::Earthquake,
            headline: self.with_city(&format!("地震 {}", worst.name())),
            text,
            stands: 6 * Timestamp::HOUR,
            url: self.page("https://www.jma.go.jp/bosai/map.html#contents=earthquake_map"),
        })])
    }

    fn tsunami(&self) -> Result<Vec<AlertChange>, NotShown> {
        let statements: Vec<_> = self.telegram.body.iter().filter(|s| s.list == "津波予報区").cloned().collect();
        let mut changes = Vec::new();
        for (areas, kinds) in self.here(&statements, "tsunami:")? {
            let key = self.key("tsunami", &areas);
            let worst = kinds.iter().filter_map(|kind| Some((tsunami_severity(kind)?, kind)));
            match worst.max_by_key(|((severity, _), _)| *severity) {
                Some(((severity, name), kind)) => changes.push(self.raise(Raised {
                    key,
                    areas,
                    severity,
                    hazard: Hazard::Tsunami,
                    headline: self.with_city(name),
                    text: vec![kind.notes.join("\n"), self.what_to_do_at(name)],
                    stands: 48 * Timestamp::HOUR,
                    url: self.page("https://www.jma.go.jp/bosai/map.html#contents=tsunami"),
                })),
                // 津波予報（若干の海面変動）, 解除, なし: nothing to run from any more.
                None => changes.push(self.lift(key, "")),
            }
        }
        Ok(changes)
    }

    /// A tsunami telegram speaks to all coasts, in sections like ＜津波注意報＞; people read only theirs.
    fn what_to_do_at(&self, level: &str) -> String {
        let heading = format!("＜{level}＞");
        let lines = self.telegram.texts.iter().flat_map(|text| text.lines());
        let section = lines.skip_while(|line| *line != heading).skip(1).take_while(|line| !line.starts_with('＜'));
        let section: Vec<_> = section.collect();
        if section.is_empty() { self.telegram.headline.clone() } else { section.join("\n") }
    }

    // Volcanoes

    fn volcano(&self) -> Result<Vec<AlertChange>, NotShown> {
        let towns: Vec<_> =
            self.telegram.body.iter().filter(|s| s.list.ends_with("（対象市町村等）")).cloned().collect();
        let severity = |kinds: &[&KindOf]| {
            let names = kinds.iter().map(|kind| kind.name.as_str());
            names
                .filter_map(|name| match name {
                    _ if name.contains("解除") || name.starts_with("噴火予報") => None,
                    _ if name.contains("周辺海域") => Some(Severity::Advisory),
                    _ if name.starts_with("火口周辺警報") => Some(Severity::Warning),
                    _ if name.starts_with("噴火警報") => Some(Severity::Emergency),
                    _ => None,
                })
                .max()
        };
        self.on_or_off(&towns, &format!("volcano/{}", self.event()), |kinds| {
            severity(kinds).map(|severity| Raised {
                severity,
                hazard: Hazard::Volcano,
                headline: self.of_volcano(),
                text: std::iter::once(self.telegram.headline.clone())
                    .chain(self.telegram.texts.iter().cloned())
                    .collect(),
                stands: LONGEST,
                url: self.page("https://www.jma.go.jp/bosai/map.html#contents=volcano"),
                ..self.plain()
            })
        })
    }

    fn eruption(&self) -> Result<Vec<AlertChange>, NotShown> {
        let areas = union(self.here(&self.telegram.body, "")?.into_keys());
        let text = std::iter::once(self.telegram.headline.clone()).chain(self.telegram.texts.iter().cloned()).collect();
        Ok(vec![self.raise(Raised {
            key: self.event_key("eruption"),
            areas,
            severity: Severity::Emergency,
            hazard: Hazard::Volcano,
            headline: self.of_volcano(),
            text,
            stands: 6 * Timestamp::HOUR,
            url: self.page("https://www.jma.go.jp/bosai/map.html#contents=volcano"),
        })])
    }

    fn ash(&self) -> Result<Vec<AlertChange>, NotShown> {
        self.on_or_off(&self.telegram.body, &format!("ash/{}", self.event()), |kinds| {
            let heaviness = |kind: &&KindOf| match kind.name.as_str() {
                "多量の降灰" | "小さな噴石の落下" => Some(Severity::Warning),
                "やや多量の降灰" => Some(Severity::Advisory),
                "少量の降灰" | "降灰" => Some(Severity::Info),
                _ => None,
            };
            kinds.iter().filter_map(heaviness).max().map(|severity| Raised {
                severity,
                hazard: Hazard::Volcano,
                headline: self.of_volcano(),
                stands: self.until_valid(6 * Timestamp::HOUR),
                url: self.page("https://www.jma.go.jp/bosai/map.html#contents=ashfall"),
                ..self.plain()
            })
        })
    }

    // 取消

    /// A telegram taken back names its event; where it has none it must name areas, for lifting on a guess what
    /// an earlier telegram rightly raised would be worse than waiting for the next one.
    fn cancel(&self, kind: Kind) -> Result<Vec<AlertChange>, NotShown> {
        let text = self.telegram.texts.first().unwrap_or(&self.telegram.headline);
        let one = |key| Ok(vec![self.lift(key, text)]);
        match kind {
            Kind::EarlyWarning | Kind::FirstIntensities | Kind::Intensities => one(self.event_key("quake")),
            Kind::River => one(self.event_key("river")),
            Kind::Eruption => one(self.event_key("eruption")),
            Kind::Ash => one(self.event_key("ash")),
            Kind::VolcanoWarning => one(self.event_key("volcano")),
            Kind::Heat if self.telegram.heading.starts_with(self.place.city.prefecture.ja.as_str()) => {
                one(self.key("heat", &[]))
            }
            Kind::Heat => Err(NotShown::Elsewhere),
            Kind::Weather | Kind::Landslide | Kind::RecordRain | Kind::Tornado | Kind::Bulletin | Kind::Tsunami => {
                let all: Vec<_> = self.telegram.body.iter().chain(&self.telegram.head).cloned().collect();
                if all.iter().all(|statement| statement.areas.is_empty()) {
                    return Err(NotShown::CancelsUnnamed);
                }
                let prefix = if kind == Kind::Tsunami { "tsunami:" } else { "" };
                let mut keys = BTreeSet::new();
                for (areas, kinds) in self.here(&all, prefix)? {
                    match kind {
                        Kind::Weather => keys.extend(
                            kinds
                                .iter()
                                .map(|kind| self.key(&format!("weather/{}", Family::of(&kind.name).slug()), &areas)),
                        ),
                        Kind::Landslide => drop(keys.insert(self.key("landslide-alert", &areas))),
                        Kind::Tornado => drop(keys.insert(self.key("tornado", &areas))),
                        Kind::Tsunami => drop(keys.insert(self.key("tsunami", &areas))),
                        _ => drop(keys.insert(self.key("bulletin/record-rain", &areas))),
                    }
                }
                Ok(keys.into_iter().map(|key| self.lift(key, text)).collect())
            }
        }
    }

    // Parts

    /// What holds in which part of the city, of `statements`; codes are looked up with `prefix` in front.
    fn here<'s>(&self, statements: &'s [Statement], prefix: &str) -> Result<ByAreas<'s>, NotShown> {
        let mut found = ByAreas::new();
        for statement in statements {
            for Area { code, .. } in &statement.areas {
                if let Some(areas) = self.place.jma.areas_of(&format!("{prefix}{code}")) {
                    found.entry(areas.to_vec()).or_default().extend(&statement.kinds);
                }
            }
        }
        if found.is_empty() { Err(NotShown::Elsewhere) } else { Ok(found) }
    }

    /// For telegrams that state one thing by place: raised where `raise` says so, lifted elsewhere in the city.
    fn on_or_off(
        &self,
        statements: &[Statement],
        key: &str,
        raise: impl Fn(&[&KindOf]) -> Option<Raised>,
    ) -> Result<Vec<AlertChange>, NotShown> {
        let found = self.here(statements, "")?;
        Ok(found
            .into_iter()
            .map(|(areas, kinds)| {
                let key = self.key(key, &areas);
                match raise(&kinds) {
                    Some(raised) => self.raise(Raised { key, areas, ..raised }),
                    None => self.lift(key, ""),
                }
            })
            .collect())
    }

    fn key(&self, key: &str, areas: &[String]) -> String {
        let status = match self.telegram.status {
            Status::Actual => "",
            Status::Drill => "drill/",
            Status::Test => "test/",
        };
        if areas.is_empty() { format!("{status}{key}") } else { format!("{status}{key}/{}", areas.join("+")) }
    }

    fn event_key(&self, key: &str) -> String {
        self.key(&format!("{key}/{}", self.event()), &[])
    }

    /// Telegrams without an event id are events of their own.
    fn event(&self) -> String {
        self.telegram.event.clone().unwrap_or_else(|| self.telegram.order.report.0.to_string())
    }

    fn plain(&self) -> Raised {
        Raised {
            key: String::new(),
            areas: Vec::new(),
            severity: Severity::Info,
            hazard: Hazard::Other,
            headline: String::new(),
            text: vec![self.telegram.headline.clone()],
            stands: Timestamp::DAY,
            url: None,
        }
    }

    fn raise(&self, raised: Raised) -> AlertChange {
        let issued = self.telegram.order.report;
        let mut text: Vec<String> = Vec::new();
        for part in raised.text {
            // Bodies often repeat the headline.
            if !part.is_empty() && !text.iter().any(|before| before.contains(&part)) {
                text.push(part);
            }
        }
        let alert = Alert {
            status: self.telegram.status,
            severity: raised.severity,
            hazard: raised.hazard,
            headline: raised.headline.chars().take(120).collect(),
            text: text.join("\n\n").chars().take(4_000).collect(),
            instructions: Vec::new(),
            sender: self.sender(),
            areas: raised.areas,
            issued,
            expires: issued.plus(raised.stands.clamp(Timestamp::MINUTE, LONGEST)),
            next_update: None,
            url: raised.url,
            cancelled: false,
        };
        AlertChange { key: raised.key, order: self.telegram.order, change: Change::Raise(Box::new(alert)) }
    }

    fn lift(&self, key: String, text: &str) -> AlertChange {
        AlertChange { key, order: self.telegram.order, change: Change::Lift { text: text.to_owned() } }
    }

    /// 気象庁（銚子地方気象台）; where offices publish together, all of them.
    fn sender(&self) -> String {
        let offices: Vec<&str> = self.telegram.office.split_whitespace().collect();
        match offices.as_slice() {
            [office] if !office.starts_with("気象庁") => format!("気象庁（{office}）"),
            _ => offices.join("・"),
        }
    }

    fn with_city(&self, name: &str) -> String {
        format!("{name}（{}）", self.place.city.name.ja)
    }

    /// 火山名  箱根山  噴火警報 → 箱根山 噴火警報
    fn of_volcano(&self) -> String {
        let words: Vec<_> = self.telegram.heading.split_whitespace().filter(|word| *word != "火山名").collect();
        words.join(" ")
    }

    fn until_valid(&self, otherwise: i64) -> i64 {
        let left = self.telegram.valid_until.map(|until| until.since(self.telegram.order.report));
        left.filter(|left| *left > 0).unwrap_or(otherwise)
    }

    /// A fictional city is on no page of 気象庁.
    fn page(&self, url: &str) -> Option<String> {
        (!self.place.city.fictional).then(|| url.to_owned())
    }

    fn warning_page(&self) -> Option<String> {
        let code = self.place.jma.0.keys().find(|code| code.len() == 7)?;
        self.page(&format!("https://www.jma.go.jp/bosai/warning/#area_type=class20s&area_code={code}&lang=ja"))
    }
}

/// By the codes of 警報等情報要素／津波警報・注意報・予報; 7x is a change of sea level that needs no one to move.
fn tsunami_severity(kind: &KindOf) -> Option<(Severity, &'static str)> {
    match kind.code.as_str() {
        "52" | "53" => Some((Severity::Emergency, "大津波警報")),
        "51" => Some((Severity::Emergency, "津波警報")),
        "62" => Some((Severity::Advisory, "津波注意報")),
        _ => None,
    }
}

/// All areas of `parts`; one part that is the whole city makes it the whole city.
fn union(parts: impl Iterator<Item = Vec<String>>) -> Vec<String> {
    let mut all = BTreeSet::new();
    for part in parts {
        if part.is_empty() {
            return Vec::new();
        }
        all.extend(part);
    }
    all.into_iter().collect()
}
