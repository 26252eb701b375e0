//! When a counter of the city is open, so that a screen can say 開いています and not only print a timetable.
//!
//! The words of [`crate::city::Office::hours`] are for people and stay what the city wrote; this is the same for a
//! machine. Where a city gives only words, nothing is said about now. A national holiday is a day of its own: only the
//! hours that name `holiday` apply on it, whichever weekday it falls on. Beyond the last day of which the holidays are
//! known ([`known_until`]) nothing is claimed: who comes to a closed door because a screen guessed comes in vain.

use crate::{
    Timestamp,
    city::Office,
    school::{TimeOfDay, calendar::holiday, calendar::known_until},
};
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::str::FromStr;

/// Days that are looked ahead for the next opening: over New Year, and a week in which a library counts its books.
const LOOK_AHEAD: u64 = 21;

/// Hours on some days of the week. Written `mon-fri 8:30-17:15`, `sat sun holiday 9:30-17:00`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Opening {
    /// Weekdays, 1 (Monday) to 7 (Sunday).
    pub days: Vec<u8>,
    /// On national holidays too.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub holidays: bool,
    /// The first minute.
    pub from: TimeOfDay,
    /// The first minute that is closed again, later than `from`.
    pub until: TimeOfDay,
}

/// Days on which it is closed each year, both ends included; may run over New Year. Written `12-29..1-3`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Recess {
    /// Month of the first day, 1 to 12.
    pub from_month: u8,
    /// First day, 1 to 31.
    pub from_day: u8,
    /// Month of the last day, 1 to 12.
    pub until_month: u8,
    /// Last day, 1 to 31.
    pub until_day: u8,
}

/// Hours that nobody can read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BadHours {
    /// Not in the form of hours.
    #[error("hours are written \"mon-fri 8:30-17:15\" or \"sat sun holiday 9:30-17:00\", not \"{0}\"")]
    Hours(String),
    /// A word that is no day.
    #[error("\"{0}\" is no day: mon, tue, wed, thu, fri, sat, sun or holiday")]
    Day(String),
    /// It closes before it opens.
    #[error("\"{0}\" ends before it begins")]
    Backwards(String),
    /// Not in the form of a recess.
    #[error("days on which it is closed each year are written \"12-29..1-3\", not \"{0}\"")]
    Recess(String),
}

/// What a counter is now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// It is open, until then.
    Open(TimeOfDay),
    /// It is closed, and opens next on that day at that time; `None` when that is too far off to say.
    Closed(Option<(NaiveDate, TimeOfDay)>),
}

const DAYS: [(&str, u8); 7] = [("mon", 1), ("tue", 2), ("wed", 3), ("thu", 4), ("fri", 5), ("sat", 6), ("sun", 7)];

fn weekday(word: &str) -> Result<u8, BadHours> {
    DAYS.iter()
        .find_map(|(name, number)| (*name == word).then_some(*number))
        .ok_or_else(|| BadHours::Day(word.to_owned()))
}

impl FromStr for Opening {
    type Err = BadHours;
    fn from_str(text: &str) -> Result<Self, BadHours> {
        let wrong = || BadHours::Hours(text.to_owned());
        let (days, times) = text.trim().rsplit_once(' ').ok_or_else(wrong)?;
        let (from, until) = times.split_once('-').ok_or_else(wrong)?;
        let time = |text: &str| text.parse::<TimeOfDay>().map_err(|_| wrong());
        let mut opening = Self { from: time(from)?, until: time(until)?, ..Self::default() };
        if opening.until <= opening.from {
            return Err(BadHours::Backwards(times.to_owned()));
        }
        for word in days.split_whitespace() {
            if word == "holiday" {
                opening.holidays = true;
                continue;
            }
            let (first, last) = word.split_once('-').unwrap_or((word, word));
            let (first, last) = (weekday(first)?, weekday(last)?);
            if last < first {
                return Err(BadHours::Backwards(word.to_owned()));
            }
            opening.days.extend(first..=last);
        }
        Ok(opening)
    }
}

impl FromStr for Recess {
    type Err = BadHours;
    fn from_str(text: &str) -> Result<Self, BadHours> {
        let read = || {
            let (from, until) = text.trim().split_once("..")?;
            let day = |text: &str| {
                let (month, day) = text.trim().split_once('-')?;
                let (month, day) = (month.parse::<u8>().ok()?, day.parse::<u8>().ok()?);
                // 2000 has every day that any year has.
                NaiveDate::from_ymd_opt(2000, month.into(), day.into()).map(|_| (month, day))
            };
            let ((from_month, from_day), (until_month, until_day)) = (day(from)?, day(until)?);
            Some(Self { from_month, from_day, until_month, until_day })
        };
        read().ok_or_else(|| BadHours::Recess(text.to_owned()))
    }
}

impl Recess {
    /// Whether `day` lies in it.
    pub fn contains(self, day: NaiveDate) -> bool {
        let day = (day.month(), day.day());
        let from = (u32::from(self.from_month), u32::from(self.from_day));
        let until = (u32::from(self.until_month), u32::from(self.until_day));
        if from <= until { (from..=until).contains(&day) } else { day >= from || day <= until }
    }
}

impl Opening {
    fn is_on(&self, day: NaiveDate) -> bool {
        if holiday(day).is_some() {
            return self.holidays;
        }
        u8::try_from(day.weekday().number_from_monday()).is_ok_and(|weekday| self.days.contains(&weekday))
    }
}

/// The hours of `day`, the earliest first; `None` where that day's holidays are not known yet.
fn hours_of(office: &Office, day: NaiveDate) -> Option<Vec<(TimeOfDay, TimeOfDay)>> {
    if day > known_until() {
        return None;
    }
    if office.closed.iter().any(|recess| recess.contains(day)) {
        return Some(Vec::new());
    }
    let mut hours: Vec<_> =
        office.open.iter().filter(|opening| opening.is_on(day)).map(|opening| (opening.from, opening.until)).collect();
    hours.sort_unstable();
    Some(hours)
}

/// Whether `office` is open at `now`; `None` where the city gave its hours in words only.
pub fn standing(office: &Office, now: Timestamp) -> Option<Standing> {
    if office.open.is_empty() {
        return None;
    }
    let (today, time) = (now.jst_date(), TimeOfDay::of(now));
    let hours = hours_of(office, today)?;
    if let Some((_, until)) = hours.iter().find(|(from, until)| (*from..*until).contains(&time)) {
        return Some(Standing::Open(*until));
    }
    let later = hours.iter().find(|(from, _)| *from > time).map(|(from, _)| (today, *from));
    let next = later.or_else(|| {
        (1..=LOOK_AHEAD)
            .filter_map(|days| today.checked_add_days(Days::new(days)))
            .map_while(|day| hours_of(office, day).map(|hours| (day, hours)))
            .find_map(|(day, hours)| hours.first().map(|(from, _)| (day, *from)))
    });
    Some(Standing::Closed(next))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn office(open: &[&str], closed: &[&str]) -> Office {
        Office {
            open: open.iter().map(|text| text.parse().unwrap()).collect(),
            closed: closed.iter().map(|text| text.parse().unwrap()).collect(),
            ..Office::default()
        }
    }

    fn at(day: &str, time: &str) -> Timestamp {
        time.parse::<TimeOfDay>().unwrap().on(day.parse().unwrap())
    }

    #[test]
    fn a_counter_is_open_until_it_closes_and_says_when_it_opens_again() {
        let time = |text: &str| text.parse::<TimeOfDay>().unwrap();
        let closed = |next: Option<(&str, &str)>| {
            Standing::Closed(next.map(|(day, from)| (day.parse::<NaiveDate>().unwrap(), time(from))))
        };
        let hall = office(&["mon-fri 8:30-17:15"], &["12-29..1-3"]);
        let branch = office(&["mon-fri 8:30-12:00", "mon-fri 13:00-17:15"], &[]);
        let library = office(&["tue-fri 9:30-19:00", "sat sun holiday 9:30-17:00"], &[]);
        for (what, office, day, clock, expected) in [
            ("a minute before", &hall, "2026-11-24", "8:29", closed(Some(("2026-11-24", "8:30")))),
            ("the first minute", &hall, "2026-11-24", "8:30", Standing::Open(time("17:15"))),
            ("the last minute", &hall, "2026-11-24", "17:14", Standing::Open(time("17:15"))),
            ("the minute it closes", &hall, "2026-11-24", "17:15", closed(Some(("2026-11-25", "8:30")))),
            ("a holiday on a Monday", &hall, "2026-11-23", "10:00", closed(Some(("2026-11-24", "8:30")))),
            (
                "Friday evening before a long weekend",
                &hall,
                "2026-11-20",
                "18:00",
                closed(Some(("2026-11-24", "8:30"))),
            ),
            ("New Year", &hall, "2026-12-28", "18:00", closed(Some(("2027-01-04", "8:30")))),
            ("noon", &branch, "2026-11-24", "12:30", closed(Some(("2026-11-24", "13:00")))),
            ("a library on a holiday", &library, "2026-11-23", "10:00", Standing::Open(time("17:00"))),
            ("a library on a Monday", &library, "2026-11-30", "10:00", closed(Some(("2026-12-01", "9:30")))),
            ("a library on a Sunday", &library, "2026-11-29", "16:59", Standing::Open(time("17:00"))),
        ] {
            assert_eq!(standing(office, at(day, clock)), Some(expected), "{what}");
        }
    }

    #[test]
    fn where_nothing_is_known_nothing_is_said() {
        assert_eq!(standing(&Office::default(), at("2026-11-24", "10:00")), None, "hours in words only");
        let hall = office(&["mon-fri 8:30-17:15"], &[]);
        let beyond = known_until().succ_opt().unwrap();
        assert_eq!(standing(&hall, Timestamp::from_jst_date(beyond)), None, "holidays not known yet");
        let last = standing(&hall, TimeOfDay::new(20, 0).unwrap().on(known_until()));
        assert_eq!(last, Some(Standing::Closed(None)), "the next day's holidays are not known yet");
    }

    #[test]
    fn hours_that_nobody_can_read_say_why() {
        let hours = |text: &str| text.parse::<Opening>().unwrap_err();
        for text in ["", "mon", "8:30-17:15", "mon 8:30", "mon 8:30-25:00", "mon 830-1715"] {
            assert_eq!(hours(text), BadHours::Hours(text.to_owned()), "{text}");
        }
        assert_eq!(hours("mo 8:30-17:15"), BadHours::Day("mo".to_owned()));
        assert_eq!(hours("fri-mon 8:30-17:15"), BadHours::Backwards("fri-mon".to_owned()));
        assert_eq!(hours("mon 17:15-8:30"), BadHours::Backwards("17:15-8:30".to_owned()));
        for text in ["12-29", "13-1..1-3", "2-30..3-1", "12-29..x", ""] {
            assert_eq!(text.parse::<Recess>(), Err(BadHours::Recess(text.to_owned())), "{text}");
        }
    }
}
