//! Roll call: many are marked as there at once.

use super::{
    super::{Page, Posted, Staff, Trouble, go, looks},
    OfClass, OfDay, class as read_class, id,
    roll_view::{RollPage, roll_main},
};
use crate::{
    app::App,
    school::{
        Outgoing,
        attendance::{self, Page as Purpose},
    },
    store::StoreError,
};
use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use chrono::NaiveDate;
use itsumo_domain::school::{Act, board::Mark};
use serde::Deserialize;
use uuid::Uuid;

/// How the roll is drawn.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Ticked {
    /// Everybody is ticked, for unticking the few who are missing.
    #[serde(default)]
    pub all: bool,
    /// Another day than today.
    pub day: Option<NaiveDate>,
}

/// A class's roll of a day.
#[utoipa::path(get, path = "/console/{city}/{facility}/board/{class}/roll", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("class" = String, Path, description = "The class"), Ticked),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub async fn form(
    State(app): State<App>,
    staff: Staff,
    Path(OfClass { class }): Path<OfClass>,
    Query(ticked): Query<Ticked>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let (class, facility) = (id(&class)?, staff.facility()?.clone());
    let seat = staff.seat_for(Act::KeepBoard, facility.id, Some(class))?.clone();
    let group = read_class(&app, &staff, class).await?;
    let (city, now) = (staff.city.clone(), app.clock.now());
    let day = ticked.day.unwrap_or(now.jst_date());
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move { attendance::class_board(tx, &city, &facility, &group, day, now).await })
    });
    let board = reading.await?;
    let pupils = board.rows.iter().map(|row| row.pupil).collect();
    looks::note(&app, &staff, &headers, &seat, Purpose::Board.purpose(), pupils).await?;
    let body = roll_main(&RollPage {
        words: staff.words,
        board: &board,
        all: ticked.all,
        here: &staff.at(&format!("board/{class}/roll?day={day}")),
        back: &staff.at(&format!("board/{class}?day={day}")),
        token: &staff.form_token(),
    });
    let title = staff.words.say("console-roll");
    Ok(Page { staff: &staff, title, live: None, place: "board" }.draw(body))
}

/// Who was ticked.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct Roll {
    #[serde(default)]
    pupil: Vec<Uuid>,
}

/// Marks everybody who was ticked as there.
#[utoipa::path(post, path = "/console/{city}/{facility}/board/{class}/roll", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("class" = String, Path, description = "The class"), OfDay),
    request_body(content = Roll, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Done: back to the board"),
              (status = 403, body = String, content_type = "text/html", description = "A form of another site or session"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "Refused, and why")))]
pub async fn take(
    State(app): State<App>,
    staff: Staff,
    Path(OfClass { class }): Path<OfClass>,
    Query(of): Query<OfDay>,
    Posted(roll): Posted<Roll>,
) -> Result<Response, Trouble> {
    let class = id(&class)?;
    let seat = staff.seat_for(Act::KeepBoard, staff.facility()?.id, Some(class))?.clone();
    read_class(&app, &staff, class).await?;
    let now = app.clock.now();
    let day = of.day.unwrap_or(now.jst_date());
    let back = staff.at(&format!("board/{class}?day={day}"));
    if roll.pupil.is_empty() {
        return Ok(go(&back, None));
    }
    let city = staff.city.clone();
    let marking = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            let done = attendance::mark_all(tx, &mut out, &city, &seat, &roll.pupil, day, Mark::Present, now).await?;
            out.send(tx, &city, now).await?;
            Ok(done)
        })
    });
    marking.await??;
    Ok(go(&back, Some("rolled")))
}
