//! Vaults: the tables of sealed rows, and what they open to, in memory.
//!
//! A device holds the family's own vault and perhaps one for each child that has another family too. The tables
//! hold ciphertext alone. What it opens to is built once, at first use, and grows by the rows that came since: a
//! row's number only grows, so nothing has to tell the memory what another process wrote to the same file.

use super::{
    ring::{Ring, VaultKeys},
    seal::{self, Unopened},
};
use crate::{Inner, locked, store::StoreError};
use itsumo_domain::handbook::{Entry, Handbook, Member};
use rusqlite::{Connection, OptionalExtension, Row, Transaction};
use std::{
    collections::{BTreeMap, HashMap},
    path::PathBuf,
    sync::{Arc, Mutex},
};
use uuid::Uuid;

/// Fewer rows than this are opened on one thread.
const WORTH_A_THREAD: usize = 400;

/// How a vault stands on this device.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    /// In use.
    Open,
    /// This device was removed: what it had stays, nothing new comes.
    Removed,
    /// Its entries went over into another vault.
    Left,
}

impl Standing {
    fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Removed => "removed",
            Self::Left => "left",
        }
    }
    fn of(name: &str) -> Self {
        match name {
            "removed" => Self::Removed,
            "left" => Self::Left,
            _ => Self::Open,
        }
    }
}

/// A vault, as its row says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct VaultRow {
    pub id: Uuid,
    /// The child that it is about; absent for the family's own.
    pub child: Option<Uuid>,
    pub standing: Standing,
    /// The server and the city it lives at, once it does.
    pub place: Option<(String, String)>,
    pub cursor: i64,
    /// Why the last sync of it did not go well.
    pub problem: Option<String>,
}

impl VaultRow {
    /// A family that this device is not in yet.
    pub fn at(id: Uuid, place: (String, String)) -> Self {
        Self { id, child: None, standing: Standing::Open, place: Some(place), cursor: 0, problem: None }
    }
}

fn vault_row(row: &Row<'_>) -> rusqlite::Result<VaultRow> {
    let (server, city): (Option<String>, Option<String>) = (row.get(3)?, row.get(4)?);
    Ok(VaultRow {
        id: Uuid::from_bytes(row.get(0)?),
        child: row.get::<_, Option<[u8; 16]>>(1)?.map(Uuid::from_bytes),
        standing: Standing::of(&row.get::<_, String>(2)?),
        place: server.zip(city),
        cursor: row.get(5)?,
        problem: row.get(6)?,
    })
}

/// The vaults whose entries count: all but those that were left, the family's own first.
pub(crate) fn vaults(db: &Connection) -> Result<Vec<VaultRow>, StoreError> {
    let mut read = db.prepare_cached(
        "SELECT id, child, state, server, city, cursor, problem FROM vault WHERE state != 'left'
         ORDER BY child IS NOT NULL, id",
    )?;
    Ok(read.query_map([], vault_row)?.collect::<Result<_, _>>()?)
}

/// The family's own vault.
pub(crate) fn home(db: &Connection) -> Result<Option<VaultRow>, StoreError> {
    Ok(vaults(db)?.into_iter().find(|vault| vault.child.is_none()))
}

/// Puts a vault in; one that was left or that this device was removed from is open again.
pub(crate) fn add_vault(tx: &Transaction<'_>, id: Uuid, child: Option<Uuid>) -> Result<(), StoreError> {
    tx.execute(
        "INSERT INTO vault (id, child, state) VALUES (?1, ?2, 'open')
         ON CONFLICT (id) DO UPDATE SET state = 'open', problem = NULL, cursor = 0",
        (id.as_bytes(), child.map(Uuid::into_bytes)),
    )?;
    Ok(())
}

pub(crate) fn set_standing(tx: &Transaction<'_>, id: Uuid, standing: Standing) -> Result<(), StoreError> {
    tx.execute("UPDATE vault SET state = ?2 WHERE id = ?1", (id.as_bytes(), standing.name()))?;
    Ok(())
}

/// A sealed row.
pub(crate) struct SealedRow {
    pub n: i64,
    pub vault: Uuid,
    pub id: Uuid,
    pub epoch: u32,
    pub sealed: Vec<u8>,
}

pub(crate) fn sealed_row(row: &Row<'_>) -> rusqlite::Result<SealedRow> {
    Ok(SealedRow {
        n: row.get(0)?,
        vault: Uuid::from_bytes(row.get(1)?),
        id: Uuid::from_bytes(row.get(2)?),
        epoch: row.get(3)?,
        sealed: row.get(4)?,
    })
}

/// The row of an entry in a vault.
pub(crate) fn find(db: &Connection, vault: Uuid, id: Uuid) -> Result<Option<SealedRow>, StoreError> {
    Ok(db
        .prepare_cached("SELECT n, vault, id, epoch, sealed FROM sealed WHERE vault = ?1 AND id = ?2")?
        .query_row((vault.as_bytes(), id.as_bytes()), sealed_row)
        .optional()?)
}

/// The ids of a vault's entries.
pub(crate) fn ids(db: &Connection, vault: Uuid) -> Result<std::collections::HashSet<Uuid>, StoreError> {
    let mut read = db.prepare_cached("SELECT id FROM sealed WHERE vault = ?1")?;
    let ids = read.query_map([vault.as_bytes()], |row| Ok(Uuid::from_bytes(row.get(0)?)))?;
    Ok(ids.collect::<Result<_, _>>()?)
}

/// The rows of an entry in every vault whose entries count.
pub(crate) fn everywhere(db: &Connection, id: Uuid) -> Result<Vec<SealedRow>, StoreError> {
    let mut read = db.prepare_cached(
        "SELECT s.n, s.vault, s.id, s.epoch, s.sealed FROM vault v JOIN sealed s ON s.vault = v.id AND s.id = ?1
         WHERE v.state != 'left'",
    )?;
    Ok(read.query_map([id.as_bytes()], sealed_row)?.collect::<Result<_, _>>()?)
}

/// Every row of a vault, in the order they came.
pub(crate) fn all(db: &Connection, vault: Uuid) -> Result<Vec<SealedRow>, StoreError> {
    let mut read = db.prepare_cached("SELECT n, vault, id, epoch, sealed FROM sealed WHERE vault = ?1 ORDER BY n")?;
    Ok(read.query_map([vault.as_bytes()], sealed_row)?.collect::<Result<_, _>>()?)
}

/// Keeps a sealed entry that is new here. False when the id was here already.
pub(crate) fn insert(
    tx: &Transaction<'_>,
    vault: Uuid,
    id: Uuid,
    epoch: u32,
    sealed: &[u8],
    sent: bool,
) -> Result<bool, StoreError> {
    let new = tx
        .prepare_cached("INSERT OR IGNORE INTO sealed (vault, id, epoch, sealed, sent) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute((vault.as_bytes(), id.as_bytes(), epoch, sealed, sent))?;
    Ok(new == 1)
}

/// The family's part of the engine.
pub(crate) struct Family {
    /// Where sealed photos and papers lie.
    pub blobs: PathBuf,
    /// Photos that no reachable place had.
    pub nowhere: Mutex<std::collections::HashSet<String>>,
    memory: Mutex<Memory>,
}

impl Family {
    pub fn new(data: &std::path::Path) -> Self {
        Self { blobs: data.join("blobs"), nowhere: Mutex::default(), memory: Mutex::default() }
    }

    /// What is open is to be opened again at next use: keys or vaults changed.
    pub fn forget(&self) {
        *locked(&self.memory) = Memory::default();
    }
}

/// What the vaults open to.
#[derive(Default)]
pub(crate) struct Memory {
    ring: Option<Ring>,
    /// Rows up to here are in.
    seen: i64,
    rows: Vec<VaultRow>,
    /// The union of all vaults, by entry id.
    pub handbook: Arc<Handbook>,
    /// How each vault works: its devices, keys, recovery codes.
    upkeep: HashMap<Uuid, Handbook>,
    /// Rows of this device's own file that do not open any more.
    pub unreadable: BTreeMap<(Uuid, Uuid), Unopened>,
}

impl Memory {
    /// The keyring, read once.
    pub fn ring(&mut self, inner: &Inner) -> Result<&mut Ring, StoreError> {
        match &mut self.ring {
            Some(ring) => Ok(ring),
            none => Ok(none.insert(Ring::read(&*inner.deps.secrets)?)),
        }
    }

    /// The keyring as it was when last read; nothing where it was not read yet.
    pub fn keys(&self, vault: Uuid) -> Option<&VaultKeys> {
        self.ring.as_ref()?.vaults.get(&vault)
    }

    /// This device's id inside its families.
    pub fn device(&self) -> Option<Uuid> {
        self.ring.as_ref()?.device.as_ref().map(|device| device.id)
    }

    /// This device inside its families.
    pub fn device_key(&self) -> Option<&super::ring::Device> {
        self.ring.as_ref()?.device.as_ref()
    }

    /// How a vault works.
    pub fn upkeep(&self, vault: Uuid) -> Option<&Handbook> {
        self.upkeep.get(&vault)
    }

    /// The devices of a vault that are in it, each once.
    pub fn members(&self, vault: Uuid) -> Vec<(&Entry, &Member)> {
        let mut members: Vec<(&Entry, &Member)> = self.upkeep(vault).map(|upkeep| upkeep.members()).unwrap_or_default();
        // Where two entries contradict each other about a device, a removal counts: whoever wants it back says so.
        let removed: Vec<Uuid> =
            members.iter().filter(|(_, member)| member.removed).map(|(_, member)| member.device).collect();
        let mut seen = std::collections::HashSet::new();
        members.retain(|(_, member)| !removed.contains(&member.device) && seen.insert(member.device));
        members
    }

    /// This device's own entries about itself in a vault: what stands of them, the removals too.
    pub fn mine(&self, vault: Uuid) -> Vec<(&Entry, &Member)> {
        let me = self.device();
        let mut mine: Vec<(&Entry, &Member)> = self.upkeep(vault).map(|upkeep| upkeep.members()).unwrap_or_default();
        mine.retain(|(_, member)| Some(member.device) == me);
        mine
    }

    /// What this device's person is called in a vault.
    pub fn my_name(&self, vault: Uuid) -> String {
        let mine = self.mine(vault).into_iter().filter(|(_, member)| !member.removed);
        mine.max_by_key(|(entry, _)| (entry.at, entry.id)).map(|(_, member)| member.name.clone()).unwrap_or_default()
    }

    /// The open vaults of a child that an entry goes into too.
    pub fn shared_with(&self, entry: &Entry) -> Vec<Uuid> {
        let open = self.rows.iter().filter(|row| row.standing == Standing::Open);
        open.filter(|row| row.child.is_some_and(|child| goes_into(entry, child))).map(|row| row.id).collect()
    }

    /// Opens a row with the keys at hand.
    pub fn open(&self, row: &SealedRow) -> Result<Vec<u8>, Unopened> {
        let keys = self.keys(row.vault).ok_or(Unopened::OtherKey)?;
        seal::open(keys.epochs.values(), row.id, row.epoch, &row.sealed)
    }

    /// Takes in the rows that came since.
    fn catch_up(&mut self, db: &Connection, inner: &Inner) -> Result<(), StoreError> {
        let newest: i64 =
            db.prepare_cached("SELECT coalesce(max(n), 0) FROM sealed")?.query_row([], |row| row.get(0))?;
        let rows = vaults(db)?;
        let same = |known: &VaultRow| rows.iter().any(|row| (row.id, row.child) == (known.id, known.child));
        if newest < self.seen || !self.rows.iter().all(same) {
            // The file was rebuilt, or a vault was left: begin anew.
            *self = Self { ring: self.ring.take(), ..Self::default() };
        }
        if self.rows.iter().map(|row| row.id).ne(rows.iter().map(|row| row.id)) {
            // Another process may have joined a family: its keys are in the keyring, and not yet here.
            if rows.iter().any(|row| self.keys(row.id).is_none()) {
                self.ring = None;
            }
            // A vault that came to life again has rows below what was seen.
            self.seen = 0;
            self.unreadable.clear();
        }
        self.rows = rows;
        if self.seen == newest {
            return Ok(());
        }
        let mut read = db.prepare_cached(
            "SELECT s.n, s.vault, s.id, s.epoch, s.sealed FROM sealed s JOIN vault v ON v.id = s.vault
             WHERE s.n > ?1 AND v.state != 'left' ORDER BY s.n",
        )?;
        let sealed: Vec<SealedRow> = read.query_map([self.seen], sealed_row)?.collect::<Result<_, _>>()?;
        self.ring(inner)?;
        let known = sealed.iter().all(|row| self.keys(row.vault).is_some_and(|keys| keys.holds(row.epoch)));
        if !known {
            self.ring = None;
            self.ring(inner)?;
        }
        let opened = self.open_all(&sealed);
        self.take_in(&sealed, opened);
        self.seen = newest;
        Ok(())
    }

    /// Opens rows, on two threads where there are many.
    fn open_all(&self, sealed: &[SealedRow]) -> Vec<Result<Entry, Unopened>> {
        let open = |rows: &[SealedRow]| rows.iter().map(|row| self.read(row)).collect::<Vec<_>>();
        if sealed.len() < WORTH_A_THREAD {
            return open(sealed);
        }
        let (one, two) = sealed.split_at(sealed.len() / 2);
        std::thread::scope(|scope| {
            let other = scope.spawn(|| open(two));
            let mut all = open(one);
            match other.join() {
                Ok(rest) => all.extend(rest),
                // It does not panic; if it did, the rows would be read here.
                Err(_) => all.extend(open(two)),
            }
            all
        })
    }

    fn read(&self, row: &SealedRow) -> Result<Entry, Unopened> {
        entry_of(row.id, &self.open(row)?)
    }

    fn take_in(&mut self, sealed: &[SealedRow], opened: Vec<Result<Entry, Unopened>>) {
        let mut entries = Vec::with_capacity(opened.len());
        let mut upkeep: HashMap<Uuid, Vec<Entry>> = HashMap::new();
        for (row, opened) in sealed.iter().zip(opened) {
            let child = self.rows.iter().find(|vault| vault.id == row.vault).and_then(|vault| vault.child);
            match opened {
                Ok(entry) => {
                    if entry.fact.is_upkeep() {
                        upkeep.entry(row.vault).or_default().push(entry.clone());
                    }
                    // From the vault of one child comes what is about that child, and nothing else.
                    if child.is_none() || (!entry.fact.is_upkeep() && entry.about() == child) {
                        entries.push(entry);
                    }
                }
                Err(why) => {
                    tracing::warn!(vault = %row.vault, id = %row.id, %why, "an entry on this device does not open");
                    self.unreadable.insert((row.vault, row.id), why);
                }
            }
        }
        for (vault, entries) in upkeep {
            self.upkeep.entry(vault).or_default().add(entries);
        }
        Arc::make_mut(&mut self.handbook).add(entries);
    }
}

/// Reads what a seal opened to.
pub(crate) fn entry_of(id: Uuid, text: &[u8]) -> Result<Entry, Unopened> {
    let entry = Entry::read(text).map_err(|_| Unopened::NotAnEntry)?;
    if entry.id == id { Ok(entry) } else { Err(Unopened::NotAnEntry) }
}

/// Whether an entry goes into the vault of a child that has another family too.
pub(crate) fn goes_into(entry: &Entry, child: Uuid) -> bool {
    !entry.fact.is_upkeep() && entry.about() == Some(child)
}

impl Inner {
    /// Works with what the vaults open to, brought up to date with `db`. Inside a transaction: before anything is
    /// written, because what is taken in stays, also if the transaction does not.
    pub(crate) fn vault<T>(
        &self,
        db: &Connection,
        work: impl FnOnce(&mut Memory) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut memory = locked(&self.family.memory);
        memory.catch_up(db, self)?;
        work(&mut memory)
    }
}
