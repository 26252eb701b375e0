//! Text size, theme, contrast, with a sample that follows at once.

use crate::{
    hooks::{change_settings, use_command, use_engine, use_settings},
    i18n::use_i18n,
    ui::Page,
};
use dioxus::prelude::*;
use itsumo_engine::{Contrast, Settings, Theme};

/// The steps of the text size, in per cent.
pub const TEXT_SIZES: [u16; 4] = [100, 125, 150, 200];

/// How it looks.
#[component]
pub fn LookSettings() -> Element {
    let i = use_i18n();
    let settings = use_settings();
    rsx! {
        Page { title: i.say("settings-look"), heading: i.show("settings-look"),
            section { class: "section",
                h2 { id: "size", {i.show("settings-text-size")} }
                Choices {
                    name: "size",
                    choices: TEXT_SIZES.iter().map(|size| (format!("settings-size-{size}"), settings.text_percent == *size)).collect::<Vec<_>>(),
                    onchoose: |(at, settings): (usize, &mut Settings)| {
                        if let Some(size) = TEXT_SIZES.get(at) {
                            settings.text_percent = *size;
                        }
                    },
                }
                p { class: "soft", {i.show("settings-size-sample")} }
            }
            section { class: "section",
                h2 { id: "theme", {i.show("settings-theme")} }
                Choices {
                    name: "theme",
                    choices: vec![
                        ("settings-theme-system".to_owned(), settings.theme == Theme::System),
                        ("settings-theme-light".to_owned(), settings.theme == Theme::Light),
                        ("settings-theme-dark".to_owned(), settings.theme == Theme::Dark),
                    ],
                    onchoose: |(at, settings): (usize, &mut Settings)| {
                        settings.theme = match at {
                            1 => Theme::Light,
                            2 => Theme::Dark,
                            _ => Theme::System,
                        };
                    },
                }
            }
            section { class: "section",
                h2 { id: "contrast", {i.show("settings-contrast")} }
                Choices {
                    name: "contrast",
                    choices: vec![
                        ("settings-contrast-normal".to_owned(), settings.contrast == Contrast::Normal),
                        ("settings-contrast-high".to_owned(), settings.contrast == Contrast::High),
                    ],
                    onchoose: |(at, settings): (usize, &mut Settings)| {
                        settings.contrast = if at == 1 { Contrast::High } else { Contrast::Normal };
                    },
                }
            }
        }
    }
}

/// One of several, each a line with the whole line as its target. The heading called `name` names the group.
#[component]
fn Choices(name: String, choices: Vec<(String, bool)>, onchoose: fn((usize, &mut Settings))) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    rsx! {
        div { class: "group", role: "radiogroup", "aria-labelledby": "{name}",
            for (at, (key, on)) in choices.into_iter().enumerate() {
                label { key: "{key}", class: "entry",
                    span { class: "words", {i.show(&key)} }
                    input {
                        r#type: "radio",
                        name: "choice-{name}",
                        value: "{key}",
                        checked: on,
                        onchange: {
                            let engine = engine.clone();
                            move |_| change_settings(command, engine.clone(), move |settings| onchoose((at, settings)))
                        },
                    }
                }
            }
        }
    }
}
