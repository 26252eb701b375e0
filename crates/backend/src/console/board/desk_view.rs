//! A desk's list, drawn: names and parts of the day, and nothing of why.

use super::{row::name, said};
use crate::{
    console::words::{Words, clock, ruby},
    school::absence::{DeskList, DeskRow, Seen},
};
use dioxus::prelude::*;
use itsumo_domain::{
    Timestamp,
    i18n::Arg,
    school::{Desk, Part},
};
use std::collections::BTreeSet;

/// The list with what surrounds it.
pub struct DeskPage<'a> {
    /// The language.
    pub words: Words,
    /// The list.
    pub list: &'a DeskList,
    /// The page's own address, without its query.
    pub here: &'a str,
    /// The form token.
    pub token: &'a str,
    /// Now.
    pub now: Timestamp,
}

/// What the desk is called in the bar.
pub fn title(desk: Desk) -> &'static str {
    if desk == Desk::Bus { "console-place-bus" } else { "console-place-lunch" }
}

/// The whole `main`.
pub fn desk_main(page: &DeskPage<'_>) -> Element {
    let DeskPage { words, list, here, token, .. } = *page;
    let today = page.now.jst_date();
    let day = words.day(list.day, today);
    let (before, after) = (list.day.pred_opt().unwrap_or(list.day), list.day.succ_opt().unwrap_or(list.day));
    let updated = words.marked("console-updated", &[("time", Arg::Text(&clock(page.now)))]);
    let all_day: BTreeSet<_> =
        list.rows.iter().filter(|row| !row.withdrawn && row.part == Part::AllDay).map(|row| row.pupil).collect();
    let part: BTreeSet<_> = list
        .rows
        .iter()
        .filter(|row| !row.withdrawn && row.part != Part::AllDay && !all_day.contains(&row.pupil))
        .map(|row| row.pupil)
        .collect();
    let unseen: Vec<&DeskRow> = list.rows.iter().filter(|row| row.confirmed.is_none()).collect();
    let count = [("count", Arg::Number(i64::try_from(unseen.len()).unwrap_or(0)))];
    let not_today = if list.desk == Desk::Bus { "console-desk-not-riding" } else { "console-desk-not-eating" };
    rsx! {
        div { class: "spread title",
            h1 { {words.show(title(list.desk))} " " small { {ruby(&day)} } }
            p { class: "hint", {ruby(&updated)} }
        }
        nav { class: "switch no-print", "aria-label": words.say("console-switch-day"),
            p { class: "row days",
                a { class: "button quiet", href: "{here}?day={before}", {words.show("console-day-before")} }
                if list.day != today { a { class: "button quiet", href: "{here}", {words.show("console-today")} } }
                a { class: "button quiet", href: "{here}?day={after}", {words.show("console-day-after")} }
            }
        }
        if !list.open {
            p { class: "card lead", {words.show("console-closed-day")} }
        } else {
            ul { class: "figures two-figures",
                li { class: "absent", span { class: "what", {words.show(not_today)} } strong { "{all_day.len()}" } }
                li { class: "late", span { class: "what", {words.show("console-desk-part")} } strong { "{part.len()}" } }
            }
            form { id: "confirm", method: "post", hidden: true, action: "{here}?day={list.day}", "data-quick": true,
                input { r#type: "hidden", name: "form", value: "{token}" }
            }
            div { class: "row no-print",
                if !unseen.is_empty() {
                    form { id: "confirm-all", method: "post", action: "{here}?day={list.day}", "data-quick": true,
                        input { r#type: "hidden", name: "form", value: "{token}" }
                        for row in &unseen { input { r#type: "hidden", name: "absence", value: "{seen(row)}" } }
                        button { r#type: "submit", class: "primary", {words.show_with("console-confirm-all", &count)} }
                    }
                }
                button { r#type: "button", "data-print": true, hidden: true, {words.show("console-print")} }
            }
            if list.rows.is_empty() {
                p { class: "card lead", {words.show("console-desk-none")} }
            } else {
                div { class: "wide", role: "region", tabindex: "0", "aria-label": words.say(title(list.desk)),
                    table { class: "desk",
                        thead { tr {
                            th { scope: "col", {words.show("console-class")} }
                            th { scope: "col", {words.show("console-name")} }
                            th { scope: "col", {words.show("console-part-of-day")} }
                            th { scope: "col", class: "no-print", {words.show("console-known")} }
                        } }
                        tbody { for row in &list.rows { {line(words, row)} } }
                    }
                }
            }
        }
    }
}

fn seen(row: &DeskRow) -> String {
    Seen { absence: row.absence, rev: row.rev }.to_string()
}

fn line(words: Words, row: &DeskRow) -> Element {
    let part = said::part(words, &row.part);
    let known = row.confirmed.map(|at| words.marked("console-known-at", &[("time", Arg::Text(&clock(at)))]));
    let plain_name = &row.name;
    rsx! {
        tr { key: "{row.absence}", id: "p-{row.absence}", tabindex: "-1", "data-row": true,
            td { "{row.class.name}" if row.number > 0 { " {row.number}" } }
            th { scope: "row", {name(&row.name, &row.kana)} }
            td {
                if row.withdrawn { s { {ruby(&part)} } p { class: "wrong", {words.show("console-taken-back")} } } else { {ruby(&part)} }
                if row.changed && !row.withdrawn { p { class: "wrong", {words.show("console-changed")} } }
            }
            td { class: "no-print",
                if let Some(known) = known {
                    {ruby(&known)}
                } else {
                    button { id: "c-{row.absence}", form: "confirm", name: "absence", value: "{seen(row)}",
                        {words.show("console-confirm")} span { class: "visually-hidden", " {plain_name}" }
                    }
                }
            }
        }
    }
}
