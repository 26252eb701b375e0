//! The handbook's engines in a terminal: pure questions, answered without a data folder and without a server.
//!
//! Each reads JSON, one question a line, and answers JSON, one answer a line, in the same order. A line that
//! cannot be answered says why in its place, and the rest goes on.

mod audit;
mod forecast;
mod growth;
mod lines;
mod lint;
mod packs;
mod primitives;
mod sort;

use crate::{Failure, say::Say};
use clap::Subcommand;
use itsumo_engine::{Clock, RealClock};
use std::path::PathBuf;

/// Questions to the handbook's engines.
#[derive(Debug, Subcommand)]
pub enum Handbook {
    /// Judge recorded doses and forecast the next: one JSON case a line on the input, one answer a line on the output.
    ///
    /// A case: {"id", "as_of", "subject": {"birth_date", "sex", "expected_delivery_date", "conditions"},
    /// "series", "history": [{"date", "vaccine"}]}. Ends with 1 if any line could not be answered.
    Forecast {
        /// A folder with a municipality's layer, laid over the national pack; or with a whole pack.
        #[arg(long, value_name = "DIR")]
        pack: Option<PathBuf>,
    },
    /// Count days as the law does: one {"id", "function", "args"} a line on the input, one answer a line on the output.
    Primitives,
    /// Score measurements: CSV on the input, five lines of CSV a row on the output.
    ///
    /// In: id,sex,age_days,age_months,weight_kg,lenhei_cm,position,head_cm,oedema, by name and in any order (sex M or F;
    /// either age; position l, h or empty; oedema y or n). Out: id,indicator,z,percentile,note. Ends with 1 if any row
    /// could not be read; its line is named in its place.
    Growth {
        /// The survey that the paper handbook prints, jp2023 or jp2010; or a folder with LMS tables.
        #[arg(long, value_name = "jp2023|jp2010|DIR", default_value = "jp2023")]
        reference: String,
    },
    /// Check a register: CSV on the input, one row a dose; what is found as CSV on the output, a summary on the error
    /// output.
    ///
    /// The first line names the columns, in any order: child (child_id, 宛名番号), sex (性別: F, M, 女, 男; may be empty),
    /// birth_date (生年月日), date (接種日), lot (製造番号; may be left out), and series (種類), product (ワクチン) or both: a
    /// series' id or name, a product's family or trade name. UTF-8; dates as 2026-04-01, 2026/4/1 or 20260401. The rows
    /// of one child stand together, the ids ascending as numbers or as text; --sort brings any other file into order.
    /// Out: line,child,date,vaccine,lot,verdict,rule,text. A line that cannot be read is told and passed over.
    /// Ends with 0 when nothing was found, 1 when something was, 2 when the input cannot be used.
    Audit(audit::Audit),
    /// Try a schedule pack: its names, its words and sources, and its dates with births on every day of 16 years.
    ///
    /// Ends with 0 for a sound pack, 1 when something is wrong (told by file and field), 2 when it cannot be read.
    Lint {
        /// The pack's folder, or a municipality's layer; the national pack by default.
        #[arg(long, value_name = "DIR")]
        pack: Option<PathBuf>,
    },
}

/// Answers.
pub fn run(command: &Handbook, say: &Say) -> Result<(), Failure> {
    match command {
        Handbook::Forecast { pack } => forecast::forecast(pack.as_deref(), say),
        Handbook::Primitives => primitives::primitives(say),
        Handbook::Growth { reference } => growth::growth(reference, say),
        Handbook::Audit(args) => audit::audit(args, RealClock.now().jst_date(), say),
        Handbook::Lint { pack } => lint::lint(pack.as_deref(), say),
    }
}
