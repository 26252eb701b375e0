//! Judging recorded doses, each by the rules of its own day, in a fixed order: product, window, the dose's own ages,
//! intervals, gaps to other vaccines, change of product. *Every* rule that is broken is told, not the first.
//!
//! A dose that breaks one does not count, and the next is judged against the same target. What a wrong dose counts
//! for, the law does not say; so nothing is forecast after one, and a person decides.

use super::{
    Accepts, Conforms, Finding, Given, Interval, Pack, Regimen, Subject, What,
    pack::Kind,
    place::Placed,
    regimen::{Done, Target, Told, choose, counted_from, due},
    windows::{Open, barred},
};
use crate::dates::{clear_days_between, gestation};
use chrono::NaiveDate;

/// A question to the engine.
#[derive(Clone, Copy)]
pub(super) struct Ask<'a> {
    pub(super) pack: &'a Pack,
    pub(super) subject: &'a Subject,
    pub(super) history: &'a [Given],
    pub(super) as_of: NaiveDate,
}

/// The verdict on a dose of one series.
#[derive(Clone)]
pub(super) struct Judged {
    /// In the history.
    pub(super) index: usize,
    pub(super) conforms: Conforms,
    /// The dose's label in its regimen.
    pub(super) counts_as: Option<String>,
    pub(super) findings: Vec<Finding>,
}

/// A series' doses, walked from the first to the last.
#[derive(Default)]
pub(super) struct Walk<'a> {
    pub(super) regimen: Option<&'a Regimen>,
    pub(super) done: Vec<Done<'a>>,
    pub(super) judged: Vec<Judged>,
}

impl<'a> Walk<'a> {
    /// The regimen that was begun and goes on whatever is given: one that holds for certain products only is chosen
    /// anew with each dose.
    pub(super) fn begun(&self) -> Option<&'a Regimen> {
        self.regimen.filter(|regimen| !self.done.is_empty() && regimen.applies.all_products.is_empty())
    }

    /// Whether every dose was given before a day.
    pub(super) fn complete_before(&self, anchor: NaiveDate, day: NaiveDate) -> bool {
        let before: Vec<_> = self.done.iter().copied().filter(|done| done.date < day).collect();
        self.regimen.is_some_and(|regimen| due(regimen, &before, anchor, |_| day).is_none())
    }

    /// Whether a dose breaks a rule or a principle.
    pub(super) fn needs_review(&self) -> bool {
        self.judged.iter().any(|judged| matches!(judged.conforms, Conforms::No | Conforms::Review))
    }
}

/// Walks the doses `own` of a series. `missing` says whether another series still lacks a dose on a day.
pub(super) fn walk<'a>(
    ask: &Ask<'a>,
    open: &Open<'a>,
    placed: &Placed,
    own: &[(usize, usize)],
    missing: &dyn Fn(&str, NaiveDate) -> bool,
) -> Walk<'a> {
    let judge = Judge { ask, open, placed, missing };
    let all: Vec<&Given> = own.iter().filter_map(|&(at, _)| ask.history.get(at)).collect();
    let mut walk = Walk::default();
    for (nth, &(index, accepts)) in own.iter().enumerate() {
        let (Some(given), Some(accepts)) = (ask.history.get(index), open.series.accepts.get(accepts)) else { continue };
        let twice = all.iter().take(nth).any(|other| other.date == given.date && other.vaccine == given.vaccine);
        if let Some(judged) = judge.input(index, given, twice) {
            walk.judged.push(judged);
            continue;
        }
        judge.dose(&mut walk, index, given, accepts, all.get(..=nth).unwrap_or(&all));
    }
    walk
}

struct Judge<'j, 'a> {
    ask: &'j Ask<'a>,
    open: &'j Open<'a>,
    placed: &'j Placed,
    missing: &'j dyn Fn(&str, NaiveDate) -> bool,
}

impl<'a> Judge<'_, 'a> {
    /// What is wrong before any rule of the series is asked.
    fn input(&self, index: usize, given: &Given, twice: bool) -> Option<Judged> {
        let series = self.open.series;
        let what = if given.date > self.ask.as_of {
            What::InTheFuture
        } else if twice {
            What::Duplicate
        } else {
            let finding = barred(series, self.ask.subject)?;
            return Some(Judged { index, conforms: Conforms::No, counts_as: None, findings: vec![finding] });
        };
        let findings = vec![Finding { rule: "NONCONF".into(), what }];
        Some(Judged { index, conforms: Conforms::No, counts_as: None, findings })
    }

    /// Judges a dose by what was known on its day: `own` are the doses up to it.
    fn dose(&self, walk: &mut Walk<'a>, index: usize, given: &'a Given, accepts: &Accepts, own: &[&Given]) {
        let begun = walk.begun();
        let mut say = |conforms, counts_as, findings| walk.judged.push(Judged { index, conforms, counts_as, findings });
        if self.passed_over(given) {
            return say(Conforms::Yes, None, Vec::new());
        }
        let first = walk.done.first().map_or((given.date, given.vaccine.as_str()), |first| (first.date, first.vaccine));
        let chosen = begun
            .or_else(|| choose(self.open, first.0, Some(first.1), own, Told { on: given.date, done: walk.done.len() }))
            .or_else(|| self.open.series.regimens.first());
        let Some(regimen) = self.special(given, &walk.done).or(chosen) else { return };
        let Some(target) = due(regimen, &walk.done, self.open.anchor, |_| given.date) else {
            // What a combined vaccine gives beside is not too much of it; what the family adds is its own affair.
            let what = What::TooMany { doses: regimen.doses.len() };
            return match (accepts.beside.is_some(), given.voluntary) {
                (true, _) => {}
                (false, true) => say(Conforms::Yes, None, Vec::new()),
                (false, false) => say(Conforms::No, None, vec![Finding { rule: regimen.rule.clone(), what }]),
            };
        };
        let findings = self.judge(given, accepts, &target, &walk.done);
        let (regimen, target, findings) = self.or_fallback(given, accepts, &walk.done, (regimen, target, findings));
        let conforms = worst(&findings);
        let label = target.dose.label.as_str();
        if matches!(conforms, Conforms::No | Conforms::Review) {
            return say(conforms, None, findings);
        }
        say(conforms, Some(label.to_owned()), findings);
        walk.done.push(Done { target: target.index, date: given.date, vaccine: &given.vaccine, label });
        walk.regimen = Some(regimen);
    }

    /// Neither a dose in an earlier pregnancy, nor one of the family's own choice before the window, counts or is wrong.
    fn passed_over(&self, given: &Given) -> bool {
        let series = self.open.series;
        let earlier = series.pregnancy && given.date < gestation(self.open.anchor, 0, 0);
        earlier || (given.voluntary && !series.voluntary_early && given.date < self.open.start)
    }

    /// What is too early in one regimen may be right in the one it falls back to. Where it is right in neither, the
    /// lesser demand is the one that is told.
    fn or_fallback(
        &self,
        given: &Given,
        accepts: &Accepts,
        done: &[Done<'_>],
        (regimen, target, findings): (&'a Regimen, Target<'a>, Vec<Finding>),
    ) -> (&'a Regimen, Target<'a>, Vec<Finding>) {
        let early = |finding: &Finding| matches!(finding.what, What::FewMonths { .. } | What::FewDays { .. });
        let other = fallback(self.open, regimen).filter(|_| findings.iter().any(early));
        let there = other.and_then(|other| Some((other, due(other, done, self.open.anchor, |_| given.date)?)));
        let Some((other, there)) = there else { return (regimen, target, findings) };
        let again = self.judge(given, accepts, &there, done);
        if worst(&again) == Conforms::Yes { (other, there, again) } else { (regimen, target, again) }
    }

    /// The regimen of an exception, for who began before its window was hers.
    fn special(&self, given: &Given, done: &[Done<'_>]) -> Option<&'a Regimen> {
        let first = done.first()?;
        let inside = |date, vaccine: &str| self.open.by_law(date, vaccine).is_ok();
        let special = self.open.reopened_on(given.date)?.regimen?;
        (inside(first.date, first.vaccine) && !inside(given.date, &given.vaccine)).then_some(special)
    }

    fn judge(&self, given: &Given, accepts: &Accepts, target: &Target<'_>, done: &[Done<'_>]) -> Vec<Finding> {
        let mut findings = Vec::new();
        // A dose of the family's own choice breaks no rule of the programme; what its series is host to, that judges.
        if !given.voluntary && accepts.beside.is_none() {
            self.product(given, accepts, &mut findings);
            self.window(given, &mut findings);
            self.ages(given, target, &mut findings);
        }
        self.intervals(given, accepts, target, done, &mut findings);
        self.gaps(given, &mut findings);
        self.switch(given, done, &mut findings);
        if done.is_empty()
            && let Some(late) = &self.open.series.late_start
        {
            let from = late.age.on(self.open.anchor);
            if given.date >= from {
                findings.push(Finding { rule: late.rule.clone(), what: What::NotAdvised { from } });
            }
        }
        findings
    }

    fn product(&self, given: &Given, accepts: &Accepts, findings: &mut Vec<Finding>) {
        let series = self.open.series;
        let from = accepts.from.max(series.since);
        let outside = from.is_some_and(|from| given.date < from) || accepts.until.is_some_and(|to| given.date > to);
        if outside {
            let rule = accepts.rule.as_ref().unwrap_or(&series.rule).clone();
            let what = What::ProductPeriod { vaccine: given.vaccine.clone(), from, until: accepts.until };
            findings.push(Finding { rule, what });
        }
    }

    fn window(&self, given: &Given, findings: &mut Vec<Finding>) {
        let Err(finding) = self.open.by_law(given.date, &given.vaccine) else { return };
        let Some(window) = self.open.reopened_on(given.date) else {
            findings.push(finding);
            return;
        };
        if window.exception.confirm {
            let what = What::Confirm { exception: window.exception.id.clone() };
            findings.push(Finding { rule: window.exception.rule.clone(), what });
        }
    }

    fn ages(&self, given: &Given, target: &Target<'_>, findings: &mut Vec<Finding>) {
        let anchor = self.open.anchor;
        if let Some(limit) = &target.dose.min_age {
            let opens = limit.age.on(anchor);
            if given.date < opens {
                findings.push(Finding { rule: limit.rule.clone(), what: What::TooEarly { opens } });
            }
        }
        if let Some(limit) = target.max_age() {
            let closed = limit.age.on(anchor);
            if given.date > closed {
                findings.push(Finding { rule: limit.rule.clone(), what: What::TooLate { closed } });
            }
        }
    }

    fn intervals(
        &self,
        given: &Given,
        accepts: &Accepts,
        target: &Target<'_>,
        done: &[Done<'_>],
        findings: &mut Vec<Finding>,
    ) {
        // The five-in-one keeps the shorter interval by its own rule.
        let excused = given.physician_exception
            || accepts.beside.is_some()
            || self.ask.subject.conditions.contains("physician_exception");
        for need in target.intervals() {
            let Some(from) = counted_from(need.after, done) else { continue };
            let clear = clear_days_between(from.date, given.date);
            let after = || from.label.to_owned();
            let possible = need.min.since(from.date);
            let excepted = need.excepted.filter(|excepted| given.date >= excepted.since(from.date));
            let what = if given.date == possible {
                What::Met { clear }
            } else if given.date > possible || (excepted.is_some() && excused) {
                continue;
            } else {
                match (need.min, excepted) {
                    (Interval::ClearDays(needed), Some(Interval::ClearDays(excepted))) => {
                        What::NeedsException { clear, needed, excepted }
                    }
                    (Interval::ClearDays(needed), _) => {
                        What::FewDays { clear, needed, after: after(), from: from.date }
                    }
                    (Interval::Months(needed), _) => What::FewMonths { needed, half: false, after: after(), possible },
                    (Interval::MonthsAndHalf(needed), _) => {
                        What::FewMonths { needed, half: true, after: after(), possible }
                    }
                }
            };
            findings.push(Finding { rule: need.rule.clone(), what });
        }
        if let Some(window) = self.open.reopened_on(given.date)
            && let (Some(interval), Some(previous)) = (window.after_previous, self.previous(given.date))
            && given.date < interval.since(previous)
            && let Interval::ClearDays(needed) = interval
        {
            let after = self.open.series.follows.clone().unwrap_or_default();
            let what = What::FewDays { clear: clear_days_between(previous, given.date), needed, after, from: previous };
            findings.push(Finding { rule: window.exception.rule.clone(), what });
        }
    }

    /// The last dose before a day of the series that this one follows.
    fn previous(&self, day: NaiveDate) -> Option<NaiveDate> {
        let series = self.ask.pack.series.iter().position(|one| Some(&one.id) == self.open.series.follows.as_ref())?;
        let dates = self.placed.of_series(series).iter().filter_map(|&(at, _)| self.ask.history.get(at));
        dates.map(|given| given.date).filter(|date| *date < day).max()
    }

    fn gaps(&self, given: &Given, findings: &mut Vec<Finding>) {
        let Some(kind) = self.ask.pack.kind(&given.vaccine) else { return };
        for (gap, other) in gaps_before(self.ask, self.placed, given.date, &given.vaccine, kind) {
            let clear = clear_days_between(other.date, given.date);
            if clear < i64::from(gap.clear_days) {
                let what = What::LiveGap { other: other.vaccine.clone(), clear, needed: gap.clear_days };
                findings.push(Finding { rule: gap.rule.clone(), what });
            }
        }
    }

    fn switch(&self, given: &Given, done: &[Done<'_>], findings: &mut Vec<Finding>) {
        let Some(last) = done.last().filter(|last| last.vaccine != given.vaccine) else { return };
        if let Some(rule) = forbidden(self.open.series, last.vaccine, &given.vaccine, given.date, self.missing) {
            let what = What::ProductSwitch { from: last.vaccine.to_owned(), to: given.vaccine.clone() };
            findings.push(Finding { rule: rule.to_owned(), what });
        }
    }
}

/// The earlier doses of other vaccines to which a dose of that day must keep a gap, with the rule of that day.
pub(super) fn gaps_before<'a>(
    ask: &Ask<'a>,
    placed: &Placed,
    day: NaiveDate,
    vaccine: &str,
    kind: Kind,
) -> impl Iterator<Item = (&'a super::Gap, &'a Given)> {
    let in_force =
        move |gap: &&super::Gap| gap.from.is_none_or(|from| from <= day) && gap.until.is_none_or(|until| day <= until);
    let rules = ask.pack.cross.iter().filter(in_force).filter(move |gap| gap.before.contains(&kind));
    rules.flat_map(move |gap| {
        let others = ask.history.iter().zip(&placed.kinds);
        let near = others.filter(move |(other, kind)| {
            other.date < day && other.vaccine != vaccine && kind.is_some_and(|kind| gap.after.contains(&kind))
        });
        near.map(move |(other, _)| (gap, other)).collect::<Vec<_>>()
    })
}

/// The rule that a change from one product to another breaks on a day.
pub(super) fn forbidden<'s>(
    series: &'s super::Series,
    from: &str,
    to: &str,
    day: NaiveDate,
    missing: &dyn Fn(&str, NaiveDate) -> bool,
) -> Option<&'s str> {
    let named = |list: &[String], one: &str| list.is_empty() || list.iter().any(|name| name == one);
    let switch = series.switches.iter().find(|switch| {
        let dated = switch.since.is_none_or(|since| since <= day) && switch.until.is_none_or(|until| day <= until);
        dated && named(&switch.from, from) && named(&switch.to, to)
    })?;
    let allowed = switch.allowed && switch.while_missing.as_ref().is_none_or(|other| missing(other, day));
    (!allowed).then_some(switch.rule.as_str())
}

/// The regimen that another falls back to.
pub(super) fn fallback<'a>(open: &Open<'a>, regimen: &Regimen) -> Option<&'a Regimen> {
    let id = regimen.fallback.as_ref()?;
    open.series.regimens.iter().find(|other| other.id == *id)
}

/// What all findings together mean for the dose.
fn worst(findings: &[Finding]) -> Conforms {
    findings.iter().map(|finding| severity(&finding.what)).max().unwrap_or(Conforms::Yes)
}

/// What a finding means for the dose.
fn severity(what: &What) -> Conforms {
    match what {
        What::Met { .. } | What::NotAdvised { .. } | What::Confirm { .. } => Conforms::Yes,
        What::NeedsException { .. } => Conforms::Conditional,
        What::ProductSwitch { .. } => Conforms::Review,
        What::TooEarly { .. }
        | What::TooLate { .. }
        | What::FewDays { .. }
        | What::FewMonths { .. }
        | What::LiveGap { .. }
        | What::ProductPeriod { .. }
        | What::TooMany { .. }
        | What::Duplicate
        | What::InTheFuture
        | What::UnknownVaccine
        | What::Excluded { .. }
        | What::NotForThisChild => Conforms::No,
    }
}
