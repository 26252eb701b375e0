//! The start page: the seats that somebody holds, and the code of another.

use super::super::{Posted, Staff, Trouble, association, go, hidden_token, page, seat, trouble, words};
use crate::{
    app::App,
    association::{household, standing},
    routes::caller::Client,
    school::facility,
    store::StoreError,
};
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dioxus::prelude::*;
use itsumo_domain::school::{Role, access::Seat};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// How somebody comes to their seats.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Entering {
    /// From signing in: who has one seat goes on to its page.
    #[serde(default)]
    pub enter: bool,
}

/// Where the holder of a seat of a facility begins.
fn first_page(staff: &Staff, seat: &Seat) -> String {
    let page = match seat.role {
        Role::Lunch => "desk/lunch",
        Role::Bus => "desk/bus",
        Role::Head | Role::Nurse => "school",
        Role::Teacher | Role::Office | Role::Carer => "board",
    };
    format!("/console/{}/{}/{page}", staff.city, seat.facility)
}

/// One of somebody's seats.
struct Line {
    href: String,
    title: String,
    at: String,
}

/// All of somebody's seats: of facilities, of associations, of the city.
async fn seats(app: &App, staff: &Staff) -> Result<Vec<Line>, StoreError> {
    let known = standing::known(app, &staff.city, staff.signed.person).await?;
    let facilities: BTreeSet<Uuid> = staff.standing().seats.iter().map(|seat| seat.facility).collect();
    let associations: BTreeSet<Uuid> = known.standing.seats.iter().filter_map(|seat| seat.association).collect();
    let city = staff.city.clone();
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut names = BTreeMap::new();
            for id in facilities {
                names.extend(facility::find(tx, &city, id).await?.map(|at| (id, at.name)));
            }
            for id in associations {
                names.extend(household::association(tx, &city, id).await?.map(|at| (id, at.name)));
            }
            Ok(names)
        })
    });
    let names: BTreeMap<Uuid, String> = reading.await?;
    let line =
        |href: String, title: &str, at: Option<&String>| Some(Line { href, title: title.to_owned(), at: at?.clone() });
    let at_facilities = staff.standing().seats.iter();
    let at_facilities =
        at_facilities.filter_map(|seat| line(first_page(staff, seat), &seat.title, names.get(&seat.facility)));
    let at_associations = known.standing.seats.iter().filter_map(|seat| {
        let at = seat.association.map_or(Some(&staff.city_name), |association| names.get(&association));
        line(association::first_page(&staff.city, seat), &seat.title, at)
    });
    Ok(at_facilities.chain(at_associations).collect())
}

/// Somebody's seats, and the form for the code of another.
#[utoipa::path(get, path = "/console/{city}", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code"), Entering),
    responses((status = 200, body = String, content_type = "text/html"),
              (status = 303, description = "Signed out: to the sign-in page"),
              (status = 404, body = String, content_type = "text/html", description = "No such city")))]
pub async fn start(
    State(app): State<App>,
    staff: Staff,
    Query(entering): Query<Entering>,
) -> Result<Response, Trouble> {
    let seats = seats(&app, &staff).await?;
    // Most people have one seat: they come for it, and find the others' codes by the name on top.
    if let (true, [seat]) = (entering.enter, seats.as_slice()) {
        return Ok(Redirect::to(&seat.href).into_response());
    }
    Ok(start_page(&staff, &seats, None))
}

fn start_page(staff: &Staff, seats: &[Line], wrong: Option<String>) -> Response {
    let words = staff.words;
    let none = seats.is_empty();
    let invalid = wrong.is_some();
    let body = rsx! {
        h1 { {words.show("console-seats")} }
        if none {
            p { class: "lead", {words.show("console-no-seat")} }
        } else {
            ul { class: "seats",
                for seat in seats {
                    li { a { class: "card seat-card", href: "{seat.href}", strong { "{seat.title}" } span { "{seat.at}" } } }
                }
            }
        }
        section { class: "card narrow",
            h2 { {words.show("console-seat-code")} }
            p { class: "hint", id: "seat-hint", {words.show("console-seat-code-hint")} }
            form { method: "post", action: "/console/{staff.city}", class: "stack",
                {hidden_token(staff)}
                div { class: "field",
                    label { r#for: "code", {words.show("console-seat-code-label")} }
                    input { id: "code", name: "code", autocomplete: "off", autocapitalize: "characters", spellcheck: "false",
                        required: true, class: "figures", "aria-describedby": "seat-hint", "aria-invalid": invalid.then_some("true") }
                    if let Some(wrong) = wrong { p { class: "wrong", role: "alert", {words::ruby(&wrong)} } }
                }
                button { class: if none { "primary" } else { "plain" }, r#type: "submit", {words.show("console-seat-code-take")} }
            }
        }
    };
    page(staff, words.say("console-seats"), body)
}

/// What the form for a seat's code sends.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
pub struct SeatCode {
    code: String,
}

/// Takes the seat of a code.
#[utoipa::path(post, path = "/console/{city}", tag = "console", security(("console" = [])),
    params(("city" = String, Path, description = "The city's code")),
    request_body(content = SeatCode, content_type = "application/x-www-form-urlencoded"),
    responses((status = 303, description = "Taken: to the seats"),
              (status = 403, body = String, content_type = "text/html", description = "A form of another site or session"),
              (status = 422, body = String, content_type = "text/html", description = "The page again, with what was wrong")))]
pub async fn take_seat(
    State(app): State<App>,
    client: Client,
    staff: Staff,
    Posted(asked): Posted<SeatCode>,
) -> Result<Response, Trouble> {
    match seat::take(&app, client.0, &staff, asked.code).await? {
        Ok(()) => Ok(go(&format!("/console/{}", staff.city), Some("seat-taken"))),
        Err(refusal) => {
            let wrong = trouble::refused(staff.words, &refusal);
            let mut response = start_page(&staff, &seats(&app, &staff).await?, Some(wrong));
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
    }
}
