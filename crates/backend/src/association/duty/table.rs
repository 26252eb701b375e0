//! Duties as the tables have them.

use crate::{
    association::seat::optional,
    school::{days, unfit},
    store::{Row, StoreError, Tx, Value},
};
use chrono::NaiveDate;
use itsumo_domain::{Stream, Timestamp, association::Duty, association::access::Of};
use uuid::Uuid;

/// Something on the calendar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// What it is.
    pub duty: Duty,
    /// When it last changed.
    pub changed: Timestamp,
}

impl Entry {
    /// Who reads it.
    pub(super) fn stream(&self) -> Stream {
        stream(&self.duty)
    }

    /// Of what it is, in the words of the rules.
    pub fn of(&self) -> Of {
        of(&self.duty)
    }
}

pub(super) fn stream(duty: &Duty) -> Stream {
    duty.block.map_or_else(|| Stream::association(duty.association), Stream::block)
}

pub(super) fn of(duty: &Duty) -> Of {
    let association = duty.association;
    duty.block.map_or(Of::Association(association), |block| Of::Block { association, block })
}

const COLUMNS: &str = "id, changed, json, block, household";

/// One.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<Entry>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    let sql = format!("SELECT {COLUMNS} FROM duty WHERE city = $1 AND id = $2{lock}");
    tx.query(&sql, &[city.into(), id.into()]).await?.first().map(read).transpose()
}

/// An association's, of all blocks, that end on `since` or later; by day.
///
/// # Errors
/// The store's.
pub async fn of_association(
    tx: &mut dyn Tx,
    city: &str,
    association: Uuid,
    since: NaiveDate,
) -> Result<Vec<Entry>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM duty WHERE city = $1 AND association = $2 AND until_day >= $3 ORDER BY from_day, id"
    );
    let rows = tx.query(&sql, &[city.into(), association.into(), days::column(since).into()]).await?;
    rows.iter().map(read).collect()
}

/// What stands on one household's calendar: its own turns, and what is on for everybody of its block and association. The
/// turns of others are left out.
///
/// # Errors
/// The store's.
pub async fn of_household(
    tx: &mut dyn Tx,
    city: &str,
    association: Uuid,
    block: Uuid,
    household: Uuid,
    since: NaiveDate,
) -> Result<Vec<Entry>, StoreError> {
    let mut all = of_association(tx, city, association, since).await?;
    all.retain(|entry| match entry.duty.household {
        Some(whose) => whose == household,
        None => entry.duty.block.is_none_or(|its| its == block),
    });
    Ok(all)
}

pub(super) async fn write(tx: &mut dyn Tx, city: &str, entry: &Entry) -> Result<(), StoreError> {
    let sql = "INSERT INTO duty (city, id, association, block, household, from_day, until_day, changed, json)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
               ON CONFLICT (city, id) DO UPDATE SET block = excluded.block, household = excluded.household,
               from_day = excluded.from_day, until_day = excluded.until_day, changed = excluded.changed,
               json = excluded.json";
    let Duty { association, block, household, from, until, .. } = &entry.duty;
    let params: [Value; 9] = [
        city.into(),
        entry.id.into(),
        (*association).into(),
        (*block).into(),
        (*household).into(),
        days::column(*from).into(),
        days::column(*until).into(),
        entry.changed.into(),
        serde_json::to_string(&entry.duty).map_err(unfit)?.into(),
    ];
    tx.execute(sql, &params).await?;
    Ok(())
}

fn read(row: &Row) -> Result<Entry, StoreError> {
    let mut duty: Duty = serde_json::from_str(row.text(2)?).map_err(unfit)?;
    (duty.block, duty.household) = (optional(row, 3)?, optional(row, 4)?);
    Ok(Entry { id: row.uuid(0)?, duty, changed: Timestamp(row.int(1)?) })
}
