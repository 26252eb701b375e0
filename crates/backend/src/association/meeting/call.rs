//! Calling a meeting, changing what was called, and calling it off.

use super::table::{self, Entry};
use crate::{
    association::{Outgoing, SYSTEM},
    store::{StoreError, Tx},
};
use itsumo_domain::{
    Stream, Timestamp,
    association::{
        access::{Act, Of, Seat, Standing, seat_may},
        circular::joint_id,
        meeting::MeetingDraft,
    },
    record::kind,
    sync::Refusal,
};
use uuid::Uuid;

/// The seat by which somebody keeps an association's meetings.
pub(super) fn keeper(standing: &Standing, association: Uuid) -> Option<&Seat> {
    standing.seats.iter().find(|seat| seat_may(seat, Act::KeepMeetings, Of::Association(association)))
}

fn not_found() -> Vec<Refusal> {
    vec![Refusal::new("not-found")]
}

/// Calls a meeting, or changes one that was called.
///
/// # Errors
/// The store's; inside: `not-found`; all faults of the draft; `vote-closed` once it is counted; `has-ballots` of field
/// `proposals` for another list of proposals when somebody has voted on this one.
#[allow(clippy::too_many_arguments)]
pub async fn call(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    standing: &Standing,
    association: Uuid,
    id: Uuid,
    draft: MeetingDraft,
    now: Timestamp,
) -> Result<Result<(), Vec<Refusal>>, StoreError> {
    let Some(seat) = keeper(standing, association) else { return Ok(Err(not_found())) };
    let before = table::hold(tx, city, id).await?;
    let mut faults = draft.faults(now);
    if let Some(before) = &before {
        if before.meeting.association != association {
            return Ok(Err(not_found()));
        }
        if before.closed.is_some() {
            return Ok(Err(vec![Refusal::new("vote-closed")]));
        }
        if before.meeting.proposals != draft.proposals && !table::came(tx, city, id).await?.is_empty() {
            faults.push(Refusal::of_field("has-ballots", "proposals"));
        }
    }
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let mut meeting = draft.into_meeting(association, &seat.title);
    if let Some(before) = before {
        meeting.attachments = before.meeting.attachments;
    }
    table::put(tx, out, city, &Entry { id, meeting, changed: now, closed: None, closing: None }).await?;
    Ok(Ok(()))
}

/// Calls a meeting off, with every ballot that came. One that was counted stays.
///
/// # Errors
/// The store's; inside: `not-found`, `vote-closed`.
pub async fn drop_one(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    standing: &Standing,
    id: Uuid,
) -> Result<Result<(), Refusal>, StoreError> {
    let entry = table::hold(tx, city, id).await?;
    let Some(entry) = entry.filter(|entry| keeper(standing, entry.meeting.association).is_some()) else {
        return Ok(Err(Refusal::new("not-found")));
    };
    if entry.closed.is_some() {
        return Ok(Err(Refusal::new("vote-closed")));
    }
    for household in table::came(tx, city, id).await?.into_keys() {
        out.put(Stream::household(household), joint_id(id, household), kind::BALLOT, SYSTEM, None);
    }
    for sql in
        ["DELETE FROM ballot WHERE city = $1 AND meeting = $2", "DELETE FROM meeting WHERE city = $1 AND id = $2"]
    {
        tx.execute(sql, &[city.into(), id.into()]).await?;
    }
    out.put(Stream::association(entry.meeting.association), id, kind::MEETING, SYSTEM, None);
    Ok(Ok(()))
}
