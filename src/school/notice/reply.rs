//! What is asked back: one item however many children, with one answer per child inside. An answer can be changed as
//! long as one likes; who is late is told so, and may answer all the same.

use super::super::{parts::DeliveryLine, use_school, use_today, words};
use crate::{
    hooks::use_engine,
    i18n::{Arg, ruby, use_i18n},
    ui::{AnswerForm, Asked, FormError, Given, Icon, Submit, use_form, use_wish},
};
use dioxus::prelude::*;
use itsumo_domain::school::{
    Answer,
    notice::{Ask, CountPer},
};
use itsumo_engine::school::{AnswerRow, NoticeRow};
use uuid::Uuid;

/// What is asked, for every child or for all together.
#[component]
pub fn Reply(row: NoticeRow) -> Element {
    let i = use_i18n();
    let today = use_today();
    let late = row.due.is_some_and(|due| due < today) && !row.open_for.is_empty();
    // "I have seen it" of two children is one tap.
    let at_once = matches!(row.notice.ask, Ask::Seen) && row.open_for.len() > 1;
    rsx! {
        section { class: "reply",
            h2 { {i.show(match row.notice.ask { Ask::Seen => "school-reply-seen", _ => "school-reply" })} }
            match row.notice.per {
                CountPer::Household => rsx! { p { class: "soft", {i.show("school-reply-household")} } },
                CountPer::Guardian => rsx! { p { class: "soft", {i.show("school-reply-guardian")} } },
                CountPer::Child | CountPer::Other => rsx! {},
            }
            if late {
                div { class: "note warn", Icon { name: "clock" } p { {i.show("school-reply-late")} } }
            }
            if at_once {
                SeenAll { notice: row.id, slots: row.open_for.clone() }
            }
            for slot in row.slots() {
                if !at_once || !row.open_for.contains(&slot) {
                    Slot { key: "{slot:?}", row: row.clone(), slot }
                }
            }
        }
    }
}

/// One tap for all children.
#[component]
fn SeenAll(notice: Uuid, slots: Vec<Option<Uuid>>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let school = use_school();
    let form = use_form();
    let children = slots.iter().flatten().filter_map(|id| school.child(*id));
    let names: Vec<String> = children.map(|child| words::name(i, &child.card)).collect();
    let send = move || {
        let (engine, slots) = (engine.clone(), slots.clone());
        form.send(
            async move {
                for slot in slots {
                    engine.answer_notice(notice, slot, Answer::Seen).await?;
                }
                Ok(())
            },
            |()| {},
        );
    };
    rsx! {
        p { {i.show_with("school-reply-for", &[("names", Arg::Text(&words::together(i, &names)))])} }
        FormError { form, fields: vec![] }
        Submit { form, onsend: move |()| send(), {i.show("answer-seen-do")} }
    }
}

/// The answers that count for one child, or for all together: one's own first.
fn given(row: &NoticeRow, slot: Option<Uuid>) -> Vec<AnswerRow> {
    let mut given: Vec<AnswerRow> = row.answers.iter().filter(|answer| answer.pupil == slot).cloned().collect();
    given.sort_by_key(|answer| !answer.by.me);
    given
}

#[component]
fn Slot(row: NoticeRow, slot: Option<Uuid>) -> Element {
    let i = use_i18n();
    let school = use_school();
    let today = use_today();
    let mut changing = use_signal(|| false);
    let given = given(&row, slot);
    let open = row.open_for.contains(&slot);
    let name = slot.and_then(|id| school.child(id)).map(|child| words::name(i, &child.card));
    let seen_only = matches!(row.notice.ask, Ask::Seen);
    rsx! {
        div { class: "slot", role: "group", "aria-label": name.as_ref().map(|name| itsumo_domain::i18n::without_ruby(name)),
            if let Some(name) = &name {
                h3 { {ruby(name)} }
            }
            for (at, answer) in given.iter().enumerate() {
                div { key: "{at}", class: "answer-given",
                    p { strong { {ruby(&words::answer(i, &row.notice, &answer.answer, today))} } " " span { class: "soft", {ruby(&words::by(i, &answer.by))} } }
                    DeliveryLine { delivery: answer.delivery.clone() }
                }
            }
            if open || changing() {
                SlotForm { row: row.clone(), slot, before: given.first().map(|answer| answer.answer.clone()), ondone: move |()| changing.set(false) }
            } else if !seen_only {
                button { class: "button", r#type: "button",
                    onclick: move |_| changing.set(true),
                    if let Some(name) = &name {
                        span { class: "hidden", "{itsumo_domain::i18n::without_ruby(name)} " }
                    }
                    {i.show("answer-change")}
                }
            }
        }
    }
}

fn asked(ask: &Ask) -> Asked {
    match ask {
        Ask::Choice { options, many } => Asked::Choice { options: options.clone(), many: *many },
        Ask::Date { from, until } => Asked::Date { from: *from, until: *until },
        Ask::Text => Asked::Text,
        Ask::Seen | Ask::Nothing | Ask::Other => Asked::Seen,
    }
}

/// An answer as the form gives it. To a notice nobody is counted.
fn answer(given: Given) -> Answer {
    match given {
        Given::Seen | Given::People(_) => Answer::Seen,
        Given::Choice(chosen) => Answer::Choice { chosen },
        Given::Date(day) => Answer::Date { day },
        Given::Text(text) => Answer::Text { text },
    }
}

fn given_before(answer: &Answer) -> Given {
    match answer {
        Answer::Seen => Given::Seen,
        Answer::Choice { chosen } => Given::Choice(chosen.clone()),
        Answer::Date { day } => Given::Date(*day),
        Answer::Text { text } => Given::Text(text.clone()),
    }
}

#[component]
fn SlotForm(row: NoticeRow, slot: Option<Uuid>, before: Option<Answer>, ondone: EventHandler<()>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let notice = row.id;
    let send = use_wish(move |given: Given| {
        let engine = engine.clone();
        async move { engine.answer_notice(notice, slot, answer(given)).await }
    });
    rsx! {
        AnswerForm {
            id: format!("answer-{}", slot.map(|id| id.to_string()).unwrap_or_default()),
            kept: format!("{}notice/{}/{}", itsumo_engine::draft::PERSON, row.id, slot.unwrap_or_default()),
            asked: asked(&row.notice.ask),
            before: before.as_ref().map(given_before),
            field: "answer",
            text_hint: i.show("school-reply-text-hint"),
            send,
            ondone,
        }
    }
}
