//! The staff's PIN: kept as a slow hash in `kiosk.toml`, and tried few times a while.
//!
//! Four to twelve digits are few, whoever stands before the machine has all evening, and the PIN opens the machine's
//! own desktop. So wrong tries cost time, twice as much each time from the third on, and how many there were outlives
//! the end of a session: ending one must not be the way to begin counting anew. The hash is Argon2id, so that who
//! reads the file on a service stick does not read the PIN.

use argon2::{
    Argon2,
    password_hash::{PasswordHash, PasswordHasher, PasswordVerifier, SaltString},
};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// Wrong tries that cost nothing: a finger slips.
const FREE: u32 = 2;
/// What the first one after them costs.
const FIRST_WAIT: u64 = 30;
/// What a try costs at most.
const LONGEST_WAIT: u64 = 3600;

/// A PIN as `kiosk.toml` keeps it: an Argon2 hash in the PHC form (`$argon2id$…`).
#[derive(Clone, PartialEq, Eq)]
pub struct PinHash(String);

impl std::fmt::Debug for PinHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PinHash(…)")
    }
}

/// Why something is no PIN.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PinError {
    /// A PIN is 4 to 12 digits: the pad on the screen has nothing else.
    #[error("a PIN is 4 to 12 digits")]
    NotDigits,
    /// All the same digit, or counting up or down.
    #[error("a PIN that is guessed first: {0} digits in a row")]
    TooEasy(usize),
    /// What stands in the file is no Argon2 hash.
    #[error("not an Argon2 hash")]
    NotAHash,
    /// The system gave no randomness, or Argon2 refused.
    #[error("no hash could be made")]
    NoHash,
}

impl PinHash {
    /// The hash of `pin`, for `kiosk.toml`. `salt` is 16 random bytes. Takes about a tenth of a second.
    ///
    /// # Errors
    /// When it is no PIN, or one that is guessed first.
    pub fn of(pin: &str, salt: &[u8; 16]) -> Result<Self, PinError> {
        check(pin)?;
        let salt = SaltString::encode_b64(salt).map_err(|_| PinError::NoHash)?;
        let hash = Argon2::default().hash_password(pin.as_bytes(), &salt).map_err(|_| PinError::NoHash)?;
        Ok(Self(hash.to_string()))
    }

    /// One that stands in a file.
    ///
    /// # Errors
    /// [`PinError::NotAHash`], as for a PIN that was written there as it is.
    pub fn read(text: &str) -> Result<Self, PinError> {
        let hash = PasswordHash::new(text).map_err(|_| PinError::NotAHash)?;
        if !hash.algorithm.as_str().starts_with("argon2") || hash.hash.is_none() {
            return Err(PinError::NotAHash);
        }
        Ok(Self(text.to_owned()))
    }

    /// Whether this is its PIN. Takes about a tenth of a second.
    pub fn is(&self, pin: &str) -> bool {
        PasswordHash::new(&self.0).is_ok_and(|hash| Argon2::default().verify_password(pin.as_bytes(), &hash).is_ok())
    }

    /// As it stands in the file.
    pub fn text(&self) -> &str {
        &self.0
    }
}

fn check(pin: &str) -> Result<(), PinError> {
    if !(4..=12).contains(&pin.len()) || !pin.bytes().all(|digit| digit.is_ascii_digit()) {
        return Err(PinError::NotDigits);
    }
    let steps: Vec<i16> =
        pin.bytes().zip(pin.bytes().skip(1)).map(|(one, next)| i16::from(next) - i16::from(one)).collect();
    match steps.first() {
        Some(first) if matches!(first, -1..=1) && steps.iter().all(|step| step == first) => {
            Err(PinError::TooEasy(pin.len()))
        }
        _ => Ok(()),
    }
}

/// The answer to a try.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PinAnswer {
    /// It is the PIN; with this the staff may leave the kiosk.
    Right(StaffPass),
    /// It is not, and the next try may be made at once.
    Wrong,
    /// Not looked at, or wrong once too often: the next try may be made in so many seconds.
    Wait {
        /// Whole seconds, at least one.
        seconds: u64,
    },
}

/// Who holds this has typed the PIN. Nothing else makes one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StaffPass(());

/// How often the PIN was mistyped since it was last right, and until when no try is looked at. It is carried over the
/// end of a session; it says nothing of any person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tries {
    /// Wrong ones in a row.
    pub wrong: u32,
    /// Time since the machine was switched on, in milliseconds, at which the next may be made.
    pub not_before: u64,
}

impl Tries {
    /// One try at `now`, the time since the machine was switched on.
    pub fn attempt(&mut self, hash: &PinHash, pin: &str, now: Duration) -> PinAnswer {
        let now = u64::try_from(now.as_millis()).unwrap_or(u64::MAX);
        if now < self.not_before {
            return PinAnswer::Wait { seconds: (self.not_before - now).div_ceil(1000) };
        }
        if hash.is(pin) {
            *self = Self::default();
            return PinAnswer::Right(StaffPass(()));
        }
        self.wrong = self.wrong.saturating_add(1);
        let Some(dear) = self.wrong.checked_sub(FREE + 1) else { return PinAnswer::Wrong };
        let seconds = FIRST_WAIT.saturating_mul(1_u64.checked_shl(dear).unwrap_or(u64::MAX)).min(LONGEST_WAIT);
        self.not_before = now.saturating_add(seconds.saturating_mul(1000));
        PinAnswer::Wait { seconds }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash() -> PinHash {
        PinHash::of("2580", &[7; 16]).unwrap()
    }

    #[test]
    fn the_file_keeps_no_pin_and_yet_knows_it() {
        let hash = hash();
        assert!(
            hash.text().starts_with("$argon2id$")
                && !hash.text().contains("2580")
                && !format!("{hash:?}").contains("argon")
        );
        assert!(PinHash::read(hash.text()).unwrap().is("2580"));
        assert!(!hash.is("2581") && !hash.is("") && !hash.is("02580"));
    }

    #[test]
    fn what_is_no_pin_is_named() {
        for (pin, error) in [
            ("123", PinError::NotDigits),
            ("1234567890123", PinError::NotDigits),
            ("12a4", PinError::NotDigits),
            ("２５８０", PinError::NotDigits),
            ("1234", PinError::TooEasy(4)),
            ("987654", PinError::TooEasy(6)),
            ("0000", PinError::TooEasy(4)),
        ] {
            assert_eq!(PinHash::of(pin, &[0; 16]), Err(error), "{pin}");
        }
        assert_eq!(PinHash::read("2580"), Err(PinError::NotAHash));
        assert_eq!(PinHash::read("$argon2id$v=19$m=19456,t=2,p=1$c2FsdHNhbHQ"), Err(PinError::NotAHash));
    }

    #[test]
    fn wrong_tries_cost_more_each_time_and_the_right_pin_waits_with_them() {
        let (hash, mut tries) = (hash(), Tries::default());
        let at = Duration::from_secs;
        assert_eq!(tries.attempt(&hash, "1111", at(0)), PinAnswer::Wrong);
        assert_eq!(tries.attempt(&hash, "2222", at(1)), PinAnswer::Wrong);
        assert_eq!(tries.attempt(&hash, "3333", at(2)), PinAnswer::Wait { seconds: 30 });
        assert_eq!(tries.attempt(&hash, "2580", at(10)), PinAnswer::Wait { seconds: 22 });
        assert_eq!(tries.attempt(&hash, "4444", at(32)), PinAnswer::Wait { seconds: 60 });
        assert!(matches!(tries.attempt(&hash, "2580", at(92)), PinAnswer::Right(_)));
        assert_eq!(tries, Tries::default());
        tries.wrong = 200;
        assert_eq!(tries.attempt(&hash, "1", at(100)), PinAnswer::Wait { seconds: 3600 });
    }
}
