//! The list of an association's households (世帯名簿), as a treasurer keeps it in a spreadsheet: read, compared with what is
//! there, and planned before anything changes.
//!
//! A line is a household of a block. It is the same household where block, house and name are the same, or two of them
//! and nothing else fits. Another name on the same house may be another family: then whoever lives there would read what
//! was the ones' before, on whose phones it would go on coming. So the number of households that get another name is
//! agreed to, as is that of those who leave. One that stands in another block is not moved by a list, because its people would lose what
//! the old block told them: that is done by hand, one by one. A list that looks like half of one is not taken for the
//! whole.

mod plan;
mod read;
#[cfg(test)]
mod tests;

pub use plan::{Known, Leaving, Plan, Planned, Step, plan_directory};
pub use read::{Column, DirectoryRow, MOST_ROWS, Read, block_name, read_directory};

/// Every code of a [`crate::list::ListError`] that is about households, and not about cells.
pub const ERRORS: &[&str] = &[
    "ambiguous",
    "app-nobody",
    "block-missing",
    "delivery",
    "half-file",
    "name-missing",
    "no-households",
    "other-block",
    "too-many",
    "twice",
];

/// The key of the words for a code: of households, or of cells of any list.
pub fn error_key(code: &str) -> String {
    if ERRORS.contains(&code) { format!("directory-error-{code}") } else { format!("roster-error-{code}") }
}
