//! An association as a circular needs it: its blocks and households on a day, and who holds which seat.

use crate::{
    school::days,
    store::{StoreError, Tx, Value},
};
use chrono::NaiveDate;
use itsumo_domain::association::{
    Delivery, Role,
    circular::{Draft, Plan, audience::Home, plan_audience},
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// An association on a day.
#[derive(Clone, Debug, Default)]
pub struct Town {
    /// Its name.
    pub name: String,
    /// Its blocks with their names, in their order.
    pub blocks: Vec<(Uuid, String)>,
    /// Its households, by block and order along the street.
    pub homes: Vec<Home>,
    /// Names of households that the list has in full: 山田 太郎.
    pub full_names: Vec<String>,
    /// Telephone numbers that officers show of themselves.
    pub phones: Vec<String>,
}

/// Reads it: one query each, however many households there are.
///
/// # Errors
/// The store's.
pub async fn town(tx: &mut dyn Tx, city: &str, association: Uuid, day: NaiveDate) -> Result<Town, StoreError> {
    let key = [city.into(), association.into()];
    let on: [Value; 3] = [city.into(), association.into(), days::column(day).into()];
    let mut town = Town::default();
    for row in tx.query("SELECT name FROM association WHERE city = $1 AND id = $2", &key).await? {
        town.name = row.text(0)?.to_owned();
    }
    let sql = "SELECT id, name FROM block WHERE city = $1 AND association = $2 ORDER BY place, id";
    for row in tx.query(sql, &key).await? {
        town.blocks.push((row.uuid(0)?, row.text(1)?.to_owned()));
    }
    let sql = "SELECT h.id, h.block, h.delivery, h.name, COUNT(m.id)
               FROM household h JOIN block b ON b.city = h.city AND b.id = h.block
               LEFT JOIN membership m ON m.city = h.city AND m.household = h.id AND m.since <= $3 AND m.until >= $3
               WHERE h.city = $1 AND h.association = $2 AND h.since <= $3 AND h.until >= $3
               GROUP BY h.id, h.block, h.delivery, h.name, b.place, h.ord ORDER BY b.place, h.ord, h.id";
    for row in tx.query(sql, &on).await? {
        town.homes.push(Home {
            id: row.uuid(0)?,
            block: row.uuid(1)?,
            delivery: Delivery::named(row.text(2)?).unwrap_or_default(),
            members: u16::try_from(row.int(4)?).unwrap_or(u16::MAX),
        });
        let name = row.text(3)?;
        if name.contains([' ', '　']) {
            town.full_names.push(name.to_owned());
        }
    }
    let sql = "SELECT t.shows_phone FROM association_seat s JOIN seat_term t ON t.city = s.city AND t.seat = s.id
               WHERE s.city = $1 AND s.association = $2 AND t.since <= $3 AND t.until >= $3 AND t.shows_phone <> ''";
    for row in tx.query(sql, &on).await? {
        town.phones.push(row.text(0)?.to_owned());
    }
    Ok(town)
}

impl Town {
    /// To whom a circular goes.
    pub fn plan(&self, draft: &Draft) -> Plan {
        let blocks: Vec<Uuid> = self.blocks.iter().map(|(id, _)| *id).collect();
        plan_audience(&blocks, &self.homes, &draft.audience)
    }

    /// In which block each household is.
    pub fn block_of(&self) -> BTreeMap<Uuid, Uuid> {
        self.homes.iter().map(|home| (home.id, home.block)).collect()
    }
}

/// Who holds one of these seats, by association.
///
/// # Errors
/// The store's.
pub(super) async fn holders(
    tx: &mut dyn Tx,
    city: &str,
    associations: &BTreeSet<Uuid>,
    roles: &BTreeSet<Role>,
    day: NaiveDate,
) -> Result<BTreeMap<Uuid, BTreeSet<Uuid>>, StoreError> {
    let mut found: BTreeMap<Uuid, BTreeSet<Uuid>> = BTreeMap::new();
    if roles.is_empty() {
        return Ok(found);
    }
    // One association's by its index; of many, all of the city's at once.
    let (of, one) = match associations.first() {
        Some(only) if associations.len() == 1 => ("s.association = $3", Some(*only)),
        _ => ("s.association IS NOT NULL", None),
    };
    let sql = format!(
        "SELECT s.association, s.role, t.person FROM association_seat s
         JOIN seat_term t ON t.city = s.city AND t.seat = s.id
         WHERE s.city = $1 AND t.since <= $2 AND t.until >= $2 AND t.person IS NOT NULL AND {of}"
    );
    let mut params: Vec<Value> = vec![city.into(), days::column(day).into()];
    params.extend(one.map(Value::from));
    for row in tx.query(&sql, &params).await? {
        let association = row.uuid(0)?;
        if associations.contains(&association) && Role::named(row.text(1)?).is_some_and(|role| roles.contains(&role)) {
            found.entry(association).or_default().insert(row.uuid(2)?);
        }
    }
    Ok(found)
}

/// How many households each of these associations has on a day, and how many of them get paper.
///
/// # Errors
/// The store's.
pub(super) async fn sizes(
    tx: &mut dyn Tx,
    city: &str,
    associations: &BTreeSet<Uuid>,
    day: NaiveDate,
) -> Result<BTreeMap<Uuid, (usize, usize)>, StoreError> {
    let sql = "SELECT association, COUNT(*), COUNT(CASE WHEN delivery <> 'app' THEN 1 END) FROM household
               WHERE city = $1 AND since <= $2 AND until >= $2 GROUP BY association";
    let mut found = BTreeMap::new();
    for row in tx.query(sql, &[city.into(), days::column(day).into()]).await? {
        let association = row.uuid(0)?;
        if associations.contains(&association) {
            let count = |column: usize| row.int(column).map(|n| usize::try_from(n).unwrap_or_default());
            found.insert(association, (count(1)?, count(2)?));
        }
    }
    Ok(found)
}
