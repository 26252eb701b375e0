//! The family: a vault that its devices hold the key of, and nobody else.
//!
//! The key is made on the device with the first entry and lies in the OS keyring. Everything works without an
//! account, without a server and for ever; a server, where there is one, carries ciphertext between the family's
//! devices and keeps it.

mod apart;
pub(crate) mod copy;
mod due;
mod invite;
mod join;
mod keys;
mod members;
mod push;
mod recovery;
mod ring;
mod seal;
mod share;
pub(crate) mod sync;
mod vault;
mod view;
pub(crate) mod wire;

pub use invite::Invitation;
pub use join::JoinReport;
pub use recovery::RecoveryCode;
pub use view::{FamilyStanding, FamilyView, MemberView, ProblemView, RecoveryView, SharedChild, Waiting};

pub(crate) use keys::{cursor, lines, live_headers};
pub(crate) use ring::VaultKeys;
pub(crate) use seal::{EpochKey, Unopened};
pub(crate) use vault::{Family, Memory, Standing};

use crate::{Inner, crypto::to_hex, store::StoreError};
use itsumo_domain::{
    code,
    handbook::{Entry, Fact, Member, Writer},
};
use rusqlite::Transaction;
use uuid::Uuid;
use zeroize::Zeroizing;

/// Characters of a name.
const LONGEST_NAME: usize = 40;

/// The family's own vault, made if there is none: its key first into the keyring, then its row.
pub(crate) fn make_home(tx: &Transaction<'_>, inner: &Inner, memory: &mut Memory) -> Result<Uuid, StoreError> {
    make_home_as(tx, inner, memory, "")
}

/// [`make_home`], and what this device's person is called in a new one.
pub(crate) fn make_home_as(
    tx: &Transaction<'_>,
    inner: &Inner,
    memory: &mut Memory,
    name: &str,
) -> Result<Uuid, StoreError> {
    if let Some(home) = vault::home(tx)? {
        return if memory.keys(home.id).is_some() || memory.ring(inner)?.vaults.contains_key(&home.id) {
            Ok(home.id)
        } else {
            // Entries are here and their key is not: new ones must not begin another family unasked.
            Err(StoreError::refused("family-key-lost"))
        };
    }
    let ids = &inner.deps.ids;
    let ring = memory.ring(inner)?;
    // A keyring outlives a removed app on some platforms: then this is a family that comes back.
    let kept = ring.vaults.iter().find(|(_, keys)| keys.child.is_none()).map(|(vault, _)| *vault);
    let known: i64 = match kept {
        Some(kept) => tx.query_row("SELECT count(*) FROM vault WHERE id = ?1", [kept.as_bytes()], |row| row.get(0))?,
        None => 0,
    };
    let family = match kept.filter(|_| known == 0) {
        Some(kept) => kept,
        None => {
            let family = ids.new_id();
            let key = EpochKey::new(family, 0, Zeroizing::new(ids.secret()));
            ring.device(|| ids.new_id(), || ids.secret());
            ring.vaults.insert(family, VaultKeys { child: None, epochs: [(0, key)].into() });
            ring.keep(&*inner.deps.secrets, family)?;
            family
        }
    };
    vault::add_vault(tx, family, None)?;
    write_member(tx, inner, memory, family, name, Vec::new())?;
    Ok(family)
}

/// What somebody wants to be called.
pub(crate) fn checked_name(name: &str) -> Result<String, crate::Error> {
    let name = name.trim();
    if name.chars().count() > LONGEST_NAME {
        return Err(crate::Error::field("name", "too-long"));
    }
    Ok(name.to_owned())
}

/// Seals an entry into one vault, not yet delivered.
pub(crate) fn seal_into(
    tx: &Transaction<'_>,
    inner: &Inner,
    memory: &Memory,
    vault: Uuid,
    id: Uuid,
    text: &[u8],
) -> Result<(), StoreError> {
    let key = memory.keys(vault).and_then(VaultKeys::newest).ok_or_else(|| StoreError::refused("family-key-lost"))?;
    let sealed = key.seal(id, text, inner.deps.ids.secret());
    if sealed.len() > itsumo_domain::family::LARGEST_ENTRY / 4 * 3 {
        return Err(StoreError::refused("entry-too-large"));
    }
    vault::insert(tx, vault, id, key.epoch, &sealed, false)?;
    Ok(())
}

/// Who writes in a vault: this device, under the name it has there.
pub(crate) fn writer(memory: &Memory, vault: Uuid) -> Writer {
    Writer { device: memory.device().unwrap_or_default(), name: memory.my_name(vault) }
}

/// Writes one of the entries that say how a vault works.
pub(crate) fn write_upkeep(
    tx: &Transaction<'_>,
    inner: &Inner,
    memory: &Memory,
    vault: Uuid,
    supersedes: Vec<Uuid>,
    fact: Fact,
) -> Result<Uuid, StoreError> {
    let by = writer(memory, vault);
    let entry = Entry { id: inner.deps.ids.new_id(), at: inner.now(), by, supersedes, child: None, fact };
    seal_into(tx, inner, memory, vault, entry.id, &serde_json::to_vec(&entry)?)?;
    Ok(entry.id)
}

/// Says that this device is in a vault, under `name`.
pub(crate) fn write_member(
    tx: &Transaction<'_>,
    inner: &Inner,
    memory: &Memory,
    vault: Uuid,
    name: &str,
    supersedes: Vec<Uuid>,
) -> Result<(), StoreError> {
    let Some(device) = memory.device_key() else { return Ok(()) };
    let member = Member {
        device: device.id,
        name: name.to_owned(),
        public_key: to_hex(device.public().as_bytes()),
        removed: false,
    };
    write_upkeep(tx, inner, memory, vault, supersedes, Fact::Member(member))?;
    Ok(())
}

#[cfg(test)]
mod tests;
