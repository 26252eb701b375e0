//! A meeting before its officers: who has handed in what way, and once it is counted, what.

use super::table::{self, Came, Entry};
use crate::{
    association::{
        block,
        household::{self, Household},
    },
    store::{StoreError, Tx},
};
use itsumo_domain::{
    Timestamp,
    association::{
        Block,
        access::{Act, Of, Standing, may_in_association},
        meeting::{
            SheetLine, SheetView, Tally,
            tally::{Cast, in_hall, so_far, with_chair},
        },
    },
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A meeting with every household that may vote.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// The meeting.
    pub entry: Entry,
    /// The association's name.
    pub association: String,
    /// Its blocks, in their order.
    pub blocks: Vec<Block>,
    /// Households that may vote: see [`Entry::counted_on`]; by block and along the street.
    pub households: Vec<Household>,
    /// All that came, in order; the last of each counts.
    pub came: BTreeMap<Uuid, Vec<Came>>,
}

impl Sheet {
    /// The ballots that count.
    pub fn cast(&self) -> BTreeMap<Uuid, Cast> {
        let last = |(household, came): (&Uuid, &Vec<Came>)| {
            let last = came.last()?;
            Some((*household, Cast { given: last.given.clone()?, source: last.source }))
        };
        self.came.iter().filter_map(last).collect()
    }

    /// The ids of [`Self::households`].
    pub fn ids(&self) -> BTreeSet<Uuid> {
        self.households.iter().map(|household| household.id).collect()
    }

    /// Who takes part so far; the count once it was made.
    pub fn tally(&self) -> Tally {
        let counted = self.entry.meeting.tally.clone();
        counted.unwrap_or_else(|| so_far(&self.entry.meeting, &self.ids(), &self.cast()))
    }

    /// How many votes are in the hall, and how many with the chair.
    pub fn in_hands(&self) -> (u32, u32) {
        let (ids, cast) = (self.ids(), self.cast());
        (in_hall(&ids, &cast), with_chair(&ids, &cast))
    }

    /// As officers' phones ask for it: what was voted stays closed until the count is made.
    pub fn view(&self) -> SheetView {
        let (in_hall, with_chair) = self.in_hands();
        let line = |household: &Household| {
            let name = self.named(household.id).unwrap_or_default();
            let last = self.came.get(&household.id).and_then(|came| came.last());
            let last = last.and_then(|last| last.given.as_ref().map(|given| (last, given)));
            SheetLine {
                household: household.id,
                name,
                handed: last.map(|(_, given)| given.into()),
                source: last.map(|(last, _)| last.source),
                at: last.map(|(last, _)| last.at),
                by: last.map(|(last, _)| last.by.clone()).unwrap_or_default(),
                given: last.filter(|_| self.entry.closed.is_some()).map(|(_, given)| given.clone()),
            }
        };
        let households = self.households.iter().map(line).collect();
        SheetView { tally: self.tally(), in_hall, with_chair, households }
    }

    /// A household's name, with its block.
    pub fn named(&self, household: Uuid) -> Option<String> {
        let found = self.households.iter().find(|one| one.id == household)?;
        let block = self.blocks.iter().find(|block| block.id == found.block)?;
        Some(format!("{} {}", block.name, found.name))
    }
}

/// The sheet, for who may see meetings of that association.
///
/// # Errors
/// The store's. `None` when it is not there for them.
pub async fn sheet(
    tx: &mut dyn Tx,
    city: &str,
    standing: &Standing,
    id: Uuid,
    now: Timestamp,
) -> Result<Option<Sheet>, StoreError> {
    let Some(entry) = table::find(tx, city, id).await? else { return Ok(None) };
    if may_in_association(standing, Act::SeeMeetings, Of::Association(entry.meeting.association)).is_err() {
        return Ok(None);
    }
    whole(tx, city, entry, now).await.map(Some)
}

pub(super) async fn whole(tx: &mut dyn Tx, city: &str, entry: Entry, now: Timestamp) -> Result<Sheet, StoreError> {
    let at = entry.meeting.association;
    let association = block::association(tx, city, at).await?.map(|it| it.name).unwrap_or_default();
    let blocks = block::blocks(tx, city, at).await?;
    let households = household::of_association(tx, city, at, entry.counted_on(now)).await?;
    let came = table::came(tx, city, entry.id).await?;
    Ok(Sheet { entry, association, blocks, households, came })
}
