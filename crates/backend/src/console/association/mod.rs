//! The pages of town associations: what their officers do at a table with a large screen, and what the city does for
//! many of them at once.
//!
//! `…/association/<id>/…` is one association's, open to its officers; `…/association/city/…` the city's. A page asks
//! [`Officer::seat_for`] for the seat by which it may. Each noun has a folder and its own line in [`PLACES`].
//!
//! **Invariant:** the city's pages name associations and numbers, never a household.

mod acting;
mod circular;
mod duty;
mod meeting;
mod office;
mod officer;
mod safety;
mod start;

pub use officer::Officer;
pub(super) use officer::first_page;

use crate::app::App;
use itsumo_domain::association::Act;
use utoipa_axum::{router::OpenApiRouter, routes};

/// All routes below.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(start::start))
        .merge(circular::routes())
        .merge(duty::routes())
        .merge(meeting::routes())
        .merge(office::routes())
        .merge(safety::routes())
}

/// A place of the bar.
struct Place {
    /// Its page, below the association's address; its name in the bar.
    page: &'static str,
    /// The key of its words.
    key: &'static str,
    /// Who may do one of these, of the association or of a block of theirs, may go there.
    acts: &'static [Act],
}

/// The places of an association, in the order of the bar.
const PLACES: &[Place] = &[
    Place {
        page: circular::PLACE,
        key: "console-place-circulars",
        acts: &[Act::WriteCirculars, Act::SeeReach, Act::HandleCity],
    },
    Place { page: duty::PLACE, key: "console-place-duties", acts: &[Act::KeepDuties] },
    Place { page: meeting::PLACE, key: "console-place-meetings", acts: &[Act::SeeMeetings] },
    Place { page: safety::PLACE, key: "console-place-safety", acts: &[Act::KeepSafety, Act::StartSafety] },
    Place { page: office::PLACE, key: "console-place-households", acts: &[Act::KeepHouseholds] },
    Place { page: office::SEATS, key: "console-place-seats", acts: &[Act::KeepSeats, Act::RecoverSeats] },
];

/// The places of the city.
const CITY_PLACES: &[Place] = &[
    Place { page: circular::PLACE, key: "console-place-circulars", acts: &[Act::WriteToAssociations] },
    Place { page: circular::BURDEN, key: "console-place-burden", acts: &[Act::SeeCounts] },
    Place { page: safety::PLACE, key: "console-place-safety", acts: &[Act::SeeCounts] },
    Place { page: office::PLACE, key: "console-place-associations", acts: &[Act::KeepAssociations] },
];
