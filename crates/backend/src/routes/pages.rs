//! Pages of public streams: plain GETs with an ETag, so that any cache in front serves a whole city.

use crate::{app::App, openapi::Always, problem::Failure, stream::SharedPage};
use axum::{
    body::Bytes,
    extract::{Path, Query, State},
    http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use flate2::{Compression, write::GzEncoder};
use itsumo_domain::{
    Stream,
    may::{Who, may_read},
    problem::Problem,
    sync::Page,
};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::io::Write;

/// Below this nothing is gained by compressing.
const SMALL: usize = 512;
/// How long a cache may answer without asking: the delay an ordinary announcement can bear. Who cannot wait
/// (alerts) comes by sync, which no cache answers.
const CACHING: &str = "public, max-age=5";

/// Where the reader stands.
#[derive(Debug, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct After {
    /// The cursor: `next` of the page before; 0 or nothing for the start.
    #[serde(default)]
    pub after: i64,
}

/// A page of a public stream (`news`, `alerts`): the records after a cursor.
#[utoipa::path(get, path = "/v1/cities/{code}/streams/{stream}/records", tag = "cities",
    params(("code" = String, Path, description = "The city's code"),
           ("stream" = String, Path, description = "`news` or `alerts`"), After,
           ("If-None-Match" = Option<String>, Header, description = "The ETag held"),
           ("Accept-Encoding" = Option<String>, Header, description = "`zstd` is free for the server, `gzip` is not")),
    responses((status = 200, body = Page, headers(("ETag" = String), ("Content-Encoding" = String))),
              (status = 304, description = "Not changed"),
              (status = 400, body = Problem, content_type = "application/problem+json", description = "`invalid`: the cursor"),
              (status = 404, body = Problem, content_type = "application/problem+json", description = "`unknown-city`, or `not-found`: no such public stream"), Always))]
pub async fn records(
    State(app): State<App>,
    Path((code, stream)): Path<(String, String)>,
    query: Result<Query<After>, axum::extract::rejection::QueryRejection>,
    headers: HeaderMap,
) -> Result<Response, Failure> {
    let Query(After { after }) =
        query.map_err(|_| Failure::new(StatusCode::BAD_REQUEST, "invalid").with_field("after", "not-readable"))?;
    if app.cities.get(&code).is_none() {
        return Err(Failure::unknown_city());
    }
    // Only what anybody may read has an address that a cache can keep; the rest comes by sync.
    let stream: Option<Stream> = stream.parse().ok().filter(|stream| may_read(Who::Anyone, stream));
    let stream = stream.ok_or_else(|| Failure::not_found("public stream"))?;
    let etag = weak(&app.streams.etag(&code, &stream, after));
    if fresh(&headers, &etag) {
        return Ok((StatusCode::NOT_MODIFIED, caching(&etag)).into_response());
    }
    let page = app.streams.page(&code, &stream, after).await?;
    let etag = weak(&format!("\"{after}-{}\"", page.head));
    let (body, encoding) = encoded(&page, &headers).await?;
    let mut response = (caching(&etag), [(header::CONTENT_TYPE, "application/json")], body).into_response();
    if let Some(encoding) = encoding {
        response.headers_mut().insert(header::CONTENT_ENCODING, HeaderValue::from_static(encoding));
    }
    Ok(response)
}

fn caching(etag: &str) -> [(HeaderName, String); 3] {
    [
        (header::ETAG, etag.to_owned()),
        (header::CACHE_CONTROL, CACHING.to_owned()),
        (header::VARY, "accept-encoding".to_owned()),
    ]
}

/// The page for a client that takes these codings, and the coding it is in.
pub(super) async fn encoded(page: &SharedPage, headers: &HeaderMap) -> Result<(Bytes, Option<&'static str>), Failure> {
    if page.plain.len() < SMALL {
        return Ok((page.plain.clone(), None));
    }
    if accepts(headers, "zstd") {
        return Ok((page.zstd().await, Some("zstd")));
    }
    if accepts(headers, "gzip") {
        let plain = page.plain.clone();
        let packed = tokio::task::spawn_blocking(move || gzip(&plain)).await;
        let packed = packed.map_err(Failure::internal)?.map_err(Failure::internal)?;
        return Ok((packed, Some("gzip")));
    }
    Ok((page.plain.clone(), None))
}

fn gzip(plain: &[u8]) -> std::io::Result<Bytes> {
    let mut packer = GzEncoder::new(Vec::with_capacity(plain.len() / 3), Compression::fast());
    packer.write_all(plain)?;
    packer.finish().map(Bytes::from)
}

/// Whether the client takes `coding`; `;q=0` means that it does not.
pub fn accepts(headers: &HeaderMap, coding: &str) -> bool {
    let values = headers.get_all(header::ACCEPT_ENCODING);
    values.iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(',')).any(|item| {
        let mut parts = item.split(';').map(str::trim);
        let named = parts.next().is_some_and(|name| name.eq_ignore_ascii_case(coding));
        let refused = parts.filter_map(|part| part.strip_prefix("q=")).any(|q| q.trim_matches(['0', '.']).is_empty());
        named && !refused
    })
}

/// The same content may come in several codings: the tag names the content, weakly.
fn weak(etag: &str) -> String {
    format!("W/{etag}")
}

/// An ETag by content.
pub fn etag_of(content: &[u8]) -> String {
    let digest = Sha256::digest(content);
    let hex: String = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect();
    weak(&format!("\"{hex}\""))
}

/// Whether the client already holds `etag`.
pub fn fresh(headers: &HeaderMap, etag: &str) -> bool {
    let bare = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let held = headers.get_all(header::IF_NONE_MATCH);
    let mut held = held.iter().filter_map(|value| value.to_str().ok()).flat_map(|value| value.split(','));
    held.any(|tag| tag.trim() == "*" || bare(tag) == bare(etag))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(name: HeaderName, value: &str) -> HeaderMap {
        HeaderMap::from_iter([(name, value.parse().unwrap())])
    }

    #[test]
    fn codings_are_taken_at_their_word() {
        let says = |value: &str, coding: &str| accepts(&headers(header::ACCEPT_ENCODING, value), coding);
        assert!(says("gzip, zstd;q=0.9", "zstd") && says("GZIP", "gzip"));
        assert!(!says("gzip;q=0, zstd; q=0.0", "gzip") && !says("gzip;q=0, zstd; q=0.0", "zstd"));
        assert!(!says("br", "zstd"));
    }

    #[test]
    fn a_tag_is_known_again_weak_or_strong() {
        let says = |value: &str| fresh(&headers(header::IF_NONE_MATCH, value), "W/\"0-3\"");
        assert!(says("\"0-3\"") && says("W/\"0-3\"") && says("\"x\", W/\"0-3\"") && says("*"));
        assert!(!says("\"0-4\"") && !says(""));
    }
}
