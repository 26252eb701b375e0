//! What a transaction writes to streams, gathered and written at its end.

use super::{
    Draft,
    append::{append, append_chosen},
};
use crate::store::{StoreError, Tx};
use itsumo_domain::{Stream, Timestamp};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Records on their way out. Streams are written in the order of their names, so that writers never wait for each
/// other in a ring; therefore one a transaction, written last.
#[derive(Debug, Default)]
pub struct Outgoing {
    drafts: BTreeMap<Stream, Vec<Draft>>,
    moved: BTreeSet<Stream>,
}

impl Outgoing {
    /// A record for one stream. `None` as body takes it from whoever reads that stream.
    pub fn put(&mut self, stream: Stream, id: Uuid, kind: &'static str, author: &str, body: Option<String>) {
        let draft = Draft { id, kind, author: author.to_owned(), body };
        self.drafts.entry(stream).or_default().push(draft);
    }

    /// Records for one stream, in their order.
    pub fn put_all(&mut self, stream: Stream, drafts: Vec<Draft>) {
        self.drafts.entry(stream).or_default().extend(drafts);
    }

    /// What this transaction says of a record so far, if it says anything; `Some(None)` when it takes it back.
    pub fn said(&self, stream: &Stream, id: Uuid) -> Option<Option<&str>> {
        let last = self.drafts.get(stream)?.iter().rev().find(|draft| draft.id == id)?;
        Some(last.body.as_deref())
    }

    /// What this transaction says in one stream so far, in its order.
    pub fn drafts(&self, stream: &Stream) -> &[Draft] {
        self.drafts.get(stream).map_or(&[], Vec::as_slice)
    }

    /// A facility's board changed: staff's pages ask again.
    pub fn touch_board(&mut self, facility: Uuid) {
        self.moved.insert(Stream::board(facility));
    }

    /// Somebody's part at a facility changed: what is remembered of anybody's is asked again.
    pub fn touch_standings(&mut self) {
        self.moved.insert(Stream::standings());
    }

    /// Somebody's part in an association changed: what is remembered of theirs is asked again.
    pub fn touch_part(&mut self, person: Uuid) {
        self.moved.insert(Stream::part(person));
    }

    /// Writes everything.
    ///
    /// # Errors
    /// As [`append`].
    pub async fn send(self, tx: &mut dyn Tx, city: &str, now: Timestamp) -> Result<(), StoreError> {
        self.send_chosen(tx, city, now, &BTreeSet::new()).await.map(drop)
    }

    /// Writes everything, where the ids `chosen` came from outside: under an id that somebody chose may lie a record of
    /// another kind that is not theirs, in a stream that others read. Answers with such ids; then not everything is
    /// written, and the transaction must not be committed.
    ///
    /// # Errors
    /// As [`append`].
    pub async fn send_chosen(
        self,
        tx: &mut dyn Tx,
        city: &str,
        now: Timestamp,
        chosen: &BTreeSet<Uuid>,
    ) -> Result<BTreeSet<Uuid>, StoreError> {
        let mut taken = BTreeSet::new();
        let mut streams: BTreeSet<Stream> = self.moved;
        streams.extend(self.drafts.keys().cloned());
        for stream in streams {
            match self.drafts.get(&stream) {
                Some(drafts) if drafts.iter().any(|draft| chosen.contains(&draft.id)) => {
                    taken.extend(append_chosen(tx, city, &stream, drafts, now, chosen).await?);
                }
                Some(drafts) => {
                    append(tx, city, &stream, drafts, now).await?;
                }
                None => turn(tx, city, &stream).await?,
            }
        }
        Ok(taken)
    }
}

/// Moves a stream that holds no record on by one, so that whoever listens to its number hears of it, in every process.
async fn turn(tx: &mut dyn Tx, city: &str, stream: &Stream) -> Result<(), StoreError> {
    let sql = "INSERT INTO stream (city, name, head) VALUES ($1, $2, 1)
               ON CONFLICT (city, name) DO UPDATE SET head = stream.head + 1 RETURNING head";
    let rows = tx.query(sql, &[city.into(), stream.as_str().into()]).await?;
    let head = rows.first().ok_or_else(|| StoreError::Shape("a stream without a head".to_owned()))?.int(0)?;
    tx.moved(city, stream, head);
    Ok(())
}
