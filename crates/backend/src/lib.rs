//! Itsumo's server.
#![allow(missing_docs)]
pub mod store;
