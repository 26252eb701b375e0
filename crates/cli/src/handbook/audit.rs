//! `handbook audit`: a municipal register on the input, what is wrong with it on the output.

use super::sort;
use crate::{Failure, say::Say};
use chrono::NaiveDate;
use itsumo_engine::domain::i18n::Arg;
use itsumo_handbook::{
    audit::{Audit as Checking, BadHeader, BadRow, Fields, Found, Header, Summary},
    immunization::{Conforms, Pack, explain::text_of_finding},
};
use std::io::{BufRead, Write};

/// How to check a register.
#[derive(Debug, clap::Args)]
pub struct Audit {
    /// Doses after this day are found as such; today by default.
    #[arg(long, value_name = "DATE")]
    as_of: Option<NaiveDate>,
    /// Sort the rows by child first, through temporary files: for a register that is not sorted.
    #[arg(long)]
    sort: bool,
}

/// Checks every row.
///
/// # Errors
/// When something was found (ends with 1), or the input cannot be used (ends with 2).
pub fn audit(args: &Audit, today: NaiveDate, say: &Say) -> Result<(), Failure> {
    let mut input = std::io::stdin().lock();
    let mut line = Vec::new();
    input.read_until(b'\n', &mut line).map_err(|error| unreadable(say, &error))?;
    let header = Header::read(&line).map_err(|bad| Failure::Unusable(header_words(&bad, say)))?;
    let mut report = Report::begin(say)?;
    let mut checking = Checking::new(Pack::japan(), args.as_of.unwrap_or(today));
    let mut fields = Fields::default();
    let mut check = |number: u64, line: &[u8]| {
        if line.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        let row = header.row(number, line, &mut fields);
        let unsorted = checking.push(number, row, &mut |found| report.write(&found));
        if let Err(unsorted) = unsorted {
            let at = Arg::Number(i64::try_from(unsorted.line).unwrap_or(i64::MAX));
            let args = [("line", at), ("child", Arg::Text(&unsorted.child)), ("before", Arg::Text(&unsorted.before))];
            return Err(Failure::Unusable(say.text("cli-audit-unsorted", &args)));
        }
        report.gone()
    };
    if args.sort {
        sort::by_child(input, &header, &mut check).map_err(|error| match error {
            sort::Ended::Caller(failure) => failure,
            sort::Ended::Files(error) => unreadable(say, &error),
        })?;
    } else {
        for number in 2.. {
            line.clear();
            if input.read_until(b'\n', &mut line).map_err(|error| unreadable(say, &error))? == 0 {
                break;
            }
            check(number, &line)?;
        }
    }
    let summary = checking.finish(&mut |found| report.write(&found));
    report.end(&summary)?;
    if summary.is_clean() { Ok(()) } else { Err(Failure::Found) }
}

fn unreadable(say: &Say, error: &std::io::Error) -> Failure {
    Failure::Unusable(say.text("cli-audit-unreadable", &[("reason", Arg::Text(&error.to_string()))]))
}

/// What is found, as CSV, as it is found.
struct Report<'s> {
    say: &'s Say,
    out: std::io::BufWriter<std::io::StdoutLock<'static>>,
    line: String,
    failed: Option<std::io::Error>,
}

impl<'s> Report<'s> {
    fn begin(say: &'s Say) -> Result<Self, Failure> {
        let mut out = std::io::BufWriter::new(std::io::stdout().lock());
        writeln!(out, "line,child,date,vaccine,lot,verdict,rule,text")?;
        Ok(Self { say, out, line: String::new(), failed: None })
    }

    fn write(&mut self, found: &Found) {
        match found {
            Found::Bad { line, why } => {
                let text = row_words(why, self.say);
                self.record(&[&line.to_string(), "", "", "", "", "unreadable", "", &text]);
            }
            Found::Broken { row, verdict } => {
                let word = match verdict.conforms {
                    Conforms::Yes => "conforms",
                    Conforms::No => "broken",
                    Conforms::Conditional => "conditional",
                    Conforms::Review => "review",
                };
                let (line, date) = (row.line.to_string(), row.date.to_string());
                for finding in &verdict.findings {
                    let text = self.say.plain(&text_of_finding(Pack::japan(), finding, self.say.locale));
                    let fields = [&line, &row.child, &date, &verdict.vaccine, &row.lot, word, &finding.rule, &text];
                    self.record(&fields);
                }
            }
        }
    }

    /// One line. A field that a table calculation would take for a formula is quoted and led by an apostrophe.
    fn record(&mut self, fields: &[&str]) {
        self.line.clear();
        for (n, field) in fields.iter().enumerate() {
            if n > 0 {
                self.line.push(',');
            }
            let formula = field.starts_with(['=', '+', '-', '@']);
            if formula || field.contains([',', '"', '\n', '\r']) {
                self.line.push('"');
                self.line.push_str(if formula { "'" } else { "" });
                self.line.push_str(&field.replace('"', "\"\""));
                self.line.push('"');
            } else {
                self.line.push_str(field);
            }
        }
        if self.failed.is_none() {
            self.failed = writeln!(self.out, "{}", self.line).err();
        }
    }

    /// Whether anybody still reads.
    fn gone(&mut self) -> Result<(), Failure> {
        self.failed.take().map_or(Ok(()), |error| Err(error.into()))
    }

    fn end(&mut self, summary: &Summary) -> Result<(), Failure> {
        self.gone()?;
        self.out.flush()?;
        let number = |n: u64| Arg::Number(i64::try_from(n).unwrap_or(i64::MAX));
        let args = [
            ("rows", number(summary.rows)),
            ("children", number(summary.children)),
            ("broken", number(summary.broken)),
            ("doubtful", number(summary.doubtful)),
            ("bad", number(summary.bad)),
        ];
        writeln!(std::io::stderr(), "{}", self.say.text("cli-audit-summary", &args))?;
        Ok(())
    }
}

fn header_words(bad: &BadHeader, say: &Say) -> String {
    match bad {
        BadHeader::Nothing => say.text("cli-audit-no-header", &[]),
        BadHeader::Missing(column) => say.text("cli-audit-missing", &[("column", Arg::Text(column))]),
        BadHeader::Twice(column) => say.text("cli-audit-twice", &[("column", Arg::Text(column))]),
        BadHeader::Unreadable(row) => row_words(row, say),
    }
}

fn row_words(bad: &BadRow, say: &Say) -> String {
    let number = |n: u64| Arg::Number(i64::try_from(n).unwrap_or(i64::MAX));
    let count = |n: usize| Arg::Number(i64::try_from(n).unwrap_or(i64::MAX));
    match bad {
        BadRow::Encoding => say.text("cli-audit-encoding", &[]),
        BadRow::Quote => say.text("cli-audit-quote", &[]),
        BadRow::Columns { found, needed } => {
            say.text("cli-audit-columns", &[("found", count(*found)), ("needed", count(*needed))])
        }
        BadRow::Empty(column) => say.text("cli-audit-empty", &[("column", Arg::Text(column))]),
        BadRow::Date { column, text } => {
            say.text("cli-audit-date", &[("column", Arg::Text(column)), ("text", Arg::Text(text))])
        }
        BadRow::Sex(text) => say.text("cli-audit-sex", &[("text", Arg::Text(text))]),
        BadRow::Vaccine(text) => say.text("cli-audit-vaccine", &[("text", Arg::Text(text))]),
        BadRow::Mismatch { series, product } => {
            say.text("cli-audit-mismatch", &[("series", Arg::Text(series)), ("product", Arg::Text(product))])
        }
        BadRow::Birth { first, line, here } => {
            let (first, here) = (first.to_string(), here.to_string());
            let args = [("first", Arg::Text(&first)), ("line", number(*line)), ("here", Arg::Text(&here))];
            say.text("cli-audit-birth", &args)
        }
        BadRow::OtherSex { line } => say.text("cli-audit-other-sex", &[("line", number(*line))]),
        BadRow::BeforeBirth { date, birth } => {
            let (date, birth) = (date.to_string(), birth.to_string());
            say.text("cli-audit-before-birth", &[("date", Arg::Text(&date)), ("birth", Arg::Text(&birth))])
        }
    }
}
