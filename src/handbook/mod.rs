//! The parent–child handbook: children, growth, vaccines, checkups, the diary, and the family that keeps them.
//!
//! Everything here works without an account and without a network, and says a word of neither. What is shown comes
//! out of one value, the family's `Handbook`, decrypted once by the engine and held by [`HandbookFrame`] for all
//! screens below it; what is written is a new entry.

pub mod clinic;
pub mod form;
pub mod growth;
pub mod home;
pub mod vaccine;

pub use clinic::ClinicScreen;
pub use form::{FormScreen, Forms, NewForm};
pub use growth::{EditMeasurement, GrowthScreen, GrowthTable, NewMeasurement};
pub use home::HandbookHome;
pub use vaccine::{
    EditDose, FamilyVaccines, PastDoses, Reactions, RecordDoses, Reminders, VaccineWhy, Vaccines, VisitPlanScreen,
};

use crate::route::Route;
use dioxus::prelude::*;

/// Around every screen of the handbook: holds what the handbook says.
#[component]
pub fn HandbookFrame() -> Element {
    rsx! { Outlet::<Route> {} }
}
