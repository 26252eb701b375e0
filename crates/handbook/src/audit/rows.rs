//! A register's rows: which column is which, and what a line says.

use chrono::NaiveDate;
use itsumo_domain::handbook::Sex;
use thiserror::Error;

/// One dose of the register.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file; the header is line 1.
    pub line: u64,
    /// The register's own number or name of the child.
    pub child: String,
    /// Sex, where the register has it.
    pub sex: Option<Sex>,
    /// Born on.
    pub birth: NaiveDate,
    /// The series as the register names it; may be empty when the product is given.
    pub series: String,
    /// The product's family, or its name; may be empty when the series is given.
    pub product: String,
    /// Given on.
    pub date: NaiveDate,
    /// 製造番号.
    pub lot: String,
}

/// Why a line is no row. The audit says so and goes on.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadRow {
    /// Not UTF-8.
    #[error("the line is not UTF-8; save the file as UTF-8")]
    Encoding,
    /// A quotation mark that never closes.
    #[error("a quotation mark is opened and not closed")]
    Quote,
    /// Fewer columns than the header has.
    #[error("the line has {found} columns, the header {needed}")]
    Columns {
        /// In the line.
        found: usize,
        /// Up to the last column that is read.
        needed: usize,
    },
    /// A column that must not be empty.
    #[error("{0} is empty")]
    Empty(&'static str),
    /// Not a day.
    #[error("{column} is not a date: {text:?}")]
    Date {
        /// Which column.
        column: &'static str,
        /// What stands there.
        text: String,
    },
    /// Not a sex.
    #[error("sex is not one of F, M, 女, 男: {0:?}")]
    Sex(String),
    /// Neither a series nor a product of the pack.
    #[error("no vaccine of the pack is called {0:?}")]
    Vaccine(String),
    /// The series does not use the product.
    #[error("{series} is not given with {product}")]
    Mismatch {
        /// As written.
        series: String,
        /// As written.
        product: String,
    },
    /// Two birth dates for one child.
    #[error("this child was born on {first} by line {line}, and on {here} by this one")]
    Birth {
        /// By the first row.
        first: NaiveDate,
        /// The first row's line.
        line: u64,
        /// By this row.
        here: NaiveDate,
    },
    /// Two sexes for one child.
    #[error("this child's sex differs from line {line}")]
    OtherSex {
        /// The first row's line.
        line: u64,
    },
    /// Given before birth.
    #[error("the dose of {date} is before the birth on {birth}")]
    BeforeBirth {
        /// Given on.
        date: NaiveDate,
        /// Born on.
        birth: NaiveDate,
    },
}

/// A header that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
pub enum BadHeader {
    /// Nothing was read.
    #[error("the file is empty: its first line names the columns")]
    Nothing,
    /// A column that is needed.
    #[error("the header has no column {0}; see --help for the names")]
    Missing(&'static str),
    /// A column that is there twice.
    #[error("the header names the column {0} twice")]
    Twice(&'static str),
    /// Not UTF-8, or a quotation mark that never closes.
    #[error("the header cannot be read: {0}")]
    Unreadable(#[from] BadRow),
}

/// The names of each column, in small letters; the first is the one that messages use.
pub const COLUMNS: [&[&str]; 7] = [
    &["child", "child_id", "id", "宛名番号", "児童番号"],
    &["sex", "gender", "性別"],
    &["birth_date", "birth", "生年月日"],
    &["series", "種類", "予防接種"],
    &["product", "vaccine", "ワクチン", "製品"],
    &["date", "接種日", "接種年月日"],
    &["lot", "lot_number", "製造番号", "ロット番号"],
];
const CHILD: usize = 0;
const SEX: usize = 1;
const BIRTH: usize = 2;
const SERIES: usize = 3;
const PRODUCT: usize = 4;
const DATE: usize = 5;
const LOT: usize = 6;

/// Which column is where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Header {
    places: [Option<usize>; 7],
    needed: usize,
}

impl Header {
    /// Reads the first line, which may begin with a byte order mark.
    ///
    /// # Errors
    /// When a needed column is missing or there twice, or the line cannot be read.
    pub fn read(line: &[u8]) -> Result<Self, BadHeader> {
        let line = line.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(line);
        let line = std::str::from_utf8(line).map_err(|_| BadRow::Encoding)?;
        if line.trim().is_empty() {
            return Err(BadHeader::Nothing);
        }
        let mut names = Fields::default();
        names.split(line)?;
        let mut places = [None; 7];
        for place in 0..names.len() {
            let name = names.get(place).trim().to_lowercase();
            let known = places.iter_mut().zip(COLUMNS).find(|(_, spellings)| spellings.contains(&name.as_str()));
            if let Some((slot, spellings)) = known
                && slot.replace(place).is_some()
            {
                return Err(BadHeader::Twice(first(spellings)));
            }
        }
        for column in [CHILD, BIRTH, DATE] {
            if let (Some(None), Some(spellings)) = (places.get(column), COLUMNS.get(column)) {
                return Err(BadHeader::Missing(first(spellings)));
            }
        }
        if places.get(SERIES).is_none_or(Option::is_none) && places.get(PRODUCT).is_none_or(Option::is_none) {
            return Err(BadHeader::Missing("product"));
        }
        let needed = places.iter().flatten().max().map_or(0, |last| last + 1);
        Ok(Self { places, needed })
    }

    /// Reads one line. `fields` is a scratch that is used again for each line.
    ///
    /// # Errors
    /// When the line is no row: see [`BadRow`].
    pub fn row(&self, number: u64, line: &[u8], fields: &mut Fields) -> Result<Row, BadRow> {
        let line = std::str::from_utf8(line).map_err(|_| BadRow::Encoding)?;
        fields.split(line)?;
        if fields.len() < self.needed {
            return Err(BadRow::Columns { found: fields.len(), needed: self.needed });
        }
        let at = |column: usize| match self.places.get(column) {
            Some(Some(place)) => fields.get(*place).trim(),
            _ => "",
        };
        let child = at(CHILD);
        if child.is_empty() {
            return Err(BadRow::Empty("child"));
        }
        let (birth, date) = (day("birth_date", at(BIRTH))?, day("date", at(DATE))?);
        if at(SERIES).is_empty() && at(PRODUCT).is_empty() {
            return Err(BadRow::Empty("product"));
        }
        Ok(Row {
            line: number,
            child: child.to_owned(),
            sex: sex(at(SEX))?,
            birth,
            series: at(SERIES).to_owned(),
            product: at(PRODUCT).to_owned(),
            date,
            lot: at(LOT).to_owned(),
        })
    }

    /// The child of a line, for sorting; empty where the line is no row.
    pub fn child_of<'a>(&self, line: &[u8], fields: &'a mut Fields) -> &'a str {
        let Ok(line) = std::str::from_utf8(line) else { return "" };
        match (fields.split(line), self.places.get(CHILD)) {
            (Ok(()), Some(Some(place))) => fields.get(*place).trim(),
            _ => "",
        }
    }
}

fn first(spellings: &'static [&'static str]) -> &'static str {
    spellings.first().copied().unwrap_or_default()
}

fn sex(text: &str) -> Result<Option<Sex>, BadRow> {
    Ok(match text {
        "" | "0" | "9" => None,
        "F" | "f" | "female" | "女" | "女性" | "2" => Some(Sex::Female),
        "M" | "m" | "male" | "男" | "男性" | "1" => Some(Sex::Male),
        other => return Err(BadRow::Sex(other.to_owned())),
    })
}

/// `2026-04-01`, `2026/4/1` or `20260401`. Hand-written: it is most of the work on a line.
fn day(column: &'static str, text: &str) -> Result<NaiveDate, BadRow> {
    let number = |text: &str| {
        let figures = !text.is_empty() && text.len() <= 4 && text.bytes().all(|b| b.is_ascii_digit());
        figures.then(|| text.bytes().fold(0_u32, |n, b| n * 10 + u32::from(b - b'0')))
    };
    let parts = if text.contains('-') { text.splitn(3, '-') } else { text.splitn(3, '/') };
    let parts: [&str; 3] = match (text.len(), text.is_ascii()) {
        (8, true) if text.bytes().all(|b| b.is_ascii_digit()) => {
            [text.get(..4).unwrap_or(""), text.get(4..6).unwrap_or(""), text.get(6..).unwrap_or("")]
        }
        _ => {
            let mut found = [""; 3];
            found.iter_mut().zip(parts).for_each(|(to, from)| *to = from);
            found
        }
    };
    let [year, month, day] = parts.map(number);
    let date = match (year, month, day) {
        (Some(year @ 1900..), Some(month), Some(day)) => {
            i32::try_from(year).ok().and_then(|year| NaiveDate::from_ymd_opt(year, month, day))
        }
        _ => None,
    };
    date.ok_or_else(|| BadRow::Date { column, text: text.to_owned() })
}

/// One line cut into its fields; quoted ones without their marks (RFC 4180, one record a line).
#[derive(Debug, Default)]
pub struct Fields {
    text: String,
    ends: Vec<usize>,
}

impl Fields {
    /// Cuts a line.
    ///
    /// # Errors
    /// When a quotation mark never closes.
    pub fn split(&mut self, line: &str) -> Result<(), BadRow> {
        self.text.clear();
        self.ends.clear();
        let line = line.trim_end_matches(['\r', '\n']);
        if !line.contains('"') {
            for field in line.split(',') {
                self.text.push_str(field);
                self.ends.push(self.text.len());
            }
            return Ok(());
        }
        let mut rest = line.chars().peekable();
        let mut quoted = false;
        while let Some(c) = rest.next() {
            match (quoted, c) {
                (true, '"') if rest.peek() == Some(&'"') => {
                    rest.next();
                    self.text.push('"');
                }
                (_, '"') => quoted = !quoted,
                (false, ',') => self.ends.push(self.text.len()),
                (_, c) => self.text.push(c),
            }
        }
        self.ends.push(self.text.len());
        if quoted { Err(BadRow::Quote) } else { Ok(()) }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// One of them; empty where there is none.
    pub fn get(&self, place: usize) -> &str {
        let from = place.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        self.ends.get(place).and_then(|to| self.text.get(from..*to)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(header: &str, line: &str) -> Result<Row, BadRow> {
        Header::read(header.as_bytes()).unwrap().row(2, line.as_bytes(), &mut Fields::default())
    }

    #[test]
    fn columns_are_found_by_name_in_any_order_and_language() {
        let english = row("date,product,child,birth_date,sex", "2026-07-09,PCV20,7,2026-05-10,F").unwrap();
        let japanese = row("\u{feff}生年月日,宛名番号,ワクチン,接種日,性別", "20260510,7,PCV20,2026/7/9,女").unwrap();
        assert_eq!(english, japanese);
        assert_eq!(english.sex, Some(Sex::Female));
    }

    #[test]
    fn quoted_fields_keep_their_commas_and_marks() {
        let row =
            row("child,birth_date,date,product,lot", "\"a,\"\"b\"\"\",2026-05-10,2026-07-09,PCV20,\"L-1, 2\"\r\n")
                .unwrap();
        assert_eq!((row.child.as_str(), row.lot.as_str()), ("a,\"b\"", "L-1, 2"));
    }

    #[test]
    fn a_bad_line_says_what_is_wrong_with_it() {
        let header = "child,sex,birth_date,date,product";
        let wrong = |line| row(header, line).unwrap_err().to_string();
        assert!(wrong("7,F,2026-05-10,2026-02-30,PCV20").contains("date is not a date: \"2026-02-30\""));
        assert!(wrong("7,F,26-5-10,2026-02-03,PCV20").contains("birth_date is not a date"));
        assert!(wrong("7,X,2026-05-10,2026-07-09,PCV20").contains("sex"));
        assert!(wrong(",F,2026-05-10,2026-07-09,PCV20").contains("child is empty"));
        assert!(wrong("7,F,2026-05-10,2026-07-09,").contains("product is empty"));
        assert!(wrong("7,F,2026-05-10").contains("3 columns"));
        assert!(wrong("\"7,F,2026-05-10,2026-07-09,PCV20").contains("quotation mark"));
        let header = Header::read(header.as_bytes()).unwrap();
        assert_eq!(header.row(2, b"7,F,\x93\xfa,", &mut Fields::default()), Err(BadRow::Encoding));
    }

    #[test]
    fn a_header_without_what_is_needed_is_refused_by_the_columns_name() {
        assert_eq!(Header::read(b"child,date,product"), Err(BadHeader::Missing("birth_date")));
        assert_eq!(Header::read(b"child,date,birth_date"), Err(BadHeader::Missing("product")));
        assert_eq!(Header::read(b"child,id,date,birth_date,product"), Err(BadHeader::Twice("child")));
        assert_eq!(Header::read(b""), Err(BadHeader::Nothing));
    }
}
