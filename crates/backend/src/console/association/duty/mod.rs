//! The pages of the shared calendar: what is on, whose turn it is, and a roster that goes along the street.

mod form;
mod list;
mod list_view;
mod roster;

use super::Officer;
use crate::app::App;
use itsumo_domain::association::{Act, access::Of};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// The place of the bar.
pub(super) const PLACE: &str = "duties";

/// What the address of a page names.
#[derive(Deserialize)]
struct OfDuty {
    duty: String,
}

/// The routes of these pages.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list, list::add))
        .routes(routes!(roster::roster))
        .routes(routes!(list::change))
}

/// Whether somebody keeps the calendar of a block; of the whole association with none.
fn keeps(officer: &Officer, block: Option<Uuid>) -> bool {
    let Ok(at) = officer.association() else { return false };
    let of = block.map_or(Of::Association(at.id), |block| Of::Block { association: at.id, block });
    officer.may(Act::KeepDuties, of)
}
