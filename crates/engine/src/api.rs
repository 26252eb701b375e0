//! Calls to the server: where it is, who calls, and what its answers mean.

use crate::{
    Engine, Error, Inner, account,
    http::{Method, Request, Response},
    store::{self, StoreError},
};
use rusqlite::Connection;
use serde::{Serialize, de::DeserializeOwned};
use std::{sync::Arc, time::Duration};

/// The server of a development machine; people who run their own set theirs.
pub(crate) const DEFAULT_SERVER: &str = "http://127.0.0.1:8787";
pub(crate) const SERVER: &str = "server";
/// How long a call may take. The server gives up after the same time.
const CALL: Duration = Duration::from_secs(30);

/// Where the server is, without a slash at the end.
pub(crate) fn server(db: &Connection) -> Result<String, StoreError> {
    Ok(store::setting(db, SERVER)?.unwrap_or_else(|| DEFAULT_SERVER.to_owned()))
}

/// Checks an address somebody typed. Passwords go there: plain `http` only inside one's own network.
fn normalise_server(typed: &str) -> Result<String, Error> {
    let wrong = |code| Error::field("server", code);
    let url = reqwest::Url::parse(typed.trim()).map_err(|_| wrong("not-a-url"))?;
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']);
    if host.is_empty() || url.query().is_some() || url.fragment().is_some() || !url.username().is_empty() {
        return Err(wrong("not-a-url"));
    }
    let near = host == "localhost"
        || host.ends_with(".local")
        || host.parse::<std::net::Ipv4Addr>().is_ok_and(|ip| ip.is_loopback() || ip.is_private())
        || host.parse::<std::net::Ipv6Addr>().is_ok_and(|ip| ip.is_loopback() || ip.is_unique_local());
    match url.scheme() {
        "https" => {}
        "http" if near => {}
        "http" => return Err(wrong("not-secure")),
        _ => return Err(wrong("not-a-url")),
    }
    Ok(url.as_str().trim_end_matches('/').to_owned())
}

impl Engine {
    /// Where the server is.
    pub fn server(&self) -> String {
        self.0.inner.store.read(server).unwrap_or_else(|_| DEFAULT_SERVER.to_owned())
    }

    /// Points the app at another server. What came from the old one leaves the device; what the person kept
    /// without an account stays.
    ///
    /// # Errors
    /// When the address is none, or is not secure outside one's own network.
    pub async fn set_server(&self, url: &str) -> Result<(), Error> {
        let url = normalise_server(url)?;
        if url == self.server() {
            return Ok(());
        }
        let _no_sync_meanwhile = self.0.inner.sync_gate.lock().await;
        self.write(move |tx, inner| {
            account::forget_person(tx, inner)?;
            crate::city::forget_city(tx)?;
            tx.execute("DELETE FROM city", [])?;
            store::unset(tx, crate::city::CITIES)?;
            store::set_setting(tx, SERVER, &url)
        })
        .await?;
        account::forget_session(&self.inner()).await;
        self.moved_house();
        Ok(())
    }

    /// City or server changed: everything is asked again.
    pub(crate) fn moved_house(&self) {
        let inner = &self.0.inner;
        inner.wake_live.notify_waiters();
        inner.wake_sync.notify_one();
        for change in crate::Change::ALL {
            inner.changed(change);
        }
    }
}

/// A call to the server.
pub(crate) struct Call<'a> {
    pub method: Method,
    /// From `/v1/…`.
    pub path: String,
    pub body: Option<Vec<u8>>,
    /// The session's token.
    pub token: Option<&'a str>,
    /// More headers; names in lower case.
    pub headers: Vec<(&'static str, String)>,
    /// Stays open for as long as it likes.
    pub open: bool,
    pub etag: Option<String>,
}

impl Call<'_> {
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), body: None, token: None, headers: Vec::new(), open: false, etag: None }
    }
}

impl Inner {
    /// Sends a call; any answer is an answer.
    pub(crate) async fn call(self: &Arc<Self>, call: Call<'_>) -> Result<Response, Error> {
        let server = self.read(|db, _| server(db)).await?;
        let mut headers = call.headers;
        if let Some(token) = call.token {
            headers.push(("authorization", format!("Bearer {token}")));
        }
        if let Some(etag) = call.etag {
            headers.push(("if-none-match", etag));
        }
        headers.push(("accept", if call.open { "text/event-stream" } else { "application/json" }.to_owned()));
        let timeout = (!call.open).then_some(CALL);
        let request =
            Request { method: call.method, url: format!("{server}{}", call.path), headers, body: call.body, timeout };
        self.deps.http.send(request).await.map_err(|error| {
            tracing::debug!(%error, "no answer");
            Error::Offline
        })
    }

    /// Sends a call whose good answer is JSON of type `T`.
    pub(crate) async fn call_json<T: DeserializeOwned>(self: &Arc<Self>, call: Call<'_>) -> Result<T, Error> {
        let answer = self.call(call).await?;
        let status = answer.status;
        let body = answer.bytes().await.map_err(|_| Error::Offline)?;
        if !(200..300).contains(&status) {
            return Err(Error::from_answer(status, &body));
        }
        // An empty answer is `null`: calls that only do something expect `()`.
        let body: &[u8] = if body.is_empty() { b"null" } else { &body };
        serde_json::from_slice(body).map_err(|error| {
            tracing::warn!(%error, status, "an answer that does not read");
            // A captive portal answers 200 with a page of its own.
            if body.first().is_some_and(|first| *first == b'<') { Error::Offline } else { Error::NewerData }
        })
    }

    /// `method path` with a JSON body.
    pub(crate) async fn send<T: DeserializeOwned>(
        self: &Arc<Self>,
        method: Method,
        path: &str,
        body: &impl Serialize,
        token: Option<&str>,
    ) -> Result<T, Error> {
        let body = Some(serde_json::to_vec(body).map_err(Error::internal)?);
        self.call_json(Call { body, token, ..Call::new(method, path) }).await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_is_https_or_near() {
        for (typed, kept) in [
            ("https://itsumo.example.jp/", "https://itsumo.example.jp"),
            (" http://127.0.0.1:8080 ", "http://127.0.0.1:8080"),
            ("http://localhost:1", "http://localhost:1"),
            ("http://192.168.1.5:8080", "http://192.168.1.5:8080"),
            ("http://[::1]:80", "http://[::1]"),
        ] {
            assert_eq!(normalise_server(typed).as_deref(), Ok(kept));
        }
        for (typed, code) in [
            ("", "not-a-url"),
            ("itsumo", "not-a-url"),
            ("ftp://a.jp", "not-a-url"),
            ("https://a.jp/?x", "not-a-url"),
            ("http://itsumo.example.jp", "not-secure"),
        ] {
            assert_eq!(normalise_server(typed), Err(Error::field("server", code)), "{typed}");
        }
    }
}
