//! The kiosk: the app on a machine that stands in a public place and serves one person after another.
//!
//! Two halves. The machine's half knows how a machine is set up ([`config`]), when a person begins and is gone
//! ([`session`]), how the staff get out ([`pin`]), and what is left of a person: nothing. The person's half is screens.
//!
//! **Invariant:** what a person saw, wrote or signed in with is in memory alone, and that memory goes back to the
//! operating system before the next person sees the first screen. Nothing waits to be sent afterwards.

pub mod config;
pub mod fault;
pub mod pin;
pub mod session;

pub use config::{KioskConfig, KioskScreen};
pub use pin::{PinAnswer, PinHash, StaffPass};
pub use session::{HandMachine, Machine, Phase, Session};
