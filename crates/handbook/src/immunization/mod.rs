//! Immunization by the law of the day: evaluates recorded doses, forecasts the next, explains every date.
//!
//! The parts, in the order in which a question passes through them:
//!
//! | | |
//! |---|---|
//! | [`Pack`] | the law as data: series, windows, doses, intervals, exceptions, rules with their sources |
//! | `place` | which series each recorded dose belongs to |
//! | `windows` | the days on which a series is open to this child |
//! | `regimen` | which way to complete it applies, and which dose is due |
//! | `evaluate` | each recorded dose, judged by the rules of its own day |
//! | `forecast` | the next dose: from, until, usually; each date with its derivation |
//! | `merge` | parts and series that one vaccine serves, as one answer |
//! | [`plan_visit`] | all of it for one day |
//! | [`explain`] | the answer in words |
//!
//! **Invariants.** No clock, no I/O: the day asked is an argument. A date is never given without the rule and the
//! arithmetic it came from. After a dose that breaks a rule nothing is forecast: the law does not say how it counts,
//! and a machine must not invent it. Minimums decide what conforms, standard periods only what is usual.

mod assess;
mod check;
mod evaluate;
pub mod explain;
mod expr;
mod forecast;
pub mod lint;
mod load;
mod merge;
mod pack;
mod place;
mod regimen;
mod season;
mod series;
mod types;
mod visit;
mod windows;

pub use assess::{assess, assess_all, verdicts, would_break};
pub use expr::{Age, Interval};
pub use load::PackError;
pub use pack::*;
pub use series::*;
pub use types::*;
pub use visit::plan_visit;
