//! The staff's pages as staff meet them: through the router without any script, and in a real browser.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test that finds something wrong stops"
)]

mod association;
#[allow(dead_code, reason = "each kind of test uses another part")]
#[path = "../association/town.rs"]
mod association_town;
mod board;
mod browser;
#[allow(dead_code, reason = "each kind of test uses another part")]
#[path = "../chromium/mod.rs"]
mod chromium;
#[allow(dead_code, reason = "each kind of test uses another part")]
#[path = "../school/desk.rs"]
mod desk;
mod entry;
mod events;
#[allow(dead_code, unused_macros, unused_imports, reason = "each kind of test uses another part")]
#[path = "../http/town.rs"]
mod http;
mod notice;
mod office;
mod pages;
#[allow(dead_code, unused_imports, reason = "each kind of test uses another part")]
#[path = "../http/persons.rs"]
mod persons;
#[allow(dead_code, unused_macros, unused_imports, reason = "each kind of test uses another part")]
#[path = "../school/town.rs"]
mod town;
mod visitor;
