//! Handing over between a machine at the city hall and a phone, both ways, by QR code.
//!
//! *To the phone*: an address of something public ([`Open`]). It is a page of the server, which any phone can read, and
//! for a phone with the app the same as `itsumo://…`.
//!
//! *To the machine*: the machine shows a [`Ticket`] with a key that was made for this one time. The phone seals a
//! [`Paper`] for that key and leaves it at the server, where the machine fetches it. The key goes from screen to camera
//! and over no wire, so the server can read nothing; and because a paper is filled up to one of a few sizes
//! ([`Paper::pack`]) it cannot tell a form from a booklet either. Somebody could stick a code of their own over the
//! machine's: so both show the same six digits, made of the key, for the person to compare.
//!
//! Here are the words of it and the rules. The ciphers are the engine's.

mod link;
mod paper;

pub use link::{Kind, Link, NotALink, Open, Ticket};
pub use paper::{BadPaper, Paper};

use crate::Timestamp;

/// How long a ticket is good, and whatever was sealed for it is kept, in milliseconds.
pub const LIFE: i64 = 5 * Timestamp::MINUTE;
/// Milliseconds between two questions of a machine that waits.
pub const ASK_AGAIN: i64 = 1_500;
/// Most bytes of what is sealed for a ticket.
pub const LARGEST_SEALED: usize = 8 * 1024 * 1024;
/// Bytes by which a sealed box is longer than what is in it: a public key and a tag.
pub const SEAL: usize = 48;
