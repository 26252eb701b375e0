//! A push service on this machine, and devices that open what it was given, as RFC 8291 says.

use axum::{
    Router,
    body::Bytes,
    extract::{Request, State},
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Response},
};
use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use itsumo_backend::push::web_push::{address_of, open};
use itsumo_domain::push::{PushAddress, PushMessage};
use serde_json::{Value as Json, json};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use tokio::sync::Notify;

/// What a service was given.
#[derive(Clone, Debug)]
pub struct Given {
    pub path: String,
    pub headers: HeaderMap,
    pub body: Bytes,
}

impl Given {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
    pub fn json(&self) -> Json {
        serde_json::from_slice(&self.body).unwrap()
    }
    /// The parts of a signed statement.
    pub fn claims(&self) -> (Json, Json) {
        let token = self.header("authorization");
        let token = token.split_once("t=").map_or_else(|| token.split_once(' ').unwrap().1, |(_, rest)| rest);
        let token = token.split(',').next().unwrap();
        let parts: Vec<&str> = token.split('.').collect();
        let json = |part: &str| serde_json::from_slice(&URL_SAFE_NO_PAD.decode(part).unwrap()).unwrap();
        (json(parts[0]), json(parts[1]))
    }
}

/// The status, after how many seconds to try again, and what to say.
type Answer = (u16, Option<u32>, Json);

#[derive(Default)]
struct Kept {
    given: Mutex<Vec<Given>>,
    /// By the beginning of a path.
    answers: Mutex<HashMap<String, Answer>>,
    came: Notify,
}

#[derive(Clone)]
pub struct Service {
    pub url: String,
    kept: Arc<Kept>,
}

impl Service {
    pub async fn start() -> Self {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let kept = Arc::new(Kept::default());
        let router = Router::new().fallback(answer).with_state(Arc::clone(&kept));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, kept }
    }

    /// From now on every path that begins so is answered so.
    pub fn answers(&self, path: &str, status: u16, retry_after: Option<u32>) {
        self.says(path, status, retry_after, Json::Null);
    }

    pub fn says(&self, path: &str, status: u16, retry_after: Option<u32>, words: Json) {
        self.kept.answers.lock().unwrap().insert(path.to_owned(), (status, retry_after, words));
    }

    /// What came since it was last asked.
    pub fn take(&self) -> Vec<Given> {
        std::mem::take(&mut *self.kept.given.lock().unwrap())
    }

    /// Waits until something came.
    pub async fn wait(&self) -> Vec<Given> {
        loop {
            let came = self.kept.came.notified();
            let given = self.take();
            if !given.is_empty() {
                return given;
            }
            came.await;
        }
    }
}

async fn answer(State(kept): State<Arc<Kept>>, request: Request) -> Response {
    let (head, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let path = head.uri.path().to_owned();
    let found = {
        let answers = kept.answers.lock().unwrap();
        let found = answers.iter().filter(|(begins, _)| path.starts_with(begins.as_str()));
        found.max_by_key(|(begins, _)| begins.len()).map(|(_, found)| found.clone())
    };
    kept.given.lock().unwrap().push(Given { path, headers: head.headers, body });
    kept.came.notify_waiters();
    let (status, retry_after, words) = found.unwrap_or((201, None, Json::Null));
    let status = StatusCode::from_u16(status).unwrap();
    let retry = retry_after.map(|seconds| [("retry-after", seconds.to_string())]);
    (status, retry, axum::Json(words)).into_response()
}

/// A device with Web Push.
#[derive(Clone)]
pub struct Device {
    secret: [u8; 32],
    auth: [u8; 16],
    pub endpoint: String,
}

impl Device {
    /// The device number `n`, at `path` of the service.
    pub fn new(service: &Service, n: u8, path: &str) -> Self {
        Self { secret: [n; 32], auth: [n; 16], endpoint: format!("{}{path}", service.url) }
    }

    pub fn address(&self) -> PushAddress {
        address_of(&self.endpoint, &self.secret, &self.auth).unwrap()
    }

    pub fn registration(&self) -> Json {
        json!({ "address": self.address(), "locale": "ja" })
    }

    /// What a push says to this device.
    pub fn open(&self, given: &Given) -> PushMessage {
        assert_eq!(given.header("content-encoding"), "aes128gcm");
        serde_json::from_slice(&open(&self.secret, &self.auth, &given.body).unwrap()).unwrap()
    }
}

/// A key as a maker's file has it.
pub fn pem(der: &[u8]) -> String {
    format!("-----BEGIN PRIVATE KEY-----\n{}\n-----END PRIVATE KEY-----\n", STANDARD.encode(der))
}
