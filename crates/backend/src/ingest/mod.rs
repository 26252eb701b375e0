//! From a source's bytes to announcements in a stream.

pub mod classify;
pub mod article;
pub mod date;
pub mod decode;
pub mod feed;
pub mod html;
mod json_feed;
pub mod repair;
pub mod check;
pub mod fetch;
