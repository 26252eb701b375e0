//! A city with sources on a web server of its own.

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{Request, State},
    http::{HeaderName, Response, header},
};
use futures_util::stream;
use itsumo_backend::{
    city::{Cities, CityConfig},
    clock::{Clock, HandClock, Ids, SeededIds},
    ingest::{
        run::{Ingest, Ran},
        state::{SourceStatus, sources},
    },
    store::{Place, Store, StoreError, open, testing},
    stream::{Draft, Streams, find},
};
use itsumo_domain::{Record, Stream, Timestamp, news::News, record::kind};
use std::{
    collections::HashMap,
    fs,
    sync::{Arc, Mutex},
};
use uuid::Uuid;

pub const CITY: &str = "990019";
/// 2026-11-24 08:00 in Japan.
const BEGIN: Timestamp = Timestamp(1_795_474_800_000);

/// What the web server answers under a path.
#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub body: Vec<u8>,
    pub etag: Option<&'static str>,
    pub retry_after: Option<&'static str>,
    pub location: Option<&'static str>,
    pub breaks_off: bool,
}

impl Answer {
    pub fn xml(text: &str) -> Self {
        Self { status: 200, body: text.into(), etag: None, retry_after: None, location: None, breaks_off: false }
    }
    pub fn feed(items: &[String]) -> Self {
        Self::xml(&feed(&items.concat()))
    }
    pub fn redirect(to: &'static str) -> Self {
        Self { status: 302, location: Some(to), ..Self::xml("") }
    }
}

pub fn feed(items: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><rss version=\"2.0\"><channel><title>ひなた市</title>\
         <link>https://www.city.hinata.example/</link>{items}</channel></rss>"
    )
}

pub fn item(id: &str, title: &str) -> String {
    format!(
        "<item><guid>https://www.city.hinata.example/news/{id}.html</guid><title>{title}</title>\
         <link>https://www.city.hinata.example/news/{id}.html</link>\
         <description>{title}の詳しい内容は、市のホームページでご覧ください。</description>\
         <pubDate>Sun, 22 Nov 2026 10:00:00 +0900</pubDate></item>"
    )
}

/// A path, and the `If-None-Match` that it was asked for with.
type Asked = (String, Option<String>);

/// A web server with what it was asked.
#[derive(Clone, Default)]
pub struct Web {
    answers: Arc<Mutex<HashMap<String, Answer>>>,
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Web {
    pub fn put(&self, path: &str, answer: Answer) {
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }
    /// The `If-None-Match` of each request for `path`.
    pub fn asked(&self, path: &str) -> Vec<Option<String>> {
        self.asked.lock().unwrap().iter().filter(|(p, _)| p == path).map(|(_, m)| m.clone()).collect()
    }

    async fn start(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let router = Router::new().fallback(answer).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        format!("http://{address}")
    }
}

async fn answer(State(web): State<Web>, request: Request) -> Response<Body> {
    let path = request.uri().path().to_owned();
    let matched = request.headers().get(header::IF_NONE_MATCH).map(|v| v.to_str().unwrap().to_owned());
    web.asked.lock().unwrap().push((path.clone(), matched.clone()));
    let Some(answer) = web.answers.lock().unwrap().get(&path).cloned() else {
        return Response::builder().status(404).body(Body::empty()).unwrap();
    };
    if matched.is_some() && matched.as_deref() == answer.etag {
        return Response::builder().status(304).body(Body::empty()).unwrap();
    }
    let mut response = Response::builder().status(answer.status).header(header::CONTENT_TYPE, "application/xml");
    let mut field = |name: HeaderName, value: Option<&str>| {
        if let (Some(value), Some(headers)) = (value, response.headers_mut()) {
            headers.insert(name, value.parse().unwrap());
        }
    };
    field(header::ETAG, answer.etag);
    field(header::RETRY_AFTER, answer.retry_after);
    field(header::LOCATION, answer.location);
    let body = if answer.breaks_off {
        let parts = [Ok(Bytes::from(answer.body)), Err(std::io::Error::other("the cable was cut"))];
        // The first part must be on its way before the connection dies.
        Body::from_stream(stream::unfold(parts.into_iter(), |mut parts| async move {
            let part = parts.next()?;
            if part.is_err() {
                tokio::task::yield_now().await;
            }
            Some((part, parts))
        }))
    } else {
        Body::from(answer.body)
    };
    response.body(body).unwrap()
}

pub struct Site {
    pub web: Web,
    pub clock: Arc<HandClock>,
    pub ids: Arc<dyn Ids>,
    pub store: Store,
    pub ingest: Ingest,
    streams: Streams,
    cities: Arc<Cities>,
    place: Place,
    _folder: tempfile::TempDir,
}

impl Site {
    pub async fn new(sources: &[&str]) -> Self {
        Self::with(sources, true, false, None).await
    }
    pub async fn closed(sources: &[&str]) -> Self {
        Self::with(sources, false, false, None).await
    }
    pub async fn rehearsing(sources: &[&str]) -> Self {
        Self::with(sources, true, true, None).await
    }
    /// `None` when the person running the tests left PostgreSQL out.
    pub async fn postgres(sources: &[&str]) -> Option<Self> {
        if testing::left_out() {
            return None;
        }
        let cluster = testing::Cluster::shared().unwrap_or_else(|why| panic!("{why}"));
        Some(Self::with(sources, true, false, Some(cluster.database().unwrap())).await)
    }

    async fn with(sources: &[&str], allow_private: bool, rehearsal: bool, database: Option<String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let web = Web::default();
        let address = web.start().await;
        let mut toml = format!(
            "code = \"{CITY}\"\nfictional = true\nhue = 20\nname = {{ ja = \"ひなた市\" }}\nprefecture = {{ ja = \"あさひ県\" }}\n"
        );
        for id in sources {
            toml.push_str(&format!(
                "[[sources]]\nid = \"{id}\"\nname = {{ ja = \"{id}\" }}\nurl = \"{address}/{id}\"\nevery = 60\nrehearsal = {rehearsal}\n"
            ));
        }
        let city = folder.path().join("cities/hinata");
        fs::create_dir_all(&city).unwrap();
        fs::write(city.join("city.toml"), toml).unwrap();
        let cities = Arc::new(Cities::load(&folder.path().join("cities")).unwrap());
        let clock = Arc::new(HandClock::at(BEGIN));
        let ids: Arc<dyn Ids> = Arc::new(SeededIds::new(7));
        let data = folder.path().join("data");
        fs::create_dir_all(&data).unwrap();
        let place = database.map_or(Place::Folder(data), Place::Postgres);
        let store = open(&place).await.unwrap();
        let streams = Streams::open(store.clone(), clock.clone()).await.unwrap();
        let ingest = Ingest::new(store.clone(), cities.clone(), clock.clone(), ids.clone(), allow_private).unwrap();
        Self { web, clock, ids, store, ingest, streams, cities, place, _folder: folder }
    }

    /// On PostgreSQL with connections of its own; an SQLite folder belongs to one process, so there it shares ours.
    pub async fn another_process(&self) -> Ingest {
        let store = match &self.place {
            Place::Postgres(_) => open(&self.place).await.unwrap(),
            Place::Folder(_) => self.store.clone(),
        };
        Ingest::new(store, self.cities.clone(), self.clock.clone(), Arc::new(SeededIds::new(8)), true).unwrap()
    }

    pub fn city(&self) -> &Arc<CityConfig> {
        self.cities.get(CITY).unwrap()
    }
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }
    pub fn id(&self) -> Uuid {
        self.ids.new_id()
    }
    pub async fn tick(&self) -> Vec<Ran> {
        self.ingest.tick().await.unwrap().ran
    }
    pub fn head(&self) -> i64 {
        self.stream_head(&Stream::news())
    }
    /// Where the news stand in the tables: what another process wrote is heard here a moment later.
    pub async fn head_in_tables(&self, at_least: i64) -> i64 {
        self.streams.head_at_least(CITY, &Stream::news(), at_least).await.unwrap()
    }
    pub fn stream_head(&self, stream: &Stream) -> i64 {
        self.streams.head(CITY, stream)
    }
    pub async fn status(&self) -> Vec<SourceStatus> {
        sources(&self.store, self.city()).await.unwrap()
    }
    /// Living announcements in the order of the stream.
    pub async fn news(&self) -> Vec<(Record, News)> {
        let records: Vec<Record> = self
            .store
            .read(|tx| {
                Box::pin(async move {
                    let sql = "SELECT id FROM record WHERE city = $1 AND stream = 'news' AND gone = 0 ORDER BY seq";
                    let mut records = Vec::new();
                    for row in tx.query(sql, &[CITY.into()]).await? {
                        records.extend(find(tx, CITY, &Stream::news(), row.uuid(0)?).await?);
                    }
                    Ok::<_, StoreError>(records)
                })
            })
            .await
            .unwrap();
        records.into_iter().map(|record| (record.clone(), record.body_as().unwrap())).collect()
    }
    pub async fn recall(&self, id: Uuid) {
        let draft = Draft { id, kind: kind::NEWS, author: "operator".to_owned(), body: None };
        self.streams.publish(CITY, &Stream::news(), vec![draft]).await.unwrap();
    }
}
