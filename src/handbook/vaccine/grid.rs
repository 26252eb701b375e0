//! The paper book as a grid: which rows it has, which cells, and what typed or pasted days mean in them.
//!
//! Rows are the vaccines as the book names them: the two periods of 日本脳炎 are one row, for they take one vaccine.

use super::{
    products::{all_families, families},
    typed,
};
use chrono::NaiveDate;
use itsumo_domain::{
    handbook::{Dose, Handbook},
    i18n::{Locale, without_ruby},
    text::fold,
};
use itsumo_handbook::immunization::{Pack, explain};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A row: one vaccine.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The first series of it.
    pub id: String,
    /// Its cells: series and dose.
    pub cells: Vec<(String, String)>,
    /// The vaccine families it takes.
    pub families: Vec<String>,
    /// What is recorded already, oldest first.
    pub recorded: Vec<(Uuid, Dose)>,
}

impl Row {
    /// The vaccine's name. Marked.
    pub fn name(&self, locale: Locale) -> String {
        let series: BTreeSet<&str> = self.cells.iter().map(|(series, _)| series.as_str()).collect();
        match self.families.first() {
            Some(family) if series.len() > 1 => explain::product_name(Pack::japan(), family, locale),
            _ => explain::series_name(Pack::japan(), &self.id, locale),
        }
    }

    /// What a cell is called: 1期初回1回目. Cells beyond the usual doses have no name of their own.
    pub fn cell_name(&self, at: usize, locale: Locale) -> Option<String> {
        let (series, dose) = self.cells.get(at)?;
        let pack = Pack::japan();
        if self.cells.iter().all(|(other, _)| other == series) {
            return Some(explain::dose_name(pack, dose, locale));
        }
        // A row of two periods: which, and which dose of it.
        let period = explain::series_name(pack, series, locale);
        Some(if dose == "single" { period } else { format!("{period} {}", explain::dose_name(pack, dose, locale)) })
    }

    /// The vaccine that a dose of this day was: `chosen` by hand, else the one in use then.
    pub fn vaccine(&self, at: usize, day: NaiveDate, chosen: Option<&str>) -> String {
        let series = self.cells.get(at).or(self.cells.last()).map_or(self.id.as_str(), |(series, _)| series);
        let used = self.recorded.last().map(|(_, dose)| dose.vaccine.as_str());
        chosen
            .map(str::to_owned)
            .or_else(|| families(series, day, used).into_iter().next())
            .or_else(|| self.families.first().cloned())
            .unwrap_or_default()
    }
}

/// The rows for a child, in the order of the schedule.
pub fn rows(handbook: &Handbook, child: Uuid) -> Vec<Row> {
    let pack = Pack::japan();
    let mut rows: Vec<Row> = Vec::new();
    for series in pack.series().filter(|series| !series.pregnancy) {
        let doses = series.regimens.iter().max_by_key(|regimen| regimen.doses.len());
        let cells =
            doses.into_iter().flat_map(|regimen| &regimen.doses).map(|dose| (series.id.clone(), dose.label.clone()));
        let families = all_families(&series.id);
        match rows.iter_mut().find(|row| row.families == families) {
            Some(row) => row.cells.extend(cells),
            None => rows.push(Row { id: series.id.clone(), cells: cells.collect(), families, recorded: Vec::new() }),
        }
    }
    for (entry, dose) in handbook.doses(child) {
        // The row that takes this vaccine before all others: 5種混合 also counts for Hib, and stands once.
        let row = rows
            .iter()
            .position(|row| row.families.first() == Some(&dose.vaccine))
            .or_else(|| rows.iter().position(|row| row.families.contains(&dose.vaccine)));
        if let Some(row) = row.and_then(|at| rows.get_mut(at)) {
            row.recorded.push((entry.id, dose.clone()));
        }
    }
    rows
}

/// What was typed into the grid.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Typed {
    /// The text of a cell, by row and place.
    #[serde(with = "cells")]
    pub cells: BTreeMap<(String, usize), String>,
    /// The vaccine chosen by hand for a row.
    pub chosen: BTreeMap<String, String>,
    /// Moves when cells were filled by something else than typing into them.
    pub filled: u32,
}

/// The cells as a list: JSON knows texts alone for keys.
mod cells {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};
    use std::collections::BTreeMap;

    type Cells = BTreeMap<(String, usize), String>;

    pub fn serialize<S: Serializer>(cells: &Cells, to: S) -> Result<S::Ok, S::Error> {
        cells.iter().collect::<Vec<_>>().serialize(to)
    }

    pub fn deserialize<'a, D: Deserializer<'a>>(from: D) -> Result<Cells, D::Error> {
        Ok(Vec::deserialize(from)?.into_iter().collect())
    }
}

/// A day typed into a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    /// The row.
    pub row: String,
    /// The place in it.
    pub at: usize,
    /// The day.
    pub day: NaiveDate,
    /// The vaccine.
    pub vaccine: String,
}

/// What a page that was pasted came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pasted {
    /// Days that found their cell.
    pub days: usize,
    /// Days that are in the handbook already.
    pub known: usize,
    /// Lines that found none, as they stand.
    pub unread: Vec<String>,
}

impl Typed {
    /// Takes what was typed into a cell. Several days at once fill the cells after it too.
    pub fn put(&mut self, row: &Row, at: usize, text: String, born: Option<NaiveDate>, today: NaiveDate) {
        let days = typed::days(&text, born, today);
        if days.len() < 2 || days.iter().any(Option::is_none) {
            self.cells.insert((row.id.clone(), at), text);
            return;
        }
        for (on, day) in days.into_iter().flatten().enumerate() {
            self.cells.insert((row.id.clone(), at + on), typed::written(day));
        }
        self.filled = self.filled.wrapping_add(1);
    }

    /// Takes a pasted page: each line's name finds its row, its days the row's free cells.
    pub fn paste(&mut self, rows: &[Row], page: &str, born: Option<NaiveDate>, today: NaiveDate) -> Pasted {
        let mut came = Pasted::default();
        for line in typed::lines(page, born, today) {
            let Some(row) = named(rows, &line.name).filter(|_| line.unread.is_empty()) else {
                let days = line.days.iter().map(|day| typed::written(*day)).chain(line.unread.iter().cloned());
                came.unread.push(format!("{} {}", line.name, days.collect::<Vec<_>>().join(" ")).trim().to_owned());
                continue;
            };
            for day in line.days {
                if row.recorded.iter().any(|(_, dose)| dose.date == day) {
                    came.known += 1;
                    continue;
                }
                let free = (row.recorded.len()..)
                    .find(|at| self.cells.get(&(row.id.clone(), *at)).is_none_or(|text| text.trim().is_empty()));
                if let Some(at) = free {
                    self.cells.insert((row.id.clone(), at), typed::written(day));
                    came.days += 1;
                }
            }
        }
        self.filled = self.filled.wrapping_add(1);
        came
    }

    /// The days that were typed, and how many cells hold something that is no day.
    pub fn days(&self, rows: &[Row], born: Option<NaiveDate>, today: NaiveDate) -> (Vec<Cell>, usize) {
        let (mut found, mut wrong) = (Vec::new(), 0);
        for ((id, at), text) in self.cells.iter().filter(|(_, text)| !text.trim().is_empty()) {
            let Some(row) = rows.iter().find(|row| row.id == *id) else { continue };
            match typed::day(text, born, today) {
                Some(day) => {
                    let vaccine = row.vaccine(*at, day, self.chosen.get(id).map(String::as_str));
                    found.push(Cell { row: id.clone(), at: *at, day, vaccine });
                }
                None => wrong += 1,
            }
        }
        found.sort_by_key(|cell| cell.day);
        (found, wrong)
    }
}

/// The row that a name means: the one whose name, vaccine or trade name is longest in it, in any language.
fn named<'a>(rows: &'a [Row], name: &str) -> Option<&'a Row> {
    let pack = Pack::japan();
    let wanted = fold(name).replace(' ', "");
    let mut best: Option<(usize, &Row)> = None;
    for row in rows {
        let brands = pack
            .products()
            .iter()
            .filter(|product| row.families.contains(&product.family))
            .flat_map(|product| product.brands.iter().map(|brand| brand.name.clone()));
        let names = [Locale::Ja, Locale::En].into_iter().flat_map(|locale| {
            let vaccines = row.families.iter().map(move |family| explain::product_name(pack, family, locale));
            vaccines.chain([row.name(locale)])
        });
        let ids = row.families.iter().cloned().chain([row.id.clone()]);
        for known in names.chain(brands).chain(ids) {
            let known = fold(&without_ruby(&known)).replace(' ', "");
            // A name in the book may be shorter (肺炎球菌) or longer (Hib感染症) than ours.
            let fits = known.chars().count() >= 2
                && wanted.chars().count() >= 2
                && (wanted.contains(&known) || known.contains(&wanted));
            let length = known.chars().count().min(wanted.chars().count());
            if fits && best.is_none_or(|(longest, _)| length > longest) {
                best = Some((length, row));
            }
        }
    }
    best.map(|(_, row)| row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::{
        Timestamp,
        handbook::{Child, Entry, Fact, Writer},
    };

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn handbook(doses: &[(&str, &str)]) -> (Handbook, Uuid) {
        let child = Uuid::from_u128(1);
        let entry = |id: u128, fact| Entry {
            id: Uuid::from_u128(id),
            at: Timestamp(0),
            by: Writer::default(),
            supersedes: Vec::new(),
            child: Some(child),
            fact,
        };
        let mut entries =
            vec![entry(1, Fact::Child(Child { birth_date: Some(date("2020-11-01")), ..Child::default() }))];
        for (at, (day, vaccine)) in doses.iter().enumerate() {
            let dose = Dose { date: date(day), vaccine: (*vaccine).to_owned(), ..Dose::default() };
            entries.push(entry(10 + at as u128, Fact::Dose(dose)));
        }
        (Handbook::of(entries), child)
    }

    fn row<'a>(rows: &'a [Row], id: &str) -> &'a Row {
        rows.iter().find(|row| row.id == id).unwrap()
    }

    #[test]
    fn the_grid_has_a_row_for_each_vaccine_and_a_cell_for_each_dose() {
        let (handbook, child) = handbook(&[("2021-11-05", "MR"), ("2021-01-05", "PCV13")]);
        let rows = rows(&handbook, child);
        assert_eq!(row(&rows, "PCV").cells.len(), 4);
        // Both periods, one vaccine, one row.
        assert_eq!(row(&rows, "MR1").cells.len(), 2);
        assert_eq!(row(&rows, "JE1").cells.len(), 4);
        assert!(!rows.iter().any(|row| row.id == "JE2" || row.id == "RSV_MATERNAL"));
        assert_eq!((row(&rows, "MR1").recorded.len(), row(&rows, "PCV").recorded.len()), (1, 1));
    }

    #[test]
    fn only_the_day_is_needed_and_the_vaccine_is_that_of_the_day() {
        let (handbook, child) = handbook(&[]);
        let rows = rows(&handbook, child);
        let (born, today) = (Some(date("2020-11-01")), date("2026-11-22"));
        let mut typed = Typed::default();
        typed.put(row(&rows, "PCV"), 0, "R3.1.5".to_owned(), born, today);
        typed.put(row(&rows, "BCG"), 0, "さくら".to_owned(), born, today);
        let (days, wrong) = typed.days(&rows, born, today);
        assert_eq!(wrong, 1);
        assert_eq!(days.len(), 1);
        assert_eq!((days[0].day, days[0].vaccine.as_str()), (date("2021-01-05"), "PCV13"));
    }

    #[test]
    fn several_days_pasted_into_a_cell_fill_the_next_ones() {
        let (handbook, child) = handbook(&[]);
        let rows = rows(&handbook, child);
        let (born, today) = (Some(date("2020-11-01")), date("2026-11-22"));
        let mut typed = Typed::default();
        typed.put(row(&rows, "PCV"), 1, "2021/2/5\t2021/3/5 2021/12/5".to_owned(), born, today);
        let (days, _) = typed.days(&rows, born, today);
        let places: Vec<_> = days.iter().map(|cell| (cell.at, cell.day)).collect();
        assert_eq!(places, [(1, date("2021-02-05")), (2, date("2021-03-05")), (3, date("2021-12-05"))]);
    }

    #[test]
    fn a_pasted_page_finds_its_rows_and_says_what_it_could_not_read() {
        let (handbook, child) = handbook(&[("2021-01-05", "PCV13")]);
        let rows = rows(&handbook, child);
        let (born, today) = (Some(date("2020-11-01")), date("2026-11-22"));
        let mut typed = Typed::default();
        let page = "肺炎球菌 2021/1/5 2021/2/5\nBCG\t2021/4/1\nロタリックス 2021/1/5\n水ぼうそう? 2099/1/1x\n謎のワクチン 2021/5/5";
        let came = typed.paste(&rows, page, born, today);
        assert_eq!((came.days, came.known), (3, 1), "{came:?}");
        assert_eq!(came.unread.len(), 2, "{came:?}");
        let (days, wrong) = typed.days(&rows, born, today);
        assert_eq!(wrong, 0);
        assert!(days.iter().any(|cell| cell.row == "PCV" && cell.at == 1), "{days:?}");
        assert!(days.iter().any(|cell| cell.row == "ROTA"), "{days:?}");
    }
}
