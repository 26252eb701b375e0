//! One round trip syncs everything: `POST /v1/sync`.

use crate::{CommandEnvelope, Record, Stream};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Most records a page holds.
pub const PAGE_RECORDS: usize = 1_000;
/// Most commands one sync takes; the outbox sends the rest in the next.
pub const MOST_COMMANDS: usize = 100;

/// What the device has and what it wants done.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SyncRequest {
    /// The city's code, six digits.
    pub city: String,
    /// The last `seq` held of each stream; a stream not named is pulled from its start.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(value_type = std::collections::BTreeMap<String, i64>))]
    pub cursors: BTreeMap<Stream, i64>,
    /// In the order they were made; at most [`MOST_COMMANDS`].
    #[serde(default)]
    pub commands: Vec<CommandEnvelope>,
}

/// What came of the commands, and what is new.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SyncResponse {
    /// One per command, in the order sent.
    #[serde(default)]
    pub results: Vec<CommandResult>,
    /// Streams with something new for this reader.
    #[serde(default)]
    #[cfg_attr(feature = "schema", schema(value_type = std::collections::BTreeMap<String, Page>))]
    pub streams: BTreeMap<Stream, Page>,
    /// Streams named in the cursors that this reader may no longer read: delete their records.
    #[serde(default)]
    pub left: Vec<Stream>,
    /// Some stream has more: sync again with the new cursors.
    #[serde(default)]
    pub more: bool,
}

/// A run of a stream's log, in `seq` order.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Page {
    /// The records.
    pub records: Vec<Record>,
    /// The cursor to hold once these are stored.
    pub next: i64,
    /// Whether more records follow `next`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub more: bool,
}

/// What came of one command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CommandResult {
    /// The command's id.
    pub id: Uuid,
    /// Absent when it was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<Refusal>,
}

/// Why a command was not done, as an i18n key (`refused-<code>`), never a sentence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Refusal {
    /// `sign-in-needed`, `unknown-command`, `too-large`, `unknown-topic`, …
    pub code: String,
    /// The field at fault, if one is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

impl Refusal {
    /// A refusal of the whole command.
    pub fn new(code: &str) -> Self {
        Self { code: code.to_owned(), field: None }
    }

    /// A refusal that names the field at fault.
    pub fn of_field(code: &str, field: &str) -> Self {
        Self { code: code.to_owned(), field: Some(field.to_owned()) }
    }
}

/// A live hint: *stream X is at n*. Never content.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Hint {
    /// The stream that moved.
    pub stream: Stream,
    /// Its last `seq`.
    pub head: i64,
}
