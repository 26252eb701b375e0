//! The list of a safety check: every household once, and first those for whom somebody has to go.
//!
//! It is made of the same two things on an officer's phone without a network, on the server, and for the paper that a fire
//! officer takes along: the street as officers know it, and all reports.

use super::{Condition, Merged, SafetyReport, merge};
use crate::association::Street;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What is to be done for a household, the most pressing first: the order of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// Somebody called for help.
    Help,
    /// Somebody was there and saw nobody.
    Search,
    /// Nobody has said anything yet.
    Ask,
    /// Nothing: they are well, wherever they are.
    Nothing,
}

impl Need {
    /// All, the most pressing first.
    pub const ALL: [Self; 4] = [Self::Help, Self::Search, Self::Ask, Self::Nothing];

    /// Of a condition.
    pub fn of(condition: Option<Condition>) -> Self {
        match condition {
            Some(Condition::Help) => Self::Help,
            Some(Condition::NotFound) => Self::Search,
            None => Self::Ask,
            Some(Condition::Safe | Condition::Sheltered | Condition::Away) => Self::Nothing,
        }
    }

    /// The key of its words, as a heading of the list.
    pub fn key(self) -> &'static str {
        match self {
            Self::Help => "safety-need-help",
            Self::Search => "safety-need-search",
            Self::Ask => "safety-need-ask",
            Self::Nothing => "safety-need-nothing",
        }
    }
}

/// A household of the list.
#[derive(Clone, Debug)]
pub struct Line<'a> {
    /// The household.
    pub household: Uuid,
    /// Where it stands, and how it is reached.
    pub street: &'a Street,
    /// What all that was said comes to.
    pub merged: Merged,
    /// Calls for help that are open, the newest first.
    pub calls: Vec<&'a SafetyReport>,
    /// The newest report.
    pub newest: Option<&'a SafetyReport>,
}

impl Line<'_> {
    /// What is to be done.
    pub fn need(&self) -> Need {
        Need::of(self.merged.condition)
    }

    /// What stands in the list: the open call, or else the newest report.
    pub fn says(&self) -> Option<&SafetyReport> {
        self.calls.first().copied().or(self.newest)
    }
}

/// How many households are how; of N each is in exactly one of the six.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Households.
    pub of: u32,
    /// Call for help.
    pub help: u32,
    /// Somebody was there and saw nobody.
    pub not_found: u32,
    /// Nobody has said anything.
    pub unknown: u32,
    /// Well at home.
    pub safe: u32,
    /// Well at a shelter or with relatives.
    pub sheltered: u32,
    /// Not in town.
    pub away: u32,
    /// People of whom it is known that they are well, where the number was said.
    pub people: u32,
}

/// The list.
#[derive(Clone, Debug, Default)]
pub struct Roll<'a> {
    /// The most pressing first; of equal need by block, and as they stand along the street.
    pub lines: Vec<Line<'a>>,
    /// The counts.
    pub counts: Counts,
}

/// Makes the list of `check`. A household that comes twice is one; reports of other checks and of households that are not
/// in the street are passed over.
pub fn roll<'a>(
    check: Uuid,
    streets: impl IntoIterator<Item = (Uuid, &'a Street)>,
    reports: impl IntoIterator<Item = (Uuid, &'a SafetyReport)>,
) -> Roll<'a> {
    let mut said: BTreeMap<Uuid, BTreeMap<Uuid, &SafetyReport>> = BTreeMap::new();
    for (id, report) in reports {
        if report.check == check {
            said.entry(report.household).or_default().insert(id, report);
        }
    }
    let streets: BTreeMap<Uuid, &Street> = streets.into_iter().collect();
    let mut roll = Roll::default();
    for (household, street) in streets {
        let said = said.get(&household);
        let merged = merge(said.into_iter().flatten().map(|(id, report)| (*id, *report)));
        let find = |id: &Uuid| said.and_then(|said| said.get(id)).copied();
        let calls = merged.open.iter().filter_map(find).collect();
        let newest = merged.reports.first().and_then(find);
        roll.counts.add(merged.condition, newest.and_then(|report| report.people));
        roll.lines.push(Line { household, street, merged, calls, newest });
    }
    roll.lines.sort_by_key(|line| (line.need(), line.street.block.place, line.street.order, line.household));
    roll
}

impl Counts {
    fn add(&mut self, condition: Option<Condition>, people: Option<u16>) {
        let field = match condition {
            Some(Condition::Help) => &mut self.help,
            Some(Condition::NotFound) => &mut self.not_found,
            Some(Condition::Safe) => &mut self.safe,
            Some(Condition::Sheltered) => &mut self.sheltered,
            Some(Condition::Away) => &mut self.away,
            None => &mut self.unknown,
        };
        *field = field.saturating_add(1);
        self.of = self.of.saturating_add(1);
        if Need::of(condition) == Need::Nothing {
            self.people = self.people.saturating_add(people.map_or(0, u32::from));
        }
    }

    /// Households for whom somebody has to go or ask.
    pub fn open(&self) -> u32 {
        self.help.saturating_add(self.not_found).saturating_add(self.unknown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Timestamp, association::Block};
    use proptest::prelude::*;

    const CHECK: Uuid = Uuid::from_u128(900);

    fn street(block: u16, order: u16) -> Street {
        let block = Block { id: Uuid::from_u128(u128::from(block)), name: format!("{block}班"), place: block };
        Street { block, order, ..Street::default() }
    }

    fn said(household: u128, condition: Condition, seen: i64) -> SafetyReport {
        let household = Uuid::from_u128(household);
        let people = Some(2);
        SafetyReport { check: CHECK, household, condition, people, seen: Timestamp(seen), ..SafetyReport::default() }
    }

    #[test]
    fn whoever_needs_somebody_stands_first_and_each_household_once() {
        let id = Uuid::from_u128;
        let streets: Vec<(Uuid, Street)> =
            (1..=6).map(|n| (id(n), street(if n <= 3 { 2 } else { 1 }, u16::try_from(n).unwrap()))).collect();
        let other = SafetyReport { check: id(1), ..said(5, Condition::Help, 9) };
        let reports = [
            (id(11), said(1, Condition::Safe, 1)),
            (id(12), said(2, Condition::Help, 1)),
            (id(13), said(2, Condition::Safe, 5)),
            (id(14), said(4, Condition::NotFound, 2)),
            (id(15), said(6, Condition::Sheltered, 2)),
            (id(16), other),
            (id(17), said(77, Condition::Help, 2)),
        ];
        let found = roll(CHECK, streets.iter().map(|(id, s)| (*id, s)), reports.iter().map(|(id, r)| (*id, r)));
        let order: Vec<(u128, Need)> = found.lines.iter().map(|line| (line.household.as_u128(), line.need())).collect();
        let expected = [
            (2, Need::Help),
            (4, Need::Search),
            (5, Need::Ask),
            (3, Need::Ask),
            (6, Need::Nothing),
            (1, Need::Nothing),
        ];
        assert_eq!(order, expected);
        let Counts { of, help, not_found, unknown, safe, sheltered, away, people } = found.counts;
        assert_eq!((of, help, not_found, unknown, safe, sheltered, away, people), (6, 1, 1, 2, 1, 1, 0, 4));
        assert_eq!(found.lines[0].says().unwrap().condition, Condition::Help, "the call, and not the later word");
    }

    proptest! {
        #[test]
        fn every_household_is_counted_in_exactly_one_way(
            said_of in prop::collection::vec((0u128..12, prop::sample::select(Condition::ALL.to_vec()), 0i64..9), 0..30),
        ) {
            let streets: Vec<(Uuid, Street)> =
                (0..10u16).map(|n| (Uuid::from_u128(u128::from(n)), street(n % 3, n))).collect();
            let reports: Vec<(Uuid, SafetyReport)> = (100u128..)
                .zip(said_of)
                .map(|(id, (household, condition, seen))| (Uuid::from_u128(id), said(household, condition, seen)))
                .collect();
            let forwards = roll(CHECK, streets.iter().map(|(i, s)| (*i, s)), reports.iter().map(|(i, r)| (*i, r)));
            let backwards = roll(CHECK, streets.iter().rev().map(|(i, s)| (*i, s)), reports.iter().rev().map(|(i, r)| (*i, r)));
            let Counts { of, help, not_found, unknown, safe, sheltered, away, .. } = forwards.counts;
            prop_assert_eq!(of, help + not_found + unknown + safe + sheltered + away);
            prop_assert_eq!(of, 10);
            prop_assert_eq!(forwards.lines.len(), 10);
            prop_assert_eq!(forwards.counts, backwards.counts);
            let order = |roll: &Roll<'_>| roll.lines.iter().map(|line| line.household).collect::<Vec<_>>();
            prop_assert_eq!(order(&forwards), order(&backwards));
            prop_assert!(forwards.lines.is_sorted_by_key(Line::need));
        }
    }
}
