//! What all that was said of a household comes to, in whatever order it was heard.

use super::{Condition, SafetyReport};
use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};
use uuid::Uuid;

/// How a household is, of all that was said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The worst that is still open, or else the newest; `None` when nothing is known.
    pub condition: Option<Condition>,
    /// Calls for help that nobody has seen to, the newest first.
    pub open: Vec<Uuid>,
    /// All reports, the newest first; equal times by id.
    pub reports: Vec<Uuid>,
}

/// What a set of reports of one household comes to. The order in which they are given does not matter, and one that is
/// given twice is one: of two that say something else under one id the later counts. A call for help that names itself as
/// seen to is open.
pub fn merge<'a>(reports: impl IntoIterator<Item = (Uuid, &'a SafetyReport)>) -> Merged {
    let mut by_id: BTreeMap<Uuid, &SafetyReport> = BTreeMap::new();
    for (id, report) in reports {
        let known = by_id.entry(id).or_insert(report);
        if weight(report) > weight(known) {
            *known = report;
        }
    }
    let mut all: Vec<(Uuid, &SafetyReport)> = by_id.into_iter().collect();
    all.sort_by_key(|(id, report)| (Reverse(report.seen), *id));
    let settles = |(id, report): &(Uuid, &SafetyReport)| {
        let id = *id;
        report.settles.clone().into_iter().filter(move |settled| *settled != id)
    };
    let settled: BTreeSet<Uuid> = all.iter().flat_map(settles).collect();
    let calls = all.iter().filter(|(id, report)| report.condition == Condition::Help && !settled.contains(id));
    let open: Vec<Uuid> = calls.map(|(id, _)| *id).collect();
    let newest = all.iter().find(|(id, _)| !settled.contains(id)).map(|(_, report)| report.condition);
    let condition = if open.is_empty() { newest } else { Some(Condition::Help) };
    Merged { condition, open, reports: all.into_iter().map(|(id, _)| id).collect() }
}

/// Of two that bear one id, which counts: the later, and of equal times the one that sorts last, so that no order in which
/// they were heard makes a difference.
fn weight(report: &SafetyReport) -> impl Ord + '_ {
    let SafetyReport { seen, condition, people, place, note, by, witness, settles, .. } = report;
    (*seen, Reverse(*condition), *people, place, note, by, *witness, settles)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Timestamp;
    use proptest::prelude::*;

    fn report(condition: Condition, seen: i64, settles: &[u128]) -> SafetyReport {
        let settles = settles.iter().copied().map(Uuid::from_u128).collect();
        SafetyReport { condition, seen: Timestamp(seen), settles, ..SafetyReport::default() }
    }

    #[test]
    fn a_call_for_help_stays_until_somebody_names_it() {
        let (help, well) = (report(Condition::Help, 1, &[]), report(Condition::Safe, 9, &[]));
        let settled = report(Condition::Sheltered, 12, &[1]);
        let id = Uuid::from_u128;
        let merged = merge([(id(1), &help), (id(2), &well)]);
        assert_eq!((merged.condition, merged.open), (Some(Condition::Help), vec![id(1)]));
        for order in
            [[(id(3), &settled), (id(1), &help), (id(2), &well)], [(id(2), &well), (id(1), &help), (id(3), &settled)]]
        {
            let merged = merge(order);
            assert_eq!((merged.condition, merged.open), (Some(Condition::Sheltered), vec![]));
        }
        assert_eq!(merge([]), Merged::default());
    }

    #[test]
    fn a_call_cannot_see_to_itself_and_one_that_was_a_mistake_leaves_what_was_known_before() {
        let id = Uuid::from_u128;
        let own = report(Condition::Help, 5, &[1]);
        assert_eq!(merge([(id(1), &own)]).condition, Some(Condition::Help));
        let (away, help) = (report(Condition::Away, 1, &[]), report(Condition::Help, 5, &[]));
        let mistake = report(Condition::Away, 6, &[2]);
        let merged = merge([(id(2), &help), (id(1), &away), (id(3), &mistake)]);
        assert_eq!((merged.condition, merged.reports), (Some(Condition::Away), vec![id(3), id(2), id(1)]));
        let two = report(Condition::Help, 7, &[2]);
        let merged = merge([(id(2), &help), (id(4), &two)]);
        assert_eq!((merged.condition, merged.open), (Some(Condition::Help), vec![id(4)]), "the next call is another");
    }

    fn any_report() -> impl Strategy<Value = (Uuid, SafetyReport)> {
        let condition = prop::sample::select(Condition::ALL.to_vec());
        let settles = prop::collection::vec(0u128..8, 0..3);
        (0u128..8, condition, 0i64..6, settles)
            .prop_map(|(id, condition, seen, settles)| (Uuid::from_u128(id), report(condition, seen, &settles)))
    }

    proptest! {
        /// Two officers walk apart, each hears some of it, some of it twice: whichever phone meets whichever first, all
        /// come to the same.
        #[test]
        fn whoever_meets_first_all_come_to_the_same(
            (all, shuffled) in prop::collection::vec(any_report(), 0..12)
                .prop_flat_map(|all| (Just(all.clone()), Just(all).prop_shuffle())),
            again in any::<prop::sample::Index>(),
        ) {
            let of = |reports: &[(Uuid, SafetyReport)]| merge(reports.iter().map(|(id, report)| (*id, report)));
            let expected = of(&all);
            prop_assert_eq!(&of(&shuffled), &expected);
            let mut twice = shuffled;
            if !twice.is_empty() {
                twice.push(twice[again.index(twice.len())].clone());
            }
            prop_assert_eq!(&of(&twice), &expected);
        }

        /// However many well-meaning reports come: a call is open exactly as long as no other report names it.
        #[test]
        fn a_call_is_open_as_long_as_no_other_report_names_it(all in prop::collection::vec(any_report(), 0..12)) {
            let mut once: BTreeMap<Uuid, SafetyReport> = BTreeMap::new();
            for (id, report) in all {
                once.entry(id).or_insert(report);
            }
            let merged = merge(once.iter().map(|(id, report)| (*id, report)));
            for (id, report) in &once {
                let named = once.iter().any(|(other, by)| other != id && by.settles.contains(id));
                prop_assert_eq!(merged.open.contains(id), report.condition == Condition::Help && !named);
            }
            prop_assert_eq!(merged.condition == Some(Condition::Help) || !merged.open.is_empty(), !merged.open.is_empty());
            prop_assert_eq!(merged.reports.len(), once.len());
        }
    }
}
