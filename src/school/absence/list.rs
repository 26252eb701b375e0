//! Absences as a list: those to come and of today first, then what was.

use super::super::{parts::DeliveryLine, use_school, use_today, words};
use crate::{
    i18n::{ruby, use_i18n},
    route::Route,
    shell::Column,
    ui::{Icon, State},
};
use dioxus::prelude::*;
use itsumo_engine::school::{AbsenceRow, School};
use std::sync::Arc;

/// All absences.
#[component]
pub fn Absences() -> Element {
    let i = use_i18n();
    let school = use_school();
    let today = use_today();
    let (ahead, past): (Vec<AbsenceRow>, Vec<AbsenceRow>) =
        school.absences.iter().cloned().partition(|row| row.view.absence.until >= today);
    rsx! {
        Column { heading: "school-absences",
            if !super::tellable(&school).is_empty() {
                Link { to: Route::NewAbsence {}, class: "button main wide", Icon { name: "pencil" } {i.show("school-tell")} }
            }
            if ahead.is_empty() && past.is_empty() {
                State { icon: "check", title: i.show("school-absences-none"), detail: i.show("school-absences-none-detail") }
            }
            for (key, rows) in [("school-absences-ahead", ahead), ("school-absences-past", past)] {
                if !rows.is_empty() {
                    section { key: "{key}", class: "section",
                        h2 { {i.show(key)} }
                        ul { class: "group",
                            for row in rows {
                                li { key: "{row.id}", AbsenceEntry { row, school: school.clone() } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// One absence in a list: whose, when, what, and how far it got.
#[component]
pub fn AbsenceEntry(row: AbsenceRow, school: Arc<School>, #[props(default)] nameless: bool) -> Element {
    let i = use_i18n();
    let today = use_today();
    let absence = &row.view.absence;
    let child = school.child(absence.pupil).filter(|_| !nameless);
    let name = child.map(|child| words::name(i, &child.card));
    rsx! {
        Link { to: Route::AbsenceScreen { id: row.id }, class: "entry",
            span { class: "words",
                if let Some(name) = name {
                    strong { {ruby(&name)} }
                    " "
                }
                span { class: if row.view.withdrawn { "withdrawn" } else { "" }, {ruby(&words::absence(i, absence, today))} }
                " "
                if row.view.withdrawn {
                    small { {i.show("school-withdrawn")} }
                }
                if !row.view.withdrawn || !row.delivery.is_there() {
                    small { DeliveryLine { delivery: row.delivery.clone(), short: true } }
                }
            }
            Icon { name: "forward" }
        }
    }
}
