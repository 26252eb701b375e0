//! Size at birth by day of gestation, for tables that somebody loads.
//!
//! The society's tables of 22 weeks 0 days to 41 weeks 6 days may not be given away, so none is here. A file has rows
//! `table,gest_week,gest_day,L,M,S`: weight in g by sex and by whether the mother has given birth before
//! (`birthWeightMalePrimi`, …`FemaleMulti`), `birthLength` and `birthHead` in cm for all.

use super::{Lms, TableError, csv};
use itsumo_domain::handbook::Sex;
use std::collections::BTreeMap;

/// Loaded tables of size at birth.
#[derive(Clone, Debug, Default)]
pub struct BirthSize {
    tables: BTreeMap<String, BTreeMap<u32, Lms>>,
}

impl BirthSize {
    /// Reads a file.
    ///
    /// # Errors
    /// Every row that is none, by line; or that there was none.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<TableError>> {
        let (mut read, mut errors) = (Self::default(), Vec::new());
        for (line, row) in csv::rows(text) {
            let parsed = (|| {
                let (week, day) =
                    (row.text("gest_week").parse::<u32>().ok()?, row.text("gest_day").parse::<u32>().ok()?);
                let lms = Lms { l: row.number("L")?, m: row.number("M")?, s: row.number("S")? };
                let sane = week < 50 && day < 7 && lms.m > 0.0 && lms.s > 0.0;
                sane.then(|| (week * 7 + day, lms))
            })();
            match parsed {
                Some((day, lms)) => {
                    read.tables.entry(row.text("table").to_owned()).or_default().insert(day, lms);
                }
                None => errors.push(TableError::Row { file: file.to_owned(), line, column: "gest_week, gest_day" }),
            }
        }
        match (errors.is_empty(), read.tables.is_empty()) {
            (true, false) => Ok(read),
            (true, true) => Err(vec![TableError::Nothing]),
            (false, _) => Err(errors),
        }
    }

    /// The z-score of a weight at birth, in g, on a day of gestation.
    pub fn weight(&self, sex: Sex, first_child: bool, gestation_days: u32, grams: f64) -> Option<f64> {
        let table = match (sex, first_child) {
            (Sex::Male, true) => "birthWeightMalePrimi",
            (Sex::Male, false) => "birthWeightMaleMulti",
            (Sex::Female, true) => "birthWeightFemalePrimi",
            (Sex::Female, false) => "birthWeightFemaleMulti",
        };
        self.z(table, gestation_days, grams)
    }

    /// The z-score of a length at birth, in cm.
    pub fn length(&self, gestation_days: u32, cm: f64) -> Option<f64> {
        self.z("birthLength", gestation_days, cm)
    }

    /// The z-score of a head at birth, in cm.
    pub fn head(&self, gestation_days: u32, cm: f64) -> Option<f64> {
        self.z("birthHead", gestation_days, cm)
    }

    fn z(&self, table: &str, gestation_days: u32, value: f64) -> Option<f64> {
        let z = self.tables.get(table)?.get(&gestation_days)?.z(value);
        (value > 0.0 && z.is_finite()).then_some(z)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_weight_is_scored_on_its_day_of_gestation_alone() {
        let text = "table,gest_week,gest_day,L,M,S\nbirthWeightMalePrimi,32,3,1,1800,0.1\nbirthLength,32,3,1,42,0.05\n";
        let size = BirthSize::read("mine.csv", text).unwrap();
        assert!((size.weight(Sex::Male, true, 32 * 7 + 3, 1620.0).unwrap() + 1.0).abs() < 1e-12);
        assert_eq!(size.weight(Sex::Male, true, 32 * 7 + 4, 1620.0), None);
        assert_eq!(size.weight(Sex::Female, true, 32 * 7 + 3, 1620.0), None);
        assert!((size.length(227, 44.1).unwrap() - 1.0).abs() < 1e-12);
        assert_eq!(size.head(227, 30.0), None);
    }

    #[test]
    fn a_file_of_something_else_says_so() {
        assert_eq!(BirthSize::read("x.csv", "").unwrap_err(), [TableError::Nothing]);
        let errors = BirthSize::read("x.csv", "table,gest_week,gest_day,L,M,S\na,32,9,1,1,1\n").unwrap_err();
        assert_eq!(errors, [TableError::Row { file: "x.csv".to_owned(), line: 2, column: "gest_week, gest_day" }]);
    }
}
