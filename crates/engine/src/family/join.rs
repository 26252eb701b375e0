//! Coming into a family: by an invitation, or by the recovery code after everything was lost.
//!
//! Who has written something of their own before brings it along: it is sealed anew with the family's key. Nothing
//! is left behind and nothing is asked of a server before it is reached; a server only confirms that the key is good.

use super::{
    EpochKey, Memory, Standing, VaultKeys, apart,
    invite::{self, Invitation, Ticket},
    keys, make_home, seal_into, sync, vault,
    wire::{self, Line},
    write_member,
};
use crate::{Change, Engine, Error, Inner, api, city, handbook::blob, store::StoreError};
use itsumo_domain::handbook::{Fact, Keys};
use rusqlite::Transaction;
use std::sync::Arc;
use uuid::Uuid;
use zeroize::Zeroizing;

/// What joining a family brought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinReport {
    /// The family, or the vault of the child that it shares.
    pub family: Uuid,
    /// The child, where only one child is shared.
    pub child: Option<Uuid>,
    /// Entries that are here now.
    pub entries: usize,
    /// Entries of this device's own that came along.
    pub brought: usize,
    /// The names of those who are in it, this device's person among them.
    pub members: Vec<String>,
    /// Whether the server was reached. If not, the entries come with the next sync.
    pub reached: bool,
}

/// What a device comes in with.
struct Entrance {
    keys: Vec<EpochKey>,
    child: Option<Uuid>,
    place: Option<(String, String)>,
    name: String,
}

impl Engine {
    /// An invitation to this family, to be shown to somebody in the same room.
    ///
    /// # Errors
    /// When the store or the keyring cannot be read or written; `family-removed` on a device that was removed.
    pub async fn invitation(&self) -> Result<Invitation, Error> {
        self.not_handed_over().await?;
        self.not_apart().await?;
        let family = self.write(|tx, inner| inner.vault(tx, |memory| make_home(tx, inner, memory))).await?;
        self.0.inner.wake_sync.notify_one();
        self.invitation_to(family).await
    }

    pub(super) async fn invitation_to(&self, vault: Uuid) -> Result<Invitation, Error> {
        self.read(move |db, inner| {
            let row = vault::vaults(db)?.into_iter().find(|row| row.id == vault);
            let row = row.filter(|row| row.standing == Standing::Open);
            let row = row.ok_or_else(|| StoreError::refused("family-removed"))?;
            let (server, chosen) = (api::server(db)?, city::chosen(db)?);
            let (server, city) = row.place.map_or((server, chosen), |(server, city)| (server, Some(city)));
            inner.vault(db, |memory| {
                memory.ring(inner)?;
                let key = memory.keys(vault).and_then(VaultKeys::newest);
                let key = key.ok_or_else(|| StoreError::refused("family-key-lost"))?;
                Ok(Invitation::new(key, row.child, city.as_deref(), &server, inner.now()))
            })
        })
        .await
    }

    /// Joins the family of an invitation, scanned or typed, as `my_name`.
    ///
    /// # Errors
    /// `not-an-invitation`, `typo` with the number of the group, `invitation-over`, `invitation-old` when the
    /// family's key has changed since, `invitation-unknown` when the server has no such family (a slip in what was
    /// typed, or a family that has not met the server yet: then scan it), `family-other-server`.
    pub async fn join_family(&self, invitation: &str, my_name: &str) -> Result<JoinReport, Error> {
        let ticket = invite::read(invitation, self.now())?;
        let name = super::checked_name(my_name)?;
        let place = self.place_of(&ticket).await?;
        let inner = self.inner();
        self.run(async move {
            if let Some(place) = &place {
                confirm(&inner, &ticket, place).await?;
            }
            let (family, child) = (ticket.key.family, ticket.child);
            enter(&inner, family, Entrance { keys: vec![ticket.key], child, place, name }).await
        })
        .await
    }

    /// The server and city of an invitation. A device that has chosen no city yet goes to the family's server.
    async fn place_of(&self, ticket: &Ticket) -> Result<Option<(String, String)>, Error> {
        let chosen = self.read(|db, _| city::chosen(db)).await?;
        if let Some(server) = ticket.server.as_deref().filter(|server| *server != self.server()) {
            if chosen.is_some() || ticket.city.is_none() {
                return Err(Error::field("invitation", "family-other-server"));
            }
            self.set_server(server).await?;
        }
        Ok(ticket.city.clone().or(chosen).map(|city| (self.server(), city)))
    }

    /// Begins a family of one's own with everything that is here: for somebody who was taken out of one and goes on
    /// writing. What waited to be delivered there comes along.
    ///
    /// # Errors
    /// `not-removed` on a device that is in its family; when the store or the keyring cannot be written.
    pub async fn begin_own_family(&self) -> Result<JoinReport, Error> {
        let inner = self.inner();
        self.run(async move {
            let name = inner
                .read(|db, inner| {
                    let home = vault::home(db)?.filter(|home| home.standing == Standing::Removed);
                    let home = home.ok_or_else(|| StoreError::refused("not-removed"))?;
                    inner.vault(db, |memory| Ok(memory.my_name(home.id)))
                })
                .await?;
            let family = inner.deps.ids.new_id();
            let key = EpochKey::new(family, 0, Zeroizing::new(inner.deps.ids.secret()));
            enter(&inner, family, Entrance { keys: vec![key], child: None, place: None, name }).await
        })
        .await
    }

    /// Brings a family back on a new device, with the recovery code from the paper.
    ///
    /// # Errors
    /// `code-length`, `typo` with the number of the group; `recovery-unknown` when the server knows no family by
    /// it; `city-needed` before a city is chosen; [`Error::Offline`].
    pub async fn recover_family(&self, code: &str, my_name: &str) -> Result<JoinReport, Error> {
        let code = super::recovery::Code::read(code)?;
        let name = super::checked_name(my_name)?;
        let chosen = self.read(|db, _| city::chosen(db)).await?.ok_or_else(|| Error::refused("city-needed"))?;
        let (inner, server) = (self.inner(), self.server());
        self.run(async move {
            let found = wire::find_recovery(&inner, &chosen, &code.locator()).await.map_err(|error| match error {
                Error::Refused(refusal) if refusal.code == "not-found" => Error::refused("recovery-unknown"),
                other => other,
            })?;
            let secret = code.secret();
            let to_paper = found.wrapped.iter().filter(|wrapped| wrapped.reader == keys::RECOVERY);
            let keys: Vec<EpochKey> = to_paper
                .filter_map(|wrapped| keys::unwrap(&secret, found.family, wrapped))
                .map(|(key, _)| key)
                .collect();
            if keys.is_empty() {
                return Err(Error::refused("recovery-unknown"));
            }
            enter(&inner, found.family, Entrance { keys, child: None, place: Some((server, chosen)), name }).await
        })
        .await
    }
}

/// Asks the server whether the invitation's key is the family's newest. A server that cannot be reached, or does not
/// know a family that was scanned, says nothing against it.
async fn confirm(inner: &Arc<Inner>, ticket: &Ticket, place: &(String, String)) -> Result<(), Error> {
    let row = vault::VaultRow::at(ticket.key.family, place.clone());
    let Some(line) = Line::new(inner, &row, ticket.key.clone()) else { return Ok(()) };
    match line.keys().await {
        Ok(there) if there.epoch > ticket.key.epoch => Err(Error::field("invitation", "invitation-old")),
        Ok(_) | Err(Error::Offline) => Ok(()),
        Err(error) if wire::door(&error).is_some() && ticket.typed => {
            Err(Error::field("invitation", "invitation-unknown"))
        }
        Err(error) if wire::door(&error).is_some() => Ok(()),
        Err(error) => Err(error),
    }
}

async fn enter(inner: &Arc<Inner>, family: Uuid, entrance: Entrance) -> Result<JoinReport, Error> {
    let child = entrance.child;
    let brought = {
        let _no_sync_meanwhile = inner.sync_gate.lock().await;
        inner.write(move |tx, inner| come_in(tx, inner, family, entrance)).await?
    };
    inner.family.forget();
    inner.changed(Change::Family);
    inner.changed(Change::Handbook);
    inner.wake_live.notify_waiters();
    let synced = crate::sync::run(inner).await;
    let reached = !matches!(synced, Err(Error::Offline));
    inner
        .read(move |db, inner| {
            let child = vault::vaults(db)?.into_iter().find(|row| row.id == family).and_then(|row| row.child).or(child);
            inner.vault(db, |memory| {
                let entries = match child {
                    None => memory.handbook.all().into_iter().filter(|entry| !entry.fact.is_upkeep()).count(),
                    Some(child) => memory.handbook.all().into_iter().filter(|e| vault::goes_into(e, child)).count(),
                };
                let members = memory.members(family).into_iter().map(|(_, member)| member.name.clone()).collect();
                Ok(JoinReport { family, child, entries, brought, members, reached })
            })
        })
        .await
}

/// Takes the keys, opens the vault, brings along what was written in a family of one's own. How many entries came.
fn come_in(tx: &Transaction<'_>, inner: &Inner, family: Uuid, entrance: Entrance) -> Result<usize, StoreError> {
    inner.vault(tx, |memory| {
        let ids = &inner.deps.ids;
        let home = vault::home(tx)?.filter(|home| home.id != family && entrance.child.is_none());
        reseal(tx, inner, memory, family, &entrance.keys)?;
        let ring = memory.ring(inner)?;
        ring.device(|| ids.new_id(), || ids.secret());
        let held = ring.vaults.entry(family).or_default();
        held.child = held.child.or(entrance.child);
        held.epochs.extend(entrance.keys.into_iter().map(|key| (key.epoch, key)));
        ring.keep(&*inner.deps.secrets, family)?;
        vault::add_vault(tx, family, entrance.child)?;
        apart::come_back(tx, family)?;
        if let Some((server, city)) = entrance.place {
            tx.execute("UPDATE vault SET server = ?2, city = ?3 WHERE id = ?1", (family.as_bytes(), server, city))?;
        }
        let before = memory.mine(family).into_iter().map(|(entry, _)| entry.id).collect();
        write_member(tx, inner, memory, family, &entrance.name, before)?;
        sync::try_again(tx, memory)?;
        let Some(home) = home else { return Ok(0) };
        let mut brought = 0;
        for row in vault::all(tx, home.id)? {
            // What does not open here (a key that was lost) stays where it is.
            let Ok(text) = memory.open(&row) else { continue };
            let Ok(entry) = vault::entry_of(row.id, &text) else { continue };
            if !entry.fact.is_upkeep() {
                seal_into(tx, inner, memory, family, entry.id, &text)?;
                blob::named_by(tx, family, &entry)?;
                brought += 1;
            } else if let Fact::Keys(Keys { child: Some(_), .. }) = &entry.fact {
                // A child that has another family too still has it.
                super::write_upkeep(tx, inner, memory, family, Vec::new(), entry.fact)?;
            }
        }
        vault::set_standing(tx, home.id, Standing::Left)?;
        Ok(brought)
    })
}

/// Somebody who came in with a wrong key (a slip that nothing caught) and comes again with the right one: what they
/// wrote meanwhile is sealed anew, so that no entry loses its key.
fn reseal(
    tx: &Transaction<'_>,
    inner: &Inner,
    memory: &Memory,
    family: Uuid,
    keys: &[EpochKey],
) -> Result<(), StoreError> {
    let Some(held) = memory.keys(family) else { return Ok(()) };
    let other = |key: &&EpochKey| held.epochs.get(&key.epoch).is_some_and(|held| held.bytes() != key.bytes());
    for key in keys.iter().filter(other) {
        for row in vault::all(tx, family)?.into_iter().filter(|row| row.epoch == key.epoch) {
            if let Ok(text) = memory.open(&row) {
                let sealed = key.seal(row.id, &text, inner.deps.ids.secret());
                tx.execute("UPDATE sealed SET sealed = ?2, sent = 0 WHERE n = ?1", (row.n, sealed))?;
            }
        }
    }
    Ok(())
}
