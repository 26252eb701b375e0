//! Tables of growth that somebody loads: the WHO's, the JSPE's. They are not ours to give away, so the app has none and
//! reads them from files of the person's own.
//!
//! They are this device's: they lie in its store as they were given, work without a network, go to no other device and
//! no server, and can be taken away again. A file takes the place of the same table of the same reference. What a child
//! is drawn against is also a choice of this device, kept under a hash of the child's id; where the chosen tables are
//! gone, it is the curves of the handbook again, without a word.

use crate::{
    Change, Engine, Error,
    crypto::sha256_hex,
    store::{StoreError, set_setting, setting},
};
use itsumo_domain::Timestamp;
use itsumo_handbook::growth::{LineSet, LmsTables, Rules, TableError};
use rusqlite::Connection;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;

/// What each child is drawn against on this device.
const CHOSEN: &str = "growth-reference";
/// No table of children is larger, bytes.
const LARGEST: usize = 4_000_000;

/// Why files were not kept. Nothing was kept then, of none of them.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TablesError {
    /// A file could not be read, or is no text.
    #[error("{0}: cannot be read as text")]
    Unreadable(String),
    /// A file is larger than any table.
    #[error("{0}: too large for a table")]
    TooLarge(String),
    /// Files say something that no table says, by file, line and column.
    #[error("{} things are wrong", .0.len())]
    Wrong(Vec<TableError>),
    /// The store.
    #[error(transparent)]
    Store(#[from] Error),
}

/// A table on this device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoadedFile {
    /// Whose.
    pub rules: Rules,
    /// Which: `wfa_days`, …
    pub table: String,
    /// The file it came from.
    pub file: String,
    /// When.
    pub at: Timestamp,
}

/// What came of files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptTables {
    /// These are tables and were kept.
    pub kept: Vec<String>,
    /// These are called like no table, and were passed over.
    pub passed: Vec<String>,
}

/// What a child is drawn against in place of the handbook's curves.
#[derive(Clone, Debug, PartialEq)]
pub struct LoadedReference {
    /// The tables.
    pub tables: Arc<LmsTables>,
    /// Which of their lines.
    pub lines: LineSet,
}

/// A choice as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Chosen {
    rules: String,
    lines: String,
}

impl Chosen {
    fn read(&self) -> Option<(Rules, LineSet)> {
        let rules = Rules::ALL.into_iter().find(|rules| rules.name() == self.rules)?;
        let lines = LineSet::ALL.into_iter().find(|lines| lines.name() == self.lines)?;
        Some((rules, lines))
    }
}

fn choices(db: &Connection) -> Result<BTreeMap<String, Chosen>, StoreError> {
    Ok(setting(db, CHOSEN)?.unwrap_or_default())
}

fn key(child: Uuid) -> String {
    sha256_hex(child.as_bytes())
}

impl Engine {
    /// Checks files (name, bytes; no bytes where they could not be read) and keeps those that are tables: all that are,
    /// or none.
    ///
    /// # Errors
    /// What is wrong, by file, line and column; [`TableError::Nothing`] when no file is called like a table.
    pub async fn keep_growth_tables(&self, files: Vec<(String, Option<Vec<u8>>)>) -> Result<KeptTables, TablesError> {
        let (tables, passed) = checked(files)?;
        let now = self.now();
        let kept = tables.iter().map(|(_, _, file, _)| file.clone()).collect();
        self.write(move |tx, _| {
            let mut put = tx.prepare_cached(
                "INSERT INTO growth_table (rules, name, file, at, csv) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (rules, name) DO UPDATE SET file = excluded.file, at = excluded.at, csv = excluded.csv",
            )?;
            for (rules, table, file, csv) in &tables {
                put.execute((rules.name(), table, file, now.0, csv))?;
            }
            Ok(())
        })
        .await?;
        self.changed(Change::Handbook);
        Ok(KeptTables { kept, passed })
    }

    /// The tables on this device.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn growth_tables(&self) -> Result<Vec<LoadedFile>, Error> {
        self.read(|db, _| {
            let mut read = db.prepare_cached("SELECT rules, name, file, at FROM growth_table ORDER BY rules, name")?;
            let rows = read.query_map([], |row| {
                let rules: String = row.get(0)?;
                let file =
                    |rules| Ok(LoadedFile { rules, table: row.get(1)?, file: row.get(2)?, at: Timestamp(row.get(3)?) });
                Rules::ALL.into_iter().find(|one| one.name() == rules).map(file).transpose()
            })?;
            Ok(rows.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
        })
        .await
    }

    /// Takes the tables of a reference away. Children drawn against them are drawn against the handbook's curves again.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn drop_growth_tables(&self, rules: Rules) -> Result<(), Error> {
        self.write(move |tx, _| {
            tx.prepare_cached("DELETE FROM growth_table WHERE rules = ?1")?.execute([rules.name()])?;
            let mut choices = choices(tx)?;
            choices.retain(|_, chosen| chosen.rules != rules.name());
            set_setting(tx, CHOSEN, &choices)
        })
        .await?;
        self.changed(Change::Handbook);
        Ok(())
    }

    /// What a child is drawn against on this device: loaded tables and their lines, or the handbook's own curves.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn choose_growth_reference(&self, child: Uuid, chosen: Option<(Rules, LineSet)>) -> Result<(), Error> {
        self.write(move |tx, _| {
            let mut choices = choices(tx)?;
            match chosen {
                Some((rules, lines)) => {
                    let chosen = Chosen { rules: rules.name().to_owned(), lines: lines.name().to_owned() };
                    choices.insert(key(child), chosen);
                }
                None => drop(choices.remove(&key(child))),
            }
            set_setting(tx, CHOSEN, &choices)
        })
        .await?;
        self.changed(Change::Handbook);
        Ok(())
    }

    /// The loaded tables that a child is drawn against; `None` for the handbook's own curves.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn growth_reference(&self, child: Uuid) -> Result<Option<LoadedReference>, Error> {
        self.read(move |db, _| {
            let chosen = choices(db)?.get(&key(child)).and_then(Chosen::read);
            let Some((rules, lines)) = chosen else { return Ok(None) };
            let mut read = db.prepare_cached("SELECT file, csv FROM growth_table WHERE rules = ?1 ORDER BY name")?;
            let files =
                read.query_map([rules.name()], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?)))?;
            let files = files.collect::<Result<Vec<_>, _>>()?;
            // Checked when they came: what is not readable now is as if it were not there.
            let tables = LmsTables::read(files.iter().map(|(file, csv)| (file.as_str(), csv.as_str()))).ok();
            Ok(tables.map(|tables| LoadedReference { tables: Arc::new(tables), lines }))
        })
        .await
    }
}

/// A table that may be kept: whose, which, its file's name, its text.
type Checked = (Rules, &'static str, String, String);

/// The files that are tables, and the names of those that are called like none.
fn checked(files: Vec<(String, Option<Vec<u8>>)>) -> Result<(Vec<Checked>, Vec<String>), TablesError> {
    let (mut tables, mut passed, mut wrong): (Vec<Checked>, _, _) = (Vec::new(), Vec::new(), Vec::new());
    for (path, bytes) in files {
        let file = path.rsplit(['/', '\\']).next().unwrap_or_default().to_owned();
        let Some((rules, table)) = Rules::of_file(&file) else {
            passed.push(file);
            continue;
        };
        let Some(bytes) = bytes else { return Err(TablesError::Unreadable(file)) };
        if bytes.len() > LARGEST {
            return Err(TablesError::TooLarge(file));
        }
        let Ok(csv) = String::from_utf8(bytes) else { return Err(TablesError::Unreadable(file)) };
        match LmsTables::read([(file.as_str(), csv.as_str())]) {
            Ok(_) => tables.push((rules, table, file, csv)),
            Err(mut more) => wrong.append(&mut more),
        }
    }
    match (tables.is_empty(), wrong.is_empty()) {
        (_, false) => Err(TablesError::Wrong(wrong)),
        (true, true) => Err(TablesError::Wrong(vec![TableError::Nothing])),
        (false, true) => Ok((tables, passed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Deps, HandClock, Paths, http::FakeHttp};
    use chrono::NaiveDate;
    use itsumo_domain::handbook::{Child, Measurement, Sex};
    use itsumo_handbook::growth::{
        Indicator, Measure,
        chart::{Against, Paper, Period, Wanted, chart},
    };

    fn deps() -> Deps {
        Deps::fake(HandClock::at(Timestamp(1_795_305_600_000)), Arc::new(FakeHttp::offline()), 7)
    }

    /// A made table: boys' weight by day.
    fn weights(median: f64) -> (String, Option<Vec<u8>>) {
        let rows: String =
            (0..=400).map(|day| format!("1,{day},1,{},0.1\n", median + f64::from(day) / 100.0)).collect();
        ("who2006_wfa_days.csv".to_owned(), Some(format!("sex,age_days,l,m,s\n{rows}").into_bytes()))
    }

    fn file(name: &str, text: &str) -> (String, Option<Vec<u8>>) {
        (name.to_owned(), Some(text.as_bytes().to_vec()))
    }

    const MINE: Uuid = Uuid::from_u128(1);
    const OTHER: Uuid = Uuid::from_u128(2);

    #[tokio::test]
    async fn a_child_is_drawn_against_tables_that_were_loaded_also_after_a_restart() {
        let folder = tempfile::tempdir().unwrap();
        let deps = deps();
        let engine = Engine::open(Paths::at(folder.path()), deps.clone()).unwrap();
        let kept = engine.keep_growth_tables(vec![weights(3.0), file("readme.txt", "notes")]).await.unwrap();
        assert_eq!(kept.kept, ["who2006_wfa_days.csv"]);
        assert_eq!(kept.passed, ["readme.txt"]);
        assert_eq!(engine.growth_reference(MINE).await.unwrap(), None, "loading chooses nothing");
        engine.choose_growth_reference(MINE, Some((Rules::Who, LineSet::Centiles))).await.unwrap();
        drop(engine);

        let engine = Engine::open(Paths::at(folder.path()), deps).unwrap();
        let [loaded] = &engine.growth_tables().await.unwrap()[..] else { panic!() };
        assert_eq!(
            (loaded.rules, loaded.table.as_str(), loaded.file.as_str()),
            (Rules::Who, "wfa_days", "who2006_wfa_days.csv")
        );
        assert_eq!(engine.growth_reference(OTHER).await.unwrap(), None, "another child keeps the handbook's curves");
        let reference = engine.growth_reference(MINE).await.unwrap().unwrap();

        let day = |text: &str| -> NaiveDate { text.parse().unwrap() };
        let child = Child { birth_date: Some(day("2026-01-01")), sex: Some(Sex::Male), ..Child::default() };
        let taken = Measurement { date: day("2026-04-11"), weight_g: Some(4_400), ..Measurement::default() };
        // A hundred days: the median is 4 kg, and 4.4 is one above.
        let z = reference.tables.z(Indicator::WeightForAge, &reference.tables.row_of(&child, &taken)).unwrap();
        assert!((z - 1.0).abs() < 1e-12);
        let chart = chart(&Wanted {
            child: &child,
            against: Against::Loaded(&reference.tables, reference.lines),
            measures: &[Measure::Weight],
            period: Period::Infant,
            own: &[taken],
            firsts: &[],
            paper: Paper { width: 360.0, panel: 220.0, text: 12.0 },
        });
        let said: Vec<_> = chart.panels[0].lines.iter().map(|line| line.value).collect();
        assert_eq!(said, [3.0, 15.0, 50.0, 85.0, 97.0]);
    }

    #[tokio::test]
    async fn a_bad_file_is_named_with_line_and_column_and_nothing_of_the_lot_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(Paths::at(folder.path()), deps()).unwrap();
        let bad = file("hcfa_days.csv", "sex,age_days,l,m,s\n1,0,1,34,0.04\n1,1,1,minus,0.04\n");
        let error = engine.keep_growth_tables(vec![weights(3.0), bad]).await.unwrap_err();
        let wrong = TableError::Row { file: "hcfa_days.csv".to_owned(), line: 3, column: "m" };
        assert_eq!(error, TablesError::Wrong(vec![wrong]));
        assert_eq!(engine.growth_tables().await.unwrap(), []);

        let error = engine.keep_growth_tables(vec![file("notes.csv", "a,b\n1,2\n")]).await.unwrap_err();
        assert_eq!(error, TablesError::Wrong(vec![TableError::Nothing]));
        let error =
            engine.keep_growth_tables(vec![("wfa_days.csv".to_owned(), Some(vec![0xff, 0xfe]))]).await.unwrap_err();
        assert_eq!(error, TablesError::Unreadable("wfa_days.csv".to_owned()));
        let error = engine.keep_growth_tables(vec![("wfa_days.csv".to_owned(), None)]).await.unwrap_err();
        assert_eq!(error, TablesError::Unreadable("wfa_days.csv".to_owned()));
        let large = ("wfa_days.csv".to_owned(), Some(vec![b' '; LARGEST + 1]));
        let error = engine.keep_growth_tables(vec![large]).await.unwrap_err();
        assert_eq!(error, TablesError::TooLarge("wfa_days.csv".to_owned()));
        assert_eq!(engine.growth_tables().await.unwrap(), []);
    }

    #[tokio::test]
    async fn taking_tables_away_goes_back_to_the_handbooks_own_curves() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(Paths::at(folder.path()), deps()).unwrap();
        let jspe = file("jspe_hfa_months.csv", "sex,age_months,mean_cm,sd_cm\nM,0,49,2.1\nM,1,53.5,2.2\n");
        engine.keep_growth_tables(vec![weights(3.0), jspe]).await.unwrap();
        engine.choose_growth_reference(MINE, Some((Rules::Who, LineSet::Scores))).await.unwrap();
        engine.choose_growth_reference(OTHER, Some((Rules::Jspe, LineSet::Scores))).await.unwrap();
        assert_eq!(engine.growth_reference(OTHER).await.unwrap().unwrap().tables.rules(), Rules::Jspe);

        engine.drop_growth_tables(Rules::Who).await.unwrap();
        assert_eq!(engine.growth_reference(MINE).await.unwrap(), None);
        assert!(engine.growth_reference(OTHER).await.unwrap().is_some(), "the other reference stays");
        // Loading anew chooses nothing for anybody.
        engine.keep_growth_tables(vec![weights(3.0)]).await.unwrap();
        assert_eq!(engine.growth_reference(MINE).await.unwrap(), None);
        engine.choose_growth_reference(OTHER, None).await.unwrap();
        assert_eq!(engine.growth_reference(OTHER).await.unwrap(), None);
    }

    #[tokio::test]
    async fn a_newer_file_takes_the_place_of_the_same_table() {
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(Paths::at(folder.path()), deps()).unwrap();
        engine.keep_growth_tables(vec![weights(3.0)]).await.unwrap();
        let (_, newer) = weights(3.5);
        engine.keep_growth_tables(vec![("newer/WFA_days.CSV".to_owned(), newer)]).await.unwrap();
        let [loaded] = &engine.growth_tables().await.unwrap()[..] else { panic!() };
        assert_eq!(loaded.file, "WFA_days.CSV");
        engine.choose_growth_reference(MINE, Some((Rules::Who, LineSet::Scores))).await.unwrap();
        let reference = engine.growth_reference(MINE).await.unwrap().unwrap();
        assert_eq!(reference.tables.at(Measure::Weight, Sex::Male, 0.0).unwrap().m, 3.5);
    }
}
