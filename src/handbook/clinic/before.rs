//! Before the device is handed over: what will be seen, and how it is taken back.

use super::shown::{View, form_of_today, shown};
use crate::{
    handbook::{Gone, Slips, Whose, use_child, use_handbook, use_today},
    hooks::{use_engine, use_query},
    i18n::{ruby, use_i18n},
    ui::{Bar, Field, FormError, Heading, Icon, Submit, toast::use_toasts, use_form},
};
use dioxus::prelude::*;
use itsumo_domain::handbook::{Fact, Shared};
use itsumo_engine::{Change, NewEntry};
use uuid::Uuid;

/// What fits today and what does not, for the clinic's eyes; and the button that hands the device over.
#[component]
pub fn ClinicScreen(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let engine = use_engine();
    let toasts = use_toasts();
    let form = use_form();
    let has_pin = use_query(&[Change::Settings], |engine| async move { engine.has_clinic_pin().await });
    let mut setting = use_signal(|| false);
    if use_child(child).is_none() {
        return rsx! { Gone {} };
    }
    let todays = form_of_today(&handbook, child, today);
    let seen = shown(&handbook, child, todays, today);
    let pin = matches!(&*has_pin.read(), Some(Ok(true)));
    let title = i.say("vaccine-clinic");
    let hand = {
        let engine = engine.clone();
        move || {
            let engine = engine.clone();
            toasts.clear();
            form.send(
                async move {
                    let fact = Fact::Shared(Shared {
                        what: "clinic-screen".to_owned(),
                        to: String::new(),
                        of: todays.into_iter().collect(),
                    });
                    engine.record(vec![NewEntry::about(child, fact)]).await?;
                    engine.hand_over(child, todays).await
                },
                |()| {},
            );
        }
    };
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                div { class: "stack",
                    Heading { {i.show("vaccine-clinic")} }
                    Whose { child }
                    p { class: "lead", {i.show("vaccine-clinic-lead")} }
                }
                div { class: "group",
                    div { class: "entry", Icon { name: "key" }
                        span { class: "words", {i.show(if pin { "vaccine-clinic-pin-set" } else { "vaccine-clinic-pin-none" })}
                            small { {i.show(if pin { "vaccine-clinic-pin-set-detail" } else { "vaccine-clinic-pin-none-detail" })} } }
                        button { class: "button", r#type: "button", onclick: move |_| setting.toggle(),
                            "aria-expanded": if setting() { "true" } else { "false" },
                            {i.show(if pin { "vaccine-clinic-pin-change" } else { "vaccine-clinic-pin-make" })} }
                    }
                }
                if setting() {
                    Pin { has: pin, ondone: move |()| setting.set(false) }
                }
                div { class: "stack",
                    FormError { form, fields: vec![] }
                    Submit { form, onsend: move |()| hand(), {i.show("vaccine-clinic-hand")} }
                }
                if let Some(seen) = seen {
                    section { class: "section",
                        h2 { {i.show("vaccine-clinic-preview")} }
                        div { class: "clinic preview stack loose", View { seen } }
                    }
                }
            }
        }
    }
}

/// Sets the PIN, twice, or does without one.
#[component]
fn Pin(has: bool, ondone: EventHandler<()>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let toasts = use_toasts();
    let form = use_form();
    let mut pin = use_signal(String::new);
    let mut again = use_signal(String::new);
    let mut slips = use_signal(Slips::default);
    let mut keep = {
        let engine = engine.clone();
        move || {
            let typed = figures(&pin.peek());
            let mut wrong = Slips::default();
            if typed != figures(&again.peek()) {
                wrong.add("clinic-pin-again", "vaccine-clinic-pin-differs");
            }
            slips.set(wrong.clone());
            if !wrong.none() {
                wrong.show_first();
                return;
            }
            let engine = engine.clone();
            form.send(async move { engine.set_clinic_pin(Some(typed)).await }, move |()| {
                toasts.say(i.marked("vaccine-clinic-pin-kept", &[]));
                ondone.call(());
            });
        }
    };
    let without = move |_| {
        let engine = engine.clone();
        form.send(async move { engine.set_clinic_pin(None).await }, move |()| ondone.call(()));
    };
    rsx! {
        div { class: "section card stack",
            Field { id: "clinic-pin", label: i.show("vaccine-clinic-pin"), hint: i.show("vaccine-clinic-pin-hint"), kind: "password",
                inputmode: "numeric", autocomplete: "off", maxlength: 8, error: form.field(i, "clinic-pin"),
                oninput: move |typed| pin.set(typed) }
            Field { id: "clinic-pin-again", label: i.show("vaccine-clinic-pin-again"), kind: "password",
                inputmode: "numeric", autocomplete: "off", maxlength: 8, error: slips.read().of(i, "clinic-pin-again"),
                oninput: move |typed| again.set(typed) }
            FormError { form, fields: vec!["clinic-pin"] }
            Submit { form, onsend: move |()| keep(), {i.show("vaccine-clinic-pin-keep")} }
            if has {
                button { class: "button wide", r#type: "button", onclick: without, {i.show("vaccine-clinic-pin-without")} }
            }
            p { class: "soft", {ruby(&i.marked("vaccine-clinic-pin-forgotten-hint", &[]))} }
        }
    }
}

/// Japanese keyboards bring full-width figures.
pub fn figures(typed: &str) -> String {
    itsumo_domain::text::nfkc(typed).chars().filter(char::is_ascii_digit).collect()
}
