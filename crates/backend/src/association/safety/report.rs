//! Reports of how a household is.

use super::{calling, table};
use crate::{
    association::{Outgoing, SYSTEM, household},
    school::unfit,
    store::{StoreError, Tx, Value},
};
use itsumo_domain::{
    Stream, Timestamp,
    association::{
        SafetyReport,
        access::{Act, Of, Standing, seat_may},
        safety::Witness,
    },
    record::kind,
    sync::Refusal,
};
use uuid::Uuid;

/// Most reports of one household in one check.
const MOST: i64 = 200;

/// Takes a report: a member's of their household, an officer's of any of their streets. The same report twice is one. A
/// household that has gone is spoken of as long as a call for help of it is open: by officers, who see to it.
///
/// # Errors
/// The store's; inside: `not-found`; `check-gone` when it has deleted itself, or never was; of
/// [`SafetyReport::validate`]; `too-many`.
#[allow(clippy::too_many_arguments)]
pub async fn report(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    person: Uuid,
    standing: &Standing,
    id: Uuid,
    mut told: SafetyReport,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    if let Err(refusal) = told.validate() {
        return Ok(Err(refusal));
    }
    let found = household::find(tx, city, told.household).await?;
    let Some(household) = found else { return Ok(Err(Refusal::new("not-found"))) };
    let gone = !household.covers(now.jst_date());
    if gone && calling(tx, city, &[household.id], now).await?.is_empty() {
        return Ok(Err(Refusal::new("not-found")));
    }
    let of = household.of();
    let seat = standing.seats.iter().find(|seat| seat_may(seat, Act::KeepSafety, of));
    let member = standing.homes.iter().any(|home| home.household == household.id);
    match (member, seat) {
        (true, seat) if told.witness == Witness::Household || seat.is_none() => {
            told.witness = Witness::Household;
            let members = household::members(tx, city, &[household.id], now.jst_date()).await?;
            let mut members = members.into_values().flatten();
            told.by = members.find(|member| member.person == person).map(|member| member.name).unwrap_or_default();
        }
        (_, Some(seat)) => {
            // Nobody but the household speaks as the household.
            if told.witness == Witness::Household {
                told.witness = Witness::Officer;
            }
            told.by = seat.title.clone();
        }
        _ => return Ok(Err(Refusal::new("not-found"))),
    }
    let check = table::find(tx, city, told.check, now).await?;
    let here = Of::Association(household.association);
    if check.is_none_or(|entry| Of::Association(entry.check.association) != here) {
        return Ok(Err(Refusal::new("check-gone")));
    }
    // A clock that is ahead would have the last word for ever.
    told.seen = told.seen.min(now);
    let sql = "SELECT COUNT(*) FROM safety_report WHERE city = $1 AND safety_check = $2 AND household = $3";
    let count = tx.query(sql, &[city.into(), told.check.into(), household.id.into()]).await?;
    if count.first().map_or(Ok(0), |row| row.int(0))? >= MOST {
        return Ok(Err(Refusal::new("too-many")));
    }
    let body = serde_json::to_string(&told).map_err(unfit)?;
    let sql = "INSERT INTO safety_report (city, safety_check, id, household, block, json)
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (city, safety_check, id) DO NOTHING";
    let params: [Value; 6] =
        [city.into(), told.check.into(), id.into(), household.id.into(), household.block.into(), body.as_str().into()];
    if tx.execute(sql, &params).await? > 0 {
        out.touch_board(household.association);
        out.put(Stream::officers(household.block), id, kind::SAFETY_REPORT, SYSTEM, Some(body.clone()));
        out.put(Stream::household(household.id), id, kind::SAFETY_REPORT, SYSTEM, Some(body));
        if gone {
            household::write_cards(tx, out, city, &[household.id], now).await?;
        }
    }
    Ok(Ok(()))
}
