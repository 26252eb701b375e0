//! The way out: one [`Pusher`], and the [`Courier`] that knows the three ways and picks the address's own.

use super::{
    PushError,
    apns::Apns,
    fcm::Fcm,
    hold::Holds,
    vapid::Vapids,
    web_push::{self, Keys},
};
use crate::{
    clock::Ids,
    config::Config,
    ingest::fetch,
    store::{BoxFuture, Store},
};
use bytes::Bytes;
use itsumo_domain::{
    Timestamp,
    i18n::Locale,
    push::{PushAddress, Urgency},
};
use reqwest::{StatusCode, header};
use serde_json::Value as Json;
use std::{sync::Arc, time::Duration};
use url::Url;

/// Longest time for one push.
const PUSH_TIME: Duration = Duration::from_secs(10);
/// Connections kept to one push service; over HTTP/2 one is enough for all.
const IDLE: usize = 32;

/// A push, ready to go.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// The city's code.
    pub city: String,
    /// The city's name, in the language below.
    pub city_name: String,
    /// Where.
    pub address: PushAddress,
    /// The language of what the phone shows by itself.
    pub locale: Locale,
    /// A `PushMessage` as JSON.
    pub message: Bytes,
    /// How urgent.
    pub urgency: Urgency,
    /// Until when it is worth delivering.
    pub until: Timestamp,
    /// One that is not delivered yet takes the place of another of the same topic: at most 32 letters of base64url.
    pub topic: &'static str,
}

impl Parcel {
    /// Seconds for which it is worth delivering.
    pub fn seconds(&self, now: Timestamp) -> i64 {
        (self.until.since(now) / Timestamp::SECOND).max(0)
    }
}

/// What came of a push. The words are for logs and hold no address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The service took it.
    Taken,
    /// There is no such device any more.
    Gone,
    /// The service does not take it, and will not take it soon.
    Refused(String),
    /// Worth another try, after so many milliseconds if the service says so.
    Later(Option<i64>, String),
    /// Not even tried: its service is left in peace for so many milliseconds.
    Held(i64),
}

impl Outcome {
    /// For figures: `taken`, `gone`, `refused`, `later`, `held`.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Taken => "taken",
            Self::Gone => "gone",
            Self::Refused(_) => "refused",
            Self::Later(..) => "later",
            Self::Held(_) => "held",
        }
    }
}

/// Hands pushes over.
pub trait Pusher: Send + Sync {
    /// Hands one over. [`Outcome::Taken`] means that it is somebody else's to deliver.
    fn push<'a>(&'a self, parcel: &'a Parcel, now: Timestamp) -> BoxFuture<'a, Outcome>;
}

/// Hands pushes to push services.
pub struct Courier {
    client: reqwest::Client,
    allow_private: bool,
    ids: Arc<dyn Ids>,
    /// The cities' keys.
    pub vapids: Vapids,
    apns: Option<Apns>,
    fcm: Option<Fcm>,
    holds: Holds,
}

impl Courier {
    /// By what the operator decided.
    ///
    /// # Errors
    /// [`PushError::Config`] when a key cannot be read.
    pub fn new(config: &Config, store: Store, ids: Arc<dyn Ids>) -> Result<Self, PushError> {
        let failed = |error: fetch::FetchError| PushError::Config(error.to_string());
        let client = fetch::guarded(config.allow_private_push, PUSH_TIME, IDLE)
            .map_err(failed)?
            .user_agent(concat!("itsumo-backend/", env!("CARGO_PKG_VERSION"), " (push)"))
            .build()
            .map_err(|error| PushError::Config(error.to_string()))?;
        Ok(Self {
            client,
            allow_private: config.allow_private_push,
            vapids: Vapids::new(store, Arc::clone(&ids), contact(config)),
            ids,
            apns: Apns::of(config)?,
            fcm: Fcm::of(config)?,
            holds: Holds::default(),
        })
    }

    /// Whether Apple's devices can be reached.
    pub fn has_apns(&self) -> bool {
        self.apns.is_some()
    }

    /// Whether Google's devices can be reached.
    pub fn has_fcm(&self) -> bool {
        self.fcm.is_some()
    }

    /// Whether an address is one that this server can push to; nothing is sent.
    ///
    /// # Errors
    /// The field at fault and a code: `not-a-url`, `not-secure`, `private`, `not-a-key`, `not-offered`.
    pub fn check(&self, address: &PushAddress) -> Result<(), (&'static str, &'static str)> {
        match address {
            PushAddress::WebPush { endpoint, p256dh, auth } => {
                let url = Url::parse(endpoint).map_err(|_| ("endpoint", "not-a-url"))?;
                if url.scheme() != "https" && !self.allow_private {
                    return Err(("endpoint", "not-secure"));
                }
                fetch::admit(&url, self.allow_private).map_err(|_| ("endpoint", "private"))?;
                // A key that is no point shows only when something is sealed for it.
                self.seal(p256dh, auth, b"").map(drop).map_err(|_| ("p256dh", "not-a-key"))
            }
            PushAddress::Apns { .. } if self.apns.is_none() => Err(("transport", "not-offered")),
            PushAddress::Fcm { .. } if self.fcm.is_none() => Err(("transport", "not-offered")),
            PushAddress::Apns { .. } | PushAddress::Fcm { .. } => Ok(()),
        }
    }

    fn seal(&self, p256dh: &str, auth: &str, message: &[u8]) -> Result<Vec<u8>, web_push::SealError> {
        let keys = Keys::read(p256dh, auth)?;
        loop {
            let mut salt = [0; 16];
            salt.iter_mut().zip(self.ids.secret()).for_each(|(to, from)| *to = from);
            match web_push::seal(&keys, message, &self.ids.secret(), salt) {
                Err(web_push::SealError::Secret) => {}
                sealed => return sealed,
            }
        }
    }

    async fn web(&self, parcel: &Parcel, [endpoint, p256dh, auth]: [&str; 3], now: Timestamp) -> Outcome {
        let Ok(url) = Url::parse(endpoint) else { return Outcome::Refused("not an address".to_owned()) };
        // Asked again: what was let in once may have been let in by another configuration.
        if fetch::admit(&url, self.allow_private).is_err() {
            return Outcome::Refused("not a public address".to_owned());
        }
        let origin = url.origin().ascii_serialization();
        if let Some(wait) = self.holds.wait(&origin, now) {
            return Outcome::Held(wait);
        }
        let key = match self.vapids.header(&parcel.city, &origin, now).await {
            Ok(key) => key,
            Err(error) => return Outcome::Later(None, format!("the city's key: {error}")),
        };
        let Ok(body) = self.seal(p256dh, auth, &parcel.message) else {
            return Outcome::Refused("not a key of this curve".to_owned());
        };
        let request = self
            .client
            .post(url)
            .header(header::AUTHORIZATION, key)
            .header(header::CONTENT_TYPE, "application/octet-stream")
            .header(header::CONTENT_ENCODING, "aes128gcm")
            .header("ttl", parcel.seconds(now))
            .header("urgency", parcel.urgency.word())
            .header("topic", parcel.topic)
            .body(body);
        let outcome = match request.send().await {
            Ok(answer) => judge(answer.status(), answer.headers()),
            Err(error) => no_answer(&error),
        };
        match &outcome {
            Outcome::Later(..) => self.holds.failed(&origin, now),
            _ => self.holds.well(&origin),
        }
        outcome
    }
}

impl Pusher for Courier {
    fn push<'a>(&'a self, parcel: &'a Parcel, now: Timestamp) -> BoxFuture<'a, Outcome> {
        Box::pin(async move {
            let not_offered = || Outcome::Refused("this server has no key for it".to_owned());
            match &parcel.address {
                PushAddress::WebPush { endpoint, p256dh, auth } => {
                    self.web(parcel, [endpoint, p256dh, auth], now).await
                }
                PushAddress::Apns { token, sandbox } => match &self.apns {
                    Some(apns) => apns.push(&self.client, parcel, token, *sandbox, now).await,
                    None => not_offered(),
                },
                PushAddress::Fcm { token } => match &self.fcm {
                    Some(fcm) => fcm.push(&self.client, parcel, token, now).await,
                    None => not_offered(),
                },
            }
        })
    }
}

/// Whom a push service may write to about us (RFC 8292): what the operator said, or the server's own address.
fn contact(config: &Config) -> String {
    match (&config.push_contact, &config.public_url) {
        (Some(contact), _) => contact.clone(),
        (None, Some(url)) if url.scheme() == "https" => url.to_string(),
        (None, _) => "mailto:push@localhost.localdomain".to_owned(),
    }
}

/// An answer: its status, what that means, and what it says beside it; nothing where it is a yes.
pub(super) async fn heard(answer: reqwest::Response) -> (StatusCode, Outcome, Json) {
    let (status, outcome) = (answer.status(), judge(answer.status(), answer.headers()));
    let said = if outcome == Outcome::Taken { Json::Null } else { answer.json().await.unwrap_or_default() };
    (status, outcome, said)
}

/// What a status means, for all services; they differ in what they say beside it.
fn judge(status: StatusCode, headers: &header::HeaderMap) -> Outcome {
    let said = || format!("the service answered {}", status.as_u16());
    match status {
        status if status.is_success() => Outcome::Taken,
        StatusCode::NOT_FOUND | StatusCode::GONE => Outcome::Gone,
        StatusCode::TOO_MANY_REQUESTS | StatusCode::REQUEST_TIMEOUT => Outcome::Later(retry_after(headers), said()),
        status if status.is_server_error() => Outcome::Later(retry_after(headers), said()),
        _ => Outcome::Refused(said()),
    }
}

/// Seconds, at most an hour; the other form, a date, is taken for nothing said.
fn retry_after(headers: &header::HeaderMap) -> Option<i64> {
    let seconds: i64 = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(seconds.clamp(1, 3_600).saturating_mul(Timestamp::SECOND))
}

/// A client's error repeats the address; the log gets its kind only.
pub(super) fn no_answer(error: &reqwest::Error) -> Outcome {
    let kind = if error.is_timeout() { "no answer in time" } else { "no connection" };
    Outcome::Later(None, kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_status_says_whether_to_try_again_and_when() {
        let mut headers = header::HeaderMap::new();
        let judged = |status: u16, headers: &header::HeaderMap| judge(StatusCode::from_u16(status).unwrap(), headers);
        for (status, word) in [
            (200, "taken"),
            (201, "taken"),
            (202, "taken"),
            (404, "gone"),
            (410, "gone"),
            (408, "later"),
            (429, "later"),
            (500, "later"),
            (503, "later"),
            (301, "refused"),
            (400, "refused"),
            (401, "refused"),
            (403, "refused"),
            (413, "refused"),
        ] {
            assert_eq!(judged(status, &headers).word(), word, "{status}");
        }
        headers.insert(header::RETRY_AFTER, "120".parse().unwrap());
        assert!(matches!(judged(429, &headers), Outcome::Later(Some(120_000), _)));
        headers.insert(header::RETRY_AFTER, "999999999".parse().unwrap());
        assert!(matches!(judged(503, &headers), Outcome::Later(Some(3_600_000), _)));
        headers.insert(header::RETRY_AFTER, "Wed, 21 Oct 2026 07:28:00 GMT".parse().unwrap());
        assert!(matches!(judged(503, &headers), Outcome::Later(None, _)));
    }
}
