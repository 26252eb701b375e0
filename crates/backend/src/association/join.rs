//! Joining a household with the code of a block's letter.
//!
//! The same code is on the letters of a whole block, so a code says only *somebody of this block*. Which household it is
//! they say by its name and place, as on the door. The first member of a household comes in by that: there is nothing in
//! it yet, and the officers see at once on their street that it has joined. Whoever comes after asks, and somebody of
//! the household or an officer of the block lets them in: a neighbour who knows the door reads no household's replies.

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
    Timestamp,
    association::{JoinHousehold, JoinedHousehold},
    school::code::JoinCode,
    sync::Refusal,
    text::fold,
};
use uuid::Uuid;

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
    let only = ids.first().copied().filter(|_| ids.len() == 1);
    let free = only.filter(|home| !members.contains_key(home));
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
        household: only,
        refused: false,
    };
    let request = request::ask(tx, city, &waiting).await?;
    Ok(Ok(JoinedHousehold::Waiting { request, association: name, block: at.name }))
}

/// Whether this is the household that somebody means.
fn is(home: &Household, asked: &JoinHousehold) -> bool {
    let name = same_name(&asked.household);
    (same_name(&home.name) == name || !home.kana.is_empty() && same_name(&home.kana) == name)
        && same_place(&home.place) == same_place(&asked.place)
}

/// A family's name without what people write around it.
fn same_name(name: &str) -> String {
    let plain: String = fold(name).chars().filter(|c| !c.is_whitespace()).collect();
    plain.strip_suffix('様').map(str::to_owned).unwrap_or(plain)
}

/// A house or flat however it is written: `3-12`, `３番１２号` and `3の12` are one, `205` and `205号室` too.
fn same_place(place: &str) -> String {
    let mut plain = String::new();
    for c in fold(place).chars().filter(|c| !c.is_whitespace()) {
        match c {
            '号' | '室' | '地' | '目' => {}
            '-' | '‐' | '‑' | '–' | '—' | '―' | '−' | 'ー' | 'の' | '番' | '丁' => plain.push('-'),
            c => plain.push(c),
        }
    }
    plain.trim_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_is_known_however_it_is_written() {
        for one in ["3-12", "３－１２", "3番12号", "3番地12", "3の12", " 3 - 12 ", "３ー１２"] {
            assert_eq!(same_place(one), "3-12", "{one}");
        }
        assert_eq!(same_place("205号室"), same_place("205"));
        assert_ne!(same_place("3-12"), same_place("31-2"));
        assert_eq!(same_name("山田 様"), same_name("山田"));
        assert_ne!(same_name("山田"), same_name("山本"));
    }
}
