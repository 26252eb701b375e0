//! The records of a circular: put into the streams of its audience, put there anew, and taken out of them.

use super::Entry;
use crate::{
    school::unfit,
    store::{StoreError, Tx},
    stream::Outgoing,
};
use itsumo_domain::{Stream, record::kind};
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
    let sql = "SELECT n.stream FROM notice_record n
               JOIN record r ON r.city = n.city AND r.stream = n.stream AND r.id = n.record AND r.gone = 0
               WHERE n.city = $1 AND n.notice = $2 AND n.record = $2 ORDER BY n.stream";
    let rows = tx.query(sql, &[city.into(), circular.into()]).await?;
    rows.iter().map(|row| name(row.text(0)?)).collect()
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
