//! The start page: the seats that somebody holds, and the code of another.

use super::super::{Posted, Staff, Trouble, go, hidden_token, page, seat, trouble, words};
use crate::{app::App, routes::caller::Client, school::facility, store::StoreError};
use axum::{
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use dioxus::prelude::*;
use itsumo_domain::school::{Role, access::Seat};
use serde::Deserialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// How somebody comes to their seats.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Entering {
    /// From signing in: who has one seat goes on to its page.
    #[serde(default)]
    pub enter: bool,
}

/// Where the holder of a seat begins.
fn first_page(staff: &Staff, seat: &Seat) -> String {
    let page = match seat.role {
        Role::Lunch => "desk/lunch",
        Role::Bus => "desk/bus",
        Role::Head | Role::Nurse => "school",
        Role::Teacher | Role::Office | Role::Carer => "board",
    };
    format!("/console/{}/{}/{page}", staff.city, seat.facility)
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
    // Most people have one seat: they come for it, and find the others' codes by the name on top.
    if let (true, [seat]) = (entering.enter, staff.standing().seats.as_slice()) {
        return Ok(Redirect::to(&first_page(&staff, seat)).into_response());
    }
    start_page(&app, &staff, None).await
}

async fn start_page(app: &App, staff: &Staff, wrong: Option<String>) -> Result<Response, Trouble> {
    let mut ids: Vec<Uuid> = staff.standing().seats.iter().map(|seat| seat.facility).collect();
    ids.dedup();
    let city = staff.city.clone();
    let names: BTreeMap<Uuid, String> = app
        .store
        .read::<_, StoreError, _>(move |tx| {
            Box::pin(async move {
                let mut names = BTreeMap::new();
                for id in ids {
                    if let Some(facility) = facility::find(tx, &city, id).await? {
                        names.insert(id, facility.name);
                    }
                }
                Ok(names)
            })
        })
        .await?;
    let words = staff.words;
    let seats = staff.standing().seats.iter().filter_map(|seat| {
        let href = first_page(staff, seat);
        Some((href, names.get(&seat.facility)?.as_str(), seat.title.as_str()))
    });
    let none = staff.standing().seats.is_empty();
    let invalid = wrong.is_some();
    let body = rsx! {
        h1 { {words.show("console-seats")} }
        if none {
            p { class: "lead", {words.show("console-no-seat")} }
        } else {
            ul { class: "seats",
                for (href, name, title) in seats {
                    li { a { class: "card seat-card", href: "{href}", strong { "{title}" } span { "{name}" } } }
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
    Ok(page(staff, words.say("console-seats"), body))
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
            let mut response = start_page(&app, &staff, Some(wrong)).await?;
            *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
            Ok(response)
        }
    }
}
