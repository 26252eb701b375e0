//! LMS tables that somebody loads: the WHO's of 2006 by day and by 0.1 cm, the WHO's of 2007 by month, and those of
//! 日本小児内分泌学会 (JSPE) by month.
//!
//! A table is a CSV file whose name ends by what it is, `…wfa_days.csv`, and whose rows are
//! `sex,age_days|length_cm|height_cm|age_months,l,m,s`, sex 1 male and 2 female, without a gap between rows; a table of
//! heights may have `mean_cm,sd_cm` in place of `l,m,s`. A name that begins with `jspe` is read by that society's
//! rules. Files of other names (skinfolds, weekly tables) are passed over.

use super::{Lms, csv};
use itsumo_domain::handbook::Sex;

/// What is wrong with a table, by file and line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// The header has no such column.
    #[error("{file}: the first line names no column {column}")]
    Column {
        /// The file.
        file: String,
        /// The column.
        column: &'static str,
    },
    /// A field is missing or no number of its kind.
    #[error("{file}, line {line}: {column} is missing or cannot be")]
    Row {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// The column.
        column: &'static str,
    },
    /// A row does not follow the one before.
    #[error("{file}, line {line}: {column} does not follow the row before")]
    Gap {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// The column that the table goes by.
        column: &'static str,
    },
    /// There is a header and no row.
    #[error("{file}: no rows")]
    Empty {
        /// The file.
        file: String,
    },
    /// The WHO's and the JSPE's tables are not read as one.
    #[error("{file}: tables of two references are not read together")]
    Mixed {
        /// The first file of another reference.
        file: String,
    },
    /// No file was a table of this kind.
    #[error(
        "no table found: a file's name ends in wfa_days.csv, lhfa_days.csv, bmifa_days.csv, hcfa_days.csv, wfl_cm.csv, wfh_cm.csv, wfa_months.csv, hfa_months.csv or bmifa_months.csv"
    )]
    Nothing,
}

/// Whose rules tables are read by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Rules {
    /// The WHO's: see `who.rs`.
    #[default]
    Who,
    /// Those of 日本小児内分泌学会: see `jspe.rs`.
    Jspe,
}

/// The tables by name, the column each goes by, and how many rows there are to one of that column's unit.
const TABLES: [(&str, &str, f64); 9] = [
    ("wfa_days", "age_days", 1.0),
    ("lhfa_days", "age_days", 1.0),
    ("bmifa_days", "age_days", 1.0),
    ("hcfa_days", "age_days", 1.0),
    ("wfl_cm", "length_cm", 10.0),
    ("wfh_cm", "height_cm", 10.0),
    ("wfa_months", "age_months", 1.0),
    ("hfa_months", "age_months", 1.0),
    ("bmifa_months", "age_months", 1.0),
];

impl Rules {
    /// All.
    pub const ALL: [Self; 2] = [Self::Who, Self::Jspe];

    /// The name in files and settings: `who`, `jspe`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Who => "who",
            Self::Jspe => "jspe",
        }
    }

    /// Whose table a file holds and which, by the file's name; absent for files that are none.
    pub fn of_file(file: &str) -> Option<(Self, &'static str)> {
        let (rules, (table, ..)) = called(file)?;
        Some((rules, table))
    }
}

fn called(file: &str) -> Option<(Rules, (&'static str, &'static str, f64))> {
    let file = file.to_ascii_lowercase();
    let stem = file.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = stem.strip_suffix(".csv").unwrap_or(stem);
    let ends = |name: &str| stem.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('_'));
    let table = TABLES.into_iter().find(|(name, ..)| ends(name))?;
    match (stem.starts_with("jspe"), table.1) {
        (false, _) => Some((Rules::Who, table)),
        (true, "age_months") => Some((Rules::Jspe, table)),
        (true, _) => None,
    }
}

/// The tables that there are; an empty one gives no z-scores.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LmsTables {
    pub(super) rules: Rules,
    pub(super) weight_by_day: Table,
    pub(super) length_by_day: Table,
    pub(super) bmi_by_day: Table,
    pub(super) head_by_day: Table,
    pub(super) weight_by_length: Table,
    pub(super) weight_by_height: Table,
    pub(super) weight_by_month: Table,
    pub(super) height_by_month: Table,
    pub(super) bmi_by_month: Table,
}

/// Rows of both sexes, one per whole key: a day, a tenth of a centimetre, a month.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Table {
    male: Rows,
    female: Rows,
}

#[derive(Clone, Debug, Default, PartialEq)]
struct Rows {
    first: u32,
    rows: Vec<Lms>,
}

impl Table {
    /// The row of a key.
    pub(super) fn row(&self, sex: Sex, key: u32) -> Option<Lms> {
        let rows = match sex {
            Sex::Male => &self.male,
            Sex::Female => &self.female,
        };
        rows.rows.get(usize::try_from(key.checked_sub(rows.first)?).ok()?).copied()
    }

    /// Whether there is anything in it.
    pub(super) fn is_empty(&self) -> bool {
        self.male.rows.is_empty() && self.female.rows.is_empty()
    }
}

impl LmsTables {
    /// Reads tables of one reference: (file name, text) each.
    ///
    /// # Errors
    /// Every row that is none, by file and line; or that no file was a table.
    pub fn read<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<Self, Vec<TableError>> {
        let (mut tables, mut errors, mut found) = (Self::default(), Vec::new(), None);
        for (file, text) in files {
            let Some((rules, (name, key, steps))) = called(file) else { continue };
            if *found.get_or_insert(rules) != rules {
                errors.push(TableError::Mixed { file: file.to_owned() });
                continue;
            }
            match (read(file, text, key, steps), tables.slot(name)) {
                (Ok(read), Some(table)) => *table = read,
                (Ok(_), None) => {}
                (Err(mut more), _) => errors.append(&mut more),
            }
        }
        tables.rules = found.unwrap_or_default();
        match (found, errors.is_empty()) {
            (None, _) => Err(vec![TableError::Nothing]),
            (Some(_), true) => Ok(tables),
            (Some(_), false) => Err(errors),
        }
    }

    /// Whose rules they are read by.
    pub fn rules(&self) -> Rules {
        self.rules
    }

    fn slot(&mut self, name: &str) -> Option<&mut Table> {
        Some(match name {
            "wfa_days" => &mut self.weight_by_day,
            "lhfa_days" => &mut self.length_by_day,
            "bmifa_days" => &mut self.bmi_by_day,
            "hcfa_days" => &mut self.head_by_day,
            "wfl_cm" => &mut self.weight_by_length,
            "wfh_cm" => &mut self.weight_by_height,
            "wfa_months" => &mut self.weight_by_month,
            "hfa_months" => &mut self.height_by_month,
            "bmifa_months" => &mut self.bmi_by_month,
            _ => return None,
        })
    }
}

fn read(file: &str, text: &str, key: &'static str, steps: f64) -> Result<Table, Vec<TableError>> {
    let header = csv::header(text);
    let has = |column: &str| header.iter().any(|name| name.eq_ignore_ascii_case(column));
    // A mean and a deviation are a distribution whose power is 1.
    let by_mean = has("mean_cm") && !has("m");
    let columns: &[&'static str] = if by_mean { &["mean_cm", "sd_cm"] } else { &["l", "m", "s"] };
    let missing: Vec<_> = ["sex", key].iter().chain(columns).copied().filter(|column| !has(column)).collect();
    if !missing.is_empty() {
        return Err(missing.into_iter().map(|column| TableError::Column { file: file.to_owned(), column }).collect());
    }
    let (mut table, mut errors) = (Table::default(), Vec::new());
    // The keys of the rows before; none after a row that is none, so that one mistake is said once.
    let (mut male, mut female) = (Before::Begin, Before::Begin);
    for (line, row) in csv::rows(text) {
        let rows = match row.text("sex") {
            "1" | "M" => Ok((&mut table.male, &mut male)),
            "2" | "F" => Ok((&mut table.female, &mut female)),
            _ => Err("sex"),
        };
        let at = row.number(key).and_then(|at| whole(at * steps)).ok_or(key);
        let lms = if by_mean { mean(&row) } else { lms(&row) };
        let (rows, before, at, lms) = match (rows, at, lms) {
            (Ok((rows, before)), Ok(at), Ok(lms)) => (rows, before, at, lms),
            (Err(column), ..) | (_, Err(column), _) | (.., Err(column)) => {
                errors.push(TableError::Row { file: file.to_owned(), line, column });
                (male, female) = (Before::Unknown, Before::Unknown);
                continue;
            }
        };
        match std::mem::replace(before, Before::Row(at)) {
            Before::Begin => rows.first = at,
            Before::Row(last) if at.checked_sub(1) != Some(last) => {
                errors.push(TableError::Gap { file: file.to_owned(), line, column: key });
            }
            Before::Row(_) | Before::Unknown => {}
        }
        rows.rows.push(lms);
    }
    if errors.is_empty() && table.is_empty() {
        errors.push(TableError::Empty { file: file.to_owned() });
    }
    if errors.is_empty() { Ok(table) } else { Err(errors) }
}

/// What stands before a row.
#[derive(Clone, Copy)]
enum Before {
    Begin,
    Row(u32),
    Unknown,
}

/// The three figures of a row; or which of them is none. The median and the variation of anything measured are above
/// nothing.
fn lms(row: &csv::Named<'_>) -> Result<Lms, &'static str> {
    let above = |column| row.number(column).filter(|number| *number > 0.0).ok_or(column);
    Ok(Lms { l: row.number("l").ok_or("l")?, m: above("m")?, s: above("s")? })
}

/// As [`lms`], of a mean and a deviation.
fn mean(row: &csv::Named<'_>) -> Result<Lms, &'static str> {
    let above = |column| row.number(column).filter(|number| *number > 0.0).ok_or(column);
    let m = above("mean_cm")?;
    Ok(Lms { l: 1.0, m, s: above("sd_cm")? / m })
}

/// A whole number that a decimal fraction came near, as 64.1 × 10 does.
fn whole(number: f64) -> Option<u32> {
    let near = number.round();
    // In range by the comparison.
    ((number - near).abs() < 1e-6 && (0.0..1e6).contains(&near)).then_some(near as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_is_known_by_its_name_and_others_are_passed_over() {
        let days = "sex,age_days,l,m,s\n1,0,1,50,0.04\n1,1,1,51,0.04\n2,0,1,49,0.04\n";
        let tables = LmsTables::read([("mine2006_lhfa_days.csv", days), ("notes_acfa_days.csv", "nonsense")]).unwrap();
        assert_eq!(tables.length_by_day.row(Sex::Male, 1).unwrap().m, 51.0);
        assert_eq!(tables.length_by_day.row(Sex::Male, 2), None);
        assert_eq!(tables.length_by_day.row(Sex::Female, 0).unwrap().m, 49.0);
        assert!(tables.weight_by_day.is_empty());
        assert_eq!(LmsTables::read([("readme.md", "")]).unwrap_err(), [TableError::Nothing]);
    }

    #[test]
    fn tenths_of_a_centimetre_find_their_row() {
        let mut text = "sex,length_cm,l,m,s,lorh\n".to_owned();
        for tenth in 450..=1100 {
            text.push_str(&format!("1,{},-0.35,{},0.09,L\n", f64::from(tenth) / 10.0, f64::from(tenth) / 100.0));
        }
        let tables = LmsTables::read([("wfl_cm.csv", text.as_str())]).unwrap();
        for tenth in 450..=1100 {
            assert_eq!(tables.weight_by_length.row(Sex::Male, tenth).unwrap().m, f64::from(tenth) / 100.0);
        }
    }

    #[test]
    fn a_broken_table_names_file_and_line() {
        let text =
            "sex,age_months,l,m,s\n1,60,1,110,0.04\n1,62,1,111,0.04\n1,61,x,111,0.04\n3,61,1,111,0.04\n1,61,1,0,0.04\n";
        let errors = LmsTables::read([("hfa_months.csv", text)]).unwrap_err();
        let file = || "hfa_months.csv".to_owned();
        assert_eq!(
            errors,
            [
                TableError::Gap { file: file(), line: 3, column: "age_months" },
                TableError::Row { file: file(), line: 4, column: "l" },
                TableError::Row { file: file(), line: 5, column: "sex" },
                TableError::Row { file: file(), line: 6, column: "m" },
            ]
        );
        assert_eq!(errors[1].to_string(), "hfa_months.csv, line 4: l is missing or cannot be");
    }

    #[test]
    fn one_mistake_is_said_once_and_the_rows_after_it_go_on() {
        let text = "sex,age_days,l,m,s\n1,0,1,3,0.1\n1,1,1,3,\n1,2,1,3,0.1\n1,x,1,3,0.1\n1,4,1,3,0.1\n2,0,1,3,0.1\n2,2,1,3,0.1\n2,3,1,3,0.1\n";
        let errors = LmsTables::read([("wfa_days.csv", text)]).unwrap_err();
        let file = || "wfa_days.csv".to_owned();
        assert_eq!(
            errors,
            [
                TableError::Row { file: file(), line: 3, column: "s" },
                TableError::Row { file: file(), line: 5, column: "age_days" },
                TableError::Gap { file: file(), line: 8, column: "age_days" },
            ]
        );
    }

    #[test]
    fn a_table_without_a_column_or_without_rows_says_so_once() {
        let file = || "wfa_days.csv".to_owned();
        let read = |text| LmsTables::read([("wfa_days.csv", text)]).unwrap_err();
        assert_eq!(
            read("sex,age_days,l,median,s\n1,0,1,3.3,0.1\n1,1,1,3.3,0.1\n"),
            [TableError::Column { file: file(), column: "m" }]
        );
        assert_eq!(read("sex,age_days,l,m,s\n"), [TableError::Empty { file: file() }]);
        // A spreadsheet, say, whose bytes are no table at all.
        assert_eq!(read("PK\u{3}\u{4}").len(), 5);
    }

    #[test]
    fn two_references_are_not_read_as_one() {
        let text = "sex,age_months,l,m,s\n1,60,1,110,0.04\n";
        assert_eq!(LmsTables::read([("JSPE2000_hfa_months.csv", text)]).unwrap().rules(), Rules::Jspe);
        assert_eq!(
            LmsTables::read([("hfa_months.csv", text), ("jspe_wfa_months.csv", text)]).unwrap_err(),
            [TableError::Mixed { file: "jspe_wfa_months.csv".to_owned() }]
        );
        assert_eq!(Rules::of_file("C:\\tables\\who2006_wfa_days.csv"), Some((Rules::Who, "wfa_days")));
        assert_eq!(Rules::of_file("tables/jspe_wfa_days.csv"), None);
    }
}
