//! Passwords: Argon2id as OWASP advises (19 MiB, two passes, one lane), a few at a time, off the async threads.

use super::AccountError;
use argon2::{
    Algorithm, Argon2, Params, PasswordHasher, PasswordVerifier, Version,
    password_hash::{PasswordHash, SaltString},
};
use std::sync::Arc;
use tokio::sync::Semaphore;
use zeroize::Zeroizing;

/// Memory of one hash, in KiB. OWASP Password Storage Cheat Sheet: m = 19 MiB, t = 2, p = 1.
const MEMORY: u32 = 19 * 1024;
const PASSES: u32 = 2;
/// Passwords hashed at once, and therefore memory used: more only makes all of them slower.
const AT_ONCE: usize = 4;
/// Requests that may wait for a turn; beyond it the answer is "busy", not a growing queue.
const WAITING: usize = 256;

/// Hashes and checks passwords.
pub struct Hasher {
    turns: Arc<Semaphore>,
    queue: Arc<Semaphore>,
    /// What the password of an unknown address is checked against, so that it takes as long.
    nobody: String,
}

impl Hasher {
    pub(super) fn new() -> Result<Self, AccountError> {
        let nobody = hash("nobody has this password", &[7; 16])?;
        Ok(Self { turns: Arc::new(Semaphore::new(AT_ONCE)), queue: Arc::new(Semaphore::new(WAITING)), nobody })
    }

    /// The hash to store, as a PHC string. `salt` is random.
    pub(super) async fn hash(&self, password: &str, salt: [u8; 32]) -> Result<String, AccountError> {
        let password = normal(password);
        self.take_turn(move || hash(&password, salt.get(..16).unwrap_or(&salt))).await
    }

    /// Whether `password` is the one of `stored`; without an account it takes as long and is not.
    pub(super) async fn check(&self, password: &str, stored: Option<&str>) -> Result<bool, AccountError> {
        let (known, stored) = (stored.is_some(), stored.unwrap_or(&self.nobody).to_owned());
        let password = normal(password);
        let right = self
            .take_turn(move || {
                let parsed = PasswordHash::new(&stored).map_err(|error| AccountError::Hashing(error.to_string()))?;
                // The parameters are the stored hash's own, so old hashes stay good when ours grow.
                Ok(Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok())
            })
            .await?;
        Ok(right && known)
    }

    async fn take_turn<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, AccountError> + Send + 'static,
    ) -> Result<T, AccountError> {
        let _place = self.queue.clone().try_acquire_owned().map_err(|_| AccountError::Busy)?;
        let turn = self.turns.clone().acquire_owned().await.map_err(|_| AccountError::Busy)?;
        let done = tokio::task::spawn_blocking(move || {
            // The turn goes into the thread: a client that hangs up does not free it early.
            let _turn = turn;
            work()
        });
        done.await.map_err(|died| AccountError::Hashing(died.to_string()))?
    }
}

/// The same password typed on another keyboard is the same password (NIST SP 800-63B-4: NFKC).
fn normal(password: &str) -> Zeroizing<String> {
    Zeroizing::new(itsumo_domain::text::nfkc(password))
}

fn hash(password: &str, salt: &[u8]) -> Result<String, AccountError> {
    let wrong = |error: &dyn std::fmt::Display| AccountError::Hashing(error.to_string());
    let params = Params::new(MEMORY, PASSES, 1, None).map_err(|error| wrong(&error))?;
    let salt = SaltString::encode_b64(salt).map_err(|error| wrong(&error))?;
    let hashed = Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password(password.as_bytes(), &salt)
        .map_err(|error| wrong(&error))?;
    Ok(hashed.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_is_known_again_from_any_keyboard_and_nobody_has_none() {
        let hasher = Hasher::new().unwrap();
        let stored = hasher.hash("さくらが２０咲いた", [1; 32]).await.unwrap();
        assert!(stored.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{stored}");
        assert!(hasher.check("さくらが20咲いた", Some(&stored)).await.unwrap());
        assert!(!hasher.check("さくらが21咲いた", Some(&stored)).await.unwrap());
        assert!(!hasher.check("nobody has this password", None).await.unwrap());
    }
}
