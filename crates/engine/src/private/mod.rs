//! What is between this person and a few others: the rooms of a city that are not for everybody ([`Room`]).
//!
//! All of them are kept alike. The server's records lie sealed in the database as they came (`store`). What the person
//! says lies sealed in the outbox until the server has it, and after that until its record comes (`word`). Files, and
//! answers worth having without a network, are kept about a record and go with it (`kept`). What is to be told aloud is
//! written down with the record that brings it (`note`). A room itself says only what its records mean: what is shown of
//! them, what may be said, and what is worth a notification.
//!
//! **Invariant:** a command that may have reached the server is never taken out of the outbox before its answer; only
//! one that was never sent is replaced by a later word on the same thing.
//! **Invariant:** what leaves, because the server takes it back, the reader may no longer read it, or the person signs
//! out, leaves with everything that was made of it: files, notifications, marks.

mod kept;
mod note;
mod store;
mod word;

pub(crate) use kept::{Kept, keep, peek};
pub(crate) use note::{Aloud, Loud, done, drop_note, note_id, tell, to_be_told};
pub(crate) use store::{
    Coming, arrived, at_one_moment, drop_stream, forget, is_shared, lies_somewhere, open, opened, records, remove,
    rewind, shared_streams, sweep, told, told_of_association,
};
pub(crate) use word::{Far, Subject, Word, delivered, is_private, key_lost, say, words};

use crate::{Change, locked};
use itsumo_domain::{Timestamp, record::kind, sync::Refusal};
use std::{
    ops::Range,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

/// Of what private records are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Room {
    /// Schools: children, absences, notices.
    School,
    /// Town associations: households, circulars, the safety check.
    Association,
}

impl Room {
    /// All.
    pub const ALL: [Self; 2] = [Self::School, Self::Association];

    /// Its word in the database, in places of seals, in ids of notifications and in keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::School => "school",
            Self::Association => "association",
        }
    }
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|room| room.name() == name)
    }
    /// What is told when something of it moves.
    pub(crate) fn change(self) -> Change {
        match self {
            Self::School => Change::School,
            Self::Association => Change::Association,
        }
    }
    /// Whose a kind of record is. What a room does not understand of its own it keeps for the version that does.
    pub(crate) fn of_kind(kind: &str) -> Option<Self> {
        match kind {
            kind::PUPIL | kind::ABSENCE | kind::QUESTION | kind::ANSWER | kind::NOTICE => Some(Self::School),
            kind::ASSOCIATION
            | kind::HOUSEHOLD
            | kind::SEAT
            | kind::CIRCULAR
            | kind::CIRCULAR_SENT
            | kind::CIRCULAR_REPLY
            | kind::PAPER
            | kind::STREET
            | kind::DUTY
            | kind::MEETING
            | kind::BALLOT
            | kind::SAFETY
            | kind::SAFETY_REPORT => Some(Self::Association),
            _ => None,
        }
    }
}

/// How far something that was said has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// *まだ届いていません*: it goes with the next sync.
    Waiting {
        /// Name and telephone of those it is told to whose cut-off is near or has passed today: better to call.
        near_cut_off: Vec<(String, String)>,
    },
    /// The server said no. What was typed is kept, to be corrected, tried again or let go.
    Refused(Refusal),
    /// *届きました*.
    Arrived,
    /// *先生が確認しました*.
    Confirmed,
}

impl Delivery {
    /// Whether the server has it.
    pub fn is_there(&self) -> bool {
        matches!(self, Self::Arrived | Self::Confirmed)
    }
    /// Whether the server said no.
    pub fn is_refused(&self) -> bool {
        matches!(self, Self::Refused(_))
    }
}

/// The last whole of a room that was put together, and as of what.
#[derive(Debug)]
pub(crate) struct Remembered<T> {
    moved: AtomicU64,
    last: Mutex<Option<Seen<T>>>,
}

#[derive(Debug)]
struct Seen<T> {
    moved: u64,
    /// When it holds, where something in it depends on the time.
    holds: Range<Timestamp>,
    whole: Arc<T>,
}

impl<T> Default for Remembered<T> {
    fn default() -> Self {
        Self { moved: AtomicU64::new(0), last: Mutex::new(None) }
    }
}

/// It depends on nothing but what is stored.
pub(crate) const ALWAYS: Range<Timestamp> = Timestamp(i64::MIN)..Timestamp(i64::MAX);

impl<T> Remembered<T> {
    /// Something of it has moved.
    pub fn forget(&self) {
        self.moved.fetch_add(1, Ordering::SeqCst);
    }

    /// The last one, if it still holds; otherwise what to [`Self::keep`] the next one with.
    ///
    /// # Errors
    /// The number of the last move.
    pub fn get(&self, now: Timestamp) -> Result<Arc<T>, u64> {
        let moved = self.moved.load(Ordering::SeqCst);
        match &*locked(&self.last) {
            Some(seen) if seen.moved == moved && seen.holds.contains(&now) => Ok(Arc::clone(&seen.whole)),
            _ => Err(moved),
        }
    }

    /// Remembers one.
    pub fn keep(&self, moved: u64, holds: Range<Timestamp>, whole: &Arc<T>) {
        *locked(&self.last) = Some(Seen { moved, holds, whole: Arc::clone(whole) });
    }
}
