//! How the vaults travel: what is new on the server comes down, what waits here goes up.
//!
//! The outbox of a family is the set of its entries that the server has not acknowledged. Each page and each answer
//! is stored in one transaction; stopped anywhere before its commit, the device asks again and gets the same. An
//! entry the server refuses stays, with its reason, and blocks nothing. A record that does not open is put aside
//! with *its* reason, and the cursor goes on.
//!
//! A server that was set back to a backup and written to since has lost acknowledged entries, and its numbers do not
//! say so. Once a month a device therefore reads the whole log again and delivers what is no longer in it.

use super::{
    Memory, Standing, Unopened, apart, due, keys, push,
    seal::REVISION,
    vault::{self, SealedRow, VaultRow, entry_of},
    wire::{self, Door, Line},
};
use crate::{Change, Error, Inner, SyncReport, api, city, store, store::StoreError};
use itsumo_domain::{
    Record, Timestamp,
    family::{SEALED, SealedEntry},
    sync::Page,
};
use rusqlite::Transaction;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// How often a vault is tried again within one sync: for a new key, for a family that the server lost.
const MOST_TRIES: usize = 6;
/// How often a whole log is compared with what was acknowledged.
const COMPARE: i64 = 30 * Timestamp::DAY;
/// Pages in one sync: more than any family writes; a server that always says "more" does not hold us.
const MOST_PAGES: usize = 1_000;

/// Syncs every open vault. What goes wrong with one is written down with it and stops no other.
pub(crate) async fn run(inner: &Arc<Inner>) -> SyncReport {
    let mut moved = SyncReport::default();
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
    if let Err(error) = push::fetch_photos(inner).await {
        tracing::debug!(%error, "photos come later");
    }
    moved
}

/// Says of each open vault where it lives: where the device was when it first met a server. On another server it
/// is made anew, from here; those are the ones to sync. Without a city there are none.
async fn settle_places(inner: &Arc<Inner>) -> Result<Vec<VaultRow>, Error> {
    inner
        .write_again(|tx, _| {
            let (server, chosen) = (api::server(tx)?, city::chosen(tx)?);
            let mut apart = Vec::new();
            for vault in vault::vaults(tx)? {
                if apart::is_apart(tx, vault.id)? {
                    apart.push(vault.id);
                }
            }
            for vault in vault::vaults(tx)?.iter().filter(|vault| vault.standing == Standing::Open) {
                match &vault.place {
                    _ if apart.contains(&vault.id) => {}
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
            open.retain(|vault| vault.standing == Standing::Open && here(vault) && !apart.contains(&vault.id));
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

/// How the comparison of a vault's log stands.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Compared {
    at: Timestamp,
    running: bool,
}

fn compared_key(vault: Uuid) -> String {
    format!("family-compared/{vault}")
}

/// Begins to compare, if it is time: what was acknowledged is in doubt (`sent = 2`) until it is seen in the log.
async fn compare(inner: &Arc<Inner>, id: Uuid) -> Result<(), Error> {
    let now = inner.now();
    let due = inner
        .read(move |db, _| {
            let last: Option<Compared> = store::setting(db, &compared_key(id))?;
            Ok(last.is_none_or(|last| !(0..COMPARE).contains(&now.since(last.at))).then_some(last.is_some()))
        })
        .await?;
    let Some(compare) = due else { return Ok(()) };
    inner
        .write_again(move |tx, _| {
            if compare {
                tx.execute("UPDATE vault SET cursor = 0 WHERE id = ?1", [id.as_bytes()])?;
                tx.execute("UPDATE sealed SET sent = 2 WHERE vault = ?1 AND sent = 1", [id.as_bytes()])?;
            }
            store::set_setting(tx, &compared_key(id), &Compared { at: now, running: compare })
        })
        .await
}

/// The whole log was read: what was not in it is to be delivered again.
fn end_comparison(tx: &Transaction<'_>, vault: Uuid) -> Result<(), StoreError> {
    let key = compared_key(vault);
    let Some(compared) = store::setting::<Compared>(tx, &key)?.filter(|compared| compared.running) else {
        return Ok(());
    };
    let lost = tx.execute("UPDATE sealed SET sent = 0 WHERE vault = ?1 AND sent = 2", [vault.as_bytes()])?;
    if lost > 0 {
        tracing::warn!(lost, "the server had lost entries: delivering them again");
    }
    store::set_setting(tx, &key, &Compared { running: false, ..compared })
}

async fn sync_vault(inner: &Arc<Inner>, id: Uuid, moved: &mut SyncReport) -> Result<(), Error> {
    let mut made = false;
    compare(inner, id).await?;
    for _ in 0..MOST_TRIES {
        let line = keys::line(inner, id).await?;
        match both_ways(inner, id, &line, moved).await {
            Ok(()) => {
                keys::deliver_recovery(inner, id, &line).await?;
                push::send_photos(inner, id, &line).await?;
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
async fn both_ways(inner: &Arc<Inner>, id: Uuid, line: &Line<'_>, moved: &mut SyncReport) -> Result<(), Error> {
    for _ in 0..MOST_TRIES {
        pull(inner, id, line, moved).await?;
        due::take_in(inner).await?;
        let before = moved.pushed;
        push::push(inner, id, line, moved).await?;
        if moved.pushed == before {
            return Ok(());
        }
    }
    Ok(())
}

async fn pull(inner: &Arc<Inner>, id: Uuid, line: &Line<'_>, moved: &mut SyncReport) -> Result<(), Error> {
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
    if !page.more {
        end_comparison(tx, id)?;
    }
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
