//! Handing over: from a machine at the city hall to one's own phone, and from the phone to the machine's printer.
//!
//! | module | whose screen |
//! |---|---|
//! | `kiosk` | the machine: a code that opens this elsewhere; a ticket, and what came for it |
//! | `send` | the phone: one document, a code to scan, six digits to compare |
//! | `ready` | the phone: it was scanned first, and now something is to be chosen |
//!
//! What is handed over and why nobody in between can read it is in `itsumo_domain::handover`.

mod document;
mod kiosk;
mod ready;
mod send;

pub use document::Document;
pub use kiosk::{OpenOnPhone, PrintFromPhone, paper_out};
pub use ready::{MachineWaits, Waiting};
pub use send::PrintAtMachine;

use crate::{i18n::use_i18n, ui::Icon};
use dioxus::prelude::*;

/// The six digits that two screens show, in two groups, each read aloud by itself.
#[component]
fn Digits(digits: String) -> Element {
    let i = use_i18n();
    let groups: Vec<String> =
        digits.chars().collect::<Vec<_>>().chunks(3).map(|three| three.iter().collect()).collect();
    let read = digits.chars().map(String::from).collect::<Vec<_>>().join(" ");
    rsx! {
        p { class: "handover-digits",
            span { class: "handover-digits-name", {i.show("handover-print-digits")} }
            span { class: "hidden", "{read}" }
            strong { "aria-hidden": "true",
                for (at, group) in groups.into_iter().enumerate() {
                    span { key: "{at}", "{group}" }
                }
            }
        }
    }
}

/// That nobody in between can read it.
#[component]
fn Sealed(key_of_words: String) -> Element {
    let i = use_i18n();
    rsx! {
        p { class: "handover-sealed", Icon { name: "lock" } span { {i.show(&key_of_words)} } }
    }
}
