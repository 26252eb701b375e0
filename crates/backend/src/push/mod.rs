//! Push: waking devices that do not listen, by hints without content.
//!
//! A device registers an *address* ([`address`]), without any account. What moves is planned ([`plan`]) into *rounds*:
//! a stream, and a part of the addresses. An address is named by its hash, so names are spread evenly, and a round is
//! cut into parts by the first bytes of the names, without looking at a single address: an alert to a hundred thousand
//! devices is two hundred small rows, written in the blink in which the alert is. Parts are sent ([`send`]) by whichever
//! process takes them first, and taken again by another when a process dies half way; who is not reached is tried again
//! alone, later and later.
//!
//! What waits takes along what comes meanwhile: a push says where the stream is when it is *sent*. So news is gathered
//! within a budget, and nobody is woken twice for what one sync brings.
//!
//! Public streams are looked at by themselves, too: an alert that was written by a process that died at once is pushed
//! by the next one that looks. What is a person's, a school's or an association's is heard of as it happens, and a crash
//! between the write and the plan costs that hint.
//!
//! **Invariant:** nothing leaves here but a city's code, names of streams and numbers.
//! **Invariant:** a private stream's hint goes only to who reads it at that moment, on a device that is signed in:
//! [`audience`] asks what sync asks.

pub mod address;
mod apns;
pub mod audience;
mod fcm;
mod hold;
pub mod jwt;
pub mod plan;
mod pusher;
pub mod send;
mod vapid;
pub mod web_push;

pub use pusher::{Courier, Outcome, Parcel, Pusher};

use crate::{
    app::App,
    clock::Ids,
    config::Config,
    limits::Limiter,
    problem::Failure,
    store::{Store, StoreError},
    stream::Event,
};
use itsumo_domain::{Stream, Timestamp};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::Notify;

/// This part's tables. `name` is the SHA-256 of the address. `person` and `device` are those that were signed in when it
/// was registered. `first` and `last` are the first two bytes of the names of a round's part. `head` of a round is where
/// its stream was when it was last planned: who finishes a part takes away what it took, never what came meanwhile.
pub const MIGRATION: &str = "
    CREATE TABLE push_key (
        city TEXT NOT NULL, secret {bytes} NOT NULL,
        PRIMARY KEY (city)
    );
    CREATE TABLE push_address (
        city TEXT NOT NULL, name {bytes} NOT NULL, address TEXT NOT NULL, locale TEXT NOT NULL, person {bytes},
        device {bytes}, renewed {int} NOT NULL, reached {int} NOT NULL, refusals {int} NOT NULL,
        refused_since {int} NOT NULL,
        PRIMARY KEY (city, name)
    );
    CREATE INDEX push_address_person ON push_address (city, person);
    CREATE TABLE push_told (
        city TEXT NOT NULL, stream TEXT NOT NULL, head {int} NOT NULL, due {int} NOT NULL,
        PRIMARY KEY (city, stream)
    );
    CREATE TABLE push_round (
        city TEXT NOT NULL, stream TEXT NOT NULL, first {int} NOT NULL, last {int} NOT NULL, head {int} NOT NULL,
        urgency {int} NOT NULL, until {int} NOT NULL, due {int} NOT NULL,
        PRIMARY KEY (city, stream, first)
    );
    CREATE INDEX push_round_due ON push_round (due);
    CREATE TABLE push_again (
        city TEXT NOT NULL, name {bytes} NOT NULL, stream TEXT NOT NULL, urgency {int} NOT NULL, until {int} NOT NULL,
        tries {int} NOT NULL, due {int} NOT NULL,
        PRIMARY KEY (city, name, stream)
    );
    CREATE INDEX push_again_due ON push_again (due)";

/// How long the loop sleeps at most: retries, and what another process left behind.
const PATIENCE: i64 = 15 * Timestamp::SECOND;
/// How long pushes under way may take once the server stops.
const STOPPING: Duration = Duration::from_secs(12);
/// How long it sleeps when the tables cannot be read.
const TROUBLE: Duration = Duration::from_secs(5);

/// What was not done.
#[derive(Debug, thiserror::Error)]
pub enum PushError {
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A key that does not read or sign.
    #[error(transparent)]
    Key(#[from] jwt::NotAKey),
    /// What the operator decided cannot work.
    #[error("push cannot work like this: {0}")]
    Config(String),
    /// A field of the request, and why.
    #[error("{0}: {1}")]
    Field(String, &'static str),
    /// Milliseconds until another try.
    #[error("too many tries")]
    TooOften(i64),
}

impl From<PushError> for Failure {
    fn from(error: PushError) -> Self {
        match error {
            PushError::Store(error) => error.into(),
            error @ (PushError::Key(_) | PushError::Config(_)) => Self::internal(error),
            PushError::Field(field, code) => Self::invalid(field, code),
            PushError::TooOften(wait) => Self::rate_limited(wait),
        }
    }
}

/// What push needs in memory.
pub struct Desk {
    /// The way out.
    pub courier: Arc<Courier>,
    coming: Limiter,
    heard: Arc<Heard>,
}

/// What moved and is not planned yet. Apart from the rest, so that who listens to the streams holds no part of the app.
#[derive(Default)]
struct Heard {
    moved: Mutex<BTreeMap<(String, Stream), i64>>,
    /// How far the cities' public streams are known to be planned, so that looking at them costs nothing.
    planned: Mutex<BTreeMap<(String, Stream), i64>>,
    woken: Notify,
}

impl Heard {
    fn note(&self, city: &str, stream: &Stream, head: i64) {
        let mut moved = self.moved.lock().unwrap_or_else(PoisonError::into_inner);
        let known = moved.entry((city.to_owned(), stream.clone())).or_insert(0);
        *known = head.max(*known);
    }

    fn planned(&self, city: &str, stream: &Stream, head: i64) {
        if stream.is_public() {
            let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
            planned.insert((city.to_owned(), stream.clone()), head);
        }
    }

    fn is_planned(&self, city: &str, stream: &Stream, head: i64) -> bool {
        let planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        planned.get(&(city.to_owned(), stream.clone())).is_some_and(|planned| *planned >= head)
    }

    fn take(&self) -> BTreeMap<(String, Stream), i64> {
        std::mem::take(&mut *self.moved.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Desk {
    /// By what the operator decided.
    ///
    /// # Errors
    /// [`PushError::Config`] when a key cannot be read.
    pub fn new(config: &Config, store: Store, ids: Arc<dyn Ids>) -> Result<Self, PushError> {
        let rate = config.auth_rate;
        let every = if rate == 0 { 0 } else { (Timestamp::MINUTE / i64::from(rate)).max(1) };
        Ok(Self {
            courier: Arc::new(Courier::new(config, store, ids)?),
            coming: Limiter::new(rate, every),
            heard: Arc::default(),
        })
    }
}

/// From now on what moves is remembered until it is planned.
pub fn listen(app: &App) {
    let heard = Arc::clone(&app.push.heard);
    app.streams.tap(Box::new(move |event| {
        if let Event::Moved(moved) = event
            && plan::is_pushed(&moved.stream)
        {
            heard.note(&moved.city, &moved.stream, moved.head);
            heard.woken.notify_one();
        }
    }));
}

/// Plans and sends, now and whenever something moves, until the server stops.
pub async fn run(app: App) {
    let mut stopping = app.stopping.clone();
    // What a process before this one wrote and did not plan.
    plan::look(&app);
    loop {
        let woken = app.push.heard.woken.notified();
        let done = async {
            plan::plan_moved(&app).await?;
            send::send_due(&app, &*app.push.courier).await
        };
        let done = tokio::select! {
            done = done => done,
            // What is under way may end; what does not is taken again by another process.
            () = async { let _ = stopping.wait_for(|stop| *stop).await; tokio::time::sleep(STOPPING).await } => return,
        };
        let pause = match done {
            Ok(sent) if sent > 0 && !*stopping.borrow() => continue,
            Ok(_) => match send::next_due(&app).await {
                Ok(due) => due.map_or(PATIENCE, |due| due.since(app.clock.now())).clamp(100, PATIENCE),
                Err(error) => {
                    tracing::error!(%error, "what is to be pushed next could not be read");
                    PATIENCE
                }
            },
            Err(error) => {
                tracing::error!(%error, "pushes could not be read");
                tokio::select! {
                    () = tokio::time::sleep(TROUBLE) => continue,
                    _ = stopping.wait_for(|stop| *stop) => return,
                }
            }
        };
        let pause = Duration::from_millis(u64::try_from(pause).unwrap_or_default());
        tokio::select! {
            () = woken => {}
            () = tokio::time::sleep(pause) => plan::look(&app),
            _ = stopping.wait_for(|stop| *stop) => return,
        }
    }
}
