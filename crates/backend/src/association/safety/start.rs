//! Starting a check, and ending it.

use super::table::{self, Entry};
use crate::{
    association::{Outgoing, block},
    store::{StoreError, Tx},
};
use itsumo_domain::{
    Timestamp,
    association::{
        SafetyCheck,
        access::{Act, Of, Seat, Standing, seat_may},
    },
    sync::Refusal,
};
use uuid::Uuid;

fn not_found() -> Refusal {
    Refusal::new("not-found")
}

fn starter(standing: &Standing, association: Uuid) -> Option<&Seat> {
    standing.seats.iter().find(|seat| seat_may(seat, Act::StartSafety, Of::Association(association)))
}

/// Starts a check. Said again with the same id it changes nothing. A real one ends a drill that runs.
///
/// # Errors
/// The store's; inside: `not-found`, of [`SafetyCheck::validate`]; `check-running` while another of the same kind runs;
/// `real-check-running` for a drill while a real one does.
pub async fn start(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    standing: &Standing,
    id: Uuid,
    asked: SafetyCheck,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    if let Err(refusal) = asked.validate() {
        return Ok(Err(refusal));
    }
    let association = asked.association;
    let there = block::association(tx, city, association).await?.is_some();
    let Some(seat) = starter(standing, association).filter(|_| there) else { return Ok(Err(not_found())) };
    hold(tx, city, association).await?;
    let all = table::of_association(tx, city, association, now).await?;
    if let Some(known) = table::find(tx, city, id, now).await? {
        return Ok(if known.check.association == association { Ok(()) } else { Err(not_found()) });
    }
    for mut entry in all.into_iter().filter(|entry| entry.check.ended.is_none()) {
        match (entry.check.is_drill(), asked.is_drill()) {
            (true, false) => {
                entry.check.ended = Some(now);
                table::put(tx, out, city, &entry).await?;
            }
            (false, true) => return Ok(Err(Refusal::new("real-check-running"))),
            _ => return Ok(Err(Refusal::new("check-running"))),
        }
    }
    let check = SafetyCheck {
        by: seat.title.clone(),
        started: now,
        ended: None,
        deletes: SafetyCheck::deletes_after(asked.status, now),
        ..asked
    };
    table::put(tx, out, city, &Entry { id, check }).await?;
    Ok(Ok(()))
}

/// Two who start one at once wait for each other.
async fn hold(tx: &mut dyn Tx, city: &str, association: Uuid) -> Result<(), StoreError> {
    if tx.is_postgres() {
        let sql = "SELECT 1 FROM association WHERE city = $1 AND id = $2 FOR UPDATE";
        tx.query(sql, &[city.into(), association.into()]).await?;
    }
    Ok(())
}

/// Ends a check: nobody is asked any more. Reports are taken until it deletes itself.
///
/// # Errors
/// The store's; inside: `not-found`.
pub async fn end(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    standing: &Standing,
    id: Uuid,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let found = table::find(tx, city, id, now).await?;
    let Some(mut entry) = found.filter(|entry| starter(standing, entry.check.association).is_some()) else {
        return Ok(Err(not_found()));
    };
    if entry.check.ended.is_none() {
        entry.check.ended = Some(now);
        table::put(tx, out, city, &entry).await?;
    }
    Ok(Ok(()))
}
