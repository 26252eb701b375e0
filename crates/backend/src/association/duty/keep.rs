//! Putting something on the calendar, taking it off, and saying that it is done.

use super::table::{self, Entry, find};
use crate::{
    association::{Outgoing, SYSTEM, block, household},
    school::unfit,
    store::{StoreError, Tx},
};
use itsumo_domain::{
    Timestamp,
    association::{
        Act, Duty,
        access::{Standing, may_in_association},
        duty::{Roster, plan_roster},
    },
    record::kind,
    sync::Refusal,
};
use uuid::Uuid;

fn not_found() -> Refusal {
    Refusal::new("not-found")
}

/// Puts something on the calendar, or changes it. Whose turn it is makes it their block's.
///
/// # Errors
/// The store's; inside: `not-found`, and of [`Duty::validate`]; `not-a-household` of field `household` for one that is not
/// of this association any more.
pub async fn keep(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    standing: &Standing,
    id: Uuid,
    mut duty: Duty,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    if let Err(refusal) = duty.validate() {
        return Ok(Err(refusal));
    }
    if let Some(block) = duty.block {
        let found = block::find(tx, city, block).await?;
        if found.is_none_or(|(association, _)| association != duty.association) {
            return Ok(Err(not_found()));
        }
    }
    if let Err(refusal) = settle_household(tx, city, &mut duty, now).await? {
        return Ok(Err(refusal));
    }
    let before = find(tx, city, id).await?;
    let may = |of| may_in_association(standing, Act::KeepDuties, of).is_ok();
    if !may(table::of(&duty)) || before.as_ref().is_some_and(|before| !may(before.of())) {
        return Ok(Err(not_found()));
    }
    // That it is done says another command, and for whose turn it was.
    let same = before.as_ref().filter(|before| before.duty.household == duty.household);
    duty.done = same.and_then(|before| before.duty.done);
    if let Some(before) = before.filter(|before| before.stream() != table::stream(&duty)) {
        out.put(before.stream(), id, kind::DUTY, SYSTEM, None);
    }
    put(tx, out, city, Entry { id, duty, changed: now }).await?;
    Ok(Ok(()))
}

/// The household's block and name as the tables have them.
async fn settle_household(
    tx: &mut dyn Tx,
    city: &str,
    duty: &mut Duty,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    duty.household_name.clear();
    let Some(id) = duty.household else { return Ok(Ok(())) };
    let found = household::find(tx, city, id).await?;
    let here = |it: &household::Household| it.association == duty.association && it.covers(now.jst_date());
    let Some(household) = found.filter(here) else {
        return Ok(Err(Refusal::of_field("not-a-household", "household")));
    };
    duty.block = Some(household.block);
    duty.household_name = household.name;
    Ok(Ok(()))
}

async fn put(tx: &mut dyn Tx, out: &mut Outgoing, city: &str, entry: Entry) -> Result<(), StoreError> {
    table::write(tx, city, &entry).await?;
    let body = serde_json::to_string(&entry.duty).map_err(unfit)?;
    out.put(entry.stream(), entry.id, kind::DUTY, SYSTEM, Some(body));
    Ok(())
}

/// Takes something off the calendar. What is not there any more is off it.
///
/// # Errors
/// The store's; inside: `not-found`.
pub async fn drop_one(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    standing: &Standing,
    id: Uuid,
) -> Result<Result<(), Refusal>, StoreError> {
    let Some(entry) = find(tx, city, id).await? else { return Ok(Err(not_found())) };
    if may_in_association(standing, Act::KeepDuties, entry.of()).is_err() {
        return Ok(Err(not_found()));
    }
    tx.execute("DELETE FROM duty WHERE city = $1 AND id = $2", &[city.into(), id.into()]).await?;
    out.put(entry.stream(), id, kind::DUTY, SYSTEM, None);
    Ok(Ok(()))
}

/// Says that something is done, or is not after all: a member of the household whose turn it is, or an officer.
///
/// # Errors
/// The store's; inside: `not-found`.
pub async fn mark(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    standing: &Standing,
    id: Uuid,
    done: bool,
    now: Timestamp,
) -> Result<Result<(), Refusal>, StoreError> {
    let Some(mut entry) = find(tx, city, id).await? else { return Ok(Err(not_found())) };
    let own = standing.homes.iter().any(|home| Some(home.household) == entry.duty.household);
    if !own && may_in_association(standing, Act::KeepDuties, entry.of()).is_err() {
        return Ok(Err(not_found()));
    }
    if entry.duty.done.is_some() == done {
        return Ok(Ok(()));
    }
    entry.duty.done = done.then_some(now);
    entry.changed = now;
    put(tx, out, city, entry).await?;
    Ok(Ok(()))
}

/// Lays a whole roster: the turns of [`plan_roster`] along the street as it stands today. `ids` gives each its id.
///
/// # Errors
/// The store's; inside: `not-found`, or of [`plan_roster`]. Then nothing was written.
pub async fn lay(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    standing: &Standing,
    roster: &Roster,
    ids: &(dyn crate::clock::Ids + Sync),
    now: Timestamp,
) -> Result<Result<usize, Refusal>, StoreError> {
    let found = block::find(tx, city, roster.block).await?;
    let here = found.is_some_and(|(association, _)| association == roster.association);
    let of = itsumo_domain::association::access::Of::Block { association: roster.association, block: roster.block };
    if !here || may_in_association(standing, Act::KeepDuties, of).is_err() {
        return Ok(Err(not_found()));
    }
    let street = household::of_block(tx, city, roster.block, now.jst_date()).await?;
    let street: Vec<(Uuid, String)> = street.into_iter().map(|household| (household.id, household.name)).collect();
    let duties = match plan_roster(roster, &street) {
        Ok(duties) => duties,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let count = duties.len();
    for duty in duties {
        put(tx, out, city, Entry { id: ids.new_id(), duty, changed: now }).await?;
    }
    Ok(Ok(count))
}
