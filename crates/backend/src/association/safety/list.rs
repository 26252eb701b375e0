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
        safety::{Roll, merge, roll, roll::Counts},
    },
};
use std::collections::{BTreeMap, BTreeSet};
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

/// Those of these households that called for help, in whatever check, and whom nobody has seen to.
///
/// # Errors
/// The store's.
pub async fn calling(
    tx: &mut dyn Tx,
    city: &str,
    households: &[Uuid],
    now: Timestamp,
) -> Result<BTreeSet<Uuid>, StoreError> {
    let mut checks: BTreeMap<Uuid, Vec<(Uuid, Uuid, SafetyReport)>> = BTreeMap::new();
    for (household, check, id, report) in table::reports_of(tx, city, households, now).await? {
        checks.entry(check).or_default().push((household, id, report));
    }
    let said =
        |told: &Vec<(Uuid, Uuid, SafetyReport)>| open(told.iter().map(|(whose, id, report)| (*whose, *id, report)));
    Ok(checks.values().flat_map(said).collect())
}

/// The households of which a call for help is open among these reports of one check.
fn open<'a>(told: impl Iterator<Item = (Uuid, Uuid, &'a SafetyReport)>) -> BTreeSet<Uuid> {
    let mut said: BTreeMap<Uuid, Vec<(Uuid, &SafetyReport)>> = BTreeMap::new();
    for (household, id, report) in told {
        said.entry(household).or_default().push((id, report));
    }
    said.retain(|_, told| !merge(told.iter().copied()).open.is_empty());
    said.into_keys().collect()
}

/// Every household of the association, and those that have gone since with a call for help that is open.
async fn whole(tx: &mut dyn Tx, city: &str, entry: Entry, now: Timestamp) -> Result<Listed, StoreError> {
    let (at, day) = (entry.check.association, now.jst_date());
    let association = block::association(tx, city, at).await?.map(|it| it.name).unwrap_or_default();
    let blocks = block::blocks(tx, city, at).await?;
    let blocks: BTreeMap<Uuid, _> = blocks.into_iter().map(|block| (block.id, block)).collect();
    let mut households = household::of_association(tx, city, at, day).await?;
    let reports = table::reports(tx, city, entry.id).await?;
    let here: BTreeSet<Uuid> = households.iter().map(|household| household.id).collect();
    let said = reports.iter().map(|(id, report)| (report.household, *id, report));
    let calls = open(said.filter(|(household, ..)| !here.contains(household)));
    let gone = household::by_ids(tx, city, &calls.into_iter().collect::<Vec<_>>()).await?;
    households.extend(gone.into_iter().filter(|household| household.association == at));
    let ids: Vec<Uuid> = households.iter().map(|household| household.id).collect();
    let members = household::members(tx, city, &ids, day).await?;
    let street = |it: &household::Household| {
        let count = members.get(&it.id).map_or(0, Vec::len);
        let block = blocks.get(&it.block).cloned().unwrap_or_default();
        (it.id, line(it, block, u16::try_from(count).unwrap_or(u16::MAX), day))
    };
    let streets = households.iter().map(street).collect();
    Ok(Listed { entry, association, streets, reports })
}
