//! Asks the sources when they are due, for as long as the server runs.
//!
//! Each source is on its own: a broken one is asked less and less often ([`plan_wait`]), its reason is kept
//! where operators see it, and the others do not notice. What is asked of a source: its validators first (no
//! body at all), then the number of its body (nothing is parsed), then the items.

use super::{
    feed::{INPUT_BYTES, LeftOut, parse},
    fetch::{FetchError, Fetched, Fetcher, Page, Validators},
    fold::{first_bits, number},
    state::{self, Finish, Lease, claim, due, failed, finish, plan_wait, unchanged},
    take::{Counts, Ready, TakeError, make_ready, take},
};
use crate::{
    alert::Alerts,
    app::App,
    city::{Cities, CityConfig, Source, SourceKind, SourceUrl},
    clock::{Clock, Ids},
    jma,
    store::{BoxFuture, Store, StoreError},
};
use futures_util::{StreamExt, stream};
use itsumo_domain::Timestamp;
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, path::Path, sync::Arc, time::Duration};
use tokio::sync::watch;
use url::Url;

/// Sources asked at the same time.
const AT_ONCE: usize = 4;
/// Longest time for one source; shorter than its lease.
const RUN_TIME: Duration = Duration::from_secs(150);
/// The schedule is looked at this often at least.
const LOOK: Duration = Duration::from_secs(20);
/// The dates of a rehearsal are moved again when its newest item has become this old.
const REHEARSAL_AGE: i64 = 3 * Timestamp::DAY;
/// "Now" for reading a rehearsal's dates, which may lie ahead: nothing is too far in the future.
const NEVER_AHEAD: Timestamp = Timestamp(4_000_000_000_000);

/// Everything that reading sources needs.
#[derive(Clone)]
pub struct Ingest {
    store: Store,
    cities: Arc<Cities>,
    clock: Arc<dyn Clock>,
    ids: Arc<dyn Ids>,
    fetcher: Fetcher,
    /// Number of the rules that each city's items are read by.
    readers: Arc<BTreeMap<String, i64>>,
}

/// What one look at the schedule did.
#[derive(Clone, Debug, Default)]
pub struct Tick {
    /// The sources that were asked, with what came of it.
    pub ran: Vec<Ran>,
    /// When the next source is due; `None` if none is known yet.
    pub next: Option<Timestamp>,
}

/// One source's run.
#[derive(Clone, Debug)]
pub struct Ran {
    /// The city's code.
    pub city: String,
    /// The source's id.
    pub source: String,
    /// What came of it, or why nothing did.
    pub outcome: Result<Outcome, String>,
}

/// What came of a run that went well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Another process had it.
    Elsewhere,
    /// The source said, or its bytes showed, that nothing is new.
    Unchanged,
    /// Items were compared, and these changed.
    Read(Counts),
    /// Telegrams were read.
    Telegrams,
}

/// Why a run failed.
#[derive(Debug, thiserror::Error)]
enum RunError {
    #[error(transparent)]
    Fetch(#[from] FetchError),
    #[error("cannot be read: {0}")]
    File(std::io::Error),
    #[error("{0}")]
    Feed(String),
    #[error(transparent)]
    Take(#[from] TakeError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("{0}")]
    Telegrams(#[from] jma::source::SourceError),
    #[error("took longer than {} seconds", RUN_TIME.as_secs())]
    Time,
    #[error("a fault in reading it: {0}")]
    Fault(tokio::task::JoinError),
}

impl RunError {
    fn retry_after(&self) -> Option<u64> {
        match self {
            Self::Fetch(FetchError::Status { retry_after, .. }) => *retry_after,
            _ => None,
        }
    }
}

impl Ingest {
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn new(
        store: Store,
        cities: Arc<Cities>,
        clock: Arc<dyn Clock>,
        ids: Arc<dyn Ids>,
        allow_private: bool,
    ) -> Result<Self, FetchError> {
        let readers = cities.iter().map(|city| (city.city.code.clone(), reader_of(city))).collect();
        Ok(Self { store, cities, clock, ids, fetcher: Fetcher::new(allow_private)?, readers: Arc::new(readers) })
    }

    /// As the server's app has it.
    ///
    /// # Errors
    /// When the HTTP client cannot be made.
    pub fn of(app: &App) -> Result<Self, FetchError> {
        let (store, cities) = (app.store.clone(), app.cities.clone());
        Self::new(store, cities, app.clock.clone(), app.ids.clone(), app.config.allow_private_sources)
    }

    /// Asks every source that is due, once.
    ///
    /// # Errors
    /// When the tables cannot be read; what goes wrong with a source is in its [`Ran`].
    pub async fn tick(&self) -> Result<Tick, StoreError> {
        let mut tick = Tick::default();
        let mut waiting = Vec::new();
        for city in self.cities.iter() {
            let (sources, next) = due(&self.store, city, self.clock.now()).await?;
            tick.next = [tick.next, next].into_iter().flatten().min();
            waiting.extend(sources.into_iter().map(|source| (city.clone(), source)));
        }
        let mut running = stream::iter(waiting)
            .map(|(city, source)| async move { self.run_source(&city, &source).await })
            .buffered(AT_ONCE);
        while let Some(ran) = running.next().await {
            tick.ran.push(ran);
        }
        Ok(tick)
    }

    /// Asks until the server stops.
    pub async fn run(self, mut stopping: watch::Receiver<bool>) {
        // One process owns an SQLite folder: leases in it are those of a process that is gone.
        if self.store.postgres().is_none()
            && let Err(error) = state::free(&self.store, self.cities.0.keys().cloned().collect()).await
        {
            tracing::error!(%error, "the leases of the sources cannot be freed");
        }
        loop {
            let looked = tokio::select! {
                looked = self.tick() => looked,
                _ = stopping.wait_for(|stop| *stop) => return,
            };
            let wait = match looked {
                Ok(tick) => {
                    let left = tick.next.map_or(i64::MAX, |next| next.since(self.clock.now()).max(0));
                    LOOK.min(Duration::from_millis(u64::try_from(left).unwrap_or(u64::MAX).saturating_add(50)))
                }
                Err(error) => {
                    tracing::error!(%error, "the schedule of the sources cannot be read");
                    LOOK
                }
            };
            tokio::select! {
                () = tokio::time::sleep(wait) => {}
                _ = stopping.wait_for(|stop| *stop) => return,
            }
        }
    }

    /// Asks one source, if nobody else does.
    pub async fn run_source(&self, city: &Arc<CityConfig>, source: &Source) -> Ran {
        let outcome = self.claimed(city, source).await.map_err(|error| error.to_string());
        match &outcome {
            Ok(Outcome::Read(counts)) if counts.new + counts.changed + counts.also > 0 => {
                let Counts { new, changed, also, .. } = *counts;
                tracing::info!(city = city.city.code, source = source.id, new, changed, also, "announcements taken");
            }
            Err(error) => tracing::warn!(city = city.city.code, source = source.id, error, "a source failed"),
            Ok(_) => {}
        }
        Ran { city: city.city.code.clone(), source: source.id.clone(), outcome }
    }

    async fn claimed(&self, city: &Arc<CityConfig>, source: &Source) -> Result<Outcome, RunError> {
        let holder = self.ids.new_id();
        let Some(lease) = claim(&self.store, &city.city.code, source, holder, self.clock.now()).await? else {
            return Ok(Outcome::Elsewhere);
        };
        let work = tokio::time::timeout(RUN_TIME, self.work(city, source, lease.clone()));
        let error = match work.await {
            Ok(Ok(outcome)) => return Ok(outcome),
            Ok(Err(error)) => error,
            Err(_) => RunError::Time,
        };
        let now = self.clock.now();
        let wait = plan_wait(source.every, lease.failures.saturating_add(1), error.retry_after(), self.dice());
        failed(&self.store, lease, error.to_string(), now.plus(wait), now).await?;
        Err(error)
    }

    fn dice(&self) -> u8 {
        let [first, ..] = self.ids.secret();
        first
    }

    fn next(&self, source: &Source, now: Timestamp) -> Timestamp {
        now.plus(plan_wait(source.every, 0, None, self.dice()))
    }

    async fn work(&self, city: &Arc<CityConfig>, source: &Source, lease: Lease) -> Result<Outcome, RunError> {
        let reader = self.readers.get(&city.city.code).copied().unwrap_or_default();
        let now = self.clock.now();
        let moved_on = source.rehearsal && lease.newest.is_none_or(|newest| now.since(newest) >= REHEARSAL_AGE);
        // Other rules, or dates to be moved: the same bytes are read again.
        let again = lease.reader != reader || moved_on;
        let seen = if again { Validators::default() } else { lease.validators.clone() };
        let Some(page) = self.get(&source.url, &seen).await? else {
            unchanged(&self.store, lease, self.next(source, now), now).await?;
            return Ok(Outcome::Unchanged);
        };
        let body = body_number(&page.bytes);
        if !again && lease.body == Some(body) {
            unchanged(&self.store, lease, self.next(source, now), now).await?;
            return Ok(Outcome::Unchanged);
        }
        let whole = !page.cut;
        let done = Finish {
            url: source.url.to_string(),
            // Half an answer must not be taken for the whole one next time.
            validators: if whole { page.validators.clone() } else { Validators::default() },
            body: Some(body).filter(|_| whole),
            reader,
            warning: page.cut.then(|| "the connection broke before the end of the feed".to_owned()),
            ..Finish::default()
        };
        match source.kind {
            SourceKind::Jma => self.telegrams(city, source, lease, page, done).await,
            SourceKind::Feed => self.feed(city, source, lease, page, done).await,
        }
    }

    /// A source's bytes; `None` if it says that nothing changed.
    async fn get(&self, url: &SourceUrl, seen: &Validators) -> Result<Option<Box<Page>>, RunError> {
        match url {
            SourceUrl::Http(url) => match self.fetcher.fetch(url, seen).await? {
                Fetched::Same => Ok(None),
                Fetched::Page(page) => Ok(Some(page)),
            },
            SourceUrl::File(path) => Ok(Some(Box::new(file(path).await?))),
        }
    }

    async fn feed(
        &self,
        city: &Arc<CityConfig>,
        source: &Source,
        lease: Lease,
        page: Box<Page>,
        mut done: Finish,
    ) -> Result<Outcome, RunError> {
        let now = self.clock.now();
        let read = {
            let (city, source, lease) = (city.clone(), source.clone(), lease.clone());
            tokio::task::spawn_blocking(move || read(&page, &city, &source, &lease, now))
                .await
                .map_err(RunError::Fault)??
        };
        done.items = read.ready.len();
        done.left_out = read.left_out;
        done.repairs = read.repairs;
        done.shift = read.shift;
        done.newest = read.ready.iter().filter(|r| r.incoming.dated).map(|r| r.incoming.published).max();
        let (next, ids) = (self.next(source, now), self.ids.clone());
        let counts = self
            .store
            .write(move |tx| Box::pin(async move { take(tx, &lease, &read.ready, done, next, &ids, now).await }))
            .await?;
        Ok(Outcome::Read(counts))
    }

    async fn telegrams(
        &self,
        city: &Arc<CityConfig>,
        source: &Source,
        lease: Lease,
        page: Box<Page>,
        mut done: Finish,
    ) -> Result<Outcome, RunError> {
        let alerts = Alerts { store: &self.store, city, now: self.clock.now() };
        let report = jma::source::ingest_feed(alerts, &page.bytes, &ByFetcher(&self.fetcher)).await?;
        done.items = report.listed;
        done.left_out = report.left_out.into_iter().map(|left| LeftOut { item: left.item, why: left.why }).collect();
        if let Some(first) = report.errors.first() {
            done.warning = Some(format!("{}: {}", first.item, first.why));
            // What failed is tried again, so the same list must be read again.
            done.validators = Validators::default();
            done.body = None;
        }
        let now = self.clock.now();
        let next = self.next(source, now);
        let held =
            self.store.write(move |tx| Box::pin(async move { finish(tx, &lease, &done, next, now).await })).await?;
        if held { Ok(Outcome::Telegrams) } else { Err(TakeError::LostLease.into()) }
    }
}

/// What reading a page gave.
struct ReadPage {
    ready: Vec<Ready>,
    left_out: Vec<LeftOut>,
    repairs: Vec<String>,
    shift: i64,
}

fn read(page: &Page, city: &CityConfig, source: &Source, lease: &Lease, now: Timestamp) -> Result<ReadPage, RunError> {
    let base = Some(&page.url).filter(|url| url.scheme() != "file");
    let seen_from = if source.rehearsal { NEVER_AHEAD } else { now };
    let parsed = parse(&page.bytes, page.content_type.as_deref(), base, seen_from);
    if let Some(error) = parsed.error {
        return Err(RunError::Feed(error));
    }
    let newest = parsed.items.iter().filter_map(|item| item.published).max();
    let shift = match newest {
        Some(newest) if source.rehearsal => plan_shift(newest, lease.shift, now),
        _ => 0,
    };
    let mut repairs = parsed.repairs;
    let ready = make_ready(&parsed.items, city, source, shift, now, &mut repairs);
    Ok(ReadPage { ready, left_out: parsed.left_out, repairs: repairs.into_lines(), shift })
}

/// By how much a rehearsal's dates are moved: as before while its newest item is fresh, else so that the
/// newest is from just now.
fn plan_shift(newest: Timestamp, before: i64, now: Timestamp) -> i64 {
    let age = now.since(newest.plus(before));
    if before != 0 && (0..REHEARSAL_AGE).contains(&age) { before } else { now.since(newest) }
}

async fn file(path: &Path) -> Result<Page, RunError> {
    let size = tokio::fs::metadata(path).await.map_err(RunError::File)?.len();
    if size > u64::try_from(INPUT_BYTES).unwrap_or(u64::MAX) {
        return Err(FetchError::TooLarge.into());
    }
    let bytes = tokio::fs::read(path).await.map_err(RunError::File)?;
    // Only a placeholder: relative links in a file are relative to the feed's own page.
    let url = Url::parse("file:///").map_err(|error| RunError::Feed(error.to_string()))?;
    Ok(Page { bytes, content_type: None, url, validators: Validators::default(), cut: false })
}

/// The first 64 bits of a body's SHA-256.
fn body_number(bytes: &[u8]) -> i64 {
    first_bits(Sha256::new_with_prefix(bytes))
}

/// The number of what a city's items are read by: this program and the city's files.
fn reader_of(city: &CityConfig) -> i64 {
    let mut all = concat!(env!("CARGO_PKG_VERSION"), "/1").to_owned();
    all.push_str(crate::city::SHARED_RULES);
    let folders = [Some(city.folder.as_path()), city.folder.parent()];
    for folder in folders.into_iter().flatten() {
        let Ok(entries) = std::fs::read_dir(folder) else { continue };
        let mut files: Vec<_> =
            entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "toml")).collect();
        files.sort();
        for file in files {
            all.push_str(&std::fs::read_to_string(file).unwrap_or_default());
        }
    }
    number(&all)
}

/// Telegrams through the same client, with the same refusals.
struct ByFetcher<'a>(&'a Fetcher);

impl jma::source::Get for ByFetcher<'_> {
    fn get<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Vec<u8>, String>> {
        Box::pin(async move {
            let url = Url::parse(url).map_err(|error| error.to_string())?;
            match self.0.fetch(&url, &Validators::default()).await {
                Ok(Fetched::Page(page)) if page.cut => Err("the connection broke before the end".to_owned()),
                Ok(Fetched::Page(page)) => Ok(page.bytes),
                Ok(Fetched::Same) => Err("the server answered 304 to an unconditional request".to_owned()),
                Err(error) => Err(error.to_string()),
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rehearsal_s_news_never_ages_and_never_runs_ahead() {
        let (newest, day) = (Timestamp(1_000_000_000_000), Timestamp::DAY);
        let now = newest.plus(100 * day);
        let first = plan_shift(newest, 0, now);
        assert_eq!(newest.plus(first), now);
        assert_eq!(plan_shift(newest, first, now.plus(day)), first, "a day later nothing moves");
        assert_eq!(plan_shift(newest, first, now.plus(4 * day)), first + 4 * day);
        assert_eq!(newest.plus(plan_shift(newest, first, now.plus(-day))), now.plus(-day));
    }
}
