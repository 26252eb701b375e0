//! Recoveries as the tables have them.

use super::Lost;
use crate::{
    association::seat,
    store::{Row, StoreError, Tx},
    stream::{Sized, select_by_ids, values},
};
use itsumo_domain::{
    Timestamp,
    association::seat::{RECOVERY_KEPT, Recovery, RecoveryShown, RecoveryState, Yes},
};
use std::collections::BTreeMap;
use uuid::Uuid;

const COLUMNS: &str = "id, association, seat, person, name, why, asked, held, city_at, no_at, state";

/// One recovery.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<Lost>, StoreError> {
    one(tx, city, id, "").await
}

/// The same, held until the transaction ends: two yeses at once are two.
pub(super) async fn held(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<Lost>, StoreError> {
    let hold = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    one(tx, city, id, hold).await
}

async fn one(tx: &mut dyn Tx, city: &str, id: Uuid, hold: &str) -> Result<Option<Lost>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM seat_recovery WHERE city = $1 AND id = $2{hold}");
    let rows = tx.query(&sql, &[city.into(), id.into()]).await?;
    Ok(with_yeses(tx, city, &rows).await?.pop())
}

/// Those that are open in an association, the longest waiting first.
///
/// # Errors
/// The store's.
pub async fn open(tx: &mut dyn Tx, city: &str, association: Uuid) -> Result<Vec<Lost>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM seat_recovery WHERE city = $1 AND association = $2 AND state = $3 ORDER BY asked, id"
    );
    let rows = tx.query(&sql, &[city.into(), association.into(), RecoveryState::Open.name().into()]).await?;
    with_yeses(tx, city, &rows).await
}

/// All that are open in a city, with those that a holder said no to in the last month: the city can telephone.
///
/// # Errors
/// The store's.
pub async fn of_city(tx: &mut dyn Tx, city: &str, now: Timestamp) -> Result<Vec<Lost>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM seat_recovery WHERE city = $1 AND (state = $2 OR (state = $3 AND closed > $4))
         ORDER BY asked, id"
    );
    let (open, refused) = (RecoveryState::Open.name(), RecoveryState::Refused.name());
    let since = now.plus(-RECOVERY_KEPT);
    let rows = tx.query(&sql, &[city.into(), open.into(), refused.into(), since.into()]).await?;
    with_yeses(tx, city, &rows).await
}

/// What a person asked for, the newest first.
///
/// # Errors
/// The store's.
pub async fn of_person(tx: &mut dyn Tx, city: &str, person: Uuid) -> Result<Vec<RecoveryShown>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM seat_recovery WHERE city = $1 AND person = $2 ORDER BY asked DESC, id DESC");
    let rows = tx.query(&sql, &[city.into(), person.into()]).await?;
    let mut shown = Vec::with_capacity(rows.len());
    for lost in with_yeses(tx, city, &rows).await? {
        let title = seat::find(tx, city, lost.said.seat).await?.map(|seat| seat.title).unwrap_or_default();
        shown.push(RecoveryShown {
            id: lost.id,
            seat: lost.said.seat,
            title,
            asked: lost.said.asked,
            state: lost.state,
            yeses: lost.yeses(),
            waits: lost.waits(),
        });
    }
    Ok(shown)
}

async fn with_yeses(tx: &mut dyn Tx, city: &str, rows: &[Row]) -> Result<Vec<Lost>, StoreError> {
    let mut lost = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<Uuid> = lost.iter().map(|lost| lost.id).collect();
    let mut yeses: BTreeMap<Uuid, Vec<Yes>> = BTreeMap::new();
    for row in select_by_ids(tx, yeses_sql, &[city.into()], &ids).await? {
        let yes = Yes { person: row.uuid(1)?, seat: row.uuid(2)?, at: Timestamp(row.int(3)?) };
        yeses.entry(row.uuid(0)?).or_default().push(yes);
    }
    for lost in &mut lost {
        lost.said.yeses = yeses.remove(&lost.id).unwrap_or_default();
        lost.said.yeses.sort_by_key(|yes| (yes.at, yes.person));
    }
    Ok(lost)
}

fn yeses_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!("SELECT recovery, person, seat, at FROM seat_recovery_yes WHERE city = $1 AND recovery IN ({ids})")
    })
}

fn read(row: &Row) -> Result<Lost, StoreError> {
    let said = |at: i64| Some(Timestamp(at)).filter(|at| at.0 > 0);
    Ok(Lost {
        id: row.uuid(0)?,
        association: row.uuid(1)?,
        name: row.text(4)?.to_owned(),
        why: row.text(5)?.to_owned(),
        said: Recovery {
            person: row.uuid(3)?,
            seat: row.uuid(2)?,
            asked: Timestamp(row.int(6)?),
            held: row.int(7)? != 0,
            yeses: Vec::new(),
            city: said(row.int(8)?),
            no: said(row.int(9)?),
        },
        state: RecoveryState::named(row.text(10)?),
    })
}
