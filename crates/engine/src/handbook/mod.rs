//! The parent–child handbook on this device: its state, new entries, photos, and what the rules say of it.
//!
//! Reads come from memory and never wait for the network; an entry is on the disk, sealed, before anybody is told
//! that it was written. Who the family is and how its entries travel is `family`'s business.

pub(crate) mod blob;
pub(crate) mod export;
mod reference;
pub(crate) mod remind;
mod vaccines;

pub use export::{ExportOptions, ExportReport, FormCode, ImportReport};

pub use reference::{KeptTables, LoadedFile, LoadedReference, TablesError};
pub use vaccines::{history_of, subject_of};

use crate::{Change, Engine, Error, Inner, family, store::StoreError};
use itsumo_domain::{
    handbook::{Entry, Fact, Handbook},
    sync::Refusal,
};
use rusqlite::Transaction;
use std::sync::Arc;
use uuid::Uuid;

/// An entry about to be written.
#[derive(Clone, Debug, PartialEq)]
pub struct NewEntry {
    /// Whom it is about. A new child names none: its entry's id becomes the child's.
    pub child: Option<Uuid>,
    /// The entries it takes the place of. What says the same as one of them goes with it.
    pub supersedes: Vec<Uuid>,
    /// What it says.
    pub fact: Fact,
}

impl NewEntry {
    /// Something new about a child.
    pub fn about(child: Uuid, fact: Fact) -> Self {
        Self { child: Some(child), supersedes: Vec::new(), fact }
    }

    /// A new child, born or expected.
    pub fn child(child: itsumo_domain::handbook::Child) -> Self {
        Self { child: None, supersedes: Vec::new(), fact: Fact::Child(child) }
    }

    /// It takes the place of these entries.
    #[must_use]
    pub fn replacing(self, supersedes: Vec<Uuid>) -> Self {
        Self { supersedes, ..self }
    }

    /// What an entry says now, in place of what it said.
    pub fn instead(of: &Entry, fact: Fact) -> Self {
        Self { child: of.about(), supersedes: vec![of.id], fact }
    }

    /// An entry that no longer stands.
    pub fn withdrawal(of: &Entry) -> Self {
        Self::instead(of, Fact::Withdrawn)
    }
}

impl Engine {
    /// The handbook's state. Opened once, kept in memory, brought up to date at each call;
    /// [`Change::Handbook`] says when to ask again.
    ///
    /// # Errors
    /// When the store or the keyring cannot be read.
    pub async fn handbook(&self) -> Result<Arc<Handbook>, Error> {
        self.read(|db, inner| inner.vault(db, |memory| Ok(Arc::clone(&memory.handbook)))).await
    }

    /// Writes entries, all or none, and gives their ids in order. They are on the disk when this returns; a sync
    /// delivers them when it can.
    ///
    /// # Errors
    /// `entry-too-large`, `not-found` for an entry that it takes the place of, `other-child` when that one is
    /// about another child; `disk-full`; `family-key-lost` when the keyring no longer has the family's key.
    pub async fn record(&self, drafts: Vec<NewEntry>) -> Result<Vec<Uuid>, Error> {
        if drafts.is_empty() {
            return Ok(Vec::new());
        }
        let ids =
            self.write(move |tx, inner| inner.vault(tx, |memory| write_entries(tx, inner, memory, drafts))).await?;
        self.changed(Change::Handbook);
        self.changed(Change::Family);
        self.0.inner.wake_sync.notify_one();
        Ok(ids)
    }
}

fn write_entries(
    tx: &Transaction<'_>,
    inner: &Inner,
    memory: &mut family::Memory,
    drafts: Vec<NewEntry>,
) -> Result<Vec<Uuid>, StoreError> {
    let home = family::make_home(tx, inner, memory)?;
    let by = family::writer(memory, home);
    let mut ids = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let supersedes = memory.handbook.with_twins(&draft.supersedes);
        let mut entry = Entry {
            id: inner.deps.ids.new_id(),
            at: inner.now(),
            by: by.clone(),
            supersedes,
            child: draft.child,
            fact: draft.fact,
        };
        place(&memory.handbook, &mut entry)?;
        keep_entry(tx, inner, memory, home, &entry)?;
        ids.push(entry.id);
    }
    Ok(ids)
}

/// Says whom an entry is about, and that what it takes the place of is about the same.
fn place(handbook: &Handbook, entry: &mut Entry) -> Result<(), StoreError> {
    let mut about = None;
    for id in &entry.supersedes {
        let Some(old) = handbook.entry(*id) else {
            return Err(StoreError::Refused(Refusal::of_field("not-found", "supersedes")));
        };
        about = Some(old.about());
        let child = entry.child.or_else(|| old.about());
        if child != old.about() {
            return Err(StoreError::Refused(Refusal::of_field("other-child", "supersedes")));
        }
        entry.child = child;
    }
    if about.is_none() && entry.child.is_none() && matches!(entry.fact, Fact::Child(_)) {
        entry.child = Some(entry.id);
    }
    Ok(())
}

/// Seals an entry into the family's vault, and into the one of its child where the child has another family too.
fn keep_entry(
    tx: &Transaction<'_>,
    inner: &Inner,
    memory: &family::Memory,
    home: Uuid,
    entry: &Entry,
) -> Result<(), StoreError> {
    let text = serde_json::to_vec(entry)?;
    family::seal_into(tx, inner, memory, home, entry.id, &text)?;
    blob::named_by(tx, home, entry)?;
    for vault in memory.shared_with(entry) {
        family::seal_into(tx, inner, memory, vault, entry.id, &text)?;
        blob::named_by(tx, vault, entry)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
