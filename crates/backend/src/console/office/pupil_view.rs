//! A child's page.

use super::{
    super::{Staff, hidden_token, words::ruby},
    pupil::Child,
};
use crate::school::guardian::Part;
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{i18n::Arg, school::Scope};

/// The page with what surrounds it.
pub(super) struct PupilPage<'a> {
    pub staff: &'a Staff,
    pub today: NaiveDate,
    pub child: &'a Child,
    /// The asker keeps shields.
    pub head: bool,
}

/// The whole `main`.
pub(super) fn pupil_main(page: &PupilPage<'_>) -> Element {
    let PupilPage { staff, child, .. } = page;
    let words = staff.words;
    let number = if child.number > 0 { format!(" {}", child.number) } else { String::new() };
    let birth = child.pupil.birth.map(|birth| words.day(birth, page.today));
    let letter = staff.at(&format!("office/pupils/{}/letter", child.pupil.id));
    let code = child.code.map(|expires| words.day(expires.jst_date(), page.today));
    let office = staff.at("office");
    rsx! {
        h1 { "{child.pupil.name}" " " small { "{child.pupil.kana} ・ {child.class}{number}" } }
        div { class: "wide", table { tbody {
            if let Some(birth) = birth { tr { th { scope: "row", {words.show("roster-field-birth")} } td { {ruby(&birth)} } } }
            if !child.pupil.code.is_empty() { tr { th { scope: "row", {words.show("roster-field-code")} } td { "{child.pupil.code}" } } }
            for contact in &child.contacts {
                tr {
                    th { scope: "row", {words.show("roster-call")} " {contact.place}" }
                    td { "{contact.name}" if !contact.relation.is_empty() { " （{contact.relation}）" } br {} "{contact.phone}" if !contact.address.is_empty() { br {} "{contact.address}" } }
                }
            }
        } } }
        section { class: "card", id: "guardians",
            h2 { {words.show("roster-guardians")} }
            if child.parts.is_empty() { p { class: "lead", {words.show("roster-guardians-none")} } }
            for part in &child.parts { {guardian(page, part)} }
        }
        section { class: "card",
            h2 { {words.show("roster-letter")} }
            p {
                if let Some(code) = code { {ruby(&words.marked("roster-code-open", &[("day", Arg::Text(&code))]))} }
                else { {words.show("roster-code-none")} }
            }
            form { method: "post", action: "{letter}", class: "row",
                {hidden_token(staff)}
                button { r#type: "submit", {words.show("roster-letter-make")} }
            }
            p { class: "hint", {words.show("roster-letters-hint")} }
        }
        if page.head { {shields(page)} }
        p { a { href: "{office}", {words.show("roster-back-office")} } }
    }
}

fn guardian(page: &PupilPage<'_>, part: &Part) -> Element {
    let words = page.staff.words;
    let here = page.staff.at(&format!("office/pupils/{}/guardian", page.child.pupil.id));
    let who = &part.guardian;
    let since = words.day(part.since, page.today);
    let until = part.until.map(|until| until.to_string()).unwrap_or_default();
    let over = part.until.filter(|until| *until < page.today).map(|until| words.day(until, page.today));
    let field = format!("until-{}", who.edge);
    let name = format!("{}（{}）", who.name, who.relation);
    rsx! {
        article { class: "stack part", "aria-label": "{name}",
            h3 { "{name}" }
            if let Some(over) = over {
                p { class: "hint", {ruby(&words.marked("roster-part-over", &[("day", Arg::Text(&over))]))} }
            } else {
                p { class: "hint", {ruby(&words.marked("roster-part-since", &[("day", Arg::Text(&since))]))} }
                if who.shielded { p { class: "wrong", {words.show("console-shielded")} } }
                form { method: "post", action: "{here}", class: "stack",
                    {hidden_token(page.staff)}
                    input { r#type: "hidden", name: "edge", value: "{who.edge}" }
                    fieldset { class: "field",
                        legend { {words.show("roster-scopes")} }
                        div { class: "options",
                            for scope in Scope::ALL {
                                label {
                                    input { r#type: "checkbox", name: "scope", value: scope.name(), checked: who.scopes.contains(&scope) }
                                    {words.show(&format!("school-scope-{}", scope.name()))}
                                }
                            }
                        }
                    }
                    div { class: "field",
                        label { r#for: "{field}", {words.show("roster-part-until")} }
                        input { class: "short", id: "{field}", name: "until", r#type: "date", value: "{until}" }
                    }
                    div { class: "row",
                        button { r#type: "submit", name: "do", value: "save", {words.show("roster-save")} }
                        button { class: "danger", r#type: "submit", name: "do", value: "end", {words.show("roster-part-end")} }
                    }
                }
            }
        }
    }
}

fn shields(page: &PupilPage<'_>) -> Element {
    let PupilPage { staff, child, .. } = page;
    let words = staff.words;
    let here = staff.at(&format!("office/pupils/{}/shield", child.pupil.id));
    let called = |person: uuid::Uuid| {
        let part = child.parts.iter().rev().find(|part| part.guardian.person == person);
        part.map(|part| format!("{}（{}）", part.guardian.name, part.guardian.relation)).unwrap_or_default()
    };
    let standing: Vec<_> = child.shields.iter().filter(|shield| shield.until.is_none()).collect();
    let mut people: Vec<uuid::Uuid> = child.parts.iter().map(|part| part.guardian.person).collect();
    people.sort();
    people.dedup();
    people.retain(|person| standing.iter().all(|shield| shield.against != *person));
    let past: Vec<_> = child
        .shields
        .iter()
        .filter_map(|shield| {
            Some((called(shield.against), words.day(shield.since, page.today), words.day(shield.until?, page.today)))
        })
        .collect();
    rsx! {
        section { class: "card", id: "shields",
            h2 { {words.show("roster-shields")} }
            p { class: "lead", {words.show("roster-shields-lead")} }
            for shield in standing {
                form { method: "post", action: "{here}", class: "spread",
                    {hidden_token(staff)}
                    input { r#type: "hidden", name: "shield", value: "{shield.id}" }
                    p { strong { "{called(shield.against)}" } " " {ruby(&words.marked("roster-part-since", &[("day", Arg::Text(&words.day(shield.since, page.today)))]))} br {} "{shield.reason}" }
                    button { class: "danger", r#type: "submit", name: "do", value: "lift", {words.show("roster-shield-lift")} }
                }
            }
            for (name, since, until) in past { p { class: "hint", "{name} " {ruby(&format!("{since} – {until}"))} } }
            if people.is_empty() {
                p { class: "hint", {words.show("roster-shields-nobody")} }
            } else {
                form { method: "post", action: "{here}", class: "stack",
                    {hidden_token(staff)}
                    div { class: "field",
                        label { r#for: "against", {words.show("roster-shield-against")} }
                        select { id: "against", name: "against", required: true,
                            option { value: "", {words.say("roster-choose")} }
                            for person in people { option { value: "{person}", "{called(person)}" } }
                        }
                    }
                    div { class: "field",
                        label { r#for: "reason", {words.show("roster-shield-reason")} }
                        input { id: "reason", name: "reason", maxlength: "200", required: true, autocomplete: "off" }
                    }
                    button { r#type: "submit", name: "do", value: "set", {words.show("roster-shield-set")} }
                }
            }
        }
    }
}
