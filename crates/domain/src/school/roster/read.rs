//! From the cells of a spreadsheet to children: headings in Japanese or English and in any order, figures and kana of
//! any width, and each cell that cannot be understood named with its line and column.

use super::{
    Contact, RosterError, RosterRow,
    column::{Column, MOST_CONTACTS, column},
    date::read_date,
};
use crate::{
    list::{Cells, Headings, Sheet, SheetLine, below},
    school::{Facility, FacilityKind},
    text::{fold, nfkc},
};
use chrono::NaiveDate;
use std::collections::{BTreeMap, BTreeSet};

/// Most children one list may have.
pub const MOST_ROWS: usize = 5_000;

/// A list as it was understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// What the file says something about. What it has no column for stays as it is.
    pub columns: BTreeSet<Column>,
    /// Its children, those without an error alone.
    pub rows: Vec<RosterRow>,
    /// What was wrong.
    pub errors: Vec<RosterError>,
    /// Headings that mean nothing here; their columns are passed over.
    pub passed_over: Vec<String>,
}

impl Read {
    /// Whether the file has people to call in it.
    pub fn has_contacts(&self) -> bool {
        self.columns.iter().any(|column| matches!(column, Column::ContactName(_) | Column::ContactPhone(_)))
    }
}

/// Reads a list of `facility`'s pupils as it holds on `day`.
pub fn read_roster(sheet: &Sheet, facility: &Facility, day: NaiveDate) -> Read {
    let mut read = Read::default();
    let (head, body) = match below(sheet, column, "氏名", MOST_ROWS) {
        Ok(lines) => lines,
        Err(error) => {
            read.errors.push(error);
            return read;
        }
    };
    let headings = headings(head, facility.kind, &mut read);
    if !read.errors.is_empty() {
        return read;
    }
    for (n, line) in body.iter().enumerate() {
        match Cells::open(sheet, &headings, line, n.saturating_add(1) == body.len()) {
            Err(error) => read.errors.push(error),
            Ok(cells) => {
                let mut reading = Reading { cells, facility, day };
                let row = reading.row();
                if reading.cells.errors.is_empty() {
                    read.rows.push(row);
                }
                read.errors.append(&mut reading.cells.errors);
            }
        }
    }
    if read.rows.is_empty() && read.errors.is_empty() {
        read.errors.push(RosterError::of_file("no-pupils", ""));
    }
    twice(&mut read, headings.words(Column::Code), headings.words(Column::Number));
    class_grades(&mut read.rows);
    read
}

fn headings(head: &SheetLine, kind: FacilityKind, read: &mut Read) -> Headings<Column> {
    let headings = Headings::read(head, column, &mut read.errors);
    let needed: &[(Column, &str)] = match kind {
        FacilityKind::School => &[(Column::Grade, "学年"), (Column::Class, "組")],
        _ => &[],
    };
    let mut lacks: Vec<&str> = needed.iter().filter(|(c, _)| !headings.has(*c)).map(|(_, words)| *words).collect();
    let named = headings.has(Column::Name) || (headings.has(Column::Family) && headings.has(Column::Given));
    if !named {
        lacks.push("氏名");
    }
    read.errors.extend(lacks.into_iter().map(|words| RosterError::new(head.line, "", "column-missing", words)));
    read.columns = headings.columns().collect();
    read.passed_over.clone_from(&headings.passed_over);
    headings
}

/// One line while it is read.
struct Reading<'a> {
    cells: Cells<'a, Column>,
    facility: &'a Facility,
    day: NaiveDate,
}

impl Reading<'_> {
    fn slip(&mut self, column: Column, code: &str) {
        self.cells.slip(column, code);
    }

    fn words(&mut self, column: Column) -> String {
        self.cells.words(column)
    }

    fn row(&mut self) -> RosterRow {
        if !self.cells.fits(&[Column::Name, Column::Given, Column::Class, Column::Grade]) {
            return RosterRow::default();
        }
        let grade = self.grade();
        RosterRow {
            line: self.cells.line.line,
            grade,
            class: self.class(grade),
            class_grade: 0,
            number: self.cells.number(Column::Number, &['番']),
            name: self.name(),
            kana: self.kana(),
            birth: self.birth(),
            code: nfkc(&self.words(Column::Code)),
            groups: self.groups(),
            contacts: self.contacts(),
        }
    }

    fn grade(&mut self) -> Option<u8> {
        let kind = self.facility.kind;
        let cell = nfkc(self.cells.cell(Column::Grade));
        let cell = cell.trim_end_matches("生").trim_end_matches(['年', '児']).trim_end_matches('歳').trim();
        let nursery = matches!(kind, FacilityKind::Nursery | FacilityKind::Kindergarten);
        let grade = match cell {
            "" if kind == FacilityKind::School => {
                self.slip(Column::Grade, "grade-unlikely");
                return None;
            }
            "" => return None,
            "少" | "年少" if nursery => 3,
            "中" | "年中" if nursery => 4,
            "長" | "年長" if nursery => 5,
            figures => match figures.parse::<u8>() {
                Ok(grade) => grade,
                Err(_) => {
                    self.slip(Column::Grade, "not-a-number");
                    return None;
                }
            },
        };
        let likely = if nursery { grade <= 6 } else { (1..=9).contains(&grade) };
        if likely {
            Some(grade)
        } else {
            self.slip(Column::Grade, "grade-unlikely");
            None
        }
    }

    fn class(&mut self, grade: Option<u8>) -> String {
        let cell = nfkc(&self.words(Column::Class));
        let school = self.facility.kind == FacilityKind::School;
        if cell.is_empty() {
            if school {
                self.slip(Column::Class, "class-missing");
            }
            return self.facility.short.clone();
        }
        // 2, 2組, 1年2組, 1-2: what stands before the last part is the grade again.
        let last = cell.rsplit(['年', '-']).next().unwrap_or_default();
        let bare = last.trim_end_matches('組').trim();
        let counted = bare.chars().count() <= 2
            && !bare.is_empty()
            && bare.chars().all(|c| c.is_ascii_alphanumeric() || ('ア'..='ン').contains(&c));
        match grade {
            Some(grade) if school && counted => format!("{grade}年{bare}組"),
            // なかよし学級 has pupils of several grades, and さくら組 is a name.
            _ if cell.ends_with(['組', '級']) || cell.ends_with("クラス") || cell.ends_with("クラブ") => cell,
            _ if school || matches!(self.facility.kind, FacilityKind::Nursery | FacilityKind::Kindergarten) => {
                format!("{cell}組")
            }
            _ => cell,
        }
    }

    fn name(&mut self) -> String {
        let (column, name) = if self.cells.headings.has(Column::Name) {
            (Column::Name, self.words(Column::Name))
        } else {
            let name = format!("{} {}", self.words(Column::Family), self.words(Column::Given));
            (Column::Family, name.trim().to_owned())
        };
        if name.is_empty() {
            self.slip(column, "name-missing");
        }
        name
    }

    fn kana(&mut self) -> String {
        let (column, kana) = if self.cells.headings.has(Column::FamilyKana) && !self.cells.headings.has(Column::Kana) {
            let kana = format!("{} {}", self.words(Column::FamilyKana), self.words(Column::GivenKana));
            (Column::FamilyKana, kana)
        } else {
            (Column::Kana, self.words(Column::Kana))
        };
        self.cells.kana(column, &kana)
    }

    fn birth(&mut self) -> Option<NaiveDate> {
        let cell = self.cells.cell(Column::Birth);
        if cell.is_empty() {
            return None;
        }
        let Some(birth) = read_date(cell) else {
            self.slip(Column::Birth, "not-a-date");
            return None;
        };
        let days = self.day.signed_duration_since(birth).num_days();
        // Nobody is of a school before being born (a list of next April's babies apart) or past twenty.
        if !(-200..=21 * 366).contains(&days) {
            self.slip(Column::Birth, "birth-unlikely");
        }
        Some(birth)
    }

    fn groups(&mut self) -> Vec<String> {
        let cell = nfkc(&self.words(Column::Group));
        let mut groups: Vec<String> =
            cell.split(['、', ',', ';', '/', '|', '・']).map(|name| name.trim().to_owned()).collect();
        groups.retain(|name| !name.is_empty());
        groups.sort();
        groups.dedup();
        groups
    }

    fn contacts(&mut self) -> Vec<Contact> {
        let mut contacts: Vec<Contact> = (1..=MOST_CONTACTS)
            .map(|n| Contact {
                name: self.words(Column::ContactName(n)),
                relation: self.words(Column::ContactRelation(n)),
                phone: self.cells.phone(Column::ContactPhone(n)),
                address: self.words(Column::ContactAddress(n)),
            })
            .collect();
        contacts.retain(|contact| !contact.name.is_empty() || !contact.phone.is_empty());
        contacts
    }
}

/// The same child, or the same number in a class, on two lines: the later is named, with the line of the other.
fn twice(read: &mut Read, code: &str, number: &str) {
    let (mut codes, mut children, mut numbers) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
    let errors = &mut read.errors;
    read.rows.retain(|row| {
        let known = |seen: &mut BTreeMap<String, u32>, key: String| match seen.get(&key) {
            Some(line) => Some(*line),
            None => {
                seen.insert(key, row.line);
                None
            }
        };
        let mut found = |column: &str, slip: &str, line: u32| {
            errors.push(RosterError::new(row.line, column, slip, &line.to_string()));
        };
        if !row.code.is_empty()
            && let Some(line) = known(&mut codes, row.code.clone())
        {
            found(code, "twice", line);
            return false;
        }
        let child = format!("{}\n{}\n{:?}\n{}", fold(&row.name), row.kana, row.birth, row.code);
        let child = if row.birth.is_none() && row.code.is_empty() { format!("{child}\n{}", row.class) } else { child };
        if let Some(line) = known(&mut children, child) {
            found("", "twice", line);
            return false;
        }
        if row.number > 0
            && let Some(line) = known(&mut numbers, format!("{}\n{}", row.class, row.number))
        {
            found(number, "number-twice", line);
            return false;
        }
        true
    });
}

/// A class of pupils of one grade is of that grade.
fn class_grades(rows: &mut [RosterRow]) {
    let mut grades: BTreeMap<String, BTreeSet<Option<u8>>> = BTreeMap::new();
    for row in rows.iter() {
        grades.entry(row.class.clone()).or_default().insert(row.grade);
    }
    for row in rows {
        let of = grades.get(&row.class).filter(|grades| grades.len() == 1);
        row.class_grade = of.and_then(|grades| grades.first().copied().flatten()).unwrap_or(0);
    }
}
