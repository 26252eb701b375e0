//! Itsumo's server.
#![allow(missing_docs)]
pub mod clock;
pub mod store;
