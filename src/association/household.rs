//! One's own household: who reads along, how circulars shall come, its days for the calendar app, and the ways out. A
//! household that moves takes along what is its own; a member who leaves takes nothing and leaves the others what they
//! have.

use super::{knock::Knocks, parts::Gone, use_associations, use_today, words};
use crate::{
    dates,
    hooks::{use_command, use_engine},
    i18n::{Arg, ruby, use_i18n},
    platform::{self, Downloads},
    route::Route,
    ui::{Bar, Entry, Feed, FormError, Heading, Icon, Sheet, Submit, toast::use_toasts, use_form, use_wish},
};
use dioxus::prelude::*;
use itsumo_domain::association::{Delivery, Member};
use itsumo_engine::association::Home;
use uuid::Uuid;

/// One household.
#[component]
pub fn HouseholdScreen(household: Uuid) -> Element {
    let i = use_i18n();
    let all = use_associations();
    let today = use_today();
    let mut leaving = use_signal(|| false);
    let mut taking_out = use_signal(|| None::<Member>);
    let Some(home) = all.home(household).cloned() else { return rsx! { Gone {} } };
    let name = words::household(i, &home.card.name);
    let title = itsumo_domain::i18n::without_ruby(&name);
    let alone = home.card.members.len() < 2;
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                div {
                    Heading { {ruby(&name)} }
                    p { class: "soft", lang: "ja", "{words::place(&home.card)}" }
                }
                if let Some(until) = home.card.until {
                    div { class: "note warn", Icon { name: "info" } p { {i.show_with("association-home-until", &[("day", Arg::Text(&dates::civil_day(i, until, today)))])} } }
                }
                Knocks { household }
                section { class: "section",
                    h2 { {i.show("association-members")} }
                    ul { class: "group",
                        for member in home.card.members.iter().cloned() {
                            li { key: "{member.id}",
                                MemberLine { member: member.clone(), alone, ontakeout: move |()| taking_out.set(Some(member.clone())) }
                            }
                        }
                    }
                    p { class: "soft", {i.show("association-members-more")} }
                }
                DeliveryWish { home: home.clone() }
                section { class: "section",
                    h2 { {i.show("association-home-more")} }
                    div { class: "group",
                        Entry { to: Route::HouseholdFeed { household }, icon: "external", title: i.show("association-feed"), detail: i.show("association-feed-short") }
                        Pack { household, name: home.card.name.clone() }
                    }
                }
                button { class: "button danger wide", r#type: "button", "aria-haspopup": "dialog", onclick: move |_| leaving.set(true),
                    {i.show("association-leave")}
                }
            }
            if leaving() {
                Leave { household, name: name.clone(), last: alone, onclose: move |()| leaving.set(false) }
            }
            if let Some(member) = taking_out() {
                TakeOut { household, member, onclose: move |()| taking_out.set(None) }
            }
        }
    }
}

/// A member, with the way to take them out where they are not the only one.
#[component]
fn MemberLine(member: Member, alone: bool, ontakeout: EventHandler<()>) -> Element {
    let i = use_i18n();
    let since = dates::civil_with_year(i, member.since);
    rsx! {
        div { class: "entry",
            Icon { name: "person" }
            span { class: "words",
                span { lang: "ja", "{member.name}" }
                " "
                small {
                    if member.far {
                        {i.show("association-member-far")}
                        " · "
                    }
                    {i.show_with("association-member-since", &[("day", Arg::Text(&since))])}
                }
            }
            if !alone {
                button { class: "button", r#type: "button", "aria-haspopup": "dialog", onclick: move |_| ontakeout.call(()),
                    span { class: "hidden", "{member.name} " }
                    {i.show("association-member-out")}
                }
            }
        }
    }
}

/// How circulars shall come: one tap, said to the server at once.
#[component]
fn DeliveryWish(home: Home) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let form = use_form();
    let mut wanted = use_signal(|| None::<Delivery>);
    let household = home.household;
    let now = wanted().unwrap_or(home.card.delivery);
    let options = [Delivery::App, Delivery::Both, Delivery::Paper];
    rsx! {
        section { class: "section", role: "radiogroup", "aria-labelledby": "delivery-label",
            h2 { id: "delivery-label", {i.show("association-delivery")} }
            div { class: "group",
                for option in options {
                    label { key: "{option.name()}", class: "entry",
                        input {
                            r#type: "radio",
                            name: "delivery",
                            checked: now == option,
                            onchange: {
                                let engine = engine.clone();
                                move |_| {
                                    let engine = engine.clone();
                                    wanted.set(Some(option));
                                    form.send(async move {
                                        let said = engine.set_delivery(household, option).await;
                                        // What was not said is not shown as if it were.
                                        wanted.set(None);
                                        said
                                    }, |()| {});
                                }
                            },
                        }
                        span { class: "words",
                            {ruby(&words::delivery(i, option))}
                            " "
                            small { {i.show(&format!("association-delivery-{}-detail", option.name()))} }
                        }
                    }
                }
            }
            FormError { form, fields: vec![] }
        }
    }
}

/// What is the household's own, to take along when it moves.
#[component]
fn Pack(household: Uuid, name: String) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let downloads = use_context::<Downloads>();
    let toasts = use_toasts();
    let mut busy = use_signal(|| false);
    let fetch = move |_| {
        if busy() {
            return;
        }
        busy.set(true);
        let (engine, downloads) = (engine.clone(), downloads.clone());
        spawn(async move {
            let said = match engine.household_pack(household).await {
                Err(error) => crate::hooks::error_text(i, &error),
                Ok(pack) => {
                    let bytes = serde_json::to_vec_pretty(&pack).unwrap_or_default();
                    match downloads.keep("itsumo-household.json", &bytes) {
                        Ok(path) => {
                            platform::hand_on(&path);
                            i.marked("letter-file-saved", &[("path", Arg::Text(&path.display().to_string()))])
                        }
                        Err(_) => i.marked("field-cannot-write", &[]),
                    }
                }
            };
            busy.set(false);
            toasts.say(said);
        });
    };
    rsx! {
        button { class: "entry", r#type: "button", "aria-busy": if busy() { "true" } else { "false" }, onclick: fetch,
            Icon { name: "download" }
            span { class: "words",
                {i.show("association-pack")}
                " "
                small { {i.show_with("association-pack-detail", &[("name", Arg::Text(&words::household(i, &name)))])} }
            }
        }
    }
}

/// Asks once more before one's own membership ends. With it this screen goes: what is wished goes on without it.
#[component]
fn Leave(household: Uuid, name: String, last: bool, onclose: EventHandler<()>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let navigator = navigator();
    let leave = move |_| {
        let engine = engine.clone();
        onclose.call(());
        command.then(async move { engine.leave_household(household).await }, Some("association-left"), move || {
            navigator.replace(Route::AssociationHome {});
        });
    };
    rsx! {
        Sheet { id: "leave", title: i.show_with("association-leave-ask", &[("name", Arg::Text(&name))]), onclose: move |()| onclose.call(()),
            p { {i.show("association-leave-detail")} }
            if last {
                p { {i.show("association-leave-last")} }
            }
            button { class: "button main danger wide", r#type: "button", onclick: leave, {i.show("association-leave-do")} }
            button { class: "button wide", r#type: "button", onclick: move |_| onclose.call(()), {i.show("association-leave-not")} }
        }
    }
}

/// Asks once more before another member is taken out.
#[component]
fn TakeOut(household: Uuid, member: Member, onclose: EventHandler<()>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let toasts = use_toasts();
    let form = use_form();
    let id = member.id;
    let send = move || {
        let engine = engine.clone();
        form.send(async move { engine.take_out_member(household, id).await }, move |()| {
            toasts.say(i.marked("association-taken-out", &[]));
            onclose.call(());
        });
    };
    rsx! {
        Sheet { id: "take-out", title: i.show_with("association-take-out-ask", &[("name", Arg::Text(&member.name))]), onclose: move |()| onclose.call(()),
            p { {i.show("association-take-out-detail")} }
            FormError { form, fields: vec![] }
            Submit { form, danger: true, onsend: move |()| send(), {i.show("association-take-out-do")} }
            button { class: "button wide", r#type: "button", onclick: move |_| onclose.call(()), {i.show("association-leave-not")} }
        }
    }
}

/// The address at which a calendar app finds the household's days.
#[component]
pub fn HouseholdFeed(household: Uuid) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let all = use_associations();
    let ending = engine.clone();
    let make = use_wish(move |()| {
        let engine = engine.clone();
        async move { engine.household_calendar(household).await }
    });
    let end = use_wish(move |()| {
        let engine = ending.clone();
        async move { engine.revoke_household_calendar(household).await }
    });
    let Some(home) = all.home(household).cloned() else { return rsx! { Gone {} } };
    let name = words::household(i, &home.card.name);
    let title = i.say("association-feed");
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                Heading { {i.show("association-feed")} }
                p { class: "lead", {i.show_with("association-feed-lead", &[("name", Arg::Text(&name))])} }
                Feed { make, end }
            }
        }
    }
}
