//! One of several, several of several, a longer text, a day: what forms are made of besides a line of text.

use super::{Field, Icon};
use crate::{
    dates,
    hooks::use_engine,
    i18n::{ruby, use_i18n},
};
use chrono::Days;
use dioxus::prelude::*;

/// One of several, as chips in a row. Each option is its value and its marked text.
#[component]
pub fn Choice(
    id: String,
    label: Element,
    #[props(default)] hint: Option<Element>,
    #[props(default)] error: Option<String>,
    options: Vec<(String, String)>,
    chosen: String,
    onchoose: EventHandler<String>,
) -> Element {
    rsx! {
        div { class: "field", role: "radiogroup", "aria-labelledby": "{id}-label",
            span { class: "label", id: "{id}-label", {label} }
            if let Some(hint) = hint {
                p { class: "hint", {hint} }
            }
            div { class: "chips",
                for (value, text) in options {
                    label { key: "{value}", class: "chip pick",
                        input {
                            r#type: "radio",
                            name: "{id}",
                            value: "{value}",
                            checked: chosen == value,
                            onchange: { let value = value.clone(); move |_| onchoose.call(value.clone()) },
                        }
                        span { {ruby(&text)} }
                    }
                }
            }
            ErrorLine { id: id.clone(), error }
        }
    }
}

/// Several of several, as chips in rows. Each option is its value and its marked text.
#[component]
pub fn Choices(
    id: String,
    label: Element,
    #[props(default)] hint: Option<Element>,
    options: Vec<(String, String)>,
    chosen: Vec<String>,
    onchoose: EventHandler<Vec<String>>,
) -> Element {
    rsx! {
        div { class: "field", role: "group", "aria-labelledby": "{id}-label",
            span { class: "label", id: "{id}-label", {label} }
            if let Some(hint) = hint {
                p { class: "hint", {hint} }
            }
            div { class: "chips",
                for (value, text) in options {
                    label { key: "{value}", class: "chip pick",
                        input {
                            r#type: "checkbox",
                            name: "{id}",
                            value: "{value}",
                            checked: chosen.contains(&value),
                            onchange: {
                                let (value, chosen) = (value.clone(), chosen.clone());
                                move |event: FormEvent| {
                                    let mut next: Vec<String> = chosen.iter().filter(|one| **one != value).cloned().collect();
                                    if event.checked() {
                                        next.push(value.clone());
                                    }
                                    onchoose.call(next);
                                }
                            },
                        }
                        span { {ruby(&text)} }
                    }
                }
            }
        }
    }
}

/// A box to tick, the whole line its target.
#[component]
pub fn Tick(
    label: Element,
    #[props(default)] hint: Option<Element>,
    on: bool,
    onchange: EventHandler<bool>,
) -> Element {
    rsx! {
        label { class: "tick-line",
            input { r#type: "checkbox", checked: on, onchange: move |event| onchange.call(event.checked()) }
            span { class: "words",
                {label}
                if let Some(hint) = hint {
                    small { {hint} }
                }
            }
        }
    }
}

/// A small number, by steps: how many come. Nothing is chosen until somebody does; `none` is what zero is called.
#[component]
pub fn Steps(
    id: String,
    label: Element,
    most: u16,
    now: Option<u16>,
    #[props(default)] none: Option<Element>,
    onstep: EventHandler<u16>,
) -> Element {
    let i = use_i18n();
    let count = now.unwrap_or(0);
    rsx! {
        div { class: "field", role: "group", "aria-labelledby": "{id}-label",
            span { class: "label", id: "{id}-label", {label} }
            div { class: "steps-line",
                button { class: "icon-button framed", r#type: "button", "aria-label": i.say("answer-fewer"),
                    "aria-disabled": if count == 0 { "true" } else { "false" },
                    onclick: move |_| onstep.call(count.saturating_sub(1)), Icon { name: "minus" } }
                output { class: "steps-number", "aria-live": "polite",
                    match now {
                        None => rsx! { "—" },
                        Some(0) if none.is_some() => rsx! { {none.clone()} },
                        Some(count) => i.show_with("answer-people-count", &[("count", crate::i18n::Arg::Number(i64::from(count)))]),
                    }
                }
                button { class: "icon-button framed", r#type: "button", "aria-label": i.say("answer-more"),
                    "aria-disabled": if count >= most { "true" } else { "false" },
                    onclick: move |_| onstep.call(count.saturating_add(1).min(most)), Icon { name: "plus" } }
                if let Some(none) = none {
                    button { class: "chip", r#type: "button", "aria-pressed": if now == Some(0) { "true" } else { "false" },
                        onclick: move |_| onstep.call(0), {none} }
                }
            }
        }
    }
}

/// A text of several lines.
#[component]
pub fn Area(
    id: String,
    label: Element,
    #[props(default)] hint: Option<Element>,
    #[props(default = 3)] rows: u8,
    #[props(default)] initial: String,
    oninput: EventHandler<String>,
) -> Element {
    rsx! {
        div { class: "field",
            label { r#for: "{id}", {label} }
            if let Some(hint) = hint {
                p { class: "hint", id: "{id}-hint", {hint} }
            }
            textarea {
                id: "{id}",
                name: "{id}",
                rows: "{rows}",
                initial_value: initial,
                oninput: move |event| oninput.call(event.value()),
            }
        }
    }
}

/// A day. Written as one likes (2025/8/14, 8.14, 令和7年8月14日, 20250814); what was understood stands below it.
#[component]
pub fn DayField(
    id: String,
    label: Element,
    #[props(default)] hint: Option<Element>,
    #[props(default)] error: Option<String>,
    /// Which year a day without one is in, and which days are offered at a tap.
    #[props(default)]
    toward: dates::Toward,
    #[props(default)] initial: String,
    oninput: EventHandler<String>,
) -> Element {
    let i = use_i18n();
    let today = use_engine().now().jst_date();
    let mut text = use_signal(|| initial.clone());
    // A tap on a day writes it into the field: a new field, begun with that day.
    let mut begun = use_signal(|| (0_u32, initial));
    let understood = dates::read_day(&text.read(), today, toward);
    let offered: Vec<(&str, chrono::NaiveDate)> = match toward {
        dates::Toward::Past => [("date-today", Some(today)), ("date-yesterday", today.checked_sub_days(Days::new(1)))],
        dates::Toward::Future => [("date-today", Some(today)), ("date-tomorrow", today.checked_add_days(Days::new(1)))],
        dates::Toward::Birth => [("", None), ("", None)],
    }
    .into_iter()
    .filter_map(|(key, day)| Some((key, day?)))
    .collect();
    rsx! {
        div { class: "day-field",
            Field {
                key: "{begun.read().0}",
                id: id.clone(),
                label,
                hint,
                error,
                inputmode: "text",
                maxlength: 24,
                initial: begun.read().1.clone(),
                oninput: move |typed: String| {
                    text.set(typed.clone());
                    oninput.call(typed);
                },
            }
            p { class: "understood", role: "status",
                if let Some(day) = understood {
                    Icon { name: "check" }
                    span { {ruby(&dates::civil_with_year(i, day))} }
                } else if !text.read().trim().is_empty() {
                    span { {i.show("date-not-understood")} }
                }
            }
            if !offered.is_empty() {
                div { class: "chips",
                    for (key, day) in offered {
                        button {
                            key: "{key}",
                            class: "chip",
                            r#type: "button",
                            "aria-pressed": if understood == Some(day) { "true" } else { "false" },
                            onclick: move |_| {
                                let written = day.format("%Y-%m-%d").to_string();
                                text.set(written.clone());
                                begun.with_mut(|begun| *begun = (begun.0.wrapping_add(1), written.clone()));
                                oninput.call(written);
                            },
                            {i.show(key)}
                        }
                    }
                }
            }
        }
    }
}

/// What is wrong, beside what it is wrong with.
#[component]
pub fn ErrorLine(id: String, error: Option<String>) -> Element {
    match error {
        None => rsx! {},
        Some(error) => rsx! {
            p { class: "error", id: "{id}-error", role: "alert",
                Icon { name: "info" }
                span { {ruby(&error)} }
            }
        },
    }
}
