//! One entry: what it says, who wrote it, what it said before; changing it, taking it back, putting it back. And two
//! entries that contradict each other, until a person decides.
//!
//! Nothing is ever deleted here: what is taken back is superseded by an entry that says so, and stays readable.

use super::{Gone, Whose, photo::Photo, use_handbook, words};
use crate::{
    hooks::{use_command, use_engine},
    i18n::{Arg, I18n, ruby, use_i18n},
    route::Route,
    ui::{FormError, Icon, Page, Sheet, use_form},
};
use dioxus::prelude::*;
use itsumo_domain::handbook::{Entry, Fact, Handbook};
use itsumo_engine::NewEntry;
use uuid::Uuid;

/// The screen that changes an entry, where its kind can be changed by hand.
pub fn edit(entry: &Entry) -> Option<Route> {
    let id = entry.id;
    let child = entry.about();
    Some(match &entry.fact {
        Fact::Child(_) => Route::EditChild { child: child? },
        Fact::Measurement(_) => Route::EditMeasurement { child: child?, entry: id },
        Fact::Dose(_) => Route::EditDose { child: child?, entry: id },
        Fact::Form(_) => Route::FormScreen { child: child?, entry: id },
        Fact::Checkup(_) => Route::EditCheckup { entry: id },
        Fact::Milestone(_) => Route::EditMilestone { entry: id },
        Fact::Diary(_) => Route::EditDiary { entry: id },
        Fact::Appointment(_) => Route::EditAppointment { entry: id },
        _ => return None,
    })
}

/// The entries that took the place of `id`.
fn after(handbook: &Handbook, id: Uuid) -> Vec<Uuid> {
    handbook.all().into_iter().filter(|entry| entry.supersedes.contains(&id)).map(|entry| entry.id).collect()
}

/// What an entry says, line by line, with its photos.
#[component]
pub fn Said(entry: Uuid) -> Element {
    let i = use_i18n();
    let handbook = use_handbook();
    let Some(found) = handbook.entry(entry).cloned() else { return rsx! {} };
    let lines = words::lines(i, &found.fact);
    rsx! {
        if !lines.is_empty() {
            dl { class: "said-lines",
                for (label, value) in lines {
                    div { key: "{label}", dt { {ruby(&label)} } dd { {ruby(&value)} } }
                }
            }
        }
        if !found.fact.blobs().is_empty() {
            div { class: "photos large",
                for photo in found.fact.blobs() {
                    Photo { key: "{photo.sha256}", blob: photo.clone(), alt: i.say("handbook-photo") }
                }
            }
        }
    }
}

/// One entry with all that can be done about it.
#[component]
pub fn EntryScreen(entry: Uuid) -> Element {
    let i = use_i18n();
    let handbook = use_handbook();
    let mut asked = use_signal(|| false);
    let engine = use_engine();
    let command = use_command();
    let navigator = navigator();
    let Some(found) = handbook.entry(entry).cloned() else { return rsx! { Gone {} } };
    let next = after(&handbook, entry);
    let withdrawn =
        next.iter().find(|id| handbook.entry(**id).is_some_and(|next| next.fact == Fact::Withdrawn)).copied();
    let newer = next.iter().find(|id| Some(**id) != withdrawn).copied();
    let stands = next.is_empty();
    let conflict = handbook.conflict_of(entry).is_some();
    let history: Vec<Uuid> =
        handbook.history(entry).into_iter().filter(|old| old.fact != Fact::Withdrawn).map(|old| old.id).collect();
    let title = words::headline(i, &found.fact);
    let heading = if matches!(found.fact, Fact::Diary(_)) { words::kind_name(i, &found.fact) } else { title.clone() };
    let mut withdraw = {
        let (engine, found, handbook) = (engine.clone(), found.clone(), handbook.clone());
        move || {
            let (engine, supersedes) = (engine.clone(), handbook.with_twins(&[entry]));
            let child = found.about();
            command.run(
                    async move {
                        engine.record(vec![NewEntry { child, supersedes, fact: Fact::Withdrawn }]).await.map(drop)
                    },
                    Some("handbook-withdrawn-done"),
                );
            asked.set(false);
        }
    };
    let restore = {
        let (engine, found) = (engine.clone(), found.clone());
        move || {
            let (engine, child, fact) = (engine.clone(), found.about(), found.fact.clone());
            let Some(gone) = withdrawn else { return };
            command.run(
                async move {
                    let ids = engine.record(vec![NewEntry { child, supersedes: vec![gone], fact }]).await?;
                    if let Some(entry) = ids.first() {
                        navigator.replace(Route::EntryScreen { entry: *entry });
                    }
                    Ok(())
                },
                Some("handbook-restored-done"),
            );
        }
    };
    rsx! {
        Page { title: itsumo_domain::i18n::without_ruby(&heading), heading: ruby(&heading),
            if let Some(child) = found.about().filter(|_| !matches!(found.fact, Fact::Child(_))) {
                Whose { child }
            }
            if withdrawn.is_some() && newer.is_none() {
                div { class: "note", role: "status", Icon { name: "trash" }
                    div { class: "stack", style: "gap:0.75rem",
                        p { {i.show("handbook-withdrawn")} }
                        button { class: "button", r#type: "button", onclick: move |_| restore(), {i.show("handbook-restore")} }
                    }
                }
            }
            if let Some(newer) = newer {
                div { class: "note", Icon { name: "info" }
                    div { class: "stack", style: "gap:0.75rem",
                        p { {i.show("handbook-newer")} }
                        Link { to: Route::EntryScreen { entry: newer }, class: "button", {i.show("handbook-newer-open")} }
                    }
                }
            }
            if conflict {
                div { class: "note warn", Icon { name: "info" }
                    div { class: "stack", style: "gap:0.75rem",
                        p { {i.show("handbook-conflict-here")} }
                        Link { to: Route::Decide { entry }, class: "button", {i.show("handbook-decide")} }
                    }
                }
            }
            Said { entry }
            p { class: "soft", {ruby(&words::written(i, &found))} }
            if stands {
                div { class: "stack",
                    if let Some(to) = edit(&found).filter(|_| !conflict) {
                        Link { to, class: "button main wide", Icon { name: "pencil" } {i.show("handbook-entry-edit")} }
                    }
                    if found.fact != Fact::Withdrawn {
                        button { class: "button plain wide", r#type: "button", onclick: move |_| asked.set(true), Icon { name: "trash" } {i.show("handbook-withdraw")} }
                    }
                }
            }
            if !history.is_empty() {
                section { class: "section",
                    h2 { {i.show("handbook-history")} }
                    for old in history {
                        details { key: "{old}", class: "more",
                            summary { {ruby(&handbook.entry(old).map(|old| words::written(i, old)).unwrap_or_default())} }
                            Said { entry: old }
                        }
                    }
                }
            }
        }
        if asked() {
            Sheet { id: "withdraw", title: i.show(if matches!(found.fact, Fact::Child(_)) { "handbook-withdraw-child" } else { "handbook-withdraw-ask" }), onclose: move |()| asked.set(false),
                p { {i.show(if matches!(found.fact, Fact::Child(_)) { "handbook-withdraw-child-detail" } else { "handbook-withdraw-detail" })} }
                button { class: "button main danger wide", r#type: "button", onclick: move |_| withdraw(), {i.show(if matches!(found.fact, Fact::Child(_)) { "handbook-withdraw-child-do" } else { "handbook-withdraw-do" })} }
                button { class: "button plain wide", r#type: "button", onclick: move |_| asked.set(false), {i.show("handbook-keep")} }
            }
        }
    }
}

/// Two or more entries that contradict each other: what each says, who wrote it, and when.
#[component]
pub fn Decide(entry: Uuid) -> Element {
    let i = use_i18n();
    let handbook = use_handbook();
    let engine = use_engine();
    let form = use_form();
    let Some(conflict) = handbook.conflict_of(entry).cloned() else {
        // Decided, here or on another device.
        return rsx! { Decided { entry } };
    };
    let all = handbook.with_twins(&conflict.entries);
    let choose = {
        let (engine, handbook, all) = (engine.clone(), handbook.clone(), all.clone());
        move |id: Uuid| {
            let Some(chosen) = handbook.entry(id) else { return };
            let others = all.iter().filter(|other| **other != id).filter_map(|other| handbook.entry(*other));
            let said = NewEntry {
                child: chosen.about(),
                supersedes: all.clone(),
                fact: chosen_fact(&chosen.fact, others.map(|other| &other.fact)),
            };
            super::keep(form, engine.clone(), vec![said], |_| {});
        }
    };
    rsx! {
        Page { title: i.say("handbook-decide"), heading: i.show("handbook-decide"),
            if let Some(child) = conflict.child {
                Whose { child }
            }
            p { class: "lead", {i.show("handbook-decide-lead")} }
            ul { class: "versions",
                for (at, id) in conflict.entries.iter().copied().enumerate() {
                    li { key: "{id}", class: "card version",
                        h2 { {i.show_with("handbook-version", &[("number", Arg::Number(i64::try_from(at + 1).unwrap_or(0)))])} }
                        p { class: "soft", {ruby(&handbook.entry(id).map(|one| words::written(i, one)).unwrap_or_default())} }
                        Differs { entry: id, others: conflict.entries.clone() }
                        div { class: "line",
                            button {
                                class: "button main",
                                r#type: "button",
                                onclick: { let choose = choose.clone(); move |_| choose(id) },
                                {i.show(if is_withdrawn(&handbook, id) { "handbook-choose-withdrawn" } else { "handbook-choose" })}
                            }
                            if let Some(to) = handbook.entry(id).and_then(edit) {
                                Link { to, class: "button plain", {i.show("handbook-choose-edit")} }
                            }
                        }
                    }
                }
            }
            FormError { form, fields: vec![] }
            p { class: "soft", {i.show("handbook-decide-kept")} }
        }
    }
}

/// What was chosen. Two measurements may contradict each other in the weight alone: the height that only the other
/// one has is not lost by choosing.
fn chosen_fact<'a>(chosen: &Fact, others: impl Iterator<Item = &'a Fact>) -> Fact {
    let Fact::Measurement(mut taken) = chosen.clone() else { return chosen.clone() };
    for other in others {
        let Fact::Measurement(other) = other else { continue };
        if other.date != taken.date {
            continue;
        }
        taken.weight_g = taken.weight_g.or(other.weight_g);
        if taken.height_mm.is_none() {
            (taken.height_mm, taken.position) = (other.height_mm, other.position);
        }
        taken.head_mm = taken.head_mm.or(other.head_mm);
        taken.chest_mm = taken.chest_mm.or(other.chest_mm);
        for (mine, theirs) in [(&mut taken.place, &other.place), (&mut taken.note, &other.note)] {
            if mine.is_empty() {
                mine.clone_from(theirs);
            }
        }
    }
    Fact::Measurement(taken)
}

/// Over a form that changes one of several that contradict each other: what the others say. What the form keeps
/// takes the place of them all.
#[component]
pub fn Others(entry: Uuid) -> Element {
    let i = use_i18n();
    let handbook = use_handbook();
    let Some(conflict) = handbook.conflict_of(entry).cloned() else { return rsx! {} };
    rsx! {
        div { class: "note warn", Icon { name: "info" }
            div { class: "stack", style: "gap:0.75rem;flex:1",
                p { {i.show("handbook-others")} }
                for id in conflict.entries.into_iter().filter(|id| *id != entry) {
                    div { key: "{id}",
                        p { class: "soft", {ruby(&handbook.entry(id).map(|one| words::written(i, one)).unwrap_or_default())} }
                        Said { entry: id }
                    }
                }
            }
        }
    }
}

fn is_withdrawn(handbook: &Handbook, id: Uuid) -> bool {
    handbook.entry(id).is_some_and(|entry| entry.fact == Fact::Withdrawn)
}

/// What one of several says, the lines in which they differ first and marked.
#[component]
fn Differs(entry: Uuid, others: Vec<Uuid>) -> Element {
    let i = use_i18n();
    let handbook = use_handbook();
    let Some(found) = handbook.entry(entry) else { return rsx! {} };
    if found.fact == Fact::Withdrawn {
        return rsx! { p { strong { {i.show("handbook-kind-withdrawn")} } } };
    }
    let theirs: Vec<Vec<words::Line>> = others
        .iter()
        .filter(|id| **id != entry)
        .filter_map(|id| handbook.entry(*id))
        .map(|other| words::lines(i, &other.fact))
        .collect();
    let mut lines: Vec<(bool, words::Line)> = words::lines(i, &found.fact)
        .into_iter()
        .map(|line| (theirs.iter().all(|lines| lines.contains(&line)), line))
        .collect();
    lines.sort_by_key(|(same, _)| *same);
    rsx! {
        dl { class: "said-lines",
            for (same, (label, value)) in lines {
                div { key: "{label}", class: if same { "" } else { "differs" },
                    dt { {ruby(&label)} }
                    dd { {ruby(&value)} if !same { " " span { class: "tag", {i.show("handbook-differs")} } } }
                }
            }
        }
    }
}

#[component]
fn Decided(entry: Uuid) -> Element {
    let i = use_i18n();
    let handbook = use_handbook();
    let child = handbook.entry(entry).and_then(Entry::about);
    rsx! {
        Page { title: i.say("handbook-decided"), heading: i.show("handbook-decided"),
            div { class: "note good", role: "status", Icon { name: "check" } p { {i.show("handbook-decided-detail")} } }
            if let Some(child) = child {
                Link { to: Route::ChildHome { child }, class: "button main wide", {i.show("handbook-to-child")} }
            } else {
                Link { to: Route::HandbookHome {}, class: "button main wide", {i.show("handbook-to-home")} }
            }
        }
    }
}

/// What a conflict is about, in one line. Marked with ruby.
pub fn conflict_line(i: I18n, handbook: &Handbook, entries: &[Uuid]) -> String {
    let first = entries.iter().filter_map(|id| handbook.entry(*id)).find(|entry| entry.fact != Fact::Withdrawn);
    first.map(|entry| words::kind_name(i, &entry.fact)).unwrap_or_default()
}
