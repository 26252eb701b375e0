//! Ages and intervals as the pack writes them, the days they give, and the arithmetic that `explain` shows.

use super::Sum;
use crate::dates;
use chrono::NaiveDate;
use serde::Deserialize;

/// An age, counted from the day of birth; in pregnancy, from the due date. Which of the two it is, the series says:
/// the `anchor` of every function here.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Age {
    /// The day of birth.
    Birth,
    /// 生後n月に至った日.
    ReachMonths(u32),
    /// n歳に達した日.
    ReachYears(u32),
    /// 生後n月に至った日の翌日.
    DayAfterReachMonths(u32),
    /// 出生n日後, the birth being day 0.
    DaysAfterBirth(u32),
    /// The first or last day of the fiscal year in which an age is reached.
    FiscalYear {
        /// The age.
        years: u32,
        /// Its last day, not its first.
        end: bool,
    },
    /// 小学校就学の始期, moved by years.
    SchoolEntry {
        /// By so many years.
        offset: i32,
        /// The day before that.
        day_before: bool,
    },
    /// A week and a day of pregnancy.
    Gestation(u32, u32),
    /// A day that a law or notice names.
    On(NaiveDate),
}

impl Age {
    /// The day it falls on.
    pub fn on(&self, anchor: NaiveDate) -> NaiveDate {
        match *self {
            Self::Birth => anchor,
            Self::ReachMonths(months) => dates::reach_months(anchor, months),
            Self::ReachYears(years) => dates::reach_years(anchor, years),
            Self::DayAfterReachMonths(months) => dates::day_after_reach_months(anchor, months),
            Self::DaysAfterBirth(days) => dates::days_after_birth(anchor, days),
            Self::FiscalYear { years, end } => dates::fiscal_year_of_reaching_years(anchor, years, end),
            Self::SchoolEntry { offset, day_before } => dates::school_entry_offset(anchor, offset, day_before),
            Self::Gestation(weeks, days) => dates::gestation(anchor, weeks, days),
            Self::On(date) => date,
        }
    }

    /// How it was reckoned.
    pub fn sum(&self, anchor: NaiveDate) -> Sum {
        let birth = anchor;
        match *self {
            Self::Birth => Sum::Birth { birth },
            Self::ReachMonths(months) => Sum::Reach { birth, months },
            Self::ReachYears(years) => Sum::Reach { birth, months: years.saturating_mul(12) },
            Self::DayAfterReachMonths(months) => Sum::DayAfterReach { birth, months },
            Self::DaysAfterBirth(days) => Sum::DaysAfterBirth { birth, days },
            Self::FiscalYear { years, end } => Sum::FiscalYear { birth, years, end },
            Self::SchoolEntry { offset, day_before } => Sum::SchoolEntry { birth, offset, day_before },
            Self::Gestation(weeks, days) => Sum::Gestation { expected: anchor, weeks, days },
            Self::On(date) => Sum::Named { date },
        }
    }
}

/// An interval between two doses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Interval {
    /// n日以上: so many clear days between.
    ClearDays(u32),
    /// n月以上.
    Months(u32),
    /// n月半以上.
    MonthsAndHalf(u32),
}

impl Interval {
    /// The first day that keeps it.
    pub fn since(self, from: NaiveDate) -> NaiveDate {
        match self {
            Self::ClearDays(days) => dates::interval_clear_days(from, days),
            Self::Months(months) => dates::interval_months(from, months),
            Self::MonthsAndHalf(months) => dates::interval_months_and_half(from, months),
        }
    }

    /// How it was reckoned: `after` names the dose it is counted from.
    pub fn sum(self, from: NaiveDate, after: &str) -> Sum {
        let after = after.to_owned();
        match self {
            Self::ClearDays(days) => Sum::ClearDays { from, days, after },
            Self::Months(months) => Sum::Months { from, months, after },
            Self::MonthsAndHalf(months) => Sum::MonthsAndHalf { from, months, after },
        }
    }
}
