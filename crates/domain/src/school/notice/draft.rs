//! A notice while it is written.

use super::{Ask, Attachment, Audience, Block, CountPer};
use crate::city::LocalText;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Most characters of a title: what a phone shows whole.
const TITLE: usize = 80;
/// Most characters of one piece of text.
const PIECE: usize = 4_000;
/// Most pieces.
const PIECES: usize = 60;
/// Most lines of one list.
const ITEMS: usize = 50;
/// Most options.
const OPTIONS: usize = 20;
/// Most characters of an option.
const OPTION: usize = 100;
/// Most files.
pub(super) const FILES: usize = 10;

/// What is written, kept while it is unfinished too.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    /// The title.
    pub title: LocalText,
    /// The text.
    pub blocks: Vec<Block>,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// What is asked back.
    pub ask: Ask,
    /// Whose answers count.
    pub per: CountPer,
    /// Until when.
    pub due: Option<NaiveDate>,
    /// To whom.
    pub audience: Audience,
}

/// Why a draft cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where: `title`, `block-3`, `option-1`, `options`, `due`, `audience`, `files`, `text`, `dates`.
    pub field: String,
    /// What, in keys `notice-fault-<code>`.
    pub code: &'static str,
}

impl Draft {
    /// Most files.
    pub const FILES: usize = FILES;

    /// What is missing or wrong, in the order of the page. `today` is the day on which it would be sent.
    pub fn faults(&self, today: NaiveDate) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut fault = |field: String, code: &'static str| faults.push(Fault { field, code });
        if let Some(code) = text(&self.title, TITLE, "title-too-long") {
            fault("title".to_owned(), if code == "empty" { "title-empty" } else { code });
        }
        if self.blocks.is_empty() && self.attachments.is_empty() {
            fault("text".to_owned(), "text-empty");
        }
        if self.blocks.len() > PIECES {
            fault("text".to_owned(), "too-many-blocks");
        }
        for (place, block) in self.blocks.iter().enumerate() {
            if let Some(code) = piece(block) {
                fault(format!("block-{place}"), code);
            }
        }
        match &self.ask {
            Ask::Choice { options, .. } => {
                if options.len() < 2 {
                    fault("options".to_owned(), "two-options");
                }
                if options.len() > OPTIONS {
                    fault("options".to_owned(), "too-many-options");
                }
                for (place, option) in options.iter().enumerate() {
                    let same = options.iter().take(place).any(|earlier| earlier.ja == option.ja);
                    if let Some(code) = text(option, OPTION, "option-too-long") {
                        fault(format!("option-{place}"), if code == "empty" { "option-empty" } else { code });
                    } else if same {
                        fault(format!("option-{place}"), "option-twice");
                    }
                }
            }
            Ask::Date { from: Some(from), until: Some(until) } if until < from => {
                fault("dates".to_owned(), "dates-reversed");
            }
            _ => {}
        }
        if self.due.is_some_and(|due| due < today) {
            fault("due".to_owned(), "due-past");
        }
        if self.attachments.len() > FILES {
            fault("files".to_owned(), "too-many-files");
        }
        if self.audience.is_empty() {
            fault("audience".to_owned(), "audience-empty");
        }
        faults
    }
}

/// What stands in a template where the writer's own words belong. In a language that the writer does not read, too, it is
/// not sent.
const TO_FILL_IN: &str = "○○";

/// What is wrong with a text that has to be there: `empty`, `too_long`, `unfilled`, or other languages without Japanese.
fn text(text: &LocalText, most: usize, too_long: &'static str) -> Option<&'static str> {
    let others = [text.ja_easy.as_deref(), text.en.as_deref()];
    let empty = text.ja.trim().is_empty();
    if empty && others.iter().flatten().any(|other| !other.trim().is_empty()) {
        return Some("japanese-missing");
    }
    if empty {
        return Some("empty");
    }
    if std::iter::once(text.ja.as_str()).chain(others.into_iter().flatten()).any(|words| words.contains(TO_FILL_IN)) {
        return Some("unfilled");
    }
    // Ruby makes a text longer that is no longer to be read.
    let long = |text: &str| crate::i18n::without_ruby(text).chars().count() > most;
    (long(&text.ja)
        || others.into_iter().flatten().any(|other| long(other) && other.chars().count() > most.saturating_mul(2)))
    .then_some(too_long)
}

fn piece(block: &Block) -> Option<&'static str> {
    let one = |words: &LocalText, most| match text(words, most, "block-too-long") {
        Some("empty") => Some("block-empty"),
        other => other,
    };
    match block {
        Block::Heading { text } => one(text, TITLE),
        Block::Text { text } => one(text, PIECE),
        Block::List { items } if items.is_empty() => Some("block-empty"),
        Block::List { items } if items.len() > ITEMS => Some("block-too-long"),
        Block::List { items } => items.iter().find_map(|item| one(item, PIECE)),
        Block::Date { what, .. } | Block::Bring { what, .. } => one(what, TITLE.saturating_mul(2)),
        Block::Other => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
    }

    fn good() -> Draft {
        Draft {
            title: LocalText::ja("授業参観のお知らせ"),
            blocks: vec![
                Block::Text { text: LocalText::ja("授業を見に来てください。") },
                Block::Date { day: today(), time: None, what: LocalText::ja("授業参観") },
            ],
            audience: Audience { groups: vec![Uuid::from_u128(1)], ..Audience::default() },
            ..Draft::default()
        }
    }

    #[test]
    fn a_finished_draft_has_no_fault() {
        assert_eq!(good().faults(today()), []);
        assert_eq!(Draft { due: Some(today()), ..good() }.faults(today()), []);
    }

    #[test]
    fn each_fault_names_its_place() {
        let options = |words: &[&str]| Ask::Choice {
            options: words.iter().map(|word| LocalText::ja(word)).collect(),
            many: false,
        };
        let english = LocalText { en: Some("Hello".to_owned()), ..LocalText::default() };
        let left = LocalText { en: Some("About ○○".to_owned()), ..LocalText::ja("遠足のお知らせ") };
        let heading = |text: &str| vec![Block::Heading { text: LocalText::ja(text) }];
        let table: Vec<(Draft, &str, &str)> = vec![
            (Draft { title: LocalText::ja(" "), ..good() }, "title", "title-empty"),
            (Draft { title: LocalText::ja(&"字".repeat(81)), ..good() }, "title", "title-too-long"),
            (Draft { title: english, ..good() }, "title", "japanese-missing"),
            (Draft { title: left, ..good() }, "title", "unfilled"),
            (Draft { blocks: heading("○○の日"), ..good() }, "block-0", "unfilled"),
            (Draft { blocks: vec![], ..good() }, "text", "text-empty"),
            (
                Draft { blocks: vec![Block::Heading { text: LocalText::ja("あ") }; 61], ..good() },
                "text",
                "too-many-blocks",
            ),
            (Draft { blocks: heading(""), ..good() }, "block-0", "block-empty"),
            (Draft { blocks: vec![Block::List { items: vec![] }], ..good() }, "block-0", "block-empty"),
            (Draft { blocks: heading(&"字".repeat(81)), ..good() }, "block-0", "block-too-long"),
            (Draft { ask: options(&["はい"]), ..good() }, "options", "two-options"),
            (Draft { ask: options(&["はい", ""]), ..good() }, "option-1", "option-empty"),
            (Draft { ask: options(&["はい", "はい"]), ..good() }, "option-1", "option-twice"),
            (
                Draft { ask: Ask::Date { from: Some(today()), until: today().pred_opt() }, ..good() },
                "dates",
                "dates-reversed",
            ),
            (Draft { due: today().pred_opt(), ..good() }, "due", "due-past"),
            (Draft { attachments: vec![Attachment::default(); 11], ..good() }, "files", "too-many-files"),
            (Draft { audience: Audience::default(), ..good() }, "audience", "audience-empty"),
        ];
        for (draft, field, code) in table {
            assert_eq!(draft.faults(today()), [Fault { field: field.to_owned(), code }]);
        }
    }
}
