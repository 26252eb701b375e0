//! The frame around every request: an id, a time limit, a net under panics, one log line, two figures, and
//! problem JSON for whatever went wrong, the framework's own bare refusals included.
//!
//! The log line holds the route's pattern and never the address asked for, its query, a header or a body:
//! a log that knows nothing about people can be kept, searched and shown.

use crate::{app::App, metrics, problem::Failure};
use axum::{
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use futures_util::FutureExt;
use std::{panic::AssertUnwindSafe, time::Duration};
use tokio::time::Instant;

/// Carries the request's id, which the log has too.
pub const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// On a response that many devices get often and that means nothing to caches or to people: it goes without the
/// headers that others have, of which it has no use. Answers to POST are not stored by caches; and the id of a
/// request that went well is of no interest to who asked.
#[derive(Clone, Copy, Debug)]
pub struct Lean;

/// How many times as long as other requests one to this route may take: sixteen megabytes come slowly from a phone,
/// and a restore reads a whole backup, twice.
fn times(route: &str) -> u32 {
    match route {
        "/v1/operator/restore" => 480,
        large if large.contains("/blobs/") || large.ends_with("/sealed") => 10,
        _ => 1,
    }
}

/// The layer.
pub async fn frame(State(app): State<App>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let id = app.ids.new_id().to_string();
    let method = request.method().clone();
    let route = request.extensions().get::<MatchedPath>().map_or("-", MatchedPath::as_str).to_owned();

    let most = Duration::from_secs(app.config.request_seconds).saturating_mul(times(&route));
    let running = AssertUnwindSafe(next.run(request)).catch_unwind();
    let mut response = match tokio::time::timeout(most, running).await {
        Ok(Ok(response)) => response,
        Ok(Err(panic)) => {
            let words = panic.downcast_ref::<&str>().map(ToString::to_string);
            let words = words.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default();
            Failure::internal(format!("panic: {words}")).response(Some(&id))
        }
        Err(_) => Failure::of_status(StatusCode::REQUEST_TIMEOUT).response(Some(&id)),
    };
    let failure = response.extensions_mut().remove::<Failure>();
    let failure = failure.or_else(|| bare(&response).then(|| Failure::of_status(response.status())));
    if let Some(failure) = failure {
        let allowed = response.headers_mut().remove(header::ALLOW);
        response = failure.response(Some(&id));
        response.headers_mut().extend(allowed.map(|methods| (header::ALLOW, methods)));
    }

    let status = response.status().as_u16();
    let took = began.elapsed();
    metrics::answered(&route, &method, status, took);
    tracing::info!(%id, %method, route, status, ms = u64::try_from(took.as_millis()).unwrap_or(u64::MAX), "answered");
    let lean = response.extensions().get::<Lean>().is_some();
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if lean {
        return response;
    }
    if let Ok(value) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, value);
    }
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// An error the framework answered by itself, in plain words or none. The console's are pages for people.
fn bare(response: &Response) -> bool {
    let failed = response.status().is_client_error() || response.status().is_server_error();
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    failed && !matches!(kind, Some("application/problem+json" | "text/html; charset=utf-8"))
}
