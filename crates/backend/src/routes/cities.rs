//! Cities, as anybody may see them.

use crate::{
    app::App,
    openapi::Always,
    problem::Failure,
    routes::pages::{etag_of, fresh},
};
use axum::{
    Json,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, header},
    response::{IntoResponse, Response},
};
use itsumo_domain::city::{City, CitySummary};

/// The cities this server has.
#[utoipa::path(get, path = "/v1/cities", tag = "cities", responses((status = 200, body = Vec<CitySummary>), Always))]
pub async fn list(State(app): State<App>) -> impl IntoResponse {
    let cities = app.cities.iter().map(|config| config.city.summary());
    ([(header::CACHE_CONTROL, "public, max-age=60")], Json(cities.collect::<Vec<_>>()))
}

/// A city's names, topics, areas, offices and sources.
#[utoipa::path(get, path = "/v1/cities/{code}", tag = "cities",
    params(("code" = String, Path, description = "Code of 総務省, six digits"),
           ("If-None-Match" = Option<String>, Header, description = "The ETag held")),
    responses((status = 200, body = City, headers(("ETag" = String))), (status = 304, description = "Not changed"),
              (status = 404, body = itsumo_domain::problem::Problem, content_type = "application/problem+json",
               description = "`unknown-city`"), Always))]
pub async fn show(State(app): State<App>, Path(code): Path<String>, headers: HeaderMap) -> Result<Response, Failure> {
    let city = app.cities.get(&code).ok_or_else(Failure::unknown_city)?;
    let json = Bytes::from(serde_json::to_vec(&city.city).map_err(Failure::internal)?);
    let etag = etag_of(&json);
    let caching = [(header::ETAG, etag.clone()), (header::CACHE_CONTROL, "public, max-age=60".to_owned())];
    if fresh(&headers, &etag) {
        return Ok((axum::http::StatusCode::NOT_MODIFIED, caching).into_response());
    }
    Ok((caching, [(header::CONTENT_TYPE, "application/json")], json).into_response())
}
