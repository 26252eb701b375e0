//! A circular as it is looked at before it is sent.

use super::{Author, CircularError, Entry, Town, table, town};
use crate::{
    app::App,
    attachment,
    school::days,
    store::{StoreError, Tx, Value},
};
use chrono::NaiveDate;
use itsumo_domain::{
    association::circular::{Draft, Plan, Warning, check},
    writing::Fault,
};
use uuid::Uuid;

/// Of how many earlier circulars of a seat it is known to how many they usually go.
const USUAL: i64 = 5;

/// What is known of it.
#[derive(Clone, Debug)]
pub struct Look {
    /// The circular.
    pub entry: Entry,
    /// The association; empty where the city writes to many.
    pub town: Town,
    /// Who gets it; of the city's, counts alone.
    pub plan: Plan,
    /// Where the city writes: to which associations, by name, and how many households each has.
    pub associations: Vec<(Uuid, String, usize)>,
    /// To how many households.
    pub households: usize,
    /// To how many of them on paper.
    pub papers: usize,
    /// What is missing or wrong: it cannot be sent. In keys `circular-fault-<code>`.
    pub faults: Vec<Fault>,
    /// What to tick off.
    pub warnings: Vec<Warning>,
}

/// Looks at what is worked on (or else at what is out). Nothing is changed.
///
/// # Errors
/// [`CircularError::NotThere`], [`CircularError::Store`].
pub async fn look(app: &App, city: &str, author: &Author, id: Uuid) -> Result<Look, CircularError> {
    let (city, author, day) = (city.to_owned(), author.clone(), app.clock.now().jst_date());
    app.store
        .read(move |tx| {
            Box::pin(async move {
                let entry = table::find(tx, &city, id).await?.filter(|entry| author.sees(entry));
                let entry = entry.ok_or(CircularError::NotThere)?;
                Ok(look_at(tx, &city, entry, Some(&author), day).await?)
            })
        })
        .await
}

/// The same inside a transaction.
pub(super) async fn look_at(
    tx: &mut dyn Tx,
    city: &str,
    entry: Entry,
    author: Option<&Author>,
    day: NaiveDate,
) -> Result<Look, StoreError> {
    let draft = entry.shown().cloned().unwrap_or_default();
    let mut faults = draft.faults(day);
    if entry.public.is_some() {
        // For whom it is stays; a due day that has passed while it is corrected is no fault of the correction.
        faults.retain(|fault| fault.field != "audience" && fault.code != "due-past");
    }
    let Some(association) = entry.association else {
        return look_at_citys(tx, city, entry, author, draft, faults, day).await;
    };
    let town = town::town(tx, city, association, day).await?;
    let plan = town.plan(&draft);
    if entry.public.is_none() {
        let allowed = author.is_none_or(|author| author.may_address(&draft.audience, &town.block_of()));
        faults.extend(audience_fault(&draft, &plan, allowed));
    }
    let files = attachment::texts(tx, city, entry.files_of(), &draft.attachments).await?;
    let usual = usual(tx, city, author.map_or(entry.seat, |author| author.seat.id), entry.id).await?;
    let warnings = check::warnings(check::Look {
        draft: &draft,
        files: &files,
        plan: &plan,
        blocks: &town.blocks,
        names: &town.full_names,
        usual: &usual,
        own_phones: &town.phones,
        today: day,
    });
    let (households, papers) = (plan.households.len(), plan.papers);
    Ok(Look { entry, town, plan, associations: Vec::new(), households, papers, faults, warnings })
}

fn audience_fault(draft: &Draft, plan: &Plan, allowed: bool) -> Option<Fault> {
    if draft.audience.is_empty() {
        return None;
    }
    let code = if !plan.strangers.is_empty() || !draft.audience.associations.is_empty() {
        "audience-not-here"
    } else if !allowed {
        "audience-not-yours"
    } else if plan.households.is_empty() && draft.audience.roles.is_empty() {
        "audience-nobody"
    } else {
        return None;
    };
    Some(Fault::of("audience", code))
}

async fn look_at_citys(
    tx: &mut dyn Tx,
    city: &str,
    entry: Entry,
    author: Option<&Author>,
    draft: Draft,
    mut faults: Vec<Fault>,
    day: NaiveDate,
) -> Result<Look, StoreError> {
    let sizes = town::sizes(tx, city, &draft.audience.associations, day).await?;
    let rows = tx.query("SELECT id, name FROM association WHERE city = $1 ORDER BY kana, id", &[city.into()]).await?;
    let mut associations = Vec::new();
    for row in rows {
        let id = row.uuid(0)?;
        if draft.audience.associations.contains(&id) {
            associations.push((id, row.text(1)?.to_owned(), sizes.get(&id).map_or(0, |(households, _)| *households)));
        }
    }
    let counted = draft.audience.everybody;
    let households = if counted { sizes.values().map(|(households, _)| households).sum() } else { 0 };
    let papers = if counted { sizes.values().map(|(_, papers)| papers).sum() } else { 0 };
    if entry.public.is_none() {
        let allowed = author.is_none_or(|author| author.may_address(&draft.audience, &Default::default()));
        let code = if draft.audience.is_empty() {
            None
        } else if draft.audience.associations.is_empty() {
            Some("associations-empty")
        } else if associations.len() < draft.audience.associations.len() {
            Some("audience-not-here")
        } else {
            (!allowed).then_some("audience-not-yours")
        };
        faults.extend(code.map(|code| Fault::of("audience", code)));
    }
    let files = attachment::texts(tx, city, entry.files_of(), &draft.attachments).await?;
    let plan = Plan { everybody: counted, papers, ..Plan::default() };
    let warnings = check::warnings(check::Look {
        draft: &draft,
        files: &files,
        plan: &plan,
        blocks: &[],
        names: &[],
        usual: &[],
        own_phones: &[],
        today: day,
    });
    Ok(Look { entry, town: Town::default(), plan, associations, households, papers, faults, warnings })
}

/// To how many households this seat sent its last circulars.
async fn usual(tx: &mut dyn Tx, city: &str, seat: Uuid, but: Uuid) -> Result<Vec<usize>, StoreError> {
    let sql = "SELECT households FROM circular WHERE city = $1 AND seat = $2 AND sent IS NOT NULL AND parent IS NULL
               AND id <> $3 ORDER BY sent DESC LIMIT $4";
    let params: [Value; 4] = [city.into(), seat.into(), but.into(), USUAL.into()];
    let rows = tx.query(sql, &params).await?;
    rows.iter().map(|row| row.int(0).map(|n| usize::try_from(n).unwrap_or_default())).collect()
}

/// Whether an association's list knows a household on a day: its association and block.
///
/// # Errors
/// The store's.
pub(super) async fn home(
    tx: &mut dyn Tx,
    city: &str,
    household: Uuid,
    day: NaiveDate,
) -> Result<Option<(Uuid, Uuid)>, StoreError> {
    let sql = "SELECT association, block FROM household WHERE city = $1 AND id = $2 AND since <= $3 AND until >= $3";
    let rows = tx.query(sql, &[city.into(), household.into(), days::column(day).into()]).await?;
    rows.first().map(|row| Ok((row.uuid(0)?, row.uuid(1)?))).transpose()
}
