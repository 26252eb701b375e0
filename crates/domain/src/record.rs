//! Records in streams: the one idea that everything rests on.
//!
//! Everything that reaches a person is a [`Record`] in a [`Stream`] that a known set of people may read.
//! `seq` is dense per stream and given out under the stream's lock, so a reader that holds `seq = n` has
//! missed nothing at or below `n`. A new revision takes a new `seq` and replaces the old one in the log.

use crate::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use std::{fmt, str::FromStr};
use uuid::Uuid;

/// The name of a stream inside a city: `news`, `alerts`, `person/<uuid>`, …
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(try_from = "String", into = "String")]
pub struct Stream(String);

/// What a stream's name says about who may read it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Audience {
    /// Anybody, without an account: `news`, `alerts`, `circulars`.
    Everyone,
    /// The devices of one person.
    Person(Uuid),
    /// The devices of one family, by its key and not by any account. Its records are sealed.
    Family(Uuid),
    /// The guardians of a group's pupils, and its staff: see [`crate::school`].
    Class(Uuid),
    /// The households and officers of an association: see [`crate::association`].
    Association(Uuid),
    /// The households of one of its blocks, and its officers.
    Block(Uuid),
    /// The members of one household.
    Household(Uuid),
    /// The officers of one block.
    Officers(Uuid),
    /// A stream of a kind this version does not know: nobody may read it.
    Unknown,
}

impl Stream {
    /// The city's announcements.
    pub fn news() -> Self {
        Self("news".to_owned())
    }

    /// The city's alerts.
    pub fn alerts() -> Self {
        Self("alerts".to_owned())
    }

    /// One person's own stream: interests, saved articles.
    pub fn person(person: Uuid) -> Self {
        Self(format!("person/{person}"))
    }

    /// One family's handbook, sealed: see [`crate::family`].
    pub fn family(family: Uuid) -> Self {
        Self(format!("family/{family}"))
    }

    /// What a school tells the guardians of one group of one school year: a class, a grade, everybody.
    pub fn class(group: Uuid) -> Self {
        Self(format!("class/{group}"))
    }

    /// Public circulars of the city's associations: the notice board on the wall and at the kiosk. Not every device reads
    /// it: only those that show a notice board name it.
    pub fn circulars() -> Self {
        Self("circulars".to_owned())
    }

    /// What an association tells all its households: circulars, officers, calendar, meetings, safety checks.
    pub fn association(association: Uuid) -> Self {
        Self(format!("association/{association}"))
    }

    /// What goes to one of its blocks alone.
    pub fn block(block: Uuid) -> Self {
        Self(format!("block/{block}"))
    }

    /// What is of one household: its card, its replies and ballots.
    pub fn household(household: Uuid) -> Self {
        Self(format!("household/{household}"))
    }

    /// What the officers of one block work with: the street, the paper, who was seen in a safety check.
    pub fn officers(block: Uuid) -> Self {
        Self(format!("officers/{block}"))
    }

    /// Moves when a facility's board changes. It holds no record and nobody reads it: staff's pages listen to its
    /// number, and ask again.
    pub fn board(facility: Uuid) -> Self {
        Self(format!("board/{facility}"))
    }

    /// Moves when anybody's part at any facility of the city changes: what is remembered of it in memory is asked
    /// again. It holds no record and nobody reads it.
    pub fn standings() -> Self {
        Self("standings".to_owned())
    }

    /// Moves when one person's part in the city's associations changes: what is remembered of theirs in memory is asked
    /// again. It holds no record and nobody reads it.
    pub fn part(person: Uuid) -> Self {
        Self(format!("part/{person}"))
    }

    /// Whose part it is that this stream counts, if it is one of [`Self::part`].
    pub fn part_of(&self) -> Option<Uuid> {
        self.0.strip_prefix("part/").and_then(|person| Uuid::parse_str(person).ok())
    }

    /// Who may read it.
    pub fn audience(&self) -> Audience {
        match self.0.split_once('/') {
            None if matches!(self.0.as_str(), "news" | "alerts" | "circulars") => Audience::Everyone,
            Some(("person", id)) => Uuid::parse_str(id).map_or(Audience::Unknown, Audience::Person),
            Some(("family", id)) => Uuid::parse_str(id).map_or(Audience::Unknown, Audience::Family),
            Some(("class", id)) => Uuid::parse_str(id).map_or(Audience::Unknown, Audience::Class),
            Some(("association", id)) => Uuid::parse_str(id).map_or(Audience::Unknown, Audience::Association),
            Some(("block", id)) => Uuid::parse_str(id).map_or(Audience::Unknown, Audience::Block),
            Some(("household", id)) => Uuid::parse_str(id).map_or(Audience::Unknown, Audience::Household),
            Some(("officers", id)) => Uuid::parse_str(id).map_or(Audience::Unknown, Audience::Officers),
            _ => Audience::Unknown,
        }
    }

    /// Readable with no account, and therefore by any cache in between.
    pub fn is_public(&self) -> bool {
        self.audience() == Audience::Everyone
    }

    /// The name as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A stream's name has 1 to 100 characters of `a-z 0-9 - /`.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not the name of a stream: {0:?}")]
pub struct NotAStream(pub String);

impl FromStr for Stream {
    type Err = NotAStream;
    fn from_str(name: &str) -> Result<Self, NotAStream> {
        let fits = (1..=100).contains(&name.len())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'/')
            && name.split('/').all(|part| !part.is_empty());
        if fits { Ok(Self(name.to_owned())) } else { Err(NotAStream(name.to_owned())) }
    }
}

impl TryFrom<String> for Stream {
    type Error = NotAStream;
    fn try_from(name: String) -> Result<Self, NotAStream> {
        name.parse()
    }
}

impl From<Stream> for String {
    fn from(stream: Stream) -> Self {
        stream.0
    }
}

impl fmt::Display for Stream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Kinds of record this version understands. Others are stored and passed over.
pub mod kind {
    /// Body: [`crate::news::News`]. Stream `news`.
    pub const NEWS: &str = "news";
    /// Body: [`crate::alert::Alert`]. Stream `alerts`.
    pub const ALERT: &str = "alert";
    /// Body: [`crate::interests::Interests`]; the record's id is the person's. Stream `person/…`.
    pub const INTERESTS: &str = "interests";
    /// Body: [`crate::news::Saved`]; the record's id is the article's. Stream `person/…`.
    pub const SAVED: &str = "saved";
    /// Body: [`crate::school::PupilCard`]; the record's id is the pupil's. Stream `person/…`.
    pub const PUPIL: &str = "pupil";
    /// Body: [`crate::school::AbsenceView`]; the record's id is the absence's. Stream `person/…`.
    pub const ABSENCE: &str = "absence";
    /// Body: [`crate::school::Question`]. Stream `person/…`.
    pub const QUESTION: &str = "question";
    /// Body: [`crate::school::Notice`]. Streams `class/…` (one record id in all of them) and `person/…`.
    pub const NOTICE: &str = "notice";
    /// Body: [`crate::school::notice::AnswerView`]. Stream `person/…`.
    pub const ANSWER: &str = "answer";
    /// Body: [`crate::association::AssociationCard`]; the record's id is the association's. Stream `association/…`.
    pub const ASSOCIATION: &str = "association";
    /// Body: [`crate::association::HouseholdCard`]; the record's id is the household's. Stream `household/…`.
    pub const HOUSEHOLD: &str = "household";
    /// Body: [`crate::association::seat::SeatCard`]; the record's id is the seat's. Stream `person/…`.
    pub const SEAT: &str = "seat";
    /// Body: [`crate::association::Circular`]. Streams `association/…`, `block/…`, `household/…`, `person/…` (for seats)
    /// and `circulars`; one record id in all of them.
    pub const CIRCULAR: &str = "circular";
    /// Body: [`crate::association::circular::SentCircular`]; the record's id is the circular's. Stream `person/…`.
    pub const CIRCULAR_SENT: &str = "circular_sent";
    /// Body: [`crate::association::circular::ReplyView`]. Stream `household/…`.
    pub const CIRCULAR_REPLY: &str = "circular_reply";
    /// Body: [`crate::association::circular::PaperMark`]. Stream `officers/…`.
    pub const PAPER: &str = "paper";
    /// Body: [`crate::association::Street`]; the record's id is the household's. Stream `officers/…`.
    pub const STREET: &str = "street";
    /// Body: [`crate::association::Duty`]. Streams `association/…` and `block/…`.
    pub const DUTY: &str = "duty";
    /// Body: [`crate::association::Meeting`]. Stream `association/…`.
    pub const MEETING: &str = "meeting";
    /// Body: [`crate::association::meeting::Ballot`]. Stream `household/…`.
    pub const BALLOT: &str = "ballot";
    /// Body: [`crate::association::SafetyCheck`]. Stream `association/…`.
    pub const SAFETY: &str = "safety";
    /// Body: [`crate::association::SafetyReport`]. Streams `officers/…` and `household/…`.
    pub const SAFETY_REPORT: &str = "safety_report";
}

/// One record, as it travels inside a [`crate::sync::Page`] (which names the stream).
///
/// The body stays the JSON bytes it came in as: servers splice them, devices parse what they know.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Record {
    /// Position in the stream's log, from 1, dense when given out.
    pub seq: i64,
    /// Same over all revisions.
    pub id: Uuid,
    /// 1 for the first revision.
    pub rev: i64,
    /// What the body is; see [`kind`].
    pub kind: String,
    /// When this revision was written.
    pub at: Timestamp,
    /// Who wrote it: `ingest`, `operator`, `person/<uuid>`.
    pub author: String,
    /// Recalled: every device removes what it has. Has no body.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
    /// The content, absent when gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "schema", schema(value_type = Object))]
    pub body: Option<Box<RawValue>>,
}

impl Record {
    /// Reads the body as `T`; `None` when gone or of another shape.
    pub fn body_as<T: serde::de::DeserializeOwned>(&self) -> Option<T> {
        self.body.as_deref().and_then(|raw| serde_json::from_str(raw.get()).ok())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_city_s_own_streams_are_public() {
        let person = Uuid::from_u128(7);
        assert!([Stream::news(), Stream::alerts(), Stream::circulars()].iter().all(Stream::is_public));
        assert_eq!(Stream::person(person).audience(), Audience::Person(person));
        assert_eq!(Stream::family(person).audience(), Audience::Family(person));
        assert_eq!(Stream::class(person).audience(), Audience::Class(person));
        assert_eq!(Stream::association(person).audience(), Audience::Association(person));
        assert_eq!(Stream::block(person).audience(), Audience::Block(person));
        assert_eq!(Stream::household(person).audience(), Audience::Household(person));
        assert_eq!(Stream::officers(person).audience(), Audience::Officers(person));
        for nobodys in [Stream::board(person), Stream::standings(), Stream::part(person)] {
            assert_eq!(nobodys.audience(), Audience::Unknown);
        }
        assert_eq!(Stream::part(person).part_of(), Some(person));
        assert_eq!(Stream::person(person).part_of(), None);
        assert_eq!("family/x".parse::<Stream>().unwrap().audience(), Audience::Unknown);
        for bad in ["", "News", "a//b", "/a", "a/", "a b", "人"] {
            assert!(bad.parse::<Stream>().is_err(), "{bad}");
        }
    }
}
