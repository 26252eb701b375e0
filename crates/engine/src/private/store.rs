//! Private records on the disk: sealed with the device's key, each for its place (room, person, stream, record), and
//! gone with the stream, the person or the city.

use super::{
    Room,
    note::note_id,
    word::{Subject, Word, read_word},
};
use crate::{
    Inner,
    account::{self, Person},
    association, school,
    store::StoreError,
};
use itsumo_domain::{CommandEnvelope, Record, Stream, Timestamp, record::Audience};
use rusqlite::{Connection, OptionalExtension, Transaction};
use std::collections::BTreeMap;
use uuid::Uuid;

fn place(room: Room, person: Uuid, stream: &Stream, id: Uuid) -> String {
    format!("{}/{person}/{stream}/{id}", room.name())
}

fn said_place(room: Room, person: Uuid, id: Uuid) -> String {
    format!("{}-said/{person}/{id}", room.name())
}

/// A room's records, with the stream of each.
pub(crate) fn records(
    db: &Connection,
    inner: &Inner,
    person: &Person,
    room: Room,
) -> Result<Vec<(Stream, Record)>, StoreError> {
    let mut read = db.prepare_cached("SELECT stream, id, sealed FROM private_record WHERE room = ?1")?;
    let rows = read.query_map([room.name()], |row| {
        Ok((row.get::<_, String>(0)?, Uuid::from_bytes(row.get(1)?), row.get::<_, Vec<u8>>(2)?))
    })?;
    let mut records = Vec::new();
    for row in rows {
        let (stream, id, sealed) = row?;
        let Ok(stream) = stream.parse::<Stream>() else { continue };
        // What does not open is pulled again by the next sync.
        let Some(json) = inner.unseal(&place(room, person.id, &stream, id), &sealed)? else { continue };
        records.extend(serde_json::from_slice(&json).ok().map(|record| (stream, record)));
    }
    Ok(records)
}

/// What was opened on this device, and which edit of each.
pub(crate) fn opened(db: &Connection) -> Result<BTreeMap<Uuid, Option<Timestamp>>, StoreError> {
    let mut read = db.prepare_cached("SELECT id, edited FROM private_opened")?;
    let rows =
        read.query_map([], |row| Ok((Uuid::from_bytes(row.get(0)?), row.get::<_, Option<i64>>(1)?.map(Timestamp))))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Remembers that a record was opened in this edit; whether that is new.
pub(crate) fn open(tx: &Transaction<'_>, id: Uuid, edited: Option<Timestamp>) -> Result<bool, StoreError> {
    let edited = edited.map(|at| at.0);
    let new = tx
        .prepare_cached(
            "INSERT INTO private_opened (id, edited) VALUES (?1, ?2)
             ON CONFLICT (id) DO UPDATE SET edited = excluded.edited WHERE edited IS NOT excluded.edited",
        )?
        .execute((id.as_bytes(), edited))?;
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
    let held: Option<(String, Vec<u8>)> = db
        .prepare_cached("SELECT room, sealed FROM private_record WHERE stream = ?1 AND id = ?2")?
        .query_row((stream.as_str(), id.as_bytes()), |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((room, sealed)) = held else { return Ok(None) };
    let Some(room) = Room::named(&room) else { return Ok(None) };
    // Where this matters the stream is being pulled already.
    let json = inner.try_unseal(&place(room, person.id, stream, id), &sealed)?;
    Ok(json.and_then(|json| serde_json::from_slice(&json).ok()))
}

/// Whether any stream holds a record of this id.
pub(crate) fn lies_somewhere(db: &Connection, id: Uuid) -> Result<bool, StoreError> {
    Ok(db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM private_record WHERE id = ?1)")?
        .query_row([id.as_bytes()], |row| row.get(0))?)
}

/// How a record comes.
pub(crate) struct Coming<'a> {
    /// Its stream is pulled for the first time.
    pub first: bool,
    /// A record of this id is here already, perhaps from another stream.
    pub known: bool,
    /// What this stream said before.
    pub before: Option<&'a Record>,
    /// Now.
    pub now: Timestamp,
}

/// A stream brings a record, or takes one back. Whose it is, and the notifications that are over by it.
pub(crate) fn arrived(
    tx: &Transaction<'_>,
    inner: &Inner,
    person: &Person,
    stream: &Stream,
    record: &Record,
    first: bool,
) -> Result<(Option<Room>, Vec<String>), StoreError> {
    let room = Room::of_kind(&record.kind);
    let Some(room) = room.filter(|_| !record.gone) else {
        let gone = held(tx, "SELECT id, room FROM private_record WHERE stream = ?1 AND id = ?2", stream, record.id)?;
        let room = gone.first().map(|(_, room)| *room);
        tx.prepare_cached("DELETE FROM private_record WHERE stream = ?1 AND id = ?2")?
            .execute((stream.as_str(), record.id.as_bytes()))?;
        return Ok((room, clear(tx, inner, &gone)?));
    };
    let known = lies_somewhere(tx, record.id)?;
    let before = find(tx, inner, person, stream, record.id)?;
    let coming = Coming { first: first || !person.merged, known, before: before.as_ref(), now: inner.now() };
    let over = match room {
        Room::School => school::noted(tx, record, &coming)?,
        Room::Association => association::noted(tx, inner, person, stream, record, &coming)?,
    };
    let sealed = inner.seal(&place(room, person.id, stream, record.id), &serde_json::to_vec(record)?)?;
    let about = association::about(record);
    tx.prepare_cached(
        "INSERT INTO private_record (stream, id, seq, room, about, sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (stream, id) DO UPDATE SET seq = excluded.seq, room = excluded.room, about = excluded.about,
             sealed = excluded.sealed",
    )?
    .execute((
        stream.as_str(),
        record.id.as_bytes(),
        record.seq,
        room.name(),
        about.as_ref().map(Uuid::as_bytes),
        sealed,
    ))?;
    Ok((Some(room), over))
}

/// Takes records out of every stream here, before the server does. The notifications that are over by it.
pub(crate) fn remove(tx: &Transaction<'_>, inner: &Inner, room: Room, ids: &[Uuid]) -> Result<Vec<String>, StoreError> {
    let mut delete = tx.prepare_cached("DELETE FROM private_record WHERE id = ?1")?;
    for id in ids {
        delete.execute([id.as_bytes()])?;
    }
    let gone: Vec<_> = ids.iter().map(|id| (*id, room)).collect();
    clear(tx, inner, &gone)
}

/// Takes away what belonged to records that lie in no stream any more: their files, notifications, marks, what others
/// said of them, and words of this person that were refused. The notifications that are over.
fn clear(tx: &Transaction<'_>, inner: &Inner, gone: &[(Uuid, Room)]) -> Result<Vec<String>, StoreError> {
    let mut over = Vec::new();
    for (id, room) in gone {
        if lies_somewhere(tx, *id)? {
            continue;
        }
        over.push(note_id(*room, *id));
        let said_of_it: Vec<Uuid> = tx
            .prepare_cached("SELECT id FROM private_record WHERE about = ?1")?
            .query_map([id.as_bytes()], |row| Ok(Uuid::from_bytes(row.get(0)?)))?
            .collect::<Result<_, _>>()?;
        super::done(tx, &said_of_it)?;
        over.extend(said_of_it.into_iter().map(|report| note_id(*room, report)));
        for sql in [
            "DELETE FROM private_record WHERE about = ?1",
            "DELETE FROM private_kept WHERE about = ?1",
            "DELETE FROM private_note WHERE id = ?1",
            "DELETE FROM private_opened WHERE id = ?1",
        ] {
            tx.prepare_cached(sql)?.execute([id.as_bytes()])?;
        }
        if *room == Room::Association {
            association::let_go(tx, inner, *id)?;
        }
    }
    Ok(over)
}

fn rooms(row: &rusqlite::Row<'_>) -> rusqlite::Result<(Uuid, Option<Room>)> {
    Ok((Uuid::from_bytes(row.get(0)?), Room::named(&row.get::<_, String>(1)?)))
}

fn held(tx: &Transaction<'_>, sql: &str, stream: &Stream, id: Uuid) -> Result<Vec<(Uuid, Room)>, StoreError> {
    let mut read = tx.prepare_cached(sql)?;
    let rows = read.query_map((stream.as_str(), id.as_bytes()), rooms)?.collect::<Result<Vec<_>, _>>()?;
    Ok(rows.into_iter().filter_map(|(id, room)| Some((id, room?))).collect())
}

/// This stream is pulled from its start again.
pub(crate) fn rewind(tx: &Transaction<'_>, stream: &Stream) -> Result<(), StoreError> {
    tx.execute("UPDATE private_record SET seq = 0 WHERE stream = ?1", [stream.as_str()])?;
    Ok(())
}

/// It was pulled to its end again: what did not come is gone. The notifications that are over by it.
pub(crate) fn sweep(tx: &Transaction<'_>, inner: &Inner, stream: &Stream) -> Result<Vec<String>, StoreError> {
    take(tx, inner, stream, " AND seq = 0")
}

/// This reader may no longer read the stream. The notifications that are over by it.
pub(crate) fn drop_stream(tx: &Transaction<'_>, inner: &Inner, stream: &Stream) -> Result<Vec<String>, StoreError> {
    take(tx, inner, stream, "")
}

fn take(tx: &Transaction<'_>, inner: &Inner, stream: &Stream, which: &str) -> Result<Vec<String>, StoreError> {
    let gone = tx
        .prepare_cached(&format!("SELECT id, room FROM private_record WHERE stream = ?1{which}"))?
        .query_map([stream.as_str()], rooms)?
        .collect::<Result<Vec<_>, _>>()?;
    tx.execute(&format!("DELETE FROM private_record WHERE stream = ?1{which}"), [stream.as_str()])?;
    let gone: Vec<_> = gone.into_iter().filter_map(|(id, room)| Some((id, room?))).collect();
    clear(tx, inner, &gone)
}

/// Everything private leaves the device, and with it the streams that are shared with others.
pub(crate) fn forget(tx: &Transaction<'_>, inner: &Inner) -> Result<(), StoreError> {
    let shown = tx
        .prepare("SELECT DISTINCT id, room FROM private_record")?
        .query_map([], rooms)?
        .collect::<Result<Vec<_>, _>>()?;
    tx.execute_batch(
        "DELETE FROM private_record; DELETE FROM private_said; DELETE FROM private_opened; DELETE FROM private_kept;
         DELETE FROM private_note;",
    )?;
    for stream in shared_streams(tx)? {
        tx.execute("DELETE FROM stream WHERE name = ?1", [stream.as_str()])?;
        tx.execute("DELETE FROM record WHERE stream = ?1", [stream.as_str()])?;
    }
    // Taken back even if the rest should fail: it is about to be tried again then.
    for (id, room) in shown {
        if let Some(room) = room {
            inner.notes.withdraw(&note_id(room, id));
        }
    }
    for room in Room::ALL {
        inner.notes.withdraw(&crate::notify::digest_note(room));
    }
    inner.school.forget();
    inner.association.forget();
    Ok(())
}

/// Whether a stream is for a few, and given to those who may read it without being asked for.
pub(crate) fn is_shared(stream: &Stream) -> bool {
    match stream.audience() {
        Audience::Class(_)
        | Audience::Association(_)
        | Audience::Block(_)
        | Audience::Household(_)
        | Audience::Officers(_) => true,
        Audience::Everyone | Audience::Person(_) | Audience::Family(_) | Audience::Unknown => false,
    }
}

/// The shared streams that this device pulls.
pub(crate) fn shared_streams(db: &Connection) -> Result<Vec<Stream>, StoreError> {
    let mut read = db.prepare_cached("SELECT name FROM stream")?;
    let names = read.query_map([], |row| row.get::<_, String>(0))?.collect::<Result<Vec<_>, _>>()?;
    let streams = names.into_iter().filter_map(|name| name.parse::<Stream>().ok());
    Ok(streams.filter(is_shared).collect())
}

/// The server did a command: it stays on show until its record comes.
pub(super) fn keep_said(
    tx: &Transaction<'_>,
    inner: &Inner,
    room: Room,
    person: Uuid,
    envelope: &CommandEnvelope,
) -> Result<(), StoreError> {
    let sealed = inner.seal(&said_place(room, person, envelope.id), &serde_json::to_vec(envelope)?)?;
    tx.execute(
        "INSERT OR IGNORE INTO private_said (command, room, sealed) VALUES (?1, ?2, ?3)",
        (envelope.id.as_bytes(), room.name(), sealed),
    )?;
    Ok(())
}

/// What the server did of a room and has not come back as a record, oldest first.
pub(super) fn said(db: &Connection, inner: &Inner, room: Room, person: Uuid) -> Result<Vec<Word>, StoreError> {
    let mut read = db.prepare_cached("SELECT command, sealed FROM private_said WHERE room = ?1 ORDER BY n")?;
    let rows = read.query_map([room.name()], |row| Ok((Uuid::from_bytes(row.get(0)?), row.get::<_, Vec<u8>>(1)?)))?;
    let mut words = Vec::new();
    for row in rows {
        let (id, sealed) = row?;
        let Some(json) = inner.try_unseal(&said_place(room, person, id), &sealed)? else { continue };
        words.extend(read_word(&json));
    }
    Ok(words)
}

/// The person's stream was pulled to its end: what the server did of a school is among the records now.
pub(crate) fn told(tx: &Transaction<'_>) -> Result<bool, StoreError> {
    Ok(tx.prepare_cached("DELETE FROM private_said WHERE room = ?1")?.execute([Room::School.name()])? > 0)
}

/// Every stream was pulled to its end: what the server did of associations is among the records now, but for what it
/// holds back. Whether anything of it went.
pub(crate) fn told_of_association(tx: &Transaction<'_>, inner: &Inner, person: &Person) -> Result<bool, StoreError> {
    let words = said(tx, inner, Room::Association, person.id)?;
    let mut went = false;
    for word in &words {
        if association::is_held(tx, word, &words, inner.now())? {
            continue;
        }
        tx.prepare_cached("DELETE FROM private_said WHERE command = ?1")?.execute([word.id.as_bytes()])?;
        went = true;
    }
    Ok(went)
}

/// Whether a word on this has reached the server, or come from it, as far as this device knows.
pub(super) fn is_there(
    db: &Connection,
    inner: &Inner,
    person: &Person,
    id: Uuid,
    about: Subject,
) -> Result<bool, StoreError> {
    if lies_somewhere(db, id)? {
        return Ok(true);
    }
    let said = said(db, inner, about.room(), person.id)?;
    Ok(said.iter().any(|word| Subject::of(&word.command) == Some(about)))
}

/// Who is signed in, as one moment sees it: what follows is read in the same.
pub(crate) fn at_one_moment<T>(
    db: &Connection,
    read: impl FnOnce(Option<Person>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    // Inside a transaction it is one moment already.
    let _one_moment = db.is_autocommit().then(|| db.unchecked_transaction()).transpose()?;
    read(account::person(db)?)
}
