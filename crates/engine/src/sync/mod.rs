//! Sync: what waits goes up, what is new comes down, one round trip at a time until nothing is left.
//!
//! An answer is stored in one transaction: the results of our commands, the records, the cursors. Stopped at
//! any instruction before its commit, the device asks again and gets the same; a command sent twice is done
//! once, because it keeps its id. An answer to an older question (another process synced meanwhile) is
//! passed over. A server that was restored from a backup holds a log that ends before our cursor: the stream
//! is pulled from its start, and what does not come again is removed at its end.

mod apply;

pub(crate) use apply::drop_stream;

use crate::{
    Change, Engine, Error, Inner,
    account::{self, Token},
    api::Call,
    association, city, family,
    http::Method,
    locked, outbox, private, push,
    store::StoreError,
};
use apply::{apply, begin, reread, rewind};
use itsumo_domain::{
    Stream, Timestamp,
    sync::{CommandResult, MOST_COMMANDS, Refusal, SyncRequest, SyncResponse},
};
use rusqlite::Transaction;
use std::{
    collections::BTreeMap,
    sync::{Arc, atomic::Ordering},
};
use tokio::task::JoinHandle;
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

impl SyncReport {
    fn and(self, more: &Self) -> Self {
        Self {
            pulled: self.pulled + more.pulled,
            pushed: self.pushed + more.pushed,
            refused: self.refused + more.refused,
        }
    }
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
        let started = self.0.started.load(Ordering::SeqCst);
        self.run(async move {
            let outcome = run(&inner).await;
            if started {
                crate::background::tell_what_is_new(&inner).await;
            }
            outcome
        })
        .await
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
    let mut outcome = rounds(inner).await;
    if outcome.is_ok() {
        city::refresh(inner).await;
        if let Some(requests) = association::asked_after(inner).await {
            if requests.answered {
                // An officer may have opened the door after the pull: what came with it is pulled while it is still
                // known that somebody waits for it, so that they are told.
                match rounds(inner).await {
                    Ok(more) => outcome = outcome.map(|report| report.and(&more)),
                    Err(error) => outcome = Err(error),
                }
            }
            if outcome.is_ok()
                && let Err(error) = association::keep_requests(inner, requests).await
            {
                tracing::debug!(%error, "what became of requests is remembered later");
            }
        }
        push::settle(inner).await;
    }
    // The family needs no account, and asks nobody whether this device is still signed in.
    if !matches!(outcome, Err(Error::Offline)) {
        let moved = family::sync::run(inner).await;
        outcome = outcome.map(|report| report.and(&moved));
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
    let mut most_commands = MOST_COMMANDS;
    let mut ahead = None;
    inner.write(reread).await?;
    for _ in 0..MOST_ROUNDS {
        let (outcome, sent) = round(inner, most_commands, &mut ahead).await;
        let round = match outcome {
            // The whole question was refused: one of its commands must be what the server cannot take. One
            // at a time finds it, and it stays behind with its reason instead of blocking the others.
            Err(Error::Refused(refusal)) if !sent.is_empty() && !is_passing(&refusal) => {
                if most_commands > 1 {
                    most_commands = 1;
                } else {
                    let refused = |id| CommandResult { id, refused: Some(refusal.clone()) };
                    let results: Vec<_> = sent.into_iter().map(refused).collect();
                    report.refused += inner.write(move |tx, inner| outbox::results(tx, inner, &results)).await?;
                    inner.changed(Change::Outbox);
                    for room in private::Room::ALL {
                        inner.changed(room.change());
                    }
                }
                continue;
            }
            Err(Error::SignedOut) if !signed_out => {
                // The server no longer knows this device. What is public is for everybody.
                signed_out = true;
                account::sign_out_here(inner).await?;
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

/// A refusal that is not about what was sent: later it will be taken.
pub(crate) fn is_passing(refusal: &Refusal) -> bool {
    matches!(refusal.code.as_str(), "busy" | "rate-limited" | "timeout" | "city-needed" | "unknown-city" | "other-city")
}

/// A question asked before the answer to the last one is stored: the network and the disk work at the same
/// time. Whether its answer still fits is looked at when it is stored, by the cursors.
struct Ahead {
    request: SyncRequest,
    answer: JoinHandle<Result<SyncResponse, Error>>,
}

impl Drop for Ahead {
    fn drop(&mut self) {
        self.answer.abort();
    }
}

async fn ask(inner: Arc<Inner>, body: Vec<u8>, token: Option<Arc<Token>>) -> Result<SyncResponse, Error> {
    let token = token.as_ref().map(|token| token.token.as_str());
    inner.call_json(Call { body: Some(body), token, ..Call::new(Method::Post, "/v1/sync") }).await
}

/// Asks for what follows `response`, if something does.
fn ask_ahead(
    inner: &Arc<Inner>,
    request: &SyncRequest,
    response: &SyncResponse,
    token: Option<Arc<Token>>,
) -> Option<Ahead> {
    if !response.more {
        return None;
    }
    let mut next = SyncRequest { city: request.city.clone(), cursors: request.cursors.clone(), commands: Vec::new() };
    for (stream, page) in &response.streams {
        next.cursors.insert(stream.clone(), page.next);
    }
    let body = serde_json::to_vec(&next).ok()?;
    Some(Ahead { request: next, answer: inner.runtime.spawn(ask(Arc::clone(inner), body, token)) })
}

/// One round trip with at most `most` commands. If the server did not take it, says also which went with it.
async fn round(inner: &Arc<Inner>, most: usize, ahead: &mut Option<Ahead>) -> (Result<Round, Error>, Vec<Uuid>) {
    let mut not_taken = Vec::new();
    let outcome = round_trip(inner, most, ahead, &mut not_taken).await;
    (outcome, not_taken)
}

async fn round_trip(
    inner: &Arc<Inner>,
    most: usize,
    ahead: &mut Option<Ahead>,
    not_taken: &mut Vec<Uuid>,
) -> Result<Round, Error> {
    let token = inner.token().await?.map(Arc::new);
    let person = token.as_ref().map(|token| token.person);
    let (request, answer) = match ahead.take() {
        Some(mut ahead) => {
            let answer = (&mut ahead.answer).await.unwrap_or_else(|error| Err(Error::internal(error)));
            (std::mem::take(&mut ahead.request), answer)
        }
        None => {
            let request = prepare(inner, person, most).await?;
            let body = serde_json::to_vec(&request).map_err(Error::internal)?;
            (request, ask(Arc::clone(inner), body, token.clone()).await)
        }
    };
    let response = match answer {
        Ok(response) => response,
        Err(error) => {
            let sent: Vec<Uuid> = request.commands.iter().map(|command| command.id).collect();
            if !sent.is_empty() {
                let key = error.key();
                not_taken.clone_from(&sent);
                inner.write(move |tx, _| outbox::failed(tx, &sent, key)).await?;
                inner.changed(Change::Outbox);
            }
            return Err(error);
        }
    };
    *ahead = ask_ahead(inner, &request, &response, token);
    let asked = request.cursors.clone();
    let answered = response.results.len();
    let told_more = response.more;
    let applied = inner.write_again(move |tx, inner| apply(tx, inner, &request, person, &response)).await?;
    applied.tell(inner);
    // The outbox has more, or merging has just put something in: the next question is another one.
    let waiting = answered > 0 && applied.waiting;
    if applied.again || waiting {
        *ahead = None;
    }
    let pushed = answered.saturating_sub(applied.refused);
    let more = told_more || applied.again || waiting;
    Ok(Round { pulled: applied.pulled, pushed, refused: applied.refused, more, asked })
}

/// The next question: where we stand, and what waits.
async fn prepare(inner: &Arc<Inner>, person: Option<Uuid>, most: usize) -> Result<SyncRequest, Error> {
    let again = person.is_some() && inner.key_lost.swap(false, Ordering::SeqCst);
    let request = inner.write_again(move |tx, inner| {
        let Some(city) = city::chosen(tx)? else { return Ok(None) };
        if let (true, Some(person)) = (again, person) {
            rewind(tx, &Stream::person(person))?;
            for stream in private::shared_streams(tx)? {
                rewind(tx, &stream)?;
            }
        }
        let commands = match person {
            Some(person) => outbox::take(tx, inner, person, most)?,
            None => Vec::new(),
        };
        Ok(Some(SyncRequest { city, cursors: cursors(tx, person)?, commands }))
    });
    request.await?.ok_or_else(|| Error::refused("city-needed"))
}

/// Where each stream of this reader stands; those never asked for start here.
fn cursors(tx: &Transaction<'_>, person: Option<Uuid>) -> Result<BTreeMap<Stream, i64>, StoreError> {
    let mut streams = vec![Stream::alerts(), Stream::news()];
    streams.extend(person.map(Stream::person));
    for stream in &streams {
        begin(tx, stream)?;
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

#[cfg(test)]
mod tests;
