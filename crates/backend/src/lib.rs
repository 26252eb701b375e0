//! Itsumo's server: records in streams, live hints, sources, accounts. One process hosts many cities.
//!
//! A request goes `routes` (parse, reply) → a noun's service (who may, then what, then record) → `store`.
//! Nothing hints by hand: a stream that moved in a committed transaction is told of by itself (`stream`).
//!
//! **Invariant:** no module here reads a clock or draws a number except [`clock`], and none but [`store`] knows
//! which database it is.

pub mod account;
pub mod alert;
pub mod app;
pub mod association;
pub mod attachment;
pub mod backup;
pub mod blob;
pub mod city;
pub mod clock;
pub mod config;
pub mod console;
pub mod csv;
pub mod door;
pub mod family;
pub mod frame;
pub mod handover;
pub mod ical;
pub mod ingest;
pub mod jma;
pub mod letter;
pub mod limits;
pub mod live;
pub mod mail;
pub mod metrics;
pub mod openapi;
pub mod operator;
pub mod private;
pub mod problem;
pub mod push;
pub mod routes;
pub mod school;
pub mod serve;
pub mod standing;
pub mod store;
pub mod stream;
pub mod sync;
pub mod upkeep;
pub mod written;
