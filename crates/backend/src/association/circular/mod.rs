//! Circulars: written, held, sent, answered, counted, recalled, and gone by themselves.
//!
//! A circular is worked on as a [`Draft`](itsumo_domain::association::circular::Draft) and is out as records. Between the two it is *held* for some seconds, in which
//! it can be taken back and nobody has seen it. One that is out may be worked on again; what is out stays as it is until
//! the new words went the same way, and for whom it is and what it asks stay for good.
//!
//! What the city writes to many associations is one circular of the city's and, once its hold is over, one of each
//! association's that names it (`parent`): each lies with the association's officers for a day, in which they may hold it
//! back, say which comes first, and add a remark; then it goes out by itself under the association's own number.
//!
//! Sending writes one record into each stream of the audience, never one for each household. Who opened it, replied, or
//! has it on paper stands in tables, and how every household stands is computed from them when somebody asks ([`reach`]).
//!
//! **Invariant:** a circular leaves its hold in the transaction that writes its records: it is sent once, whatever crashes.
//! **Invariant:** the city's doors give counts of an association, never a household ([`city`]).

pub mod board;
pub mod city;
pub mod file;
pub mod look;
pub mod paper;
pub mod phone;
pub mod reach;
pub mod recall;
pub mod reply;
pub mod seats;
pub mod send;
mod streams;
mod table;
mod town;
pub mod write;

pub use look::{Look, look};
pub use paper::mark as mark_paper;
pub use recall::{recall, remind};
pub use reply::{open, reply};
pub use table::{Entry, Stage, find};
pub use town::Town;

use crate::{
    attachment::AttachError,
    blob::BlobError,
    store::{StoreError, Tx},
};
use itsumo_domain::{
    association::{
        access::{Act, NotThere, Of, Role, Seat, Standing, may_in_association, seat_may},
        circular::{Audience, Warning},
    },
    sync::Refusal,
    writing::Fault,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// This part's tables.
pub const MIGRATION: &str = "
    -- association: NULL for what the city writes to many; parent: which of those an association's is. stage: draft, held,
    -- back, out. work: counts changes of what is worked on. draft: what is worked on, as JSON of
    -- itsumo_domain::association::circular::Draft; NULL when nothing is. public: what is out, the same. ticked: JSON list of
    -- the warnings that were ticked off. remark: JSON. remind_at: when it is reminded of by itself. person: who held the seat then. expires: the last day, NULL when
    -- nothing is to be taken back any more. households, papers: to how many it went.
    CREATE TABLE circular (
        city TEXT NOT NULL, id {bytes} NOT NULL, association {bytes}, parent {bytes}, seat {bytes} NOT NULL,
        person {bytes} NOT NULL, title TEXT NOT NULL, stage TEXT NOT NULL, work {int} NOT NULL, draft TEXT, public TEXT,
        ticked TEXT NOT NULL, remark TEXT, year {int} NOT NULL, number {int} NOT NULL, made {int} NOT NULL,
        changed {int} NOT NULL, held_until {int}, sent {int}, edited {int}, reminded {int}, remind_at {int},
        recalled {int}, expires {int}, expired {int}, households {int} NOT NULL, papers {int} NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE INDEX circular_association ON circular (city, association, changed);
    CREATE INDEX circular_parent ON circular (city, parent);
    CREATE INDEX circular_sent ON circular (city, sent);
    CREATE INDEX circular_held ON circular (held_until);
    CREATE INDEX circular_expires ON circular (expires);
    CREATE INDEX circular_remind ON circular (remind_at);
    -- The last number given in an association's year.
    CREATE TABLE circular_number (
        city TEXT NOT NULL, association {bytes} NOT NULL, year {int} NOT NULL, last {int} NOT NULL,
        PRIMARY KEY (city, association, year)
    );
    -- A household has opened it: whoever of its members did, first. No person is named.
    CREATE TABLE circular_open (
        city TEXT NOT NULL, circular {bytes} NOT NULL, household {bytes} NOT NULL, at {int} NOT NULL,
        PRIMARY KEY (city, circular, household)
    );
    -- The reply that counts. json: itsumo_domain::association::circular::Reply.
    CREATE TABLE circular_reply (
        city TEXT NOT NULL, circular {bytes} NOT NULL, household {bytes} NOT NULL, at {int} NOT NULL,
        said_by TEXT NOT NULL, paper {int} NOT NULL, json TEXT NOT NULL,
        PRIMARY KEY (city, circular, household)
    );
    -- mark: 0 nothing, 1 delivered, 2 read. marked: by the device's clock.
    CREATE TABLE circular_paper (
        city TEXT NOT NULL, circular {bytes} NOT NULL, household {bytes} NOT NULL, mark {int} NOT NULL,
        marked {int} NOT NULL, marked_by TEXT NOT NULL,
        PRIMARY KEY (city, circular, household)
    )";

/// What was not done with a circular.
#[derive(Debug, thiserror::Error)]
pub enum CircularError {
    /// Not there, or not the asker's.
    #[error("no such circular")]
    NotThere,
    /// It was changed, sent, taken back or recalled meanwhile: look again.
    #[error("the circular is another one now")]
    Moved,
    /// Something is missing or wrong.
    #[error("{} faults", .0.len())]
    Faults(Vec<Fault>),
    /// Warnings that were not ticked off.
    #[error("{} warnings not ticked off", .0.len())]
    Unticked(Vec<Warning>),
    /// It cannot be done now: the reason, in keys `refused-<code>`.
    #[error("refused: {}", .0.code)]
    Refused(Refusal),
    /// A file of a kind that is not taken.
    #[error("not a kind of file that can be attached")]
    NotAFile,
    /// No room for another file, or a file too large.
    #[error("too many files, or too large a one")]
    TooMuch,
    /// Where files lie.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<NotThere> for CircularError {
    fn from(NotThere: NotThere) -> Self {
        Self::NotThere
    }
}

impl From<AttachError> for CircularError {
    fn from(error: AttachError) -> Self {
        match error {
            AttachError::NotAFile => Self::NotAFile,
            AttachError::TooMuch => Self::TooMuch,
            AttachError::Blob(error) => Self::Blob(error),
            AttachError::Store(error) => Self::Store(error),
        }
    }
}

impl From<Refusal> for CircularError {
    fn from(refusal: Refusal) -> Self {
        if refusal.code == "not-found" { Self::NotThere } else { Self::Refused(refusal) }
    }
}

/// An officer, or the city, who does something with a circular.
#[derive(Clone, Debug)]
pub struct Author {
    /// Who holds the seat.
    pub person: Uuid,
    /// The seat by which they do it.
    pub seat: Seat,
    /// All they are.
    pub standing: Standing,
}

impl Author {
    /// Somebody by the first of their seats for which `may` holds.
    pub fn by_seat(person: Uuid, standing: &Standing, may: impl Fn(&Seat) -> bool) -> Option<Self> {
        let seat = standing.seats.iter().find(|seat| may(seat))?.clone();
        Some(Self { person, seat, standing: standing.clone() })
    }

    /// Writes for the city.
    pub fn is_city(&self) -> bool {
        self.seat.role == Role::City
    }

    /// The association for which they write; none for the city.
    pub fn association(&self) -> Option<Uuid> {
        if self.is_city() { None } else { self.seat.association }
    }

    /// Whether they may, with all they are.
    pub fn may(&self, act: Act, of: Of) -> bool {
        may_in_association(&self.standing, act, of).is_ok()
    }

    /// Whether their seat may write to this audience. `blocks` says of each household in which block it is.
    pub fn may_address(&self, audience: &Audience, blocks: &BTreeMap<Uuid, Uuid>) -> bool {
        may_address(&self.seat, audience, blocks)
    }

    /// Whether they keep the association's circulars as a whole, or the city's.
    pub fn keeps(&self) -> bool {
        match self.association() {
            None => seat_may(&self.seat, Act::WriteToAssociations, Of::City),
            Some(association) => seat_may(&self.seat, Act::WriteCirculars, Of::Association(association)),
        }
    }

    /// Whether a circular is one they may see: the association's keepers all of it, a 班長 what they wrote and what went to
    /// their block, the city its own.
    pub fn sees(&self, entry: &Entry) -> bool {
        if entry.association != self.association() {
            return false;
        }
        let to_block = |block| entry.is_out() && entry.shown().is_some_and(|draft| to_block(&draft.audience, block));
        self.keeps() || self.wrote(entry) || self.reads_block().is_some_and(to_block)
    }

    /// Whether a circular is one they may change, send and recall. What the city wrote is not the association's to change.
    pub fn may_work_on(&self, entry: &Entry) -> bool {
        entry.association == self.association() && entry.parent.is_none() && (self.keeps() || self.wrote(entry))
    }

    /// Whether they may say when and how the city's goes out in their association, and remind of it.
    pub fn may_handle(&self, entry: &Entry) -> bool {
        let Some(association) = self.association().filter(|own| entry.association == Some(*own)) else { return false };
        entry.parent.is_some() && seat_may(&self.seat, Act::HandleCity, Of::Association(association))
    }

    /// Their seat wrote it, and may write still.
    fn wrote(&self, entry: &Entry) -> bool {
        let writes = match (self.seat.association, self.seat.block) {
            (Some(association), Some(block)) => {
                seat_may(&self.seat, Act::WriteCirculars, Of::Block { association, block })
            }
            _ => self.keeps(),
        };
        entry.seat == self.seat.id && writes
    }

    /// The block whose reach their seat sees, of a seat of one block.
    fn reads_block(&self) -> Option<Uuid> {
        let (association, block) = (self.seat.association?, self.seat.block?);
        seat_may(&self.seat, Act::SeeReach, Of::Block { association, block }).then_some(block)
    }
}

/// Somebody by the first of their seats that may change this circular, or handle it where the city wrote it.
///
/// # Errors
/// The store's.
pub async fn author_of(
    tx: &mut dyn Tx,
    city: &str,
    person: Uuid,
    standing: &Standing,
    circular: Uuid,
) -> Result<Option<Author>, StoreError> {
    let Some(entry) = find(tx, city, circular).await? else { return Ok(None) };
    let authors = standing.seats.iter().map(|seat| Author { person, seat: seat.clone(), standing: standing.clone() });
    let mut may = authors.filter(|author| author.may_work_on(&entry) || author.may_handle(&entry));
    Ok(may.next())
}

fn to_block(audience: &Audience, block: Uuid) -> bool {
    audience.everybody || audience.blocks.contains(&block)
}

/// Whether a seat may write to this audience: all of it, for what goes to everybody or to other seats; each block and each
/// household otherwise.
fn may_address(seat: &Seat, audience: &Audience, blocks: &BTreeMap<Uuid, Uuid>) -> bool {
    let Some(association) = seat.association.filter(|_| seat.role != Role::City) else {
        let whole = audience.blocks.is_empty() && audience.households.is_empty();
        return whole && seat_may(seat, Act::WriteToAssociations, Of::City);
    };
    let may = |of| seat_may(seat, Act::WriteCirculars, of);
    let whole = audience.everybody || !audience.roles.is_empty();
    (!whole || may(Of::Association(association)))
        && audience.associations.is_empty()
        && audience.blocks.iter().all(|block| may(Of::Block { association, block: *block }))
        && audience.households.iter().all(|household| {
            blocks
                .get(household)
                .is_some_and(|block| may(Of::Household { association, block: *block, household: *household }))
        })
}
