//! The server as one value: [`start`] it, use it, [`Running::stop`] it.
//!
//! The accept loop is our own, because a live subscriber should cost a socket and not a task: what arrives is
//! looked at before hyper sees it, and `GET /v1/live` goes to [`crate::live`]. Everything else is HTTP/1.1 or
//! HTTP/2 without TLS, which is the proxy's work.
//!
//! Stopping is polite: no new connections, requests under way are answered, streams end, then the store closes.

use crate::{
    account::{self, AccountError},
    app::{App, Deps},
    association,
    backup::running,
    blob::{BlobError, Blobs},
    city::{Cities, ConfigError},
    clock::{Clock, Ids, RealClock, RealIds},
    config::{Config, Place},
    family,
    ingest::{fetch::FetchError, run::Ingest},
    live::{Hub, LiveRequest, Reader},
    mail::{self, MailError, Mailer},
    metrics, operator,
    push::{self, PushError},
    routes::{self, caller::Peer},
    school, standing,
    store::{self, StoreError},
    stream::Streams,
    upkeep,
};
use axum::{Router, body::Body, extract::Request};
use hyper::{body::Incoming, service::service_fn};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto,
};
use itsumo_domain::may::Who;
use std::{convert::Infallible, net::SocketAddr, sync::Arc, time::Duration};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinHandle,
};
use tower::ServiceExt;

/// How long a client may take for the head of a request.
const HEAD_TIME: Duration = Duration::from_secs(15);
/// How long requests under way may take once the server stops.
const STOP_TIME: Duration = Duration::from_secs(20);

/// What a server is started with.
pub struct Options {
    /// What the operator decided.
    pub config: Config,
    /// What time it is.
    pub clock: Arc<dyn Clock>,
    /// New ids and secrets.
    pub ids: Arc<dyn Ids>,
    /// The way out for mails; `None` for what the configuration says.
    pub mailer: Option<Arc<dyn Mailer>>,
}

impl Options {
    /// The machine's clock and chance, and the configuration's mailer.
    pub fn real(config: Config) -> Self {
        Self { config, clock: Arc::new(RealClock), ids: Arc::new(RealIds), mailer: None }
    }
}

/// Why a server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The cities' folders: one line a mistake.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))]
    Cities(Vec<ConfigError>),
    /// There is no city to serve.
    #[error("no city in {0}: give --cities a folder of city folders")]
    NoCity(String),
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Where blobs lie.
    #[error(transparent)]
    Blobs(#[from] BlobError),
    /// The operator's key.
    #[error(transparent)]
    Key(#[from] operator::KeyError),
    /// The mails.
    #[error(transparent)]
    Mail(#[from] MailError),
    /// Password hashing.
    #[error(transparent)]
    Account(#[from] AccountError),
    /// Push.
    #[error(transparent)]
    Push(#[from] PushError),
    /// The thread for live hints.
    #[error("cannot start the thread for live hints: {0}")]
    Live(std::io::Error),
    /// The client that fetches sources.
    #[error(transparent)]
    Ingest(#[from] FetchError),
    /// The address to listen on.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, std::io::Error),
}

/// A server at work.
pub struct Running {
    /// Where it listens.
    pub addr: SocketAddr,
    /// What it is made of.
    pub app: App,
    stop: watch::Sender<bool>,
    accepting: JoinHandle<()>,
    background: Vec<JoinHandle<()>>,
}

/// The place of the tables, as the store says it.
pub fn place(place: &Place) -> store::Place {
    match &place.database_url {
        Some(url) => store::Place::Postgres(url.reveal().to_owned()),
        None => store::Place::Folder(place.data.clone()),
    }
}

/// Loads the cities, opens the store and builds the app, without listening: what tests send requests to.
///
/// # Errors
/// [`StartError`].
pub async fn build(options: Options, stopping: watch::Receiver<bool>) -> Result<App, StartError> {
    let Options { config, clock, ids, mailer } = options;
    let cities = Cities::load(&config.cities).map_err(StartError::Cities)?;
    if cities.0.is_empty() {
        return Err(StartError::NoCity(config.cities.display().to_string()));
    }
    let operator = operator::Key::new(&operator::key(config.operator_key.as_ref(), &config.place, &*ids)?);
    let mailer = match mailer {
        Some(mailer) => mailer,
        None => mail::mailer(&config.mail, &config.mail_from)?,
    };
    let blobs = Blobs::open(config.blobs.as_ref(), &config.place.data)?;
    metrics::install();
    let store = store::open(&place(&config.place)).await?;
    let streams = Streams::open(store.clone(), clock.clone()).await?;
    let live = Hub::start(streams.clone(), config.most_live).map_err(StartError::Live)?;
    let (cities, config) = (Arc::new(cities), Arc::new(config));
    let push = push::Desk::new(&config, store.clone(), Arc::clone(&ids))?;
    let deps = Deps { store, blobs, streams, live, cities, clock, ids, mailer, push, config, operator, stopping };
    let app = App::new(deps)?;
    standing::keep_listeners(&app);
    if !app.config.no_push {
        push::listen(&app);
    }
    Ok(app)
}

/// Starts a server. It runs until [`Running::stop`].
///
/// # Errors
/// [`StartError`], with everything that was opened closed again.
pub async fn start(options: Options) -> Result<Running, StartError> {
    let listen = options.config.listen;
    // The port first: a second server on it must not touch the tables.
    let listener = TcpListener::bind(listen).await.map_err(|error| StartError::Listen(listen, error))?;
    let addr = listener.local_addr().map_err(|error| StartError::Listen(listen, error))?;
    let (stop, stopping) = watch::channel(false);
    let app = build(options, stopping).await?;
    let mut background = vec![tokio::spawn(mail::run(app.clone())), tokio::spawn(upkeep::run(app.clone()))];
    background.push(tokio::spawn(school::notice::send::run(app.clone())));
    background.push(tokio::spawn(association::circular::send::run(app.clone())));
    if !app.config.no_push {
        background.push(tokio::spawn(push::run(app.clone())));
    }
    if !app.config.no_ingest {
        background.push(tokio::spawn(Ingest::of(&app)?.run(app.stopping.clone())));
    }
    let accepting = tokio::spawn(accept(listener, routes::router(app.clone()), app.clone()));
    if let Err(error) = running::announce(&app.config.place.data, addr) {
        tracing::warn!(%error, "the command line will not find this server");
    }
    let cities = app.cities.0.len();
    tracing::info!(%addr, cities, "serving");
    Ok(Running { addr, app, stop, accepting, background })
}

impl Running {
    /// The server's address as a URL.
    pub fn url(&self) -> String {
        format!("http://{}", self.addr)
    }

    /// Finishes what is under way, then stops. Connections that do not end by themselves are cut.
    pub async fn stop(self) {
        let _ = self.stop.send(true);
        self.app.live.stop();
        if tokio::time::timeout(STOP_TIME, self.accepting).await.is_err() {
            tracing::warn!("some requests did not end and were cut off");
        }
        for task in self.background {
            if let Err(died) = task.await {
                tracing::error!(%died, "a background task died");
            }
        }
        running::retract(&self.app.config.place.data);
        self.app.store.close().await;
        tracing::info!("stopped");
    }
}

/// Takes connections until the server stops, then waits for those that are open.
async fn accept(listener: TcpListener, router: Router, app: App) {
    let mut stopping = app.stopping.clone();
    // Each connection holds a receiver; when the last is dropped the sender knows.
    let (open, held) = watch::channel(());
    loop {
        let taken = tokio::select! {
            taken = listener.accept() => taken,
            _ = stopping.wait_for(|stop| *stop) => break,
        };
        match taken {
            Ok((socket, peer)) => {
                let connection = connection(socket, peer, router.clone(), app.clone());
                let held = held.clone();
                tokio::spawn(async move {
                    ::metrics::gauge!(metrics::CONNECTIONS).increment(1.0);
                    connection.await;
                    ::metrics::gauge!(metrics::CONNECTIONS).decrement(1.0);
                    drop(held);
                });
            }
            // Out of file descriptors, or a client that left at once: others are waiting behind it.
            Err(error) => {
                tracing::warn!(%error, "a connection was not taken");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    drop((listener, held));
    open.closed().await;
}

async fn connection(socket: TcpStream, peer: SocketAddr, router: Router, app: App) {
    let _ = socket.set_nodelay(true);
    let mut stopping = app.stopping.clone();
    let asked = tokio::select! {
        asked = tokio::time::timeout(HEAD_TIME, app.live.intercept(&socket)) => asked,
        _ = stopping.wait_for(|stop| *stop) => return,
    };
    // A client that says nothing for so long has nothing to say.
    let Ok(asked) = asked else { return };
    if let Some(asked) = asked
        && let Some(reader) = listener(&app, &asked).await
    {
        // What breaks here is the client's connection.
        let _ = app.live.adopt(socket, asked, reader).await;
        return;
    }
    http(socket, peer, router, app).await;
}

/// Who listens, if the hub may take them over; whatever needs another answer goes to the route.
async fn listener(app: &App, asked: &LiveRequest) -> Option<Reader> {
    app.cities.get(&asked.city)?;
    let closings = app.live.closings();
    let who = match &asked.token {
        None => Who::Anyone,
        Some(token) => {
            let signed = account::signed(app, token).await.ok()?;
            (signed.city == asked.city).then_some(Who::Person(signed.person))?
        }
    };
    let families = family::members(app, &asked.city, asked.families.iter().map(String::as_str)).await.ok()?;
    standing::listens_to(app, &asked.city, who, families, closings).await.ok()
}

async fn http(socket: TcpStream, peer: SocketAddr, router: Router, app: App) {
    let service = service_fn(move |request: hyper::Request<Incoming>| {
        let mut request: Request = request.map(Body::new);
        request.extensions_mut().insert(Peer(peer));
        let answering = router.clone().oneshot(request);
        async move { answering.await.map_err(|never: Infallible| never) }
    });
    let mut builder = auto::Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_TIME);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(Some(Duration::from_secs(60)));
    let serving = builder.serve_connection(TokioIo::new(socket), service);
    tokio::pin!(serving);
    let mut stopping = app.stopping.clone();
    tokio::select! {
        // What goes wrong on a connection is the client's business and the network's.
        _ = serving.as_mut() => return,
        _ = stopping.wait_for(|stop| *stop) => {}
    }
    serving.as_mut().graceful_shutdown();
    let _ = serving.await;
}
