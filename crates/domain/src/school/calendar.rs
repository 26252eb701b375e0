//! On which days a facility is open: weekdays, the nation's holidays, and what the facility says of itself.
//!
//! What a facility says of itself wins: a day named as open is open, a run of days named as closed is closed. Then
//! come the nation's holidays, then the weekdays. A closed day is called by the narrowest reason there is: the Sunday
//! in 夏休み is of 夏休み, New Year's Day on a Sunday is 元日.
//!
//! The holidays are the Cabinet Office's table (`data/holidays.csv`), which is known to the end of the next year at
//! most: equinoxes are announced each February. After [`known_until`] a holiday is not known to be one, and counts as
//! an ordinary weekday: a facility that is then asked for an absence on it takes one too many, which costs nothing.

use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};
use std::sync::OnceLock;

/// Most days that are looked ahead, or back, for an open one.
const MOST_DAYS: u64 = 400;

/// A facility's days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SchoolDays {
    /// Open weekdays, 1 (Monday) to 7 (Sunday).
    pub weekdays: Vec<u8>,
    /// Closed on national holidays (国民の祝日に関する法律).
    pub holidays: bool,
    /// Closed besides: 夏休み, 開校記念日.
    pub closed: Vec<Closed>,
    /// Open although it would be closed: 土曜授業, 運動会.
    pub open: Vec<NaiveDate>,
}

/// A run of days on which a facility is closed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Closed {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// Why: 夏休み.
    pub name: String,
}

impl Default for SchoolDays {
    fn default() -> Self {
        Self { weekdays: vec![1, 2, 3, 4, 5], holidays: true, closed: Vec::new(), open: Vec::new() }
    }
}

/// What a day is to a facility.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Day<'a> {
    /// It is open.
    Open,
    /// It is closed on this weekday.
    Weekday,
    /// It is closed on this national holiday; its name: 勤労感謝の日.
    Holiday(&'static str),
    /// It says that it is closed; why: 夏休み.
    Closure(&'a str),
}

impl SchoolDays {
    /// What `day` is, with the reason when it is closed.
    pub fn on(&self, day: NaiveDate) -> Day<'_> {
        if self.open.contains(&day) {
            return Day::Open;
        }
        if let Some(closed) = self.closed.iter().find(|closed| (closed.from..=closed.until).contains(&day)) {
            return Day::Closure(&closed.name);
        }
        if let (true, Some(name)) = (self.holidays, holiday(day)) {
            return Day::Holiday(name);
        }
        let weekday = u8::try_from(day.weekday().number_from_monday()).unwrap_or(0);
        if self.weekdays.contains(&weekday) { Day::Open } else { Day::Weekday }
    }

    /// Whether it is open on `day`.
    pub fn is_open(&self, day: NaiveDate) -> bool {
        self.on(day) == Day::Open
    }

    /// The open days of a run, both ends included.
    pub fn days(&self, from: NaiveDate, until: NaiveDate) -> impl DoubleEndedIterator<Item = NaiveDate> + '_ {
        let count = u64::try_from(until.signed_duration_since(from).num_days().saturating_add(1)).unwrap_or(0);
        (0..count).filter_map(move |n| from.checked_add_days(Days::new(n))).filter(|day| self.is_open(*day))
    }

    /// The first open day from `day` on, itself included; `None` when there is none within a year and a month.
    pub fn next_open(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.days(day, day.checked_add_days(Days::new(MOST_DAYS))?).next()
    }

    /// The last open day before `day`; `None` when there is none within a year and a month.
    pub fn open_before(&self, day: NaiveDate) -> Option<NaiveDate> {
        self.days(day.checked_sub_days(Days::new(MOST_DAYS))?, day.pred_opt()?).next_back()
    }
}

/// The name of the national holiday that `day` is, from 2020 to [`known_until`].
pub fn holiday(day: NaiveDate) -> Option<&'static str> {
    let table = table();
    let at = table.binary_search_by_key(&day, |(day, _)| *day).ok()?;
    table.get(at).map(|(_, name)| *name)
}

/// The last day of which it is known whether it is a holiday: the end of the table's last year.
pub fn known_until() -> NaiveDate {
    let year = table().last().map_or(2020, |(day, _)| day.year());
    NaiveDate::from_ymd_opt(year, 12, 31).unwrap_or_default()
}

fn table() -> &'static [(NaiveDate, &'static str)] {
    static TABLE: OnceLock<Vec<(NaiveDate, &'static str)>> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = include_str!("../../data/holidays.csv").lines().filter(|line| !line.starts_with('#'));
        let mut days: Vec<_> = lines
            .filter_map(|line| line.split_once(',').and_then(|(day, name)| Some((day.parse().ok()?, name))))
            .collect();
        days.sort_unstable();
        days
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn asahi() -> SchoolDays {
        let closed =
            |from: &str, until: &str, name: &str| Closed { from: day(from), until: day(until), name: name.to_owned() };
        SchoolDays {
            closed: vec![
                closed("2026-07-21", "2026-08-31", "夏休み"),
                closed("2026-12-24", "2027-01-06", "冬休み"),
                closed("2026-11-16", "2026-11-16", "開校記念日"),
            ],
            open: vec![day("2026-05-30"), day("2026-12-24")],
            ..SchoolDays::default()
        }
    }

    #[test]
    fn a_day_is_open_or_closed_for_the_narrowest_reason() {
        let table = [
            ("2026-11-24", Day::Open, "a Tuesday"),
            ("2026-11-23", Day::Holiday("勤労感謝の日"), "a Monday"),
            ("2026-11-22", Day::Weekday, "a Sunday"),
            ("2026-11-16", Day::Closure("開校記念日"), "a Monday the school names"),
            ("2026-07-26", Day::Closure("夏休み"), "a Sunday in summer"),
            ("2026-08-11", Day::Closure("夏休み"), "a holiday in summer"),
            ("2026-05-30", Day::Open, "the Saturday of 運動会"),
            ("2026-12-24", Day::Open, "named as open, and inside a closure"),
            ("2026-05-06", Day::Holiday("休日"), "a day in lieu"),
            ("2026-09-22", Day::Holiday("休日"), "a day between two holidays"),
            ("2027-01-01", Day::Closure("冬休み"), "New Year"),
        ];
        for (text, expected, why) in table {
            assert_eq!(asahi().on(day(text)), expected, "{text}: {why}");
        }
        let nursery = SchoolDays { weekdays: vec![1, 2, 3, 4, 5, 6], holidays: false, ..SchoolDays::default() };
        assert!(nursery.is_open(day("2026-11-21")) && nursery.is_open(day("2026-11-23")));
        assert!(!nursery.is_open(day("2026-11-22")));
    }

    #[test]
    fn open_days_are_listed_and_looked_for_over_a_long_weekend() {
        let school = asahi();
        let days: Vec<NaiveDate> = school.days(day("2026-11-20"), day("2026-11-25")).collect();
        assert_eq!(days, [day("2026-11-20"), day("2026-11-24"), day("2026-11-25")]);
        assert_eq!(school.days(day("2026-11-25"), day("2026-11-20")).count(), 0);
        assert_eq!(school.next_open(day("2026-11-21")), Some(day("2026-11-24")));
        assert_eq!(school.next_open(day("2026-11-24")), Some(day("2026-11-24")));
        assert_eq!(school.open_before(day("2026-11-24")), Some(day("2026-11-20")));
        assert_eq!(school.next_open(day("2026-07-21")), Some(day("2026-09-01")));
        let never = SchoolDays { weekdays: Vec::new(), ..SchoolDays::default() };
        assert_eq!((never.next_open(day("2026-11-24")), never.open_before(day("2026-11-24"))), (None, None));
        assert_eq!(school.next_open(NaiveDate::MAX), None);
    }

    #[test]
    fn the_table_is_whole_and_beyond_it_nothing_is_a_holiday() {
        let table = table();
        let lines = include_str!("../../data/holidays.csv").lines().filter(|line| !line.starts_with('#')).count();
        assert_eq!(table.len(), lines, "each line is read");
        assert!(table.windows(2).all(|pair| pair[0].0 < pair[1].0), "no day twice");
        for year in 2020..=known_until().year() {
            let count = table.iter().filter(|(day, _)| day.year() == year).count();
            assert!((16..=21).contains(&count), "{year} has {count} holidays");
        }
        // The Olympic years moved three of them.
        assert_eq!(holiday(day("2020-07-24")), Some("スポーツの日"));
        assert_eq!(holiday(day("2021-07-23")), Some("スポーツの日"));
        let beyond = known_until().succ_opt().unwrap();
        assert_eq!((beyond.month(), beyond.day()), (1, 1));
        assert_eq!(holiday(beyond), None, "元日 of a year that is not in the table yet");
    }
}
