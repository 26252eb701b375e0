//! 「できたよ」: what a child did for the first time, with the day and a photo.

use super::{
    Gone, Slips, Whose,
    entry::Others,
    keep,
    photo::{Photo, PhotoPicker},
    replaced, use_child, use_entry, use_handbook, use_today, words,
};
use crate::{
    dates::{self, Toward},
    hooks::use_engine,
    i18n::{ruby, use_i18n},
    route::{Route, use_back},
    ui::{
        Area, Choice, DayField, Field, FormError, Icon, Page, Submit, TakenUp, toast::use_toasts, use_draft, use_form,
    },
};
use dioxus::prelude::*;
use itsumo_domain::handbook::{BlobRef, Fact, Milestone};
use itsumo_engine::NewEntry;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Those of the growth chart's bars, in the order most children do them.
pub const ITEMS: [&str; 6] = ["head-up", "roll-over", "sit", "crawl", "pull-up", "walk"];

/// Others that families like to keep; chosen, they become the family's own words.
const IDEAS: [&str; 6] = ["smile", "tooth", "food", "word", "stand", "shoes"];

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct MilestoneDraft {
    item: String,
    title: String,
    date: String,
    note: String,
    photo: Option<BlobRef>,
}

/// What was done, and what is still to come, without a word about when.
#[component]
pub fn Milestones(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let Some(known) = use_child(child) else { return rsx! { Gone {} } };
    let done: Vec<(Uuid, Milestone)> =
        handbook.milestones(child).into_iter().map(|(entry, done)| (entry.id, done.clone())).collect();
    let open: Vec<&str> = ITEMS.into_iter().filter(|item| !done.iter().any(|(_, done)| done.item == *item)).collect();
    rsx! {
        Page { title: i.say("handbook-door-milestones"), heading: i.show("handbook-door-milestones"),
            Whose { child }
            Link { to: Route::NewMilestone { child }, class: "button main wide", Icon { name: "plus" } {i.show("handbook-write-milestone")} }
            if !done.is_empty() {
                section { class: "section",
                    h2 { {i.show("handbook-milestones-done")} }
                    ul { class: "group",
                        for (entry, done) in done.into_iter().rev() {
                            li { key: "{entry}",
                                Link { to: Route::EntryScreen { entry }, class: "entry",
                                    if let Some(photo) = done.photo.clone() {
                                        span { class: "face", Photo { blob: photo, alt: String::new() } }
                                    } else {
                                        Icon { name: "star" }
                                    }
                                    span { class: "words",
                                        {ruby(&words::milestone_name(i, &done.item, &done.title))}
                                        small {
                                            {ruby(&dates::civil_day(i, done.date, today))}
                                            if let Some(born) = known.child.birth_date {
                                                " · "
                                                {ruby(&dates::age_on(i, born, done.date))}
                                            }
                                        }
                                    }
                                    Icon { name: "forward" }
                                }
                            }
                        }
                    }
                }
            }
            if !open.is_empty() {
                section { class: "section",
                    h2 { {i.show("handbook-milestones-open")} }
                    p { class: "soft", {i.show("handbook-milestones-open-detail")} }
                    ul { class: "group",
                        for item in open {
                            li { key: "{item}", class: "entry",
                                span { class: "words", {i.show(&format!("handbook-milestone-{item}"))} }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Something done today, or the other day.
#[component]
pub fn NewMilestone(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let Some(_) = use_child(child) else { return rsx! { Gone {} } };
    rsx! {
        Page { title: i.say("handbook-write-milestone"), heading: i.show("handbook-write-milestone"),
            MilestoneForm { child, entry: None, before: Milestone { date: today, ..Milestone::default() } }
        }
    }
}

/// One put right.
#[component]
pub fn EditMilestone(entry: Uuid) -> Element {
    let i = use_i18n();
    let found = use_entry(entry, |fact| match fact {
        Fact::Milestone(done) => Some(done),
        _ => None,
    });
    let Some((child, before)) = found else { return rsx! { Gone {} } };
    rsx! {
        Page { title: i.say("handbook-entry-edit"), heading: i.show("handbook-entry-edit"),
            MilestoneForm { key: "{entry}", child, entry, before }
        }
    }
}

#[component]
fn MilestoneForm(child: Uuid, entry: Option<Uuid>, before: Milestone) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let toasts = use_toasts();
    let today = use_today();
    let handbook = use_handbook();
    let back = use_back();
    let draft = use_draft(
        entry.map_or_else(|| format!("milestone/{child}"), |entry| format!("milestone/{entry}")),
        move || MilestoneDraft {
            item: before.item,
            title: before.title,
            date: before.date.format("%Y-%m-%d").to_string(),
            note: before.note,
            photo: before.photo,
        },
    );
    let form = use_form();
    let mut slips = use_signal(Slips::default);
    let now = draft.now.read().clone();
    // What was done already is not offered again; but what this entry says is.
    let done: Vec<String> = handbook
        .milestones(child)
        .into_iter()
        .filter(|(other, _)| Some(other.id) != entry)
        .map(|(_, done)| done.item.clone())
        .collect();
    let mut options: Vec<(String, String)> = ITEMS
        .into_iter()
        .filter(|item| !done.iter().any(|done| done == item))
        .map(|item| (item.to_owned(), i.marked(&format!("handbook-milestone-{item}"), &[])))
        .collect();
    options.extend(IDEAS.map(|idea| (format!("own/{idea}"), i.marked(&format!("handbook-milestone-own-{idea}"), &[]))));
    options.push(("own".to_owned(), i.marked("handbook-milestone-own", &[])));
    let mut send = move || {
        let now = draft.peek();
        let mut found = Slips::default();
        let date = dates::read_day(&now.date, today, Toward::Past);
        if date.is_none() {
            found.add("day", "handbook-slip-day");
        }
        if now.item.is_empty() || (now.item == "own" && now.title.trim().is_empty()) {
            found.add("item", "handbook-slip-milestone");
        }
        let fine = found.none();
        found.show_first();
        slips.set(found);
        let Some(date) = date.filter(|_| fine) else { return };
        // An idea is kept in the words in which it was chosen.
        let (item, title) = match now.item.strip_prefix("own/") {
            Some(idea) => ("own".to_owned(), i.say(&format!("handbook-milestone-own-{idea}"))),
            None => (now.item.clone(), if now.item == "own" { now.title.trim().to_owned() } else { String::new() }),
        };
        let fact = Milestone { item, title, date, note: now.note.trim().to_owned(), photo: now.photo };
        let supersedes = entry.map(|entry| replaced(&handbook, entry)).unwrap_or_default();
        keep(
            form,
            engine.clone(),
            vec![NewEntry::about(child, Fact::Milestone(fact)).replacing(supersedes)],
            move |_| {
                draft.forget();
                toasts.say(i.marked("handbook-milestone-kept", &[]));
                back.go();
            },
        );
    };
    rsx! {
        Whose { child }
        if let Some(entry) = entry {
            Others { entry }
        }
        TakenUp { draft }
        div { class: "stack",
            Choice { id: "item", label: i.show("handbook-field-milestone"), options, chosen: now.item.clone(), error: slips.read().of(i, "item"),
                onchoose: move |item: String| draft.change(|draft| draft.item = item) }
            if now.item == "own" {
                Field { id: "title", label: i.show("handbook-field-milestone-own"), initial: now.title.clone(),
                    oninput: move |text| draft.change(|draft| draft.title = text) }
            }
            DayField { id: "day", label: i.show("handbook-field-day"), initial: now.date.clone(), error: slips.read().of(i, "day"),
                oninput: move |text| draft.change(|draft| draft.date = text) }
            PhotoPicker { id: "photo", label: i.show("handbook-field-photo"), photos: now.photo.clone().into_iter().collect::<Vec<_>>(),
                onchange: move |photos: Vec<BlobRef>| draft.change(|draft| draft.photo = photos.first().cloned()) }
            Area { id: "note", label: i.show("handbook-field-note"), initial: now.note.clone(),
                oninput: move |text| draft.change(|draft| draft.note = text) }
            FormError { form, fields: vec![] }
            Submit { form, onsend: move |()| send(), {i.show("handbook-save")} }
        }
    }
}
