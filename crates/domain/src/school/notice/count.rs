//! Who has a notice, who saw it, who answered: counted per child, household or guardian, as its writer said.
//!
//! Of N, each is in exactly one of four states, so the four always add up to N. A child whose guardians have not
//! joined is *not reached*, and is never left out of the count: somebody has to hand them paper.

use super::{Answer, Ask, CountPer, audience::Plan};
use crate::Timestamp;
use std::collections::{BTreeSet, HashMap};
use uuid::Uuid;

/// How one child, household or guardian stands to a notice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum State {
    /// On no device yet, as far as is known: telephone, or paper.
    NotReached,
    /// On a device, and not opened.
    NotSeen,
    /// Opened.
    Seen,
    /// Answered.
    Answered,
}

impl State {
    /// All, the most urgent first.
    pub const ALL: [Self; 4] = [Self::NotReached, Self::NotSeen, Self::Seen, Self::Answered];
    /// Its word in keys: `notice-state-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Self::NotReached => "not-reached",
            Self::NotSeen => "not-seen",
            Self::Seen => "seen",
            Self::Answered => "answered",
        }
    }
}

/// An answer that is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// For which child; `None` when counted per household or guardian.
    pub pupil: Option<Uuid>,
    /// Who.
    pub person: Uuid,
    /// What.
    pub answer: Answer,
    /// When.
    pub at: Timestamp,
    /// After the day it was asked for.
    pub late: bool,
}

/// One of those who are counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The child; the children of the household; those of the guardian.
    pub pupils: Vec<Uuid>,
    /// Who may answer.
    pub persons: Vec<Uuid>,
    /// How they stand.
    pub state: State,
    /// The last answer.
    pub given: Option<Given>,
}

/// How all stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Of how many.
    pub of: usize,
    /// On no device.
    pub not_reached: usize,
    /// On a device and not opened.
    pub not_seen: usize,
    /// Opened, and (where something is asked) not answered.
    pub seen: usize,
    /// Answered.
    pub answered: usize,
    /// Each, in the order of the audience.
    pub units: Vec<Unit>,
}

/// What is known of a notice that is out.
#[derive(Clone, Debug, Default)]
pub struct Known {
    /// Who has it on a device.
    pub reached: BTreeSet<Uuid>,
    /// Who opened it.
    pub opened: BTreeSet<Uuid>,
    /// What was answered.
    pub given: Vec<Given>,
}

/// Counts.
pub fn count(plan: &Plan, ask: &Ask, per: CountPer, known: &Known) -> Counted {
    let mut counted = Counted::default();
    for (pupils, persons) in units(plan, per) {
        let given = answer_of(ask, per, &pupils, &persons, known);
        let any = |set: &BTreeSet<Uuid>| persons.iter().any(|person| set.contains(person));
        let state = if given.is_some() {
            State::Answered
        } else if any(&known.opened) {
            State::Seen
        } else if any(&known.reached) {
            State::NotSeen
        } else {
            State::NotReached
        };
        counted.of = counted.of.saturating_add(1);
        let place = match state {
            State::NotReached => &mut counted.not_reached,
            State::NotSeen => &mut counted.not_seen,
            State::Seen => &mut counted.seen,
            State::Answered => &mut counted.answered,
        };
        *place = place.saturating_add(1);
        counted.units.push(Unit { pupils, persons, state, given });
    }
    counted
}

/// Children and persons of each.
fn units(plan: &Plan, per: CountPer) -> Vec<(Vec<Uuid>, Vec<Uuid>)> {
    let single = || {
        plan.children
            .iter()
            .map(|child| (vec![child.pupil], child.readers.iter().map(|reader| reader.person).collect::<Vec<_>>()))
    };
    match per {
        CountPer::Child | CountPer::Other => single().collect(),
        CountPer::Household => plan.households.iter().map(|home| (home.pupils.clone(), home.persons.clone())).collect(),
        CountPer::Guardian => {
            let mut children: HashMap<Uuid, Vec<Uuid>> = HashMap::new();
            let mut order = Vec::new();
            let mut unjoined = Vec::new();
            for (pupils, persons) in single() {
                if persons.is_empty() {
                    unjoined.push((pupils, persons));
                    continue;
                }
                for person in persons {
                    let list = children.entry(person).or_default();
                    if list.is_empty() {
                        order.push(person);
                    }
                    list.extend(&pupils);
                }
            }
            let own = order.into_iter().map(|person| (children.remove(&person).unwrap_or_default(), vec![person]));
            own.chain(unjoined).collect()
        }
    }
}

/// The last answer that counts for these.
fn answer_of(ask: &Ask, per: CountPer, pupils: &[Uuid], persons: &[Uuid], known: &Known) -> Option<Given> {
    if *ask == Ask::Nothing {
        return None;
    }
    let counts = |given: &&Given| match per {
        // Whoever answered for the child, and though their part ended since.
        CountPer::Child | CountPer::Other => given.pupil.is_some_and(|pupil| pupils.contains(&pupil)),
        CountPer::Household | CountPer::Guardian => given.pupil.is_none() && persons.contains(&given.person),
    };
    known.given.iter().filter(counts).max_by_key(|given| given.at).cloned()
}

#[cfg(test)]
mod tests {
    use super::{
        super::audience::{
            Audience, plan_audience,
            tests::{audiences, child, id, schools},
        },
        *,
    };
    use proptest::prelude::{Strategy, any, prop, prop_assert_eq, proptest};

    fn plan() -> Plan {
        // Two siblings with both parents, one child with one, one with nobody.
        let school =
            [child(1, &[900], &[51, 52]), child(2, &[900], &[51, 52]), child(3, &[900], &[53]), child(4, &[900], &[])];
        plan_audience(&school, &[id(900)], &Audience { groups: vec![id(900)], ..Audience::default() })
    }

    fn given(pupil: Option<u128>, person: u128, at: i64) -> Given {
        Given { pupil: pupil.map(id), person: id(person), answer: Answer::Seen, at: Timestamp(at), late: false }
    }

    fn numbers(counted: &Counted) -> (usize, usize, usize, usize, usize) {
        (counted.of, counted.not_reached, counted.not_seen, counted.seen, counted.answered)
    }

    #[test]
    fn the_same_answer_counts_as_its_writer_said() {
        let known = Known {
            reached: [id(51), id(53)].into(),
            opened: [id(51)].into(),
            given: vec![given(Some(1), 51, 1), given(None, 52, 2)],
        };
        let of = |per| numbers(&count(&plan(), &Ask::Seen, per, &known));
        // One child answered, its sibling only seen, one on a device, one without anybody.
        assert_eq!(of(CountPer::Child), (4, 1, 1, 1, 1));
        // The household answered once for both.
        assert_eq!(of(CountPer::Household), (3, 1, 1, 0, 1));
        // Mother opened, father answered, another has it, and a child of whom nobody joined.
        assert_eq!(of(CountPer::Guardian), (4, 1, 1, 1, 1));
        // Nothing was asked: nobody has answered.
        assert_eq!(numbers(&count(&plan(), &Ask::Nothing, CountPer::Child, &known)), (4, 1, 1, 2, 0));
    }

    #[test]
    fn the_later_answer_is_the_answer() {
        let known = Known { given: vec![given(None, 52, 7), given(None, 51, 5)], ..Known::default() };
        let counted = count(&plan(), &Ask::Seen, CountPer::Household, &known);
        assert_eq!(counted.units[0].given.as_ref().unwrap().person, id(52));
    }

    proptest! {
        #[test]
        fn of_n_each_is_in_one_state(
            school in schools(),
            audience in audiences(),
            reached in prop::collection::btree_set((50u128..60).prop_map(id), 0..6),
            opened in prop::collection::btree_set((50u128..60).prop_map(id), 0..6),
            answers in prop::collection::vec((prop::option::of(1u128..13), 50u128..60, any::<i64>()), 0..6),
        ) {
            let groups: Vec<Uuid> = (900..904).map(id).collect();
            let plan = plan_audience(&school, &groups, &audience);
            let given = answers.into_iter().map(|(pupil, person, at)| given(pupil, person, at)).collect();
            let known = Known { reached, opened, given };
            for per in [CountPer::Child, CountPer::Household, CountPer::Guardian] {
                let counted = count(&plan, &Ask::Seen, per, &known);
                let (of, a, b, c, d) = numbers(&counted);
                prop_assert_eq!(of, a + b + c + d);
                prop_assert_eq!(of, counted.units.len());
                // Every child of the audience is in one of them at least.
                let children: BTreeSet<Uuid> = counted.units.iter().flat_map(|unit| unit.pupils.clone()).collect();
                prop_assert_eq!(children.len(), plan.children.len());
            }
        }
    }
}
