//! Lists that people keep in spreadsheets and bring as a file: headings in Japanese or English and in any order, figures
//! and kana of any width, and each cell that cannot be understood named with its line and column.
//!
//! What a list is of is another module's: pupils ([`crate::school::roster`]), households
//! ([`crate::association::directory`]). Here is what all have in common.

use crate::text::{fold, nfkc, shorten};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Characters of a cell.
const LONGEST: usize = 120;
/// Lines above the headings that are passed over: a title, a date.
const ABOVE: usize = 5;

/// A line of the file, cut into cells.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetLine {
    /// Its number in the file, from 1.
    pub line: u32,
    /// Its cells.
    pub cells: Vec<String>,
}

/// A file, cut into cells and not yet understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sheet {
    /// Its lines.
    pub lines: Vec<SheetLine>,
    /// The last line has no end: the file may have been cut off in it.
    pub open_end: bool,
    /// A quotation mark was opened and never closed.
    pub open_quote: bool,
}

/// What is wrong with a list: never a sentence, always with its place. The words are `roster-error-<code>`, or for what
/// is said of households `directory-error-<code>`.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct ListError {
    /// The line, from 1; 0 for the file as a whole.
    pub line: u32,
    /// The column's heading as the file has it, empty for the line as a whole.
    pub column: String,
    /// Which slip: one of [`crate::school::roster::ERRORS`] or [`crate::association::directory::ERRORS`].
    pub code: String,
    /// What stands there, or the other place concerned; shortened.
    pub found: String,
}

impl ListError {
    /// About the whole file.
    pub fn of_file(code: &str, found: impl Into<String>) -> Self {
        Self { line: 0, column: String::new(), code: code.to_owned(), found: found.into() }
    }

    pub(crate) fn new(line: u32, column: &str, code: &str, found: &str) -> Self {
        let found = shorten(found.trim(), 40);
        Self { line, column: column.to_owned(), code: code.to_owned(), found }
    }
}

/// A heading as it is compared: no width, case, spaces or decoration.
pub(crate) fn plain(heading: &str) -> String {
    let text = nfkc(heading).to_lowercase();
    let mut inside = 0_u32;
    text.chars()
        .filter(|c| {
            match c {
                '(' | '[' | '【' => inside = inside.saturating_add(1),
                ')' | ']' | '】' => inside = inside.saturating_sub(1),
                _ => return inside == 0 && !c.is_whitespace() && !matches!(c, '_' | '-' | '・' | '*' | '※' | '.'),
            }
            false
        })
        .collect()
}

/// The line of headings, and the lines below it.
///
/// # Errors
/// `empty`; `column-missing` with `needed`, when no line looks like headings; `too-many`.
pub(crate) fn below<'a, C>(
    sheet: &'a Sheet,
    column: fn(&str) -> Option<C>,
    needed: &str,
    most: usize,
) -> Result<(&'a SheetLine, Vec<&'a SheetLine>), ListError> {
    let mut lines = sheet.lines.iter().filter(|line| line.cells.iter().any(|cell| !cell.trim().is_empty())).peekable();
    if lines.peek().is_none() {
        return Err(ListError::of_file("empty", ""));
    }
    let known = |line: &&SheetLine| line.cells.iter().filter(|cell| column(cell).is_some()).count() >= 2;
    let Some(head) = lines.clone().take(ABOVE).find(known) else {
        return Err(ListError::of_file("column-missing", needed));
    };
    let body: Vec<&SheetLine> = lines.skip_while(|line| !std::ptr::eq(*line, head)).skip(1).collect();
    if body.len() > most {
        return Err(ListError::of_file("too-many", body.len().to_string()));
    }
    Ok((head, body))
}

/// The headings: which column stands where, and under which words.
pub(crate) struct Headings<C> {
    at: BTreeMap<C, (usize, String)>,
    /// Cells up to the last heading that means something.
    count: usize,
    /// Cells of the line of headings.
    width: usize,
    /// Headings that mean nothing here.
    pub(crate) passed_over: Vec<String>,
}

impl<C: Ord + Copy> Headings<C> {
    /// Reads them; what stands twice is an error.
    pub(crate) fn read(head: &SheetLine, column: fn(&str) -> Option<C>, errors: &mut Vec<ListError>) -> Self {
        let mut at: BTreeMap<C, (usize, String)> = BTreeMap::new();
        let mut passed_over = Vec::new();
        for (place, words) in head.cells.iter().enumerate() {
            let words = words.trim();
            match column(words) {
                None if words.is_empty() => {}
                None => passed_over.push(words.to_owned()),
                Some(column) => {
                    if at.insert(column, (place, words.to_owned())).is_some() {
                        errors.push(ListError::new(head.line, words, "column-twice", words));
                    }
                }
            }
        }
        let count = at.values().map(|(place, _)| place.saturating_add(1)).max().unwrap_or(0);
        Self { at, count, width: head.cells.len(), passed_over }
    }
    /// What the file says something about.
    pub(crate) fn columns(&self) -> impl Iterator<Item = C> {
        self.at.keys().copied()
    }
    pub(crate) fn words(&self, column: C) -> &str {
        self.at.get(&column).map_or("", |(_, words)| words.as_str())
    }
    pub(crate) fn has(&self, column: C) -> bool {
        self.at.contains_key(&column)
    }
}

/// One line while it is read.
pub(crate) struct Cells<'a, C> {
    pub(crate) headings: &'a Headings<C>,
    pub(crate) line: &'a SheetLine,
    pub(crate) errors: Vec<ListError>,
}

impl<'a, C: Ord + Copy> Cells<'a, C> {
    /// A line; `last` is the file's last one.
    ///
    /// # Errors
    /// `quote-open`, `truncated`: it is not all there.
    pub(crate) fn open(
        sheet: &Sheet,
        headings: &'a Headings<C>,
        line: &'a SheetLine,
        last: bool,
    ) -> Result<Self, ListError> {
        if last && sheet.open_quote {
            return Err(ListError::new(line.line, "", "quote-open", ""));
        }
        if last && sheet.open_end && line.cells.len() < headings.count {
            return Err(ListError::new(line.line, "", "truncated", &line.cells.join(",")));
        }
        Ok(Self { headings, line, errors: Vec::new() })
    }

    /// Whether the line has as many cells as the headings, and one of `needed`. An address with a comma and no quotation
    /// marks pushes all that follows it one column on.
    pub(crate) fn fits(&mut self, needed: &[C]) -> bool {
        let extra = self.line.cells.iter().skip(self.headings.width).any(|cell| !cell.trim().is_empty());
        let lacks = needed
            .iter()
            .any(|column| self.headings.at.get(column).is_some_and(|(place, _)| *place >= self.line.cells.len()));
        if extra || lacks {
            self.slip_of_line("cell-count", &self.line.cells.len().to_string());
        }
        !extra && !lacks
    }

    pub(crate) fn slip_of_line(&mut self, code: &str, found: &str) {
        self.errors.push(ListError::new(self.line.line, "", code, found));
    }

    pub(crate) fn slip(&mut self, column: C, code: &str) {
        let found = self.cell(column);
        self.errors.push(ListError::new(self.line.line, self.headings.words(column), code, found));
    }

    /// A cell as it stands.
    pub(crate) fn cell(&self, column: C) -> &'a str {
        self.headings.at.get(&column).and_then(|(at, _)| self.line.cells.get(*at)).map_or("", |cell| cell.trim())
    }

    /// The words of a cell on one line, with what no name or address has named.
    pub(crate) fn words(&mut self, column: C) -> String {
        let cell = self.cell(column);
        if cell.chars().any(|c| (c.is_control() && !matches!(c, '\n' | '\r' | '\t')) || c == '\u{fffd}') {
            self.slip(column, "control-character");
        } else if cell.chars().count() > LONGEST {
            self.slip(column, "too-long");
        }
        cell.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// A small figure, without what counts (`3番`); 0 for an empty cell.
    pub(crate) fn number(&mut self, column: C, counters: &[char]) -> u16 {
        let cell = nfkc(self.cell(column));
        match cell.trim_end_matches(counters) {
            "" => 0,
            figures => match figures.parse::<u16>() {
                Ok(number) if number <= 999 => number,
                _ => {
                    self.slip(column, "not-a-number");
                    0
                }
            },
        }
    }

    /// A reading, in hiragana.
    pub(crate) fn kana(&mut self, column: C, kana: &str) -> String {
        let kana = fold(kana);
        if !kana.chars().all(|c| matches!(c, 'ぁ'..='ゖ' | 'ー' | '・' | ' ' | '゠' | '=')) {
            self.slip(column, "kana");
        }
        kana
    }

    /// A telephone number, as it is written with dashes.
    pub(crate) fn phone(&mut self, column: C) -> String {
        let cell = nfkc(self.cell(column));
        let written: String = cell
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(|c| if matches!(c, '‐' | '‑' | '–' | '—' | '−' | 'ー' | '(' | ')') { '-' } else { c })
            .collect();
        let written = written.trim_matches('-').replace("--", "-");
        let figures: String = written.chars().filter(|c| *c != '-').collect();
        let all = figures.strip_prefix('+').unwrap_or(&figures).chars().all(|c| c.is_ascii_digit());
        match figures.len() {
            0 => {}
            _ if !all => self.slip(column, "phone"),
            _ if figures.starts_with("+") => {}
            // A spreadsheet that took the number for a number has dropped its first zero.
            9 | 10 if !figures.starts_with('0') => self.slip(column, "phone-zero"),
            10 | 11 if figures.starts_with('0') => {}
            _ => self.slip(column, "phone"),
        }
        written
    }
}
