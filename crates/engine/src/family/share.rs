//! A child with two families: parents who live apart, a grandmother who has the child on weekdays.
//!
//! The child gets a vault of its own. Everything about the child goes into it, what was written before too, and what
//! the other family writes there comes into this family's own vault. Nothing about anybody else goes over. It is an
//! explicit act, and the handbook says that it was done.

use super::{
    EpochKey, Standing, VaultKeys, due, invite::Invitation, make_home, seal_into, vault, write_member, write_upkeep,
    writer,
};
use crate::{Change, Engine, Error, store::StoreError};
use itsumo_domain::handbook::{Entry, Fact, Keys, Shared};
use uuid::Uuid;
use zeroize::Zeroizing;

impl Engine {
    /// Shares a child with another family, and gives the invitation to show them. Sharing again gives another
    /// invitation to the same.
    ///
    /// # Errors
    /// `not-found` when there is no such child; when the store or the keyring cannot be written.
    pub async fn share_child(&self, child: Uuid) -> Result<Invitation, Error> {
        self.not_handed_over().await?;
        let vault = self
            .write(move |tx, inner| {
                inner.vault(tx, |memory| {
                    let home = make_home(tx, inner, memory)?;
                    if memory.handbook.child(child).is_none() {
                        return Err(StoreError::refused("not-found"));
                    }
                    let mut rows = vault::vaults(tx)?.into_iter();
                    if let Some(row) = rows.find(|row| row.child == Some(child) && row.standing == Standing::Open) {
                        return Ok(row.id);
                    }
                    let ids = &inner.deps.ids;
                    let family = ids.new_id();
                    let key = EpochKey::new(family, 0, Zeroizing::new(ids.secret()));
                    let handed = vec![(0, crate::crypto::to_hex(key.bytes()))];
                    let name = memory.my_name(home);
                    let ring = memory.ring(inner)?;
                    ring.vaults.insert(family, VaultKeys { child: Some(child), epochs: [(0, key)].into() });
                    ring.keep(&*inner.deps.secrets, family)?;
                    vault::add_vault(tx, family, Some(child))?;
                    write_member(tx, inner, memory, family, &name, Vec::new())?;
                    // The vault says itself whose it is; the family's other devices get its key by the family's own.
                    let whose = Keys { family, child: Some(child), keys: Vec::new() };
                    write_upkeep(tx, inner, memory, family, Vec::new(), Fact::Keys(whose))?;
                    let handed = Keys { family, child: Some(child), keys: handed };
                    write_upkeep(tx, inner, memory, home, Vec::new(), Fact::Keys(handed))?;
                    let shared = Shared { what: "child".into(), ..Shared::default() };
                    let log = Entry {
                        id: ids.new_id(),
                        at: inner.now(),
                        by: writer(memory, home),
                        supersedes: Vec::new(),
                        child: Some(child),
                        fact: Fact::Shared(shared),
                    };
                    seal_into(tx, inner, memory, home, log.id, &serde_json::to_vec(&log)?)?;
                    due::do_due(tx, inner, memory)?;
                    Ok(family)
                })
            })
            .await?;
        self.changed(Change::Family);
        self.changed(Change::Handbook);
        self.0.inner.wake_sync.notify_one();
        self.0.inner.wake_live.notify_waiters();
        self.invitation_to(vault).await
    }
}
