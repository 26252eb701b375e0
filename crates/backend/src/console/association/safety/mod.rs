//! The pages of safety checks: starting one, how every household is, what an officer reports for others, the papers.
//!
//! **Invariant:** a real check and a drill are drawn under another class, with other words and other colours, from the
//! button that starts them to the last line of their papers ([`itsumo_domain::association::safety::words`]).
//! **Invariant:** the city starts checks and sees numbers; no household stands on its page.

mod list;
mod list_view;
mod show;
mod show_view;

use crate::app::App;
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};

/// The place of the bar.
pub(super) const PLACE: &str = "safety";

/// What the address of a page names.
#[derive(Deserialize)]
struct OfCheck {
    check: String,
    #[serde(default)]
    paper: String,
}

/// The routes of these pages.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list, list::start))
        .routes(routes!(show::show))
        .routes(routes!(show::report))
        .routes(routes!(show::end))
        .routes(routes!(show::paper))
}
