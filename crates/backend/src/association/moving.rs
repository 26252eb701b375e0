//! A household moves: away, or into another block of the city.
//!
//! It leaves with its own data and nothing else: its members keep its card, its replies and what was written to it
//! alone, and read nothing of the association from the day after its last ([`super::standing`]). Nothing of it is lost to
//! the association either: what it was sent and answered stays counted where it was.

use super::{Outgoing, block, household, household::Household, member};
use crate::store::{StoreError, Tx};
use chrono::NaiveDate;
use itsumo_domain::{Timestamp, association::circular::joint_id};
use uuid::Uuid;

/// Where a household goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The id it has there: it is another household.
    pub id: Uuid,
    /// The block.
    pub block: Uuid,
    /// Its place along the street.
    pub order: u16,
    /// House or flat.
    pub place: String,
}

/// A household has its last day here. Said again, that is another last day. Answers whether there is such a household.
///
/// # Errors
/// The store's.
pub async fn away(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    household: Uuid,
    last: NaiveDate,
    now: Timestamp,
) -> Result<bool, StoreError> {
    household::hold(tx, city, &[household]).await?;
    let Some(home) = household::find(tx, city, household).await? else { return Ok(false) };
    // One that goes before it came was never there: its last day is the one before its first.
    let last = last.max(home.since.pred_opt().unwrap_or(home.since));
    household::keep(tx, out, city, &Household { until: Some(last), ..home }, now).await?;
    Ok(true)
}

/// A household moves into another block from `first` on, of the same association or another one, and its members with
/// it. Answers whether there are such a household and such a block.
///
/// # Errors
/// The store's.
pub async fn within(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    household: Uuid,
    to: &Destination,
    first: NaiveDate,
    now: Timestamp,
) -> Result<bool, StoreError> {
    household::hold(tx, city, &[household]).await?;
    let Some(home) = household::find(tx, city, household).await? else { return Ok(false) };
    let Some((association, _)) = block::find(tx, city, to.block).await? else { return Ok(false) };
    let last = first.pred_opt().unwrap_or(first);
    let there = Household {
        id: to.id,
        association,
        block: to.block,
        order: to.order,
        place: to.place.clone(),
        since: first,
        until: None,
        ..home.clone()
    };
    member::carry(tx, city, (household, to.id), first, |member| joint_id(member, to.id)).await?;
    let before = Household { until: Some(last), ..home };
    household::keep_all(tx, out, city, &[before, there], now).await?;
    Ok(true)
}
