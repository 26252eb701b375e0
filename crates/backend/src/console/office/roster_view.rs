//! What a list would change, as a page.

use super::super::{Staff, Words, hidden_token, list::errors, words::ruby};
use crate::school::{cli::step_key, roster::RosterAnswer};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    i18n::Arg,
    school::roster::{Planned, Step},
};

/// Children of a step that are shown without being asked for.
const OPEN: usize = 30;

/// The form and the answer.
pub struct RosterPage<'a> {
    /// For whom.
    pub staff: &'a Staff,
    /// The form's address.
    pub here: String,
    /// The office's.
    pub office: String,
    /// What stands in the field of the day.
    pub day: String,
    /// When the next school year begins.
    pub next_april: NaiveDate,
    /// Today.
    pub today: NaiveDate,
    /// The key of what was wrong with the form.
    pub wrong: Option<&'static str>,
    /// The list again, in hexadecimal digits.
    pub list: String,
    /// What it would change.
    pub answer: Option<RosterAnswer>,
}

/// The whole `main`.
pub fn roster_main(page: &RosterPage<'_>) -> Element {
    let RosterPage { staff, here, office, day, .. } = page;
    let words = staff.words;
    let april = words.day(page.next_april, page.today);
    let wrong = page.wrong.map(|key| words.show(key));
    rsx! {
        h1 { {words.show("roster-office-import")} }
        if let Some(answer) = &page.answer { {shown(page, answer)} }
        section { class: "card",
            if page.answer.is_some() { h2 { {words.show("roster-another")} } }
            p { class: "lead", {words.show("roster-import-lead")} }
            form { method: "post", action: "{here}", enctype: "multipart/form-data", class: "stack",
                {hidden_token(staff)}
                div { class: "field",
                    label { r#for: "file", {words.show("roster-file")} }
                    input { id: "file", name: "file", r#type: "file", accept: ".csv,.txt,text/csv", required: true, "aria-describedby": "file-hint" }
                    p { class: "hint", id: "file-hint", {words.show("roster-file-hint")} }
                    if let Some(wrong) = wrong { p { class: "wrong", role: "alert", {wrong} } }
                }
                div { class: "field",
                    label { r#for: "day", {words.show("roster-day")} }
                    input { class: "short", id: "day", name: "day", r#type: "date", value: "{day}", "aria-describedby": "day-hint" }
                    p { class: "hint", id: "day-hint", {ruby(&words.marked("roster-day-hint", &[("day", Arg::Text(&april))]))} }
                }
                button { class: if page.answer.is_none() { "primary" }, r#type: "submit", {words.show("roster-look")} }
            }
        }
        p { a { href: "{office}", {words.show("roster-back-office")} } }
    }
}

fn shown(page: &RosterPage<'_>, answer: &RosterAnswer) -> Element {
    let words = page.staff.words;
    let plan = &answer.plan;
    let from = words.day(answer.day, page.today);
    let count = i64::try_from(plan.children.len()).unwrap_or(0);
    let refused = answer.refused.as_ref().map(|reason| words.show(&format!("roster-refused-{reason}")));
    let passed_over = words.list(&answer.passed_over);
    let lead = match plan.new_year {
        true => "roster-shown-year",
        false => "roster-shown",
    };
    let lead = words.marked(lead, &[("count", Arg::Number(count)), ("day", Arg::Text(&from))]);
    let half = plan.errors.iter().all(|error| error.code == "half-file");
    let can = half && (!plan.is_empty() || !plan.errors.is_empty());
    rsx! {
        section { class: "office", id: "shown",
            h2 { {words.show("roster-shown-title")} }
            if let Some(refused) = refused { p { class: "wrong", role: "alert", {refused} } }
            if !plan.errors.is_empty() { {errors(words, &plan.errors, |code| format!("roster-error-{code}"))} }
            if !answer.passed_over.is_empty() {
                p { class: "hint", {words.show_with("roster-passed-over", &[("columns", Arg::Text(&passed_over))])} }
            }
            if half {
                if plan.is_empty() && plan.errors.is_empty() {
                    p { class: "card lead", {words.show("roster-nothing")} }
                } else {
                    p { class: "lead", {ruby(&lead)} }
                    {steps(words, answer)}
                }
            }
            if can { {carry_out(page, answer)} }
        }
    }
}

fn steps(words: Words, answer: &RosterAnswer) -> Element {
    let gone = [(true, "roster-step-finishes"), (false, "roster-step-leaving")].into_iter().map(|(finishes, key)| {
        let of = answer.plan.leaving.iter().filter(|child| child.finishes == finishes);
        let lines: Vec<Element> =
            of.map(|child| rsx! { tr { td { "{child.class}" } th { scope: "row", "{child.name}" } } }).collect();
        (key, !finishes || lines.len() <= OPEN, lines)
    });
    let come = [Step::New, Step::Comes, Step::Moves, Step::Changes].into_iter().map(|step| {
        let of = answer.plan.children.iter().filter(|child| child.step == step);
        let lines: Vec<Element> = of.map(|child| line(words, child)).collect();
        (step_key(step), lines.len() <= OPEN, lines)
    });
    let groups: Vec<(&str, bool, Element, Vec<Element>)> = gone
        .chain(come)
        .filter(|(_, _, lines)| !lines.is_empty())
        .map(|(key, open, lines)| (key, open, count(words, lines.len()), lines))
        .collect();
    let same = answer.counts.same;
    rsx! {
        for (key, open, count, lines) in groups {
            details { class: "card plan", open,
                summary { strong { {words.show(key)} } " " {count} }
                div { class: "wide", table { tbody { for line in lines { {line} } } } }
            }
        }
        if same > 0 { p { class: "hint", {words.show("roster-step-same")} " " {count(words, same)} } }
    }
}

fn count(words: Words, count: usize) -> Element {
    words.show_with("roster-count", &[("count", Arg::Number(i64::try_from(count).unwrap_or(0)))])
}

fn line(words: Words, child: &Planned) -> Element {
    let class = match child.from.as_str() {
        "" => child.class.clone(),
        from if from != child.class => format!("{from} → {}", child.class),
        _ => child.class.clone(),
    };
    let changes: Vec<(Element, String, String)> = child
        .changes
        .iter()
        .map(|change| (words.show(&format!("roster-field-{}", change.field)), change.was.clone(), change.will.clone()))
        .collect();
    rsx! {
        tr {
            td { "{class}" }
            th { scope: "row", "{child.name}" }
            td {
                for (field, was, will) in changes {
                    p { {field} ": " if !was.is_empty() { s { "{was}" } " → " } "{will}" }
                }
            }
        }
    }
}

/// The form that carries out what is shown.
fn carry_out(page: &RosterPage<'_>, answer: &RosterAnswer) -> Element {
    let words = page.staff.words;
    let leaving = answer.plan.leaving.len();
    let count = i64::try_from(leaving).unwrap_or(0);
    let agree = words.marked("roster-leaving-agree", &[("count", Arg::Number(count))]);
    rsx! {
        form { method: "post", action: "{page.here}", enctype: "multipart/form-data", class: "card stack",
            {hidden_token(page.staff)}
            input { r#type: "hidden", name: "day", value: "{answer.day}" }
            input { r#type: "hidden", name: "shown", value: "{answer.shown}" }
            input { r#type: "hidden", name: "list", value: "{page.list}" }
            if leaving > 0 {
                div { class: "options",
                    label { input { r#type: "checkbox", name: "leaving", value: "{leaving}", required: true } {ruby(&agree)} }
                }
            }
            button { class: "primary", r#type: "submit", {words.show("roster-carry-out")} }
        }
    }
}
