//! Households that come or go on a day: what devices were told of them is written anew on that day.
//!
//! Whoever writes such a day down notes it here ([`note`]); the first question of anybody on that day writes it
//! ([`super::standing`]). So the turn of a day needs no work at midnight, and no server that was asleep then shows a
//! household that has gone.

use super::{Outgoing, household};
use crate::{
    school::days,
    store::{StoreError, Tx},
};
use chrono::NaiveDate;
use itsumo_domain::Timestamp;
use uuid::Uuid;

/// Its table. `day`: from when on the household has come, or gone.
pub const MIGRATION: &str = "
    CREATE TABLE household_turn (
        city TEXT NOT NULL, day {int} NOT NULL, household {bytes} NOT NULL,
        PRIMARY KEY (city, day, household)
    )";

/// Notes that a household has come or gone from `day` on. There is nothing to note when that day is here already: then
/// it is written now.
///
/// # Errors
/// The store's.
pub async fn note(
    tx: &mut dyn Tx,
    city: &str,
    day: NaiveDate,
    household: Uuid,
    now: Timestamp,
) -> Result<(), StoreError> {
    if day <= now.jst_date() {
        return Ok(());
    }
    let sql = "INSERT INTO household_turn (city, day, household) VALUES ($1, $2, $3)
               ON CONFLICT (city, day, household) DO NOTHING";
    tx.execute(sql, &[city.into(), days::column(day).into(), household.into()]).await?;
    Ok(())
}

/// Whether a household's turn has come and nobody has written it.
///
/// # Errors
/// The store's.
pub async fn is_due(tx: &mut dyn Tx, city: &str, day: NaiveDate) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM household_turn WHERE city = $1 AND day <= $2 LIMIT 1";
    Ok(!tx.query(sql, &[city.into(), days::column(day).into()]).await?.is_empty())
}

/// Writes all whose turn has come. Twice is as once.
///
/// # Errors
/// The store's.
pub async fn run(tx: &mut dyn Tx, out: &mut Outgoing, city: &str, now: Timestamp) -> Result<(), StoreError> {
    let sql = "DELETE FROM household_turn WHERE city = $1 AND day <= $2 RETURNING household";
    let rows = tx.query(sql, &[city.into(), days::column(now.jst_date()).into()]).await?;
    let homes = rows.iter().map(|row| row.uuid(0)).collect::<Result<Vec<_>, _>>()?;
    household::write_cards(tx, out, city, &homes, now).await?;
    household::touch_parts(tx, out, city, &homes).await
}
