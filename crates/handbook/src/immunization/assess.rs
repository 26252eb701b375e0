//! From a history to what the screens show: every dose judged, every series forecast.

use super::{
    Assessment, Conforms, DoseVerdict, Finding, Given, LegalStatus, NextDose, Pack, Series, SeriesState,
    StandardStatus, Subject, What,
    evaluate::{Ask, Judged, Walk, walk},
    forecast::{forecast, standing},
    merge::{Outcome, merge},
    place::Placed,
    season,
    windows::{Open, barred, excluded},
};
use crate::dates::next_day;
use chrono::NaiveDate;

/// One series, or several joined by `+` where one vaccine serves them together. Every dose of the history is in the
/// answer, those of other series under their names. `None`: a series the pack does not know.
pub fn assess(pack: &Pack, series: &str, subject: &Subject, history: &[Given], as_of: NaiveDate) -> Option<Assessment> {
    let asked: Option<Vec<usize>> = series.split('+').map(|id| position(pack, id.trim())).collect();
    let asked = asked?;
    let all = Everything::of(Ask { pack, subject, history, as_of });
    let outcome = all.joined(&asked)?;
    Some(all.assessment(series.to_owned(), outcome, Some(&asked)))
}

/// Everything that concerns this child: each series with the doses of its own. Left out are those that the law gives
/// to others, that nobody begins any more, and before birth those of the child.
pub fn assess_all(pack: &Pack, subject: &Subject, history: &[Given], as_of: NaiveDate) -> Vec<Assessment> {
    let all = Everything::of(Ask { pack, subject, history, as_of });
    let mut told = Vec::with_capacity(pack.series.len());
    for (at, series) in pack.series.iter().enumerate() {
        let begun = !all.placed.of_series(at).is_empty();
        let due = series.pregnancy && subject.birth_date.is_some();
        if !begun && (series.legacy || due || barred(series, subject).is_some() || all.replaced(series)) {
            continue;
        }
        let served: Vec<usize> = all.joins(at);
        // What another series' vaccine serves is told there.
        if pack.series.iter().enumerate().any(|(other, _)| other != at && all.joins(other).contains(&at)) {
            continue;
        }
        let name = served.iter().filter_map(|&at| pack.series.get(at)).map(|one| one.id.as_str());
        let name = name.collect::<Vec<_>>().join("+");
        if let Some(outcome) = all.joined(&served) {
            told.push(all.assessment(name, outcome, None));
        }
    }
    told
}

/// Warnings before doses are saved: for each of `new` that breaks a rule beside `history`, its verdict; and for each dose
/// of the history that breaks one only now, because of an earlier one that is entered late, its verdict under the last of
/// `new` before it.
pub fn would_break(pack: &Pack, subject: &Subject, history: &[Given], new: &[Given]) -> Vec<(usize, DoseVerdict)> {
    let together: Vec<Given> = history.iter().chain(new).cloned().collect();
    let as_of = together.iter().map(|given| given.date).max().unwrap_or_default();
    let after = verdicts(pack, subject, &together, as_of);
    let before = verdicts(pack, subject, history, as_of);
    let told = |finding: &Finding| !matches!(finding.what, What::Met { .. });
    let mut warnings = Vec::new();
    for verdict in after {
        match before.iter().find(|old| old.index == verdict.index) {
            None if verdict.conforms != Conforms::Yes || verdict.findings.iter().any(told) => {
                warnings.push((verdict.index.saturating_sub(history.len()), verdict));
            }
            Some(old) if verdict.conforms > old.conforms => {
                let earlier = new.iter().enumerate().filter(|(_, given)| given.date <= verdict.date);
                let cause = earlier.max_by_key(|(_, given)| given.date).map_or(0, |(at, _)| at);
                warnings.push((cause, verdict));
            }
            _ => {}
        }
    }
    warnings
}

/// Every recorded dose, judged by the series it belongs to; nothing is forecast.
pub fn verdicts(pack: &Pack, subject: &Subject, history: &[Given], as_of: NaiveDate) -> Vec<DoseVerdict> {
    let all = Everything::of(Ask { pack, subject, history, as_of });
    (0..history.len()).filter_map(|at| all.verdict(at, &[])).collect()
}

fn position(pack: &Pack, id: &str) -> Option<usize> {
    pack.series.iter().position(|series| series.id == id)
}

/// One question, with every series' windows counted and doses walked.
struct Everything<'a> {
    ask: Ask<'a>,
    open: Vec<Option<Open<'a>>>,
    placed: Placed,
    /// For each series a track; or one for each part, where doses gave parts; or one for each season.
    tracks: Vec<Vec<Track<'a>>>,
}

/// Doses that are walked together.
struct Track<'a> {
    own: Vec<(usize, usize)>,
    walk: Walk<'a>,
    /// An earlier season's: judged, but over.
    over: bool,
}

impl<'a> Everything<'a> {
    fn of(ask: Ask<'a>) -> Self {
        let series = ask.pack.series.iter();
        let open: Vec<_> = series.map(|series| Open::of(ask.pack, series, ask.subject, ask.as_of)).collect();
        let placed = Placed::of(ask.pack, &open, ask.history);
        let mut tracks: Vec<Vec<Track<'a>>> = Vec::new();
        tracks.resize_with(open.len(), Vec::new);
        // Those whose change of product depends on another series come after it.
        let waits = |series: &Series| series.switches.iter().any(|switch| switch.while_missing.is_some());
        for later in [false, true] {
            for (at, series) in ask.pack.series.iter().enumerate().filter(|(_, series)| waits(series) == later) {
                let Some(open) = open.get(at).and_then(Option::as_ref) else { continue };
                let missing = |id: &str, day| lacks(ask.pack, &tracks, open.anchor, id, day);
                let split = split(ask, series, placed.of_series(at));
                let walked = split.into_iter().map(|(own, over)| {
                    let walk = walk(&ask, open, &placed, &own, &missing);
                    Track { own, walk, over }
                });
                let walked: Vec<_> = walked.collect();
                if let Some(place) = tracks.get_mut(at) {
                    *place = walked;
                }
            }
        }
        Self { ask, open, placed, tracks }
    }

    /// Whether another series that does the same is complete.
    fn replaced(&self, series: &Series) -> bool {
        let tomorrow = next_day(self.ask.as_of);
        let (Some(id), Some(birth)) = (&series.instead_of, self.ask.subject.birth_date) else { return false };
        !lacks(self.ask.pack, &self.tracks, birth, id, tomorrow)
    }

    /// The series that are told together with one: itself, and those its combined vaccine serves beside for this child.
    fn joins(&self, at: usize) -> Vec<usize> {
        let Some(host) = self.ask.pack.series.get(at) else { return Vec::new() };
        let served = self.ask.pack.series.iter().enumerate().filter(|(other, series)| {
            let beside = series.accepts.iter().any(|accepts| accepts.beside.as_ref() == Some(&host.id));
            beside && !self.placed.of_series(*other).is_empty()
        });
        std::iter::once(at).chain(served.map(|(other, _)| other)).collect()
    }

    /// One outcome of several series. One that nobody begins any more is left out where the others serve its disease.
    fn joined(&self, asked: &[usize]) -> Option<Outcome> {
        let begun = |at: &&usize| {
            let legacy = self.ask.pack.series.get(**at).is_some_and(|series| series.legacy);
            asked.len() == 1 || !legacy || !self.placed.of_series(**at).is_empty()
        };
        let told: Vec<usize> = asked.iter().filter(begun).copied().collect();
        let name = |at: usize| {
            let series = self.ask.pack.series.get(at).filter(|_| told.len() > 1)?;
            Some(series.part_name.clone().unwrap_or_else(|| series.id.clone()))
        };
        let mut whole = merge(told.iter().filter_map(|&at| Some((name(at), self.outcome(at)?))).collect())?;
        stand(&mut whole, self.ask.as_of);
        Some(whole)
    }

    fn outcome(&self, at: usize) -> Option<Outcome> {
        let series = self.ask.pack.series.get(at)?;
        let Some(open) = self.open.get(at).and_then(Option::as_ref) else {
            let finding = Finding { rule: series.rule.clone(), what: What::NotForThisChild };
            return Some(empty(series, SeriesState::NotEligible, vec![finding]));
        };
        let tracks = self.tracks.get(at)?.iter();
        merge(tracks.map(|track| (None, self.track(series, open, track))).collect())
    }

    fn track(&self, series: &Series, open: &Open<'a>, track: &Track<'a>) -> Outcome {
        let walk = &track.walk;
        let mut outcome = empty(series, SeriesState::NotStarted, Vec::new());
        outcome.judged.clone_from(&walk.judged);
        if track.over {
            outcome.state = SeriesState::NotEligible;
            return outcome;
        }
        let subject = self.ask.subject;
        let barred = barred(series, subject);
        if barred.is_none() && walk.needs_review() {
            outcome.state = SeriesState::Review;
            outcome.regimen = self.forecast(series, open, track).regimen.map(|regimen| regimen.id.clone());
            return outcome;
        }
        if let Some(finding) = barred.or_else(|| excluded(series, subject)) {
            outcome.state = SeriesState::NotEligible;
            outcome.notes.push(finding);
            return outcome;
        }
        let next = self.forecast(series, open, track);
        outcome.regimen = next.regimen.map(|regimen| regimen.id.clone());
        outcome.state = match (&next.dose, walk.done.is_empty()) {
            (None, _) => SeriesState::Complete,
            (Some(_), true) => SeriesState::NotStarted,
            (Some(_), false) => SeriesState::InProgress,
        };
        outcome.next = next.dose;
        outcome.notes = self.notes(open, walk, outcome.next.as_ref());
        outcome
    }

    fn forecast(&self, series: &Series, open: &Open<'a>, track: &Track<'a>) -> super::forecast::Next<'a> {
        let missing = |id: &str, day| lacks(self.ask.pack, &self.tracks, open.anchor, id, day);
        let before = series.follows.as_ref().and_then(|id| position(self.ask.pack, id));
        let previous = before
            .and_then(|at| self.tracks.get(at))
            .and_then(|tracks| tracks.iter().filter_map(|track| track.walk.done.last()).map(|done| done.date).max());
        forecast(&self.ask, open, &self.placed, &track.walk, &track.own, previous, &missing)
    }

    /// What is to be told beside the next dose.
    fn notes(&self, open: &Open<'a>, walk: &Walk<'a>, next: Option<&NextDose>) -> Vec<Finding> {
        let mut notes = Vec::new();
        let Some(next) = next else { return notes };
        if let Some(window) = open.current(self.ask.as_of).filter(|window| window.exception.confirm) {
            let what = What::Confirm { exception: window.exception.id.clone() };
            notes.push(Finding { rule: window.exception.rule.clone(), what });
        }
        if let Some(late) = open.series.late_start.as_ref().filter(|_| walk.done.is_empty()) {
            let from = late.age.on(open.anchor);
            if self.ask.as_of >= from && next.last_eligible.is_none_or(|last| self.ask.as_of <= last) {
                notes.push(Finding { rule: late.rule.clone(), what: What::NotAdvised { from } });
            }
        }
        notes
    }

    fn assessment(&self, series: String, outcome: Outcome, asked: Option<&[usize]>) -> Assessment {
        let mut doses: Vec<DoseVerdict> = outcome.judged.into_iter().filter_map(|one| self.told(one)).collect();
        if let Some(asked) = asked {
            let others = (0..self.ask.history.len()).filter(|at| !doses.iter().any(|dose| dose.index == *at));
            let others: Vec<_> = others.filter_map(|at| self.verdict(at, asked)).collect();
            doses.extend(others);
        }
        doses.sort_by_key(|dose| dose.index);
        Assessment {
            series,
            category: outcome.category,
            doses,
            regimen: outcome.regimen,
            state: outcome.state,
            next: outcome.next,
            legal: outcome.legal,
            standard: outcome.standard,
            notes: outcome.notes,
        }
    }

    fn told(&self, judged: Judged) -> Option<DoseVerdict> {
        let given = self.ask.history.get(judged.index)?;
        Some(DoseVerdict {
            index: judged.index,
            date: given.date,
            vaccine: given.vaccine.clone(),
            conforms: judged.conforms,
            counts_as: judged.counts_as,
            findings: judged.findings,
        })
    }

    /// The verdict on a dose by the series it belongs to, other than those `asked` about: it counts under its name.
    fn verdict(&self, index: usize, asked: &[usize]) -> Option<DoseVerdict> {
        let others = self.ask.pack.series.iter().zip(&self.tracks).enumerate();
        let found = others.filter(|(at, _)| !asked.contains(at)).flat_map(|(_, (series, tracks))| {
            let judged = tracks.iter().flat_map(|track| &track.walk.judged);
            judged.filter(|judged| judged.index == index).map(move |judged| (series, judged))
        });
        let found: Vec<_> = found.collect();
        let Some((series, judged)) = found.first() else {
            let findings = vec![Finding { rule: "NONCONF".into(), what: What::UnknownVaccine }];
            let unknown = Judged { index, conforms: Conforms::No, counts_as: None, findings };
            return self.told(unknown);
        };
        let mut judged = (*judged).clone();
        let single = series.regimens.iter().all(|regimen| regimen.doses.len() == 1);
        let name = |label: String| if single { series.id.clone() } else { format!("{} {label}", series.id) };
        judged.counts_as = judged.counts_as.map(name);
        self.told(judged)
    }
}

/// Parts and seasons of a series' doses, each with whether it is over. One track where there is neither.
fn split(ask: Ask<'_>, series: &Series, own: &[(usize, usize)]) -> Vec<(Vec<(usize, usize)>, bool)> {
    if let Some(season) = &series.season {
        let asked = season::year_of(season, season::asked(season, ask.as_of).first);
        let year = |at: usize| ask.history.get(at).map(|given| season::year_of(season, given.date));
        let mut years: Vec<i32> = own.iter().filter_map(|&(at, _)| year(at)).collect();
        years.push(asked);
        years.sort_unstable();
        years.dedup();
        let of = |which: i32| own.iter().copied().filter(|&(at, _)| year(at) == Some(which)).collect();
        return years.into_iter().map(|which| (of(which), which != asked)).collect();
    }
    let part = |accepts: usize| series.accepts.get(accepts).and_then(|accepts| accepts.part.as_ref());
    if own.iter().all(|&(_, accepts)| part(accepts).is_none()) {
        return vec![(own.to_vec(), false)];
    }
    let of = |name: &String| {
        let gives = |&(_, accepts): &(usize, usize)| part(accepts).is_none_or(|part| part == name);
        own.iter().copied().filter(gives).collect()
    };
    series.parts.iter().map(|name| (of(name), false)).collect()
}

/// Whether a series lacked a dose before a day.
fn lacks(pack: &Pack, tracks: &[Vec<Track<'_>>], anchor: NaiveDate, id: &str, day: NaiveDate) -> bool {
    let tracks = position(pack, id).and_then(|at| tracks.get(at));
    !tracks
        .is_some_and(|tracks| !tracks.is_empty() && tracks.iter().all(|track| track.walk.complete_before(anchor, day)))
}

fn empty(series: &Series, state: SeriesState, notes: Vec<Finding>) -> Outcome {
    Outcome {
        category: series.category,
        judged: Vec::new(),
        regimen: None,
        state,
        next: None,
        notes,
        legal: LegalStatus::NotEligible,
        standard: StandardStatus::None,
    }
}

/// Where the day asked lies, by the law and by the standard.
fn stand(outcome: &mut Outcome, as_of: NaiveDate) {
    outcome.legal = match (outcome.state, &outcome.next) {
        (SeriesState::Review, _) => LegalStatus::Review,
        (SeriesState::NotEligible, _) => LegalStatus::NotEligible,
        (SeriesState::Complete, _) | (_, None) => LegalStatus::Complete,
        (_, Some(next)) => match next.last_eligible {
            Some(last) if next.earliest > last => LegalStatus::Closed,
            _ if as_of < next.earliest => LegalStatus::TooEarly,
            Some(last) if as_of > last => LegalStatus::Closed,
            _ => LegalStatus::Open,
        },
    };
    outcome.standard = match (&outcome.next, outcome.legal) {
        (Some(next), LegalStatus::Open) => standing(next, as_of),
        _ => StandardStatus::None,
    };
}
