//! General meetings: what is voted on, the ballots of all ways, the count, and the papers that come of it.
//!
//! A meeting is out as soon as it is called. A household's ballot is a row; a later one is another row (`nth`), and the
//! last is the one that counts: what was before it stays for the audit sheet. A row without a ballot takes back what an
//! officer wrote down by mistake.
//!
//! **Invariant:** whoever writes a ballot holds the meeting first. So none comes in while it is counted, and a count is
//! made once.
//! **Invariant:** what a household voted stands in its own stream and before the association's officers; to everybody else
//! go counts alone.

pub mod audit;
pub mod ballot;
pub mod ballot_paper;
pub mod call;
pub mod close;
pub mod minutes;
pub mod sheet;
mod table;

pub use ballot::{cast, record, take_back};
pub use call::{call, drop_one};
pub use close::close;
pub use sheet::{Sheet, sheet};
pub use table::{Entry, find, of_association};

/// This part's tables. json: [`itsumo_domain::association::Meeting`]; closing: of
/// [`itsumo_domain::association::meeting::Closing`], NULL until it is counted.
pub const MIGRATION: &str = "
    CREATE TABLE meeting (
        city TEXT NOT NULL, id {bytes} NOT NULL, association {bytes} NOT NULL, day {int} NOT NULL, changed {int} NOT NULL,
        closed {int}, json TEXT NOT NULL, closing TEXT,
        PRIMARY KEY (city, id)
    );
    CREATE INDEX meeting_association ON meeting (city, association, day);
    -- nth: counts what came of one household; the greatest counts. json: itsumo_domain::association::meeting::Given; NULL
    -- takes back.
    CREATE TABLE ballot (
        city TEXT NOT NULL, meeting {bytes} NOT NULL, household {bytes} NOT NULL, nth {int} NOT NULL, at {int} NOT NULL,
        source TEXT NOT NULL, by_name TEXT NOT NULL, json TEXT,
        PRIMARY KEY (city, meeting, household, nth)
    )";
