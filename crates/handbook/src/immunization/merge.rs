//! Several results as one: the parts of a vaccine given separately, or the series that one vaccine serves together.

use super::{Category, Conforms, Finding, LegalStatus, NextDose, SeriesState, StandardStatus, evaluate::Judged};

/// What came out for one series, or for a part of it.
pub(super) struct Outcome {
    pub(super) category: Category,
    pub(super) judged: Vec<Judged>,
    pub(super) regimen: Option<String>,
    pub(super) state: SeriesState,
    pub(super) next: Option<NextDose>,
    pub(super) notes: Vec<Finding>,
    pub(super) legal: LegalStatus,
    pub(super) standard: StandardStatus,
}

/// Several as one. A named outcome's doses are told with its name: `DPT-IPV booster + Hib booster`.
pub(super) fn merge(outcomes: Vec<(Option<String>, Outcome)>) -> Option<Outcome> {
    let mut whole: Option<Outcome> = None;
    for (name, mut outcome) in outcomes {
        if let Some(name) = name {
            rename(&mut outcome, &name);
        }
        whole = Some(match whole {
            None => outcome,
            Some(whole) => join(whole, outcome),
        });
    }
    whole
}

fn rename(outcome: &mut Outcome, name: &str) {
    let labels = outcome.judged.iter_mut().filter_map(|judged| judged.counts_as.as_mut());
    for label in labels.chain(outcome.next.as_mut().map(|next| &mut next.dose)) {
        *label = format!("{name} {label}");
    }
}

fn join(mut one: Outcome, other: Outcome) -> Outcome {
    for judged in other.judged {
        match one.judged.iter_mut().find(|mine| mine.index == judged.index) {
            Some(mine) => both(mine, judged),
            None => one.judged.push(judged),
        }
    }
    one.regimen = match (one.regimen, other.regimen) {
        (Some(one), Some(other)) if one != other => Some(format!("{one}+{other}")),
        (one, other) => one.or(other),
    };
    one.state = match (one.state, other.state) {
        (one, other) if one == other => one,
        (SeriesState::Review, _) | (_, SeriesState::Review) => SeriesState::Review,
        (SeriesState::NotEligible, rest) | (rest, SeriesState::NotEligible) => rest,
        _ => SeriesState::InProgress,
    };
    one.next = match (one.next, other.next) {
        _ if one.state == SeriesState::Review => None,
        (Some(one), Some(other)) => Some(together(one, other)),
        (one, other) => one.or(other),
    };
    for note in other.notes {
        if !one.notes.contains(&note) {
            one.notes.push(note);
        }
    }
    one
}

/// Two verdicts on one dose: the worse, and what it counts as in each.
fn both(mine: &mut Judged, other: Judged) {
    mine.conforms = mine.conforms.max(other.conforms);
    for finding in other.findings {
        if !mine.findings.contains(&finding) {
            mine.findings.push(finding);
        }
    }
    mine.counts_as = match (mine.counts_as.take(), other.counts_as) {
        _ if matches!(mine.conforms, Conforms::No | Conforms::Review) => None,
        (Some(one), Some(other)) if one != other => Some(format!("{one} + {other}")),
        (one, other) => one.or(other),
    };
}

/// One visit for both. Parts at the same dose wait for each other; of parts at different doses the one behind is
/// next; two series meet in the days they share, up to the first one's last day, whose vaccine serves both.
fn together(one: NextDose, other: NextDose) -> NextDose {
    let named = |next: &NextDose| next.dose.contains(' ');
    if !named(&one) && one.dose != other.dose {
        return if one.earliest <= other.earliest { one } else { other };
    }
    let mut next = one.clone();
    if named(&one) {
        next.dose = format!("{} + {}", one.dose, other.dose);
    }
    if other.earliest > one.earliest {
        next.earliest = other.earliest;
        next.why_earliest.clone_from(&other.why_earliest);
    }
    let standard_from = one.standard_from.max(other.standard_from);
    let ends = [one.standard_to, other.standard_to];
    let standard_to = ends.into_iter().flatten().min();
    let possible = standard_to.is_none_or(|to| standard_from.is_none_or(|from| from <= to) && next.earliest <= to);
    (next.standard_from, next.standard_to) = if possible { (standard_from, standard_to) } else { (None, None) };
    next.why_standard.steps.extend(other.why_standard.steps);
    next
}
