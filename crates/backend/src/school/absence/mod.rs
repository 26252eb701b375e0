//! Absences: told once, kept with all they said before, and shown to whom they concern.
//!
//! A table holds what was last said (`absence`), one all of its revisions (`absence_revision`), and one who is told of
//! it and which revision they know (`absence_desk`): a desk has confirmed an absence when it knows the last revision. A
//! desk that is no longer told keeps its row, so that it hears of that too.
//!
//! Guardians do not read these tables. Whatever changes writes the [`AbsenceView`](itsumo_domain::school::AbsenceView)
//! anew into the stream of each guardian who may see it ([`show`]), made for that guardian. The staff reads the tables,
//! a whole facility with one query ([`told_to`]).
//!
//! **Invariant:** who changes anything of a child here holds the child's row first (`guardian::hold`), so that two who
//! do it at once do it one after the other.

mod confirm;
mod kept;
mod report;
mod show;
mod told;

pub use confirm::{Seen, confirm};
pub use report::{report, withdraw};
pub use show::{show, show_all};
pub use told::{Days, DeskList, DeskRow, desk_list, told_to};

pub(crate) use kept::{Kept, find};
pub(crate) use report::{report_held, withdraw_held};
pub(crate) use show::{Voices, by_column};
pub(crate) use told::by_staff_sees;

use itsumo_domain::school::Desk;

/// The tables of absences, of what the staff marks, and of what is asked in the morning.
pub const MIGRATION: &str = "
    -- json: itsumo_domain::school::Absence, as last said. late: it came after the cut-off of its first day.
    CREATE TABLE absence (
        city TEXT NOT NULL, id {bytes} NOT NULL, pupil {bytes} NOT NULL, from_day {int} NOT NULL,
        until_day {int} NOT NULL, withdrawn {int} NOT NULL, rev {int} NOT NULL, late {int} NOT NULL, json TEXT NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE INDEX absence_pupil ON absence (city, pupil, until_day);
    -- Everything it ever said. by_name: the relation or the seat's title at that time. json: empty where it was
    -- withdrawn.
    CREATE TABLE absence_revision (
        city TEXT NOT NULL, absence {bytes} NOT NULL, rev {int} NOT NULL, at {int} NOT NULL, author TEXT NOT NULL,
        by_name TEXT NOT NULL, json TEXT NOT NULL,
        PRIMARY KEY (city, absence, rev)
    );
    -- Who is told of it, and which revision they know (0 for none). told: 0 once a guardian unticked them. pupil and
    -- days are the absence's, so that a facility finds its own with one index.
    CREATE TABLE absence_desk (
        city TEXT NOT NULL, absence {bytes} NOT NULL, facility {bytes} NOT NULL, desk TEXT NOT NULL,
        pupil {bytes} NOT NULL, from_day {int} NOT NULL, until_day {int} NOT NULL, told {int} NOT NULL,
        known_rev {int} NOT NULL, known_at {int} NOT NULL, known_by {bytes},
        PRIMARY KEY (city, absence, facility, desk)
    );
    CREATE INDEX absence_desk_facility ON absence_desk (city, facility, desk, until_day);
    -- What the staff noted of a child on a day. mark: present, left, absent, cleared.
    CREATE TABLE mark (
        city TEXT NOT NULL, facility {bytes} NOT NULL, day {int} NOT NULL, pupil {bytes} NOT NULL, at {int} NOT NULL,
        mark TEXT NOT NULL, seat {bytes} NOT NULL,
        PRIMARY KEY (city, facility, day, pupil, at)
    );
    CREATE INDEX mark_pupil ON mark (city, pupil, day);
    -- What a facility asked about a child on a day, once. arrival: empty before it was answered.
    CREATE TABLE question (
        city TEXT NOT NULL, id {bytes} NOT NULL, pupil {bytes} NOT NULL, facility {bytes} NOT NULL, day {int} NOT NULL,
        at {int} NOT NULL, seat {bytes} NOT NULL, arrival TEXT NOT NULL, answered {int} NOT NULL, author TEXT NOT NULL,
        by_name TEXT NOT NULL, over {int} NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE INDEX question_day ON question (city, facility, day);
    CREATE INDEX question_pupil ON question (city, pupil, day)";

/// A desk's word in tables and addresses; empty for one of a newer version.
pub fn desk_name(desk: Desk) -> &'static str {
    match desk {
        Desk::Class => "class",
        Desk::Lunch => "lunch",
        Desk::Bus => "bus",
        Desk::Other => "",
    }
}

/// Reads [`desk_name`].
pub fn desk_named(name: &str) -> Option<Desk> {
    [Desk::Class, Desk::Lunch, Desk::Bus].into_iter().find(|desk| desk_name(*desk) == name)
}
