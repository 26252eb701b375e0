//! From a stream that moved to rounds that are due.

use super::audience;
use crate::{
    app::App,
    metrics,
    store::{StoreError, Tx, Value},
    stream,
};
use itsumo_domain::{
    Stream, Timestamp,
    alert::Alert,
    push::{Urgency, plan_due, plan_until, plan_urgency},
    record::{Audience, Record, kind},
};

/// Addresses in one part of a round: some seconds of work for one process.
pub const PART: i64 = 500;
/// The first two bytes of a name are one of so many.
const NAMES: i64 = 1 << 16;
/// How many of the records that are new in a stream are looked at, the newest first.
const LOOKED_AT: i64 = 50;

/// Whether anybody is woken for moves of this stream. The notice board's readers are awake while they read; a family's
/// devices are known by no account.
pub fn is_pushed(stream: &Stream) -> bool {
    match stream.audience() {
        Audience::Everyone => *stream == Stream::alerts() || *stream == Stream::news(),
        Audience::Family(_) | Audience::Unknown => false,
        _ => true,
    }
}

/// Remembers to look at every city's public streams, whatever was heard of them: what a process wrote that died before
/// it planned is planned by another.
pub(super) fn look(app: &App) {
    for city in app.cities.iter() {
        for stream in [Stream::alerts(), Stream::news()] {
            let head = app.streams.head(&city.city.code, &stream);
            if head > 0 && !app.push.heard.is_planned(&city.city.code, &stream, head) {
                app.push.heard.note(&city.city.code, &stream, head);
            }
        }
    }
}

/// Plans everything that moved. What could not be planned is tried again with the next.
///
/// # Errors
/// The store's.
pub async fn plan_moved(app: &App) -> Result<(), StoreError> {
    let mut moved = app.push.heard.take();
    while let Some(((city, stream), head)) = moved.pop_first() {
        match plan(app, &city, &stream, head).await {
            Ok(_) => app.push.heard.planned(&city, &stream, head),
            Err(error) => {
                for ((city, stream), head) in moved.into_iter().chain([((city, stream), head)]) {
                    app.push.heard.note(&city, &stream, head);
                }
                return Err(error);
            }
        }
    }
    Ok(())
}

/// Plans the rounds of one stream, unless another process has. Answers with how many parts they are in.
///
/// # Errors
/// The store's.
pub async fn plan(app: &App, city: &str, stream: &Stream, head: i64) -> Result<usize, StoreError> {
    // Looked at beside the writer first: most people's streams have no device that asked to be woken, and what is public
    // is planned by whichever process is first.
    let nothing_to_do = match stream.is_public() {
        true => already(app, city, stream, head).await?,
        false => audience::meant(app, city, stream).await?.is_empty(),
    };
    if nothing_to_do {
        return Ok(0);
    }
    let now = app.clock.now();
    let news_every = i64::from(app.config.push_news_minutes).saturating_mul(Timestamp::MINUTE);
    let (city, stream) = (city.to_owned(), stream.clone());
    let planning = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let told = match lock(tx, &city, &stream).await? {
                (told, _) if told >= head => return Ok(0),
                (told, due) => (told, (due > 0).then_some(Timestamp(due))),
            };
            let seen = news_of(tx, &city, &stream, told.0, head).await?;
            let due = seen.urgency.map(|urgency| plan_due(&stream, urgency, told.1, now, news_every));
            let sql = "UPDATE push_told SET head = $3, due = $4 WHERE city = $1 AND stream = $2";
            let at = due.or(told.1).unwrap_or(Timestamp(0));
            tx.execute(sql, &[city.as_str().into(), stream.as_str().into(), head.into(), at.into()]).await?;
            let (Some(urgency), Some(due)) = (seen.urgency, due) else { return Ok(0) };
            let until = plan_until(&stream, seen.alert.as_ref(), now);
            let parts = if stream.is_public() { parts(count(tx, &city).await?) } else { vec![(0, NAMES - 1)] };
            for (first, last) in &parts {
                let round = [
                    city.as_str().into(),
                    stream.as_str().into(),
                    (*first).into(),
                    (*last).into(),
                    head.into(),
                    urgency.rank().into(),
                    until.into(),
                    due.into(),
                ];
                tx.execute(ROUND, &round).await?;
            }
            Ok(parts.len())
        })
    });
    let parts = planning.await?;
    ::metrics::counter!(metrics::PUSH_ROUNDS).increment(u64::try_from(parts).unwrap_or_default());
    Ok(parts)
}

/// A part that waits takes along what comes meanwhile: the sooner, the more urgent and the longer of both.
const ROUND: &str = "INSERT INTO push_round (city, stream, first, last, head, urgency, until, due)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (city, stream, first) DO UPDATE SET
    last = CASE WHEN excluded.last > push_round.last THEN excluded.last ELSE push_round.last END,
    head = excluded.head,
    urgency = CASE WHEN excluded.urgency > push_round.urgency THEN excluded.urgency ELSE push_round.urgency END,
    until = CASE WHEN excluded.until > push_round.until THEN excluded.until ELSE push_round.until END,
    due = CASE WHEN excluded.due < push_round.due THEN excluded.due ELSE push_round.due END";

/// Whether a stream's move was planned: a look beside the writer.
async fn already(app: &App, city: &str, stream: &Stream, head: i64) -> Result<bool, StoreError> {
    let of = [Value::from(city), stream.as_str().into(), head.into()];
    let reading = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let sql = "SELECT 1 FROM push_told WHERE city = $1 AND stream = $2 AND head >= $3";
            Ok(!tx.query(sql, &of).await?.is_empty())
        })
    });
    reading.await
}

/// How far the stream was told, and when; the row stays held until the transaction ends.
async fn lock(tx: &mut dyn Tx, city: &str, stream: &Stream) -> Result<(i64, i64), StoreError> {
    let of = [city.into(), stream.as_str().into()];
    let sql = "INSERT INTO push_told (city, stream, head, due) VALUES ($1, $2, 0, 0)
               ON CONFLICT (city, stream) DO UPDATE SET head = push_told.head RETURNING head, due";
    let rows = tx.query(sql, &of).await?;
    let row = rows.first().ok_or_else(|| StoreError::Shape("a row that was just written is not there".to_owned()))?;
    Ok((row.int(0)?, row.int(1)?))
}

/// What is new in a stream: how urgent the most urgent of it is, and the alert that stays longest.
#[derive(Default)]
struct Seen {
    urgency: Option<Urgency>,
    alert: Option<Alert>,
}

async fn news_of(tx: &mut dyn Tx, city: &str, stream: &Stream, told: i64, head: i64) -> Result<Seen, StoreError> {
    let mut seen = Seen::default();
    for record in stream::newest(tx, city, stream, told, head, LOOKED_AT).await? {
        if is_own(stream, &record) {
            continue;
        }
        seen.urgency = seen.urgency.max(plan_urgency(&record));
        if record.kind == kind::ALERT
            && let Some(alert) = record.body_as::<Alert>()
            && seen.alert.as_ref().is_none_or(|known| known.expires < alert.expires)
        {
            seen.alert = Some(alert);
        }
    }
    Ok(seen)
}

/// Whether a person wrote this into their own stream: the device it was written on has it, and for the others it is
/// nothing to get up for.
fn is_own(stream: &Stream, record: &Record) -> bool {
    matches!(stream.audience(), Audience::Person(_)) && record.author == stream.as_str()
}

async fn count(tx: &mut dyn Tx, city: &str) -> Result<i64, StoreError> {
    let rows = tx.query("SELECT COUNT(*) FROM push_address WHERE city = $1", &[city.into()]).await?;
    rows.first().map_or(Ok(0), |row| row.int(0))
}

/// The first two bytes of names, from and to, of each part.
fn parts(addresses: i64) -> Vec<(i64, i64)> {
    let parts = (addresses.max(0) + PART - 1) / PART;
    let parts = parts.min(NAMES);
    (0..parts).map(|part| (part * NAMES / parts, (part + 1) * NAMES / parts - 1)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn parts_hold_every_name_once() {
        for addresses in [1, 499, 500, 501, 100_000, 40_000_000, i64::MAX - PART] {
            let parts = parts(addresses);
            assert_eq!((parts.first().unwrap().0, parts.last().unwrap().1), (0, NAMES - 1), "{addresses}");
            assert!(parts.windows(2).all(|two| two[0].1 + 1 == two[1].0), "{addresses}");
            assert!(parts.iter().all(|(first, last)| first <= last));
        }
        assert_eq!((parts(0).len(), parts(500).len(), parts(501).len(), parts(100_000).len()), (0, 1, 2, 200));
    }

    #[test]
    fn nobody_is_woken_for_what_nobody_reads_asleep() {
        let id = Uuid::from_u128(1);
        let woken = [Stream::alerts(), Stream::news(), Stream::person(id), Stream::class(id), Stream::officers(id)];
        assert!(woken.iter().all(is_pushed));
        let not = [Stream::circulars(), Stream::family(id), Stream::board(id), Stream::standings(), Stream::part(id)];
        assert!(!not.iter().any(is_pushed));
    }
}
