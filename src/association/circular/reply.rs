//! What is asked of the household: whoever of it answers first answers for all, and anybody of it may change the answer
//! while answers are taken. What came on paper stands here as well.

use super::super::{
    parts::{Delivered, Whose},
    use_associations, use_today, words,
};
use crate::{
    dates,
    hooks::use_engine,
    i18n::{Arg, ruby, use_i18n},
    ui::{AnswerForm, Asked, Given, Icon, use_wish},
};
use dioxus::prelude::*;
use itsumo_domain::association::circular::{Ask, Reply};
use itsumo_engine::association::{CircularRow, ReplyRow};
use uuid::Uuid;

/// What is asked, for each household of this person that it is for.
#[component]
pub fn Replies(row: CircularRow) -> Element {
    let i = use_i18n();
    let today = use_today();
    let seen = matches!(row.circular.ask, Ask::Seen);
    let takes = row.takes_replies(today);
    let late = takes && !row.owed.is_empty() && row.due.is_some_and(|due| due < today);
    let until = row.due.filter(|_| takes && row.circular.closes && !seen);
    rsx! {
        section { class: "reply",
            h2 { {i.show(if seen { "association-reply-heading-seen" } else { "association-reply-heading" })} }
            p { class: "soft", {i.show(if row.households.len() > 1 { "association-reply-each" } else { "association-reply-one" })} }
            if late {
                div { class: "note warn", Icon { name: "clock" } p { {i.show("association-reply-late")} } }
            }
            if !takes {
                div { class: "note", Icon { name: "lock" } p { {i.show("association-reply-closed")} } }
            }
            if let Some(until) = until {
                p { class: "soft", {i.show_with("association-reply-until", &[("day", Arg::Text(&dates::civil_day(i, until, today)))])} }
            }
            for household in row.households.iter().copied() {
                Slot { key: "{household}", row: row.clone(), household, takes }
            }
        }
    }
}

/// One household's reply.
#[component]
fn Slot(row: CircularRow, household: Uuid, takes: bool) -> Element {
    let i = use_i18n();
    let all = use_associations();
    let mut changing = use_signal(|| false);
    let given = row.reply_of(household).cloned();
    let owed = row.owed.contains(&household);
    let seen = matches!(row.circular.ask, Ask::Seen);
    let name = Some(words::household_of(i, &all, household)).filter(|name| all.homes.len() > 1 && !name.is_empty());
    let plain = name.map(|name| itsumo_domain::i18n::without_ruby(&name));
    rsx! {
        div { class: "slot", role: "group", "aria-label": plain.clone(),
            Whose { household }
            if let Some(given) = given.clone() {
                GivenLine { row: row.clone(), given }
            }
            if takes && (owed || changing()) {
                SlotForm { row: row.clone(), household, before: given.map(|given| given.reply), ondone: move |()| changing.set(false) }
            } else if takes && !seen {
                button { class: "button", r#type: "button",
                    onclick: move |_| changing.set(true),
                    if let Some(name) = plain.clone() {
                        span { class: "hidden", "{name} " }
                    }
                    {i.show("answer-change")}
                }
            }
        }
    }
}

/// What was replied, by whom, and how far it got.
#[component]
fn GivenLine(row: CircularRow, given: ReplyRow) -> Element {
    let i = use_i18n();
    let who = if given.paper {
        i.marked("association-by-paper", &[("name", Arg::Text(&given.by))])
    } else {
        words::by(i, &given.by)
    };
    rsx! {
        div { class: "answer-given",
            p { strong { {ruby(&words::reply(i, &row.circular, &given.reply))} } " " span { class: "soft", {ruby(&who)} } }
            Delivered { delivery: given.delivery.clone(), command: given.command }
        }
    }
}

/// What the form asks.
pub fn asked(ask: &Ask) -> Asked {
    match ask {
        Ask::Choice { options, many } => Asked::Choice { options: options.clone(), many: *many },
        Ask::Attendance => Asked::People,
        Ask::Text => Asked::Text,
        Ask::Seen | Ask::Nothing | Ask::Other => Asked::Seen,
    }
}

/// A reply as the form gives it. No circular asks for a day.
pub fn reply(given: Given) -> Reply {
    match given {
        Given::Seen | Given::Date(_) => Reply::Seen,
        Given::Choice(chosen) => Reply::Choice { chosen },
        Given::People(people) => Reply::Attendance { people },
        Given::Text(text) => Reply::Text { text },
    }
}

fn given_before(reply: &Reply) -> Given {
    match reply {
        Reply::Seen => Given::Seen,
        Reply::Choice { chosen } => Given::Choice(chosen.clone()),
        Reply::Attendance { people } => Given::People(*people),
        Reply::Text { text } => Given::Text(text.clone()),
    }
}

#[component]
fn SlotForm(row: CircularRow, household: Uuid, before: Option<Reply>, ondone: EventHandler<()>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let circular = row.id;
    let send = use_wish(move |given: Given| {
        let engine = engine.clone();
        async move { engine.reply_circular(circular, household, reply(given)).await }
    });
    rsx! {
        AnswerForm {
            id: format!("reply-{household}"),
            kept: format!("{}circular-reply/{circular}/{household}", itsumo_engine::draft::PERSON),
            asked: asked(&row.circular.ask),
            before: before.as_ref().map(given_before),
            field: "reply",
            text_hint: i.show("association-reply-text-hint"),
            send,
            ondone,
        }
    }
}
