//! Which way to complete a series applies, and which of its doses is due.

use super::{After, Dose, Given, Limit, Regimen, windows::Open};
use chrono::NaiveDate;

/// A dose that counts.
#[derive(Clone, Copy)]
pub(super) struct Done<'a> {
    /// Which dose of the regimen: an index.
    pub(super) target: usize,
    pub(super) date: NaiveDate,
    pub(super) vaccine: &'a str,
    pub(super) label: &'a str,
}

/// When it is told, and how many doses count by then.
#[derive(Clone, Copy)]
pub(super) struct Told {
    pub(super) on: NaiveDate,
    pub(super) done: usize,
}

/// The dose that is due.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) index: usize,
    pub(super) dose: &'a Dose,
    /// A dose before it fell away by age: it opens on the day after this.
    pub(super) since: Option<(NaiveDate, &'a str)>,
}

impl<'a> Target<'a> {
    /// What must have passed.
    pub(super) fn intervals(&self) -> &'a [super::Needs] {
        match (&self.dose.intervals_when_late, self.since) {
            (Some(late), Some(_)) => late,
            _ => &self.dose.intervals,
        }
    }

    /// Not after.
    pub(super) fn max_age(&self) -> Option<&'a Limit> {
        self.dose.max_age.as_ref()
    }
}

/// The first regimen that applies to who begins on `day` with `product`, of the doses `own` in all. Before any dose
/// the product is the one the series is begun with today.
pub(super) fn choose<'a>(
    open: &Open<'a>,
    day: NaiveDate,
    product: Option<&str>,
    own: &[&Given],
    told: Told,
) -> Option<&'a Regimen> {
    let day = open.clamp(day);
    open.series.regimens.iter().find(|regimen| {
        let when = &regimen.applies;
        let begun = when.first_product.is_empty()
            || product.is_some_and(|product| when.first_product.iter().any(|one| one == product));
        let aged =
            when.first_age.as_ref().is_none_or(|(from, to)| from.on(open.anchor) <= day && day <= to.on(open.anchor));
        let pure = when.all_products.is_empty() || own.iter().all(|given| when.all_products.contains(&given.vaccine));
        let timely = when.until.is_none_or(|until| {
            own.iter().all(|given| given.date <= until) && (told.on <= until || told.done >= regimen.doses.len())
        });
        !when.exception_only && begun && aged && pure && timely
    })
}

/// The dose that is due after those done, when it is given on the day that `day` says for it. `None`: all are done.
pub(super) fn due<'a>(
    regimen: &'a Regimen,
    done: &[Done<'_>],
    anchor: NaiveDate,
    day: impl Fn(&Target<'a>) -> NaiveDate,
) -> Option<Target<'a>> {
    let mut index = done.last().map_or(0, |last| last.target + 1);
    let mut since = None;
    loop {
        let dose = regimen.doses.get(index)?;
        let target = Target { index, dose, since };
        let Some(dropped) = &dose.dropped else { return Some(target) };
        let previous = done.last().zip(dropped.previous_after.as_ref());
        if previous.is_some_and(|(last, age)| last.date > age.on(anchor)) {
            index += 1;
            continue;
        }
        match dropped.after.as_ref().map(|age| age.on(anchor)) {
            Some(age) if day(&target) > age => {
                since = Some((age, dropped.rule.as_str()));
                index += 1;
            }
            _ => return Some(target),
        }
    }
}

/// The dose that an interval is counted from.
pub(super) fn counted_from<'d>(after: After, done: &'d [Done<'d>]) -> Option<&'d Done<'d>> {
    match after {
        After::Last => done.last(),
        After::Dose(number) => done.iter().find(|done| done.target + 1 == number),
    }
}
