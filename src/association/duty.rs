//! One thing of the calendar: what, when and where, whose turn it is; and when it is mine, the tap that says it is done.

use super::{
    parts::{Delivered, Gone},
    use_associations, use_today, words,
};
use crate::{
    dates,
    hooks::{use_command, use_engine},
    i18n::{Arg, ruby, use_i18n},
    ui::{Bar, Heading, Icon, letter::Blocks},
};
use dioxus::prelude::*;
use itsumo_domain::{city::LocalText, school::notice::Block};
use uuid::Uuid;

/// One line of the calendar.
#[component]
pub fn DutyScreen(id: Uuid) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let all = use_associations();
    let today = use_today();
    let now = engine.now();
    let Some(row) = all.duty(id).cloned() else { return rsx! { Gone {} } };
    let duty = row.duty.clone();
    let title = duty.what.clone();
    let from = all.card(duty.association).map(|card| card.name.clone()).unwrap_or_default();
    let block = all
        .card(duty.association)
        .and_then(|card| card.blocks.iter().find(|block| Some(block.id) == duty.block))
        .map(|block| block.name.clone());
    let day = Block::Date { day: duty.from, time: duty.time, what: LocalText::ja(&duty.what) };
    let several = duty.from != duty.until;
    let done = duty.done;
    let mark = move |done: bool| {
        let engine = engine.clone();
        command.in_order(async move { engine.mark_duty(id, done).await }, None);
    };
    let undo = mark.clone();
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                div { class: "stack tight",
                    p { class: "line kind-line",
                        span { class: "tag", Icon { name: words::duty_icon(duty.kind) } span { lang: "ja", "{from}" if let Some(block) = block { " {block}" } } }
                    }
                    Heading { lang: "ja", "{duty.what}" }
                    if several {
                        p { {ruby(&dates::from_until(i, duty.from, duty.until, today))} }
                    }
                    if !duty.place.is_empty() {
                        p { class: "line tight-line", Icon { name: "place" } span { lang: "ja", "{duty.place}" } }
                    }
                }
                Blocks { letter: id, from, blocks: vec![day] }
                if row.mine {
                    div { class: "card turn-card",
                        p { class: "line tight-line", Icon { name: "home" }
                            strong {
                                if all.homes.len() > 1 {
                                    {i.show_with("association-turn-of", &[("name", Arg::Text(&duty.household_name))])}
                                } else {
                                    {i.show("association-turn")}
                                }
                            }
                        }
                        match done {
                            Some(at) => rsx! {
                                p { class: "line tight-line", Icon { name: "lifted" } span { {i.show_with("association-duty-done-at", &[("time", Arg::Text(&dates::moment(i, at, now)))])} } }
                                button { class: "button", r#type: "button", onclick: move |_| undo(false), {i.show("association-duty-undo")} }
                            },
                            None => rsx! {
                                p { class: "soft", {i.show("association-duty-lead")} }
                                button { class: "button main wide", r#type: "button", onclick: move |_| mark(true), Icon { name: "check" } {i.show("association-duty-do")} }
                            },
                        }
                        if let Some(delivery) = row.delivery.clone() {
                            Delivered { delivery, command: row.command }
                        }
                    }
                } else if !duty.household_name.is_empty() {
                    p { class: "line tight-line", Icon { name: "person" }
                        span { {i.show_with("association-turn-of", &[("name", Arg::Text(&duty.household_name))])} }
                        if done.is_some() {
                            span { class: "tag", Icon { name: "check" } {i.show("association-duty-done")} }
                        }
                    }
                }
            }
        }
    }
}
