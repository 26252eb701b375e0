//! What several screens of the association are made of.

use super::{use_associations, words};
use crate::{
    hooks::{error_text, use_command, use_engine},
    i18n::{ruby, use_i18n},
    route::Route,
    ui::{Bar, Icon, State},
};
use dioxus::prelude::*;
use itsumo_engine::{Delivery, Error};
use uuid::Uuid;

/// How far something that was said has come: まだ届いていません → 届きました; with the reason and two ways on where the
/// server said no. What was typed is kept either way.
#[component]
pub fn Delivered(
    delivery: Delivery,
    #[props(default)] command: Option<Uuid>,
    #[props(default)] short: bool,
) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let again = engine.clone();
    let wish = use_command();
    let (icon, tone, key) = match &delivery {
        Delivery::Waiting { .. } => ("outbox", "waiting", "association-waiting"),
        Delivery::Refused(_) => ("info", "bad", "association-refused"),
        Delivery::Arrived | Delivery::Confirmed => ("check", "arrived", "association-arrived"),
    };
    rsx! {
        span { class: "delivery", "data-tone": tone, role: "status",
            Icon { name: icon }
            span { {i.show(key)} }
        }
        match delivery {
            Delivery::Waiting { .. } if !short => rsx! { p { class: "soft", {i.show("association-waiting-detail")} } },
            Delivery::Refused(refusal) if !short => rsx! {
                div { class: "note bad", role: "alert", Icon { name: "info" }
                    div { class: "stack tight",
                        p { {ruby(&error_text(i, &Error::Refused(refusal)))} }
                        if let Some(id) = command {
                            div { class: "line",
                                button { class: "button", r#type: "button",
                                    onclick: move |_| { let engine = again.clone(); wish.run(async move { engine.outbox_retry(id).await }, None) },
                                    {i.show("association-try-again")}
                                }
                                button { class: "button plain", r#type: "button",
                                    onclick: move |_| { let engine = engine.clone(); wish.run(async move { engine.outbox_discard(id).await }, None) },
                                    {i.show("association-let-go")}
                                }
                            }
                        }
                    }
                }
            },
            _ => rsx! {},
        }
    }
}

/// Of which household something is. Nothing where there is only one.
#[component]
pub fn Whose(household: Uuid) -> Element {
    let i = use_i18n();
    let all = use_associations();
    let name = words::household_of(i, &all, household);
    if all.homes.len() < 2 || name.is_empty() {
        return rsx! {};
    }
    rsx! { h3 { class: "whose", {ruby(&name)} } }
}

/// What is asked for is not there any more: recalled, expired, or of a household that one left.
#[component]
pub fn Gone() -> Element {
    let i = use_i18n();
    let title = i.say("association-gone");
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            State { icon: "info", title: i.show("association-gone"), detail: i.show("association-gone-detail"),
                Link { to: Route::AssociationHome {}, class: "button", {i.show("association-to-home")} }
            }
        }
    }
}
