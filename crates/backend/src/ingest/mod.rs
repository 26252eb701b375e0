//! From a source's bytes to announcements in a stream.

pub mod classify;
