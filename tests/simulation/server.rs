//! The real backend, in this process, that can lose its power at any moment between two exchanges.
//!
//! A crash is honest: what is on the disk at that moment is copied, the old server is thrown away with all it
//! had in memory, and a new one starts on the copy.

use itsumo_backend::{
    app::App,
    association::circular,
    clock::{Clock, HandClock, SeededIds},
    config::Config,
    mail::{self, Memory},
    routes,
    serve::{self, Options},
    store::{BoxFuture, StoreError, Tx},
    stream::Draft,
};
use itsumo_domain::{Stream, Timestamp};
use itsumo_engine::http::{Method, Request};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};
use tempfile::TempDir;
use tokio::{
    runtime::Handle,
    sync::{Mutex, watch},
};
use tower::ServiceExt;

/// The fictional city the runs play in.
pub const CITY: &str = "990019";
/// The address devices believe in.
pub const ADDRESS: &str = "http://simulation.local";

/// A handle on the server, whichever life it is in.
#[derive(Clone)]
pub struct Server(Arc<Inner>);

struct Inner {
    home: TempDir,
    /// The server's own threads: it must not stop when a device does.
    runtime: Handle,
    clock: Arc<HandClock>,
    ids: Arc<SeededIds>,
    mails: Arc<Memory>,
    life: Mutex<Life>,
    crashes: AtomicUsize,
}

struct Life {
    folder: PathBuf,
    app: App,
    router: axum::Router,
    _stopping: watch::Sender<bool>,
}

impl Server {
    pub async fn start(runtime: Handle, seed: u64, now: Timestamp) -> Self {
        let home = tempfile::tempdir().unwrap();
        let clock = Arc::new(HandClock::at(now));
        let ids = Arc::new(SeededIds::new(seed));
        let mails = Arc::new(Memory::default());
        let first = live(home.path().join("life-0"), (clock.clone(), ids.clone(), mails.clone()));
        let life = Mutex::new(runtime.spawn(first).await.unwrap());
        Self(Arc::new(Inner { home, runtime, clock, ids, mails, life, crashes: AtomicUsize::new(0) }))
    }

    pub fn clock(&self) -> &HandClock {
        &self.0.clock
    }

    pub fn mails(&self) -> &Memory {
        &self.0.mails
    }

    pub fn crashes(&self) -> usize {
        self.0.crashes.load(Ordering::SeqCst)
    }

    /// Answers a request as if it had come over a socket.
    pub async fn answer(&self, request: &Request) -> (u16, Vec<u8>) {
        let server = self.clone();
        let request = request.clone();
        self.0.runtime.spawn(async move { server.handle(request).await }).await.unwrap()
    }

    async fn handle(&self, request: Request) -> (u16, Vec<u8>) {
        let life = self.0.life.lock().await;
        let method = match request.method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        };
        let path = request.url.strip_prefix(ADDRESS).unwrap();
        let mut http = axum::http::Request::builder().method(method).uri(path);
        for (name, value) in &request.headers {
            http = http.header(*name, value);
        }
        if request.body.is_some() {
            http = http.header("content-type", "application/json");
        }
        let http = http.body(axum::body::Body::from(request.body.unwrap_or_default())).unwrap();
        let answer = life.router.clone().oneshot(http).await.unwrap();
        let status = answer.status().as_u16();
        let body = axum::body::to_bytes(answer.into_body(), usize::MAX).await.unwrap();
        (status, body.to_vec())
    }

    /// Writes records as the city.
    pub async fn publish(&self, stream: Stream, draft: Draft) {
        let server = self.clone();
        let publish = async move {
            let life = server.0.life.lock().await;
            life.app.streams.publish(CITY, &stream, vec![draft]).await.unwrap();
        };
        self.0.runtime.spawn(publish).await.unwrap();
    }

    /// Does `work` in one transaction of the server's.
    pub async fn write<T, W>(&self, work: W) -> Result<T, StoreError>
    where
        T: Send + 'static,
        W: for<'t> FnOnce(&'t mut dyn Tx, Timestamp) -> BoxFuture<'t, Result<T, StoreError>> + Send + 'static,
    {
        let server = self.clone();
        let write = async move {
            let store = server.0.life.lock().await.app.store.clone();
            let now = Clock::now(&*server.0.clock);
            store.write(move |tx| work(tx, now)).await
        };
        self.0.runtime.spawn(write).await.unwrap()
    }

    /// Mails go out.
    pub async fn send_mails(&self) {
        let server = self.clone();
        let send = async move { mail::send_waiting(&server.0.life.lock().await.app).await.unwrap() };
        self.0.runtime.spawn(send).await.unwrap();
    }

    /// Circulars whose hold is over go out.
    pub async fn send_circulars(&self) {
        let server = self.clone();
        let send = async move {
            let store = server.0.life.lock().await.app.store.clone();
            circular::send::send_due(&store, Clock::now(&*server.0.clock)).await.unwrap();
        };
        self.0.runtime.spawn(send).await.unwrap();
    }

    /// How far devices have said they are is written down.
    pub async fn write_reach_down(&self) {
        let server = self.clone();
        let write = async move {
            let app = server.0.life.lock().await.app.clone();
            app.reach.write_down(&app.store).await.unwrap();
        };
        self.0.runtime.spawn(write).await.unwrap();
    }

    /// The revision a record of a stream has, 0 if there is none.
    pub async fn revision(&self, stream: Stream, id: uuid::Uuid) -> i64 {
        let server = self.clone();
        let look = async move {
            let store = server.0.life.lock().await.app.store.clone();
            let found = store
                .read(move |tx| Box::pin(async move { itsumo_backend::stream::find(tx, CITY, &stream, id).await }));
            found.await.map_err(|e: itsumo_backend::store::StoreError| e).unwrap().map_or(0, |record| record.rev)
        };
        self.0.runtime.spawn(look).await.unwrap()
    }

    /// Whether `words` stand anywhere in what the server keeps on its disk.
    pub async fn holds(&self, words: &str) -> bool {
        let life = self.0.life.lock().await;
        any_file(&life.folder, &|bytes| bytes.windows(words.len()).any(|some| some == words.as_bytes()))
    }

    /// Pulls the plug and starts again.
    pub async fn crash(&self) {
        let server = self.clone();
        self.0.runtime.spawn(async move { server.crash_now().await }).await.unwrap();
    }

    async fn crash_now(&self) {
        let inner = &self.0;
        let mut life = inner.life.lock().await;
        let number = inner.crashes.fetch_add(1, Ordering::SeqCst) + 1;
        let folder = inner.home.path().join(format!("life-{number}"));
        copy_as_after_power_loss(&life.folder, &folder);
        let parts = (inner.clock.clone(), inner.ids.clone(), inner.mails.clone());
        *life = live(folder, parts).await;
    }
}

type Parts = (Arc<HandClock>, Arc<SeededIds>, Arc<Memory>);

async fn live(folder: PathBuf, (clock, ids, mailer): Parts) -> Life {
    let (stop, stopping) = watch::channel(false);
    let cities = Path::new(env!("CARGO_MANIFEST_DIR")).join("crates/backend/cities");
    let config = Config { auth_rate: 0, ..Config::local(&folder, cities) };
    let options = Options { config, clock, ids, mailer: Some(mailer) };
    let app = serve::build(options, stopping).await.unwrap();
    Life { folder, router: routes::router(app.clone()), app, _stopping: stop }
}

/// What a disk holds after the power went: everything but the locks and shared memory of live processes.
pub fn copy_as_after_power_loss(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if entry.file_type().unwrap().is_dir() {
            copy_as_after_power_loss(&entry.path(), &to.join(name));
        } else if !name.ends_with("-shm") && !name.ends_with("lock") {
            fs::copy(entry.path(), to.join(name)).unwrap();
        }
    }
}

fn any_file(folder: &Path, has: &dyn Fn(&[u8]) -> bool) -> bool {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).any(|path| match path.is_dir() {
        true => any_file(&path, has),
        false => has(&fs::read(&path).unwrap()),
    })
}
