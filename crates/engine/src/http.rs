//! HTTP as the engine sees it: one small trait, the real client, and a scripted one for tests.
//!
//! **Invariant:** [`client`] is the only place that builds a client. It trusts Mozilla's roots, which are
//! compiled in, and never asks the platform: `rustls-platform-verifier` panics on Android where no JVM was
//! handed to it, and a kiosk image may have no certificates at all. A self-hoster adds a CA of their own.

mod fake;
pub use fake::{FakeHttp, Scripted};

use futures_util::{StreamExt, future::BoxFuture, stream::BoxStream};
use std::{path::Path, time::Duration};

/// The largest answer taken into memory, in bytes.
const LARGEST_ANSWER: usize = 64 * 1024 * 1024;

/// What is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// Read.
    Get,
    /// Make or do.
    Post,
    /// Replace.
    Put,
    /// Remove.
    Delete,
}

/// A request.
#[derive(Clone, Debug)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The absolute address.
    pub url: String,
    /// Headers; names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// The body; JSON where the headers do not say otherwise.
    pub body: Option<Vec<u8>>,
    /// How long the whole exchange may take; `None` for streams that stay open.
    pub timeout: Option<Duration>,
}

/// An answer whose body streams in.
pub struct Response {
    /// The status.
    pub status: u16,
    /// The validator, for conditional requests.
    pub etag: Option<String>,
    /// The body, decompressed.
    pub body: BoxStream<'static, Result<Vec<u8>, HttpError>>,
}

/// The exchange did not happen, or broke off. The reason is for logs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct HttpError(pub String);

/// Sends requests.
pub trait Http: Send + Sync {
    /// Sends one and resolves when the answer's head is there.
    fn send(&self, request: Request) -> BoxFuture<'static, Result<Response, HttpError>>;
}

impl Response {
    /// The whole body.
    ///
    /// # Errors
    /// When it breaks off or is larger than any answer of ours.
    pub async fn bytes(mut self) -> Result<Vec<u8>, HttpError> {
        let mut bytes = Vec::new();
        while let Some(part) = self.body.next().await {
            bytes.extend_from_slice(&part?);
            if bytes.len() > LARGEST_ANSWER {
                return Err(HttpError("the answer is too large".into()));
            }
        }
        Ok(bytes)
    }
}

/// A certificate authority to trust beside the public ones, for those who run a server of their own.
#[derive(Clone, Debug, Default)]
pub struct ExtraCa(Option<Vec<u8>>);

impl ExtraCa {
    /// Reads a PEM file.
    ///
    /// # Errors
    /// When it cannot be read or holds no certificate; in words for the person who named the file.
    pub fn read(path: &Path) -> Result<Self, String> {
        let pem = std::fs::read(path).map_err(|e| format!("{}: {e}", path.display()))?;
        match reqwest::Certificate::from_pem_bundle(&pem) {
            Ok(found) if !found.is_empty() => Ok(Self(Some(pem))),
            Ok(_) => Err(format!("{}: no certificate in it", path.display())),
            Err(error) => Err(format!("{}: {error}", path.display())),
        }
    }
}

/// Builds the one client.
///
/// # Errors
/// When the TLS library refuses its own configuration.
#[expect(clippy::disallowed_methods, reason = "this is the client's one home")]
pub fn client(extra: &ExtraCa) -> Result<reqwest::Client, reqwest::Error> {
    let mut roots = Vec::new();
    for root in webpki_root_certs::TLS_SERVER_ROOT_CERTS {
        roots.push(reqwest::Certificate::from_der(root)?);
    }
    if let Some(pem) = &extra.0 {
        roots.extend(reqwest::Certificate::from_pem_bundle(pem)?);
    }
    reqwest::Client::builder()
        .tls_certs_only(roots)
        .user_agent(concat!("itsumo/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(Duration::from_secs(10))
        .redirect(reqwest::redirect::Policy::none())
        .build()
}

/// The real thing.
pub struct RealHttp(Result<reqwest::Client, HttpError>);

impl RealHttp {
    /// With the public roots and perhaps one more.
    pub fn new(extra: &ExtraCa) -> Self {
        Self(client(extra).map_err(|e| HttpError(e.to_string())))
    }
}

impl Http for RealHttp {
    fn send(&self, request: Request) -> BoxFuture<'static, Result<Response, HttpError>> {
        let client = self.0.clone();
        Box::pin(async move {
            let method = match request.method {
                Method::Get => reqwest::Method::GET,
                Method::Post => reqwest::Method::POST,
                Method::Put => reqwest::Method::PUT,
                Method::Delete => reqwest::Method::DELETE,
            };
            // The address may carry nothing private, but errors are logged: keep it out of them.
            let failed = |error: reqwest::Error| HttpError(chain(&error.without_url()));
            let mut outgoing = client?.request(method, &request.url);
            if request.body.is_some() && !request.headers.iter().any(|(name, _)| *name == "content-type") {
                outgoing = outgoing.header("content-type", "application/json");
            }
            for (name, value) in request.headers {
                outgoing = outgoing.header(name, value);
            }
            if let Some(body) = request.body {
                outgoing = outgoing.body(body);
            }
            if let Some(timeout) = request.timeout {
                outgoing = outgoing.timeout(timeout);
            }
            let answer = outgoing.send().await.map_err(failed)?;
            let etag = answer.headers().get("etag").and_then(|etag| etag.to_str().ok()).map(str::to_owned);
            Ok(Response {
                status: answer.status().as_u16(),
                etag,
                body: answer.bytes_stream().map(move |part| part.map(|b| b.to_vec()).map_err(failed)).boxed(),
            })
        })
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = format!("{text}: {cause}");
        source = cause.source();
    }
    text
}
