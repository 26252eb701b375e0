//! The list of circulars, drawn.

use super::at;
use crate::{
    association::circular::{Author, Entry, Stage},
    console::{
        Officer, hidden_token,
        words::ruby,
        writing::{goes_at, moment},
    },
};
use dioxus::prelude::*;
use itsumo_domain::{Timestamp, association::circular::CircularKind, i18n::Arg};

/// A count, for a text.
pub(super) fn number<'a>(count: usize) -> Arg<'a> {
    Arg::Number(i64::try_from(count).unwrap_or(i64::MAX))
}

/// The whole `main`.
pub(super) fn view(
    officer: &Officer,
    author: &Author,
    entries: &[Entry],
    waiting: &[Entry],
    now: Timestamp,
) -> Element {
    let words = officer.words;
    let lies_here = |entry: &&Entry| entry.parent.is_some() && entry.sent.is_none();
    let of = |stage: Stage| -> Vec<&Entry> {
        entries.iter().filter(|entry| entry.stage == stage && !lies_here(entry)).collect()
    };
    let mut out: Vec<&Entry> = entries.iter().filter(|entry| entry.sent.is_some()).collect();
    out.sort_by_key(|entry| std::cmp::Reverse(entry.sent));
    rsx! {
        h1 { {words.show(if author.is_city() { "console-circulars-citys" } else { "console-circulars" })} }
        {citys(officer, waiting, now)}
        section { class: "card",
            h2 { {words.show("console-circular-new")} }
            form { method: "post", action: officer.at("circulars"), class: "row templates",
                {hidden_token(officer)}
                for kind in CircularKind::ALL {
                    button { r#type: "submit", name: "kind", value: kind.name(), {words.show(&format!("circular-kind-{}", kind.name()))} }
                }
            }
        }
        if entries.is_empty() { p { class: "lead", {words.show("console-circular-none")} } }
        {part(officer, "notice-held", &of(Stage::Held), false, now)}
        {part(officer, "notice-drafts", &of(Stage::Draft), false, now)}
        {part(officer, "console-circular-out", &out, true, now)}
    }
}

/// What the city sent, and what may be done with it before it goes out.
fn citys(officer: &Officer, waiting: &[Entry], now: Timestamp) -> Element {
    let words = officer.words;
    if waiting.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "card from-city",
            h2 { {words.show("console-circular-from-city")} " " small { "{waiting.len()}" } }
            p { class: "hint", {words.show("console-circular-from-city-lead")} }
            ul { class: "notices",
                for (place, entry) in waiting.iter().enumerate() { {city_line(officer, entry, place, now)} }
            }
        }
    }
}

fn city_line(officer: &Officer, entry: &Entry, place: usize, now: Timestamp) -> Element {
    let words = officer.words;
    let title = entry.shown().map(|draft| draft.title.get(words.locale).to_owned()).unwrap_or_default();
    let when = match entry.held_until {
        Some(at) => words.marked("console-circular-goes", &[("time", Arg::Text(&moment(words, at, now)))]),
        None => words.marked("console-circular-back", &[]),
    };
    let back = entry.stage == Stage::Back;
    rsx! {
        li { class: "notice-line", id: "w-{entry.id}",
            div {
                a { class: "notice-title", href: at(officer, entry.id, "check"), {ruby(&title)} }
                p { class: "hint", "{entry.title} · " {ruby(&when)}
                    if entry.remark.is_some() { " · " {words.show("console-circular-has-remark")} }
                }
            }
            form { method: "post", action: at(officer, entry.id, "handle"), class: "row",
                {hidden_token(officer)}
                if place > 0 && !back {
                    button { class: "quiet", r#type: "submit", name: "do", value: "earlier", {words.show("notice-up")} }
                }
                if !back { button { r#type: "submit", name: "do", value: "hold-back", {words.show("console-circular-hold-back")} } }
                button { class: if back { "primary" } else { "" }, r#type: "submit", name: "do", value: "send-now", {words.show("console-circular-send-now")} }
            }
        }
    }
}

fn part(officer: &Officer, key: &str, entries: &[&Entry], out: bool, now: Timestamp) -> Element {
    let words = officer.words;
    if entries.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "stage",
            h2 { {words.show(key)} " " small { "{entries.len()}" } }
            ul { class: "notices",
                for entry in entries { {line(officer, entry, out, now)} }
            }
        }
    }
}

fn line(officer: &Officer, entry: &Entry, out: bool, now: Timestamp) -> Element {
    let words = officer.words;
    let shown = if out { entry.public.as_ref() } else { entry.shown() };
    let title = shown.map(|draft| draft.title.get(words.locale)).filter(|title| !title.is_empty());
    let title = title.map_or_else(|| words.marked("notice-untitled", &[]), str::to_owned);
    let page = match (out, entry.stage) {
        (true, _) => at(officer, entry.id, ""),
        (false, Stage::Draft) => at(officer, entry.id, "edit"),
        _ => at(officer, entry.id, "check"),
    };
    let with = |key: &str, time: Timestamp| words.marked(key, &[("time", Arg::Text(&moment(words, time, now)))]);
    let when = match (out, entry.expired, entry.recalled, entry.edited, entry.sent) {
        (true, Some(time), ..) => with("console-circular-expired-at", time),
        (true, None, Some(time), ..) => with("notice-recalled-at", time),
        (true, None, None, Some(time), _) => with("notice-edited-at", time),
        (true, None, None, None, Some(time)) => with("notice-sent-at", time),
        _ => with("notice-changed-at", entry.changed),
    };
    let to = words.marked(
        "console-circular-to-households",
        &[("count", number(entry.households)), ("paper", number(entry.papers))],
    );
    let kind =
        shown.map(|draft| words.marked(&format!("circular-kind-{}", draft.kind.name()), &[])).unwrap_or_default();
    let held = !out && entry.stage == Stage::Held;
    let goes = entry.held_until.filter(|_| held).map(|time| goes_at(words, time, now));
    let numbered = words.marked("console-circular-numbered", &[("number", Arg::Text(&entry.number.to_string()))]);
    rsx! {
        li { class: "notice-line", id: "n-{entry.id}",
            div {
                a { class: "notice-title", href: "{page}",
                    if entry.number > 0 { span { class: "circular-number", {ruby(&numbered)} " " } }
                    {ruby(&title)}
                }
                p { class: "hint",
                    {ruby(&kind)} " · " {ruby(&when)} " · {entry.title}"
                    if out { " · " {ruby(&to)} }
                    if shown.is_some_and(|draft| draft.public) { " · " {words.show("console-circular-is-public")} }
                }
            }
            if let Some(goes) = goes {
                div { class: "row",
                    strong { class: "goes", "data-until": entry.held_until.map(|at| at.0), "data-now": now.0, {ruby(&goes)} }
                    form { method: "post", action: at(officer, entry.id, "undo"),
                        {hidden_token(officer)}
                        button { class: "primary", r#type: "submit", {words.show("notice-undo")} }
                    }
                }
            }
        }
    }
}
