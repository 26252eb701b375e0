//! Drops: where a phone leaves a sealed paper for a machine, which fetches it. See `itsumo_domain::handover`.
//!
//! A machine opens a drop before it shows its ticket, so that it is known at once that both can meet here. A phone fills
//! it once. The machine takes what is in it, by a secret of which the drop's name is a one-way function (nothing needs to
//! be kept to know the machine again), and closes it when it has read it; an answer that is lost is asked for again.
//! Five minutes after it was opened everything of it is gone, taken or not.
//!
//! **Invariant:** nobody says who they are, on either side; what is kept is a random name, a time, and ciphertext of one
//! of a few sizes.
//! **Invariant:** what was closed is never given out, and nothing is put in its place.

mod drops;

pub use drops::{close, fill, forget_over, may_fill, open, take};

use crate::{limits::Limiter, problem::Failure, store::StoreError};
use axum::http::StatusCode;
use itsumo_domain::Timestamp;
use sha2::{Digest, Sha256};
use std::fmt;
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

/// This part's table. A drop that was not filled has no `sha256`; of one that was closed only its name is left.
pub const MIGRATION: &str = "
    CREATE TABLE handover_drop (
        city TEXT NOT NULL, id {bytes} NOT NULL, until {int} NOT NULL, closed {int} NOT NULL,
        size {int} NOT NULL, sha256 {bytes}, sealed {bytes},
        PRIMARY KEY (city, id)
    );
    CREATE INDEX handover_drop_until ON handover_drop (city, until)";

/// The authentication scheme's name.
pub const SCHEME: &str = "Drop";
/// Most bytes that wait in one city at once.
const MOST_WAITING: i64 = 256 * 1024 * 1024;
/// Most drops that are open in one city at once.
const MOST_OPEN: i64 = 2_000;

/// Most papers on their way into this process at once, each of up to 8 MiB: more than a city hall hands over in a second.
const MOST_COMING: usize = 32;

/// What was not handed over.
#[derive(Debug, thiserror::Error)]
pub enum HandoverError {
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No such drop: never opened, over, closed, or another's.
    #[error("no such drop")]
    NotThere,
    /// Something else lies in it already, or it was closed.
    #[error("the drop is taken")]
    Taken,
    /// Nothing was sent, or more than a drop holds.
    #[error("nothing, or too much")]
    Size(usize),
    /// The city's room for all drops is full.
    #[error("no room for more")]
    Full,
    /// Milliseconds until another try.
    #[error("too many tries")]
    TooOften(i64),
}

impl From<HandoverError> for Failure {
    fn from(error: HandoverError) -> Self {
        match error {
            HandoverError::Store(error) => error.into(),
            HandoverError::NotThere => Self::not_found("drop"),
            HandoverError::Taken => Self::new(StatusCode::CONFLICT, "drop-taken"),
            HandoverError::Size(0) => Self::invalid("sealed", "empty"),
            HandoverError::Size(_) => Self::of_status(StatusCode::PAYLOAD_TOO_LARGE),
            HandoverError::Full => Self::busy(),
            HandoverError::TooOften(wait) => Self::rate_limited(wait),
        }
    }
}

/// What a machine shows to take what is in its drop. Neither it nor what it is a secret of is ever printed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Secret([u8; 32]);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// Reads `Drop <64 hex digits>`.
    pub fn read(value: &str) -> Option<Self> {
        let (scheme, secret) = value.trim().split_once(' ')?;
        let secret = crate::family::hash_of(secret.trim())?;
        scheme.eq_ignore_ascii_case(SCHEME).then_some(Self(secret))
    }

    /// Whether the drop is this secret's.
    fn opens(&self, drop: Uuid) -> bool {
        Sha256::digest(self.0).iter().zip(drop.as_bytes()).all(|(a, b)| a == b)
    }
}

/// What counts the tries of those who open and fill drops.
pub struct Counter {
    opening: Limiter,
    filling: Limiter,
    asking: Limiter,
    /// Papers on their way in: each lies in memory until it is whole.
    coming: Semaphore,
}

impl Counter {
    /// One client address may open and fill `rate` drops a minute, and ask for what is in one as often as `rate` machines
    /// do that wait; 0 for no limit. (All machines of a city hall may be one address.)
    pub fn new(rate: u32) -> Self {
        let every = |times: i64| match i64::from(rate).saturating_mul(times) {
            0 => 0,
            rate => (Timestamp::MINUTE / rate).max(1),
        };
        let asks = Timestamp::MINUTE / itsumo_domain::handover::ASK_AGAIN;
        let many = rate.saturating_mul(u32::try_from(asks).unwrap_or(u32::MAX));
        Self {
            opening: Limiter::new(rate, every(1)),
            filling: Limiter::new(rate, every(1)),
            asking: Limiter::new(many, every(asks)),
            coming: Semaphore::new(MOST_COMING),
        }
    }

    /// Room in memory for one paper, until what is answered is dropped.
    ///
    /// # Errors
    /// [`HandoverError::Full`] while there is none.
    pub fn room(&self) -> Result<SemaphorePermit<'_>, HandoverError> {
        self.coming.try_acquire().map_err(|_| HandoverError::Full)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_opens_the_drop_that_is_named_after_it_and_no_other() {
        let secret = Secret::read(&format!("drop {}", "ab".repeat(32))).unwrap();
        let digest = Sha256::digest([0xab; 32]);
        let own = Uuid::from_slice(&digest[..16]).unwrap();
        assert!(secret.opens(own) && !secret.opens(Uuid::from_u128(own.as_u128() ^ 1)));
        for wrong in
            ["", "Drop", "Drop 12", &format!("Family {}", "ab".repeat(32)), &format!("Drop {}", "zz".repeat(32))]
        {
            assert_eq!(Secret::read(wrong), None, "{wrong}");
        }
        assert_eq!(format!("{secret:?}"), "Secret(…)");
    }
}
