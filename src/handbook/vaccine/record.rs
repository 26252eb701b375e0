//! Doses written down: those of one visit together, or one put right.
//!
//! What happened is never refused. A rule that would be broken is said before anything is kept, with its numbers, and
//! the button then says that it is kept as it is.

use super::{
    dose::{DoseFields, Edit, Warning, Written, may_be_excepted, warnings},
    standing::{Case, case},
    visit::{last_clinic, plan_of},
};
use crate::{
    dates::{self, Toward},
    handbook::{Gone, Slips, Whose, entry::Others, keep, replaced, use_handbook, use_today},
    hooks::use_engine,
    i18n::{I18n, ruby, use_i18n},
    route::{Route, use_back},
    ui::{
        Bar, DayField, Field, FormError, Heading, Icon, Sheet, Submit, TakenUp, toast::use_toasts, use_draft, use_form,
    },
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::handbook::{Dose, Fact, Handbook};
use itsumo_engine::NewEntry;
use itsumo_handbook::immunization::{DoseVerdict, LegalStatus, Pack, assess_all, explain};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A visit as it is being written down.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Session {
    day: String,
    clinic: String,
    doctor: String,
    doses: Vec<Written>,
}

/// What is likely to have been given on a day: what fits, then everything else that concerns the child.
fn likely(handbook: &Handbook, child: Uuid, day: NaiveDate) -> (Vec<String>, Vec<String>) {
    let first: Vec<String> = plan_of(handbook, child, day)
        .map(|plan| plan.fits.into_iter().map(|dose| dose.series).collect())
        .unwrap_or_default();
    let known: Vec<String> = case(handbook, child)
        .map(|case| assess_all(Pack::japan(), &case.subject, &case.history, day))
        .unwrap_or_default()
        .into_iter()
        .filter(|one| one.legal != LegalStatus::NotEligible)
        .map(|one| one.series)
        .collect();
    // What is given in pregnancy belongs to the child that is expected.
    let expected = handbook.child(child).is_some_and(|(_, known)| known.birth_date.is_none());
    let all = Pack::japan().series().filter(|series| series.pregnancy == expected).map(|series| series.id.clone());
    let mut seen: BTreeSet<String> = first.iter().cloned().collect();
    let rest = known.into_iter().chain(all).filter(|series| seen.insert(series.clone())).collect();
    (first, rest)
}

/// The family of the last dose of a series.
fn used_before(handbook: &Handbook, child: Uuid, series: &str) -> Option<String> {
    let families = super::products::all_families(series);
    handbook.doses(child).into_iter().rev().map(|(_, dose)| dose.vaccine.clone()).find(|one| families.contains(one))
}

fn begin(handbook: &Handbook, child: Uuid, today: NaiveDate) -> Session {
    let visit = handbook.appointments(child).into_iter().map(|(_, visit)| visit).find(|visit| visit.date == today);
    let doses = visit
        .map(|visit| visit.series.as_slice())
        .unwrap_or_default()
        .iter()
        .map(|series| Written::begin(series, today, used_before(handbook, child, series).as_deref()));
    Session {
        day: today.format("%Y-%m-%d").to_string(),
        clinic: visit
            .map(|visit| visit.place.clone())
            .filter(|place| !place.is_empty())
            .unwrap_or_else(|| last_clinic(handbook, child)),
        doctor: String::new(),
        doses: doses.collect(),
    }
}

/// Several doses of one day.
#[component]
pub fn RecordDoses(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let engine = use_engine();
    let toasts = use_toasts();
    let form = use_form();
    let back = use_back();
    let mut slips = use_signal(Slips::default);
    let draft = use_draft(format!("vaccine/record/{child}"), || begin(&handbook, child, today));
    let Some(case) = case(&handbook, child) else { return rsx! { Gone {} } };
    let session = draft.now.read().clone();
    let day = dates::read_day(&session.day, today, Toward::Past);
    let new: Vec<Dose> = match day {
        Some(day) => session.doses.iter().map(|dose| dose.dose(day, &session.clinic, &session.doctor)).collect(),
        None => Vec::new(),
    };
    let found = warnings(&case.subject, &case.history, &new);
    let breaks = !found.is_empty();
    let on = day.unwrap_or(today);
    let (first, rest) = likely(&handbook, child, on);
    let title = i.say("vaccine-record");
    let mut save = {
        let (engine, new) = (engine.clone(), new.clone());
        move || {
            let mut wrong = Slips::default();
            if day.is_none() {
                wrong.add("dose-day", "vaccine-day-missing");
            }
            if draft.now.peek().doses.is_empty() {
                wrong.add("dose-which", "vaccine-which-missing");
            }
            slips.set(wrong.clone());
            if !wrong.none() {
                wrong.show_first();
                return;
            }
            let entries = new.iter().cloned().map(|dose| NewEntry::about(child, Fact::Dose(dose))).collect();
            let key = if on == today { "vaccine-recorded-today" } else { "vaccine-recorded" };
            keep(form, engine.clone(), entries, move |_| {
                draft.forget();
                toasts.say(i.marked(key, &[]));
                back.go();
            });
        }
    };
    let toggle = {
        let handbook = handbook.clone();
        move |series: String| {
            let used = used_before(&handbook, child, &series);
            draft.change(|session| match session.doses.iter().position(|dose| dose.series == series) {
                Some(at) => drop(session.doses.remove(at)),
                None => session.doses.push(Written::begin(&series, on, used.as_deref())),
            });
        }
    };
    let picked: BTreeSet<String> = session.doses.iter().map(|dose| dose.series.clone()).collect();
    let (toggle_first, toggle_rest) = (toggle.clone(), toggle);
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                div { class: "stack",
                    Heading { {i.show("vaccine-record")} }
                    Whose { child }
                }
                TakenUp { draft }
                DayField { id: "dose-day", label: i.show("vaccine-given-day"), initial: draft.now.peek().day.clone(),
                    error: slips.read().of(i, "dose-day"),
                    oninput: move |typed| draft.change(|session| session.day = typed) }
                section { class: "section",
                    h2 { id: "dose-which", tabindex: "-1", {i.show("vaccine-which")} }
                    if let Some(wrong) = slips.read().of(i, "dose-which") {
                        p { class: "error", role: "alert", {ruby(&wrong)} }
                    }
                    if !first.is_empty() {
                        Tiles { series: first.clone(), picked: picked.clone(), onpick: toggle_first }
                    }
                    details { class: "more", open: first.is_empty(),
                        summary { {i.show("vaccine-which-other")} }
                        Tiles { series: rest, picked: picked.clone(), onpick: toggle_rest }
                    }
                }
                for (at, dose) in session.doses.clone().into_iter().enumerate() {
                    section { key: "{dose.series}", class: "section card", "aria-label": itsumo_domain::i18n::without_ruby(&series_name(i, &dose.series)),
                        h2 { {ruby(&series_name(i, &dose.series))} }
                        DoseFields {
                            id: format!("dose-{}", dose.series),
                            day: on,
                            written: dose.clone(),
                            excepted: found.iter().any(|(which, verdict)| *which == at && may_be_excepted(verdict)),
                            onedit: move |edit: Edit| draft.change(|session| if let Some(dose) = session.doses.get_mut(at) { dose.apply(edit) }),
                        }
                    }
                }
                if !session.doses.is_empty() {
                    div { class: "stack",
                        Field { id: "dose-clinic", label: i.show("vaccine-clinic-name"), initial: draft.now.peek().clinic.clone(),
                            oninput: move |typed| draft.change(|session| session.clinic = typed) }
                        Field { id: "dose-doctor", label: i.show("vaccine-doctor"), initial: draft.now.peek().doctor.clone(),
                            oninput: move |typed| draft.change(|session| session.doctor = typed) }
                    }
                }
                div { class: "stack",
                    Warning { found: found.clone() }
                    FormError { form, fields: vec![] }
                    Submit { form, onsend: move |()| save(), {i.show(if breaks { "vaccine-keep-anyway" } else { "vaccine-keep" })} }
                }
            }
        }
    }
}

/// The series' name. Marked.
pub fn series_name(i: I18n, series: &str) -> String {
    explain::series_name(Pack::japan(), series, i.locale)
}

/// Series to pick from.
#[component]
fn Tiles(series: Vec<String>, picked: BTreeSet<String>, onpick: EventHandler<String>) -> Element {
    let i = use_i18n();
    rsx! {
        div { class: "tiles",
            for one in series {
                button {
                    key: "{one}",
                    class: "tile",
                    r#type: "button",
                    "aria-pressed": if picked.contains(&one) { "true" } else { "false" },
                    onclick: { let one = one.clone(); move |_| onpick.call(one.clone()) },
                    span { {ruby(&series_name(i, &one))} }
                    if picked.contains(&one) {
                        span { class: "tick", Icon { name: "check" } }
                    }
                }
            }
        }
    }
}

/// A dose that is being put right.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Correction {
    day: String,
    clinic: String,
    doctor: String,
    dose: Written,
}

/// One dose, put right or taken away.
#[component]
pub fn EditDose(child: Uuid, entry: Uuid) -> Element {
    let handbook = use_handbook();
    let dose = handbook.doses(child).into_iter().find(|(one, _)| one.id == entry).map(|(_, dose)| dose.clone());
    match (case(&handbook, child), dose) {
        (Some(case), Some(dose)) => rsx! { Editor { key: "{entry}", child, entry, case, dose } },
        _ => rsx! { Gone {} },
    }
}

#[component]
fn Editor(child: Uuid, entry: Uuid, case: Case, dose: Dose) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let engine = use_engine();
    let toasts = use_toasts();
    let form = use_form();
    let back = use_back();
    let mut slips = use_signal(Slips::default);
    let mut asking = use_signal(|| false);
    let draft = use_draft(format!("vaccine/dose/{entry}"), || Correction {
        day: dose.date.format("%Y-%m-%d").to_string(),
        clinic: dose.clinic.clone(),
        doctor: dose.doctor.clone(),
        dose: Written::of(&dose),
    });
    let now = draft.now.read().clone();
    let day = dates::read_day(&now.day, today, Toward::Past);
    let next = day.map(|day| Dose { volume_ul: dose.volume_ul, ..now.dose.dose(day, &now.clinic, &now.doctor) });
    // The rules are asked about the history without the dose that is put right.
    let others: Vec<_> = case
        .history
        .iter()
        .zip(&case.entries)
        .filter(|(_, other)| **other != entry)
        .map(|(given, _)| given.clone())
        .collect();
    let found: Vec<(usize, DoseVerdict)> =
        next.iter().flat_map(|next| warnings(&case.subject, &others, std::slice::from_ref(next))).collect();
    let breaks = !found.is_empty();
    let title = i.say("vaccine-edit");
    let before = replaced(&handbook, entry);
    let mut save = {
        let (engine, next, before) = (engine.clone(), next.clone(), before.clone());
        move || {
            let Some(next) = next.clone() else {
                let mut wrong = Slips::default();
                wrong.add("dose-day", "vaccine-day-missing");
                wrong.show_first();
                slips.set(wrong);
                return;
            };
            slips.set(Slips::default());
            keep(
                form,
                engine.clone(),
                vec![NewEntry::about(child, Fact::Dose(next)).replacing(before.clone())],
                move |_| {
                    draft.forget();
                    toasts.say(i.marked("vaccine-recorded", &[]));
                    back.go();
                },
            );
        }
    };
    let remove = move || {
        keep(
            form,
            engine.clone(),
            vec![NewEntry::about(child, Fact::Withdrawn).replacing(before.clone())],
            move |_| {
                draft.forget();
                toasts.say(i.marked("vaccine-removed", &[]));
                back.go();
            },
        );
    };
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                div { class: "stack",
                    Heading { {ruby(&series_name(i, &now.dose.series))} }
                    Whose { child }
                }
                Others { entry }
                TakenUp { draft }
                DayField { id: "dose-day", label: i.show("vaccine-given-day"), initial: draft.now.peek().day.clone(),
                    error: slips.read().of(i, "dose-day"),
                    oninput: move |typed| draft.change(|now| now.day = typed) }
                DoseFields { id: "dose", day: day.unwrap_or(today), written: now.dose.clone(),
                    excepted: found.iter().any(|(_, verdict)| may_be_excepted(verdict)),
                    onedit: move |edit| draft.change(|now| now.dose.apply(edit)) }
                div { class: "stack",
                    Field { id: "dose-clinic", label: i.show("vaccine-clinic-name"), initial: draft.now.peek().clinic.clone(),
                        oninput: move |typed| draft.change(|now| now.clinic = typed) }
                    Field { id: "dose-doctor", label: i.show("vaccine-doctor"), initial: draft.now.peek().doctor.clone(),
                        oninput: move |typed| draft.change(|now| now.doctor = typed) }
                }
                div { class: "stack",
                    Warning { found }
                    FormError { form, fields: vec![] }
                    Submit { form, onsend: move |()| save(), {i.show(if breaks { "vaccine-keep-anyway" } else { "vaccine-keep" })} }
                    div { class: "group",
                        Link { to: Route::Reactions { child }, class: "entry", Icon { name: "health" }
                            span { class: "words", {i.show("vaccine-reactions")} } Icon { name: "forward" } }
                        Link { to: Route::EntryScreen { entry }, class: "entry", Icon { name: "clock" }
                            span { class: "words", {i.show("vaccine-dose-history")} } Icon { name: "forward" } }
                    }
                    button { class: "button danger", r#type: "button", onclick: move |_| asking.set(true), Icon { name: "trash" } {i.show("vaccine-remove")} }
                }
            }
            if asking() {
                Sheet { id: "remove-dose", title: i.show("vaccine-remove-ask"), onclose: move |()| asking.set(false),
                    p { {i.show("vaccine-remove-detail")} }
                    button { class: "button danger wide", r#type: "button",
                        onclick: move |_| { asking.set(false); remove(); }, {i.show("vaccine-remove-do")} }
                    button { class: "button wide", r#type: "button", onclick: move |_| asking.set(false), {i.show("vaccine-remove-not")} }
                }
            }
        }
    }
}
