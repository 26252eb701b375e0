//! To whom a circular goes: as it is written, and whom that is today.

use crate::{
    Stream,
    association::{Delivery, Role},
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// To whom, as it is written. What is named twice counts once.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Audience {
    /// Everybody of the association (of each of [`Self::associations`], where the city writes).
    pub everybody: bool,
    /// Which associations, where the city writes; empty where one association does.
    pub associations: BTreeSet<Uuid>,
    /// Blocks.
    pub blocks: BTreeSet<Uuid>,
    /// Whoever holds such a seat: 班長 all, 会計. A household is counted by none of them: seats are.
    pub roles: BTreeSet<Role>,
    /// Single households.
    pub households: BTreeSet<Uuid>,
}

impl Audience {
    /// Nobody.
    pub fn is_empty(&self) -> bool {
        !self.everybody && self.blocks.is_empty() && self.roles.is_empty() && self.households.is_empty()
    }

    /// Of seats alone: no household is counted.
    pub fn is_of_seats(&self) -> bool {
        !self.everybody && self.blocks.is_empty() && self.households.is_empty() && !self.roles.is_empty()
    }

    /// It goes to single households or to seats, and into no stream that officers read.
    pub fn goes_past_officers(&self) -> bool {
        !self.everybody && self.blocks.is_empty() && !self.is_empty()
    }

    /// Whether a household of this block is among them.
    pub fn has(&self, household: Uuid, block: Uuid) -> bool {
        self.everybody || self.blocks.contains(&block) || self.households.contains(&household)
    }
}

/// A household as a plan needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Home {
    /// The household.
    pub id: Uuid,
    /// Its block.
    pub block: Uuid,
    /// How it gets circulars.
    pub delivery: Delivery,
    /// How many members have joined.
    pub members: u16,
}

/// Whom that is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Households counted, each once, in the order given.
    pub households: Vec<Uuid>,
    /// Of them, for how many paper is printed.
    pub papers: usize,
    /// Of them, how many nobody has joined and no paper is printed for: they asked for the app and nobody reads it.
    pub nobody: usize,
    /// Blocks to whose stream it goes; none where it goes to everybody.
    pub blocks: Vec<Uuid>,
    /// Households to whose own stream it goes.
    pub singly: Vec<Uuid>,
    /// It goes to the association's stream.
    pub everybody: bool,
    /// Blocks and households that are none of this association's.
    pub strangers: Vec<Uuid>,
}

/// Plans to whom a circular of one association goes. `blocks` and `homes` are all the association's today.
pub fn plan_audience(blocks: &[Uuid], homes: &[Home], audience: &Audience) -> Plan {
    let mut plan = Plan { everybody: audience.everybody, ..Plan::default() };
    for home in homes.iter().filter(|home| audience.has(home.id, home.block)) {
        plan.households.push(home.id);
        plan.papers = plan.papers.saturating_add(usize::from(home.delivery.has_paper()));
        plan.nobody = plan.nobody.saturating_add(usize::from(!home.delivery.has_paper() && home.members == 0));
        if !audience.everybody && !audience.blocks.contains(&home.block) {
            plan.singly.push(home.id);
        }
    }
    if !audience.everybody {
        plan.blocks = blocks.iter().copied().filter(|block| audience.blocks.contains(block)).collect();
    }
    let strange_blocks = audience.blocks.iter().filter(|block| !blocks.contains(block));
    let known: BTreeSet<Uuid> = homes.iter().map(|home| home.id).collect();
    plan.strangers = strange_blocks.chain(audience.households.difference(&known)).copied().collect();
    plan
}

impl Plan {
    /// The streams of the households in which one record each is written: few, however many households there are.
    pub fn streams(&self, association: Uuid) -> Vec<Stream> {
        if self.everybody {
            return vec![Stream::association(association)];
        }
        let blocks = self.blocks.iter().copied().map(Stream::block);
        blocks.chain(self.singly.iter().copied().map(Stream::household)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    fn id(n: u128) -> Uuid {
        Uuid::from_u128(n)
    }

    /// Three blocks (1, 2, 3) of ten households each: 10–19, 20–29, 30–39.
    fn homes() -> Vec<Home> {
        let delivery = |n: u128| if n % 10 < 4 { Delivery::Paper } else { Delivery::App };
        (10..40)
            .map(|n| Home { id: id(n), block: id(n / 10), delivery: delivery(n), members: u16::from(n != 39) })
            .collect()
    }

    #[test]
    fn one_circular_to_everybody_is_one_record() {
        let plan = plan_audience(
            &[id(1), id(2), id(3)],
            &homes(),
            &Audience {
                everybody: true,
                blocks: BTreeSet::from([id(1)]),
                households: BTreeSet::from([id(20)]),
                ..Audience::default()
            },
        );
        assert_eq!((plan.households.len(), plan.papers, plan.nobody), (30, 12, 1));
        assert_eq!(plan.streams(id(900)), [Stream::association(id(900))]);
    }

    #[test]
    fn blocks_and_households_get_their_own_and_a_household_of_the_block_not_twice() {
        let audience = Audience {
            blocks: BTreeSet::from([id(2), id(77)]),
            households: BTreeSet::from([id(20), id(31), id(88)]),
            ..Audience::default()
        };
        let plan = plan_audience(&[id(1), id(2), id(3)], &homes(), &audience);
        assert_eq!(plan.households.len(), 11);
        assert_eq!(plan.streams(id(900)), [Stream::block(id(2)), Stream::household(id(31))]);
        assert_eq!(plan.strangers, [id(77), id(88)]);
    }

    proptest! {
        #[test]
        fn whoever_is_counted_reads_exactly_one_of_the_streams(everybody in any::<bool>(), blocks in any::<[bool; 3]>(), singles in any::<[bool; 30]>()) {
            let chosen = |flags: &[bool], first: u128| -> BTreeSet<Uuid> {
                (first..).zip(flags).filter(|(_, on)| **on).map(|(n, _)| id(n)).collect()
            };
            let audience = Audience {
                everybody,
                blocks: chosen(&blocks, 1),
                households: chosen(&singles, 10),
                ..Audience::default()
            };
            let homes = homes();
            let plan = plan_audience(&[id(1), id(2), id(3)], &homes, &audience);
            let streams = plan.streams(id(900));
            for home in &homes {
                let read = [Stream::association(id(900)), Stream::block(home.block), Stream::household(home.id)];
                let found = streams.iter().filter(|stream| read.contains(stream)).count();
                prop_assert_eq!(found, usize::from(plan.households.contains(&home.id)));
            }
            prop_assert!(plan.strangers.is_empty());
        }
    }
}
