//! What a guardian's device fetches beside its records: files of notices, and a calendar to subscribe to.

use crate::{
    app::App,
    openapi::{Always, Limited, NeedsAccount},
    problem::Failure,
    routes::{caller::Me, reply::id},
    school::notice::{NoticeError, calendar, file, file::Sent},
};
use axum::{
    Json,
    body::Body,
    extract::{Path, State},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use itsumo_domain::problem::Problem;
use serde::{Deserialize, Serialize};

/// The address of a calendar.
#[derive(Clone, Debug, Serialize, Deserialize, utoipa::ToSchema)]
pub struct CalendarLink {
    /// Where a calendar subscribes. Who has it reads titles and days: it is a secret.
    pub url: String,
}

impl CalendarLink {
    /// A path of this server as a whole address.
    pub(super) fn at(app: &App, headers: &axum::http::HeaderMap, path: &str) -> Self {
        let base = match &app.config.public_url {
            Some(url) => url.as_str().trim_end_matches('/').to_owned(),
            // As the device itself reached us.
            None => {
                let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
                format!("http://{host}")
            }
        };
        Self { url: format!("{base}{path}") }
    }
}

/// A calendar's text as it is subscribed to.
pub(super) fn subscribed(text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CACHE_CONTROL, "private, no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    ];
    (headers, text).into_response()
}

/// Gives out a file of a notice that is out for one of the person's children.
#[utoipa::path(get, path = "/v1/me/school/notices/{notice}/files/{sha256}", tag = "school", security(("device" = [])),
    params(("notice" = Uuid, Path, description = "The notice's record id"),
           ("sha256" = String, Path, description = "The file, by its SHA-256 in 64 hex digits")),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream", description = "Its bytes, with its own content type"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not for a child of this person, or recalled, or no such file"),
              NeedsAccount, Always))]
pub async fn notice_file(
    State(app): State<App>,
    Me(signed): Me,
    Path((notice, sha256)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let notice = id(&notice, "file")?;
    let sent = file::open_for_guardian(&app, &signed.city, signed.person, notice, &sha256).await;
    Ok(response(sent.map_err(failure)?, false))
}

/// Makes an address at which a calendar finds a child's days. Each call makes another one; at most ten stay.
#[utoipa::path(put, path = "/v1/me/school/pupils/{pupil}/calendar", tag = "school", security(("device" = [])),
    params(("pupil" = Uuid, Path, description = "The child")),
    responses((status = 200, body = CalendarLink),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not a child whose notices this person reads"),
              NeedsAccount, Always))]
pub async fn make_calendar(
    State(app): State<App>,
    Me(signed): Me,
    headers: axum::http::HeaderMap,
    Path(pupil): Path<String>,
) -> Result<Json<CalendarLink>, Failure> {
    let pupil = id(&pupil, "child")?;
    let token = calendar::link(&app, &signed.city, signed.person, pupil).await?;
    Ok(Json(CalendarLink::at(&app, &headers, &format!("/v1/calendar/{token}"))))
}

/// Takes all addresses of a child's calendar back that this person made.
#[utoipa::path(delete, path = "/v1/me/school/pupils/{pupil}/calendar", tag = "school", security(("device" = [])),
    params(("pupil" = Uuid, Path, description = "The child")),
    responses((status = 204, description = "None of them is good any more"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: not a child of this person"),
              NeedsAccount, Always))]
pub async fn revoke_calendar(
    State(app): State<App>,
    Me(signed): Me,
    Path(pupil): Path<String>,
) -> Result<StatusCode, Failure> {
    let pupil = id(&pupil, "child")?;
    calendar::revoke(&app, &signed.city, signed.person, pupil).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A child's days as iCalendar (RFC 5545), for calendars that subscribe. The address is all that is needed.
#[utoipa::path(get, path = "/v1/calendar/{token}", tag = "school",
    params(("token" = String, Path, description = "The secret part of the address")),
    responses((status = 200, body = String, content_type = "text/calendar"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`not-found`: taken back, or not good any more"),
              Limited, Always))]
pub async fn calendar(State(app): State<App>, Path(token): Path<String>) -> Result<Response, Failure> {
    let text = calendar::feed(&app, token.trim_end_matches(".ics")).await?;
    Ok(subscribed(text))
}

fn failure(error: NoticeError) -> Failure {
    match error {
        NoticeError::Store(error) => error.into(),
        NoticeError::Blob(error) => error.into(),
        _ => Failure::not_found("file"),
    }
}

/// A file as an answer. `shown`: in the browser itself, where it can show it; pages of ours never run what is in it.
pub(crate) fn response(sent: Sent, shown: bool) -> Response {
    let Sent { attachment, kept } = sent;
    let mut response = Body::from_stream(kept.bytes).into_response();
    let headers = response.headers_mut();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    // Text is shown as text, in the one encoding a browser takes for granted; a table is for a spreadsheet.
    let inline = shown && matches!(attachment.media.as_str(), "application/pdf" | "image/png" | "image/jpeg");
    let name: String = url::form_urlencoded::byte_serialize(attachment.name.as_bytes()).collect();
    let name = name.replace('+', "%20");
    set(header::CONTENT_TYPE, &attachment.media);
    set(
        header::CONTENT_DISPOSITION,
        &format!("{}; filename*=UTF-8''{name}", if inline { "inline" } else { "attachment" }),
    );
    set(header::CACHE_CONTROL, "private, no-store");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::CONTENT_LENGTH, &kept.size.to_string());
    response
}
