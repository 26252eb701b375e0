//! The family leaves the server, and may come back.
//!
//! Everything of it on the server goes: entries, photos, keys, the place where the recovery code finds it. This device
//! keeps all it has and stays apart from then on: it delivers nothing and asks for nothing. A child that another family
//! has too is that family's as well; its vault is not touched.
//!
//! It is each device's own choice, because the server, once it has forgotten a family, has nobody to tell: a device
//! that goes on delivering puts there again what it has. The server is asked first and this device remembers after;
//! whatever is cut short between the two ends as if nothing had been asked.

use super::{
    Standing, keys, sync,
    vault::{self, VaultRow},
    wire::{self, Door},
};
use crate::{
    Change, Engine, Error, Inner,
    store::{self, StoreError},
};
use rusqlite::{Connection, Transaction};
use std::sync::Arc;
use uuid::Uuid;

/// How often leaving is tried again for a newer key.
const MOST_TRIES: usize = 4;

fn apart_key(vault: Uuid) -> String {
    format!("family-apart/{vault}")
}

/// Whether a vault stays apart from every server.
pub(super) fn is_apart(db: &Connection, vault: Uuid) -> Result<bool, StoreError> {
    Ok(store::setting(db, &apart_key(vault))?.unwrap_or(false))
}

/// It is delivered again from now on.
pub(super) fn come_back(tx: &Transaction<'_>, vault: Uuid) -> Result<(), StoreError> {
    store::unset(tx, &apart_key(vault))
}

impl Engine {
    /// Takes the family off the server. What is on this device stays, and is no longer delivered; other devices of the
    /// family keep what they have and do as they did. The recovery code opens nothing any more.
    ///
    /// # Errors
    /// `handed-over`; [`Error::Offline`] and what the server says: nothing has changed then.
    pub async fn leave_server(&self) -> Result<(), Error> {
        self.not_handed_over().await?;
        let inner = self.inner();
        self.run(async move {
            let _no_sync_meanwhile = inner.sync_gate.lock().await;
            let home = inner.read(|db, _| vault::home(db)).await?;
            let Some(home) = home.filter(|home| home.standing == Standing::Open) else { return Ok(()) };
            erase(&inner, &home).await?;
            inner
                .write(move |tx, _| {
                    store::set_setting(tx, &apart_key(home.id), &true)?;
                    keys::forget_told(tx, home.id)?;
                    // Everything is to be delivered again, should it come back.
                    sync::begin_anew(tx, home.id)?;
                    let sql = "UPDATE vault SET server = NULL, city = NULL, problem = NULL WHERE id = ?1";
                    tx.execute(sql, [home.id.as_bytes()])?;
                    Ok(())
                })
                .await?;
            inner.changed(Change::Family);
            inner.wake_live.notify_waiters();
            Ok(())
        })
        .await
    }

    /// The family goes to the server again, with the next sync.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn return_to_server(&self) -> Result<(), Error> {
        self.write(|tx, _| match vault::home(tx)? {
            Some(home) => come_back(tx, home.id),
            None => Ok(()),
        })
        .await?;
        self.changed(Change::Family);
        self.0.inner.wake_sync.notify_one();
        Ok(())
    }

    /// For what needs a server to find the family at.
    ///
    /// # Errors
    /// `family-apart`.
    pub(super) async fn not_apart(&self) -> Result<(), Error> {
        let apart = self.read(|db, _| vault::home(db)?.map_or(Ok(false), |home| is_apart(db, home.id))).await?;
        if apart { Err(Error::refused("family-apart")) } else { Ok(()) }
    }
}

/// Has the server forget a vault. One that lives nowhere, or is not known there, is forgotten already.
async fn erase(inner: &Arc<Inner>, vault: &VaultRow) -> Result<(), Error> {
    if vault.place.is_none() {
        return Ok(());
    }
    for _ in 0..MOST_TRIES {
        let line = keys::line(inner, vault.id).await?;
        match line.leave().await {
            Ok(()) => return Ok(()),
            Err(error) => match wire::door(&error) {
                Some(Door::Stranger) => return Ok(()),
                Some(Door::OldKey) => keys::take_newer(inner, vault.id, &line).await?,
                None => return Err(error),
            },
        }
    }
    Err(Error::Conflict)
}
