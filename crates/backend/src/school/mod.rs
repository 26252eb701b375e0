//! School on the server: who is of it, what was told, marked, asked and written.
//!
//! What guardians may see of their children is written into their own streams by [`Outgoing`], each record for one
//! reader, at the moment something changes; what a scope or a shield keeps from a reader is never in their stream. Staff
//! read the tables, through the console. Both ask [`itsumo_domain::school::access`].
//!
//! **Invariant:** a child's row is read for staff only together with a line in the access log.

pub mod absence;
pub mod attendance;
pub mod children;
pub mod cli;
pub mod command;
pub mod days;
pub mod facility;
pub mod guardian;
pub mod join;
pub mod letter;
pub mod looked;
pub mod notice;
pub mod office;
pub mod pupil;
pub mod question;
pub mod register;
pub mod rollover;
pub mod roster;
pub mod seat;
pub mod shield;
pub mod standing;

pub use crate::stream::Outgoing;
pub use standing::{Known, Remembered, known};

/// What is kept as JSON and cannot be written or read.
pub(crate) fn unfit(error: serde_json::Error) -> crate::store::StoreError {
    crate::store::StoreError::Shape(error.to_string())
}

/// This part's tables. Days are days of the common era as chrono counts them ([`chrono::Datelike::num_days_from_ce`]);
/// `json` columns hold what no query asks for.
pub const MIGRATION: &str = "
    -- json: itsumo_domain::school::Facility
    CREATE TABLE facility (
        city TEXT NOT NULL, id {bytes} NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, json TEXT NOT NULL,
        PRIMARY KEY (city, id)
    );
    -- One school year's group. kind: whole, grade, class, group.
    CREATE TABLE class_group (
        city TEXT NOT NULL, id {bytes} NOT NULL, facility {bytes} NOT NULL, year {int} NOT NULL, kind TEXT NOT NULL,
        grade {int} NOT NULL, name TEXT NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE UNIQUE INDEX class_group_name ON class_group (city, facility, year, kind, name);
    -- code: the city's own number of the child, empty where there is none. birth: 0 where unknown.
    CREATE TABLE pupil (
        city TEXT NOT NULL, id {bytes} NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL, kana TEXT NOT NULL,
        birth {int} NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE INDEX pupil_code ON pupil (city, code);
    CREATE INDEX pupil_kana ON pupil (city, kana, birth);
    -- A pupil in a group, from a day to a day (9999999 where no end is known). number: 出席番号, 0 for none.
    CREATE TABLE enrolment (
        city TEXT NOT NULL, class_group {bytes} NOT NULL, pupil {bytes} NOT NULL, facility {bytes} NOT NULL,
        since {int} NOT NULL, until {int} NOT NULL, number {int} NOT NULL,
        PRIMARY KEY (city, class_group, pupil, since)
    );
    CREATE INDEX enrolment_pupil ON enrolment (city, pupil);
    CREATE INDEX enrolment_facility ON enrolment (city, facility, until);
    -- Whom to call, in the order to call them, as the roster says. person: who joined as them, if anybody.
    CREATE TABLE contact (
        city TEXT NOT NULL, pupil {bytes} NOT NULL, place {int} NOT NULL, name TEXT NOT NULL, relation TEXT NOT NULL,
        phone TEXT NOT NULL, address TEXT NOT NULL, person {bytes},
        PRIMARY KEY (city, pupil, place)
    );
    -- A guardian's part in a child's life. scopes: names, with spaces between.
    CREATE TABLE guardian (
        city TEXT NOT NULL, id {bytes} NOT NULL, pupil {bytes} NOT NULL, person {bytes} NOT NULL, name TEXT NOT NULL,
        relation TEXT NOT NULL, scopes TEXT NOT NULL, since {int} NOT NULL, until {int} NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE INDEX guardian_person ON guardian (city, person);
    CREATE INDEX guardian_pupil ON guardian (city, pupil);
    -- What keeps this child's facility, and the other guardians' traces, from one person.
    CREATE TABLE shield (
        city TEXT NOT NULL, id {bytes} NOT NULL, pupil {bytes} NOT NULL, against {bytes} NOT NULL, reason TEXT NOT NULL,
        set_by {bytes} NOT NULL, since {int} NOT NULL, until {int} NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE INDEX shield_pupil ON shield (city, pupil);
    CREATE INDEX shield_against ON shield (city, against);
    -- A seat: role and class stay, holders change. person is NULL while nobody holds it.
    CREATE TABLE seat (
        city TEXT NOT NULL, id {bytes} NOT NULL, facility {bytes} NOT NULL, role TEXT NOT NULL, class_group {bytes},
        title TEXT NOT NULL, person {bytes}, since {int} NOT NULL, until {int} NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE INDEX seat_person ON seat (city, person);
    CREATE INDEX seat_facility ON seat (city, facility);
    -- A code that was printed. kind: pupil, seat. hash: SHA-256 of the code.
    CREATE TABLE join_code (
        city TEXT NOT NULL, hash {bytes} NOT NULL, kind TEXT NOT NULL, target {bytes} NOT NULL, facility {bytes} NOT NULL,
        uses_left {int} NOT NULL, expires {int} NOT NULL, made_by TEXT NOT NULL, made_at {int} NOT NULL,
        PRIMARY KEY (city, hash)
    );
    CREATE INDEX join_code_target ON join_code (city, target);
    -- Who of the staff looked at a child's record, once a day and purpose.
    CREATE TABLE looked (
        city TEXT NOT NULL, pupil {bytes} NOT NULL, day {int} NOT NULL, seat {bytes} NOT NULL, purpose TEXT NOT NULL,
        at {int} NOT NULL, times {int} NOT NULL,
        PRIMARY KEY (city, pupil, day, seat, purpose)
    )";
