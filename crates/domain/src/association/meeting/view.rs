//! A meeting before its officers, as their phones ask for it.

use super::{Given, Source, Tally};
use crate::Timestamp;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What came of a household, without what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Handed {
    /// Votes.
    Votes,
    /// 委任状.
    Proxy,
    /// That they come, or are there.
    Present,
}

impl From<&Given> for Handed {
    fn from(given: &Given) -> Self {
        match given {
            Given::Votes { .. } => Self::Votes,
            Given::Proxy { .. } => Self::Proxy,
            Given::Present => Self::Present,
        }
    }
}

/// A household of the sheet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SheetLine {
    /// The household.
    pub household: Uuid,
    /// Its block and name: 1班 山田.
    pub name: String,
    /// What came last; nothing when nothing did, or it was taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handed: Option<Handed>,
    /// How.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// When.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Who handed it in or wrote it down.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub by: String,
    /// What it says; only once the meeting is counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub given: Option<Given>,
}

/// `GET /v1/me/associations/meetings/{meeting}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SheetView {
    /// Who takes part so far, without results; the count once it was made.
    pub tally: Tally,
    /// Votes in the hall: who is there, and what they carry for others.
    pub in_hall: u32,
    /// Votes entrusted to the chair.
    pub with_chair: u32,
    /// Every household that may vote, by block and along the street.
    pub households: Vec<SheetLine>,
}
