//! Seats of an association: terms that may overlap at the hand-over, a checklist, an end that comes by itself, and a way
//! back when the holder has vanished. Never a shared password.
//!
//! What a seat did stays with the seat, whoever holds it next. The new holder is added *before* the old one retires: a
//! seat may have two holders for the days of the hand-over, and [`plan_hand_over`] says when it would have none.

mod hand_over;
mod recovery;

pub use hand_over::{HandOver, LONGEST_OVERLAP, NoHandOver, plan_hand_over};
pub use recovery::{AskedFor, RECOVERY_KEPT, RECOVERY_WAITS, Recovered, Recovery, YESES, Yes, plan_recovery};

use super::{Block, Role};
use crate::Timestamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One line of a seat's checklist at hand-over.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Item {
    /// What is to be done: 回覧の箱を渡す.
    pub what: String,
    /// When it was ticked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub done: Option<Timestamp>,
    /// By whom, as a seat or name.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub by: String,
}

/// Body of a `seat` record, in its holder's own stream: what they may do, and what is to be handed over. The record's id
/// is the seat's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct SeatCard {
    /// The association; none for the city's seats.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub association: Option<Uuid>,
    /// Its name.
    pub association_name: String,
    /// What the seat is for.
    pub role: Role,
    /// As people call it.
    pub title: String,
    /// The block of a 班長.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub block: Option<Block>,
    /// First day of this holder's term.
    pub since: NaiveDate,
    /// Last day, if one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// What this holder shows of themselves: the name.
    pub shows_name: String,
    /// And a telephone number.
    pub shows_phone: String,
    /// What is to be handed over.
    pub checklist: Vec<Item>,
    /// Who comes after, or goes before, while the terms overlap.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub beside: String,
    /// Lost seats that somebody asks for: this one, or another to which this holder may say yes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asked: Vec<AskedFor>,
}

/// One holder's term.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Term {
    /// First day.
    pub since: NaiveDate,
    /// Last day, if one is known.
    pub until: Option<NaiveDate>,
}

impl Term {
    /// Whether it holds on `day`.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }
    /// Whether it has a day at all: one that was ended before it began has none.
    pub fn is_one(&self) -> bool {
        self.until.is_none_or(|until| self.since <= until)
    }
    /// The days that it has in common with another.
    pub fn meets(self, other: Self) -> Option<Self> {
        let until = match (self.until, other.until) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        };
        Some(Self { since: self.since.max(other.since), until }).filter(Self::is_one)
    }
}
