//! Vaccines: what is possible now, what comes, why that day, what was given, what was seen afterwards.
//!
//! Everything is worked out on the spot from what the handbook says and the schedule that is compiled in: no list is
//! stored, so none is ever stale, and it all works with no server.

pub mod dose;
pub mod grid;
mod list;
mod past;
pub mod products;
mod reactions;
mod record;
mod remind;
pub mod standing;
pub mod typed;
mod visit;
mod why;

pub use list::{FamilyVaccines, Vaccines, moment, next_visits, series_names};
pub use past::PastDoses;
pub use reactions::{Phones, Reactions, TEMPERATURES};
pub use record::{EditDose, RecordDoses, series_name};
pub use remind::Reminders;
pub use visit::{VisitPlanScreen, last_clinic, plan_of, wait_words};
pub use why::{VaccineWhy, Verdict};
