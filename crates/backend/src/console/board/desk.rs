//! Lunch and bus: who is not there.

use super::{
    super::{Page, Posted, Staff, Trouble, go, looks},
    Confirming, OfDay, OfDesk,
    class_page::confirm_for,
    desk_view::{DeskPage, desk_main, title},
    live,
};
use crate::{
    app::App,
    school::{absence, attendance::Page as Purpose},
    store::StoreError,
};
use axum::{
    extract::{Path, Query, State},
    http::HeaderMap,
    response::Response,
};
use itsumo_domain::school::{Act, Desk, Role, access::Seat};

/// The seat by which somebody keeps a desk: lunch is not the bus's.
fn seat(staff: &Staff, desk: &str) -> Result<(Desk, Seat), Trouble> {
    let facility = staff.facility()?;
    let (desk, other) = match desk {
        "lunch" => (Desk::Lunch, Role::Bus),
        "bus" => (Desk::Bus, Role::Lunch),
        _ => return Err(Trouble::NotThere),
    };
    if !facility.desks.contains(&desk) {
        return Err(Trouble::NotThere);
    }
    staff.seat_for(Act::KeepDesk, facility.id, None)?;
    let keeps = |seat: &&Seat| seat.role != other && staff.seat_alone(seat, Act::KeepDesk, facility.id, None);
    Ok((desk, staff.seats_at(facility.id).find(keeps).ok_or(Trouble::NotThere)?.clone()))
}

/// Who does not eat, or does not ride, on a day.
#[utoipa::path(get, path = "/console/{city}/{facility}/desk/{desk}", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("desk" = String, Path, description = "`lunch`, `bus`"), OfDay),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's")))]
pub async fn show(
    State(app): State<App>,
    staff: Staff,
    Path(OfDesk { desk }): Path<OfDesk>,
    Query(of): Query<OfDay>,
    headers: HeaderMap,
) -> Result<Response, Trouble> {
    let (which, seat) = seat(&staff, &desk)?;
    let live = live(&app, &staff)?;
    let now = app.clock.now();
    let day = of.day.unwrap_or(now.jst_date());
    let (city, facility) = (staff.city.clone(), staff.facility()?.clone());
    let list = app
        .store
        .read::<_, StoreError, _>(move |tx| {
            Box::pin(async move { absence::desk_list(tx, &city, &facility, which, day).await })
        })
        .await?;
    let pupils = list.rows.iter().map(|row| row.pupil).collect();
    looks::note(&app, &staff, &headers, &seat, Purpose::Desk.purpose(), pupils).await?;
    let body = desk_main(&DeskPage {
        words: staff.words,
        list: &list,
        here: &staff.at(&format!("desk/{desk}")),
        token: &staff.form_token(),
        now,
    });
    let place = if which == Desk::Bus { "desk/bus" } else { "desk/lunch" };
    Ok(Page { staff: &staff, title: staff.words.say(title(which)), live: Some(live), place }.draw(body))
}

/// Says to families that the desk knows.
#[utoipa::path(post, path = "/console/{city}/{facility}/desk/{desk}", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), ("facility" = String, Path, description = "The facility"),
           ("desk" = String, Path, description = "`lunch`, `bus`"), OfDay),
    request_body(content = Confirming, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Done: back to the list"),
              (status = 403, body = String, content_type = "text/html", description = "A form of another site or session"),
              (status = 404, body = String, content_type = "text/html", description = "Not there, or not the asker's"),
              (status = 422, body = String, content_type = "text/html", description = "Refused, and why")))]
pub async fn confirm(
    State(app): State<App>,
    staff: Staff,
    Path(OfDesk { desk }): Path<OfDesk>,
    Query(of): Query<OfDay>,
    Posted(asked): Posted<Confirming>,
) -> Result<Response, Trouble> {
    let (which, seat) = seat(&staff, &desk)?;
    let said = confirm_for(&app, &staff, seat, which, &asked).await?;
    let day = of.day.map(|day| format!("?day={day}")).unwrap_or_default();
    Ok(go(&staff.at(&format!("desk/{desk}{day}")), Some(said)))
}
