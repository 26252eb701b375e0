//! Headings, bars, pages, list entries.

use super::Icon;
use crate::i18n::use_i18n;
use dioxus::prelude::*;

/// The screen's one `h1`. It takes the focus when the screen appears, so that a screen reader says where one
/// is and the keyboard goes on from there.
///
/// Where a field is what one came for, it takes the focus instead: then `focus` is off.
#[component]
pub fn Heading(
    #[props(default)] lang: Option<String>,
    #[props(default = true)] focus: bool,
    children: Element,
) -> Element {
    rsx! {
        h1 {
            tabindex: "-1",
            lang,
            onmounted: move |mounted| async move {
                if focus {
                    // A window that is gone meanwhile has nothing to focus.
                    let _ = mounted.set_focus(true).await;
                }
            },
            {children}
        }
    }
}

/// The bar over a screen that one came to from another: back, where one is, what one can do.
#[component]
pub fn Bar(#[props(default)] title: String, children: Element) -> Element {
    let i = use_i18n();
    rsx! {
        div { class: "bar",
            button {
                class: "icon-button",
                r#type: "button",
                "aria-label": i.say("app-back"),
                onclick: move |_| crate::route::go_back(),
                Icon { name: "back" }
            }
            span { class: "where", "aria-hidden": "true", "{title}" }
            span { class: "space" }
            {children}
        }
    }
}

/// A screen of settings or forms: bar, heading, one column.
#[component]
pub fn Page(title: String, heading: Element, children: Element) -> Element {
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                Heading { {heading} }
                {children}
            }
        }
    }
}

/// A line of a grouped list that leads somewhere.
#[component]
pub fn Entry(
    to: crate::route::Route,
    icon: String,
    title: Element,
    #[props(default)] detail: Option<Element>,
    #[props(default)] value: Option<Element>,
) -> Element {
    rsx! {
        Link { to, class: "entry",
            Icon { name: icon }
            span { class: "words",
                {title}
                if let Some(detail) = detail {
                    small { {detail} }
                }
            }
            if let Some(value) = value {
                span { class: "value", {value} }
            }
            Icon { name: "forward" }
        }
    }
}

/// A number on a tab: seen as a figure, read aloud as what it counts.
#[component]
pub fn Count(count: i64, reads: String) -> Element {
    rsx! {
        span { class: "count", "aria-hidden": "true",
            if count > 99 { "99+" } else { "{count}" }
        }
        " "
        span { class: "hidden", "{reads}" }
    }
}

/// Telephones, by name, to be called at a tap.
#[component]
pub fn Phones(phones: Vec<(String, String)>) -> Element {
    rsx! {
        ul { class: "phones",
            for (name, phone) in phones {
                li { key: "{name}{phone}",
                    a { class: "button", href: "tel:{phone}", Icon { name: "phone" } strong { "{phone}" } " " span { lang: "ja", "{name}" } }
                }
            }
        }
    }
}
