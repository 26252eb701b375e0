//! The pages of circulars: the list, writing one, looking at it before it is sent, how it stands with every household,
//! its paper; what an association does with the city's; and for the city, what it lays on each association.
//!
//! Everything works without a script. What is said here is `console-circular-…` of the catalogue, and `notice-…` where a
//! circular is written as a notice is.

mod check;
mod check_view;
mod city;
mod compose;
mod compose_view;
mod form;
mod list;
mod list_view;
mod mark;
mod paper;
mod show;
mod show_view;

use super::Officer;
use crate::{
    app::App,
    association::{
        circular::{Author, CircularError},
        paper::PrintError,
    },
    console::{Trouble, writing},
    problem::Failure,
};
use axum::{
    extract::{FromRequestParts, RawPathParams},
    http::request::Parts,
};
use itsumo_domain::association::{
    Act, Role,
    access::{Of as What, seat_may},
};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// The routes of these pages.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list, list::begin))
        .routes(routes!(compose::edit, compose::save))
        .routes(routes!(compose::discard))
        .routes(routes!(compose::file))
        .routes(routes!(check::check, check::send))
        .routes(routes!(check::undo))
        .routes(routes!(show::show))
        .routes(routes!(show::recall))
        .routes(routes!(show::remind))
        .routes(routes!(show::replies))
        .routes(routes!(mark::mark))
        .routes(routes!(mark::slip))
        .routes(routes!(paper::paper))
        .routes(routes!(city::handle))
        .routes(routes!(city::burden))
}

/// The place of the bar that these pages are of.
pub(super) const PLACE: &str = "circulars";
/// The city's burden meter.
pub(super) const BURDEN: &str = "burden";

/// As whom somebody works with the circulars of the association of the page, or of the city: by the seat that writes to
/// most.
fn author(officer: &Officer) -> Result<Author, Trouble> {
    let person = officer.signed.person;
    let by = |may: &dyn Fn(&itsumo_domain::association::access::Seat) -> bool| {
        Author::by_seat(person, officer.standing(), may)
    };
    let Ok(at) = officer.association() else {
        let may = |seat: &_| seat_may(seat, Act::WriteToAssociations, What::City);
        return by(&may).ok_or(Trouble::NotThere);
    };
    let whole = What::Association(at.id);
    let keeps = |seat: &itsumo_domain::association::access::Seat| {
        seat.role != Role::City && seat_may(seat, Act::WriteCirculars, whole)
    };
    let one = |seat: &itsumo_domain::association::access::Seat| {
        let of = seat.block.map(|block| What::Block { association: at.id, block });
        of.is_some_and(|of| seat_may(seat, Act::WriteCirculars, of))
    };
    by(&keeps).or_else(|| by(&one)).ok_or(Trouble::NotThere)
}

/// Which circular, and which file or block of it, the address of a page names.
struct Of {
    circular: Uuid,
    sha256: String,
    block: Option<Uuid>,
}

impl FromRequestParts<App> for Of {
    type Rejection = Trouble;
    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Trouble> {
        let params = RawPathParams::from_request_parts(parts, app).await.map_err(|_| Trouble::NotThere)?;
        let param = |wanted: &str| params.iter().find(|(name, _)| *name == wanted).map(|(_, value)| value);
        let id = |wanted: &str| param(wanted).and_then(|text| Uuid::parse_str(text).ok());
        let circular = id("circular").ok_or(Trouble::NotThere)?;
        Ok(Self { circular, sha256: param("sha256").unwrap_or_default().to_owned(), block: id("block") })
    }
}

/// The address of a page of one circular.
fn at(officer: &Officer, circular: Uuid, page: &str) -> String {
    let whole = officer.at(&format!("{PLACE}/{circular}"));
    if page.is_empty() { whole } else { format!("{whole}/{page}") }
}

impl From<CircularError> for Trouble {
    fn from(error: CircularError) -> Self {
        match error {
            CircularError::Store(error) => error.into(),
            CircularError::Blob(error) => Self::Failure(Failure::from(error)),
            CircularError::NotThere => Self::NotThere,
            CircularError::Refused(refusal) => refusal.into(),
            // These have a page of their own; here nothing is known that could be shown.
            CircularError::Moved
            | CircularError::Faults(_)
            | CircularError::Unticked(_)
            | CircularError::NotAFile
            | CircularError::TooMuch => Self::Stale,
        }
    }
}

impl writing::Hindrance for CircularError {
    fn moved(&self) -> Option<&'static str> {
        matches!(self, Self::Moved).then_some("circular-moved")
    }
    fn file(&self) -> Option<&'static str> {
        match self {
            Self::NotAFile => Some("not-a-file"),
            Self::TooMuch => Some("too-much"),
            _ => None,
        }
    }
}

impl From<PrintError> for Trouble {
    fn from(error: PrintError) -> Self {
        match error {
            PrintError::NotThere => Self::NotThere,
            error => Self::Failure(error.into()),
        }
    }
}
