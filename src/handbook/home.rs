//! The handbook's first screen.

use crate::{
    i18n::use_i18n,
    ui::{Heading, State},
};
use dioxus::prelude::*;

/// The children, and what is asked today.
#[component]
pub fn HandbookHome() -> Element {
    let i = use_i18n();
    let title = i.say("handbook-title");
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            div { class: "page stack loose",
                Heading { {i.show("handbook-title")} }
                State { icon: "handbook", title: i.show("handbook-empty") }
            }
        }
    }
}
