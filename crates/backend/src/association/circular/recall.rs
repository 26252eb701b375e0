//! Taking back what is out, reminding of it, and what is gone by itself after its last day.

use super::{Author, CircularError, Entry, Stage, streams, table};
use crate::{
    school::days,
    store::{Store, StoreError, Tx},
    stream::Outgoing,
};
use itsumo_domain::{Stream, Timestamp, association::circular::REMIND_HOURS, sync::Refusal};
use uuid::Uuid;

/// Most circulars taken back by one look.
const AT_ONCE: i64 = 50;

/// Takes a circular out of its hold: nobody has seen it. Of one that was out before, what is worked on is a draft again,
/// and what is out stays.
pub(super) fn out_of_hold(entry: &mut Entry, now: Timestamp) -> Result<(), CircularError> {
    if entry.stage != Stage::Held || entry.parent.is_some() {
        return Err(CircularError::Moved);
    }
    entry.stage = Stage::Draft;
    entry.held_until = None;
    entry.changed = now;
    Ok(())
}

/// Takes a circular back: from every device if it is out, out of its hold if it is not. Of the city's, every
/// association's. Who had opened it, and where paper lies, stays known. What is taken back already stays so.
///
/// # Errors
/// The store's; refused is `not-found`.
pub async fn recall(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    author: &Author,
    id: Uuid,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let Some(mut entry) = table::hold(tx, city, id).await?.filter(|entry| author.may_work_on(entry)) else {
        return Ok(Err(Refusal::new("not-found")));
    };
    if entry.sent.is_none() {
        if out_of_hold(&mut entry, now).is_ok() {
            table::keep(tx, city, &entry).await?;
        }
        return Ok(Ok(()));
    }
    let by = format!("seat/{}", author.seat.id);
    if entry.association.is_none() {
        for child in table::hold_children(tx, city, id).await? {
            if child.sent.is_some() {
                take(tx, out, city, child, &by, now).await?;
            } else {
                let sql = "DELETE FROM circular WHERE city = $1 AND id = $2";
                tx.execute(sql, &[city.into(), child.id.into()]).await?;
            }
        }
    }
    take(tx, out, city, entry, &by, now).await?;
    Ok(Ok(()))
}

async fn take(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    entry: Entry,
    by: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    if !entry.is_out() {
        return Ok(());
    }
    streams::take(tx, out, city, entry.id, by, false).await?;
    if let Some(association) = entry.association {
        out.touch_board(association);
    }
    let over = Entry { stage: Stage::Out, draft: None, held_until: None, recalled: Some(now), changed: now, ..entry };
    table::keep(tx, city, &over).await
}

/// Reminds of a circular: it comes to the devices anew, which show it to households that have not answered.
///
/// # Errors
/// The store's; refused are `not-found`, and `reminded-lately` when the last time was less than half a day ago.
pub async fn remind(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    author: &Author,
    id: Uuid,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let may = |entry: &Entry| entry.is_out() && (author.may_work_on(entry) || author.may_handle(entry));
    let Some(mut entry) = table::hold(tx, city, id).await?.filter(may) else {
        return Ok(Err(Refusal::new("not-found")));
    };
    let last = entry.reminded.or(entry.sent).unwrap_or_default();
    if now.since(last) < i64::from(REMIND_HOURS).saturating_mul(Timestamp::HOUR) {
        return Ok(Err(Refusal::new("reminded-lately")));
    }
    entry.reminded = Some(now);
    entry.changed = now;
    let whose: Vec<Stream> =
        streams::of(tx, city, id).await?.into_iter().filter(|stream| *stream != Stream::circulars()).collect();
    streams::put(out, &entry, &whose)?;
    table::keep(tx, city, &entry).await?;
    Ok(Ok(()))
}

/// Takes back what is past its last day, in all cities, with replies and marks. Answers how many.
///
/// # Errors
/// When the tables cannot be read. One that cannot be taken back is logged and tried again.
pub async fn expire_due(store: &Store, now: Timestamp) -> Result<usize, StoreError> {
    let today = days::column(now.jst_date());
    let due = store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let sql = "SELECT city, id FROM circular WHERE expires < $1 ORDER BY expires LIMIT $2";
            let rows = tx.query(sql, &[today.into(), AT_ONCE.into()]).await?;
            rows.iter().map(|row| Ok((row.text(0)?.to_owned(), row.uuid(1)?))).collect::<Result<Vec<_>, StoreError>>()
        })
    });
    let mut count = 0;
    for (city, id) in due.await? {
        let ending = store.write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let over = |entry: &Entry| entry.last_day().is_some_and(|last| last < now.jst_date());
                let Some(entry) = table::hold(tx, &city, id).await?.filter(over) else { return Ok(false) };
                let mut out = Outgoing::default();
                streams::take(tx, &mut out, &city, id, "expiry", true).await?;
                let over = Entry {
                    stage: Stage::Out,
                    draft: None,
                    held_until: None,
                    expired: Some(now),
                    changed: now,
                    ..entry
                };
                table::keep(tx, &city, &over).await?;
                out.send(tx, &city, now).await?;
                Ok(true)
            })
        });
        match ending.await {
            Ok(ended) => count += usize::from(ended),
            Err(error) => tracing::error!(%error, "a circular past its last day could not be taken back"),
        }
    }
    Ok(count)
}
