//! What the person did and the server does not know yet.
//!
//! A command is written in the same transaction as the change it stands for, keeps its id however often it
//! is sent, and belongs to the person who made it. One the server refuses stays, with the reason, and blocks
//! nothing; the person tries again or lets it go, and letting go brings the server's state back.
//!
//! What is said of a child or a household is sealed with the device's key while it waits: `json` is then a BLOB, a TEXT otherwise.

use crate::{
    Change, Engine, Error, Inner,
    account::{self, Person},
    interests, private, saved,
    store::StoreError,
};
use itsumo_domain::{
    Command, CommandEnvelope, Timestamp,
    interests::Interests,
    sync::{CommandResult, MOST_COMMANDS, Refusal},
};
use rusqlite::{Connection, OptionalExtension, Row, Transaction, types::Value};
use uuid::Uuid;

/// A change that is not yet delivered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutboxItem {
    /// The command's id.
    pub id: Uuid,
    /// `set_interests`, `save_news`, `report_absence`, …: `outbox-<name>` in the catalogue.
    pub name: String,
    /// When the person did it.
    pub at: Timestamp,
    /// How it stands.
    pub state: OutboxState,
}

/// How an undelivered change stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutboxState {
    /// It goes with the next sync.
    Waiting {
        /// How often it was tried.
        tries: i64,
        /// Why the last try failed, as a key of the catalogue.
        last_error_key: Option<String>,
    },
    /// The server said no.
    Refused(Refusal),
}

/// Puts a command in, in the transaction of the change it stands for.
pub(crate) fn add(tx: &Transaction<'_>, inner: &Inner, person: Uuid, command: Command) -> Result<(), StoreError> {
    let envelope = CommandEnvelope { id: inner.deps.ids.new_id(), at: inner.now(), command };
    tx.prepare_cached("INSERT INTO outbox (id, person, at, name, json) VALUES (?1, ?2, ?3, ?4, ?5)")?.execute((
        envelope.id.as_bytes(),
        person.to_string(),
        envelope.at.0,
        envelope.command.name(),
        pack(inner, person, &envelope)?,
    ))?;
    Ok(())
}

/// Takes a command out that never counts anywhere.
pub(crate) fn remove(tx: &Transaction<'_>, id: Uuid) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM outbox WHERE id = ?1")?.execute([id.as_bytes()])?;
    Ok(())
}

fn place(person: Uuid, id: Uuid) -> String {
    format!("outbox/{person}/{id}")
}

/// What stands in `outbox.json`.
fn pack(inner: &Inner, person: Uuid, envelope: &CommandEnvelope) -> Result<Value, StoreError> {
    Ok(if private::is_private(&envelope.command) {
        Value::Blob(inner.seal(&place(person, envelope.id), &serde_json::to_vec(envelope)?)?)
    } else {
        Value::Text(serde_json::to_string(envelope)?)
    })
}

/// Reads `outbox.json`; `None` when the device's key is another one now.
fn unpack(inner: &Inner, person: Uuid, id: Uuid, packed: Value) -> Result<Option<CommandEnvelope>, StoreError> {
    Ok(match packed {
        Value::Blob(sealed) => {
            inner.try_unseal(&place(person, id), &sealed)?.and_then(|json| serde_json::from_slice(&json).ok())
        }
        Value::Text(json) => serde_json::from_str(&json).ok(),
        _ => None,
    })
}

fn envelope(row: &Row<'_>) -> Result<Option<CommandEnvelope>, rusqlite::Error> {
    Ok(serde_json::from_str(&row.get::<_, String>(0)?).ok())
}

/// The person's waiting commands, oldest first, with the ids of all of them.
fn waiting(
    db: &Connection,
    inner: &Inner,
    person: Uuid,
    most: usize,
) -> Result<Vec<(Uuid, Option<CommandEnvelope>)>, StoreError> {
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let mut read =
        db.prepare_cached("SELECT id, json FROM outbox WHERE person = ?1 AND refused IS NULL ORDER BY n LIMIT ?2")?;
    let rows = read.query_map((person.to_string(), most), |row| Ok((Uuid::from_bytes(row.get(0)?), row.get(1)?)))?;
    let mut commands = Vec::new();
    for row in rows {
        let (id, packed) = row?;
        commands.push((id, unpack(inner, person, id, packed)?));
    }
    Ok(commands)
}

/// A command that is sealed while it waits, how often it was sent, and why it was refused.
pub(crate) type Private = (CommandEnvelope, i64, Option<Refusal>);

/// What the person said in private and is here, refused words too, oldest first: each with how often it was sent and
/// why it was refused.
pub(crate) fn private(db: &Connection, inner: &Inner, person: Uuid) -> Result<Vec<Private>, StoreError> {
    let mut read = db.prepare_cached(
        "SELECT id, json, tries, refused FROM outbox WHERE person = ?1 AND typeof(json) = 'blob' ORDER BY n",
    )?;
    let rows = read.query_map([person.to_string()], |row| {
        Ok((Uuid::from_bytes(row.get(0)?), row.get::<_, Value>(1)?, row.get(2)?, row.get::<_, Option<String>>(3)?))
    })?;
    let mut words = Vec::new();
    for row in rows {
        let (id, packed, tries, refused) = row?;
        if let Some(envelope) = unpack(inner, person, id, packed)? {
            words.push((envelope, tries, refused.as_deref().map(read_refusal)));
        }
    }
    Ok(words)
}

fn read_refusal(json: &str) -> Refusal {
    serde_json::from_str(json).unwrap_or_else(|_| Refusal::new("unknown-command"))
}

/// What one sync carries at most, in bytes: the server takes 1 MiB, and a kept article can have a quarter.
const MOST_BYTES: usize = 512 * 1024;

/// Those to send now, at most `most`, counted as tried. What this device's key no longer opens cannot be sent, and is
/// kept as refused, so that the person learns of it.
pub(crate) fn take(
    tx: &Transaction<'_>,
    inner: &Inner,
    person: Uuid,
    most: usize,
) -> Result<Vec<CommandEnvelope>, StoreError> {
    let mut commands: Vec<CommandEnvelope> = Vec::new();
    for (id, command) in waiting(tx, inner, person, most.min(MOST_COMMANDS))? {
        match command {
            Some(command) => commands.push(command),
            None => {
                tx.execute(
                    "UPDATE outbox SET refused = ?2, last_error = NULL WHERE id = ?1",
                    (id.as_bytes(), serde_json::to_string(&private::key_lost())?),
                )?;
            }
        }
    }
    let mut bytes = 0_usize;
    let mut fit = 0;
    for command in &commands {
        bytes = bytes.saturating_add(serde_json::to_string(command)?.len());
        if fit > 0 && bytes > MOST_BYTES {
            break;
        }
        fit += 1;
    }
    commands.truncate(fit);
    let mut tried = tx.prepare_cached("UPDATE outbox SET tries = tries + 1 WHERE id = ?1")?;
    for command in &commands {
        tried.execute([command.id.as_bytes()])?;
    }
    Ok(commands)
}

/// Why the last try did not arrive.
pub(crate) fn failed(tx: &Transaction<'_>, sent: &[Uuid], key: &str) -> Result<(), StoreError> {
    let mut mark = tx.prepare_cached("UPDATE outbox SET last_error = ?2 WHERE id = ?1")?;
    for id in sent {
        mark.execute((id.as_bytes(), key))?;
    }
    Ok(())
}

/// What came of them. How many were refused and stay here.
pub(crate) fn results(tx: &Transaction<'_>, inner: &Inner, results: &[CommandResult]) -> Result<usize, StoreError> {
    let mut refuse = tx.prepare_cached("UPDATE outbox SET refused = ?2, last_error = NULL WHERE id = ?1")?;
    let mut refused = 0;
    for result in results {
        let row: Option<(String, Value)> = tx
            .prepare_cached("SELECT person, json FROM outbox WHERE id = ?1")?
            .query_row([result.id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        // Another process may have heard the same before.
        let Some((person, packed)) = row else { continue };
        let mut done = result.refused.is_none();
        if let (Ok(person), Value::Blob(_)) = (Uuid::parse_str(&person), &packed)
            && let Some(envelope) = unpack(inner, person, result.id, packed)?
        {
            done = private::delivered(tx, inner, person, &envelope, result.refused.as_ref())?;
        }
        match &result.refused {
            Some(refusal) if !done => {
                refused += 1;
                refuse.execute((result.id.as_bytes(), serde_json::to_string(refusal)?))?;
            }
            _ => remove(tx, result.id)?,
        }
    }
    Ok(refused)
}

/// The interests the person last set and the server does not know yet.
pub(crate) fn last_interests(db: &Connection, person: Uuid) -> Result<Option<Interests>, StoreError> {
    let found = db
        .prepare_cached(
            "SELECT json FROM outbox WHERE person = ?1 AND refused IS NULL AND name = 'set_interests'
             ORDER BY n DESC LIMIT 1",
        )?
        .query_row([person.to_string()], envelope)
        .optional()?
        .flatten();
    Ok(found.and_then(|envelope| match envelope.command {
        Command::SetInterests { interests } => Some(interests),
        _ => None,
    }))
}

/// The person's waiting saves and unsaves, oldest first.
pub(crate) fn waiting_saves(db: &Connection, person: Uuid) -> Result<Vec<Command>, StoreError> {
    let mut read = db.prepare_cached(
        "SELECT json FROM outbox WHERE person = ?1 AND refused IS NULL AND name IN ('save_news', 'unsave_news')
         ORDER BY n",
    )?;
    let rows = read.query_map([person.to_string()], envelope)?.collect::<Result<Vec<_>, _>>()?;
    Ok(rows.into_iter().flatten().map(|envelope| envelope.command).collect())
}

/// How many wait and how many were refused, of the person's.
pub(crate) fn counts(db: &Connection) -> Result<(usize, usize), StoreError> {
    let Some(person) = account::person(db)? else { return Ok((0, 0)) };
    Ok(db.prepare_cached("SELECT count(*), count(refused) FROM outbox WHERE person = ?1")?.query_row(
        [person.id.to_string()],
        |row| {
            let (all, refused): (i64, i64) = (row.get(0)?, row.get(1)?);
            let whole = |count: i64| usize::try_from(count).unwrap_or(0);
            Ok((whole(all.saturating_sub(refused)), whole(refused)))
        },
    )?)
}

impl Inner {
    /// Something was put in: tell, and send soon if we run in the background.
    pub(crate) fn queued(&self) {
        self.changed(Change::Outbox);
        self.wake_sync.notify_one();
    }
}

impl Engine {
    /// The signed-in person's undelivered changes, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn outbox(&self) -> Result<Vec<OutboxItem>, Error> {
        self.read(|db, _| {
            let Some(person) = account::person(db)? else { return Ok(Vec::new()) };
            let mut read = db.prepare_cached(
                "SELECT id, name, at, tries, last_error, refused FROM outbox WHERE person = ?1 ORDER BY n",
            )?;
            let rows = read.query_map([person.id.to_string()], |row| {
                let refused: Option<String> = row.get(5)?;
                let state = match refused {
                    None => OutboxState::Waiting { tries: row.get(3)?, last_error_key: row.get(4)? },
                    Some(json) => OutboxState::Refused(read_refusal(&json)),
                };
                Ok(OutboxItem {
                    id: Uuid::from_bytes(row.get(0)?),
                    name: row.get(1)?,
                    at: Timestamp(row.get(2)?),
                    state,
                })
            })?;
            Ok(rows.collect::<Result<_, _>>()?)
        })
        .await
    }

    /// Sends a refused change again, as a new command: the server remembers what it said to the old one.
    ///
    /// # Errors
    /// `not-found` when it is not there any more.
    pub async fn outbox_retry(&self, id: Uuid) -> Result<(), Error> {
        let found = self
            .write(move |tx, inner| {
                let Some((person, envelope)) = find(tx, id)? else { return Ok(false) };
                let Some(envelope) = unpack(inner, person.id, id, envelope)? else {
                    return Err(StoreError::Refused(private::key_lost()));
                };
                let renewed = CommandEnvelope { id: inner.deps.ids.new_id(), ..envelope };
                tx.execute(
                    "UPDATE outbox SET id = ?2, json = ?3, refused = NULL, last_error = NULL, tries = 0
                     WHERE id = ?1 AND person = ?4 AND refused IS NOT NULL",
                    (id.as_bytes(), renewed.id.as_bytes(), pack(inner, person.id, &renewed)?, person.id.to_string()),
                )?;
                Ok(true)
            })
            .await?;
        if !found {
            return Err(Error::refused("not-found"));
        }
        self.0.inner.queued();
        for room in private::Room::ALL {
            self.changed(room.change());
        }
        Ok(())
    }

    /// Lets an undelivered change go; what the server has counts again.
    ///
    /// # Errors
    /// `not-found` when it is not there any more, for instance because it was just delivered.
    pub async fn outbox_discard(&self, id: Uuid) -> Result<(), Error> {
        let inner = self.inner();
        self.run(async move {
            // Not while it is on its way: then nobody could say whether it counts.
            let _no_sync_meanwhile = inner.sync_gate.lock().await;
            let found = inner
                .write(move |tx, inner| {
                    let Some((person, packed)) = find(tx, id)? else { return Ok(false) };
                    remove(tx, id)?;
                    match unpack(inner, person.id, id, packed)?.map(|envelope| envelope.command) {
                        Some(Command::SetInterests { .. }) => interests::discarded(tx, inner, &person)?,
                        Some(Command::SaveNews { news, .. } | Command::UnsaveNews { news }) => {
                            saved::discarded(tx, &person, news)?;
                        }
                        // What is shown of private rooms is put together anew from what is left.
                        _ => {}
                    }
                    Ok(true)
                })
                .await?;
            if !found {
                return Err(Error::refused("not-found"));
            }
            for change in [Change::Outbox, Change::Interests, Change::News, Change::School, Change::Association] {
                inner.changed(change);
            }
            Ok(())
        })
        .await
    }
}

/// The signed-in person's command with this id.
fn find(db: &Connection, id: Uuid) -> Result<Option<(Person, Value)>, StoreError> {
    let Some(person) = account::person(db)? else { return Ok(None) };
    let found = db
        .query_row(
            "SELECT json FROM outbox WHERE id = ?1 AND person = ?2",
            (id.as_bytes(), person.id.to_string()),
            |row| row.get(0),
        )
        .optional()?;
    Ok(found.map(|packed| (person, packed)))
}
