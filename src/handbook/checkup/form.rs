//! A health check, written down before it (what to ask), at it and after it. Every question may be left open.

use super::{Kind, item_key, items};
use crate::{
    dates::{self, Toward},
    handbook::{
        Gone, Slips, Whose, entry::Others, keep, replaced, use_child, use_entry, use_handbook, use_today, words,
    },
    hooks::use_engine,
    i18n::{ruby, use_i18n},
    route::{Route, use_back},
    ui::{Area, Choice, DayField, Field, FormError, Page, Submit, TakenUp, toast::use_toasts, use_draft, use_form},
};
use dioxus::prelude::*;
use itsumo_domain::handbook::{Checkup, Fact, FormAnswer};
use itsumo_engine::NewEntry;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct CheckupDraft {
    date: String,
    place: String,
    items: BTreeMap<String, FormAnswer>,
    note: String,
}

/// A health check to be written down.
#[component]
pub fn NewCheckup(child: Uuid, which: String) -> Element {
    let i = use_i18n();
    let handbook = use_handbook();
    let Some(_) = use_child(child) else { return rsx! { Gone {} } };
    let place = handbook.checkups(child).last().map(|(_, check)| check.place.clone()).unwrap_or_default();
    let name = words::checkup_name(i, &which);
    rsx! {
        Page { title: itsumo_domain::i18n::without_ruby(&name), heading: ruby(&name),
            CheckupForm { key: "{which}", child, entry: None, before: Checkup { which, place, ..Checkup::default() } }
        }
    }
}

/// A health check put right.
#[component]
pub fn EditCheckup(entry: Uuid) -> Element {
    let i = use_i18n();
    let found = use_entry(entry, |fact| match fact {
        Fact::Checkup(check) => Some(check),
        _ => None,
    });
    let Some((child, before)) = found else { return rsx! { Gone {} } };
    let name = words::checkup_name(i, &before.which);
    rsx! {
        Page { title: itsumo_domain::i18n::without_ruby(&name), heading: ruby(&name),
            CheckupForm { key: "{entry}", child, entry, before }
        }
    }
}

#[component]
fn CheckupForm(child: Uuid, entry: Option<Uuid>, before: Checkup) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let toasts = use_toasts();
    let today = use_today();
    let handbook = use_handbook();
    let navigator = navigator();
    let back = use_back();
    let which = before.which.clone();
    let name = entry.map_or_else(|| format!("checkup/{child}/{which}"), |entry| format!("checkup/{entry}"));
    let start = before.clone();
    let draft = use_draft(name, move || CheckupDraft {
        date: if entry.is_some() { start.date.format("%Y-%m-%d").to_string() } else { String::new() },
        place: start.place,
        items: start.items,
        note: start.note,
    });
    let form = use_form();
    let mut slips = use_signal(Slips::default);
    let now = draft.now.read().clone();
    let mut send = {
        let which = which.clone();
        move || {
            let now = draft.peek();
            let mut found = Slips::default();
            let date = dates::read_day(&now.date, today, Toward::Past);
            if date.is_none() {
                found.add("day", "handbook-slip-day");
            }
            found.show_first();
            slips.set(found);
            let Some(date) = date else { return };
            let items = now.items.into_iter().filter(|(_, answer)| *answer != FormAnswer::default()).collect();
            let check = Checkup {
                which: which.clone(),
                date,
                place: now.place.trim().to_owned(),
                items,
                note: now.note.trim().to_owned(),
            };
            let supersedes = entry.map(|entry| replaced(&handbook, entry)).unwrap_or_default();
            keep(
                form,
                engine.clone(),
                vec![NewEntry::about(child, Fact::Checkup(check)).replacing(supersedes)],
                move |_| {
                    draft.forget();
                    toasts.say(i.marked("handbook-saved", &[]));
                    if entry.is_some() { back.go() } else { drop(navigator.replace(Route::Checkups { child })) }
                },
            );
        }
    };
    rsx! {
        Whose { child }
        if let Some(entry) = entry {
            Others { entry }
        }
        TakenUp { draft }
        div { class: "stack",
            DayField { id: "day", label: i.show("handbook-field-day"), initial: now.date.clone(), error: slips.read().of(i, "day"),
                oninput: move |text| draft.change(|draft| draft.date = text) }
            Field { id: "place", label: i.show("handbook-field-place"), initial: now.place.clone(), hint: i.show("checkup-place-hint"),
                oninput: move |text| draft.change(|draft| draft.place = text) }
        }
        section { class: "stack",
            h2 { {i.show("checkup-questions")} }
            p { class: "soft", {i.show("checkup-questions-hint")} }
            for item in items(&which) {
                {
                    let answer = now.items.get(item.id).cloned().unwrap_or_default();
                    let label = i.show(&item_key(&which, item.id));
                    let id = item.id;
                    let write = move |text: String| draft.change(|draft| draft.items.entry(id.to_owned()).or_default().text = text);
                    match item.kind {
                        Kind::YesNo => rsx! {
                            Choice {
                                key: "{id}", id: "item-{id}", label,
                                options: [("yes", "checkup-yes"), ("no", "checkup-no"), ("", "checkup-open")]
                                    .map(|(value, key)| (value.to_owned(), i.marked(key, &[]))).to_vec(),
                                chosen: match answer.yes { Some(true) => "yes", Some(false) => "no", None => "" },
                                onchoose: move |value: String| draft.change(|draft| {
                                    draft.items.entry(id.to_owned()).or_default().yes = match value.as_str() {
                                        "yes" => Some(true),
                                        "no" => Some(false),
                                        _ => None,
                                    };
                                }),
                            }
                        },
                        Kind::Line => rsx! { Field { key: "{id}", id: "item-{id}", label, initial: answer.text, oninput: write } },
                        Kind::Text => rsx! { Area { key: "{id}", id: "item-{id}", label, initial: answer.text, oninput: write } },
                    }
                }
            }
        }
        Area { id: "note", label: i.show("handbook-field-note"), initial: now.note.clone(),
            oninput: move |text| draft.change(|draft| draft.note = text) }
        div { class: "stack",
            FormError { form, fields: vec![] }
            Submit { form, onsend: move |()| send(), {i.show("handbook-save")} }
        }
    }
}
