//! What several screens of the school are made of.

use super::words;
use crate::{
    i18n::{ruby, use_i18n},
    route::Route,
    ui::{Bar, Field, Icon, Phones, State},
};
use dioxus::prelude::*;
use itsumo_engine::school::Delivery;

/// How far something that was said has come: まだ届いていません → 届きました → 先生が確認しました. With the telephone to call where
/// waiting would be too late, and with the reason where it was refused.
#[component]
pub fn DeliveryLine(delivery: Delivery, #[props(default)] short: bool) -> Element {
    let i = use_i18n();
    let (icon, tone, text) = words::delivery(i, &delivery);
    rsx! {
        span { class: "delivery", "data-tone": tone, role: "status",
            Icon { name: icon }
            span { {ruby(&text)} }
        }
        if !short {
            match delivery {
                Delivery::Waiting { near_cut_off } if !near_cut_off.is_empty() => rsx! {
                    div { class: "note warn", Icon { name: "phone" }
                        div { class: "stack tight",
                            p { {i.show("school-waiting-call")} }
                            Phones { phones: near_cut_off }
                        }
                    }
                },
                Delivery::Waiting { .. } => rsx! { p { class: "soft", {i.show("school-waiting-detail")} } },
                Delivery::Refused(refusal) => {
                    let error = itsumo_engine::Error::Refused(refusal);
                    rsx! {
                        div { class: "note bad", role: "alert", Icon { name: "info" }
                            p { {ruby(&crate::hooks::error_text(i, &error))} }
                        }
                    }
                }
                Delivery::Arrived | Delivery::Confirmed => rsx! {},
            }
        }
    }
}

/// A time of day: typed, or one of those that are offered at a tap.
#[component]
pub fn TimeField(
    id: String,
    label: Element,
    offered: Vec<&'static str>,
    #[props(default)] error: Option<String>,
    #[props(default)] initial: String,
    oninput: EventHandler<String>,
) -> Element {
    let mut text = use_signal(|| initial.clone());
    // A tap on a time writes it into the field: a new field, begun with that time.
    let mut begun = use_signal(|| (0_u32, initial));
    rsx! {
        div { class: "day-field",
            Field {
                key: "{begun.read().0}",
                id: id.clone(),
                class: "short",
                label,
                error,
                inputmode: "numeric",
                maxlength: 8,
                initial: begun.read().1.clone(),
                oninput: move |typed: String| {
                    text.set(typed.clone());
                    oninput.call(typed);
                },
            }
            div { class: "chips",
                for time in offered {
                    button {
                        key: "{time}",
                        class: "chip",
                        r#type: "button",
                        "aria-pressed": if text() == time { "true" } else { "false" },
                        onclick: move |_| {
                            text.set(time.to_owned());
                            begun.with_mut(|begun| *begun = (begun.0.wrapping_add(1), time.to_owned()));
                            oninput.call(time.to_owned());
                        },
                        "{time}"
                    }
                }
            }
        }
    }
}

/// What is asked for is not there any more: recalled, from an old link, or of a child that left.
#[component]
pub fn Gone() -> Element {
    let i = use_i18n();
    let title = i.say("school-gone");
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            State { icon: "info", title: i.show("school-gone"), detail: i.show("school-gone-detail"),
                Link { to: Route::SchoolHome {}, class: "button", {i.show("school-to-home")} }
            }
        }
    }
}
