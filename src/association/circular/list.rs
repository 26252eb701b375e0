//! The list: what is asked of the household first, then what is unread, then the rest, each the newest first.

use super::super::{use_associations, use_today, words};
use crate::{
    dates,
    hooks::use_engine,
    i18n::{Local, ruby, use_i18n},
    route::{Route, go_back},
    shell::{OfflineLine, SyncNow},
    ui::{Heading, Icon, State},
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_engine::association::{Associations, CircularRow};
use uuid::Uuid;

/// Whether a household of this person is still asked for something, and may still say it.
pub fn is_owed(row: &CircularRow, today: NaiveDate) -> bool {
    !row.owed.is_empty() && row.takes_replies(today)
}

/// What is asked (the nearest day first), what is unread, and the rest.
pub fn ordered(all: &Associations, today: NaiveDate) -> (Vec<CircularRow>, Vec<CircularRow>, Vec<CircularRow>) {
    let mine = all.circulars.iter().filter(|row| row.is_for_me()).cloned();
    let (mut owed, rest): (Vec<_>, Vec<_>) = mine.partition(|row| is_owed(row, today));
    owed.sort_by_key(|row| (row.due.is_none(), row.due));
    let (read, unread) = rest.into_iter().partition(|row: &CircularRow| row.opened);
    (owed, unread, read)
}

/// All circulars.
#[component]
pub fn CircularList(open: Option<Uuid>) -> Element {
    let i = use_i18n();
    let all = use_associations();
    let title = i.say("association-circulars");
    let (owed, unread, read) = ordered(&all, use_today());
    // One list needs no heading of its own.
    let several = [&owed, &unread, &read].iter().filter(|rows| !rows.is_empty()).count() > 1;
    rsx! {
        if open.is_none() {
            document::Title { "{title}" }
        }
        section { class: "pane list", "aria-label": i.say("association-circulars"),
            div { class: "list-head",
                button { class: "icon-button", r#type: "button", "aria-label": i.say("app-back"), onclick: move |_| go_back(), Icon { name: "back" } }
                if open.is_some() {
                    h2 { {i.show("association-circulars")} }
                } else {
                    Heading { {i.show("association-circulars")} }
                }
                SyncNow {}
            }
            OfflineLine {}
            if owed.is_empty() && unread.is_empty() && read.is_empty() {
                State { icon: "circular", title: i.show("association-circulars-none"), detail: i.show("association-circulars-none-detail") }
            }
            for (key, rows) in [("association-circulars-owed", owed), ("association-circulars-unread", unread), ("association-circulars-read", read)] {
                if !rows.is_empty() {
                    if several || key == "association-circulars-owed" {
                        h2 { key: "{key}", class: "day", {i.show(key)} }
                    }
                    ul { class: "rows",
                        for row in rows {
                            li { key: "{row.id}", CircularLine { row: row.clone(), here: open == Some(row.id) } }
                        }
                    }
                }
            }
        }
    }
}

/// One circular in a list.
#[component]
pub fn CircularLine(row: CircularRow, #[props(default)] here: bool) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let today = now.jst_date();
    let all = use_associations();
    let names: Vec<String> = row
        .households
        .iter()
        .filter(|_| all.homes.len() > 1)
        .map(|id| words::household_of(i, &all, *id))
        .filter(|name| !name.is_empty())
        .collect();
    let owed = is_owed(&row, today);
    let answered = row.asks() && row.owed.is_empty() && !row.replies.is_empty();
    let due = dates::due(i, row.due, today).filter(|_| owed);
    let from = if all.cards.len() > 1 { words::from(&row.circular) } else { row.circular.from.clone() };
    let at = row.circular.edited.or(row.circular.reminded).unwrap_or(row.circular.sent);
    rsx! {
        Link {
            to: Route::CircularScreen { id: row.id },
            id: "row-{row.id}",
            class: "row",
            "data-unread": if row.opened { "false" } else { "true" },
            "aria-current": here.then_some("true"),
            span { class: "dot", "aria-hidden": "true" }
            span {
                if !row.opened {
                    span { class: "hidden", {i.show("news-unread")} " " }
                }
                span { class: "title", Local { text: row.circular.title.clone() } }
                span { class: "meta",
                    if owed {
                        span { class: "must", if let Some(due) = due { {ruby(&due)} } else { {i.show("association-answer-wanted")} } }
                    } else if answered {
                        span { {i.show("association-answered")} }
                    }
                    span { class: "from", lang: "ja", "{from}" }
                    if !names.is_empty() {
                        span { class: "why", {ruby(&words::together(i, &names))} }
                    }
                    span { {ruby(&dates::age(i, at, now))} }
                }
            }
        }
    }
}
