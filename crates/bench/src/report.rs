//! What a run prints: a table for people, JSON for scripts.

use serde::Serialize;
use std::{fmt::Write as _, time::Duration};

/// One figure beside its floor.
#[derive(Debug, Serialize)]
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// `sqlite`, `postgres`, `postgres ×2`, `device`.
    pub on: String,
    /// Median of the rounds, in `unit`.
    pub value: f64,
    /// The least program that does the job, in the same run; none where nothing smaller makes sense.
    pub floor: Option<f64>,
    /// The target, in `unit`.
    pub target: Option<f64>,
    /// `s`, `ms`, `µs`, `/s`, `MiB`, `KiB`, `B`.
    pub unit: &'static str,
    /// Whether a larger figure is the better one.
    pub more_is_better: bool,
    /// What is in it.
    pub note: String,
}

impl Figure {
    /// Whether the target is met; true where there is none.
    pub fn meets(&self) -> bool {
        self.target.is_none_or(|target| if self.more_is_better { self.value >= target } else { self.value <= target })
    }
}

/// The median of the rounds' times.
pub fn median(mut rounds: Vec<Duration>) -> Duration {
    rounds.sort_unstable();
    rounds.get(rounds.len() / 2).copied().unwrap_or_default()
}

/// The time within which `per_mille` thousandths of the rounds were done.
pub fn within(mut rounds: Vec<Duration>, per_mille: usize) -> Duration {
    rounds.sort_unstable();
    let at = (rounds.len() * per_mille).div_ceil(1_000).saturating_sub(1);
    rounds.get(at).copied().unwrap_or_default()
}

/// The figures as a Markdown table.
pub fn table(figures: &[Figure]) -> String {
    let mut text = String::from("| figure | on | measured | floor | target | |\n|---|---|---:|---:|---:|---|\n");
    for f in figures {
        let floor = f.floor.map_or("–".to_owned(), |v| format!("{} {}", short(v), f.unit));
        let target = f.target.map_or("–".to_owned(), |v| {
            let sign = if f.more_is_better { "≥" } else { "≤" };
            format!("{sign} {} {}", short(v), f.unit)
        });
        let mark = match (f.target, f.meets()) {
            (None, _) => "",
            (_, true) => "met",
            (_, false) => "**not met**",
        };
        let _ = writeln!(
            text,
            "| {}{} | {} | {} {} | {floor} | {target} | {mark} |",
            f.name,
            if f.note.is_empty() { String::new() } else { format!(" ({})", f.note) },
            f.on,
            short(f.value),
            f.unit
        );
    }
    text
}

/// Three significant figures, no exponent.
fn short(value: f64) -> String {
    match value.abs() {
        v if v >= 100.0 => format!("{value:.0}"),
        v if v >= 10.0 => format!("{value:.1}"),
        v if v >= 1.0 => format!("{value:.2}"),
        _ => format!("{value:.3}"),
    }
}
