//! LMS tables that somebody loads: the WHO's of 2006 by day and by 0.1 cm, the WHO's of 2007 by month.
//!
//! A table is a CSV file whose name ends by what it is, `…wfa_days.csv`, and whose rows are
//! `sex,age_days|length_cm|height_cm|age_months,l,m,s`, sex 1 male and 2 female, without a gap between rows. Files of
//! other names (skinfolds, weekly tables) are passed over.

use super::{Lms, csv};
use itsumo_domain::handbook::Sex;

/// What is wrong with a table, by file and line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TableError {
    /// A field is missing or no number of its kind.
    #[error("{file}, line {line}: not a row of sex, {key}, l, m, s")]
    Row {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// The column that the table goes by.
        key: &'static str,
    },
    /// A row does not follow the one before.
    #[error("{file}, line {line}: {key} does not follow the row before")]
    Gap {
        /// The file.
        file: String,
        /// The line.
        line: usize,
        /// The column that the table goes by.
        key: &'static str,
    },
    /// No file was a table of this kind.
    #[error(
        "no table found: a file's name ends in wfa_days.csv, lhfa_days.csv, bmifa_days.csv, hcfa_days.csv, wfl_cm.csv, wfh_cm.csv, wfa_months.csv, hfa_months.csv or bmifa_months.csv"
    )]
    Nothing,
}

/// The tables that there are; an empty one gives no z-scores.
#[derive(Clone, Debug, Default)]
pub struct LmsTables {
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
#[derive(Clone, Debug, Default)]
pub(super) struct Table {
    male: Rows,
    female: Rows,
}

#[derive(Clone, Debug, Default)]
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
    /// Reads tables: (file name, text) each.
    ///
    /// # Errors
    /// Every row that is none, by file and line; or that no file was a table.
    pub fn read<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Result<Self, Vec<TableError>> {
        let (mut tables, mut errors, mut found) = (Self::default(), Vec::new(), false);
        for (file, text) in files {
            let stem = file.strip_suffix(".csv").unwrap_or(file);
            let Some((table, key, steps)) = tables.called(stem) else { continue };
            found = true;
            match read(file, text, key, steps) {
                Ok(read) => *table = read,
                Err(mut more) => errors.append(&mut more),
            }
        }
        match (found, errors.is_empty()) {
            (false, _) => Err(vec![TableError::Nothing]),
            (true, true) => Ok(tables),
            (true, false) => Err(errors),
        }
    }

    /// The table of a file's name, the column it goes by, and how many rows there are to one of that column's unit.
    fn called(&mut self, stem: &str) -> Option<(&mut Table, &'static str, f64)> {
        let ends =
            |name: &str| stem.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with(['_', '/']));
        Some(match () {
            () if ends("wfa_days") => (&mut self.weight_by_day, "age_days", 1.0),
            () if ends("lhfa_days") => (&mut self.length_by_day, "age_days", 1.0),
            () if ends("bmifa_days") => (&mut self.bmi_by_day, "age_days", 1.0),
            () if ends("hcfa_days") => (&mut self.head_by_day, "age_days", 1.0),
            () if ends("wfl_cm") => (&mut self.weight_by_length, "length_cm", 10.0),
            () if ends("wfh_cm") => (&mut self.weight_by_height, "height_cm", 10.0),
            () if ends("wfa_months") => (&mut self.weight_by_month, "age_months", 1.0),
            () if ends("hfa_months") => (&mut self.height_by_month, "age_months", 1.0),
            () if ends("bmifa_months") => (&mut self.bmi_by_month, "age_months", 1.0),
            () => return None,
        })
    }
}

fn read(file: &str, text: &str, key: &'static str, steps: f64) -> Result<Table, Vec<TableError>> {
    let (mut table, mut errors) = (Table::default(), Vec::new());
    for (line, row) in csv::rows(text) {
        let rows = match row.text("sex") {
            "1" | "M" => Some(&mut table.male),
            "2" | "F" => Some(&mut table.female),
            _ => None,
        };
        let lms = (|| {
            let lms = Lms { l: row.number("l")?, m: row.number("m")?, s: row.number("s")? };
            // The median and the variation of anything measured are above nothing.
            (lms.m > 0.0 && lms.s > 0.0).then_some(lms)
        })();
        let (Some(rows), Some(lms), Some(at)) = (rows, lms, row.number(key).and_then(|at| whole(at * steps))) else {
            errors.push(TableError::Row { file: file.to_owned(), line, key });
            continue;
        };
        if rows.rows.is_empty() {
            rows.first = at;
        }
        if usize::try_from(at - rows.first.min(at)).ok() != Some(rows.rows.len()) {
            errors.push(TableError::Gap { file: file.to_owned(), line, key });
            continue;
        }
        rows.rows.push(lms);
    }
    if errors.is_empty() { Ok(table) } else { Err(errors) }
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
                TableError::Gap { file: file(), line: 3, key: "age_months" },
                TableError::Row { file: file(), line: 4, key: "age_months" },
                TableError::Row { file: file(), line: 5, key: "age_months" },
                TableError::Row { file: file(), line: 6, key: "age_months" },
            ]
        );
    }
}
