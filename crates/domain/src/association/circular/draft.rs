//! A circular while it is written.

use super::{Ask, Audience, CircularKind};
use crate::{
    city::LocalText,
    school::notice::{Attachment, Block as Piece},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What is written, kept while it is unfinished too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Draft {
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
    pub due: Option<NaiveDate>,
    /// Replies end with the due day.
    pub closes: bool,
    /// Last day on which anybody has it.
    pub expires: Option<NaiveDate>,
    /// May be read by anybody.
    pub public: bool,
    /// To whom.
    pub audience: Audience,
}
