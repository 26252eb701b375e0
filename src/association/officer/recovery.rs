//! A seat whose holder has vanished, or that nobody holds: whoever shall hold it asks, two officers or the city agree, and
//! the one who holds it on paper is told and may say that they are there. Never a shared password.

use super::{super::use_associations, parts::NotThere};
use crate::{
    dates,
    hooks::{use_command, use_engine, use_query},
    i18n::{Arg, ruby, use_i18n},
    ui::{Area, Choice, Failed, Field, FormError, Icon, Page, Skeleton, Submit, use_form},
};
use dioxus::prelude::*;
use itsumo_domain::association::{
    Role,
    seat::{AskedFor, RecoveryShown, RecoveryState},
};
use itsumo_engine::{Change, Error};
use uuid::Uuid;

/// Asks for a seat, and shows what was asked for.
#[component]
pub fn AskSeat() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let all = use_associations();
    let form = use_form();
    let mut mine =
        use_query(&[Change::Association, Change::Sync], |engine| async move { engine.seats_asked_for().await });
    let mut seat = use_signal(String::new);
    let mut name = use_signal(String::new);
    let mut why = use_signal(String::new);
    let seats: Vec<(String, String)> = all
        .cards
        .iter()
        .flat_map(|(_, card)| card.officers.iter().map(move |officer| (card, officer)))
        .filter(|(_, officer)| officer.role != Role::City && all.seat(officer.seat).is_none())
        .map(|(card, officer)| {
            let several = all.cards.len() > 1;
            let title = if several { format!("{} {}", card.name, officer.title) } else { officer.title.clone() };
            (officer.seat.to_string(), title)
        })
        .collect();
    if all.cards.is_empty() {
        return rsx! { NotThere {} };
    }
    let mut seats_once = seats;
    // A seat with two holders stands in the list of officers twice.
    seats_once.dedup();
    let send = move || {
        let (engine, chosen) = (engine.clone(), seat.peek().parse::<Uuid>().ok());
        let (name, why) = (name.peek().clone(), why.peek().clone());
        form.send(
            async move {
                let chosen = chosen.ok_or_else(|| Error::field("seat", "empty"))?;
                engine.ask_for_seat(chosen, &name, &why).await
            },
            move |_| mine.restart(),
        );
    };
    rsx! {
        Page { title: i.say("officer-ask"), heading: i.show("officer-ask"),
            p { class: "lead", {i.show("officer-ask-lead")} }
            match &*mine.read() {
                None => rsx! { Skeleton { rows: 1 } },
                Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| mine.restart() } },
                Some(Ok(asked)) => rsx! {
                    for one in asked.iter().cloned() {
                        Asked { key: "{one.id}", one, onback: move |()| mine.restart() }
                    }
                },
            }
            div { class: "stack",
                Choice { id: "seat", label: i.show("officer-ask-which"), options: seats_once, chosen: seat(), error: form.field(i, "seat"), onchoose: move |id| seat.set(id) }
                Field { id: "name", label: i.show("officer-ask-name"), autocomplete: "name", maxlength: 40, error: form.field(i, "name"), oninput: move |text| name.set(text) }
                Area { id: "why", label: i.show("officer-ask-why"), hint: i.show("officer-ask-why-hint"), rows: 2, oninput: move |text| why.set(text) }
                FormError { form, fields: vec!["seat", "name"] }
                Submit { form, onsend: move |()| send(), {i.show("officer-ask-do")} }
            }
        }
    }
}

/// What was asked for, and how far it is.
#[component]
fn Asked(one: RecoveryShown, onback: EventHandler<()>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let now = engine.now();
    let id = one.id;
    let open = one.state == RecoveryState::Open;
    rsx! {
        div { class: if one.state == RecoveryState::Given { "note good" } else { "note" }, role: "status",
            Icon { name: if open { "clock" } else { "key" } }
            div { class: "stack tight",
                p { strong { lang: "ja", "{one.title}" } " " span { class: "soft", {ruby(&dates::moment(i, one.asked, now))} } }
                p { {i.show(&format!("officer-asked-{}", one.state.name()))} }
                if open {
                    p { class: "soft",
                        {i.show_with("officer-asked-yeses", &[("count", Arg::Number(i64::from(one.yeses)))])}
                        if let Some(waits) = one.waits {
                            " "
                            {i.show_with("officer-asked-waits", &[("day", Arg::Text(&dates::moment(i, waits, now)))])}
                        }
                    }
                    button { class: "button", r#type: "button",
                        onclick: move |_| {
                            let engine = engine.clone();
                            command.then(async move { engine.take_back_recovery(id).await }, None, move || onback.call(()));
                        },
                        {i.show("officer-asked-back")}
                    }
                }
            }
        }
    }
}

/// What others ask for, to whoever may say yes, and to the one whose seat it is. Nothing where nobody asks.
#[component]
pub fn AskedForSeats() -> Element {
    let all = use_associations();
    let asked: Vec<AskedFor> = all.seats.iter().flat_map(|row| row.card.asked.iter().cloned()).collect();
    rsx! {
        for one in asked {
            Wanted { key: "{one.id}{one.own}", one }
        }
    }
}

#[component]
fn Wanted(one: AskedFor) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let now = engine.now();
    let id = one.id;
    let heading = if one.own { "officer-wanted-own" } else { "officer-wanted" };
    let answer = move |yes: bool| {
        let engine = engine.clone();
        command.run(
            async move { engine.answer_recovery(id, yes).await },
            Some(if yes { "officer-wanted-said" } else { "officer-wanted-refused" }),
        );
    };
    rsx! {
        section { class: "card urgent stack", role: "group",
            h2 { {i.show_with(heading, &[("title", Arg::Text(&one.title)), ("name", Arg::Text(&one.by))])} }
            if !one.why.is_empty() {
                p { lang: "ja", "「{one.why}」" }
            }
            p { class: "soft",
                {ruby(&dates::moment(i, one.asked, now))}
                " · "
                {i.show_with("officer-asked-yeses", &[("count", Arg::Number(i64::from(one.yeses)))])}
                if let Some(waits) = one.waits {
                    " · "
                    {i.show_with("officer-asked-waits", &[("day", Arg::Text(&dates::moment(i, waits, now)))])}
                }
            }
            if one.own {
                p { {i.show("officer-wanted-own-detail")} }
                button { class: "button main wide", r#type: "button", onclick: move |_| answer(false), {i.show("officer-wanted-no")} }
            } else if one.said {
                p { {i.show("officer-wanted-said")} }
            } else {
                p { {i.show("officer-wanted-detail")} }
                button { class: "button main wide", r#type: "button", onclick: move |_| answer(true), {i.show("officer-wanted-yes")} }
            }
        }
    }
}
