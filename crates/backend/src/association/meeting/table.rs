//! Meetings and ballots as the tables have them.

use crate::{
    association::{Outgoing, SYSTEM},
    school::{days, unfit},
    store::{Row, StoreError, Tx, Value},
};
use chrono::NaiveDate;
use itsumo_domain::{
    Stream, Timestamp,
    association::{
        Meeting,
        meeting::{Closing, Given, Source},
    },
    record::kind,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// A meeting.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its id.
    pub id: Uuid,
    /// What the households read.
    pub meeting: Meeting,
    /// When it last changed.
    pub changed: Timestamp,
    /// When it was counted.
    pub closed: Option<Timestamp>,
    /// What was written down then.
    pub closing: Option<Closing>,
}

impl Entry {
    /// The day whose households may vote: the meeting's own, and until then today. Who moves in before the minutes are
    /// typed has no vote in it, and who moves away then has had one.
    pub fn counted_on(&self, now: Timestamp) -> NaiveDate {
        self.meeting.day.min(self.closed.unwrap_or(now).jst_date())
    }
}

/// What came of a household, one of several perhaps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Came {
    /// Of the household's, which; from 1.
    pub nth: i64,
    /// When.
    pub at: Timestamp,
    /// How.
    pub source: Source,
    /// Who handed it in, as the household says it, or the seat that wrote it down.
    pub by: String,
    /// What; `None` takes back what was before.
    pub given: Option<Given>,
}

const COLUMNS: &str = "id, changed, closed, json, closing";

/// One.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<Entry>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM meeting WHERE city = $1 AND id = $2");
    tx.query(&sql, &[city.into(), id.into()]).await?.first().map(read).transpose()
}

/// One, kept as it is until the transaction ends.
pub(super) async fn hold(tx: &mut dyn Tx, city: &str, id: Uuid) -> Result<Option<Entry>, StoreError> {
    let lock = if tx.is_postgres() { " FOR UPDATE" } else { "" };
    let sql = format!("SELECT {COLUMNS} FROM meeting WHERE city = $1 AND id = $2{lock}");
    tx.query(&sql, &[city.into(), id.into()]).await?.first().map(read).transpose()
}

/// An association's, the last first.
///
/// # Errors
/// The store's.
pub async fn of_association(tx: &mut dyn Tx, city: &str, association: Uuid) -> Result<Vec<Entry>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM meeting WHERE city = $1 AND association = $2 ORDER BY day DESC, id DESC");
    let rows = tx.query(&sql, &[city.into(), association.into()]).await?;
    rows.iter().map(read).collect()
}

/// Writes it to the table and into the association's stream.
pub(super) async fn put(tx: &mut dyn Tx, out: &mut Outgoing, city: &str, entry: &Entry) -> Result<(), StoreError> {
    let sql = "INSERT INTO meeting (city, id, association, day, changed, closed, json, closing)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
               ON CONFLICT (city, id) DO UPDATE SET day = excluded.day, changed = excluded.changed,
               closed = excluded.closed, json = excluded.json, closing = excluded.closing";
    let body = serde_json::to_string(&entry.meeting).map_err(unfit)?;
    let closing = entry.closing.as_ref().map(serde_json::to_string).transpose().map_err(unfit)?;
    let params: [Value; 8] = [
        city.into(),
        entry.id.into(),
        entry.meeting.association.into(),
        days::column(entry.meeting.day).into(),
        entry.changed.into(),
        entry.closed.into(),
        body.as_str().into(),
        closing.into(),
    ];
    tx.execute(sql, &params).await?;
    out.put(Stream::association(entry.meeting.association), entry.id, kind::MEETING, SYSTEM, Some(body));
    Ok(())
}

/// All that came for a meeting, by household, in its order.
pub(super) async fn came(tx: &mut dyn Tx, city: &str, meeting: Uuid) -> Result<BTreeMap<Uuid, Vec<Came>>, StoreError> {
    let sql = "SELECT household, nth, at, source, by_name, json FROM ballot WHERE city = $1 AND meeting = $2
               ORDER BY household, nth";
    let mut found: BTreeMap<Uuid, Vec<Came>> = BTreeMap::new();
    for row in tx.query(sql, &[city.into(), meeting.into()]).await? {
        found.entry(row.uuid(0)?).or_default().push(read_came(&row)?);
    }
    Ok(found)
}

/// The last that came of one household.
pub(super) async fn last(
    tx: &mut dyn Tx,
    city: &str,
    meeting: Uuid,
    household: Uuid,
) -> Result<Option<Came>, StoreError> {
    let sql = "SELECT household, nth, at, source, by_name, json FROM ballot
               WHERE city = $1 AND meeting = $2 AND household = $3 ORDER BY nth DESC LIMIT 1";
    let rows = tx.query(sql, &[city.into(), meeting.into(), household.into()]).await?;
    rows.first().map(read_came).transpose()
}

pub(super) async fn add(
    tx: &mut dyn Tx,
    city: &str,
    meeting: Uuid,
    household: Uuid,
    came: &Came,
) -> Result<(), StoreError> {
    let sql = "INSERT INTO ballot (city, meeting, household, nth, at, source, by_name, json)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let json = came.given.as_ref().map(serde_json::to_string).transpose().map_err(unfit)?;
    let params: [Value; 8] = [
        city.into(),
        meeting.into(),
        household.into(),
        came.nth.into(),
        came.at.into(),
        came.source.name().into(),
        came.by.as_str().into(),
        json.into(),
    ];
    tx.execute(sql, &params).await?;
    Ok(())
}

fn read(row: &Row) -> Result<Entry, StoreError> {
    Ok(Entry {
        id: row.uuid(0)?,
        changed: Timestamp(row.int(1)?),
        closed: row.opt_int(2)?.map(Timestamp),
        meeting: serde_json::from_str(row.text(3)?).map_err(unfit)?,
        closing: row.opt_text(4)?.map(serde_json::from_str).transpose().map_err(unfit)?,
    })
}

fn read_came(row: &Row) -> Result<Came, StoreError> {
    Ok(Came {
        nth: row.int(1)?,
        at: Timestamp(row.int(2)?),
        // A way of a newer version is as if it had come on paper: an officer has it in hand.
        source: Source::named(row.text(3)?).unwrap_or_default(),
        by: row.text(4)?.to_owned(),
        given: row.opt_text(5)?.map(serde_json::from_str).transpose().map_err(unfit)?,
    })
}
