//! The handbook's engines in a terminal: pure questions, answered without a data folder and without a server.
//!
//! Each reads JSON, one question a line, and answers JSON, one answer a line, in the same order. A line that
//! cannot be answered says why in its place, and the rest goes on.

mod forecast;
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
}

/// Answers.
pub fn run(command: &Handbook, say: &Say) -> Result<(), Failure> {
    match command {
        Handbook::Forecast { pack } => forecast::forecast(pack.as_deref(), say),
        Handbook::Primitives => primitives::primitives(say),
    }
}
