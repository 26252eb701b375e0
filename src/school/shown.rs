//! The shape of the school's plain screens: bar, heading, one line when offline, one column.

use crate::{
    i18n::use_i18n,
    shell::OfflineLine,
    ui::{Bar, Heading},
};
use dioxus::prelude::*;

/// A screen with its heading, a key of the catalogue.
#[component]
pub fn SchoolPage(heading: String, #[props(default)] class: String, children: Element) -> Element {
    let i = use_i18n();
    let title = i.say(&heading);
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            OfflineLine {}
            div { class: "page stack loose {class}",
                Heading { {i.show(&heading)} }
                {children}
            }
        }
    }
}
