//! A family on the wire: what the server keeps of it, which is ciphertext, sizes and times.
//!
//! A family needs no account. Who holds the family's key holds what opens its stream: each epoch's key gives an
//! *access secret* by a one-way function, and the server keeps that secret's SHA-256. A new epoch (after a member
//! was removed) has a new secret; the old one then opens nothing but the list of keys that were handed on, each
//! sealed to one device.
//!
//! Requests carry `Authorization: Family <family id>.<access secret, 64 hex digits>`. The secret is 32 bytes; its
//! hash is the SHA-256 of those bytes, not of the digits. `GET /v1/live` takes the same value in `Itsumo-Family`.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most entries one push takes.
pub const MOST_ENTRIES: usize = 500;
/// Most bytes of one sealed entry (as base64).
pub const LARGEST_ENTRY: usize = 64 * 1024;
/// Most bytes of one push's JSON: a device sends as many entries at once as fit.
pub const LARGEST_PUSH: usize = 4 * 1024 * 1024;
/// Most keys sealed to readers in one request.
pub const MOST_WRAPPED: usize = 500;
/// Most bytes of one sealed key (as base64).
pub const LARGEST_WRAPPED: usize = 1024;
/// Most bytes of one sealed blob.
pub const LARGEST_BLOB: usize = 16 * 1024 * 1024;
/// The kind of a family stream's records.
pub const SEALED: &str = "sealed";

/// The body of a record of kind [`SEALED`]: an entry as it travels. The record's id is the entry's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct SealedEntry {
    /// The entry's id, made on the device.
    pub id: Uuid,
    /// The key it is sealed under.
    pub epoch: u32,
    /// Version, nonce, ciphertext; base64url without padding. Bound to stream, id and epoch.
    pub sealed: String,
}

/// `PUT …/families/{family}`: makes the family, or says that it is there with the same access.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewFamily {
    /// SHA-256 of the access secret of epoch 0, hex.
    pub access_hash: String,
}

/// `POST …/families/{family}/entries`.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PushEntries {
    /// At most [`MOST_ENTRIES`]. The same entry again is fine; other bytes under a known id are refused.
    pub entries: Vec<SealedEntry>,
}

/// What came of each, in order: a [`crate::sync::CommandResult`] with `entry-differs`, `old-key`, `too-large`
/// or `family-full` where one was refused; the others are kept.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PushedEntries {
    /// One per entry.
    pub results: Vec<crate::sync::CommandResult>,
    /// The stream's last `seq`.
    pub head: i64,
}

/// `POST …/families/{family}/key`: the next epoch's key, handed on. Only with the access of the newest epoch;
/// 409 `old-key` when somebody else was first.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewKey {
    /// The newest epoch plus one.
    pub epoch: u32,
    /// SHA-256 of its access secret, hex.
    pub access_hash: String,
    /// The key, sealed to each device that stays, and to the recovery code.
    pub wrapped: Vec<WrappedKey>,
    /// The recovery locator that is good from now on, when it changes.
    #[serde(default)]
    pub recovery: Option<String>,
}

/// A family key sealed to one reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct WrappedKey {
    /// The epoch of the key inside.
    pub epoch: u32,
    /// A device's id, or `recovery`.
    pub reader: String,
    /// Base64url.
    pub sealed: String,
}

/// `GET …/families/{family}/key`, with the access of *any* epoch; and `GET …/recovery/{locator}`, with none.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct FamilyKeys {
    /// The family.
    pub family: Uuid,
    /// The newest epoch.
    pub epoch: u32,
    /// All that were handed on, oldest first.
    pub wrapped: Vec<WrappedKey>,
}

/// `PUT …/families/{family}/recovery`: where a recovery code finds the family. Replaces the one before.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct NewRecovery {
    /// A one-way function of the code, 64 hex digits.
    pub locator: String,
    /// The keys of all epochs so far, sealed to the code.
    pub wrapped: Vec<WrappedKey>,
}
