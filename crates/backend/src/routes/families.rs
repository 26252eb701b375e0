//! Families' sealed handbooks. See [`crate::family`].
//!
//! Who asks shows `Authorization: Family <family id>.<access secret>`; what is shown is never logged.

use crate::{
    app::App,
    family::{self, Access},
    openapi::{Always, Limited, NeedsFamily, Typed},
    problem::{self, Body as Json, Failure},
    routes::{
        caller::Client,
        pages::{After, accepts, encoded},
        reply::{NO_STORE, served},
    },
};
use axum::{
    body::Body,
    extract::{FromRequestParts, Path, Query, Request, State, rejection::QueryRejection},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use itsumo_domain::{
    family::{FamilyKeys, LARGEST_PUSH, NewFamily, NewKey, NewRecovery, PushEntries, PushedEntries},
    may::NotInFamily,
    problem::Problem,
    sync::Page,
};
use uuid::Uuid;

impl FromRequestParts<App> for Access {
    type Rejection = Failure;
    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, Failure> {
        let shown = parts.headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        shown.and_then(Self::read).ok_or_else(|| family::FamilyError::from(NotInFamily::Stranger).into())
    }
}

/// The city and the family of the address. What is no family's id is a family nobody has a key of.
fn of(app: &App, city: &str, family: &str) -> Result<Uuid, Failure> {
    served(app, city)?;
    Uuid::parse_str(family).map_err(|_| family::FamilyError::from(NotInFamily::Stranger).into())
}

/// Makes a family. Said again it changes nothing.
#[utoipa::path(put, path = "/v1/cities/{city}/families/{family}", tag = "families",
    params(("city" = String, Path, description = "The city's code"), ("family" = Uuid, Path, description = "Made on the device")),
    request_body = NewFamily,
    responses((status = 201, description = "It is new here"), (status = 204, description = "It was here"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              (status = 409, body = Problem, content_type = "application/problem+json", description = "`family-taken`: another family has this id"),
              Typed, Limited, Always))]
pub async fn make(
    State(app): State<App>,
    client: Client,
    Path((city, id)): Path<(String, String)>,
    Json(asked): Json<NewFamily>,
) -> Result<StatusCode, Failure> {
    app.cities.get(&city).ok_or_else(Failure::unknown_city)?;
    let id = Uuid::parse_str(&id).map_err(|_| Failure::invalid("family", "not-readable"))?;
    let new = family::make(&app, client.0, &city, id, asked).await?;
    Ok(if new { StatusCode::CREATED } else { StatusCode::NO_CONTENT })
}

/// The family leaves the server: entries, blobs, keys, recovery. What is on its devices stays there.
#[utoipa::path(delete, path = "/v1/cities/{city}/families/{family}", tag = "families", security(("family" = [])),
    params(("city" = String, Path, description = "The city's code"), ("family" = Uuid, Path, description = "The family")),
    responses((status = 204, description = "Gone"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              NeedsFamily, Always))]
pub async fn leave(
    State(app): State<App>,
    Path((city, id)): Path<(String, String)>,
    access: Access,
) -> Result<StatusCode, Failure> {
    let id = of(&app, &city, &id)?;
    family::leave(&app, &city, id, access).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Pushes sealed entries: each is kept once, under the newest key. One that is refused (`entry-differs`, `old-key`,
/// `too-large`, `family-full`) keeps no other from being kept.
#[utoipa::path(post, path = "/v1/cities/{city}/families/{family}/entries", tag = "families", security(("family" = [])),
    params(("city" = String, Path, description = "The city's code"), ("family" = Uuid, Path, description = "The family")),
    request_body = PushEntries,
    responses((status = 200, body = PushedEntries),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              NeedsFamily, Typed, Always))]
pub async fn push(
    State(app): State<App>,
    Path((city, id)): Path<(String, String)>,
    access: Access,
    request: Request,
) -> Result<Response, Failure> {
    let id = of(&app, &city, &id)?;
    // Before anything is taken in: that needs memory.
    family::may_push(&app, &city, id, &access).await?;
    let asked: PushEntries = problem::json(request, LARGEST_PUSH).await?;
    let pushed: PushedEntries = family::push(&app, &city, id, access, asked).await?;
    Ok(axum::Json(pushed).into_response())
}

/// A page of the family's stream: the sealed records after a cursor.
#[utoipa::path(get, path = "/v1/cities/{city}/families/{family}/records", tag = "families", security(("family" = [])),
    params(("city" = String, Path, description = "The city's code"), ("family" = Uuid, Path, description = "The family"), After),
    responses((status = 200, body = Page),
              (status = 400, body = Problem, content_type = "application/problem+json", description = "`invalid`: the cursor"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              NeedsFamily, Always))]
pub async fn records(
    State(app): State<App>,
    Path((city, id)): Path<(String, String)>,
    access: Access,
    query: Result<Query<After>, QueryRejection>,
    mut headers: HeaderMap,
) -> Result<Response, Failure> {
    let id = of(&app, &city, &id)?;
    let Query(After { after }) =
        query.map_err(|_| Failure::new(StatusCode::BAD_REQUEST, "invalid").with_field("after", "not-readable"))?;
    let page = family::records(&app, &city, id, access, after).await?;
    // Gzip would spend much on what hardly gets smaller.
    if !accepts(&headers, "zstd") {
        headers.remove(header::ACCEPT_ENCODING);
    }
    let (body, encoding) = encoded(&page, &headers).await?;
    let mut response =
        ([(header::CONTENT_TYPE, "application/json"), (header::CACHE_CONTROL, NO_STORE)], body).into_response();
    if let Some(encoding) = encoding {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Ok(response)
}

/// Hands on the next epoch's key: from now on the one before opens nothing but the list of keys.
#[utoipa::path(post, path = "/v1/cities/{city}/families/{family}/key", tag = "families", security(("family" = [])),
    params(("city" = String, Path, description = "The city's code"), ("family" = Uuid, Path, description = "The family")),
    request_body = NewKey,
    responses((status = 204, description = "This is the key now"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              (status = 409, body = Problem, content_type = "application/problem+json", description = "`old-key`: somebody else handed one on first; `family-full`: there were a thousand"),
              NeedsFamily, Typed, Always))]
pub async fn new_key(
    State(app): State<App>,
    Path((city, id)): Path<(String, String)>,
    access: Access,
    Json(asked): Json<NewKey>,
) -> Result<StatusCode, Failure> {
    let id = of(&app, &city, &id)?;
    family::new_key(&app, &city, id, access, asked).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The keys that were handed on, each sealed to one reader. Any of the family's keys opens this list.
#[utoipa::path(get, path = "/v1/cities/{city}/families/{family}/key", tag = "families", security(("family" = [])),
    params(("city" = String, Path, description = "The city's code"), ("family" = Uuid, Path, description = "The family")),
    responses((status = 200, body = FamilyKeys),
              (status = 401, body = Problem, content_type = "application/problem+json", description = "`family-access`: no key of this family, or no such family"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              Always))]
pub async fn keys(
    State(app): State<App>,
    Path((city, id)): Path<(String, String)>,
    access: Access,
) -> Result<Response, Failure> {
    let id = of(&app, &city, &id)?;
    let keys: FamilyKeys = family::keys(&app, &city, id, access).await?;
    Ok(([(header::CACHE_CONTROL, NO_STORE)], axum::Json(keys)).into_response())
}

/// Sets where a recovery code finds the family, in the place of the one before.
#[utoipa::path(put, path = "/v1/cities/{city}/families/{family}/recovery", tag = "families", security(("family" = [])),
    params(("city" = String, Path, description = "The city's code"), ("family" = Uuid, Path, description = "The family")),
    request_body = NewRecovery,
    responses((status = 204, description = "Set"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              NeedsFamily, Typed, Always))]
pub async fn set_recovery(
    State(app): State<App>,
    Path((city, id)): Path<(String, String)>,
    access: Access,
    Json(asked): Json<NewRecovery>,
) -> Result<StatusCode, Failure> {
    let id = of(&app, &city, &id)?;
    family::set_recovery(&app, &city, id, access, asked).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a recovery code finds: the family and its keys, sealed to that code. Nothing else is asked for.
#[utoipa::path(get, path = "/v1/cities/{city}/family-recovery/{locator}", tag = "families",
    params(("city" = String, Path, description = "The city's code"),
           ("locator" = String, Path, description = "A one-way function of the code, 64 hex digits")),
    responses((status = 200, body = FamilyKeys),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: no family is found by this"),
              Limited, Always))]
pub async fn recovery(
    State(app): State<App>,
    client: Client,
    Path((city, locator)): Path<(String, String)>,
) -> Result<Response, Failure> {
    app.cities.get(&city).ok_or_else(Failure::unknown_city)?;
    let keys: FamilyKeys = family::recovery(&app, client.0, &city, &locator).await?;
    Ok(([(header::CACHE_CONTROL, NO_STORE)], axum::Json(keys)).into_response())
}

/// Takes in a sealed photo or document. The body is the ciphertext, the address its SHA-256.
#[utoipa::path(put, path = "/v1/cities/{city}/families/{family}/blobs/{sha256}", tag = "families", security(("family" = [])),
    params(("city" = String, Path, description = "The city's code"), ("family" = Uuid, Path, description = "The family"),
           ("sha256" = String, Path, description = "SHA-256 of the body, 64 hex digits")),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 204, description = "It is here"),
              (status = 400, body = Problem, content_type = "application/problem+json", description = "`invalid`: the body broke off"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              (status = 409, body = Problem, content_type = "application/problem+json", description = "`family-full`"),
              (status = 413, body = Problem, content_type = "application/problem+json", description = "`too-large`: more than 16 MiB"),
              (status = 422, body = Problem, content_type = "application/problem+json", description = "`invalid`: the SHA-256 is another's"),
              NeedsFamily, Always))]
pub async fn keep_blob(
    State(app): State<App>,
    Path((city, id, sha256)): Path<(String, String, String)>,
    access: Access,
    request: Request,
) -> Result<StatusCode, Failure> {
    let id = of(&app, &city, &id)?;
    family::keep_blob(&app, &city, id, access, &sha256, request.into_body().into_data_stream()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives out a sealed photo or document.
#[utoipa::path(get, path = "/v1/cities/{city}/families/{family}/blobs/{sha256}", tag = "families", security(("family" = [])),
    params(("city" = String, Path, description = "The city's code"), ("family" = Uuid, Path, description = "The family"),
           ("sha256" = String, Path, description = "SHA-256 of its bytes, 64 hex digits")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: no such blob"),
              NeedsFamily, Always))]
pub async fn blob(
    State(app): State<App>,
    Path((city, id, sha256)): Path<(String, String, String)>,
    access: Access,
) -> Result<Response, Failure> {
    let id = of(&app, &city, &id)?;
    let kept = family::blob(&app, &city, id, access, &sha256).await?;
    let mut response = Body::from_stream(kept.bytes).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/octet-stream"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(NO_STORE));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(kept.size));
    Ok(response)
}
