//! What several of the kiosk's screens are made of.

use crate::{
    hooks::{use_city, use_engine},
    i18n::use_i18n,
    ui::{Heading, Icon},
};
use dioxus::prelude::*;
use itsumo_domain::{
    Timestamp,
    city::LocalText,
    i18n::{Locale, Piece},
};
use itsumo_engine::NewsRow;
use std::time::Duration;

/// The time, looked at anew every `every`.
pub fn use_time(every: Duration) -> Signal<Timestamp> {
    let engine = use_engine();
    let mut now = use_signal(|| engine.now());
    use_hook(move || {
        let engine = engine.clone();
        spawn(async move {
            loop {
                tokio::time::sleep(every).await;
                now.set(engine.now());
            }
        });
    });
    now
}

/// A screen: what it is, what it holds, and beside that what goes with it.
#[component]
pub fn Screen(
    title: String,
    heading: Element,
    #[props(default)] lang: Option<String>,
    #[props(default)] lead: Option<Element>,
    #[props(default)] aside: Option<Element>,
    children: Element,
) -> Element {
    let beside = if aside.is_some() { "true" } else { "false" };
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            div { class: "kiosk-page", "data-aside": beside,
                header { class: "kiosk-page-head",
                    Heading { lang, {heading} }
                    if let Some(lead) = lead {
                        p { class: "lead", {lead} }
                    }
                }
                div { class: "kiosk-page-body", {children} }
                if let Some(aside) = aside {
                    aside { class: "kiosk-aside", {aside} }
                }
            }
        }
    }
}

/// What an announcement is about, and whether everybody should see it.
#[component]
pub fn Tags(row: NewsRow) -> Element {
    let i = use_i18n();
    let city = use_city();
    let topics = row.topics.iter().filter_map(|id| city.as_ref()?.topic(id).cloned());
    rsx! {
        div { class: "chips",
            if row.important {
                span { class: "tag important", Icon { name: "disaster" } {i.show("news-important")} }
            }
            for topic in topics.take(2) {
                span { key: "{topic.id}", class: "tag",
                    Icon { name: topic.icon.clone() }
                    crate::i18n::Local { text: topic.name.clone() }
                }
            }
        }
    }
}

/// How a name is read aloud, where the screen shows characters without their reading: a voice guesses names wrongly.
pub fn reading(name: &LocalText, locale: Locale) -> Option<String> {
    let easy = name.ja_easy.as_deref().filter(|_| locale == Locale::Ja)?;
    let pieces = itsumo_domain::i18n::pieces(easy).into_iter();
    Some(
        pieces
            .map(|piece| match piece {
                Piece::Plain(text) | Piece::Ruby(_, text) => text,
            })
            .collect(),
    )
}

/// `lang` of what is written in Japanese, where the screen is in another language.
pub fn japanese(locale: Locale) -> Option<String> {
    (locale.lang() != "ja").then(|| "ja".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_read_as_its_people_read_it() {
        let name =
            LocalText {
                ja: "里山支所".into(), ja_easy: Some("｜里山《さとやま》｜支所《ししょ》".into()), en: None
            };
        assert_eq!(reading(&name, Locale::Ja).as_deref(), Some("さとやまししょ"));
        assert_eq!(reading(&name, Locale::JaEasy), None, "there the readings are on the screen");
        assert_eq!(reading(&LocalText::ja("里山支所"), Locale::Ja), None);
    }
}
