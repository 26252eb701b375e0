//! A household moves: away, or into another block of the city.
//!
//! It leaves with its own data and nothing else: its members keep its card, its replies and what was written to it
//! alone, and read nothing of the association from the day after its last ([`super::standing`]). Nothing of it is lost to
//! the association either: what it was sent and answered stays counted where it was.
//!
//! Who moves within the city is another household there, the *successor*: its id comes of the one before, so that a move
//! that is said twice, by a finger that taps twice or by two officers, makes one and not two. Its members are of both: what
//! was theirs in the old house is theirs still.
//!
//! **Invariant:** a day on which a household has gone stays where it is, or moves back: it never comes to life again.

use super::{Outgoing, block, household, household::Household, member};
use crate::store::{StoreError, Tx};
use chrono::NaiveDate;
use itsumo_domain::{Timestamp, association::circular::joint_id};
use uuid::Uuid;

/// Where a household goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Destination {
    /// The block.
    pub block: Uuid,
    /// Its place along the street.
    pub order: u16,
    /// House or flat.
    pub place: String,
}

/// What came of a move within the city.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moved {
    /// It is this household there. Said again it is the same.
    To(Uuid),
    /// There is no such household or block.
    NotThere,
    /// It has gone or is to go already, elsewhere or on another day: this is its last day here.
    Leaves(NaiveDate),
}

/// The household that one becomes by moving within the city.
pub fn successor(household: Uuid) -> Uuid {
    joint_id(household, household)
}

/// A household has its last day here. Said again, that is another last day, unless it has gone or goes to another block:
/// then only an earlier one. Answers the last day that counts; `None`: there is no such household.
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
) -> Result<Option<NaiveDate>, StoreError> {
    household::hold(tx, city, &[household]).await?;
    let Some(home) = household::find(tx, city, household).await? else { return Ok(None) };
    // One that goes before it came was never there: its last day is the one before its first.
    let mut last = last.max(home.since.pred_opt().unwrap_or(home.since));
    if let Some(until) = home.until {
        let goes_on = household::find(tx, city, successor(household)).await?.is_some();
        if until < now.jst_date() || goes_on {
            last = last.min(until);
        }
    }
    household::keep(tx, out, city, &Household { until: Some(last), ..home }, now).await?;
    Ok(Some(last))
}

/// A household moves into another block from `first` on, of the same association or another one, and its members with
/// it.
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
) -> Result<Moved, StoreError> {
    household::hold(tx, city, &[household]).await?;
    let Some(home) = household::find(tx, city, household).await? else { return Ok(Moved::NotThere) };
    let Some((association, _)) = block::find(tx, city, to.block).await? else { return Ok(Moved::NotThere) };
    let id = successor(household);
    let last = first.pred_opt().unwrap_or(first);
    if let Some(until) = home.until {
        let there = household::find(tx, city, id).await?;
        if there.as_ref().is_some_and(|there| (there.block, there.since) == (to.block, first)) {
            return Ok(Moved::To(id));
        }
        if there.is_some() || until < now.jst_date() {
            return Ok(Moved::Leaves(until));
        }
    }
    let there = Household {
        id,
        association,
        block: to.block,
        order: to.order,
        place: to.place.clone(),
        since: first,
        until: None,
        ..home.clone()
    };
    member::carry(tx, city, (household, id), first, |member| joint_id(member, id)).await?;
    let before = Household { until: Some(last), ..home };
    household::keep_all(tx, out, city, &[before, there], now).await?;
    Ok(Moved::To(id))
}
