//! What an answer does to the device: one transaction, from the results of our commands to the cursors.

use super::{LAST_OK, pull};
use crate::{
    Change, Inner, account, alert, city, interests, news, notify, outbox, private, saved,
    store::{self, StoreError},
};
use itsumo_domain::{
    Record, Stream,
    alert::Alert,
    interests::Interests,
    news::{News, Saved},
    record::{Audience, kind},
    sync::{Page, SyncRequest, SyncResponse},
};
use rusqlite::{Connection, OptionalExtension, Transaction, types::Value};
use std::{collections::BTreeSet, sync::Arc};
use uuid::Uuid;

/// What an answer changed.
#[derive(Default)]
pub(super) struct Applied {
    pub pulled: usize,
    pub refused: usize,
    pub again: bool,
    pub waiting: bool,
    changes: BTreeSet<&'static str>,
    withdraw: Vec<String>,
    index: bool,
    /// Shared streams are others now: live hints are to be asked for anew.
    shared: bool,
}

impl Applied {
    fn changed(&mut self, change: Change) {
        self.changes.insert(change.name());
    }

    fn changed_in_private(&mut self) {
        for room in private::Room::ALL {
            self.changed(room.change());
        }
    }

    /// After the commit: notifications taken back, who listens told.
    pub fn tell(&self, inner: &Arc<Inner>) {
        for id in &self.withdraw {
            inner.notes.withdraw(id);
        }
        if self.index {
            inner.wake_index.notify_one();
        }
        if self.shared {
            inner.wake_live.notify_waiters();
        }
        for change in Change::ALL {
            if self.changes.contains(change.name()) {
                inner.changed(change);
            }
        }
    }
}

pub(super) fn apply(
    tx: &Transaction<'_>,
    inner: &Inner,
    request: &SyncRequest,
    person: Option<Uuid>,
    response: &SyncResponse,
) -> Result<Applied, StoreError> {
    let mut applied = Applied::default();
    if !response.results.is_empty() {
        applied.refused = outbox::results(tx, inner, &response.results)?;
        applied.waiting = outbox::counts(tx)?.0 > 0;
        applied.changed(Change::Outbox);
        applied.changed_in_private();
    }
    // Another process may have chosen another city, or signed out, while we asked.
    if city::chosen(tx)?.as_ref() != Some(&request.city) {
        return Ok(applied);
    }
    let signed_in = account::person(tx)?.filter(|signed_in| Some(signed_in.id) == person);
    for stream in &response.left {
        applied.withdraw.extend(drop_stream(tx, inner, stream)?);
        applied.shared |= private::is_shared(stream);
        for change in [Change::News, Change::Interests] {
            applied.changed(change);
        }
        applied.changed_in_private();
    }
    // Streams that stood where we said when this answer came: to its end, it is all there is of them.
    let mut current = BTreeSet::new();
    for (stream, asked) in &request.cursors {
        if standing(tx, stream)?.is_some_and(|(cursor, _)| cursor == *asked) {
            current.insert(stream);
        }
    }
    for (stream, page) in &response.streams {
        let Some(asked) = request.cursors.get(stream).copied().or_else(|| response_is_ours(stream, &signed_in)) else {
            continue;
        };
        if !request.cursors.contains_key(stream) && standing(tx, stream)?.is_none() {
            begin(tx, stream)?;
            applied.shared |= private::is_shared(stream);
        }
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
        let lens = inner.lens(tx)?;
        if lens.blind {
            interests::sort_later(tx)?;
        }
        let coming = news::arrive::Coming { first: state == pull::FIRST, lens: &lens, now: inner.now() };
        // Mostly nothing was ever passed over; then nothing is to be looked for at each record.
        let mut some_passed_over = tx
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM record WHERE stream = ?1)")?
            .query_row([stream.as_str()], |row| row.get(0))?;
        for record in &page.records {
            if !arrived(tx, inner, stream, record, &coming, signed_in.as_ref(), &mut applied)? {
                pass_over(tx, inner, stream, record)?;
                some_passed_over = true;
            } else if some_passed_over {
                no_longer_passed_over(tx, stream, record)?;
            }
        }
        applied.pulled += page.records.len();
        tx.prepare_cached("UPDATE stream SET cursor = ?2 WHERE name = ?1")?.execute((stream.as_str(), page.next))?;
    }
    let streams: BTreeSet<&Stream> = request.cursors.keys().chain(response.streams.keys()).collect();
    for stream in streams {
        let more =
            response.streams.get(stream).is_some_and(|page: &Page| page.more || page.next < asked_of(request, stream));
        if !more {
            finish(tx, inner, stream, signed_in.as_ref(), &mut applied)?;
            let own = signed_in.as_ref().is_some_and(|person| *stream == Stream::person(person.id));
            if own && current.contains(stream) && private::told(tx)? {
                applied.changed(Change::School);
            }
        }
    }
    // What is said in an association comes back in one of many streams.
    let all_current = !response.more && !applied.again && request.cursors.keys().all(|stream| current.contains(stream));
    if let Some(person) = signed_in.as_ref().filter(|_| all_current)
        && private::told_of_association(tx, inner, person)?
    {
        applied.changed(Change::Association);
    }
    if !response.more && !applied.again {
        store::set_setting(tx, LAST_OK, &inner.now())?;
    }
    Ok(applied)
}

fn asked_of(request: &SyncRequest, stream: &Stream) -> i64 {
    request.cursors.get(stream).copied().unwrap_or(0)
}

/// A stream the server gave unasked is taken only if it is the signed-in person's own, or shared with few, which the
/// server gives to those alone who may read it.
fn response_is_ours(stream: &Stream, signed_in: &Option<account::Person>) -> Option<i64> {
    let person = signed_in.as_ref()?;
    let ours = *stream == Stream::person(person.id) || private::is_shared(stream);
    ours.then_some(0)
}

/// Takes a stream up, from its start.
pub(super) fn begin(tx: &Transaction<'_>, stream: &Stream) -> Result<(), StoreError> {
    tx.prepare_cached("INSERT OR IGNORE INTO stream (name, cursor, sweep) VALUES (?1, 0, ?2)")?
        .execute((stream.as_str(), pull::FIRST))?;
    Ok(())
}

fn standing(db: &Connection, stream: &Stream) -> Result<Option<(i64, i64)>, StoreError> {
    Ok(db
        .prepare_cached("SELECT cursor, sweep FROM stream WHERE name = ?1")?
        .query_row([stream.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?)
}

/// One record; whether this version understands it.
fn arrived(
    tx: &Transaction<'_>,
    inner: &Inner,
    stream: &Stream,
    record: &Record,
    coming: &news::arrive::Coming<'_>,
    person: Option<&account::Person>,
    applied: &mut Applied,
) -> Result<bool, StoreError> {
    let own = person.filter(|person| *stream == Stream::person(person.id));
    Ok(match (record.kind.as_str(), own) {
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
        // What is taken back is removed, whatever this version makes of its kind.
        (kind, _) if record.gone || private::Room::of_kind(kind).is_some() => match person {
            Some(person) if is_private(stream, person) => {
                let (room, over) = private::arrived(tx, inner, person, stream, record, coming.first)?;
                applied.changes.extend(room.map(|room| room.change().name()));
                applied.withdraw.extend(over);
                true
            }
            _ => record.gone,
        },
        _ => false,
    })
}

/// Whether a stream is for this person and some others at most.
fn is_private(stream: &Stream, person: &account::Person) -> bool {
    *stream == Stream::person(person.id) || private::is_shared(stream)
}

fn record_place(stream: &str, id: Uuid) -> String {
    format!("record/{stream}/{id}")
}

/// Keeps what this version does not understand: the next one may. Sealed, where it is not for everybody.
fn pass_over(tx: &Transaction<'_>, inner: &Inner, stream: &Stream, record: &Record) -> Result<(), StoreError> {
    let json = serde_json::to_string(record)?;
    let packed = match stream.is_public() {
        true => Value::Text(json),
        false => Value::Blob(inner.seal(&record_place(stream.as_str(), record.id), json.as_bytes())?),
    };
    tx.prepare_cached(
        "INSERT INTO record (stream, id, seq, json) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (stream, id) DO UPDATE SET seq = excluded.seq, json = excluded.json",
    )?
    .execute((stream.as_str(), record.id.as_bytes(), record.seq, packed))?;
    Ok(())
}

/// Reads what [`pass_over`] kept; `None` when the device's key is another one now.
fn passed_over(inner: &Inner, stream: &str, id: Uuid, packed: Value) -> Result<Option<Record>, StoreError> {
    Ok(match packed {
        Value::Blob(sealed) => {
            inner.unseal(&record_place(stream, id), &sealed)?.and_then(|json| serde_json::from_slice(&json).ok())
        }
        Value::Text(json) => serde_json::from_str(&json).ok(),
        _ => None,
    })
}

fn no_longer_passed_over(tx: &Transaction<'_>, stream: &Stream, record: &Record) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM record WHERE stream = ?1 AND id = ?2")?
        .execute((stream.as_str(), record.id.as_bytes()))?;
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
                    interests::sweep(tx, inner, person)?;
                    // What was found unreadable meanwhile has come anew, or is not to be had.
                    inner.key_lost.store(false, std::sync::atomic::Ordering::SeqCst);
                    applied.changed(Change::News);
                }
                applied.withdraw.extend(private::sweep(tx, inner, stream)?);
                applied.changed_in_private();
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

/// After an update of the app: what the old version passed over may be understood now.
pub(super) fn reread(tx: &Transaction<'_>, inner: &Inner) -> Result<(), StoreError> {
    const READ_BY: &str = "records-read-by";
    let version = env!("CARGO_PKG_VERSION");
    if store::setting::<String>(tx, READ_BY)?.as_deref() == Some(version) {
        return Ok(());
    }
    let kept = tx
        .prepare("SELECT stream, id, json FROM record ORDER BY stream, seq")?
        .query_map([], |row| Ok((row.get::<_, String>(0)?, Uuid::from_bytes(row.get(1)?), row.get::<_, Value>(2)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    let lens = inner.lens(tx)?;
    let person = account::person(tx)?;
    let coming = news::arrive::Coming { first: true, lens: &lens, now: inner.now() };
    for (stream, id, packed) in kept {
        if let (Some(record), Ok(stream)) = (passed_over(inner, &stream, id, packed)?, stream.parse())
            && arrived(tx, inner, &stream, &record, &coming, person.as_ref(), &mut Applied::default())?
        {
            no_longer_passed_over(tx, &stream, &record)?;
        }
    }
    // It may also decide otherwise what is for this person.
    interests::sort_later(tx)?;
    store::set_setting(tx, READ_BY, &version)
}

/// Pulls the stream from its start again; at its end, what did not come again goes.
pub(super) fn rewind(tx: &Transaction<'_>, stream: &Stream) -> Result<(), StoreError> {
    tx.execute("UPDATE stream SET cursor = 0, sweep = ?2 WHERE name = ?1", (stream.as_str(), pull::SWEEP))?;
    tx.execute("UPDATE record SET seq = 0 WHERE stream = ?1", [stream.as_str()])?;
    match stream {
        news if *news == Stream::news() => tx.execute("UPDATE news SET seq = 0", [])?,
        alerts if *alerts == Stream::alerts() => tx.execute("UPDATE alert SET seq = 0", [])?,
        own if matches!(own.audience(), Audience::Person(_)) => {
            tx.execute("UPDATE saved SET seq = 0 WHERE person IS NOT NULL", [])?
        }
        _ => 0,
    };
    private::rewind(tx, stream)
}

/// Removes a stream this reader may no longer read, and all that came by it. The notifications that are over by it.
pub(crate) fn drop_stream(tx: &Transaction<'_>, inner: &Inner, stream: &Stream) -> Result<Vec<String>, StoreError> {
    tx.execute("DELETE FROM stream WHERE name = ?1", [stream.as_str()])?;
    tx.execute("DELETE FROM record WHERE stream = ?1", [stream.as_str()])?;
    if let itsumo_domain::record::Audience::Person(person) = stream.audience() {
        saved::forget(tx, person)?;
        interests::forget(tx)?;
    }
    private::drop_stream(tx, inner, stream)
}
