//! Seats of associations, and of the city towards them: who holds which, from when to when, and what was before.
//!
//! A seat is a row that stays; a holder is a *term* of it ([`Held`]), and terms are never deleted: they are the seat's
//! history. A term is made before anybody has it, together with the code by which somebody takes it ([`redeem`]); two
//! terms of one seat may overlap for the days of a hand-over ([`super::hand_over`]). A term ends by itself: every
//! question here is asked of a day.
//!
//! **Invariant:** whoever changes a term moves `part/<person>` of its holder, so that nothing that is remembered of them
//! outlives the change.

mod card;
mod redeem;

pub use card::{due, show, tick, write_cards};
pub use redeem::redeem;

use super::Outgoing;
use crate::{
    school::{days, unfit},
    store::{Row, StoreError, Tx, Value},
    stream::{Sized, select_by_ids, values},
};
use chrono::NaiveDate;
use itsumo_domain::association::{
    Officer, Role,
    access::Seat,
    seat::{Item, Term},
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// A term of a seat: one holder's, or one that nobody has taken yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The term's own id.
    pub id: Uuid,
    /// Of which seat.
    pub seat: Uuid,
    /// Who holds it; nobody until the code is used, and when an account was deleted.
    pub person: Option<Uuid>,
    /// From when to when.
    pub term: Term,
    /// Who it was given to, by name: for the seat's history, which officers and the city read.
    pub name: String,
    /// The name that the households see; empty shows none.
    pub shows_name: String,
    /// A telephone number that they see.
    pub shows_phone: String,
    /// Who gave it: `seat/<id>`, `operator`, `recovery/<id>`.
    pub given_by: String,
}

const SEAT: &str = "id, association, block, role, title";
const TERM: &str = "id, seat, person, since, until, name, shows_name, shows_phone, given_by";

/// Writes a seat, new or as it is called now. The checklist is that of a new one; see [`keep_checklist`].
///
/// # Errors
/// The store's.
pub async fn keep(tx: &mut dyn Tx, city: &str, seat: &Seat, checklist: &[Item]) -> Result<(), StoreError> {
    let sql = "INSERT INTO association_seat (city, id, association, block, role, title, checklist)
               VALUES ($1, $2, $3, $4, $5, $6, $7)
               ON CONFLICT (city, id) DO UPDATE SET block = excluded.block, title = excluded.title";
    let params: [Value; 7] = [
        city.into(),
        seat.id.into(),
        seat.association.into(),
        seat.block.into(),
        seat.role.name().into(),
        seat.title.as_str().into(),
        serde_json::to_string(checklist).map_err(unfit)?.into(),
    ];
    tx.execute(sql, &params).await?;
    Ok(())
}

/// Writes a seat's checklist as it is now. Whoever holds the seat sees it by [`write_cards`].
///
/// # Errors
/// The store's.
pub async fn keep_checklist(tx: &mut dyn Tx, city: &str, seat: Uuid, checklist: &[Item]) -> Result<(), StoreError> {
    let sql = "UPDATE association_seat SET checklist = $3 WHERE city = $1 AND id = $2";
    let json = serde_json::to_string(checklist).map_err(unfit)?;
    tx.execute(sql, &[city.into(), seat.into(), json.into()]).await?;
    Ok(())
}

/// One seat.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<Seat>, StoreError> {
    let sql = format!("SELECT {SEAT} FROM association_seat WHERE city = $1 AND id = $2");
    let rows = tx.query(&sql, &[city.into(), id.into()]).await?;
    Ok(rows.first().map(read_seat).transpose()?.flatten())
}

/// A seat's checklist.
///
/// # Errors
/// The store's.
pub async fn checklist(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Vec<Item>, StoreError> {
    let sql = "SELECT checklist FROM association_seat WHERE city = $1 AND id = $2";
    let rows = tx.query(sql, &[city.into(), id.into()]).await?;
    rows.first().map_or(Ok(Vec::new()), |row| serde_json::from_str(row.text(0)?).map_err(unfit))
}

/// All seats of an association, by role, block and title; the city's own with `None`.
///
/// # Errors
/// The store's.
pub async fn of_association(tx: &mut dyn Tx, city: &str, association: Option<Uuid>) -> Result<Vec<Seat>, StoreError> {
    let rows = match association {
        Some(association) => {
            let sql = format!("SELECT {SEAT} FROM association_seat WHERE city = $1 AND association = $2");
            tx.query(&sql, &[city.into(), association.into()]).await?
        }
        None => {
            let sql = format!("SELECT {SEAT} FROM association_seat WHERE city = $1 AND association IS NULL");
            tx.query(&sql, &[city.into()]).await?
        }
    };
    let mut seats: Vec<Seat> =
        rows.iter().map(read_seat).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    let blocks: BTreeMap<Uuid, i64> = match association {
        Some(association) => {
            let sql = "SELECT id, place FROM block WHERE city = $1 AND association = $2";
            let rows = tx.query(sql, &[city.into(), association.into()]).await?;
            rows.iter().map(|row| Ok((row.uuid(0)?, row.int(1)?))).collect::<Result<_, StoreError>>()?
        }
        None => BTreeMap::new(),
    };
    let place = |seat: &Seat| seat.block.and_then(|block| blocks.get(&block).copied()).unwrap_or_default();
    seats.sort_by(|a, b| (a.role, place(a), &a.title, a.id).cmp(&(b.role, place(b), &b.title, b.id)));
    Ok(seats)
}

/// The terms of these seats, past and coming ones too, in the order in which they begin.
///
/// # Errors
/// The store's.
pub async fn terms(tx: &mut dyn Tx, city: &str, seats: &[Uuid]) -> Result<Vec<Held>, StoreError> {
    static SQL: Sized = Sized::new();
    let sql = |size| {
        SQL.get(size, || {
            let ids = values(size, 2, 1, |p| format!("${p}"));
            format!("SELECT {TERM} FROM seat_term WHERE city = $1 AND seat IN ({ids})")
        })
    };
    let rows = select_by_ids(tx, sql, &[city.into()], seats).await?;
    let mut terms = rows.iter().map(read_term).collect::<Result<Vec<_>, _>>()?;
    terms.sort_by_key(|held| (held.term.since, held.id));
    Ok(terms)
}

/// One term.
///
/// # Errors
/// The store's.
pub async fn term(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<Held>, StoreError> {
    let sql = format!("SELECT {TERM} FROM seat_term WHERE city = $1 AND id = $2");
    tx.query(&sql, &[city.into(), id.into()]).await?.first().map(read_term).transpose()
}

/// Writes a term: of somebody, or for whoever takes it with its code. The holder's cards are written by
/// [`write_cards`], the association's by [`super::household::write_association`].
///
/// # Errors
/// The store's.
pub async fn give(tx: &mut dyn Tx, out: &mut Outgoing, city: &str, held: &Held) -> Result<(), StoreError> {
    let sql = "INSERT INTO seat_term (city, id, seat, person, since, until, name, shows_name, shows_phone, given_by)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
               ON CONFLICT (city, id) DO UPDATE SET person = excluded.person, since = excluded.since,
               until = excluded.until, name = excluded.name, shows_name = excluded.shows_name,
               shows_phone = excluded.shows_phone";
    let params: [Value; 10] = [
        city.into(),
        held.id.into(),
        held.seat.into(),
        held.person.into(),
        days::column(held.term.since).into(),
        days::end_column(held.term.until),
        held.name.as_str().into(),
        held.shows_name.as_str().into(),
        held.shows_phone.as_str().into(),
        held.given_by.as_str().into(),
    ];
    tx.execute(sql, &params).await?;
    if let Some(person) = held.person {
        out.touch_part(person);
    }
    Ok(())
}

/// A term's last day is `last`. One that would begin after it never was: its last day is the day before its first.
///
/// # Errors
/// The store's.
pub async fn end(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    held: &Held,
    last: NaiveDate,
) -> Result<(), StoreError> {
    let last = last.max(held.term.since.pred_opt().unwrap_or(held.term.since));
    let sql = "UPDATE seat_term SET until = $3 WHERE city = $1 AND id = $2";
    tx.execute(sql, &[city.into(), held.id.into(), days::column(last).into()]).await?;
    if let Some(person) = held.person {
        out.touch_part(person);
    }
    Ok(())
}

/// The seats that a person holds on a day.
///
/// # Errors
/// The store's.
pub async fn of_person(tx: &mut dyn Tx, city: &str, person: Uuid, day: NaiveDate) -> Result<Vec<Seat>, StoreError> {
    let sql = "SELECT s.id, s.association, s.block, s.role, s.title
               FROM seat_term t JOIN association_seat s ON s.city = t.city AND s.id = t.seat
               WHERE t.city = $1 AND t.person = $2 AND t.since <= $3 AND t.until >= $3";
    let rows = tx.query(sql, &[city.into(), person.into(), days::column(day).into()]).await?;
    let mut seats: Vec<Seat> =
        rows.iter().map(read_seat).collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect();
    seats.sort_by_key(|seat| seat.id);
    seats.dedup_by_key(|seat| seat.id);
    Ok(seats)
}

/// All that a person holds or held: for their own export, and for what they are shown.
///
/// # Errors
/// The store's.
pub async fn all_of_person(tx: &mut dyn Tx, city: &str, person: Uuid) -> Result<Vec<(Seat, Held)>, StoreError> {
    let sql = format!("SELECT {TERM} FROM seat_term WHERE city = $1 AND person = $2 ORDER BY since, id");
    let rows = tx.query(&sql, &[city.into(), person.into()]).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        let held = read_term(row)?;
        if let Some(seat) = find(tx, city, held.seat).await? {
            found.push((seat, held));
        }
    }
    Ok(found)
}

/// An account was deleted: its terms stay in the history, by the name they were given to, and are nobody's. What was
/// shown of the person is shown no more. Answers in which associations: their cards are to be written anew.
///
/// # Errors
/// The store's.
pub async fn forget(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    person: Uuid,
) -> Result<BTreeSet<Uuid>, StoreError> {
    let held = all_of_person(tx, city, person).await?;
    let sql = "UPDATE seat_term SET person = NULL, shows_name = '', shows_phone = '' WHERE city = $1 AND person = $2";
    tx.execute(sql, &[city.into(), person.into()]).await?;
    out.touch_part(person);
    Ok(held.into_iter().filter_map(|(seat, _)| seat.association).collect())
}

/// Who holds a seat on a day.
///
/// # Errors
/// The store's.
pub async fn holders(tx: &mut dyn Tx, city: &str, seat: Uuid, day: NaiveDate) -> Result<Vec<Uuid>, StoreError> {
    let terms = terms(tx, city, &[seat]).await?;
    let mut holders: Vec<Uuid> =
        terms.into_iter().filter(|held| held.term.covers(day)).filter_map(|held| held.person).collect();
    holders.sort();
    holders.dedup();
    Ok(holders)
}

/// The seats of an association that have one of these roles, each with who holds it on a day.
///
/// # Errors
/// The store's.
pub async fn holders_by_role(
    tx: &mut dyn Tx,
    city: &str,
    association: Uuid,
    roles: &[Role],
    day: NaiveDate,
) -> Result<Vec<(Seat, Vec<Uuid>)>, StoreError> {
    let mut seats = of_association(tx, city, Some(association)).await?;
    seats.retain(|seat| roles.contains(&seat.role));
    let ids: Vec<Uuid> = seats.iter().map(|seat| seat.id).collect();
    let mut holders: BTreeMap<Uuid, BTreeSet<Uuid>> = BTreeMap::new();
    for held in terms(tx, city, &ids).await?.into_iter().filter(|held| held.term.covers(day)) {
        holders.entry(held.seat).or_default().extend(held.person);
    }
    let with = |seat: Seat| {
        let who = holders.remove(&seat.id).unwrap_or_default();
        (seat, who.into_iter().collect())
    };
    Ok(seats.into_iter().map(with).collect())
}

/// An association's officers as its households see them on a day: every seat, with what its holders agreed to show. One
/// whose terms overlap has a line for each; one that nobody holds has one without a name.
///
/// # Errors
/// The store's.
pub async fn officers(
    tx: &mut dyn Tx,
    city: &str,
    association: Uuid,
    day: NaiveDate,
) -> Result<Vec<Officer>, StoreError> {
    let seats = of_association(tx, city, Some(association)).await?;
    let ids: Vec<Uuid> = seats.iter().map(|seat| seat.id).collect();
    let terms = terms(tx, city, &ids).await?;
    let mut officers = Vec::with_capacity(seats.len());
    for seat in seats {
        let empty =
            Officer { seat: seat.id, title: seat.title, role: seat.role, block: seat.block, ..Officer::default() };
        let held =
            terms.iter().filter(|held| held.seat == empty.seat && held.person.is_some() && held.term.covers(day));
        let lines: Vec<Officer> = held
            .map(|held| Officer {
                name: held.shows_name.clone(),
                phone: held.shows_phone.clone(),
                until: held.term.until,
                ..empty.clone()
            })
            .collect();
        if lines.is_empty() { officers.push(empty) } else { officers.extend(lines) }
    }
    Ok(officers)
}

/// A seat of a role that this version does not know is none.
fn read_seat(row: &Row) -> Result<Option<Seat>, StoreError> {
    let Some(role) = Role::named(row.text(3)?) else { return Ok(None) };
    let (association, block) = (optional(row, 1)?, optional(row, 2)?);
    Ok(Some(Seat { id: row.uuid(0)?, association, block, role, title: row.text(4)?.to_owned() }))
}

fn read_term(row: &Row) -> Result<Held, StoreError> {
    Ok(Held {
        id: row.uuid(0)?,
        seat: row.uuid(1)?,
        person: optional(row, 2)?,
        term: Term { since: days::day(row.int(3)?)?, until: days::end(row.int(4)?)? },
        name: row.text(5)?.to_owned(),
        shows_name: row.text(6)?.to_owned(),
        shows_phone: row.text(7)?.to_owned(),
        given_by: row.text(8)?.to_owned(),
    })
}

pub(super) fn optional(row: &Row, column: usize) -> Result<Option<Uuid>, StoreError> {
    match row.0.get(column) {
        Some(Value::Null) => Ok(None),
        _ => row.uuid(column).map(Some),
    }
}
