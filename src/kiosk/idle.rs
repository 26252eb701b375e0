//! Nobody has touched it for a while. The person is asked, with the seconds that are left, before everything of theirs
//! is forgotten (WCAG 2.2.1); who walks by later finds nothing.

use super::{Session, app::Presence, frame::Ending, speak::ask_aloud};
use crate::i18n::{Arg, use_i18n};
use dioxus::prelude::*;

/// Length of the ring: 2π · 45.
const RING: f64 = 282.74;

/// The question, over the whole screen.
#[component]
pub fn Idle() -> Element {
    let i = use_i18n();
    let session = use_context::<Session>();
    let ending = use_context::<Ending>();
    let presence = use_context::<Presence>();
    let stands = use_memo(move || presence.left.read().is_some());
    use_effect(move || {
        if stands() {
            ask_aloud("idle-words");
        }
    });
    let Some(left) = *presence.left.read() else { return rsx! {} };
    let all = session.config().warning_seconds.max(1);
    let gone = RING * (1.0 - f64::from(u32::try_from(left).unwrap_or(0)) / f64::from(u32::try_from(all).unwrap_or(1)));
    let seconds = i64::try_from(left).unwrap_or(0);
    let stay = session.clone();
    rsx! {
        div { class: "kiosk-over", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "idle-title", "aria-describedby": "idle-detail",
            div { class: "kiosk-idle", id: "idle-words",
                h2 { id: "idle-title", {i.show("kiosk-idle-title")} }
                div { class: "kiosk-count", role: "timer", "aria-label": i.say_with("kiosk-idle-seconds", &[("count", Arg::Number(seconds))]),
                    svg { view_box: "0 0 100 100", "aria-hidden": "true",
                        circle { class: "kiosk-count-ground", cx: "50", cy: "50", r: "45" }
                        circle { class: "kiosk-count-left", cx: "50", cy: "50", r: "45",
                            stroke_dasharray: "{RING}", stroke_dashoffset: "{gone:.1}" }
                    }
                    strong { "aria-hidden": "true", "{left}" }
                }
                p { id: "idle-detail", {i.show("kiosk-idle-detail")} }
                div { class: "kiosk-over-buttons",
                    button { class: "button main", r#type: "button", autofocus: true, onclick: move |_| stay.stay(), {i.show("kiosk-stay")} }
                    button { class: "button", r#type: "button", onclick: move |_| ending.now(&session), {i.show("kiosk-end")} }
                }
            }
        }
    }
}
