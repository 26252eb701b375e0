//! Text fields that leave Japanese input alone.
//!
//! A field that writes its value back while somebody composes 予防接種 breaks the composition: so these are
//! uncontrolled. They start from `initial`, report what is typed, and never write back. Enter counts only when
//! it does not end a composition. Errors stand beside the field, in words, and are tied to it for screen readers.

use super::Icon;
use crate::i18n::{ruby, use_i18n};
use dioxus::prelude::*;

/// A line of text.
#[component]
pub fn Field(
    id: String,
    label: Element,
    #[props(default)] hint: Option<Element>,
    #[props(default)] error: Option<String>,
    #[props(default = "text".to_owned())] kind: String,
    #[props(default)] autocomplete: String,
    #[props(default)] inputmode: String,
    #[props(default)] maxlength: Option<i64>,
    #[props(default)] initial: String,
    #[props(default)] class: String,
    oninput: EventHandler<String>,
    #[props(default)] onenter: EventHandler<()>,
) -> Element {
    let described = match (&hint, &error) {
        (_, Some(_)) => Some(format!("{id}-error")),
        (Some(_), None) => Some(format!("{id}-hint")),
        (None, None) => None,
    };
    let wrong = if error.is_some() { "true" } else { "false" };
    rsx! {
        div { class: "field {class}",
            label { r#for: "{id}", {label} }
            if let Some(hint) = hint {
                p { class: "hint", id: "{id}-hint", {hint} }
            }
            input {
                id: "{id}",
                name: "{id}",
                r#type: "{kind}",
                autocomplete: (!autocomplete.is_empty()).then_some(autocomplete),
                inputmode: (!inputmode.is_empty()).then_some(inputmode),
                maxlength: maxlength.map(|most| most.to_string()),
                autocapitalize: "none",
                spellcheck: "false",
                "aria-invalid": wrong,
                "aria-describedby": described,
                initial_value: initial,
                oninput: move |event| oninput.call(event.value()),
                onkeydown: move |event| {
                    if event.key() == Key::Enter && !event.is_composing() {
                        event.prevent_default();
                        onenter.call(());
                    }
                },
            }
            if let Some(error) = error {
                p { class: "error", id: "{id}-error", role: "alert",
                    Icon { name: "info" }
                    span { {ruby(&error)} }
                }
            }
        }
    }
}

/// A password, which can be looked at: long ones are easier to get right that way.
#[component]
pub fn SecretField(
    id: String,
    label: Element,
    #[props(default)] hint: Option<Element>,
    #[props(default)] error: Option<String>,
    autocomplete: String,
    oninput: EventHandler<String>,
    #[props(default)] onenter: EventHandler<()>,
) -> Element {
    let i = use_i18n();
    let mut seen = use_signal(|| false);
    rsx! {
        div { class: "stack", style: "gap:0.25rem",
            Field {
                id: id.clone(),
                label,
                hint,
                error,
                kind: if seen() { "text" } else { "password" },
                autocomplete,
                oninput,
                onenter,
            }
            label { class: "line soft", style: "min-height:2.75rem",
                input {
                    r#type: "checkbox",
                    style: "width:1.5rem;height:1.5rem;margin:0;accent-color:var(--accent)",
                    checked: seen(),
                    onchange: move |event| seen.set(event.checked()),
                }
                span { {i.show("account-show-password")} }
            }
        }
    }
}

/// An address for mail.
#[component]
pub fn EmailField(
    /// What the address is for, where that is not simply "e-mail address".
    #[props(default)]
    label: Option<Element>,
    /// `username` where it signs somebody in, else `email`.
    autocomplete: String,
    #[props(default)] error: Option<String>,
    #[props(default)] initial: String,
    oninput: EventHandler<String>,
    #[props(default)] onenter: EventHandler<()>,
) -> Element {
    let i = use_i18n();
    rsx! {
        Field {
            id: "email",
            label: label.unwrap_or_else(|| i.show("account-email")),
            kind: "email",
            inputmode: "email",
            autocomplete,
            error,
            initial,
            oninput,
            onenter,
        }
    }
}

/// The six figures out of a mail.
#[component]
pub fn CodeField(
    #[props(default)] error: Option<String>,
    oninput: EventHandler<String>,
    #[props(default)] onenter: EventHandler<()>,
) -> Element {
    let i = use_i18n();
    rsx! {
        Field {
            id: "code",
            label: i.show("account-code"),
            hint: i.show("account-code-hint"),
            error,
            class: "code",
            autocomplete: "one-time-code",
            inputmode: "numeric",
            maxlength: 12,
            oninput: move |typed: String| {
                // Mails and Japanese keyboards bring spaces and full-width figures.
                let figures: String =
                    itsumo_domain::text::nfkc(&typed).chars().filter(char::is_ascii_digit).collect();
                oninput.call(figures);
            },
            onenter,
        }
    }
}
