//! A child at its schools: where it goes and whom to call, what this guardian may do, who looked, the calendar's address,
//! and the way out.

use super::{parts::Gone, use_school, use_today, words};
use crate::{
    dates,
    handbook::Face,
    hooks::use_engine,
    i18n::{Arg, ruby, use_i18n},
    route::Route,
    ui::{Bar, Entry, Feed, FormError, Heading, Icon, Phones, Sheet, Submit, toast::use_toasts, use_form, use_wish},
};
use dioxus::prelude::*;
use itsumo_domain::school::{GroupKind, Place, Scope, school_year};
use uuid::Uuid;

/// One child.
#[component]
pub fn PupilScreen(child: Uuid) -> Element {
    let i = use_i18n();
    let school = use_school();
    let today = use_today();
    let mut leaving = use_signal(|| false);
    let Some(its) = school.child(child).cloned() else { return rsx! { Gone {} } };
    let name = words::name(i, &its.card);
    let title = itsumo_domain::i18n::without_ruby(&name);
    let scopes: Vec<String> = its.card.scopes.iter().map(|scope| words::scope(i, *scope)).collect();
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                div { class: "child-head",
                    Face { name: its.card.name.clone() }
                    div {
                        Heading { {ruby(&name)} }
                        if !its.card.kana.is_empty() {
                            p { class: "soft", lang: "ja", "{its.card.kana}" }
                        }
                    }
                }
                section { class: "section",
                    h2 { {i.show("school-places")} }
                    if its.card.places.is_empty() {
                        div { class: "note", Icon { name: "info" } p { {i.show("school-places-none")} } }
                    }
                    for place in its.card.places.iter().cloned() {
                        PlaceCard { key: "{place.facility.id}", place }
                    }
                }
                section { class: "section",
                    h2 { {i.show("school-scopes")} }
                    ul { class: "group",
                        for (at, words) in scopes.into_iter().enumerate() {
                            li { key: "{at}", class: "entry", Icon { name: "check" } span { class: "words", {ruby(&words)} } }
                        }
                    }
                    if let Some(until) = its.card.until {
                        p { class: "soft", {i.show_with("school-scopes-until", &[("day", Arg::Text(&dates::civil_day(i, until, today)))])} }
                    }
                    p { class: "soft", {i.show("school-scopes-detail")} }
                }
                div { class: "group",
                    Entry { to: Route::LookedScreen { child }, icon: "person", title: i.show("school-looked"), detail: i.show("school-looked-detail") }
                    if its.may(Scope::Notices) && !its.card.places.is_empty() {
                        Entry { to: Route::CalendarFeed { child }, icon: "events", title: i.show("school-feed"), detail: i.show("school-feed-short") }
                    }
                }
                button { class: "button danger wide", r#type: "button", "aria-haspopup": "dialog", onclick: move |_| leaving.set(true),
                    {i.show("school-leave")}
                }
            }
            if leaving() {
                Leave { child, name: name.clone(), onclose: move |()| leaving.set(false) }
            }
        }
    }
}

/// Where it goes: class, since when, telephone, and until when absences should be told.
#[component]
fn PlaceCard(place: Place) -> Element {
    let i = use_i18n();
    let today = use_today();
    let year = school_year(today);
    let class = place.groups.iter().find(|group| group.year == year && group.kind == GroupKind::Class);
    let groups: Vec<String> = place
        .groups
        .iter()
        .filter(|group| group.year == year && group.kind == GroupKind::Group)
        .map(|group| group.name.clone())
        .collect();
    let facility = place.facility.clone();
    let since = dates::civil_with_year(i, place.since);
    rsx! {
        div { class: "card place-card",
            p { class: "line",
                Icon { name: words::facility_icon(facility.kind) }
                strong { lang: "ja", "{facility.name}" }
            }
            p {
                if let Some(class) = class {
                    strong { lang: "ja", "{class.name}" }
                    " "
                }
                span { class: "soft",
                    match place.until {
                        Some(until) => i.show_with("school-place-until", &[("day", Arg::Text(&dates::civil_with_year(i, until)))]),
                        None => i.show_with("school-place-since", &[("day", Arg::Text(&since))]),
                    }
                }
            }
            if !groups.is_empty() {
                p { class: "soft", lang: "ja", "{groups.join(\"・\")}" }
            }
            p { class: "soft", {i.show_with("school-place-cut-off", &[("time", Arg::Text(&dates::time_of_day(facility.cut_off)))])} }
            if !facility.phone.is_empty() {
                Phones { phones: vec![(words::short(&facility).to_owned(), facility.phone.clone())] }
            }
        }
    }
}

/// Asks once more before one's part ends.
#[component]
fn Leave(child: Uuid, name: String, onclose: EventHandler<()>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let toasts = use_toasts();
    let navigator = navigator();
    let form = use_form();
    let send = move || {
        let engine = engine.clone();
        form.send(async move { engine.leave_pupil(child).await }, move |()| {
            toasts.say(i.marked("school-left", &[]));
            navigator.replace(Route::SchoolHome {});
        });
    };
    rsx! {
        Sheet { id: "leave", title: i.show_with("school-leave-ask", &[("name", Arg::Text(&name))]), onclose: move |()| onclose.call(()),
            p { {i.show("school-leave-detail")} }
            FormError { form, fields: vec![] }
            Submit { form, danger: true, onsend: move |()| send(), {i.show("school-leave-do")} }
            button { class: "button wide", r#type: "button", onclick: move |_| onclose.call(()), {i.show("school-leave-not")} }
        }
    }
}

/// The address at which a calendar app finds the child's days.
#[component]
pub fn CalendarFeed(child: Uuid) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let school = use_school();
    let ending = engine.clone();
    let make = use_wish(move |()| {
        let engine = engine.clone();
        async move { engine.calendar_link(child).await }
    });
    let end = use_wish(move |()| {
        let engine = ending.clone();
        async move { engine.revoke_calendar(child).await }
    });
    let Some(its) = school.child(child).cloned() else { return rsx! { Gone {} } };
    let name = words::name(i, &its.card);
    let title = i.say("school-feed");
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                Heading { {i.show("school-feed")} }
                p { class: "lead", {i.show_with("school-feed-lead", &[("name", Arg::Text(&name))])} }
                Feed { make, end }
            }
        }
    }
}
