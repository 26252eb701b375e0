//! Who of the staff looked at a child's record, when, and for what: kept for the guardians.

use crate::{
    school::days,
    store::{StoreError, Tx, Value},
    stream::{Sized, chunks, values},
};
use itsumo_domain::{
    Timestamp,
    school::{Looked, access::Seat},
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Most lines that a guardian is shown: the newest.
const SHOWN: i64 = 500;

/// Notes that the holder of `seat` looks at these children's records. The first time of a day makes the line, the
/// others are counted in it. Goes into the transaction of the look itself, so that neither is without the other.
///
/// # Errors
/// The store's.
pub async fn note(
    tx: &mut dyn Tx,
    city: &str,
    pupils: &[Uuid],
    seat: &Seat,
    purpose: &'static str,
    now: Timestamp,
) -> Result<(), StoreError> {
    // In the order of their ids, once each: two pages noted at the same time then never wait for each other in a ring.
    let pupils: BTreeSet<Uuid> = pupils.iter().copied().collect();
    let pupils: Vec<Uuid> = pupils.into_iter().collect();
    for chunk in chunks(&pupils) {
        let day = days::column(now.jst_date());
        let mut params: Vec<Value> = vec![city.into(), day.into(), seat.id.into(), purpose.into(), now.into()];
        params.extend(chunk.iter().copied().map(Value::from));
        tx.execute(note_sql(chunk.len()), &params).await?;
    }
    Ok(())
}

/// Who looked at a child's record, newest first; at most 500 lines.
///
/// # Errors
/// The store's.
pub async fn of(tx: &mut dyn Tx, city: &str, pupil: Uuid) -> Result<Vec<Looked>, StoreError> {
    let sql = "SELECT l.day, l.at, f.name, s.title, l.purpose, l.times FROM looked l
               JOIN seat s ON s.city = l.city AND s.id = l.seat
               JOIN facility f ON f.city = s.city AND f.id = s.facility
               WHERE l.city = $1 AND l.pupil = $2 ORDER BY l.day DESC, l.at DESC, s.title, l.purpose LIMIT $3";
    let rows = tx.query(sql, &[city.into(), pupil.into(), SHOWN.into()]).await?;
    let line = |row: &crate::store::Row| {
        Ok(Looked {
            day: days::day(row.int(0)?)?,
            at: Timestamp(row.int(1)?),
            facility: row.text(2)?.to_owned(),
            seat: row.text(3)?.to_owned(),
            purpose: row.text(4)?.to_owned(),
            times: row.int(5)?,
        })
    };
    rows.iter().map(line).collect()
}

fn note_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let rows = values(size, 6, 1, |p| format!("($1, ${p}, $2, $3, $4, $5, 1)"));
        format!(
            "INSERT INTO looked (city, pupil, day, seat, purpose, at, times) VALUES {rows}
             ON CONFLICT (city, pupil, day, seat, purpose) DO UPDATE SET times = looked.times + 1"
        )
    })
}
