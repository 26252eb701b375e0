//! The city; what one cares about in it.

use crate::{
    city::{AreaTiles, Children, CityChoice, TopicTiles},
    dates,
    hooks::{use_city, use_command, use_engine, use_query},
    i18n::{Arg, Local, use_i18n},
    route::{Route, go_back},
    ui::{Failed, Icon, Page, Skeleton, State, toast::use_toasts},
};
use dioxus::prelude::*;
use itsumo_domain::interests::Interests;

/// Another city.
#[component]
pub fn CitySettings() -> Element {
    let i = use_i18n();
    let toasts = use_toasts();
    let city = use_city();
    rsx! {
        Page { title: i.say("settings-city"), heading: i.show("settings-city"),
            p { class: "lead", {i.show("settings-city-lead")} }
            CityChoice { onchosen: move |()| toasts.say(i.marked("settings-city-done", &[])) }
            if let Some(city) = city {
                if !city.offices.is_empty() {
                    section { class: "section",
                        h2 { {i.show("settings-offices")} }
                        ul { class: "group",
                            for office in city.offices {
                                li { key: "{office.id}", class: "entry",
                                    Icon { name: "council" }
                                    span { class: "words",
                                        strong { Local { text: office.name.clone() } }
                                        small { Local { text: office.hours.clone() } }
                                        if let Some(address) = office.address.clone() {
                                            small { Local { text: address } }
                                        }
                                    }
                                    if let Some(phone) = office.phone.clone() {
                                        a { class: "button", href: "tel:{phone}", Icon { name: "phone" } "{phone}" }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Topics, areas, children, and what is silent for a while. Kept as one taps: there is nothing to forget to press.
#[component]
pub fn InterestSettings() -> Element {
    let i = use_i18n();
    let mut interests = use_query(&[], |engine| async move { engine.interests().await });
    let city = use_city();
    rsx! {
        Page { title: i.say("settings-interests"), heading: i.show("settings-interests"),
            if city.is_none() {
                State { icon: "place", title: i.show("news-no-city"), detail: i.show("news-no-city-detail"),
                    Link { to: Route::CitySettings {}, class: "button main", {i.show("news-choose-city")} }
                }
            } else {
                match &*interests.read() {
                    None => rsx! { Skeleton {} },
                    Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| interests.restart() } },
                    Some(Ok(kept)) => rsx! { Chooser { kept: kept.clone() } },
                }
            }
        }
    }
}

#[component]
fn Chooser(kept: Interests) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let city = use_city().unwrap_or_default();
    let chosen = use_signal(|| kept.clone());
    let mut stored = use_signal(|| kept.clone());
    use_effect({
        let engine = engine.clone();
        move || {
            let now = chosen.read().clone();
            if *stored.peek() != now {
                stored.set(now.clone());
                let engine = engine.clone();
                command.in_order(async move { engine.set_interests(now).await }, None);
            }
        }
    });
    let now = engine.now();
    let muted: Vec<_> = chosen
        .read()
        .muted
        .iter()
        .filter(|(_, until)| **until > now)
        .filter_map(|(id, until)| Some((city.topic(id)?.clone(), *until)))
        .collect();
    let mut editing = chosen;
    rsx! {
        p { class: "lead", {i.show("settings-interests-lead")} }
        section { class: "section",
            h2 { {i.show("settings-topics")} }
            TopicTiles { chosen }
        }
        if !muted.is_empty() {
            section { class: "section",
                h2 { {i.show("settings-muted")} }
                ul { class: "group",
                    for (topic, until) in muted {
                        li { key: "{topic.id}", class: "entry",
                            Icon { name: "quiet" }
                            span { class: "words",
                                Local { text: topic.name.clone() }
                                small { {i.show_with("settings-muted-until", &[("time", Arg::Text(&dates::day(i, until, now)))])} }
                            }
                            button {
                                class: "button",
                                r#type: "button",
                                onclick: {
                                    let id = topic.id.clone();
                                    move |_| editing.with_mut(|chosen| {
                                        chosen.muted.remove(&id);
                                    })
                                },
                                {i.show("settings-unmute")}
                            }
                        }
                    }
                }
            }
        }
        section { class: "section",
            h2 { {i.show("settings-areas")} }
            p { class: "soft", {i.show("settings-areas-detail")} }
            AreaTiles { chosen }
        }
        section { class: "section",
            h2 { {i.show("settings-children")} }
            p { class: "soft", {i.show("settings-children-detail")} }
            Children { chosen }
        }
        button { class: "button main wide", r#type: "button", onclick: move |_| go_back(), {i.show("app-done")} }
    }
}
