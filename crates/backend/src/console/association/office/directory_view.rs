//! What a list of households would change, as a page.

use super::{
    super::super::{Words, hidden_token, list::errors, words::ruby},
    Officer, PLACE,
};
use crate::association::{cli::step_key, directory::DirectoryAnswer};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    association::directory::{Planned, Step, error_key},
    i18n::Arg,
};

/// Households of a step that are shown without being asked for.
const OPEN: usize = 30;

/// The form and the answer.
pub struct DirectoryPage<'a> {
    /// For whom.
    pub officer: &'a Officer,
    /// What stands in the field of the day.
    pub day: String,
    /// Today.
    pub today: NaiveDate,
    /// The key of what was wrong with the form.
    pub wrong: Option<&'static str>,
    /// The list again, in hexadecimal digits.
    pub list: String,
    /// What it would change.
    pub answer: Option<DirectoryAnswer>,
}

/// The whole `main`.
pub fn directory_main(page: &DirectoryPage<'_>) -> Element {
    let DirectoryPage { officer, day, .. } = page;
    let words = officer.words;
    let (here, back) = (officer.at("office/directory"), officer.at(PLACE));
    let wrong = page.wrong.map(|key| words.show(key));
    rsx! {
        h1 { {words.show("directory-import")} }
        if let Some(answer) = &page.answer { {shown(page, answer)} }
        section { class: "card",
            if page.answer.is_some() { h2 { {words.show("roster-another")} } }
            p { class: "lead", {words.show("directory-import-lead")} }
            form { method: "post", action: "{here}", enctype: "multipart/form-data", class: "stack",
                {hidden_token(officer)}
                div { class: "field",
                    label { r#for: "file", {words.show("roster-file")} }
                    input { id: "file", name: "file", r#type: "file", accept: ".csv,.txt,text/csv", required: true, "aria-describedby": "file-hint" }
                    p { class: "hint", id: "file-hint", {words.show("directory-file-hint")} }
                    if let Some(wrong) = wrong { p { class: "wrong", role: "alert", {wrong} } }
                }
                div { class: "field",
                    label { r#for: "day", {words.show("roster-day")} }
                    input { class: "short", id: "day", name: "day", r#type: "date", value: "{day}" }
                }
                button { class: if page.answer.is_none() { "primary" }, r#type: "submit", {words.show("roster-look")} }
            }
        }
        p { a { href: "{back}", {words.show("directory-back")} } }
    }
}

fn shown(page: &DirectoryPage<'_>, answer: &DirectoryAnswer) -> Element {
    let words = page.officer.words;
    let plan = &answer.plan;
    let from = words.day(answer.day, page.today);
    let count = i64::try_from(plan.households.len()).unwrap_or(0);
    let refused = answer.refused.as_ref().map(|reason| words.show(&format!("directory-refused-{reason}")));
    let passed_over = words.list(&answer.passed_over);
    let blocks = words.list(&plan.blocks);
    let lead = words.marked("directory-shown", &[("count", Arg::Number(count)), ("day", Arg::Text(&from))]);
    let half = plan.errors.iter().all(|error| error.code == "half-file");
    let can = half && (!plan.is_empty() || !plan.errors.is_empty());
    rsx! {
        section { class: "office", id: "shown",
            h2 { {words.show("roster-shown-title")} }
            if let Some(refused) = refused { p { class: "wrong", role: "alert", {refused} } }
            if !plan.errors.is_empty() { {errors(words, &plan.errors, error_key)} }
            if !answer.passed_over.is_empty() {
                p { class: "hint", {words.show_with("roster-passed-over", &[("columns", Arg::Text(&passed_over))])} }
            }
            if half {
                if plan.is_empty() && plan.errors.is_empty() {
                    p { class: "card lead", {words.show("roster-nothing")} }
                } else {
                    p { class: "lead", {ruby(&lead)} }
                    if !blocks.is_empty() { p { {words.show("directory-new-blocks")} ": {blocks}" } }
                    {steps(words, answer)}
                }
            }
            if can { {carry_out(page, answer)} }
        }
    }
}

fn steps(words: Words, answer: &DirectoryAnswer) -> Element {
    let gone: Vec<Element> = answer.plan.leaving.iter().map(|gone| {
        let joined = i64::from(gone.members);
        rsx! {
            tr {
                td { "{gone.block}" }
                th { scope: "row", "{gone.name} {gone.place}" }
                td { if joined > 0 { {words.show_with("directory-leaving-members", &[("count", Arg::Number(joined))])} } }
            }
        }
    }).collect();
    let of = |step: Step| -> Vec<Element> {
        answer.plan.households.iter().filter(|one| one.step == step).map(|one| line(words, one)).collect()
    };
    let groups = [
        ("directory-step-leaving", gone),
        (step_key(Step::New), of(Step::New)),
        (step_key(Step::Changes), of(Step::Changes)),
    ];
    let groups: Vec<(&str, usize, Vec<Element>)> =
        groups.into_iter().map(|(key, lines)| (key, lines.len(), lines)).filter(|(_, many, _)| *many > 0).collect();
    let same = answer.plan.count(Step::Same);
    rsx! {
        for (key, many, lines) in groups {
            details { class: "card plan", open: many <= OPEN,
                summary { {words.show(key)} " " {count(words, many)} }
                div { class: "wide", table { tbody { for line in lines { {line} } } } }
            }
        }
        if same > 0 { p { class: "hint", {words.show(step_key(Step::Same))} " " {count(words, same)} } }
    }
}

fn count(words: Words, count: usize) -> Element {
    words.show_with("directory-count", &[("count", Arg::Number(i64::try_from(count).unwrap_or(0)))])
}

fn line(words: Words, one: &Planned) -> Element {
    let changes: Vec<(Element, String, String)> = one
        .changes
        .iter()
        .map(|change| {
            let said = |text: &str| match change.field.as_str() {
                "delivery" => words.say(&format!("directory-delivery-{text}")),
                _ => text.to_owned(),
            };
            (words.show(&format!("directory-field-{}", change.field)), said(&change.was), said(&change.will))
        })
        .collect();
    rsx! {
        tr {
            td { "{one.block}" }
            th { scope: "row", "{one.name} {one.place}" }
            td {
                for (field, was, will) in changes {
                    p { {field} ": " if !was.is_empty() { s { "{was}" } " → " } "{will}" }
                }
                if one.renamed {
                    p { class: "wrong", {words.show_with("directory-renamed", &[("count", Arg::Number(i64::from(one.members)))])} }
                }
            }
        }
    }
}

/// The form that carries out what is shown.
fn carry_out(page: &DirectoryPage<'_>, answer: &DirectoryAnswer) -> Element {
    let words = page.officer.words;
    let here = page.officer.at("office/directory");
    let leaving = answer.plan.leaving.len();
    let count = i64::try_from(leaving).unwrap_or(0);
    let agree = words.marked("directory-leaving-agree", &[("count", Arg::Number(count))]);
    let (renamed, phones) = answer
        .plan
        .renamed()
        .fold((0_u32, 0_u32), |(all, phones), one| (all.saturating_add(1), phones.saturating_add(one.members.into())));
    let same = [("count", Arg::Number(renamed.into())), ("members", Arg::Number(phones.into()))];
    let same = words.marked("directory-renamed-agree", &same);
    rsx! {
        form { method: "post", action: "{here}", enctype: "multipart/form-data", class: "card stack",
            {hidden_token(page.officer)}
            input { r#type: "hidden", name: "day", value: "{answer.day}" }
            input { r#type: "hidden", name: "shown", value: "{answer.shown}" }
            input { r#type: "hidden", name: "list", value: "{page.list}" }
            if leaving > 0 {
                div { class: "options",
                    label { input { r#type: "checkbox", name: "leaving", value: "{leaving}", required: true } {ruby(&agree)} }
                }
            }
            if renamed > 0 {
                div { class: "options",
                    label { input { r#type: "checkbox", name: "renamed", value: "{renamed}", required: true, "aria-describedby": "renamed-hint" } {ruby(&same)} }
                    p { class: "hint", id: "renamed-hint", {words.show("directory-renamed-hint")} }
                }
            }
            button { class: "primary", r#type: "submit", {words.show("roster-carry-out")} }
        }
    }
}
