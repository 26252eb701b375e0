//! The city and its associations: what an association does with the city's circulars before they go out, what the city
//! lays on each of them in a month, and how far its words came. Of an association the city sees counts, and no household.

use super::{Author, Entry, Stage, reach, table};
use crate::{
    store::{StoreError, Tx, Value},
    stream::Outgoing,
};
use chrono::{Datelike, Months, NaiveDate};
use itsumo_domain::{
    Timestamp,
    association::circular::{Burden, burden, remark_fault},
    city::LocalText,
    sync::Refusal,
};
use std::collections::BTreeMap;
use uuid::Uuid;

/// What an association's officers do with one of the city's that lies with them.
#[derive(Clone, Debug, PartialEq)]
pub enum Handle {
    /// It goes out when they say so, and not by itself.
    HoldBack,
    /// It goes out now.
    SendNow,
    /// It goes out before the one that stands before it; of the first nothing changes.
    Earlier,
    /// What they add to it; empty takes that away. Of one that is out, too.
    Remark(LocalText),
}

/// Does it.
///
/// # Errors
/// The store's; refused are `not-found`, `circular-moved` when it is out already, `circular-unfit` for a remark that is too
/// long.
pub async fn handle(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    author: &Author,
    id: Uuid,
    handle: Handle,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let Some(mut entry) = table::hold(tx, city, id).await?.filter(|entry| author.may_handle(entry)) else {
        return Ok(Err(Refusal::new("not-found")));
    };
    let lies_here = entry.sent.is_none() && matches!(entry.stage, Stage::Held | Stage::Back);
    match handle {
        Handle::Remark(remark) if lies_here || entry.is_out() => {
            if remark_fault(&remark).is_some() {
                return Ok(Err(Refusal::of_field("circular-unfit", "remark")));
            }
            entry.remark = Some(remark).filter(|remark| !remark.ja.trim().is_empty());
            if entry.is_out() {
                entry.edited = Some(now);
                super::streams::put(out, &entry, &super::streams::of(tx, city, id).await?)?;
            }
        }
        Handle::HoldBack if lies_here => {
            entry.stage = Stage::Back;
            entry.held_until = None;
        }
        Handle::SendNow if lies_here => {
            entry.stage = Stage::Held;
            entry.held_until = Some(now);
        }
        Handle::Earlier if entry.stage == Stage::Held && lies_here => return earlier(tx, city, entry, now).await,
        _ => return Ok(Err(Refusal::new("circular-moved"))),
    }
    entry.changed = now;
    table::keep(tx, city, &entry).await?;
    if let Some(association) = entry.association {
        out.touch_board(association);
    }
    Ok(Ok(()))
}

/// Changes places with the one before it: each goes out when the other would have.
async fn earlier(
    tx: &mut dyn Tx,
    city: &str,
    mut entry: Entry,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let waiting = match entry.association {
        Some(association) => table::waiting(tx, city, association).await?,
        None => Vec::new(),
    };
    let before = waiting.into_iter().take_while(|other| other.id != entry.id).last();
    let Some(before) = before.filter(|before| before.stage == Stage::Held) else { return Ok(Ok(())) };
    let Some(mut before) = table::hold(tx, city, before.id).await? else { return Ok(Ok(())) };
    std::mem::swap(&mut before.held_until, &mut entry.held_until);
    if before.held_until == entry.held_until {
        // They came together: the one that was first waits a blink longer.
        before.held_until = before.held_until.map(|at| at.plus(1));
    }
    for mut one in [before, entry] {
        one.changed = now;
        table::keep(tx, city, &one).await?;
    }
    Ok(Ok(()))
}

/// What of the city's lies with an association's officers, in the order in which it goes out; what is held back last.
///
/// # Errors
/// The store's.
pub async fn waiting(tx: &mut dyn Tx, city: &str, association: Uuid) -> Result<Vec<Entry>, StoreError> {
    table::waiting(tx, city, association).await
}

/// The burden meter of a month: every association, those with nothing too, in the order of their readings.
///
/// # Errors
/// The store's.
pub async fn burden(tx: &mut dyn Tx, city: &str, month: NaiveDate) -> Result<Vec<Burden>, StoreError> {
    let first = month.with_day(1).unwrap_or(month);
    let next = first.checked_add_months(Months::new(1)).unwrap_or(first);
    let sql = "SELECT a.id, a.name, COUNT(CASE WHEN c.parent IS NOT NULL THEN 1 END),
                      CAST(COALESCE(SUM(CASE WHEN c.parent IS NOT NULL THEN c.papers END), 0) AS BIGINT),
                      COUNT(CASE WHEN c.id IS NOT NULL AND c.parent IS NULL THEN 1 END)
               FROM association a LEFT JOIN circular c ON c.city = a.city AND c.association = a.id AND
               ((c.sent >= $2 AND c.sent < $3) OR (c.parent IS NOT NULL AND c.sent IS NULL AND c.made >= $2 AND c.made < $3))
               WHERE a.city = $1 GROUP BY a.id, a.name, a.kana ORDER BY a.kana, a.id";
    let params: [Value; 3] =
        [city.into(), Timestamp::from_jst_date(first).into(), Timestamp::from_jst_date(next).into()];
    let mut found = Vec::new();
    for row in tx.query(sql, &params).await? {
        let count = |column: usize| row.int(column).map(|n| u32::try_from(n).unwrap_or(u32::MAX));
        found.push(Burden {
            association: row.uuid(0)?,
            name: row.text(1)?.to_owned(),
            pieces: count(2)?,
            sheets: count(3)?,
            own: count(4)?,
        });
    }
    Ok(found)
}

/// How one of the city's stands in each association, in counts.
///
/// # Errors
/// The store's.
pub async fn standing(
    tx: &mut dyn Tx,
    city: &str,
    circular: Uuid,
    now: Timestamp,
) -> Result<Vec<burden::Standing>, StoreError> {
    let sql = "SELECT c.id, a.id, a.name, CASE WHEN c.sent IS NULL THEN 0 ELSE 1 END FROM circular c
               JOIN association a ON a.city = c.city AND a.id = c.association
               WHERE c.city = $1 AND c.parent = $2 ORDER BY a.kana, a.id";
    let theirs = tx.query(sql, &[city.into(), circular.into()]).await?;
    let mut counts: BTreeMap<Uuid, reach::Counts> = reach::counts(tx, city, circular, now).await?;
    let mut found = Vec::new();
    for row in theirs {
        let association = row.uuid(1)?;
        let reach::Counts { totals, chosen } = counts.remove(&association).unwrap_or_default();
        found.push(burden::Standing {
            association,
            name: row.text(2)?.to_owned(),
            out: row.int(3)? != 0,
            totals,
            chosen,
        });
    }
    Ok(found)
}
