//! The app's other half: everything that is not a screen.
//!
//! One handle, [`Engine`], cloneable and without generics. It owns a runtime of its own, because a window
//! that is hidden stops polling its tasks, and an app that stays at home must go on. Reads come from the
//! device's database alone and never wait for the network; writes are local first and travel by the outbox;
//! [`Engine::changes`] says what moved, by kind, and the screen asks again.
//!
//! **Invariant:** no screen, no GTK, no Dioxus below this line: phones' background services and all tests
//! need that. **Invariant:** what comes from a server never makes a command.

mod account;
mod alert;
mod api;
pub mod association;
mod background;
mod change;
mod city;
mod clinic;
pub mod clock;
mod crypto;
pub mod draft;
mod error;
mod family;
pub mod handbook;
mod handover;
pub mod http;
mod interests;
mod live;
mod news;
pub mod notify;
mod outbox;
mod private;
mod push;
mod saved;
pub mod school;
pub mod secrets;
mod settings;
mod store;
mod sync;
mod wake;

pub use account::AccountState;
pub use alert::AlertRow;
pub use association::Associations;
pub use change::Change;
pub use clinic::{ClinicLock, FORGOTTEN_WAIT, Unlocking};
pub use clock::{Clock, HandClock, Ids, RealClock, RealIds, SeededIds};
pub use error::{Error, OpenError, refusal_key};
pub use family::{
    FamilyStanding, FamilyView, Invitation, JoinReport, MemberView, ProblemView, RecoveryCode, RecoveryView,
    SharedChild, Waiting,
};
pub use handbook::{
    ExportOptions, ExportReport, FormCode, ImportReport, KeptTables, LoadedFile, LoadedReference, NewEntry,
    TablesError, history_of, subject_of,
};
pub use handover::{Handed, PrintTicket, SeenTicket};
pub use http::{ExtraCa, Http};
pub use interests::plan_merge_interests;
pub use itsumo_domain as domain;
pub use itsumo_domain::city::CitySummary;
pub use itsumo_paper::{Look, PaperError, Qr, look};
pub use live::{Event, EventReader};
pub use news::{Article, Found, NewsCounts, NewsCursor, NewsList, NewsQuery, NewsRow, Tab};
pub use notify::{Note, Notifier, SilentNotifier, plan_notifications};
pub use outbox::{OutboxItem, OutboxState};
pub use private::{Delivery, Room};
pub use push::PushState;
pub use school::School;
pub use secrets::{Secrets, SecretsHome};
pub use settings::{Contrast, QuietHours, Settings, Theme};
pub use sync::{SyncReport, SyncState};

use crate::{
    crypto::DeviceKey,
    store::{Store, StoreError},
};
use itsumo_domain::Timestamp;
use rusqlite::{Connection, Transaction};
use std::{
    future::Future,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak, atomic::AtomicBool},
    time::Duration,
};
use tokio::{
    runtime::{Handle, Runtime},
    sync::{Notify, broadcast},
};

/// Where the device's data lies.
#[derive(Clone, Debug)]
pub struct Paths {
    /// The folder; made when missing, readable by this user only.
    pub data: PathBuf,
    memory: bool,
}

impl Paths {
    /// Where the operating system wants it, or the working folder where it does not say.
    pub fn standard() -> Self {
        let data = directories::ProjectDirs::from("jp", "itsumo", "itsumo")
            .map_or_else(|| PathBuf::from("itsumo-data"), |dirs| dirs.data_dir().to_owned());
        Self { data, memory: false }
    }
    /// In `folder`.
    pub fn at(folder: impl AsRef<Path>) -> Self {
        Self { data: folder.as_ref().to_owned(), memory: false }
    }
    /// In memory, and gone with the engine: for a machine that many people use one after the other. What would be
    /// a file of its own (a child's photo) has no place there and is refused by the folder's name, below which nothing
    /// can be.
    pub fn memory() -> Self {
        Self { data: PathBuf::from(if cfg!(windows) { r"NUL\itsumo" } else { "/dev/null/itsumo" }), memory: true }
    }
}

/// What the engine needs of the world, as small traits with real and fake implementations side by side.
#[derive(Clone)]
pub struct Deps {
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// Ids and randomness.
    pub ids: Arc<dyn Ids>,
    /// The network.
    pub http: Arc<dyn Http>,
    /// The keyring.
    pub secrets: Arc<dyn Secrets>,
    /// The desktop's or phone's notifications.
    pub notifier: Arc<dyn Notifier>,
}

impl Deps {
    /// The real world, without notifications: a window puts its own [`Notifier`] in.
    pub fn real(paths: &Paths, extra: ExtraCa) -> Self {
        Self {
            clock: Arc::new(RealClock),
            ids: Arc::new(RealIds),
            http: Arc::new(http::RealHttp::new(&extra)),
            secrets: Arc::new(secrets::PlatformSecrets::new(&paths.data)),
            notifier: Arc::new(SilentNotifier),
        }
    }

    /// The real world of a machine that keeps nothing of anybody: no keyring, no notifications. Goes with
    /// [`Paths::memory`].
    pub fn forgetful(extra: ExtraCa) -> Self {
        Self {
            clock: Arc::new(RealClock),
            ids: Arc::new(RealIds),
            http: Arc::new(http::RealHttp::new(&extra)),
            secrets: Arc::new(secrets::MemorySecrets::default()),
            notifier: Arc::new(SilentNotifier),
        }
    }

    /// A world for tests: the hand clock and the scripted network are the caller's.
    pub fn fake(clock: HandClock, http: Arc<dyn Http>, seed: u64) -> Self {
        Self {
            clock: Arc::new(clock),
            ids: Arc::new(SeededIds::new(seed)),
            http,
            secrets: Arc::new(secrets::MemorySecrets::default()),
            notifier: Arc::new(SilentNotifier),
        }
    }
}

/// How the engine's data is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Health {
    /// Where secrets are kept.
    pub secrets: SecretsHome,
    /// The database was damaged and rebuilt; the broken one was kept here.
    pub rebuilt_from: Option<PathBuf>,
    /// The schema's number.
    pub schema: i64,
    /// Bytes the database takes.
    pub database_bytes: i64,
}

/// The engine. Cheap to clone; the last clone dropped stops its work.
#[derive(Clone)]
pub struct Engine(Arc<Owner>);

/// Owns the runtime, so that dropping the last handle stops background work even while that work holds
/// [`Inner`].
struct Owner {
    inner: Arc<Inner>,
    runtime: Option<Runtime>,
    started: AtomicBool,
}

/// An engine that does not keep it alive: for who outlives the window.
#[derive(Clone, Default)]
pub struct WeakEngine(Weak<Owner>);

impl WeakEngine {
    /// The engine, while somebody else keeps it.
    pub fn upgrade(&self) -> Option<Engine> {
        self.0.upgrade().map(Engine)
    }
}

impl Drop for Owner {
    fn drop(&mut self) {
        draft::finish(&self.inner);
        if let Some(runtime) = self.runtime.take() {
            // The last handle may be dropped inside somebody's runtime, where waiting is not allowed.
            runtime.shutdown_background();
        }
    }
}

pub(crate) struct Inner {
    deps: Deps,
    store: Store,
    runtime: Handle,
    changes: broadcast::Sender<Change>,
    notes: notify::Notes,
    /// One sync at a time.
    sync_gate: tokio::sync::Mutex<()>,
    status: Mutex<sync::Status>,
    /// Something wants a sync soon.
    wake_sync: Notify,
    /// Something wants the index brought up to date.
    wake_index: Notify,
    /// The city or the account changed: live hints must be asked for anew.
    wake_live: Notify,
    lens: Mutex<interests::LensCache>,
    key: Mutex<Option<DeviceKey>>,
    /// Something sealed could not be opened: the person's stream is to be pulled again.
    key_lost: AtomicBool,
    rebuilt_from: Mutex<Option<PathBuf>>,
    family: family::Family,
    drafts: draft::Pending,
    school: private::Remembered<School>,
    association: private::Remembered<association::Whole>,
}

/// Locks, also after a thread that held the lock panicked: every holder here leaves whole values.
pub(crate) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Engine {
    /// Opens the data folder. No network is touched, nothing runs in the background yet.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(paths: Paths, deps: Deps) -> Result<Self, OpenError> {
        let (store, rebuilt_from) = match paths.memory {
            true => (Store::in_memory()?, None),
            false => Store::open(&paths.data, deps.clock.now())?,
        };
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .thread_name("itsumo-engine")
            .enable_all()
            .build()
            .map_err(|error| OpenError::Disk(error.to_string()))?;
        let last_ok = store.read(|db| store::setting(db, sync::LAST_OK)).ok().flatten();
        let rebuilt_from = remember_rebuilding(&store, rebuilt_from);
        let inner = Arc::new(Inner {
            notes: notify::Notes::new(Arc::clone(&deps.notifier)),
            deps,
            store,
            runtime: runtime.handle().clone(),
            changes: broadcast::channel(256).0,
            sync_gate: tokio::sync::Mutex::default(),
            status: Mutex::new(sync::Status { last_ok, ..sync::Status::default() }),
            wake_sync: Notify::new(),
            wake_index: Notify::new(),
            wake_live: Notify::new(),
            lens: Mutex::default(),
            key: Mutex::default(),
            key_lost: AtomicBool::new(false),
            rebuilt_from: Mutex::new(rebuilt_from),
            family: family::Family::new(&paths.data),
            drafts: draft::Pending::default(),
            school: private::Remembered::default(),
            association: private::Remembered::default(),
        });
        Ok(Self(Arc::new(Owner { inner, runtime: Some(runtime), started: AtomicBool::new(false) })))
    }

    /// Starts background work: sync, live hints, notifications, the search index. Once; again is fine.
    pub fn start(&self) {
        if !self.0.started.swap(true, std::sync::atomic::Ordering::SeqCst) {
            background::start(&self.0.inner);
        }
    }

    /// A handle that does not keep the engine alive.
    pub fn downgrade(&self) -> WeakEngine {
        WeakEngine(Arc::downgrade(&self.0))
    }

    /// Tells what changed, by kind. A receiver that falls behind by 256 should ask everything again.
    pub fn changes(&self) -> broadcast::Receiver<Change> {
        self.0.inner.changes.subscribe()
    }

    /// Now, by the engine's clock.
    pub fn now(&self) -> Timestamp {
        self.0.inner.now()
    }

    /// How the data is.
    pub async fn health(&self) -> Health {
        let inner = self.inner();
        let place = inner.clone();
        let secrets = self.0.inner.runtime.spawn_blocking(move || place.deps.secrets.home()).await;
        Health {
            secrets: secrets.unwrap_or(SecretsHome::Keyring),
            rebuilt_from: locked(&inner.rebuilt_from).clone(),
            schema: store::KNOWN,
            database_bytes: inner.store.bytes(),
        }
    }

    /// What everybody may read of what this device holds (city, news, alerts, notice board), as bytes. Nothing of who
    /// used the device is in it, nor what they did with any of it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn public_copy(&self) -> Result<Vec<u8>, Error> {
        let inner = self.inner();
        let work = Arc::clone(&inner);
        inner.blocking(move || work.store.public()).await
    }

    /// Takes what [`Self::public_copy`] gave, into an engine that is not started yet.
    ///
    /// # Errors
    /// When it is damaged, or from a newer version: nothing is taken then.
    pub async fn take_public_copy(&self, bytes: Vec<u8>) -> Result<(), Error> {
        let inner = self.inner();
        let work = Arc::clone(&inner);
        inner.blocking(move || work.store.take_public(&bytes)).await?;
        for change in Change::ALL {
            self.changed(change);
        }
        Ok(())
    }

    /// Stops everything and waits for it, for at most five seconds. Not from inside a runtime.
    pub fn close(self) {
        if let Ok(mut owner) = Arc::try_unwrap(self.0).map_err(drop)
            && let Some(runtime) = owner.runtime.take()
        {
            draft::finish(&owner.inner);
            runtime.shutdown_timeout(Duration::from_secs(5));
        }
    }

    /// Lets the database grow to at most `pages` pages from now on: a full disk, for tests and simulations.
    ///
    /// # Errors
    /// When SQLite does not take the limit.
    pub fn limit_disk(&self, pages: i64) -> Result<(), Error> {
        Ok(self.0.inner.store.limit_pages(pages)?)
    }

    pub(crate) fn inner(&self) -> Arc<Inner> {
        Arc::clone(&self.0.inner)
    }

    pub(crate) async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection, &Inner) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Error> {
        self.0.inner.read(work).await
    }

    pub(crate) async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Transaction<'_>, &Inner) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Error> {
        self.0.inner.write(work).await
    }

    pub(crate) fn changed(&self, change: Change) {
        self.0.inner.changed(change);
    }

    /// Runs network work on the engine's runtime, whatever executor awaits it.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl Future<Output = Result<T, Error>> + Send + 'static,
    ) -> Result<T, Error> {
        match self.0.inner.runtime.spawn(work).await {
            Ok(answer) => answer,
            Err(error) => Err(Error::internal(error)),
        }
    }
}

/// Where the last broken database was kept, for as long as it is kept: a person who was not looking when it
/// happened is told all the same.
fn remember_rebuilding(store: &Store, now: Option<PathBuf>) -> Option<PathBuf> {
    const REBUILT: &str = "rebuilt-from";
    if let Some(kept) = now {
        if let Err(error) = store.write(|tx| store::set_setting(tx, REBUILT, &kept)) {
            tracing::warn!(%error, "that the database was rebuilt is told only now");
        }
        return Some(kept);
    }
    store.read(|db| store::setting::<PathBuf>(db, REBUILT)).ok().flatten().filter(|kept| kept.exists())
}

impl Inner {
    pub(crate) fn now(&self) -> Timestamp {
        self.deps.clock.now()
    }

    pub(crate) fn changed(&self, change: Change) {
        if matches!(change, Change::School | Change::Outbox | Change::Account | Change::City) {
            self.school.forget();
        }
        if matches!(change, Change::Association | Change::Outbox | Change::Account | Change::City) {
            self.association.forget();
        }
        // Nobody listening is fine.
        let _ = self.changes.send(change);
    }

    pub(crate) async fn read<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Connection, &Self) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Error> {
        let inner = Arc::clone(self);
        self.blocking(move || inner.store.read(|db| work(db, &inner))).await
    }

    pub(crate) async fn write<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Transaction<'_>, &Self) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Error> {
        let inner = Arc::clone(self);
        self.blocking(move || inner.store.write(|tx| work(tx, &inner))).await
    }

    /// [`Self::write`] for what a sync would bring again, see [`Store::write_again`].
    pub(crate) async fn write_again<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Transaction<'_>, &Self) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Error> {
        let inner = Arc::clone(self);
        self.blocking(move || inner.store.write_again(|tx| work(tx, &inner))).await
    }

    async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, Error> {
        match self.runtime.spawn_blocking(work).await {
            Ok(Ok(answer)) => Ok(answer),
            Ok(Err(StoreError::Corrupt)) => {
                self.rebuild().await;
                Err(StoreError::Corrupt.into())
            }
            Ok(Err(error)) => Err(error.into()),
            Err(error) => Err(Error::internal(error)),
        }
    }

    /// Heals a damaged database under a running app: the caller is told once, the next call works, and sync
    /// brings back what the city and the person's stream hold.
    pub(crate) async fn rebuild(self: &Arc<Self>) {
        let inner = Arc::clone(self);
        let done = self.runtime.spawn_blocking(move || {
            // Several may have met the same page: only the first still finds the file damaged.
            (!inner.store.is_sound()).then(|| inner.store.rebuild(inner.now()))
        });
        match done.await {
            Ok(Some(Ok(kept))) => {
                *locked(&self.rebuilt_from) = remember_rebuilding(&self.store, Some(kept));
                for change in Change::ALL {
                    self.changed(change);
                }
                self.wake_sync.notify_one();
            }
            Ok(Some(Err(error))) => tracing::error!(%error, "could not rebuild the database"),
            Ok(None) => {}
            Err(error) => tracing::error!(%error, "rebuilding broke off"),
        }
    }
}
