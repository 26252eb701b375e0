//! The list: what waits for an answer first, then everything, the newest first.

use super::super::{use_school, use_today, words};
use crate::{
    dates,
    hooks::use_engine,
    i18n::{Local, ruby, use_i18n},
    route::{Route, go_back},
    shell::{OfflineLine, SyncNow},
    ui::{Heading, Icon, State},
};
use dioxus::prelude::*;
use itsumo_engine::school::NoticeRow;
use uuid::Uuid;

/// All notices.
#[component]
pub fn NoticeList(open: Option<Uuid>) -> Element {
    let i = use_i18n();
    let school = use_school();
    let today = use_today();
    let title = i.say("school-notices");
    let due: Vec<NoticeRow> = school.due(today).into_iter().map(|due| due.notice.clone()).collect();
    let rest: Vec<NoticeRow> =
        school.notices.iter().filter(|row| !due.iter().any(|other| other.id == row.id)).cloned().collect();
    let several = !due.is_empty();
    rsx! {
        if open.is_none() {
            document::Title { "{title}" }
        }
        section { class: "pane list", "aria-label": i.say("school-notices"),
            div { class: "list-head",
                button { class: "icon-button", r#type: "button", "aria-label": i.say("app-back"), onclick: move |_| go_back(), Icon { name: "back" } }
                if open.is_some() {
                    h2 { {i.show("school-notices")} }
                } else {
                    Heading { {i.show("school-notices")} }
                }
                SyncNow {}
            }
            OfflineLine {}
            if due.is_empty() && rest.is_empty() {
                State { icon: "mail", title: i.show("school-notices-none"), detail: i.show("school-notices-none-detail") }
            }
            for (key, rows) in [("school-notices-due", due), ("school-notices-rest", rest)] {
                if !rows.is_empty() {
                    // With nothing due there is one list, and it is called by the heading above.
                    if key == "school-notices-due" || several {
                        h2 { key: "{key}", class: "day", {i.show(key)} }
                    }
                    ul { class: "rows",
                        for row in rows {
                            li { key: "{row.id}", NoticeLine { row: row.clone(), here: open == Some(row.id) } }
                        }
                    }
                }
            }
        }
    }
}

/// One notice in a list.
#[component]
pub fn NoticeLine(row: NoticeRow, #[props(default)] here: bool) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let today = now.jst_date();
    let school = use_school();
    let names: Vec<String> = row
        .pupils
        .iter()
        .filter_map(|id| school.child(*id))
        .filter(|_| school.children.len() > 1)
        .map(|child| words::name(i, &child.card))
        .collect();
    let mut places = school.children.iter().flat_map(|child| &child.card.places);
    let place = places
        .find(|place| place.facility.id == row.notice.facility)
        .map_or_else(|| row.notice.facility_name.clone(), |place| words::short(&place.facility).to_owned());
    let waits = !row.open_for.is_empty();
    let answered = row.asks() && !waits;
    let due = dates::due(i, row.due, today).filter(|_| waits);
    rsx! {
        Link {
            to: Route::NoticeScreen { id: row.id },
            id: "row-{row.id}",
            class: "row",
            "data-unread": if row.opened { "false" } else { "true" },
            "aria-current": here.then_some("true"),
            span { class: "dot", "aria-hidden": "true" }
            span {
                if !row.opened {
                    span { class: "hidden", {i.show("news-unread")} " " }
                }
                span { class: "title", Local { text: row.notice.title.clone() } }
                span { class: "meta",
                    if waits {
                        span { class: "must", if let Some(due) = due { {ruby(&due)} } else { {i.show("school-answer-wanted")} } }
                    } else if answered {
                        span { {i.show("school-answered")} }
                    }
                    span { class: "from", lang: "ja", "{place} {row.notice.from}" }
                    if !names.is_empty() {
                        span { class: "why", {ruby(&words::together(i, &names))} }
                    }
                    span { {ruby(&dates::age(i, row.notice.edited.unwrap_or(row.notice.sent), now))} }
                }
            }
        }
    }
}
