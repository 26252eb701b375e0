//! Town associations as their people meet them: households with and without phones, officers, requests through the whole
//! router and a clock that is moved by hand.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test that finds something wrong stops"
)]

mod account;
mod asleep;
#[path = "../http/asleep.rs"]
mod asleep_devices;
mod circular;
mod doors;
mod duty;
#[allow(dead_code, unused_macros, unused_imports, reason = "each kind of test uses another part")]
#[path = "../http/town.rs"]
mod http;
mod live;
#[allow(dead_code, reason = "each kind of test uses another part")]
#[path = "../http/matrix.rs"]
mod matrix;
mod meeting;
mod office;
mod people;
#[allow(dead_code, unused_imports, reason = "each kind of test uses another part")]
#[path = "../http/persons.rs"]
mod persons;
mod safety;
mod seat;
mod taken;
#[allow(dead_code, reason = "each kind of test uses another part")]
mod town;
