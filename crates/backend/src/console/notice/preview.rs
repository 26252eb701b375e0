//! A notice as its guardians read it, drawn for those who send it.

use super::at;
use crate::console::{Staff, Words, words::ruby};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    city::LocalText,
    i18n::{Arg, Locale},
    school::notice::{Ask, Block, Draft},
};
use uuid::Uuid;

/// A draft's words in the languages in which it was written, with links to its files. `opened`: those that this person
/// opened; `None` where nobody asks.
pub(super) fn preview(
    staff: &Staff,
    notice: Uuid,
    draft: &Draft,
    from: &str,
    opened: Option<&std::collections::BTreeSet<String>>,
    today: NaiveDate,
) -> Element {
    let words = staff.words;
    let has = |of: fn(&LocalText) -> bool| texts(draft).any(of);
    let mut languages = vec![Locale::Ja];
    if has(|text| text.ja_easy.is_some()) {
        languages.push(Locale::JaEasy);
    }
    if has(|text| text.en.is_some()) {
        languages.push(Locale::En);
    }
    rsx! {
        section { class: "card preview",
            h2 { {words.show("notice-preview")} }
            for (place, locale) in languages.iter().enumerate() {
                if place == 0 {
                    {text(Words { locale: *locale }, draft, from, today)}
                } else {
                    details {
                        summary { {words.show(&format!("notice-preview-{}", locale.code()))} }
                        {text(Words { locale: *locale }, draft, from, today)}
                    }
                }
            }
            if !draft.attachments.is_empty() {
                h3 { {words.show("notice-files")} }
                ul { class: "names",
                    for file in &draft.attachments {
                        li {
                            a { href: at(staff, notice, &format!("files/{}", file.sha256)), target: "_blank", "{file.name}" }
                            span { class: "hint", "{size(file.bytes)}" }
                            if let Some(opened) = opened {
                                if opened.contains(&file.sha256) {
                                    span { class: "good", {words.show("notice-file-opened")} }
                                } else {
                                    span { class: "open", {words.show("notice-file-not-opened")} }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn texts(draft: &Draft) -> impl Iterator<Item = &LocalText> {
    let blocks = draft.blocks.iter().flat_map(|block| match block {
        Block::Heading { text } | Block::Text { text } => std::slice::from_ref(text),
        Block::List { items } => items.as_slice(),
        Block::Date { what, .. } | Block::Bring { what, .. } => std::slice::from_ref(what),
        Block::Other => &[],
    });
    std::iter::once(&draft.title).chain(blocks)
}

/// `1.2 MB`, `34 KB`.
fn size(bytes: i64) -> String {
    let kilo = bytes.saturating_add(1_023) / 1_024;
    if kilo < 1_000 { format!("{kilo} KB") } else { format!("{}.{} MB", kilo / 1_024, (kilo % 1_024) * 10 / 1_024) }
}

fn text(words: Words, draft: &Draft, from: &str, today: NaiveDate) -> Element {
    let of = |text: &LocalText| text.get(words.locale).to_owned();
    let lang = words.locale.lang();
    rsx! {
        article { class: "paper", lang,
            h3 { {ruby(&of(&draft.title))} }
            p { class: "hint", "{from}" }
            for block in &draft.blocks {
                match block {
                    Block::Heading { text } => rsx! { h4 { {ruby(&of(text))} } },
                    Block::Text { text } => rsx! { p { class: "typed", {ruby(&of(text))} } },
                    Block::List { items } => rsx! { ul { class: "dots", for item in items { li { {ruby(&of(item))} } } } },
                    Block::Date { day, time, what } => {
                        let time = time.map(|time| format!(" {time}")).unwrap_or_default();
                        rsx! { p { class: "on-day", strong { {ruby(&words.day(*day, today))} "{time}" } " " {ruby(&of(what))} } }
                    }
                    Block::Bring { day, what } => rsx! {
                        p { class: "on-day", strong { {ruby(&words.day(*day, today))} } " "
                            {ruby(&words.marked("notice-bring", &[("what", Arg::Text(&of(what)))]))} }
                    },
                    Block::Other => rsx! {},
                }
            }
            match &draft.ask {
                Ask::Nothing | Ask::Other => rsx! {},
                Ask::Choice { options, many } => rsx! {
                    p { class: "asked", {words.show(if *many { "notice-asked-many" } else { "notice-asked-choice" })} }
                    ul { class: "dots", for option in options { li { {ruby(&of(option))} } } }
                },
                Ask::Seen => rsx! { p { class: "asked", {words.show("notice-asked-seen")} } },
                Ask::Date { .. } => rsx! { p { class: "asked", {words.show("notice-asked-date")} } },
                Ask::Text => rsx! { p { class: "asked", {words.show("notice-asked-text")} } },
            }
            if let Some(due) = draft.due {
                p { class: "asked", {ruby(&words.marked("notice-asked-due", &[("day", Arg::Text(&words.day(due, today)))]))} }
            }
        }
    }
}
