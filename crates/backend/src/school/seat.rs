//! Staff's seats: what a seat did stays with it, whoever holds it next.

use crate::{
    school::{Outgoing, days},
    store::{Row, StoreError, Tx, Value},
};
use chrono::{Days, NaiveDate};
use itsumo_domain::school::access::{Role, Seat};
use uuid::Uuid;

/// A seat with its holder and its time, as those see it who keep the seats.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The seat.
    pub seat: Seat,
    /// Who holds it.
    pub person: Option<Uuid>,
    /// First day.
    pub since: NaiveDate,
    /// Last day, if one is known.
    pub until: Option<NaiveDate>,
}

impl Held {
    /// Whether the seat is one on `day`.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }
}

const COLUMNS: &str = "id, facility, role, class_group, title, person, since, until";

/// Makes a seat that nobody holds yet.
///
/// # Errors
/// The store's.
pub async fn give(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    seat: &Seat,
    since: NaiveDate,
    until: Option<NaiveDate>,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO seat (city, id, facility, role, class_group, title, person, since, until)
               VALUES ($1, $2, $3, $4, $5, $6, NULL, $7, $8)
               ON CONFLICT (city, id) DO UPDATE SET title = excluded.title, since = excluded.since, until = excluded.until";
    let params: [Value; 8] = [
        city.into(),
        seat.id.into(),
        seat.facility.into(),
        seat.role.name().into(),
        seat.group.into(),
        seat.title.as_str().into(),
        days::column(since).into(),
        days::end_column(until),
    ];
    tx.execute(sql, &params).await?;
    out.touch_standings();
    Ok(())
}

/// From now on `person` holds the seat; nobody with `None`. Answers whether there is such a seat.
///
/// # Errors
/// The store's.
pub async fn hold(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    seat: Uuid,
    person: Option<Uuid>,
) -> Result<bool, StoreError> {
    let sql = "UPDATE seat SET person = $3 WHERE city = $1 AND id = $2";
    let held = tx.execute(sql, &[city.into(), seat.into(), person.into()]).await? > 0;
    out.touch_standings();
    Ok(held)
}

/// The seat is none from `day` on. Answers whether there was such a seat.
///
/// # Errors
/// The store's.
pub async fn end(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    seat: Uuid,
    day: NaiveDate,
) -> Result<bool, StoreError> {
    let last = day.checked_sub_days(Days::new(1)).unwrap_or(day);
    let sql = "UPDATE seat SET until = $3 WHERE city = $1 AND id = $2 AND until > $3";
    let ended = tx.execute(sql, &[city.into(), seat.into(), days::column(last).into()]).await? > 0;
    out.touch_standings();
    Ok(ended)
}

/// One seat, past ones too.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<Held>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM seat WHERE city = $1 AND id = $2");
    tx.query(&sql, &[city.into(), id.into()]).await?.first().map(read).transpose()
}

/// All seats of a facility, past ones too, by role and title.
///
/// # Errors
/// The store's.
pub async fn of_facility(tx: &mut dyn Tx, city: &str, facility: Uuid) -> Result<Vec<Held>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM seat WHERE city = $1 AND facility = $2");
    let rows = tx.query(&sql, &[city.into(), facility.into()]).await?;
    let mut seats = rows.iter().map(read).collect::<Result<Vec<_>, _>>()?;
    seats.sort_by(|a, b| (a.seat.role, &a.seat.title, a.since).cmp(&(b.seat.role, &b.seat.title, b.since)));
    Ok(seats)
}

/// The seats that a person holds on a day.
///
/// # Errors
/// The store's.
pub async fn of_person(tx: &mut dyn Tx, city: &str, person: Uuid, day: NaiveDate) -> Result<Vec<Seat>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM seat WHERE city = $1 AND person = $2 AND since <= $3 AND until >= $3 ORDER BY id"
    );
    let rows = tx.query(&sql, &[city.into(), person.into(), days::column(day).into()]).await?;
    let seats = rows.iter().map(|row| read(row).map(|held| held.seat));
    // A role of a newer version opens nothing here.
    Ok(seats.filter_map(Result::ok).collect())
}

/// All seats that a person holds, past ones too.
///
/// # Errors
/// The store's.
pub async fn all_of_person(tx: &mut dyn Tx, city: &str, person: Uuid) -> Result<Vec<Held>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM seat WHERE city = $1 AND person = $2 ORDER BY since, id");
    tx.query(&sql, &[city.into(), person.into()]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Held, StoreError> {
    let optional = |column: usize| match row.0.get(column) {
        Some(Value::Null) => Ok(None),
        _ => row.uuid(column).map(Some),
    };
    let role = row.text(2)?;
    Ok(Held {
        seat: Seat {
            id: row.uuid(0)?,
            facility: row.uuid(1)?,
            role: Role::named(role).ok_or_else(|| StoreError::Shape(format!("{role} is not a role")))?,
            group: optional(3)?,
            title: row.text(4)?.to_owned(),
        },
        person: optional(5)?,
        since: days::day(row.int(6)?)?,
        until: days::end(row.int(7)?)?,
    })
}
