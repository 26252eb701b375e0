//! `/reader`: the page that decodes and verifies a filled-in form's QR code. The format is in `docs/form-qr.md`.
//!
//! All of it happens in the browser. The policy sent with the page holds the page to that: it may load its own style
//! and script and nothing else, connect to nothing, send no form, be framed by nobody. No request ever carries what
//! was read, so there is nothing here that could keep it.

use crate::{openapi::Always, problem::Failure};
use axum::{
    extract::Path,
    http::{HeaderName, header},
    response::IntoResponse,
};

const PAGE: &str = include_str!("../../reader/index.html");
const STYLE: &str = include_str!("../../reader/reader.css");
/// First how a picture is read, then the page.
const SCRIPT: &str = concat!(include_str!("../../reader/qr.js"), include_str!("../../reader/reader.js"));

/// What the page may do. Without `connect-src` it falls back to `default-src`: nothing.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; base-uri 'none'; form-action 'none'; \
                      frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
const CAMERA: HeaderName = HeaderName::from_static("permissions-policy");

fn file(kind: &'static str, text: &'static str) -> impl IntoResponse {
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (CAMERA, "camera=(self), microphone=(), geolocation=()"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::CACHE_CONTROL, "public, max-age=300"),
    ];
    (headers, text)
}

/// The page that reads the QR code of a filled-in form, in the browser alone.
#[utoipa::path(get, path = "/reader", tag = "reader",
    responses((status = 200, body = String, content_type = "text/html"), Always))]
pub async fn page() -> impl IntoResponse {
    file("text/html; charset=utf-8", PAGE)
}

/// The page's style and script.
#[utoipa::path(get, path = "/reader/{file}", tag = "reader",
    params(("file" = String, Path, description = "`reader.css` or `reader.js`")),
    responses((status = 200, body = String, content_type = "text/javascript"),
              (status = 404, body = itsumo_domain::problem::Problem, content_type = "application/problem+json", description = "`not-found`"),
              Always))]
pub async fn part(Path(name): Path<String>) -> Result<impl IntoResponse, Failure> {
    match name.as_str() {
        "reader.css" => Ok(file("text/css; charset=utf-8", STYLE)),
        "reader.js" => Ok(file("text/javascript; charset=utf-8", SCRIPT)),
        _ => Err(Failure::not_found("file")),
    }
}
