//! All classes of a facility on a day: the numbers, those who are looked for, and what goes round.
//!
//! The picture of illness counts and never judges: whether a class closes (学級閉鎖, 学校保健安全法 第20条) is for the
//! head and the school's doctor, and where the line lies differs from place to place.

use super::{ClassBoard, Counts, Row, Whereabouts};
use crate::school::{
    Group,
    absence::{Absence, Reason, Symptom},
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A child absent so many school days in a row is listed.
pub const LONG_ROW: u16 = 3;

/// A facility on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct SchoolView {
    /// The day.
    pub day: NaiveDate,
    /// It is open on this day.
    pub open: bool,
    /// The cut-off has passed.
    pub past_cut_off: bool,
    /// Of all classes.
    pub total: Counts,
    /// Of each class, in their order.
    pub classes: Vec<(Group, Counts)>,
    /// What goes round.
    pub health: Health,
    /// Absent [`LONG_ROW`] school days in a row and more, the longest first.
    pub in_a_row: Vec<(Group, Row)>,
    /// Of whom nobody knows where they are; who left home first.
    pub unknown: Vec<(Group, Row)>,
}

/// What goes round, in numbers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Health {
    /// Grade by grade.
    pub grades: Vec<GradeHealth>,
    /// Class by class.
    pub classes: Vec<ClassHealth>,
}

/// One grade.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct GradeHealth {
    /// Which.
    pub grade: u8,
    /// Pupils of it.
    pub expected: u16,
    /// Who has a symptom, is ill or has an infection, whether absent or not.
    pub ill: u16,
    /// Of them: an infection that a doctor told (出席停止).
    pub infection: u16,
    /// How many have each symptom; a child with two is counted at both.
    pub symptoms: BTreeMap<Symptom, u16>,
}

/// One class.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassHealth {
    /// Which.
    pub group: Group,
    /// Pupils of it.
    pub expected: u16,
    /// Absent because they are ill or have an infection.
    pub absent_ill: u16,
    /// The share of it in the class, in thousandths.
    pub per_mille: u16,
}

/// Puts a facility's classes together.
pub fn plan_school(day: NaiveDate, open: bool, past_cut_off: bool, boards: Vec<ClassBoard>) -> SchoolView {
    let mut view = SchoolView {
        day,
        open,
        past_cut_off,
        total: Counts::default(),
        classes: Vec::with_capacity(boards.len()),
        health: Health::default(),
        in_a_row: Vec::new(),
        unknown: Vec::new(),
    };
    let mut grades: BTreeMap<u8, GradeHealth> = BTreeMap::new();
    for board in boards {
        view.total = view.total.plus(board.counts);
        let grade = grades.entry(board.group.grade).or_default();
        grade.grade = board.group.grade;
        grade.expected = grade.expected.saturating_add(board.counts.expected);
        let mut absent_ill: u16 = 0;
        for row in board.rows {
            let ill = row.absences.iter().any(|(_, view)| is_ill(&view.absence));
            grade.count(&row, ill);
            absent_ill = absent_ill.saturating_add(u16::from(ill && row.place == Whereabouts::Absent));
            if row.days_in_row >= LONG_ROW {
                view.in_a_row.push((board.group.clone(), row.clone()));
            }
            if row.place.is_unknown() {
                view.unknown.push((board.group.clone(), row));
            }
        }
        let share = u32::from(absent_ill).saturating_mul(1_000).checked_div(u32::from(board.counts.expected));
        view.health.classes.push(ClassHealth {
            group: board.group.clone(),
            expected: board.counts.expected,
            absent_ill,
            per_mille: u16::try_from(share.unwrap_or(0)).unwrap_or(1_000),
        });
        view.classes.push((board.group, board.counts));
    }
    view.health.grades = grades.into_values().collect();
    view.in_a_row.sort_by_key(|(_, row)| std::cmp::Reverse(row.days_in_row));
    view.unknown.sort_by_key(|(_, row)| row.place != Whereabouts::LeftHome);
    view
}

impl GradeHealth {
    fn count(&mut self, row: &Row, ill: bool) {
        let told = || row.absences.iter().map(|(_, view)| &view.absence);
        self.ill = self.ill.saturating_add(u16::from(ill));
        let infection = told().any(|absence| absence.reason == Reason::Infection);
        self.infection = self.infection.saturating_add(u16::from(infection));
        let symptoms: BTreeSet<Symptom> = told().flat_map(|absence| absence.symptoms.iter().copied()).collect();
        for symptom in symptoms {
            let count = self.symptoms.entry(symptom).or_default();
            *count = count.saturating_add(1);
        }
    }
}

/// Whether somebody is ill by what was told.
fn is_ill(absence: &Absence) -> bool {
    matches!(absence.reason, Reason::Ill | Reason::Infection) || !absence.symptoms.is_empty()
}

impl SchoolView {
    /// The children that it names, for the access log.
    pub fn named(&self) -> Vec<Uuid> {
        let rows = self.in_a_row.iter().chain(&self.unknown);
        let named: BTreeSet<Uuid> = rows.map(|(_, row)| row.pupil).collect();
        named.into_iter().collect()
    }
}
