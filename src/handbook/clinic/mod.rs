//! The screen that a parent hands over at the clinic: this child, today, and nothing else until unlocked.
//!
//! Locked is not a screen of the router: while the device is handed over, [`Locked`] stands in the router's place, so
//! no tab, address, link, notification, back or key leads anywhere. The lock is the engine's, and lasts over a
//! restart. [`ClinicScreen`] is what comes before: what will be shown, and with what it is opened again.

mod before;
mod lock;
mod shown;

pub use before::ClinicScreen;
pub use lock::Locked;
