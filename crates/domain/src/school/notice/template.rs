//! Beginnings of the notices that schools send most, in three languages, with what is still to be filled in as 「○○」.

use super::{Ask, Block, CountPer, Draft};
use crate::{city::LocalText, school::TimeOfDay};
use chrono::{Days, NaiveDate};
use serde::Deserialize;
use std::sync::OnceLock;

/// A beginning.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Template {
    /// Its word in addresses.
    pub id: String,
    /// What people choose: 行事のお知らせ.
    pub name: LocalText,
    /// The title.
    pub title: LocalText,
    blocks: Vec<Piece>,
    #[serde(default)]
    ask: Ask,
    #[serde(default)]
    per: CountPer,
    /// The due day, in days from today.
    #[serde(default)]
    due_in: Option<u64>,
}

/// A [`Block`] whose day is not known yet.
#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "block", rename_all = "snake_case", deny_unknown_fields)]
enum Piece {
    Heading {
        text: LocalText,
    },
    Text {
        text: LocalText,
    },
    List {
        items: Vec<LocalText>,
    },
    Date {
        day_in: u64,
        #[serde(default)]
        time: Option<TimeOfDay>,
        what: LocalText,
    },
    Bring {
        day_in: u64,
        what: LocalText,
    },
}

impl Template {
    /// A draft that begins with it, on `today`.
    pub fn draft(&self, today: NaiveDate) -> Draft {
        let day = |after: u64| today.checked_add_days(Days::new(after)).unwrap_or(today);
        let block = |piece: &Piece| match piece.clone() {
            Piece::Heading { text } => Block::Heading { text },
            Piece::Text { text } => Block::Text { text },
            Piece::List { items } => Block::List { items },
            Piece::Date { day_in, time, what } => Block::Date { day: day(day_in), time, what },
            Piece::Bring { day_in, what } => Block::Bring { day: day(day_in), what },
        };
        Draft {
            title: self.title.clone(),
            blocks: self.blocks.iter().map(block).collect(),
            ask: self.ask.clone(),
            per: self.per,
            due: self.due_in.map(day),
            ..Draft::default()
        }
    }
}

/// All, in the order they are offered.
pub fn all() -> &'static [Template] {
    static ALL: OnceLock<Vec<Template>> = OnceLock::new();
    // A test reads them; a slip would leave none, and writing from nothing still works.
    ALL.get_or_init(|| serde_json::from_str(include_str!("../../../data/notice-templates.json")).unwrap_or_default())
}

/// The one with this id.
pub fn find(id: &str) -> Option<&'static Template> {
    all().iter().find(|template| template.id == id)
}

#[cfg(test)]
mod tests {
    use super::{super::Audience, *};

    #[test]
    fn every_beginning_can_be_read_and_only_lacks_its_audience_and_the_writer_s_words() {
        let read: Vec<Template> = serde_json::from_str(include_str!("../../../data/notice-templates.json")).unwrap();
        assert!(read.len() >= 6);
        let today = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        for template in all() {
            let group = uuid::Uuid::from_u128(1);
            let draft =
                Draft { audience: Audience { groups: vec![group], ..Audience::default() }, ..template.draft(today) };
            let mut faults = draft.faults(today);
            faults.retain(|fault| fault.code != "unfilled");
            assert_eq!(faults, [], "{}", template.id);
            assert!(find(&template.id).is_some());
        }
    }

    #[test]
    fn every_beginning_is_written_three_times_and_easy_japanese_has_readings() {
        let source: serde_json::Value =
            serde_json::from_str(include_str!("../../../data/notice-templates.json")).unwrap();
        fn texts<'a>(value: &'a serde_json::Value, found: &mut Vec<&'a serde_json::Map<String, serde_json::Value>>) {
            match value {
                serde_json::Value::Object(map) if map.contains_key("ja") => found.push(map),
                serde_json::Value::Object(map) => map.values().for_each(|value| texts(value, found)),
                serde_json::Value::Array(list) => list.iter().for_each(|value| texts(value, found)),
                _ => {}
            }
        }
        let mut found = Vec::new();
        texts(&source, &mut found);
        for text in found {
            let get = |key: &str| text.get(key).and_then(|value| value.as_str()).unwrap_or_default();
            assert!(!get("en").is_empty(), "{text:?}");
            let easy = get("ja-easy");
            assert!(!easy.is_empty(), "{text:?}");
            for piece in crate::i18n::pieces(easy) {
                if let crate::i18n::Piece::Plain(plain) = piece {
                    assert!(
                        !plain.chars().any(|c| matches!(c, '\u{4e00}'..='\u{9fff}')),
                        "no reading: {plain} in {easy}"
                    );
                }
            }
        }
    }
}
