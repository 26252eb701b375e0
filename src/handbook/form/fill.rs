//! The forms of a child, a new one, and one that was filled in.

use super::{
    answers::{Asked, Filling, Flags, Kept, ask, said},
    day::{Consented, Temperature},
    hand::Hand,
};
use crate::{
    dates::{self, Toward},
    handbook::{
        Gone, Slips, Whose,
        entry::Others,
        keep, replaced, use_child, use_handbook, use_today,
        vaccine::{moment, next_visits, plan_of, series_name, series_names},
        words,
    },
    hooks::use_engine,
    i18n::{Arg, I18n, ruby, use_i18n},
    route::{Route, use_back},
    ui::{
        Bar, Choices, DayField, FormError, Heading, Icon, State, Submit, TakenUp, toast::use_toasts, use_draft,
        use_form,
    },
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::handbook::{Fact, Form, Handbook};
use itsumo_engine::NewEntry;
use itsumo_handbook::{
    form::Questions,
    immunization::{Assessment, LegalStatus, Pack, VisitDose, assess_all},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// What opens more than so many days after the visit is not offered for it.
const NEAR: i64 = 60;

/// The last form of a child that was filled in before `entry`, or at all.
fn last_form(handbook: &Handbook, child: Uuid, entry: Option<Uuid>) -> Option<Form> {
    let forms = handbook.forms(child);
    let end = entry.and_then(|entry| forms.iter().position(|(one, _)| one.id == entry)).unwrap_or(forms.len());
    forms.get(..end)?.iter().rev().map(|(_, form)| (*form).clone()).find(|form| !form.answers.is_empty())
}

/// The series and their next doses on a day.
fn doses_on(handbook: &Handbook, child: Uuid, day: NaiveDate, wanted: &[String]) -> Vec<(String, String)> {
    let case = crate::handbook::vaccine::standing::case(handbook, child);
    let found = case.map(|case| assess_all(Pack::japan(), &case.subject, &case.history, day)).unwrap_or_default();
    wanted
        .iter()
        .map(|series| {
            let next = found.iter().find(|one| one.series == *series).and_then(|one| one.next.as_ref());
            (series.clone(), next.map(|next| next.dose.clone()).unwrap_or_default())
        })
        .collect()
}

/// What can be chosen for a form of this day: what fits first, then what is near or chosen already.
fn choosable(i: I18n, handbook: &Handbook, child: Uuid, day: NaiveDate, chosen: &[String]) -> Vec<(String, String)> {
    let mut ids: Vec<String> = plan_of(handbook, child, day)
        .map(|plan| plan.fits.into_iter().map(|dose| dose.series).collect())
        .unwrap_or_default();
    let case = crate::handbook::vaccine::standing::case(handbook, child);
    let found = case.map(|case| assess_all(Pack::japan(), &case.subject, &case.history, day)).unwrap_or_default();
    let near = |one: &Assessment| {
        let days = one.next.as_ref().map(|next| next.earliest.signed_duration_since(day).num_days());
        one.legal == LegalStatus::Open || days.is_some_and(|days| (0..=NEAR).contains(&days))
    };
    for one in found {
        if (near(&one) || chosen.contains(&one.series)) && !ids.contains(&one.series) {
            ids.push(one.series);
        }
    }
    ids.into_iter()
        .map(|id| {
            let name = series_name(i, &id);
            (id, name)
        })
        .collect()
}

/// The forms of a child.
#[component]
pub fn Forms(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    if use_child(child).is_none() {
        return rsx! { Gone {} };
    }
    let forms: Vec<(Uuid, Form)> =
        handbook.forms(child).into_iter().rev().map(|(entry, form)| (entry.id, form.clone())).collect();
    let title = i.say("form-title");
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                div { class: "stack",
                    Heading { {i.show("form-title")} }
                    Whose { child }
                    p { class: "lead", {i.show("form-lead")} }
                }
                if forms.is_empty() {
                    State { icon: "procedures", title: i.show("form-none"), detail: i.show("form-none-detail") }
                } else {
                    ul { class: "group",
                        for (entry, form) in forms {
                            li { key: "{entry}",
                                Link { to: Route::FormScreen { child, entry }, class: "entry", Icon { name: "procedures" }
                                    span { class: "words",
                                        strong { {ruby(&dates::civil_day(i, form.date, today))} }
                                        small { {ruby(&series_names(i, &form.vaccines.iter().map(|(series, _)| series.clone()).collect::<Vec<_>>()))} }
                                        small { {ruby(&progress(i, &form))} }
                                    }
                                    Icon { name: "forward" }
                                }
                            }
                        }
                    }
                }
                div { class: "assure", Icon { name: "lock" } p { {i.show("form-private")} } }
            }
            div { class: "foot-bar",
                Link { to: Route::NewForm { child }, class: "button main wide", Icon { name: "plus" } {i.show("form-write")} }
            }
        }
    }
}

/// How far a form is. Marked.
fn progress(i: I18n, form: &Form) -> String {
    let left = Questions::japan().unanswered(form).len();
    match (&form.consent, left) {
        (Some(consent), _) => i.marked(if consent.wishes { "form-state-wishes" } else { "form-state-not" }, &[]),
        (None, 0) => i.marked("form-state-answered", &[]),
        (None, left) => i.marked("form-state-left", &[("count", Arg::Number(i64::try_from(left).unwrap_or(0)))]),
    }
}

/// A new form; the answers of the last are kept.
#[component]
pub fn NewForm(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let Some(known) = use_child(child) else { return rsx! { Gone {} } };
    let last = last_form(&handbook, child, None);
    let title = i.say("form-write");
    let begin = {
        let visits = next_visits(&handbook, std::slice::from_ref(&known), today);
        let (day, series) = match visits.first() {
            Some(one) => (one.visit.date, one.visit.series.clone()),
            None => {
                let fits = plan_of(&handbook, child, today).map(|plan| plan.fits).unwrap_or_default();
                (today, fits.into_iter().filter(VisitDose::advised).map(|dose| dose.series).collect())
            }
        };
        let form = Questions::japan().begin(day, doses_on(&handbook, child, day, &series), last.as_ref());
        Filling { form, day: day.format("%Y-%m-%d").to_string(), ..Filling::default() }
    };
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                div { class: "stack",
                    Heading { {i.show("form-write")} }
                    Whose { child }
                }
                Filler { name: "form/new/{child}", child, begin, last, before: None }
            }
        }
    }
}

/// The form's fields and the button that keeps them.
#[component]
fn Filler(
    name: String,
    child: Uuid,
    begin: Filling,
    last: Option<Form>,
    before: Option<Uuid>,
    /// It is kept: nothing is being filled in any more.
    #[props(default)]
    onkept: EventHandler<()>,
) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let engine = use_engine();
    let toasts = use_toasts();
    let back = use_back();
    let navigator = navigator();
    let sending = use_form();
    let mut slips = use_signal(Slips::default);
    let was = begin.form.clone();
    let draft = use_draft(name, move || begin);
    let filling = draft.now.read().clone();
    let day = dates::read_day(&filling.day, today, Toward::Future);
    let questions = Questions::japan();
    let kept = last.as_ref().map(|last| questions.carried_over(last)).unwrap_or_default();
    let asks_kept = questions.asked(&filling.form).iter().any(|question| kept.contains_key(&question.id));
    let left = questions.unanswered(&filling.form).len();
    let chosen: Vec<String> = filling.form.vaccines.iter().map(|(series, _)| series.clone()).collect();
    let options = choosable(i, &handbook, child, day.unwrap_or(today), &chosen);
    let mut save = {
        let handbook = handbook.clone();
        move || {
            let mut wrong = Slips::default();
            if day.is_none() {
                wrong.add("form-day", "vaccine-visit-day-missing");
            }
            if draft.now.peek().form.vaccines.is_empty() {
                wrong.add("form-vaccines", "form-vaccines-missing");
            }
            if asks_kept && !draft.now.peek().looked_through {
                wrong.add("form-looked", "form-look-through");
            }
            slips.set(wrong.clone());
            let Some(day) = day.filter(|_| wrong.none()) else {
                wrong.show_first();
                return;
            };
            let mut form = draft.peek().form;
            let wanted: Vec<String> = form.vaccines.iter().map(|(series, _)| series.clone()).collect();
            (form.date, form.vaccines) = (day, doses_on(&handbook, child, day, &wanted));
            // Answers to questions that these vaccines do not ask are not kept under them.
            let asked: BTreeSet<String> =
                questions.asked(&form).into_iter().map(|question| question.id.clone()).collect();
            form.answers.retain(|id, answer| asked.contains(id) && answer.yes.is_some());
            // What was consented to was the form as it stood, and the temperature was that of its day.
            if form != was {
                form.consent = None;
            }
            if form.date != was.date {
                (form.temperature_tenths, form.temperature_at) = (None, None);
            }
            // Two forms of one day are one form: what is about the same visit takes its place.
            let mut supersedes = before.map(|entry| replaced(&handbook, entry)).unwrap_or_default();
            for (entry, _) in handbook.forms(child).into_iter().filter(|(_, other)| other.date == day) {
                let more: Vec<Uuid> =
                    replaced(&handbook, entry.id).into_iter().filter(|id| !supersedes.contains(id)).collect();
                supersedes.extend(more);
            }
            keep(
                sending,
                engine.clone(),
                vec![NewEntry::about(child, Fact::Form(form)).replacing(supersedes)],
                move |ids| {
                    draft.forget();
                    onkept.call(());
                    toasts.say(i.marked("form-kept", &[]));
                    match ids.first() {
                        Some(entry) => drop(navigator.replace(Route::FormScreen { child, entry: *entry })),
                        None => back.go(),
                    }
                },
            );
        }
    };
    rsx! {
        TakenUp { draft }
        div { class: "stack",
            DayField { id: "form-day", label: i.show("vaccine-visit-day"), toward: Toward::Future, initial: filling.day.clone(),
                error: slips.read().of(i, "form-day"),
                oninput: move |typed| draft.change(|filling| filling.day = typed) }
            Choices { id: "form-vaccines", label: i.show("form-vaccines"), options, chosen,
                onchoose: move |chosen: Vec<String>| draft.change(|filling| {
                    filling.form.vaccines = chosen.into_iter().map(|series| (series, String::new())).collect();
                }) }
            if let Some(wrong) = slips.read().of(i, "form-vaccines") {
                p { class: "error", role: "alert", {ruby(&wrong)} }
            }
        }
        if !filling.form.vaccines.is_empty() {
            if let Some(last) = last.clone() {
                Kept { draft, last }
                if let Some(wrong) = slips.read().of(i, "form-looked") {
                    p { class: "error", role: "alert", {ruby(&wrong)} }
                }
            }
            Asked { draft, last }
        }
        div { class: "stack",
            Flags { form: filling.form.clone() }
            if left > 0 && !filling.form.vaccines.is_empty() {
                p { class: "soft", role: "status", {i.show_with("form-state-left", &[("count", Arg::Number(i64::try_from(left).unwrap_or(0)))])} }
            }
            FormError { form: sending, fields: vec![] }
            Submit { form: sending, onsend: move |()| save(), {i.show("form-keep")} }
            p { class: "soft", {i.show("form-keep-detail")} }
        }
    }
}

/// A form that was filled in: what to tell, the day's own part, and how it leaves the house.
#[component]
pub fn FormScreen(child: Uuid, entry: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let mut editing = use_signal(|| false);
    let found = handbook
        .forms(child)
        .into_iter()
        .find(|(one, _)| one.id == entry)
        .map(|(one, form)| (one.clone(), form.clone()));
    let (Some(_), Some((kept, form))) = (use_child(child), found) else { return rsx! { Gone {} } };
    let last = last_form(&handbook, child, Some(entry));
    let when = dates::civil_day(i, form.date, today);
    let title = i.say_with("form-of", &[("day", Arg::Text(&itsumo_domain::i18n::without_ruby(&when)))]);
    let series: Vec<String> = form.vaccines.iter().map(|(series, _)| series.clone()).collect();
    let visit = handbook
        .appointments(child)
        .into_iter()
        .map(|(_, visit)| visit)
        .find(|visit| visit.date == form.date)
        .map(|visit| format!("{} {}", moment(i, visit, today), visit.place));
    let begin = Filling {
        day: form.date.format("%Y-%m-%d").to_string(),
        form: form.clone(),
        // It was looked through when it was kept.
        looked_through: true,
        ..Filling::default()
    };
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose", key: "{entry}",
                div { class: "stack",
                    Heading { {i.show_with("form-of", &[("day", Arg::Text(&when))])} }
                    Whose { child }
                    p { {ruby(&series_names(i, &series))} }
                    if let Some(visit) = visit {
                        p { class: "soft", {ruby(&visit)} }
                    }
                    p { class: "soft", {ruby(&words::written(i, &kept))} }
                }
                Others { entry }
                if editing() {
                    Filler { name: "form/{entry}", child, begin, last, before: Some(entry), onkept: move |()| editing.set(false) }
                    button { class: "button", r#type: "button", onclick: move |_| editing.set(false), {i.show("form-edit-end")} }
                } else {
                    Flags { form: form.clone() }
                    Temperature { child, entry, form: form.clone() }
                    Hand { child, entry, form: form.clone() }
                    Consented { child, entry, form: form.clone() }
                    Answers { form: form.clone() }
                    button { class: "button wide", r#type: "button", onclick: move |_| editing.set(true), Icon { name: "pencil" } {i.show("form-edit")} }
                }
            }
        }
    }
}

/// All answers, question by question.
#[component]
pub fn Answers(form: Form) -> Element {
    let i = use_i18n();
    let rows: Vec<_> = Questions::japan()
        .asked(&form)
        .into_iter()
        .map(|question| {
            let answer = form.answers.get(&question.id).cloned().unwrap_or_default();
            (question.id.clone(), ask(question, i.locale).to_owned(), said(i, &answer))
        })
        .collect();
    rsx! {
        section { class: "section",
            h2 { {i.show("form-answers")} }
            dl { class: "group answers",
                for (id, question, answer) in rows {
                    div { key: "{id}", class: "entry",
                        dt { class: "words", {ruby(&question)} }
                        dd { class: "value", strong { {ruby(&answer)} } }
                    }
                }
            }
        }
    }
}
