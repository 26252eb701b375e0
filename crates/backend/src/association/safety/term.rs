//! The end of a check's term: it and every report of it go, from the tables and from every device.
//!
//! Devices that are away at that moment know the day themselves: it stands in the check.

use crate::{
    association::{Outgoing, SYSTEM, household},
    store::{Store, StoreError, Tx},
};
use itsumo_domain::{Stream, Timestamp, record::kind};
use std::collections::BTreeSet;
use uuid::Uuid;

/// Deletes what is due in a city. Answers how many checks went.
///
/// # Errors
/// When the tables cannot be read or written; some may be deleted then.
pub async fn delete_due(store: &Store, city: &str, now: Timestamp) -> Result<usize, StoreError> {
    let code = city.to_owned();
    let due = store.read::<_, StoreError, _>(move |tx| {
        Box::pin(async move {
            let sql = "SELECT id, association FROM safety_check WHERE city = $1 AND deletes <= $2 ORDER BY id";
            let rows = tx.query(sql, &[code.into(), now.into()]).await?;
            rows.iter().map(|row| Ok((row.uuid(0)?, row.uuid(1)?))).collect::<Result<Vec<_>, StoreError>>()
        })
    });
    let due = due.await?;
    for (id, association) in &due {
        let (city, id, association) = (city.to_owned(), *id, *association);
        store.write(move |tx| Box::pin(async move { delete(tx, &city, id, association, now).await })).await?;
    }
    Ok(due.len())
}

async fn delete(tx: &mut dyn Tx, city: &str, check: Uuid, association: Uuid, now: Timestamp) -> Result<(), StoreError> {
    // Another server may have been first: then there is nothing to recall.
    let sql = "DELETE FROM safety_check WHERE city = $1 AND id = $2";
    if tx.execute(sql, &[city.into(), check.into()]).await? == 0 {
        return Ok(());
    }
    let mut out = Outgoing::default();
    out.put(Stream::association(association), check, kind::SAFETY, SYSTEM, None);
    let sql = "DELETE FROM safety_report WHERE city = $1 AND safety_check = $2 RETURNING id, household, block";
    let mut households = BTreeSet::new();
    for row in tx.query(sql, &[city.into(), check.into()]).await? {
        let (id, household, block) = (row.uuid(0)?, row.uuid(1)?, row.uuid(2)?);
        out.put(Stream::officers(block), id, kind::SAFETY_REPORT, SYSTEM, None);
        out.put(Stream::household(household), id, kind::SAFETY_REPORT, SYSTEM, None);
        households.insert(household);
    }
    // Who stood along the street for a call alone stands there no more.
    let households = household::by_ids(tx, city, &households.into_iter().collect::<Vec<_>>()).await?;
    let gone = households.iter().filter(|household| !household.covers(now.jst_date()));
    let gone: Vec<Uuid> = gone.map(|household| household.id).collect();
    household::write_cards(tx, &mut out, city, &gone, now).await?;
    out.send(tx, city, now).await
}
