//! One child's row of the board: who, where, what was told, and what can be done about it.
//!
//! Rows are many and forms are few: each button names the page's one form for it (`form="mark"`) and carries the child
//! in its value, so that a row costs a few tags and no token.

use super::said;
use crate::{
    console::words::{Words, clock, hour, ruby},
    school::absence::Seen,
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    i18n::Arg,
    school::{
        AbsenceView,
        absence::Arrival,
        board::{Row, Whereabouts},
    },
};
use uuid::Uuid;

/// The words that every row needs, looked up once a page.
pub struct RowWords {
    /// The language.
    pub words: Words,
    present: String,
    confirm: String,
    more: String,
    told: String,
    left: String,
    absent: String,
    clear: String,
    call_me: String,
    changed: String,
    taken_back: String,
    late_report: String,
    shielded: String,
}

impl RowWords {
    /// Of one language.
    pub fn new(words: Words) -> Self {
        let say = |key: &str| words.marked(key, &[]);
        Self {
            words,
            present: say("console-mark-present"),
            confirm: say("console-confirm"),
            more: say("console-more"),
            told: say("console-write-down"),
            left: say("console-mark-left"),
            absent: say("console-mark-absent"),
            clear: say("console-mark-clear"),
            call_me: say("console-call-me"),
            changed: say("console-changed"),
            taken_back: say("console-taken-back"),
            late_report: say("console-after-cut-off"),
            shielded: say("console-shielded"),
        }
    }
}

/// A name with its reading, part by part where both have as many.
pub fn name(name: &str, kana: &str) -> Element {
    let (names, kanas) = (name.split([' ', '　']), kana.split([' ', '　']));
    if kana.is_empty() || name == kana {
        return rsx! { "{name}" };
    }
    if names.clone().count() == kanas.clone().count() {
        return rsx! {
            for (at, (name, kana)) in names.zip(kanas).enumerate() {
                if at > 0 { " " }
                ruby { "{name}" rt { "{kana}" } }
            }
        };
    }
    rsx! { ruby { "{name}" rt { "{kana}" } } }
}

/// Where a child is: the class of the mark before the words, and the words. Marked with ruby.
pub fn state(words: Words, place: &Whereabouts) -> (&'static str, String) {
    match place {
        Whereabouts::Unknown => ("unknown", words.marked("console-state-unknown", &[])),
        Whereabouts::LeftHome => ("left-home", words.marked("console-state-left-home", &[])),
        Whereabouts::Late { until: Some(time) } => {
            ("late", words.marked("school-part-late", &[("time", Arg::Text(&hour(*time)))]))
        }
        Whereabouts::Late { until: None } => ("late", words.marked("console-state-late", &[])),
        Whereabouts::Absent => ("absent", words.marked("console-state-absent", &[])),
        Whereabouts::Present => ("present", words.marked("console-state-present", &[])),
        Whereabouts::Left { at } => ("left", words.marked("console-state-left", &[("time", Arg::Text(&clock(*at)))])),
    }
}

/// The sign of a state, seen and not read: beside it are the words.
pub fn sign(class: &str) -> &'static str {
    match class {
        "unknown" => "?",
        "left-home" => "!",
        "late" => "◔",
        "absent" => "×",
        "present" => "✓",
        _ => "→",
    }
}

/// What stands on the page, as a button sends it.
pub fn seen(absences: &[(Uuid, AbsenceView)]) -> String {
    let seen: Vec<String> =
        absences.iter().map(|(absence, view)| Seen { absence: *absence, rev: view.rev }.to_string()).collect();
    seen.join(" ")
}

/// What a row's buttons need besides the child.
pub struct Doing<'a> {
    /// The page on which a telephone call is written down, without its query.
    pub told: &'a str,
    /// The day on show.
    pub day: NaiveDate,
    /// Marks can be set: the day is today.
    pub marks: bool,
}

/// The row.
pub fn row(with: &RowWords, row: &Row, doing: &Doing<'_>) -> Element {
    let words = with.words;
    let (class, place) = state(words, &row.place);
    let sign = sign(class);
    let id = row.pupil;
    let confirm = (!row.absences.is_empty() && !row.confirmed).then(|| seen(&row.absences));
    let arrives = doing.marks && !matches!(row.place, Whereabouts::Present | Whereabouts::Left { .. });
    // One thing comes first: what was told wants its yes, who is looked for wants to be found.
    let looked_for = row.place.is_unknown() || matches!(row.place, Whereabouts::Late { .. });
    let there = matches!(row.place, Whereabouts::Present);
    let plain_name = &row.name;
    rsx! {
        li { class: "child {class}", id: "p-{id}", tabindex: "-1", "data-row": true,
            span { class: "number", if row.number > 0 { "{row.number}" } }
            span { class: "name", {name(&row.name, &row.kana)} }
            span { class: "state",
                span { class: "sign", "aria-hidden": "true", "{sign}" }
                span { {ruby(&place)} }
            }
            div { class: "told", {told(with, row)} }
            div { class: "do",
                if let Some(confirm) = confirm {
                    button { id: "c-{id}", class: "primary", form: "confirm", name: "absence", value: "{confirm}",
                        {ruby(&with.confirm)} span { class: "visually-hidden", " {plain_name}" }
                    }
                }
                if arrives && looked_for {
                    button { id: "m-{id}", class: "primary", form: "mark", name: "set", value: "present {id}",
                        {ruby(&with.present)} span { class: "visually-hidden", " {plain_name}" }
                    }
                }
                details { id: "d-{id}",
                    summary { {ruby(&with.more)} span { class: "visually-hidden", " {plain_name}" } }
                    div { class: "menu",
                        if arrives && !looked_for {
                            button { form: "mark", name: "set", value: "present {id}", {ruby(&with.present)} }
                        }
                        a { class: "button", href: "{doing.told}?pupil={id}&day={doing.day}", {ruby(&with.told)} }
                        if doing.marks && there {
                            button { form: "mark", name: "set", value: "left {id}", {ruby(&with.left)} }
                        }
                        if doing.marks && row.place.is_unknown() {
                            button { form: "mark", name: "set", value: "absent {id}", {ruby(&with.absent)} }
                        }
                        if doing.marks {
                            button { class: "quiet", form: "mark", name: "set", value: "cleared {id}", {ruby(&with.clear)} }
                        }
                    }
                }
            }
        }
    }
}

/// What was told, asked and answered.
fn told(with: &RowWords, row: &Row) -> Element {
    let words = with.words;
    let answer = row.answer.map(|answer| match answer {
        Arrival::LeftHome => words.marked("console-answer-left-home", &[]),
        Arrival::Absent => words.marked("console-answer-absent", &[]),
        Arrival::Late => words.marked("console-answer-late", &[]),
    });
    let asked = row.asked.filter(|_| answer.is_none());
    let asked = asked.map(|at| words.marked("console-asked", &[("time", Arg::Text(&clock(at)))]));
    let days = (row.days_in_row > 1)
        .then(|| words.marked("console-days-in-row", &[("count", Arg::Number(i64::from(row.days_in_row)))]));
    rsx! {
        for (id, view) in &row.absences {
            p { key: "{id}",
                {ruby(&said::part(words, &view.absence.part))} " · " {ruby(&said::why(words, &view.absence))}
                span { class: "by", " " {ruby(&said::by(words, view))} }
            }
            if !view.absence.note.is_empty() { p { class: "note", "{view.absence.note}" } }
            if view.late { p { class: "mark", {ruby(&with.late_report)} } }
        }
        if let Some(answer) = answer { p { class: "mark strong", {ruby(&answer)} } }
        if let Some(asked) = asked { p { class: "mark", {ruby(&asked)} } }
        if row.changed { p { class: "mark strong", {ruby(&with.changed)} } }
        if row.taken_back { p { class: "mark strong", {ruby(&with.taken_back)} } }
        if row.call_me { p { class: "mark strong", {ruby(&with.call_me)} } }
        if let Some(days) = days { p { class: "mark", {ruby(&days)} } }
        if row.shielded { p { class: "mark strong", {ruby(&with.shielded)} } }
    }
}
