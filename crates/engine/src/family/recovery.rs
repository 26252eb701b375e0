//! The recovery code: 128 bits on a sheet of paper that open everything after every device is lost.
//!
//! From the code two values are derived: the *locator*, by which the server finds the family's keys, and a key pair
//! that they are sealed to. The code itself is shown once and kept nowhere. It is asked back from time to time,
//! because a paper that nobody finds is no paper.

use super::{
    code::{self, Slip},
    invite, keys, make_home,
    seal::derive,
    write_upkeep,
};
use crate::{Change, Engine, Error, crypto::to_hex, store, store::StoreError};
use crypto_box::SecretKey;
use itsumo_domain::{
    Timestamp,
    handbook::{Fact, Recovery},
};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

const BYTES: usize = 16;
const SYMBOLS: usize = 26;
const CHECKS: usize = 4;
const GROUP: usize = 5;
const ASKED: &str = "recovery-asked";
/// The code is first asked back after this time …
const FIRST: i64 = 30 * Timestamp::DAY;
/// … and then this long after each good answer.
const AGAIN: i64 = 180 * Timestamp::DAY;

/// A recovery code, to be shown and printed now: it cannot be shown again.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode {
    /// Six groups of five.
    pub code: String,
}

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

/// The code's bits.
pub(crate) struct Code(Zeroizing<Vec<u8>>);

impl Code {
    fn write(&self) -> String {
        code::write(&code::with_checks(&code::symbols_of(&self.0), CHECKS), GROUP, '-')
    }

    /// Reads it as people type it.
    pub fn read(typed: &str) -> Result<Self, Error> {
        let symbols = code::read(typed).ok_or_else(|| Error::field("code", "not-a-code"))?;
        if symbols.len() != SYMBOLS + CHECKS {
            return Err(invite::slip(Slip::Length, GROUP));
        }
        code::check(&symbols, CHECKS).map_err(|slip| invite::slip(slip, GROUP))?;
        Ok(Self(Zeroizing::new(code::bytes_of(&symbols, BYTES))))
    }

    /// Where it finds the family.
    pub fn locator(&self) -> String {
        let mut locator = [0; 32];
        derive(&self.0, b"itsumo recovery", "locator", &mut locator);
        to_hex(&locator)
    }

    /// What the family's keys are sealed to.
    pub fn secret(&self) -> SecretKey {
        let mut secret = Zeroizing::new([0; 32]);
        derive(&self.0, b"itsumo recovery", "secret", &mut *secret);
        SecretKey::from_bytes(*secret)
    }
}

/// When the code was last asked back on this device.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Asked {
    /// And found.
    pub answered: Option<Timestamp>,
    /// "Later", they said.
    pub put_off: Option<Timestamp>,
}

pub(crate) fn asked(db: &Connection) -> Result<Asked, StoreError> {
    Ok(store::setting(db, ASKED)?.unwrap_or_default())
}

/// Whether to ask for the code now.
pub(crate) fn plan_ask(made: Timestamp, asked: Asked, now: Timestamp) -> bool {
    // An answer to an earlier code says nothing of this one.
    let due = match asked.answered.filter(|answered| *answered >= made) {
        Some(answered) => answered.plus(AGAIN),
        None => made.plus(FIRST),
    };
    let put_off = asked.put_off.filter(|at| *at >= made).map_or(due, |at| at.plus(FIRST));
    now >= due.max(put_off)
}

impl Engine {
    /// Makes a recovery code, in the place of the one before. A server is told where it finds the family as soon as
    /// it can be reached (see [`crate::RecoveryView::delivered`]): until then the code opens nothing.
    ///
    /// # Errors
    /// `handed-over`, `family-apart`; when the store or the keyring cannot be written.
    pub async fn make_recovery_code(&self) -> Result<RecoveryCode, Error> {
        self.not_handed_over().await?;
        self.not_apart().await?;
        let code = self
            .write(|tx, inner| {
                inner.vault(tx, |memory| {
                    let home = make_home(tx, inner, memory)?;
                    let random = Zeroizing::new(inner.deps.ids.secret());
                    let code = Code(Zeroizing::new(random.iter().copied().take(BYTES).collect()));
                    let fact = Recovery {
                        locator: code.locator(),
                        epoch: memory.keys(home).and_then(|keys| keys.newest()).map_or(0, |key| key.epoch),
                        public_key: to_hex(code.secret().public_key().as_bytes()),
                    };
                    let before = memory.upkeep(home).map(|upkeep| upkeep.recoveries()).unwrap_or_default();
                    let before = before.into_iter().map(|(entry, _)| entry.id).collect();
                    write_upkeep(tx, inner, memory, home, before, Fact::Recovery(fact))?;
                    Ok(RecoveryCode { code: code.write() })
                })
            })
            .await?;
        self.changed(Change::Family);
        self.0.inner.wake_sync.notify_one();
        Ok(code)
    }

    /// Whether a code that was typed is the family's. Good answers are remembered; the code is not.
    ///
    /// # Errors
    /// `code-length`, `typo` with the number of the group; `no-recovery-code` when none was made.
    pub async fn check_recovery_code(&self, typed: &str) -> Result<bool, Error> {
        let locator = Code::read(typed)?.locator();
        let right = self
            .write(move |tx, inner| {
                let right = inner.vault(tx, |memory| {
                    let home = super::vault::home(tx)?.ok_or_else(|| StoreError::refused("no-recovery-code"))?;
                    let (_, recovery) =
                        keys::recovery(memory, home.id).ok_or_else(|| StoreError::refused("no-recovery-code"))?;
                    Ok(recovery.locator == locator)
                })?;
                if right {
                    let asked = Asked { answered: Some(inner.now()), put_off: None };
                    store::set_setting(tx, ASKED, &asked)?;
                }
                Ok(right)
            })
            .await?;
        if right {
            self.changed(Change::Family);
        }
        Ok(right)
    }

    /// "Later": the code is asked back again in thirty days.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn put_off_recovery_question(&self) -> Result<(), Error> {
        self.write(|tx, inner| {
            let asked = Asked { put_off: Some(inner.now()), ..asked(tx)? };
            store::set_setting(tx, ASKED, &asked)
        })
        .await?;
        self.changed(Change::Family);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_six_groups_of_five_and_a_slip_is_named() {
        let code = Code(Zeroizing::new((1..=16).collect()));
        let text = code.write();
        assert_eq!(text.split('-').map(str::len).collect::<Vec<_>>(), [5; 6]);
        let again = Code::read(&text.to_lowercase().replace('-', " ")).unwrap();
        assert_eq!((again.locator(), &*again.0), (code.locator(), &*code.0));
        assert_ne!(code.locator(), to_hex(&code.secret().to_bytes()));
        for (n, (at, letter)) in text.char_indices().filter(|(_, c)| *c != '-').enumerate() {
            let mut bent = text.clone();
            bent.replace_range(at..=at, if letter == 'Z' { "Y" } else { "Z" });
            let slip = Code::read(&bent).err();
            assert_eq!(slip, Some(Error::field(&(n / 5 + 1).to_string(), "typo")));
        }
        assert_eq!(Code::read(&text[1..]).err(), Some(Error::refused("code-length")));
    }

    #[test]
    fn the_code_is_asked_back_after_a_month_and_then_twice_a_year() {
        let day = |n: i64| Timestamp(n * Timestamp::DAY);
        let answered = |n| Asked { answered: Some(day(n)), put_off: None };
        let put_off = |n| Asked { answered: None, put_off: Some(day(n)) };
        let table = [
            (day(100), Asked::default(), 129, false),
            (day(100), Asked::default(), 130, true),
            (day(100), answered(130), 309, false),
            (day(100), answered(130), 310, true),
            (day(100), answered(90), 130, true),
            (day(100), put_off(130), 159, false),
            (day(100), put_off(130), 160, true),
        ];
        for (made, asked, now, ask) in table {
            assert_eq!(plan_ask(made, asked, day(now)), ask, "{asked:?} on day {now}");
        }
    }
}
