//! A class's board, drawn: figures, what to do for many at once, and the children in the order of their numbers.

use super::row::{Doing, RowWords, row, seen};
use crate::console::words::{Words, clock, hour, ruby};
use chrono::{Datelike, NaiveDate};
use dioxus::prelude::*;
use itsumo_domain::{
    Timestamp,
    i18n::Arg,
    school::{
        Group, TimeOfDay,
        board::{ClassBoard, Counts},
    },
};
use uuid::Uuid;

/// Most names that are put above the list.
const MOST_JUMPS: usize = 8;

/// A class's board with what surrounds it.
pub struct ClassPage<'a> {
    /// The language.
    pub words: Words,
    /// The board.
    pub board: &'a ClassBoard,
    /// Classes that can be gone to besides.
    pub classes: &'a [Group],
    /// The page's own address, without its query.
    pub here: &'a str,
    /// The address above it: `…/board`.
    pub boards: &'a str,
    /// The call list's address.
    pub calls: &'a str,
    /// The form token.
    pub token: &'a str,
    /// The cut-off.
    pub cut_off: TimeOfDay,
    /// Now.
    pub now: Timestamp,
}

/// Figures with words; the unknown first and loudest, and calm when there are none.
pub fn figures(words: Words, counts: &Counts) -> Element {
    let list = [
        ("unknown", "?", "console-count-unknown", counts.unknown),
        ("absent", "×", "console-count-absent", counts.absent),
        ("late", "◔", "console-count-late", counts.late),
        ("present", "✓", "console-count-present", counts.present),
    ];
    let of = words.marked("console-count-expected", &[("count", Arg::Number(i64::from(counts.expected)))]);
    let number = |count: u16| Arg::Number(i64::from(count));
    let summary = words.say_with(
        "console-summary",
        &[
            ("unknown", number(counts.unknown)),
            ("absent", number(counts.absent)),
            ("late", number(counts.late)),
            ("present", number(counts.present)),
        ],
    );
    rsx! {
        // Read out when it changes; the figures themselves are read where they stand.
        p { class: "visually-hidden", role: "status", id: "summary", "{summary}" }
        ul { class: "figures",
            for (class, sign, key, count) in list {
                li { class: if count == 0 { "{class} none" } else { "{class}" },
                    span { class: "what", span { class: "sign", "aria-hidden": "true", "{sign}" } {words.show(key)} }
                    strong { "{count}" }
                }
            }
            li { class: "expected", {ruby(&of)} }
        }
    }
}

/// The whole `main`.
pub fn class_main(page: &ClassPage<'_>) -> Element {
    let ClassPage { words, board, here, token, .. } = *page;
    let today = page.now.jst_date();
    // What a day of this month should have said can still be put right; what is to come cannot be marked.
    let month = today.with_day(1).unwrap_or(today);
    let marks = board.open && (month..=today).contains(&board.day);
    let day = words.day(board.day, today);
    let (before, after) = (board.day.pred_opt().unwrap_or(board.day), board.day.succ_opt().unwrap_or(board.day));
    let with = RowWords::new(words);
    let told = format!("{here}/told");
    let doing = Doing { told: &told, day: board.day, marks };
    let cut_off = hour(page.cut_off);
    let cut_off = words.marked(
        if board.past_cut_off { "console-past-cut-off" } else { "console-before-cut-off" },
        &[("time", Arg::Text(&cut_off))],
    );
    let updated = words.marked("console-updated", &[("time", Arg::Text(&clock(page.now)))]);
    let name = &board.group.name;
    rsx! {
        div { class: "spread title",
            h1 { "{name} " small { {ruby(&day)} } }
            p { class: "hint", {ruby(&updated)} if board.open && board.day == today { " · " {ruby(&cut_off)} } }
        }
        {switch(page, before, after, today)}
        if board.open {
            {figures(words, &board.counts)}
            {together(page, marks, board.day == today)}
        } else {
            p { class: "card lead", {words.show("console-closed-day")} }
        }
        form { id: "mark", hidden: true, method: "post", action: "{here}/mark?day={board.day}", "data-quick": true,
            input { r#type: "hidden", name: "form", value: "{token}" }
        }
        form { id: "confirm", hidden: true, method: "post", action: "{here}/confirm?day={board.day}", "data-quick": true,
            input { r#type: "hidden", name: "form", value: "{token}" }
        }
        if board.rows.is_empty() {
            p { class: "card lead", {words.show("console-no-pupils")} }
        } else {
            ol { class: "children", "aria-label": "{name}",
                for one in &board.rows { {row(&with, one, &doing)} }
            }
        }
    }
}

/// Other classes and other days.
fn switch(page: &ClassPage<'_>, before: NaiveDate, after: NaiveDate, today: NaiveDate) -> Element {
    let ClassPage { words, board, classes, here, boards, .. } = *page;
    let day = board.day;
    rsx! {
        nav { class: "switch no-print", "aria-label": words.say("console-switch"),
            if classes.len() > 1 {
                ul { class: "classes",
                    for class in classes {
                        li { a { href: "{boards}/{class.id}?day={day}",
                            "aria-current": (class.id == board.group.id).then_some("page"), "{class.name}" } }
                    }
                }
            }
            p { class: "row days",
                a { class: "button quiet", href: "{here}?day={before}", {words.show("console-day-before")} }
                if day != today { a { class: "button quiet", href: "{here}", {words.show("console-today")} } }
                a { class: "button quiet", href: "{here}?day={after}", {words.show("console-day-after")} }
            }
        }
    }
}

/// What is done for many at once: confirm, ask, call.
fn together(page: &ClassPage<'_>, marks: bool, now: bool) -> Element {
    let ClassPage { words, board, here, token, calls, .. } = *page;
    let told =
        board.rows.iter().filter(|row| !row.confirmed && !row.absences.is_empty()).map(|row| seen(&row.absences));
    let unknown: Vec<_> = board.rows.iter().filter(|row| row.place.is_unknown()).collect();
    let unasked: Vec<Uuid> = unknown.iter().filter(|row| row.asked.is_none()).map(|row| row.pupil).collect();
    let count = |count: usize| [("count", Arg::Number(i64::try_from(count).unwrap_or(i64::MAX)))];
    let unconfirmed = i64::from(board.counts.unconfirmed);
    let coming = board.counts.unknown.saturating_add(board.counts.late);
    let can_ask = marks && now && board.past_cut_off && !unasked.is_empty();
    rsx! {
        // A few are found by their names; at the beginning of a morning it is everybody.
        if (1..=MOST_JUMPS).contains(&unknown.len()) && marks && now {
            p { class: "jump",
                span { {words.show("console-jump")} }
                for row in &unknown { a { href: "#p-{row.pupil}", "{row.name}" } }
            }
        }
        div { class: "row together no-print",
            if marks && coming > 0 {
                a { class: if board.past_cut_off { "button" } else { "button primary" }, href: "{here}/roll?day={board.day}", {words.show("console-roll")} }
            }
            if unconfirmed > 0 {
                form { id: "confirm-all", method: "post", action: "{here}/confirm?day={board.day}", "data-quick": true,
                    input { r#type: "hidden", name: "form", value: "{token}" }
                    for told in told { input { r#type: "hidden", name: "absence", value: "{told}" } }
                    button { r#type: "submit", class: "plain",
                        {words.show_with("console-confirm-all", &[("count", Arg::Number(unconfirmed))])}
                    }
                }
            }
            if can_ask {
                form { id: "ask", method: "post", action: "{here}/ask?day={board.day}", "data-quick": true,
                    input { r#type: "hidden", name: "form", value: "{token}" }
                    for pupil in &unasked { input { r#type: "hidden", name: "pupil", value: "{pupil}" } }
                    button { r#type: "submit", class: "primary", {words.show_with("console-ask", &count(unasked.len()))} }
                }
            }
            if marks && now && board.past_cut_off && !unknown.is_empty() {
                a { class: "button", href: "{calls}", {words.show("console-to-calls")} }
            }
        }
    }
}
