//! A draft as the fields of a form, and back.
//!
//! Blocks are numbered fields (`block-2`, `block-2-ja`, …). A list has one item a line, the same line in each language.

use chrono::NaiveDate;
use itsumo_domain::{
    city::LocalText,
    school::notice::{Ask, Block, CountPer, Draft},
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What a form sent: all texts of each name.
pub(super) type Fields = BTreeMap<String, Vec<String>>;

/// The last text of a field; empty when it is not there.
pub(super) fn one<'f>(fields: &'f Fields, name: &str) -> &'f str {
    fields.get(name).and_then(|texts| texts.last()).map_or("", String::as_str)
}

fn text(fields: &Fields, name: &str) -> LocalText {
    let get = |language: &str| one(fields, &format!("{name}-{language}")).replace("\r\n", "\n").trim().to_owned();
    let other = |language: &str| Some(get(language)).filter(|text| !text.is_empty());
    LocalText { ja: get("ja"), ja_easy: other("easy"), en: other("en") }
}

/// A line each, the same line in each language.
fn lines(fields: &Fields, name: &str) -> Vec<LocalText> {
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

/// Reads a draft. Days that are not there, or are none, are `today`; what the form does not have stays as `before`.
pub(super) fn read(fields: &Fields, before: &Draft, today: NaiveDate) -> Draft {
    let day = |name: &str| one(fields, name).trim().parse::<NaiveDate>().ok();
    let mut blocks = Vec::new();
    for place in 0.. {
        let name = format!("block-{place}");
        let kind = one(fields, &name);
        let field = |part: &str| format!("{name}-{part}");
        let on = day(&field("day")).unwrap_or(today);
        blocks.push(match kind {
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
    let ask = match one(fields, "ask") {
        "seen" => Ask::Seen,
        "choice" => Ask::Choice { options: lines(fields, "options"), many: !one(fields, "many").is_empty() },
        "date" => Ask::Date { from: day("ask-from"), until: day("ask-until") },
        "text" => Ask::Text,
        "nothing" => Ask::Nothing,
        _ => before.ask.clone(),
    };
    let per = match one(fields, "per") {
        "child" => CountPer::Child,
        "household" => CountPer::Household,
        "guardian" => CountPer::Guardian,
        _ => before.per,
    };
    let mut audience = before.audience.clone();
    if fields.contains_key("audience") {
        audience.groups = ids(fields, "group");
    }
    Draft {
        title: text(fields, "title"),
        blocks,
        attachments: before.attachments.clone(),
        ask,
        per,
        due: day("due"),
        audience,
    }
}

/// All ids under one name.
pub(super) fn ids(fields: &Fields, name: &str) -> Vec<Uuid> {
    fields.get(name).into_iter().flatten().filter_map(|text| Uuid::parse_str(text).ok()).collect()
}

/// A button that was pressed, as what and where: `remove-3` is `("remove", 3)`.
pub(super) fn pressed(button: &str) -> (&str, usize) {
    match button.rsplit_once('-') {
        Some((what, place)) => place.parse().map_or((button, 0), |place| (what, place)),
        None => (button, 0),
    }
}

/// Does what a button of the text says. Answers the place that is looked at next.
pub(super) fn change(draft: &mut Draft, button: &str, today: NaiveDate) -> Option<usize> {
    let (what, place) = pressed(button);
    let empty = LocalText::default;
    let new = match button {
        "add-heading" => Block::Heading { text: empty() },
        "add-text" => Block::Text { text: empty() },
        "add-list" => Block::List { items: Vec::new() },
        "add-date" => Block::Date { day: today, time: None, what: empty() },
        "add-bring" => Block::Bring { day: today, what: empty() },
        _ => {
            let there = place < draft.blocks.len();
            match what {
                "remove" if there => {
                    draft.blocks.remove(place);
                    return Some(place.saturating_sub(1));
                }
                "up" if there && place > 0 => {
                    draft.blocks.swap(place.saturating_sub(1), place);
                    return Some(place.saturating_sub(1));
                }
                _ => return None,
            }
        }
    };
    draft.blocks.push(new);
    Some(draft.blocks.len().saturating_sub(1))
}

/// The lines of a list in one language, as its field shows them.
pub(super) fn joined(items: &[LocalText], of: fn(&LocalText) -> Option<&str>) -> String {
    let lines: Vec<&str> = items.iter().map(|item| of(item).unwrap_or_default()).collect();
    lines.join("\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        let mut fields = Fields::new();
        for (name, text) in pairs {
            fields.entry((*name).to_owned()).or_default().push((*text).to_owned());
        }
        fields
    }

    #[test]
    fn a_form_is_read_as_it_was_written() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let sent = fields(&[
            ("title-ja", " 遠足 "),
            ("title-en", "Outing"),
            ("block-0", "text"),
            ("block-0-ja", "一行目\r\n二行目"),
            ("block-1", "list"),
            ("block-1-ja", "弁当\r\n水筒\r\n\r\n"),
            ("block-1-en", "Lunch"),
            ("block-2", "date"),
            ("block-2-day", "2026-12-04"),
            ("block-2-time", "08:30"),
            ("block-2-ja", "出発"),
            ("ask", "choice"),
            ("options-ja", "行く\n行かない"),
            ("many", "on"),
            ("per", "household"),
            ("due", ""),
            ("audience", "1"),
            ("group", &Uuid::from_u128(1).to_string()),
            ("group", &Uuid::from_u128(2).to_string()),
        ]);
        let draft = read(&sent, &Draft::default(), today);
        assert_eq!(draft.title, LocalText { ja: "遠足".to_owned(), ja_easy: None, en: Some("Outing".to_owned()) });
        assert_eq!(draft.blocks[0], Block::Text { text: LocalText::ja("一行目\n二行目") });
        let lunch = LocalText { ja: "弁当".to_owned(), ja_easy: None, en: Some("Lunch".to_owned()) };
        assert_eq!(draft.blocks[1], Block::List { items: vec![lunch, LocalText::ja("水筒")] });
        let day = NaiveDate::from_ymd_opt(2026, 12, 4).unwrap();
        let time = "8:30".parse().ok();
        assert_eq!(draft.blocks[2], Block::Date { day, time, what: LocalText::ja("出発") });
        let options = vec![LocalText::ja("行く"), LocalText::ja("行かない")];
        assert_eq!(draft.ask, Ask::Choice { options, many: true });
        assert_eq!((draft.per, draft.due), (CountPer::Household, None));
        assert_eq!(draft.audience.groups, [Uuid::from_u128(1), Uuid::from_u128(2)]);
        // A form without the part of the audience leaves it as it was.
        let again = read(&fields(&[("title-ja", "遠足")]), &draft, today);
        assert_eq!((again.audience, again.ask), (draft.audience, draft.ask));
    }

    #[test]
    fn buttons_move_what_they_say() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let mut draft = Draft::default();
        for (button, next) in [
            ("add-text", Some(0)),
            ("add-date", Some(1)),
            ("up-1", Some(0)),
            ("up-0", None),
            ("remove-7", None),
            ("save", None),
        ] {
            assert_eq!(change(&mut draft, button, today), next, "{button}");
        }
        assert!(matches!(draft.blocks.as_slice(), [Block::Date { .. }, Block::Text { .. }]));
        assert_eq!(change(&mut draft, "remove-0", today), Some(0));
        assert_eq!(draft.blocks.len(), 1);
    }
}
