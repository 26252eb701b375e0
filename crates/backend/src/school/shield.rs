//! 支援措置: what keeps a child's facility, and the other guardians' traces, from one person.
//!
//! A shield stands until somebody lifts it: an end that came by itself would be an end at which nobody looked. From
//! the moment it is set that person's card of the child names no place, every record of the child that lay in their
//! stream is taken back from their devices, and the streams of the child's groups are left. The person learns nothing
//! of the shield itself: a child without places is also one that goes nowhere.
//!
//! Letters that were printed before are void, so that nobody comes in again by another name. What stands is asked wherever a reader is found ([`super::guardian::readers`]), so nothing comes after it either.

use crate::{
    school::{Outgoing, days, guardian, join},
    store::{Row, StoreError, Tx, Value},
    stream::{Sized, select_by_ids, values},
};
use chrono::{Days, NaiveDate};
use itsumo_domain::{Timestamp, school::access::Seat};
use std::collections::HashSet;
use uuid::Uuid;

/// A shield, as the head of the facility sees it. Past ones stay as history.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shield {
    /// Its id.
    pub id: Uuid,
    /// Whose facility is kept.
    pub pupil: Uuid,
    /// From whom.
    pub against: Uuid,
    /// Why: a paper's number, a date. For the head alone.
    pub reason: String,
    /// Which seat set it.
    pub set_by: Uuid,
    /// First day.
    pub since: NaiveDate,
    /// Last day, when it was lifted.
    pub until: Option<NaiveDate>,
}

/// Sets a shield. One that stands already stays as it is.
///
/// # Errors
/// The store's.
#[allow(clippy::too_many_arguments)]
pub async fn set(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    id: Uuid,
    pupil: Uuid,
    against_person: Uuid,
    reason: &str,
    by: &Seat,
    now: Timestamp,
) -> Result<(), StoreError> {
    guardian::hold(tx, city, &[pupil], true).await?;
    if against(tx, city, &[pupil]).await?.contains(&(pupil, against_person)) {
        return Ok(());
    }
    let day = now.jst_date();
    let sql = "INSERT INTO shield (city, id, pupil, against, reason, set_by, since, until)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    let params: [Value; 8] = [
        city.into(),
        id.into(),
        pupil.into(),
        against_person.into(),
        reason.into(),
        by.id.into(),
        days::column(day).into(),
        days::NO_END.into(),
    ];
    tx.execute(sql, &params).await?;
    join::void_codes_of_child(tx, city, pupil).await?;
    guardian::write_all(tx, out, city, &[pupil], day, now).await
}

/// Lifts a shield. Answers whether it stood. The card comes back, and the records that were taken.
///
/// # Errors
/// The store's.
pub async fn lift(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    pupil: Uuid,
    id: Uuid,
    now: Timestamp,
) -> Result<bool, StoreError> {
    guardian::hold(tx, city, &[pupil], true).await?;
    let day = now.jst_date();
    let yesterday = day.checked_sub_days(Days::new(1)).unwrap_or(day);
    let sql = "UPDATE shield SET until = $4 WHERE city = $1 AND pupil = $2 AND id = $3 AND until = $5";
    let params = [city.into(), pupil.into(), id.into(), days::column(yesterday).into(), Value::Int(days::NO_END)];
    let stood = tx.execute(sql, &params).await? > 0;
    if stood {
        guardian::write_all(tx, out, city, &[pupil], day, now).await?;
    }
    Ok(stood)
}

/// Against whom shields of these children stand, as child and person.
///
/// # Errors
/// The store's.
pub async fn against(tx: &mut dyn Tx, city: &str, pupils: &[Uuid]) -> Result<HashSet<(Uuid, Uuid)>, StoreError> {
    let rows = select_by_ids(tx, against_sql, &[city.into(), days::NO_END.into()], pupils).await?;
    rows.iter().map(|row| Ok((row.uuid(0)?, row.uuid(1)?))).collect()
}

/// All shields of a child, past ones too.
///
/// # Errors
/// The store's.
pub async fn of(tx: &mut dyn Tx, city: &str, pupil: Uuid) -> Result<Vec<Shield>, StoreError> {
    let sql = "SELECT id, pupil, against, reason, set_by, since, until FROM shield WHERE city = $1 AND pupil = $2
               ORDER BY since, id";
    let rows = tx.query(sql, &[city.into(), pupil.into()]).await?;
    let read = |row: &Row| {
        Ok(Shield {
            id: row.uuid(0)?,
            pupil: row.uuid(1)?,
            against: row.uuid(2)?,
            reason: row.text(3)?.to_owned(),
            set_by: row.uuid(4)?,
            since: days::day(row.int(5)?)?,
            until: days::end(row.int(6)?)?,
        })
    };
    rows.iter().map(read).collect()
}

fn against_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let ids = values(size, 3, 1, |p| format!("${p}"));
        format!("SELECT pupil, against FROM shield WHERE city = $1 AND until = $2 AND pupil IN ({ids})")
    })
}
