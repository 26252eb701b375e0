//! What is given anew every season. A season begins on a day of autumn and lasts until the next one begins; its usual
//! time ends in winter, and who asks after that is told of the coming season.

use super::Season;
use chrono::{Datelike, NaiveDate};

/// The days of one season.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Days {
    /// The first.
    pub(super) first: NaiveDate,
    /// The last of the usual time.
    pub(super) usual_last: NaiveDate,
}

/// The season a dose of that day belongs to, by its year.
pub(super) fn year_of(season: &Season, date: NaiveDate) -> i32 {
    if (date.month(), date.day()) >= season.starts { date.year() } else { date.year().saturating_sub(1) }
}

/// The season to speak of on a day: the one that runs, while its usual time does; then the coming one.
pub(super) fn asked(season: &Season, day: NaiveDate) -> Days {
    let running = days(season, year_of(season, day));
    if day <= running.usual_last { running } else { days(season, year_of(season, day).saturating_add(1)) }
}

fn days(season: &Season, year: i32) -> Days {
    let on = |year: i32, (month, day)| NaiveDate::from_ymd_opt(year, month, day).unwrap_or(NaiveDate::MAX);
    Days { first: on(year, season.starts), usual_last: on(year.saturating_add(1), season.usual_until) }
}
