//! A notice while it is written.

use super::{Ask, Attachment, Audience, Block, CountPer};
use crate::{
    city::LocalText,
    writing::{self, FILES, file_faults, option_faults, text_faults},
};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use writing::Fault;

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

impl Draft {
    /// Most files.
    pub const FILES: usize = FILES;

    /// What is missing or wrong, in the order of the page. `today` is the day on which it would be sent.
    pub fn faults(&self, today: NaiveDate) -> Vec<Fault> {
        let mut faults = text_faults(&self.title, &self.blocks, &self.attachments);
        match &self.ask {
            Ask::Choice { options, .. } => faults.extend(option_faults(options)),
            Ask::Date { from: Some(from), until: Some(until) } if until < from => {
                faults.push(Fault::of("dates", "dates-reversed"));
            }
            _ => {}
        }
        if self.due.is_some_and(|due| due < today) {
            faults.push(Fault::of("due", "due-past"));
        }
        faults.extend(file_faults(&self.attachments));
        if self.audience.is_empty() {
            faults.push(Fault::of("audience", "audience-empty"));
        }
        faults
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
