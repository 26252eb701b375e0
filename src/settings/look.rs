//! Text size, theme, contrast. The screen itself is the sample: it follows at once.

use crate::{
    hooks::{change_settings, use_command, use_engine, use_settings},
    i18n::use_i18n,
    ui::Page,
};
use dioxus::prelude::*;
use itsumo_engine::{Contrast, Settings, Theme};

/// The steps of the text size, in per cent.
pub const TEXT_SIZES: [u16; 4] = [100, 125, 150, 200];

/// What a line of this screen sets.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Wish {
    Size(u16),
    Theme(Theme),
    Contrast(Contrast),
}

impl Wish {
    fn key(self) -> String {
        match self {
            Self::Size(size) => format!("settings-size-{size}"),
            Self::Theme(Theme::System) => "settings-theme-system".to_owned(),
            Self::Theme(Theme::Light) => "settings-theme-light".to_owned(),
            Self::Theme(Theme::Dark) => "settings-theme-dark".to_owned(),
            Self::Contrast(Contrast::Normal) => "settings-contrast-normal".to_owned(),
            Self::Contrast(Contrast::High) => "settings-contrast-high".to_owned(),
        }
    }

    fn is_set(self, settings: &Settings) -> bool {
        match self {
            Self::Size(size) => settings.text_percent == size,
            Self::Theme(theme) => settings.theme == theme,
            Self::Contrast(contrast) => settings.contrast == contrast,
        }
    }

    fn set(self, settings: &mut Settings) {
        match self {
            Self::Size(size) => settings.text_percent = size,
            Self::Theme(theme) => settings.theme = theme,
            Self::Contrast(contrast) => settings.contrast = contrast,
        }
    }
}

/// How it looks.
#[component]
pub fn LookSettings() -> Element {
    let i = use_i18n();
    rsx! {
        Page { title: i.say("settings-look"), heading: i.show("settings-look"),
            section { class: "section",
                h2 { id: "size", {i.show("settings-text-size")} }
                Choices { name: "size", wishes: TEXT_SIZES.map(Wish::Size).to_vec() }
                p { class: "soft", {i.show("settings-size-sample")} }
            }
            section { class: "section",
                h2 { id: "theme", {i.show("settings-theme")} }
                Choices { name: "theme", wishes: [Theme::System, Theme::Light, Theme::Dark].map(Wish::Theme).to_vec() }
            }
            section { class: "section",
                h2 { id: "contrast", {i.show("settings-contrast")} }
                Choices { name: "contrast", wishes: [Contrast::Normal, Contrast::High].map(Wish::Contrast).to_vec() }
            }
        }
    }
}

/// One of several, each a line with the whole line as its target. The heading called `name` names the group.
#[component]
fn Choices(name: String, wishes: Vec<Wish>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let settings = use_settings();
    rsx! {
        div { class: "group", role: "radiogroup", "aria-labelledby": "{name}",
            for wish in wishes {
                label { key: "{wish.key()}", class: "entry",
                    span { class: "words", {i.show(&wish.key())} }
                    input {
                        r#type: "radio",
                        name: "choice-{name}",
                        value: wish.key(),
                        checked: wish.is_set(&settings),
                        onchange: {
                            let engine = engine.clone();
                            move |_| change_settings(command, engine.clone(), move |settings| wish.set(settings))
                        },
                    }
                }
            }
        }
    }
}
