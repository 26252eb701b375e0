//! The pages of general meetings: calling one, who has handed in, writing down what came on paper and who is at the hall,
//! the count, the papers.
//!
//! What households voted is shown when the meeting is counted, and not before.

mod close;
mod edit;
mod edit_view;
mod form;
mod list;
mod record;
mod show;
mod show_view;

use super::Officer;
use crate::{
    app::App,
    association::meeting::{self, Sheet},
    console::Trouble,
    store::StoreError,
};
use itsumo_domain::association::{Act, access::Of};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// The place of the bar.
pub(super) const PLACE: &str = "meetings";

/// The routes of these pages.
pub(super) fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list::list))
        .routes(routes!(edit::new, edit::call))
        .routes(routes!(show::show))
        .routes(routes!(edit::edit, edit::change))
        .routes(routes!(edit::call_off))
        .routes(routes!(record::record))
        .routes(routes!(close::close))
        .routes(routes!(show::paper))
}

/// What the address of a page names.
#[derive(Deserialize)]
struct OfMeeting {
    meeting: String,
    #[serde(default)]
    paper: String,
}

/// The address of a page of one meeting.
fn at(officer: &Officer, meeting: Uuid, page: &str) -> String {
    let whole = officer.at(&format!("{PLACE}/{meeting}"));
    if page.is_empty() { whole } else { format!("{whole}/{page}") }
}

/// Whether somebody keeps the association's meetings, and does not only look.
fn keeps(officer: &Officer) -> bool {
    officer.association().is_ok_and(|at| officer.may(Act::KeepMeetings, Of::Association(at.id)))
}

/// The sheet of a meeting of the page's association.
async fn sheet(app: &App, officer: &Officer, id: Uuid) -> Result<Sheet, Trouble> {
    let at = officer.association()?.id;
    let (city, standing, now) = (officer.city.clone(), officer.standing().clone(), app.clock.now());
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move { meeting::sheet(tx, &city, &standing, id, now).await })
    });
    reading.await?.filter(|sheet| sheet.entry.meeting.association == at).ok_or(Trouble::NotThere)
}
