//! The server as its clients meet it: requests through the whole router, on both engines, with a clock that
//! is moved by hand, and through a real port where the socket matters.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    missing_docs,
    reason = "a test that finds something wrong stops"
)]

mod accounts;
mod api;
mod families;
mod frame;
mod handover;
mod limits;
mod port;
mod program;
mod town;
mod upkeep;
