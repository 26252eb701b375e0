//! Who is in the family: names, and taking a device out.
//!
//! Taking a device out makes a new key for everything that follows, sealed to each device that stays. What the device
//! had it keeps, because nobody can take back what was read; nothing new comes to it. Its key of before opens only
//! the list of keys on the server, in which it finds none for itself.

use super::{
    EpochKey, Standing, VaultKeys, checked_name, due, keys, make_home_as,
    vault::{self, VaultRow},
    write_member, write_upkeep,
};
use crate::{Change, Engine, Error, Inner, store::StoreError};
use itsumo_domain::handbook::{Fact, Member};
use std::sync::Arc;
use uuid::Uuid;
use zeroize::Zeroizing;

/// How often taking a device out is tried when somebody else makes a new key at the same time.
const MOST_TRIES: usize = 4;

impl Engine {
    /// What this device's person is called in the family: ママ, 花, …
    ///
    /// # Errors
    /// `too-long`; when the store or the keyring cannot be written.
    pub async fn name_myself(&self, name: &str) -> Result<(), Error> {
        let name = checked_name(name)?;
        self.write(move |tx, inner| {
            inner.vault(tx, |memory| {
                if vault::home(tx)?.is_none() {
                    make_home_as(tx, inner, memory, &name)?;
                }
                for row in vault::vaults(tx)?.into_iter().filter(|row| row.standing == Standing::Open) {
                    let mine: Vec<Uuid> = memory.mine(row.id).into_iter().map(|(entry, _)| entry.id).collect();
                    // A vault that was made just now has the name already.
                    if !mine.is_empty() {
                        write_member(tx, inner, memory, row.id, &name, mine)?;
                    }
                }
                Ok(())
            })
        })
        .await?;
        self.changed(Change::Family);
        self.0.inner.wake_sync.notify_one();
        Ok(())
    }

    /// Takes a device out of the family, and out of the vault of every child that this family shares. The recovery
    /// code goes on opening everything; it should be made anew, because whoever held the device may have seen it.
    ///
    /// # Errors
    /// `not-yourself`, `not-found`, [`Error::Offline`]: the others must hear of the new key at once.
    pub async fn remove_member(&self, device: Uuid) -> Result<(), Error> {
        let inner = self.inner();
        self.run(async move {
            let me = inner.read(|db, inner| inner.vault(db, |memory| Ok(memory.device()))).await?;
            if me == Some(device) {
                return Err(Error::refused("not-yourself"));
            }
            // Who came in meanwhile must not be left out.
            crate::sync::run(&inner).await.map(drop).or_else(only_offline)?;
            let rows = inner
                .read(move |db, inner| {
                    let open = vault::vaults(db)?.into_iter().filter(|row| row.standing == Standing::Open);
                    let open: Vec<VaultRow> = open.collect();
                    inner.vault(db, |memory| {
                        let with = |row: &VaultRow| memory.members(row.id).iter().any(|(_, m)| m.device == device);
                        Ok(open.into_iter().filter(|row| with(row)).collect::<Vec<_>>())
                    })
                })
                .await?;
            if rows.is_empty() {
                return Err(Error::refused("not-found"));
            }
            for row in rows {
                lock_out(&inner, row.id, device).await?;
            }
            inner.changed(Change::Family);
            inner.wake_live.notify_waiters();
            inner.wake_sync.notify_one();
            Ok(())
        })
        .await
    }
}

fn only_offline(error: Error) -> Result<(), Error> {
    if error == Error::Offline { Err(error) } else { Ok(()) }
}

async fn lock_out(inner: &Arc<Inner>, id: Uuid, device: Uuid) -> Result<(), Error> {
    for _ in 0..MOST_TRIES {
        {
            let _no_sync_meanwhile = inner.sync_gate.lock().await;
            match hand_on_without(inner, id, device).await {
                Err(Error::Refused(refusal)) if matches!(refusal.code.as_str(), "old-key" | "family-access") => {}
                other => return other,
            }
        }
        // Somebody else made a key first: theirs is taken, and the next made on top of it.
        crate::sync::run(inner).await.map(drop).or_else(only_offline)?;
    }
    Err(Error::Conflict)
}

async fn hand_on_without(inner: &Arc<Inner>, id: Uuid, device: Uuid) -> Result<(), Error> {
    let prepared = inner
        .read(move |db, inner| {
            let lives = vault::vaults(db)?.into_iter().any(|row| row.id == id && row.place.is_some());
            inner.vault(db, |memory| {
                let before = memory.keys(id).and_then(VaultKeys::newest).cloned();
                let before = before.ok_or_else(|| StoreError::refused("family-key-lost"))?;
                let next = EpochKey::new(id, before.epoch + 1, Zeroizing::new(inner.deps.ids.secret()));
                let mut key = keys::hand_on(inner, memory, id, &before, &next);
                let out = device.to_string();
                key.wrapped.retain(|wrapped| wrapped.reader != out);
                Ok((lives.then_some(key), next))
            })
        })
        .await?;
    let (key, next) = prepared;
    if let Some(key) = key {
        // If the answer is lost, the key is found again in the list: it is sealed to this device too.
        keys::line(inner, id).await?.hand_on(&key).await?;
    }
    inner
        .write(move |tx, inner| {
            inner.vault(tx, |memory| {
                let gone: Vec<(Uuid, Member)> = memory
                    .upkeep(id)
                    .map(|upkeep| upkeep.members())
                    .unwrap_or_default()
                    .into_iter()
                    .filter(|(_, member)| member.device == device)
                    .map(|(entry, member)| (entry.id, member.clone()))
                    .collect();
                let ring = memory.ring(inner)?;
                if let Some(keys) = ring.vaults.get_mut(&id) {
                    keys.epochs.insert(next.epoch, next);
                }
                ring.keep(&*inner.deps.secrets, id)?;
                if let Some((_, member)) = gone.first() {
                    let fact = Fact::Member(Member { removed: true, ..member.clone() });
                    write_upkeep(tx, inner, memory, id, gone.iter().map(|(id, _)| *id).collect(), fact)?;
                }
                due::do_due(tx, inner, memory)
            })
        })
        .await
}
