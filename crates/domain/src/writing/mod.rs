//! What is written to many: a school's notices and an association's circulars. Text in pieces, files, what is missing or
//! wrong in them, and what should be looked at twice.
//!
//! To whom it goes and what is asked back differ; the words do not. So the words stand here, and both ask the same.

pub(crate) mod find;

use crate::{city::LocalText, school::TimeOfDay};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

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
pub const FILES: usize = 10;
/// Most names, numbers or addresses that one warning shows.
const SHOWN: usize = 10;

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "block", rename_all = "snake_case")]
pub enum Block {
    /// A heading.
    Heading {
        /// Its words.
        text: LocalText,
    },
    /// A paragraph.
    Text {
        /// Its words.
        text: LocalText,
    },
    /// Items one under the other.
    List {
        /// Each item.
        items: Vec<LocalText>,
    },
    /// Something on a day: opens the phone's calendar.
    Date {
        /// The day.
        day: NaiveDate,
        /// When it begins, if that is said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        time: Option<TimeOfDay>,
        /// What: 授業参観, 防災訓練.
        what: LocalText,
    },
    /// Something to bring on a day: shown on that day's card.
    Bring {
        /// The day.
        day: NaiveDate,
        /// What: 水着・バスタオル.
        what: LocalText,
    },
    /// Of a newer server.
    #[serde(other)]
    Other,
}

/// A file that goes with a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct Attachment {
    /// SHA-256 of its bytes in hexadecimal digits; its name on the server.
    pub sha256: String,
    /// What people see.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// How long it is.
    pub bytes: i64,
}

/// Why a draft cannot be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Where: `title`, `block-3`, `option-1`, `options`, `due`, `audience`, `files`, `text`, `dates`.
    pub field: String,
    /// What, in keys `notice-fault-<code>` or `circular-fault-<code>`.
    pub code: &'static str,
}

impl Fault {
    /// Of a field.
    pub fn of(field: impl Into<String>, code: &'static str) -> Self {
        Self { field: field.into(), code }
    }
}

/// What is missing or wrong in title and text, in the order of the page.
pub fn text_faults(title: &LocalText, blocks: &[Block], attachments: &[Attachment]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Some(code) = text(title, TITLE, "title-too-long") {
        faults.push(Fault::of("title", if code == "empty" { "title-empty" } else { code }));
    }
    if blocks.is_empty() && attachments.is_empty() {
        faults.push(Fault::of("text", "text-empty"));
    }
    if blocks.len() > PIECES {
        faults.push(Fault::of("text", "too-many-blocks"));
    }
    for (place, block) in blocks.iter().enumerate() {
        if let Some(code) = piece(block) {
            faults.push(Fault::of(format!("block-{place}"), code));
        }
    }
    faults
}

/// What is missing or wrong in what can be chosen.
pub fn option_faults(options: &[LocalText]) -> Vec<Fault> {
    let mut faults = Vec::new();
    if options.len() < 2 {
        faults.push(Fault::of("options", "two-options"));
    }
    if options.len() > OPTIONS {
        faults.push(Fault::of("options", "too-many-options"));
    }
    for (place, option) in options.iter().enumerate() {
        let same = options.iter().take(place).any(|earlier| earlier.ja == option.ja);
        if let Some(code) = text(option, OPTION, "option-too-long") {
            faults.push(Fault::of(format!("option-{place}"), if code == "empty" { "option-empty" } else { code }));
        } else if same {
            faults.push(Fault::of(format!("option-{place}"), "option-twice"));
        }
    }
    faults
}

/// What is wrong with files.
pub fn file_faults(attachments: &[Attachment]) -> Option<Fault> {
    (attachments.len() > FILES).then(|| Fault::of("files", "too-many-files"))
}

/// What stands in a template where the writer's own words belong. In a language that the writer does not read, too, it is
/// not sent.
const TO_FILL_IN: &str = "○○";

/// What is wrong with a text that has to be there: `empty`, `too_long`, `unfilled`, or other languages without Japanese.
pub fn text(text: &LocalText, most: usize, too_long: &'static str) -> Option<&'static str> {
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

/// Where something was found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Where {
    /// In the words.
    Text,
    /// In a file, by its name.
    File(String),
}

/// A file as far as it could be read.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileText {
    /// Its name.
    pub name: String,
    /// Its text; `None` when it could not be read: a picture, a scan.
    pub text: Option<String>,
}

/// The words and the files as what a look goes through, one after the other; `None` is what could not be read.
pub fn places<'a>(words: &'a str, files: &'a [FileText]) -> impl Iterator<Item = (Where, Option<&'a str>)> {
    let files = files.iter().map(|file| (Where::File(file.name.clone()), file.text.as_deref()));
    std::iter::once((Where::Text, Some(words))).chain(files)
}

/// What was found, the first ten, and how many in all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The first ten.
    pub first: Vec<String>,
    /// How many in all.
    pub count: usize,
}

impl Found {
    /// `None` when nothing was found.
    pub fn some(mut all: Vec<String>) -> Option<Self> {
        let count = all.len();
        all.truncate(SHOWN);
        (count > 0).then_some(Self { first: all, count })
    }
}

/// Telephone numbers that are none of `own`.
pub fn phones(text: &str, own: &[String]) -> Option<Found> {
    let own: BTreeSet<String> = own.iter().flat_map(|phone| find::phones(phone)).collect();
    Found::some(find::phones(text).into_iter().filter(|phone| !own.contains(phone)).collect())
}

/// E-mail addresses.
pub fn mails(text: &str) -> Option<Found> {
    Found::some(find::mails(text))
}

/// Far more readers than usual: more than twice the most of what this seat sent. Of a seat that sent little, more than
/// `many`. Answers the most so far, where enough was sent to know: `Some(None)` is wide without that.
pub fn wide(readers: usize, usual: &[usize], many: usize) -> Option<Option<usize>> {
    let most = usual.iter().max().copied();
    match most {
        Some(most) if usual.len() >= 3 => (readers > most.saturating_mul(2).max(10)).then_some(Some(most)),
        _ => (readers > many && most.is_none_or(|most| readers > most.saturating_mul(2))).then_some(None),
    }
}

/// All words, in every language, a line each. Without ruby, which stands between the characters of a name.
pub fn words_of(title: &LocalText, blocks: &[Block], options: &[LocalText]) -> String {
    let mut texts: Vec<&LocalText> = vec![title];
    for block in blocks {
        match block {
            Block::Heading { text } | Block::Text { text } => texts.push(text),
            Block::List { items } => texts.extend(items),
            Block::Date { what, .. } | Block::Bring { what, .. } => texts.push(what),
            Block::Other => {}
        }
    }
    texts.extend(options);
    let languages = texts.into_iter().flat_map(|text| [Some(&text.ja), text.ja_easy.as_ref(), text.en.as_ref()]);
    let lines: Vec<String> = languages.flatten().map(|text| crate::i18n::without_ruby(text)).collect();
    lines.join("\n")
}
