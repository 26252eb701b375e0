//! One line of a list: a title of at most two lines, and one line of where from, how old, and why.

use super::why::short_reason;
use crate::{
    dates,
    hooks::{use_city, use_engine},
    i18n::{Japanese, Local, ruby, use_i18n},
    route::Route,
    ui::Icon,
};
use dioxus::prelude::*;
use itsumo_engine::NewsRow;

/// A row. The whole of it is the target.
#[component]
pub fn Row(row: NewsRow, to: Route, #[props(default)] snippet: Vec<(String, bool)>) -> Element {
    let i = use_i18n();
    let city = use_city();
    let now = use_engine().now();
    // One line has room for one of the two, and that it matters says more than where it comes from.
    let source = city
        .as_ref()
        .filter(|_| !row.important)
        .and_then(|city| city.source(&row.source))
        .map(|source| source.name.clone());
    let reason = short_reason(i, &row, city.as_ref(), now);
    let age = dates::age(i, row.published, now);
    rsx! {
        Link {
            to,
            id: "row-{row.id}",
            class: "row",
            "data-unread": if row.unread { "true" } else { "false" },
            span { class: "dot", "aria-hidden": "true" }
            span {
                if row.unread {
                    span { class: "hidden", {i.show("news-unread")} " " }
                }
                span { class: "title", Japanese { text: row.title.clone() } }
                if !snippet.is_empty() {
                    span { class: "snippet", lang: "ja",
                        for (at, (text, hit)) in snippet.into_iter().enumerate() {
                            if hit {
                                mark { key: "{at}", "{text}" }
                            } else {
                                span { key: "{at}", "{text}" }
                            }
                        }
                    }
                }
                span { class: "meta",
                    if row.important {
                        span { class: "must", {i.show("news-important")} }
                    }
                    if let Some(source) = source {
                        span { class: "from", Local { text: source } }
                    }
                    span { {ruby(&age)} }
                    if let Some(reason) = reason {
                        span { class: "why", {ruby(&reason)} }
                    }
                }
            }
            if row.saved {
                span { class: "kept", role: "img", "aria-label": i.say("news-saved"), Icon { name: "saved" } }
            }
        }
    }
}
