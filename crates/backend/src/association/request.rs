//! Somebody asks to be let in, and it cannot be seen from their words alone that they are of the household.
//!
//! An officer of the block looks, or somebody of the household that they say they are of. Until then nothing of the
//! association is open to them. A *no* is said to them, and stays for some days.

use super::{Outgoing, block, household, member, member::Newcomer};
use crate::store::{Row, StoreError, Tx, Value};
use itsumo_domain::{
    Timestamp,
    association::{JoinRequest, RequestState},
    sync::Refusal,
};
use uuid::Uuid;

/// What came to the table after it stood. `household`: which one they say they are of, if there is one of that name and
/// place. `refused`: 1 once somebody said no.
pub const MIGRATION: &str = "
    ALTER TABLE household_request ADD COLUMN household {bytes} DEFAULT NULL;
    ALTER TABLE household_request ADD COLUMN refused {int} NOT NULL DEFAULT 0;
    CREATE INDEX household_request_household ON household_request (city, household)";

/// How long an answer is waited for, in days.
const WAITS: i64 = 180;
/// How long a *no* stays to be read, in days.
const REFUSED: i64 = 30;

/// A request as the tables have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Its id.
    pub id: Uuid,
    /// To which block.
    pub block: Uuid,
    /// Who asks.
    pub person: Uuid,
    /// The name they gave for themselves.
    pub name: String,
    /// The household's name, as they gave it.
    pub household_name: String,
    /// House or flat, as they gave it.
    pub place: String,
    /// Reads along from elsewhere.
    pub far: bool,
    /// When they asked.
    pub at: Timestamp,
    /// The household of that name and place, if there is one.
    pub household: Option<Uuid>,
    /// Somebody said no.
    pub refused: bool,
}

const COLUMNS: &str = "id, block, person, name, household_name, place, far, at, household, refused";

/// Somebody asks. Of one person and block there is one request: asked again it is as it is said now, under its first id,
/// which is answered.
///
/// # Errors
/// The store's.
pub async fn ask(tx: &mut dyn Tx, city: &str, asked: &Request) -> Result<Uuid, StoreError> {
    let before = of_person(tx, city, asked.person).await?.into_iter().find(|before| before.block == asked.block);
    let id = before.map_or(asked.id, |before| before.id);
    let sql = "INSERT INTO household_request
                   (city, id, block, person, name, household_name, place, far, at, household, refused)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0)
               ON CONFLICT (city, id) DO UPDATE SET name = excluded.name, household_name = excluded.household_name,
               place = excluded.place, far = excluded.far, at = excluded.at, household = excluded.household, refused = 0";
    let params: [Value; 10] = [
        city.into(),
        id.into(),
        asked.block.into(),
        asked.person.into(),
        asked.name.as_str().into(),
        asked.household_name.as_str().into(),
        asked.place.as_str().into(),
        asked.far.into(),
        asked.at.into(),
        asked.household.into(),
    ];
    tx.execute(sql, &params).await?;
    Ok(id)
}

/// One request.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<Request>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM household_request WHERE city = $1 AND id = $2");
    tx.query(&sql, &[city.into(), id.into()]).await?.first().map(read).transpose()
}

/// What somebody has asked, the newest first; those that were said no to among them.
///
/// # Errors
/// The store's.
pub async fn of_person(tx: &mut dyn Tx, city: &str, person: Uuid) -> Result<Vec<Request>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM household_request WHERE city = $1 AND person = $2 ORDER BY at DESC, id DESC");
    tx.query(&sql, &[city.into(), person.into()]).await?.iter().map(read).collect()
}

/// Who waits before a block's door, the longest waiting first.
///
/// # Errors
/// The store's.
pub async fn of_block(tx: &mut dyn Tx, city: &str, block: Uuid) -> Result<Vec<Request>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM household_request WHERE city = $1 AND block = $2 AND refused = 0 ORDER BY at, id"
    );
    tx.query(&sql, &[city.into(), block.into()]).await?.iter().map(read).collect()
}

/// Who says they are of this household, and waits; the longest waiting first.
///
/// # Errors
/// The store's.
pub async fn of_household(tx: &mut dyn Tx, city: &str, household: Uuid) -> Result<Vec<Request>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM household_request WHERE city = $1 AND household = $2 AND refused = 0 ORDER BY at, id"
    );
    tx.query(&sql, &[city.into(), household.into()]).await?.iter().map(read).collect()
}

/// Lets somebody in who waits. `id` is the new membership's. Whoever asks here has found out that they may.
///
/// # Errors
/// The store's. Refused with `not-found`: there is no such request any more, the household has moved away or is of
/// another block, or the account is gone.
pub async fn let_in(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    request: Uuid,
    household: Uuid,
    id: Uuid,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let gone = || Ok(Err(Refusal::new("not-found")));
    household::hold(tx, city, &[household]).await?;
    let Some(asked) = find(tx, city, request).await? else { return gone() };
    let Some(home) = household::find(tx, city, household).await? else { return gone() };
    if asked.refused || home.block != asked.block || !home.covers(now.jst_date()) {
        return gone();
    }
    if !crate::sync::has_account(tx, city, asked.person).await? {
        return gone();
    }
    drop_one(tx, city, request).await?;
    let newcomer = Newcomer { id, person: asked.person, name: asked.name, far: asked.far };
    member::add(tx, out, city, household, &newcomer, now).await?;
    Ok(Ok(()))
}

/// Says no to somebody who waits. Answers whether there was such a request.
///
/// # Errors
/// The store's.
pub async fn refuse(tx: &mut dyn Tx, city: &str, request: Uuid, now: Timestamp) -> Result<bool, StoreError> {
    let sql = "UPDATE household_request SET refused = 1, at = $3 WHERE city = $1 AND id = $2 AND refused = 0";
    Ok(tx.execute(sql, &[city.into(), request.into(), now.into()]).await? > 0)
}

/// Somebody takes back what they asked, or has read the *no*. Answers whether there was such a request of theirs.
///
/// # Errors
/// The store's.
pub async fn take_back(tx: &mut dyn Tx, city: &str, person: Uuid, request: Uuid) -> Result<bool, StoreError> {
    let sql = "DELETE FROM household_request WHERE city = $1 AND person = $2 AND id = $3";
    Ok(tx.execute(sql, &[city.into(), person.into(), request.into()]).await? > 0)
}

/// All of a person: when they have joined another way, or the account is deleted.
///
/// # Errors
/// The store's.
pub async fn forget(tx: &mut dyn Tx, city: &str, person: Uuid, block: Option<Uuid>) -> Result<(), StoreError> {
    for asked in of_person(tx, city, person).await? {
        if block.is_none_or(|block| block == asked.block) {
            drop_one(tx, city, asked.id).await?;
        }
    }
    Ok(())
}

/// Requests of long ago go: a table of names must not grow for ever.
///
/// # Errors
/// The store's.
pub async fn forget_old(tx: &mut dyn Tx, city: &str, now: Timestamp) -> Result<(), StoreError> {
    let sql = "DELETE FROM household_request WHERE city = $1 AND (at < $2 OR (refused = 1 AND at < $3))";
    let before = |span: i64| Value::from(now.plus(-span * Timestamp::DAY));
    tx.execute(sql, &[city.into(), before(WAITS), before(REFUSED)]).await?;
    Ok(())
}

/// Requests in the words in which those read them who asked, or who are asked.
///
/// # Errors
/// The store's.
pub async fn shown(tx: &mut dyn Tx, city: &str, requests: Vec<Request>) -> Result<Vec<JoinRequest>, StoreError> {
    let ids: Vec<Uuid> = requests.iter().map(|asked| asked.block).collect();
    let blocks = block::by_ids(tx, city, &ids).await?;
    let names = block::names(tx, city, blocks.values().map(|(association, _)| *association).collect()).await?;
    let shown = |asked: Request| {
        let (association, block) = blocks.get(&asked.block).cloned().unwrap_or_default();
        JoinRequest {
            id: asked.id,
            association: names.get(&association).cloned().unwrap_or_default(),
            block: block.name,
            name: asked.name,
            household: asked.household_name,
            place: asked.place,
            far: asked.far,
            at: asked.at,
            state: if asked.refused { RequestState::Refused } else { RequestState::Waiting },
        }
    };
    Ok(requests.into_iter().map(shown).collect())
}

async fn drop_one(tx: &mut dyn Tx, city: &str, request: Uuid) -> Result<(), StoreError> {
    tx.execute("DELETE FROM household_request WHERE city = $1 AND id = $2", &[city.into(), request.into()]).await?;
    Ok(())
}

fn read(row: &Row) -> Result<Request, StoreError> {
    Ok(Request {
        id: row.uuid(0)?,
        block: row.uuid(1)?,
        person: row.uuid(2)?,
        name: row.text(3)?.to_owned(),
        household_name: row.text(4)?.to_owned(),
        place: row.text(5)?.to_owned(),
        far: row.int(6)? != 0,
        at: Timestamp(row.int(7)?),
        household: super::seat::optional(row, 8)?,
        refused: row.int(9)? != 0,
    })
}
