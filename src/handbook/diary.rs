//! The diary: a day, some words, some photos.

use super::{
    AlsoFor, Gone, Slips, Whose,
    entry::Others,
    for_several, keep,
    photo::{Photo, PhotoPicker},
    use_child, use_entry, use_handbook, use_today,
};
use crate::{
    dates::{self, Toward},
    hooks::use_engine,
    i18n::{ruby, use_i18n},
    route::{Route, use_back},
    ui::{
        Area, DayField, ErrorLine, FormError, Icon, Page, State, Submit, TakenUp, toast::use_toasts, use_draft,
        use_form,
    },
};
use dioxus::prelude::*;
use itsumo_domain::handbook::{BlobRef, Diary, Fact};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most photos of one page.
const MOST_PHOTOS: usize = 6;
/// Pages shown at a time.
const STEP: usize = 20;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct DiaryDraft {
    date: String,
    text: String,
    photos: Vec<BlobRef>,
    also: Vec<String>,
}

/// The diary, newest page first.
#[component]
pub fn DiaryPages(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let mut shown = use_signal(|| STEP);
    let Some(_) = use_child(child) else { return rsx! { Gone {} } };
    let pages: Vec<(Uuid, Diary)> =
        handbook.diary(child).into_iter().rev().map(|(entry, page)| (entry.id, page.clone())).collect();
    let rest = pages.len() > shown();
    rsx! {
        Page { title: i.say("handbook-door-diary"), heading: i.show("handbook-door-diary"),
            Whose { child }
            Link { to: Route::NewDiary { child }, class: "button main wide", Icon { name: "plus" } {i.show("handbook-write-diary")} }
            if pages.is_empty() {
                State { icon: "diary", title: i.show("handbook-diary-empty"), detail: i.show("handbook-diary-empty-detail") }
            }
            ul { class: "pages",
                for (entry, page) in pages.into_iter().take(shown()) {
                    li { key: "{entry}",
                        Link { to: Route::EntryScreen { entry }, class: "card",
                            small { {ruby(&dates::civil_day(i, page.date, today))} }
                            if !page.text.is_empty() {
                                p { class: "said", "{page.text}" }
                            }
                            if !page.photos.is_empty() {
                                span { class: "photos",
                                    for photo in page.photos {
                                        Photo { key: "{photo.sha256}", blob: photo, alt: i.say("handbook-photo") }
                                    }
                                }
                            }
                        }
                    }
                }
            }
            if rest {
                button { class: "button wide", r#type: "button", onclick: move |_| shown.with_mut(|shown| *shown += STEP), {i.show("handbook-more")} }
            }
        }
    }
}

/// A new page.
#[component]
pub fn NewDiary(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let Some(_) = use_child(child) else { return rsx! { Gone {} } };
    rsx! {
        Page { title: i.say("handbook-write-diary"), heading: i.show("handbook-write-diary"),
            DiaryForm { child, entry: None, before: Diary { date: today, ..Diary::default() } }
        }
    }
}

/// A page put right.
#[component]
pub fn EditDiary(entry: Uuid) -> Element {
    let i = use_i18n();
    let found = use_entry(entry, |fact| match fact {
        Fact::Diary(page) => Some(page),
        _ => None,
    });
    let Some((child, before)) = found else { return rsx! { Gone {} } };
    rsx! {
        Page { title: i.say("handbook-entry-edit"), heading: i.show("handbook-entry-edit"),
            DiaryForm { key: "{entry}", child, entry, before }
        }
    }
}

#[component]
fn DiaryForm(child: Uuid, entry: Option<Uuid>, before: Diary) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let toasts = use_toasts();
    let today = use_today();
    let handbook = use_handbook();
    let back = use_back();
    let draft =
        use_draft(entry.map_or_else(|| format!("diary/{child}"), |entry| format!("diary/{entry}")), move || {
            DiaryDraft {
                date: before.date.format("%Y-%m-%d").to_string(),
                text: before.text,
                photos: before.photos,
                also: Vec::new(),
            }
        });
    let form = use_form();
    let mut slips = use_signal(Slips::default);
    let now = draft.now.read().clone();
    let mut send = move || {
        let now = draft.peek();
        let mut found = Slips::default();
        let date =
            found.optional("day", &now.date, "handbook-slip-day", |text| dates::read_day(text, today, Toward::Past));
        if now.date.trim().is_empty() {
            found.add("day", "handbook-slip-day");
        }
        if now.text.trim().is_empty() && now.photos.is_empty() {
            found.add("text", "handbook-slip-diary");
        }
        let fine = found.none();
        found.show_first();
        slips.set(found);
        let Some(date) = date.filter(|_| fine) else { return };
        let page = Diary { date, text: now.text.trim().to_owned(), photos: now.photos };
        let entries = for_several(&handbook, child, entry, &now.also, &Fact::Diary(page));
        keep(form, engine.clone(), entries, move |_| {
            draft.forget();
            toasts.say(i.marked("handbook-saved", &[]));
            back.go();
        });
    };
    rsx! {
        Whose { child }
        if let Some(entry) = entry {
            Others { entry }
        }
        TakenUp { draft }
        div { class: "stack",
            Area { id: "text", label: i.show("handbook-field-text"), rows: 6, initial: now.text.clone(),
                oninput: move |text| draft.change(|draft| draft.text = text) }
            ErrorLine { id: "text", error: slips.read().of(i, "text") }
            PhotoPicker { id: "photos", label: i.show("handbook-field-photos"), photos: now.photos.clone(), most: MOST_PHOTOS,
                onchange: move |photos: Vec<BlobRef>| draft.change(|draft| draft.photos = photos) }
            DayField { id: "day", label: i.show("handbook-field-day"), initial: now.date.clone(), error: slips.read().of(i, "day"),
                oninput: move |text| draft.change(|draft| draft.date = text) }
            if entry.is_none() {
                AlsoFor { child, chosen: now.also.clone(), onchoose: move |chosen: Vec<String>| draft.change(|draft| draft.also = chosen) }
            }
            FormError { form, fields: vec![] }
            Submit { form, onsend: move |()| send(), {i.show("handbook-save")} }
        }
    }
}
