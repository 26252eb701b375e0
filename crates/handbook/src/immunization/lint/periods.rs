//! Periods of laws, products and notices: they end after they begin, and one law follows the other.

use super::{Flaws, Problem};
use crate::{
    dates::next_day,
    immunization::{Pack, Series},
};
use chrono::NaiveDate;

pub(super) fn check(pack: &Pack, flaws: &mut Flaws) {
    for (n, gap) in pack.cross.iter().enumerate() {
        flaws.period("cross.json", &format!("[{n}]"), gap.from, gap.until);
        if gap.after.is_empty() || gap.before.is_empty() {
            flaws.add("cross.json", format!("[{n}]"), Problem::Nothing);
        }
    }
    for exception in &pack.exceptions {
        for of in &exception.series {
            let place = format!("{}.{}.born_from", exception.id, of.series);
            flaws.period("exceptions.json", &place, of.born_from, of.born_until);
        }
    }
}

pub(super) fn check_series(file: &str, series: &Series, flaws: &mut Flaws) {
    for accepts in &series.accepts {
        let place = format!("accepts.{}", accepts.vaccine);
        flaws.period(file, &place, accepts.from, accepts.until);
        flaws.period(file, &place, accepts.from, accepts.sold_until);
    }
    for (n, switch) in series.switches.iter().enumerate() {
        flaws.period(file, &format!("switches[{n}]"), switch.since, switch.until);
    }
    for (n, window) in series.windows.iter().enumerate() {
        flaws.period(file, &format!("windows[{n}]"), window.from, window.until);
    }
    if let Some(season) = &series.season {
        for (month, day) in [season.starts, season.usual_until] {
            if NaiveDate::from_ymd_opt(2023, month, day).is_none() {
                flaws.add(file, "season", Problem::NoSuchDay(month, day));
            }
        }
    }
    // One law ends on the eve of the next.
    let mut windows: Vec<_> = series.windows.iter().collect();
    windows.sort_by_key(|window| window.from);
    for pair in windows.windows(2) {
        let [before, after] = pair else { continue };
        let until = before.until.unwrap_or(NaiveDate::MAX);
        let from = after.from.unwrap_or(NaiveDate::MIN);
        if next_day(until) != from {
            flaws.add(file, "windows", Problem::Succession { until, from });
        }
    }
}
