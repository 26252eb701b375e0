//! Associations and their blocks, and the one record that says of an association who it is.

use super::{Outgoing, household, seat};
use crate::{
    school::unfit,
    store::{Row, StoreError, Tx, Value},
    stream::{Sized, select_by_ids, values},
};
use itsumo_domain::{
    Stream, Timestamp,
    association::{AssociationCard, Block, Role},
    record::kind,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// An association as the tables have it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Association {
    /// Its id.
    pub id: Uuid,
    /// Its name: 日の出町会.
    pub name: String,
    /// Its reading, in hiragana.
    pub kana: String,
}

/// One association.
///
/// # Errors
/// The store's.
pub async fn association(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<Association>, StoreError> {
    let sql = "SELECT id, name, kana FROM association WHERE city = $1 AND id = $2";
    tx.query(sql, &[city.into(), id.into()]).await?.first().map(read).transpose()
}

/// All of a city, by their reading.
///
/// # Errors
/// The store's.
pub async fn all(tx: &mut dyn Tx, city: &str) -> Result<Vec<Association>, StoreError> {
    let sql = "SELECT id, name, kana FROM association WHERE city = $1 ORDER BY kana, id";
    tx.query(sql, &[city.into()]).await?.iter().map(read).collect()
}

/// Writes an association down as it is named now: adds it, or renames it. Call [`write_association`] after it, and
/// [`household::write_cards`] of all its households after another name.
///
/// # Errors
/// The store's.
pub async fn keep_association(tx: &mut dyn Tx, city: &str, association: &Association) -> Result<(), StoreError> {
    let sql = "INSERT INTO association (city, id, name, kana) VALUES ($1, $2, $3, $4)
               ON CONFLICT (city, id) DO UPDATE SET name = excluded.name, kana = excluded.kana";
    let Association { id, name, kana } = association;
    tx.execute(sql, &[city.into(), (*id).into(), name.as_str().into(), kana.as_str().into()]).await?;
    Ok(())
}

/// An association's blocks, in their order.
///
/// # Errors
/// The store's.
pub async fn blocks(tx: &mut dyn Tx, city: &str, association: Uuid) -> Result<Vec<Block>, StoreError> {
    let sql = "SELECT id, name, place FROM block WHERE city = $1 AND association = $2 ORDER BY place, name";
    let rows = tx.query(sql, &[city.into(), association.into()]).await?;
    rows.iter().map(|row| block(row, 0)).collect()
}

/// One block, with its association.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<(Uuid, Block)>, StoreError> {
    Ok(by_ids(tx, city, &[id]).await?.remove(&id))
}

/// Blocks by their ids, each with its association.
///
/// # Errors
/// The store's.
pub async fn by_ids(tx: &mut dyn Tx, city: &str, ids: &[Uuid]) -> Result<BTreeMap<Uuid, (Uuid, Block)>, StoreError> {
    let rows = select_by_ids(tx, blocks_sql, &[city.into()], ids).await?;
    let found = rows.iter().map(|row| Ok((row.uuid(1)?, (row.uuid(0)?, block(row, 1)?))));
    found.collect()
}

/// Adds a block, or names or places it anew, and writes the association's record. Officers of the whole association read
/// a new one from now on.
///
/// # Errors
/// The store's.
pub async fn keep_block(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    association: Uuid,
    block: &Block,
    now: Timestamp,
) -> Result<(), StoreError> {
    let before = find(tx, city, block.id).await?.map(|(_, before)| before);
    if before.as_ref() == Some(block) {
        return Ok(());
    }
    let sql = "INSERT INTO block (city, id, association, name, place) VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (city, id) DO UPDATE SET name = excluded.name, place = excluded.place";
    let place = i64::from(block.place);
    let params = [city.into(), block.id.into(), association.into(), Value::from(block.name.as_str()), place.into()];
    tx.execute(sql, &params).await?;
    let day = now.jst_date();
    match before {
        None => {
            for (_, people) in seat::holders_by_role(tx, city, association, &Role::ALL, day).await? {
                people.into_iter().for_each(|person| out.touch_part(person));
            }
        }
        Some(_) => {
            let homes = household::of_block(tx, city, block.id, day).await?;
            let homes: Vec<Uuid> = homes.into_iter().map(|home| home.id).collect();
            household::write_cards(tx, out, city, &homes, now).await?;
        }
    }
    write_association(tx, out, city, association, now).await
}

/// Writes the `association` record: name, blocks, and the officers as far as they agreed to be shown.
///
/// # Errors
/// The store's.
pub async fn write_association(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    id: Uuid,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Some(association) = association(tx, city, id).await? else { return Ok(()) };
    let card = AssociationCard {
        name: association.name,
        kana: association.kana,
        blocks: blocks(tx, city, id).await?,
        officers: seat::officers(tx, city, id, now.jst_date()).await?,
    };
    let body = serde_json::to_string(&card).map_err(unfit)?;
    let stream = Stream::association(id);
    if out.said(&stream, id) != Some(Some(&body)) {
        out.put(stream, id, kind::ASSOCIATION, super::SYSTEM, Some(body));
    }
    Ok(())
}

/// The names of associations by their ids.
///
/// # Errors
/// The store's.
pub(super) async fn names(
    tx: &mut dyn Tx,
    city: &str,
    ids: BTreeSet<Uuid>,
) -> Result<BTreeMap<Uuid, String>, StoreError> {
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let rows = select_by_ids(tx, names_sql, &[city.into()], &ids).await?;
    rows.iter().map(|row| Ok((row.uuid(0)?, row.text(1)?.to_owned()))).collect()
}

fn read(row: &Row) -> Result<Association, StoreError> {
    Ok(Association { id: row.uuid(0)?, name: row.text(1)?.to_owned(), kana: row.text(2)?.to_owned() })
}

fn block(row: &Row, from: usize) -> Result<Block, StoreError> {
    let place = u16::try_from(row.int(from + 2)?).unwrap_or(u16::MAX);
    Ok(Block { id: row.uuid(from)?, name: row.text(from + 1)?.to_owned(), place })
}

fn blocks_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!("SELECT association, id, name, place FROM block WHERE city = $1 AND id IN ({ids})")
    })
}

fn names_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!("SELECT id, name FROM association WHERE city = $1 AND id IN ({ids})")
    })
}
