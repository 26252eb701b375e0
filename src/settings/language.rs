//! Japanese, やさしい日本語, English. Each is named in itself.

use super::language_key;
use crate::{
    hooks::{change_settings, use_command, use_engine, use_settings},
    i18n::{I18n, use_i18n},
    ui::{Icon, Page},
};
use dioxus::prelude::*;
use itsumo_domain::i18n::Locale;

/// The languages to choose from.
#[component]
pub fn LanguageChoice() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    use_settings();
    rsx! {
        div { class: "group", role: "radiogroup", "aria-label": i.say("settings-language"),
            for locale in Locale::ALL {
                label { key: "{locale.code()}", class: "entry",
                    span { class: "words", lang: locale.lang(), {I18n { locale }.show(&language_key(locale))} }
                    input {
                        r#type: "radio",
                        name: "language",
                        value: locale.code(),
                        checked: i.locale == locale,
                        onchange: {
                            let engine = engine.clone();
                            move |_| change_settings(command, engine.clone(), move |settings| settings.locale = Some(locale))
                        },
                    }
                }
            }
        }
    }
}

/// The language, and what it does not change.
#[component]
pub fn LanguageSettings() -> Element {
    let i = use_i18n();
    rsx! {
        Page { title: i.say("settings-language"), heading: i.show("settings-language"),
            LanguageChoice {}
            div { class: "note", Icon { name: "info" } p { {i.show("settings-language-note")} } }
        }
    }
}
