//! What many handlers begin and end with: an id in an address, a city that is served here, an answer nobody on the way
//! may keep.

use crate::{app::App, problem::Failure};
use axum::{
    http::{HeaderName, header},
    response::{IntoResponse, Response},
};
use uuid::Uuid;

/// Nobody on the way may keep it.
pub const NO_STORE: &str = "private, no-store";

/// What is said of a person, a child or a household stays between the server and the device.
pub const PRIVATE: [(HeaderName, &str); 1] = [(header::CACHE_CONTROL, NO_STORE)];

/// The id in an address. What is no id names a `what` that is not there.
///
/// # Errors
/// `not-found`.
pub fn id(text: &str, what: &str) -> Result<Uuid, Failure> {
    Uuid::parse_str(text).map_err(|_| Failure::not_found(what))
}

/// Whether this server knows the city.
///
/// # Errors
/// `unknown-city`.
pub fn served(app: &App, city: &str) -> Result<(), Failure> {
    app.cities.get(city).map(|_| ()).ok_or_else(Failure::unknown_city)
}

/// A PDF to be looked at.
pub fn pdf(bytes: Vec<u8>) -> Response {
    let about =
        [(header::CONTENT_TYPE, "application/pdf"), (header::CONTENT_DISPOSITION, "inline; filename=\"paper.pdf\"")];
    (PRIVATE, about, bytes).into_response()
}

/// A file to be kept under this name.
pub fn download(name: &str, media: &'static str, bytes: impl IntoResponse) -> Response {
    let name = format!("attachment; filename=\"{name}\"");
    let about = [(header::CONTENT_TYPE, media.to_owned()), (header::CONTENT_DISPOSITION, name)];
    (PRIVATE, about, bytes).into_response()
}
