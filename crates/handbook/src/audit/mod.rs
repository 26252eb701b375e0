//! A municipal register, checked row by row: every dose that broke the rules of its day is found, and why.
//!
//! **Memory is bounded.** A child is assessed when its rows end and then forgotten, so the rows of one child have
//! to stand together. Whether they do is checked without remembering the children: ids must ascend, as text or
//! as numbers, whichever the file keeps up to its end. A file in no such order is refused at the row that breaks
//! it; whoever runs the audit sorts it first (`--sort` of the command line does, through temporary files).
//!
//! A row that cannot be read is a finding too, and never stops the audit.

mod rows;
#[cfg(test)]
mod tests;
mod vaccine;

pub use rows::{BadHeader, BadRow, COLUMNS, Fields, Header, Row};

use crate::immunization::{Conforms, DoseVerdict, Given, Pack, Subject, verdicts};
use chrono::NaiveDate;
use std::cmp::Ordering;
use thiserror::Error;
use vaccine::Names;

/// Something to be looked at.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// A line that is no row.
    Bad {
        /// Its line in the file.
        line: u64,
        /// Why.
        why: BadRow,
    },
    /// A dose that does not conform.
    Broken {
        /// The row.
        row: Row,
        /// What the rules say of it, with every rule that it breaks.
        verdict: DoseVerdict,
    },
}

/// How many.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Lines after the header, empty ones left out.
    pub rows: u64,
    /// Children with at least one row.
    pub children: u64,
    /// Lines that could not be read.
    pub bad: u64,
    /// Doses that break a rule.
    pub broken: u64,
    /// Doses that conform only by the doctor's exception, or break a principle.
    pub doubtful: u64,
}

impl Summary {
    /// Whether there is nothing to look at.
    pub fn is_clean(&self) -> bool {
        self.bad + self.broken + self.doubtful == 0
    }
}

/// The rows of one child do not stand together.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "line {line}: child {child:?} comes after {before:?}, so the rows of one child may not stand together; \
     sort the file by child, or let --sort do it"
)]
pub struct Unsorted {
    /// The line that breaks the order.
    pub line: u64,
    /// Its child.
    pub child: String,
    /// The child before it.
    pub before: String,
}

/// An audit under way.
pub struct Audit<'p> {
    pack: &'p Pack,
    names: Names<'p>,
    today: NaiveDate,
    order: Order,
    child: Subject,
    /// The line that said when the child was born.
    first: u64,
    rows: Vec<Row>,
    given: Vec<Given>,
    summary: Summary,
}

impl<'p> Audit<'p> {
    /// Begins. Doses after `today` are found as such.
    pub fn new(pack: &'p Pack, today: NaiveDate) -> Self {
        Self {
            pack,
            names: Names::new(pack),
            today,
            order: Order::default(),
            child: Subject::default(),
            first: 0,
            rows: Vec::new(),
            given: Vec::new(),
            summary: Summary::default(),
        }
    }

    /// Takes a line. What is found goes to `found`: about the child before, when this row begins another.
    ///
    /// # Errors
    /// When the rows of one child do not stand together. The audit cannot go on then.
    pub fn push(&mut self, line: u64, row: Result<Row, BadRow>, found: &mut impl FnMut(Found)) -> Result<(), Unsorted> {
        self.summary.rows += 1;
        let row = match row {
            Ok(row) => row,
            Err(why) => {
                self.bad(line, why, found);
                return Ok(());
            }
        };
        if self.order.last.as_ref() != Some(&row.child) {
            self.end_child(found);
            self.order.next(&row)?;
            self.summary.children += 1;
            self.first = line;
            self.child.birth_date = Some(row.birth);
            self.child.sex = row.sex;
        }
        match self.given(&row) {
            Ok(given) => {
                self.child.sex = self.child.sex.or(row.sex);
                self.given.push(given);
                self.rows.push(row);
            }
            Err(why) => self.bad(line, why, found),
        }
        Ok(())
    }

    /// Ends: the last child is assessed.
    pub fn finish(mut self, found: &mut impl FnMut(Found)) -> Summary {
        self.end_child(found);
        self.summary
    }

    fn bad(&mut self, line: u64, why: BadRow, found: &mut impl FnMut(Found)) {
        self.summary.bad += 1;
        found(Found::Bad { line, why });
    }

    /// The dose of a row, if the row fits the child's others.
    fn given(&self, row: &Row) -> Result<Given, BadRow> {
        if let Some(first) = self.child.birth_date.filter(|first| *first != row.birth) {
            return Err(BadRow::Birth { first, line: self.first, here: row.birth });
        }
        if row.sex.is_some_and(|sex| self.child.sex.is_some_and(|first| first != sex)) {
            return Err(BadRow::OtherSex { line: self.first });
        }
        if row.date < row.birth {
            return Err(BadRow::BeforeBirth { date: row.date, birth: row.birth });
        }
        let vaccine = self.names.family(row)?.to_owned();
        Ok(Given { date: row.date, vaccine, physician_exception: false, voluntary: false })
    }

    /// Assesses the child whose rows are over.
    fn end_child(&mut self, found: &mut impl FnMut(Found)) {
        if self.rows.is_empty() {
            return;
        }
        // The file may have a child's rows in any order; doses are judged in the order of their days.
        let mut order: Vec<usize> = (0..self.given.len()).collect();
        order.sort_by_key(|n| self.given.get(*n).map(|given| given.date));
        let history: Vec<Given> = order.iter().filter_map(|n| self.given.get(*n).cloned()).collect();
        for verdict in verdicts(self.pack, &self.child, &history, self.today) {
            match verdict.conforms {
                Conforms::Yes => continue,
                Conforms::No => self.summary.broken += 1,
                Conforms::Conditional | Conforms::Review => self.summary.doubtful += 1,
            }
            if let Some(row) = order.get(verdict.index).and_then(|n| self.rows.get(*n)) {
                found(Found::Broken { row: row.clone(), verdict });
            }
        }
        self.rows.clear();
        self.given.clear();
    }
}

/// Which of the orders the file has kept so far.
#[derive(Debug)]
struct Order {
    last: Option<String>,
    as_text: bool,
    as_numbers: bool,
}

impl Default for Order {
    fn default() -> Self {
        Self { last: None, as_text: true, as_numbers: true }
    }
}

impl Order {
    fn next(&mut self, row: &Row) -> Result<(), Unsorted> {
        if let Some(last) = &self.last {
            self.as_text &= last.as_str() < row.child.as_str();
            self.as_numbers &= by_number(last, &row.child) == Ordering::Less;
            if !self.as_text && !self.as_numbers {
                return Err(Unsorted { line: row.line, child: row.child.clone(), before: last.clone() });
            }
        }
        self.last = Some(row.child.clone());
        Ok(())
    }
}

/// Figures by their value, before all other ids; equal values and the rest as text.
fn by_number(a: &str, b: &str) -> Ordering {
    let value = |id: &str| {
        let figures = !id.is_empty() && id.bytes().all(|byte| byte.is_ascii_digit());
        figures.then(|| id.trim_start_matches('0').to_owned())
    };
    match (value(a), value(b)) {
        (Some(x), Some(y)) => x.len().cmp(&y.len()).then_with(|| x.cmp(&y)).then_with(|| a.cmp(b)),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => a.cmp(b),
    }
}
