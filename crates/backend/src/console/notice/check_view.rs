//! The page before sending, drawn.

use super::{at, check::Wrong, preview::preview};
use crate::{
    console::{Staff, Words, hidden_token, words::ruby, writing::goes_at},
    school::notice::{Stage, approve::Look},
};
use dioxus::prelude::*;
use itsumo_domain::{
    Timestamp,
    i18n::Arg,
    school::notice::{Addressee, Plan, Warning, Where},
};
use std::collections::{BTreeMap, BTreeSet};

/// What the page is drawn of.
pub(super) struct Check<'a> {
    pub staff: &'a Staff,
    pub look: &'a Look,
    pub wrong: &'a Wrong,
    /// Files that the reader opened.
    pub opened: &'a BTreeSet<String>,
    /// The reader writes it.
    pub works: bool,
    /// The reader may say the second yes.
    pub approves: bool,
    pub now: Timestamp,
}

/// The whole `main`.
pub(super) fn view(page: &Check<'_>) -> Element {
    let Check { staff, look, .. } = *page;
    let (words, entry) = (staff.words, &look.entry);
    let Some(draft) = entry.shown() else { return rsx! {} };
    let heading = match entry.stage {
        Stage::Held => "notice-held-page",
        Stage::Waiting => "notice-waiting-page",
        _ => "notice-check",
    };
    let faults = if page.wrong.faults.is_empty() { &look.faults } else { &page.wrong.faults };
    let writing = entry.stage == Stage::Draft;
    let today = page.now.jst_date();
    let opened = (entry.stage != Stage::Held).then_some(page.opened);
    rsx! {
        h1 { {words.show(heading)} }
        match entry.stage {
            Stage::Held => held(page),
            Stage::Waiting => waiting_lead(page),
            _ => rsx! {
                if !faults.is_empty() {
                    section { class: "card wrongs", role: "alert",
                        h2 { {words.show("notice-faults")} }
                        ul {
                            for fault in faults {
                                li { {words.show(&format!("notice-fault-{}", fault.code))} }
                            }
                        }
                        p { a { class: "button", href: at(staff, entry.id, "edit?faults=1"), {words.show("notice-fix")} } }
                    }
                }
            },
        }
        {audience(words, &look.plan, entry.public.is_some())}
        {preview(staff, entry.id, draft, &entry.title, opened, today)}
        if writing && page.works { {send(page, faults.is_empty())} }
        if entry.stage == Stage::Waiting { {second(page)} }
    }
}

fn held(page: &Check<'_>) -> Element {
    let Check { staff, look, .. } = *page;
    let words = staff.words;
    let goes = look.entry.held_until.map(|until| goes_at(words, until, page.now)).unwrap_or_default();
    let number = i64::try_from(look.plan.children.len()).unwrap_or(i64::MAX);
    rsx! {
        section { class: "card held", role: "status",
            p { class: "goes", "data-until": look.entry.held_until.map(|at| at.0), "data-now": page.now.0, {ruby(&goes)} }
            p { {ruby(&words.marked("notice-held-lead", &[("count", Arg::Number(number))]))} }
            if page.works {
                form { method: "post", action: at(staff, look.entry.id, "undo"),
                    {hidden_token(staff)}
                    button { class: "primary", r#type: "submit", {words.show("notice-undo")} }
                }
            }
            p { a { href: staff.at("notices"), {words.show("notice-to-list")} } }
        }
    }
}

fn waiting_lead(page: &Check<'_>) -> Element {
    let Check { staff, look, .. } = *page;
    let words = staff.words;
    let lead = if page.approves { "notice-waiting-you" } else { "notice-waiting-other" };
    rsx! {
        section { class: "card", role: "status",
            p { {words.show_with(lead, &[("seat", Arg::Text(&look.entry.title))])} }
            if page.works {
                form { method: "post", action: at(staff, look.entry.id, "undo"),
                    {hidden_token(staff)}
                    button { r#type: "submit", {words.show("notice-undo")} }
                }
            }
        }
    }
}

/// Who gets it, by name and number.
fn audience(words: Words, plan: &Plan, edit: bool) -> Element {
    let count = |count: usize| Arg::Number(i64::try_from(count).unwrap_or(i64::MAX));
    let mut classes: BTreeMap<&str, Vec<&Addressee>> = BTreeMap::new();
    for child in &plan.children {
        classes.entry(child.class.as_str()).or_default().push(child);
    }
    let unjoined: Vec<&Addressee> = plan.unjoined().collect();
    let few = plan.children.len() <= 45;
    let numbers = [
        ("children", plan.children.len(), "notice-number-children"),
        ("households", plan.households.len(), "notice-number-households"),
        ("guardians", plan.persons.len(), "notice-number-guardians"),
    ];
    rsx! {
        section { class: "card audience",
            h2 { {words.show(if edit { "notice-audience-edit" } else { "notice-audience" })} }
            ul { class: "counts",
                for (name, number, key) in numbers {
                    li { class: "n-{name}", strong { "{number}" } span { {words.show(key)} } }
                }
            }
            div { class: if few { "classes-open" } else { "classes-shut" },
            for (class, children) in classes {
                details { open: few,
                    summary { "{class}  " {ruby(&words.marked("notice-of-children", &[("count", count(children.len()))]))} }
                    p { class: "name-list",
                        for child in children {
                            span { class: "chip",
                                if child.number > 0 { small { "{child.number} " } }
                                "{child.name}"
                            }
                        }
                    }
                }
            }
            }
            if !unjoined.is_empty() {
                div { class: "unjoined",
                    p { strong { {ruby(&words.marked("notice-unjoined", &[("count", count(unjoined.len()))]))} } }
                    if unjoined.len() < plan.children.len() {
                        details { open: unjoined.len() <= 20,
                            summary { {words.show("notice-names")} }
                            p { class: "name-list",
                                for child in unjoined.iter() { span { class: "chip", "{child.class} {child.name}" } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A warning in words, and what was found.
pub(super) fn warning(words: Words, warning: &Warning) -> (String, Vec<String>) {
    let count = |count: usize| Arg::Number(i64::try_from(count).unwrap_or(i64::MAX));
    let key = format!("notice-warning-{}", warning.name());
    let place = |place: &Where| match place {
        Where::Text => words.marked("notice-where-text", &[]),
        Where::File(name) => words.marked("notice-where-file", &[("name", Arg::Text(name))]),
    };
    match warning {
        Warning::Wide { children, usual: Some(usual) } => {
            (words.marked(&key, &[("count", count(*children)), ("usual", count(*usual))]), Vec::new())
        }
        Warning::Wide { children, usual: None } => {
            (words.marked("notice-warning-wide-first", &[("count", count(*children))]), Vec::new())
        }
        Warning::Phones { place: at, found, count: n }
        | Warning::Mails { place: at, found, count: n }
        | Warning::OthersNames { place: at, found, count: n }
        | Warning::OwnNames { place: at, found, count: n } => {
            let at = place(at);
            (words.marked(&key, &[("where", Arg::Text(&at)), ("count", count(*n))]), found.clone())
        }
        Warning::Unreadable { file } => (words.marked(&key, &[("name", Arg::Text(file))]), Vec::new()),
        Warning::Unfilled => (words.marked(&key, &[]), Vec::new()),
    }
}

fn found_list(found: &[String]) -> Element {
    rsx! {
        if !found.is_empty() {
            p { class: "name-list", for one in found { span { class: "chip", "{one}" } } }
        }
    }
}

fn send(page: &Check<'_>, ready: bool) -> Element {
    let Check { staff, look, wrong, .. } = *page;
    let words = staff.words;
    let warnings = &look.warnings;
    let four = look.facility.four_eyes;
    let number = i64::try_from(look.plan.children.len()).unwrap_or(i64::MAX);
    let seconds = i64::from(look.facility.hold_seconds);
    let button = if four { "notice-give" } else { "notice-send" };
    rsx! {
        form { class: "stack", method: "post", action: at(staff, look.entry.id, "check"),
            {hidden_token(staff)}
            input { r#type: "hidden", name: "work", value: "{look.entry.work}" }
            if !warnings.is_empty() {
                section { class: "card warnings",
                    h2 { {words.show("notice-warnings")} }
                    if !wrong.unticked.is_empty() {
                        p { class: "wrong", role: "alert", {words.show("notice-unticked")} }
                    }
                    for one in warnings {
                        div { class: "warning",
                            p { strong { {ruby(&warning(words, one).0)} } }
                            {found_list(&warning(words, one).1)}
                            div { class: "options",
                                label {
                                    input { r#type: "checkbox", name: "tick", value: one.mark(),
                                        checked: wrong.ticked.contains(&one.mark()),
                                        "aria-invalid": wrong.unticked.contains(one).then_some("true") }
                                    {words.show(&format!("notice-tick-{}", one.name()))}
                                }
                            }
                        }
                    }
                }
            }
            div { class: "row send",
                if ready {
                    button { class: "primary", r#type: "submit",
                        {ruby(&words.marked(button, &[("count", Arg::Number(number))]))}
                    }
                }
                a { class: "button", href: at(staff, look.entry.id, "edit"), {words.show("notice-fix")} }
            }
            if ready && !four {
                p { class: "hint", {ruby(&words.marked("notice-send-hint", &[("seconds", Arg::Number(seconds))]))} }
            }
            if ready && four { p { class: "hint", {words.show("notice-give-hint")} } }
        }
    }
}

/// The second person's part.
fn second(page: &Check<'_>) -> Element {
    let Check { staff, look, wrong, .. } = *page;
    let words = staff.words;
    let number = i64::try_from(look.plan.children.len()).unwrap_or(i64::MAX);
    let action = at(staff, look.entry.id, "approve");
    rsx! {
        if !look.warnings.is_empty() {
            section { class: "card warnings",
                h2 { {words.show("notice-ticked")} }
                for one in &look.warnings {
                    div { class: "warning",
                        p { strong { {ruby(&warning(words, one).0)} } }
                        {found_list(&warning(words, one).1)}
                        p { "✓ " {words.show(&format!("notice-tick-{}", one.name()))} }
                    }
                }
            }
        }
        if let Some(other) = wrong.other { p { class: "wrong", role: "alert", {words.show(other)} } }
        if !wrong.not_opened.is_empty() {
            section { class: "card wrongs", role: "alert",
                p { class: "wrong", {words.show("notice-not-opened")} }
                ul { for name in &wrong.not_opened { li { "{name}" } } }
            }
        }
        if page.approves {
            section { class: "card",
                h2 { {words.show("notice-second")} }
                form { method: "post", action: "{action}", class: "stack",
                    {hidden_token(staff)}
                    input { r#type: "hidden", name: "work", value: "{look.entry.work}" }
                    button { class: "primary", r#type: "submit", name: "do", value: "approve",
                        {ruby(&words.marked("notice-approve", &[("count", Arg::Number(number))]))} }
                }
                form { method: "post", action: "{action}", class: "stack",
                    {hidden_token(staff)}
                    div { class: "field",
                        label { r#for: "why", {words.show("notice-give-back-why")} }
                        textarea { id: "why", name: "why", rows: "3", maxlength: "1000" }
                    }
                    button { r#type: "submit", name: "do", value: "give-back", {words.show("notice-give-back")} }
                }
            }
        }
    }
}
