//! The handbook's engines in a terminal: pure questions, answered without a data folder and without a server.
//!
//! Each reads JSON, one question a line, and answers JSON, one answer a line, in the same order. A line that
//! cannot be answered says why in its place, and the rest goes on.

mod forecast;
mod growth;
mod lines;
mod primitives;

use crate::{Failure, say::Say};
use clap::Subcommand;
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
}

/// Answers.
pub fn run(command: &Handbook, say: &Say) -> Result<(), Failure> {
    match command {
        Handbook::Forecast { pack } => forecast::forecast(pack.as_deref(), say),
        Handbook::Primitives => primitives::primitives(say),
        Handbook::Growth { reference } => growth::growth(reference, say),
    }
}
