//! Families: sealed entries and blobs that the server keeps without being able to read them.
//!
//! No account is asked for. Who shows the access secret of the family's newest key is a device of the family; who
//! shows a past one was a device once, and may only list the keys that were handed on (each sealed to a reader):
//! that is how a phone that was asleep when a member was removed finds the key that was meant for it. Who shows
//! anything else learns nothing, not even whether the family is here.
//!
//! Entries are records of the stream `family/<id>` and never change: the same one again is fine, other bytes under
//! a known id are refused, each by itself. Blobs are named by the SHA-256 of their ciphertext and lie in the
//! family's own *room* ([`crate::blob`]), whose name says nothing about the family.
//!
//! A family that nobody writes to or reads for years stays: parents come back to a handbook when the child is
//! twenty. It goes when one of its devices says so, and then all of it goes.
//!
//! **Invariant:** every route asks [`may_in_family`] inside the transaction that does the work, with the family's
//! row held: what a removed member sends comes before the new key, or not at all.

mod access;
mod blobs;
mod entries;
mod keys;
mod make;

pub use access::{Access, SCHEME, members};
pub use blobs::{blob, keep_blob};
pub use entries::{may_push, push, records};
pub use keys::{keys, new_key, recovery, set_recovery};
pub use make::{leave, make};

use crate::{
    blob::BlobError,
    limits::Limiter,
    problem::Failure,
    store::{StoreError, Tx},
};
use access::Hold;
use axum::http::StatusCode;
use itsumo_domain::{Timestamp, may::NotInFamily};
use uuid::Uuid;

/// This part's tables. `room` is where the family's blobs lie; `blob_leaving` are rooms whose family is gone and
/// whose blobs still have to go.
pub const MIGRATION: &str = "
    CREATE TABLE family (
        city TEXT NOT NULL, id {bytes} NOT NULL, made {int} NOT NULL, epoch {int} NOT NULL, room {bytes} NOT NULL,
        entry_bytes {int} NOT NULL, blob_bytes {int} NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE TABLE family_access (
        city TEXT NOT NULL, family {bytes} NOT NULL, epoch {int} NOT NULL, hash {bytes} NOT NULL,
        PRIMARY KEY (city, family, epoch)
    );
    CREATE TABLE family_key (
        city TEXT NOT NULL, family {bytes} NOT NULL, epoch {int} NOT NULL, reader TEXT NOT NULL, sealed TEXT NOT NULL,
        PRIMARY KEY (city, family, epoch, reader)
    );
    CREATE TABLE family_recovery (
        city TEXT NOT NULL, locator {bytes} NOT NULL, family {bytes} NOT NULL,
        PRIMARY KEY (city, locator)
    );
    CREATE UNIQUE INDEX family_recovery_family ON family_recovery (city, family);
    CREATE TABLE family_blob (
        city TEXT NOT NULL, family {bytes} NOT NULL, sha256 {bytes} NOT NULL, size {int} NOT NULL, at {int} NOT NULL,
        PRIMARY KEY (city, family, sha256)
    );
    CREATE TABLE blob_leaving (
        city TEXT NOT NULL, room {bytes} NOT NULL, at {int} NOT NULL,
        PRIMARY KEY (city, room)
    )";

/// Most bytes of sealed entries of one family: a thousand times what twenty years of writing take. Photos have a
/// quota of their own, so that none of them ever keeps a line of text out.
pub const MOST_ENTRY_BYTES: i64 = 256 * 1024 * 1024;
/// Most keys a family has had: each is a member removed.
pub const MOST_EPOCHS: u32 = 1_000;

/// What was not done in a family.
#[derive(Debug, thiserror::Error)]
pub enum FamilyError {
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The blobs.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// Not a device of this family, or not any more.
    #[error(transparent)]
    Access(#[from] NotInFamily),
    /// Somebody else handed on a key first.
    #[error("the family has a newer key")]
    KeyTaken,
    /// The id is another family's.
    #[error("another family has this id")]
    FamilyTaken,
    /// No room for more.
    #[error("the family's room is full")]
    Full,
    /// A field of the request, and why.
    #[error("{0}: {1}")]
    Field(&'static str, &'static str),
    /// Milliseconds until another try.
    #[error("too many tries")]
    TooOften(i64),
    /// Not here.
    #[error("no such {0}")]
    NotFound(&'static str),
}

impl From<FamilyError> for Failure {
    fn from(error: FamilyError) -> Self {
        match error {
            FamilyError::Store(error) => error.into(),
            FamilyError::Blob(error) => error.into(),
            FamilyError::Access(NotInFamily::Stranger) => Self::new(StatusCode::UNAUTHORIZED, "family-access"),
            FamilyError::Access(NotInFamily::OldKey) => Self::new(StatusCode::FORBIDDEN, "old-key"),
            FamilyError::KeyTaken => Self::new(StatusCode::CONFLICT, "old-key"),
            FamilyError::FamilyTaken => Self::new(StatusCode::CONFLICT, "family-taken"),
            FamilyError::Full => Self::new(StatusCode::CONFLICT, "family-full"),
            FamilyError::Field(field, code) => Self::invalid(field, code),
            FamilyError::TooOften(wait) => Self::rate_limited(wait),
            FamilyError::NotFound(what) => Self::not_found(what),
        }
    }
}

/// What counts the tries of those who have shown no key.
pub struct Counter {
    making: Limiter,
    recovering: Limiter,
}

impl Counter {
    /// One client address may make `rate` families at once and then one a minute (a health centre where a hundred
    /// parents install the app is one address), and look for a recovery code `rate` times a minute; 0 for no limit.
    pub fn new(rate: u32) -> Self {
        let every = |span: i64| if rate == 0 { 0 } else { span };
        Self {
            making: Limiter::new(rate, every(Timestamp::MINUTE)),
            recovering: Limiter::new(rate, every((Timestamp::MINUTE / i64::from(rate.max(1))).max(1))),
        }
    }
}

/// A family as its row has it.
pub(crate) struct Standing {
    /// The newest epoch.
    pub newest: u32,
    /// Where its blobs lie.
    pub room: Uuid,
    /// Bytes of entries so far.
    pub entry_bytes: i64,
    /// Bytes of blobs so far.
    pub blob_bytes: i64,
}

/// The family's row.
async fn standing(tx: &mut dyn Tx, city: &str, family: Uuid, hold: Hold) -> Result<Option<Standing>, StoreError> {
    let sql = if hold == Hold::Yes && tx.is_postgres() {
        "SELECT epoch, room, entry_bytes, blob_bytes FROM family WHERE city = $1 AND id = $2 FOR UPDATE"
    } else {
        "SELECT epoch, room, entry_bytes, blob_bytes FROM family WHERE city = $1 AND id = $2"
    };
    let rows = tx.query(sql, &[city.into(), family.into()]).await?;
    let row = rows.first().map(|row| {
        Ok(Standing {
            newest: epoch_of(row.int(0)?)?,
            room: row.uuid(1)?,
            entry_bytes: row.int(2)?,
            blob_bytes: row.int(3)?,
        })
    });
    row.transpose()
}

fn epoch_of(stored: i64) -> Result<u32, StoreError> {
    u32::try_from(stored).map_err(|_| StoreError::Shape(format!("an epoch of {stored}")))
}

/// Reads 64 hex digits.
pub(crate) fn hash_of(hex: &str) -> Option<[u8; 32]> {
    let digits: Vec<u8> =
        hex.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let bytes: Vec<u8> =
        digits.chunks_exact(2).map(|two| two.iter().fold(0, |byte, digit| byte << 4 | digit)).collect();
    if digits.len() == 64 { bytes.try_into().ok() } else { None }
}

/// Base64url without padding: whatever else a seal is, it is written in these.
fn is_base64url(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_64_hex_digits_and_nothing_else() {
        let hex = "00ff".repeat(16);
        assert_eq!(hash_of(&hex).unwrap()[..4], [0, 255, 0, 255]);
        assert_eq!(hash_of(&hex.to_uppercase()), hash_of(&hex));
        for wrong in ["", "00", &hex.replacen('0', "", 1), &format!("{hex}0"), &hex.replace('f', "g"), &"０".repeat(64)]
        {
            assert_eq!(hash_of(wrong), None, "{wrong}");
        }
    }
}
