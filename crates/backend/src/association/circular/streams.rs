//! The records of a circular: put into the streams of its audience, put there anew, and taken out of them.
//!
//! One to single households or to seats lies in no stream that officers read. Whoever holds the seat that wrote it is shown
//! that it is out, in their own stream ([`tell_author`]); it makes them no reader, and no other officer sees it there.

use super::Entry;
use crate::{
    association::seat,
    school::unfit,
    store::{StoreError, Tx},
    stream::Outgoing,
};
use itsumo_domain::{Stream, Timestamp, association::circular::SentCircular, record::kind};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Puts a circular as it is out now into each of these streams: the same record in all of them.
pub(super) fn put(out: &mut Outgoing, entry: &Entry, streams: &[Stream]) -> Result<(), StoreError> {
    let body = serde_json::to_string(&entry.circular()).map_err(unfit)?;
    let author = format!("seat/{}", entry.seat);
    for stream in streams {
        out.put(stream.clone(), entry.id, kind::CIRCULAR, &author, Some(body.clone()));
    }
    Ok(())
}

/// In which streams a circular's own record is.
pub(super) async fn of(tx: &mut dyn Tx, city: &str, circular: Uuid) -> Result<Vec<Stream>, StoreError> {
    of_kind(tx, city, circular, kind::CIRCULAR).await
}

async fn of_kind(tx: &mut dyn Tx, city: &str, circular: Uuid, kind: &str) -> Result<Vec<Stream>, StoreError> {
    let sql = "SELECT n.stream FROM notice_record n
               JOIN record r ON r.city = n.city AND r.stream = n.stream AND r.id = n.record AND r.gone = 0
               WHERE n.city = $1 AND n.notice = $2 AND n.record = $2 AND r.kind = $3 ORDER BY n.stream";
    let rows = tx.query(sql, &[city.into(), circular.into(), kind.into()]).await?;
    rows.iter().map(|row| name(row.text(0)?)).collect()
}

/// Shows a circular that went past the officers' streams to whoever holds the seat that wrote it, as it is out now; from
/// who holds it no more it is taken. To be called when its own records are put: who has it as a reader is not shown it
/// twice.
pub(super) async fn tell_author(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    entry: &Entry,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(draft) = entry.public.as_ref().filter(|draft| draft.audience.goes_past_officers()) else { return Ok(()) };
    if entry.association.is_none() || entry.is_citys() {
        return Ok(());
    }
    let sent = SentCircular { circular: entry.circular(), households: draft.audience.households.clone() };
    let body = serde_json::to_string(&sent).map_err(unfit)?;
    let read: BTreeSet<Stream> = of(tx, city, entry.id).await?.into_iter().collect();
    let mut there: BTreeSet<Stream> = of_kind(tx, city, entry.id, kind::CIRCULAR_SENT).await?.into_iter().collect();
    let author = format!("seat/{}", entry.seat);
    for person in seat::holders(tx, city, entry.seat, now.jst_date()).await? {
        let stream = Stream::person(person);
        there.remove(&stream);
        // What this transaction says of it counts before what stood there.
        let is_reader = out.said(&stream, entry.id).map_or(read.contains(&stream), |said| said.is_some());
        if !is_reader {
            note(tx, city, entry.id, &stream, entry.id).await?;
            out.put(stream, entry.id, kind::CIRCULAR_SENT, &author, Some(body.clone()));
        }
    }
    // One that became a reader's meanwhile has taken its place already.
    there.retain(|stream| out.said(stream, entry.id).is_none());
    for stream in there {
        out.put(stream, entry.id, kind::CIRCULAR_SENT, &author, None);
    }
    Ok(())
}

/// Notes a reply or a mark of paper that goes with a circular, so that it is taken back with it.
pub(super) async fn note(
    tx: &mut dyn Tx,
    city: &str,
    circular: Uuid,
    stream: &Stream,
    record: Uuid,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO notice_record (city, notice, stream, record, seq) VALUES ($1, $2, $3, $4, 0)
               ON CONFLICT DO NOTHING";
    tx.execute(sql, &[city.into(), circular.into(), stream.as_str().into(), record.into()]).await?;
    Ok(())
}

/// Takes a circular out of all streams, and its replies. With `paper`, what officers marked as well: after a recall they
/// still have to know where paper lies.
pub(super) async fn take(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    circular: Uuid,
    author: &str,
    paper: bool,
) -> Result<(), StoreError> {
    let sql = "SELECT n.stream, n.record, r.kind FROM notice_record n
               JOIN record r ON r.city = n.city AND r.stream = n.stream AND r.id = n.record AND r.gone = 0
               WHERE n.city = $1 AND n.notice = $2 ORDER BY n.stream";
    for row in tx.query(sql, &[city.into(), circular.into()]).await? {
        let sort = match row.text(2)? {
            kind::CIRCULAR => kind::CIRCULAR,
            kind::CIRCULAR_SENT => kind::CIRCULAR_SENT,
            kind::CIRCULAR_REPLY => kind::CIRCULAR_REPLY,
            kind::PAPER if paper => kind::PAPER,
            _ => continue,
        };
        out.put(name(row.text(0)?)?, row.uuid(1)?, sort, author, None);
    }
    Ok(())
}

fn name(stream: &str) -> Result<Stream, StoreError> {
    stream.parse().map_err(|error| StoreError::Shape(format!("{error}")))
}
