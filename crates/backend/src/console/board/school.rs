//! All classes at once.

use super::{
    super::{Page, Staff, Trouble, looks},
    OfDay, classes, live,
    school_view::{SchoolPage, school_main},
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
use itsumo_domain::school::Act;
use std::collections::BTreeSet;
use uuid::Uuid;

/// The facility's classes on a day; names and symptoms for those whose seat is for them.
#[utoipa::path(get, path = "/console/{city}/{facility}/school", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"), OfDay),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Query(of): Query<OfDay>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let facility = staff.facility()?.clone();
    let seat = staff.seat_for(Act::SeeCounts, facility.id, None)?.clone();
    let by_name = staff.seat_for(Act::KeepBoard, facility.id, None).ok().cloned();
    let by_health = staff.seat_for(Act::SeeHealth, facility.id, None).ok().cloned();
    let live = live(&app, &staff)?;
    let now = app.clock.now();
    let day = of.day.unwrap_or(now.jst_date());
    let open: BTreeSet<Uuid> =
        classes(&app, &staff, day, Act::KeepBoard).await?.into_iter().map(|group| group.id).collect();
    let (city, at) = (staff.city.clone(), facility.clone());
    let (view, missed) = app
        .store
        .read::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let view = attendance::school_view(tx, &city, &at, day, now).await?;
                Ok((view, attendance::not_arrived(tx, &city, &at, day, now).await?))
            })
        })
        .await?;
    // Counts are nobody's record; names are.
    let mut named: Vec<Uuid> = Vec::new();
    if by_name.is_some() {
        named.extend(view.unknown.iter().map(|(_, row)| row.pupil));
        named.extend(missed.iter().map(|(_, row)| row.pupil));
    }
    if by_health.is_some() {
        named.extend(view.in_a_row.iter().map(|(_, row)| row.pupil));
    }
    let by = by_name.as_ref().or(by_health.as_ref()).unwrap_or(&seat);
    looks::note(&app, &staff, &headers, by, Purpose::Board.purpose(), named).await?;
    let body = school_main(&SchoolPage {
        words: staff.words,
        view: &view,
        missed: &missed,
        here: &staff.at("school"),
        boards: &staff.at("board"),
        open: &open,
        names: by_name.is_some(),
        health: by_health.is_some(),
        cut_off: facility.cut_off,
        now,
    });
    let title = staff.words.say("console-place-school");
    Ok(Page { staff: &staff, title, live: Some(live), place: "school" }.draw(body))
}
