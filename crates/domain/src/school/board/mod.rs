//! The morning board: of whom is it known where they are? A pure plan over what was told, marked and asked.
//!
//! Expected − absent − late − present = **unknown**, by name. After the cut-off nobody may stay unknown without
//! somebody having looked: that is what the board is for. A child that said it would be late and is not there some
//! time after is unknown again; one that left home and has not arrived is the most urgent of all.
//!
//! Three kinds of word say where a child is ([`plan`]): what was *told* (an absence that covers the day, told to this
//! facility's class desk and not withdrawn), what the staff *marked*, and what a guardian *answered* when asked. **The
//! word that came last counts**, whoever said it: a teacher who marks a child as there after its absence arrived has
//! seen it, and a guardian who writes after a slip of the pen is right about their own child. Where the two contradict
//! each other the absence waits unconfirmed at the top of the board, so somebody looks. At the same moment a mark
//! wins, for a mark was seen with eyes.
//!
//! - A whole day, whatever the reason, is [`Whereabouts::Absent`]. Leaving early and sitting out say nothing of where
//!   a child is in the morning.
//! - Late is believed until the time that was said and [`LATE_GRACE`] more; then it is unknown, until something new.
//! - "Left home" is believed by nobody until the child is there: it stays the most urgent.
//! - [`Mark::Cleared`] takes the mark before it back, and what counted before counts again.
//! - On a day on which the facility is closed nobody is expected.

mod after_school;
mod plan;
mod register;
mod school;
#[cfg(test)]
mod tests;

pub use after_school::{AfterSchool, AfterSchoolBoard, AfterSchoolRow, Way, plan_after_school};
pub use plan::{ClassDay, Marked, OnDesk, Pupil, plan_class};
pub use register::{ClassMonth, Register, RegisterRow, Registered, Sign, Totals, plan_register};
pub use school::{ClassHealth, GradeHealth, Health, SchoolView, plan_school};

use super::{
    Group, TimeOfDay,
    absence::{AbsenceView, Arrival, Lesson},
};
use crate::Timestamp;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Minutes after the time that was said for a late child before it is unknown again.
pub const LATE_GRACE: i64 = 20;
/// School days that are looked back for an absence of many days.
pub const ROW_DAYS: u16 = 30;

/// What staff noted of a child on a day; the last of each day's notes counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Mark {
    /// Is there.
    Present,
    /// Left for home, or for the next facility.
    Left,
    /// Is absent although nobody said so: looked for and told by telephone is an absence instead.
    Absent,
    /// The note before was a slip.
    Cleared,
}

/// Where a child is, as far as anybody knows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "where", rename_all = "snake_case")]
pub enum Whereabouts {
    /// Nobody knows.
    Unknown,
    /// Somebody at home says it left, and it is not there: look at once.
    LeftHome,
    /// Comes later, by then; `None` when no time was said.
    Late {
        /// When.
        until: Option<TimeOfDay>,
    },
    /// At home, and somebody told so.
    Absent,
    /// There.
    Present,
    /// Was there and left.
    Left {
        /// When.
        at: Timestamp,
    },
}

impl Whereabouts {
    /// Whether somebody has to find out.
    pub fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown | Self::LeftHome)
    }
}

/// One child on the board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The child.
    pub pupil: Uuid,
    /// 出席番号 in its class; 0 where there is none.
    pub number: u16,
    /// Its name.
    pub name: String,
    /// Its reading.
    pub kana: String,
    /// Where it is.
    pub place: Whereabouts,
    /// What was told of this day, withdrawn ones left out; the newest first.
    pub absences: Vec<(Uuid, AbsenceView)>,
    /// Every absence told to this desk was confirmed in its last revision.
    pub confirmed: bool,
    /// One of them was confirmed, and then said anew: the news is in it.
    pub changed: bool,
    /// One was taken back, and nothing was told of this day since.
    pub taken_back: bool,
    /// When it leaves early, if it does.
    pub leaves_at: Option<TimeOfDay>,
    /// What it sits out.
    pub sits_out: Vec<Lesson>,
    /// A guardian asks for a call.
    pub call_me: bool,
    /// School days in a row absent, this one counted; 0 for who is not. Counted back [`ROW_DAYS`] school days at most.
    pub days_in_row: u16,
    /// When the guardians were asked today.
    pub asked: Option<Timestamp>,
    /// What they answered.
    pub answer: Option<Arrival>,
    /// A shield concerns this child: ask the head before anything is said to anybody.
    pub shielded: bool,
}

impl Mark {
    /// Its word in tables and forms.
    pub fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Left => "left",
            Self::Absent => "absent",
            Self::Cleared => "cleared",
        }
    }
    /// Reads [`Self::name`].
    pub fn named(name: &str) -> Option<Self> {
        [Self::Present, Self::Left, Self::Absent, Self::Cleared].into_iter().find(|mark| mark.name() == name)
    }
}

/// How many of each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Pupils of the class on this day.
    pub expected: u16,
    /// Absent.
    pub absent: u16,
    /// Will come later.
    pub late: u16,
    /// There, those who left again too.
    pub present: u16,
    /// Nobody knows: `expected − absent − late − present`, always.
    pub unknown: u16,
    /// Told and not confirmed yet.
    pub unconfirmed: u16,
}

/// A class on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ClassBoard {
    /// The day.
    pub day: NaiveDate,
    /// The class.
    pub group: Group,
    /// The facility is open on this day.
    pub open: bool,
    /// The cut-off has passed.
    pub past_cut_off: bool,
    /// In the order of 出席番号, then of the reading.
    pub rows: Vec<Row>,
    /// How many of each.
    pub counts: Counts,
}
