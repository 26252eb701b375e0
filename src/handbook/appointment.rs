//! Days that the family has fixed: a visit to the clinic, a health check.

use super::{
    AlsoFor, Gone, Slips, Whose, assessed, checkup, entry::Others, for_several, keep, use_child, use_entry,
    use_handbook, use_today, words,
};
use crate::{
    dates::{self, Toward},
    hooks::use_engine,
    i18n::{ruby, use_i18n},
    route::{Route, use_back},
    ui::{
        Area, Choice, Choices, DayField, Field, FormError, Icon, Page, State, Submit, TakenUp, toast::use_toasts,
        use_draft, use_form,
    },
};
use chrono::Days;
use dioxus::prelude::*;
use itsumo_domain::handbook::{Appointment, Fact};
use itsumo_handbook::immunization::LegalStatus;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Vaccines that open within so many days may be booked already.
const SOON: u64 = 90;

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct AppointmentDraft {
    date: String,
    time: String,
    place: String,
    series: Vec<String>,
    checkup: String,
    note: String,
    also: Vec<String>,
}

/// What is planned, and what was.
#[component]
pub fn Appointments(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let Some(_) = use_child(child) else { return rsx! { Gone {} } };
    let all = handbook.appointments(child);
    let coming = all.iter().filter(|(_, planned)| planned.date >= today);
    let past = all.iter().rev().filter(|(_, planned)| planned.date < today);
    let line = |(entry, planned): &(&itsumo_domain::handbook::Entry, &Appointment)| {
        let mut when = dates::civil_day(i, planned.date, today);
        if let Some(time) = planned.time {
            when = format!("{when} {}", time.format("%-H:%M"));
        }
        (entry.id, when, words::headline(i, &entry.fact), planned.place.clone())
    };
    let coming: Vec<_> = coming.map(line).collect();
    let past: Vec<_> = past.map(line).collect();
    rsx! {
        Page { title: i.say("handbook-door-appointments"), heading: i.show("handbook-door-appointments"),
            Whose { child }
            Link { to: Route::NewAppointment { child }, class: "button main wide", Icon { name: "plus" } {i.show("handbook-write-appointment")} }
            if coming.is_empty() && past.is_empty() {
                State { icon: "events", title: i.show("handbook-appointments-empty"), detail: i.show("handbook-appointments-empty-detail") }
            }
            for (key, lines) in [("handbook-appointments-coming", coming), ("handbook-appointments-past", past)] {
                if !lines.is_empty() {
                    section { key: "{key}", class: "section",
                        h2 { {i.show(key)} }
                        ul { class: "group",
                            for (entry, when, title, place) in lines {
                                li { key: "{entry}",
                                    Link { to: Route::EntryScreen { entry }, class: "entry",
                                        Icon { name: "events" }
                                        span { class: "words",
                                            {ruby(&title)}
                                            small { {ruby(&when)} if !place.is_empty() { " · {place}" } }
                                        }
                                        Icon { name: "forward" }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A new plan.
#[component]
pub fn NewAppointment(child: Uuid) -> Element {
    let i = use_i18n();
    let handbook = use_handbook();
    let Some(_) = use_child(child) else { return rsx! { Gone {} } };
    let place = handbook.appointments(child).last().map(|(_, planned)| planned.place.clone()).unwrap_or_default();
    rsx! {
        Page { title: i.say("handbook-write-appointment"), heading: i.show("handbook-write-appointment"),
            AppointmentForm { child, entry: None, before: Appointment { place, ..Appointment::default() } }
        }
    }
}

/// A plan put right.
#[component]
pub fn EditAppointment(entry: Uuid) -> Element {
    let i = use_i18n();
    let found = use_entry(entry, |fact| match fact {
        Fact::Appointment(planned) => Some(planned),
        _ => None,
    });
    let Some((child, before)) = found else { return rsx! { Gone {} } };
    rsx! {
        Page { title: i.say("handbook-entry-edit"), heading: i.show("handbook-entry-edit"),
            AppointmentForm { key: "{entry}", child, entry, before }
        }
    }
}

#[component]
fn AppointmentForm(child: Uuid, entry: Option<Uuid>, before: Appointment) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let toasts = use_toasts();
    let today = use_today();
    let handbook = use_handbook();
    let back = use_back();
    let kept = before.series.clone();
    let draft = use_draft(
        entry.map_or_else(|| format!("appointment/{child}"), |entry| format!("appointment/{entry}")),
        move || AppointmentDraft {
            date: if entry.is_some() { before.date.format("%Y-%m-%d").to_string() } else { String::new() },
            time: before.time.map(|time| time.format("%-H:%M").to_string()).unwrap_or_default(),
            place: before.place,
            series: before.series,
            checkup: before.checkup.unwrap_or_default(),
            note: before.note,
            also: Vec::new(),
        },
    );
    let form = use_form();
    let mut slips = use_signal(Slips::default);
    let now = draft.now.read().clone();
    let known = use_child(child);
    let mut series: Vec<String> = known
        .iter()
        .flat_map(|known| assessed(&handbook, known, today))
        .filter(|one| {
            let soon = today.checked_add_days(Days::new(SOON)).unwrap_or(today);
            let next = one.next.as_ref().is_some_and(|next| next.earliest <= soon);
            next && matches!(one.legal, LegalStatus::Open | LegalStatus::TooEarly)
        })
        .map(|one| one.series)
        .collect();
    series.extend(kept.into_iter().filter(|one| !series.contains(one)).collect::<Vec<_>>());
    let mut checks = vec![(String::new(), i.marked("handbook-none", &[]))];
    checks.extend(checkup::ALL.iter().map(|check| (check.id.to_owned(), words::checkup_name(i, check.id))));
    let mut send = move || {
        let now = draft.peek();
        let mut found = Slips::default();
        let date = dates::read_day(&now.date, today, Toward::Future);
        if date.is_none() {
            found.add("day", "handbook-slip-day");
        }
        let time = found.optional("hour", &now.time, "handbook-slip-time", dates::read_time);
        if now.series.is_empty() && now.checkup.is_empty() && now.note.trim().is_empty() {
            found.add("note", "handbook-slip-appointment");
        }
        let fine = found.none();
        found.show_first();
        slips.set(found);
        let Some(date) = date.filter(|_| fine) else { return };
        let planned = Appointment {
            date,
            time,
            place: now.place.trim().to_owned(),
            series: now.series.clone(),
            checkup: (!now.checkup.is_empty()).then(|| now.checkup.clone()),
            note: now.note.trim().to_owned(),
        };
        let entries = for_several(&handbook, child, entry, &now.also, &Fact::Appointment(planned));
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
            DayField { id: "day", label: i.show("handbook-field-day"), toward: Toward::Future, initial: now.date.clone(), error: slips.read().of(i, "day"),
                oninput: move |text| draft.change(|draft| draft.date = text) }
            Field { id: "hour", class: "short", label: i.show("handbook-field-hour"), initial: now.time.clone(), error: slips.read().of(i, "hour"),
                oninput: move |text| draft.change(|draft| draft.time = text) }
            if !series.is_empty() {
                Choices { id: "series", label: i.show("handbook-field-for-vaccines"),
                    options: series.iter().map(|id| (id.clone(), words::series_name(i, id))).collect::<Vec<_>>(), chosen: now.series.clone(),
                    onchoose: move |chosen: Vec<String>| draft.change(|draft| draft.series = chosen) }
            }
            Choice { id: "checkup", label: i.show("handbook-field-for-checkup"), options: checks, chosen: now.checkup.clone(),
                onchoose: move |chosen: String| draft.change(|draft| draft.checkup = chosen) }
            Field { id: "place", label: i.show("handbook-field-place"), initial: now.place.clone(),
                oninput: move |text| draft.change(|draft| draft.place = text) }
            Area { id: "note", label: i.show("handbook-field-note"), initial: now.note.clone(),
                oninput: move |text| draft.change(|draft| draft.note = text) }
            if let Some(error) = slips.read().of(i, "note") {
                crate::ui::ErrorLine { id: "note", error }
            }
            if entry.is_none() {
                AlsoFor { child, chosen: now.also.clone(), onchoose: move |chosen: Vec<String>| draft.change(|draft| draft.also = chosen) }
            }
            FormError { form, fields: vec![] }
            Submit { form, onsend: move |()| send(), {i.show("handbook-save")} }
        }
    }
}
