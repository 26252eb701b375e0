//! Where every stream stands, in memory, and who wants to know when one moves.

use super::{
    append::{Draft, append},
    page::{self, Cache, SharedPage},
    peers::Peers,
};
use crate::{
    clock::Clock,
    store::{Moved, Store, StoreError},
};
use itsumo_domain::{Stream, sync::Hint};
use std::{
    collections::HashMap,
    sync::{Arc, OnceLock, PoisonError, RwLock},
};
use tokio::sync::broadcast;
use uuid::Uuid;

/// Hints a slow reader may be behind before it is told that it missed some.
const HINTS: usize = 256;

/// The streams of all cities of this process. Cheap to clone.
#[derive(Clone)]
pub struct Streams(Arc<Inner>);

/// What happened to streams, for those who listen in this process.
#[derive(Clone, Copy, Debug)]
pub enum Event<'a> {
    /// A stream moved.
    Moved(&'a Moved),
    /// A family has another key, or left: who listens to it has to show what is good now.
    Shut {
        /// The city's code.
        city: &'a str,
        /// The family.
        family: Uuid,
    },
    /// A backup was restored: who listened as somebody has to show again who they are.
    Restored,
}

/// Is told of everything that happens, on the thread that learns of it: must be quick.
pub type Tap = Box<dyn Fn(Event<'_>) + Send + Sync>;

pub(super) struct Inner {
    store: Store,
    clock: Arc<dyn Clock>,
    cities: RwLock<HashMap<String, Arc<CityStreams>>>,
    cache: Cache,
    taps: RwLock<Vec<Tap>>,
    peers: OnceLock<Peers>,
}

struct CityStreams {
    heads: RwLock<HashMap<Stream, i64>>,
    hints: broadcast::Sender<Hint>,
}

impl Default for CityStreams {
    fn default() -> Self {
        Self { heads: RwLock::default(), hints: broadcast::channel(HINTS).0 }
    }
}

impl Streams {
    /// Reads where all streams stand, and from now on follows every commit of `store`, on PostgreSQL those of
    /// other processes too. One `Streams` per `store`.
    ///
    /// # Errors
    /// When the heads cannot be read, or other processes' hints cannot be heard.
    pub async fn open(store: Store, clock: Arc<dyn Clock>) -> Result<Self, StoreError> {
        let inner = Arc::new(Inner {
            store: store.clone(),
            clock,
            cities: RwLock::default(),
            cache: Cache::default(),
            taps: RwLock::default(),
            peers: OnceLock::new(),
        });
        let weak = Arc::downgrade(&inner);
        // First the ears, then the look: what moves in between is heard twice, never missed.
        if let Some(postgres) = store.postgres() {
            let _ = inner.peers.set(Peers::start(postgres, weak.clone()).await?);
        }
        store.listen(Arc::new(move |moved| {
            if let Some(inner) = weak.upgrade() {
                for moved in moved {
                    if let Some(peers) = inner.peers.get() {
                        peers.announce(moved.clone());
                    }
                    inner.moved(moved);
                }
            }
        }));
        inner.reload().await?;
        Ok(Self(inner))
    }

    /// Writes records in a transaction of their own and hints at them.
    ///
    /// # Errors
    /// As [`append`].
    pub async fn publish(&self, city: &str, stream: &Stream, drafts: Vec<Draft>) -> Result<i64, StoreError> {
        let (city, stream, now) = (city.to_owned(), stream.clone(), self.0.clock.now());
        self.0.store.write(move |tx| Box::pin(async move { append(tx, &city, &stream, &drafts, now).await })).await
    }

    /// Says that a stream moved. [`append`] inside [`Store::write`] does this by itself, after the commit;
    /// saying it again changes nothing.
    pub fn moved(&self, city: &str, stream: &Stream, head: i64) {
        self.0.moved(Moved { city: city.to_owned(), stream: stream.clone(), head });
    }

    /// Hints of all streams of a city from now on. Whoever lags 256 behind is told so and should look at
    /// [`Self::head`] again.
    pub fn subscribe(&self, city: &str) -> broadcast::Receiver<Hint> {
        self.0.city(city).hints.subscribe()
    }

    /// Says that who listens to a family has to show its key again, in this process and in the others.
    pub fn shut(&self, city: &str, family: Uuid) {
        if let Some(peers) = self.0.peers.get() {
            peers.shut(city, family);
        }
        self.0.shut(city, family);
    }

    /// Looks at everything again, after a backup was restored into the tables behind.
    ///
    /// # Errors
    /// When the heads cannot be read.
    pub async fn restored(&self) -> Result<(), StoreError> {
        self.0.restored().await
    }

    /// A stream that was deleted begins anew, should it ever come again. Other processes may know its old head until
    /// they start again: then hints of it come late, and nothing else.
    pub fn forget(&self, city: &str, stream: &Stream) {
        self.0.city(city).heads.write().unwrap_or_else(PoisonError::into_inner).remove(stream);
    }

    /// Calls `tap` for everything that happens in any city, for as long as this process runs.
    pub fn tap(&self, tap: Tap) {
        self.0.taps.write().unwrap_or_else(PoisonError::into_inner).push(tap);
    }

    /// Where a stream stands; 0 before its first record. From memory.
    pub fn head(&self, city: &str, stream: &Stream) -> i64 {
        self.0.head(city, stream)
    }

    /// Where a stream stands, for a reader that claims to be further than this process knows: on PostgreSQL
    /// another process may have told it more than has been heard here yet.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn head_at_least(&self, city: &str, stream: &Stream, claimed: i64) -> Result<i64, StoreError> {
        let known = self.head(city, stream);
        if known >= claimed {
            return Ok(known);
        }
        let (code, name) = (city.to_owned(), stream.clone());
        let head = self.0.store.read(move |tx| {
            Box::pin(async move {
                let sql = "SELECT head FROM stream WHERE city = $1 AND name = $2";
                let rows = tx.query(sql, &[code.into(), name.as_str().into()]).await?;
                rows.first().map_or(Ok(0), |row| row.int(0))
            })
        });
        let head: i64 = head.await.map_err(|error: StoreError| error)?;
        self.moved(city, stream, head);
        Ok(self.head(city, stream))
    }

    /// The page after the cursor `after`. A cursor beyond the head is one of before a restore: it is answered
    /// from the start, so that nothing is missed. The tables are not touched when nothing is new, and once per
    /// page of a public stream, however many ask.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub async fn page(&self, city: &str, stream: &Stream, after: i64) -> Result<Arc<SharedPage>, StoreError> {
        let head = self.head_at_least(city, stream, after).await?;
        let after = if (0..=head).contains(&after) { after } else { 0 };
        if after == head {
            return Ok(Arc::new(SharedPage::empty(head)));
        }
        if stream.is_public() {
            return self.0.cache.page(&self.0.store, city, stream, after, head).await;
        }
        page::read(&self.0.store, city, stream, after).await.map(Arc::new)
    }

    /// The `ETag` of [`Self::page`], from memory alone.
    pub fn etag(&self, city: &str, stream: &Stream, after: i64) -> String {
        format!("\"{after}-{}\"", self.head(city, stream))
    }

    /// The tables behind.
    pub fn store(&self) -> &Store {
        &self.0.store
    }
}

impl Inner {
    fn city(&self, code: &str) -> Arc<CityStreams> {
        if let Some(city) = self.cities.read().unwrap_or_else(PoisonError::into_inner).get(code) {
            return Arc::clone(city);
        }
        let mut cities = self.cities.write().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(cities.entry(code.to_owned()).or_default())
    }

    fn head(&self, city: &str, stream: &Stream) -> i64 {
        let cities = self.cities.read().unwrap_or_else(PoisonError::into_inner);
        let Some(city) = cities.get(city) else { return 0 };
        city.heads.read().unwrap_or_else(PoisonError::into_inner).get(stream).copied().unwrap_or(0)
    }

    pub(super) fn moved(&self, moved: Moved) {
        let city = self.city(&moved.city);
        {
            // Two commits may tell of themselves in the other order: the later number is the truth.
            let mut heads = city.heads.write().unwrap_or_else(PoisonError::into_inner);
            let head = heads.entry(moved.stream.clone()).or_insert(0);
            if moved.head <= *head {
                return;
            }
            *head = moved.head;
        }
        self.tell(Event::Moved(&moved));
        let _ = city.hints.send(Hint { stream: moved.stream, head: moved.head });
    }

    pub(super) fn shut(&self, city: &str, family: Uuid) {
        self.tell(Event::Shut { city, family });
    }

    pub(super) async fn restored(&self) -> Result<(), StoreError> {
        self.reload().await?;
        self.tell(Event::Restored);
        Ok(())
    }

    fn tell(&self, event: Event<'_>) {
        self.taps.read().unwrap_or_else(PoisonError::into_inner).iter().for_each(|tap| tap(event));
    }

    /// Reads all heads; what moved meanwhile is hinted at.
    pub(super) async fn reload(&self) -> Result<(), StoreError> {
        self.read_heads("SELECT city, name, head FROM stream").await
    }

    /// Reads the heads of the streams that everybody reads.
    pub(super) async fn reload_public(&self) -> Result<(), StoreError> {
        self.read_heads("SELECT city, name, head FROM stream WHERE name IN ('alerts', 'circulars', 'news')").await
    }

    async fn read_heads(&self, sql: &'static str) -> Result<(), StoreError> {
        let rows = self.store.read(move |tx| Box::pin(async move { tx.query(sql, &[]).await }));
        let rows: Vec<_> = rows.await.map_err(|error: StoreError| error)?;
        for row in &rows {
            // A name that this version cannot read belongs to a newer one, which serves it.
            if let Ok(stream) = row.text(1)?.parse() {
                self.moved(Moved { city: row.text(0)?.to_owned(), stream, head: row.int(2)? });
            }
        }
        Ok(())
    }
}
