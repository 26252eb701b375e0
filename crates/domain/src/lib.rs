//! What the words of Itsumo mean: types, rules and plans.
//!
//! **Invariant:** nothing here does I/O, reads a clock, or draws a random number. Time and ids come in as
//! arguments, so every function can be tested by a table and runs the same on a phone, a server and a kiosk.
//!
//! A noun has the same file name here as in `engine`, `backend` and the app: see `ARCHITECTURE.md`.

pub mod account;
pub mod alert;
pub mod association;
pub mod city;
pub mod code;
pub mod command;
pub mod family;
pub mod handbook;
pub mod handover;
pub mod hours;
pub mod i18n;
pub mod interests;
pub mod list;
pub mod may;
pub mod news;
pub mod problem;
pub mod push;
pub mod record;
pub mod school;
pub mod sync;
pub mod text;
pub mod time;
pub mod writing;

pub use command::{Command, CommandEnvelope};
pub use record::{Record, Stream};
pub use time::Timestamp;
