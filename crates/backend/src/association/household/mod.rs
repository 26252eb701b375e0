//! Households: where they stand along the street, how circulars come to them, and who of them reads along.
//!
//! A household is of one block from a day to a day. It moves away by its last day, and stays in the tables: what it was
//! sent and what it answered is counted by households of that time. The same people in another block are another
//! household ([`super::moving`]).

mod card;
mod keep;

pub use super::block::{Association, all, association, blocks, write_association};
pub use card::write_cards;
pub(in crate::association) use card::{card, line};
pub use keep::{hold, keep, keep_all, touch_parts};

use crate::{
    school::days,
    store::{Row, StoreError, Tx},
    stream::{Sized, select_by_ids, values},
};
use chrono::NaiveDate;
use itsumo_domain::association::{Delivery, access::Of};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A household as the tables have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Household {
    /// Its id.
    pub id: Uuid,
    /// Of which association.
    pub association: Uuid,
    /// Of which block.
    pub block: Uuid,
    /// 回覧順: as they stand along the street, from 1.
    pub order: u16,
    /// Its name: 山田.
    pub name: String,
    /// Its reading, in hiragana.
    pub kana: String,
    /// House or flat.
    pub place: String,
    /// A telephone number for emergencies; empty where none was given.
    pub phone: String,
    /// How it gets circulars.
    pub delivery: Delivery,
    /// First day in this block.
    pub since: NaiveDate,
    /// Last day, if one is known.
    pub until: Option<NaiveDate>,
}

impl Household {
    /// Whether it is one on `day`.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }

    /// What it is in the words of the rules.
    pub fn of(&self) -> Of {
        Of::Household { association: self.association, block: self.block, household: self.id }
    }
}

/// A person of a household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberRow {
    /// The membership's id: what others of the household know them by.
    pub id: Uuid,
    /// Whose it is.
    pub person: Uuid,
    /// Their name, as they gave it.
    pub name: String,
    /// Lives elsewhere and reads along.
    pub far: bool,
    /// First day.
    pub since: NaiveDate,
}

const COLUMNS: &str = "id, association, block, ord, name, kana, place, phone, delivery, since, until";

/// One household, also one that has moved away.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<Household>, StoreError> {
    Ok(by_ids(tx, city, &[id]).await?.pop())
}

/// Households by their ids, also those that have moved away; by id.
///
/// # Errors
/// The store's.
pub async fn by_ids(tx: &mut dyn Tx, city: &str, ids: &[Uuid]) -> Result<Vec<Household>, StoreError> {
    let rows = select_by_ids(tx, households_sql, &[city.into()], ids).await?;
    let mut found = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    // A chunk that is not full repeats its last id; a `SELECT` answers each row once, two chunks twice.
    found.sort_by_key(|household| household.id);
    found.dedup_by_key(|household| household.id);
    Ok(found)
}

/// A block's households on a day, as they stand along the street.
///
/// # Errors
/// The store's.
pub async fn of_block(tx: &mut dyn Tx, city: &str, block: Uuid, day: NaiveDate) -> Result<Vec<Household>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM household WHERE city = $1 AND block = $2 AND until >= $3 AND since <= $3 ORDER BY ord, id"
    );
    let rows = tx.query(&sql, &[city.into(), block.into(), days::column(day).into()]).await?;
    rows.iter().map(read).collect()
}

/// An association's households on a day: by block, and as they stand along the street.
///
/// # Errors
/// The store's.
pub async fn of_association(
    tx: &mut dyn Tx,
    city: &str,
    association: Uuid,
    day: NaiveDate,
) -> Result<Vec<Household>, StoreError> {
    let blocks = blocks(tx, city, association).await?;
    let places: BTreeMap<Uuid, usize> = blocks.iter().enumerate().map(|(place, block)| (block.id, place)).collect();
    let sql =
        format!("SELECT {COLUMNS} FROM household WHERE city = $1 AND association = $2 AND until >= $3 AND since <= $3");
    let rows = tx.query(&sql, &[city.into(), association.into(), days::column(day).into()]).await?;
    let mut found = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    found.sort_by_key(|one| (places.get(&one.block).copied(), one.order, one.id));
    Ok(found)
}

/// How many households an association has on a day.
///
/// # Errors
/// The store's.
pub async fn count(tx: &mut dyn Tx, city: &str, association: Uuid, day: NaiveDate) -> Result<usize, StoreError> {
    let sql = "SELECT COUNT(*) FROM household WHERE city = $1 AND association = $2 AND until >= $3 AND since <= $3";
    let rows = tx.query(sql, &[city.into(), association.into(), days::column(day).into()]).await?;
    Ok(usize::try_from(rows.first().map_or(Ok(0), |row| row.int(0))?).unwrap_or(0))
}

/// Who is of these households on a day, in the order in which they joined.
///
/// # Errors
/// The store's.
pub async fn members(
    tx: &mut dyn Tx,
    city: &str,
    households: &[Uuid],
    day: NaiveDate,
) -> Result<BTreeMap<Uuid, Vec<MemberRow>>, StoreError> {
    let day = days::column(day);
    let rows = select_by_ids(tx, members_sql, &[city.into()], households).await?;
    let mut found: BTreeMap<Uuid, Vec<MemberRow>> = BTreeMap::new();
    for row in &rows {
        let (since, until) = (row.int(5)?, row.int(6)?);
        if since > day || until < day {
            continue;
        }
        let member = MemberRow {
            id: row.uuid(1)?,
            person: row.uuid(2)?,
            name: row.text(3)?.to_owned(),
            far: row.int(4)? != 0,
            since: days::day(since)?,
        };
        found.entry(row.uuid(0)?).or_default().push(member);
    }
    for members in found.values_mut() {
        members.sort_by_key(|member| (member.since, member.id));
        members.dedup_by_key(|member| member.id);
    }
    Ok(found)
}

fn read(row: &Row) -> Result<Household, StoreError> {
    let delivery = row.text(8)?;
    Ok(Household {
        id: row.uuid(0)?,
        association: row.uuid(1)?,
        block: row.uuid(2)?,
        order: u16::try_from(row.int(3)?).unwrap_or(u16::MAX),
        name: row.text(4)?.to_owned(),
        kana: row.text(5)?.to_owned(),
        place: row.text(6)?.to_owned(),
        phone: row.text(7)?.to_owned(),
        // A way of a newer version is kept on paper: nobody is left out.
        delivery: Delivery::named(delivery).unwrap_or_default(),
        since: days::day(row.int(9)?)?,
        until: days::end(row.int(10)?)?,
    })
}

fn households_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!("SELECT {COLUMNS} FROM household WHERE city = $1 AND id IN ({ids})")
    })
}

fn members_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!("SELECT household, id, person, name, far, since, until FROM membership WHERE city = $1 AND household IN ({ids})")
    })
}
