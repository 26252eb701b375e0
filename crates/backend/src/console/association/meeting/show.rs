//! One meeting before its officers, and its papers.

use super::{
    super::{
        super::{Page, Trouble},
        acting::{id, live},
    },
    OfMeeting, Officer, PLACE, sheet, show_view,
};
use crate::{
    app::App,
    association::{
        meeting::{Sheet, audit, ballot_paper, minutes},
        print::drawn,
    },
    routes::reply::pdf,
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use itsumo_domain::{association::meeting::Closing, sync::Refusal};
use itsumo_paper::PaperError;
use uuid::Uuid;

/// A meeting: who has handed in, and the count.
#[utoipa::path(get, path = "/console/{city}/association/{association}/meetings/{meeting}", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("meeting" = String, Path, description = "The meeting")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn show(
    State(app): State<App>,
    officer: Officer,
    Path(OfMeeting { meeting, .. }): Path<OfMeeting>,
) -> Result<Response, Trouble> {
    page(&app, &officer, id(&meeting)?, None, &[]).await
}

/// The page, with what was wrong in one of its forms. `household`: in the form of that one.
pub(super) async fn page(
    app: &App,
    officer: &Officer,
    meeting: Uuid,
    typed: Option<&Closing>,
    faults: &[(Option<Uuid>, Refusal)],
) -> Result<Response, Trouble> {
    let live = live(app, officer);
    let sheet = sheet(app, officer, meeting).await?;
    let title = itsumo_domain::i18n::without_ruby(sheet.entry.meeting.title.get(officer.words.locale));
    let body = show_view::view(officer, &sheet, typed, faults, app.clock.now());
    let mut response = Page { staff: officer, title, live, place: PLACE }.draw(body);
    if !faults.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    Ok(response)
}

/// A paper of a meeting: `minutes`, `audit`, `ballots`.
#[utoipa::path(get, path = "/console/{city}/association/{association}/meetings/{meeting}/papers/{paper}", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("meeting" = String, Path, description = "The meeting"),
           ("paper" = String, Path, description = "`minutes`, `audit` or `ballots`")),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf"),
              (status = 303, description = "To sign in"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn paper(
    State(app): State<App>,
    officer: Officer,
    Path(OfMeeting { meeting, paper }): Path<OfMeeting>,
) -> Result<Response, Trouble> {
    let draw: fn(&Sheet) -> Result<Vec<u8>, PaperError> = match paper.as_str() {
        "minutes" => minutes::pdf,
        "audit" => audit::pdf,
        "ballots" => |sheet| ballot_paper::pdf(sheet, None),
        _ => return Err(Trouble::NotThere),
    };
    let sheet = sheet(&app, &officer, id(&meeting)?).await?;
    Ok(pdf(drawn(move || draw(&sheet)).await?))
}
