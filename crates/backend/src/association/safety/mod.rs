//! The safety check: started, reported to from every side, listed, and gone by itself.
//!
//! What the server adds to the rules ([`itsumo_domain::association::safety`]) is little, so that officers lose little
//! while it is away: it spreads reports, says who made them, and deletes all of it after its term ([`term`]).
//!
//! **Invariant:** one real check of an association at a time, and no drill beside it: starting a real one ends a drill.
//! **Invariant:** a household that called for help stands in its check and along its street until somebody has seen to it,
//! though it has moved away meanwhile.
//! **Invariant:** after its term nothing of a check is in any table, and its records in the streams have no body.

pub mod list;
pub mod paper;
mod report;
mod start;
mod table;
pub mod term;

pub use list::{Listed, calling, list};
pub use report::report;
pub use start::{end, start};
pub use table::{Entry, find, of_association};

/// This part's tables. json: [`itsumo_domain::association::SafetyCheck`] and
/// [`itsumo_domain::association::SafetyReport`].
pub const MIGRATION: &str = "
    CREATE TABLE safety_check (
        city TEXT NOT NULL, id {bytes} NOT NULL, association {bytes} NOT NULL, started {int} NOT NULL, ended {int},
        deletes {int} NOT NULL, json TEXT NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE INDEX safety_check_association ON safety_check (city, association, started);
    CREATE INDEX safety_check_deletes ON safety_check (deletes);
    CREATE TABLE safety_report (
        city TEXT NOT NULL, safety_check {bytes} NOT NULL, id {bytes} NOT NULL, household {bytes} NOT NULL,
        block {bytes} NOT NULL, json TEXT NOT NULL,
        PRIMARY KEY (city, safety_check, id)
    )";
