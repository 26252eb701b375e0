//! Immunization by the law of the day: evaluates recorded doses, forecasts the next, explains every date.

mod types;

pub use types::*;
