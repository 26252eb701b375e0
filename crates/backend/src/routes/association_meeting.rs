//! Officers' doors at general meetings: calling one, who has handed in, the count, and the papers. Households' ballots go
//! by commands. See [`crate::association::meeting`].
//!
//! **Invariant:** of a meeting whose officer they are not everybody gets the very same answer as of one that does not exist.

use crate::{
    app::App,
    association::{
        Outgoing,
        meeting::{self, Sheet, audit, ballot_paper, minutes},
        print::drawn,
        standing,
    },
    openapi::{Always, NeedsAccount, Typed},
    problem::{Body, Failure},
    routes::{
        caller::Me,
        reply::{PRIVATE, id, pdf},
    },
};
use axum::{
    Json,
    extract::{Path, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use itsumo_domain::{
    association::meeting::{Closing, MeetingDraft, SheetView},
    problem::Problem,
    sync::Refusal,
};
use itsumo_paper::PaperError;
use uuid::Uuid;

fn not_there() -> Failure {
    Failure::not_found("meeting")
}

/// All faults as one answer.
pub(super) fn refused(faults: Vec<Refusal>, what: &str) -> Failure {
    if faults.iter().any(|fault| fault.code == "not-found") {
        return Failure::not_found(what);
    }
    let mut faults = faults.into_iter().map(|fault| (fault.field.unwrap_or_else(|| what.to_owned()), fault.code));
    let first = faults.next().map_or_else(not_there, |(field, code)| Failure::invalid(field, &code));
    faults.fold(first, |failure, (field, code)| failure.with_field(field, &code))
}

/// Calls a meeting, or changes one that was called. Every household hears of it with its next sync.
#[utoipa::path(put, path = "/v1/me/associations/{association}/meetings/{meeting}", tag = "association",
    security(("device" = [])), request_body = MeetingDraft,
    params(("association" = Uuid, Path, description = "The association"),
           ("meeting" = Uuid, Path, description = "UUIDv7 made on the device; the same again is a change")),
    responses((status = 204, description = "Called"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: this person keeps no meetings there"),
              NeedsAccount, Typed, Always))]
pub async fn call(
    State(app): State<App>,
    Me(signed): Me,
    Path((association, meeting)): Path<(String, String)>,
    Body(draft): Body<MeetingDraft>,
) -> Result<StatusCode, Failure> {
    let (association, meeting, now) = (id(&association, "meeting")?, id(&meeting, "meeting")?, app.clock.now());
    let (city, person) = (signed.city.clone(), signed.person);
    let done = app.store.write(move |tx| {
        Box::pin(async move {
            let standing = standing::standing(tx, &city, person, now.jst_date()).await?;
            let mut out = Outgoing::default();
            let called = meeting::call(tx, &mut out, &city, &standing, association, meeting, draft, now).await?;
            called.map_err(|faults| refused(faults, "meeting"))?;
            Ok::<_, Failure>(out.send(tx, &city, now).await?)
        })
    });
    done.await.map(|()| StatusCode::NO_CONTENT)
}

/// Calls a meeting off, with every ballot that came.
#[utoipa::path(delete, path = "/v1/me/associations/meetings/{meeting}", tag = "association", security(("device" = [])),
    params(("meeting" = Uuid, Path, description = "The meeting")),
    responses((status = 204, description = "Called off"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not a meeting that this person keeps"),
              NeedsAccount, Typed, Always))]
pub async fn call_off(
    State(app): State<App>,
    Me(signed): Me,
    Path(meeting): Path<String>,
) -> Result<StatusCode, Failure> {
    let (meeting, now) = (id(&meeting, "meeting")?, app.clock.now());
    let (city, person) = (signed.city.clone(), signed.person);
    let done = app.store.write(move |tx| {
        Box::pin(async move {
            let standing = standing::standing(tx, &city, person, now.jst_date()).await?;
            let mut out = Outgoing::default();
            let dropped = meeting::drop_one(tx, &mut out, &city, &standing, meeting).await?;
            dropped.map_err(|fault| refused(vec![fault], "meeting"))?;
            Ok::<_, Failure>(out.send(tx, &city, now).await?)
        })
    });
    done.await.map(|()| StatusCode::NO_CONTENT)
}

/// Counts a meeting with what happened in the hall. The count is made once; the minutes' words can be mended by saying
/// it again.
#[utoipa::path(post, path = "/v1/me/associations/meetings/{meeting}/close", tag = "association",
    security(("device" = [])), request_body = Closing,
    params(("meeting" = Uuid, Path, description = "The meeting")),
    responses((status = 204, description = "Counted, and told to every household"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not a meeting that this person keeps"),
              NeedsAccount, Typed, Always))]
pub async fn close(
    State(app): State<App>,
    Me(signed): Me,
    Path(meeting): Path<String>,
    Body(closing): Body<Closing>,
) -> Result<StatusCode, Failure> {
    let (meeting, now) = (id(&meeting, "meeting")?, app.clock.now());
    let (city, person) = (signed.city.clone(), signed.person);
    let done = app.store.write(move |tx| {
        Box::pin(async move {
            let standing = standing::standing(tx, &city, person, now.jst_date()).await?;
            let mut out = Outgoing::default();
            let closed = meeting::close(tx, &mut out, &city, &standing, meeting, closing, now).await?;
            closed.map_err(|faults| refused(faults, "meeting"))?;
            Ok::<_, Failure>(out.send(tx, &city, now).await?)
        })
    });
    done.await.map(|()| StatusCode::NO_CONTENT)
}

async fn sheet_of(app: &App, city: &str, person: Uuid, meeting: Uuid) -> Result<Sheet, Failure> {
    let (city, now) = (city.to_owned(), app.clock.now());
    let reading = app.store.read::<_, Failure, _>(move |tx| {
        Box::pin(async move {
            let standing = standing::standing(tx, &city, person, now.jst_date()).await?;
            Ok(meeting::sheet(tx, &city, &standing, meeting, now).await?)
        })
    });
    reading.await?.ok_or_else(not_there)
}

/// Who has handed in, and by which way; what they voted only once it is counted.
#[utoipa::path(get, path = "/v1/me/associations/meetings/{meeting}", tag = "association", security(("device" = [])),
    params(("meeting" = Uuid, Path, description = "The meeting")),
    responses((status = 200, body = SheetView),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not a meeting that this person sees into"),
              NeedsAccount, Always))]
pub async fn sheet(State(app): State<App>, Me(signed): Me, Path(meeting): Path<String>) -> Result<Response, Failure> {
    let sheet = sheet_of(&app, &signed.city, signed.person, id(&meeting, "meeting")?).await?;
    Ok((PRIVATE, Json(sheet.view())).into_response())
}

/// A paper of a meeting as PDF: `minutes` (議事録), `audit` (who handed in what), `ballots` (表決書・委任状).
#[utoipa::path(get, path = "/v1/me/associations/meetings/{meeting}/papers/{paper}", tag = "association",
    security(("device" = [])),
    params(("meeting" = Uuid, Path, description = "The meeting"),
           ("paper" = String, Path, description = "`minutes`, `audit` or `ballots`")),
    responses((status = 200, body = Vec<u8>, content_type = "application/pdf"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not a meeting that this person sees into, or no such paper"),
              NeedsAccount, Always))]
pub async fn paper(
    State(app): State<App>,
    Me(signed): Me,
    Path((meeting, paper)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let draw: fn(&Sheet) -> Result<Vec<u8>, PaperError> = match paper.trim_end_matches(".pdf") {
        "minutes" => minutes::pdf,
        "audit" => audit::pdf,
        "ballots" => |sheet| ballot_paper::pdf(sheet, None),
        _ => return Err(not_there()),
    };
    let sheet = sheet_of(&app, &signed.city, signed.person, id(&meeting, "meeting")?).await?;
    Ok(pdf(drawn(move || draw(&sheet)).await?))
}
