//! Carries out what telegrams change.
//!
//! Which record a key stands for is decided here, not in the plan: while an alert stands, later telegrams
//! revise it; once it was lifted or has run out, the next one is a *new* alert under a new id, so that it
//! interrupts people who had seen and closed the old one.

use super::{Alerts, State, lifted, lock, put, write};
use crate::{
    jma::{AlertChange, Change},
    store::{StoreError, Tx},
    stream::find,
};
use itsumo_domain::{Stream, Timestamp, alert::Alert};
use uuid::Uuid;

/// Ids of alerts are made from their key and beginning, so that every server makes the same.
const NAMESPACE: Uuid = Uuid::from_u128(0x6974_7375_6d6f_5a1e_9c6b_616c_6572_7473);

/// What became of a telegram's changes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Applied {
    /// New alerts.
    pub raised: usize,
    /// Alerts with a new revision.
    pub revised: usize,
    /// Alerts that are over.
    pub lifted: usize,
    /// Nothing new: said before, or lifted without having been raised.
    pub unchanged: usize,
    /// Older than what is known already.
    pub late: usize,
    /// Over before it arrived.
    pub over: usize,
}

impl Alerts<'_> {
    /// Carries out `changes`, all or nothing, in one transaction. Doing it twice, or out of order, changes nothing.
    ///
    /// # Errors
    /// The database's.
    pub async fn apply(&self, changes: Vec<AlertChange>) -> Result<Applied, StoreError> {
        let (city, now) = (self.city.city.code.clone(), self.now);
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    lock(tx, &city, now).await?;
                    let mut applied = Applied::default();
                    let mut written = Vec::new();
                    for change in changes {
                        let count = one(tx, &city, change, now, &mut written).await?;
                        *match count {
                            Outcome::Raised => &mut applied.raised,
                            Outcome::Revised => &mut applied.revised,
                            Outcome::Lifted => &mut applied.lifted,
                            Outcome::Unchanged => &mut applied.unchanged,
                            Outcome::Late => &mut applied.late,
                            Outcome::Over => &mut applied.over,
                        } += 1;
                    }
                    write(tx, &city, written, "ingest", now).await?;
                    Ok(applied)
                })
            })
            .await
    }
}

enum Outcome {
    Raised,
    Revised,
    Lifted,
    Unchanged,
    Late,
    Over,
}

async fn one(
    tx: &mut dyn Tx,
    city: &str,
    change: AlertChange,
    now: Timestamp,
    written: &mut Vec<(Uuid, Option<Alert>)>,
) -> Result<Outcome, StoreError> {
    let AlertChange { key, order, change } = change;
    let known = tx
        .query(
            "SELECT key, id, said, sent, serial, ends, cancelled FROM alert_state WHERE city = $1 AND key = $2",
            &[city.into(), key.as_str().into()],
        )
        .await?;
    let known = known.first().map(State::read).transpose()?;
    if known
        .as_ref()
        .is_some_and(|known| (order.report, order.sent, order.serial) < (known.said, known.sent, known.serial))
    {
        return Ok(Outcome::Late);
    }
    let standing = known.as_ref().filter(|known| !known.cancelled && known.ends > now).and_then(|known| known.id);
    let shown: Option<(Uuid, Alert)> = match standing {
        Some(id) => find(tx, city, &Stream::alerts(), id).await?.and_then(|record| Some((id, record.body_as()?))),
        None => None,
    };
    let mut state = State {
        key,
        id: known.as_ref().and_then(|known| known.id),
        said: order.report,
        sent: order.sent,
        serial: order.serial,
        // Keys that were never raised are kept as long as any, so that a late issue stays lifted.
        ends: known.as_ref().map_or(order.report, |known| known.ends),
        cancelled: known.as_ref().is_none_or(|known| known.cancelled),
    };
    let outcome = match (change, shown) {
        (Change::Raise(alert), _) if alert.expires <= now => Outcome::Over,
        (Change::Raise(alert), Some((_, before))) if only_continues(&before, &alert, now) => Outcome::Unchanged,
        (Change::Raise(alert), Some((id, _))) => {
            state.ends = alert.expires;
            written.push((id, Some(*alert)));
            Outcome::Revised
        }
        (Change::Raise(alert), None) => {
            let id = Uuid::new_v5(&NAMESPACE, format!("{city}|{}|{}", state.key, alert.issued.0).as_bytes());
            // "It is over" makes room for what is on again; one record per key is all that a fresh device pulls.
            written.extend(state.id.filter(|old| *old != id).map(|old| (old, None)));
            state.id = Some(id);
            state.ends = alert.expires;
            state.cancelled = false;
            written.push((id, Some(*alert)));
            Outcome::Raised
        }
        (Change::Lift { text, .. }, Some((id, before))) => {
            let alert = lifted(before, order.report, now, &text);
            state.ends = alert.expires;
            state.cancelled = true;
            written.push((id, Some(alert)));
            Outcome::Lifted
        }
        (Change::Lift { .. }, None) => {
            state.ends = state.ends.max(order.report);
            state.cancelled = true;
            Outcome::Unchanged
        }
    };
    put(tx, city, &state).await?;
    Ok(outcome)
}

/// Whether a telegram says nothing but that an alert goes on (継続). Each revision makes people look again, so
/// there is none for that within the first eighth of its time: three hours of a warning's day. Later it is
/// renewed, for nobody promises that another telegram comes before it would end by itself.
fn only_continues(before: &Alert, after: &Alert, now: Timestamp) -> bool {
    let dateless = |alert: &Alert| Alert { issued: before.issued, expires: before.expires, ..alert.clone() };
    let eighth = before.expires.since(before.issued) / 8;
    dateless(after) == *before && (after.expires <= before.expires || now.since(before.issued) < eighth)
}
