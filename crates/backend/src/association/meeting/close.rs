//! The count, made once.

use super::{
    call::keeper,
    sheet,
    table::{self, Entry},
};
use crate::{
    association::Outgoing,
    store::{StoreError, Tx},
};
use itsumo_domain::{
    Timestamp,
    association::{
        access::Standing,
        meeting::{Closing, tally::tally},
    },
    sync::Refusal,
};
use uuid::Uuid;

/// Counts a meeting with what happened in the hall, and tells every household. What is written in the minutes may be
/// mended afterwards; the count stays as it is, and another hall is refused.
///
/// # Errors
/// The store's; inside: `not-found`; `vote-open` before it closes; all faults of what was written, and of the count.
pub async fn close(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    standing: &Standing,
    id: Uuid,
    closing: Closing,
    now: Timestamp,
) -> Result<Result<(), Vec<Refusal>>, StoreError> {
    let entry = table::hold(tx, city, id).await?;
    let Some(entry) = entry.filter(|entry| keeper(standing, entry.meeting.association).is_some()) else {
        return Ok(Err(vec![Refusal::new("not-found")]));
    };
    let mut faults = closing.faults();
    if entry.closed.is_none() && now < entry.meeting.closes {
        faults.push(Refusal::new("vote-open"));
    }
    if entry.closing.as_ref().is_some_and(|before| before.hall != closing.hall) {
        faults.push(Refusal::new("vote-closed"));
    }
    let sheet = sheet::whole(tx, city, entry, now).await?;
    let (ids, cast) = (sheet.ids(), sheet.cast());
    let Entry { meeting, closed, .. } = sheet.entry;
    let counted = match meeting.tally.clone() {
        Some(counted) => counted,
        None => match tally(&meeting, &ids, &cast, &closing.hall) {
            Ok(counted) => counted,
            Err(fault) => {
                faults.push(fault);
                return Ok(Err(faults));
            }
        },
    };
    if !faults.is_empty() {
        return Ok(Err(faults));
    }
    let mut meeting = meeting;
    meeting.tally = Some(counted);
    let entry = Entry { id, meeting, changed: now, closed: closed.or(Some(now)), closing: Some(closing) };
    table::put(tx, out, city, &entry).await?;
    Ok(Ok(()))
}
