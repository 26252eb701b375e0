//! A seat: until when, what is to be handed over, what of its holder is shown; and how one takes a seat with the code of
//! its slip. Whoever holds it next April finds here what this one ticked.

use super::{
    super::{use_associations, use_today},
    parts::{Afield, Far, NotThere},
};
use crate::{
    dates,
    hooks::{use_command, use_engine},
    i18n::{Arg, ruby, use_i18n},
    route::Route,
    ui::{Bar, Field, FormError, Heading, Icon, Page, Submit, use_form},
};
use dioxus::prelude::*;
use itsumo_domain::{
    association::seat::{SeatCard, TakenSeat},
    school::code::JoinCode,
};
use itsumo_engine::{Error, association::SeatRow};
use uuid::Uuid;

/// From so many days before its end on, a seat says what is to be handed over.
pub const NEAR_END_DAYS: i64 = 45;

/// How many lines of the checklist are still open.
pub fn open_items(card: &SeatCard) -> usize {
    card.checklist.iter().filter(|item| item.done.is_none()).count()
}

/// A seat of one's own.
#[component]
pub fn SeatScreen(seat: Uuid) -> Element {
    let all = use_associations();
    match all.seat(seat).cloned() {
        Some(row) => rsx! { Shown { key: "{seat}", row } },
        None => rsx! { NotThere {} },
    }
}

#[component]
fn Shown(row: SeatRow) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let today = use_today();
    let now = engine.now();
    let card = row.card.clone();
    let seat = row.id;
    let since = dates::civil_with_year(i, card.since);
    let held = row.is_held(today);
    let left = card.until.map(|until| until.signed_duration_since(today).num_days());
    let open = i64::try_from(open_items(&card)).unwrap_or(0);
    let title = card.title.clone();
    rsx! {
        document::Title { "{title}" }
        div { class: "pane seat-screen",
            Bar {}
            div { class: "page stack loose",
                div { class: "stack tight",
                    Heading { lang: "ja", "{card.title}" }
                    p { class: "soft", lang: "ja", "{card.association_name}" }
                }
                if let Some(delivery) = row.delivery.clone() {
                    Far { delivery, command: row.command }
                }
                div { class: if held { "note" } else { "note warn" }, Icon { name: if held { "key" } else { "clock" } }
                    div { class: "stack tight",
                        p {
                            match card.until {
                                Some(until) => i.show_with("officer-seat-term", &[("since", Arg::Text(&since)), ("until", Arg::Text(&dates::civil_with_year(i, until)))]),
                                None => i.show_with("officer-seat-since", &[("since", Arg::Text(&since))]),
                            }
                        }
                        if !held {
                            p { {i.show("officer-seat-not-now")} }
                        } else if let Some(left) = left.filter(|left| *left <= NEAR_END_DAYS) {
                            p { strong { {i.show_with("officer-seat-left", &[("days", Arg::Number(left))])} } }
                        }
                        if !card.beside.is_empty() {
                            p { {i.show_with("officer-seat-beside", &[("name", Arg::Text(&card.beside))])} }
                        }
                    }
                }
                Afield {}
                if !card.checklist.is_empty() {
                    section { class: "section",
                        h2 {
                            if open > 0 {
                                {i.show_with("officer-checklist-open", &[("count", Arg::Number(open))])}
                            } else {
                                {i.show("officer-checklist-done")}
                            }
                        }
                        ul { class: "group ticks",
                            for (at, item) in card.checklist.iter().cloned().enumerate() {
                                li { key: "{at}",
                                    label { class: "tick-line",
                                        input { r#type: "checkbox", checked: item.done.is_some(), disabled: !held,
                                            onchange: {
                                                let engine = engine.clone();
                                                move |event: FormEvent| {
                                                    let (engine, done) = (engine.clone(), event.checked());
                                                    let Ok(place) = u16::try_from(at) else { return };
                                                    command.in_order(async move { engine.tick_item(seat, place, done).await }, None);
                                                }
                                            } }
                                        span { class: "words", lang: "ja",
                                            "{item.what}"
                                            if let Some(done) = item.done {
                                                small { {ruby(&dates::day(i, done, now))} " {item.by}" }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                if held {
                    Shows { seat, card: card.clone() }
                }
                section { class: "section",
                    h2 { {i.show("officer-seat-lost")} }
                    p { class: "soft", {i.show("officer-seat-lost-detail")} }
                }
            }
        }
    }
}

/// What of the holder every household sees. Empty fields show nothing, and that is said.
#[component]
fn Shows(seat: Uuid, card: SeatCard) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let form = use_form();
    let mut name = use_signal(|| card.shows_name.clone());
    let mut phone = use_signal(|| card.shows_phone.clone());
    let mut kept = use_signal(|| false);
    let send = move || {
        let (engine, name, phone) = (engine.clone(), name.peek().trim().to_owned(), phone.peek().trim().to_owned());
        form.send(async move { engine.show_officer(seat, name, phone).await }, move |()| kept.set(true));
    };
    let nothing = name.read().trim().is_empty() && phone.read().trim().is_empty();
    rsx! {
        section { class: "section",
            h2 { {i.show("officer-shows")} }
            p { class: "soft", {i.show("officer-shows-detail")} }
            div { class: "stack",
                Field { id: "shows-name", label: i.show("officer-shows-name"), maxlength: 40, initial: card.shows_name.clone(),
                    error: form.field(i, "name"), oninput: move |text| { kept.set(false); name.set(text) } }
                Field { id: "shows-phone", label: i.show("officer-shows-phone"), inputmode: "tel", maxlength: 40, initial: card.shows_phone.clone(),
                    oninput: move |text| { kept.set(false); phone.set(text) } }
                p { role: "status",
                    if kept() {
                        {i.show("officer-shows-kept")}
                    } else if nothing {
                        {i.show("officer-shows-nothing")}
                    }
                }
                FormError { form, fields: vec!["name"] }
                Submit { form, onsend: move |()| send(), {i.show("officer-shows-keep")} }
            }
        }
    }
}

/// Takes a seat with the code of its slip.
#[component]
pub fn TakeSeat() -> Element {
    let i = use_i18n();
    let today = use_today();
    let engine = use_engine();
    let form = use_form();
    let mut code = use_signal(String::new);
    let mut taken = use_signal(|| None::<TakenSeat>);
    let send = move || {
        let (engine, code) = (engine.clone(), code.peek().clone());
        form.send(
            async move {
                if code.trim().is_empty() {
                    return Err(Error::field("code", "empty"));
                }
                // What can be said without the server is said at once, offline too.
                JoinCode::read(&code).map_err(|slip| Error::field("code", slip.code()))?;
                engine.take_seat(&code).await
            },
            move |seat| taken.set(Some(seat)),
        );
    };
    let enter = send.clone();
    if let Some(seat) = taken() {
        return rsx! {
            Page { title: i.say("officer-taken"), heading: i.show("officer-taken"),
                div { class: "note good", role: "status", Icon { name: "check" }
                    p { {i.show_with("officer-taken-with", &[("title", Arg::Text(&seat.title)), ("association", Arg::Text(&seat.association))])} }
                }
                if seat.since > today {
                    p { class: "lead", {i.show_with("officer-taken-later", &[("day", Arg::Text(&dates::civil_day(i, seat.since, today)))])} }
                } else {
                    p { class: "lead", {i.show("officer-taken-next")} }
                }
                Link { to: Route::OfficerHome {}, class: "button main wide", {i.show("officer-to-home")} }
            }
        };
    }
    rsx! {
        Page { title: i.say("officer-take-seat"), heading: i.show("officer-take-seat"),
            p { class: "lead", {i.show("officer-take-seat-lead")} }
            div { class: "stack",
                Field { id: "code", class: "long-code", label: i.show("officer-take-seat-code"), hint: i.show("officer-take-seat-code-hint"), autocomplete: "off",
                    error: form.field(i, "code"), oninput: move |text| code.set(text), onenter: move |()| enter() }
                FormError { form, fields: vec!["code"] }
                Submit { form, onsend: move |()| send(), {i.show("officer-take-seat-do")} }
            }
            div { class: "assure", Icon { name: "lock" } p { {i.show("officer-take-seat-private")} } }
            Link { to: Route::AskSeat {}, class: "button plain wide", {i.show("officer-ask")} }
        }
    }
}
