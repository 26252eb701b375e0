//! A city with its server, and the people in it.

use crate::{CITY, Feed, Hand, Person};
use anyhow::{Context, Result, bail};
use itsumo_backend::{
    app::App,
    clock::SeededIds,
    config::Config,
    config::Secret,
    ingest::run::{Ingest, Ran},
    mail::Memory,
    serve::{self, Options, Running},
    store::testing::Cluster,
    stream::Draft,
};
use itsumo_domain::{Stream, Timestamp, alert::Alert, news::News, record::kind};
use std::{
    fs,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};
use tempfile::TempDir;
use uuid::Uuid;

/// The key of the city's operator in stories.
const OPERATOR: &str = "the-operators-key-of-mihon-city";
/// When stories begin: 2026-11-24 08:00 in Japan, a Tuesday.
pub const BEGIN: Timestamp = Timestamp(1_795_474_800_000);

/// A city, its server, its people.
pub struct World {
    pub(crate) hand: Hand,
    pub(crate) mails: Arc<Memory>,
    folder: TempDir,
    database: Option<String>,
    server: Mutex<Option<Server>>,
    seeds: AtomicU64,
    address: SocketAddr,
}

/// A running backend.
pub struct Server {
    running: Running,
}

impl Server {
    /// Its state, for what no route offers.
    pub fn app(&self) -> &App {
        &self.running.app
    }
    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.running.addr)
    }
    /// Stops it, as an operator would.
    pub async fn stop(self) {
        self.running.stop().await;
    }
}

impl World {
    /// A world on SQLite.
    ///
    /// # Errors
    /// When the server does not start.
    pub async fn new() -> Result<Self> {
        Self::on(None).await
    }

    /// A world on a fresh database of a private PostgreSQL.
    ///
    /// # Errors
    /// When the server does not start.
    pub async fn on_postgres(cluster: &Cluster) -> Result<Self> {
        Self::on(Some(cluster.database()?)).await
    }

    async fn on(database: Option<String>) -> Result<Self> {
        let folder = tempfile::tempdir()?;
        let city = folder.path().join("cities/mihon");
        fs::create_dir_all(&city)?;
        fs::write(city.join("city.toml"), crate::CITY_TOML)?;
        let hand = Hand::at(BEGIN);
        let mut world = Self {
            hand,
            mails: Arc::default(),
            folder,
            database,
            server: Mutex::new(None),
            seeds: AtomicU64::new(1),
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
        };
        for feed in ["city-news", "library"] {
            world.feed(feed).write(&[])?;
        }
        let server = world.another_server().await?;
        world.address = server.running.addr;
        world.keep(Some(server));
        Ok(world)
    }

    fn keep(&self, server: Option<Server>) -> Option<Server> {
        std::mem::replace(&mut *self.server.lock().unwrap_or_else(PoisonError::into_inner), server)
    }

    /// Starts one more process's worth of backend on the same database.
    ///
    /// # Errors
    /// When it does not start.
    pub async fn another_server(&self) -> Result<Server> {
        let mut config = Config::local(self.folder.path().join("server"), self.folder.path().join("cities"));
        config.listen = self.address;
        config.operator_key = Some(Secret::from(OPERATOR));
        config.place.database_url = self.database.as_deref().map(Secret::from);
        config.auth_rate = 0;
        // Stories have push services of their own, on this machine.
        config.allow_private_push = true;
        // Ingest runs when the story says so.
        config.no_ingest = true;
        if self.keep_is_some() {
            config.listen = SocketAddr::from(([127, 0, 0, 1], 0));
        }
        let options = Options {
            config,
            clock: self.hand.of_server(),
            ids: Arc::new(SeededIds::new(self.seeds.fetch_add(1, Ordering::SeqCst))),
            mailer: Some(self.mails.clone()),
        };
        Ok(Server { running: serve::start(options).await? })
    }

    fn keep_is_some(&self) -> bool {
        self.server.lock().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// Stops the server, as an operator would: open requests end, then it goes.
    ///
    /// # Errors
    /// When it is already stopped.
    pub async fn stop_server(&self) -> Result<()> {
        self.keep(None).context("the server is not running")?.stop().await;
        Ok(())
    }

    /// Starts it again, at the same address.
    ///
    /// # Errors
    /// When it runs already or does not start.
    pub async fn start_server(&self) -> Result<()> {
        if self.keep_is_some() {
            bail!("the server is running");
        }
        let server = self.another_server().await?;
        self.keep(Some(server));
        Ok(())
    }

    /// The state of the running server.
    ///
    /// # Errors
    /// When it is stopped.
    pub fn app(&self) -> Result<App> {
        let server = self.server.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(server.as_ref().context("the server is not running")?.app().clone())
    }

    /// Where the server listens.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The hand on every clock.
    pub fn hand(&self) -> &Hand {
        &self.hand
    }
    /// Mails so far.
    pub fn mails(&self) -> &Memory {
        &self.mails
    }

    /// Somebody by name.
    pub fn person(&self, name: &str) -> Person<'_> {
        Person::new(self, name)
    }

    pub(crate) fn device_folder(&self, name: &str) -> PathBuf {
        self.folder.path().join("devices").join(name)
    }

    /// The folder of everything, for what a test breaks by hand.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// The feed of one of the city's sources: `city-news`, `library`.
    pub fn feed(&self, source: &str) -> Feed {
        Feed { file: self.folder.path().join("cities/mihon").join(format!("{source}.xml")) }
    }

    /// Reads every source that is due, once: what the server does by itself all day.
    ///
    /// # Errors
    /// When the tables cannot be read or written; a broken source is no error, but says so in its [`Ran`].
    pub async fn ingest(&self) -> Result<Vec<Ran>> {
        Ok(Ingest::of(&self.app()?)?.tick().await?.ran)
    }

    /// Writes an announcement into the city's stream, as ingest does.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn announce(&self, news: &News) -> Result<Uuid> {
        let app = self.app()?;
        let id = app.ids.new_id();
        self.revise(id, Some(news)).await?;
        Ok(id)
    }

    /// Writes a new revision of an announcement; `None` recalls it.
    ///
    /// # Errors
    /// When the tables cannot be written.
    pub async fn revise(&self, id: Uuid, news: Option<&News>) -> Result<()> {
        let body = news.map(serde_json::to_string).transpose()?;
        let draft = Draft { id, kind: kind::NEWS, author: "city-news".to_owned(), body };
        self.app()?.streams.publish(CITY, &Stream::news(), vec![draft]).await?;
        Ok(())
    }

    /// Publishes an alert through the operator's door.
    ///
    /// # Errors
    /// What the server answers.
    pub async fn alert(&self, alert: &Alert) -> Result<Uuid> {
        let url = format!("{}/v1/operator/{CITY}/alerts", self.url());
        let answer = self.operator(reqwest::Method::POST, &url, Some(serde_json::to_value(alert)?)).await?;
        let id = answer.get("id").and_then(serde_json::Value::as_str).context("no id in the answer")?;
        Ok(id.parse()?)
    }

    /// Takes an alert back.
    ///
    /// # Errors
    /// What the server answers.
    pub async fn cancel_alert(&self, id: Uuid) -> Result<()> {
        let url = format!("{}/v1/operator/{CITY}/alerts/{id}", self.url());
        self.operator(reqwest::Method::DELETE, &url, None).await?;
        Ok(())
    }

    pub(crate) async fn operator(
        &self,
        method: reqwest::Method,
        url: &str,
        body: Option<serde_json::Value>,
    ) -> Result<serde_json::Value> {
        let body = body.map(|body| ("application/json", body.to_string()));
        self.operator_sends(method, url, body).await
    }

    pub(crate) async fn operator_text(
        &self,
        method: reqwest::Method,
        url: &str,
        csv: &str,
    ) -> Result<serde_json::Value> {
        self.operator_sends(method, url, Some(("text/csv", csv.to_owned()))).await
    }

    async fn operator_sends(
        &self,
        method: reqwest::Method,
        url: &str,
        body: Option<(&str, String)>,
    ) -> Result<serde_json::Value> {
        let client = itsumo_engine::http::client(&itsumo_engine::ExtraCa::default())?;
        let mut request = client.request(method, url).bearer_auth(OPERATOR);
        if let Some((kind, body)) = body {
            request = request.header("content-type", kind).body(body);
        }
        let answer = request.send().await?;
        let status = answer.status();
        let text = answer.text().await?;
        if !status.is_success() {
            bail!("{url}: {status}: {text}");
        }
        Ok(serde_json::from_str(&text).unwrap_or_default())
    }
}
