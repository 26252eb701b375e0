//! Circulars as officers handle them: written, held for a moment, carried on paper, counted, reminded of, taken back.

mod draft;
mod files;
mod list;
mod paper;
mod reach;
mod slip;
mod tally;
mod warnings;
mod write;

pub use list::{CircularToWalk, OfficerCirculars, to_walk};
pub use paper::PaperWalk;
pub use reach::ReachScreen;
pub use slip::SlipEntry;
pub use write::WriteCircular;

use itsumo_domain::association::circular::Mark;
use itsumo_engine::association::Associations;
use std::collections::BTreeMap;
use uuid::Uuid;

/// What was marked of a circular, by household.
fn marks(all: &Associations, circular: Uuid) -> BTreeMap<Uuid, Mark> {
    let its = all.paper.iter().filter(|((of, _), _)| *of == circular);
    its.map(|((_, household), row)| (*household, row.mark)).collect()
}
