//! The hand-over of a seat: the next term is written before the last one ends, and both may hold the seat for some days.
//!
//! The seat's checklist begins anew with it: what was handed over a year ago says nothing of today.

use super::{
    Outgoing, block,
    seat::{self, Held},
};
use crate::store::{StoreError, Tx};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    association::{
        access::Seat,
        seat::{HandOver, Item, NoHandOver, Term, plan_hand_over},
    },
};
use uuid::Uuid;

/// Who comes next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Next {
    /// By name; may be empty.
    pub name: String,
    /// From when to when.
    pub term: Term,
    /// Last day of who holds the seat now; the day before if `None`.
    pub last: Option<NaiveDate>,
}

/// What it would come to, with the terms that are there.
///
/// # Errors
/// The store's; inside, why it cannot be.
pub async fn look(
    tx: &mut dyn Tx,
    city: &str,
    seat: Uuid,
    next: &Next,
) -> Result<Result<(Vec<Held>, HandOver), NoHandOver>, StoreError> {
    let held = seat::terms(tx, city, &[seat]).await?;
    let terms: Vec<Term> = held.iter().map(|held| held.term).collect();
    Ok(plan_hand_over(&terms, next.term, next.last).map(|plan| (held, plan)))
}

/// Hands a seat over to whoever takes the term `id` with its code.
///
/// # Errors
/// The store's; inside, why it cannot be.
#[allow(clippy::too_many_arguments)]
pub async fn hand_over(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    at: &Seat,
    id: Uuid,
    next: &Next,
    by: &str,
    now: Timestamp,
) -> Result<Result<(HandOver, Held), NoHandOver>, StoreError> {
    // Two who hand one seat over at once do so one after the other.
    tx.execute("UPDATE association_seat SET title = title WHERE city = $1 AND id = $2", &[city.into(), at.id.into()])
        .await?;
    let (terms, plan) = match look(tx, city, at.id, next).await? {
        Ok(found) => found,
        Err(wrong) => return Ok(Err(wrong)),
    };
    for (place, last) in &plan.retires {
        if let Some(held) = terms.get(*place) {
            seat::end(tx, out, city, held, *last).await?;
        }
    }
    let held = Held {
        id,
        seat: at.id,
        person: None,
        term: next.term,
        name: next.name.clone(),
        shows_name: String::new(),
        shows_phone: String::new(),
        given_by: by.to_owned(),
    };
    seat::give(tx, out, city, &held).await?;
    let fresh: Vec<Item> = seat::checklist(tx, city, at.id)
        .await?
        .into_iter()
        .map(|item| Item { what: item.what, ..Item::default() })
        .collect();
    seat::keep_checklist(tx, city, at.id, &fresh).await?;
    seat::write_cards(tx, out, city, &[at.id], now).await?;
    if let Some(association) = at.association {
        block::write_association(tx, out, city, association, now).await?;
    }
    Ok(Ok((plan, held)))
}
