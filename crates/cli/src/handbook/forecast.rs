//! `handbook forecast`: the immunization engine by JSON lines.

use super::lines;
use crate::{Failure, say::Say};
use std::path::Path;

/// Answers every line.
pub fn forecast(_pack: Option<&Path>, say: &Say) -> Result<(), Failure> {
    lines::answer(say, |_| Err("not built yet".to_owned()))
}
