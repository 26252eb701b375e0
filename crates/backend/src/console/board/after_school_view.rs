//! The 学童's afternoon, drawn: who set out and has not come, who is on the way, who is here.

use super::{
    row::{name, seen, sign},
    said,
};
use crate::console::words::{Words, clock, hour, ruby};
use dioxus::prelude::*;
use itsumo_domain::{
    Timestamp,
    i18n::Arg,
    school::{
        Facility,
        board::{AfterSchoolBoard, AfterSchoolRow, Way},
    },
};

/// The board with what surrounds it.
pub struct AfterSchoolPage<'a> {
    /// The language.
    pub words: Words,
    /// The board.
    pub board: &'a AfterSchoolBoard,
    /// The 学童.
    pub facility: &'a Facility,
    /// The page's own address, without its query.
    pub here: &'a str,
    /// The form token.
    pub token: &'a str,
    /// Now.
    pub now: Timestamp,
}

/// The whole `main`.
pub fn after_school_main(page: &AfterSchoolPage<'_>) -> Element {
    let AfterSchoolPage { words, board, here, token, .. } = *page;
    let today = page.now.jst_date();
    let day = words.day(board.day, today);
    let updated = words.marked("console-updated", &[("time", Arg::Text(&clock(page.now)))]);
    let way = i64::from(page.facility.way_minutes);
    let list = [
        ("unknown", "!", "console-count-over", board.over),
        ("late", "→", "console-count-on-the-way", board.on_the_way),
        ("present", "✓", "console-count-arrived", board.arrived),
        ("absent", "×", "console-count-not-coming", board.absent),
    ];
    let of = words.marked("console-count-expected", &[("count", Arg::Number(board.expected.into()))]);
    rsx! {
        div { class: "spread title",
            h1 { {words.show("console-place-after-school")} " " small { {ruby(&day)} } }
            p { class: "hint", {ruby(&updated)} }
        }
        if !board.open {
            p { class: "card lead", {words.show("console-closed-day")} }
        } else {
            ul { class: "figures",
                for (class, sign, key, count) in list {
                    li { class: if count == 0 { "{class} none" } else { "{class}" },
                        span { class: "what", span { class: "sign", "aria-hidden": "true", "{sign}" } {words.show(key)} }
                        strong { "{count}" }
                    }
                }
                li { class: "expected", {ruby(&of)} }
            }
            p { class: "cut-off", {words.show_with("console-way", &[("count", Arg::Number(way))])} }
            form { id: "mark", hidden: true, method: "post", action: "{here}", "data-quick": true,
                input { r#type: "hidden", name: "form", value: "{token}" }
            }
            form { id: "confirm", hidden: true, method: "post", action: "{here}/confirm", "data-quick": true,
                input { r#type: "hidden", name: "form", value: "{token}" }
            }
            if board.rows.is_empty() {
                p { class: "card lead", {words.show("console-no-pupils")} }
            } else {
                ol { class: "children no-numbers", "aria-label": words.say("console-place-after-school"),
                    for one in &board.rows { {row(page, one)} }
                }
            }
        }
    }
}

fn state(words: Words, way: &Way) -> (&'static str, &'static str, String) {
    let minutes = |key: &str, left: Timestamp, minutes: i64| {
        words.marked(key, &[("time", Arg::Text(&clock(left))), ("count", Arg::Number(minutes))])
    };
    match way {
        Way::Over { left, minutes: over } => ("over", sign("left-home"), minutes("console-way-over", *left, *over)),
        Way::OnTheWay { left, minutes: on } => ("on-the-way", sign("left"), minutes("console-way-on", *left, *on)),
        Way::Expected => ("expected", "…", words.marked("console-way-expected", &[])),
        Way::Late { until } => {
            ("late", sign("late"), words.marked("console-way-late", &[("time", Arg::Text(&hour(*until)))]))
        }
        Way::Arrived { at } => {
            ("arrived", sign("present"), words.marked("console-way-arrived", &[("time", Arg::Text(&clock(*at)))]))
        }
        Way::Absent => ("absent", sign("absent"), words.marked("console-way-absent", &[])),
        Way::Left { at } => {
            ("left", sign("left"), words.marked("console-state-left", &[("time", Arg::Text(&clock(*at)))]))
        }
    }
}

fn row(page: &AfterSchoolPage<'_>, row: &AfterSchoolRow) -> Element {
    let words = page.words;
    let (class, sign, place) = state(words, &row.way);
    let id = row.pupil;
    let comes = matches!(row.way, Way::Over { .. } | Way::OnTheWay { .. } | Way::Expected | Way::Late { .. });
    let here = matches!(row.way, Way::Arrived { .. });
    let marks = page.board.day == page.now.jst_date();
    let confirm = (!row.absences.is_empty() && !row.confirmed).then(|| seen(&row.absences));
    let plain_name = &row.name;
    let leaves = row.leaves_at.map(|time| words.marked("school-part-leaves", &[("time", Arg::Text(&hour(time)))]));
    rsx! {
        li { class: "child {class}", id: "p-{id}", tabindex: "-1", "data-row": true,
            span { class: "name", {name(&row.name, &row.kana)} " " small { class: "hint", "{row.group.name}" } }
            span { class: "state",
                span { class: "sign", "aria-hidden": "true", "{sign}" }
                span { class: "minutes", {ruby(&place)} }
            }
            div { class: "told",
                for (id, view) in &row.absences {
                    p { key: "{id}",
                        {ruby(&said::part(words, &view.absence.part))} " · " {ruby(&said::why(words, &view.absence))}
                        span { class: "by", " " {ruby(&said::by(words, view))} }
                    }
                    if !view.absence.note.is_empty() { p { class: "note", "{view.absence.note}" } }
                }
                if row.absences.is_empty() { if let Some(leaves) = leaves { p { {ruby(&leaves)} } } }
                if row.shielded { p { class: "mark strong", {words.show("console-shielded")} } }
            }
            div { class: "do",
                if let Some(confirm) = confirm {
                    button { id: "c-{id}", class: "primary", form: "confirm", name: "absence", value: "{confirm}",
                        {words.show("console-confirm")} span { class: "visually-hidden", " {plain_name}" }
                    }
                }
                if marks && comes {
                    button { id: "m-{id}", class: "primary", form: "mark", name: "set", value: "present {id}",
                        {words.show("console-mark-arrived")} span { class: "visually-hidden", " {plain_name}" }
                    }
                }
                if marks && here {
                    button { id: "l-{id}", form: "mark", name: "set", value: "left {id}",
                        {words.show("console-mark-home")} span { class: "visually-hidden", " {plain_name}" }
                    }
                }
                if marks && !comes {
                    details { id: "d-{id}",
                        summary { {words.show("console-more")} span { class: "visually-hidden", " {plain_name}" } }
                        div { class: "menu",
                            if matches!(row.way, Way::Absent) {
                                button { form: "mark", name: "set", value: "present {id}", {words.show("console-mark-arrived")} }
                            }
                            button { class: "quiet", form: "mark", name: "set", value: "cleared {id}", {words.show("console-mark-clear")} }
                        }
                    }
                }
            }
        }
    }
}
