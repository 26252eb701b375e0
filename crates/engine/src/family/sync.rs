//! How the vaults travel: what is new on the server comes down, what waits here goes up.
//!
//! The outbox of a family is the set of its entries that the server has not acknowledged. Each page and each answer
//! is stored in one transaction; stopped anywhere before its commit, the device asks again and gets the same. An
//! entry the server refuses stays, with its reason, and blocks nothing. A record that does not open is put aside
//! with *its* reason, and the cursor goes on.

use super::{
    Memory, Standing, Unopened, keys,
    seal::{self, REVISION},
    vault::{self, SealedRow, VaultRow, entry_of},
    wire::{self, Door, Line},
};
use crate::{Change, Error, Inner, api, city, handbook::blob, locked, store, store::StoreError};
use itsumo_domain::{
    Record,
    family::{LARGEST_PUSH, MOST_ENTRIES, PushEntries, PushedEntries, SEALED, SealedEntry},
    sync::{Page, Refusal},
};
use rusqlite::Transaction;
use std::{collections::HashSet, sync::Arc};
use uuid::Uuid;

/// How often a vault is tried again within one sync: for a new key, for a family that the server lost.
const MOST_TRIES: usize = 6;
/// Pages in one sync: more than any family writes; a server that always says "more" does not hold us.
const MOST_PAGES: usize = 1_000;

/// What the sync of the vaults brought.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Moved {
    pub pulled: usize,
    pub pushed: usize,
    pub refused: usize,
}

/// Syncs every open vault. What goes wrong with one is written down with it and stops no other.
pub(crate) async fn run(inner: &Arc<Inner>) -> Moved {
    let mut moved = Moved::default();
    if let Err(error) = try_with_this_version(inner).await {
        tracing::warn!(%error, "what was put aside stays aside");
    }
    let Ok(mut open) = settle_places(inner).await else { return moved };
    let mut done: Vec<Uuid> = Vec::new();
    while let Some(vault) = open.pop() {
        done.push(vault.id);
        let outcome = sync_vault(inner, vault.id, &mut moved).await;
        let problem = match &outcome {
            Ok(()) => None,
            Err(Error::Refused(refusal)) => Some(refusal.code.clone()),
            Err(error) => Some(error.key().to_owned()),
        };
        if let Err(error) = &outcome {
            tracing::debug!(vault = %vault.id, %error, "the family's sync did not go well");
        }
        if problem != vault.problem {
            let id = vault.id;
            let noted = inner.write_again(move |tx, _| {
                tx.execute("UPDATE vault SET problem = ?2 WHERE id = ?1", (id.as_bytes(), problem))?;
                Ok(())
            });
            if noted.await.is_ok() {
                inner.changed(Change::Family);
            }
        }
        if matches!(outcome, Err(Error::Offline)) {
            break;
        }
        // A vault may have brought the key of another.
        if let Ok(more) = settle_places(inner).await {
            open = more.into_iter().filter(|vault| !done.contains(&vault.id)).rev().collect();
        }
    }
    if let Err(error) = fetch_photos(inner).await {
        tracing::debug!(%error, "photos come later");
    }
    moved
}

/// Photos that others wrote, a few with each sync: what is on this device outlives the server.
async fn fetch_photos(inner: &Arc<Inner>) -> Result<(), Error> {
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

/// Says of each open vault where it lives: where the device was when it first met a server. On another server it
/// is made anew, from here; those are the ones to sync. Without a city there are none.
async fn settle_places(inner: &Arc<Inner>) -> Result<Vec<VaultRow>, Error> {
    inner
        .write_again(|tx, _| {
            let (server, chosen) = (api::server(tx)?, city::chosen(tx)?);
            for vault in vault::vaults(tx)?.iter().filter(|vault| vault.standing == Standing::Open) {
                match &vault.place {
                    Some((place, _)) if *place == server => {}
                    _ => {
                        let Some(chosen) = &chosen else { continue };
                        tx.execute(
                            "UPDATE vault SET server = ?2, city = ?3 WHERE id = ?1",
                            (vault.id.as_bytes(), &server, chosen),
                        )?;
                        begin_anew(tx, vault.id)?;
                    }
                }
            }
            let mut open = vault::vaults(tx)?;
            // One that lives elsewhere waits until a city is chosen here.
            let here = |vault: &VaultRow| vault.place.as_ref().is_some_and(|(place, _)| *place == server);
            open.retain(|vault| vault.standing == Standing::Open && here(vault));
            // The family's own last, because the list is worked off from its end: it is the first to go.
            open.reverse();
            Ok(open)
        })
        .await
}

/// The server's log is not the one we knew: everything is pulled from its start and pushed again. What is there
/// already is there once.
pub(super) fn begin_anew(tx: &Transaction<'_>, vault: Uuid) -> Result<(), StoreError> {
    tx.execute("UPDATE vault SET cursor = 0 WHERE id = ?1", [vault.as_bytes()])?;
    tx.execute("UPDATE sealed SET sent = 0 WHERE vault = ?1", [vault.as_bytes()])?;
    tx.execute("UPDATE family_blob SET sent = 0 WHERE vault = ?1", [vault.as_bytes()])?;
    Ok(())
}

async fn sync_vault(inner: &Arc<Inner>, id: Uuid, moved: &mut Moved) -> Result<(), Error> {
    let mut made = false;
    for _ in 0..MOST_TRIES {
        let line = keys::line(inner, id).await?;
        match both_ways(inner, id, &line, moved).await {
            Ok(()) => {
                keys::deliver_recovery(inner, id, &line).await?;
                send_blobs(inner, id, &line).await?;
                return Ok(());
            }
            Err(error) => match wire::door(&error) {
                Some(Door::OldKey) => keys::take_newer(inner, id, &line).await?,
                Some(Door::Stranger) if !made => {
                    made = true;
                    keys::make(inner, id, &line).await?;
                }
                _ => return Err(error),
            },
        }
        let standing = inner.read(move |db, _| Ok(vault::vaults(db)?.into_iter().find(|vault| vault.id == id))).await?;
        if standing.is_none_or(|vault| vault.standing != Standing::Open) {
            return Err(Error::refused("family-removed"));
        }
    }
    Err(Error::refused("family-access"))
}

/// Down, then up, then down again if something went up: what somebody else wrote meanwhile comes with our own.
async fn both_ways(inner: &Arc<Inner>, id: Uuid, line: &Line<'_>, moved: &mut Moved) -> Result<(), Error> {
    for _ in 0..MOST_TRIES {
        pull(inner, id, line, moved).await?;
        keys::take_in(inner).await?;
        let before = moved.pushed;
        push(inner, id, line, moved).await?;
        if moved.pushed == before {
            return Ok(());
        }
    }
    Ok(())
}

async fn pull(inner: &Arc<Inner>, id: Uuid, line: &Line<'_>, moved: &mut Moved) -> Result<(), Error> {
    for _ in 0..MOST_PAGES {
        let asked = inner
            .read(move |db, _| {
                Ok(vault::vaults(db)?.into_iter().find(|vault| vault.id == id).map(|vault| vault.cursor))
            })
            .await?;
        let Some(asked) = asked else { return Ok(()) };
        let page = line.pull(asked).await?;
        let more = page.more;
        let stored = inner.write(move |tx, inner| store_page(tx, inner, id, asked, &page)).await?;
        moved.pulled += stored.new;
        if stored.new > 0 {
            inner.changed(Change::Handbook);
        }
        if stored.new > 0 || stored.aside > 0 {
            inner.changed(Change::Family);
        }
        if !more && !stored.again {
            return Ok(());
        }
    }
    Ok(())
}

#[derive(Default)]
struct Stored {
    new: usize,
    aside: usize,
    again: bool,
}

fn store_page(tx: &Transaction<'_>, inner: &Inner, id: Uuid, asked: i64, page: &Page) -> Result<Stored, StoreError> {
    let mut stored = Stored::default();
    let cursor: i64 = tx.query_row("SELECT cursor FROM vault WHERE id = ?1", [id.as_bytes()], |row| row.get(0))?;
    if cursor != asked {
        // Another process was quicker.
        return Ok(stored);
    }
    if page.next < cursor {
        tracing::warn!(cursor, next = page.next, "the family's log was rewound: pulling and pushing it again");
        begin_anew(tx, id)?;
        stored.again = true;
        return Ok(stored);
    }
    inner.vault(tx, |memory| {
        for record in page.records.iter().filter(|record| record.kind == SEALED) {
            match arrived(tx, memory, id, record)? {
                Ok(true) => stored.new += 1,
                Ok(false) => {}
                Err((why, sealed)) => {
                    tracing::warn!(id = %record.id, seq = record.seq, %why, "a family's record was not taken in");
                    put_aside(tx, inner, id, record, why, &sealed)?;
                    stored.aside += 1;
                }
            }
        }
        Ok(())
    })?;
    tx.execute("UPDATE vault SET cursor = ?2 WHERE id = ?1", (id.as_bytes(), page.next))?;
    Ok(stored)
}

fn put_aside(
    tx: &Transaction<'_>,
    inner: &Inner,
    vault: Uuid,
    record: &Record,
    why: Unopened,
    sealed: &SealedEntry,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO unopened (vault, id, seq, rev, epoch, at, reason, sealed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
         ON CONFLICT (vault, id, seq) DO UPDATE SET rev = excluded.rev, epoch = excluded.epoch, at = excluded.at,
             reason = excluded.reason, sealed = excluded.sealed",
    )?
    .execute((
        vault.as_bytes(),
        record.id.as_bytes(),
        record.seq,
        record.rev,
        sealed.epoch,
        inner.now().0,
        why.code(),
        sealed.sealed.as_bytes(),
    ))?;
    Ok(())
}

type Aside = (Unopened, SealedEntry);

/// Takes a record in; whether it is new here.
fn arrived(
    tx: &Transaction<'_>,
    memory: &Memory,
    vault: Uuid,
    record: &Record,
) -> Result<Result<bool, Aside>, StoreError> {
    let Some(entry) = record.body_as::<SealedEntry>() else {
        let nothing = SealedEntry { id: record.id, epoch: 0, sealed: String::new() };
        return Ok(Err((Unopened::NotAnEntry, nothing)));
    };
    if record.rev != REVISION {
        return Ok(Err((Unopened::OtherRevision, entry)));
    }
    if record.id != entry.id {
        return Ok(Err((Unopened::OtherEntry, entry)));
    }
    let outcome = take(tx, memory, vault, &entry)?;
    Ok(outcome.map_err(|why| (why, entry)))
}

/// Takes a sealed entry in; whether it is new here.
pub(super) fn take(
    tx: &Transaction<'_>,
    memory: &Memory,
    vault: Uuid,
    entry: &SealedEntry,
) -> Result<Result<bool, Unopened>, StoreError> {
    let Some(sealed) = wire::decode(&entry.sealed) else { return Ok(Err(Unopened::Changed)) };
    let here = vault::find(tx, vault, entry.id)?;
    let sent = |tx: &Transaction<'_>| -> Result<(), StoreError> {
        tx.prepare_cached("UPDATE sealed SET sent = 1, refused = NULL WHERE vault = ?1 AND id = ?2")?
            .execute((vault.as_bytes(), entry.id.as_bytes()))?;
        tx.prepare_cached("DELETE FROM unopened WHERE vault = ?1 AND id = ?2")?
            .execute((vault.as_bytes(), entry.id.as_bytes()))?;
        Ok(())
    };
    if here.as_ref().is_some_and(|here| here.sealed == sealed && here.epoch == entry.epoch) {
        sent(tx)?;
        return Ok(Ok(false));
    }
    let row = SealedRow { n: 0, vault, id: entry.id, epoch: entry.epoch, sealed };
    let text = match memory.open(&row) {
        Ok(text) => text,
        Err(why) => return Ok(Err(why)),
    };
    if let Err(why) = entry_of(entry.id, &text) {
        return Ok(Err(why));
    }
    // The same id is the same entry, here and in every vault of this device.
    for other in vault::everywhere(tx, entry.id)? {
        if memory.open(&other).is_ok_and(|other| other != text) {
            return Ok(Err(Unopened::Differs));
        }
    }
    if here.is_some() {
        // Two devices sealed the same entry: the server has the other's seal.
        tx.prepare_cached("UPDATE sealed SET epoch = ?3, sealed = ?4 WHERE vault = ?1 AND id = ?2")?.execute((
            vault.as_bytes(),
            entry.id.as_bytes(),
            row.epoch,
            &row.sealed,
        ))?;
        sent(tx)?;
        return Ok(Ok(false));
    }
    vault::insert(tx, vault, entry.id, row.epoch, &row.sealed, true)?;
    sent(tx)?;
    Ok(Ok(true))
}

async fn push(inner: &Arc<Inner>, id: Uuid, line: &Line<'_>, moved: &mut Moved) -> Result<(), Error> {
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
async fn send_blobs(inner: &Arc<Inner>, id: Uuid, line: &Line<'_>) -> Result<(), Error> {
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

/// What was put aside because this version could not read it, tried again after an update.
async fn try_with_this_version(inner: &Arc<Inner>) -> Result<(), Error> {
    const TRIED: &str = "unopened-tried";
    const VERSION: &str = env!("CARGO_PKG_VERSION");
    let tried = inner.read(|db, _| Ok(store::setting::<String>(db, TRIED)?.as_deref() == Some(VERSION))).await?;
    if !tried {
        inner
            .write(|tx, inner| {
                inner.vault(tx, |memory| try_again(tx, memory).map(drop))?;
                store::set_setting(tx, TRIED, &VERSION)
            })
            .await?;
    }
    Ok(())
}

/// What was put aside for want of a key or of a newer version, tried again. How many went in.
pub(super) fn try_again(tx: &Transaction<'_>, memory: &Memory) -> Result<usize, StoreError> {
    let mut read = tx.prepare(
        "SELECT vault, id, seq, epoch, sealed FROM unopened WHERE reason IN (?1, ?2, ?3) AND rev = ?4 ORDER BY seq",
    )?;
    let (key, newer, entry) = (Unopened::OtherKey.code(), Unopened::Newer.code(), Unopened::NotAnEntry.code());
    let aside = read
        .query_map((key, newer, entry, REVISION), |row| {
            let (vault, id) = (Uuid::from_bytes(row.get(0)?), Uuid::from_bytes(row.get(1)?));
            let sealed = String::from_utf8(row.get(4)?).unwrap_or_default();
            Ok((vault, row.get::<_, i64>(2)?, SealedEntry { id, epoch: row.get(3)?, sealed }))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    let mut opened = 0;
    for (vault, seq, entry) in aside {
        match take(tx, memory, vault, &entry)? {
            Ok(new) => {
                opened += usize::from(new);
                tx.execute(
                    "DELETE FROM unopened WHERE vault = ?1 AND id = ?2 AND seq = ?3",
                    (vault.as_bytes(), entry.id.as_bytes(), seq),
                )?;
            }
            Err(Unopened::OtherKey) => {}
            Err(why) => {
                tx.execute(
                    "UPDATE unopened SET reason = ?4 WHERE vault = ?1 AND id = ?2 AND seq = ?3",
                    (vault.as_bytes(), entry.id.as_bytes(), seq, why.code()),
                )?;
            }
        }
    }
    Ok(opened)
}

const _: () = assert!(seal::REVISION == 1, "entries never change");
