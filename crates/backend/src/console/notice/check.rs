//! Before a notice is sent: who gets it, what to look at twice, what it looks like; then the hold, and the second yes.

use super::{Of, PLACE, at, check_view, form, writer};
use crate::{
    app::App,
    console::{Live, Page, Posted, Staff, Trouble, go, looks, writing},
    school::notice::{NoticeError, Stage, approve, file},
};
use axum::{extract::State, http::HeaderMap, response::Response};
use itsumo_domain::{
    Stream,
    school::{
        Act,
        notice::{Fault, Warning},
    },
};
use uuid::Uuid;

/// The page before sending; where the notice waits or is held, the page that says so.
#[utoipa::path(get, path = "/console/{city}/{facility}/notices/{notice}/check", tag = "console",
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("notice" = Uuid, Path, description = "The notice")),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "To sign in, or to the notice when it is out"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn check(
    State(app): State<App>,
    staff: Staff,
    headers: HeaderMap,
    Of { notice, .. }: Of,
) -> Result<Response, Trouble> {
    page(&app, &staff, &headers, notice, &Wrong::default()).await
}

/// Why a step was not done.
#[derive(Clone, Debug, Default)]
pub(super) struct Wrong {
    /// Missing or wrong.
    pub faults: Vec<Fault>,
    /// Not ticked off.
    pub unticked: Vec<Warning>,
    /// Ticked off already.
    pub ticked: Vec<String>,
    /// Not opened.
    pub not_opened: Vec<String>,
    /// `same-person`.
    pub other: Option<&'static str>,
}

async fn page(app: &App, staff: &Staff, headers: &HeaderMap, notice: Uuid, wrong: &Wrong) -> Result<Response, Trouble> {
    let writer = writer(staff)?;
    let head = app.streams.head(&staff.city, &Stream::board(writer.seat.facility));
    let look = approve::look(app, &staff.city, &writer, notice).await?;
    if look.entry.stage == Stage::Out {
        return Ok(go(&at(staff, notice, ""), None));
    }
    let pupils = look.plan.children.iter().map(|child| child.pupil).collect();
    looks::note(app, staff, headers, &writer.seat, "notice", pupils).await?;
    let opened = file::opened_files(app, &staff.city, notice, staff.signed.person).await?;
    let approves = writer.may(Act::ApproveNotices, None) && look.entry.person != writer.person;
    let title = staff.words.say(match look.entry.stage {
        Stage::Held => "notice-held-page",
        Stage::Waiting => "notice-waiting-page",
        _ => "notice-check",
    });
    let live = (look.entry.stage != Stage::Draft).then_some(Live { head });
    let body = check_view::view(&check_view::Check {
        staff,
        look: &look,
        wrong,
        opened: &opened,
        works: writer.may_work_on(&look.entry),
        approves,
        now: app.clock.now(),
    });
    Ok(Page { staff, title, live, place: PLACE }.draw(body))
}

/// Sends: the notice waits for the second yes, or is held.
#[utoipa::path(post, path = "/console/{city}/{facility}/notices/{notice}/check", tag = "console",
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("notice" = Uuid, Path, description = "The notice")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = String, content_type = "text/html", description = "Something is left to do first"),
              (status = 303, description = "To the page that says that it is held, or waits"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn send(
    State(app): State<App>,
    staff: Staff,
    headers: HeaderMap,
    Of { notice, .. }: Of,
    Posted(fields): Posted<form::Fields>,
) -> Result<Response, Trouble> {
    let writer = writer(&staff)?;
    let work = form::one(&fields, "work").parse().unwrap_or_default();
    let ticked = fields.get("tick").cloned().unwrap_or_default();
    let here = at(&staff, notice, "check");
    match approve::give(&app, &staff.city, &writer, notice, work, ticked.clone()).await {
        Ok(_) => Ok(go(&here, None)),
        Err(NoticeError::Faults(faults)) => {
            page(&app, &staff, &headers, notice, &Wrong { faults, ticked, ..Wrong::default() }).await
        }
        Err(NoticeError::Unticked(unticked)) => {
            page(&app, &staff, &headers, notice, &Wrong { unticked, ticked, ..Wrong::default() }).await
        }
        Err(error) => writing::hindered(error, &here),
    }
}

/// Takes a notice back that waits or is held: nobody has seen it.
#[utoipa::path(post, path = "/console/{city}/{facility}/notices/{notice}/undo", tag = "console",
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("notice" = Uuid, Path, description = "The notice")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Back to writing it; to the notice when it is out already"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs")))]
pub(in crate::console) async fn undo(
    State(app): State<App>,
    staff: Staff,
    Of { notice, .. }: Of,
    Posted(_fields): Posted<form::Fields>,
) -> Result<Response, Trouble> {
    let writer = writer(&staff)?;
    let outcome = approve::take_back(&app, &staff.city, &writer, notice).await;
    writing::done(outcome, &at(&staff, notice, "check"), &at(&staff, notice, "edit"), "notice-undone")
}

/// Says the second yes, or gives the notice back to be changed.
#[utoipa::path(post, path = "/console/{city}/{facility}/notices/{notice}/approve", tag = "console",
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("notice" = Uuid, Path, description = "The notice")),
    request_body(content = String, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, body = String, content_type = "text/html", description = "Something is left to do first"),
              (status = 303, description = "To the page that says that it is held; to the list when it was given back"),
              (status = 404, body = String, content_type = "text/html", description = "Not theirs to say")))]
pub(in crate::console) async fn approve(
    State(app): State<App>,
    staff: Staff,
    headers: HeaderMap,
    Of { notice, .. }: Of,
    Posted(fields): Posted<form::Fields>,
) -> Result<Response, Trouble> {
    let writer = writer(&staff)?;
    let here = at(&staff, notice, "check");
    if form::one(&fields, "do") == "give-back" {
        let why = form::one(&fields, "why");
        let outcome = approve::give_back(&app, &staff.city, &writer, notice, why).await;
        return writing::done(outcome, &here, &staff.at("notices"), "notice-given-back");
    }
    let work = form::one(&fields, "work").parse().unwrap_or_default();
    match approve::approve(&app, &staff.city, &writer, notice, work).await {
        Ok(()) => Ok(go(&here, None)),
        Err(NoticeError::NotOpened(not_opened)) => {
            page(&app, &staff, &headers, notice, &Wrong { not_opened, ..Wrong::default() }).await
        }
        Err(NoticeError::SamePerson) => {
            page(&app, &staff, &headers, notice, &Wrong { other: Some("notice-same-person"), ..Wrong::default() }).await
        }
        Err(error) => writing::hindered(error, &here),
    }
}
