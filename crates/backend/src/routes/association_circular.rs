//! Circulars beside the records that travel: how every household stands, files, and the notice board. See
//! [`crate::association::circular`].
//!
//! **Invariant:** what is not the asker's answers as what does not exist.

use crate::{
    app::App,
    association::{
        circular::{Author, CircularError, board, file, phone, reach},
        known,
    },
    openapi::{Always, NeedsAccount},
    problem::{Body, Failure},
    routes::{
        caller::Me,
        pages,
        reply::{PRIVATE, id},
        school_files,
    },
};
use axum::{
    Json,
    body::Bytes,
    extract::{DefaultBodyLimit, Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use itsumo_domain::{
    association::{
        access::{Act, Of, seat_may},
        circular::{Draft, Posted, Warned, reach::ReachView},
    },
    problem::Problem,
    writing::Attachment,
};
use serde::Deserialize;
use utoipa_axum::{router::OpenApiRouter, routes};
use uuid::Uuid;

/// How long a cache may answer for the board without asking.
const CACHING: &str = "public, max-age=60";

/// The routes of this file.
pub fn routes() -> OpenApiRouter<App> {
    // A file comes whole; everything else that is posted is small.
    let files = OpenApiRouter::new().routes(routes!(take_in)).layer(DefaultBodyLimit::max(file::LARGEST));
    OpenApiRouter::new()
        .routes(routes!(reach_of))
        .routes(routes!(look))
        .routes(routes!(open))
        .routes(routes!(on_board))
        .merge(files)
}

fn failure(error: CircularError) -> Failure {
    match error {
        CircularError::Store(error) => error.into(),
        CircularError::Blob(error) => error.into(),
        CircularError::TooMuch => Failure::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large"),
        CircularError::NotAFile => Failure::invalid("file", "not-readable"),
        _ => Failure::not_found("circular"),
    }
}

/// How every household stands to a circular, as far as the asker's seats see.
#[utoipa::path(get, path = "/v1/me/associations/circulars/{circular}/reach", tag = "association", security(("device" = [])),
    params(("circular" = Uuid, Path, description = "The circular")),
    responses((status = 200, body = ReachView),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: no circular whose households this person's seats see"),
              NeedsAccount, Always))]
pub async fn reach_of(
    State(app): State<App>,
    Me(signed): Me,
    Path(circular): Path<String>,
) -> Result<Response, Failure> {
    let known = known(&app, &signed.city, signed.person).await?;
    let view = reach::view(&app, &signed.city, id(&circular, "circular")?, &known.standing).await?;
    Ok((PRIVATE, Json(view.ok_or_else(|| Failure::not_found("circular"))?)).into_response())
}

/// For which association it is written.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct For {
    /// The association.
    pub association: Uuid,
}

/// What an officer has to look at twice before they send what they wrote. Nothing is written.
#[utoipa::path(post, path = "/v1/me/associations/circulars/{circular}/look", tag = "association",
    security(("device" = [])), request_body = Draft,
    params(("circular" = Uuid, Path, description = "The circular's id, made on the device"), For),
    responses((status = 200, body = Vec<Warned>),
              (status = 400, body = Problem, content_type = "application/problem+json", description = "`invalid`: the association"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: this person writes nothing there, or the circular is somebody else's"),
              (status = 422, body = Problem, content_type = "application/problem+json", description = "`invalid`: `file-not-there`, `circular-recalled`"),
              NeedsAccount, Always))]
pub async fn look(
    State(app): State<App>,
    Me(signed): Me,
    Path(circular): Path<String>,
    association: Result<Query<For>, axum::extract::rejection::QueryRejection>,
    Body(draft): Body<Draft>,
) -> Result<Response, Failure> {
    let Query(For { association }) = association
        .map_err(|_| Failure::new(StatusCode::BAD_REQUEST, "invalid").with_field("association", "missing"))?;
    let known = known(&app, &signed.city, signed.person).await?;
    let written = phone::Written { circular: id(&circular, "circular")?, association, draft };
    match phone::look(&app, &signed.city, signed.person, &known.standing, written).await? {
        Ok(warned) => Ok((PRIVATE, Json(warned)).into_response()),
        Err(refusal) if refusal.code == "not-found" => Err(Failure::not_found("circular")),
        Err(refusal) => Err(Failure::invalid(refusal.field.as_deref().unwrap_or("circular"), &refusal.code)),
    }
}

/// Gives out a file of a circular that is out for one of the person's households, or that their seat reads.
#[utoipa::path(get, path = "/v1/me/associations/circulars/{circular}/files/{sha256}", tag = "association",
    security(("device" = [])),
    params(("circular" = Uuid, Path, description = "The circular's record id"),
           ("sha256" = String, Path, description = "The file, by its SHA-256 in 64 hex digits")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream", description = "Its bytes, with its own content type"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not for this person, or recalled, or no such file"),
              NeedsAccount, Always))]
pub async fn open(
    State(app): State<App>,
    Me(signed): Me,
    Path((circular, sha256)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let known = known(&app, &signed.city, signed.person).await?;
    let sent = file::open_for_reader(&app, &signed.city, &known.standing, id(&circular, "circular")?, &sha256).await;
    Ok(school_files::response(sent.map_err(failure)?, false))
}

/// What a file is called, and for which association it is written.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Named {
    /// For which association the circular is written.
    pub association: Uuid,
    /// What people see.
    pub name: String,
}

/// Takes in a file of a circular that is being written on a phone, before it is given to be sent.
#[utoipa::path(post, path = "/v1/me/associations/circulars/{circular}/files", tag = "association",
    security(("device" = [])),
    request_body(content = Vec<u8>, content_type = "application/octet-stream", description = "PDF, PNG, JPEG, CSV, xlsx or text; at most 10 MiB"),
    params(("circular" = Uuid, Path, description = "The circular's id, made on the device"), Named),
    responses((status = 200, body = Attachment),
              (status = 400, body = Problem, content_type = "application/problem+json", description = "`invalid`: the name or the association"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: this person writes nothing there, or the circular is somebody else's"),
              (status = 413, body = Problem, content_type = "application/problem+json", description = "`too-large`: the file, or too many of them"),
              (status = 422, body = Problem, content_type = "application/problem+json", description = "`invalid`: not a kind of file that is taken"),
              NeedsAccount, Always))]
pub async fn take_in(
    State(app): State<App>,
    Me(signed): Me,
    Path(circular): Path<String>,
    named: Result<Query<Named>, axum::extract::rejection::QueryRejection>,
    bytes: Result<Bytes, axum::extract::rejection::BytesRejection>,
) -> Result<Json<Attachment>, Failure> {
    let Query(Named { association, name }) =
        named.map_err(|_| Failure::new(StatusCode::BAD_REQUEST, "invalid").with_field("name", "missing"))?;
    let circular = id(&circular, "circular")?;
    let known = known(&app, &signed.city, signed.person).await?;
    let writes = |seat: &itsumo_domain::association::access::Seat| {
        let of = seat.block.map_or(Of::Association(association), |block| Of::Block { association, block });
        seat_may(seat, Act::WriteCirculars, of)
    };
    let author = Author::by_seat(signed.person, &known.standing, writes);
    let author = author.ok_or_else(|| Failure::not_found("circular"))?;
    let bytes = bytes.map_err(|_| Failure::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large"))?;
    let taken = file::take_in(&app, &signed.city, &author, circular, &name, bytes).await;
    Ok(Json(taken.map_err(failure)?))
}

/// What hangs on a city's notice board: public circulars, the newest first.
#[utoipa::path(get, path = "/v1/cities/{code}/board", tag = "cities",
    params(("code" = String, Path, description = "The city's code"),
           ("If-None-Match" = Option<String>, Header, description = "The ETag held")),
    responses((status = 200, body = Vec<Posted>, headers(("ETag" = String))), (status = 304, description = "Not changed"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`"),
              Always))]
pub async fn on_board(
    State(app): State<App>,
    Path(code): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    app.cities.get(&code).ok_or_else(Failure::unknown_city)?;
    let json = serde_json::to_vec(&board::posted(&app, &code).await?).map_err(Failure::internal)?;
    let etag = pages::etag_of(&json);
    let caching = [(header::ETAG, etag.clone()), (header::CACHE_CONTROL, CACHING.to_owned())];
    if pages::fresh(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, caching).into_response());
    }
    Ok((caching, [(header::CONTENT_TYPE, "application/json")], json).into_response())
}
