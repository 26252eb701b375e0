//! A time of day as a school's clock shows it.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// Minutes since midnight, 0 to 1439. Written `08:20`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(value_type = String))]
#[serde(try_from = "String", into = "String")]
pub struct TimeOfDay(u16);

/// Not a time of day.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a time is written 08:20")]
pub struct NotATime;

impl TimeOfDay {
    /// `None` beyond 23:59.
    pub fn new(hour: u16, minute: u16) -> Option<Self> {
        (hour < 24 && minute < 60).then(|| Self(hour.saturating_mul(60).saturating_add(minute)))
    }
    /// Minutes since midnight.
    pub fn minutes(self) -> u16 {
        self.0
    }
    /// The time in Japan of an instant.
    pub fn of(at: crate::Timestamp) -> Self {
        use chrono::Timelike;
        let at = at.to_jst();
        Self(u16::try_from(at.hour().saturating_mul(60).saturating_add(at.minute())).unwrap_or(0))
    }
    /// This time on `day` in Japan.
    pub fn on(self, day: chrono::NaiveDate) -> crate::Timestamp {
        crate::Timestamp::from_jst_date(day).plus(i64::from(self.0).saturating_mul(crate::Timestamp::MINUTE))
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl FromStr for TimeOfDay {
    type Err = NotATime;
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let (hour, minute) = text.trim().split_once(':').ok_or(NotATime)?;
        let figures = |part: &str| (1..=2).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        if !figures(hour) || minute.len() != 2 || !figures(minute) {
            return Err(NotATime);
        }
        let (hour, minute) = (hour.parse().map_err(|_| NotATime)?, minute.parse().map_err(|_| NotATime)?);
        Self::new(hour, minute).ok_or(NotATime)
    }
}

impl TryFrom<String> for TimeOfDay {
    type Error = NotATime;
    fn try_from(text: String) -> Result<Self, NotATime> {
        text.parse()
    }
}

impl From<TimeOfDay> for String {
    fn from(time: TimeOfDay) -> Self {
        time.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_what_a_clock_shows() {
        for (text, minutes) in [("08:20", 500), ("8:20", 500), ("00:00", 0), (" 23:59 ", 1439)] {
            assert_eq!(text.parse::<TimeOfDay>().unwrap().minutes(), minutes, "{text}");
        }
        for text in ["", "8", "8:2", "24:00", "12:60", "-1:00", "+8:20", "08:20:00"] {
            assert_eq!(text.parse::<TimeOfDay>(), Err(NotATime), "{text}");
        }
        assert_eq!(TimeOfDay::new(8, 5).unwrap().to_string(), "08:05");
    }
}
