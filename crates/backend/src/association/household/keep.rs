//! Writing households down.

use super::{Household, card::write_cards};
use crate::{
    association::{Outgoing, turn},
    school::days,
    store::{StoreError, Tx, Value},
    stream::{Sized, chunks, select_by_ids, values},
};
use itsumo_domain::Timestamp;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Writes a household down as it is now: a new one, another name, another place along the street, a last day. Its
/// members and its block's officers are told.
///
/// # Errors
/// The store's.
pub async fn keep(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    household: &Household,
    now: Timestamp,
) -> Result<(), StoreError> {
    keep_all(tx, out, city, std::slice::from_ref(household), now).await
}

/// The same of many: a whole list in few statements.
///
/// # Errors
/// The store's.
pub async fn keep_all(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    households: &[Household],
    now: Timestamp,
) -> Result<(), StoreError> {
    let ids: Vec<Uuid> = households.iter().map(|household| household.id).collect();
    hold(tx, city, &ids).await?;
    let rows: Vec<[Value; 11]> = households.iter().map(row).collect();
    for chunk in chunks(&rows) {
        let mut params: Vec<Value> = vec![city.into()];
        params.extend(chunk.iter().flatten().cloned());
        tx.execute(upsert_sql(chunk.len()), &params).await?;
    }
    for household in households {
        turn::note(tx, city, household.since, household.id, now).await?;
        if let Some(after) = household.until.and_then(|until| until.succ_opt()) {
            turn::note(tx, city, after, household.id, now).await?;
        }
    }
    write_cards(tx, out, city, &ids, now).await?;
    touch_parts(tx, out, city, &ids).await
}

/// Keeps these households and who is of them as they are until the transaction ends: whoever changes them holds them
/// first, in one order. On SQLite there is one writer, who needs none of this.
///
/// # Errors
/// The store's.
pub async fn hold(tx: &mut dyn Tx, city: &str, households: &[Uuid]) -> Result<(), StoreError> {
    if !tx.is_postgres() {
        return Ok(());
    }
    let households: BTreeSet<Uuid> = households.iter().copied().collect();
    for household in households {
        let sql = "SELECT 1 FROM household WHERE city = $1 AND id = $2 FOR UPDATE";
        tx.query(sql, &[city.into(), household.into()]).await?;
    }
    Ok(())
}

/// What is remembered of everybody who is or was of these households is asked again.
///
/// # Errors
/// The store's.
pub async fn touch_parts(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    households: &[Uuid],
) -> Result<(), StoreError> {
    for row in select_by_ids(tx, people_sql, &[city.into()], households).await? {
        out.touch_part(row.uuid(0)?);
    }
    Ok(())
}

fn row(household: &Household) -> [Value; 11] {
    [
        household.id.into(),
        household.association.into(),
        household.block.into(),
        i64::from(household.order).into(),
        household.name.as_str().into(),
        household.kana.as_str().into(),
        household.place.as_str().into(),
        household.phone.as_str().into(),
        household.delivery.name().into(),
        days::column(household.since).into(),
        days::end_column(household.until),
    ]
}

fn upsert_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let rows = values(size, 2, 11, |p| {
            let columns: Vec<String> = (p..p + 11).map(|p| format!("${p}")).collect();
            format!("($1, {})", columns.join(", "))
        });
        format!(
            "INSERT INTO household (city, id, association, block, ord, name, kana, place, phone, delivery, since, until)
             VALUES {rows}
             ON CONFLICT (city, id) DO UPDATE SET ord = excluded.ord, name = excluded.name, kana = excluded.kana,
             place = excluded.place, phone = excluded.phone, delivery = excluded.delivery, since = excluded.since,
             until = excluded.until"
        )
    })
}

fn people_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!("SELECT DISTINCT person FROM membership WHERE city = $1 AND household IN ({ids})")
    })
}
