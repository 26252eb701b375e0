//! The calendar, drawn.

use super::{
    super::super::{Words, hidden_token, trouble, words::ruby, writing::day_value},
    Officer,
    form::{Fields, TURNS, one},
    list::{Calendar, Wrong},
};
use crate::association::{duty::Entry, household::Household};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    association::{Block, Duty, duty::DutyKind},
    i18n::Arg,
};

/// The whole `main`.
pub(super) fn view(officer: &Officer, calendar: &Calendar, wrong: Option<&Wrong>) -> Element {
    let words = officer.words;
    let today = calendar.today;
    let past = calendar.entries.iter().filter(|entry| entry.duty.until < today).count();
    rsx! {
        h1 { {words.show("duty-place")} }
        p { class: "lead", {words.show("duty-place-lead")} }
        if calendar.entries.is_empty() { p { class: "lead", {words.show("duty-none")} } }
        if !calendar.entries.is_empty() {
            div { class: "wide",
                table { class: "duty-table",
                    thead { tr {
                        th { scope: "col", {words.show("duty-day")} }
                        th { scope: "col", {words.show("duty-what")} }
                        th { scope: "col", {words.show("duty-whose")} }
                        th { scope: "col", {words.show("duty-change")} }
                    } }
                    tbody { for entry in &calendar.entries { {row(officer, calendar, entry)} } }
                }
            }
        }
        if past > 0 { p { class: "hint", {ruby(&words.marked("duty-past", &[("count", Arg::Number(i64::try_from(past).unwrap_or(i64::MAX)))]))} } }
        {roster_form(officer, calendar, wrong.filter(|wrong| wrong.form == "roster"))}
        {duty_form(officer, calendar, wrong.filter(|wrong| wrong.form == "duty"))}
    }
}

/// From when to when.
fn span(words: Words, duty: &Duty, today: NaiveDate) -> String {
    let from = words.day(duty.from, today);
    let time = duty.time.map(|time| format!(" {time}")).unwrap_or_default();
    if duty.until > duty.from {
        format!("{from}{time} – {}", words.day(duty.until, today))
    } else {
        format!("{from}{time}")
    }
}

fn row(officer: &Officer, calendar: &Calendar, entry: &Entry) -> Element {
    let words = officer.words;
    let duty = &entry.duty;
    let action = officer.at(&format!("duties/{}", entry.id));
    let block = calendar.blocks.iter().find(|block| Some(block.id) == duty.block);
    let whose = match (&duty.household, block) {
        (Some(_), Some(block)) => format!("{} {}", block.name, duty.household_name),
        (None, Some(block)) => block.name.clone(),
        _ => words.marked("duty-everybody", &[]),
    };
    let (past, done) = (duty.until < calendar.today, duty.done.is_some());
    let changes = calendar.whole || duty.block.is_some();
    let neighbours: Vec<&Household> = calendar
        .households
        .iter()
        .filter(|household| Some(household.block) == duty.block && Some(household.id) != duty.household)
        .collect();
    rsx! {
        tr { id: "d-{entry.id}", class: match (past, done) { (_, true) => "done", (true, false) => "past", _ => "" },
            td { {ruby(&span(words, duty, calendar.today))} }
            th { scope: "row", "{duty.what}" br {} small { {words.show(duty.kind.key())} if !duty.place.is_empty() { " · {duty.place}" } } }
            td { class: "turn", {ruby(&whose)} }
            td {
                if changes {
                    form { method: "post", action: "{action}", class: "row",
                        {hidden_token(officer)}
                        if duty.household.is_some() {
                            button { r#type: "submit", name: "do", value: if done { "not-done" } else { "done" },
                                {words.show(if done { "duty-not-done" } else { "duty-done" })} }
                        }
                        button { class: "quiet", r#type: "submit", name: "do", value: "drop", {words.show("duty-drop")} }
                    }
                    if duty.household.is_some() && !neighbours.is_empty() {
                        details {
                            summary { {words.show("duty-give")} }
                            form { method: "post", action: "{action}", class: "row",
                                {hidden_token(officer)}
                                select { class: "short", name: "household", "aria-label": words.say("duty-give"),
                                    for household in neighbours { option { value: "{household.id}", "{household.name}" } }
                                }
                                button { r#type: "submit", name: "do", value: "give", {words.show("duty-give")} }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn said(wrong: Option<&Wrong>, name: &str) -> String {
    wrong.map(|wrong| one(&wrong.fields, name).to_owned()).unwrap_or_default()
}

fn input(words: Words, form: &str, name: &str, key: &str, kind: &str, value: &str, required: bool) -> Element {
    rsx! {
        div { class: "field",
            label { r#for: "{form}-{name}", {words.show(key)} }
            input { id: "{form}-{name}", name: "{name}", r#type: "{kind}", value: "{value}", required, maxlength: (kind == "text").then_some("80") }
        }
    }
}

fn kinds(words: Words, form: &str, chosen: DutyKind) -> Element {
    rsx! {
        div { class: "field",
            label { r#for: "{form}-kind", {words.show("duty-kind")} }
            select { id: "{form}-kind", name: "kind",
                for kind in DutyKind::ALL { option { value: kind.name(), selected: kind == chosen, {words.say(kind.key())} } }
            }
        }
    }
}

fn blocks(words: Words, form: &str, blocks: &[Block], everybody: bool, chosen: &str) -> Element {
    rsx! {
        div { class: "field",
            label { r#for: "{form}-block", {words.show("duty-block")} }
            select { id: "{form}-block", name: "block",
                if everybody { option { value: "", {words.say("duty-everybody")} } }
                for block in blocks { option { value: "{block.id}", selected: block.id.to_string() == chosen, "{block.name}" } }
            }
        }
    }
}

fn fault(officer: &Officer, wrong: Option<&Wrong>) -> Element {
    let words = wrong.map(|wrong| trouble::refused(officer.words, &wrong.refusal));
    rsx! { if let Some(words) = words { p { class: "wrong", role: "alert", {ruby(&words)} } } }
}

fn duty_form(officer: &Officer, calendar: &Calendar, wrong: Option<&Wrong>) -> Element {
    let words = officer.words;
    let from = wrong.map_or_else(|| day_value(Some(calendar.today)), |_| said(wrong, "from"));
    let kind = DutyKind::named(&said(wrong, "kind")).unwrap_or(DutyKind::Event);
    rsx! {
        section { class: "card", id: "add",
            h2 { {words.show("duty-add")} }
            {fault(officer, wrong)}
            form { method: "post", action: officer.at("duties"), class: "stack",
                {hidden_token(officer)}
                {input(words, "duty", "what", "duty-what", "text", &said(wrong, "what"), true)}
                {kinds(words, "duty", kind)}
                div { class: "row",
                    {input(words, "duty", "from", "duty-from", "date", &from, true)}
                    {input(words, "duty", "until", "duty-until", "date", &said(wrong, "until"), false)}
                    {input(words, "duty", "time", "duty-time", "time", &said(wrong, "time"), false)}
                }
                {input(words, "duty", "place", "duty-where", "text", &said(wrong, "place"), false)}
                {blocks(words, "duty", &calendar.blocks, calendar.whole, &said(wrong, "block"))}
                button { class: "primary", r#type: "submit", {words.show("duty-add")} }
            }
        }
    }
}

fn roster_form(officer: &Officer, calendar: &Calendar, wrong: Option<&Wrong>) -> Element {
    let words = officer.words;
    let from = wrong.map_or_else(|| day_value(Some(calendar.today)), |_| said(wrong, "from"));
    let what = wrong.map_or_else(|| words.say("duty-garbage"), |_| said(wrong, "what"));
    let turns = wrong.map_or_else(|| "weeks".to_owned(), |_| said(wrong, "turns"));
    let excused = |household: &Household| {
        let id = household.id.to_string();
        wrong.is_some_and(|wrong| wrong.fields.get("excused").is_some_and(|ids| ids.contains(&id)))
    };
    rsx! {
        section { class: "card", id: "roster",
            h2 { {words.show("duty-roster")} }
            p { class: "hint", {words.show("duty-roster-lead")} }
            {fault(officer, wrong)}
            form { method: "post", action: officer.at("duties/roster"), class: "stack",
                {hidden_token(officer)}
                {blocks(words, "roster", &calendar.blocks, false, &said(wrong, "block"))}
                {input(words, "roster", "what", "duty-what", "text", &what, true)}
                {kinds(words, "roster", DutyKind::named(&said(wrong, "kind")).unwrap_or(DutyKind::Garbage))}
                div { class: "row",
                    {input(words, "roster", "from", "duty-from", "date", &from, true)}
                    {input(words, "roster", "until", "duty-until", "date", &said(wrong, "until"), true)}
                }
                fieldset { class: "field",
                    legend { {words.show("duty-turns")} }
                    div { class: "options",
                        for name in TURNS {
                            label { input { r#type: "radio", name: "turns", value: name, checked: name == turns } {words.show(&format!("duty-turns-{name}"))} }
                        }
                    }
                }
                fieldset { class: "field",
                    legend { {words.show("duty-weekdays")} }
                    div { class: "options",
                        for weekday in 1..=7u8 {
                            label { input { r#type: "checkbox", name: "weekday", value: "{weekday}" } {words.show(&format!("duty-weekday-{weekday}"))} }
                        }
                    }
                }
                details {
                    summary { {words.show("duty-excused")} }
                    p { class: "hint", {words.show("duty-excused-hint")} }
                    div { class: "excused",
                        for household in &calendar.households {
                            label { input { r#type: "checkbox", name: "excused", value: "{household.id}", checked: excused(household) } "{household.name} " small { "{household.place}" } }
                        }
                    }
                }
                button { class: "primary", r#type: "submit", {words.show("duty-plan")} }
            }
        }
    }
}

/// The turns before they are laid, with everything that was typed.
pub(super) fn planned(officer: &Officer, fields: &Fields, duties: &[Duty], today: NaiveDate) -> Element {
    let words = officer.words;
    let typed: Vec<(&String, &String)> = fields
        .iter()
        .filter(|(name, _)| !matches!(name.as_str(), "do" | "form"))
        .flat_map(|(name, values)| values.iter().map(move |value| (name, value)))
        .collect();
    let count = [("count", Arg::Number(i64::try_from(duties.len()).unwrap_or(i64::MAX)))];
    rsx! {
        h1 { {words.show("duty-roster")} }
        p { class: "lead", {ruby(&words.marked("duty-planned", &count))} }
        form { method: "post", action: officer.at("duties/roster"), class: "row",
            {hidden_token(officer)}
            for (name, value) in typed { input { r#type: "hidden", name: "{name}", value: "{value}" } }
            button { class: "primary", r#type: "submit", name: "do", value: "lay", {words.show("duty-lay")} }
            a { class: "button", href: officer.at("duties"), {words.show("meeting-back")} }
        }
        div { class: "wide",
            table { class: "duty-table",
                thead { tr { th { scope: "col", {words.show("duty-day")} } th { scope: "col", {words.show("duty-whose")} } } }
                tbody {
                    for duty in duties { tr { td { {ruby(&span(words, duty, today))} } th { scope: "row", class: "turn", "{duty.household_name}" } } }
                }
            }
        }
    }
}
