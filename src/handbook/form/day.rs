//! What belongs to the day: the temperature, and, after the doctor's explanation, the guardian's consent.
//!
//! **Invariant:** consent is an act. Nothing of it is chosen, filled in or carried over beforehand; it can be given
//! on the visit's day only, after the guardian has said that the doctor has explained.

use crate::{
    dates,
    handbook::{
        Slips, keep,
        numbers::{degrees, parts},
        replaced, use_handbook, use_today,
        vaccine::TEMPERATURES,
    },
    hooks::use_engine,
    i18n::{Arg, ruby, use_i18n},
    ui::{Choice, Field, FormError, Icon, Sheet, Submit, toast::use_toasts, use_form},
};
use dioxus::prelude::*;
use itsumo_domain::handbook::{Consent, Fact, Form};
use itsumo_engine::NewEntry;
use itsumo_handbook::form::Questions;
use uuid::Uuid;

/// The temperature on the day.
#[component]
pub fn Temperature(child: Uuid, entry: Uuid, form: Form) -> Element {
    let i = use_i18n();
    let today = use_today();
    let engine = use_engine();
    let handbook = use_handbook();
    let toasts = use_toasts();
    let navigator = navigator();
    let sending = use_form();
    let mut slips = use_signal(Slips::default);
    let mut typed = use_signal(String::new);
    let early = today < form.date;
    let taken = form.temperature_tenths.map(|tenths| {
        let at = form.temperature_at.map(|at| dates::moment(i, at, engine.now())).unwrap_or_default();
        (degrees(tenths), at)
    });
    let limit = Questions::japan().temperature.limit_tenths;
    let warm =
        parts(&typed.read(), 1).is_some_and(|tenths| tenths >= u32::from(limit) && TEMPERATURES.contains(&tenths));
    let mut save = {
        let (engine, form) = (engine.clone(), form.clone());
        move || {
            let tenths = parts(&typed.peek(), 1)
                .filter(|tenths| TEMPERATURES.contains(tenths))
                .and_then(|one| u16::try_from(one).ok());
            let mut wrong = Slips::default();
            if tenths.is_none() {
                wrong.add("form-temperature", "form-temperature-wrong");
            }
            slips.set(wrong.clone());
            if !wrong.none() {
                wrong.show_first();
                return;
            }
            let next = Form { temperature_tenths: tenths, temperature_at: Some(engine.now()), ..form.clone() };
            let entries = vec![NewEntry::about(child, Fact::Form(next)).replacing(replaced(&handbook, entry))];
            keep(sending, engine.clone(), entries, move |ids| {
                toasts.say(i.marked("form-temperature-kept", &[]));
                if let Some(entry) = ids.first() {
                    navigator.replace(crate::route::Route::FormScreen { child, entry: *entry });
                }
            });
        }
    };
    rsx! {
        section { class: "section",
            h2 { {i.show("form-temperature-title")} }
            if let Some((degrees, at)) = taken {
                p { class: "standing", "{degrees} ℃ " span { class: "soft", {ruby(&at)} } }
            }
            if early {
                p { class: "soft", {i.show("form-temperature-early")} }
            } else {
                div { class: "stack",
                    Field { id: "form-temperature", label: i.show("form-temperature"), hint: i.show("form-temperature-hint"), inputmode: "decimal",
                        error: slips.read().of(i, "form-temperature"),
                        oninput: move |text| typed.set(text) }
                    if warm {
                        div { class: "note warn", role: "status", Icon { name: "info" }
                            p { {ruby(Questions::japan().temperature.tell.get(i.locale))} }
                        }
                    }
                    FormError { form: sending, fields: vec![] }
                    button { class: "button wide", r#type: "button", onclick: move |_| save(), {i.show("form-temperature-keep")} }
                }
            }
        }
    }
}

/// Who may consent, in the order they are offered. None is chosen beforehand.
const RELATIONS: [&str; 5] = ["mother", "father", "guardian", "self", "other"];

/// The consent: given, or to be given on the day.
#[component]
pub fn Consented(child: Uuid, entry: Uuid, form: Form) -> Element {
    let i = use_i18n();
    let today = use_today();
    let engine = use_engine();
    let handbook = use_handbook();
    let mut open = use_signal(|| false);
    let sending = use_form();
    let on_the_day = today == form.date;
    let take_back = {
        let (engine, form) = (engine.clone(), form.clone());
        let navigator = navigator();
        move || {
            let next = Form { consent: None, ..form.clone() };
            let entries = vec![NewEntry::about(child, Fact::Form(next)).replacing(replaced(&handbook, entry))];
            keep(sending, engine.clone(), entries, move |ids| {
                if let Some(entry) = ids.first() {
                    navigator.replace(crate::route::Route::FormScreen { child, entry: *entry });
                }
            });
        }
    };
    rsx! {
        section { class: "section",
            h2 { {i.show("form-consent-title")} }
            match form.consent.clone() {
                Some(given) => rsx! {
                    div { class: "note good", Icon { name: "check" }
                        div { class: "stack tight",
                            strong { {i.show(if given.wishes { "form-consent-wishes" } else { "form-consent-not" })} }
                            p { {i.show_with("form-consent-by", &[
                                ("name", Arg::Text(&given.name)),
                                ("relation", Arg::Text(&i.marked(&format!("form-relation-{}", given.relation), &[]))),
                                ("at", Arg::Text(&dates::moment(i, given.at, engine.now()))),
                            ])} }
                        }
                    }
                    if on_the_day {
                        FormError { form: sending, fields: vec![] }
                        button { class: "button", r#type: "button", onclick: move |_| take_back(), {i.show("form-consent-take-back")} }
                    }
                },
                None if on_the_day => rsx! {
                    p { class: "soft", {i.show("form-consent-lead")} }
                    button { class: "button main wide", r#type: "button", onclick: move |_| open.set(true), {i.show("form-consent-open")} }
                },
                None => rsx! { p { class: "soft", {i.show("form-consent-later")} } },
            }
        }
        if open() {
            Sheet { id: "consent", title: i.show("form-consent-title"), onclose: move |()| open.set(false),
                Act { child, entry, form, ondone: move |()| open.set(false) }
            }
        }
    }
}

/// The act itself.
#[component]
fn Act(child: Uuid, entry: Uuid, form: Form, ondone: EventHandler<()>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let handbook = use_handbook();
    let toasts = use_toasts();
    let navigator = navigator();
    let sending = use_form();
    let mut slips = use_signal(Slips::default);
    let mut explained = use_signal(|| false);
    let mut wish = use_signal(String::new);
    let mut relation = use_signal(String::new);
    let mut name = use_signal(String::new);
    let series: Vec<String> = form.vaccines.iter().map(|(series, _)| series.clone()).collect();
    let relations: Vec<(String, String)> =
        RELATIONS.iter().map(|id| ((*id).to_owned(), i.marked(&format!("form-relation-{id}"), &[]))).collect();
    let mut sign = move || {
        let mut wrong = Slips::default();
        if !*explained.peek() {
            wrong.add("consent-explained", "form-consent-explained-missing");
        }
        if wish.peek().is_empty() {
            wrong.add("consent-wish", "form-consent-wish-missing");
        }
        if relation.peek().is_empty() {
            wrong.add("consent-relation", "form-consent-relation-missing");
        }
        if name.peek().trim().is_empty() {
            wrong.add("consent-name", "form-consent-name-missing");
        }
        slips.set(wrong.clone());
        if !wrong.none() {
            wrong.show_first();
            return;
        }
        let consent = Consent {
            at: engine.now(),
            name: name.peek().trim().to_owned(),
            relation: relation.peek().clone(),
            wishes: *wish.peek() == "yes",
        };
        let next = Form { consent: Some(consent), ..form.clone() };
        let entries = vec![NewEntry::about(child, Fact::Form(next)).replacing(replaced(&handbook, entry))];
        keep(sending, engine.clone(), entries, move |ids| {
            ondone.call(());
            toasts.say(i.marked("form-consent-kept", &[]));
            if let Some(entry) = ids.first() {
                navigator.replace(crate::route::Route::FormScreen { child, entry: *entry });
            }
        });
    };
    rsx! {
        p { {ruby(&crate::handbook::vaccine::series_names(i, &series))} }
        label { class: "tick-line",
            input { r#type: "checkbox", id: "consent-explained", checked: explained(), onchange: move |event| explained.set(event.checked()) }
            span { class: "words", {i.show("form-consent-explained")} }
        }
        if let Some(wrong) = slips.read().of(i, "consent-explained") {
            p { class: "error", role: "alert", {ruby(&wrong)} }
        }
        p { {i.show("form-consent-statement")} }
        Choice { id: "consent-wish", label: i.show("form-consent-wish"), error: slips.read().of(i, "consent-wish"),
            options: vec![
                ("yes".to_owned(), i.marked("form-consent-wishes", &[])),
                ("no".to_owned(), i.marked("form-consent-not", &[])),
            ],
            chosen: wish(), onchoose: move |value| wish.set(value) }
        Choice { id: "consent-relation", label: i.show("form-consent-relation"), error: slips.read().of(i, "consent-relation"),
            options: relations, chosen: relation(), onchoose: move |value| relation.set(value) }
        Field { id: "consent-name", label: i.show("form-consent-name"), autocomplete: "name", error: slips.read().of(i, "consent-name"),
            oninput: move |text| name.set(text) }
        FormError { form: sending, fields: vec![] }
        Submit { form: sending, onsend: move |()| sign(), {i.show("form-consent-sign")} }
    }
}
