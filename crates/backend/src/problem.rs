//! Every error a route answers with: RFC 9457 problem JSON, with the field that was wrong.
//!
//! A [`Failure`] rides on its response as an extension; the outermost layer ([`crate::serve::frame`]) writes
//! the body, because only there is the request's id known, and because there the framework's own bare
//! answers (404, 405, 413 …) become problems too.

use crate::store::StoreError;
use axum::{
    extract::{FromRequest, Request},
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use itsumo_domain::{
    account::FieldError,
    problem::{Problem, ProblemField},
};

/// Largest request body, in bytes.
pub const MOST_BYTES: usize = 1024 * 1024;

/// A request that was not done, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// The HTTP status.
    pub status: StatusCode,
    /// The machine's word, see [`Problem::code`].
    pub code: &'static str,
    /// About this very request, in English.
    pub detail: Option<String>,
    /// What was wrong, field by field.
    pub fields: Vec<ProblemField>,
    /// Seconds after which trying again makes sense.
    pub retry_after: Option<i64>,
}

impl Failure {
    /// A failure with nothing more to say.
    pub fn new(status: StatusCode, code: &'static str) -> Self {
        Self { status, code, detail: None, fields: Vec::new(), retry_after: None }
    }

    /// The same with words for people who read logs.
    #[must_use]
    pub fn with_detail(mut self, detail: impl Into<String>) -> Self {
        self.detail = Some(detail.into());
        self
    }

    /// The same with a field that was wrong.
    #[must_use]
    pub fn with_field(mut self, field: impl Into<String>, code: &str) -> Self {
        self.fields.push(ProblemField { field: field.into(), code: code.to_owned() });
        self
    }

    /// A field was wrong.
    pub fn invalid(field: impl Into<String>, code: &str) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid").with_field(field, code)
    }

    /// There is no such thing.
    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found").with_detail(format!("no such {what}"))
    }

    /// There is no such city on this server.
    pub fn unknown_city() -> Self {
        Self::new(StatusCode::NOT_FOUND, "unknown-city").with_field("city", "unknown-city")
    }

    /// This needs an account.
    pub fn sign_in_needed() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "sign-in-needed")
    }

    /// The token was good once, or never: the device is signed out.
    pub fn signed_out() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "signed-out")
    }

    /// Too often; `wait` in milliseconds.
    pub fn rate_limited(wait: i64) -> Self {
        Self {
            retry_after: Some(wait.saturating_add(999).div_euclid(1_000).max(1)),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "rate-limited")
        }
    }

    /// The server has its hands full: try again soon.
    pub fn busy() -> Self {
        Self { retry_after: Some(5), ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy") }
    }

    /// The server's own fault. The cause goes to the log, never to the client.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        tracing::error!(%cause, "a request failed by our own fault");
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal")
    }

    /// What the framework meant by a bare status.
    pub fn of_status(status: StatusCode) -> Self {
        let code = match status {
            StatusCode::NOT_FOUND => "not-found",
            StatusCode::METHOD_NOT_ALLOWED => "method-not-allowed",
            StatusCode::PAYLOAD_TOO_LARGE => "too-large",
            StatusCode::UNSUPPORTED_MEDIA_TYPE => "not-json",
            StatusCode::REQUEST_TIMEOUT => "timeout",
            StatusCode::TOO_MANY_REQUESTS => "rate-limited",
            status if status.is_client_error() => "invalid",
            _ => "internal",
        };
        Self::new(status, code)
    }

    /// As it goes on the wire, in the request called `id`.
    pub fn problem(&self, id: Option<&str>) -> Problem {
        Problem {
            kind: format!("urn:itsumo:problem:{}", self.code),
            title: title(self.code).to_owned(),
            status: self.status.as_u16(),
            detail: self.detail.clone(),
            code: self.code.to_owned(),
            instance: id.map(|id| format!("urn:uuid:{id}")),
            fields: self.fields.clone(),
        }
    }

    /// The response with its body written.
    pub fn response(&self, id: Option<&str>) -> Response {
        let body = serde_json::to_vec(&self.problem(id)).unwrap_or_default();
        let mut response = (self.status, body).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.retry_after {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        if self.status == StatusCode::UNAUTHORIZED {
            let scheme = if self.code == "family-access" { crate::family::SCHEME } else { "Bearer" };
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(scheme));
        }
        response
    }
}

/// Every code a route of this server answers with, and its title.
pub const CODES: &[(&str, &str)] = &[
    ("busy", "The server is busy; try again soon"),
    ("drop-taken", "Something else was left here first"),
    ("family-access", "This is not a key of that family"),
    ("family-full", "The family's room is full"),
    ("family-taken", "Another family has this id"),
    ("forbidden", "This is not yours to do"),
    ("internal", "The server made a mistake"),
    ("invalid", "Something in the request is wrong"),
    ("method-not-allowed", "This address does not do that"),
    ("not-found", "There is nothing here"),
    ("not-json", "Send JSON, as application/json"),
    ("old-key", "The family has a newer key"),
    ("rate-limited", "Too many tries; wait a little"),
    ("sign-in-needed", "This needs an account"),
    ("signed-out", "This device is signed out"),
    ("timeout", "The request took too long"),
    ("too-large", "The request is too large"),
    ("unknown-city", "This server does not know that city"),
    ("wrong-code", "The code is wrong or too old"),
    ("wrong-password", "The password is wrong"),
    ("wrong-sign-in", "The address or the password is wrong"),
];

fn title(code: &str) -> &'static str {
    CODES.iter().find(|(known, _)| *known == code).map_or("Something went wrong", |(_, title)| title)
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let mut response = self.response(None);
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Closed => Self::busy(),
            error => Self::internal(error),
        }
    }
}

impl From<FieldError> for Failure {
    fn from(error: FieldError) -> Self {
        Self::invalid(error.field, error.code)
    }
}

/// A JSON body, read so that an error names the field.
#[derive(Debug)]
pub struct Body<T>(pub T);

impl<T: serde::de::DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Failure;

    async fn from_request(request: Request, _: &S) -> Result<Self, Failure> {
        json(request, MOST_BYTES).await.map(Self)
    }
}

/// Reads a JSON body of at most `most` bytes.
///
/// # Errors
/// `not-json`, `too-large`, `invalid`.
pub async fn json<T: serde::de::DeserializeOwned>(request: Request, most: usize) -> Result<T, Failure> {
    let json = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).is_some_and(|value| {
        let kind = value.split(';').next().unwrap_or_default().trim();
        kind.eq_ignore_ascii_case("application/json")
    });
    if !json {
        return Err(Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "not-json"));
    }
    parse(&read(request.into_body(), most).await?)
}

/// Reads a body of at most `most` bytes: `too-large`, or `invalid` when it breaks off.
pub(crate) async fn read(body: axum::body::Body, most: usize) -> Result<axum::body::Bytes, Failure> {
    axum::body::to_bytes(body, most).await.map_err(|error| {
        if is_too_large(&error) {
            Failure::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large").with_detail(format!("at most {most} bytes"))
        } else {
            Failure::new(StatusCode::BAD_REQUEST, "invalid").with_detail("the body broke off")
        }
    })
}

fn is_too_large(error: &axum::Error) -> bool {
    let mut cause: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(error) = cause {
        if error.to_string().contains("length limit exceeded") {
            return true;
        }
        cause = error.source();
    }
    false
}

/// Reads JSON; an error names the field by its path.
///
/// # Errors
/// `invalid`, with the path of the value at fault and `unknown`, `missing`, `not-readable`.
pub fn parse<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, Failure> {
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize::<_, T>(&mut reader).map_err(|error| {
        let path = error.path().to_string();
        let cause = error.into_inner();
        let (words, line, column) = (plain(&cause), cause.line(), cause.column());
        let failure = Failure::new(StatusCode::UNPROCESSABLE_ENTITY, "invalid");
        if !cause.is_data() {
            return Failure::new(StatusCode::BAD_REQUEST, "invalid")
                .with_detail(format!("not JSON: {words} (line {line}, column {column})"));
        }
        let inside = |name: &str| if path == "." { name.to_owned() } else { format!("{path}.{name}") };
        let named = |what: &str| words.strip_prefix(what).and_then(|rest| rest.split('`').next()).map(str::to_owned);
        let failure = match (named("missing field `"), named("unknown field `")) {
            (Some(field), _) => failure.with_field(inside(&field), "missing"),
            // The path already ends with the field that nobody knows.
            (_, Some(field)) if path.rsplit('.').next() == Some(field.as_str()) => failure.with_field(path, "unknown"),
            (_, Some(field)) => failure.with_field(inside(&field), "unknown"),
            _ => failure.with_field(if path == "." { String::new() } else { path }, "not-readable"),
        };
        failure.with_detail(words)
    })?;
    reader.end().map_err(|_| {
        Failure::new(StatusCode::BAD_REQUEST, "invalid").with_detail("not JSON: something follows the value")
    })?;
    Ok(value)
}

/// Serde's words without the value that was sent: `invalid type: string "hush", expected …` would echo a password.
fn plain(error: &serde_json::Error) -> String {
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    match (words.split_once(": "), words.split_once(", expected ")) {
        (Some((what, _)), Some((_, expected))) => format!("{what}, expected {expected}"),
        _ => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::account::SignIn;

    fn wrong(json: &str) -> (u16, Vec<(String, String)>, String) {
        let failure = parse::<SignIn>(json.as_bytes()).unwrap_err();
        let fields = failure.fields.into_iter().map(|field| (field.field, field.code)).collect();
        (failure.status.as_u16(), fields, failure.detail.unwrap_or_default())
    }

    #[test]
    fn wrong_json_names_the_field_and_never_repeats_what_was_sent() {
        let one = |field: &str, code: &str| vec![(field.to_owned(), code.to_owned())];
        let (status, fields, _) = wrong(r#"{"city":"990019","email":"a@b.jp","password":"x"}"#);
        assert_eq!((status, fields), (422, one("device", "missing")));
        let (_, fields, _) = wrong(r#"{"city":"990019","email":"a@b.jp","password":"x","device":"d","age":3}"#);
        assert_eq!(fields, one("age", "unknown"));
        let (_, fields, detail) = wrong(r#"{"city":"990019","email":["hush"],"password":"x","device":"d"}"#);
        assert_eq!(fields, one("email", "not-readable"));
        assert!(detail.contains("expected a string"), "{detail}");
        let (_, _, detail) = wrong(r#"{"city":990019,"email":"","password":"x","device":"d"}"#);
        assert!(!detail.contains("990019"), "{detail}");
        let (status, fields, detail) = wrong(r#"{"city":"990019","#);
        assert_eq!((status, fields.len()), (400, 0));
        assert!(detail.contains("line 1"), "{detail}");
        assert_eq!(wrong(r#"{"city":"","email":"","password":"","device":""} x"#).0, 400);
    }

    #[test]
    fn paths_reach_into_what_lies_inside() {
        let json = r#"{"city":"990019","commands":[{"id":"x","at":1,"type":"unsave_news"}]}"#;
        let failure = parse::<itsumo_domain::sync::SyncRequest>(json.as_bytes()).unwrap_err();
        assert!(failure.fields[0].field.starts_with("commands[0]"), "{:?}", failure.fields);
    }

    #[test]
    fn every_code_has_words_in_every_language() {
        for locale in itsumo_domain::i18n::Locale::ALL {
            for (code, _) in CODES {
                assert!(itsumo_domain::i18n::has(locale, &format!("problem-{code}")), "problem-{code}");
            }
            for code in [
                "missing",
                "unknown",
                "not-readable",
                "too-many",
                "other-city",
                "unknown-city",
                "taken",
                "differs",
                "too-long",
            ] {
                assert!(itsumo_domain::i18n::has(locale, &format!("field-{code}")), "field-{code}");
            }
        }
    }

    #[test]
    fn every_code_has_its_title() {
        assert!(CODES.is_sorted());
        for status in [404, 405, 413, 415, 408, 429, 400, 500] {
            let failure = Failure::of_status(StatusCode::from_u16(status).unwrap());
            assert!(CODES.iter().any(|(code, _)| *code == failure.code), "{}", failure.code);
        }
    }
}
