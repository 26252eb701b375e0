//! What a screen shows when there is nothing to show yet, nothing at all, or something in the way.

use super::Icon;
use crate::{
    hooks::error_text,
    i18n::{ruby, use_i18n},
};
use dioxus::prelude::*;
use itsumo_engine::Error;

/// Nothing here: says why, and offers the one next step as `children`.
#[component]
pub fn State(icon: String, title: Element, #[props(default)] detail: Option<Element>, children: Element) -> Element {
    rsx! {
        div { class: "state",
            Icon { name: icon }
            h2 { {title} }
            if let Some(detail) = detail {
                p { {detail} }
            }
            {children}
        }
    }
}

/// Grey bars in the shape of what comes. The style sheet keeps them unseen for the first 300 ms.
#[component]
pub fn Skeleton(#[props(default = 6)] rows: usize) -> Element {
    let i = use_i18n();
    rsx! {
        div { class: "skeleton", "aria-busy": "true", "aria-label": i.say("app-loading"), role: "status",
            for row in 0..rows {
                div { key: "{row}", "aria-hidden": "true", i {} i {} i {} }
            }
        }
    }
}

/// Something went wrong: in words, with a way to try again.
#[component]
pub fn Failed(error: Error, onretry: EventHandler<()>) -> Element {
    let i = use_i18n();
    let icon = if matches!(error, Error::Offline) { "offline" } else { "info" };
    rsx! {
        div { class: "state", role: "alert",
            Icon { name: icon }
            p { {ruby(&error_text(i, &error))} }
            button { class: "button", r#type: "button", onclick: move |_| onretry.call(()), {i.show("app-retry")} }
        }
    }
}
