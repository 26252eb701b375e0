//! The list of a check, as its officers see it.

use super::table::{self, Entry};
use crate::{
    association::{
        block,
        household::{self, line},
    },
    store::{StoreError, Tx},
};
use itsumo_domain::{
    Timestamp,
    association::{
        SafetyReport, Street,
        access::{Act, Of, Standing, may_in_association},
        safety::{Roll, roll, roll::Counts},
    },
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A check with the streets somebody may see, and all that was said of them.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The check.
    pub entry: Entry,
    /// The association's name.
    pub association: String,
    /// The households, by id.
    pub streets: Vec<(Uuid, Street)>,
    /// The reports, by id.
    pub reports: Vec<(Uuid, SafetyReport)>,
}

impl Listed {
    /// The list.
    pub fn roll(&self) -> Roll<'_> {
        let streets = self.streets.iter().map(|(id, street)| (*id, street));
        roll(self.entry.id, streets, self.reports.iter().map(|(id, report)| (*id, report)))
    }
}

/// The check and the streets of those blocks whose safety somebody keeps.
///
/// # Errors
/// The store's. `None` when it is not there for them: not theirs, or gone.
pub async fn list(
    tx: &mut dyn Tx,
    city: &str,
    standing: &Standing,
    id: Uuid,
    now: Timestamp,
) -> Result<Option<Listed>, StoreError> {
    let Some(entry) = table::find(tx, city, id, now).await? else { return Ok(None) };
    let association = entry.check.association;
    let mut listed = whole(tx, city, entry, now).await?;
    let may = |block: Uuid| may_in_association(standing, Act::KeepSafety, Of::Block { association, block }).is_ok();
    listed.streets.retain(|(_, street)| may(street.block.id));
    Ok((!listed.streets.is_empty()).then_some(listed))
}

/// How many households are how in each check of an association: for the city, which sees no names.
///
/// # Errors
/// The store's.
pub async fn counts(
    tx: &mut dyn Tx,
    city: &str,
    association: Uuid,
    now: Timestamp,
) -> Result<Vec<(Entry, Counts)>, StoreError> {
    let entries = table::of_association(tx, city, association, now).await?;
    counted(tx, city, entries, now).await
}

/// The same of every association of a city that has a check.
///
/// # Errors
/// The store's.
pub async fn counts_of_city(tx: &mut dyn Tx, city: &str, now: Timestamp) -> Result<Vec<(Entry, Counts)>, StoreError> {
    let entries = table::of_city(tx, city, now).await?;
    counted(tx, city, entries, now).await
}

async fn counted(
    tx: &mut dyn Tx,
    city: &str,
    entries: Vec<Entry>,
    now: Timestamp,
) -> Result<Vec<(Entry, Counts)>, StoreError> {
    let mut found = Vec::new();
    for entry in entries {
        let listed = whole(tx, city, entry, now).await?;
        let counts = listed.roll().counts;
        found.push((listed.entry, counts));
    }
    Ok(found)
}

async fn whole(tx: &mut dyn Tx, city: &str, entry: Entry, now: Timestamp) -> Result<Listed, StoreError> {
    let (at, day) = (entry.check.association, now.jst_date());
    let association = block::association(tx, city, at).await?.map(|it| it.name).unwrap_or_default();
    let blocks = block::blocks(tx, city, at).await?;
    let blocks: BTreeMap<Uuid, _> = blocks.into_iter().map(|block| (block.id, block)).collect();
    let households = household::of_association(tx, city, at, day).await?;
    let ids: Vec<Uuid> = households.iter().map(|household| household.id).collect();
    let members = household::members(tx, city, &ids, day).await?;
    let street = |it: &household::Household| {
        let count = members.get(&it.id).map_or(0, Vec::len);
        let block = blocks.get(&it.block).cloned().unwrap_or_default();
        (it.id, line(it, block, u16::try_from(count).unwrap_or(u16::MAX)))
    };
    let streets = households.iter().map(street).collect();
    let reports = table::reports(tx, city, entry.id).await?;
    Ok(Listed { entry, association, streets, reports })
}
