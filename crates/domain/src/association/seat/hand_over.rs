//! The hand-over of a seat: who comes is there before who goes has gone.

use super::Term;
use chrono::NaiveDate;

/// Most days that two may hold one seat: a hand-over takes a month, and an annual meeting may be late.
pub const LONGEST_OVERLAP: i64 = 62;

/// Why a hand-over cannot be as it was said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoHandOver {
    /// A term ends before it begins.
    #[error("the term ends before it begins")]
    Backwards,
    /// On a day there would be three.
    #[error("three would hold the seat on {0}")]
    Three(NaiveDate),
    /// Both would hold it for more than [`LONGEST_OVERLAP`].
    #[error("both would hold the seat for {0} days")]
    Long(i64),
}

impl NoHandOver {
    /// The field that is wrong, and the machine's word for it.
    pub fn field(self) -> (&'static str, &'static str) {
        match self {
            Self::Backwards => ("until", "ends-before-it-begins"),
            Self::Three(_) => ("since", "seat-three"),
            Self::Long(_) => ("last", "seat-overlap-long"),
        }
    }
}

/// What a hand-over comes to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HandOver {
    /// The terms that are there, by their place in what was given, each with the last day that it gets.
    pub retires: Vec<(usize, NaiveDate)>,
    /// First and last day on which two hold the seat.
    pub both: Option<(NaiveDate, NaiveDate)>,
    /// First and last day on which nobody would, between them.
    pub empty: Option<(NaiveDate, NaiveDate)>,
}

/// Plans that `next` comes after `terms`. Whoever holds the seat until then retires on `last`, also where their term would
/// have ended before: a hand-over is when both have time. Without `last` they retire on the day before `next` begins, or
/// when their term ends by itself.
///
/// # Errors
/// [`NoHandOver`].
pub fn plan_hand_over(terms: &[Term], next: Term, last: Option<NaiveDate>) -> Result<HandOver, NoHandOver> {
    if next.until.is_some_and(|until| until < next.since) {
        return Err(NoHandOver::Backwards);
    }
    let before = next.since.pred_opt().unwrap_or(next.since);
    let mut plan = HandOver::default();
    let mut over: Vec<Term> = Vec::new();
    let mut latest = None;
    for (place, term) in terms.iter().enumerate().filter(|(_, term)| term.is_one()) {
        let mut term = *term;
        let ends = match last {
            // Who held it last, or would hold it still.
            Some(last) if term.covers(before) || (term.since <= last && term.covers(last)) => Some(last),
            None if term.covers(next.since) => Some(before),
            _ => None,
        };
        // One that begins with the next, or after it, never was.
        let ends = ends.map(|ends| ends.max(term.since.pred_opt().unwrap_or(term.since)));
        if let Some(ends) = ends.filter(|ends| term.until != Some(*ends)) {
            plan.retires.push((place, ends));
            term.until = Some(ends);
        }
        if !term.is_one() {
            continue;
        }
        if term.since < next.since {
            latest = latest.max(term.until);
        }
        if let Some(both) = term.meets(next) {
            if let Some(three) = over.iter().find_map(|other| other.meets(both)) {
                return Err(NoHandOver::Three(three.since));
            }
            over.push(both);
            let days = both.until.map_or(i64::MAX, |until| (until - both.since).num_days().saturating_add(1));
            if days > LONGEST_OVERLAP {
                return Err(NoHandOver::Long(days));
            }
        }
    }
    plan.both = over.first().and_then(|both| Some((both.since, both.until?)));
    plan.empty =
        latest.and_then(|latest| latest.succ_opt()).filter(|first| *first <= before).map(|first| (first, before));
    Ok(plan)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(n: i32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2027, 1, 1).unwrap() + chrono::Duration::days(i64::from(n))
    }
    fn term(since: i32, until: Option<i32>) -> Term {
        Term { since: day(since), until: until.map(day) }
    }

    #[test]
    fn in_april_both_hold_the_seat_for_two_weeks() {
        let plan = plan_hand_over(&[term(-300, None)], term(90, Some(454)), Some(day(103))).unwrap();
        assert_eq!(plan.retires, [(0, day(103))]);
        assert_eq!(plan.both, Some((day(90), day(103))));
        assert_eq!(plan.empty, None);
    }

    #[test]
    fn a_term_that_ends_in_march_is_kept_up_for_the_days_of_the_hand_over() {
        let plan = plan_hand_over(&[term(-300, Some(89))], term(90, Some(454)), Some(day(103))).unwrap();
        assert_eq!((plan.retires, plan.both), (vec![(0, day(103))], Some((day(90), day(103)))));
    }

    #[test]
    fn without_a_word_one_goes_on_the_day_before_the_other_comes() {
        let plan = plan_hand_over(&[term(-300, None)], term(90, None), None).unwrap();
        assert_eq!((plan.retires, plan.both, plan.empty), (vec![(0, day(89))], None, None));
    }

    #[test]
    fn the_days_on_which_nobody_would_hold_it_are_said() {
        let plan = plan_hand_over(&[term(-300, Some(80))], term(90, None), None).unwrap();
        assert_eq!((plan.retires, plan.empty), (vec![], Some((day(81), day(89)))));
        assert_eq!(
            plan_hand_over(&[], term(0, None), None).unwrap(),
            HandOver::default(),
            "the first one follows nobody"
        );
    }

    #[test]
    fn three_at_once_two_for_a_year_and_an_end_before_the_beginning_are_refused() {
        let two = [term(0, None), term(80, None)];
        assert_eq!(plan_hand_over(&two, term(90, None), Some(day(100))), Err(NoHandOver::Three(day(90))));
        assert_eq!(plan_hand_over(&[term(0, None)], term(90, None), Some(day(300))), Err(NoHandOver::Long(211)));
        assert_eq!(plan_hand_over(&[], term(9, Some(8)), None), Err(NoHandOver::Backwards));
    }

    proptest! {
        #[test]
        fn whatever_is_planned_no_day_has_three_holders_and_no_gap_goes_unsaid(
            terms in proptest::collection::vec((0..200_i32, proptest::option::of(0..200_i32)), 0..4),
            since in 50..250_i32, length in proptest::option::of(0..200_i32), last in proptest::option::of(0..300_i32),
        ) {
            let before: Vec<Term> = terms.iter().map(|(since, until)| term(*since, until.map(|u| since + u))).collect();
            let next = term(since, length.map(|length| since + length));
            if let Ok(plan) = plan_hand_over(&before, next, last.map(day)) {
                let mut after = before.clone();
                for (place, last) in &plan.retires {
                    after[*place].until = Some(*last);
                }
                for n in since..500 {
                    if next.covers(day(n)) {
                        prop_assert!(after.iter().filter(|term| term.covers(day(n))).count() <= 1, "three on {}", day(n));
                    }
                }
                let last_held = (0..since).rev().find(|n| after.iter().any(|term| term.covers(day(*n))));
                if let (Some(last_held), None) = (last_held, plan.empty) {
                    prop_assert_eq!(last_held, since - 1);
                }
            }
        }
    }
}
