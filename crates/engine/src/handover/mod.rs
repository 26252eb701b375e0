//! A paper on its way from a phone to a machine that prints it. What it is and why is in `itsumo_domain::handover`; here
//! are the ciphers and the two ends of the line.
//!
//! Both keys of a ticket, and what comes out of the seal, are wiped when they are dropped. Nothing of either is written
//! to the device's database.

mod machine;
mod phone;

pub use machine::{Handed, PrintTicket};
pub use phone::SeenTicket;

use crate::Error;
use itsumo_domain::handover::{BadPaper, SEAL};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The six digits by which a person sees that the phone speaks with this very machine. Whoever puts another code up does
/// not know the machine's next key, and so cannot make one of the same digits.
fn digits(drop: Uuid, key: &[u8; 32]) -> String {
    let digest =
        Sha256::new().chain_update(b"itsumo print ").chain_update(drop.as_bytes()).chain_update(key).finalize();
    let number = digest.iter().take(8).fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    format!("{:06}", number % 1_000_000)
}

/// The name under which a paper waits, made of the secret that takes it.
fn drop_of(secret: &[u8; 32]) -> Uuid {
    let digest = Sha256::digest(secret);
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    Uuid::from_bytes(bytes)
}

fn path(city: &str, drop: Uuid, rest: &str) -> String {
    format!("/v1/cities/{city}/drops/{drop}{rest}")
}

/// Whether something is as long as what a phone seals. A page that some box on the way puts in is not.
fn is_sealed_size(bytes: usize) -> bool {
    bytes > SEAL && bytes.is_power_of_two()
}

impl From<BadPaper> for Error {
    fn from(bad: BadPaper) -> Self {
        Self::refused(match bad {
            BadPaper::TooLarge => "handover-too-large",
            BadPaper::NotAPdf => "handover-not-pdf",
            BadPaper::Newer => "handover-newer",
            BadPaper::Broken => "handover-changed",
        })
    }
}

#[cfg(test)]
mod tests;
