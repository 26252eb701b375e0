//! The 学童's afternoon.

use super::{
    super::{Page, Posted, Staff, Trouble, go, looks, page::AFTER_SCHOOL},
    Confirming, Marking, OfDay,
    after_school_view::{AfterSchoolPage, after_school_main},
    class_page::{confirm_for, set_mark},
    live,
};
use crate::{
    app::App,
    school::attendance::{self, Page as Purpose},
    store::StoreError,
};
use axum::{
    extract::{Query, State},
    http::HeaderMap,
    response::Response,
};
use itsumo_domain::school::{Act, Desk, Facility, FacilityKind, board::Mark};
use std::sync::Arc;

/// The facility, if children come to it from school.
fn after_school(staff: &Staff) -> Result<&Arc<Facility>, Trouble> {
    let facility = staff.facility()?;
    if facility.kind == FacilityKind::AfterSchool { Ok(facility) } else { Err(Trouble::NotThere) }
}

/// Who has set out, who has come.
#[utoipa::path(get, path = "/console/{city}/{facility}/after-school", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "A 学童"), OfDay),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Query(of): Query<OfDay>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let facility = after_school(&staff)?.clone();
    let seat = staff.seat_for(Act::KeepBoard, facility.id, None)?.clone();
    let live = live(&app, &staff)?;
    let now = app.clock.now();
    let day = of.day.unwrap_or(now.jst_date());
    let (city, at) = (staff.city.clone(), facility.clone());
    let board = app
        .store
        .read::<_, StoreError, _>(move |tx| {
            Box::pin(async move { attendance::after_school(tx, &city, &at, day, now).await })
        })
        .await?;
    let pupils = board.rows.iter().map(|row| row.pupil).collect();
    looks::note(&app, &staff, &headers, &seat, Purpose::Board.purpose(), pupils).await?;
    let body = after_school_main(&AfterSchoolPage {
        words: staff.words,
        board: &board,
        facility: &facility,
        here: &staff.at(AFTER_SCHOOL),
        token: &staff.form_token(),
        now,
    });
    let title = staff.words.say("console-place-after-school");
    Ok(Page { staff: &staff, title, live: Some(live), place: AFTER_SCHOOL }.draw(body))
}

/// Notes that a child has come, or gone home.
#[utoipa::path(post, path = "/console/{city}/{facility}/after-school", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "A 学童")),
    request_body(content = Marking, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Done: back to the board"),
              (status = 403, body = String, content_type = "text/html", description = "A form of another site or session"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "Refused, and why")))]
pub async fn mark(State(app): State<App>, staff: Staff, Posted(asked): Posted<Marking>) -> Result<Response, Trouble> {
    after_school(&staff)?;
    let (mark, pupil) = set_mark(&app, &staff, None, None, &asked).await?;
    let said = if mark == Mark::Cleared { "cleared" } else { "marked" };
    Ok(go(&staff.at(&format!("after-school#p-{pupil}")), Some(said)))
}

/// Says to families that the 学童 knows.
#[utoipa::path(post, path = "/console/{city}/{facility}/after-school/confirm", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "A 学童")),
    request_body(content = Confirming, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Done: back to the board"),
              (status = 403, body = String, content_type = "text/html", description = "A form of another site or session"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "Refused, and why")))]
pub async fn confirm(
    State(app): State<App>,
    staff: Staff,
    Posted(asked): Posted<Confirming>,
) -> Result<Response, Trouble> {
    let facility = after_school(&staff)?.id;
    let seat = staff.seat_for(Act::KeepBoard, facility, None)?.clone();
    let said = confirm_for(&app, &staff, seat, Desk::Class, &asked).await?;
    Ok(go(&staff.at(AFTER_SCHOOL), Some(said)))
}
