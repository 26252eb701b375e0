//! Joining a household with the code of a block's letter.
//!
//! The same code is on the letters of a whole block, so a code says only *somebody of this block*. Which household it is
//! they say by its name and place, as on the door. The first member of a household comes in by that as long as the
//! household is blank: nothing of its own to read, and the officers see at once on their street that it has joined.
//! Whoever comes after asks, and somebody of the household or an officer of the block lets them in. So does the first of
//! a household that has lived on paper until now: its replies and ballots, its telephone number and its vote are not a
//! neighbour's who knows what stands on the door. What somebody left behind when they went is not the next one's either.

use super::{
    Outgoing, block, household,
    household::Household,
    member,
    member::Newcomer,
    request::{self, Request},
};
use crate::{
    clock::Ids,
    school::join::{self, CodeKind, typed},
    store::{StoreError, Tx},
};
use itsumo_domain::{
    Stream, Timestamp,
    association::{JoinHousehold, JoinedHousehold, door},
    school::code::JoinCode,
    sync::Refusal,
};
use uuid::Uuid;

/// What is kept of a household is found by the household, whatever circular or check it was said for.
pub const MIGRATION: &str = "
    CREATE INDEX circular_paper_household ON circular_paper (city, household);
    CREATE INDEX safety_report_household ON safety_report (city, household)";

/// For how many people a block's code is good: several phones a household, and a letter that was read wrongly.
pub const USES: i64 = 400;
/// For how many days it is good.
pub const DAYS: i64 = join::DAYS;
/// Characters of a name, of a person's or a household's.
const LONGEST_NAME: usize = 40;
/// Characters of a place.
const LONGEST_PLACE: usize = 60;

/// Makes a code for each of these blocks, and voids those before: a letter that is out is worth nothing any more.
///
/// # Errors
/// The store's.
pub async fn make_codes(
    tx: &mut dyn Tx,
    ids: &dyn Ids,
    city: &str,
    association: Uuid,
    blocks: &[Uuid],
    by: &str,
    now: Timestamp,
) -> Result<Vec<(Uuid, JoinCode)>, StoreError> {
    let expires = join::expires(now, DAYS);
    join::make_codes(tx, ids, city, association, CodeKind::Block, blocks, USES, expires, by, now).await
}

/// Somebody joins a household, or asks to. `id` becomes the membership's, or the request's. Who is of the household
/// already uses nothing up.
///
/// # Errors
/// The store's. Refused with `code-…`, `block-code-…`, or the field that was wrong.
pub async fn redeem(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    person: Uuid,
    id: Uuid,
    asked: &JoinHousehold,
    now: Timestamp,
) -> Result<Result<JoinedHousehold, Refusal>, StoreError> {
    let wrong = typed("name", &asked.name, LONGEST_NAME)
        .or_else(|| typed("household", &asked.household, LONGEST_NAME))
        .or_else(|| typed("place", &asked.place, LONGEST_PLACE));
    if let Some(refusal) = wrong {
        return Ok(Err(refusal));
    }
    let refused = |code: &str| Ok(Err(Refusal::of_field(code, "code")));
    let (code, kept) = match join::look_up(tx, city, CodeKind::Block, &asked.code, now).await? {
        Ok(found) => found,
        Err(refusal) if refusal.code == "code-expired" => return refused("block-code-expired"),
        Err(refusal) if refusal.code == "code-replaced" => return refused("block-code-replaced"),
        Err(refusal) => return Ok(Err(refusal)),
    };
    let Some((association, at)) = block::find(tx, city, kept.target).await? else {
        return refused("block-code-over");
    };
    let name = block::association(tx, city, association).await?.map(|found| found.name).unwrap_or_default();
    let day = now.jst_date();
    let mut homes = household::of_block(tx, city, at.id, day).await?;
    homes.retain(|home| is(home, asked));
    let ids: Vec<Uuid> = homes.iter().map(|home| home.id).collect();
    household::hold(tx, city, &ids).await?;
    let members = household::members(tx, city, &ids, day).await?;
    let mine = members.iter().find(|(_, there)| there.iter().any(|member| member.person == person)).map(|(id, _)| *id);
    if mine.is_none() {
        if kept.uses_left < 1 {
            return refused("block-code-used-up");
        }
        join::use_once(tx, city, &code).await?;
    }
    // Two of one name at one place are told apart by somebody who knows them.
    let only = homes.first().filter(|_| homes.len() == 1);
    let free = match only {
        Some(home) if is_blank(tx, city, home).await? => Some(home.id),
        _ => None,
    };
    if let Some(household) = mine.or(free) {
        request::forget(tx, city, person, Some(at.id)).await?;
        let newcomer = Newcomer { id, person, name: asked.name.trim().to_owned(), far: asked.far };
        member::add(tx, out, city, household, &newcomer, now).await?;
        return Ok(Ok(JoinedHousehold::Member { household, association: name, block: at.name }));
    }
    let waiting = Request {
        id,
        block: at.id,
        person,
        name: asked.name.trim().to_owned(),
        household_name: asked.household.trim().to_owned(),
        place: asked.place.trim().to_owned(),
        far: asked.far,
        at: now,
        household: only.map(|home| home.id),
        refused: false,
    };
    let request = request::ask(tx, city, &waiting).await?;
    Ok(Ok(JoinedHousehold::Waiting { request, association: name, block: at.name }))
}

/// Whether a household has nothing of its own yet: no telephone number, nothing in its stream but its card, no mark of an
/// officer's, and nobody who ever was of it.
async fn is_blank(tx: &mut dyn Tx, city: &str, home: &Household) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM record WHERE city = $1 AND stream = $2 AND id <> $3 AND gone = 0
               UNION ALL SELECT 1 FROM membership WHERE city = $1 AND household = $3
               UNION ALL SELECT 1 FROM circular_paper WHERE city = $1 AND household = $3 AND mark > 0
               LIMIT 1";
    let stream = Stream::household(home.id);
    let kept = tx.query(sql, &[city.into(), stream.as_str().into(), home.id.into()]).await?;
    Ok(home.phone.is_empty() && kept.is_empty())
}

/// Whether this is the household that somebody means.
fn is(home: &Household, asked: &JoinHousehold) -> bool {
    let name = door::name(&asked.household);
    (door::name(&home.name) == name || !home.kana.is_empty() && door::name(&home.kana) == name)
        && door::place(&home.place) == door::place(&asked.place)
}
