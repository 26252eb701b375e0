//! The device's own settings. They never leave it.

use crate::{
    Change, Engine, Error,
    store::{set_setting, setting},
};
use itsumo_domain::{Timestamp, i18n::Locale};
use serde::{Deserialize, Serialize};

/// How the app looks, speaks and when it is quiet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Language; `None` follows the operating system.
    pub locale: Option<Locale>,
    /// Text size in per cent: 100, 125, 150, 200.
    pub text_percent: u16,
    /// Light or dark.
    pub theme: Theme,
    /// Contrast.
    pub contrast: Contrast,
    /// Whether announcements for this person are notified. Danger always is.
    pub notify: bool,
    /// When not.
    pub quiet: Option<QuietHours>,
    /// Whether the evening before one's own turn in the town association is told.
    pub remind_duties: bool,
    /// The first run was finished or skipped.
    pub first_run_done: bool,
    /// On a computer: closing the window leaves the app at work, so that it goes on telling. Only who chose so.
    pub stay: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            locale: None,
            text_percent: 100,
            theme: Theme::default(),
            contrast: Contrast::default(),
            notify: true,
            quiet: Some(QuietHours { from_minute: 21 * 60, to_minute: 7 * 60 }),
            remind_duties: true,
            first_run_done: false,
            stay: false,
        }
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Theme {
    /// As the operating system says.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// How far text stands out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Contrast {
    /// WCAG AA.
    #[default]
    Normal,
    /// WCAG AAA, with lines around everything.
    High,
}

/// A part of the day, in minutes since midnight in Japan; may span midnight. Equal ends: no quiet at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// First quiet minute, 0 to 1439.
    pub from_minute: u16,
    /// First minute that is loud again, 0 to 1439.
    pub to_minute: u16,
}

impl QuietHours {
    /// Whether `now` is quiet.
    pub fn contains(self, now: Timestamp) -> bool {
        use chrono::Timelike;
        let time = now.to_jst().time();
        let minute = u16::try_from(time.hour() * 60 + time.minute()).unwrap_or(0);
        if self.from_minute <= self.to_minute {
            (self.from_minute..self.to_minute).contains(&minute)
        } else {
            minute >= self.from_minute || minute < self.to_minute
        }
    }
}

const KEY: &str = "settings";

impl Engine {
    /// The device's settings.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn settings(&self) -> Result<Settings, Error> {
        self.read(|db, _| stored(db)).await
    }

    /// Replaces them.
    ///
    /// # Errors
    /// When something is out of range, or the store cannot be written.
    pub async fn set_settings(&self, settings: Settings) -> Result<(), Error> {
        if !(50..=300).contains(&settings.text_percent) {
            return Err(Error::field("text_percent", "out-of-range"));
        }
        if settings.quiet.is_some_and(|quiet| quiet.from_minute >= 1440 || quiet.to_minute >= 1440) {
            return Err(Error::field("quiet", "out-of-range"));
        }
        self.write(move |tx, _| set_setting(tx, KEY, &settings)).await?;
        self.changed(Change::Settings);
        Ok(())
    }
}

/// The settings, for work that already holds a connection.
pub(crate) fn stored(db: &rusqlite::Connection) -> Result<Settings, crate::store::StoreError> {
    Ok(setting(db, KEY)?.unwrap_or_default())
}
