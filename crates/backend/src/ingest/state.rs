//! What is known of each source: where it stands, whose turn it is, what went wrong.
//!
//! A source is worked on under a lease, a row that says who and until when. Two processes on one database
//! never read the same source at once; a process that dies loses its lease by itself. Whoever finishes writes
//! the results and gives the lease back in one statement that only the holder can run, in the transaction of
//! the announcements: what was doubled or came late changes nothing.

use super::{feed::LeftOut, fetch::Validators};
use crate::{
    city::{CityConfig, Source},
    store::{Row, Store, StoreError, Tx, Value},
};
use itsumo_domain::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use uuid::Uuid;

/// The tables of the ingest.
pub const MIGRATION: &str = "CREATE TABLE source_state (
        city TEXT NOT NULL,
        source TEXT NOT NULL,
        url TEXT NOT NULL,
        etag TEXT,
        last_modified TEXT,
        body {int},
        reader {int} NOT NULL,
        newest {int},
        shift {int} NOT NULL,
        next_at {int} NOT NULL,
        lease_by {bytes},
        lease_until {int} NOT NULL,
        failures {int} NOT NULL,
        last_try {int},
        last_ok {int},
        last_error TEXT,
        items {int} NOT NULL,
        left_out {int} NOT NULL,
        reasons TEXT NOT NULL,
        repairs TEXT NOT NULL,
        PRIMARY KEY (city, source)
    );
    CREATE TABLE source_item (
        city TEXT NOT NULL,
        source TEXT NOT NULL,
        record {bytes} NOT NULL,
        owner {int} NOT NULL,
        guid {int},
        link {int},
        title {int} NOT NULL,
        published {int} NOT NULL,
        hash {int} NOT NULL,
        PRIMARY KEY (city, source, record)
    );
    CREATE INDEX source_item_guid ON source_item (city, guid);
    CREATE INDEX source_item_link ON source_item (city, link);
    CREATE INDEX source_item_title ON source_item (city, title)";

/// When a source last carried an item, to [`SEEN_WITHIN`]; 0 for what was taken before that was written down.
pub const SEEN_MIGRATION: &str = "ALTER TABLE source_item ADD COLUMN seen {int} NOT NULL DEFAULT 0";

/// How exactly `seen` is kept: to the millisecond would be a write for each item of each reading.
pub const SEEN_WITHIN: i64 = 30 * Timestamp::DAY;
/// How long an item is remembered after it was seen for the last time: a source that brings it back within this
/// brings back the announcement it was; after it, a new one.
pub const GONE_AFTER: i64 = 180 * Timestamp::DAY;

/// How long a source may be worked on.
pub const LEASE: i64 = 3 * Timestamp::MINUTE;
/// First wait after a failure; it doubles with each further one.
const FIRST_WAIT: i64 = 5 * Timestamp::MINUTE;
/// Longest wait after failures.
const LONGEST_WAIT: i64 = 12 * Timestamp::HOUR;

/// Most lines that say why items were left out.
const REASONS: usize = 20;

/// A source that this process works on.
#[derive(Clone, Debug)]
pub struct Lease {
    /// The city's code.
    pub city: String,
    /// The source's id.
    pub source: String,
    /// Who holds it: made anew for each run.
    pub holder: Uuid,
    /// Failures in a row before this run.
    pub failures: i64,
    /// What the source answered last time; empty if its address has changed since.
    pub validators: Validators,
    /// Number of the last body that was read to its end.
    pub body: Option<i64>,
    /// Number of the rules that read it.
    pub reader: i64,
    /// Day of the newest item, moved.
    pub newest: Option<Timestamp>,
    /// By how much the dates of a rehearsal are moved.
    pub shift: i64,
}

/// What a finished run leaves behind.
#[derive(Clone, Debug, Default)]
pub struct Finish {
    /// Where it was read from.
    pub url: String,
    /// For next time.
    pub validators: Validators,
    /// Number of the body.
    pub body: Option<i64>,
    /// Number of the rules.
    pub reader: i64,
    /// Day of the newest item, moved.
    pub newest: Option<Timestamp>,
    /// By how much dates were moved.
    pub shift: i64,
    /// Items in it.
    pub items: usize,
    /// Items left out, each with its reason.
    pub left_out: Vec<LeftOut>,
    /// What was put right.
    pub repairs: Vec<String>,
    /// Something went wrong that does not make the run fail.
    pub warning: Option<String>,
}

/// A source as an operator sees it.
#[derive(Clone, Debug, Serialize, utoipa::ToSchema)]
pub struct SourceStatus {
    /// The city's code.
    pub city: String,
    /// The source's id.
    pub id: String,
    /// Its name in Japanese.
    pub name: String,
    /// Its address.
    pub url: String,
    /// When it was last asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_try: Option<Timestamp>,
    /// When it last answered well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_ok: Option<Timestamp>,
    /// When it is asked next; absent before the first time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<Timestamp>,
    /// Failures in a row.
    pub failures: i64,
    /// What went wrong last, in words; absent when all is well.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_error: Option<String>,
    /// Items in its last answer.
    pub items: i64,
    /// Items of its last answer that were left out.
    pub left_out: i64,
    /// Why they were left out; by reason where they are many.
    pub reasons: Vec<String>,
    /// What was put right in its last answer.
    pub repairs: Vec<String>,
}

/// Forgets items that no source of the city has carried for [`GONE_AFTER`]. The announcements stay.
///
/// That time is counted back from the newest item seen of the same source, not from now: a source that is
/// silent, unchanged or unreachable for a year forgets nothing, or all its items would come anew.
///
/// # Errors
/// When the tables cannot be written.
pub async fn forget_gone(tx: &mut dyn Tx, city: &str, now: Timestamp) -> Result<(), StoreError> {
    tx.execute("UPDATE source_item SET seen = $2 WHERE city = $1 AND seen = 0", &[city.into(), now.into()]).await?;
    // All that is known of one announcement goes together: its first source's row says whose text it is.
    tx.execute(
        "DELETE FROM source_item WHERE city = $1 AND record NOT IN (
             SELECT item.record FROM source_item item
             JOIN (SELECT source, MAX(seen) AS newest FROM source_item WHERE city = $1 GROUP BY source) latest
               ON latest.source = item.source
             WHERE item.city = $1 AND item.seen >= latest.newest - $2)",
        &[city.into(), GONE_AFTER.into()],
    )
    .await?;
    Ok(())
}

/// Which sources of a city are due, and when the next of the others is.
///
/// # Errors
/// When the tables cannot be read.
pub async fn due(
    store: &Store,
    city: &CityConfig,
    now: Timestamp,
) -> Result<(Vec<Source>, Option<Timestamp>), StoreError> {
    let code = city.city.code.clone();
    let rows = store
        .read(move |tx| {
            Box::pin(async move {
                tx.query("SELECT source, next_at, lease_until FROM source_state WHERE city = $1", &[code.into()]).await
            })
        })
        .await?;
    let mut times: BTreeMap<String, Timestamp> = BTreeMap::new();
    for row in rows {
        times.insert(row.text(0)?.to_owned(), Timestamp(row.int(1)?.max(row.int(2)?)));
    }
    let mut due = Vec::new();
    let mut next: Option<Timestamp> = None;
    for source in &city.sources {
        match times.get(&source.id) {
            // A time further off than any wait is from a clock that was wrong.
            Some(at) if *at > now && at.since(now) <= 2 * Timestamp::DAY => {
                next = Some(next.map_or(*at, |n| n.min(*at)))
            }
            _ => due.push(source.clone()),
        }
    }
    Ok((due, next))
}

/// Ends all leases of these cities: for a process that knows that it is the only one.
///
/// # Errors
/// When the tables cannot be written.
pub async fn free(store: &Store, cities: Vec<String>) -> Result<(), StoreError> {
    store
        .write(move |tx| {
            Box::pin(async move {
                for city in cities {
                    let sql = "UPDATE source_state SET lease_by = NULL, lease_until = 0 WHERE city = $1";
                    tx.execute(sql, &[city.into()]).await?;
                }
                Ok(())
            })
        })
        .await
}

/// Takes a source that is due, unless another process did.
///
/// # Errors
/// When the tables cannot be written.
pub async fn claim(
    store: &Store,
    city: &str,
    source: &Source,
    holder: Uuid,
    now: Timestamp,
) -> Result<Option<Lease>, StoreError> {
    let (city, id, url) = (city.to_owned(), source.id.clone(), source.url.to_string());
    store
        .write(move |tx| {
            Box::pin(async move {
                let far = now.plus(2 * Timestamp::DAY);
                let rows = tx
                    .query(
                        "INSERT INTO source_state (city, source, url, reader, shift, next_at, lease_by, lease_until,
                             failures, items, left_out, reasons, repairs)
                         VALUES ($1, $2, $3, 0, 0, 0, $4, $5, 0, 0, 0, '[]', '[]')
                         ON CONFLICT (city, source) DO UPDATE SET lease_by = excluded.lease_by,
                             lease_until = excluded.lease_until
                         WHERE (source_state.next_at <= $6 OR source_state.next_at > $7)
                           AND (source_state.lease_until <= $6 OR source_state.lease_until > $7)
                         RETURNING url, etag, last_modified, body, reader, newest, shift, failures",
                        &[
                            city.as_str().into(),
                            id.as_str().into(),
                            url.as_str().into(),
                            holder.into(),
                            now.plus(LEASE).into(),
                            now.into(),
                            far.into(),
                        ],
                    )
                    .await?;
                let Some(row) = rows.first() else { return Ok(None) };
                // Another address answers for itself.
                let same = row.text(0)? == url;
                let opt = |column| if same { row.opt_text(column).map(|t| t.map(str::to_owned)) } else { Ok(None) };
                Ok(Some(Lease {
                    validators: Validators { etag: opt(1)?, last_modified: opt(2)? },
                    body: if same { row.opt_int(3)? } else { None },
                    reader: row.int(4)?,
                    newest: row.opt_int(5)?.map(Timestamp),
                    shift: row.int(6)?,
                    failures: row.int(7)?,
                    city,
                    source: id,
                    holder,
                }))
            })
        })
        .await
}

/// Writes down a run that went well and gives the lease back. Answers `false`, having written nothing, if the
/// lease is no longer ours.
///
/// # Errors
/// When the tables cannot be written.
pub async fn finish(
    tx: &mut dyn Tx,
    lease: &Lease,
    done: &Finish,
    next: Timestamp,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let list = |lines: &[String]| serde_json::to_string(lines).unwrap_or_else(|_| "[]".to_owned());
    let touched = tx
        .execute(
            "UPDATE source_state SET url = $4, etag = $5, last_modified = $6, body = $7, reader = $8, newest = $9,
                 shift = $10, next_at = $11, lease_by = NULL, lease_until = 0, failures = 0, last_try = $12,
                 last_ok = $12, last_error = $13, items = $14, left_out = $15, reasons = $16, repairs = $17
             WHERE city = $1 AND source = $2 AND lease_by = $3",
            &[
                lease.city.as_str().into(),
                lease.source.as_str().into(),
                lease.holder.into(),
                done.url.as_str().into(),
                Value::from(done.validators.etag.clone()),
                Value::from(done.validators.last_modified.clone()),
                Value::from(done.body),
                done.reader.into(),
                Value::from(done.newest),
                done.shift.into(),
                next.into(),
                now.into(),
                Value::from(done.warning.clone()),
                count(done.items).into(),
                count(done.left_out.len()).into(),
                list(&reasons(&done.left_out)).into(),
                list(&done.repairs).into(),
            ],
        )
        .await?;
    Ok(touched == 1)
}

/// Why items were left out, in at most [`REASONS`] lines.
fn reasons(left_out: &[LeftOut]) -> Vec<String> {
    if left_out.len() <= REASONS {
        return left_out.iter().map(|left| format!("{}: {}", left.item, left.why)).collect();
    }
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for left in left_out {
        *counts.entry(&left.why).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    counts.iter().take(REASONS).map(|(why, count)| format!("{count} items: {why}")).collect()
}

/// Writes down that nothing has changed.
///
/// # Errors
/// When the tables cannot be written.
pub async fn unchanged(store: &Store, lease: Lease, next: Timestamp, now: Timestamp) -> Result<(), StoreError> {
    store
        .write(move |tx| {
            Box::pin(async move {
                tx.execute(
                    "UPDATE source_state SET next_at = $4, lease_by = NULL, lease_until = 0, failures = 0,
                         last_try = $5, last_ok = $5, last_error = NULL
                     WHERE city = $1 AND source = $2 AND lease_by = $3",
                    &[lease.city.into(), lease.source.into(), lease.holder.into(), next.into(), now.into()],
                )
                .await
                .map(drop)
            })
        })
        .await
}

/// Writes down a failure.
///
/// # Errors
/// When the tables cannot be written.
pub async fn failed(
    store: &Store,
    lease: Lease,
    error: String,
    next: Timestamp,
    now: Timestamp,
) -> Result<(), StoreError> {
    store
        .write(move |tx| {
            Box::pin(async move {
                tx.execute(
                    "UPDATE source_state SET next_at = $4, lease_by = NULL, lease_until = 0, failures = failures + 1,
                         last_try = $5, last_error = $6
                     WHERE city = $1 AND source = $2 AND lease_by = $3",
                    &[
                        lease.city.into(),
                        lease.source.into(),
                        lease.holder.into(),
                        next.into(),
                        now.into(),
                        error.into(),
                    ],
                )
                .await
                .map(drop)
            })
        })
        .await
}

/// How long to wait before a source is asked again: `every` minutes while it answers, doubling from five
/// minutes to twelve hours while it fails, at least as long as it asks for. `dice` spreads sources that would
/// otherwise all come at once: up to a tenth more.
pub fn plan_wait(every: u32, failures: i64, asked: Option<u64>, dice: u8) -> i64 {
    let regular = i64::from(every.max(1)).saturating_mul(Timestamp::MINUTE);
    let wait = if failures == 0 {
        regular
    } else {
        let doublings = u32::try_from(failures - 1).unwrap_or(0).min(16);
        FIRST_WAIT.saturating_mul(1 << doublings).min(LONGEST_WAIT.max(regular)).max(FIRST_WAIT)
    };
    let asked = asked.map_or(0, |seconds| i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(Timestamp::SECOND));
    let wait = wait.max(asked.min(Timestamp::DAY));
    wait.saturating_add(wait / 10 * i64::from(dice) / 255)
}

/// How all sources of a city stand, those that were never asked too.
///
/// # Errors
/// When the tables cannot be read.
pub async fn sources(store: &Store, city: &CityConfig) -> Result<Vec<SourceStatus>, StoreError> {
    let code = city.city.code.clone();
    let rows = store
        .read(move |tx| {
            Box::pin(async move {
                tx.query(
                    "SELECT source, last_try, last_ok, next_at, failures, last_error, items, left_out, reasons, repairs
                     FROM source_state WHERE city = $1",
                    &[code.into()],
                )
                .await
            })
        })
        .await?;
    let mut by_id: BTreeMap<String, Row> = BTreeMap::new();
    for row in rows {
        by_id.insert(row.text(0)?.to_owned(), row);
    }
    city.sources
        .iter()
        .map(|source| {
            let mut status = SourceStatus {
                city: city.city.code.clone(),
                id: source.id.clone(),
                name: source.name.clone(),
                url: source.url.to_string(),
                last_try: None,
                last_ok: None,
                next: None,
                failures: 0,
                last_error: None,
                items: 0,
                left_out: 0,
                reasons: Vec::new(),
                repairs: Vec::new(),
            };
            if let Some(row) = by_id.get(&source.id) {
                status.last_try = row.opt_int(1)?.map(Timestamp);
                status.last_ok = row.opt_int(2)?.map(Timestamp);
                status.next = Some(Timestamp(row.int(3)?)).filter(|at| at.0 > 0);
                status.failures = row.int(4)?;
                status.last_error = row.opt_text(5)?.map(str::to_owned);
                status.items = row.int(6)?;
                status.left_out = row.int(7)?;
                status.reasons = serde_json::from_str(row.text(8)?).unwrap_or_default();
                status.repairs = serde_json::from_str(row.text(9)?).unwrap_or_default();
            }
            Ok(status)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_left_out_are_told_by_reason() {
        let left = |n: usize, why: &str| LeftOut { item: format!("その{n}"), why: why.to_owned() };
        let mut few: Vec<LeftOut> = (0..3).map(|n| left(n, "elsewhere")).collect();
        assert_eq!(reasons(&few), ["その0: elsewhere", "その1: elsewhere", "その2: elsewhere"]);
        few.extend((0..30).map(|n| left(n, "too old")));
        assert_eq!(reasons(&few), ["30 items: too old", "3 items: elsewhere"]);
    }

    #[test]
    fn waits_double_while_a_source_fails_and_never_undercut_what_it_asks() {
        let minutes = |every, failures, asked| plan_wait(every, failures, asked, 0) / Timestamp::MINUTE;
        assert_eq!(minutes(15, 0, None), 15);
        assert_eq!((minutes(15, 1, None), minutes(15, 2, None), minutes(15, 5, None)), (5, 10, 80));
        assert_eq!(minutes(15, 60, None), 12 * 60);
        assert_eq!(minutes(1440, 60, None), 24 * 60);
        assert_eq!(minutes(15, 1, Some(3600)), 60);
        assert_eq!(minutes(15, 1, Some(u64::MAX)), 24 * 60);
        assert_eq!(plan_wait(10, 0, None, 255) / Timestamp::MINUTE, 11);
    }
}
