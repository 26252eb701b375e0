//! Calling a meeting, changing it, calling it off.

use super::{
    super::{
        super::{Page, Posted, Trouble, go},
        acting::id,
    },
    OfMeeting, Officer, PLACE, at, edit_view, form, keeps, sheet,
};
use crate::{
    app::App,
    association::{Outgoing, meeting},
    store::StoreError,
};
use axum::{
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use chrono::Days;
use itsumo_domain::{
    Timestamp,
    association::{
        Act,
        access::Of,
        meeting::{MeetingDraft, Proposal},
    },
    sync::Refusal,
};
use uuid::Uuid;

/// An empty form.
#[utoipa::path(get, path = "/console/{city}/association/{association}/meetings/new", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "No seat that keeps meetings here")))]
pub(in crate::console) async fn new(State(app): State<App>, officer: Officer) -> Result<Response, Trouble> {
    officer.seat_for(Act::KeepMeetings, Of::Association(officer.association()?.id))?;
    let now = app.clock.now();
    let day = now.jst_date().checked_add_days(Days::new(28)).unwrap_or_else(|| now.jst_date());
    // Until the evening before: so that who comes to the hall's door is asked of a settled list.
    let closes = Timestamp::from_jst_date(day).plus(-4 * Timestamp::HOUR);
    let draft = MeetingDraft { day, closes, proposals: vec![Proposal::default()], ..MeetingDraft::default() };
    Ok(page(&officer, None, &draft, &[]))
}

fn page(officer: &Officer, known: Option<Uuid>, draft: &MeetingDraft, faults: &[Refusal]) -> Response {
    let title = officer.words.say(if known.is_some() { "meeting-change" } else { "meeting-new" });
    let body = edit_view::view(officer, known, draft, faults);
    let mut response = Page { staff: officer, title, live: None, place: PLACE }.draw(body);
    if !faults.is_empty() {
        *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    }
    response
}

/// Calls a meeting: every household hears of it.
#[utoipa::path(post, path = "/console/{city}/association/{association}/meetings/new", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the meeting"),
              (status = 404, body = String, content_type = "text/html", description = "No seat that keeps meetings here"),
              (status = 422, body = String, content_type = "text/html", description = "The form again, with what was wrong")))]
pub(in crate::console) async fn call(
    State(app): State<App>,
    officer: Officer,
    Posted(fields): Posted<form::Fields>,
) -> Result<Response, Trouble> {
    let draft = form::read(&fields, &MeetingDraft::default(), app.clock.now());
    let meeting = app.ids.new_id();
    keep(&app, &officer, meeting, None, draft).await
}

/// A meeting that was called, in the form.
#[utoipa::path(get, path = "/console/{city}/association/{association}/meetings/{meeting}/edit", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("meeting" = String, Path, description = "The meeting")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn edit(
    State(app): State<App>,
    officer: Officer,
    Path(OfMeeting { meeting, .. }): Path<OfMeeting>,
) -> Result<Response, Trouble> {
    let sheet = sheet(&app, &officer, id(&meeting)?).await?;
    if !keeps(&officer) || sheet.entry.closed.is_some() {
        return Err(Trouble::NotThere);
    }
    Ok(page(&officer, Some(sheet.entry.id), &MeetingDraft::of(&sheet.entry.meeting), &[]))
}

/// Changes a meeting that was called.
#[utoipa::path(post, path = "/console/{city}/association/{association}/meetings/{meeting}/edit", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("meeting" = String, Path, description = "The meeting")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "To the meeting"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs"),
              (status = 422, body = String, content_type = "text/html", description = "The form again, with what was wrong")))]
pub(in crate::console) async fn change(
    State(app): State<App>,
    officer: Officer,
    Path(OfMeeting { meeting, .. }): Path<OfMeeting>,
    Posted(fields): Posted<form::Fields>,
) -> Result<Response, Trouble> {
    let sheet = sheet(&app, &officer, id(&meeting)?).await?;
    let draft = form::read(&fields, &MeetingDraft::of(&sheet.entry.meeting), app.clock.now());
    keep(&app, &officer, sheet.entry.id, Some(sheet.entry.id), draft).await
}

async fn keep(
    app: &App,
    officer: &Officer,
    meeting: Uuid,
    known: Option<Uuid>,
    draft: MeetingDraft,
) -> Result<Response, Trouble> {
    let association = officer.association()?.id;
    officer.seat_for(Act::KeepMeetings, Of::Association(association))?;
    let (city, standing, now) = (officer.city.clone(), officer.standing().clone(), app.clock.now());
    let asked = draft.clone();
    let writing = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            let called = meeting::call(tx, &mut out, &city, &standing, association, meeting, asked, now).await?;
            if called.is_ok() {
                out.send(tx, &city, now).await?;
            }
            Ok(called)
        })
    });
    match writing.await? {
        Ok(()) => Ok(go(&at(officer, meeting, ""), None)),
        Err(faults) => Ok(page(officer, known, &draft, &faults)),
    }
}

/// Calls a meeting off, with every ballot that came.
#[utoipa::path(post, path = "/console/{city}/association/{association}/meetings/{meeting}/call-off", tag = "console",
    security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"),
           ("association" = String, Path, description = "The association"),
           ("meeting" = String, Path, description = "The meeting")),
    responses((status = 303, description = "To the meetings"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn call_off(
    State(app): State<App>,
    officer: Officer,
    Path(OfMeeting { meeting, .. }): Path<OfMeeting>,
    Posted(_fields): Posted<form::Fields>,
) -> Result<Response, Trouble> {
    let id = sheet(&app, &officer, id(&meeting)?).await?.entry.id;
    let (city, standing, now) = (officer.city.clone(), officer.standing().clone(), app.clock.now());
    let writing = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            let dropped = meeting::drop_one(tx, &mut out, &city, &standing, id).await?;
            if dropped.is_ok() {
                out.send(tx, &city, now).await?;
            }
            Ok(dropped)
        })
    });
    writing.await??;
    Ok(go(&officer.at(PLACE), None))
}
