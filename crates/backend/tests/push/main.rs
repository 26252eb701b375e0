//! Push, on both engines: a push service and devices on this machine, a clock that is moved by hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test that finds something wrong stops"
)]

mod address;
mod awake;
mod makers;
mod service;
#[allow(dead_code, reason = "each kind of test uses another part")]
#[path = "../http/town.rs"]
mod town;
mod waking;
