//! The next dose: from which day, until which, when it is usual, and by which rules. Nothing here is moved to the
//! day asked: `earliest` may be long past, and the last day may lie before it.

use super::{
    Alternative, Derivation, NextDose, Regimen, StandardStatus, Step, Sum,
    evaluate::{Ask, Walk, fallback, forbidden, gaps_before},
    expr::{Age, Interval},
    place::Placed,
    regimen::{Done, Target, Told, choose, counted_from, due},
    season,
    windows::{Open, Reopened},
};
use crate::dates::next_day;
use chrono::NaiveDate;
use std::collections::BTreeMap;

/// The next dose, and the regimen it is of.
pub(super) struct Next<'a> {
    /// None: the doctor's choice of a product will tell.
    pub(super) regimen: Option<&'a Regimen>,
    /// None: nothing is missing.
    pub(super) dose: Option<NextDose>,
}

/// Forecasts a series from its walked doses. `previous` is the last dose of the series that this one follows.
pub(super) fn forecast<'a>(
    ask: &Ask<'a>,
    open: &Open<'a>,
    placed: &Placed,
    walk: &Walk<'a>,
    own: &[(usize, usize)],
    previous: Option<NaiveDate>,
    missing: &dyn Fn(&str, NaiveDate) -> bool,
) -> Next<'a> {
    let season = open.series.season.as_ref().map(|season| season::asked(season, ask.as_of));
    let current = open.current(ask.as_of);
    let day = season.map_or(ask.as_of, |season| season.first.max(ask.as_of));
    let begins = open.series.begins_with.as_deref();
    let given: Vec<_> = own.iter().filter_map(|&(at, _)| ask.history.get(at)).collect();
    // Where only wrong doses were given, the first of them tells what was meant.
    let meant = given.first().filter(|first| walk.needs_review() && first.date <= ask.as_of);
    let (day, begins) = meant.map_or((day, begins), |first| (first.date, Some(first.vaccine.as_str())));
    let (day, begins) = walk.done.first().map_or((day, begins), |first| (first.date, Some(first.vaccine)));
    let told = Told { on: ask.as_of, done: walk.done.len() };
    let mut regimen = walk.begun().or_else(|| choose(open, day, begins, &given, told));
    if let Some(special) = current.and_then(|window| window.regimen) {
        let before = walk.done.first().is_none_or(|first| open.by_law(first.date, first.vaccine).is_ok());
        let wanting = regimen.is_some_and(|one| walk.done.len() < one.doses.len());
        if before && wanting {
            regimen = Some(special);
        }
    }
    // Until a product is chosen, the first dose is the same in all regimens.
    let Some(shape) = regimen.or(open.series.regimens.first()) else { return Next { regimen: None, dose: None } };
    let plan = Plan { ask, open, placed, walk, current, previous, season, product: walk.done.first() };
    let target = due(shape, &walk.done, open.anchor, |target| plan.earliest(target).date().max(ask.as_of));
    let dose = target.map(|target| plan.dose(regimen, &target, missing));
    Next { regimen, dose }
}

struct Plan<'p, 'a> {
    ask: &'p Ask<'a>,
    open: &'p Open<'a>,
    placed: &'p Placed,
    walk: &'p Walk<'a>,
    current: Option<&'p Reopened<'a>>,
    previous: Option<NaiveDate>,
    season: Option<season::Days>,
    product: Option<&'p Done<'a>>,
}

/// Steps, of which one decides.
#[derive(Default)]
struct Steps {
    steps: Vec<Step>,
    decided_by: usize,
}

impl Steps {
    fn date(&self) -> NaiveDate {
        self.steps.get(self.decided_by).map_or(NaiveDate::MIN, |step| step.gives)
    }

    fn push(&mut self, rule: &str, sum: Sum, gives: NaiveDate, decides: impl Fn(NaiveDate, NaiveDate) -> bool) {
        if self.steps.is_empty() || decides(gives, self.date()) {
            self.decided_by = self.steps.len();
        }
        self.steps.push(Step { rule: rule.to_owned(), sum, gives });
    }

    /// The latest decides.
    fn at_least(&mut self, rule: &str, sum: Sum, gives: NaiveDate) {
        self.push(rule, sum, gives, |new, old| new > old);
    }

    /// The earliest decides.
    fn at_most(&mut self, rule: &str, sum: Sum, gives: NaiveDate) {
        self.push(rule, sum, gives, |new, old| new < old);
    }

    fn done(self) -> Derivation {
        Derivation { steps: self.steps, decided_by: self.decided_by }
    }
}

impl<'a> Plan<'_, 'a> {
    fn dose(
        &self,
        regimen: Option<&'a Regimen>,
        target: &Target<'a>,
        missing: &dyn Fn(&str, NaiveDate) -> bool,
    ) -> NextDose {
        let (earliest, last) = (self.earliest(target), self.last(target));
        let first_day = earliest.date();
        let (standard_from, standard_to, why_standard) = self.standard(target, first_day);
        NextDose {
            dose: target.dose.label.clone(),
            earliest: first_day,
            standard_from,
            standard_to,
            last_eligible: (!last.steps.is_empty()).then(|| last.date()),
            last_eligible_by_product: self.last_by_product(regimen),
            windows: self.windows(),
            products: self.products(missing),
            alternatives: self.alternatives(regimen, target),
            why_earliest: earliest.done(),
            why_standard,
            why_last: last.done(),
        }
    }

    fn earliest(&self, target: &Target<'_>) -> Steps {
        let (open, anchor) = (self.open, self.open.anchor);
        let mut steps = Steps::default();
        match self.current {
            Some(window) => {
                steps.at_least(&window.exception.rule, Sum::Named { date: window.start }, window.start);
            }
            None => steps.at_least(&open.law.rule, open.law.start.sum(anchor), open.start),
        }
        if let Some(since) = open.series.since.filter(|since| *since > steps.date()) {
            steps.at_least(&open.series.rule, Sum::Named { date: since }, since);
        }
        if let Some((season, days)) = open.series.season.as_ref().zip(self.season) {
            steps.at_least(&season.rule, Sum::Named { date: days.first }, days.first);
        }
        if let Some(limit) = &target.dose.min_age {
            steps.at_least(&limit.rule, limit.age.sum(anchor), limit.age.on(anchor));
        }
        if let Some((age, rule)) = target.since {
            steps.at_least(rule, Sum::Named { date: next_day(age) }, next_day(age));
        }
        for need in target.intervals() {
            if let Some(from) = counted_from(need.after, &self.walk.done) {
                steps.at_least(&need.rule, need.min.sum(from.date, from.label), need.min.since(from.date));
            }
        }
        if let Some(window) = self.current
            && let (Some(interval), Some(previous)) = (window.after_previous, self.previous)
        {
            let after = open.series.follows.as_deref().unwrap_or_default();
            steps.at_least(&window.exception.rule, interval.sum(previous, after), interval.since(previous));
        }
        self.gaps(&mut steps);
        steps
    }

    /// Gaps to other live vaccines that were given: told only where they decide.
    fn gaps(&self, steps: &mut Steps) {
        let accepted = self.open.series.accepts.first().map(|accepts| accepts.vaccine.as_str());
        let Some((vaccine, kind)) = accepted.and_then(|name| Some((name, self.ask.pack.kind(name)?))) else { return };
        for (gap, other) in gaps_before(self.ask, self.placed, next_day(self.ask.as_of), vaccine, kind) {
            let interval = Interval::ClearDays(gap.clear_days);
            let possible = interval.since(other.date);
            if possible > steps.date() && !self.open.series.accepts.iter().any(|own| own.vaccine == other.vaccine) {
                steps.at_least(&gap.rule, interval.sum(other.date, &other.vaccine), possible);
            }
        }
    }

    fn last(&self, target: &Target<'_>) -> Steps {
        let (open, anchor) = (self.open, self.open.anchor);
        let mut steps = Steps::default();
        let product = self.product.map(|done| done.vaccine);
        let own = product.and_then(|product| open.law.end_by_product.get(product)).or(open.law.end.as_ref());
        match (self.current, own) {
            (Some(window), _) => {
                steps.at_most(&window.exception.rule, Sum::Named { date: window.end }, window.end);
            }
            (None, Some(end)) => steps.at_most(&open.law.rule, end.sum(anchor), end.on(anchor)),
            (None, None) => {}
        }
        if let Some(limit) = target.max_age() {
            steps.at_most(&limit.rule, limit.age.sum(anchor), limit.age.on(anchor));
        }
        steps
    }

    /// Both ends, and where they come from. An age and an interval meet in the days they share; where they share none,
    /// the interval tells what is usual. A period that is over before the dose is possible is none.
    fn standard(&self, target: &Target<'_>, earliest: NaiveDate) -> (Option<NaiveDate>, Option<NaiveDate>, Derivation) {
        let anchor = self.open.anchor;
        let (mut by_age, mut by_interval) = (Span::default(), Span::default());
        // A window that an exception opens has no usual age.
        if let Some(usual) = target.dose.standard_age.as_ref().filter(|_| self.current.is_none()) {
            let step = |age: &Age| Step { rule: usual.rule.clone(), sum: age.sum(anchor), gives: age.on(anchor) };
            by_age.from(usual.from.as_ref().map(step));
            by_age.to(usual.to.as_ref().map(step));
        }
        for usual in &target.dose.standard_intervals {
            let Some(from) = counted_from(usual.after, &self.walk.done) else { continue };
            let step = |interval: Interval| Step {
                rule: usual.rule.clone(),
                sum: interval.sum(from.date, from.label),
                gives: interval.since(from.date),
            };
            by_interval.from(usual.from.map(step));
            by_interval.to(usual.to.map(step));
        }
        if let Some((season, days)) = self.open.series.season.as_ref().zip(self.season) {
            let step = |date| Step { rule: season.rule.clone(), sum: Sum::Named { date }, gives: date };
            by_age.from(Some(step(days.first)));
            by_age.to(Some(step(days.usual_last)));
        }
        let both = by_age.meet(&by_interval);
        let span = if both.is_empty() && by_interval.any() { by_interval } else { both };
        match (span.from, span.to) {
            (_, Some(to)) if earliest > to.gives => (None, None, Derivation::default()),
            (from, to) => {
                let (first, last) = (from.as_ref().map(|step| step.gives), to.as_ref().map(|step| step.gives));
                (first, last, Derivation { steps: from.into_iter().chain(to).collect(), decided_by: 0 })
            }
        }
    }

    fn last_by_product(&self, regimen: Option<&Regimen>) -> BTreeMap<String, NaiveDate> {
        if regimen.is_some() {
            return BTreeMap::new();
        }
        let ends = self.open.law.end_by_product.iter();
        ends.map(|(product, age)| (product.clone(), age.on(self.open.anchor))).collect()
    }

    fn windows(&self) -> Vec<(NaiveDate, NaiveDate)> {
        let reopened: Vec<_> = self.open.usable(self.ask.as_of).map(|window| (window.start, window.end)).collect();
        if reopened.is_empty() {
            return reopened;
        }
        let law = self.open.end_for(self.product.map(|done| done.vaccine)).map(|end| (self.open.start, end));
        law.into_iter().chain(reopened).collect()
    }

    /// What may be used on the day asked.
    fn products(&self, missing: &dyn Fn(&str, NaiveDate) -> bool) -> Vec<String> {
        let day = self.ask.as_of;
        let last = self.walk.done.last().map(|done| done.vaccine);
        let usable = self.open.series.accepts.iter().filter(|accepts| {
            let dated = accepts.from.is_none_or(|from| from <= day) && accepts.until.is_none_or(|until| day <= until);
            let fits = last.is_none_or(|last| {
                last == accepts.vaccine || forbidden(self.open.series, last, &accepts.vaccine, day, missing).is_none()
            });
            dated && fits && accepts.sold_until.is_none_or(|until| day <= until)
        });
        usable.map(|accepts| accepts.vaccine.clone()).collect()
    }

    fn alternatives(&self, regimen: Option<&'a Regimen>, target: &Target<'a>) -> Vec<Alternative> {
        let one = |other: &'a Regimen| {
            let dose = other.doses.get(target.index)?;
            let there = Target { index: target.index, dose, since: target.since };
            Some(Alternative {
                regimen: other.id.clone(),
                dose: dose.label.clone(),
                earliest: self.earliest(&there).date(),
                doses: other.doses.len(),
            })
        };
        let Some(regimen) = regimen else {
            return self.open.series.regimens.iter().filter_map(one).collect();
        };
        // What differs is told: before the first dose, and where the next is the same, nothing does.
        let other = fallback(self.open, regimen).filter(|_| !self.walk.done.is_empty());
        other.into_iter().filter_map(one).collect()
    }
}

/// A period, each end with the step that gave it.
#[derive(Clone, Default)]
struct Span {
    from: Option<Step>,
    to: Option<Step>,
}

impl Span {
    /// Not before this either.
    fn from(&mut self, step: Option<Step>) {
        if let Some(step) = step
            && self.from.as_ref().is_none_or(|old| step.gives > old.gives)
        {
            self.from = Some(step);
        }
    }

    /// Not after this either.
    fn to(&mut self, step: Option<Step>) {
        if let Some(step) = step
            && self.to.as_ref().is_none_or(|old| step.gives < old.gives)
        {
            self.to = Some(step);
        }
    }

    fn meet(&self, other: &Self) -> Self {
        let mut both = self.clone();
        both.from(other.from.clone());
        both.to(other.to.clone());
        both
    }

    fn any(&self) -> bool {
        self.from.is_some() || self.to.is_some()
    }

    fn is_empty(&self) -> bool {
        self.from.as_ref().zip(self.to.as_ref()).is_some_and(|(from, to)| from.gives > to.gives)
    }
}

/// Where a day lies in the standard period.
pub(super) fn standing(next: &NextDose, day: NaiveDate) -> StandardStatus {
    match (next.standard_from, next.standard_to) {
        (None, None) => StandardStatus::None,
        (Some(from), _) if day < from => StandardStatus::Before,
        (_, Some(to)) if day > to => StandardStatus::Past,
        _ => StandardStatus::Within,
    }
}
