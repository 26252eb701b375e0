//! What entries that came in ask of this device: keys that were handed on, vaults to say who one is in, and a child's
//! entries that belong in two vaults. Found by looking at what is there, never remembered: done twice it is done once.

use super::{
    EpochKey, Memory, Standing, seal_into, sync,
    vault::{self, goes_into},
    write_member, write_upkeep,
};
use crate::{
    Change, Error, Inner,
    crypto::{from_hex, to_hex},
    handbook::blob,
    store::StoreError,
};
use itsumo_domain::handbook::{Entry, Fact, Keys};
use rusqlite::{Connection, Transaction};
use std::{collections::HashSet, sync::Arc};
use uuid::Uuid;

/// What entries that came in ask this device to do.
#[derive(Default)]
struct Due {
    keys: Vec<(Uuid, Option<Uuid>, EpochKey)>,
    /// Vaults that this device holds the key of and has not said so in.
    introduce: Vec<Uuid>,
    /// Vaults whose newest key does not open a list of those before it yet.
    hand_down: Vec<Uuid>,
    /// Vaults that were joined by a code that does not say whose they are, and whose they are.
    whose: Vec<(Uuid, Uuid)>,
    /// Entries that belong in a vault and are not there yet.
    copy: Vec<(Uuid, Entry, Vec<u8>)>,
}

impl Due {
    fn is_empty(&self) -> bool {
        self.keys.is_empty()
            && self.introduce.is_empty()
            && self.hand_down.is_empty()
            && self.whose.is_empty()
            && self.copy.is_empty()
    }
}

fn due(db: &Connection, memory: &Memory) -> Result<Due, StoreError> {
    let mut due = Due::default();
    let open: Vec<_> = vault::vaults(db)?.into_iter().filter(|row| row.standing == Standing::Open).collect();
    let home = open.iter().find(|row| row.child.is_none());
    for row in &open {
        for entry in memory.upkeep(row.id).map(|upkeep| upkeep.all()).unwrap_or_default() {
            let Fact::Keys(Keys { family, child, keys }) = &entry.fact else { continue };
            // A child's other family may hand on the keys of that child's vault, and of no other.
            let ours = *family == row.id || (row.child.is_none() && child.is_some());
            let held = memory.keys(*family);
            for (epoch, key) in keys.iter().filter(|(epoch, _)| ours && !held.is_some_and(|held| held.holds(*epoch))) {
                if let Some(key) = from_hex(key) {
                    due.keys.push((*family, *child, EpochKey::new(*family, *epoch, key)));
                }
            }
        }
        if !handed_down(db, memory, row.id)? {
            due.hand_down.push(row.id);
        }
        if row.child == Some(Uuid::nil()) {
            due.whose.extend(whose(memory, row.id).map(|child| (row.id, child)));
        }
        // Once, and not as removed: who holds the newest key is in it.
        let mine = memory.mine(row.id);
        if memory.keys(row.id).is_some() && (mine.len() != 1 || mine.iter().any(|(_, member)| member.removed)) {
            due.introduce.push(row.id);
        }
    }
    let Some(home) = home else { return Ok(due) };
    for (row, child) in open.iter().filter_map(|row| Some((row, row.child?))) {
        let (here, there) = (vault::ids(db, home.id)?, vault::ids(db, row.id)?);
        let mut copy = |from: Uuid, to: Uuid, ids: Vec<Uuid>| -> Result<(), StoreError> {
            for id in ids {
                let Some(found) = vault::find(db, from, id)? else { continue };
                let Ok(text) = memory.open(&found) else { continue };
                if let Ok(entry) = vault::entry_of(id, &text)
                    && goes_into(&entry, child)
                {
                    due.copy.push((to, entry, text));
                }
            }
            Ok(())
        };
        let about: HashSet<Uuid> =
            memory.handbook.all().into_iter().filter(|entry| goes_into(entry, child)).map(|entry| entry.id).collect();
        copy(row.id, home.id, about.iter().filter(|id| there.contains(id) && !here.contains(id)).copied().collect())?;
        copy(home.id, row.id, about.iter().filter(|id| here.contains(id) && !there.contains(id)).copied().collect())?;
    }
    Ok(due)
}

/// Whether whoever joins with the newest key finds the keys before it. So that not every device says the same, only
/// one that holds all of them says so.
fn handed_down(db: &Connection, memory: &Memory, vault: Uuid) -> Result<bool, StoreError> {
    let Some(keys) = memory.keys(vault) else { return Ok(true) };
    let newest = keys.newest().map_or(0, |key| key.epoch);
    if newest == 0 || !(0..newest).all(|epoch| keys.holds(epoch)) {
        return Ok(true);
    }
    for entry in memory.upkeep(vault).map(|upkeep| upkeep.all()).unwrap_or_default() {
        if let Fact::Keys(handed) = &entry.fact
            && handed.family == vault
            && (0..newest).all(|epoch| handed.keys.iter().any(|(held, _)| *held == epoch))
            && vault::find(db, vault, entry.id)?.is_some_and(|row| row.epoch == newest)
        {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The child that a vault says it is about.
fn whose(memory: &Memory, vault: Uuid) -> Option<Uuid> {
    memory.upkeep(vault)?.all().into_iter().find_map(|entry| match &entry.fact {
        Fact::Keys(keys) if keys.family == vault => keys.child,
        _ => None,
    })
}

/// Does what entries that came in ask for: takes keys that were handed on, opens what waited for them, and keeps
/// a child's vault and the family's own of one content.
pub(super) async fn take_in(inner: &Arc<Inner>) -> Result<(), Error> {
    for _ in 0..4 {
        let nothing = inner.read(|db, inner| inner.vault(db, |memory| Ok(due(db, memory)?.is_empty()))).await?;
        if nothing {
            return Ok(());
        }
        inner.write(|tx, inner| inner.vault(tx, |memory| do_due(tx, inner, memory))).await?;
        inner.changed(Change::Handbook);
        inner.changed(Change::Family);
    }
    Ok(())
}

pub(super) fn do_due(tx: &Transaction<'_>, inner: &Inner, memory: &mut Memory) -> Result<(), StoreError> {
    let due = due(tx, memory)?;
    let mut new_keys = HashSet::new();
    for (vault, child, key) in due.keys {
        let ring = memory.ring(inner)?;
        let keys = ring.vaults.entry(vault).or_default();
        keys.child = keys.child.or(child);
        keys.epochs.insert(key.epoch, key);
        ring.keep(&*inner.deps.secrets, vault)?;
        if tx.query_row("SELECT count(*) FROM vault WHERE id = ?1", [vault.as_bytes()], |row| row.get::<_, i64>(0))?
            == 0
        {
            vault::add_vault(tx, vault, child)?;
        }
        new_keys.insert(vault);
    }
    if !new_keys.is_empty() {
        sync::try_again(tx, memory)?;
    }
    let home = vault::home(tx)?.map(|home| home.id);
    let name = home.map(|home| memory.my_name(home)).unwrap_or_default();
    for vault in due.introduce {
        let mine: Vec<Uuid> = memory.mine(vault).into_iter().map(|(entry, _)| entry.id).collect();
        let own = memory.my_name(vault);
        write_member(tx, inner, memory, vault, if own.is_empty() { &name } else { &own }, mine)?;
    }
    for vault in due.hand_down {
        let Some(held) = memory.keys(vault) else { continue };
        let newest = held.newest().map_or(0, |key| key.epoch);
        let before = held.epochs.values().filter(|key| key.epoch < newest);
        let keys = before.map(|key| (key.epoch, to_hex(key.bytes()))).collect();
        let fact = Keys { family: vault, child: held.child, keys };
        write_upkeep(tx, inner, memory, vault, Vec::new(), Fact::Keys(fact))?;
    }
    for (vault, child) in due.whose {
        let ring = memory.ring(inner)?;
        if let Some(keys) = ring.vaults.get_mut(&vault) {
            keys.child = Some(child);
        }
        ring.keep(&*inner.deps.secrets, vault)?;
        tx.execute("UPDATE vault SET child = ?2 WHERE id = ?1", (vault.as_bytes(), child.as_bytes()))?;
    }
    for (to, entry, text) in due.copy {
        seal_into(tx, inner, memory, to, entry.id, &text)?;
        blob::named_by(tx, to, &entry)?;
    }
    Ok(())
}
