//! Sync: what waits goes up, what is new comes down, one round trip at a time until nothing is left.
//!
//! An answer is stored in one transaction: the results of our commands, the records, the cursors. Stopped at
//! any instruction before its commit, the device asks again and gets the same; a command sent twice is done
//! once, because it keeps its id. An answer to an older question (another process synced meanwhile) is
//! passed over. A server that was restored from a backup holds a log that ends before our cursor: the stream
//! is pulled from its start, and what does not come again is removed at its end.

use crate::{
    Change, Engine, Error, Inner, account, alert,
    api::Call,
    city,
    http::Method,
    interests, locked, news, notify, outbox, saved,
    store::{self, StoreError},
};
use itsumo_domain::{
    Record, Stream, Timestamp,
    alert::Alert,
    interests::Interests,
    news::{News, Saved},
    record::kind,
    sync::{Page, SyncRequest, SyncResponse},
};
use rusqlite::{Connection, OptionalExtension, Transaction};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{Arc, atomic::Ordering},
};
use uuid::Uuid;

/// When the last sync went well.
pub(crate) const LAST_OK: &str = "last-sync";
/// Round trips in one sync: more than any city needs; a server that always says "more" does not hold us.
const MOST_ROUNDS: usize = 10_000;

/// What a sync brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// Records that came down.
    pub pulled: usize,
    /// Changes that were delivered.
    pub pushed: usize,
    /// Changes that were refused.
    pub refused: usize,
}

/// How sync stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SyncState {
    /// When it last went well.
    pub last_ok: Option<Timestamp>,
    /// Why the last one did not.
    pub problem: Option<Error>,
    /// It is running.
    pub running: bool,
    /// Live hints are coming.
    pub live: bool,
    /// Changes that wait for delivery.
    pub waiting: usize,
    /// Changes that were refused.
    pub refused: usize,
}

/// The part of [`SyncState`] that is only in memory.
#[derive(Clone, Debug, Default)]
pub(crate) struct Status {
    pub last_ok: Option<Timestamp>,
    pub problem: Option<Error>,
    pub running: bool,
    pub live: bool,
    /// Syncs that failed since the last good one.
    pub failures: u32,
}

impl Engine {
    /// Syncs now and waits for it. If one is running, waits for that and then syncs again.
    ///
    /// # Errors
    /// [`Error::Offline`], `city-needed` before a city is chosen, [`Error::SignedOut`] when this device was
    /// signed out elsewhere (what is public was synced all the same).
    pub async fn sync(&self) -> Result<SyncReport, Error> {
        let inner = self.inner();
        self.run(async move { run(&inner).await }).await
    }

    /// How sync stands.
    pub async fn sync_state(&self) -> SyncState {
        let (waiting, refused) = self.read(|db, _| outbox::counts(db)).await.unwrap_or_default();
        let status = locked(&self.0.inner.status).clone();
        SyncState {
            last_ok: status.last_ok,
            problem: status.problem,
            running: status.running,
            live: status.live,
            waiting,
            refused,
        }
    }
}

/// Syncs until nothing is left.
pub(crate) async fn run(inner: &Arc<Inner>) -> Result<SyncReport, Error> {
    let _one_at_a_time = inner.sync_gate.lock().await;
    locked(&inner.status).running = true;
    inner.changed(Change::Sync);
    // Dropped half way, nothing runs any more.
    let running = Running(inner);
    let outcome = rounds(inner).await;
    if outcome.is_ok() {
        city::refresh(inner).await;
    }
    {
        let mut status = locked(&inner.status);
        match &outcome {
            Ok(_) => {
                status.last_ok = Some(inner.now());
                status.problem = None;
                status.failures = 0;
            }
            Err(error) => {
                status.problem = Some(error.clone());
                status.failures = status.failures.saturating_add(1);
            }
        }
    }
    drop(running);
    outcome
}

struct Running<'a>(&'a Arc<Inner>);
impl Drop for Running<'_> {
    fn drop(&mut self) {
        locked(&self.0.status).running = false;
        self.0.changed(Change::Sync);
    }
}

async fn rounds(inner: &Arc<Inner>) -> Result<SyncReport, Error> {
    let mut report = SyncReport::default();
    let mut signed_out = false;
    let mut asked_before = None;
    for _ in 0..MOST_ROUNDS {
        let round = match round(inner).await {
            Err(Error::SignedOut) if !signed_out => {
                // The server no longer knows this device. What is public is for everybody.
                signed_out = true;
                account::signed_out_elsewhere(inner).await?;
                continue;
            }
            other => other?,
        };
        report.pulled += round.pulled;
        report.pushed += round.pushed;
        report.refused += round.refused;
        // A server that says "more" and gives nothing must not keep us here for ever.
        let stuck = asked_before.as_ref() == Some(&round.asked) && round.pushed + round.refused == 0;
        if !round.more || stuck {
            return if signed_out { Err(Error::SignedOut) } else { Ok(report) };
        }
        asked_before = Some(round.asked);
    }
    Ok(report)
}

struct Round {
    pulled: usize,
    pushed: usize,
    refused: usize,
    more: bool,
    asked: BTreeMap<Stream, i64>,
}

/// How a stream is being pulled, as stored in `stream.sweep`.
mod pull {
    /// As it comes.
    pub const STEADY: i64 = 0;
    /// From its start again, because the server's log was rewound.
    pub const SWEEP: i64 = 1;
    /// For the first time.
    pub const FIRST: i64 = 2;
}

/// One round trip.
async fn round(inner: &Arc<Inner>) -> Result<Round, Error> {
    let token = inner.token().await?;
    let person = token.as_ref().map(|token| token.person);
    let again = person.is_some() && inner.key_lost.swap(false, Ordering::SeqCst);
    let request = inner
        .write(move |tx, _| {
            let Some(city) = city::chosen(tx)? else { return Ok(None) };
            if let (true, Some(person)) = (again, person) {
                rewind(tx, &Stream::person(person))?;
            }
            let commands = match person {
                Some(person) => outbox::take(tx, person)?,
                None => Vec::new(),
            };
            Ok(Some(SyncRequest { city, cursors: cursors(tx, person)?, commands }))
        })
        .await?
        .ok_or_else(|| Error::refused("city-needed"))?;
    let sent: Vec<Uuid> = request.commands.iter().map(|command| command.id).collect();
    let body = serde_json::to_vec(&request).map_err(Error::internal)?;
    let call = Call {
        body: Some(body),
        token: token.as_ref().map(|token| token.token.as_str()),
        ..Call::new(Method::Post, "/v1/sync")
    };
    let response: SyncResponse = match inner.call_json(call).await {
        Ok(response) => response,
        Err(error) => {
            let key = error.key();
            if !sent.is_empty() {
                inner.write(move |tx, _| outbox::failed(tx, &sent, key)).await?;
                inner.changed(Change::Outbox);
            }
            return Err(error);
        }
    };
    let asked = request.cursors.clone();
    let full = sent.len() == itsumo_domain::sync::MOST_COMMANDS;
    let answered = response.results.len();
    let told_more = response.more;
    let applied = inner.write(move |tx, inner| apply(tx, inner, &request, person, &response)).await?;
    applied.tell(inner);
    // The outbox has more, or merging has just put something in.
    let more = told_more || applied.again || (full && answered > 0);
    let pushed = answered.saturating_sub(applied.refused);
    Ok(Round { pulled: applied.pulled, pushed, refused: applied.refused, more, asked })
}

/// Where each stream of this reader stands; those never asked for start here.
fn cursors(tx: &Transaction<'_>, person: Option<Uuid>) -> Result<BTreeMap<Stream, i64>, StoreError> {
    let mut streams = vec![Stream::alerts(), Stream::news()];
    streams.extend(person.map(Stream::person));
    let mut begin = tx.prepare_cached("INSERT OR IGNORE INTO stream (name, cursor, sweep) VALUES (?1, 0, ?2)")?;
    for stream in streams {
        begin.execute((stream.as_str(), pull::FIRST))?;
    }
    let mut read = tx.prepare_cached("SELECT name, cursor FROM stream")?;
    let rows = read.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?)))?;
    let mut cursors = BTreeMap::new();
    for row in rows {
        let (name, cursor) = row?;
        if let Ok(stream) = name.parse::<Stream>() {
            // Without proof of who we are, asking for a person's stream would make us delete it.
            if stream.is_public() || person.is_some() {
                cursors.insert(stream, cursor);
            }
        }
    }
    Ok(cursors)
}

/// What an answer changed.
#[derive(Default)]
struct Applied {
    pulled: usize,
    refused: usize,
    again: bool,
    changes: BTreeSet<&'static str>,
    withdraw: Vec<String>,
    index: bool,
}

impl Applied {
    fn changed(&mut self, change: Change) {
        self.changes.insert(change.name());
    }

    /// After the commit: notifications taken back, who listens told.
    fn tell(&self, inner: &Arc<Inner>) {
        for id in &self.withdraw {
            inner.deps.notifier.withdraw(id);
        }
        if self.changes.contains(Change::Interests.name()) {
            inner.forget_lens();
        }
        if self.index {
            inner.wake_index.notify_one();
        }
        for change in Change::ALL {
            if self.changes.contains(change.name()) {
                inner.changed(change);
            }
        }
    }
}

fn apply(
    tx: &Transaction<'_>,
    inner: &Inner,
    request: &SyncRequest,
    person: Option<Uuid>,
    response: &SyncResponse,
) -> Result<Applied, StoreError> {
    let mut applied = Applied::default();
    if !response.results.is_empty() {
        applied.refused = outbox::results(tx, &response.results)?;
        applied.changed(Change::Outbox);
    }
    // Another process may have chosen another city, or signed out, while we asked.
    if city::chosen(tx)?.as_ref() != Some(&request.city) {
        return Ok(applied);
    }
    let signed_in = account::person(tx)?.filter(|signed_in| Some(signed_in.id) == person);
    for stream in &response.left {
        drop_stream(tx, stream)?;
        applied.changed(Change::News);
        applied.changed(Change::Interests);
    }
    let lens = inner.lens(tx)?;
    for (stream, page) in &response.streams {
        let Some(asked) = request.cursors.get(stream).copied().or_else(|| response_is_ours(stream, &signed_in)) else {
            continue;
        };
        let Some((cursor, state)) = standing(tx, stream)? else { continue };
        if cursor != asked || (!stream.is_public() && signed_in.is_none()) {
            continue;
        }
        if page.next < cursor {
            tracing::warn!(%stream, cursor, next = page.next, "the server's log was rewound: pulling it again");
            rewind(tx, stream)?;
            applied.again = true;
            continue;
        }
        let coming = news::arrive::Coming { first: state == pull::FIRST, lens: &lens, now: inner.now() };
        for record in &page.records {
            arrived(tx, inner, stream, record, &coming, signed_in.as_ref(), &mut applied)?;
        }
        applied.pulled += page.records.len();
        tx.prepare_cached("UPDATE stream SET cursor = ?2 WHERE name = ?1")?.execute((stream.as_str(), page.next))?;
    }
    for stream in request.cursors.keys() {
        let more =
            response.streams.get(stream).is_some_and(|page: &Page| page.more || page.next < asked_of(request, stream));
        if !more {
            finish(tx, inner, stream, signed_in.as_ref(), &mut applied)?;
        }
    }
    if !response.more && !applied.again {
        store::set_setting(tx, LAST_OK, &inner.now())?;
    }
    Ok(applied)
}

fn asked_of(request: &SyncRequest, stream: &Stream) -> i64 {
    request.cursors.get(stream).copied().unwrap_or(0)
}

/// A stream the server gave unasked is taken only if it is the signed-in person's own.
fn response_is_ours(stream: &Stream, signed_in: &Option<account::Person>) -> Option<i64> {
    let person = signed_in.as_ref()?;
    (*stream == Stream::person(person.id)).then_some(0)
}

fn standing(db: &Connection, stream: &Stream) -> Result<Option<(i64, i64)>, StoreError> {
    Ok(db
        .prepare_cached("SELECT cursor, sweep FROM stream WHERE name = ?1")?
        .query_row([stream.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// One record. What this version does not understand is stored and passed over.
fn arrived(
    tx: &Transaction<'_>,
    inner: &Inner,
    stream: &Stream,
    record: &Record,
    coming: &news::arrive::Coming<'_>,
    person: Option<&account::Person>,
    applied: &mut Applied,
) -> Result<(), StoreError> {
    let own = person.filter(|person| *stream == Stream::person(person.id));
    let understood = match (record.kind.as_str(), own) {
        (kind::NEWS, _) if *stream == Stream::news() => {
            applied.changed(Change::News);
            if record.gone {
                news::arrive::remove(tx, &record.id)?;
                applied.withdraw.push(notify::news_note(record.id));
                true
            } else if let Some(news) = record.body_as::<News>() {
                news::arrive::put(tx, record, &news, coming)?;
                applied.index = true;
                true
            } else {
                false
            }
        }
        (kind::ALERT, _) if *stream == Stream::alerts() => {
            applied.changed(Change::Alerts);
            if record.gone {
                tx.prepare_cached("DELETE FROM alert WHERE id = ?1")?.execute([record.id.as_bytes()])?;
                applied.withdraw.push(notify::alert_note(record.id));
                true
            } else if let Some(alert) = record.body_as::<Alert>() {
                alert::arrived(tx, record, &alert)?;
                true
            } else {
                false
            }
        }
        (kind::INTERESTS, Some(person)) => {
            applied.changed(Change::Interests);
            applied.changed(Change::News);
            let interests = if record.gone { Some(Interests::default()) } else { record.body_as() };
            match interests {
                Some(interests) => interests::arrived(tx, inner, person, &interests).map(|()| true)?,
                None => false,
            }
        }
        (kind::SAVED, Some(person)) => {
            applied.changed(Change::News);
            let saved: Option<Saved> = record.body_as();
            let understood = record.gone || saved.is_some();
            if understood {
                saved::arrived(tx, inner, person, record.id, record.seq, saved.as_ref())?;
            }
            understood
        }
        _ => false,
    };
    if understood || record.gone {
        tx.prepare_cached("DELETE FROM record WHERE stream = ?1 AND id = ?2")?
            .execute((stream.as_str(), record.id.as_bytes()))?;
    } else {
        tx.prepare_cached(
            "INSERT INTO record (stream, id, seq, json) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (stream, id) DO UPDATE SET seq = excluded.seq, json = excluded.json",
        )?
        .execute((stream.as_str(), record.id.as_bytes(), record.seq, serde_json::to_string(record)?))?;
    }
    Ok(())
}

/// The stream was pulled to its end.
fn finish(
    tx: &Transaction<'_>,
    inner: &Inner,
    stream: &Stream,
    person: Option<&account::Person>,
    applied: &mut Applied,
) -> Result<(), StoreError> {
    let Some((_, state)) = standing(tx, stream)? else { return Ok(()) };
    if state == pull::SWEEP {
        match stream {
            news if *news == Stream::news() => {
                applied.withdraw.extend(news::arrive::sweep(tx)?.into_iter().map(notify::news_note));
                applied.changed(Change::News);
            }
            alerts if *alerts == Stream::alerts() => {
                tx.execute("DELETE FROM alert WHERE seq = 0", [])?;
                applied.changed(Change::Alerts);
            }
            _ => {
                if let Some(person) = person.filter(|person| *stream == Stream::person(person.id)) {
                    saved::sweep(tx, person.id)?;
                    applied.changed(Change::News);
                }
            }
        }
        tx.execute("DELETE FROM record WHERE stream = ?1 AND seq = 0", [stream.as_str()])?;
    }
    if state != pull::STEADY {
        tx.execute("UPDATE stream SET sweep = ?2 WHERE name = ?1", (stream.as_str(), pull::STEADY))?;
    }
    if person.is_some_and(|person| !person.merged && *stream == Stream::person(person.id)) && account::merge(tx, inner)?
    {
        applied.again = true;
        for change in [Change::Interests, Change::News, Change::Outbox, Change::Account] {
            applied.changed(change);
        }
    }
    Ok(())
}

/// Pulls the stream from its start again; at its end, what did not come again goes.
fn rewind(tx: &Transaction<'_>, stream: &Stream) -> Result<(), StoreError> {
    tx.execute("UPDATE stream SET cursor = 0, sweep = ?2 WHERE name = ?1", (stream.as_str(), pull::SWEEP))?;
    tx.execute("UPDATE record SET seq = 0 WHERE stream = ?1", [stream.as_str()])?;
    match stream {
        news if *news == Stream::news() => tx.execute("UPDATE news SET seq = 0", [])?,
        alerts if *alerts == Stream::alerts() => tx.execute("UPDATE alert SET seq = 0", [])?,
        _ => tx.execute("UPDATE saved SET seq = 0 WHERE person IS NOT NULL", [])?,
    };
    Ok(())
}

/// Removes a stream this reader may no longer read, and all that came by it.
pub(crate) fn drop_stream(tx: &Transaction<'_>, stream: &Stream) -> Result<(), StoreError> {
    tx.execute("DELETE FROM stream WHERE name = ?1", [stream.as_str()])?;
    tx.execute("DELETE FROM record WHERE stream = ?1", [stream.as_str()])?;
    if let itsumo_domain::record::Audience::Person(person) = stream.audience() {
        saved::forget(tx, person)?;
        interests::forget(tx)?;
    }
    Ok(())
}
