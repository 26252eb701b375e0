//! The shared calendar: what is on (総会, 防災訓練), and whose turn it is (ごみ当番).
//!
//! Turns that go round are planned by [`roster`], and stand on the calendar as single duties: each can be moved or
//! swapped without the others.

pub mod roster;

pub use roster::{Roster, Turns, plan_roster};

use crate::{Timestamp, school::TimeOfDay, sync::Refusal};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What kind of thing is on the calendar.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum DutyKind {
    /// ごみ集積所当番.
    Garbage,
    /// 清掃.
    Cleaning,
    /// 見回り・見守り.
    Patrol,
    /// 回覧・配布.
    Circular,
    /// Something that is on, for everybody.
    Event,
    /// Anything else.
    #[default]
    #[serde(other)]
    Other,
}

impl DutyKind {
    /// All that this version writes.
    pub const ALL: [Self; 6] = [Self::Garbage, Self::Cleaning, Self::Patrol, Self::Circular, Self::Event, Self::Other];

    /// Its word on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Garbage => "garbage",
            Self::Cleaning => "cleaning",
            Self::Patrol => "patrol",
            Self::Circular => "circular",
            Self::Event => "event",
            Self::Other => "other",
        }
    }

    /// Reads [`Self::name`].
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The key of its words.
    pub fn key(self) -> &'static str {
        match self {
            Self::Garbage => "duty-garbage",
            Self::Cleaning => "duty-cleaning",
            Self::Patrol => "duty-patrol",
            Self::Circular => "duty-circular",
            Self::Event => "duty-event",
            Self::Other => "duty-other",
        }
    }
}

/// Body of a `duty` record, in the association's or a block's stream.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Duty {
    /// Of which association.
    pub association: Uuid,
    /// Of which block; none for the whole association.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<Uuid>,
    /// What kind.
    pub kind: DutyKind,
    /// In words: ごみ当番, 公園の草取り.
    pub what: String,
    /// Where, if it is said.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub until: NaiveDate,
    /// When it begins, if it is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<TimeOfDay>,
    /// Whose turn; none for what is everybody's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub household: Option<Uuid>,
    /// Its name, as the block says it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub household_name: String,
    /// When it was marked as done.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<Timestamp>,
}

impl Duty {
    /// Checks what can be checked without any state.
    ///
    /// # Errors
    /// `empty`, `too-long` or `ends-before-it-begins`, each with its field.
    pub fn validate(&self) -> Result<(), Refusal> {
        if self.what.trim().is_empty() {
            return Err(Refusal::of_field("empty", "what"));
        }
        if self.what.chars().count() > 80 || self.place.chars().count() > 80 {
            return Err(Refusal::of_field("too-long", "what"));
        }
        if self.until < self.from {
            return Err(Refusal::of_field("ends-before-it-begins", "until"));
        }
        Ok(())
    }
}
