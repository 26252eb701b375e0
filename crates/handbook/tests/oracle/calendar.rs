//! A calendar that only knows how to go to the next day. Every age and interval is found by walking, so it
//! shares no arithmetic with the engine.

use chrono::{Datelike, NaiveDate};
use std::{cell::RefCell, collections::HashMap, sync::OnceLock};

thread_local! {
    static WALKED: RefCell<HashMap<(&'static str, Day, u32), Day>> = RefCell::default();
}

/// A walk's end, walked once.
fn once(what: &'static str, from: Day, months: u32, walk: impl FnOnce() -> Day) -> Day {
    if let Some(end) = WALKED.with_borrow(|known| known.get(&(what, from, months)).copied()) {
        return end;
    }
    let end = walk();
    WALKED.with_borrow_mut(|known| known.insert((what, from, months), end));
    end
}

/// A day, as its place in the walk from 1 January 1990.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Day(usize);

impl std::fmt::Debug for Day {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month, day) = self.ymd();
        write!(out, "{year}-{month:02}-{day:02}")
    }
}

type Ymd = (i32, u32, u32);

fn month_length(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

fn walk() -> &'static [Ymd] {
    static DAYS: OnceLock<Vec<Ymd>> = OnceLock::new();
    DAYS.get_or_init(|| {
        let (mut year, mut month, mut day) = (1990, 1, 1);
        let mut days = Vec::new();
        while year < 2075 {
            days.push((year, month, day));
            day += 1;
            if day > month_length(year, month) {
                (month, day) = (month + 1, 1);
            }
            if month > 12 {
                (year, month) = (year + 1, 1);
            }
        }
        days
    })
}

impl Day {
    pub fn on(year: i32, month: u32, day: u32) -> Self {
        Self(walk().binary_search(&(year, month, day)).unwrap_or_else(|_| panic!("no such day: {year}-{month}-{day}")))
    }

    pub fn of(date: NaiveDate) -> Self {
        Self::on(date.year(), date.month(), date.day())
    }

    pub fn date(self) -> NaiveDate {
        let (year, month, day) = self.ymd();
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    pub fn ymd(self) -> Ymd {
        walk()[self.0]
    }

    pub fn next(self) -> Self {
        Self(self.0 + 1)
    }

    pub fn before(self) -> Self {
        Self(self.0 - 1)
    }

    /// So many days on, or back.
    pub fn plus(self, days: i32) -> Self {
        Self(self.0.saturating_add_signed(days as isize).min(walk().len() - 1))
    }

    pub fn days_since(self, earlier: Self) -> i64 {
        self.0 as i64 - earlier.0 as i64
    }

    /// Whole days that lie between the two.
    pub fn clear_days_since(self, earlier: Self) -> i64 {
        self.days_since(earlier) - 1
    }

    fn is_last_of_month(self) -> bool {
        self.next().ymd().2 == 1
    }

    /// The day on which somebody born today completes so many months: the eve of the day with the same number,
    /// and in a month that lacks the number, that month's last day.
    pub fn reaches_months(self, months: u32) -> Self {
        once("reaches", self, months, || self.walk_to_age(months))
    }

    fn walk_to_age(self, months: u32) -> Self {
        let number = self.ymd().2;
        let (mut day, mut turned) = (self, 0);
        loop {
            let tomorrow = day.next();
            if tomorrow.ymd().2 == 1 {
                if turned == months && day.is_last_of_month() && day.ymd().2 < number {
                    return day;
                }
                turned += 1;
            }
            if turned == months && tomorrow.ymd().2 == number {
                return day;
            }
            day = tomorrow;
        }
    }

    /// The first day after a dose today that leaves so many whole months between.
    pub fn after_months(self, months: u32) -> Self {
        let number = self.ymd().2;
        let (mut day, mut turned) = (self, 0);
        while !(turned == months && day.ymd().2 == number) {
            day = day.next();
            if day.ymd().2 == 1 {
                turned += 1;
                if turned == months + 1 {
                    return day;
                }
            }
        }
        day
    }

    /// The first day that leaves so many months and a half.
    pub fn after_months_and_half(self, months: u32) -> Self {
        let mut day = self.after_months(months);
        let (year, month, _) = day.ymd();
        let half = match month_length(year, month) {
            28 => 14,
            31 => 16,
            _ => 15,
        };
        for _ in 0..half {
            day = day.next();
        }
        day
    }

    /// The first day that leaves so many clear days.
    pub fn after_clear_days(self, days: i64) -> Self {
        let mut day = self.next();
        while day.clear_days_since(self) < days {
            day = day.next();
        }
        day
    }

    /// The first and the last day of the Japanese fiscal year around this day.
    pub fn fiscal_year(self) -> (Self, Self) {
        let is = |day: Day, month, number| (day.ymd().1, day.ymd().2) == (month, number);
        let walk = |name, month, number, step: fn(Day) -> Day| {
            once(name, self, 0, || {
                let mut day = self;
                while !is(day, month, number) {
                    day = step(day);
                }
                day
            })
        };
        (walk("year begins", 4, 1, Day::before), walk("year ends", 3, 31, Day::next))
    }

    /// 1 April of the year in which somebody born today goes to school.
    pub fn school_entry(self) -> Self {
        once("school", self, 0, || {
            let mut day = self.reaches_months(72).next();
            while (day.ymd().1, day.ymd().2) != (4, 1) {
                day = day.next();
            }
            day
        })
    }
}

#[test]
fn the_walk_agrees_with_what_the_notices_print() {
    let reaches = |y, m, d, months| Day::on(y, m, d).reaches_months(months);
    // Health ministry's notice of 11 March 2014, and the printed examples of cities.
    assert_eq!(reaches(2013, 4, 1, 3), Day::on(2013, 6, 30));
    assert_eq!(reaches(2013, 4, 1, 6), Day::on(2013, 9, 30));
    assert_eq!(reaches(2013, 1, 31, 1), Day::on(2013, 2, 28));
    assert_eq!(reaches(2013, 7, 31, 2), Day::on(2013, 9, 30));
    assert_eq!(reaches(2024, 2, 29, 12), Day::on(2025, 2, 28));
    assert_eq!(reaches(2024, 3, 1, 12), Day::on(2025, 2, 28));
    assert_eq!(reaches(2026, 8, 31, 2), Day::on(2026, 10, 30));
    // The ministry's slide of 8 February 2023.
    assert_eq!(Day::on(2022, 11, 30).after_months(3), Day::on(2023, 3, 1));
    assert_eq!(Day::on(2025, 7, 31).after_months(6), Day::on(2026, 1, 31));
    assert_eq!(Day::on(2026, 5, 11).after_clear_days(27), Day::on(2026, 6, 8));
    assert_eq!(Day::on(2026, 1, 5).after_clear_days(139), Day::on(2026, 5, 25));
    assert_eq!(Day::on(2020, 4, 1).school_entry(), Day::on(2026, 4, 1));
    assert_eq!(Day::on(2020, 4, 2).school_entry(), Day::on(2027, 4, 1));
    assert_eq!(reaches(2014, 4, 1, 144).fiscal_year().1, Day::on(2026, 3, 31));
}
