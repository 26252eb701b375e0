//! Town associations on the server: who lives where, who holds which seat, and what went out to whom.
//!
//! What households may see is written by [`Outgoing`] into the streams `association/…`, `block/…` and `household/…`; what
//! officers work with into `officers/<block>`. Officers' pages and counts read the tables, through the console or the
//! officers' doors. All of them ask [`itsumo_domain::association::access`].
//!
//! **Invariant:** a household's name stands in no stream that another block's households read, and the city's doors give
//! counts of associations, never a household.

pub mod block;
pub mod circular;
pub mod cli;
pub mod command;
pub mod directory;
pub mod duty;
pub mod hand_over;
pub mod holder;
pub mod home;
pub mod household;
pub mod join;
pub mod letter;
pub mod meeting;
pub mod member;
pub mod moving;
pub mod office;
pub mod paper;
pub mod print;
pub mod recovery;
pub mod request;
pub mod safety;
pub mod seat;
pub mod standing;
pub mod turn;

pub use crate::stream::Outgoing;
pub use standing::{Known, Remembered, known};

/// Who writes what this part writes by itself, in the streams.
pub(crate) const SYSTEM: &str = "association";

/// This part's tables. Days are days of the common era ([`crate::school::days`]); `json` columns hold what no query asks
/// for.
pub const MIGRATION: &str = "
    CREATE TABLE association (
        city TEXT NOT NULL, id {bytes} NOT NULL, name TEXT NOT NULL, kana TEXT NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE TABLE block (
        city TEXT NOT NULL, id {bytes} NOT NULL, association {bytes} NOT NULL, name TEXT NOT NULL, place {int} NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE UNIQUE INDEX block_name ON block (city, association, name);
    -- since, until: of the household in this block; 9999999 where no end is known. ord: 回覧順.
    CREATE TABLE household (
        city TEXT NOT NULL, id {bytes} NOT NULL, association {bytes} NOT NULL, block {bytes} NOT NULL, ord {int} NOT NULL,
        name TEXT NOT NULL, kana TEXT NOT NULL, place TEXT NOT NULL, phone TEXT NOT NULL, delivery TEXT NOT NULL,
        since {int} NOT NULL, until {int} NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE INDEX household_block ON household (city, block, until);
    CREATE INDEX household_association ON household (city, association, until);
    -- A person of a household, from a day to a day.
    CREATE TABLE membership (
        city TEXT NOT NULL, id {bytes} NOT NULL, household {bytes} NOT NULL, person {bytes} NOT NULL, name TEXT NOT NULL,
        far {int} NOT NULL, since {int} NOT NULL, until {int} NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE INDEX membership_person ON membership (city, person);
    CREATE INDEX membership_household ON membership (city, household);
    -- Somebody who asks to be let in, and whom no known household fits.
    CREATE TABLE household_request (
        city TEXT NOT NULL, id {bytes} NOT NULL, block {bytes} NOT NULL, person {bytes} NOT NULL, name TEXT NOT NULL,
        household_name TEXT NOT NULL, place TEXT NOT NULL, far {int} NOT NULL, at {int} NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE INDEX household_request_block ON household_request (city, block);
    CREATE INDEX household_request_person ON household_request (city, person);
    -- A seat stays, its holders change. association is NULL for the city's own. checklist: JSON list of
    -- itsumo_domain::association::seat::Item.
    CREATE TABLE association_seat (
        city TEXT NOT NULL, id {bytes} NOT NULL, association {bytes}, block {bytes}, role TEXT NOT NULL, title TEXT NOT NULL,
        checklist TEXT NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE INDEX association_seat_association ON association_seat (city, association);
    -- One holder's term; two of a seat may overlap at the hand-over. Never deleted: the seat's history.
    CREATE TABLE seat_term (
        city TEXT NOT NULL, id {bytes} NOT NULL, seat {bytes} NOT NULL, person {bytes}, since {int} NOT NULL,
        until {int} NOT NULL, name TEXT NOT NULL, shows_name TEXT NOT NULL, shows_phone TEXT NOT NULL, given_by TEXT NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE INDEX seat_term_person ON seat_term (city, person);
    CREATE INDEX seat_term_seat ON seat_term (city, seat)";
