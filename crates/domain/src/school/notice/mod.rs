//! A notice from a facility to the guardians of some of its pupils: structured text first, and one item however many
//! children it concerns.
//!
//! The worst that happens with such notices is not that one is late but that one goes to the wrong people, or carries
//! what was not meant to be carried. So what is *written* ([`Draft`]) and what is *out* ([`Notice`]) are two things, and
//! between them stand a plan of who gets it ([`audience`]) and a look for what does not belong in it ([`check`]).
//! Afterwards [`count`] says who has it, who saw it, who answered, and who has to be telephoned.

pub mod audience;
pub mod check;
pub mod count;
mod draft;
pub mod template;

pub use crate::writing::{Attachment, Block};
pub use audience::{Addressee, Audience, Plan, plan_audience};
pub use check::{Warning, Where};
pub use count::{Counted, State};
pub use draft::{Draft, Fault};

use super::FacilityKind;
use crate::{Timestamp, city::LocalText, sync::Refusal};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

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
    /// Whether it answers `ask`: the same kind, a place that is in the list, a day within the bounds.
    ///
    /// # Errors
    /// `not-an-answer` of field `answer`.
    pub fn fits(&self, ask: &Ask) -> Result<(), Refusal> {
        let fits = match (self, ask) {
            (Self::Seen, Ask::Seen) | (Self::Text { .. }, Ask::Text) => true,
            (Self::Choice { chosen }, Ask::Choice { options, many }) => {
                (*many || chosen.len() == 1) && chosen.iter().all(|place| usize::from(*place) < options.len())
            }
            (Self::Date { day }, Ask::Date { from, until }) => {
                from.is_none_or(|from| *day >= from) && until.is_none_or(|until| *day <= until)
            }
            _ => false,
        };
        if fits { Ok(()) } else { Err(Refusal::of_field("not-an-answer", "answer")) }
    }

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
    /// It arrived after the day it was asked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub late: bool,
    /// Who.
    pub by: super::absence::By,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_to_what_was_asked() {
        let day = |day| NaiveDate::from_ymd_opt(2026, 12, day).unwrap();
        let options = vec![LocalText::ja("参加"), LocalText::ja("欠席"), LocalText::ja("未定")];
        let one = Ask::Choice { options: options.clone(), many: false };
        let some = Ask::Choice { options, many: true };
        let dates = Ask::Date { from: Some(day(1)), until: Some(day(4)) };
        let chosen = |places: &[u16]| Answer::Choice { chosen: places.to_vec() };
        let on = |date| Answer::Date { day: day(date) };
        let text = Answer::Text { text: "はい".to_owned() };
        let table = [
            (Answer::Seen, &Ask::Seen, true),
            (Answer::Seen, &Ask::Nothing, false),
            (Answer::Seen, &one, false),
            (chosen(&[2]), &one, true),
            (chosen(&[0, 2]), &one, false),
            (chosen(&[0, 2]), &some, true),
            (chosen(&[3]), &some, false),
            (on(1), &dates, true),
            (on(4), &dates, true),
            (on(5), &dates, false),
            (on(5), &Ask::Date { from: Some(day(1)), until: None }, true),
            (text.clone(), &Ask::Text, true),
            (text, &Ask::Other, false),
        ];
        for (answer, ask, fits) in table {
            assert_eq!(answer.fits(ask).is_ok(), fits, "{answer:?} to {ask:?}");
        }
    }
}
