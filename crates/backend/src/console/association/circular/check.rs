//! Before a circular is sent: who gets it and how, what to look at twice, what it looks like; then the hold. And one of
//! the city's that lies with the association.

use super::{Of, PLACE, at, author, check_view, form, list::live};
use crate::{
    app::App,
    association::circular::{CircularError, Stage, look, write},
    console::{Officer, Page, Posted, Trouble, go, writing},
};
use axum::{extract::State, response::Response};
use itsumo_domain::{association::circular::Warning, writing::Fault};
use uuid::Uuid;

/// Why a step was not done.
#[derive(Clone, Debug, Default)]
pub(super) struct Wrong {
    /// Missing or wrong.
    pub faults: Vec<Fault>,
    /// Not ticked off.
    pub unticked: Vec<Warning>,
    /// Ticked off already.
    pub ticked: Vec<String>,
}

/// The page before sending; where the circular is held, the page that says so.
#[utoipa::path(get, path = "/console/{city}/association/{association}/circulars/{circular}/check", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association, or `city`"),
           ("circular" = Uuid, Path, description = "The circular")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "To sign in, or to the circular when it is out"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn check(
    State(app): State<App>,
    officer: Officer,
    Of { circular, .. }: Of,
) -> Result<Response, Trouble> {
    page(&app, &officer, circular, &Wrong::default()).await
}

async fn page(app: &App, officer: &Officer, circular: Uuid, wrong: &Wrong) -> Result<Response, Trouble> {
    let author = author(officer)?;
    let live = live(app, officer);
    let look = look::look(app, &officer.city, &author, circular).await?;
    if look.entry.stage == Stage::Out {
        return Ok(go(&at(officer, circular, ""), None));
    }
    let lies_here = look.entry.parent.is_some();
    let title = officer.words.say(match look.entry.stage {
        _ if lies_here => "console-circular-from-city",
        Stage::Held => "notice-held-page",
        _ => "notice-check",
    });
    let live = live.filter(|_| look.entry.stage != Stage::Draft && !lies_here);
    let body = check_view::view(&check_view::Check {
        officer,
        look: &look,
        wrong,
        works: author.may_work_on(&look.entry),
        handles: author.may_handle(&look.entry),
        now: app.clock.now(),
    });
    Ok(Page { staff: officer, title, live, place: PLACE }.draw(body))
}

/// Sends: the circular is held, and goes out by itself.
#[utoipa::path(post, path = "/console/{city}/association/{association}/circulars/{circular}/check", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association, or `city`"),
           ("circular" = Uuid, Path, description = "The circular")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = String, content_type = "text/html", description = "Something is left to do first"),
              (status = 303, description = "To the page that says that it is held"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn send(
    State(app): State<App>,
    officer: Officer,
    Of { circular, .. }: Of,
    Posted(fields): Posted<form::Fields>,
) -> Result<Response, Trouble> {
    let author = author(&officer)?;
    let work = form::one(&fields, "work").parse().unwrap_or_default();
    let ticked = fields.get("tick").cloned().unwrap_or_default();
    let here = at(&officer, circular, "check");
    match write::give(&app, &officer.city, &author, circular, work, ticked.clone()).await {
        Ok(()) => Ok(go(&here, None)),
        Err(CircularError::Faults(faults)) => {
            page(&app, &officer, circular, &Wrong { faults, ticked, ..Wrong::default() }).await
        }
        Err(CircularError::Unticked(unticked)) => {
            page(&app, &officer, circular, &Wrong { unticked, ticked, ..Wrong::default() }).await
        }
        Err(error) => writing::hindered(error, &here),
    }
}

/// Takes a circular out of its hold: nobody has seen it.
#[utoipa::path(post, path = "/console/{city}/association/{association}/circulars/{circular}/undo", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association, or `city`"),
           ("circular" = Uuid, Path, description = "The circular")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Back to writing it; to the circular when it is out already"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn undo(
    State(app): State<App>,
    officer: Officer,
    Of { circular, .. }: Of,
    Posted(_fields): Posted<form::Fields>,
) -> Result<Response, Trouble> {
    let author = author(&officer)?;
    let outcome = write::take_back(&app, &officer.city, &author, circular).await;
    writing::done(outcome, &at(&officer, circular, "check"), &at(&officer, circular, "edit"), "notice-undone")
}
