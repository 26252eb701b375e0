//! Proves a loaded pack by trying it. Loading finds names that lead nowhere; this tries births on every day of
//! four leap cycles and shows that no window is empty, that every start age has exactly one way to go on, that
//! every dose can be reached inside its window, and that periods of laws follow each other.

mod periods;
mod regimens;
#[cfg(test)]
mod tests;
mod windows;

use super::Pack;
use chrono::{Datelike, NaiveDate};
use std::{collections::HashSet, mem::Discriminant};
use thiserror::Error;

/// Something wrong with a pack.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{file}, {place}: {problem}")]
pub struct Flaw {
    /// The file.
    pub file: String,
    /// Where in it: `regimens.PCV_2_7M.primary-2.max_age`.
    pub place: String,
    /// What is wrong.
    pub problem: Problem,
}

/// What is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[expect(missing_docs, reason = "the message says what each field is")]
pub enum Problem {
    #[error("for a birth on {birth} the first day {start} is after the last, {end}")]
    Empty { birth: NaiveDate, start: NaiveDate, end: NaiveDate },
    #[error("for a birth on {birth} {product} ends on {end}, outside the window")]
    ProductEnd { birth: NaiveDate, product: String, end: NaiveDate },
    #[error("a child born on {birth} who begins on {day} with {product} falls under no regimen")]
    Gap { birth: NaiveDate, day: NaiveDate, product: String },
    #[error("a child born on {birth} who begins on {day} falls under both {first} and {second}")]
    Overlap { birth: NaiveDate, day: NaiveDate, first: String, second: String },
    #[error("for a birth on {birth} it is not given before {min} and not after {max}")]
    MaxBeforeMin { birth: NaiveDate, min: NaiveDate, max: NaiveDate },
    #[error("a child born on {birth} cannot get it in time: not before {earliest}, not after {last}")]
    Unreachable { birth: NaiveDate, earliest: NaiveDate, last: NaiveDate },
    #[error("for a birth on {birth} the usual time from {from} to {to} lies outside the window")]
    UsualOutside { birth: NaiveDate, from: NaiveDate, to: NaiveDate },
    #[error("it ends on {until}, before it begins on {from}")]
    Period { from: NaiveDate, until: NaiveDate },
    #[error("the law until {until} and the one from {from} do not follow each other day to day")]
    Succession { until: NaiveDate, from: NaiveDate },
    #[error("the doctor's exception is not shorter than the rule")]
    ExceptionNotShorter,
    #[error("the usual interval begins before the least one")]
    UsualTooShort,
    #[error("the usual interval ends before it begins")]
    UsualBackwards,
    #[error("it says nothing")]
    Nothing,
    #[error("no year has a day {1} of month {0}")]
    NoSuchDay(u32, u32),
}

/// How many births are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// The days a calendar stumbles over, in one leap cycle: cheap enough for every load.
    Quick,
    /// Every day of four leap cycles.
    Full,
}

/// First year of the births that are tried: children of the programme as it is now.
const FIRST_YEAR: i32 = 2012;

impl Depth {
    fn births(self) -> impl Iterator<Item = NaiveDate> {
        let years = match self {
            Self::Quick => 4,
            Self::Full => 16,
        };
        let last = NaiveDate::from_ymd_opt(FIRST_YEAR + years - 1, 12, 31).unwrap_or_default();
        NaiveDate::from_ymd_opt(FIRST_YEAR, 1, 1)
            .into_iter()
            .flat_map(|first| first.iter_days())
            .take_while(move |day| *day <= last)
            .filter(move |day| self == Self::Full || is_hard(*day))
    }
}

/// Days that other months may lack, and those around 1 April.
fn is_hard(day: NaiveDate) -> bool {
    day.day() >= 28 || (day.day() <= 2 && matches!(day.month(), 3 | 4))
}

/// Everything that is wrong with a pack; nothing for a sound one. Each problem is told once a place, for the first
/// birth that shows it.
pub fn lint(pack: &Pack, depth: Depth) -> Vec<Flaw> {
    let mut flaws = Flaws::default();
    periods::check(pack, &mut flaws);
    for (series, file) in pack.series.iter().zip(&pack.files) {
        periods::check_series(file, series, &mut flaws);
        windows::check(file, series, depth, &mut flaws);
        regimens::check(file, series, depth, &mut flaws);
    }
    windows::check_exceptions(pack, depth, &mut flaws);
    flaws.list
}

/// What was found so far.
#[derive(Default)]
struct Flaws {
    list: Vec<Flaw>,
    seen: HashSet<(String, String, Discriminant<Problem>)>,
}

impl Flaws {
    fn add(&mut self, file: &str, place: impl Into<String>, problem: Problem) {
        let place = place.into();
        if self.seen.insert((file.to_owned(), place.clone(), std::mem::discriminant(&problem))) {
            self.list.push(Flaw { file: file.to_owned(), place, problem });
        }
    }

    fn period(&mut self, file: &str, place: &str, from: Option<NaiveDate>, until: Option<NaiveDate>) {
        if let (Some(from), Some(until)) = (from, until)
            && from > until
        {
            self.add(file, place, Problem::Period { from, until });
        }
    }
}
