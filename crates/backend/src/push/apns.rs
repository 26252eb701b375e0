//! Apple's push service, by tokens (`POST /3/device/…` over HTTP/2).
//!
//! What is not urgent goes as a *background* push: the app is woken when the phone finds it convenient, and shows its
//! own notification. Apple delays those as it likes and drops many, so what is urgent goes as an *alert*: the phone
//! shows one sentence by itself, that something urgent is there and to open the app, and wakes the app to say more.

use super::{
    PushError,
    jwt::Es256,
    pusher::{Outcome, Parcel, heard, no_answer},
};
use crate::config::Config;
use itsumo_domain::{
    Timestamp,
    i18n::{self, Arg},
    push::Urgency,
};
use reqwest::StatusCode;
use serde_json::{Value as Json, json};
use std::sync::{Mutex, PoisonError};
use url::Url;

/// Apple wants a new token at least every hour, and at most every twenty minutes.
const TOKEN_GOOD: i64 = 40 * Timestamp::MINUTE;
const SERVICE: &str = "https://api.push.apple.com";
const SANDBOX: &str = "https://api.sandbox.push.apple.com";

/// The way to Apple's devices.
pub(super) struct Apns {
    key: Es256,
    key_id: String,
    team: String,
    topic: String,
    /// Somebody else's service, for tests.
    instead: Option<Url>,
    token: Mutex<Option<(String, Timestamp)>>,
}

impl Apns {
    /// By the configuration; `None` without a key.
    pub(super) fn of(config: &Config) -> Result<Option<Self>, PushError> {
        let Some(file) = &config.apns_key else { return Ok(None) };
        let wrong = |why: &str| PushError::Config(format!("{}: {why}", file.display()));
        let pem = std::fs::read_to_string(file).map_err(|error| wrong(&error.to_string()))?;
        let key = Es256::of_pem(&pem).map_err(|_| wrong("not a key that Apple gave out (a .p8 file)"))?;
        let (Some(key_id), Some(team)) = (config.apns_key_id.clone(), config.apns_team.clone()) else {
            return Err(wrong("give its --apns-key-id and --apns-team, too"));
        };
        let topic = config.apns_topic.clone();
        Ok(Some(Self { key, key_id, team, topic, instead: config.push_service.clone(), token: Mutex::default() }))
    }

    pub(super) async fn push(
        &self,
        client: &reqwest::Client,
        parcel: &Parcel,
        device: &str,
        sandbox: bool,
        now: Timestamp,
    ) -> Outcome {
        let Ok(token) = self.token(now) else { return Outcome::Refused("the key does not sign".to_owned()) };
        let service = match &self.instead {
            Some(url) => url.as_str().trim_end_matches('/'),
            None if sandbox => SANDBOX,
            None => SERVICE,
        };
        let urgent = parcel.urgency == Urgency::High;
        let request = client
            .post(format!("{service}/3/device/{device}"))
            .bearer_auth(token)
            .header("apns-topic", &self.topic)
            .header("apns-push-type", if urgent { "alert" } else { "background" })
            .header("apns-priority", if urgent { "10" } else { "5" })
            .header("apns-expiration", parcel.until.0 / Timestamp::SECOND)
            .header("apns-collapse-id", parcel.topic)
            .json(&payload(parcel));
        match request.send().await {
            Ok(answer) => self.judge(answer).await,
            Err(error) => no_answer(&error),
        }
    }

    async fn judge(&self, answer: reqwest::Response) -> Outcome {
        let (status, outcome, said) = heard(answer).await;
        match (status, said.get("reason").and_then(Json::as_str).unwrap_or_default()) {
            (StatusCode::BAD_REQUEST, "BadDeviceToken" | "DeviceTokenNotForTopic") => Outcome::Gone,
            (StatusCode::FORBIDDEN, "ExpiredProviderToken") => {
                self.token.lock().unwrap_or_else(PoisonError::into_inner).take();
                Outcome::Later(None, "Apple wants a new token".to_owned())
            }
            // Our own key or address is at fault: no device is forgotten for it.
            (StatusCode::FORBIDDEN | StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED, reason) => {
                Outcome::Later(None, format!("Apple answered {} {reason}", status.as_u16()))
            }
            _ => outcome,
        }
    }

    fn token(&self, now: Timestamp) -> Result<String, PushError> {
        let mut kept = self.token.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((token, at)) = &*kept
            && (0..TOKEN_GOOD).contains(&now.since(*at))
        {
            return Ok(token.clone());
        }
        let claims = json!({ "iss": self.team, "iat": now.0 / Timestamp::SECOND });
        let token = self.key.sign(json!({ "kid": self.key_id }), &claims)?;
        *kept = Some((token.clone(), now));
        Ok(token)
    }
}

fn payload(parcel: &Parcel) -> Json {
    let mut aps = json!({ "content-available": 1 });
    if let (Urgency::High, Some(aps)) = (parcel.urgency, aps.as_object_mut()) {
        let city = [("city", Arg::Text(&parcel.city_name))];
        let body = i18n::without_ruby(&i18n::text(parcel.locale, "push-urgent", &city));
        let alert = json!({ "title": parcel.city_name, "body": body });
        let loud = json!({ "alert": alert, "sound": "default", "interruption-level": "time-sensitive" });
        aps.extend(loud.as_object().cloned().unwrap_or_default());
    }
    let message: Json = serde_json::from_slice(&parcel.message).unwrap_or_default();
    json!({ "aps": aps, "itsumo": message })
}
