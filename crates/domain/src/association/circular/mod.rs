//! A circular (回覧): one text for phones and for paper, and every household counted once.
//!
//! What is *written* is a [`Draft`]; what is *out* is a [`Circular`], held for a moment in between so that it can be taken
//! back unseen. Who gets it is planned by [`audience`], and how every household stands is said by [`reach`].

pub mod audience;
pub mod burden;
pub mod check;
mod draft;
pub mod reach;
pub mod slip;

pub use audience::{Audience, Plan, plan_audience};
pub use burden::Burden;
pub use check::{Warned, Warning};
pub use draft::{Draft, remark_fault};
pub use reach::{Known, Reach};

use crate::{
    Timestamp,
    city::LocalText,
    sync::Refusal,
    writing::{Attachment, Block as Piece},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Seconds for which a circular is held before it goes out: so long it can be taken back unseen.
pub const HOLD_SECONDS: u32 = 30;
/// Hours for which a circular of the city's lies with the association's officers before it goes out by itself: so long
/// they can hold it back, say what comes first, and add a remark. What is urgent does not wait.
pub const CITY_WAITS_HOURS: u32 = 24;
/// Hours that lie between two reminders of one circular at least.
pub const REMIND_HOURS: u32 = 12;

/// What a circular is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CircularKind {
    /// To be read.
    #[default]
    Read,
    /// To be read, and said so.
    Confirm,
    /// アンケート: answers may change until it closes.
    Poll,
    /// 出欠.
    Attendance,
    /// 当番表.
    Duty,
    /// 落とし物・迷い猫.
    LostAndFound,
    /// おくやみ: gone from every device after its last day.
    Obituary,
    /// Of a newer server.
    #[serde(other)]
    Other,
}

impl CircularKind {
    /// All that this version writes.
    pub const ALL: [Self; 7] =
        [Self::Read, Self::Confirm, Self::Poll, Self::Attendance, Self::Duty, Self::LostAndFound, Self::Obituary];
    /// Its word in keys: `circular-kind-<name>`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Confirm => "confirm",
            Self::Poll => "poll",
            Self::Attendance => "attendance",
            Self::Duty => "duty",
            Self::LostAndFound => "lost-and-found",
            Self::Obituary => "obituary",
            Self::Other => "other",
        }
    }
}

/// What is asked back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Ask {
    /// Nothing.
    #[default]
    Nothing,
    /// "We have read it": one tap.
    Seen,
    /// One (or some) of these.
    Choice {
        /// What can be chosen.
        options: Vec<LocalText>,
        /// More than one may be.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        many: bool,
    },
    /// How many of the household come.
    Attendance,
    /// Free text.
    Text,
    /// Of a newer server.
    #[serde(other)]
    Other,
}

/// A household's reply.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "reply", rename_all = "snake_case")]
pub enum Reply {
    /// To [`Ask::Seen`].
    Seen,
    /// To [`Ask::Choice`]: places in the list of options, ascending.
    Choice {
        /// From 0.
        chosen: Vec<u16>,
    },
    /// To [`Ask::Attendance`].
    Attendance {
        /// How many; 0 is 欠席.
        people: u16,
    },
    /// To [`Ask::Text`]: at most 2,000 characters.
    Text {
        /// The words.
        text: String,
    },
}

impl Reply {
    /// Whether it answers `ask`.
    ///
    /// # Errors
    /// `not-an-answer` of field `reply`.
    pub fn fits(&self, ask: &Ask) -> Result<(), Refusal> {
        let fits = match (self, ask) {
            (Self::Seen, Ask::Seen) | (Self::Text { .. }, Ask::Text) | (Self::Attendance { .. }, Ask::Attendance) => {
                true
            }
            (Self::Choice { chosen }, Ask::Choice { options, many }) => {
                (*many || chosen.len() == 1) && chosen.iter().all(|place| usize::from(*place) < options.len())
            }
            _ => false,
        };
        if fits { Ok(()) } else { Err(Refusal::of_field("not-an-answer", "reply")) }
    }

    /// Checks what can be checked without the circular.
    ///
    /// # Errors
    /// `empty`, `too-long` or `not-readable`, of field `reply`.
    pub fn validate(&self) -> Result<(), Refusal> {
        match self {
            Self::Choice { chosen } if chosen.is_empty() => Err(Refusal::of_field("empty", "reply")),
            Self::Choice { chosen } if !chosen.is_sorted_by(|a, b| a < b) => {
                Err(Refusal::of_field("not-readable", "reply"))
            }
            Self::Attendance { people } if *people > 99 => Err(Refusal::of_field("too-long", "reply")),
            Self::Text { text } if text.trim().is_empty() => Err(Refusal::of_field("empty", "reply")),
            Self::Text { text } if text.chars().count() > 2_000 => Err(Refusal::of_field("too-long", "reply")),
            _ => Ok(()),
        }
    }
}

/// Body of a `circular` record, in the streams of its audience. One record id in all of them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Circular {
    /// The association in whose hands it is.
    pub association: Uuid,
    /// Its name, so that it is still said when the household has left.
    pub association_name: String,
    /// Who writes, as a seat: 会長; or the city's office.
    pub from: String,
    /// The city wrote it, for many associations.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub from_city: bool,
    /// The association's year.
    pub year: i32,
    /// 回覧第○号 of that year; 0 for the city's until the association gives it one.
    pub number: u32,
    /// What it is for.
    pub kind: CircularKind,
    /// The title.
    pub title: LocalText,
    /// The text.
    pub blocks: Vec<Piece>,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// What is asked back.
    pub ask: Ask,
    /// Until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// Replies are taken until the end of [`Self::due`] and not after: a poll that closes.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub closes: bool,
    /// Last day on which anybody has it; then it is taken back everywhere.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<NaiveDate>,
    /// May be read by anybody: on the notice board, at the kiosk.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub public: bool,
    /// What the association's chair adds to the city's text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remark: Option<LocalText>,
    /// When it went out.
    pub sent: Timestamp,
    /// When its words were last changed after that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited: Option<Timestamp>,
    /// When it was last reminded of: shown again to households that have not answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reminded: Option<Timestamp>,
}

impl Circular {
    /// Whether replies are taken no more on `day`.
    pub fn is_closed(&self, day: NaiveDate) -> bool {
        self.closes && self.due.is_some_and(|due| due < day)
    }
}

/// Body of a `circular_sent` record: a circular that lies in no stream which officers read, shown to whoever holds the seat
/// that wrote it. It makes nobody its reader.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SentCircular {
    /// As it is out.
    #[serde(flatten)]
    pub circular: Circular,
    /// To which single households; none where it went to seats alone.
    pub households: BTreeSet<Uuid>,
}

/// A circular on the notice board: `GET /v1/cities/{code}/board`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Posted {
    /// Its record id.
    pub id: Uuid,
    /// What hangs there.
    pub circular: Circular,
}

/// Body of a `circular_reply` record, in a household's stream: the reply that counts. The record's id is [`joint_id`] of
/// circular and household.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReplyView {
    /// To which circular.
    pub circular: Uuid,
    /// Of which household.
    pub household: Uuid,
    /// What.
    #[serde(flatten)]
    pub reply: Reply,
    /// When it arrived.
    pub at: Timestamp,
    /// Who, as the household calls them; the seat that wrote it down from paper.
    pub by: String,
    /// It came on paper.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub paper: bool,
}

/// What an officer marks on paper. A later mark of the same household takes the place of an earlier one, by the clock of
/// the device it was made on, and equal times by the greater mark: so phones that were apart agree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Neither: a mark was taken back.
    #[default]
    Nothing,
    /// It lies in the letter box, or was handed over.
    Delivered,
    /// The household says they have read it: the cover list is ticked, or the slip came back.
    Read,
}

/// Body of a `paper` record, in the officers' stream of a block. The record's id is [`joint_id`] of circular and
/// household.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PaperMark {
    /// Of which circular.
    pub circular: Uuid,
    /// Of which household.
    pub household: Uuid,
    /// What.
    pub mark: Mark,
    /// When it was marked, by the device's clock.
    pub marked: Timestamp,
    /// By which seat.
    pub by: String,
}

/// The id of what two things have in common: the same on every device. A UUID of version 8 made of the XOR of both with
/// the bits of the second turned by one byte, so that (a, b) and (b, a) differ.
pub fn joint_id(one: Uuid, other: Uuid) -> Uuid {
    let turned = other.as_u128().rotate_left(8);
    uuid::Builder::from_custom_bytes((one.as_u128() ^ turned).to_be_bytes()).into_uuid()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_two_things_have_in_common_has_one_id() {
        let (one, other) = (Uuid::from_u128(0x0190_0000_0000_7000_8000_0000_0000_0001), Uuid::from_u128(0xf00d << 64));
        assert_eq!(joint_id(one, other), joint_id(one, other));
        assert_ne!(joint_id(one, other), joint_id(other, one));
        assert_ne!(joint_id(one, other), joint_id(one, Uuid::from_u128(0xf00e << 64)));
    }

    #[test]
    fn a_reply_is_to_what_was_asked() {
        let options = vec![LocalText::ja("賛成"), LocalText::ja("反対")];
        let one = Ask::Choice { options: options.clone(), many: false };
        let some = Ask::Choice { options, many: true };
        let chosen = |places: &[u16]| Reply::Choice { chosen: places.to_vec() };
        let table = [
            (Reply::Seen, &Ask::Seen, true),
            (Reply::Seen, &Ask::Nothing, false),
            (chosen(&[1]), &one, true),
            (chosen(&[0, 1]), &one, false),
            (chosen(&[0, 1]), &some, true),
            (chosen(&[2]), &some, false),
            (Reply::Attendance { people: 0 }, &Ask::Attendance, true),
            (Reply::Attendance { people: 2 }, &Ask::Text, false),
            (Reply::Text { text: "はい".to_owned() }, &Ask::Other, false),
        ];
        for (reply, ask, fits) in table {
            assert_eq!(reply.fits(ask).is_ok(), fits, "{reply:?} to {ask:?}");
        }
    }
}
