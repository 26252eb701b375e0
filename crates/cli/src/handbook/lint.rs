//! `handbook lint`: whether a schedule pack makes sense.

use super::packs;
use crate::{Failure, say::Say};
use itsumo_engine::domain::i18n::Arg;
use itsumo_handbook::immunization::{
    Pack,
    lint::{Depth, lint as prove},
};
use serde_json::json;
use std::path::Path;

/// Loads the pack of a folder and tries it with births on every day of 16 years; the national pack without one.
///
/// # Errors
/// When something is wrong (ends with 1), or the folder cannot be read (ends with 2).
pub fn lint(dir: Option<&Path>, say: &Say) -> Result<(), Failure> {
    let files = match dir {
        Some(dir) => packs::files(dir).map_err(Failure::Unusable)?,
        None => Pack::japan_files(),
    };
    let (pack, flaws) = match packs::whole(&files) {
        Ok(pack) => {
            let flaws = prove(&pack, Depth::Full).iter().map(ToString::to_string).collect();
            (Some(pack), flaws)
        }
        Err(errors) => (None, errors.iter().map(ToString::to_string).collect::<Vec<_>>()),
    };
    let count = |n: usize| Arg::Number(i64::try_from(n).unwrap_or(i64::MAX));
    let summary = match &pack {
        Some(pack) if flaws.is_empty() => {
            let args = [("series", count(pack.series().count())), ("rules", count(pack.rules().len()))];
            say.text("cli-lint-sound", &args)
        }
        _ => say.text("cli-lint-flaws", &[("count", count(flaws.len()))]),
    };
    say.answer(|| json!({ "flaws": flaws }), || [flaws.as_slice(), &[summary]].concat().join("\n"))?;
    if flaws.is_empty() { Ok(()) } else { Err(Failure::Found) }
}
