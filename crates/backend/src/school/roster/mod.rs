//! A facility's list of pupils: shown first as what it would change, then carried out, all of it or nothing.
//!
//! What was shown has a name ([`RosterAnswer::shown`]): a digest of the file and of everything it would change. Carrying
//! it out plans again inside the transaction, and where that is no longer what was shown nothing is changed; so nobody
//! agrees to one thing and gets another.
//!
//! **Invariant:** a list with an error in it changes nothing, and children leave only when their number was said.

mod apply;
mod current;
mod sheet;

pub use sheet::{MOST_BYTES, cut};

use crate::{
    app::App,
    clock::Ids,
    school::{Outgoing, facility, rollover, unfit},
    store::{StoreError, Tx},
};
use apply::Applying;
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    school::{
        Facility,
        roster::{Plan, Read, Step, plan_roster, read_roster},
        school_year,
    },
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use uuid::Uuid;

/// How many children take which step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Counts {
    /// Nobody the city knew.
    pub new: usize,
    /// Known from elsewhere.
    pub comes: usize,
    /// To another class, or the next year's.
    pub moves: usize,
    /// Something else about them changes.
    pub changes: usize,
    /// As they were.
    pub same: usize,
    /// Not in the list, those who finish counted.
    pub leaving: usize,
    /// Of the highest grade, in April.
    pub finishes: usize,
}

/// What a list would change, or has changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RosterAnswer {
    /// Of which facility.
    pub facility: Uuid,
    /// Its name.
    pub name: String,
    /// From which day on.
    pub day: NaiveDate,
    /// How the file was encoded.
    pub encoding: String,
    /// Headings that mean nothing here; their columns are passed over.
    pub passed_over: Vec<String>,
    /// The steps, counted.
    pub counts: Counts,
    /// Child by child. With errors in it nothing is changed.
    pub plan: Plan,
    /// The name of what is shown here: carrying it out needs it.
    pub shown: String,
    /// It was carried out.
    pub committed: bool,
    /// Why it was not, where that was asked: `errors`, `leaving` (their number was not said, or another), `not-shown`
    /// (nothing was shown before, or what would change is not that any more).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// A list to be looked at.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Of which facility.
    pub facility: Uuid,
    /// From which day on it holds: in a year that has not been, this is the change of years.
    pub day: NaiveDate,
    /// The file.
    pub bytes: Arc<[u8]>,
    /// So many children are seen to leave.
    pub leaving: Option<u32>,
}

/// What the list would change; nothing is written. `None`: there is no such facility.
///
/// # Errors
/// The store's.
pub async fn check(app: &App, city: &str, asked: Asked) -> Result<Option<RosterAnswer>, StoreError> {
    let city = city.to_owned();
    let looking = app.store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let Some(at) = facility::find(tx, &city, asked.facility).await? else { return Ok(None) };
            look(tx, &city, &at, &asked).await.map(|(answer, _)| Some(answer))
        })
    });
    looking.await
}

/// Carries out what was shown under this name. `None`: there is no such facility.
///
/// # Errors
/// The store's; then nothing is changed.
pub async fn import(app: &App, city: &str, asked: Asked, shown: &str) -> Result<Option<RosterAnswer>, StoreError> {
    let (city, shown, ids, now) = (city.to_owned(), shown.to_owned(), app.ids.clone(), app.clock.now());
    let writing = app.store.write::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let mut out = Outgoing::default();
            let answer = import_in(tx, &mut out, &*ids, &city, &asked, &shown, now).await?;
            out.send(tx, &city, now).await?;
            Ok(answer)
        })
    });
    writing.await
}

/// The same inside a transaction.
///
/// # Errors
/// The store's.
pub async fn import_in(
    tx: &mut dyn Tx,
    out: &mut Outgoing,
    ids: &dyn Ids,
    city: &str,
    asked: &Asked,
    shown: &str,
    now: Timestamp,
) -> Result<Option<RosterAnswer>, StoreError> {
    // Two lists of one facility are carried out one after the other.
    let lock = "UPDATE facility SET name = name WHERE city = $1 AND id = $2";
    if tx.execute(lock, &[city.into(), asked.facility.into()]).await? == 0 {
        return Ok(None);
    }
    let Some(at) = facility::find(tx, city, asked.facility).await? else { return Ok(None) };
    let (mut answer, plan) = look(tx, city, &at, asked).await?;
    let leaving = usize::try_from(asked.leaving.unwrap_or(0)).unwrap_or(usize::MAX);
    answer.refused = if !plan.errors.is_empty() {
        Some("errors".to_owned())
    } else if answer.shown != shown {
        Some("not-shown".to_owned())
    } else if leaving != plan.leaving.len() {
        Some("leaving".to_owned())
    } else {
        None
    };
    if answer.refused.is_none() {
        let applying = Applying { city, facility: &at, plan: &plan, day: asked.day, now };
        applying.write(tx, out, ids).await?;
        if plan.new_year {
            rollover::seats(tx, out, ids, city, &at, plan.year, asked.day).await?;
        }
        answer.committed = true;
    }
    Ok(Some(answer))
}

async fn look(tx: &mut dyn Tx, city: &str, at: &Facility, asked: &Asked) -> Result<(RosterAnswer, Plan), StoreError> {
    let (read, encoding) = match cut(&asked.bytes) {
        Ok((sheet, encoding)) => (read_roster(&sheet, at, asked.day), encoding),
        Err(error) => (Read { errors: vec![error], ..Read::default() }, ""),
    };
    let plan = if read.errors.is_empty() {
        let current = current::load(tx, city, at.id, &read, asked.day).await?;
        plan_roster(&current, &read, asked.leaving)
    } else {
        Plan { year: school_year(asked.day), errors: read.errors.clone(), ..Plan::default() }
    };
    let counts = Counts {
        new: plan.count(Step::New),
        comes: plan.count(Step::Comes),
        moves: plan.count(Step::Moves),
        changes: plan.count(Step::Changes),
        same: plan.count(Step::Same),
        leaving: plan.leaving.len(),
        finishes: plan.leaving.iter().filter(|leaving| leaving.finishes).count(),
    };
    let answer = RosterAnswer {
        facility: at.id,
        name: at.name.clone(),
        day: asked.day,
        encoding: encoding.to_owned(),
        passed_over: read.passed_over,
        counts,
        shown: name_of(at.id, asked, &plan)?,
        plan: plan.clone(),
        committed: false,
        refused: None,
    };
    Ok((answer, plan))
}

/// The digest of what is shown. What is wrong with it has no part in it: a number of children that was agreed to
/// changes that alone.
fn name_of(facility: Uuid, asked: &Asked, plan: &Plan) -> Result<String, StoreError> {
    let changes = serde_json::to_vec(&(&plan.children, &plan.leaving)).map_err(unfit)?;
    let digest = Sha256::new()
        .chain_update(facility.as_bytes())
        .chain_update(asked.day.to_string())
        .chain_update(Sha256::digest(&asked.bytes))
        .chain_update(changes)
        .finalize();
    Ok(digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect())
}
