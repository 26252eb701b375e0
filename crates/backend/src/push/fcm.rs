//! Google's push service (FCM, HTTP v1), for devices whose app is built with it. A data message of high or normal
//! priority wakes the app; Google shows nothing by itself.

use super::{
    PushError,
    jwt::Rs256,
    pusher::{Outcome, Parcel, heard, no_answer},
};
use crate::config::Config;
use itsumo_domain::{Timestamp, push::Urgency};
use reqwest::StatusCode;
use serde::Deserialize;
use serde_json::{Value as Json, json};
use std::sync::PoisonError;
use url::Url;

const SERVICE: &str = "https://fcm.googleapis.com";
const SCOPE: &str = "https://www.googleapis.com/auth/firebase.messaging";
/// How long a token is asked for, and how long before its end it is not used any more.
const TOKEN_GOOD: i64 = Timestamp::HOUR;
const SPARE: i64 = 5 * Timestamp::MINUTE;

/// The parts of a service account's file that are needed.
#[derive(Deserialize)]
struct Account {
    project_id: String,
    private_key: String,
    client_email: String,
    token_uri: String,
}

/// The way to Google's devices.
pub(super) struct Fcm {
    account: Account,
    key: Rs256,
    /// Somebody else's service, for tests.
    instead: Option<Url>,
    token: std::sync::Mutex<Option<(String, Timestamp)>>,
    /// One asks for a token, the others wait for it.
    asking: tokio::sync::Mutex<()>,
}

impl Fcm {
    /// By the configuration; `None` without an account.
    pub(super) fn of(config: &Config) -> Result<Option<Self>, PushError> {
        let Some(file) = &config.fcm_account else { return Ok(None) };
        let wrong = |why: &str| PushError::Config(format!("{}: {why}", file.display()));
        let json = std::fs::read_to_string(file).map_err(|error| wrong(&error.to_string()))?;
        let account: Account = serde_json::from_str(&json)
            .map_err(|error| wrong(&format!("not the file of a service account: {error}")))?;
        let key = Rs256::of_pem(&account.private_key).map_err(|_| wrong("its private_key cannot be read"))?;
        let instead = config.push_service.clone();
        let (token, asking) = (std::sync::Mutex::default(), tokio::sync::Mutex::default());
        Ok(Some(Self { account, key, instead, token, asking }))
    }

    pub(super) async fn push(
        &self,
        client: &reqwest::Client,
        parcel: &Parcel,
        device: &str,
        now: Timestamp,
    ) -> Outcome {
        let token = match self.token(client, now).await {
            Ok(token) => token,
            Err(outcome) => return outcome,
        };
        let service = self.instead.as_ref().map_or(SERVICE, |url| url.as_str().trim_end_matches('/'));
        let request = client
            .post(format!("{service}/v1/projects/{}/messages:send", self.account.project_id))
            .bearer_auth(token)
            .json(&payload(parcel, device, now));
        match request.send().await {
            Ok(answer) => self.judge(answer).await,
            Err(error) => no_answer(&error),
        }
    }

    async fn judge(&self, answer: reqwest::Response) -> Outcome {
        let (status, outcome, said) = heard(answer).await;
        let details = said.pointer("/error/details").and_then(Json::as_array).cloned().unwrap_or_default();
        let code = details.iter().find_map(|detail| detail.get("errorCode")?.as_str()).unwrap_or_default();
        match (status, code) {
            (_, "UNREGISTERED") => Outcome::Gone,
            (StatusCode::UNAUTHORIZED, _) => {
                self.token.lock().unwrap_or_else(PoisonError::into_inner).take();
                Outcome::Later(None, "Google wants a new token".to_owned())
            }
            // Our own project or key is at fault: no device is forgotten for it.
            (StatusCode::FORBIDDEN | StatusCode::NOT_FOUND, code) => {
                Outcome::Later(None, format!("Google answered {} {code}", status.as_u16()))
            }
            _ => outcome,
        }
    }

    async fn token(&self, client: &reqwest::Client, now: Timestamp) -> Result<String, Outcome> {
        let _one_asks = self.asking.lock().await;
        if let Some((token, until)) = &*self.token.lock().unwrap_or_else(PoisonError::into_inner)
            && (0..=TOKEN_GOOD).contains(&until.since(now))
        {
            return Ok(token.clone());
        }
        let issued = now.0 / Timestamp::SECOND;
        let claims = json!({
            "iss": self.account.client_email, "scope": SCOPE, "aud": self.account.token_uri,
            "iat": issued, "exp": issued + TOKEN_GOOD / Timestamp::SECOND,
        });
        let signed = self.key.sign(json!({}), &claims).map_err(|error| Outcome::Refused(error.to_string()))?;
        let asked = [("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"), ("assertion", signed.as_str())];
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(asked).finish();
        let request = client
            .post(&self.account.token_uri)
            .header(reqwest::header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(body);
        let answer = request.send().await.map_err(|error| no_answer(&error))?;
        let status = answer.status();
        let said: Json = answer.json().await.unwrap_or_default();
        let token = said.get("access_token").and_then(Json::as_str).filter(|_| status.is_success());
        let token = token.ok_or_else(|| Outcome::Later(None, format!("no token from Google: {}", status.as_u16())))?;
        let kept = (token.to_owned(), now.plus(TOKEN_GOOD - SPARE));
        *self.token.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
        Ok(token.to_owned())
    }
}

fn payload(parcel: &Parcel, device: &str, now: Timestamp) -> Json {
    let priority = if parcel.urgency == Urgency::High { "HIGH" } else { "NORMAL" };
    json!({ "message": {
        "token": device,
        // Values must be texts.
        "data": { "itsumo": String::from_utf8_lossy(&parcel.message) },
        "android": {
            "priority": priority, "ttl": format!("{}s", parcel.seconds(now)), "collapse_key": parcel.topic,
        },
    } })
}
