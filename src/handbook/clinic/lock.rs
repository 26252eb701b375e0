//! Locked: the clinic's view in the place of the whole app, and the one way back.

use super::{
    before::figures,
    shown::{View, shown},
};
use crate::{
    dates,
    hooks::{error_text, use_engine, use_query},
    i18n::{Arg, ruby, use_i18n},
    ui::{Field, Heading, Icon, Skeleton},
};
use dioxus::prelude::*;
use itsumo_engine::{Change, ClinicLock, Error, Unlocking};

/// How long a button is held to be meant.
const HOLD: &str = "1.2s";

/// The whole app, while the device is handed over.
#[component]
pub fn Locked(lock: ClinicLock) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let mut asking = use_signal(|| false);
    let handbook = use_query(&[Change::Handbook], |engine| async move { engine.handbook().await });
    let today = engine.now().jst_date();
    let seen = match &*handbook.read() {
        Some(Ok(handbook)) => Some(shown(handbook, lock.child, lock.form, today)),
        Some(Err(_)) => Some(None),
        None => None,
    };
    let title = i.say("vaccine-clinic-title");
    rsx! {
        document::Title { "{title}" }
        crate::alert::AlertNotices {}
        // No skip link, no tabs, no bar: there is nowhere to go.
        main { class: "clinic handed-over", id: "content", tabindex: "-1",
            div { class: "pane",
                div { class: "page stack loose",
                    div { class: "clinic-top",
                        Heading { {i.show("vaccine-clinic-title")} }
                        button { class: "button", r#type: "button", onclick: move |_| asking.set(true), Icon { name: "lock" } {i.show("vaccine-clinic-back")} }
                    }
                    if asking() {
                        Back { lock: lock.clone(), onclose: move |()| asking.set(false) }
                    }
                    match seen {
                        None => rsx! { Skeleton { rows: 4 } },
                        Some(Some(seen)) => rsx! { View { seen } },
                        // The child is gone from the handbook, or it cannot be opened: the family still gets back in.
                        Some(None) => rsx! { p { class: "note", Icon { name: "info" } {i.show("vaccine-clinic-nothing")} } },
                    }
                }
            }
        }
    }
}

/// Takes the device back: with the PIN, or by holding a button and answering a question.
#[component]
fn Back(lock: ClinicLock, onclose: EventHandler<()>) -> Element {
    let i = use_i18n();
    rsx! {
        section { class: "section card clinic-back", "aria-labelledby": "clinic-back-title",
            h2 { id: "clinic-back-title", {i.show("vaccine-clinic-back")} }
            if lock.pin {
                WithPin { lock }
            } else {
                WithHold {}
            }
            button { class: "button", r#type: "button", onclick: move |_| onclose.call(()), {i.show("vaccine-clinic-back-not")} }
        }
    }
}

/// What came of a try, in words. Marked.
fn words(i: crate::i18n::I18n, now: itsumo_domain::Timestamp, came: &Result<Unlocking, Error>) -> Option<String> {
    match came {
        Ok(Unlocking::Open) => None,
        Ok(Unlocking::Wrong { left }) => {
            Some(i.marked("vaccine-clinic-pin-wrong", &[("left", Arg::Number(i64::from(*left)))]))
        }
        Ok(Unlocking::Wait { until }) => {
            Some(i.marked("vaccine-clinic-pin-wait", &[("time", Arg::Text(&dates::moment(i, *until, now)))]))
        }
        Err(error) => Some(error_text(i, error)),
    }
}

#[component]
fn WithPin(lock: ClinicLock) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let mut pin = use_signal(String::new);
    let mut trouble = use_signal(|| None::<String>);
    // A wrong PIN empties the field.
    let mut turn = use_signal(|| 0_u32);
    let (trying, forgetting) = (engine.clone(), engine.clone());
    let try_pin = move || {
        let (engine, typed) = (trying.clone(), figures(&pin.peek()));
        spawn(async move {
            let came = engine.take_back(typed).await;
            trouble.set(words(i, engine.now(), &came));
            pin.set(String::new());
            turn.with_mut(|turn| *turn = turn.wrapping_add(1));
        });
    };
    let entered = try_pin.clone();
    let forgot = move |_| {
        let engine = forgetting.clone();
        spawn(async move {
            if let Err(error) = engine.forgot_clinic_pin().await {
                trouble.set(Some(error_text(i, &error)));
            }
        });
    };
    let now = engine.now();
    let opens = lock.opens_at.map(|opens| (opens <= now, dates::clock(opens)));
    rsx! {
        Field { key: "{turn}", id: "clinic-pin", label: i.show("vaccine-clinic-pin"), kind: "password", inputmode: "numeric",
            autocomplete: "off", maxlength: 8, error: trouble(),
            oninput: move |typed| pin.set(typed), onenter: move |()| entered() }
        button { class: "button main wide", r#type: "button", onclick: move |_| try_pin(), {i.show("vaccine-clinic-open")} }
        match opens {
            Some((_, at)) => rsx! { p { class: "soft", role: "status", {i.show_with("vaccine-clinic-opens-at", &[("time", Arg::Text(&at))])} } },
            None => rsx! { button { class: "button plain", r#type: "button", onclick: forgot, {i.show("vaccine-clinic-pin-forgotten")} } },
        }
    }
}

/// Without a PIN: a button that is held, then the question whose phone it is. It keeps the curious thumb out, not a
/// thief; the app says so where a PIN can be set.
#[component]
fn WithHold() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let mut held = use_signal(|| false);
    let mut trouble = use_signal(|| None::<String>);
    let open = move |_| {
        let engine = engine.clone();
        spawn(async move {
            let came = engine.take_back(String::new()).await;
            trouble.set(words(i, engine.now(), &came));
        });
    };
    rsx! {
        if held() {
            p { {i.show("vaccine-clinic-whose")} }
            button { class: "button main wide", r#type: "button", onclick: open, {i.show("vaccine-clinic-mine")} }
        } else {
            p { class: "soft", {i.show("vaccine-clinic-hold-lead")} }
            // The style sheet fills the button while it is pressed; when it is full, the holding is over. Who cannot
            // hold (a switch, a screen reader) presses it twice.
            button { class: "button main wide hold", r#type: "button", style: "--hold:{HOLD}",
                onanimationend: move |_| held.set(true),
                ondoubleclick: move |_| held.set(true),
                onkeydown: move |event| if event.key() == Key::Enter { held.set(true) },
                {i.show("vaccine-clinic-hold")} }
        }
        if let Some(trouble) = trouble() {
            p { class: "error", role: "alert", {ruby(&trouble)} }
        }
    }
}
