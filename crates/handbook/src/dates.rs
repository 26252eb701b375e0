//! Counting days as the law does. Ages and intervals are two different functions, and one helper for both is a
//! bug: an age that falls on a day its month lacks is reached on that month's *last* day, an interval that does
//! is over on the *first of the next* month.
//!
//! - An age is *reached* on the day before the anniversary (年齢計算ニ関スル法律, 民法143条): a child born on
//!   1 April is one year old from 31 March on. 「…に至るまで」 and 「…未満」 include that day, and so does
//!   「…以上」; 「至った日の翌日」 is the anniversary itself.
//! - 「n日以上の間隔」 counts *clear* days between two doses: 27 days is the same weekday four weeks later.
//! - 「n月以上の間隔」 is the same day of a later month.
//!
//! Every function is total: a date that the calendar cannot hold is its last (or first) one.

use chrono::{Datelike, Days, Months, NaiveDate};

/// Days from the first day of a pregnancy to the due date.
const PREGNANCY: i64 = 280;

/// The day on which a child born on `birth` is `months` old: the day before the monthly anniversary, or the last day
/// of the month that has no such day.
///
/// Source: 年齢計算ニ関スル法律; 民法143条2項.
pub fn reach_months(birth: NaiveDate, months: u32) -> NaiveDate {
    let there = later_month(birth, months);
    if there.day() == birth.day() { eve(there) } else { there }
}

/// The day on which an age in years is reached: see [`reach_months`].
pub fn reach_years(birth: NaiveDate, years: u32) -> NaiveDate {
    reach_months(birth, years.saturating_mul(12))
}

/// 「至った日の翌日」: the day after an age in months is reached.
pub fn day_after_reach_months(birth: NaiveDate, months: u32) -> NaiveDate {
    next_day(reach_months(birth, months))
}

/// So many days after birth, the day of birth being day 0. 出生6週0日後 is 42.
pub fn days_after_birth(birth: NaiveDate, days: u32) -> NaiveDate {
    plus(birth, i64::from(days))
}

/// The first day on which a dose keeps `days` clear days from one given on `from`: 27 is 28 days later.
pub fn interval_clear_days(from: NaiveDate, days: u32) -> NaiveDate {
    plus(from, i64::from(days) + 1)
}

/// The first day on which a dose keeps `months` months from one given on `from`: the same day of that month, or the
/// first of the month after the one that has no such day.
pub fn interval_months(from: NaiveDate, months: u32) -> NaiveDate {
    let there = later_month(from, months);
    if there.day() == from.day() { there } else { next_day(there) }
}

/// Like [`interval_months`], and half a month more: 14 days in a month of 28, 15 in one of 29 or 30, 16 in one of 31.
pub fn interval_months_and_half(from: NaiveDate, months: u32) -> NaiveDate {
    let whole = interval_months(from, months);
    let half = match days_in_month(whole) {
        28 => 14,
        31 => 16,
        _ => 15,
    };
    plus(whole, half)
}

/// The clear days between two doses: −1 on the same day, 0 on the next.
pub fn clear_days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    (to - from).num_days() - 1
}

/// 1 April of the fiscal year in which an age is reached, or 31 March at its end. The day on which the age is reached
/// decides, so those born on 1 April belong to the year before.
///
/// Source: 予防接種法施行令3条 (十二歳となる日の属する年度).
pub fn fiscal_year_of_reaching_years(birth: NaiveDate, years: u32, end: bool) -> NaiveDate {
    let reached = reach_years(birth, years);
    let year = if reached.month() >= 4 { reached.year() } else { reached.year().saturating_sub(1) };
    if end { eve(first_of_april(year.saturating_add(1))) } else { first_of_april(year) }
}

/// 小学校就学の始期: the first 1 April on or after the day after the child reaches six.
///
/// Source: 学校教育法17条.
pub fn school_entry(birth: NaiveDate) -> NaiveDate {
    let six = next_day(reach_years(birth, 6));
    let april = first_of_april(six.year());
    if april >= six { april } else { first_of_april(six.year().saturating_add(1)) }
}

/// 1 April of the year of [`school_entry`] moved by `offset` years, or the day before it.
pub fn school_entry_offset(birth: NaiveDate, offset: i32, day_before: bool) -> NaiveDate {
    let april = first_of_april(school_entry(birth).year().saturating_add(offset));
    if day_before { eve(april) } else { april }
}

/// A day of pregnancy: 40 weeks and 0 days is the due date.
pub fn gestation(expected: NaiveDate, weeks: u32, days: u32) -> NaiveDate {
    plus(expected, i64::from(weeks) * 7 + i64::from(days) - PREGNANCY)
}

/// The end of 「n年を経過する日」 counted from `from` itself: the day before the anniversary.
pub fn years_elapsed(from: NaiveDate, years: u32) -> NaiveDate {
    reach_years(from, years)
}

/// The day after.
pub fn next_day(date: NaiveDate) -> NaiveDate {
    date.succ_opt().unwrap_or(date)
}

/// The day before.
pub fn eve(date: NaiveDate) -> NaiveDate {
    date.pred_opt().unwrap_or(date)
}

/// Moved by days.
fn plus(date: NaiveDate, days: i64) -> NaiveDate {
    let moved = Days::new(days.unsigned_abs());
    if days < 0 {
        date.checked_sub_days(moved).unwrap_or(NaiveDate::MIN)
    } else {
        date.checked_add_days(moved).unwrap_or(NaiveDate::MAX)
    }
}

/// The same day of a later month, or that month's last.
fn later_month(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_add_months(Months::new(months)).unwrap_or(NaiveDate::MAX)
}

fn first_of_april(year: i32) -> NaiveDate {
    let edge = if year < 0 { NaiveDate::MIN } else { NaiveDate::MAX };
    NaiveDate::from_ymd_opt(year, 4, 1).unwrap_or(edge)
}

fn days_in_month(date: NaiveDate) -> i64 {
    let first = date.with_day(1).unwrap_or(date);
    (later_month(first, 1) - first).num_days()
}

#[cfg(test)]
#[path = "dates_tests.rs"]
mod tests;
