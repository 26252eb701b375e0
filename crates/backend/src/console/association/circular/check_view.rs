//! The page before sending, drawn; and a circular as it will be read.

use super::{at, check::Wrong, compose_view::writing, list_view::number};
use crate::{
    association::circular::{Entry, Look, Stage},
    console::{
        Officer, Words, hidden_token,
        words::ruby,
        writing::{goes_at, languages, moment, read, size},
    },
};
use dioxus::prelude::*;
use itsumo_domain::{
    Timestamp,
    association::circular::{Ask, Circular, HOLD_SECONDS, Warning},
    city::LocalText,
    i18n::Arg,
    writing::Where,
};

/// What the page is drawn of.
pub(super) struct Check<'a> {
    pub officer: &'a Officer,
    pub look: &'a Look,
    pub wrong: &'a Wrong,
    /// The reader writes it.
    pub works: bool,
    /// The reader may hold back the city's.
    pub handles: bool,
    pub now: Timestamp,
}

/// The whole `main`.
pub(super) fn view(page: &Check<'_>) -> Element {
    let Check { officer, look, .. } = *page;
    let (words, entry) = (officer.words, &look.entry);
    if entry.parent.is_some() {
        return lies_here(page);
    }
    let faults = if page.wrong.faults.is_empty() { &look.faults } else { &page.wrong.faults };
    let held = entry.stage == Stage::Held;
    rsx! {
        h1 { {words.show(if held { "notice-held-page" } else { "notice-check" })} }
        if held {
            {hold(page)}
        } else if !faults.is_empty() {
            {writing(words, faults).fault_list()}
            p { a { class: "button", href: at(officer, entry.id, "edit?faults=1"), {words.show("notice-fix")} } }
        }
        {audience(page)}
        {preview(officer, entry, &entry.preview(), page.now)}
        if !held && page.works { {send(page, faults.is_empty())} }
    }
}

fn hold(page: &Check<'_>) -> Element {
    let Check { officer, look, .. } = *page;
    let words = officer.words;
    let goes = look.entry.held_until.map(|until| goes_at(words, until, page.now)).unwrap_or_default();
    let lead = words.marked("console-circular-held-lead", &[("count", number(look.households))]);
    rsx! {
        section { class: "card held", role: "status",
            p { class: "goes", "data-until": look.entry.held_until.map(|at| at.0), "data-now": page.now.0, {ruby(&goes)} }
            p { {ruby(&lead)} }
            if page.works {
                form { method: "post", action: at(officer, look.entry.id, "undo"),
                    {hidden_token(officer)}
                    button { class: "primary", r#type: "submit", {words.show("notice-undo")} }
                }
            }
            p { a { href: officer.at("circulars"), {words.show("console-circular-to-list")} } }
        }
    }
}

/// Who gets it, and how: by phone, on paper, or not at all.
fn audience(page: &Check<'_>) -> Element {
    let Check { officer, look, .. } = *page;
    let words = officer.words;
    let to = look.entry.shown().map(|draft| draft.audience.clone()).unwrap_or_default();
    let counts = [
        ("households", look.households, "console-circular-n-households"),
        ("papers", look.papers, "console-circular-n-papers"),
    ];
    let block = |id: &uuid::Uuid| look.town.blocks.iter().find(|(block, _)| block == id).map(|(_, name)| name.as_str());
    let blocks: Vec<&str> = look.plan.blocks.iter().filter_map(block).collect();
    let roles: Vec<String> =
        to.roles.iter().map(|role| words.marked(&format!("console-role-{}", role.name()), &[])).collect();
    let roles = words.list(&roles);
    let of = |count: usize| words.marked("console-circular-of-households", &[("count", number(count))]);
    rsx! {
        section { class: "card audience",
            h2 { {words.show("notice-audience")} }
            if to.roles.is_empty() {
                ul { class: "counts",
                    for (name, count, key) in counts {
                        li { class: "n-{name}", strong { "{count}" } span { {words.show(key)} } }
                    }
                }
            } else {
                p { {ruby(&words.marked("console-circular-to-seats", &[("seats", Arg::Text(&roles))]))} }
            }
            if !blocks.is_empty() && !look.plan.everybody { p { {words.list(&blocks.iter().map(ToString::to_string).collect::<Vec<_>>())} } }
            if look.plan.everybody && look.entry.association.is_some() { p { class: "hint", {words.show("console-circular-way-everybody")} } }
            if !look.associations.is_empty() {
                details { open: look.associations.len() <= 20,
                    summary { {ruby(&words.marked("console-circular-to-associations", &[("count", number(look.associations.len()))]))} }
                    p { class: "name-list",
                        for (_, name, households) in &look.associations {
                            span { class: "chip", "{name} " small { {ruby(&of(*households))} } }
                        }
                    }
                }
            }
        }
    }
}

/// A circular as it is read by phone, with links to its files.
pub(super) fn preview(officer: &Officer, entry: &Entry, circular: &Circular, now: Timestamp) -> Element {
    let words = officer.words;
    rsx! {
        section { class: "card preview",
            h2 { {words.show("console-circular-preview")} }
            for (place, locale) in languages(&circular.title, &circular.blocks).into_iter().enumerate() {
                if place == 0 {
                    {article(Words { locale }, circular, now)}
                } else {
                    details {
                        summary { {words.show(&format!("notice-preview-{}", locale.code()))} }
                        {article(Words { locale }, circular, now)}
                    }
                }
            }
            if !circular.attachments.is_empty() {
                h3 { {words.show("notice-files")} }
                ul { class: "names",
                    for file in &circular.attachments {
                        li {
                            a { href: at(officer, entry.id, &format!("files/{}", file.sha256)), target: "_blank", "{file.name}" }
                            span { class: "hint", "{size(file.bytes)}" }
                        }
                    }
                }
            }
        }
    }
}

fn article(words: Words, circular: &Circular, now: Timestamp) -> Element {
    let today = now.jst_date();
    let of = |text: &LocalText| text.get(words.locale).to_owned();
    let asked = match &circular.ask {
        Ask::Nothing | Ask::Other => None,
        Ask::Seen => Some("notice-asked-seen"),
        Ask::Choice { many: true, .. } => Some("notice-asked-many"),
        Ask::Choice { .. } => Some("notice-asked-choice"),
        Ask::Attendance => Some("console-circular-asked-attendance"),
        Ask::Text => Some("notice-asked-text"),
    };
    let options = if let Ask::Choice { options, .. } = &circular.ask { options.as_slice() } else { &[] };
    let due = circular.due.map(|due| words.marked("notice-asked-due", &[("day", Arg::Text(&words.day(due, today)))]));
    let expires = circular
        .expires
        .map(|last| words.marked("console-circular-until", &[("day", Arg::Text(&words.day(last, today)))]));
    let remark = words.marked("circular-paper-remark", &[("association", Arg::Text(&circular.association_name))]);
    rsx! {
        article { class: "paper", lang: words.locale.lang(),
            {read(words, &circular.title, &circular.from, &circular.blocks, today)}
            if let Some(key) = asked { p { class: "asked", {words.show(key)} } }
            if !options.is_empty() { ul { class: "dots", for option in options { li { {ruby(&of(option))} } } } }
            if let Some(due) = due { p { class: "asked", {ruby(&due)} } }
            if let Some(expires) = expires { p { class: "asked", {ruby(&expires)} } }
            if let Some(text) = &circular.remark {
                h4 { {ruby(&remark)} }
                p { class: "typed", {ruby(&of(text))} }
            }
        }
    }
}

/// A warning in words, and what was found.
fn warning(words: Words, warning: &Warning) -> (String, Vec<String>) {
    let found = warning.found();
    let place = match found {
        Some((Where::File(name), _)) => words.marked("notice-where-file", &[("name", Arg::Text(name))]),
        _ => words.marked("notice-where-text", &[]),
    };
    let said = words.marked(&format!("circular-warning-{}", warning.name()), &warning.args(&place));
    (said, found.map(|(_, found)| found.to_vec()).unwrap_or_default())
}

fn warnings(page: &Check<'_>) -> Element {
    let Check { officer, look, wrong, .. } = *page;
    let words = officer.words;
    if look.warnings.is_empty() {
        return rsx! {};
    }
    let lines = look.warnings.iter().map(|one| (one, warning(words, one)));
    rsx! {
        section { class: "card warnings",
            h2 { {words.show("notice-warnings")} }
            if !wrong.unticked.is_empty() { p { class: "wrong", role: "alert", {words.show("notice-unticked")} } }
            for (one, (said, found)) in lines {
                div { class: "warning",
                    p { strong { {ruby(&said)} } }
                    if !found.is_empty() { p { class: "name-list", for name in found { span { class: "chip", "{name}" } } } }
                    div { class: "options",
                        label {
                            input { r#type: "checkbox", name: "tick", value: one.mark(),
                                checked: wrong.ticked.contains(&one.mark()),
                                "aria-invalid": wrong.unticked.contains(one).then_some("true") }
                            {words.show(&format!("circular-tick-{}", one.name()))}
                        }
                    }
                }
            }
        }
    }
}

fn send(page: &Check<'_>, ready: bool) -> Element {
    let Check { officer, look, .. } = *page;
    let words = officer.words;
    let to_seats = look.entry.shown().is_some_and(|draft| !draft.audience.roles.is_empty());
    let button = match to_seats {
        true => words.marked("console-circular-send-seats", &[]),
        false => words.marked("console-circular-send", &[("count", number(look.households))]),
    };
    rsx! {
        form { class: "stack", method: "post", action: at(officer, look.entry.id, "check"),
            {hidden_token(officer)}
            input { r#type: "hidden", name: "work", value: "{look.entry.work}" }
            {warnings(page)}
            div { class: "row send",
                if ready { button { class: "primary", r#type: "submit", {ruby(&button)} } }
                a { class: "button", href: at(officer, look.entry.id, "edit"), {words.show("notice-fix")} }
            }
            if ready {
                p { class: "hint", {ruby(&words.marked("notice-send-hint", &[("seconds", Arg::Number(i64::from(HOLD_SECONDS)))]))} }
                if look.entry.association.is_none() { p { class: "hint", {words.show("console-circular-citys-hint")} } }
            }
        }
    }
}

/// One of the city's that lies with the association: when it goes out, and what the officers add.
fn lies_here(page: &Check<'_>) -> Element {
    let Check { officer, look, .. } = *page;
    let (words, entry) = (officer.words, &look.entry);
    let back = entry.stage == Stage::Back;
    let when = match entry.held_until {
        Some(at) => words.marked("console-circular-goes", &[("time", Arg::Text(&moment(words, at, page.now)))]),
        None => words.marked("console-circular-back", &[]),
    };
    rsx! {
        h1 { {words.show("console-circular-from-city")} }
        section { class: "card held", role: "status",
            p { class: "goes", {ruby(&when)} }
            if page.handles {
                form { method: "post", action: at(officer, entry.id, "handle"), class: "row",
                    {hidden_token(officer)}
                    button { class: "primary", r#type: "submit", name: "do", value: "send-now", {words.show("console-circular-send-now")} }
                    if !back { button { r#type: "submit", name: "do", value: "hold-back", {words.show("console-circular-hold-back")} } }
                }
            }
            p { a { href: officer.at("circulars"), {words.show("console-circular-to-list")} } }
        }
        if page.handles { {remark(officer, entry)} }
        {audience(page)}
        {preview(officer, entry, &entry.preview(), page.now)}
    }
}

/// What the association adds to the city's words.
pub(super) fn remark(officer: &Officer, entry: &Entry) -> Element {
    let words = officer.words;
    let text = entry.remark.clone().unwrap_or_default();
    rsx! {
        section { class: "card", id: "remark",
            h2 { {words.show("console-circular-remark")} }
            p { class: "hint", {words.show("console-circular-remark-hint")} }
            form { method: "post", action: at(officer, entry.id, "handle"), class: "stack",
                {hidden_token(officer)}
                {writing(words, &[]).text_fields("remark", "text", &text, 3)}
                button { r#type: "submit", name: "do", value: "remark", {words.show("console-circular-remark-keep")} }
            }
        }
    }
}
