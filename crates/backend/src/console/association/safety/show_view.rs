//! One check, drawn: the numbers, then every household under what is to be done for it, each with a form to report.

use super::{
    super::{
        super::{hidden_token, words::ruby, writing::moment},
        Officer,
    },
    PLACE,
    list_view::{tiles, what},
};
use crate::association::safety::Listed;
use dioxus::prelude::*;
use itsumo_domain::{
    Timestamp,
    association::{
        SafetyReport,
        safety::{Condition, Need, Witness, roll::Line, words},
    },
    i18n::Arg,
};

/// The whole `main`.
pub(super) fn view(officer: &Officer, listed: &Listed, ends: bool, now: Timestamp) -> Element {
    let shown = officer.words;
    let check = &listed.entry.check;
    let key = words(check.status);
    let roll = listed.roll();
    let at = |page: &str| officer.at(&format!("{PLACE}/{}/{page}", listed.entry.id));
    let with = |key: &str, at: Timestamp| shown.marked(key, &[("time", Arg::Text(&moment(shown, at, now)))]);
    rsx! {
        div { class: "safety-page {key.class}",
            p { class: "safety-banner", {shown.show(key.banner)} }
            h1 { {shown.show(key.list)} }
            p { class: "lead", strong { {ruby(&what(officer, check))} } " · {check.by} · " {ruby(&with("safety-started-at", check.started))} }
            if let Some(ended) = check.ended {
                p { role: "status", strong { {shown.show(key.ended)} } " " {ruby(&with("safety-ended-at", ended))} }
            }
            p { class: "hint", {ruby(&with("safety-deletes-at", check.deletes))} }
            section { class: "card",
                {tiles(officer, &roll.counts)}
                div { class: "row",
                    a { class: "button primary", href: at("papers/list"), {shown.show("safety-print-list")} }
                    a { class: "button", href: at("papers/round"), {shown.show("safety-print-round")} }
                    if ends && check.ended.is_none() {
                        form { method: "post", action: at("end"),
                            {hidden_token(officer)}
                            button { r#type: "submit", {shown.show("safety-end")} }
                        }
                    }
                }
            }
            for need in Need::ALL { {part(officer, listed, need, &roll.lines, now)} }
        }
    }
}

fn part(officer: &Officer, listed: &Listed, need: Need, lines: &[Line<'_>], now: Timestamp) -> Element {
    let words = officer.words;
    let lines: Vec<&Line<'_>> = lines.iter().filter(|line| line.need() == need).collect();
    if lines.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "need need-{class(need)}",
            h2 { {words.show(need.key())} " " small { "{lines.len()}" } }
            div { class: "wide",
                table { class: "safety-table",
                    thead { tr {
                        th { scope: "col", {words.show("safety-paper-column-place")} }
                        th { scope: "col", {words.show("safety-paper-column-name")} }
                        th { scope: "col", {words.show("safety-paper-column-condition")} }
                        th { scope: "col", {words.show("safety-paper-column-said")} }
                        th { scope: "col", {words.show("safety-report")} }
                    } }
                    tbody { for line in lines { {row(officer, listed, line, now)} } }
                }
            }
        }
    }
}

/// What a style sheet calls a need.
fn class(need: Need) -> &'static str {
    match need {
        Need::Help => "help",
        Need::Search => "search",
        Need::Ask => "ask",
        Need::Nothing => "well",
    }
}

fn row(officer: &Officer, listed: &Listed, line: &Line<'_>, now: Timestamp) -> Element {
    let words = officer.words;
    let street = line.street;
    let condition = line.merged.condition.map_or("safety-unknown", Condition::key);
    let calls: Vec<(usize, &SafetyReport)> = line.calls.iter().copied().enumerate().collect();
    let said = line.says().filter(|_| calls.is_empty());
    rsx! {
        tr { id: "h-{line.household}",
            td { "{street.block.name} {street.order}" br {} small { "{street.place}" } }
            th { scope: "row", "{street.name}"
                if !street.phone.is_empty() { br {} a { href: "tel:{street.phone}", "{street.phone}" } }
            }
            td { class: "condition", strong { {words.show(condition)} }
                for (_, call) in calls { p { {said_of(officer, call)} } }
                if let Some(said) = said { p { {said_of(officer, said)} } }
            }
            td { if let Some(said) = line.says() {
                {moment(words, said.seen, now)} br {}
                small { {words.show(said.witness.key())} " {said.by}" }
            } }
            td { {form(officer, listed, line)} }
        }
    }
}

/// Where they are, how many, and what else there is to say.
fn said_of(officer: &Officer, report: &SafetyReport) -> Element {
    let words = officer.words;
    let people = report.people.map(|people| words.marked("safety-people", &[("count", Arg::Number(people.into()))]));
    let parts = [people.unwrap_or_default(), report.place.clone(), report.note.clone()];
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.trim().is_empty()).collect();
    rsx! { {ruby(&parts.join(" · "))} }
}

fn form(officer: &Officer, listed: &Listed, line: &Line<'_>) -> Element {
    let words = officer.words;
    let id = line.household;
    let witnesses = Witness::ALL.into_iter().filter(|witness| *witness != Witness::Household);
    rsx! {
        details {
            summary { "aria-label": "{words.say(\"safety-report\")} {line.street.name}", {words.show("safety-report")} }
            form { method: "post", action: officer.at(&format!("{PLACE}/{}/report", listed.entry.id)), class: "stack safety-report",
                {hidden_token(officer)}
                input { r#type: "hidden", name: "household", value: "{id}" }
                fieldset { class: "field",
                    legend { {words.show("safety-paper-column-condition")} }
                    div { class: "options",
                        for condition in [Condition::Safe, Condition::Sheltered, Condition::Away, Condition::NotFound, Condition::Help] {
                            label { input { r#type: "radio", name: "condition", value: condition.name(), required: true } {words.show(condition.key())} }
                        }
                    }
                }
                fieldset { class: "field",
                    legend { {words.show("safety-witness")} }
                    div { class: "options",
                        for (place, witness) in witnesses.enumerate() {
                            label { input { r#type: "radio", name: "witness", value: witness.name(), checked: place == 0 } {words.show(witness.key())} }
                        }
                    }
                }
                div { class: "field",
                    label { r#for: "people-{id}", {words.show("safety-paper-column-people")} }
                    input { class: "short", id: "people-{id}", name: "people", inputmode: "numeric", maxlength: "3", autocomplete: "off" }
                }
                div { class: "field",
                    label { r#for: "place-{id}", {words.show("safety-place-where")} }
                    input { id: "place-{id}", name: "place", maxlength: "200", autocomplete: "off" }
                }
                div { class: "field",
                    label { r#for: "note-{id}", {words.show("safety-note")} }
                    input { id: "note-{id}", name: "note", maxlength: "200", autocomplete: "off" }
                }
                if !line.merged.open.is_empty() {
                    div { class: "options",
                        for call in &line.merged.open {
                            label { input { r#type: "checkbox", name: "settles", value: "{call}" } {words.show("safety-settles")} }
                        }
                    }
                }
                button { class: "primary", r#type: "submit", {words.show("safety-keep")} }
            }
        }
    }
}
