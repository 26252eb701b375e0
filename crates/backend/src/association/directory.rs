//! The list of an association's households (世帯名簿), from a file to the tables: looked at first, then carried out.
//!
//! Looking and carrying out are one road. What is shown has a name, a digest over the file, the day and every change it
//! would make; carrying out makes the plan again and refuses where it has another name. Whoever is shown eleven
//! households that leave does not lose twelve.

use super::{
    Outgoing, block,
    household::{self, Household},
    moving,
};
use crate::{
    app::App,
    clock::Ids,
    school::{roster::cut, unfit},
    store::{StoreError, Tx},
};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    association::{
        Block, Delivery,
        directory::{Known, Plan, Planned, Read, Step, plan_directory, read_directory},
    },
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::{collections::BTreeMap, sync::Arc};
use uuid::Uuid;

/// What a list would change, or has changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct DirectoryAnswer {
    /// Of which association.
    pub association: Uuid,
    /// Its name.
    pub name: String,
    /// From which day on.
    pub day: NaiveDate,
    /// How the file was encoded.
    pub encoding: String,
    /// Headings that mean nothing here; their columns are passed over.
    pub passed_over: Vec<String>,
    /// Household by household. With errors in it nothing is changed.
    pub plan: Plan,
    /// The name of what is shown here: carrying it out needs it.
    pub shown: String,
    /// It was carried out.
    pub committed: bool,
    /// Why it was not, where that was asked: `errors`, `leaving` (their number was not said, or another), `renamed` (as
    /// that), `not-shown` (nothing was shown before, or what would change is not that any more).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// A list to be looked at.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Of which association.
    pub association: Uuid,
    /// From which day on who comes new is there, and from which day on who leaves is not.
    pub day: NaiveDate,
    /// The file.
    pub bytes: Arc<[u8]>,
    /// So many households are seen to leave.
    pub leaving: Option<u32>,
    /// So many households are seen to get another name: they are the same people.
    pub renamed: Option<u32>,
}

/// What the list would change; nothing is written. `None`: there is no such association.
///
/// # Errors
/// The store's.
pub async fn check(app: &App, city: &str, asked: Asked) -> Result<Option<DirectoryAnswer>, StoreError> {
    let (city, today) = (city.to_owned(), app.clock.now().jst_date());
    let looking = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move { look(tx, &city, &asked, today).await.map(|found| found.map(|(answer, _)| answer)) })
    });
    looking.await
}

/// Carries out what was shown under this name. `None`: there is no such association.
///
/// # Errors
/// The store's; then nothing is changed.
pub async fn import(app: &App, city: &str, asked: Asked, shown: &str) -> Result<Option<DirectoryAnswer>, StoreError> {
    let (city, shown, ids, now) = (city.to_owned(), shown.to_owned(), app.ids.clone(), app.clock.now());
    let writing = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            // Two lists of one association are carried out one after the other.
            let lock = "UPDATE association SET name = name WHERE city = $1 AND id = $2";
            tx.execute(lock, &[city.as_str().into(), asked.association.into()]).await?;
            let Some((mut answer, there)) = look(tx, &city, &asked, now.jst_date()).await? else { return Ok(None) };
            let seen = |count: Option<u32>| usize::try_from(count.unwrap_or(0)).unwrap_or(usize::MAX);
            answer.refused = if !answer.plan.errors.is_empty() {
                Some("errors".to_owned())
            } else if answer.shown != shown {
                Some("not-shown".to_owned())
            } else if seen(asked.leaving) != answer.plan.leaving.len() {
                Some("leaving".to_owned())
            } else if seen(asked.renamed) != answer.plan.renamed().count() {
                Some("renamed".to_owned())
            } else {
                None
            };
            if answer.refused.is_none() {
                let mut out = Outgoing::default();
                carry_out(tx, &mut out, &*ids, &city, &asked, &answer.plan, &there, now).await?;
                out.send(tx, &city, now).await?;
                answer.committed = true;
            }
            Ok(Some(answer))
        })
    });
    writing.await
}

async fn look(
    tx: &mut dyn Tx,
    city: &str,
    asked: &Asked,
    today: NaiveDate,
) -> Result<Option<(DirectoryAnswer, Vec<Household>)>, StoreError> {
    let Some(at) = block::association(tx, city, asked.association).await? else { return Ok(None) };
    let (read, encoding) = match cut(&asked.bytes) {
        Ok((sheet, encoding)) => (read_directory(&sheet), encoding),
        Err(error) => (Read { errors: vec![error], ..Read::default() }, ""),
    };
    let blocks = block::blocks(tx, city, at.id).await?;
    let names: Vec<String> = blocks.iter().map(|block| block.name.clone()).collect();
    let there = household::of_association(tx, city, at.id, asked.day.max(today)).await?;
    let ids: Vec<Uuid> = there.iter().map(|household| household.id).collect();
    let members = household::members(tx, city, &ids, today).await?;
    let known: Vec<Known> = there
        .iter()
        .map(|home| Known {
            id: home.id,
            block: blocks
                .iter()
                .find(|block| block.id == home.block)
                .map(|block| block.name.clone())
                .unwrap_or_default(),
            order: home.order,
            name: home.name.clone(),
            kana: home.kana.clone(),
            place: home.place.clone(),
            phone: home.phone.clone(),
            delivery: home.delivery,
            members: members.get(&home.id).map_or(0, |members| u16::try_from(members.len()).unwrap_or(u16::MAX)),
        })
        .collect();
    let plan = plan_directory(&names, &known, &read, asked.leaving);
    let answer = DirectoryAnswer {
        association: at.id,
        name: at.name,
        day: asked.day,
        encoding: encoding.to_owned(),
        passed_over: read.passed_over,
        shown: name_of(asked, &plan)?,
        plan,
        committed: false,
        refused: None,
    };
    Ok(Some((answer, there)))
}

/// The digest of what is shown. What is wrong with it has no part in it: a number of households that was agreed to
/// changes that alone.
fn name_of(asked: &Asked, plan: &Plan) -> Result<String, StoreError> {
    let changes = serde_json::to_vec(&(&plan.blocks, &plan.households, &plan.leaving)).map_err(unfit)?;
    let digest = Sha256::new()
        .chain_update(asked.association.as_bytes())
        .chain_update(asked.day.to_string())
        .chain_update(Sha256::digest(&asked.bytes))
        .chain_update(changes)
        .finalize();
    Ok(digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect())
}

#[allow(clippy::too_many_arguments)]
async fn carry_out(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    ids: &dyn Ids,
    city: &str,
    asked: &Asked,
    plan: &Plan,
    there: &[Household],
    now: Timestamp,
) -> Result<(), StoreError> {
    let mut blocks = block::blocks(tx, city, asked.association).await?;
    for name in &plan.blocks {
        let place = blocks.iter().map(|block| block.place).max().unwrap_or(0).saturating_add(1);
        let new = Block { id: ids.new_id(), name: name.clone(), place };
        block::keep_block(tx, out, city, asked.association, &new, now).await?;
        blocks.push(new);
    }
    let block_ids: BTreeMap<&str, Uuid> = blocks.iter().map(|block| (block.name.as_str(), block.id)).collect();
    let known: BTreeMap<Uuid, &Household> = there.iter().map(|home| (home.id, home)).collect();
    let changed = plan.households.iter().filter(|planned| planned.step != Step::Same);
    let homes: Vec<Household> = changed
        .filter_map(|planned| {
            let before = planned.household.and_then(|id| known.get(&id).copied());
            let block = *block_ids.get(planned.block.as_str())?;
            Some(home(ids, asked, planned, block, before))
        })
        .collect();
    household::keep_all(tx, out, city, &homes, now).await?;
    let last = asked.day.pred_opt().unwrap_or(asked.day);
    for leaving in &plan.leaving {
        moving::away(tx, out, city, leaving.household, last, now).await?;
    }
    Ok(())
}

fn home(ids: &dyn Ids, asked: &Asked, planned: &Planned, block: Uuid, before: Option<&Household>) -> Household {
    let row = &planned.row;
    Household {
        id: before.map_or_else(|| ids.new_id(), |before| before.id),
        association: asked.association,
        block,
        order: row.order,
        name: row.name.clone(),
        kana: row.kana.clone(),
        place: row.place.clone(),
        phone: row.phone.clone(),
        delivery: row.delivery.unwrap_or(Delivery::Paper),
        since: before.map_or(asked.day, |before| before.since),
        until: before.and_then(|before| before.until),
    }
}
