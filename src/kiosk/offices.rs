//! The city's counters: which are open now, until when, and where the others can be reached.

use super::parts::{Screen, reading, use_time};
use crate::{
    dates,
    hooks::use_city,
    i18n::{Arg, I18n, Local, ruby, use_i18n},
    ui::{Icon, State},
};
use dioxus::prelude::*;
use itsumo_domain::{
    Timestamp,
    city::Office,
    hours::{Standing, standing},
};
use std::time::Duration;

/// How often it is looked at the clock.
const LOOK: Duration = Duration::from_secs(15);

/// Open or closed, and when that changes. Nothing where the city gave its hours in words only.
#[component]
pub fn Pill(office: Office, now: Timestamp) -> Element {
    let i = use_i18n();
    let Some(standing) = standing(&office, now) else { return rsx! {} };
    let open = matches!(standing, Standing::Open(_));
    rsx! {
        span { class: "kiosk-standing",
            span { class: "kiosk-pill", "data-open": if open { "true" } else { "false" },
                Icon { name: if open { "check" } else { "minus" } }
                span { {i.show(if open { "kiosk-open" } else { "kiosk-closed" })} }
            }
            if let Some(changes) = changes(i, standing, now) {
                small { {ruby(&changes)} }
            }
        }
    }
}

/// `17:15まで`, or `次は明日 8:30から`. Marked.
fn changes(i: I18n, standing: Standing, now: Timestamp) -> Option<String> {
    match standing {
        Standing::Open(until) => Some(i.marked("kiosk-open-until", &[("time", Arg::Text(&dates::time_of_day(until)))])),
        Standing::Closed(next) => {
            let (day, from) = next?;
            let day = dates::civil_day(i, day, now.jst_date());
            let from = dates::time_of_day(from);
            Some(i.marked("kiosk-closed-until", &[("day", Arg::Text(&day)), ("time", Arg::Text(&from))]))
        }
    }
}

/// All of them.
#[component]
pub fn KioskOffices() -> Element {
    let i = use_i18n();
    let city = use_city();
    let now = use_time(LOOK);
    let offices = city.map(|city| city.offices).unwrap_or_default();
    rsx! {
        Screen { title: i.say("kiosk-tile-offices"), heading: i.show("kiosk-tile-offices"),
            if offices.is_empty() {
                State { icon: "clock", title: i.show("kiosk-offices-none"), detail: i.show("kiosk-offices-none-detail") }
            }
            ul { class: "kiosk-offices",
                for office in offices {
                    li { key: "{office.id}", class: "kiosk-office",
                        h2 { "data-read": reading(&office.name, i.locale), Local { text: office.name.clone() } }
                        Pill { office: office.clone(), now: now() }
                        p { class: "kiosk-office-line", Icon { name: "clock" } span { Local { text: office.hours.clone() } } }
                        if let Some(phone) = office.phone.clone() {
                            p { class: "kiosk-office-line", Icon { name: "phone" } strong { "{phone}" } }
                        }
                        if let Some(address) = office.address.clone() {
                            p { class: "kiosk-office-line", Icon { name: "place" } span { Local { text: address } } }
                        }
                    }
                }
            }
        }
    }
}
