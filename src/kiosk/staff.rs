//! The staff's way out: the corner held for three seconds, then the PIN. Nobody finds it by accident, and it costs who
//! plays with it nothing but time.

use super::{PinAnswer, Session, StaffPass};
use crate::{
    i18n::{Arg, ruby, use_i18n},
    shell::MARK,
    ui::Icon,
};
use dioxus::prelude::*;
use std::time::Duration;

/// How long the corner is held to be meant.
const HOLD: &str = "3s";
/// After so long without a key the pad goes away: it must not stand there for the next person.
const FORGOTTEN: Duration = Duration::from_secs(45);
/// Most digits of a PIN.
const DIGITS: usize = 12;

/// Whether the pad is open, and what it has come to.
#[derive(Clone, Copy)]
pub struct Staff {
    open: Signal<bool>,
    /// Grows with each key.
    keys: Signal<u64>,
}

impl Staff {
    /// Makes the place. Called once, at the root.
    pub fn provide() -> Self {
        use_context_provider(|| Self { open: Signal::new(false), keys: Signal::new(0) })
    }
}

/// The mark in the corner. Held, it asks for the PIN.
#[component]
pub fn Corner() -> Element {
    let i = use_i18n();
    let Staff { mut open, .. } = use_context();
    rsx! {
        button { class: "kiosk-corner", r#type: "button", tabindex: "-1", style: "--hold:{HOLD}", "aria-label": i.say("kiosk-staff"),
            onclick: move |event| event.stop_propagation(),
            onanimationend: move |event| {
                if event.animation_name() == "held" {
                    open.set(true);
                }
            },
            span { class: "mark", "aria-hidden": "true", dangerous_inner_html: MARK }
        }
    }
}

/// The pad, while it is open.
#[component]
pub fn Pad() -> Element {
    let Staff { open, .. } = use_context();
    if open() {
        rsx! { Keys {} }
    } else {
        rsx! {}
    }
}

#[component]
fn Keys() -> Element {
    let i = use_i18n();
    let session = use_context::<Session>();
    let Staff { mut open, mut keys } = use_context();
    let mut typed = use_signal(String::new);
    let mut said = use_signal(|| None::<String>);
    let mut pass = use_signal(|| None::<StaffPass>);
    let mut trying = use_signal(|| false);
    use_hook(move || {
        spawn(async move {
            loop {
                let before = *keys.peek();
                tokio::time::sleep(FORGOTTEN).await;
                if *keys.peek() == before {
                    open.set(false);
                    break;
                }
            }
        });
    });
    let mut key = move || keys.with_mut(|keys| *keys = keys.wrapping_add(1));
    let asking = session.clone();
    let try_it = move |_| {
        key();
        let (session, pin) = (asking.clone(), typed.peek().clone());
        typed.set(String::new());
        if pin.is_empty() || trying() {
            return;
        }
        trying.set(true);
        spawn(async move {
            // The hash is slow on purpose; the screen is not.
            let answer = tokio::task::spawn_blocking(move || session.try_pin(&pin)).await;
            trying.set(false);
            match answer {
                Ok(PinAnswer::Right(given)) => {
                    said.set(None);
                    pass.set(Some(given));
                }
                Ok(PinAnswer::Wrong) | Err(_) => said.set(Some(i.marked("kiosk-pin-wrong", &[]))),
                Ok(PinAnswer::Wait { seconds }) => {
                    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
                    said.set(Some(i.marked("kiosk-pin-wait", &[("count", Arg::Number(seconds))])));
                }
            }
        });
    };
    let dots = "●".repeat(typed.read().len());
    let count = i64::try_from(typed.read().len()).unwrap_or(0);
    rsx! {
        div { class: "kiosk-over", role: "dialog", "aria-modal": "true", "aria-labelledby": "staff-title",
            div { class: "kiosk-staff",
                h2 { id: "staff-title", {i.show("kiosk-staff")} }
                if let Some(pass) = pass() {
                    p { {i.show("kiosk-staff-open")} }
                    button { class: "button main wide", r#type: "button", onclick: move |_| session.leave(&pass), {i.show("kiosk-staff-leave")} }
                } else {
                    p { {i.show("kiosk-pin")} }
                    p { class: "kiosk-pin", role: "status", "aria-label": i.say_with("kiosk-pin-typed", &[("count", Arg::Number(count))]), "{dots}" }
                    div { class: "kiosk-keys",
                        for digit in ["1", "2", "3", "4", "5", "6", "7", "8", "9"] {
                            Key { key: "{digit}", digit, typed, onkey: move |()| key() }
                        }
                        button { class: "button", r#type: "button", "aria-label": i.say("kiosk-pin-clear"),
                            onclick: move |_| {
                                key();
                                typed.set(String::new());
                            },
                            Icon { name: "close" }
                        }
                        Key { digit: "0", typed, onkey: move |()| key() }
                        button { class: "button main", r#type: "button", "aria-label": i.say("kiosk-pin-enter"),
                            "aria-busy": if trying() { "true" } else { "false" },
                            onclick: try_it,
                            Icon { name: "check" }
                        }
                    }
                    if let Some(said) = said() {
                        p { class: "kiosk-pin-said", role: "alert", {ruby(&said)} }
                    }
                }
                button { class: "button plain wide", r#type: "button", onclick: move |_| open.set(false), {i.show("app-back")} }
            }
        }
    }
}

#[component]
fn Key(digit: &'static str, typed: Signal<String>, onkey: EventHandler<()>) -> Element {
    rsx! {
        button { class: "button", r#type: "button",
            onclick: move |_| {
                onkey.call(());
                typed.with_mut(|typed| {
                    if typed.len() < DIGITS {
                        typed.push_str(digit);
                    }
                });
            },
            "{digit}"
        }
    }
}
