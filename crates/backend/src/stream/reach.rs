//! On which devices something that was sent is: learnt from the numbers that devices send with every sync.
//!
//! A device says how far it holds each stream; who holds a notice's or a circular's number holds it. The sync itself only
//! remembers the highest number of each person and stream in memory, and touches no table; once a second what grew is
//! written down, and only for streams in which something lies that was not known to be reached. What a server forgets by
//! stopping comes again with the next sync.
//!
//! The tables are called `notice_record` and `notice_reach`, because notices were counted first; `notice` is the record
//! of whatever is counted.

use super::Streams;
use crate::store::{Store, StoreError, Tx, Value};
use itsumo_domain::{Stream, record::Audience};
use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
};
use uuid::Uuid;

/// Numbers remembered at most: about 150 bytes each. With more it begins anew, which costs one look each.
const MOST: usize = 500_000;
/// Numbers written down in one transaction.
const AT_ONCE: usize = 500;

/// How far people's devices are.
#[derive(Debug, Default)]
pub struct Reach(Mutex<Inner>);

#[derive(Debug, Default)]
struct Inner {
    /// By person and stream, the highest number heard; how many there are in all.
    high: HashMap<Uuid, HashMap<Stream, i64>>,
    count: usize,
    /// What is still to be written down.
    grown: BTreeMap<Of, i64>,
}

/// Whose device, and which stream.
type Of = (String, Uuid, Stream);

impl Reach {
    /// A device of `person` holds these streams up to these numbers. What it says beyond a stream's end is not believed.
    pub fn heard(&self, streams: &Streams, city: &str, person: Uuid, cursors: &BTreeMap<Stream, i64>) {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let Inner { high, count, grown } = &mut *inner;
        for (stream, cursor) in cursors {
            let known = high.get(&person).and_then(|high| high.get(stream)).copied();
            let own = match stream.audience() {
                Audience::Person(whose) => whose == person,
                // Who is not of it is counted nowhere.
                Audience::Class(_) | Audience::Association(_) | Audience::Block(_) | Audience::Household(_) => true,
                _ => false,
            };
            if !own || *cursor <= known.unwrap_or(0) || *cursor > streams.head(city, stream) {
                continue;
            }
            if known.is_none() {
                if *count >= MOST {
                    high.clear();
                    *count = 0;
                }
                *count = count.saturating_add(1);
            }
            high.entry(person).or_default().insert(stream.clone(), *cursor);
            grown.insert((city.to_owned(), person, stream.clone()), *cursor);
        }
    }

    /// Writes down what grew, where something lies in between.
    ///
    /// # Errors
    /// The store's: then what grew is kept for the next time.
    pub async fn write_down(&self, store: &Store) -> Result<(), StoreError> {
        loop {
            let some: Vec<(Of, i64)> = {
                let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                let some: Vec<Of> = inner.grown.keys().take(AT_ONCE).cloned().collect();
                some.into_iter().filter_map(|of| inner.grown.remove(&of).map(|cursor| (of, cursor))).collect()
            };
            if some.is_empty() {
                return Ok(());
            }
            let again = some.clone();
            if let Err(error) = write(store, some).await {
                let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                for (of, cursor) in again {
                    let grown = inner.grown.entry(of).or_insert(cursor);
                    *grown = (*grown).max(cursor);
                }
                return Err(error);
            }
        }
    }
}

async fn write(store: &Store, some: Vec<(Of, i64)>) -> Result<(), StoreError> {
    // Looking is for readers; few of those who looked have something new.
    let new = store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut new = Vec::new();
            for ((city, person, stream), cursor) in some {
                let sql =
                    "SELECT MAX(seq) FROM notice_record n WHERE city = $1 AND stream = $2 AND seq > 0 AND seq <= $3
                           AND NOT EXISTS (SELECT 1 FROM notice_reach r WHERE r.city = n.city AND r.person = $4
                                           AND r.stream = n.stream AND r.seq >= n.seq)";
                let params: [Value; 4] = [city.as_str().into(), stream.as_str().into(), cursor.into(), person.into()];
                let rows = tx.query(sql, &params).await?;
                if let Some(seq) = rows.first().map_or(Ok(None), |row| row.opt_int(0))? {
                    new.push((city, person, stream, seq));
                }
            }
            Ok(new)
        })
    });
    let new = new.await?;
    if new.is_empty() {
        return Ok(());
    }
    store
        .write(move |tx| {
            Box::pin(async move {
                for (city, person, stream, seq) in new {
                    let sql = "INSERT INTO notice_reach (city, person, stream, seq) VALUES ($1, $2, $3, $4)
                               ON CONFLICT (city, person, stream) DO UPDATE SET seq = excluded.seq
                               WHERE notice_reach.seq < excluded.seq";
                    let params: [Value; 4] = [city.into(), person.into(), stream.as_str().into(), seq.into()];
                    tx.execute(sql, &params).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Writes down in which streams the records of `sent` are. The number of the first time stays: who has that one has it.
///
/// # Errors
/// The store's.
pub async fn note(tx: &mut dyn Tx, city: &str, sent: Uuid, streams: &[Stream]) -> Result<(), StoreError> {
    for stream in streams {
        let sql = "INSERT INTO notice_record (city, notice, stream, record, seq)
                   SELECT city, id, stream, id, seq FROM record WHERE city = $1 AND stream = $2 AND id = $3
                   ON CONFLICT (city, notice, stream, record) DO NOTHING";
        tx.execute(sql, &[city.into(), stream.as_str().into(), sent.into()]).await?;
    }
    Ok(())
}
