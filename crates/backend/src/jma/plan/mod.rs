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

mod earth;
mod weather;

use super::{
    hazard::{Family, Kind},
    read::{Area, InfoType, KindOf, Order, Statement, Telegram},
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
        /// The telegram says so; otherwise it only no longer names it (see [`crate::jma`], complete statements).
        said: bool,
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
                        Kind::RecordRain => drop(keys.insert(self.key("bulletin/record-rain", &areas))),
                        _ => keys.extend(
                            weather::BULLETINS.iter().map(|slug| self.key(&format!("bulletin/{slug}"), &areas)),
                        ),
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
            headline: one_line(&raised.headline, &self.telegram.title),
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
        AlertChange { key, order: self.telegram.order, change: Change::Lift { text: text.to_owned(), said: true } }
    }

    fn lift_unsaid(&self, key: String) -> AlertChange {
        AlertChange { key, order: self.telegram.order, change: Change::Lift { text: String::new(), said: false } }
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

/// A headline of at most 120 characters; a telegram without a heading goes by its title.
fn one_line(headline: &str, title: &str) -> String {
    let words: Vec<_> = headline.split_whitespace().collect();
    let line = if words.is_empty() { title.to_owned() } else { words.join(" ") };
    line.chars().take(120).collect()
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
