//! A TOML file read field by field, keeping every complaint with its line and going on.

use super::ConfigError;
use itsumo_domain::city::LocalText;
use std::{
    cell::RefCell,
    collections::BTreeSet,
    ops::{Range, RangeInclusive},
    path::{Path, PathBuf},
};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A file being read: its text and what was found wrong in it.
pub struct Page {
    file: PathBuf,
    text: String,
    wrong: RefCell<BTreeSet<ConfigError>>,
}

impl Page {
    /// Keeps `text` as the content of `file`.
    pub fn new(file: &Path, text: String) -> Self {
        Self { file: file.to_owned(), text, wrong: RefCell::default() }
    }

    /// The file as TOML; what could not be understood is noted and left out.
    pub fn parse(&self) -> Spanned<DeTable<'_>> {
        let (table, errors) = DeTable::parse_recoverable(&self.text);
        for error in errors {
            let at = error.span().map_or(0, |span| span.start);
            self.wrong(at, format!("this is not TOML: {}", error.message()));
        }
        table
    }

    /// Notes something wrong at a byte of the text.
    pub fn wrong(&self, at: usize, message: impl Into<String>) {
        let line = 1 + self.text.bytes().take(at).filter(|byte| *byte == b'\n').count();
        self.wrong.borrow_mut().insert(ConfigError { file: self.file.clone(), line, message: message.into() });
    }

    /// What was found wrong, by line.
    pub fn into_wrong(self) -> impl Iterator<Item = ConfigError> {
        self.wrong.into_inner().into_iter()
    }
}

/// A text and where it stands.
#[derive(Clone, Debug, Default)]
pub struct Text {
    /// Its value.
    pub value: String,
    /// The byte it starts at.
    pub at: usize,
}

/// A table being read. Every key is asked for once; [`Fields::finish`] complains about those nobody asked for.
pub struct Fields<'p> {
    /// The file.
    pub page: &'p Page,
    /// The byte it starts at.
    pub at: usize,
    table: &'p DeTable<'p>,
    what: &'static str,
    asked: RefCell<BTreeSet<&'static str>>,
}

impl<'p> Fields<'p> {
    /// Begins reading a table, called `what` in complaints.
    pub fn new(page: &'p Page, table: &'p DeTable<'p>, span: Range<usize>, what: &'static str) -> Self {
        Self { page, at: span.start, table, what, asked: RefCell::default() }
    }

    fn get(&self, key: &'static str) -> Option<&'p Spanned<DeValue<'p>>> {
        self.asked.borrow_mut().insert(key);
        self.table.get(key)
    }

    /// Whether the key is there, right or wrong.
    pub fn has(&self, key: &str) -> bool {
        self.table.contains_key(key)
    }

    fn wanted(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        let found = match value.get_ref().type_str() {
            "string" => "a text",
            "integer" => "a whole number",
            "float" => "a number with a fraction",
            "boolean" => "true or false",
            "array" => "a list",
            "table" => "a table",
            _ => "a date",
        };
        self.page.wrong(value.span().start, format!("`{key}` must be {wanted}, but this is {found}"));
    }

    /// Says that a key is missing.
    pub fn missing(&self, key: &str) {
        self.page.wrong(self.at, format!("{} needs `{key}`", self.what));
    }

    fn as_text(&self, key: &str, value: &Spanned<DeValue<'_>>) -> Option<Text> {
        match value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                self.page.wrong(value.span().start, format!("`{key}` is empty"));
                None
            }
            DeValue::String(text) => Some(Text { value: text.clone().into_owned(), at: value.span().start }),
            _ => {
                self.wanted(key, value, "a text in quotes");
                None
            }
        }
    }

    /// A text, if it is there.
    pub fn text(&self, key: &'static str) -> Option<Text> {
        self.as_text(key, self.get(key)?)
    }

    /// A text that must be there.
    pub fn need_text(&self, key: &'static str) -> Option<Text> {
        if self.get(key).is_none() {
            self.missing(key);
        }
        self.text(key)
    }

    /// A whole number within `range`, if it is there.
    pub fn whole(&self, key: &'static str, range: RangeInclusive<i64>) -> Option<i64> {
        let value = self.get(key)?;
        let DeValue::Integer(number) = value.get_ref() else {
            self.wanted(key, value, "a whole number");
            return None;
        };
        let number = i64::from_str_radix(number.as_str(), number.radix()).ok().filter(|n| range.contains(n));
        if number.is_none() {
            let (from, to) = (range.start(), range.end());
            self.page.wrong(value.span().start, format!("`{key}` must be a whole number from {from} to {to}"));
        }
        number
    }

    /// True or false, if it is there.
    pub fn flag(&self, key: &'static str) -> Option<bool> {
        let value = self.get(key)?;
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wanted(key, value, "true or false");
        }
        flag
    }

    fn list(&self, key: &'static str, wanted: &str) -> impl Iterator<Item = &'p Spanned<DeValue<'p>>> {
        let items = self.get(key).and_then(|value| {
            let items = value.get_ref().as_array();
            if items.is_none() {
                self.wanted(key, value, wanted);
            }
            items
        });
        items.into_iter().flat_map(|items| items.iter())
    }

    /// A list of texts; empty if it is not there.
    pub fn texts(&self, key: &'static str) -> Vec<Text> {
        self.list(key, "a list of texts").filter_map(|item| self.as_text(key, item)).collect()
    }

    /// A text in the languages of the app: `"…"` for Japanese alone, or a table with `ja`, `ja-easy`, `en`.
    pub fn local(&self, key: &'static str) -> Option<LocalText> {
        let value = self.get(key)?;
        if value.get_ref().is_str() {
            return Some(LocalText::ja(&self.as_text(key, value)?.value));
        }
        let Some(table) = value.get_ref().as_table() else {
            self.wanted(key, value, "a text, or a table with `ja`, `ja-easy` and `en`");
            return None;
        };
        let fields = Fields::new(self.page, table, value.span(), "a text in languages");
        let ja_easy = fields.text("ja-easy");
        if let Some(easy) = ja_easy.as_ref().filter(|easy| !every_kanji_has_ruby(&easy.value)) {
            self.page.wrong(easy.at, "`ja-easy` has a kanji without its reading: write ｜漢字《かんじ》");
        }
        let text = LocalText {
            ja: fields.need_text("ja").unwrap_or_default().value,
            ja_easy: ja_easy.map(|text| text.value),
            en: fields.text("en").map(|text| text.value),
        };
        fields.finish();
        Some(text)
    }

    /// As [`Self::local`], and it must be there.
    pub fn need_local(&self, key: &'static str) -> LocalText {
        if self.get(key).is_none() {
            self.missing(key);
        }
        self.local(key).unwrap_or_default()
    }

    /// A table within this one, if it is there.
    pub fn table(&self, key: &'static str, what: &'static str) -> Option<Fields<'p>> {
        let value = self.get(key)?;
        let table = value.get_ref().as_table();
        if table.is_none() {
            self.wanted(key, value, "a table");
        }
        Some(Fields::new(self.page, table?, value.span(), what))
    }

    /// The tables written as `[[key]]`; empty if there are none.
    pub fn tables(&self, key: &'static str, what: &'static str) -> Vec<Fields<'p>> {
        let mut tables = Vec::new();
        for item in self.list(key, &format!("a list of tables, each under [[{key}]]")) {
            match item.get_ref().as_table() {
                Some(table) => tables.push(Fields::new(self.page, table, item.span(), what)),
                None => self.wanted(key, item, "a table"),
            }
        }
        tables
    }

    /// A list in which each entry is a text or a table.
    pub fn texts_or_tables(&self, key: &'static str, what: &'static str) -> Vec<Result<Text, Fields<'p>>> {
        self.list(key, "a list")
            .filter_map(|item| match item.get_ref().as_table() {
                Some(table) => Some(Err(Fields::new(self.page, table, item.span(), what))),
                None => self.as_text(key, item).map(Ok),
            })
            .collect()
    }

    /// Complains about keys nobody asked for: a misspelt key would otherwise be a silent default.
    pub fn finish(&self) {
        let asked = self.asked.borrow();
        let known = || asked.iter().copied().collect::<Vec<_>>().join(", ");
        for (key, _) in self.table.iter().filter(|(key, _)| !asked.contains(key.get_ref().as_ref())) {
            let name = key.get_ref();
            self.page.wrong(key.span().start, format!("{} has no `{name}`; it knows: {}", self.what, known()));
        }
    }
}

/// Whether each kanji stands inside `｜…《…》`.
fn every_kanji_has_ruby(text: &str) -> bool {
    let mut inside = false;
    text.chars().all(|c| {
        match c {
            '｜' => inside = true,
            '》' => inside = false,
            _ => {}
        }
        inside || !matches!(c, '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '々')
    })
}
