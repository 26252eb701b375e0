//! Checks and reports as the tables have them.

use crate::{
    association::{Outgoing, SYSTEM},
    school::unfit,
    store::{Row, StoreError, Tx, Value},
    stream::{Sized, select_by_ids, values},
};
use itsumo_domain::{
    Stream, Timestamp,
    association::{SafetyCheck, SafetyReport},
    record::kind,
};
use uuid::Uuid;

/// A check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub check: SafetyCheck,
}

/// One, unless its term is over.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut dyn Tx, city: &str, id: Uuid, now: Timestamp) -> Result<Option<Entry>, StoreError> {
    let sql = "SELECT id, json FROM safety_check WHERE city = $1 AND id = $2 AND deletes > $3";
    tx.query(sql, &[city.into(), id.into(), now.into()]).await?.first().map(read).transpose()
}

/// An association's, whose term is not over; the last first.
///
/// # Errors
/// The store's.
pub async fn of_association(
    tx: &mut dyn Tx,
    city: &str,
    association: Uuid,
    now: Timestamp,
) -> Result<Vec<Entry>, StoreError> {
    let sql = "SELECT id, json FROM safety_check WHERE city = $1 AND association = $2 AND deletes > $3
               ORDER BY started DESC, id DESC";
    let rows = tx.query(sql, &[city.into(), association.into(), now.into()]).await?;
    rows.iter().map(read).collect()
}

/// All of a city whose term is not over; the last first.
///
/// # Errors
/// The store's.
pub async fn of_city(tx: &mut dyn Tx, city: &str, now: Timestamp) -> Result<Vec<Entry>, StoreError> {
    let sql = "SELECT id, json FROM safety_check WHERE city = $1 AND deletes > $2 ORDER BY started DESC, id DESC";
    let rows = tx.query(sql, &[city.into(), now.into()]).await?;
    rows.iter().map(read).collect()
}

/// Writes it to the table and into the association's stream.
pub(super) async fn put(tx: &mut dyn Tx, out: &mut Outgoing, city: &str, entry: &Entry) -> Result<(), StoreError> {
    let sql = "INSERT INTO safety_check (city, id, association, started, ended, deletes, json)
               VALUES ($1, $2, $3, $4, $5, $6, $7)
               ON CONFLICT (city, id) DO UPDATE SET ended = excluded.ended, json = excluded.json";
    let body = serde_json::to_string(&entry.check).map_err(unfit)?;
    let SafetyCheck { association, started, ended, deletes, .. } = entry.check;
    let params: [Value; 7] = [
        city.into(),
        entry.id.into(),
        association.into(),
        started.into(),
        ended.into(),
        deletes.into(),
        body.as_str().into(),
    ];
    tx.execute(sql, &params).await?;
    out.touch_board(association);
    out.put(Stream::association(association), entry.id, kind::SAFETY, SYSTEM, Some(body));
    Ok(())
}

/// All reports of a check.
pub(super) async fn reports(tx: &mut dyn Tx, city: &str, check: Uuid) -> Result<Vec<(Uuid, SafetyReport)>, StoreError> {
    let sql = "SELECT id, json FROM safety_report WHERE city = $1 AND safety_check = $2";
    let rows = tx.query(sql, &[city.into(), check.into()]).await?;
    rows.iter().map(|row| Ok((row.uuid(0)?, serde_json::from_str(row.text(1)?).map_err(unfit)?))).collect()
}

/// All reports of these households in checks whose term is not over: household, check, id, report.
pub(super) async fn reports_of(
    tx: &mut dyn Tx,
    city: &str,
    households: &[Uuid],
    now: Timestamp,
) -> Result<Vec<(Uuid, Uuid, Uuid, SafetyReport)>, StoreError> {
    let rows = select_by_ids(tx, reports_of_sql, &[city.into(), now.into()], households).await?;
    let report = |row: &Row| {
        let told = serde_json::from_str(row.text(3)?).map_err(unfit)?;
        Ok((row.uuid(0)?, row.uuid(1)?, row.uuid(2)?, told))
    };
    rows.iter().map(report).collect()
}

fn reports_of_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 3, 1, |p| format!("${p}"));
        format!(
            "SELECT r.household, r.safety_check, r.id, r.json FROM safety_report r
             JOIN safety_check c ON c.city = r.city AND c.id = r.safety_check
             WHERE r.city = $1 AND c.deletes > $2 AND r.household IN ({ids})"
        )
    })
}

fn read(row: &Row) -> Result<Entry, StoreError> {
    Ok(Entry { id: row.uuid(0)?, check: serde_json::from_str(row.text(1)?).map_err(unfit)? })
}
