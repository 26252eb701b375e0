//! From a source's bytes to announcements in a stream.
//!
//! ```text
//! fetch ─ bytes ─ decode ─ text ─ feed ─ items ─ article (html) ─ classify ─ fold ─ take ─ records
//!   └──────────────────────────── run: whose turn it is, and what went wrong (state) ───────────┘
//! ```
//! Everything from `decode` to `fold` is pure; `check` runs it without a server.

pub mod article;
pub mod check;
pub mod classify;
pub mod date;
pub mod decode;
pub mod feed;
pub mod fetch;
pub mod fold;
pub mod html;
mod json_feed;
pub mod repair;
pub mod run;
pub mod state;
pub mod take;
