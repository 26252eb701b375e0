//! Earthquakes, tsunami and volcanoes.

use super::{AlertChange, NotShown, Plan, Raised, union};
use crate::jma::read::{Intensity, KindOf};
use itsumo_domain::{
    Timestamp,
    alert::{Hazard, LONGEST, Severity},
};

impl Plan<'_> {
    pub(super) fn early_warning(&self) -> Result<Vec<AlertChange>, NotShown> {
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

    pub(super) fn intensities(&self, by_municipality: bool) -> Result<Vec<AlertChange>, NotShown> {
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

    pub(super) fn tsunami(&self) -> Result<Vec<AlertChange>, NotShown> {
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
    pub(super) fn what_to_do_at(&self, level: &str) -> String {
        let heading = format!("＜{level}＞");
        let lines = self.telegram.texts.iter().flat_map(|text| text.lines());
        let section = lines.skip_while(|line| *line != heading).skip(1).take_while(|line| !line.starts_with('＜'));
        let section: Vec<_> = section.collect();
        if section.is_empty() { self.telegram.headline.clone() } else { section.join("\n") }
    }

    // Volcanoes

    pub(super) fn volcano(&self) -> Result<Vec<AlertChange>, NotShown> {
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

    pub(super) fn eruption(&self) -> Result<Vec<AlertChange>, NotShown> {
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

    pub(super) fn ash(&self) -> Result<Vec<AlertChange>, NotShown> {
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
