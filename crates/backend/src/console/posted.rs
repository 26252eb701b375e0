//! What a form sent. Every form of the console is read by [`Posted`] or [`PostedFiles`], and only if it was drawn by
//! this console for the session that sends it.
//!
//! Three locks, each enough by itself: the cookie is `SameSite=Strict`; the browser's own word about where the request
//! comes from (`Sec-Fetch-Site`, `Origin`) must be this site; and the form carries a token made of the session, which
//! no other site can read.

use super::{
    session::{self, Session},
    trouble::Trouble,
    value,
};
use crate::{app::App, problem::Failure};
use axum::{
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request},
    http::{HeaderMap, StatusCode, header},
};
use dioxus::prelude::*;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

/// Largest form without files, in bytes.
pub const MOST_BYTES: usize = 256 * 1024;
/// Largest form with files, in bytes.
const MOST_FILE_BYTES: usize = 32 * 1024 * 1024;
/// The field that carries the token.
pub(super) const FIELD: &str = "form";

/// The token of a session's forms. Of the session's secret only a digest is in a page.
pub fn form_token(session: &str) -> String {
    let digest = Sha256::new().chain_update(b"itsumo console form\0").chain_update(session).finalize();
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// The hidden field that every form of a signed-in page has.
pub fn hidden_token(session: &Session) -> Element {
    let token = session.form_token();
    rsx! { input { r#type: "hidden", name: FIELD, value: "{token}" } }
}

/// A form of a signed-in page.
///
/// Repeated fields are read into a `Vec`, a box that is ticked into a `bool`, an empty field into `None`; a field that
/// is not there takes serde's default.
#[derive(Debug)]
pub struct Posted<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Posted<T> {
    type Rejection = Trouble;
    async fn from_request(request: Request, app: &App) -> Result<Self, Trouble> {
        let token = expected(request.headers(), app)?;
        let fields = fields(request).await?;
        check(&fields, &token)?;
        value::read(fields).map(Self).map_err(Trouble::Unreadable)
    }
}

/// A form of a page for people who are not signed in yet.
#[derive(Debug)]
pub struct Entered<T>(pub T);

impl<T: DeserializeOwned> FromRequest<App> for Entered<T> {
    type Rejection = Trouble;
    async fn from_request(request: Request, app: &App) -> Result<Self, Trouble> {
        same_site(request.headers(), app)?;
        value::read(fields(request).await?).map(Self).map_err(Trouble::Unreadable)
    }
}

/// A file of a form.
#[derive(Debug)]
pub struct Upload {
    /// The field.
    pub field: String,
    /// Its name on the sender's machine, without folders.
    pub name: String,
    /// What the browser takes it for.
    pub kind: String,
    /// What is in it.
    pub bytes: Bytes,
}

/// A form with files (`enctype: "multipart/form-data"`), at most 32 MiB in all. Fields as in [`Posted`]; a file that was
/// not chosen is left out.
#[derive(Debug)]
pub struct PostedFiles<T> {
    /// The fields.
    pub fields: T,
    /// The files, in the order of the form.
    pub files: Vec<Upload>,
}

impl<T: DeserializeOwned> FromRequest<App> for PostedFiles<T> {
    type Rejection = Trouble;
    async fn from_request(mut request: Request, app: &App) -> Result<Self, Trouble> {
        let token = expected(request.headers(), app)?;
        DefaultBodyLimit::max(MOST_FILE_BYTES).apply(&mut request);
        let wrong = |status: StatusCode| Trouble::Failure(Failure::of_status(status));
        let mut parts = Multipart::from_request(request, app).await.map_err(|error| wrong(error.status()))?;
        let (mut fields, mut files) = (Vec::new(), Vec::new());
        while let Some(part) = parts.next_field().await.map_err(|error| wrong(error.status()))? {
            let field = part.name().unwrap_or_default().to_owned();
            let kind = part.content_type().unwrap_or_default().to_owned();
            let Some(name) = part.file_name().map(base_name) else {
                fields.push((field, part.text().await.map_err(|error| wrong(error.status()))?));
                continue;
            };
            // Nothing else is read before it is known that the form is ours: the token is its first field.
            check(&fields, &token)?;
            let bytes = part.bytes().await.map_err(|error| wrong(error.status()))?;
            if !(name.is_empty() && bytes.is_empty()) {
                files.push(Upload { field, name, kind, bytes });
            }
        }
        check(&fields, &token)?;
        Ok(Self { fields: value::read(fields).map_err(Trouble::Unreadable)?, files })
    }
}

fn base_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).collect()
}

/// The token that a form of this session carries.
fn expected(headers: &HeaderMap, app: &App) -> Result<String, Trouble> {
    same_site(headers, app)?;
    session::cookie(headers, session::COOKIE).map(form_token).ok_or(Trouble::Stale)
}

fn check(fields: &[(String, String)], token: &str) -> Result<(), Trouble> {
    let sent = fields.iter().find(|(name, _)| name == FIELD).map(|(_, value)| value.as_bytes()).unwrap_or_default();
    if sent.ct_eq(token.as_bytes()).into() { Ok(()) } else { Err(Trouble::Stale) }
}

/// Whether the browser says that the request comes from a page of this very site. One that says nothing is old, or
/// no browser; the other two locks hold.
fn same_site(headers: &HeaderMap, app: &App) -> Result<(), Trouble> {
    let said = |name| headers.get(name).and_then(|value: &header::HeaderValue| value.to_str().ok());
    if let Some(site) = said(header::HeaderName::from_static("sec-fetch-site")) {
        return if site == "same-origin" { Ok(()) } else { Err(Trouble::Stale) };
    }
    let Some(origin) = said(header::ORIGIN) else { return Ok(()) };
    let Ok(origin) = url::Url::parse(origin) else { return Err(Trouble::Stale) };
    let public = app.config.public_url.as_ref().is_some_and(|url| url.origin() == origin.origin());
    let host = match (origin.host_str(), origin.port()) {
        (Some(host), Some(port)) => format!("{host}:{port}"),
        (Some(host), None) => host.to_owned(),
        (None, _) => return Err(Trouble::Stale),
    };
    if public || said(header::HOST) == Some(host.as_str()) { Ok(()) } else { Err(Trouble::Stale) }
}

async fn fields(request: Request) -> Result<Vec<(String, String)>, Trouble> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.starts_with("application/x-www-form-urlencoded") {
        return Err(Trouble::Unreadable(String::new()));
    }
    let too_large = |_| Trouble::Failure(Failure::of_status(StatusCode::PAYLOAD_TOO_LARGE));
    let bytes = axum::body::to_bytes(request.into_body(), MOST_BYTES).await.map_err(too_large)?;
    Ok(url::form_urlencoded::parse(&bytes).into_owned().collect())
}
