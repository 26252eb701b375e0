//! `GET /v1/live`, for connections that the accept loop did not hand to the hub by itself: HTTP/2, one used
//! before, one with something to be told first. See [`crate::live`].

use crate::{app::App, openapi::Always, problem::Failure, routes::caller::Caller};
use axum::{
    extract::{Query, State, rejection::QueryRejection},
    http::StatusCode,
    response::Response,
};
use itsumo_domain::problem::Problem;
use serde::Deserialize;

/// Whose hints.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LiveQuery {
    /// The city's code.
    pub city: String,
}

/// Live hints as server-sent events: `event: hint`, data a `Hint`. First where every stream of this reader
/// stands, then each move; a comment every 25 seconds. The stream ends when the device is signed out.
#[utoipa::path(get, path = "/v1/live", tag = "sync", security((), ("device" = [])), params(LiveQuery),
    responses((status = 200, body = String, content_type = "text/event-stream"),
              (status = 400, body = Problem, content_type = "application/problem+json", description = "`invalid`: no city"),
              (status = 401, body = Problem, content_type = "application/problem+json", description = "`signed-out`: the token is not good"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              Always))]
pub async fn live(
    State(app): State<App>,
    caller: Caller,
    query: Result<Query<LiveQuery>, QueryRejection>,
) -> Result<Response, Failure> {
    let missing = |_| Failure::new(StatusCode::BAD_REQUEST, "invalid").with_field("city", "missing");
    let Query(LiveQuery { city }) = query.map_err(missing)?;
    if app.cities.get(&city).is_none() {
        return Err(Failure::unknown_city());
    }
    app.live.response(&city, caller.who_in(&city)).ok_or_else(Failure::busy)
}
