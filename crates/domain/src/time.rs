//! Time on the wire and in tables is UTC milliseconds; where people or the law count days it is a civil
//! date in Japan, which has had no daylight saving since 1951 and is UTC+9 all year.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, Utc};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Seconds that Japan is ahead of UTC.
const JST_SECONDS: i32 = 9 * 3600;

/// An instant: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(transparent)]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// One second, in milliseconds.
    pub const SECOND: i64 = 1_000;
    /// One minute, in milliseconds.
    pub const MINUTE: i64 = 60 * Self::SECOND;
    /// One hour, in milliseconds.
    pub const HOUR: i64 = 60 * Self::MINUTE;
    /// One day, in milliseconds.
    pub const DAY: i64 = 24 * Self::HOUR;

    /// From a moment with a zone.
    pub fn from_datetime<Z: chrono::TimeZone>(at: &DateTime<Z>) -> Self {
        Self(at.timestamp_millis())
    }

    /// Midnight in Japan at the start of `date`.
    pub fn from_jst_date(date: NaiveDate) -> Self {
        Self::from_jst(date.and_time(chrono::NaiveTime::MIN))
    }

    /// A wall-clock time in Japan.
    pub fn from_jst(at: NaiveDateTime) -> Self {
        Self(at.and_utc().timestamp_millis().saturating_sub(i64::from(JST_SECONDS) * Self::SECOND))
    }

    /// This instant as UTC; instants outside chrono's range become the epoch.
    pub fn to_utc(self) -> DateTime<Utc> {
        DateTime::from_timestamp_millis(self.0).unwrap_or_default()
    }

    /// The wall-clock time in Japan.
    pub fn to_jst(self) -> NaiveDateTime {
        match FixedOffset::east_opt(JST_SECONDS) {
            Some(jst) => self.to_utc().with_timezone(&jst).naive_local(),
            None => self.to_utc().naive_utc(),
        }
    }

    /// The civil date in Japan.
    pub fn jst_date(self) -> NaiveDate {
        self.to_jst().date()
    }

    /// `self` moved by `millis`, saturating.
    #[must_use]
    pub fn plus(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    /// Milliseconds from `earlier` to `self`; negative if `earlier` is later.
    pub fn since(self, earlier: Self) -> i64 {
        self.0.saturating_sub(earlier.0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.to_utc().to_rfc3339_opts(chrono::SecondsFormat::Millis, true))
    }
}

/// A month, as people give it for a birth: no day is asked where none is needed. Written `2024-05`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct YearMonth {
    /// Year of the common era.
    pub year: i32,
    /// 1 to 12.
    pub month: u32,
}

impl YearMonth {
    /// Reads `2024-05`.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, month) = text.trim().split_once('-')?;
        let (year, month) = (year.parse().ok()?, month.parse().ok()?);
        ((1900..=2200).contains(&year) && (1..=12).contains(&month)).then_some(Self { year, month })
    }

    /// Whole months from this month to the month of `date`; negative before it.
    pub fn months_until(self, date: NaiveDate) -> i32 {
        let months = |year: i32, month: u32| year.saturating_mul(12).saturating_add(i32::try_from(month).unwrap_or(0));
        months(date.year(), date.month()).saturating_sub(months(self.year, self.month))
    }
}

impl fmt::Display for YearMonth {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year, self.month)
    }
}

impl Serialize for YearMonth {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for YearMonth {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a month is written 2024-05"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_in_japan_starts_nine_hours_before_utc() {
        let new_year = NaiveDate::from_ymd_opt(2026, 1, 1).unwrap();
        let at = Timestamp::from_jst_date(new_year);
        assert_eq!(at.to_string(), "2025-12-31T15:00:00.000Z");
        assert_eq!(at.jst_date(), new_year);
        assert_eq!(at.plus(-1).jst_date(), new_year.pred_opt().unwrap());
    }

    #[test]
    fn months_of_age_are_counted_by_calendar_month() {
        let born = YearMonth::parse("2024-11").unwrap();
        assert_eq!(born.months_until(NaiveDate::from_ymd_opt(2026, 11, 1).unwrap()), 24);
        assert_eq!(born.months_until(NaiveDate::from_ymd_opt(2024, 10, 31).unwrap()), -1);
        assert_eq!(YearMonth::parse("2024-13"), None);
        assert_eq!(born.to_string(), "2024-11");
    }
}
