//! One seat, as a page.

use super::{
    super::super::{hidden_token, words::ruby},
    Officer, SEATS, alert, day,
    seats::shown,
};
use crate::{
    app::App,
    association::{
        office::{SeatCode, SeatLine},
        seat::Held,
    },
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    association::seat::{HandOver, Item},
    i18n::Arg,
};

/// What stands in the form of the next term.
pub struct Handing {
    /// Who it is given to.
    pub name: String,
    /// First day.
    pub since: String,
    /// Last day.
    pub until: String,
    /// Last day of who holds it now.
    pub last: String,
}

/// What the page shows.
pub struct SeatPage<'a> {
    /// For days.
    pub app: &'a App,
    /// For whom.
    pub officer: &'a Officer,
    /// The seat and its terms.
    pub line: SeatLine,
    /// Its checklist.
    pub items: Vec<Item>,
    /// Today.
    pub today: NaiveDate,
    /// The next term, as far as it is said.
    pub next: Handing,
    /// What that comes to.
    pub plan: Option<HandOver>,
    /// A code that was just made.
    pub code: Option<SeatCode>,
    /// What was wrong. Marked with ruby.
    pub error: Option<String>,
}

/// The whole `main`.
pub fn seat_main(page: &SeatPage<'_>) -> Element {
    let words = page.officer.words;
    let code = page.code.as_ref().map(|code| shown(page.app, page.officer, code));
    let back = page.officer.at(SEATS);
    let terms: Vec<Element> = page.line.terms.iter().map(|held| term(page, held)).collect();
    rsx! {
        h1 { "{page.line.seat.title}" }
        {alert(page.error.as_ref())}
        if let Some(code) = code { {code} }
        {next(page)}
        section { class: "office",
            h2 { {words.show("seat-terms")} }
            p { class: "lead", {words.show("seat-terms-lead")} }
            if terms.is_empty() {
                p { class: "card lead", {words.show("seat-empty")} }
            } else {
                div { class: "wide roomy",
                    table {
                        thead { tr {
                            th { scope: "col", {words.show("seat-holder")} }
                            th { scope: "col", {words.show("seat-since")} }
                            th { scope: "col", {words.show("seat-until")} }
                            th { scope: "col", span { class: "visually-hidden", {words.show("roster-change")} } }
                        } }
                        tbody { for term in terms { {term} } }
                    }
                }
            }
        }
        {list(page)}
        p { a { href: "{back}", {words.show("seat-back")} } }
    }
}

/// The hand-over: a form, and what it would come to.
fn next(page: &SeatPage<'_>) -> Element {
    let words = page.officer.words;
    let here = page.officer.at(&format!("{SEATS}/{}", page.line.seat.id));
    let Handing { name, since, until, last } = &page.next;
    let planned = page.plan.as_ref().map(|plan| comes_to(page, plan));
    rsx! {
        section { class: "card", id: "next",
            h2 { {words.show("seat-hand-over")} }
            p { class: "lead", {words.show("seat-hand-over-lead")} }
            if let Some(planned) = planned {
                {planned}
                form { method: "post", action: "{here}", class: "row",
                    {hidden_token(page.officer)}
                    for (field, value) in [("name", name), ("since", since), ("until", until), ("last", last), ("sure", &"1".to_owned())] {
                        input { r#type: "hidden", name: field, value: "{value}" }
                    }
                    button { class: "primary", r#type: "submit", {words.show("seat-hand-over-do")} }
                    a { class: "button", href: "{here}", {words.show("seat-hand-over-not")} }
                }
            } else {
                form { method: "post", action: "{here}", class: "stack",
                    {hidden_token(page.officer)}
                    div { class: "field",
                        label { r#for: "name", {words.show("seat-next-name")} }
                        input { id: "name", name: "name", maxlength: "60", autocomplete: "off", value: "{name}" }
                    }
                    div { class: "field",
                        label { r#for: "since", {words.show("seat-since")} }
                        input { class: "short", id: "since", name: "since", r#type: "date", required: true, value: "{since}" }
                    }
                    div { class: "field",
                        label { r#for: "until", {words.show("seat-until")} }
                        input { class: "short", id: "until", name: "until", r#type: "date", value: "{until}" }
                    }
                    div { class: "field",
                        label { r#for: "last", {words.show("seat-last")} }
                        input { class: "short", id: "last", name: "last", r#type: "date", value: "{last}", "aria-describedby": "last-hint" }
                        p { class: "hint", id: "last-hint", {words.show("seat-last-hint")} }
                    }
                    button { class: "primary", r#type: "submit", {words.show("seat-hand-over-look")} }
                }
            }
        }
    }
}

/// What the hand-over comes to, in lines.
fn comes_to(page: &SeatPage<'_>, plan: &HandOver) -> Element {
    let words = page.officer.words;
    let say = |date: NaiveDate| words.day(date, page.today);
    let first = page.next.since.parse::<NaiveDate>().map(say).unwrap_or_default();
    let name = match page.next.name.trim() {
        "" => words.marked("seat-nameless", &[]),
        name => name.to_owned(),
    };
    let begins = words.marked("seat-plan-begins", &[("name", Arg::Text(&name)), ("day", Arg::Text(&first))]);
    let both = plan.both.map(|(from, to)| {
        words.marked("seat-plan-both", &[("from", Arg::Text(&say(from))), ("to", Arg::Text(&say(to)))])
    });
    let empty = plan.empty.map(|(from, to)| {
        words.marked("seat-plan-empty", &[("from", Arg::Text(&say(from))), ("to", Arg::Text(&say(to)))])
    });
    let mut ends: Vec<NaiveDate> = plan.retires.iter().map(|(_, last)| *last).collect();
    ends.dedup();
    let ends: Vec<String> =
        ends.into_iter().map(|last| words.marked("seat-plan-ends", &[("day", Arg::Text(&say(last)))])).collect();
    rsx! {
        ul { class: "stack",
            li { {ruby(&begins)} }
            for text in ends { li { {ruby(&text)} } }
            if let Some(both) = both { li { {ruby(&both)} } }
            if let Some(empty) = empty { li { strong { {ruby(&empty)} } } }
            li { {words.show("seat-plan-checklist")} }
        }
    }
}

fn term(page: &SeatPage<'_>, held: &Held) -> Element {
    let words = page.officer.words;
    let change = page.officer.at(&format!("{SEATS}/{}/change", page.line.seat.id));
    let name = match held.name.as_str() {
        "" => words.marked("seat-nameless", &[]),
        name => name.to_owned(),
    };
    let over = held.term.until.is_some_and(|until| until < page.today);
    let free = held.person.is_none();
    let since = day(page.officer, page.app, held.term.since);
    let until = held.term.until.map(|until| day(page.officer, page.app, until)).unwrap_or_default();
    let recovered = held.given_by.starts_with("recovery/");
    rsx! {
        tr {
            th { scope: "row",
                {ruby(&name)}
                if free && !over { p { class: "hint", {words.show("seat-free")} } }
                if recovered { p { class: "hint", {words.show("seat-recovered")} } }
            }
            td { {ruby(&since)} }
            td { {ruby(&until)} }
            td {
                if !over {
                    form { method: "post", action: "{change}", class: "row",
                        {hidden_token(page.officer)}
                        input { r#type: "hidden", name: "term", value: "{held.id}" }
                        if free {
                            button { r#type: "submit", name: "do", value: "slip", {words.show("seat-slip-print")} }
                            button { r#type: "submit", name: "do", value: "code", {words.show("seat-new-code")} }
                        }
                        button { class: "danger", r#type: "submit", name: "do", value: "end", {words.show("seat-end")} }
                    }
                }
            }
        }
    }
}

fn list(page: &SeatPage<'_>) -> Element {
    let words = page.officer.words;
    let action = page.officer.at(&format!("{SEATS}/{}/checklist", page.line.seat.id));
    let lines = page.items.iter().map(|item| item.what.as_str()).collect::<Vec<_>>().join("\n");
    let items: Vec<(bool, String, String)> = page
        .items
        .iter()
        .map(|item| {
            let when = item.done.map(|done| day(page.officer, page.app, done.jst_date())).unwrap_or_default();
            let args = [("day", Arg::Text(&when)), ("name", Arg::Text(&item.by))];
            (item.done.is_some(), item.what.clone(), words.marked("seat-ticked", &args))
        })
        .collect();
    rsx! {
        section { class: "card",
            h2 { {words.show("seat-checklist")} }
            if items.is_empty() {
                p { class: "lead", {words.show("seat-checklist-none")} }
            } else {
                ul { class: "checklist",
                    for (done, what, ticked) in items {
                        li { "data-done": done.then_some("1"), "{what}" if done { " " span { class: "hint", {ruby(&ticked)} } } }
                    }
                }
            }
            details {
                summary { {words.show("seat-checklist-change")} }
                form { method: "post", action: "{action}", class: "stack",
                    {hidden_token(page.officer)}
                    div { class: "field",
                        label { r#for: "lines", {words.show("seat-checklist-lines")} }
                        textarea { id: "lines", name: "lines", rows: "7", value: "{lines}" }
                    }
                    button { r#type: "submit", {words.show("directory-keep")} }
                }
            }
        }
    }
}
