//! The officers by seat, with what each agreed to show. A seat that nobody shows anything of is still a seat: one reads
//! that there is a 会計, and whom of the others to call.

use super::{use_associations, use_today};
use crate::{
    dates,
    i18n::{Arg, use_i18n},
    shell::Column,
    ui::{Icon, Phones, State},
};
use dioxus::prelude::*;
use itsumo_domain::association::{AssociationCard, Officer};
use uuid::Uuid;

/// All officers.
#[component]
pub fn Officers() -> Element {
    let i = use_i18n();
    let all = use_associations();
    let cards: Vec<(Uuid, AssociationCard)> = all.cards.clone();
    let several = cards.len() > 1;
    let nobody = cards.iter().all(|(_, card)| card.officers.is_empty());
    rsx! {
        Column { heading: "association-officers",
            if nobody {
                State { icon: "community", title: i.show("association-officers-none"), detail: i.show("association-officers-none-detail") }
            } else {
                p { class: "lead", {i.show("association-officers-lead")} }
            }
            for (id, card) in cards.into_iter().filter(|(_, card)| !card.officers.is_empty()) {
                section { key: "{id}", class: "section",
                    if several {
                        h2 { lang: "ja", "{card.name}" }
                    }
                    div { class: "group",
                        for officer in card.officers {
                            OfficerLine { key: "{officer.seat}{officer.name}", officer, until: true }
                        }
                    }
                }
            }
        }
    }
}

/// One seat: its title, who holds it, and a telephone to tap.
#[component]
pub fn OfficerLine(officer: Officer, #[props(default)] until: bool) -> Element {
    let i = use_i18n();
    let today = use_today();
    let ends = officer.until.filter(|_| until).map(|day| dates::civil_day(i, day, today));
    rsx! {
        div { class: "entry officer",
            Icon { name: "person" }
            span { class: "words",
                strong { lang: "ja", "{officer.title}" }
                if !officer.name.is_empty() {
                    " "
                    span { lang: "ja", "{officer.name}" }
                }
                if officer.name.is_empty() && officer.phone.is_empty() {
                    " "
                    small { {i.show("association-officer-hidden")} }
                }
                if let Some(day) = ends {
                    " "
                    small { {i.show_with("association-officer-until", &[("day", Arg::Text(&day))])} }
                }
            }
            if !officer.phone.is_empty() {
                Phones { phones: vec![(String::new(), officer.phone.clone())] }
            }
        }
    }
}
