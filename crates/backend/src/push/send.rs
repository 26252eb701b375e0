//! From rounds that are due to pushes, and what becomes of each.

use super::{
    Outcome, Parcel, Pusher,
    address::{self, COLUMNS, Health, Known, plan_refused},
    audience,
};
use crate::{
    app::App,
    metrics,
    store::{StoreError, Tx, Value},
};
use bytes::Bytes;
use futures_util::StreamExt;
use itsumo_domain::{
    Stream, Timestamp,
    push::{PushMessage, Urgency},
    sync::Hint,
};
use std::collections::BTreeMap;

/// Parts of rounds taken at once, and single addresses that are tried again.
const PARTS: i64 = 4;
const AGAIN: i64 = 500;
/// Pushes under way at once.
const AT_ONCE: usize = 128;
/// How long what was taken is left to who took it: longer than all of it can take.
const LEASE: i64 = 5 * Timestamp::MINUTE;
/// Tries of one push in all.
const TRIES: i64 = 12;
/// Most hints in one push: any of them brings everything.
const HINTS: usize = 20;

/// A part of a round that this process took.
struct Round {
    city: String,
    stream: Stream,
    first: i64,
    last: i64,
    head: i64,
    urgency: Urgency,
    until: Timestamp,
}

/// What a push to one address says.
struct Load {
    known: Known,
    streams: BTreeMap<Stream, i64>,
    urgency: Urgency,
    until: Timestamp,
    /// Tries before this one; none for what comes from a round.
    again: Option<i64>,
}

/// Sends what is due, once; answers with how many parts and addresses it took, 0 when nothing is.
///
/// # Errors
/// The store's.
pub async fn send_due(app: &App, pusher: &dyn Pusher) -> Result<usize, StoreError> {
    let (now, postgres) = (app.clock.now(), app.store.postgres().is_some());
    let taking = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move { Ok((take_rounds(tx, postgres, now).await?, take_again(tx, postgres, now).await?)) })
    });
    let (mut rounds, mut again) = taking.await?;
    let taken = rounds.len() + again.len();
    // What is of a city that this process does not serve is taken again by one that does.
    rounds.retain(|round| app.cities.get(&round.city).is_some());
    again.retain(|(known, _, _)| app.cities.get(&known.city).is_some());
    if taken == 0 {
        return Ok(0);
    }
    let mut loads: BTreeMap<(String, Vec<u8>), Load> = BTreeMap::new();
    for round in &rounds {
        for known in addresses(app, round).await? {
            load(app, &mut loads, known, round, None);
        }
    }
    for (known, round, tries) in again {
        load(app, &mut loads, known, &round, Some(tries));
    }
    let sending = futures_util::stream::iter(loads.into_values()).map(|load| async move {
        let parcel = parcel(app, &load);
        let outcome = match parcel {
            Some(parcel) => pusher.push(&parcel, now).await,
            None => Outcome::Later(None, "it cannot be written".to_owned()),
        };
        let transport = load.known.address.transport();
        ::metrics::counter!(metrics::PUSHES, "transport" => transport, "outcome" => outcome.word()).increment(1);
        (load, outcome)
    });
    let done: Vec<(Load, Outcome)> = sending.buffer_unordered(AT_ONCE).collect().await;
    let now = app.clock.now();
    let settling = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            for (load, outcome) in &done {
                settle(tx, load, outcome, now).await?;
            }
            for round in &rounds {
                // What was planned into it meanwhile has another head, and stays.
                let sql = "DELETE FROM push_round WHERE city = $1 AND stream = $2 AND first = $3 AND head = $4";
                let (city, stream) = (round.city.as_str().into(), round.stream.as_str().into());
                tx.execute(sql, &[city, stream, round.first.into(), round.head.into()]).await?;
            }
            Ok(())
        })
    });
    settling.await?;
    Ok(taken)
}

/// When something is due next.
///
/// # Errors
/// The store's.
pub async fn next_due(app: &App) -> Result<Option<Timestamp>, StoreError> {
    let reading = app.store.read::<_, StoreError, _>(|tx| {
        Box::pin(async move {
            let mut next: Option<i64> = None;
            for sql in ["SELECT MIN(due) FROM push_round", "SELECT MIN(due) FROM push_again"] {
                let due = tx.query(sql, &[]).await?.first().map_or(Ok(None), |row| row.opt_int(0))?;
                next = next.into_iter().chain(due).min();
            }
            Ok(next.map(Timestamp))
        })
    });
    reading.await
}

/// What another process is just taking is passed over rather than waited for.
fn skip(postgres: bool) -> &'static str {
    if postgres { "FOR UPDATE SKIP LOCKED" } else { "" }
}

async fn take_rounds(tx: &mut dyn Tx, postgres: bool, now: Timestamp) -> Result<Vec<Round>, StoreError> {
    let sql = format!(
        "UPDATE push_round SET due = $1 WHERE due <= $2 AND (city, stream, first) IN
         (SELECT city, stream, first FROM push_round WHERE due <= $2 ORDER BY urgency DESC, due LIMIT $3 {})
         RETURNING city, stream, first, last, head, urgency, until",
        skip(postgres)
    );
    let rows = tx.query(&sql, &[now.plus(LEASE).into(), now.into(), PARTS.into()]).await?;
    let mut rounds = Vec::with_capacity(rows.len());
    for row in &rows {
        rounds.push(Round {
            city: row.text(0)?.to_owned(),
            stream: row.text(1)?.parse().map_err(|error| StoreError::Shape(format!("{error}")))?,
            first: row.int(2)?,
            last: row.int(3)?,
            head: row.int(4)?,
            urgency: Urgency::of_rank(row.int(5)?),
            until: Timestamp(row.int(6)?),
        });
    }
    Ok(rounds)
}

/// Takes single tries, with their addresses. Those whose address is gone go.
async fn take_again(tx: &mut dyn Tx, postgres: bool, now: Timestamp) -> Result<Vec<(Known, Round, i64)>, StoreError> {
    let sql = format!(
        "UPDATE push_again SET due = $1 WHERE due <= $2 AND (city, name, stream) IN
         (SELECT city, name, stream FROM push_again WHERE due <= $2 ORDER BY urgency DESC, due LIMIT $3 {})
         RETURNING city, name, stream, urgency, until, tries",
        skip(postgres)
    );
    let rows = tx.query(&sql, &[now.plus(LEASE).into(), now.into(), AGAIN.into()]).await?;
    let mut again = Vec::with_capacity(rows.len());
    for row in &rows {
        let of = [row.text(0)?.into(), row.bytes(1)?.to_vec().into()];
        let sql = format!("SELECT {COLUMNS} FROM push_address a WHERE a.city = $1 AND a.name = $2");
        let found = tx.query(&sql, &of).await?;
        let Some(known) = found.first().map(Known::read).transpose()?.flatten() else {
            tx.execute("DELETE FROM push_again WHERE city = $1 AND name = $2", &of).await?;
            continue;
        };
        let round = Round {
            city: known.city.clone(),
            stream: row.text(2)?.parse().map_err(|error| StoreError::Shape(format!("{error}")))?,
            first: 0,
            last: 0,
            head: 0,
            urgency: Urgency::of_rank(row.int(3)?),
            until: Timestamp(row.int(4)?),
        };
        again.push((known, round, row.int(5)?));
    }
    Ok(again)
}

/// Whom a part of a round goes to.
async fn addresses(app: &App, round: &Round) -> Result<Vec<Known>, StoreError> {
    if !round.stream.is_public() {
        return audience::of(app, &round.city, &round.stream).await;
    }
    let (city, from) = (round.city.clone(), name_from(round.first));
    // After the last name there is none, so the last part has no end.
    let to = u16::try_from(round.last + 1).ok().map(i64::from).map(name_from);
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut params = vec![city.into(), Value::from(from)];
            let end = to.map_or("", |to| {
                params.push(to.into());
                "AND a.name < $3"
            });
            let sql = format!("SELECT {COLUMNS} FROM push_address a WHERE a.city = $1 AND a.name >= $2 {end}");
            let rows = tx.query(&sql, &params).await?;
            rows.iter().filter_map(|row| Known::read(row).transpose()).collect::<Result<Vec<_>, _>>()
        })
    });
    reading.await
}

fn name_from(first: i64) -> Vec<u8> {
    u16::try_from(first).unwrap_or(u16::MAX).to_be_bytes().to_vec()
}

/// Adds a stream to what an address is told; what is due at once goes in one push.
fn load(app: &App, loads: &mut BTreeMap<(String, Vec<u8>), Load>, known: Known, round: &Round, again: Option<i64>) {
    let head = app.streams.head(&round.city, &round.stream).max(round.head);
    let load = loads.entry((known.city.clone(), known.name.clone())).or_insert_with(|| Load {
        known,
        streams: BTreeMap::new(),
        urgency: round.urgency,
        until: round.until,
        again,
    });
    load.streams.insert(round.stream.clone(), head);
    load.urgency = load.urgency.max(round.urgency);
    load.until = load.until.max(round.until);
    load.again = load.again.max(again);
}

fn parcel(app: &App, load: &Load) -> Option<Parcel> {
    let city = app.cities.get(&load.known.city)?;
    let hints = load.streams.iter().take(HINTS);
    let hints = hints.map(|(stream, head)| Hint { stream: stream.clone(), head: *head }).collect();
    let message = serde_json::to_vec(&PushMessage { city: load.known.city.clone(), hints }).ok()?;
    Some(Parcel {
        city: load.known.city.clone(),
        city_name: city.city.name.get(load.known.locale).to_owned(),
        address: load.known.address.clone(),
        locale: load.known.locale,
        message: Bytes::from(message),
        urgency: load.urgency,
        until: load.until,
        topic: topic(load),
    })
}

/// What takes the place of what. Danger is never replaced by something less urgent that came after it.
fn topic(load: &Load) -> &'static str {
    let only = |stream: Stream| load.streams.keys().all(|key| *key == stream);
    match load.urgency {
        Urgency::High => "urgent",
        _ if only(Stream::alerts()) => "alerts",
        _ if only(Stream::news()) => "news",
        _ => "mine",
    }
}

/// Milliseconds before the next try after `tries`: soon for danger, patient for the rest.
fn wait_after(tries: i64, urgency: Urgency) -> i64 {
    let first = if urgency == Urgency::High { 5 } else { 30 } * Timestamp::SECOND;
    first.saturating_mul(1_i64 << tries.clamp(0, 12)).min(2 * Timestamp::HOUR)
}

async fn settle(tx: &mut dyn Tx, load: &Load, outcome: &Outcome, now: Timestamp) -> Result<(), StoreError> {
    let (known, tries) = (&load.known, load.again.unwrap_or(0));
    let of = [Value::from(known.city.as_str()), known.name.clone().into()];
    match outcome {
        Outcome::Gone => return address::remove(tx, &known.city, &known.name).await,
        Outcome::Later(after, why) => {
            let due = now.plus(after.unwrap_or_else(|| wait_after(tries, load.urgency)));
            if tries + 1 < TRIES && due < load.until {
                tracing::debug!(transport = known.address.transport(), why, "a push is tried again");
                return again(tx, load, tries + 1, due).await;
            }
            // A service that is down says nothing about the device: it is not forgotten for it.
            tracing::info!(transport = known.address.transport(), why, "a push is given up");
        }
        Outcome::Held(wait) => {
            let due = now.plus(*wait);
            if due < load.until {
                return again(tx, load, tries, due).await;
            }
        }
        Outcome::Refused(why) => refused(tx, known, why, now).await?,
        Outcome::Taken => {
            // To the day: that somebody's phone is awake is nobody's business to the minute.
            let today = Timestamp(now.0.div_euclid(Timestamp::DAY).saturating_mul(Timestamp::DAY).max(1));
            if known.health.refusals > 0 || known.health.reached != today {
                let [city, name] = of.clone();
                let sql = "UPDATE push_address SET reached = $3, refusals = 0, refused_since = 0
                           WHERE city = $1 AND name = $2";
                tx.execute(sql, &[city, name, today.into()]).await?;
            }
        }
    }
    if load.again.is_some() {
        for stream in load.streams.keys() {
            let [city, name] = of.clone();
            let sql = "DELETE FROM push_again WHERE city = $1 AND name = $2 AND stream = $3";
            tx.execute(sql, &[city, name, stream.as_str().into()]).await?;
        }
    }
    Ok(())
}

async fn again(tx: &mut dyn Tx, load: &Load, tries: i64, due: Timestamp) -> Result<(), StoreError> {
    for stream in load.streams.keys() {
        let sql = "INSERT INTO push_again (city, name, stream, urgency, until, tries, due)
                   VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (city, name, stream) DO UPDATE SET
                   urgency = excluded.urgency, until = excluded.until, tries = excluded.tries, due = excluded.due";
        let row = [
            load.known.city.as_str().into(),
            load.known.name.clone().into(),
            stream.as_str().into(),
            load.urgency.rank().into(),
            load.until.into(),
            tries.into(),
            due.into(),
        ];
        tx.execute(sql, &row).await?;
    }
    Ok(())
}

async fn refused(tx: &mut dyn Tx, known: &Known, why: &str, now: Timestamp) -> Result<(), StoreError> {
    let Some(Health { refusals, refused_since, .. }) = plan_refused(known.health, now) else {
        tracing::info!(transport = known.address.transport(), why, "an address that takes no push is forgotten");
        return address::remove(tx, &known.city, &known.name).await;
    };
    tracing::debug!(transport = known.address.transport(), why, refusals, "a push was not taken");
    let sql = "UPDATE push_address SET refusals = $3, refused_since = $4 WHERE city = $1 AND name = $2";
    let row = [known.city.as_str().into(), known.name.clone().into(), refusals.into(), refused_since.into()];
    tx.execute(sql, &row).await.map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tries_come_sooner_for_danger_and_later_and_later() {
        let waits =
            |urgency| -> Vec<i64> { (0..TRIES).map(|tries| wait_after(tries, urgency) / Timestamp::SECOND).collect() };
        assert_eq!(waits(Urgency::High), [5, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 5_120, 7_200]);
        assert_eq!(waits(Urgency::Normal), [30, 60, 120, 240, 480, 960, 1_920, 3_840, 7_200, 7_200, 7_200, 7_200]);
    }
}
