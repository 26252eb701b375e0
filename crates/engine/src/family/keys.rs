//! Keys on their way: from a device that makes one to those that stay, from the family's past to those who join
//! later, and to a recovery code on paper.
//!
//! A key travels in a sealed box (X25519) that only its reader opens. Inside, the key before it *vouches* for it:
//! whoever cannot have made the family's key (the server, somebody who learned a public key) cannot hand one on.

use super::{
    EpochKey, Memory, Standing, sync, vault,
    wire::{self, Door, Line},
};
use crate::{
    Change, Error, Inner,
    clock::Ids,
    crypto::{Draws, from_hex},
    store,
    store::StoreError,
};
use crypto_box::{PublicKey, SecretKey};
use itsumo_domain::{
    family::{FamilyKeys, NewKey, NewRecovery, WrappedKey},
    handbook::{Entry, Recovery},
};
use rusqlite::Connection;
use std::sync::Arc;
use uuid::Uuid;
use zeroize::Zeroizing;

/// The reader that is a paper.
pub(crate) const RECOVERY: &str = "recovery";
const VERSION: u8 = 1;
/// Families that one line of hints is asked for.
const MOST_LIVE: usize = 16;

/// Reads a public key as entries have it.
pub(crate) fn public_key(hex: &str) -> Option<PublicKey> {
    from_hex(hex).map(|bytes| PublicKey::from(*bytes))
}

/// Seals `key` to a reader; `before` vouches for it.
pub(crate) fn wrap(
    ids: &dyn Ids,
    reader: &str,
    to: &PublicKey,
    before: Option<&EpochKey>,
    key: &EpochKey,
) -> Option<WrappedKey> {
    let mut inside = Zeroizing::new(vec![VERSION]);
    inside.extend_from_slice(key.bytes());
    inside.extend_from_slice(&before.map(|before| before.vouch(key)).unwrap_or_default());
    let sealed = to.seal(&mut Draws(ids), &inside).ok()?;
    Some(WrappedKey { epoch: key.epoch, reader: reader.to_owned(), sealed: wire::encode(&sealed) })
}

/// Opens what [`wrap`] sealed; with it, what vouches for the key.
pub(crate) fn unwrap(secret: &SecretKey, family: Uuid, wrapped: &WrappedKey) -> Option<(EpochKey, [u8; 16])> {
    let inside = Zeroizing::new(secret.unseal(&wire::decode(&wrapped.sealed)?).ok()?);
    let (version, rest) = inside.split_first()?;
    let (key, vouched) = rest.split_at_checked(32)?;
    if *version != VERSION {
        return None;
    }
    let key = EpochKey::new(family, wrapped.epoch, Zeroizing::new(key.try_into().ok()?));
    Some((key, vouched.try_into().ok()?))
}

/// Where a vault lives, with its newest key.
pub(super) async fn line(inner: &Arc<Inner>, id: Uuid) -> Result<Line<'_>, Error> {
    let found = inner
        .read(move |db, inner| {
            let row = vault::vaults(db)?.into_iter().find(|vault| vault.id == id);
            let key = inner.vault(db, |memory| {
                memory.ring(inner)?;
                Ok(memory.keys(id).and_then(|keys| keys.newest().cloned()))
            })?;
            Ok(row.zip(key))
        })
        .await?;
    let line = found.and_then(|(row, key)| Line::new(inner, &row, key));
    line.ok_or_else(|| Error::refused("family-key-lost"))
}

/// The server does not know our key: the family is not there (never was, or the server was set back), or it is
/// there with an older key than ours. Either is put right from here.
pub(super) async fn make(inner: &Arc<Inner>, id: Uuid, line: &Line<'_>) -> Result<(), Error> {
    let held = held(inner, id).await?;
    let newest = held.last().map_or(0, |key| key.epoch);
    let first = held.iter().find(|key| key.epoch == 0);
    if let Some(first) = first {
        match line.make(first).await {
            Err(Error::Refused(refusal)) if refusal.code == "family-taken" => {
                return Err(Error::refused("family-access"));
            }
            other => other?,
        }
    }
    for key in held.iter().rev() {
        let there = match line.with(key.clone()).keys().await {
            Ok(there) => there,
            Err(error) if wire::door(&error) == Some(Door::Stranger) => continue,
            Err(error) => return Err(error),
        };
        if there.epoch > newest {
            return take_from(inner, id, there).await;
        }
        for epoch in there.epoch..newest {
            let (Some(before), Some(next)) = (
                held.iter().find(|key| key.epoch == epoch).cloned(),
                held.iter().find(|key| key.epoch == epoch + 1).cloned(),
            ) else {
                return Err(Error::refused("family-access"));
            };
            let key =
                inner.read(move |db, inner| inner.vault(db, |m| Ok(hand_on(inner, m, id, &before, &next)))).await?;
            let before = held.iter().find(|key| key.epoch == epoch).cloned();
            let Some(before) = before else { return Err(Error::refused("family-access")) };
            line.with(before).hand_on(&key).await?;
        }
        inner
            .write(move |tx, _| {
                forget_told(tx, id)?;
                sync::begin_anew(tx, id)
            })
            .await?;
        inner.wake_live.notify_waiters();
        return Ok(());
    }
    Err(Error::refused("family-access"))
}

/// What `GET /v1/live` is shown for hints of the vaults that live in `city`.
pub(crate) async fn live_headers(inner: &Arc<Inner>, city: &str) -> Result<Vec<(&'static str, String)>, Error> {
    let lines = lines(inner).await?;
    let here = lines.iter().filter(|line| line.is_in(city)).take(MOST_LIVE);
    Ok(here.map(|line| ("itsumo-family", line.proof())).collect())
}

/// Where the vault called `family` stands.
pub(crate) fn cursor(db: &Connection, family: &str) -> Result<Option<i64>, StoreError> {
    let Ok(id) = Uuid::parse_str(family) else { return Ok(None) };
    Ok(vault::vaults(db)?.into_iter().find(|row| row.id == id).map(|row| row.cursor))
}

/// The lines of every vault that this device is in.
pub(crate) async fn lines(inner: &Arc<Inner>) -> Result<Vec<Line<'_>>, Error> {
    let found = inner
        .read(|db, inner| {
            let rows = vault::vaults(db)?.into_iter().filter(|row| row.standing == Standing::Open);
            let rows: Vec<_> = rows.collect();
            inner.vault(db, |memory| {
                memory.ring(inner)?;
                let key = |id| memory.keys(id).and_then(|keys| keys.newest().cloned());
                Ok(rows.into_iter().filter_map(|row| Some((key(row.id)?, row))).collect::<Vec<_>>())
            })
        })
        .await?;
    Ok(found.into_iter().filter_map(|(key, row)| Line::new(inner, &row, key)).collect())
}

async fn held(inner: &Arc<Inner>, id: Uuid) -> Result<Vec<EpochKey>, Error> {
    inner
        .read(move |db, inner| {
            inner.vault(db, |memory| {
                Ok(memory.keys(id).map(|keys| keys.epochs.values().cloned().collect()).unwrap_or_default())
            })
        })
        .await
}

/// `next`, sealed to every device that is in the vault and to its recovery code.
pub(super) fn hand_on(inner: &Inner, memory: &Memory, vault: Uuid, before: &EpochKey, next: &EpochKey) -> NewKey {
    let ids = &*inner.deps.ids;
    let to_devices = memory.members(vault).into_iter().filter_map(|(_, member)| {
        wrap(ids, &member.device.to_string(), &public_key(&member.public_key)?, Some(before), next)
    });
    let to_paper = recovery(memory, vault)
        .and_then(|(_, recovery)| wrap(ids, RECOVERY, &public_key(&recovery.public_key)?, Some(before), next));
    NewKey {
        epoch: next.epoch,
        access_hash: crate::crypto::sha256_hex(&*next.access()),
        wrapped: to_devices.chain(to_paper).collect(),
        recovery: None,
    }
}

/// Somebody made a newer key: takes it, if it was meant for this device too.
pub(super) async fn take_newer(inner: &Arc<Inner>, id: Uuid, line: &Line<'_>) -> Result<(), Error> {
    let there = line.keys().await?;
    take_from(inner, id, there).await
}

enum Taken {
    Keys,
    NotForUs,
    Forged,
}

async fn take_from(inner: &Arc<Inner>, id: Uuid, there: FamilyKeys) -> Result<(), Error> {
    let taken = inner
        .write(move |tx, inner| {
            let taken = inner.vault(tx, |memory| {
                let Some(device) = memory.device_key().cloned() else { return Ok(Taken::NotForUs) };
                let mut newest = memory.keys(id).and_then(|keys| keys.newest().cloned());
                let mut fresh = Vec::new();
                while let Some(before) = newest.take().filter(|key| key.epoch < there.epoch) {
                    let mine = there
                        .wrapped
                        .iter()
                        .find(|wrapped| wrapped.epoch == before.epoch + 1 && wrapped.reader == device.id.to_string());
                    let Some(mine) = mine else { return Ok(Taken::NotForUs) };
                    match unwrap(&device.secret, id, mine) {
                        Some((key, vouched)) if vouched == before.vouch(&key) => {
                            newest = Some(key.clone());
                            fresh.push(key);
                        }
                        _ => return Ok(Taken::Forged),
                    }
                }
                let ring = memory.ring(inner)?;
                if let Some(keys) = ring.vaults.get_mut(&id) {
                    keys.epochs.extend(fresh.into_iter().map(|key| (key.epoch, key)));
                }
                ring.keep(&*inner.deps.secrets, id)?;
                sync::try_again(tx, memory)?;
                Ok(Taken::Keys)
            })?;
            if matches!(taken, Taken::NotForUs) {
                vault::set_standing(tx, id, Standing::Removed)?;
            }
            Ok(taken)
        })
        .await?;
    inner.changed(Change::Family);
    inner.wake_live.notify_waiters();
    match taken {
        Taken::Keys => {
            inner.changed(Change::Handbook);
            Ok(())
        }
        Taken::NotForUs => Err(Error::refused("family-removed")),
        Taken::Forged => Err(Error::refused("family-key-forged")),
    }
}

/// The recovery code that counts in a vault: the one that nothing took the place of, the latest where two people
/// made one each.
pub(crate) fn recovery(memory: &Memory, vault: Uuid) -> Option<(Entry, Recovery)> {
    let upkeep = memory.upkeep(vault)?;
    let (entry, recovery) = upkeep.recoveries().into_iter().max_by_key(|(entry, _)| entry.id)?;
    Some((entry.clone(), recovery.clone()))
}

fn told_key(vault: Uuid) -> String {
    format!("recovery-told/{vault}")
}

/// The server no longer knows where the recovery code finds the family.
pub(super) fn forget_told(tx: &rusqlite::Transaction<'_>, vault: Uuid) -> Result<(), StoreError> {
    store::unset(tx, &told_key(vault))
}

/// Whether this device has told the server where the recovery code finds the family as it is now.
pub(crate) fn recovery_told(db: &Connection, memory: &Memory, vault: Uuid) -> Result<bool, StoreError> {
    let Some((entry, _)) = recovery(memory, vault) else { return Ok(false) };
    let told: Option<(Uuid, u32)> = store::setting(db, &told_key(vault))?;
    let epoch = memory.keys(vault).and_then(|keys| keys.newest()).map(|key| key.epoch);
    Ok(told.zip(epoch).is_some_and(|((id, told), epoch)| (id, told) == (entry.id, epoch)))
}

/// Tells the server where the recovery code finds the family, with all its keys sealed to the code.
pub(super) async fn deliver_recovery(inner: &Arc<Inner>, id: Uuid, line: &Line<'_>) -> Result<(), Error> {
    let next = inner
        .read(move |db, inner| {
            inner.vault(db, |memory| {
                let Some((entry, recovery)) = recovery(memory, id) else { return Ok(None) };
                let (Some(keys), Some(to)) = (memory.keys(id), public_key(&recovery.public_key)) else {
                    return Ok(None);
                };
                let newest = keys.newest().map_or(0, |key| key.epoch);
                let all = (0..=newest).all(|epoch| keys.holds(epoch));
                if recovery_told(db, memory, id)? || !all {
                    return Ok(None);
                }
                let mut wrapped = Vec::new();
                let mut before: Option<&EpochKey> = None;
                for key in keys.epochs.values() {
                    wrapped.extend(wrap(&*inner.deps.ids, RECOVERY, &to, before, key));
                    before = Some(key);
                }
                Ok(Some((entry.id, newest, NewRecovery { locator: recovery.locator, wrapped })))
            })
        })
        .await?;
    let Some((entry, epoch, recovery)) = next else { return Ok(()) };
    line.set_recovery(&recovery).await?;
    inner.write_again(move |tx, _| store::set_setting(tx, &told_key(id), &(entry, epoch))).await?;
    inner.changed(Change::Family);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SeededIds;

    #[test]
    fn a_key_opens_for_its_reader_alone_and_only_the_key_before_can_hand_it_on() {
        let (ids, family) = (SeededIds::new(1), Uuid::from_u128(5));
        let (mine, other) = (SecretKey::from_bytes([1; 32]), SecretKey::from_bytes([2; 32]));
        let key = |epoch, byte| EpochKey::new(family, epoch, Zeroizing::new([byte; 32]));
        let (before, next, stranger) = (key(0, 7), key(1, 8), key(0, 9));
        let wrapped = wrap(&ids, "device", &mine.public_key(), Some(&before), &next).unwrap();
        assert!(wrapped.sealed.len() <= itsumo_domain::family::LARGEST_WRAPPED);
        let (opened, vouched) = unwrap(&mine, family, &wrapped).unwrap();
        assert_eq!(opened.bytes(), next.bytes());
        assert_eq!(vouched, before.vouch(&opened));
        assert_ne!(vouched, stranger.vouch(&opened), "who does not hold the key before cannot vouch");
        assert!(unwrap(&other, family, &wrapped).is_none());
        let mut bent = wrapped;
        bent.sealed.replace_range(60..61, if &bent.sealed[60..61] == "A" { "B" } else { "A" });
        assert!(unwrap(&mine, family, &bent).is_none());
    }
}
