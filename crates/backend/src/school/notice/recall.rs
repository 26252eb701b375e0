//! Taking back what is out: from every device, with its answers. Who had opened it stays known.

use super::{NoticeError, Writer, table};
use crate::{
    app::App,
    school::Outgoing,
    store::{StoreError, Tx},
};
use itsumo_domain::{Stream, Timestamp, record::kind};
use uuid::Uuid;

/// Somebody who opened a notice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Who.
    pub person: Uuid,
    /// When first.
    pub at: Timestamp,
}

/// Recalls a notice. What was worked on besides is dropped: it was an edit of something that is no more.
///
/// # Errors
/// [`NoticeError::NotThere`]; [`NoticeError::Moved`] when it is not out.
pub async fn recall(app: &App, city: &str, writer: &Writer, id: Uuid) -> Result<(), NoticeError> {
    let (city, writer, now) = (city.to_owned(), writer.clone(), app.clock.now());
    app.store
        .write(move |tx| {
            Box::pin(async move {
                let entry = table::hold(tx, &city, id, false).await?.filter(|entry| writer.may_work_on(entry));
                let mut entry = entry.ok_or(NoticeError::NotThere)?;
                if !entry.is_out() {
                    return Err(NoticeError::Moved);
                }
                let mut out = Outgoing::default();
                take_from_streams(tx, &mut out, &city, id, &format!("seat/{}", writer.seat.id)).await?;
                entry.is_recalled(now);
                table::keep(tx, &city, &entry).await?;
                out.touch_board(entry.facility);
                out.send(tx, &city, now).await?;
                Ok(())
            })
        })
        .await
}

async fn take_from_streams(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    notice: Uuid,
    author: &str,
) -> Result<(), StoreError> {
    // What a shield or an ended part took back before is not taken back again.
    let sql = "SELECT n.stream, n.record FROM notice_record n
               JOIN record r ON r.city = n.city AND r.stream = n.stream AND r.id = n.record AND r.gone = 0
               WHERE n.city = $1 AND n.notice = $2 ORDER BY n.stream";
    for row in tx.query(sql, &[city.into(), notice.into()]).await? {
        let stream: Stream = row.text(0)?.parse().map_err(|error| StoreError::Shape(format!("{error}")))?;
        let record = row.uuid(1)?;
        let sort = if record == notice { kind::NOTICE } else { kind::ANSWER };
        out.put(stream, record, sort, author, None);
    }
    Ok(())
}

/// Who opened a notice, the first first.
///
/// # Errors
/// The store's.
pub async fn opened(tx: &mut dyn Tx, city: &str, notice: Uuid) -> Result<Vec<Opened>, StoreError> {
    let sql = "SELECT person, at FROM notice_open WHERE city = $1 AND notice = $2 ORDER BY at, person";
    let rows = tx.query(sql, &[city.into(), notice.into()]).await?;
    rows.iter().map(|row| Ok(Opened { person: row.uuid(0)?, at: Timestamp(row.int(1)?) })).collect()
}
