//! Lists of pupils as schools keep them: read, compared with what is there, and planned before anything changes.
//!
//! A school's list is a spreadsheet that somebody saved. So every line that cannot be understood is named with its
//! place ([`RosterError`]), what is understood is compared child by child ([`plan_roster`]), and a list that looks
//! like half of one is not taken for the whole: deleting a roster by mistake costs a school its year.
//!
//! April is the same thing seen from a day in the new year: pupils of last year's classes come into this year's, those
//! of the highest grade finish, and nothing of the old year is touched but the last day of it.

mod column;
mod date;
mod plan;
mod read;
#[cfg(test)]
mod tests;

pub use crate::list::{ListError as RosterError, Sheet, SheetLine};
pub use column::Column;
pub use date::read_date;
pub use plan::{Change, Current, Enrolled, Known, Leaving, Plan, Planned, Step, plan_roster};
pub use read::{MOST_ROWS, Read, read_roster};

use super::{FacilityKind, Group, GroupKind};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Somebody to call, as the roster says.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Contact {
    /// The name.
    pub name: String,
    /// 母, 父, 祖母 ….
    pub relation: String,
    /// Telephone: figures with dashes.
    pub phone: String,
    /// The address.
    pub address: String,
}

/// One child of the list.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(default)]
pub struct RosterRow {
    /// Where it stands in the file, from 1, the heading counted.
    pub line: u32,
    /// 1 to 6 at a school, the age at a nursery, where there is one.
    pub grade: Option<u8>,
    /// The class as people say it: 1年2組, さくら組.
    pub class: String,
    /// The grade of the whole class, 0 where it has pupils of several or of none.
    pub class_grade: u8,
    /// 出席番号, 0 for none.
    pub number: u16,
    /// The name.
    pub name: String,
    /// Its reading in hiragana.
    pub kana: String,
    /// The birthday.
    pub birth: Option<NaiveDate>,
    /// 児童番号: the city's own number of the child, empty where there is none.
    pub code: String,
    /// Clubs, committees, courses.
    pub groups: Vec<String>,
    /// Whom to call, in this order.
    pub contacts: Vec<Contact>,
}

/// Every code of a [`RosterError`].
pub const ERRORS: &[&str] = &[
    "ambiguous",
    "birth-unlikely",
    "cell-count",
    "class-missing",
    "code-of-another",
    "column-missing",
    "column-twice",
    "control-character",
    "empty",
    "encoding",
    "grade-unlikely",
    "half-file",
    "kana",
    "moved-or-new",
    "name-missing",
    "no-pupils",
    "not-a-date",
    "not-a-number",
    "number-twice",
    "phone",
    "phone-zero",
    "quote-open",
    "too-long",
    "too-many",
    "truncated",
    "twice",
];

/// The name of the group that everybody of a facility is in.
pub fn everybody(kind: FacilityKind) -> &'static str {
    match kind {
        FacilityKind::School => "全校",
        FacilityKind::Kindergarten | FacilityKind::Nursery => "全園",
        FacilityKind::AfterSchool | FacilityKind::Other => "全員",
    }
}

/// The name of a grade's group.
pub fn grade_name(kind: FacilityKind, grade: u8) -> String {
    match kind {
        FacilityKind::Kindergarten | FacilityKind::Nursery => format!("{grade}歳児"),
        _ => format!("{grade}年"),
    }
}

/// The groups a pupil is in by a row: everybody, the grade if there is one, the class, and whatever else. Their ids are
/// nil: whoever keeps them knows.
pub fn groups_of(kind: FacilityKind, year: i32, row: &RosterRow) -> Vec<Group> {
    let group = |kind, grade, name: String| Group { id: uuid::Uuid::nil(), kind, year, grade, name };
    let mut groups = vec![group(GroupKind::Whole, 0, everybody(kind).to_owned())];
    if let Some(grade) = row.grade {
        groups.push(group(GroupKind::Grade, grade, grade_name(kind, grade)));
    }
    groups.push(group(GroupKind::Class, row.class_grade, row.class.clone()));
    groups.extend(row.groups.iter().map(|name| group(GroupKind::Group, 0, name.clone())));
    groups
}
