//! What is said of a household: to itself by its card, to the officers of its block by the line of their street.

use super::{Household, by_ids, members};
use crate::{
    association::{Outgoing, SYSTEM, block, safety},
    school::unfit,
    store::{StoreError, Tx},
    stream,
};
use chrono::NaiveDate;
use itsumo_domain::{
    Stream, Timestamp,
    association::{Block, HouseholdCard, Member, Street},
    record::kind,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Writes the `household` and `street` records of these households as they are today. One that has moved away keeps its
/// card, with its last day on it, and stands along the street no more, unless it called for help and nobody has seen to
/// it: then officers keep it until somebody has.
///
/// # Errors
/// The store's.
pub async fn write_cards(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    city: &str,
    households: &[Uuid],
    now: Timestamp,
) -> Result<(), StoreError> {
    let day = now.jst_date();
    let households = by_ids(tx, city, households).await?;
    let ids: Vec<Uuid> = households.iter().map(|household| household.id).collect();
    let blocks: BTreeSet<Uuid> = households.iter().map(|household| household.block).collect();
    let blocks = block::by_ids(tx, city, &blocks.into_iter().collect::<Vec<_>>()).await?;
    let names = block::names(tx, city, households.iter().map(|household| household.association).collect()).await?;
    let mut members = members(tx, city, &ids, day).await?;
    let gone: Vec<Uuid> = households.iter().filter(|home| !home.covers(day)).map(|home| home.id).collect();
    let calls = safety::calling(tx, city, &gone, now).await?;
    for household in households {
        // It has not come yet: nothing is said of it.
        if household.since > day {
            continue;
        }
        let block = blocks.get(&household.block).map(|(_, block)| block.clone()).unwrap_or_default();
        let name = names.get(&household.association).cloned().unwrap_or_default();
        let members = members.remove(&household.id).unwrap_or_default();
        let count = u16::try_from(members.len()).unwrap_or(u16::MAX);
        let member = |row: super::MemberRow| Member { id: row.id, name: row.name, far: row.far, since: row.since };
        let card = card(&household, name, block.clone(), members.into_iter().map(member).collect());
        let body = serde_json::to_string(&card).map_err(unfit)?;
        out.put(Stream::household(household.id), household.id, kind::HOUSEHOLD, SYSTEM, Some(body));
        let street = Stream::officers(household.block);
        if household.covers(day) || calls.contains(&household.id) {
            let body = serde_json::to_string(&line(&household, block, count, day)).map_err(unfit)?;
            out.put(street, household.id, kind::STREET, SYSTEM, Some(body));
        } else {
            // What this transaction says of it is not in the tables yet.
            let stands = match out.said(&street, household.id) {
                Some(said) => said.is_some(),
                None => stream::find(tx, city, &street, household.id).await?.is_some_and(|record| !record.gone),
            };
            if stands {
                out.put(street, household.id, kind::STREET, SYSTEM, None);
            }
        }
    }
    Ok(())
}

/// A household's card, for its members.
pub(in crate::association) fn card(
    household: &Household,
    association_name: String,
    block: Block,
    members: Vec<Member>,
) -> HouseholdCard {
    HouseholdCard {
        association: household.association,
        association_name,
        block,
        name: household.name.clone(),
        place: household.place.clone(),
        delivery: household.delivery,
        members,
        until: household.until,
    }
}

/// A household's line of the street on a day, for the officers of its block.
pub(in crate::association) fn line(household: &Household, block: Block, members: u16, day: NaiveDate) -> Street {
    Street {
        association: household.association,
        block,
        order: household.order,
        name: household.name.clone(),
        kana: household.kana.clone(),
        place: household.place.clone(),
        phone: household.phone.clone(),
        delivery: household.delivery,
        members,
        gone: !household.covers(day),
    }
}
