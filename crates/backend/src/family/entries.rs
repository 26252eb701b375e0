//! Entries: each is kept once, and then for ever as it came.

use super::{
    Access, FamilyError, MOST_ENTRY_BYTES, Standing,
    access::{Hold, enter},
    is_base64url,
};
use crate::{
    app::App,
    metrics,
    store::{StoreError, Tx, Value},
    stream::{self, Draft, SharedPage, append, select_by_ids, values},
};
use itsumo_domain::{
    Stream, Timestamp,
    family::{LARGEST_ENTRY, MOST_ENTRIES, PushEntries, PushedEntries, SEALED, SealedEntry},
    may::FamilyAct,
    sync::{CommandResult, Refusal},
};
use serde::Deserialize;
use std::{collections::HashMap, sync::Arc};
use uuid::Uuid;

/// Who wrote a family's records: the server does not know more.
const AUTHOR: &str = "family";

/// Whether this device may add to the family. It is asked again where something is kept.
///
/// # Errors
/// [`FamilyError::Access`].
pub async fn may_push(app: &App, city: &str, family: Uuid, access: &Access) -> Result<(), FamilyError> {
    let (city, access) = (city.to_owned(), access.clone());
    let looking = app.store.read::<_, FamilyError, _>(move |tx| {
        Box::pin(async move { enter(tx, &city, family, &access, FamilyAct::Add, Hold::No).await.map(drop) })
    });
    looking.await
}

/// Keeps entries, and says of each what came of it.
///
/// # Errors
/// [`FamilyError::Access`], [`FamilyError::Field`] when there are too many.
pub async fn push(
    app: &App,
    city: &str,
    family: Uuid,
    access: Access,
    asked: PushEntries,
) -> Result<PushedEntries, FamilyError> {
    if asked.entries.len() > MOST_ENTRIES {
        return Err(FamilyError::Field("entries", "too-many"));
    }
    let (city, now) = (city.to_owned(), app.clock.now());
    let pushed = app.store.write::<_, FamilyError, _>(move |tx| {
        Box::pin(async move {
            let found = enter(tx, &city, family, &access, FamilyAct::Add, Hold::Yes).await?;
            keep(tx, &city, family, &found, asked.entries, now).await
        })
    });
    let (pushed, kept) = pushed.await?;
    ::metrics::counter!(metrics::ENTRIES_KEPT).increment(kept);
    for refused in pushed.results.iter().filter_map(|result| result.refused.as_ref()) {
        ::metrics::counter!(metrics::ENTRIES_REFUSED, "code" => refused.code.clone()).increment(1);
    }
    Ok(pushed)
}

async fn keep(
    tx: &mut dyn Tx,
    city: &str,
    family: Uuid,
    found: &Standing,
    entries: Vec<SealedEntry>,
    now: Timestamp,
) -> Result<(PushedEntries, u64), FamilyError> {
    let stream = Stream::family(family);
    let mut known = stored(tx, city, &stream, &entries).await?;
    let mut bytes = found.entry_bytes;
    let (mut results, mut drafts) = (Vec::with_capacity(entries.len()), Vec::new());
    for entry in entries {
        let refused = match known.get(&entry.id) {
            Some(same) if *same == entry => None,
            Some(_) => Some("entry-differs"),
            None => unfit(&entry, found.newest, bytes),
        };
        results.push(CommandResult { id: entry.id, refused: refused.map(Refusal::new) });
        if refused.is_none() && !known.contains_key(&entry.id) {
            bytes = bytes.saturating_add(length(&entry));
            let body = serde_json::to_string(&entry).map_err(|error| StoreError::Shape(error.to_string()))?;
            drafts.push(Draft { id: entry.id, kind: SEALED, author: AUTHOR.to_owned(), body: Some(body) });
            known.insert(entry.id, entry);
        }
    }
    // With nothing to write it answers where the stream stands.
    let head = append(tx, city, &stream, &drafts, now).await?;
    if bytes != found.entry_bytes {
        let sql = "UPDATE family SET entry_bytes = $3 WHERE city = $1 AND id = $2";
        tx.execute(sql, &[city.into(), family.into(), bytes.into()]).await?;
    }
    let kept = u64::try_from(drafts.len()).unwrap_or(u64::MAX);
    Ok((PushedEntries { results, head }, kept))
}

fn length(entry: &SealedEntry) -> i64 {
    i64::try_from(entry.sealed.len()).unwrap_or(i64::MAX)
}

/// Why an entry that is new here is not kept.
fn unfit(entry: &SealedEntry, newest: u32, bytes: i64) -> Option<&'static str> {
    if entry.sealed.len() > LARGEST_ENTRY {
        Some("too-large")
    } else if !is_base64url(&entry.sealed) {
        Some("not-readable")
    } else if entry.epoch != newest {
        Some("old-key")
    } else if bytes.saturating_add(length(entry)) > MOST_ENTRY_BYTES {
        Some("family-full")
    } else {
        None
    }
}

/// Those of `entries` that are here already, as they came.
async fn stored(
    tx: &mut dyn Tx,
    city: &str,
    stream: &Stream,
    entries: &[SealedEntry],
) -> Result<HashMap<Uuid, SealedEntry>, StoreError> {
    #[derive(Deserialize)]
    struct Kept {
        body: SealedEntry,
    }
    let ids: Vec<Uuid> = entries.iter().map(|entry| entry.id).collect();
    let key: [Value; 2] = [city.into(), stream.as_str().into()];
    let mut found = HashMap::with_capacity(ids.len());
    for row in select_by_ids(tx, stored_sql, &key, &ids).await? {
        let kept: Kept = serde_json::from_str(row.text(0)?).map_err(|error| StoreError::Shape(error.to_string()))?;
        found.insert(kept.body.id, kept.body);
    }
    Ok(found)
}

fn stored_sql(size: usize) -> &'static str {
    static SQL: stream::Sized = stream::Sized::new();
    SQL.get(size, || {
        let ids = values(size, 3, 1, |p| format!("${p}"));
        format!("SELECT json FROM record WHERE city = $1 AND stream = $2 AND id IN ({ids})")
    })
}

/// A page of the family's stream.
///
/// # Errors
/// [`FamilyError::Access`].
pub async fn records(
    app: &App,
    city: &str,
    family: Uuid,
    access: Access,
    after: i64,
) -> Result<Arc<SharedPage>, FamilyError> {
    let code = city.to_owned();
    app.store
        .read(move |tx| {
            Box::pin(async move { enter(tx, &code, family, &access, FamilyAct::Read, Hold::No).await.map(|_| ()) })
        })
        .await?;
    Ok(app.streams.page(city, &Stream::family(family), after).await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_entry_that_does_not_fit_says_why() {
        let entry = |epoch, sealed: &str| SealedEntry { id: Uuid::nil(), epoch, sealed: sealed.to_owned() };
        let table = [
            (entry(2, "AQ-_z"), 0, None),
            (entry(1, "AQ"), 0, Some("old-key")),
            (entry(3, "AQ"), 0, Some("old-key")),
            (entry(2, ""), 0, Some("not-readable")),
            (entry(2, "あ"), 0, Some("not-readable")),
            (entry(2, &"A".repeat(LARGEST_ENTRY)), 0, None),
            (entry(2, &"A".repeat(LARGEST_ENTRY + 1)), 0, Some("too-large")),
            (entry(2, "AQ"), MOST_ENTRY_BYTES - 2, None),
            (entry(2, "AQ"), MOST_ENTRY_BYTES - 1, Some("family-full")),
        ];
        for (entry, bytes, expected) in table {
            assert_eq!(unfit(&entry, 2, bytes), expected);
        }
    }
}
