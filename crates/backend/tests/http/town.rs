//! A server with its mails in memory and its clock in our hands.

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use itsumo_backend::{
    app::App,
    clock::{HandClock, RealIds},
    config::Config,
    mail::{self, Memory},
    routes::{self, caller::Peer},
    serve::{self, Options},
    store::{StoreError, Value, migrations, testing},
};
use itsumo_domain::{Timestamp, account::Session};
use serde_json::{Value as Json, json};
use std::{net::SocketAddr, path::PathBuf, sync::Arc};
use tower::ServiceExt;

pub const CITY: &str = "990019";
pub const KEY: &str = "the operator of these tests";
pub const PASSWORD: &str = "さくらのはなが咲いた";
/// A day in April.
pub const TODAY: Timestamp = Timestamp(1_776_000_000_000);

pub fn cities() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("cities")
}

pub struct Town {
    pub app: App,
    pub router: Router,
    pub clock: Arc<HandClock>,
    pub mails: Arc<Memory>,
    pub mailing: tokio::task::JoinHandle<()>,
    _stop: tokio::sync::watch::Sender<bool>,
    data: tempfile::TempDir,
}

pub struct Reply {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Reply {
    pub fn json(&self) -> Json {
        let read = serde_json::from_slice(&self.bytes);
        read.unwrap_or_else(|_| panic!("{} not JSON: {}", self.status, String::from_utf8_lossy(&self.bytes)))
    }
    /// The problem's code and the fields it names, or a panic if this is not a problem.
    pub fn problem(&self) -> (u16, String, Vec<String>) {
        assert_eq!(self.headers["content-type"], "application/problem+json");
        let json = self.json();
        assert_eq!(json["status"], self.status.as_u16());
        assert!(json["instance"].as_str().unwrap().ends_with(self.headers["x-request-id"].to_str().unwrap()));
        let fields = json["fields"].as_array().cloned().unwrap_or_default();
        let fields = fields.iter().map(|field| field["field"].as_str().unwrap().to_owned()).collect();
        (self.status.as_u16(), json["code"].as_str().unwrap().to_owned(), fields)
    }
    pub fn session(&self) -> Session {
        assert_eq!(self.status, 201, "{}", String::from_utf8_lossy(&self.bytes));
        serde_json::from_slice(&self.bytes).unwrap()
    }
    /// Status and body, without what differs between any two requests.
    pub fn seen_from_outside(&self) -> (u16, Vec<String>, Json) {
        let mut json = if self.bytes.is_empty() { Json::Null } else { self.json() };
        if let Some(json) = json.as_object_mut() {
            json.remove("instance");
        }
        let headers = self.headers.iter().filter(|(name, _)| *name != "x-request-id");
        (self.status.as_u16(), headers.map(|(name, value)| format!("{name}: {value:?}")).collect(), json)
    }
}

impl Town {
    pub async fn sqlite() -> Self {
        Self::with(|_| ()).await
    }

    pub async fn with(decide: impl FnOnce(&mut Config)) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut config = Config::local(data.path(), cities());
        config.operator_key = Some(KEY.into());
        config.auth_rate = 0;
        decide(&mut config);
        let (clock, mails) = (Arc::new(HandClock::at(TODAY)), Arc::new(Memory::default()));
        let (stop, stopping) = tokio::sync::watch::channel(false);
        let options =
            Options { config, clock: clock.clone(), ids: Arc::new(RealIds), mailer: Some(mails.clone() as Arc<_>) };
        let app = serve::build(options, stopping).await.unwrap();
        let mailing = tokio::spawn(mail::run(app.clone()));
        Self { router: routes::router(app.clone()), app, clock, mails, mailing, _stop: stop, data }
    }

    pub async fn postgres() -> Option<Self> {
        if testing::left_out() {
            return None;
        }
        let url = testing::Cluster::shared().unwrap().database().unwrap();
        Some(Self::with(|config| config.place.database_url = Some(url.as_str().into())).await)
    }

    pub async fn send(&self, request: Request<Body>) -> Reply {
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (head, body) = response.into_parts();
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Reply { status: head.status, headers: head.headers, bytes }
    }

    pub async fn ask(&self, method: &str, path: &str, token: Option<&str>, body: Option<Json>) -> Reply {
        let mut request = Request::builder().method(method).uri(path);
        if let Some(token) = token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let request = match body {
            Some(json) => request.header("content-type", "application/json").body(Body::from(json.to_string())),
            None => request.body(Body::empty()),
        };
        let mut request = request.unwrap();
        request.extensions_mut().insert(Peer(SocketAddr::from(([192, 0, 2, 1], 4000))));
        self.send(request).await
    }

    pub async fn get(&self, path: &str, token: Option<&str>) -> Reply {
        self.ask("GET", path, token, None).await
    }

    pub async fn post(&self, path: &str, body: Json) -> Reply {
        self.ask("POST", path, None, Some(body)).await
    }

    /// The six figures of the mail number `count` to `email`.
    pub async fn code(&self, email: &str, count: usize) -> String {
        let mail = self.mails.wait(email, count).await.unwrap();
        let code: String = mail.subject.chars().filter(char::is_ascii_digit).collect();
        assert_eq!(code.len(), 6, "{}", mail.subject);
        code
    }

    pub async fn register(&self, email: &str) -> Session {
        self.register_with(email, PASSWORD).await
    }

    pub async fn register_with(&self, email: &str, password: &str) -> Session {
        let before = self.mails.to(email).len();
        let asked = json!({ "city": CITY, "email": email, "password": password, "locale": "ja" });
        assert_eq!(self.post("/v1/accounts", asked).await.status, 202);
        let code = self.code(email, before + 1).await;
        self.confirm(email, &code).await.session()
    }

    pub async fn confirm(&self, email: &str, code: &str) -> Reply {
        let asked = json!({ "city": CITY, "email": email, "code": code, "device": "電話" });
        self.post("/v1/accounts/confirm", asked).await
    }

    pub async fn sign_in(&self, email: &str, password: &str) -> Reply {
        let asked = json!({ "city": CITY, "email": email, "password": password, "device": "タブレット" });
        self.post("/v1/sessions", asked).await
    }

    /// Every row of every table, as text: what a look into the database would find.
    pub async fn everything(&self) -> String {
        let mut found = String::new();
        for table in migrations::tables().filter(|table| table != "schema_version") {
            let sql = format!("SELECT * FROM {table}");
            let reading =
                self.app.store.read::<_, StoreError, _>(move |tx| Box::pin(async move { tx.query(&sql, &[]).await }));
            for row in reading.await.unwrap() {
                let values = row.0.iter().map(|value| match value {
                    Value::Bytes(bytes) => {
                        uuid::Uuid::from_slice(bytes).map_or_else(|_| "…".to_owned(), |id| id.to_string())
                    }
                    Value::Text(text) => text.clone(),
                    other => format!("{other:?}"),
                });
                found.push_str(&format!("{table}: {}\n", values.collect::<Vec<_>>().join(" | ")));
            }
        }
        found
    }

    /// How many blobs lie on the disk.
    pub fn blob_files(&self) -> usize {
        fn files(folder: &std::path::Path) -> usize {
            let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
            entries.map(|path| if path.is_dir() { files(&path) } else { 1 }).sum()
        }
        files(&self.data.path().join("blobs"))
    }

    /// The same, once the rows of mails that were sent are gone: they go a moment after the mail.
    pub async fn everything_once_mails_are_out(&self) -> String {
        loop {
            let found = self.everything().await;
            if !found.contains("outgoing_mail") {
                return found;
            }
            tokio::task::yield_now().await;
        }
    }
}

/// One story on both engines. On PostgreSQL it is left out only where that was asked for.
macro_rules! on_both {
    ($(#[$doc:meta])* async fn $name:ident($town:ident: $of:ident) $body:block) => {
        $(#[$doc])*
        mod $name {
            use super::*;
            async fn story($town: $of) $body
            #[tokio::test]
            async fn sqlite() {
                story($of::sqlite().await).await;
            }
            #[tokio::test]
            async fn postgres() {
                if let Some(town) = $of::postgres().await {
                    story(town).await;
                }
            }
        }
    };
}
pub(crate) use on_both;
