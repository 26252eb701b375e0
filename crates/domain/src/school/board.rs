//! The morning board: of whom is it known where they are? A pure plan over what was told, marked and asked.
//!
//! Expected − absent − late − present = **unknown**, by name. After the cut-off nobody may stay unknown without
//! somebody having looked: that is what the board is for. A child that said it would be late and is not there some
//! time after is unknown again; one that left home and has not arrived is the most urgent of all.

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
    /// When it leaves early, if it does.
    pub leaves_at: Option<TimeOfDay>,
    /// What it sits out.
    pub sits_out: Vec<Lesson>,
    /// A guardian asks for a call.
    pub call_me: bool,
    /// School days in a row absent, this one counted.
    pub days_in_row: u16,
    /// When the guardians were asked today.
    pub asked: Option<Timestamp>,
    /// What they answered.
    pub answer: Option<Arrival>,
    /// A shield concerns this child: ask the head before anything is said to anybody.
    pub shielded: bool,
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
