//! Regimens: one way to go on for every start age, and doses that a child can really get.

use super::{Depth, Flaws, Problem};
use crate::{
    dates::{eve, next_day},
    immunization::{After, Interval, Regimen, Series},
};
use chrono::NaiveDate;

/// Days from which intervals are tried: ends of short and long months.
const TRIED: [(i32, u32, u32); 6] =
    [(2023, 1, 31), (2023, 2, 28), (2024, 1, 29), (2024, 2, 29), (2023, 5, 15), (2023, 11, 30)];

pub(super) fn check(file: &str, series: &Series, depth: Depth, flaws: &mut Flaws) {
    for regimen in &series.regimens {
        intervals(file, regimen, flaws);
    }
    for birth in depth.births() {
        cover(file, series, birth, flaws);
        for regimen in &series.regimens {
            doses(file, series, regimen, birth, flaws);
        }
    }
}

/// Intervals are in order: the exception, the rule, what is usual.
fn intervals(file: &str, regimen: &Regimen, flaws: &mut Flaws) {
    for dose in &regimen.doses {
        let place = format!("regimens.{}.{}", regimen.id, dose.label);
        for needs in dose.intervals.iter().chain(dose.intervals_when_late.iter().flatten()) {
            if needs.excepted.is_some_and(|excepted| !shorter(excepted, needs.min)) {
                flaws.add(file, format!("{place}.intervals"), Problem::ExceptionNotShorter);
            }
        }
        for usual in &dose.standard_intervals {
            let place = format!("{place}.standard_intervals");
            let least = dose.intervals.iter().find(|needs| needs.after == usual.after).map(|needs| needs.min);
            if usual.from.zip(least).is_some_and(|(from, least)| shorter(from, least)) {
                flaws.add(file, &place, Problem::UsualTooShort);
            }
            if usual.to.zip(usual.from).is_some_and(|(to, from)| shorter(to, from)) {
                flaws.add(file, &place, Problem::UsualBackwards);
            }
        }
    }
}

/// Whether one interval is over before the other, from some day at least and never after it.
fn shorter(one: Interval, other: Interval) -> bool {
    let ends = TRIED.iter().filter_map(|(y, m, d)| NaiveDate::from_ymd_opt(*y, *m, *d));
    let pairs: Vec<_> = ends.map(|from| (one.since(from), other.since(from))).collect();
    pairs.iter().any(|(a, b)| a < b) && pairs.iter().all(|(a, b)| a <= b)
}

/// The window that is the law now, for a birth.
fn window(series: &Series, birth: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    let window = series.windows.iter().find(|window| window.until.is_none())?;
    Some((window.start.on(birth), window.end.as_ref()?.on(birth)))
}

fn ages(regimen: &Regimen, birth: NaiveDate) -> Option<(NaiveDate, NaiveDate)> {
    regimen.applies.first_age.as_ref().map(|(from, to)| (from.on(birth), to.on(birth)))
}

/// Whether a child who begins on `day` with `product` falls under it.
fn applies(regimen: &Regimen, birth: NaiveDate, day: NaiveDate, product: &str) -> bool {
    let of = &regimen.applies;
    let named = |list: &[String]| list.is_empty() || list.iter().any(|known| known == product);
    !of.exception_only
        && of.until.is_none()
        && named(&of.first_product)
        && named(&of.all_products)
        && ages(regimen, birth).is_none_or(|(from, to)| (from..=to).contains(&day))
}

/// Every day of the window falls under a regimen, and under no two that name ages.
fn cover(file: &str, series: &Series, birth: NaiveDate, flaws: &mut Flaws) {
    let Some((start, end)) = window(series, birth) else { return };
    // Between these days nothing changes.
    let mut days = vec![start, end];
    for (from, to) in series.regimens.iter().filter_map(|regimen| ages(regimen, birth)) {
        days.extend([eve(from), from, to, next_day(to)]);
    }
    for day in days.into_iter().filter(|day| (start..=end).contains(day)) {
        for accepts in series.accepts.iter().filter(|accepts| accepts.beside.is_none()) {
            let product = &accepts.vaccine;
            let under = || series.regimens.iter().filter(|regimen| applies(regimen, birth, day, product));
            if under().next().is_none() {
                let problem = Problem::Gap { birth, day, product: product.clone() };
                flaws.add(file, "regimens", problem);
            }
            let mut aged = under().filter(|regimen| regimen.applies.first_age.is_some());
            if let (Some(first), Some(second)) = (aged.next(), aged.next()) {
                let (first, second) = (first.id.clone(), second.id.clone());
                flaws.add(file, "regimens", Problem::Overlap { birth, day, first, second });
            }
        }
    }
}

/// Begun on the first possible day and gone on with as soon as possible, every dose fits into the window.
fn doses(file: &str, series: &Series, regimen: &Regimen, birth: NaiveDate, flaws: &mut Flaws) {
    let Some((start, end)) = window(series, birth) else { return };
    let start = ages(regimen, birth).map_or(start, |(from, _)| from.max(start));
    let mut given: Vec<NaiveDate> = Vec::new();
    for dose in &regimen.doses {
        let at = format!("regimens.{}.{}", regimen.id, dose.label);
        let min = dose.min_age.as_ref().map(|limit| limit.age.on(birth));
        let max = dose.max_age.as_ref().map(|limit| limit.age.on(birth));
        if let (Some(min), Some(max)) = (min, max)
            && min > max
        {
            flaws.add(file, format!("{at}.max_age"), Problem::MaxBeforeMin { birth, min, max });
        }
        if let Some(age) = &dose.standard_age {
            let (from, to) = (age.from.as_ref().map(|a| a.on(birth)), age.to.as_ref().map(|a| a.on(birth)));
            let (from, to) = (from.unwrap_or(start), to.unwrap_or(end));
            if from > to || from > end || to < window(series, birth).map_or(start, |(start, _)| start) {
                flaws.add(file, format!("{at}.standard_age"), Problem::UsualOutside { birth, from, to });
            }
        }
        let mut earliest = given.last().map_or(start, |last| next_day(*last)).max(min.unwrap_or(start));
        for needs in &dose.intervals {
            let from = match needs.after {
                After::Dose(n) => n.checked_sub(1).and_then(|n| given.get(n)),
                After::Last => given.last(),
            };
            earliest = from.map_or(earliest, |from| needs.min.since(*from).max(earliest));
        }
        let last = max.map_or(end, |max| max.min(end));
        if earliest > last && dose.dropped.is_none() {
            flaws.add(file, at, Problem::Unreachable { birth, earliest, last });
        }
        if earliest <= last {
            given.push(earliest);
        }
    }
}
