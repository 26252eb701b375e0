//! Alerts on this device: which to show and how, decided anew at every look, because time passes.

use crate::{
    Change, Engine, Error, Inner,
    notify::{Item, alert_note},
    store::StoreError,
};
use itsumo_domain::{
    Record, Timestamp,
    alert::{Alert, Severity, Show, plan_show},
};
use rusqlite::{Connection, OptionalExtension, Transaction};
use uuid::Uuid;

/// An alert to show.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlertRow {
    /// Its id.
    pub id: Uuid,
    /// The alert.
    pub alert: Alert,
    /// How to show it now; never [`Show::No`].
    pub show: Show,
    /// When this revision was written.
    pub written: Timestamp,
    /// The person has looked at this revision.
    pub seen: bool,
}

impl Engine {
    /// The alerts to show now, gravest first, then newest.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn alerts(&self) -> Result<Vec<AlertRow>, Error> {
        self.read(|db, inner| {
            let now = inner.now();
            let mut rows: Vec<_> = all(db, inner, now)?.into_iter().map(|(row, _)| row).collect();
            rows.retain(|row| row.show != Show::No);
            let rank = |show| match show {
                Show::Interrupt => 0,
                Show::Notify => 1,
                Show::Quiet => 2,
                Show::Lifted | Show::No => 3,
            };
            rows.sort_by_key(|row| {
                use std::cmp::Reverse;
                (rank(row.show), Reverse(row.alert.severity), Reverse(row.alert.issued), row.id)
            });
            Ok(rows)
        })
        .await
    }

    /// The person has looked at it: no sound again for this revision.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn alert_seen(&self, id: Uuid) -> Result<(), Error> {
        let new = self
            .write(
                move |tx, _| Ok(tx.execute("UPDATE alert SET seen = 1 WHERE id = ?1 AND seen = 0", [id.as_bytes()])?),
            )
            .await?;
        if new > 0 {
            self.0.inner.notes.withdraw(&alert_note(id));
            self.changed(Change::Alerts);
        }
        Ok(())
    }
}

/// Every stored alert as it stands at `now`, with how loud it was told.
fn all(db: &Connection, inner: &Inner, now: Timestamp) -> Result<Vec<(AlertRow, i64)>, StoreError> {
    let lens = inner.lens(db)?;
    let mut read = db.prepare_cached("SELECT id, written, seen, noted, json FROM alert")?;
    let rows = read.query_map([], |row| {
        Ok((
            Uuid::from_bytes(row.get(0)?),
            Timestamp(row.get(1)?),
            row.get::<_, bool>(2)?,
            row.get::<_, i64>(3)?,
            row.get::<_, String>(4)?,
        ))
    })?;
    let mut found = Vec::new();
    for row in rows {
        let (id, written, seen, noted, json) = row?;
        let Ok(alert) = serde_json::from_str::<Alert>(&json) else { continue };
        let show = plan_show(&alert, &lens.interests.areas, written, now);
        found.push((AlertRow { id, alert, show, written, seen }, noted));
    }
    Ok(found)
}

/// How loud an alert is, so that only one that grew louder is told again.
fn loudness(row: &AlertRow) -> i64 {
    match (row.show, row.alert.severity) {
        (Show::Interrupt, Severity::Emergency) => 3,
        (Show::Interrupt, _) => 2,
        (Show::Notify, _) => 1,
        _ => 0,
    }
}

/// The alerts stream brings one. What is shown of one that is over is taken back.
pub(crate) fn arrived(tx: &Transaction<'_>, record: &Record, alert: &Alert) -> Result<(), StoreError> {
    let before: Option<String> = tx
        .prepare_cached("SELECT json FROM alert WHERE id = ?1")?
        .query_row([record.id.as_bytes()], |row| row.get(0))
        .optional()?;
    let before: Option<Alert> = before.and_then(|json| serde_json::from_str(&json).ok());
    // A drill that becomes real is a new thing altogether.
    let another = before.is_some_and(|before| before.status != alert.status || before.hazard != alert.hazard);
    tx.prepare_cached(
        "INSERT INTO alert (id, seq, rev, written, json) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET seen = CASE WHEN rev = excluded.rev THEN seen ELSE 0 END,
             noted = CASE WHEN ?6 THEN 0 ELSE noted END,
             seq = excluded.seq, rev = excluded.rev, written = excluded.written, json = excluded.json",
    )?
    .execute((
        record.id.as_bytes(),
        record.seq,
        record.rev,
        record.at.0,
        serde_json::to_string(alert)?,
        another,
    ))?;
    Ok(())
}

/// Alerts to tell: those that are louder than what was told of them. Also those to take back.
pub(crate) fn to_tell(db: &Connection, inner: &Inner) -> Result<(Vec<Item>, Vec<Uuid>), StoreError> {
    let mut tell = Vec::new();
    let mut withdraw = Vec::new();
    for (row, noted) in all(db, inner, inner.now())? {
        let loudness = loudness(&row);
        if loudness > noted {
            tell.push(Item::Alert { id: row.id, alert: Box::new(row.alert), show: row.show });
        } else if loudness == 0 && noted > 0 {
            withdraw.push(row.id);
        }
    }
    Ok((tell, withdraw))
}

/// Remembers how loud these were told.
pub(crate) fn told(tx: &Transaction<'_>, inner: &Inner, ids: &[Uuid]) -> Result<(), StoreError> {
    let rows = all(tx, inner, inner.now())?;
    let mut mark = tx.prepare_cached("UPDATE alert SET noted = ?2 WHERE id = ?1")?;
    for (row, _) in rows.iter().filter(|(row, _)| ids.contains(&row.id)) {
        mark.execute((row.id.as_bytes(), loudness(row)))?;
    }
    Ok(())
}

/// How each alert is to be shown now. Where two looks differ, screens must ask again: it may be time alone.
pub(crate) fn states(db: &Connection, inner: &Inner) -> Result<Vec<(Uuid, Show)>, StoreError> {
    Ok(all(db, inner, inner.now())?.into_iter().map(|(row, _)| (row.id, row.show)).collect())
}

/// Removes what has been over for long: an alert is no archive.
pub(crate) fn clean(tx: &Transaction<'_>, now: Timestamp) -> Result<(), StoreError> {
    tx.execute("DELETE FROM alert WHERE json_extract(json, '$.expires') < ?1", [now.plus(-30 * Timestamp::DAY).0])?;
    Ok(())
}
