//! Absences, answers and places in words: the one place that says them, so that a card, a list, a screen and a history
//! say the same thing in the same way. What is returned is marked with ruby.

use crate::{
    dates,
    i18n::{Arg, I18n},
};
use chrono::NaiveDate;
use itsumo_domain::{
    i18n::Locale,
    school::{
        Absence, Answer, Facility, FacilityKind, Notice, Part, PupilCard,
        absence::{Arrival, By, Lesson, Reason, Symptom},
        access::Scope,
        notice::Ask,
    },
};
use itsumo_engine::school::Delivery;

/// A child's name; where every kanji carries its reading, this one too.
pub fn name(i: I18n, card: &PupilCard) -> String {
    if i.locale == Locale::JaEasy && !card.kana.is_empty() && card.kana != card.name {
        format!("｜{}《{}》", card.name, card.kana)
    } else {
        card.name.clone()
    }
}

/// Several names, or several of anything, as one says them: 陽葵・蓮.
pub fn together(i: I18n, words: &[String]) -> String {
    words.join(&i.marked("school-and", &[]))
}

/// 体調不良.
pub fn reason(i: I18n, reason: Reason) -> String {
    i.marked(&format!("school-reason-{}", reason.name()), &[])
}

/// 発熱.
pub fn symptom(i: I18n, symptom: Symptom) -> String {
    i.marked(&format!("school-symptom-{}", symptom.name()), &[])
}

/// 体育.
pub fn lesson(i: I18n, lesson: Lesson) -> String {
    i.marked(
        match lesson {
            Lesson::Pe => "school-lesson-pe",
            Lesson::Pool => "school-lesson-pool",
        },
        &[],
    )
}

/// 欠席, 10:30ごろに登校, 14:00に早退, 体育を見学.
pub fn part(i: I18n, part: &Part) -> String {
    match part {
        Part::AllDay => i.marked("school-part-all-day", &[]),
        Part::LateUntil { time } => i.marked("school-part-late", &[("time", Arg::Text(&dates::time_of_day(*time)))]),
        Part::LeavesAt { time } => i.marked("school-part-leaves", &[("time", Arg::Text(&dates::time_of_day(*time)))]),
        Part::SitsOut { lessons } => {
            let lessons: Vec<_> = lessons.iter().map(|one| lesson(i, *one)).collect();
            i.marked("school-part-sits-out", &[("lessons", Arg::Text(&together(i, &lessons)))])
        }
    }
}

/// 今日 欠席（体調不良）.
pub fn absence(i: I18n, absence: &Absence, today: NaiveDate) -> String {
    i.marked(
        "school-absence-line",
        &[
            ("days", Arg::Text(&dates::from_until(i, absence.from, absence.until, today))),
            ("part", Arg::Text(&part(i, &absence.part))),
            ("reason", Arg::Text(&reason(i, absence.reason))),
        ],
    )
}

/// `38.5`.
pub fn degrees(tenths: u16) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// Who said it: わたし, 父, 1年2組 担任. Where a shield keeps the name, that it was another guardian.
pub fn by(i: I18n, by: &By) -> String {
    if by.me {
        i.marked("school-by-me", &[])
    } else if by.name.is_empty() {
        i.marked("school-by-other", &[])
    } else {
        by.name.clone()
    }
}

/// A desk of a facility: 担任, 給食; at a nursery or 学童 the first is the staff.
pub fn desk(i: I18n, facility: Option<&Facility>, desk: itsumo_domain::school::Desk) -> String {
    use itsumo_domain::school::Desk;
    let taught =
        facility.is_none_or(|facility| matches!(facility.kind, FacilityKind::School | FacilityKind::Kindergarten));
    i.marked(
        match desk {
            Desk::Class if taught => "school-desk-class",
            Desk::Class => "school-desk-carers",
            Desk::Lunch => "school-desk-lunch",
            Desk::Bus => "school-desk-bus",
            Desk::Other => "school-desk-other",
        },
        &[],
    )
}

/// A facility's name where there is little room.
pub fn short(facility: &Facility) -> &str {
    if facility.short.is_empty() { &facility.name } else { &facility.short }
}

/// How far it got: its icon, the tone it is drawn in, and its words.
pub fn delivery(i: I18n, delivery: &Delivery) -> (&'static str, &'static str, String) {
    let (icon, tone, key) = match delivery {
        Delivery::Waiting { near_cut_off } if !near_cut_off.is_empty() => ("outbox", "urgent", "school-waiting"),
        Delivery::Waiting { .. } => ("outbox", "waiting", "school-waiting"),
        Delivery::Refused(_) => ("info", "bad", "school-refused"),
        Delivery::Arrived => ("check", "arrived", "school-arrived"),
        Delivery::Confirmed => ("lifted", "good", "school-confirmed"),
    };
    (icon, tone, i.marked(key, &[]))
}

/// 家を出ました.
pub fn arrival(i: I18n, arrival: Arrival) -> String {
    i.marked(
        match arrival {
            Arrival::LeftHome => "school-arrival-left-home",
            Arrival::Absent => "school-arrival-absent",
            Arrival::Late => "school-arrival-late",
        },
        &[],
    )
}

/// What was answered to a notice.
pub fn answer(i: I18n, notice: &Notice, answer: &Answer, today: NaiveDate) -> String {
    match answer {
        Answer::Seen => i.marked("school-answer-seen", &[]),
        Answer::Choice { chosen } => {
            let Ask::Choice { options, .. } = &notice.ask else { return String::new() };
            let words: Vec<_> = chosen
                .iter()
                .filter_map(|at| options.get(usize::from(*at)))
                .map(|option| option.get(i.locale).to_owned())
                .collect();
            together(i, &words)
        }
        Answer::Date { day } => dates::civil_day(i, *day, today),
        Answer::Text { text } => text.clone(),
    }
}

/// What a guardian may do.
pub fn scope(i: I18n, scope: Scope) -> String {
    i.marked(&format!("school-scope-{}", scope.name()), &[])
}

/// The icon of a kind of facility.
pub fn facility_icon(kind: FacilityKind) -> &'static str {
    match kind {
        FacilityKind::Nursery | FacilityKind::Kindergarten => "childcare",
        FacilityKind::AfterSchool => "community",
        FacilityKind::School | FacilityKind::Other => "school",
    }
}
