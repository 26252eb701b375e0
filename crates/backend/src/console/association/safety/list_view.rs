//! The list of checks, drawn: what runs, and two forms that nobody takes for each other.

use super::{
    super::{
        super::{hidden_token, words::ruby, writing::moment},
        Officer,
    },
    PLACE,
    list::running_first,
};
use crate::association::{block::Association, safety::Entry};
use dioxus::prelude::*;
use itsumo_domain::{
    Timestamp,
    alert::Status,
    association::{
        SafetyCheck,
        safety::{roll::Counts, words},
    },
    i18n::Arg,
};

/// A check that was not started.
#[derive(Clone, Debug)]
pub(super) struct Wrong {
    /// Which form.
    pub status: Status,
    /// What was typed.
    pub what: String,
    /// Why not.
    pub words: String,
}

/// The whole `main`.
pub(super) fn view(
    officer: &Officer,
    checks: &[(Entry, Counts)],
    starts: bool,
    sees: bool,
    wrong: Option<&Wrong>,
    now: Timestamp,
) -> Element {
    let words = officer.words;
    let checks = running_first(checks).into_iter().filter_map(|place| checks.get(place));
    rsx! {
        h1 { {words.show("safety-place")} }
        p { class: "lead", {words.show("safety-place-lead")} }
        for (entry, counts) in checks { {line(officer, entry, counts, sees, now)} }
        if starts {
            div { class: "safety-ways",
                {form(officer, Status::Drill, &[], wrong)}
                {form(officer, Status::Actual, &[], wrong)}
            }
        }
    }
}

/// The whole `main` of the city's: numbers of associations, and no household.
pub(super) fn city(
    officer: &Officer,
    associations: &[Association],
    checks: &[(Entry, Counts)],
    wrong: Option<&Wrong>,
    now: Timestamp,
) -> Element {
    let words = officer.words;
    let checks = running_first(checks).into_iter().filter_map(|place| checks.get(place));
    let name = |entry: &Entry| {
        let found = associations.iter().find(|association| association.id == entry.check.association);
        found.map(|association| association.name.clone()).unwrap_or_default()
    };
    rsx! {
        h1 { {words.show("safety-place")} }
        p { class: "lead", {words.show("safety-place-lead")} }
        for (entry, counts) in checks {
            h2 { "{name(entry)}" }
            {line(officer, entry, counts, false, now)}
        }
        div { class: "safety-ways",
            {form(officer, Status::Drill, associations, wrong)}
            {form(officer, Status::Actual, associations, wrong)}
        }
    }
}

fn line(officer: &Officer, entry: &Entry, counts: &Counts, sees: bool, now: Timestamp) -> Element {
    let shown = officer.words;
    let check = &entry.check;
    let key = words(check.status);
    let with = |key: &str, at: Timestamp| shown.marked(key, &[("time", Arg::Text(&moment(shown, at, now)))]);
    rsx! {
        section { class: "card safety-check {key.class}", id: "c-{entry.id}",
            p { class: "safety-banner", {shown.show(key.banner)} }
            h2 { {shown.show(key.title)} }
            p { strong { {ruby(&what(officer, check))} } }
            p { class: "hint", "{check.by} · " {ruby(&with("safety-started-at", check.started))}
                if let Some(ended) = check.ended { " · " {ruby(&with("safety-ended-at", ended))} }
                " · " {ruby(&with("safety-deletes-at", check.deletes))}
            }
            {tiles(officer, counts)}
            div { class: "row",
                if sees { a { class: "button primary", href: officer.at(&format!("{PLACE}/{}", entry.id)), {shown.show("safety-open")} } }
            }
        }
    }
}

/// What happened; in a drill marked as one, so that the line by itself alarms nobody.
pub(super) fn what(officer: &Officer, check: &SafetyCheck) -> String {
    let (words, what) = (officer.words, check.what.get(officer.words.locale));
    if check.is_drill() { words.marked("safety-drill-said", &[("what", Arg::Text(what))]) } else { what.to_owned() }
}

/// How many households are how.
pub(super) fn tiles(officer: &Officer, counts: &Counts) -> Element {
    let words = officer.words;
    let well = counts.safe.saturating_add(counts.sheltered).saturating_add(counts.away);
    let tiles = [
        ("help", "safety-help", counts.help),
        ("search", "safety-not-found", counts.not_found),
        ("ask", "safety-unknown", counts.unknown),
        ("well", "safety-well", well),
    ];
    rsx! {
        ul { class: "counts safety-counts",
            for (class, key, count) in tiles {
                li { class: "need-{class}", strong { "{count}" } span { {words.show(key)} } }
            }
        }
    }
}

fn form(officer: &Officer, status: Status, associations: &[Association], wrong: Option<&Wrong>) -> Element {
    let shown = officer.words;
    let key = words(status);
    let drill = status != Status::Actual;
    let (kind, hint) = if drill { ("drill", "safety-what-hint-drill") } else { ("real", "safety-what-hint-real") };
    let wrong = wrong.filter(|wrong| wrong.status == status);
    let what = wrong.map(|wrong| wrong.what.clone()).unwrap_or_default();
    let name = officer.association().map_or_else(|_| shown.say("safety-chosen"), |at| at.name.clone());
    let sure = shown.marked(key.sure, &[("association", Arg::Text(&name))]);
    rsx! {
        section { class: "card safety-start {key.class}",
            p { class: "safety-banner", {shown.show(key.banner)} }
            h2 { {shown.show(key.start)} }
            form { method: "post", action: officer.at(PLACE), class: "stack",
                {hidden_token(officer)}
                input { r#type: "hidden", name: "kind", value: kind }
                div { class: "field",
                    label { r#for: "what-{kind}", {shown.show("safety-what")} }
                    input { id: "what-{kind}", name: "what", value: "{what}", required: true, maxlength: "120",
                        "aria-describedby": "hint-{kind}", "aria-invalid": wrong.is_some().then_some("true") }
                    p { class: "hint", id: "hint-{kind}", {shown.show(hint)} }
                    if let Some(wrong) = wrong { p { class: "wrong", role: "alert", {ruby(&wrong.words)} } }
                }
                if !associations.is_empty() {
                    fieldset { class: "field",
                        legend { {shown.show("safety-associations")} }
                        div { class: "excused",
                            for association in associations {
                                label { input { r#type: "checkbox", name: "association", value: "{association.id}" } "{association.name}" }
                            }
                        }
                    }
                }
                div { class: "options",
                    label { input { r#type: "checkbox", name: "sure", required: true } span { {ruby(&sure)} } }
                }
                button { class: if drill { "" } else { "danger" }, r#type: "submit", {shown.show(key.start)} }
            }
        }
    }
}
