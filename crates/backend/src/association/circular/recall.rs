//! Taking back what is out, reminding of it, and what comes and goes by itself: the reminder on the morning before the due
//! day, and the end after the last day.

use super::{Author, CircularError, Entry, Stage, streams, table};
use crate::{
    school::days,
    store::{BoxFuture, Store, StoreError, Tx},
    stream::Outgoing,
};
use itsumo_domain::{Stream, Timestamp, association::circular::REMIND_HOURS, sync::Refusal};
use uuid::Uuid;

/// Most circulars taken back, or reminded of, by one look.
const AT_ONCE: i64 = 50;

/// Takes a circular out of its hold: nobody has seen it. Of one that was out before, what is worked on is a draft again,
/// and what is out stays.
pub(super) fn out_of_hold(entry: &mut Entry, now: Timestamp) -> Result<(), CircularError> {
    if entry.stage != Stage::Held || entry.parent.is_some() {
        return Err(CircularError::Moved);
    }
    entry.back_to_draft(now);
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
    mut entry: Entry,
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
    entry.is_recalled(now);
    table::keep(tx, city, &entry).await
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
    let Some(entry) = table::hold(tx, city, id).await?.filter(may) else {
        return Ok(Err(Refusal::new("not-found")));
    };
    let last = entry.reminded.or(entry.sent).unwrap_or_default();
    if now.since(last) < i64::from(REMIND_HOURS).saturating_mul(Timestamp::HOUR) {
        return Ok(Err(Refusal::new("reminded-lately")));
    }
    show_anew(tx, out, city, entry, now).await?;
    Ok(Ok(()))
}

async fn show_anew(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    mut entry: Entry,
    now: Timestamp,
) -> Result<(), StoreError> {
    entry.reminded = Some(now);
    entry.remind_at = entry.reminds_at().filter(|at| *at > now);
    entry.changed = now;
    let whose: Vec<Stream> =
        streams::of(tx, city, entry.id).await?.into_iter().filter(|stream| *stream != Stream::circulars()).collect();
    streams::put(out, &entry, &whose)?;
    streams::tell_author(tx, out, city, &entry, now).await?;
    table::keep(tx, city, &entry).await
}

/// Reminds of what is due tomorrow, in all cities: once each. Answers how many.
///
/// # Errors
/// When the tables cannot be read. One of which could not be reminded is logged and tried again.
pub async fn remind_due(store: &Store, now: Timestamp) -> Result<usize, StoreError> {
    let due = move |entry: &Entry| entry.is_out() && entry.remind_at.is_some_and(|at| at <= now);
    each_due(store, "remind_at <= $1 ORDER BY remind_at", now.0, now, due, move |tx, out, city, mut entry| {
        Box::pin(async move {
            let due = entry.public.as_ref().and_then(|public| public.due);
            if due.is_some_and(|due| due >= now.jst_date()) {
                return show_anew(tx, out, city, entry, now).await;
            }
            // The server was asleep until it was too late.
            entry.remind_at = None;
            table::keep(tx, city, &entry).await
        })
    })
    .await
}

/// Takes back what is past its last day, in all cities, with replies and marks. Answers how many.
///
/// # Errors
/// When the tables cannot be read. One that cannot be taken back is logged and tried again.
pub async fn expire_due(store: &Store, now: Timestamp) -> Result<usize, StoreError> {
    let over = move |entry: &Entry| entry.last_day().is_some_and(|last| last < now.jst_date());
    let today = days::column(now.jst_date());
    each_due(store, "expires < $1 ORDER BY expires", today, now, over, move |tx, out, city, mut entry| {
        Box::pin(async move {
            streams::take(tx, out, city, entry.id, "expiry", true).await?;
            entry.expired = Some(now);
            entry.drop_work(now);
            table::keep(tx, city, &entry).await
        })
    })
    .await
}

/// Does something to each circular that is due, in all cities, each in a transaction of its own. Answers how many.
async fn each_due<W>(
    store: &Store,
    which: &str,
    until: i64,
    now: Timestamp,
    due: impl Fn(&Entry) -> bool + Copy + Send + 'static,
    what: W,
) -> Result<usize, StoreError>
where
    W: for<'t> Fn(&'t mut dyn Tx, &'t mut Outgoing, &'t str, Entry) -> BoxFuture<'t, Result<(), StoreError>>
        + Copy
        + Send
        + 'static,
{
    let sql = format!("SELECT city, id FROM circular WHERE {which} LIMIT $2");
    let found = store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let rows = tx.query(&sql, &[until.into(), AT_ONCE.into()]).await?;
            rows.iter().map(|row| Ok((row.text(0)?.to_owned(), row.uuid(1)?))).collect::<Result<Vec<_>, StoreError>>()
        })
    });
    let mut count = 0_usize;
    for (city, id) in found.await? {
        let doing = store.write::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let Some(entry) = table::hold(tx, &city, id).await?.filter(due) else { return Ok(false) };
                let mut out = Outgoing::default();
                what(tx, &mut out, &city, entry).await?;
                out.send(tx, &city, now).await?;
                Ok(true)
            })
        });
        match doing.await {
            Ok(done) => count = count.saturating_add(usize::from(done)),
            Err(error) => tracing::error!(%error, "a circular that is due waits for the next look"),
        }
    }
    Ok(count)
}
