//! The school as its people meet it: a facility with two classes, families, staff, requests through the whole router
//! and a clock that is moved by hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test that finds something wrong stops"
)]

mod absence;
mod april;
mod asleep;
#[path = "../http/asleep.rs"]
mod asleep_devices;
mod attendance;
mod chance;
mod children;
mod cli;
#[allow(dead_code, reason = "each kind of test uses another part")]
mod desk;
mod doors;
mod guardian;
#[allow(dead_code, unused_macros, unused_imports, reason = "each kind of test uses another part")]
#[path = "../http/town.rs"]
mod http;
mod join;
mod live;
#[allow(dead_code, reason = "each kind of test uses another part")]
#[path = "../http/matrix.rs"]
mod matrix;
mod notice;
#[allow(dead_code, unused_imports, reason = "each kind of test uses another part")]
#[path = "../http/persons.rs"]
mod persons;
mod plans;
mod question;
mod roster;
mod shield;
mod siblings;
mod taken;
#[allow(dead_code, reason = "each kind of test uses another part")]
mod town;
