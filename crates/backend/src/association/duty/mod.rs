//! The shared calendar: what is on, and whose turn it is.
//!
//! What names a household goes to its block alone; what names none and no block goes to everybody. A household has the
//! calendar as an address too, to which its phones subscribe ([`calendar`]).

pub mod calendar;
mod keep;
mod table;

pub use keep::{drop_one, keep, lay, mark};
pub use table::{Entry, find, of_association, of_household};

/// This part's tables. `from_day`, `until_day`: days of the common era ([`crate::school::days`]); json:
/// [`itsumo_domain::association::Duty`]. hash: SHA-256 of the secret in a calendar's address.
pub const MIGRATION: &str = "
    CREATE TABLE duty (
        city TEXT NOT NULL, id {bytes} NOT NULL, association {bytes} NOT NULL, block {bytes}, household {bytes},
        from_day {int} NOT NULL, until_day {int} NOT NULL, changed {int} NOT NULL, json TEXT NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE INDEX duty_association ON duty (city, association, until_day);
    CREATE INDEX duty_household ON duty (city, household, until_day);
    CREATE TABLE household_calendar (
        city TEXT NOT NULL, hash {bytes} NOT NULL, person {bytes} NOT NULL, household {bytes} NOT NULL, made {int} NOT NULL,
        PRIMARY KEY (city, hash)
    );
    CREATE INDEX household_calendar_person ON household_calendar (city, person, household)";
