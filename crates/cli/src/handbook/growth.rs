//! `handbook growth`: a register of measurements by CSV, scored line by line.
//!
//! In: `id,sex,age_days,age_months,weight_kg,lenhei_cm,position,head_cm,oedema`, by their names and in any order; out:
//! `id,indicator,z,percentile,note`, five lines a row. Nothing is kept between rows, so a register may be of any length.
//! A row that cannot be read is named by its line, in its place, and the rest goes on.

use crate::{Failure, say::Say};
use itsumo_engine::domain::{
    handbook::{Position, Sex},
    i18n::Arg,
};
use itsumo_handbook::growth::{Indicator, LmsTables, Percentile, Reference, Row, Scored, TableAge, fields};
use std::{
    io::{BufRead, Write},
    path::Path,
    sync::Arc,
};

/// Scores every row of the input.
///
/// # Errors
/// When there is no such reference, the header is none, rows could not be read, or the output is gone.
pub fn growth(reference: &str, say: &Say) -> Result<(), Failure> {
    let reference = find(reference, say)?;
    let mut out = std::io::BufWriter::with_capacity(1 << 16, std::io::stdout().lock());
    let (mut rows, mut bad) = (0_i64, 0_i64);
    let mut input = std::io::stdin().lock();
    let (mut bytes, mut number, mut columns) = (Vec::new(), 0_u64, None);
    loop {
        bytes.clear();
        if input.read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        number += 1;
        let text = String::from_utf8_lossy(&bytes);
        let line = text.trim_start_matches('\u{feff}').trim_end();
        if line.is_empty() {
            continue;
        }
        let Some(columns) = &columns else {
            columns = Some(Columns::of(line).ok_or_else(|| Failure::Typed(say.text("cli-growth-header", &[])))?);
            writeln!(out, "id,indicator,z,percentile,note")?;
            continue;
        };
        rows += 1;
        let (id, row) = columns.read(line);
        match row {
            Ok(row) => {
                for scored in reference.scores(&row) {
                    write(&mut out, &id, &scored)?;
                }
            }
            Err(why) => {
                bad += 1;
                let note = quoted(&format!("line {number}: {why}"));
                for indicator in Indicator::ALL {
                    writeln!(out, "{id},{},,,{note}", indicator.name())?;
                }
            }
        }
    }
    out.flush()?;
    match (columns, bad) {
        (None, _) => Err(Failure::Typed(say.text("cli-growth-header", &[]))),
        (_, 0) => Ok(()),
        (_, bad) => {
            let args = [("bad", Arg::Number(bad)), ("lines", Arg::Number(rows))];
            Err(Failure::Typed(say.text("cli-handbook-lines", &args)))
        }
    }
}

/// The reference by its name, or the tables of a folder.
fn find(named: &str, say: &Say) -> Result<Reference, Failure> {
    match named {
        "jp2010" => return Ok(Reference::Jp2010),
        "jp2023" => return Ok(Reference::Jp2023),
        _ => {}
    }
    let failed = |why: &str| {
        Failure::Typed(say.text("cli-growth-reference", &[("name", Arg::Text(named)), ("why", Arg::Text(why))]))
    };
    let files = csv_files(Path::new(named)).map_err(|error| failed(&error.to_string()))?;
    let tables = LmsTables::read(files.iter().map(|(name, text)| (name.as_str(), text.as_str())));
    tables.map(|tables| Reference::Loaded(Arc::new(tables))).map_err(|errors| {
        let few: Vec<String> = errors.iter().take(5).map(ToString::to_string).collect();
        failed(&few.join("\n"))
    })
}

fn csv_files(folder: &Path) -> std::io::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if let Some(name) = path.file_name().and_then(|name| name.to_str()).filter(|name| name.ends_with(".csv")) {
            files.push((name.to_owned(), std::fs::read_to_string(&path)?));
        }
    }
    Ok(files)
}

/// Where each column stands.
struct Columns {
    count: usize,
    id: usize,
    sex: Option<usize>,
    age_days: Option<usize>,
    age_months: Option<usize>,
    weight_kg: Option<usize>,
    lenhei_cm: Option<usize>,
    position: Option<usize>,
    head_cm: Option<usize>,
    oedema: Option<usize>,
}

impl Columns {
    /// By the header; absent when there is no `id` in it.
    fn of(header: &str) -> Option<Self> {
        let names = fields(header).ok()?;
        let at = |name: &str| names.iter().position(|there| there.eq_ignore_ascii_case(name));
        Some(Self {
            count: names.len(),
            id: at("id")?,
            sex: at("sex"),
            age_days: at("age_days"),
            age_months: at("age_months"),
            weight_kg: at("weight_kg"),
            lenhei_cm: at("lenhei_cm"),
            position: at("position"),
            head_cm: at("head_cm"),
            oedema: at("oedema"),
        })
    }

    /// A row, and its id as it is written out; or why it is none, in words.
    fn read(&self, line: &str) -> (String, Result<Row, String>) {
        let fields = match fields(line) {
            Ok(fields) => fields,
            Err(error) => return (String::new(), Err(error.to_string())),
        };
        let id = fields.get(self.id).map(|id| quoted(id)).unwrap_or_default();
        if fields.len() != self.count {
            return (id, Err(format!("{} fields, and the header has {}", fields.len(), self.count)));
        }
        // As programs write that there is nothing.
        let text = |at: Option<usize>| {
            let field = at.and_then(|at| fields.get(at)).map_or("", |field| field.as_ref());
            if field.eq_ignore_ascii_case("na") { "" } else { field }
        };
        let number = |name: &str, at: Option<usize>| match text(at) {
            "" => Ok(None),
            field => match field.parse::<f64>() {
                Ok(number) if number.is_finite() => Ok(Some(number)),
                _ => Err(format!("{name} is {field:?}, not a number")),
            },
        };
        let row = || {
            let sex = match text(self.sex) {
                "M" | "m" | "1" => Some(Sex::Male),
                "F" | "f" | "2" => Some(Sex::Female),
                "" => None,
                other => return Err(format!("sex is {other:?}, not M or F")),
            };
            let position = match text(self.position) {
                "l" | "L" => Some(Position::Lying),
                "h" | "H" => Some(Position::Standing),
                "" => None,
                other => return Err(format!("position is {other:?}, not l or h")),
            };
            let oedema = match text(self.oedema) {
                "y" | "Y" | "1" => true,
                "n" | "N" | "2" | "" => false,
                other => return Err(format!("oedema is {other:?}, not y or n")),
            };
            let age = match (number("age_days", self.age_days)?, number("age_months", self.age_months)?) {
                (None, None) => None,
                (Some(days), None) => Some(TableAge::from_days(days)),
                (None, Some(months)) => Some(TableAge::from_months(months)),
                (Some(days), Some(months)) => Some(TableAge::from_both(days, months)),
            };
            Ok(Row {
                sex,
                age: age.map(|age| age.ok_or("the age is none that a person has".to_owned())).transpose()?,
                weight_kg: number("weight_kg", self.weight_kg)?,
                lenhei_cm: number("lenhei_cm", self.lenhei_cm)?,
                position,
                head_cm: number("head_cm", self.head_cm)?,
                oedema,
            })
        };
        (id, row())
    }
}

/// A score's line. Numbers are the shortest that read back as they were.
fn write(out: &mut impl Write, id: &str, scored: &Scored) -> std::io::Result<()> {
    write!(out, "{id},{},", scored.indicator.name())?;
    if let Some(z) = scored.z {
        // Never "-0".
        write!(out, "{}", z + 0.0)?;
    }
    match scored.percentile {
        Some(Percentile::At(percentile)) => write!(out, ",{percentile}")?,
        Some(Percentile::Below(line)) => write!(out, ",<{line}")?,
        Some(Percentile::Above(line)) => write!(out, ",>{line}")?,
        None => write!(out, ",")?,
    }
    match scored.note {
        Some(note) => writeln!(out, ",{note}"),
        None => writeln!(out, ","),
    }
}

/// A field as CSV wants it: in quotation marks where it holds what would end it.
fn quoted(field: &str) -> String {
    if field.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_found_by_name_in_any_order() {
        let columns = Columns::of("head_cm,ID,extra,sex,weight_kg,age_months,position").unwrap();
        let (id, row) = columns.read("40.5,\"a,1\",whatever,F,6.1,4,l");
        let row = row.unwrap();
        assert_eq!(id, "\"a,1\"");
        assert_eq!((row.sex, row.head_cm, row.weight_kg), (Some(Sex::Female), Some(40.5), Some(6.1)));
        assert_eq!(row.age, TableAge::from_months(4.0));
        assert_eq!((row.lenhei_cm, row.position, row.oedema), (None, Some(Position::Lying), false));
        assert!(Columns::of("sex,age_days").is_none());
    }

    #[test]
    fn a_row_that_is_none_says_which_field() {
        let columns = Columns::of("id,sex,age_days,weight_kg").unwrap();
        let why = |line| columns.read(line).1.unwrap_err();
        assert_eq!(why("1,M,100,abc"), "weight_kg is \"abc\", not a number");
        assert_eq!(why("1,X,100,5"), "sex is \"X\", not M or F");
        assert_eq!(why("1,M,-3,5"), "the age is none that a person has");
        assert_eq!(why("1,M,100"), "3 fields, and the header has 4");
        assert!(columns.read("1,NA,,NA").1.is_ok());
    }

    #[test]
    fn a_score_reads_back_as_it_was() {
        let z = 0.1 + 0.2;
        let scored = Scored {
            indicator: Indicator::WeightForAge,
            z: Some(z),
            percentile: Some(Percentile::Above(97.0)),
            note: None,
        };
        let mut out = Vec::new();
        write(&mut out, "7", &scored).unwrap();
        let out = String::from_utf8(out).unwrap();
        assert_eq!(out, "7,weight_for_age,0.30000000000000004,>97,\n");
        assert_eq!(out.split(',').nth(2).unwrap().parse::<f64>().unwrap(), z);
    }
}
