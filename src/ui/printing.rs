//! Printing, where there is a computer to print from. On a phone and on a machine in a hall none of this is shown: a
//! phone shares a paper or hands it over, the machine has a way of its own.

use super::Icon;
use crate::{computer::Computer, i18n::use_i18n, platform};
use dioxus::prelude::*;

/// Whether this device prints by itself.
pub fn use_prints() -> bool {
    use_hook(|| try_consume_context::<Computer>().is_some())
}

/// Prints what is open: its text, without what is around it on the screen.
#[component]
pub fn PrintPage() -> Element {
    let i = use_i18n();
    if !use_prints() {
        return rsx! {};
    }
    rsx! {
        button {
            class: "icon-button",
            r#type: "button",
            "aria-label": i.say("computer-print"),
            onclick: move |_| platform::print_page(),
            Icon { name: "print" }
        }
    }
}
