//! Itsumo's server.
#![allow(missing_docs)]
pub mod city;
pub mod clock;
pub mod ingest;
pub mod jma;
pub mod live;
pub mod store;
pub mod stream;
pub mod sync;
