//! The school's records on the disk: sealed with the device's key, each for its place (person, stream, record), and
//! gone with the stream, the person or the city.

use super::{
    notes::{self, school_note},
    say,
    view::{Far, Word},
};
use crate::{
    Inner,
    account::{self, Person},
    outbox,
    store::StoreError,
};
use itsumo_domain::{CommandEnvelope, Record, Stream, Timestamp, record::Audience};
use rusqlite::{Connection, OptionalExtension, Transaction};
use std::collections::BTreeMap;
use uuid::Uuid;

fn place(person: Uuid, stream: &Stream, id: Uuid) -> String {
    format!("school/{person}/{stream}/{id}")
}

fn said_place(person: Uuid, id: Uuid) -> String {
    format!("school-said/{person}/{id}")
}

/// All that a [`super::School`] is made of.
#[derive(Debug, Default)]
pub(super) struct Held {
    /// The server's records, with the stream of each.
    pub records: Vec<(Stream, Record)>,
    /// What was said here and is not among them, in the order it was said.
    pub words: Vec<Word>,
    /// Notices that were opened, and which edit of each.
    pub opened: BTreeMap<Uuid, Option<Timestamp>>,
}

/// Reads all of it, as of one moment.
pub(super) fn held(db: &Connection, inner: &Inner) -> Result<Held, StoreError> {
    // Inside a transaction it is one moment already.
    let _one_moment = db.is_autocommit().then(|| db.unchecked_transaction()).transpose()?;
    let Some(person) = account::person(db)? else { return Ok(Held::default()) };
    let mut words = said(db, inner, person.id)?;
    words.extend(say::on_the_way(db, inner, person.id)?);
    Ok(Held { records: records(db, inner, &person)?, words, opened: opened(db)? })
}

fn records(db: &Connection, inner: &Inner, person: &Person) -> Result<Vec<(Stream, Record)>, StoreError> {
    let mut read = db.prepare_cached("SELECT stream, id, sealed FROM school")?;
    let rows = read.query_map([], |row| {
        Ok((row.get::<_, String>(0)?, Uuid::from_bytes(row.get(1)?), row.get::<_, Vec<u8>>(2)?))
    })?;
    let mut records = Vec::new();
    for row in rows {
        let (stream, id, sealed) = row?;
        let Ok(stream) = stream.parse::<Stream>() else { continue };
        // What does not open is pulled again by the next sync.
        let Some(json) = inner.unseal(&place(person.id, &stream, id), &sealed)? else { continue };
        records.extend(serde_json::from_slice(&json).ok().map(|record| (stream, record)));
    }
    Ok(records)
}

fn opened(db: &Connection) -> Result<BTreeMap<Uuid, Option<Timestamp>>, StoreError> {
    let mut read = db.prepare_cached("SELECT notice, edited FROM school_opened")?;
    let rows =
        read.query_map([], |row| Ok((Uuid::from_bytes(row.get(0)?), row.get::<_, Option<i64>>(1)?.map(Timestamp))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Remembers that a notice was opened in this edit; whether that is new.
pub(super) fn open(tx: &Transaction<'_>, notice: Uuid, edited: Option<Timestamp>) -> Result<bool, StoreError> {
    let edited = edited.map(|at| at.0);
    let new = tx
        .prepare_cached(
            "INSERT INTO school_opened (notice, edited) VALUES (?1, ?2)
             ON CONFLICT (notice) DO UPDATE SET edited = excluded.edited WHERE edited IS NOT excluded.edited",
        )?
        .execute((notice.as_bytes(), edited))?;
    Ok(new > 0)
}

/// One record of one stream as it is held.
fn find(
    db: &Connection,
    inner: &Inner,
    person: &Person,
    stream: &Stream,
    id: Uuid,
) -> Result<Option<Record>, StoreError> {
    let sealed: Option<Vec<u8>> = db
        .prepare_cached("SELECT sealed FROM school WHERE stream = ?1 AND id = ?2")?
        .query_row((stream.as_str(), id.as_bytes()), |row| row.get(0))
        .optional()?;
    let Some(sealed) = sealed else { return Ok(None) };
    // Where this matters the stream is being pulled already.
    let json = inner.try_unseal(&place(person.id, stream, id), &sealed)?;
    Ok(json.and_then(|json| serde_json::from_slice(&json).ok()))
}

/// Whether any stream holds a record of this id.
pub(super) fn lies_somewhere(db: &Connection, id: Uuid) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM school WHERE id = ?1)")?
        .query_row([id.as_bytes()], |row| row.get(0))?)
}

/// A stream brings a record, or takes one back. The notifications that are over by it.
pub(crate) fn arrived(
    tx: &Transaction<'_>,
    inner: &Inner,
    person: &Person,
    stream: &Stream,
    record: &Record,
    first: bool,
) -> Result<Vec<String>, StoreError> {
    if record.gone {
        tx.prepare_cached("DELETE FROM school WHERE stream = ?1 AND id = ?2")?
            .execute((stream.as_str(), record.id.as_bytes()))?;
        return clear(tx, &[record.id]);
    }
    let known = lies_somewhere(tx, record.id)?;
    let before = find(tx, inner, person, stream, record.id)?;
    let coming = notes::Coming { first: first || !person.merged, known, before: before.as_ref(), now: inner.now() };
    let over = notes::arrived(tx, record, &coming)?;
    let sealed = inner.seal(&place(person.id, stream, record.id), &serde_json::to_vec(record)?)?;
    tx.prepare_cached(
        "INSERT INTO school (stream, id, seq, sealed) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (stream, id) DO UPDATE SET seq = excluded.seq, sealed = excluded.sealed",
    )?
    .execute((stream.as_str(), record.id.as_bytes(), record.seq, sealed))?;
    Ok(over)
}

/// Takes away what belonged to records that lie in no stream any more: their files, notifications, marks. The
/// notifications that are over.
fn clear(tx: &Transaction<'_>, ids: &[Uuid]) -> Result<Vec<String>, StoreError> {
    let mut over = Vec::new();
    for id in ids {
        if lies_somewhere(tx, *id)? {
            continue;
        }
        for sql in [
            "DELETE FROM school_kept WHERE about = ?1",
            "DELETE FROM school_note WHERE id = ?1",
            "DELETE FROM school_opened WHERE notice = ?1",
        ] {
            tx.prepare_cached(sql)?.execute([id.as_bytes()])?;
        }
        over.push(school_note(*id));
    }
    Ok(over)
}

fn ids(tx: &Transaction<'_>, sql: &str, stream: &Stream) -> Result<Vec<Uuid>, StoreError> {
    let mut read = tx.prepare_cached(sql)?;
    let rows = read.query_map([stream.as_str()], |row| Ok(Uuid::from_bytes(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// This stream is pulled from its start again.
pub(crate) fn rewind(tx: &Transaction<'_>, stream: &Stream) -> Result<(), StoreError> {
    tx.execute("UPDATE school SET seq = 0 WHERE stream = ?1", [stream.as_str()])?;
    Ok(())
}

/// It was pulled to its end again: what did not come is gone. The notifications that are over by it.
pub(crate) fn sweep(tx: &Transaction<'_>, stream: &Stream) -> Result<Vec<String>, StoreError> {
    let gone = ids(tx, "SELECT id FROM school WHERE stream = ?1 AND seq = 0", stream)?;
    tx.execute("DELETE FROM school WHERE stream = ?1 AND seq = 0", [stream.as_str()])?;
    clear(tx, &gone)
}

/// This reader may no longer read the stream. The notifications that are over by it.
pub(crate) fn drop_stream(tx: &Transaction<'_>, stream: &Stream) -> Result<Vec<String>, StoreError> {
    let gone = ids(tx, "SELECT id FROM school WHERE stream = ?1", stream)?;
    tx.execute("DELETE FROM school WHERE stream = ?1", [stream.as_str()])?;
    clear(tx, &gone)
}

/// The person's school leaves the device, and with it the streams of its groups.
pub(crate) fn forget(tx: &Transaction<'_>, inner: &Inner) -> Result<(), StoreError> {
    let shown = tx
        .prepare("SELECT DISTINCT id FROM school")?
        .query_map([], |row| Ok(Uuid::from_bytes(row.get(0)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    tx.execute_batch(
        "DELETE FROM school; DELETE FROM school_said; DELETE FROM school_opened; DELETE FROM school_kept;
         DELETE FROM school_note;",
    )?;
    for stream in group_streams(tx)? {
        tx.execute("DELETE FROM stream WHERE name = ?1", [stream.as_str()])?;
        tx.execute("DELETE FROM record WHERE stream = ?1", [stream.as_str()])?;
    }
    // Taken back even if the rest should fail: it is about to be tried again then.
    for id in shown {
        inner.deps.notifier.withdraw(&school_note(id));
    }
    inner.deps.notifier.withdraw(crate::notify::SCHOOL_DIGEST);
    inner.school.forget();
    Ok(())
}

/// The streams of groups that this device pulls.
pub(crate) fn group_streams(db: &Connection) -> Result<Vec<Stream>, StoreError> {
    let mut read = db.prepare_cached("SELECT name FROM stream")?;
    let names = read.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let streams = names.into_iter().filter_map(|name| name.parse::<Stream>().ok());
    Ok(streams.filter(|stream| matches!(stream.audience(), Audience::Class(_))).collect())
}

/// The server did a command: it stays on show until its record comes.
pub(super) fn keep_said(
    tx: &Transaction<'_>,
    inner: &Inner,
    person: Uuid,
    envelope: &CommandEnvelope,
) -> Result<(), StoreError> {
    let sealed = inner.seal(&said_place(person, envelope.id), &serde_json::to_vec(envelope)?)?;
    tx.execute(
        "INSERT OR IGNORE INTO school_said (command, sealed) VALUES (?1, ?2)",
        (envelope.id.as_bytes(), sealed),
    )?;
    Ok(())
}

fn said(db: &Connection, inner: &Inner, person: Uuid) -> Result<Vec<Word>, StoreError> {
    let mut read = db.prepare_cached("SELECT command, sealed FROM school_said ORDER BY n")?;
    let rows = read.query_map([], |row| Ok((Uuid::from_bytes(row.get(0)?), row.get::<_, Vec<u8>>(1)?)))?;
    let mut words = Vec::new();
    for row in rows {
        let (id, sealed) = row?;
        let Some(json) = inner.try_unseal(&said_place(person, id), &sealed)? else { continue };
        let envelope = serde_json::from_slice::<CommandEnvelope>(&json).ok();
        words.extend(envelope.map(|CommandEnvelope { at, command, .. }| Word { id, at, command, far: Far::Done }));
    }
    Ok(words)
}

/// The person's stream was pulled to its end: what the server did is among the records now.
pub(crate) fn told(tx: &Transaction<'_>) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached("DELETE FROM school_said")?.execute([])? > 0)
}

/// Whether a word on this absence has reached the server, as far as this device knows.
pub(super) fn is_there(db: &Connection, inner: &Inner, person: &Person, id: Uuid) -> Result<bool, StoreError> {
    if find(db, inner, person, &Stream::person(person.id), id)?.is_some() {
        return Ok(true);
    }
    let about = say::Subject::Absence(id);
    Ok(said(db, inner, person.id)?.iter().any(|word| say::Subject::of(&word.command) == Some(about)))
}

/// Who had better be called now, of all absences that wait: where two looks differ, it may be by time alone.
pub(crate) fn near_cut_off(db: &Connection, inner: &Inner) -> Result<Vec<(String, String)>, StoreError> {
    if outbox::counts(db)?.0 == 0 {
        return Ok(Vec::new());
    }
    let school = super::view::school(db, inner)?;
    let near = school.absences.iter().flat_map(|row| match &row.delivery {
        super::Delivery::Waiting { near_cut_off } => near_cut_off.clone(),
        _ => Vec::new(),
    });
    Ok(near.collect())
}
