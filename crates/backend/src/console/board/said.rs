//! What was told of a child, in a line: the words of the board, the school's view, the desks and the call list.

use crate::console::words::{Words, clock, hour};
use itsumo_domain::{
    i18n::Arg,
    school::{
        Absence, AbsenceView, Part,
        absence::{Lesson, Symptom},
    },
};

/// `欠席`, `8:50ごろに登校`, … Marked with ruby.
pub fn part(words: Words, part: &Part) -> String {
    match part {
        Part::AllDay => words.marked("school-part-all-day", &[]),
        Part::LateUntil { time } => words.marked("school-part-late", &[("time", Arg::Text(&hour(*time)))]),
        Part::LeavesAt { time } => words.marked("school-part-leaves", &[("time", Arg::Text(&hour(*time)))]),
        Part::SitsOut { lessons: sat_out } => {
            words.marked("school-part-sits-out", &[("lessons", Arg::Text(&lessons(words, sat_out)))])
        }
    }
}

/// `体育・プール`. Marked with ruby.
pub fn lessons(words: Words, lessons: &[Lesson]) -> String {
    let names = lessons.iter().map(|lesson| match lesson {
        Lesson::Pe => words.marked("school-lesson-pe", &[]),
        Lesson::Pool => words.marked("school-lesson-pool", &[]),
    });
    words.list(&names.collect::<Vec<_>>())
}

/// `発熱・せき`. Marked with ruby.
pub fn symptoms(words: Words, symptoms: &[Symptom]) -> String {
    let names = symptoms.iter().map(|symptom| words.marked(&format!("school-symptom-{}", symptom.name()), &[]));
    words.list(&names.collect::<Vec<_>>())
}

/// `38.5℃`.
pub fn temperature(tenths: u16) -> String {
    format!("{}.{}℃", tenths / 10, tenths % 10)
}

/// Reason, symptoms and temperature: `体調不良 · 発熱・せき · 38.5℃`. Marked with ruby.
pub fn why(words: Words, absence: &Absence) -> String {
    let mut said = words.marked(&format!("school-reason-{}", absence.reason.name()), &[]);
    if !absence.symptoms.is_empty() {
        said.push_str(" · ");
        said.push_str(&symptoms(words, &absence.symptoms));
    }
    if let Some(tenths) = absence.temperature {
        said.push_str(" · ");
        said.push_str(&temperature(tenths));
    }
    said
}

/// Who told it and when: `母 7:42`. Marked with ruby.
pub fn by(words: Words, view: &AbsenceView) -> String {
    let at = clock(view.at);
    let name = if view.by.name.is_empty() { words.marked("console-guardian", &[]) } else { view.by.name.clone() };
    words.marked("console-told-by", &[("name", Arg::Text(&name)), ("time", Arg::Text(&at))])
}
