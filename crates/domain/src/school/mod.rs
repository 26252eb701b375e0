//! School: facilities, their groups and pupils, guardians, absences, the morning board, notices.
//!
//! What reaches a guardian are records: of [`kind`](crate::record::kind)s `pupil`, `absence`, `question` and `answer`
//! in the guardian's own stream, each written for *this* guardian (what a scope or a shield keeps from them is not in
//! it), and `notice` in the stream of a group, or in the guardian's own when it is for single children.
//!
//! A *facility* is a school, nursery, 学童 or kindergarten. Its *groups* are of one school year: everybody, a grade, a
//! class, or any other (club, committee). So April makes new groups, and the old ones stay readable as they were.
//!
//! **Invariant:** who may do what is decided by [`access`] alone.

pub mod absence;
pub mod access;
pub mod board;
pub mod calendar;
pub mod code;
pub mod notice;
pub mod report;
pub mod roster;
pub mod time;

pub use absence::{Absence, AbsenceView, Part, Question};
pub use access::{Act, Role, Scope};
pub use calendar::SchoolDays;
pub use notice::{Answer, Notice};
pub use time::TimeOfDay;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// What kind of place a facility is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum FacilityKind {
    /// 小学校・中学校.
    #[default]
    School,
    /// 幼稚園.
    Kindergarten,
    /// 保育園・こども園.
    Nursery,
    /// 学童保育 (放課後児童クラブ).
    AfterSchool,
    /// Of a newer server.
    #[serde(other)]
    Other,
}

/// Who in a facility is told of an absence, and says that they know. A facility has some of these.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Desk {
    /// The class teacher; at a nursery or 学童 the carers.
    #[default]
    Class,
    /// 給食.
    Lunch,
    /// The bus.
    Bus,
    /// Of a newer server.
    #[serde(other)]
    Other,
}

/// A facility as its people see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Facility {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub kind: FacilityKind,
    /// Its name: ひなた市立あさひ小学校.
    pub name: String,
    /// Its name where there is little room: あさひ小.
    pub short: String,
    /// Telephone as dialled.
    pub phone: String,
    /// Until when an absence of the same day should have been told.
    pub cut_off: TimeOfDay,
    /// Who is told of absences, in the order shown. [`Desk::Class`] is always there.
    pub desks: Vec<Desk>,
    /// Its days.
    pub days: SchoolDays,
    /// Minutes on the way from another facility before somebody asks: a 学童's timer.
    pub way_minutes: u32,
    /// A notice needs a second person's yes before it is sent.
    pub four_eyes: bool,
    /// Seconds a notice is held before it goes out, and can be taken back unseen.
    pub hold_seconds: u32,
}

/// Of which pupils a group is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum GroupKind {
    /// Everybody of the facility in this year.
    Whole,
    /// A grade.
    Grade,
    /// A class: each pupil of a school year is in exactly one.
    #[default]
    Class,
    /// A club, a committee, a course.
    Group,
    /// Of a newer server.
    #[serde(other)]
    Other,
}

/// A group of a facility in one school year. Its stream is [`crate::Stream::class`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Group {
    /// Its id.
    pub id: Uuid,
    /// Of what it is made.
    pub kind: GroupKind,
    /// The school year, by the year in which it begins: 2026 is 2026-04-01 to 2027-03-31.
    pub year: i32,
    /// 1 to 6 (1 to 3 at a 中学校), age at a nursery; 0 where there is none.
    pub grade: u8,
    /// As people say it: 1年2組, さくら組, 全校.
    pub name: String,
}

/// A child at one facility, as its guardian sees it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Place {
    /// The facility.
    pub facility: Facility,
    /// The child's groups there that are readable to this guardian, those of past years too.
    pub groups: Vec<Group>,
    /// First day.
    pub since: NaiveDate,
    /// Last day, if one is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
}

/// Body of a `pupil` record: a child as this guardian may see it. The record's id is the pupil's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct PupilCard {
    /// The child's name.
    pub name: String,
    /// Its reading, in hiragana.
    pub kana: String,
    /// What this guardian may do.
    pub scopes: Vec<Scope>,
    /// When this guardian's part ends, if it does.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<NaiveDate>,
    /// Where the child goes. Empty when it goes nowhere, or when a shield keeps it from this guardian: the two are
    /// not told apart.
    pub places: Vec<Place>,
}

/// One line of the access log that a guardian sees: somebody of the staff looked at the child's record.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Looked {
    /// The day, in Japan.
    pub day: NaiveDate,
    /// First time of that day.
    pub at: crate::Timestamp,
    /// Of which facility; its name.
    pub facility: String,
    /// The seat, as people call it: 1年2組 担任. Never a private name.
    pub seat: String,
    /// For what: `board`, `absence`, `register`, `roster`, `notice`, `call-list`, `export`: `school-looked-<purpose>`.
    pub purpose: String,
    /// How often on that day.
    pub times: i64,
}

/// `POST /v1/me/school/pupils`: a guardian joins a child with the code of the school's letter.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct JoinPupil {
    /// As typed or scanned; see [`code::JoinCode`].
    pub code: String,
    /// The guardian's own name, as the school shall see it.
    pub name: String,
    /// 母, 父, 祖母 …; as the guardian says it.
    pub relation: String,
}

/// The answer to [`JoinPupil`]: the record itself comes with the next sync.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct JoinedPupil {
    /// The child.
    pub pupil: Uuid,
    /// Its name.
    pub name: String,
    /// The facility's name, as the letter says it.
    pub facility: String,
}

/// The school year in which a day lies, by the year in which it begins.
pub fn school_year(day: NaiveDate) -> i32 {
    use chrono::Datelike;
    if day.month() >= 4 { day.year() } else { day.year().saturating_sub(1) }
}
