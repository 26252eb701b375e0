//! Guardians' parts in children's lives, and to whom of them what is written.
//!
//! Many guardians of one child are the normal case: each has scopes, a first day and perhaps a last one. A part that
//! ended yesterday opens nothing today: whatever asks for a part asks for one day's.

mod card;
mod part;

pub(in crate::school) use card::write_all;
pub use card::{is_due, write_cards};
pub use part::{end, end_all_of, join, leave, parts_of, set_scopes};

use crate::{
    school::{days, shield},
    store::{Row, StoreError, Tx, Value},
    stream::{Sized, select_by_ids, values},
};
use chrono::NaiveDate;
use itsumo_domain::school::{
    Scope,
    absence::By,
    access::{Edge, Seat},
};
use std::collections::{BTreeSet, HashMap, HashSet};
use uuid::Uuid;

/// A guardian of one child, on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Guardian {
    /// The part's id.
    pub edge: Uuid,
    /// Whose it is.
    pub person: Uuid,
    /// Their name, as they wrote it for the school.
    pub name: String,
    /// 母, 父 …; as they say it.
    pub relation: String,
    /// What they may do.
    pub scopes: Vec<Scope>,
    /// A shield is set against them: nothing of the facility goes to them.
    pub shielded: bool,
}

/// A guardian's part with its dates, past ones too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// Of which child.
    pub pupil: Uuid,
    /// Who, and what they may do.
    pub guardian: Guardian,
    /// First day.
    pub since: NaiveDate,
    /// Last day, if one is known.
    pub until: Option<NaiveDate>,
}

impl Part {
    /// Whether it is one on `day`.
    pub fn covers(&self, day: NaiveDate) -> bool {
        self.since <= day && self.until.is_none_or(|until| day <= until)
    }
}

/// Who wrote something: what it did stays with a seat, and what a person did with the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Author {
    /// A guardian, by their person's id.
    Guardian(Uuid),
    /// Somebody of the staff.
    Seat(Seat),
}

impl Author {
    /// As columns have it: `person/<uuid>`, `seat/<uuid>`.
    pub fn column(&self) -> String {
        match self {
            Self::Guardian(person) => format!("person/{person}"),
            Self::Seat(seat) => format!("seat/{}", seat.id),
        }
    }
}

/// A child's guardians on a day, shielded ones marked, in the order in which they joined.
///
/// # Errors
/// The store's.
pub async fn guardians(tx: &mut dyn Tx, city: &str, pupil: Uuid, day: NaiveDate) -> Result<Vec<Guardian>, StoreError> {
    Ok(guardians_of(tx, city, &[pupil], day).await?.remove(&pupil).unwrap_or_default())
}

/// The same of many children.
///
/// # Errors
/// The store's.
pub async fn guardians_of(
    tx: &mut dyn Tx,
    city: &str,
    pupils: &[Uuid],
    day: NaiveDate,
) -> Result<HashMap<Uuid, Vec<Guardian>>, StoreError> {
    let mut found: HashMap<Uuid, Vec<Guardian>> = HashMap::new();
    for part in parts(tx, city, pupils).await?.into_iter().filter(|part| part.covers(day)) {
        found.entry(part.pupil).or_default().push(part.guardian);
    }
    Ok(found)
}

/// To whom records of this child go: whose part on this day has the scope, and against whom no shield stands.
///
/// Only inside a transaction that writes: until its end nobody sets a shield or ends a part of this child, so that
/// nothing is written behind the back of one. See [`hold`].
///
/// # Errors
/// The store's.
pub async fn readers(
    tx: &mut dyn Tx,
    city: &str,
    pupil: Uuid,
    day: NaiveDate,
    scope: Scope,
) -> Result<Vec<Guardian>, StoreError> {
    Ok(readers_of(tx, city, &[pupil], day, scope).await?.remove(&pupil).unwrap_or_default())
}

/// The same of many children.
///
/// # Errors
/// The store's.
pub async fn readers_of(
    tx: &mut dyn Tx,
    city: &str,
    pupils: &[Uuid],
    day: NaiveDate,
    scope: Scope,
) -> Result<HashMap<Uuid, Vec<Guardian>>, StoreError> {
    hold(tx, city, pupils, false).await?;
    let mut found = guardians_of(tx, city, pupils, day).await?;
    for readers in found.values_mut() {
        readers.retain(|guardian| !guardian.shielded && guardian.scopes.contains(&scope));
        // Somebody whose part was ended and given anew on one day has two.
        let mut seen = HashSet::new();
        readers.retain(|guardian| seen.insert(guardian.person));
    }
    Ok(found)
}

/// Who wrote something about `pupil`, as `reader` may know it: themselves, a relation, a seat; nobody where a shield
/// stands between the two.
///
/// # Errors
/// The store's.
pub async fn by_for(tx: &mut dyn Tx, city: &str, pupil: Uuid, author: &Author, reader: Uuid) -> Result<By, StoreError> {
    let person = match author {
        Author::Seat(seat) => return Ok(By { me: false, name: seat.title.clone(), staff: true }),
        Author::Guardian(person) => *person,
    };
    let me = person == reader;
    let against = shield::against(tx, city, &[pupil]).await?;
    let between = |one: Uuid| against.contains(&(pupil, one));
    if !me && (between(person) || between(reader)) {
        return Ok(By::default());
    }
    let sql =
        "SELECT relation FROM guardian WHERE city = $1 AND pupil = $2 AND person = $3 ORDER BY since DESC LIMIT 1";
    let rows = tx.query(sql, &[city.into(), pupil.into(), person.into()]).await?;
    let name = rows.first().map_or(Ok(""), |row| row.text(0))?.to_owned();
    Ok(By { me, name, staff: false })
}

/// Who wrote something, as the staff sees it: the relation and the name.
///
/// # Errors
/// The store's.
pub async fn by_for_staff(tx: &mut dyn Tx, city: &str, pupil: Uuid, author: &Author) -> Result<By, StoreError> {
    let person = match author {
        Author::Seat(seat) => return Ok(By { me: false, name: seat.title.clone(), staff: true }),
        Author::Guardian(person) => *person,
    };
    let sql =
        "SELECT relation FROM guardian WHERE city = $1 AND pupil = $2 AND person = $3 ORDER BY since DESC LIMIT 1";
    let rows = tx.query(sql, &[city.into(), pupil.into(), person.into()]).await?;
    let name = rows.first().map_or(Ok(""), |row| row.text(0))?.to_owned();
    Ok(By { me: false, name, staff: false })
}

/// A person's parts on a day, in the words of the rules.
///
/// # Errors
/// The store's.
pub async fn edges(tx: &mut dyn Tx, city: &str, person: Uuid, day: NaiveDate) -> Result<Vec<Edge>, StoreError> {
    let parts = parts_of(tx, city, person).await?.into_iter().filter(|part| part.covers(day));
    let edge = |part: Part| Edge {
        pupil: part.pupil,
        scopes: part.guardian.scopes,
        shielded: part.guardian.shielded,
        since: part.since,
        until: part.until,
    };
    Ok(parts.map(edge).collect())
}

/// All parts in these children's lives, past ones too, in the order in which they began.
///
/// # Errors
/// The store's.
pub async fn parts(tx: &mut dyn Tx, city: &str, pupils: &[Uuid]) -> Result<Vec<Part>, StoreError> {
    let pupils: BTreeSet<Uuid> = pupils.iter().copied().collect();
    let pupils: Vec<Uuid> = pupils.into_iter().collect();
    let against = shield::against(tx, city, &pupils).await?;
    let rows = select_by_ids(tx, parts_sql, &[city.into()], &pupils).await?;
    let mut parts = rows.iter().map(|row| read(row, &against)).collect::<Result<Vec<_>, _>>()?;
    parts.sort_by_key(|part| (part.since, part.guardian.edge));
    Ok(parts)
}

/// Keeps everything that decides who reads of these children as it is until the transaction ends. With `alone` nobody
/// else holds it: whoever changes it. The others hold it together.
///
/// On SQLite there is one writer, who needs none of this.
pub(super) async fn hold(tx: &mut dyn Tx, city: &str, pupils: &[Uuid], alone: bool) -> Result<(), StoreError> {
    if !tx.is_postgres() {
        return Ok(());
    }
    // One after the other in the order of their ids, so that two who hold several never wait for each other in a ring.
    let pupils: BTreeSet<Uuid> = pupils.iter().copied().collect();
    let sql = if alone {
        "SELECT 1 FROM pupil WHERE city = $1 AND id = $2 FOR UPDATE"
    } else {
        "SELECT 1 FROM pupil WHERE city = $1 AND id = $2 FOR SHARE"
    };
    for pupil in pupils {
        tx.query(sql, &[city.into(), pupil.into()]).await?;
    }
    Ok(())
}

fn scopes(text: &str) -> Vec<Scope> {
    text.split(' ').filter_map(Scope::named).collect()
}

fn scopes_column(scopes: &[Scope]) -> String {
    Scope::ALL.into_iter().filter(|scope| scopes.contains(scope)).map(Scope::name).collect::<Vec<_>>().join(" ")
}

const COLUMNS: &str = "pupil, id, person, name, relation, scopes, since, until";

fn read(row: &Row, against: &HashSet<(Uuid, Uuid)>) -> Result<Part, StoreError> {
    let (pupil, person) = (row.uuid(0)?, row.uuid(2)?);
    Ok(Part {
        pupil,
        guardian: Guardian {
            edge: row.uuid(1)?,
            person,
            name: row.text(3)?.to_owned(),
            relation: row.text(4)?.to_owned(),
            scopes: scopes(row.text(5)?),
            shielded: against.contains(&(pupil, person)),
        },
        since: days::day(row.int(6)?)?,
        until: days::end(row.int(7)?)?,
    })
}

fn parts_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 2, 1, |p| format!("${p}"));
        format!("SELECT {COLUMNS} FROM guardian WHERE city = $1 AND pupil IN ({ids})")
    })
}

/// The columns of [`read`] of one person.
async fn rows_of(tx: &mut dyn Tx, city: &str, person: Uuid) -> Result<Vec<Row>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM guardian WHERE city = $1 AND person = $2 ORDER BY since, id");
    tx.query(&sql, &[city.into(), Value::from(person)]).await
}
