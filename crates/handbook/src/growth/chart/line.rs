//! Lines of a chart that have a name at their end.

use super::Point;

/// A line and what it stands for.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it stands for: percent of 肥満度, a z-score, a percentile.
    pub value: f64,
    /// From left to right.
    pub points: Vec<Point>,
    /// Where its name begins, beside its right end; names never touch.
    pub name: Point,
}

/// Gives each line, from the lowest, the place of its name: beside its end, a letter above the one below at least.
pub(super) fn named<const N: usize>(lines: [(f64, Vec<Point>); N], text: f64) -> Vec<Line> {
    let mut below = f64::INFINITY;
    let mut named = Vec::with_capacity(N);
    for (value, points) in lines {
        let Some(end) = points.last() else { continue };
        below = (end.y + text * 0.35).min(below - text);
        named.push(Line { value, name: Point { x: end.x + text * 0.35, y: below }, points });
    }
    named
}
