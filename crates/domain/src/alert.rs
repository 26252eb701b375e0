//! Alerts: what must reach everyone, without an account.
//!
//! Whether an alert is real, a drill or a technical test is a *type*, not a word in the text: a drill shown
//! as real, and a real one lost among drills, are the two worst accidents of this trade.

use crate::Timestamp;
use serde::{Deserialize, Serialize};

/// Whether to act on it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is happening.
    #[default]
    Actual,
    /// 訓練: people practise, and are told so first.
    Drill,
    /// 試験: a technical test, shown to nobody by default.
    Test,
}

/// How much it matters, in the order of the 警戒レベル.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing.
    #[default]
    Info,
    /// 注意報: be careful.
    Advisory,
    /// 警報: danger; old people and those who need time move now.
    Warning,
    /// 特別警報, 緊急: act at once to stay alive.
    Emergency,
}

/// What it is about. The app has what-to-do texts for each, in every language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Hazard {
    /// 地震
    Earthquake,
    /// 津波
    Tsunami,
    /// 大雨・浸水
    HeavyRain,
    /// 土砂災害
    Landslide,
    /// 洪水
    Flood,
    /// 暴風・強風
    Wind,
    /// 大雪・暴風雪
    Snow,
    /// 高潮・波浪
    StormSurge,
    /// 雷・竜巻
    Thunder,
    /// 火山
    Volcano,
    /// 熱中症・高温
    Heat,
    /// 低温・霜・乾燥・濃霧 and other weather.
    Weather,
    /// 避難情報
    Evacuation,
    /// 火災
    Fire,
    /// 不審者・行方不明 and other safety.
    Safety,
    /// 断水・停電 and other lifelines.
    Lifeline,
    /// Anything else.
    #[default]
    #[serde(other)]
    Other,
}

impl Hazard {
    /// Every hazard, for tables and tests.
    pub const ALL: [Self; 17] = [
        Self::Earthquake,
        Self::Tsunami,
        Self::HeavyRain,
        Self::Landslide,
        Self::Flood,
        Self::Wind,
        Self::Snow,
        Self::StormSurge,
        Self::Thunder,
        Self::Volcano,
        Self::Heat,
        Self::Weather,
        Self::Evacuation,
        Self::Fire,
        Self::Safety,
        Self::Lifeline,
        Self::Other,
    ];

    /// The word in i18n keys: `alert-hazard-<slug>`, `alert-do-<slug>`.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Earthquake => "earthquake",
            Self::Tsunami => "tsunami",
            Self::HeavyRain => "heavy-rain",
            Self::Landslide => "landslide",
            Self::Flood => "flood",
            Self::Wind => "wind",
            Self::Snow => "snow",
            Self::StormSurge => "storm-surge",
            Self::Thunder => "thunder",
            Self::Volcano => "volcano",
            Self::Heat => "heat",
            Self::Weather => "weather",
            Self::Evacuation => "evacuation",
            Self::Fire => "fire",
            Self::Safety => "safety",
            Self::Lifeline => "lifeline",
            Self::Other => "other",
        }
    }
}

/// An alert: the body of an `alert` record. An update is a new revision of the same record; taking it back
/// is a revision with `cancelled`, so that people learn that it is over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Alert {
    /// Real, drill or test. No default on the wire: an alert that does not say is refused.
    pub status: Status,
    /// How much it matters.
    pub severity: Severity,
    /// What it is about.
    pub hazard: Hazard,
    /// One line: 大雨警報 (市原市).
    pub headline: String,
    /// More, plain text with line breaks; may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What the sender says to do, if more than the app's own advice for the hazard.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instructions: Vec<String>,
    /// Who sent it, in words: 気象庁, 市原市危機管理課.
    pub sender: String,
    /// Area ids; empty: the whole city.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub areas: Vec<String>,
    /// When the sender issued it.
    pub issued: Timestamp,
    /// When it stops being shown by itself.
    pub expires: Timestamp,
    /// When the sender means to say more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_update: Option<Timestamp>,
    /// Where to read more.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Taken back or lifted (解除, 取消).
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub cancelled: bool,
}

/// Longest an alert may stay up by itself: an alert nobody ends must not stand for ever.
pub const LONGEST: i64 = 7 * Timestamp::DAY;

/// What to do with an alert on a device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// Over everything, with sound, through quiet hours.
    Interrupt,
    /// At the top, with an ordinary notification.
    Notify,
    /// At the top, silently.
    Quiet,
    /// "It is over" for a while.
    Lifted,
    /// Not at all.
    No,
}

/// How long "it is over" stays visible after a cancellation.
pub const LIFTED_FOR: i64 = 3 * Timestamp::HOUR;

/// Decides how a device shows an alert; `written` is when this revision was written.
///
/// Where it names areas and the person chose some, others' alerts stay visible but quiet: someone may be at
/// their parents' house, and hiding danger is not a courtesy.
pub fn plan_show(
    alert: &Alert,
    my_areas: &std::collections::BTreeSet<String>,
    written: Timestamp,
    now: Timestamp,
) -> Show {
    if alert.status == Status::Test || now >= alert.expires {
        return Show::No;
    }
    if alert.cancelled {
        return if now < written.plus(LIFTED_FOR) { Show::Lifted } else { Show::No };
    }
    let mine = alert.areas.is_empty() || my_areas.is_empty() || alert.areas.iter().any(|a| my_areas.contains(a));
    match (alert.status, alert.severity) {
        _ if !mine => Show::Quiet,
        (Status::Actual, Severity::Emergency | Severity::Warning) => Show::Interrupt,
        (Status::Actual, Severity::Advisory) | (Status::Drill, Severity::Emergency | Severity::Warning) => Show::Notify,
        _ => Show::Quiet,
    }
}

impl Alert {
    /// Checks what an operator typed.
    ///
    /// # Errors
    /// The field at fault and a code: `empty`, `too-long`, `too-late`, `already-over`.
    pub fn validate(&self) -> Result<(), (&'static str, &'static str)> {
        if self.headline.trim().is_empty() {
            return Err(("headline", "empty"));
        }
        if self.headline.chars().count() > 120 {
            return Err(("headline", "too-long"));
        }
        if self.text.chars().count() > 4_000 {
            return Err(("text", "too-long"));
        }
        if self.sender.trim().is_empty() {
            return Err(("sender", "empty"));
        }
        if self.expires <= self.issued {
            return Err(("expires", "already-over"));
        }
        if self.expires.since(self.issued) > LONGEST {
            return Err(("expires", "too-late"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_drill_never_interrupts_and_a_test_is_never_seen() {
        let now = Timestamp(1_000);
        let alert = |status, severity| Alert { status, severity, expires: Timestamp(9_000), ..Alert::default() };
        let everywhere = BTreeSet::new();
        let table = [
            (Status::Actual, Severity::Emergency, Show::Interrupt),
            (Status::Actual, Severity::Warning, Show::Interrupt),
            (Status::Actual, Severity::Advisory, Show::Notify),
            (Status::Actual, Severity::Info, Show::Quiet),
            (Status::Drill, Severity::Emergency, Show::Notify),
            (Status::Drill, Severity::Advisory, Show::Quiet),
            (Status::Test, Severity::Emergency, Show::No),
        ];
        for (status, severity, show) in table {
            assert_eq!(plan_show(&alert(status, severity), &everywhere, now, now), show, "{status:?} {severity:?}");
        }
    }

    #[test]
    fn an_alert_ends_by_itself_and_a_cancelled_one_says_so_for_a_while() {
        let mut alert = Alert { severity: Severity::Warning, expires: Timestamp(Timestamp::DAY), ..Alert::default() };
        let none = BTreeSet::new();
        assert_eq!(plan_show(&alert, &none, Timestamp(0), Timestamp(Timestamp::DAY)), Show::No);
        alert.cancelled = true;
        assert_eq!(plan_show(&alert, &none, Timestamp(0), Timestamp(1)), Show::Lifted);
        assert_eq!(plan_show(&alert, &none, Timestamp(0), Timestamp(LIFTED_FOR)), Show::No);
    }

    #[test]
    fn danger_elsewhere_is_quiet_but_not_hidden() {
        let alert = Alert {
            severity: Severity::Emergency,
            areas: vec!["north".into()],
            expires: Timestamp(9),
            ..Alert::default()
        };
        let mine = |a: &str| BTreeSet::from([a.to_owned()]);
        assert_eq!(plan_show(&alert, &mine("south"), Timestamp(0), Timestamp(1)), Show::Quiet);
        assert_eq!(plan_show(&alert, &mine("north"), Timestamp(0), Timestamp(1)), Show::Interrupt);
    }

    #[test]
    fn an_alert_that_does_not_say_whether_it_is_real_is_not_read() {
        assert!(
            serde_json::from_str::<Alert>(
                r#"{"severity":"warning","hazard":"flood","headline":"x","sender":"y","issued":1,"expires":2}"#
            )
            .is_err()
        );
    }
}
