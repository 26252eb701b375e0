//! What of the school needs somebody now, over the news on the first screen: a question that is open, an absence that
//! has not arrived, answers that are due, and each child's day with the button that begins an absence. Nothing where
//! there is no child at a school.

use super::{
    parts::DeliveryLine,
    question::{QuestionCard, of_today},
    today::DayCard,
    words,
};
use crate::{
    dates,
    hooks::{use_engine, use_query},
    i18n::{Arg, I18n, Local, ruby, use_i18n},
    route::Route,
    ui::{Entry, Icon, Phones},
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_engine::{
    Change,
    school::{AbsenceRow, Delivery, Due, NoticeRow, School},
};
use std::sync::Arc;

/// An answer with more days left than this can wait until somebody looks at the notices.
const SOON: i64 = 7;

/// How many things wait for this person: questions, answers, notices that were not opened.
pub fn waiting_for_me(school: &School, today: NaiveDate) -> usize {
    let questions = school.questions.iter().filter(|row| row.is_open(today)).count();
    let notices = school.notices.iter().filter(|row| !row.opened || !row.open_for.is_empty()).count();
    questions.saturating_add(notices)
}

/// Absences from today on that the school does not have yet, or said no to.
fn not_there(school: &School, today: NaiveDate) -> Vec<AbsenceRow> {
    let rows = school.absences.iter().filter(|row| row.view.absence.until >= today && !row.delivery.is_there());
    rows.cloned().collect()
}

/// What needs me now.
#[component]
pub fn NeedsMe() -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let today = now.jst_date();
    let school = use_query(&[Change::School, Change::Account], |engine| async move { engine.school().await });
    let school: Arc<School> = match &*school.read() {
        Some(Ok(school)) if !school.children.is_empty() => Arc::clone(school),
        _ => return rsx! {},
    };
    let questions = of_today(&school, today);
    // The card of the child shows those of its own day; here are those that went wrong.
    let urgent: Vec<AbsenceRow> = not_there(&school, today)
        .into_iter()
        .filter(|row| match &row.delivery {
            Delivery::Waiting { near_cut_off } => !near_cut_off.is_empty(),
            _ => true,
        })
        .collect();
    let soon = |due: &Due<'_>| due.days_left.is_none_or(|left| left <= SOON);
    let due: Vec<NoticeRow> =
        school.due(today).into_iter().filter(soon).map(|due| due.notice.clone()).take(3).collect();
    rsx! {
        section { class: "needs-me", "aria-label": i.say("school-now"),
            for row in questions {
                QuestionCard { key: "{row.id}", row, school: school.clone() }
            }
            for row in urgent {
                Link { key: "{row.id}", to: Route::AbsenceScreen { id: row.id }, class: "card urgent",
                    strong { {ruby(&urgent_title(i, &school, &row, today))} }
                    DeliveryLine { delivery: row.delivery.clone(), short: true }
                }
                Urgent { delivery: row.delivery.clone() }
            }
            for child in school.children.iter().filter(|child| !child.card.places.is_empty()).cloned() {
                DayCard { key: "{child.id}", child, school: school.clone(), brief: true }
            }
            if !due.is_empty() {
                ul { class: "group asks",
                    for row in due {
                        li { key: "{row.id}", DueEntry { row } }
                    }
                }
            }
        }
    }
}

fn urgent_title(i: I18n, school: &School, row: &AbsenceRow, today: NaiveDate) -> String {
    let name = school.child(row.view.absence.pupil).map(|child| words::name(i, &child.card)).unwrap_or_default();
    let what = words::absence(i, &row.view.absence, today);
    i.marked("school-absence-of", &[("name", Arg::Text(&name)), ("what", Arg::Text(&what))])
}

/// The telephone to call, below the card of what has not arrived: a link cannot hold another.
#[component]
fn Urgent(delivery: Delivery) -> Element {
    let i = use_i18n();
    match delivery {
        Delivery::Waiting { near_cut_off } if !near_cut_off.is_empty() => rsx! {
            div { class: "note warn", Icon { name: "phone" }
                div { class: "stack tight",
                    p { {i.show("school-waiting-call")} }
                    Phones { phones: near_cut_off }
                }
            }
        },
        _ => rsx! {},
    }
}

/// A notice that waits for an answer.
#[component]
pub fn DueEntry(row: NoticeRow) -> Element {
    let i = use_i18n();
    let today = use_engine().now().jst_date();
    let due = dates::due(i, row.due, today);
    rsx! {
        Link { to: Route::NoticeScreen { id: row.id }, class: "entry",
            Icon { name: "pencil" }
            span { class: "words",
                Local { text: row.notice.title.clone() }
                small {
                    {i.show("school-answer-wanted")}
                    if let Some(due) = due {
                        " · "
                        {ruby(&due)}
                    }
                }
            }
            Icon { name: "forward" }
        }
    }
}

/// The way to the school for whoever is not joined to a child yet; for settings and account.
#[component]
pub fn SchoolEntry() -> Element {
    let i = use_i18n();
    let school = use_query(&[Change::School, Change::Account], |engine| async move { engine.school().await });
    let names: Vec<String> = match &*school.read() {
        Some(Ok(school)) => school.children.iter().map(|child| words::name(i, &child.card)).collect(),
        _ => Vec::new(),
    };
    if names.is_empty() {
        return rsx! {
            Entry { to: Route::SchoolHome {}, icon: "school", title: i.show("school-entry"), detail: i.show("school-entry-detail") }
        };
    }
    rsx! {
        Entry { to: Route::SchoolHome {}, icon: "school", title: i.show("school-title"), value: ruby(&words::together(i, &names)) }
    }
}
