//! A household's calendar, to subscribe to. What stands on it goes by commands and records. See
//! [`crate::association::duty`].

use super::school_files::{CalendarLink, subscribed};
use crate::{
    app::App,
    association::duty::calendar,
    openapi::{Always, NeedsAccount},
    problem::Failure,
    routes::{caller::Me, reply::id},
};
use axum::{
    Json,
    extract::{Path, State},
    http::{HeaderMap, StatusCode},
    response::Response,
};
use itsumo_domain::problem::Problem;

/// Makes an address at which a calendar finds a household's turns and what is on. Each call makes another one; at most
/// ten stay.
#[utoipa::path(put, path = "/v1/me/associations/households/{household}/calendar", tag = "association",
    security(("device" = [])), params(("household" = Uuid, Path, description = "The household")),
    responses((status = 200, body = CalendarLink),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not a household of this person"),
              NeedsAccount, Always))]
pub async fn make(
    State(app): State<App>,
    Me(signed): Me,
    headers: HeaderMap,
    Path(household): Path<String>,
) -> Result<Json<CalendarLink>, Failure> {
    let token = calendar::link(&app, &signed.city, signed.person, id(&household, "household")?).await?;
    Ok(Json(CalendarLink::at(&app, &headers, &format!("/v1/calendar/household/{token}"))))
}

/// Takes all addresses of a household's calendar back that this person made.
#[utoipa::path(delete, path = "/v1/me/associations/households/{household}/calendar", tag = "association",
    security(("device" = [])), params(("household" = Uuid, Path, description = "The household")),
    responses((status = 204, description = "None of them is good any more"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not a household of this person"),
              NeedsAccount, Always))]
pub async fn revoke(
    State(app): State<App>,
    Me(signed): Me,
    Path(household): Path<String>,
) -> Result<StatusCode, Failure> {
    calendar::revoke(&app, &signed.city, signed.person, id(&household, "household")?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A household's calendar as iCalendar (RFC 5545), for calendars that subscribe. The address is all that is needed.
#[utoipa::path(get, path = "/v1/calendar/household/{token}", tag = "association",
    params(("token" = String, Path, description = "The secret part of the address")),
    responses((status = 200, body = String, content_type = "text/calendar"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: taken back, or not good any more"),
              Always))]
pub async fn feed(State(app): State<App>, Path(token): Path<String>) -> Result<Response, Failure> {
    Ok(subscribed(calendar::feed(&app, token.trim_end_matches(".ics")).await?))
}
