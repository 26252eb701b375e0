//! A part begins, changes and ends.

use super::{Part, card::write_cards, hold, read, rows_of, scopes_column};
use crate::{
    school::{Outgoing, days, shield},
    store::{StoreError, Tx, Value},
};
use chrono::{Days, NaiveDate};
use itsumo_domain::{Timestamp, school::Scope};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A person's parts, past ones too.
///
/// # Errors
/// The store's.
pub async fn parts_of(tx: &mut dyn Tx, city: &str, person: Uuid) -> Result<Vec<Part>, StoreError> {
    let rows = rows_of(tx, city, person).await?;
    let pupils = rows.iter().map(|row| row.uuid(0)).collect::<Result<Vec<_>, _>>()?;
    let against = shield::against(tx, city, &pupils).await?;
    rows.iter().map(|row| read(row, &against)).collect()
}

/// `person` joins the child, with every scope. Who has a part already keeps it as it is, but for name and relation,
/// which are as said last.
///
/// # Errors
/// The store's.
#[allow(clippy::too_many_arguments)]
pub async fn join(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    pupil: Uuid,
    person: Uuid,
    name: &str,
    relation: &str,
    day: NaiveDate,
    now: Timestamp,
) -> Result<(), StoreError> {
    hold(tx, city, &[pupil], true).await?;
    let has = parts_of(tx, city, person).await?.into_iter().find(|part| part.pupil == pupil && part.covers(day));
    match has {
        Some(part) => {
            let sql = "UPDATE guardian SET name = $3, relation = $4 WHERE city = $1 AND id = $2";
            tx.execute(sql, &[city.into(), part.guardian.edge.into(), name.into(), relation.into()]).await?;
        }
        None => {
            // Of one person's parts in one child's life there is one beginning at one instant.
            let mut seed = person.as_bytes().to_vec();
            seed.extend(now.0.to_be_bytes());
            let sql = "INSERT INTO guardian (city, id, pupil, person, name, relation, scopes, since, until)
                       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
                       ON CONFLICT (city, id) DO UPDATE SET name = excluded.name, relation = excluded.relation,
                       scopes = excluded.scopes, until = excluded.until";
            let params: [Value; 9] = [
                city.into(),
                Uuid::new_v5(&pupil, &seed).into(),
                pupil.into(),
                person.into(),
                name.into(),
                relation.into(),
                scopes_column(&Scope::ALL).into(),
                days::column(day).into(),
                days::NO_END.into(),
            ];
            tx.execute(sql, &params).await?;
        }
    }
    write_cards(tx, out, city, &[pupil], day, now).await
}

/// `person` goes from the child's life here: their part is over today. Answers whether they had one.
///
/// # Errors
/// The store's.
pub async fn leave(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    pupil: Uuid,
    person: Uuid,
    day: NaiveDate,
    now: Timestamp,
) -> Result<bool, StoreError> {
    hold(tx, city, &[pupil], true).await?;
    let yesterday = day.checked_sub_days(Days::new(1)).unwrap_or(day);
    let sql = "UPDATE guardian SET until = $4 WHERE city = $1 AND pupil = $2 AND person = $3 AND until > $4";
    let params = [city.into(), pupil.into(), person.into(), days::column(yesterday).into()];
    let had = tx.execute(sql, &params).await? > 0;
    if had {
        write_cards(tx, out, city, &[pupil], day, now).await?;
    }
    Ok(had)
}

/// Says which day is a part's last; none with `None`. Answers whether there is such a part.
///
/// # Errors
/// The store's.
#[allow(clippy::too_many_arguments)]
pub async fn end(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    pupil: Uuid,
    edge: Uuid,
    last: Option<NaiveDate>,
    day: NaiveDate,
    now: Timestamp,
) -> Result<bool, StoreError> {
    hold(tx, city, &[pupil], true).await?;
    let sql = "UPDATE guardian SET until = $4 WHERE city = $1 AND pupil = $2 AND id = $3";
    let params = [city.into(), pupil.into(), edge.into(), days::end_column(last)];
    let found = tx.execute(sql, &params).await? > 0;
    if found {
        write_cards(tx, out, city, &[pupil], day, now).await?;
    }
    Ok(found)
}

/// Says what a part is for. Answers whether there is such a part.
///
/// # Errors
/// The store's.
#[allow(clippy::too_many_arguments)]
pub async fn set_scopes(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    pupil: Uuid,
    edge: Uuid,
    scopes: &[Scope],
    day: NaiveDate,
    now: Timestamp,
) -> Result<bool, StoreError> {
    hold(tx, city, &[pupil], true).await?;
    let sql = "UPDATE guardian SET scopes = $4 WHERE city = $1 AND pupil = $2 AND id = $3";
    let params = [city.into(), pupil.into(), edge.into(), scopes_column(scopes).into()];
    let found = tx.execute(sql, &params).await? > 0;
    if found {
        write_cards(tx, out, city, &[pupil], day, now).await?;
    }
    Ok(found)
}

/// An account is deleted: its parts go with it, its seats stay without a holder, and so do the rosters' lines that it
/// had joined as. What it wrote stays with the child, for the others.
///
/// # Errors
/// The store's.
pub async fn end_all_of(tx: &mut dyn Tx, out: &mut Outgoing, city: &str, person: Uuid) -> Result<(), StoreError> {
    let rows = rows_of(tx, city, person).await?;
    let pupils = rows.iter().map(|row| row.uuid(0)).collect::<Result<BTreeSet<_>, _>>()?;
    let pupils: Vec<Uuid> = pupils.into_iter().collect();
    hold(tx, city, &pupils, true).await?;
    let of = [Value::from(city), person.into()];
    let mut changed = 0;
    for sql in [
        "DELETE FROM guardian WHERE city = $1 AND person = $2",
        "UPDATE seat SET person = NULL WHERE city = $1 AND person = $2",
        "UPDATE contact SET person = NULL WHERE city = $1 AND person = $2",
    ] {
        changed += tx.execute(sql, &of).await?;
    }
    if changed > 0 {
        out.touch_standings();
    }
    Ok(())
}
