//! The family's entries as they were written, for a copy that leaves this device as a folder, and back from one.
//!
//! An entry is copied as the very bytes that were sealed: also one of a kind that this version does not know comes
//! back as it was. How a vault works (its devices, its keys, its recovery code) stays in the vault: a copy opens
//! nothing but itself.

use super::{Memory, make_home, seal, seal_into, vault};
use crate::{Inner, handbook::blob, store::StoreError};
use itsumo_domain::{handbook::Entry, sync::Refusal};
use rusqlite::{Connection, Transaction};
use std::collections::BTreeMap;
use uuid::Uuid;
use zeroize::Zeroizing;

/// What a copy holds.
#[derive(Debug, Default)]
pub(crate) struct Copied {
    /// The bytes of each entry, by its id.
    pub texts: BTreeMap<Uuid, Vec<u8>>,
    /// Entries on this device that do not open, and so are in no copy.
    pub unreadable: usize,
}

/// What came of putting a copy back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PutBack {
    pub new: usize,
    pub known: usize,
}

/// Every entry of every vault that is not about how a vault works.
pub(crate) fn texts(db: &Connection, memory: &Memory) -> Result<Copied, StoreError> {
    let mut copied = Copied::default();
    for row in vault::vaults(db)? {
        for sealed in vault::all(db, row.id)? {
            let opened =
                memory.open(&sealed).and_then(|text| vault::entry_of(sealed.id, &text).map(|entry| (entry, text)));
            match opened {
                Ok((entry, text)) => {
                    // From the vault of one child counts what is about that child, and nothing else.
                    let counts = row.child.is_none() || entry.about() == row.child;
                    if counts && !entry.fact.is_upkeep() {
                        copied.texts.insert(entry.id, text);
                    }
                }
                Err(_) => copied.unreadable += 1,
            }
        }
    }
    Ok(copied)
}

/// Puts entries of a copy into the family's own vault. One that is here already stays as it is.
///
/// # Errors
/// `import-differs` when an entry of the copy has the id of another that is here; then nothing was put back.
pub(crate) fn put_back(
    tx: &Transaction<'_>,
    inner: &Inner,
    memory: &mut Memory,
    entries: &[(Entry, Vec<u8>)],
) -> Result<PutBack, StoreError> {
    let home = make_home(tx, inner, memory)?;
    let here = texts(tx, memory)?.texts;
    let mut done = PutBack::default();
    for (entry, text) in entries {
        match here.get(&entry.id) {
            Some(known) if known == text => done.known += 1,
            Some(_) => return Err(StoreError::Refused(Refusal::new("import-differs"))),
            None => {
                seal_into(tx, inner, memory, home, entry.id, text)?;
                blob::named_by(tx, home, entry)?;
                for vault in memory.shared_with(entry) {
                    seal_into(tx, inner, memory, vault, entry.id, text)?;
                    blob::named_by(tx, vault, entry)?;
                }
                done.new += 1;
            }
        }
    }
    Ok(done)
}

/// The key that signs what the family hands to a clinic: made from the newest family key, so that all its devices
/// sign alike, and a member who was removed does no longer.
pub(crate) fn signing_key(db: &Connection, memory: &Memory) -> Result<Zeroizing<[u8; 32]>, StoreError> {
    let home = vault::home(db)?.map(|row| row.id);
    let newest = home.and_then(|home| memory.keys(home)?.newest());
    let key = newest.ok_or_else(|| StoreError::Refused(Refusal::new("family-key-lost")))?;
    let mut secret = Zeroizing::new([0; 32]);
    let purpose = format!("itsumo family/{} {} signs forms", key.family, key.epoch);
    seal::derive(key.bytes(), key.family.as_bytes(), &purpose, &mut *secret);
    Ok(secret)
}
