//! The call list, drawn: whom to ring about a child that nobody knows of, in the order to ring, for a screen and for
//! paper.
//!
//! **Invariant:** the person a shield is set against is on no list; that there is a shield is said beside the child, so
//! that nobody tells a caller more than they may know.

use super::row::{name, state};
use crate::{
    console::words::{Words, clock, ruby},
    school::pupil::Contact,
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    Timestamp,
    i18n::Arg,
    school::{Group, board::Row},
};

/// A child and whom to ring.
pub struct Call {
    /// Its class.
    pub group: Group,
    /// What is known.
    pub row: Row,
    /// Whom to ring, in order.
    pub contacts: Vec<Contact>,
    /// Its class's board.
    pub board: String,
}

/// The call list with what surrounds it.
pub struct CallsPage<'a> {
    /// The language.
    pub words: Words,
    /// The facility's name.
    pub facility: &'a str,
    /// The day.
    pub day: NaiveDate,
    /// The cut-off has passed.
    pub past_cut_off: bool,
    /// Whom to ring.
    pub calls: &'a [Call],
    /// Now.
    pub now: Timestamp,
}

/// The whole `main`.
pub fn calls_main(page: &CallsPage<'_>) -> Element {
    let CallsPage { words, calls, .. } = *page;
    let day = words.day(page.day, page.now.jst_date());
    let count = i64::try_from(calls.len()).unwrap_or(0);
    let updated = words.marked("console-updated", &[("time", Arg::Text(&clock(page.now)))]);
    rsx! {
        div { class: "spread title",
            h1 { {words.show("console-place-calls")} " " small { {ruby(&day)} } }
            p { class: "hint", {ruby(&updated)} }
        }
        p { class: "only-print", "{page.facility}" }
        if calls.is_empty() {
            p { class: "card lead", {words.show("console-no-calls")} }
        } else {
            div { class: "spread",
                p { {words.show_with("console-calls-lead", &[("count", Arg::Number(count))])} }
                button { r#type: "button", class: "no-print", "data-print": true, hidden: true, {words.show("console-print")} }
            }
            if !page.past_cut_off { p { class: "hint", {words.show("console-calls-early")} } }
            ol { class: "calls",
                for call in calls { {one(words, call)} }
            }
        }
    }
}

fn one(words: Words, call: &Call) -> Element {
    let row = &call.row;
    let (class, place) = state(words, &row.place);
    let asked = row.asked.map(|at| words.marked("console-asked", &[("time", Arg::Text(&clock(at)))]));
    rsx! {
        li { key: "{row.pupil}", class: "card call {class}", id: "p-{row.pupil}",
            div { class: "spread",
                h2 { {name(&row.name, &row.kana)} " " small { "{call.group.name}" if row.number > 0 { " {row.number}" } } }
                p { strong { {ruby(&place)} } }
            }
            if let Some(asked) = asked { p { class: "hint", {ruby(&asked)} } }
            if row.shielded { p { class: "wrong", {words.show("console-shielded")} } }
            if call.contacts.is_empty() {
                p { class: "hint", {words.show("console-no-contacts")} }
            } else {
                ol { class: "phones",
                    for (at, contact) in call.contacts.iter().enumerate() {
                        li { key: "{contact.place}",
                            span { class: "hint", "{at + 1}." }
                            span { "{contact.relation}" }
                            span { "{contact.name}" }
                            a { href: "tel:{dial(&contact.phone)}", "{contact.phone}" }
                        }
                    }
                }
            }
            p { class: "row no-print",
                a { class: "button", href: "{call.board}/told?pupil={row.pupil}", {words.show("console-write-down")} }
                a { class: "button quiet", href: "{call.board}#p-{row.pupil}", {words.show("console-to-board")} }
            }
        }
    }
}

/// A number as a telephone takes it.
fn dial(phone: &str) -> String {
    phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}
