//! Alerts: published, revised and cancelled by an operator, or carried out from telegrams.
//!
//! Every alert is a record of the city's `alerts` stream, readable by anybody without an account. The table
//! `alert_state` beside it is an index by *key*: which record shows a matter now, until when, and how far in
//! time the sender's word about it has come. Both are written in one transaction, under the stream's lock, so
//! that two servers that read the same telegram, or an old telegram that arrives late, change nothing.
//!
//! An alert ends by itself: devices compare `expires` with their clock, and no job has to run. What has been
//! over for [`KEPT`] is recalled on occasion of the next write, so that a fresh device does not pull history.

pub mod cli;
mod telegram;

pub use telegram::Applied;

use crate::{
    city::CityConfig,
    problem::Failure,
    store::{Row, Store, StoreError, Tx, Value},
    stream::{Draft, append, find},
};
use axum::http::StatusCode;
use itsumo_domain::{
    Stream, Timestamp,
    alert::{Alert, LIFTED_FOR},
    record::kind,
};
use uuid::Uuid;

/// The tables of alerts: what each key stands for now, and which telegrams were read.
pub const MIGRATION: &str = "CREATE TABLE alert_state (
        city TEXT NOT NULL,
        key TEXT NOT NULL,
        id {bytes},
        said {int} NOT NULL,
        sent {int} NOT NULL,
        serial {int} NOT NULL,
        ends {int} NOT NULL,
        cancelled {int} NOT NULL,
        PRIMARY KEY (city, key)
    );
    CREATE INDEX alert_state_id ON alert_state (city, id);
    CREATE INDEX alert_state_ends ON alert_state (city, ends);
    CREATE TABLE telegram_seen (
        city TEXT NOT NULL,
        id TEXT NOT NULL,
        at {int} NOT NULL,
        PRIMARY KEY (city, id)
    );
    CREATE INDEX telegram_seen_at ON telegram_seen (city, at)";

/// How long an alert that is over stays in the stream, in milliseconds.
pub const KEPT: i64 = 30 * Timestamp::DAY;
/// Most alerts recalled on one occasion, so that no write waits long.
const SWEPT: i64 = 20;

/// Why an alert was not written.
#[derive(Debug, thiserror::Error)]
pub enum AlertError {
    /// A field is wrong: its name and a code (`empty`, `too-long`, `too-late`, `already-over`, `unknown`, `not-a-link`).
    #[error("{0}: {1}")]
    Field(String, &'static str),
    /// The id belongs to another alert already: the client made it for that one.
    #[error("another alert has this id")]
    Taken,
    /// There is no such alert in this city.
    #[error("no such alert")]
    NotFound,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<AlertError> for Failure {
    fn from(error: AlertError) -> Self {
        match error {
            AlertError::Field(field, code) => Self::invalid(field, code),
            AlertError::Taken => Self::new(StatusCode::CONFLICT, "invalid").with_field("id", "taken"),
            AlertError::NotFound => Self::not_found("alert"),
            AlertError::Store(error) => error.into(),
        }
    }
}

/// A city's alerts, open for writing.
#[derive(Clone, Copy)]
pub struct Alerts<'a> {
    /// The tables.
    pub store: &'a Store,
    /// The city.
    pub city: &'a CityConfig,
    /// Now.
    pub now: Timestamp,
}

impl Alerts<'_> {
    /// Checks what an operator wrote.
    ///
    /// # Errors
    /// The field at fault.
    pub fn check(&self, alert: &Alert) -> Result<(), AlertError> {
        alert.validate().map_err(|(field, code)| AlertError::Field(field.to_owned(), code))?;
        if alert.expires <= self.now {
            return Err(AlertError::Field("expires".to_owned(), "already-over"));
        }
        if let Some(position) = alert.areas.iter().position(|id| self.city.city.area(id).is_none()) {
            return Err(AlertError::Field(format!("areas.{position}"), "unknown"));
        }
        let link = alert.url.as_deref().map(url::Url::parse);
        if !link.is_none_or(|link| link.is_ok_and(|url| matches!(url.scheme(), "http" | "https"))) {
            return Err(AlertError::Field("url".to_owned(), "not-a-link"));
        }
        Ok(())
    }

    /// Publishes a new alert. A client that is not sure whether it got through sends the same `id` again:
    /// the same alert under the same id is published once.
    ///
    /// # Errors
    /// [`AlertError::Taken`] when the id belongs to a different alert.
    pub async fn publish(&self, id: Uuid, alert: Alert) -> Result<Uuid, AlertError> {
        self.check(&alert)?;
        let (city, now) = (self.city.city.code.clone(), self.now);
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    lock(tx, &city, now).await?;
                    if let Some(there) = find(tx, &city, &Stream::alerts(), id).await? {
                        let same = there.body_as::<Alert>().is_some_and(|there| there == alert);
                        return if same { Ok(id) } else { Err(AlertError::Taken) };
                    }
                    let state = State::of_operator(id, &alert, now);
                    put(tx, &city, &state).await?;
                    write(tx, &city, vec![(id, Some(alert))], "operator", now).await?;
                    Ok(id)
                })
            })
            .await
    }

    /// Replaces an alert: a new revision of the same record.
    ///
    /// # Errors
    /// [`AlertError::NotFound`] when it was never published, or is so long over that it was recalled.
    pub async fn revise(&self, id: Uuid, alert: Alert) -> Result<(), AlertError> {
        self.check(&alert)?;
        self.change(id, move |_| alert).await
    }

    /// Takes an alert back; people see for a while that it is over. Cancelling twice is cancelling once.
    ///
    /// # Errors
    /// [`AlertError::NotFound`].
    pub async fn cancel(&self, id: Uuid) -> Result<(), AlertError> {
        let now = self.now;
        self.change(id, move |alert| if alert.cancelled { alert } else { lifted(alert, now, now, "") }).await
    }

    /// Alerts on show now, newest first.
    ///
    /// # Errors
    /// The database's.
    pub async fn current(&self) -> Result<Vec<(Uuid, Alert)>, StoreError> {
        let (city, now) = (self.city.city.code.clone(), self.now);
        self.store
            .read(move |tx| {
                Box::pin(async move {
                    let rows = tx
                        .query(
                            "SELECT id FROM alert_state
                             WHERE city = $1 AND ends > $2 AND cancelled = 0 AND id IS NOT NULL ORDER BY said DESC",
                            &[city.as_str().into(), now.into()],
                        )
                        .await?;
                    let mut alerts = Vec::new();
                    for row in rows {
                        let id = row.uuid(0)?;
                        let record = find(tx, &city, &Stream::alerts(), id).await?;
                        alerts.extend(record.and_then(|record| record.body_as()).map(|alert| (id, alert)));
                    }
                    Ok(alerts)
                })
            })
            .await
    }

    async fn change(&self, id: Uuid, revise: impl FnOnce(Alert) -> Alert + Send + 'static) -> Result<(), AlertError> {
        let (city, now) = (self.city.city.code.clone(), self.now);
        self.store
            .write(move |tx| {
                Box::pin(async move {
                    lock(tx, &city, now).await?;
                    let there = find(tx, &city, &Stream::alerts(), id).await?;
                    let there = there.and_then(|record| record.body_as::<Alert>()).ok_or(AlertError::NotFound)?;
                    let alert = revise(there.clone());
                    if alert == there {
                        return Ok(());
                    }
                    tx.execute(
                        "UPDATE alert_state SET ends = $3, cancelled = $4 WHERE city = $1 AND id = $2",
                        &[city.as_str().into(), id.into(), alert.expires.into(), alert.cancelled.into()],
                    )
                    .await?;
                    write(tx, &city, vec![(id, Some(alert))], "operator", now).await?;
                    Ok(())
                })
            })
            .await
    }
}

/// The alert as it is told to be over: `at` is when the sender said so. What it asked people to do goes.
fn lifted(alert: Alert, at: Timestamp, now: Timestamp, text: &str) -> Alert {
    let issued = at.max(alert.issued);
    let text =
        if text.is_empty() { format!("「{}」は解除されました。", alert.headline) } else { text.to_owned() };
    Alert {
        cancelled: true,
        issued,
        expires: now.max(issued).plus(LIFTED_FOR),
        text: text.chars().take(4_000).collect(),
        instructions: Vec::new(),
        next_update: None,
        ..alert
    }
}

/// A row of `alert_state`.
#[derive(Clone, Debug)]
struct State {
    key: String,
    /// The record, if the key was ever raised.
    id: Option<Uuid>,
    said: Timestamp,
    sent: Timestamp,
    serial: i64,
    ends: Timestamp,
    cancelled: bool,
}

impl State {
    fn of_operator(id: Uuid, alert: &Alert, now: Timestamp) -> Self {
        Self {
            key: format!("operator/{id}"),
            id: Some(id),
            said: alert.issued,
            sent: now,
            serial: 0,
            ends: alert.expires,
            cancelled: alert.cancelled,
        }
    }

    fn read(row: &Row) -> Result<Self, StoreError> {
        Ok(Self {
            key: row.text(0)?.to_owned(),
            id: if matches!(row.0.get(1), Some(Value::Null)) { None } else { Some(row.uuid(1)?) },
            said: Timestamp(row.int(2)?),
            sent: Timestamp(row.int(3)?),
            serial: row.int(4)?,
            ends: Timestamp(row.int(5)?),
            cancelled: row.int(6)? != 0,
        })
    }
}

/// Takes the lock of the city's alerts until the transaction ends, and recalls what is long over.
async fn lock(tx: &mut dyn Tx, city: &str, now: Timestamp) -> Result<(), StoreError> {
    append(tx, city, &Stream::alerts(), &[], now).await?;
    let old = tx
        .query(
            "SELECT key, id, said, sent, serial, ends, cancelled FROM alert_state
             WHERE city = $1 AND ends < $2 ORDER BY ends LIMIT $3",
            &[city.into(), now.plus(-KEPT).into(), SWEPT.into()],
        )
        .await?;
    let mut gone = Vec::new();
    for row in &old {
        let state = State::read(row)?;
        gone.extend(state.id.map(|id| Draft { id, kind: kind::ALERT, author: "ingest".to_owned(), body: None }));
        tx.execute("DELETE FROM alert_state WHERE city = $1 AND key = $2", &[city.into(), state.key.into()]).await?;
    }
    if !gone.is_empty() {
        append(tx, city, &Stream::alerts(), &gone, now).await?;
    }
    Ok(())
}

async fn put(tx: &mut dyn Tx, city: &str, state: &State) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO alert_state (city, key, id, said, sent, serial, ends, cancelled)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (city, key) DO UPDATE SET id = excluded.id, said = excluded.said, sent = excluded.sent,
             serial = excluded.serial, ends = excluded.ends, cancelled = excluded.cancelled",
        &[
            city.into(),
            state.key.as_str().into(),
            state.id.into(),
            state.said.into(),
            state.sent.into(),
            state.serial.into(),
            state.ends.into(),
            state.cancelled.into(),
        ],
    )
    .await
    .map(drop)
}

async fn write(
    tx: &mut dyn Tx,
    city: &str,
    alerts: Vec<(Uuid, Option<Alert>)>,
    author: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut drafts = Vec::with_capacity(alerts.len());
    for (id, alert) in alerts {
        let body = alert.map(|alert| serde_json::to_string(&alert)).transpose();
        let body = body.map_err(|error| StoreError::Shape(error.to_string()))?;
        drafts.push(Draft { id, kind: kind::ALERT, author: author.to_owned(), body });
    }
    if !drafts.is_empty() {
        append(tx, city, &Stream::alerts(), &drafts, now).await?;
    }
    Ok(())
}
