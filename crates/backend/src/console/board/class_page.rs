//! A class's board and its buttons.

use super::{
    super::{Page, Posted, Staff, Trouble, go, looks, page},
    Confirming, Marking, OfClass, OfDay, class as read_class,
    class::{ClassPage, class_main},
    classes, id, likely, live,
};
use crate::{
    app::App,
    school::{
        Outgoing, absence,
        attendance::{self, Page as Purpose},
        question,
    },
    store::StoreError,
};
use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::{IntoResponse, Redirect, Response},
};
use dioxus::prelude::*;
use itsumo_domain::school::{Act, Desk, access::Seat, board::Mark};
use serde::Deserialize;
use uuid::Uuid;

/// On to the board of one's own class, or of the first.
#[utoipa::path(get, path = "/console/{city}/{facility}/board", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility")),
    responses((status = 303, description = "On to a class's board, or to the sign-in page"),
              (status = 200, body = String, content_type = "text/html", description = "There is no class yet"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub async fn boards(State(app): State<App>, staff: Staff) -> Result<Response, Trouble> {
    let facility = staff.facility()?.id;
    let teaches = staff.seats_at(facility).any(|seat| staff.may(Act::KeepBoard, facility, seat.group));
    if !teaches {
        return Err(Trouble::NotThere);
    }
    let classes = classes(&app, &staff, app.clock.now().jst_date(), Act::KeepBoard).await?;
    match likely(&staff, &classes) {
        Some(class) => Ok(Redirect::to(&staff.at(&format!("board/{}", class.id))).into_response()),
        None => {
            let words = staff.words;
            let body = rsx! {
                h1 { {words.show("console-place-board")} }
                p { class: "card lead", {words.show("console-no-class")} }
            };
            Ok(page(&staff, words.say("console-place-board"), body))
        }
    }
}

/// A class's board on a day.
#[utoipa::path(get, path = "/console/{city}/{facility}/board/{class}", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("class" = String, Path, description = "The class"), OfDay),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path(OfClass { class }): Path<OfClass>,
    Query(of): Query<OfDay>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let (class, facility) = (id(&class)?, staff.facility()?.clone());
    let seat = staff.seat_for(Act::KeepBoard, facility.id, Some(class))?.clone();
    let group = read_class(&app, &staff, class).await?;
    let live = live(&app, &staff)?;
    let now = app.clock.now();
    let day = of.day.unwrap_or(now.jst_date());
    let others = classes(&app, &staff, day, Act::KeepBoard).await?;
    let (city, at) = (staff.city.clone(), facility.clone());
    let board = app
        .store
        .read::<_, StoreError, _>(move |tx| {
            Box::pin(async move { attendance::class_board(tx, &city, &at, &group, day, now).await })
        })
        .await?;
    let pupils = board.rows.iter().map(|row| row.pupil).collect();
    looks::note(&app, &staff, &headers, &seat, Purpose::Board.purpose(), pupils).await?;
    let body = class_main(&ClassPage {
        words: staff.words,
        board: &board,
        classes: &others,
        here: &staff.at(&format!("board/{class}")),
        boards: &staff.at("board"),
        calls: &staff.at("calls"),
        token: &staff.form_token(),
        cut_off: facility.cut_off,
        now,
    });
    let title = board.group.name.clone();
    Ok(Page { staff: &staff, title, live: Some(live), place: "board" }.draw(body))
}

/// Back to the board after a button.
fn back(staff: &Staff, class: Uuid, of: &OfDay, said: &str, row: Option<Uuid>) -> Response {
    let mut path = staff.at(&format!("board/{class}"));
    if let Some(day) = of.day {
        path.push_str(&format!("?day={day}"));
    }
    if let Some(row) = row {
        path.push_str(&format!("#p-{row}"));
    }
    go(&path, Some(said))
}

/// Notes where a child is.
#[utoipa::path(post, path = "/console/{city}/{facility}/board/{class}/mark", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("class" = String, Path, description = "The class"), OfDay),
    request_body(content = Marking, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Done: back to the board"),
              (status = 403, body = String, content_type = "text/html", description = "A form of another site or session"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "Refused, and why")))]
pub async fn mark(
    State(app): State<App>,
    staff: Staff,
    Path(OfClass { class }): Path<OfClass>,
    Query(of): Query<OfDay>,
    Posted(asked): Posted<Marking>,
) -> Result<Response, Trouble> {
    let class = id(&class)?;
    let (mark, pupil) = set_mark(&app, &staff, Some(class), of.day, &asked).await?;
    let said = if mark == Mark::Cleared { "cleared" } else { "marked" };
    Ok(back(&staff, class, &of, said, Some(pupil)))
}

/// Sets a mark, of a class's board or of a whole facility's.
pub(super) async fn set_mark(
    app: &App,
    staff: &Staff,
    class: Option<Uuid>,
    day: Option<chrono::NaiveDate>,
    asked: &Marking,
) -> Result<(Mark, Uuid), Trouble> {
    let seat = staff.seat_for(Act::KeepBoard, staff.facility()?.id, class)?.clone();
    let unreadable = || Trouble::Unreadable("set".to_owned());
    let (mark, pupil) = asked.set.split_once(' ').ok_or_else(unreadable)?;
    let (mark, pupil) = (Mark::named(mark).ok_or_else(unreadable)?, id(pupil)?);
    let (city, now) = (staff.city.clone(), app.clock.now());
    let day = day.unwrap_or(now.jst_date());
    let marking = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            let done = attendance::mark(tx, &mut out, &city, &seat, pupil, day, mark, now).await?;
            out.send(tx, &city, now).await?;
            Ok(done)
        })
    });
    marking.await??;
    Ok((mark, pupil))
}

/// Says to families that the class knows.
#[utoipa::path(post, path = "/console/{city}/{facility}/board/{class}/confirm", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("class" = String, Path, description = "The class"), OfDay),
    request_body(content = Confirming, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Done: back to the board"),
              (status = 403, body = String, content_type = "text/html", description = "A form of another site or session"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "Refused, and why")))]
pub async fn confirm(
    State(app): State<App>,
    staff: Staff,
    Path(OfClass { class }): Path<OfClass>,
    Query(of): Query<OfDay>,
    Posted(asked): Posted<Confirming>,
) -> Result<Response, Trouble> {
    let class = id(&class)?;
    let seat = staff.seat_for(Act::KeepBoard, staff.facility()?.id, Some(class))?.clone();
    let said = confirm_for(&app, &staff, seat, Desk::Class, &asked).await?;
    Ok(back(&staff, class, &of, said, None))
}

/// Confirms for a desk; answers with the key of what to say.
pub(super) async fn confirm_for(
    app: &App,
    staff: &Staff,
    seat: Seat,
    desk: Desk,
    asked: &Confirming,
) -> Result<&'static str, Trouble> {
    let seen = asked.seen()?;
    let (city, now) = (staff.city.clone(), app.clock.now());
    let confirming = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            let done = absence::confirm(tx, &mut out, &city, &seat, &seen, desk, now).await?;
            out.send(tx, &city, now).await?;
            Ok(done)
        })
    });
    let changed = confirming.await??;
    Ok(if changed.is_empty() { "confirmed" } else { "changed-meanwhile" })
}

/// What the form for asking sends: those whom the page showed as unknown.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct Asking {
    #[serde(default)]
    pupil: Vec<Uuid>,
}

/// Asks the guardians of these children whether they set out.
#[utoipa::path(post, path = "/console/{city}/{facility}/board/{class}/ask", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("class" = String, Path, description = "The class"), OfDay),
    request_body(content = Asking, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Done: back to the board"),
              (status = 403, body = String, content_type = "text/html", description = "A form of another site or session"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "Refused, and why")))]
pub async fn ask(
    State(app): State<App>,
    staff: Staff,
    Path(OfClass { class }): Path<OfClass>,
    Query(of): Query<OfDay>,
    Posted(asked): Posted<Asking>,
) -> Result<Response, Trouble> {
    let (class, facility) = (id(&class)?, staff.facility()?.clone());
    let seat = staff.seat_for(Act::KeepBoard, facility.id, Some(class))?.clone();
    let group = read_class(&app, &staff, class).await?;
    let (city, now) = (staff.city.clone(), app.clock.now());
    let day = of.day.unwrap_or(now.jst_date());
    let asking = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            // Who was found while the page was open is asked nothing.
            let board = attendance::class_board(tx, &city, &facility, &group, day, now).await?;
            let unknown = |pupil: &Uuid| board.rows.iter().any(|row| row.pupil == *pupil && row.place.is_unknown());
            let pupils: Vec<Uuid> = asked.pupil.into_iter().filter(unknown).collect();
            let mut out = Outgoing::default();
            let done = question::ask(tx, &mut out, &city, &seat, &pupils, day, now).await?;
            out.send(tx, &city, now).await?;
            Ok(done)
        })
    });
    let done = asking.await??;
    let said = if done.asked.is_empty() && !done.nobody.is_empty() { "nobody-asked" } else { "asked" };
    Ok(back(&staff, class, &of, said, None))
}
