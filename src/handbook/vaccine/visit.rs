//! A visit: choose the day, see what can be given together and what waits and why, fix the appointment.

use super::standing::{Group, case, day, days_left, group, with_dose};
use crate::{
    dates::{self, Toward},
    handbook::{Gone, Slips, Whose, keep, replaced, use_child, use_handbook, use_today},
    hooks::use_engine,
    i18n::{Arg, I18n, ruby, use_i18n},
    route::{Route, use_back},
    ui::{
        Bar, DayField, Field, FormError, Heading, Icon, State, Submit, TakenUp, Tick, toast::use_toasts, use_draft,
        use_form,
    },
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::handbook::{Appointment, Fact, Handbook};
use itsumo_engine::NewEntry;
use itsumo_handbook::immunization::{
    Category, Pack, StandardStatus, VisitDose, VisitPlan, VisitWait, WaitReason, assess_all, explain, plan_visit,
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What is being planned, before it is fixed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Planned {
    day: String,
    /// What was turned round by hand: what fits and is not wanted that day, and what is not advised and is wanted.
    turned: BTreeSet<String>,
    time: String,
    place: String,
}

impl Planned {
    fn wants(&self, dose: &VisitDose) -> bool {
        dose.advised() != self.turned.contains(&dose.series)
    }
}

/// The days worth going on: today, and each next day on which something more becomes possible.
fn worth_going(handbook: &Handbook, child: Uuid, today: NaiveDate) -> Vec<NaiveDate> {
    let Some(case) = case(handbook, child) else { return Vec::new() };
    let found = assess_all(Pack::japan(), &case.subject, &case.history, today);
    let mut days: BTreeSet<NaiveDate> = found
        .iter()
        .filter(|one| one.category == Category::Routine)
        .filter(|one| matches!(group(one, today), Some(Group::Now | Group::Soon)))
        .filter_map(|one| one.next.as_ref())
        .map(|next| next.earliest.max(today))
        .collect();
    days.insert(today);
    days.into_iter().take(4).collect()
}

/// The plan of a day.
pub fn plan_of(handbook: &Handbook, child: Uuid, day: NaiveDate) -> Option<VisitPlan> {
    let case = case(handbook, child)?;
    Some(plan_visit(Pack::japan(), &case.subject, &case.history, day))
}

/// Plans a visit.
#[component]
pub fn VisitPlanScreen(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let engine = use_engine();
    let toasts = use_toasts();
    let form = use_form();
    let back = use_back();
    let mut slips = use_signal(Slips::default);
    let fixed = handbook
        .appointments(child)
        .into_iter()
        .find(|(_, visit)| visit.date >= today && !visit.series.is_empty())
        .map(|(entry, visit)| (entry.id, visit.clone()));
    let draft = use_draft(format!("vaccine/visit/{child}"), || {
        let first = worth_going(&handbook, child, today).first().copied().unwrap_or(today);
        match &fixed {
            Some((_, visit)) => Planned {
                day: visit.date.format("%Y-%m-%d").to_string(),
                time: visit.time.map(|time| time.format("%-H:%M").to_string()).unwrap_or_default(),
                place: visit.place.clone(),
                turned: BTreeSet::new(),
            },
            None => Planned {
                day: first.format("%Y-%m-%d").to_string(),
                place: last_clinic(&handbook, child),
                ..Planned::default()
            },
        }
    });
    if use_child(child).is_none() {
        return rsx! { Gone {} };
    }
    let planned = draft.now.read().clone();
    let chosen = dates::read_day(&planned.day, today, Toward::Future);
    let plan = chosen.and_then(|chosen| plan_of(&handbook, child, chosen));
    let title = i.say("vaccine-visit");
    let days = worth_going(&handbook, child, today);
    // A tap on a day writes it into the field: a new field, begun with that day.
    let mut begun = use_signal(|| 0_u32);
    let mut fix = {
        let (engine, handbook, fixed, plan) = (engine.clone(), handbook.clone(), fixed.clone(), plan.clone());
        move || {
            let planned = draft.peek();
            let mut found = Slips::default();
            let on = dates::read_day(&planned.day, today, Toward::Future);
            if on.is_none() {
                found.add("visit-day", "vaccine-visit-day-missing");
            }
            let time = planned.time.trim();
            let at = dates::read_time(time);
            if at.is_none() && !time.is_empty() {
                found.add("visit-time", "vaccine-visit-time-wrong");
            }
            slips.set(found.clone());
            let Some(date) = on.filter(|_| found.none()) else {
                found.show_first();
                return;
            };
            let series: Vec<String> = plan
                .iter()
                .flat_map(|plan| &plan.fits)
                .filter(|dose| planned.wants(dose))
                .map(|dose| dose.series.clone())
                .collect();
            let before: Vec<Uuid> = fixed.as_ref().map(|(id, _)| replaced(&handbook, *id)).unwrap_or_default();
            let note = fixed.as_ref().map(|(_, visit)| visit.note.clone()).unwrap_or_default();
            let visit =
                Appointment { date, time: at, place: planned.place.trim().to_owned(), series, checkup: None, note };
            let entry = NewEntry::about(child, Fact::Appointment(visit)).replacing(before);
            keep(form, engine.clone(), vec![entry], move |_| {
                draft.forget();
                toasts.say(i.marked("vaccine-visit-fixed", &[]));
                back.go();
            });
        }
    };
    let fits_some = plan.as_ref().is_some_and(|plan| plan.fits.iter().any(|dose| planned.wants(dose)));
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                div { class: "stack",
                    Heading { {i.show("vaccine-visit")} }
                    Whose { child }
                    p { class: "lead", {i.show("vaccine-visit-lead")} }
                }
                TakenUp { draft }
                div { class: "stack",
                    DayField {
                        key: "{begun}",
                        id: "visit-day",
                        label: i.show("vaccine-visit-day"),
                        toward: Toward::Future,
                        initial: draft.now.peek().day.clone(),
                        error: slips.read().of(i, "visit-day"),
                        oninput: move |typed| draft.change(|planned| planned.day = typed),
                    }
                    if days.len() > 1 {
                        div { class: "chips", role: "group", "aria-label": i.say("vaccine-visit-days"),
                            for one in days {
                                button { key: "{one}", class: "chip", r#type: "button",
                                    "aria-pressed": if chosen == Some(one) { "true" } else { "false" },
                                    onclick: move |_| {
                                        draft.change(|planned| planned.day = one.format("%Y-%m-%d").to_string());
                                        begun.with_mut(|begun| *begun += 1);
                                    },
                                    {ruby(&count_of(i, &handbook, child, one, today))}
                                }
                            }
                        }
                    }
                }
                if let Some(plan) = plan {
                    Fits { fits: plan.fits.clone(), planned: planned.clone(),
                        onturn: move |series: String| draft.change(|planned| {
                            if !planned.turned.remove(&series) {
                                planned.turned.insert(series);
                            }
                        }),
                    }
                    if fits_some {
                        section { class: "section",
                            h2 { {i.show("vaccine-visit-fix")} }
                            div { class: "stack",
                                Field { id: "visit-place", label: i.show("vaccine-clinic-name"), initial: draft.now.peek().place.clone(),
                                    oninput: move |typed| draft.change(|planned| planned.place = typed) }
                                Field { id: "visit-time", label: i.show("vaccine-visit-time"), hint: i.show("vaccine-visit-time-hint"),
                                    initial: draft.now.peek().time.clone(), error: slips.read().of(i, "visit-time"),
                                    oninput: move |typed| draft.change(|planned| planned.time = typed) }
                                FormError { form, fields: vec![] }
                                Submit { form, onsend: move |()| fix(), {i.show(if fixed.is_some() { "vaccine-visit-change" } else { "vaccine-visit-keep" })} }
                            }
                        }
                        div { class: "group",
                            Link { to: Route::NewForm { child }, class: "entry", Icon { name: "procedures" }
                                span { class: "words", {i.show("form-write")} small { {i.show("form-write-detail")} } }
                                Icon { name: "forward" }
                            }
                        }
                    }
                    Waits { waits: plan.waits.clone(), on: plan.day }
                }
            }
        }
    }
}

/// The clinic of the last dose: most families go there again.
pub fn last_clinic(handbook: &Handbook, child: Uuid) -> String {
    let doses = handbook.doses(child);
    doses.iter().rev().map(|(_, dose)| dose.clinic.clone()).find(|clinic| !clinic.is_empty()).unwrap_or_default()
}

/// `11月24日(火) 4つ`. Marked.
fn count_of(i: I18n, handbook: &Handbook, child: Uuid, on: NaiveDate, today: NaiveDate) -> String {
    let fits = plan_of(handbook, child, on).map_or(0, |plan| plan.fits.len());
    i.marked(
        "vaccine-visit-count",
        &[("day", Arg::Text(&day(i, on, today))), ("count", Arg::Number(i64::try_from(fits).unwrap_or(0)))],
    )
}

/// What can be given together, each to be left out by hand. What is not advised is there, and not chosen.
#[component]
fn Fits(fits: Vec<VisitDose>, planned: Planned, onturn: EventHandler<String>) -> Element {
    let i = use_i18n();
    let today = use_today();
    let pack = Pack::japan();
    rsx! {
        section { class: "section",
            h2 { {i.show("vaccine-fits")} }
            if fits.is_empty() {
                State { icon: "vaccination", title: i.show("vaccine-fits-none"), detail: i.show("vaccine-fits-none-detail") }
            } else {
                p { class: "soft", {i.show("vaccine-fits-detail")} }
                div { class: "group ticks",
                    for dose in fits {
                        Tick {
                            key: "{dose.series}",
                            on: planned.wants(&dose),
                            label: rsx! { {ruby(&with_dose(i, &explain::series_name(pack, &dose.series, i.locale), &dose.next.dose))} },
                            hint: rsx! {
                                {ruby(&fit_words(i, &dose, today))}
                                for (at, note) in dose.notes.iter().enumerate() {
                                    br { key: "{at}" }
                                    {ruby(&explain::text_of_finding(pack, note, i.locale))}
                                }
                            },
                            onchange: { let series = dose.series.clone(); move |_: bool| onturn.call(series.clone()) },
                        }
                    }
                }
            }
        }
    }
}

/// Why it is a good day for it. Marked.
fn fit_words(i: I18n, dose: &VisitDose, today: NaiveDate) -> String {
    let last = dose.next.last_eligible.map(|last| (day(i, last, today), days_left(i, last, today)));
    match (dose.standard, dose.next.standard_to, last) {
        (StandardStatus::Within, Some(to), _) => i.marked(
            "vaccine-when-standard-until",
            &[("day", Arg::Text(&day(i, to, today))), ("left", Arg::Text(&days_left(i, to, today)))],
        ),
        (_, _, Some((last, left))) => {
            i.marked("vaccine-when-until", &[("day", Arg::Text(&last)), ("left", Arg::Text(&left))])
        }
        _ => i.marked("vaccine-when-any", &[]),
    }
}

/// What waits, with the reason and the day from which it is possible.
#[component]
fn Waits(waits: Vec<VisitWait>, on: NaiveDate) -> Element {
    let i = use_i18n();
    let today = use_today();
    // What is years away needs no reason today.
    let near: Vec<VisitWait> = waits
        .into_iter()
        .filter(|wait| !matches!(wait.why, WaitReason::Closed))
        .filter(|wait| wait.from.is_none_or(|from| from.signed_duration_since(on).num_days() <= 120))
        .collect();
    if near.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "section",
            h2 { {i.show("vaccine-waits")} }
            ul { class: "group",
                for wait in near {
                    li { key: "{wait.series}", class: "entry",
                        Icon { name: "clock" }
                        span { class: "words",
                            strong { {ruby(&explain::series_name(Pack::japan(), &wait.series, i.locale))} }
                            small { {ruby(&wait_words(i, &wait, today))} }
                        }
                    }
                }
            }
        }
    }
}

/// Why it waits. Marked.
pub fn wait_words(i: I18n, wait: &VisitWait, today: NaiveDate) -> String {
    let from = wait.from.map(|from| day(i, from, today));
    let from = from.as_deref();
    match (&wait.why, from) {
        (WaitReason::TooEarly, Some(from)) => i.marked("vaccine-wait-early", &[("day", Arg::Text(from))]),
        (WaitReason::LiveGap(other), Some(from)) => i.marked(
            "vaccine-wait-live",
            &[("other", Arg::Text(&explain::product_name(Pack::japan(), other, i.locale))), ("day", Arg::Text(from))],
        ),
        (WaitReason::Review, _) => i.marked("vaccine-when-review", &[]),
        _ => i.marked("vaccine-wait-closed", &[]),
    }
}
