//! A draft as the fields of a form, and back: the words as in [`writing`], and what is a notice's own.

pub(super) use crate::console::writing::{Fields, ids, one};

use crate::console::writing::{self, lines, text};
use chrono::NaiveDate;
use itsumo_domain::school::notice::{Ask, CountPer, Draft};

/// Reads a draft. Days that are not there, or are none, are `today`; what the form does not have stays as `before`.
pub(super) fn read(fields: &Fields, before: &Draft, today: NaiveDate) -> Draft {
    let day = |name: &str| writing::day(fields, name);
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
        blocks: writing::blocks(fields, today),
        attachments: before.attachments.clone(),
        ask,
        per,
        due: day("due"),
        audience,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::console::writing::change;
    use itsumo_domain::{city::LocalText, school::notice::Block};
    use uuid::Uuid;

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
            assert_eq!(change(&mut draft.blocks, button, today), next, "{button}");
        }
        assert!(matches!(draft.blocks.as_slice(), [Block::Date { .. }, Block::Text { .. }]));
        assert_eq!(change(&mut draft.blocks, "remove-0", today), Some(0));
        assert_eq!(draft.blocks.len(), 1);
    }
}
