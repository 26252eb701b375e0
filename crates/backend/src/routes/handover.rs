//! Drops for sealed papers on their way from a phone to a machine. See [`crate::handover`].

use crate::{
    app::App,
    handover::{self, HandoverError, Secret},
    openapi::{Always, Limited},
    problem::Failure,
    routes::caller::Client,
};
use axum::{
    extract::{FromRequestParts, Path, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use itsumo_domain::{handover::LARGEST_SEALED, problem::Problem};
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// The routes.
pub fn routes() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(open, close)).routes(routes!(fill, take))
}

/// Who shows nothing that could be a drop's secret is answered as with another's.
impl FromRequestParts<App> for Secret {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        let shown = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        shown.and_then(Self::read).ok_or_else(|| HandoverError::NotThere.into())
    }
}

fn of(app: &App, city: &str, drop: &str) -> Result<Uuid, Failure> {
    app.cities.get(city).ok_or_else(Failure::unknown_city)?;
    Uuid::parse_str(drop).map_err(|_| HandoverError::NotThere.into())
}

/// Opens a drop: a machine is about to show its ticket. Good for five minutes and one paper.
#[utoipa::path(put, path = "/v1/cities/{city}/drops/{drop}", tag = "handover",
    params(("city" = String, Path, description = "The city's code"),
           ("drop" = Uuid, Path, description = "The first half of the SHA-256 of the machine's secret")),
    responses((status = 204, description = "It is open"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: not a name of a drop"),
              (status = 409, body = Problem, content_type = "application/problem+json", description = "`drop-taken`: it was closed"),
              Limited, Always))]
pub async fn open(
    State(app): State<App>,
    client: Client,
    Path((city, drop)): Path<(String, String)>,
) -> Result<StatusCode, Failure> {
    let drop = of(&app, &city, &drop)?;
    handover::open(&app, client.0, &city, drop).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Closes a drop: the machine has what was in it, or waits no longer.
#[utoipa::path(delete, path = "/v1/cities/{city}/drops/{drop}", tag = "handover",
    params(("city" = String, Path, description = "The city's code"), ("drop" = Uuid, Path, description = "The drop"),
           ("Authorization" = String, Header, description = "`Drop <secret, 64 hex digits>`")),
    responses((status = 204, description = "What was in it is gone"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: not with this secret"),
              Always))]
pub async fn close(
    State(app): State<App>,
    Path((city, drop)): Path<(String, String)>,
    secret: Secret,
) -> Result<StatusCode, Failure> {
    let drop = of(&app, &city, &drop)?;
    handover::close(&app, &city, drop, secret).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Leaves a sealed paper in a drop that waits for one. The same again changes nothing.
#[utoipa::path(put, path = "/v1/cities/{city}/drops/{drop}/sealed", tag = "handover",
    params(("city" = String, Path, description = "The city's code"), ("drop" = Uuid, Path, description = "The drop")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 204, description = "It lies there for the machine"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: no such drop, or its five minutes are over"),
              (status = 409, body = Problem, content_type = "application/problem+json", description = "`drop-taken`: something else was left there, or it was closed"),
              (status = 413, body = Problem, content_type = "application/problem+json", description = "`too-large`: more than 8 MiB"),
              (status = 422, body = Problem, content_type = "application/problem+json", description = "`invalid`: nothing was sent"),
              Limited, Always))]
pub async fn fill(
    State(app): State<App>,
    client: Client,
    Path((city, drop)): Path<(String, String)>,
    request: Request,
) -> Result<StatusCode, Failure> {
    let drop = of(&app, &city, &drop)?;
    handover::may_fill(&app, client.0, &city, drop).await?;
    let _room = app.drops.room()?;
    let sealed = axum::body::to_bytes(request.into_body(), LARGEST_SEALED).await;
    let sealed = sealed.map_err(|_| HandoverError::Size(usize::MAX))?;
    handover::fill(&app, &city, drop, sealed.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives the machine what is in its drop.
#[utoipa::path(get, path = "/v1/cities/{city}/drops/{drop}/sealed", tag = "handover",
    params(("city" = String, Path, description = "The city's code"), ("drop" = Uuid, Path, description = "The drop"),
           ("Authorization" = String, Header, description = "`Drop <secret, 64 hex digits>`")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
              (status = 204, description = "Nothing yet: ask again"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: over, closed, or not with this secret"),
              Limited, Always))]
pub async fn take(
    State(app): State<App>,
    client: Client,
    Path((city, drop)): Path<(String, String)>,
    secret: Secret,
) -> Result<Response, Failure> {
    let drop = of(&app, &city, &drop)?;
    let Some(sealed) = handover::take(&app, client.0, &city, drop, secret).await? else {
        return Ok(StatusCode::NO_CONTENT.into_response());
    };
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok((headers, sealed).into_response())
}
