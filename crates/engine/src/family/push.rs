//! What leaves: entries in portions, photos one by one; and photos that others wrote, fetched a few at a time.

use super::{
    vault::{self, SealedRow},
    wire::{self, Line},
};
use crate::{Change, Error, Inner, SyncReport, handbook::blob, locked, store::StoreError};
use itsumo_domain::{
    family::{LARGEST_PUSH, MOST_ENTRIES, PushEntries, PushedEntries, SealedEntry},
    sync::Refusal,
};
use rusqlite::Transaction;
use std::{collections::HashSet, sync::Arc};
use uuid::Uuid;

/// Delivers what waits in a vault.
pub(super) async fn push(inner: &Arc<Inner>, id: Uuid, line: &Line<'_>, moved: &mut SyncReport) -> Result<(), Error> {
    let mut stale = false;
    loop {
        let entries = inner.write(move |tx, inner| outgoing(tx, inner, id)).await?;
        if entries.is_empty() {
            // Sealed with the key of before and refused for it: there is a newer one to be had.
            return if stale { Err(Error::refused("old-key")) } else { Ok(()) };
        }
        let sent: Vec<Uuid> = entries.iter().map(|entry| entry.id).collect();
        let answer = line.push(PushEntries { entries }).await?;
        let (done, refused, old) = inner.write(move |tx, _| answered(tx, id, &sent, &answer)).await?;
        moved.pushed += done;
        moved.refused += refused;
        stale |= old;
        inner.changed(Change::Family);
        if old || done + refused == 0 {
            return Err(Error::refused("old-key"));
        }
    }
}

/// The next entries to go, as many as one push takes, under the newest key.
fn outgoing(tx: &Transaction<'_>, inner: &Inner, vault: Uuid) -> Result<Vec<SealedEntry>, StoreError> {
    let mut read = tx.prepare_cached(
        "SELECT n, vault, id, epoch, sealed FROM sealed WHERE vault = ?1 AND sent = 0 AND refused IS NULL
         ORDER BY n LIMIT ?2",
    )?;
    let most = i64::try_from(MOST_ENTRIES).unwrap_or(i64::MAX);
    let mut rows = read.query_map((vault.as_bytes(), most), vault::sealed_row)?.collect::<Result<Vec<_>, _>>()?;
    inner.vault(tx, |memory| {
        let Some(newest) = memory.keys(vault).and_then(|keys| keys.newest().cloned()) else { return Ok(()) };
        for row in rows.iter_mut().filter(|row| row.epoch != newest.epoch) {
            // Written before the key changed: the server takes nothing under an old one.
            let Ok(text) = memory.open(row) else { continue };
            row.sealed = newest.seal(row.id, &text, inner.deps.ids.secret());
            row.epoch = newest.epoch;
            tx.prepare_cached("UPDATE sealed SET epoch = ?2, sealed = ?3 WHERE n = ?1")?.execute((
                row.n,
                row.epoch,
                &row.sealed,
            ))?;
        }
        Ok(())
    })?;
    let mut bytes = 0_usize;
    let fits = |entry: &SealedEntry| {
        bytes = bytes.saturating_add(entry.sealed.len() + 150);
        bytes < LARGEST_PUSH / 2
    };
    let sealed = |row: SealedRow| SealedEntry { id: row.id, epoch: row.epoch, sealed: wire::encode(&row.sealed) };
    Ok(rows.into_iter().map(sealed).take_while(fits).collect())
}

/// What came of a push: how many are there now, how many were refused for good, and whether for an old key.
fn answered(
    tx: &Transaction<'_>,
    vault: Uuid,
    sent: &[Uuid],
    answer: &PushedEntries,
) -> Result<(usize, usize, bool), StoreError> {
    let (mut done, mut refused, mut old) = (0, 0, false);
    for result in answer.results.iter().filter(|result| sent.contains(&result.id)) {
        let key = (vault.as_bytes(), result.id.as_bytes());
        match &result.refused {
            None => {
                done += tx
                    .prepare_cached("UPDATE sealed SET sent = 1, refused = NULL WHERE vault = ?1 AND id = ?2")?
                    .execute(key)?;
            }
            Some(refusal) if refusal.code == "old-key" => old = true,
            Some(refusal) => {
                refused += 1;
                tx.prepare_cached("UPDATE sealed SET refused = ?3 WHERE vault = ?1 AND id = ?2")?.execute((
                    key.0,
                    key.1,
                    serde_json::to_string(refusal)?,
                ))?;
            }
        }
    }
    Ok((done, refused, old))
}

/// Delivers photos, one at a time. One that is refused stays with its reason.
pub(super) async fn send_photos(inner: &Arc<Inner>, id: Uuid, line: &Line<'_>) -> Result<(), Error> {
    let mut missing = HashSet::new();
    loop {
        let nowhere = missing.clone();
        let next = inner.read(move |db, inner| {
            let mut read = db.prepare_cached(
                "SELECT sha256 FROM family_blob WHERE vault = ?1 AND sent = 0 AND refused IS NULL ORDER BY sha256",
            )?;
            for name in read.query_map([id.as_bytes()], |row| row.get::<_, String>(0))? {
                let name = name?;
                if !nowhere.contains(&name) {
                    let bytes = blob::get(&inner.family.blobs, &name)?;
                    return Ok(Some((name, bytes)));
                }
            }
            Ok(None)
        });
        let Some((name, bytes)) = next.await? else { return Ok(()) };
        let bytes = match bytes {
            Some(bytes) => bytes,
            // Another device of the family wrote it: it may be in another vault already.
            None => match blob::fetch(inner, &name).await {
                Ok(bytes) => bytes,
                Err(Error::Refused(_)) => {
                    missing.insert(name);
                    continue;
                }
                Err(error) => return Err(error),
            },
        };
        let refused: Option<Refusal> = match line.put_blob(&name, bytes).await {
            Ok(()) => None,
            Err(Error::Refused(refusal)) if !crate::sync::is_passing(&refusal) => Some(refusal),
            Err(error) => return Err(error),
        };
        inner
            .write_again(move |tx, _| {
                let why = refused.as_ref().map(serde_json::to_string).transpose()?;
                tx.execute(
                    "UPDATE family_blob SET sent = ?3, refused = ?4 WHERE vault = ?1 AND sha256 = ?2",
                    (id.as_bytes(), &name, refused.is_none(), why),
                )?;
                Ok(())
            })
            .await?;
        inner.changed(Change::Family);
    }
}

/// Photos that others wrote, a few with each sync: what is on this device outlives the server.
pub(super) async fn fetch_photos(inner: &Arc<Inner>) -> Result<(), Error> {
    const AT_ONCE: usize = 16;
    let wanted = inner
        .read(|db, inner| {
            if vault::vaults(db)?.iter().all(|vault| vault.place.is_none()) {
                return Ok(Vec::new());
            }
            inner.vault(db, |memory| {
                let nowhere = locked(&inner.family.nowhere).clone();
                let mut wanted: Vec<String> = Vec::new();
                for entry in memory.handbook.all() {
                    for blob in entry.fact.blobs() {
                        if wanted.len() < AT_ONCE
                            && !nowhere.contains(&blob.sha256)
                            && !wanted.contains(&blob.sha256)
                            && !inner.family.blobs.join(&blob.sha256).exists()
                        {
                            wanted.push(blob.sha256.clone());
                        }
                    }
                }
                Ok(wanted)
            })
        })
        .await?;
    for name in wanted {
        match blob::fetch(inner, &name).await {
            Ok(_) => inner.changed(Change::Handbook),
            // Not asked for again until the app starts anew, or somebody looks at it.
            Err(Error::Refused(_)) => {
                locked(&inner.family.nowhere).insert(name);
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
