//! A notice as its guardians read it, drawn for those who send it.

use super::at;
use crate::console::{
    Staff, Words,
    words::ruby,
    writing::{languages, read, size},
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    city::LocalText,
    i18n::Arg,
    school::notice::{Ask, Draft},
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
    let languages = languages(&draft.title, &draft.blocks);
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

fn text(words: Words, draft: &Draft, from: &str, today: NaiveDate) -> Element {
    let of = |text: &LocalText| text.get(words.locale).to_owned();
    let lang = words.locale.lang();
    rsx! {
        article { class: "paper", lang,
            {read(words, &draft.title, from, &draft.blocks, today)}
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
