//! `GET /v1/live`, for connections that the accept loop did not hand to the hub by itself: HTTP/2, one used
//! before, one with something to be told first. See [`crate::live`].

use crate::{
    app::App, family, live::FAMILY_HEADER, openapi::Always, problem::Failure, routes::caller::Caller, standing,
};
use axum::{
    extract::{FromRequestParts, Query, State, rejection::QueryRejection},
    http::{HeaderMap, StatusCode, request::Parts},
    response::Response,
};
use itsumo_domain::problem::Problem;
use serde::Deserialize;
use std::convert::Infallible;

/// Whose hints.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LiveQuery {
    /// The city's code.
    pub city: String,
}

/// [`crate::live::Hub::closings`]: asked for before the caller is, whose token is looked up.
pub struct Closings(u64);

impl FromRequestParts<App> for Closings {
    type Rejection = Infallible;
    async fn from_request_parts(_: &mut Parts, app: &App) -> Result<Self, Infallible> {
        Ok(Self(app.live.closings()))
    }
}

/// Live hints as server-sent events: `event: hint`, data a `Hint`. First where every stream of this reader
/// stands, then each move; a comment every 25 seconds. The stream ends when the device is signed out, when a family it
/// listens to has a new key, and when the person's part in a school or an association changed.
#[utoipa::path(get, path = "/v1/live", tag = "sync", security((), ("device" = [])),
    params(LiveQuery, ("Itsumo-Family" = Option<String>, Header,
           description = "`Family <family id>.<access secret>`, for hints of that family too; may be sent up to 16 times")),
    responses((status = 200, body = String, content_type = "text/event-stream"),
              (status = 400, body = Problem, content_type = "application/problem+json", description = "`invalid`: no city"),
              (status = 401, body = Problem, content_type = "application/problem+json", description = "`signed-out`: the token is not good; `family-access`: a family's is not"),
              (status = 403, body = Problem, content_type = "application/problem+json", description = "`old-key`: a family has a newer key"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              Always))]
pub async fn live(
    State(app): State<App>,
    Closings(closings): Closings,
    caller: Caller,
    headers: HeaderMap,
    query: Result<Query<LiveQuery>, QueryRejection>,
) -> Result<Response, Failure> {
    let missing = |_| Failure::new(StatusCode::BAD_REQUEST, "invalid").with_field("city", "missing");
    let Query(LiveQuery { city }) = query.map_err(missing)?;
    if app.cities.get(&city).is_none() {
        return Err(Failure::unknown_city());
    }
    let shown = headers.get_all(FAMILY_HEADER).iter().map(|value| value.to_str().unwrap_or_default());
    let families = family::members(&app, &city, shown).await?;
    let who = caller.who_in(&city);
    let reader = standing::listens_to(&app, &city, who, families, closings).await?;
    app.live.response(&city, reader).ok_or_else(Failure::busy)
}
