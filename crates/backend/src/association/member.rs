//! Who is of a household: several phones, a daughter far away among them, or none.
//!
//! A membership runs from a day to a day. It stays open when the household moves away: then its members keep what is the
//! household's own, and read nothing of the association any more. **Invariant:** a household without members gets paper.

use super::{Outgoing, household, household::Household};
use crate::{
    school::days,
    store::{Row, StoreError, Tx, Value},
    stream::{Sized, select_by_ids, values},
};
use chrono::NaiveDate;
use itsumo_domain::{Timestamp, association::Delivery};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Somebody comes to a household.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Newcomer {
    /// The membership's id.
    pub id: Uuid,
    /// Who.
    pub person: Uuid,
    /// Their name, as the household and its officers see it.
    pub name: String,
    /// Lives elsewhere and reads along.
    pub far: bool,
}

/// A membership with its dates, past ones too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Membership {
    /// Its id.
    pub id: Uuid,
    /// Of which household.
    pub household: Uuid,
    /// The name that was given.
    pub name: String,
    /// Reads along from elsewhere.
    pub far: bool,
    /// First day.
    pub since: NaiveDate,
    /// Last day, if it is over.
    pub until: Option<NaiveDate>,
}

/// Adds somebody to a household; who is of it already is named anew. Paper goes on until the household says that it is
/// not needed: somebody without a phone may live there too.
///
/// # Errors
/// The store's.
pub async fn add(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    household: Uuid,
    newcomer: &Newcomer,
    now: Timestamp,
) -> Result<(), StoreError> {
    household::hold(tx, city, &[household]).await?;
    let day = now.jst_date();
    let Some(at) = household::find(tx, city, household).await? else { return Ok(()) };
    let there = household::members(tx, city, &[household], day).await?.remove(&household).unwrap_or_default();
    let (name, far) = (newcomer.name.trim(), newcomer.far.into());
    match there.iter().find(|member| member.person == newcomer.person) {
        Some(member) => {
            let sql = "UPDATE membership SET name = $3, far = $4 WHERE city = $1 AND id = $2";
            tx.execute(sql, &[city.into(), member.id.into(), name.into(), far]).await?;
        }
        None => {
            let sql = "INSERT INTO membership (city, id, household, person, name, far, since, until)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
            let params: [Value; 8] = [
                city.into(),
                newcomer.id.into(),
                household.into(),
                newcomer.person.into(),
                name.into(),
                far,
                days::column(day).into(),
                days::end_column(None),
            ];
            tx.execute(sql, &params).await?;
        }
    }
    if at.delivery == Delivery::Paper && there.is_empty() {
        deliver(tx, city, household, Delivery::Both).await?;
    }
    out.touch_part(newcomer.person);
    household::write_cards(tx, out, city, &[household], now).await
}

/// Somebody is of a household no more: they left, or were taken out. Answers whether they were.
///
/// # Errors
/// The store's.
pub async fn end(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    household: Uuid,
    member: Uuid,
    now: Timestamp,
) -> Result<bool, StoreError> {
    household::hold(tx, city, &[household]).await?;
    let day = now.jst_date();
    let there = household::members(tx, city, &[household], day).await?.remove(&household).unwrap_or_default();
    let Some(gone) = there.iter().find(|row| row.id == member) else { return Ok(false) };
    let sql = "UPDATE membership SET until = $3 WHERE city = $1 AND id = $2";
    let last = days::column(day) - 1;
    tx.execute(sql, &[city.into(), member.into(), last.into()]).await?;
    out.touch_part(gone.person);
    if there.len() == 1 {
        deliver(tx, city, household, Delivery::Paper).await?;
    }
    household::write_cards(tx, out, city, &[household], now).await?;
    Ok(true)
}

/// A household says how circulars shall come.
///
/// # Errors
/// The store's.
pub async fn set_delivery(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    household: Uuid,
    delivery: Delivery,
    now: Timestamp,
) -> Result<(), StoreError> {
    household::hold(tx, city, &[household]).await?;
    deliver(tx, city, household, delivery).await?;
    household::write_cards(tx, out, city, &[household], now).await
}

async fn deliver(tx: &mut dyn Tx, city: &str, household: Uuid, delivery: Delivery) -> Result<(), StoreError> {
    let sql = "UPDATE household SET delivery = $3 WHERE city = $1 AND id = $2";
    tx.execute(sql, &[city.into(), household.into(), delivery.name().into()]).await?;
    Ok(())
}

/// All memberships of a person, past ones too, each with its household, in the order in which they began.
///
/// # Errors
/// The store's.
pub async fn of_person(tx: &mut dyn Tx, city: &str, person: Uuid) -> Result<Vec<(Membership, Household)>, StoreError> {
    let sql = "SELECT id, household, name, far, since, until FROM membership
               WHERE city = $1 AND person = $2 ORDER BY since, id";
    let rows = tx.query(sql, &[city.into(), person.into()]).await?;
    let memberships = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    let ids: Vec<Uuid> = memberships.iter().map(|membership| membership.household).collect();
    let found = household::by_ids(tx, city, &ids).await?.into_iter().map(|one| (one.id, one));
    let found: BTreeMap<Uuid, Household> = found.collect();
    let with = |membership: Membership| found.get(&membership.household).cloned().map(|home| (membership, home));
    Ok(memberships.into_iter().filter_map(with).collect())
}

/// An account is deleted: its memberships go from the tables and the cards. What was replied for the household stays
/// with the household.
///
/// # Errors
/// The store's.
pub async fn forget(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    person: Uuid,
    now: Timestamp,
) -> Result<(), StoreError> {
    let all = of_person(tx, city, person).await?;
    let mut homes: Vec<Uuid> = all.into_iter().map(|(membership, _)| membership.household).collect();
    homes.sort_unstable();
    homes.dedup();
    household::hold(tx, city, &homes).await?;
    tx.execute("DELETE FROM membership WHERE city = $1 AND person = $2", &[city.into(), person.into()]).await?;
    let left = household::members(tx, city, &homes, now.jst_date()).await?;
    for home in homes.iter().filter(|home| !left.contains_key(*home)) {
        deliver(tx, city, *home, Delivery::Paper).await?;
    }
    out.touch_part(person);
    household::write_cards(tx, out, city, &homes, now).await
}

/// The members of a household come along into another one of theirs from `first` on: with the ids `id_of` gives. They stay
/// of the one before, as of one that moved out of the city: what was said in it is theirs.
pub(super) async fn carry(
    tx: &mut dyn Tx,
    city: &str,
    (from, to): (Uuid, Uuid),
    first: NaiveDate,
    id_of: impl Fn(Uuid) -> Uuid,
) -> Result<(), StoreError> {
    let rows = select_by_ids(tx, open_sql, &[city.into(), days::NO_END.into()], &[from]).await?;
    for row in rows {
        let id = row.uuid(0)?;
        let sql = "INSERT INTO membership (city, id, household, person, name, far, since, until)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (city, id) DO NOTHING";
        let params: [Value; 8] = [
            city.into(),
            id_of(id).into(),
            to.into(),
            row.uuid(1)?.into(),
            row.text(2)?.into(),
            row.int(3)?.into(),
            days::column(first).into(),
            days::end_column(None),
        ];
        tx.execute(sql, &params).await?;
    }
    Ok(())
}

fn read(row: &Row) -> Result<Membership, StoreError> {
    Ok(Membership {
        id: row.uuid(0)?,
        household: row.uuid(1)?,
        name: row.text(2)?.to_owned(),
        far: row.int(3)? != 0,
        since: days::day(row.int(4)?)?,
        until: days::end(row.int(5)?)?,
    })
}

fn open_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 3, 1, |p| format!("${p}"));
        format!("SELECT id, person, name, far FROM membership WHERE city = $1 AND until = $2 AND household IN ({ids})")
    })
}
