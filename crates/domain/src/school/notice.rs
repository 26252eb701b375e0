//! A notice from a facility to the guardians of some of its pupils: structured text first, and one item however many
//! children it concerns.

use super::{FacilityKind, TimeOfDay};
use crate::{Timestamp, city::LocalText, sync::Refusal};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A piece of a notice's text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// A heading.
    Heading {
        /// Its words.
        text: LocalText,
    },
    /// A paragraph.
    Text {
        /// Its words.
        text: LocalText,
    },
    /// Items one under the other.
    List {
        /// Each item.
        items: Vec<LocalText>,
    },
    /// Something on a day: opens the phone's calendar.
    Date {
        /// The day.
        day: NaiveDate,
        /// When it begins, if that is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        time: Option<TimeOfDay>,
        /// What: 授業参観.
        what: LocalText,
    },
    /// Something to bring on a day: shown on that day's card.
    Bring {
        /// The day.
        day: NaiveDate,
        /// What: 水着・バスタオル.
        what: LocalText,
    },
    /// Of a newer server.
    #[serde(other)]
    Other,
}

/// A file of a notice.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Attachment {
    /// SHA-256 of its bytes in hexadecimal digits; its name on the server.
    pub sha256: String,
    /// What people see.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// How long it is.
    pub bytes: i64,
}

/// What is asked back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "ask", rename_all = "snake_case")]
pub enum Ask {
    /// Nothing.
    #[default]
    Nothing,
    /// "I have seen it": one tap.
    Seen,
    /// One (or some) of these.
    Choice {
        /// What can be chosen.
        options: Vec<LocalText>,
        /// More than one may be.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        many: bool,
    },
    /// A day: of an interview, say.
    Date {
        /// The earliest, if one is given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<NaiveDate>,
        /// The latest.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<NaiveDate>,
    },
    /// Free text.
    Text,
    /// Of a newer server.
    #[serde(other)]
    Other,
}

/// Whose answers are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CountPer {
    /// One for each child.
    #[default]
    Child,
    /// One for all children that share a guardian.
    Household,
    /// One for each guardian.
    Guardian,
    /// Of a newer server.
    #[serde(other)]
    Other,
}

/// Body of a `notice` record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Notice {
    /// Which facility.
    pub facility: Uuid,
    /// Its kind, for the picture.
    pub facility_kind: FacilityKind,
    /// Its name, so that the notice still says it when the child has left.
    pub facility_name: String,
    /// Who writes, as a seat: 1年2組 担任.
    pub from: String,
    /// To whom, in words: 1年2組, 全校.
    pub to: Vec<String>,
    /// The title.
    pub title: LocalText,
    /// The text.
    pub blocks: Vec<Block>,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// What is asked back.
    pub ask: Ask,
    /// Whose answers count.
    pub per: CountPer,
    /// Until when, in Japan's days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub due: Option<NaiveDate>,
    /// When it went out.
    pub sent: Timestamp,
    /// When its words were last changed after that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited: Option<Timestamp>,
    /// Of this guardian's children those it is for; empty in a group's stream, where the groups say it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub pupils: Vec<Uuid>,
}

/// An answer to an [`Ask`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "answer", rename_all = "snake_case")]
pub enum Answer {
    /// To [`Ask::Seen`].
    Seen,
    /// To [`Ask::Choice`]: places in the list of options, ascending.
    Choice {
        /// From 0.
        chosen: Vec<u16>,
    },
    /// To [`Ask::Date`].
    Date {
        /// The day.
        day: NaiveDate,
    },
    /// To [`Ask::Text`]: at most 2,000 characters.
    Text {
        /// The words.
        text: String,
    },
}

impl Answer {
    /// Checks what can be checked without the notice.
    ///
    /// # Errors
    /// `empty` or `too-long`, of field `answer`.
    pub fn validate(&self) -> Result<(), Refusal> {
        match self {
            Self::Choice { chosen } if chosen.is_empty() => Err(Refusal::of_field("empty", "answer")),
            Self::Choice { chosen } if !chosen.is_sorted_by(|a, b| a < b) => {
                Err(Refusal::of_field("not-readable", "answer"))
            }
            Self::Text { text } if text.trim().is_empty() => Err(Refusal::of_field("empty", "answer")),
            Self::Text { text } if text.chars().count() > 2_000 => Err(Refusal::of_field("too-long", "answer")),
            _ => Ok(()),
        }
    }
}

/// Body of an `answer` record in a guardian's stream: what this guardian, or another of the same child, answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct AnswerView {
    /// To which notice.
    pub notice: Uuid,
    /// For which child; absent when counted per household or guardian.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pupil: Option<Uuid>,
    /// What.
    #[serde(flatten)]
    pub answer: Answer,
    /// When it arrived.
    pub at: Timestamp,
    /// Who.
    pub by: super::absence::By,
}
