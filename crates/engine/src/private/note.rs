//! What of private records is told aloud. Others see a lock screen: it says who writes, and never what, or of whom.
//!
//! What is to be told is written down with the record that brings it, in the same transaction; it is told once, and
//! taken back when the record is.

use super::Room;
use crate::store::StoreError;
use itsumo_domain::Timestamp;
use rusqlite::{Connection, Transaction};
use uuid::Uuid;

/// The notification's id of anything of a room.
pub(crate) fn note_id(room: Room, id: Uuid) -> String {
    format!("{}/{id}", room.name())
}

/// How loud something is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loud {
    /// At once, with sound, in the quiet hours too: somebody is looked for, or needs help.
    Now,
    /// By itself, and not in the quiet hours.
    Soon,
    /// Not in the quiet hours; many of them are one.
    Many,
}

/// Something private that is to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Aloud {
    /// Of which room.
    pub room: Room,
    /// The record.
    pub id: Uuid,
    /// What is opened by it: mostly the record.
    pub open: Uuid,
    /// What is told of it: `note-<room>-<what>`.
    pub what: &'static str,
    /// What more is said, if anything: a key.
    pub more: Option<&'static str>,
    /// Who writes; empty where it is not known.
    pub from: String,
    /// When it was said.
    pub at: Timestamp,
    /// How loud.
    pub loud: Loud,
}

/// Something is to be told of a record.
pub(crate) fn tell(tx: &Transaction<'_>, room: Room, id: Uuid, what: &str) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO private_note (id, room, what) VALUES (?1, ?2, ?3)
         ON CONFLICT (id) DO UPDATE SET what = excluded.what",
    )?
    .execute((id.as_bytes(), room.name(), what))?;
    Ok(())
}

/// What of a room waits to be told: records, and what of each.
pub(crate) fn to_be_told(db: &Connection, room: Room) -> Result<Vec<(Uuid, String)>, StoreError> {
    let mut read = db.prepare_cached("SELECT id, what FROM private_note WHERE room = ?1")?;
    let rows = read.query_map([room.name()], |row| Ok((Uuid::from_bytes(row.get(0)?), row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// These were told, or need not be any more.
pub(crate) fn done(tx: &Transaction<'_>, ids: &[Uuid]) -> Result<(), StoreError> {
    let mut done = tx.prepare_cached("DELETE FROM private_note WHERE id = ?1")?;
    for id in ids {
        done.execute([id.as_bytes()])?;
    }
    Ok(())
}

/// This need not be told any more: the notification that is over.
pub(crate) fn drop_note(tx: &Transaction<'_>, room: Room, id: Uuid) -> Result<String, StoreError> {
    done(tx, &[id])?;
    Ok(note_id(room, id))
}
