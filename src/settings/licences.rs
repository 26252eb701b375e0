//! What the app is made of, and under which terms. The list is generated: `cargo xtask licences`.

use crate::{
    i18n::{Arg, use_i18n},
    ui::Page,
};
use dioxus::prelude::*;
use serde::Deserialize;
use std::sync::LazyLock;

#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
    licence: String,
}

static PACKAGES: LazyLock<Vec<Package>> =
    LazyLock::new(|| serde_json::from_str(include_str!("../../assets/licences.json")).unwrap_or_default());

/// The list.
#[component]
pub fn Licences() -> Element {
    let i = use_i18n();
    let count = i64::try_from(PACKAGES.len()).unwrap_or(0);
    rsx! {
        Page { title: i.say("settings-licences"), heading: i.show("settings-licences"),
            p { class: "lead", {i.show("settings-licences-own")} }
            section { class: "section",
                h2 { {i.show("settings-licences-design")} }
                p { lang: "ja", "デジタル庁デザインシステム · @digital-go-jp/design-tokens 1.1.9 · MIT" }
            }
            section { class: "section",
                h2 { {i.show_with("settings-licences-others", &[("count", Arg::Number(count))])} }
                ul { class: "group", lang: "en",
                    for package in PACKAGES.iter() {
                        li { key: "{package.name} {package.version}", class: "entry",
                            span { class: "words", "{package.name} {package.version}" small { "{package.licence}" } }
                        }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::PACKAGES;

    #[test]
    fn every_package_names_its_terms() {
        assert!(PACKAGES.len() > 100);
        assert!(PACKAGES.iter().all(|package| !package.licence.is_empty() && !package.version.is_empty()));
    }
}
