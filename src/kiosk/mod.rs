//! The kiosk: the app on a machine that stands in a public place and serves one person after another.
//!
//! Two halves. The machine's half knows how a machine is set up ([`config`]), when a person begins and is gone
//! ([`session`]), how the staff get out ([`pin`]), and what is left of a person: nothing. The person's half is screens.
//!
//! **Invariant:** what a person saw, wrote or signed in with is in memory alone, and that memory goes back to the
//! operating system before the next person sees the first screen. Nothing waits to be sent afterwards.

mod alert;
mod allowed;
pub mod app;
mod attract;
mod board;
pub mod config;
pub mod fault;
mod frame;
mod idle;
mod menu;
mod news;
mod offices;
mod paper;
mod parts;
mod phone;
pub mod pin;
pub mod session;
mod speak;
mod staff;
#[cfg(unix)]
pub mod watch;
#[cfg(target_os = "linux")]
pub mod wipe;

pub use alert::{KioskAlert, KioskAlerts};
pub use board::{KioskBoard, KioskCircular};
pub use config::{KioskConfig, KioskScreen};
pub use frame::KioskFrame;
pub use news::{KioskArticle, KioskNews};
pub use offices::KioskOffices;
pub use phone::KioskPrint;
pub use pin::{PinAnswer, PinHash, StaffPass};
pub use session::{HandMachine, Machine, Phase, Session};

/// Whether this is such a machine: then a [`Session`] is in the root context.
pub fn is_here() -> bool {
    dioxus::prelude::try_consume_context::<Session>().is_some()
}
