//! Notices: written, looked at twice, held, sent, edited, recalled, and counted.
//!
//! A notice is worked on as a [`Draft`] and is out as records. Between the two it passes *stages*: `draft` → `waiting`
//! for a second pair of eyes, where the facility wants one → `held` for some seconds, in which it can be taken back and
//! nobody has seen it → `out`. A notice that is out may be worked on again; what is out stays as it is until the new
//! words went the same way.
//!
//! What a group reads goes once into the stream of the group; what single children's guardians read goes into their
//! own streams. All of them are one record id, so that a phone shows one item however many children it is for.
//!
//! **Invariant:** a notice leaves `held` in the transaction that writes its records: it is sent once, whatever crashes.
//! **Invariant:** nothing is sent that was not looked at as it is: each change makes a new number (`work`), and who sends
//! or approves says the number they looked at.

pub mod answer;
pub mod approve;
pub mod board;
pub mod calendar;
pub mod file;
mod plan;
pub mod recall;
pub mod send;
mod show;
mod table;
pub mod write;

pub use plan::{Members, members};
pub(in crate::school) use show::show_all;
pub use table::{Entry, Stage, find};

use crate::{attachment::AttachError, blob::BlobError, store::StoreError};
use itsumo_domain::school::{
    Group, GroupKind,
    access::{Act, NotThere, Of, Seat, Standing, may_at_school},
    notice::{Fault, Warning},
};
use uuid::Uuid;

/// This part's tables.
pub const MIGRATION: &str = "
    -- stage: draft, waiting, held, out. work: counts changes of what is worked on. draft: what is worked on, as JSON of
    -- itsumo_domain::school::notice::Draft; NULL when nothing is. public: what is out, the same. ticked: JSON list of the
    -- warnings that were ticked off. children: to how many it went. person, approver: who held the seat then.
    CREATE TABLE notice (
        city TEXT NOT NULL, id {bytes} NOT NULL, facility {bytes} NOT NULL, seat {bytes} NOT NULL, person {bytes} NOT NULL,
        title TEXT NOT NULL, stage TEXT NOT NULL, work {int} NOT NULL, draft TEXT, public TEXT, ticked TEXT NOT NULL,
        made {int} NOT NULL, changed {int} NOT NULL, held_until {int}, sent {int}, edited {int}, recalled {int},
        approved_by {bytes}, returned TEXT NOT NULL, children {int} NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE INDEX notice_facility ON notice (city, facility, changed);
    CREATE INDEX notice_held ON notice (held_until);
    -- Groups in whose streams it is.
    CREATE TABLE notice_group (
        city TEXT NOT NULL, notice {bytes} NOT NULL, class_group {bytes} NOT NULL,
        PRIMARY KEY (city, notice, class_group)
    );
    CREATE INDEX notice_group_group ON notice_group (city, class_group);
    -- All children it was sent for, those of its groups too. singly: told in their guardians' own streams.
    CREATE TABLE notice_pupil (
        city TEXT NOT NULL, notice {bytes} NOT NULL, pupil {bytes} NOT NULL, singly {int} NOT NULL,
        PRIMARY KEY (city, notice, pupil)
    );
    CREATE INDEX notice_pupil_pupil ON notice_pupil (city, pupil);
    -- Where its records are, the answers' too, and with which number the notice first stood there (0 for answers).
    CREATE TABLE notice_record (
        city TEXT NOT NULL, notice {bytes} NOT NULL, stream TEXT NOT NULL, record {bytes} NOT NULL, seq {int} NOT NULL,
        PRIMARY KEY (city, notice, stream, record)
    );
    CREATE INDEX notice_record_stream ON notice_record (city, stream, seq);
    CREATE TABLE notice_open (
        city TEXT NOT NULL, notice {bytes} NOT NULL, person {bytes} NOT NULL, at {int} NOT NULL,
        PRIMARY KEY (city, notice, person)
    );
    -- unit: the child, or the person where it is counted per household or guardian. The last answer of each.
    CREATE TABLE notice_answer (
        city TEXT NOT NULL, notice {bytes} NOT NULL, unit {bytes} NOT NULL, pupil {bytes}, person {bytes} NOT NULL,
        at {int} NOT NULL, late {int} NOT NULL, json TEXT NOT NULL,
        PRIMARY KEY (city, notice, unit)
    );
    -- text: what is written in it, for looking through it; NULL where it could not be read.
    CREATE TABLE notice_file (
        city TEXT NOT NULL, notice {bytes} NOT NULL, sha256 {bytes} NOT NULL, facility {bytes} NOT NULL, name TEXT NOT NULL,
        media TEXT NOT NULL, size {int} NOT NULL, text TEXT, at {int} NOT NULL,
        PRIMARY KEY (city, notice, sha256)
    );
    CREATE INDEX notice_file_room ON notice_file (city, facility, sha256);
    -- Which seat opened which file.
    CREATE TABLE notice_file_opened (
        city TEXT NOT NULL, notice {bytes} NOT NULL, sha256 {bytes} NOT NULL, person {bytes} NOT NULL, at {int} NOT NULL,
        PRIMARY KEY (city, notice, sha256, person)
    );
    -- How far a person's devices are in a stream that has notices.
    CREATE TABLE notice_reach (
        city TEXT NOT NULL, person {bytes} NOT NULL, stream TEXT NOT NULL, seq {int} NOT NULL,
        PRIMARY KEY (city, person, stream)
    );
    -- hash: SHA-256 of the secret in a calendar's address.
    CREATE TABLE calendar_link (
        city TEXT NOT NULL, hash {bytes} NOT NULL, person {bytes} NOT NULL, pupil {bytes} NOT NULL, made {int} NOT NULL,
        PRIMARY KEY (city, hash)
    );
    CREATE INDEX calendar_link_person ON calendar_link (city, person, pupil)";

/// What came later: the answers for a child, or of a person, are looked for by them.
pub const ANSWERS_MIGRATION: &str = "
    CREATE INDEX notice_answer_unit ON notice_answer (city, unit)";

/// What was not done with a notice.
#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    /// Not there, or not the asker's.
    #[error("no such notice")]
    NotThere,
    /// It was changed, sent, taken back or recalled meanwhile: look again.
    #[error("the notice is another one now")]
    Moved,
    /// Something is missing or wrong.
    #[error("{} faults", .0.len())]
    Faults(Vec<Fault>),
    /// Warnings that were not ticked off.
    #[error("{} warnings not ticked off", .0.len())]
    Unticked(Vec<Warning>),
    /// Files that the second person has not opened.
    #[error("{} files not opened", .0.len())]
    NotOpened(Vec<String>),
    /// The second yes has to come from another person than who wrote it.
    #[error("the second yes is another person's")]
    SamePerson,
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

impl From<AttachError> for NoticeError {
    fn from(error: AttachError) -> Self {
        match error {
            AttachError::NotAFile => Self::NotAFile,
            AttachError::TooMuch => Self::TooMuch,
            AttachError::Blob(error) => Self::Blob(error),
            AttachError::Store(error) => Self::Store(error),
        }
    }
}

impl From<NotThere> for NoticeError {
    fn from(NotThere: NotThere) -> Self {
        Self::NotThere
    }
}

/// Who of the staff does something with a notice.
#[derive(Clone, Debug)]
pub struct Writer {
    /// Who holds the seat.
    pub person: Uuid,
    /// The seat by which they do it.
    pub seat: Seat,
    /// All they are.
    pub standing: Standing,
}

impl Writer {
    /// Whether they may write to a group: a class, or else the facility as a whole.
    pub fn may_address(&self, group: &Group) -> bool {
        let class = (group.kind == GroupKind::Class).then_some(group.id);
        self.may(Act::WriteNotices, class)
    }

    /// Whether they may write to the whole facility.
    pub fn may_address_all(&self) -> bool {
        self.may(Act::WriteNotices, None)
    }

    /// Whether they may at this facility.
    pub fn may(&self, act: Act, class: Option<Uuid>) -> bool {
        may_at_school(&self.standing, act, Of::Facility(self.seat.facility, class)).is_ok()
    }

    /// Whether a notice is one they may see: their seat's own, or any where they write to the whole facility or say the
    /// second yes.
    pub fn sees(&self, entry: &Entry) -> bool {
        let own = self.standing.seats.iter().any(|seat| seat.id == entry.seat && self.holds(seat));
        entry.facility == self.seat.facility && (own || self.may_address_all() || self.may(Act::ApproveNotices, None))
    }

    /// Whether a notice is one they may work on.
    pub fn may_work_on(&self, entry: &Entry) -> bool {
        let own = self.standing.seats.iter().any(|seat| seat.id == entry.seat && self.holds(seat));
        entry.facility == self.seat.facility && (own || self.may_address_all())
    }

    /// A seat by which they may still write.
    fn holds(&self, seat: &Seat) -> bool {
        may_at_school(&self.standing, Act::WriteNotices, Of::Facility(seat.facility, seat.group)).is_ok()
    }
}
