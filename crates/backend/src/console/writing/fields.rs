//! What is written as the fields of a form, and back.
//!
//! Pieces are numbered fields (`block-2`, `block-2-ja`, …). A list has one item a line, the same line in each language.

use chrono::NaiveDate;
use itsumo_domain::{city::LocalText, writing::Block};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What a form sent: all texts of each name.
pub(in crate::console) type Fields = BTreeMap<String, Vec<String>>;

/// The last text of a field; empty when it is not there.
pub(in crate::console) fn one<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.get(name).and_then(|texts| texts.last()).map_or("", String::as_str)
}

/// A text in the three languages: `<name>-ja`, `-easy`, `-en`.
pub(in crate::console) fn text(fields: &Fields, name: &str) -> LocalText {
    let get = |language: &str| one(fields, &format!("{name}-{language}")).replace("\r\n", "\n").trim().to_owned();
    let other = |language: &str| Some(get(language)).filter(|text| !text.is_empty());
    LocalText { ja: get("ja"), ja_easy: other("easy"), en: other("en") }
}

/// A line each, the same line in each language.
pub(in crate::console) fn lines(fields: &Fields, name: &str) -> Vec<LocalText> {
    let whole = text(fields, name);
    let of = |text: Option<&str>| -> Vec<String> {
        text.unwrap_or_default().lines().map(|line| line.trim().to_owned()).collect()
    };
    let (ja, easy, en) = (of(Some(&whole.ja)), of(whole.ja_easy.as_deref()), of(whole.en.as_deref()));
    let most = ja.len().max(easy.len()).max(en.len());
    let at = |list: &[String], place: usize| list.get(place).filter(|text| !text.is_empty()).cloned();
    let items = (0..most).map(|place| LocalText {
        ja: at(&ja, place).unwrap_or_default(),
        ja_easy: at(&easy, place),
        en: at(&en, place),
    });
    items.filter(|item| *item != LocalText::default()).collect()
}

/// The day in a field, if there is one.
pub(in crate::console) fn day(fields: &Fields, name: &str) -> Option<NaiveDate> {
    one(fields, name).trim().parse().ok()
}

/// The pieces of a text. Days that are not there, or are none, are `today`.
pub(in crate::console) fn blocks(fields: &Fields, today: NaiveDate) -> Vec<Block> {
    let mut blocks = Vec::new();
    for place in 0.. {
        let name = format!("block-{place}");
        let field = |part: &str| format!("{name}-{part}");
        let on = day(fields, &field("day")).unwrap_or(today);
        blocks.push(match one(fields, &name) {
            "heading" => Block::Heading { text: text(fields, &name) },
            "text" => Block::Text { text: text(fields, &name) },
            "list" => Block::List { items: lines(fields, &name) },
            "date" => {
                Block::Date { day: on, time: one(fields, &field("time")).parse().ok(), what: text(fields, &name) }
            }
            "bring" => Block::Bring { day: on, what: text(fields, &name) },
            _ => break,
        });
    }
    blocks
}

/// All ids under one name.
pub(in crate::console) fn ids(fields: &Fields, name: &str) -> Vec<Uuid> {
    fields.get(name).into_iter().flatten().filter_map(|text| Uuid::parse_str(text).ok()).collect()
}

/// A button that was pressed, as what and where: `remove-3` is `("remove", 3)`.
pub(in crate::console) fn pressed(button: &str) -> (&str, usize) {
    match button.rsplit_once('-') {
        Some((what, place)) => place.parse().map_or((button, 0), |place| (what, place)),
        None => (button, 0),
    }
}

/// Does what a button of the text says. Answers the place that is looked at next.
pub(in crate::console) fn change(blocks: &mut Vec<Block>, button: &str, today: NaiveDate) -> Option<usize> {
    let (what, place) = pressed(button);
    let empty = LocalText::default;
    let new = match button {
        "add-heading" => Block::Heading { text: empty() },
        "add-text" => Block::Text { text: empty() },
        "add-list" => Block::List { items: Vec::new() },
        "add-date" => Block::Date { day: today, time: None, what: empty() },
        "add-bring" => Block::Bring { day: today, what: empty() },
        _ => {
            let there = place < blocks.len();
            match what {
                "remove" if there => {
                    blocks.remove(place);
                    return Some(place.saturating_sub(1));
                }
                "up" if there && place > 0 => {
                    blocks.swap(place.saturating_sub(1), place);
                    return Some(place.saturating_sub(1));
                }
                _ => return None,
            }
        }
    };
    blocks.push(new);
    Some(blocks.len().saturating_sub(1))
}

/// The lines of a list in one language, as its field shows them.
pub(in crate::console) fn joined(items: &[LocalText], of: fn(&LocalText) -> Option<&str>) -> String {
    let lines: Vec<&str> = items.iter().map(|item| of(item).unwrap_or_default()).collect();
    lines.join("\n").trim_end().to_owned()
}
