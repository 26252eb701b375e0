//! The family as a screen shows it.

use super::{
    Memory, Standing, apart, keys,
    recovery::{asked, plan_ask},
    vault::{self, VaultRow},
};
use crate::{Change, Engine, Error, Inner, store::StoreError};
use itsumo_domain::{Timestamp, sync::Refusal};
use rusqlite::Connection;
use uuid::Uuid;

/// The family.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FamilyView {
    /// Its id; absent before anything was written.
    pub id: Option<Uuid>,
    /// How this device stands in it.
    pub standing: FamilyStanding,
    /// This device's id in it.
    pub device: Option<Uuid>,
    /// What this device's person is called.
    pub my_name: String,
    /// How often the key was changed because a device was taken out.
    pub epoch: u32,
    /// Its devices, in the order they came.
    pub members: Vec<MemberView>,
    /// The recovery code; absent when none was made.
    pub recovery: Option<RecoveryView>,
    /// What waits to be delivered.
    pub waiting: Waiting,
    /// What came and could not be taken in, or lies here and does not open.
    pub problems: Vec<ProblemView>,
    /// Children that another family has too.
    pub shared: Vec<SharedChild>,
    /// The city whose server carries the family, once one does.
    pub city: Option<String>,
    /// It was taken off the server: nothing is delivered from here until it goes there again.
    pub apart: bool,
    /// Why the last delivery did not go well; [`crate::refusal_key`] has its text.
    pub problem: Option<Refusal>,
}

/// How a device stands in its family.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FamilyStanding {
    /// Nothing was written yet: there is no family.
    #[default]
    None,
    /// In it.
    Open,
    /// Taken out: what it had stays readable here, nothing new comes and nothing goes.
    Removed,
    /// Its entries are here and the keyring has lost their key: an invitation or the recovery code opens them again.
    KeyLost,
}

/// A device of the family's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberView {
    /// The device.
    pub device: Uuid,
    /// What its person is called.
    pub name: String,
    /// It is this one.
    pub me: bool,
    /// Under this name since.
    pub since: Timestamp,
}

/// The recovery code's state. The code itself is on paper and nowhere else.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecoveryView {
    /// Made at.
    pub made: Timestamp,
    /// The server knows where it finds the family: without that it opens nothing.
    pub delivered: bool,
    /// Somebody was taken out since: whoever it was may have seen the paper. It should be made anew.
    pub renew: bool,
    /// When somebody last typed it back.
    pub answered: Option<Timestamp>,
    /// Now is the time to ask "まだ持っていますか".
    pub ask: bool,
}

/// What waits to be delivered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Waiting {
    /// Entries that go with the next sync.
    pub entries: usize,
    /// Photos that do.
    pub photos: usize,
    /// Entries that the server refused: they stay here. [`crate::refusal_key`] has the reason's text.
    pub refused: Vec<(Uuid, Refusal)>,
}

/// A record that was put aside. Nothing of it is lost, and nothing waits for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProblemView {
    /// The entry it says it is.
    pub entry: Uuid,
    /// The child whose vault it came in; absent for the family's own.
    pub child: Option<Uuid>,
    /// Why; [`crate::refusal_key`] has its text.
    pub why: Refusal,
    /// Seen at; absent for one that lies on this device and does not open any more.
    pub at: Option<Timestamp>,
}

/// A child that another family has too.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SharedChild {
    /// The child.
    pub child: Uuid,
    /// Its vault.
    pub vault: Uuid,
    /// How this device stands in it.
    pub standing: FamilyStanding,
    /// All devices in it, of both families.
    pub members: Vec<MemberView>,
    /// What waits to be delivered there.
    pub waiting: Waiting,
}

impl Engine {
    /// The family, as it is on this device.
    ///
    /// # Errors
    /// When the store or the keyring cannot be read.
    pub async fn family(&self) -> Result<FamilyView, Error> {
        self.read(|db, inner| inner.vault(db, |memory| view(db, inner, memory))).await
    }
}

impl Engine {
    /// Sends what the server refused once more with the next sync: there may be room now.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn deliver_again(&self) -> Result<(), Error> {
        self.write(|tx, _| {
            tx.execute("UPDATE sealed SET refused = NULL WHERE sent = 0", [])?;
            tx.execute("UPDATE family_blob SET refused = NULL WHERE sent = 0", [])?;
            Ok(())
        })
        .await?;
        self.changed(Change::Family);
        self.0.inner.wake_sync.notify_one();
        Ok(())
    }
}

fn view(db: &Connection, inner: &Inner, memory: &mut Memory) -> Result<FamilyView, StoreError> {
    let rows = vault::vaults(db)?;
    let mut view = FamilyView::default();
    if rows.is_empty() {
        return Ok(view);
    }
    memory.ring(inner)?;
    let memory = &*memory;
    view.device = memory.device();
    for row in &rows {
        let Some(child) = row.child else { continue };
        view.shared.push(SharedChild {
            child,
            vault: row.id,
            standing: standing(memory, row),
            members: members(memory, row.id),
            waiting: waiting(db, row.id)?,
        });
    }
    view.problems = problems(db, memory, &rows)?;
    let Some(home) = rows.iter().find(|row| row.child.is_none()) else { return Ok(view) };
    view.id = Some(home.id);
    view.standing = standing(memory, home);
    view.my_name = memory.my_name(home.id);
    view.epoch = memory.keys(home.id).and_then(|keys| keys.newest()).map_or(0, |key| key.epoch);
    view.members = members(memory, home.id);
    view.apart = apart::is_apart(db, home.id)?;
    // What stays here waits for nobody.
    view.waiting = if view.apart { Waiting::default() } else { waiting(db, home.id)? };
    view.city = home.place.as_ref().map(|(_, city)| city.clone());
    view.problem = home.problem.as_deref().map(Refusal::new);
    if let Some((entry, recovery)) = keys::recovery(memory, home.id) {
        let asked = asked(db)?;
        view.recovery = Some(RecoveryView {
            made: entry.at,
            delivered: keys::recovery_told(db, memory, home.id)?,
            renew: recovery.epoch < view.epoch,
            answered: asked.answered.filter(|at| *at >= entry.at),
            ask: !view.apart && plan_ask(entry.at, asked, inner.now()),
        });
    }
    Ok(view)
}

fn standing(memory: &Memory, row: &VaultRow) -> FamilyStanding {
    match row.standing {
        _ if memory.keys(row.id).is_none() => FamilyStanding::KeyLost,
        Standing::Open => FamilyStanding::Open,
        Standing::Removed | Standing::Left => FamilyStanding::Removed,
    }
}

fn members(memory: &Memory, vault: Uuid) -> Vec<MemberView> {
    let me = memory.device();
    let all = memory.members(vault).into_iter().map(|(entry, member)| MemberView {
        device: member.device,
        name: member.name.clone(),
        me: Some(member.device) == me,
        since: entry.at,
    });
    all.collect()
}

fn waiting(db: &Connection, vault: Uuid) -> Result<Waiting, StoreError> {
    let count = |sql: &str| -> Result<usize, StoreError> {
        let count: i64 = db.prepare_cached(sql)?.query_row([vault.as_bytes()], |row| row.get(0))?;
        Ok(usize::try_from(count).unwrap_or(0))
    };
    let mut read =
        db.prepare_cached("SELECT id, refused FROM sealed WHERE vault = ?1 AND sent = 0 AND refused IS NOT NULL")?;
    let refused = read.query_map([vault.as_bytes()], |row| {
        let refusal: String = row.get(1)?;
        let refusal = serde_json::from_str(&refusal).unwrap_or_else(|_| Refusal::new("not-readable"));
        Ok((Uuid::from_bytes(row.get(0)?), refusal))
    })?;
    Ok(Waiting {
        entries: count("SELECT count(*) FROM sealed WHERE vault = ?1 AND sent = 0 AND refused IS NULL")?,
        photos: count("SELECT count(*) FROM family_blob WHERE vault = ?1 AND sent = 0 AND refused IS NULL")?,
        refused: refused.collect::<Result<_, _>>()?,
    })
}

fn problems(db: &Connection, memory: &Memory, rows: &[VaultRow]) -> Result<Vec<ProblemView>, StoreError> {
    let child_of = |vault: Uuid| rows.iter().find(|row| row.id == vault).and_then(|row| row.child);
    let mut read = db.prepare_cached("SELECT vault, id, reason, at FROM unopened ORDER BY at, seq")?;
    let aside = read.query_map([], |row| {
        let (vault, entry) = (Uuid::from_bytes(row.get(0)?), Uuid::from_bytes(row.get(1)?));
        let why = Refusal::new(&row.get::<_, String>(2)?);
        Ok(ProblemView { entry, child: child_of(vault), why, at: Some(Timestamp(row.get(3)?)) })
    })?;
    let mut problems = aside.collect::<Result<Vec<_>, _>>()?;
    // A key that is lost is said once, not once for each entry.
    let lies_here = memory.unreadable.iter().filter(|((vault, _), _)| memory.keys(*vault).is_some());
    problems.extend(lies_here.map(|((vault, entry), why)| ProblemView {
        entry: *entry,
        child: child_of(*vault),
        why: Refusal::new(why.code()),
        at: None,
    }));
    Ok(problems)
}
