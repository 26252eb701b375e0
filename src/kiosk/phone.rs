//! What is read here, carried over to the reader's own phone.

use super::{Session, parts::Screen};
use crate::{
    handover::{OpenOnPhone, PrintFromPhone},
    i18n::use_i18n,
};
use dioxus::prelude::*;
use itsumo_domain::handover::{Kind, Open};
use uuid::Uuid;

/// The code that opens it on a phone.
#[component]
pub fn OnPhone(kind: Kind, id: Uuid) -> Element {
    let config = use_context::<Session>();
    let config = config.config();
    rsx! { OpenOnPhone { link: Open::web(&config.server, &config.city, kind, id) } }
}

/// Printing what comes from a phone.
#[component]
pub fn KioskPrint() -> Element {
    let i = use_i18n();
    rsx! {
        Screen { title: i.say("kiosk-tile-print"), heading: i.show("kiosk-tile-print"), lead: i.show("kiosk-tile-print-detail"),
            PrintFromPhone {}
        }
    }
}
