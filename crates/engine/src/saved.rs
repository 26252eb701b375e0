//! Articles kept for ever: copies that outlive the city's own.
//!
//! Without an account they stay on the device as they are. Signed in they are the person's: sealed at rest,
//! kept here first, and on their other devices through the outbox. `kept` is what the person sees, `remote`
//! what the server has; where the two differ a command is waiting or was refused.

use crate::{
    Change, Engine, Error, Inner,
    account::{self, Person},
    news, outbox,
    store::StoreError,
};
use itsumo_domain::{Command, Timestamp, news::News, news::Saved};
use rusqlite::{Connection, OptionalExtension, Transaction};
use uuid::Uuid;

fn place(person: Uuid, id: Uuid) -> String {
    format!("saved/{person}/{id}")
}

/// What stands in `saved.body`.
fn pack(inner: &Inner, person: Option<Uuid>, id: Uuid, news: &News) -> Result<Vec<u8>, StoreError> {
    let json = serde_json::to_vec(news)?;
    match person {
        Some(person) => inner.seal(&place(person, id), &json),
        None => Ok(json),
    }
}

/// Reads `saved.body`; `None` when the device's key is another one now.
pub(crate) fn unpack(inner: &Inner, person: Option<&str>, id: Uuid, body: &[u8]) -> Result<Option<News>, StoreError> {
    let json = match person.and_then(|person| Uuid::parse_str(person).ok()) {
        Some(person) => match inner.unseal(&place(person, id), body)? {
            Some(json) => json,
            None => return Ok(None),
        },
        None => body.to_vec(),
    };
    Ok(serde_json::from_slice(&json).ok())
}

/// The kept copy of `id`, if it is kept.
pub(crate) fn find(db: &Connection, inner: &Inner, id: Uuid) -> Result<Option<Saved>, StoreError> {
    let found: Option<(i64, Option<String>, Vec<u8>)> = db
        .prepare_cached("SELECT at, person, body FROM saved WHERE id = ?1 AND kept = 1")?
        .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((at, person, body)) = found else { return Ok(None) };
    Ok(unpack(inner, person.as_deref(), id, &body)?.map(|news| Saved { at: Timestamp(at), news }))
}

fn put(tx: &Transaction<'_>, inner: &Inner, person: Option<Uuid>, id: Uuid, saved: &Saved) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO saved (id, at, person, kept, remote, body) VALUES (?1, ?2, ?3, 1, 0, ?4)
         ON CONFLICT (id) DO UPDATE SET at = excluded.at, person = excluded.person, kept = 1, body = excluded.body",
    )?
    .execute((
        id.as_bytes(),
        saved.at.0,
        person.map(|person| person.to_string()),
        pack(inner, person, id, &saved.news)?,
    ))?;
    Ok(())
}

impl Engine {
    /// Keeps an article for ever, or lets it go.
    ///
    /// # Errors
    /// `not-found` when there is no such article here.
    pub async fn save_news(&self, id: Uuid, keep: bool) -> Result<(), Error> {
        let outcome = self
            .write(move |tx, inner| {
                let person = account::merged_person(tx)?.map(|person| person.id);
                if keep {
                    if find(tx, inner, id)?.is_some() {
                        return Ok(Outcome::Nothing);
                    }
                    let Some(news) = news::stored(tx, id)? else { return Ok(Outcome::NotFound) };
                    let saved = Saved { at: inner.now(), news };
                    put(tx, inner, person, id, &saved)?;
                    let Some(person) = person else { return Ok(Outcome::Here) };
                    outbox::add(tx, inner, person, Command::SaveNews { news: id, saved: Box::new(saved) })?;
                    return Ok(Outcome::Queued);
                }
                let known = tx.execute("UPDATE saved SET kept = 0 WHERE id = ?1 AND kept = 1", [id.as_bytes()])?;
                match person {
                    _ if known == 0 => Ok(Outcome::Nothing),
                    Some(person) => {
                        outbox::add(tx, inner, person, Command::UnsaveNews { news: id })?;
                        Ok(Outcome::Queued)
                    }
                    None => {
                        tx.execute("DELETE FROM saved WHERE id = ?1", [id.as_bytes()])?;
                        Ok(Outcome::Here)
                    }
                }
            })
            .await?;
        match outcome {
            Outcome::NotFound => return Err(Error::refused("not-found")),
            Outcome::Nothing => return Ok(()),
            Outcome::Here => {}
            Outcome::Queued => self.0.inner.queued(),
        }
        self.changed(Change::News);
        Ok(())
    }
}

enum Outcome {
    NotFound,
    Nothing,
    Here,
    Queued,
}

/// Whether the person has an undelivered word on this article.
fn waits(tx: &Transaction<'_>, person: Uuid, id: Uuid) -> Result<bool, StoreError> {
    Ok(outbox::waiting_saves(tx, person)?.iter().any(|command| match command {
        Command::SaveNews { news, .. } | Command::UnsaveNews { news } => *news == id,
        _ => false,
    }))
}

/// The person's stream brings a copy, or takes one back.
pub(crate) fn arrived(
    tx: &Transaction<'_>,
    inner: &Inner,
    person: &Person,
    id: Uuid,
    seq: i64,
    saved: Option<&Saved>,
) -> Result<(), StoreError> {
    let waits = waits(tx, person.id, id)?;
    let Some(saved) = saved else {
        return match waits {
            true => {
                tx.execute("UPDATE saved SET remote = 0 WHERE id = ?1", [id.as_bytes()])?;
                Ok(())
            }
            false => {
                tx.execute("DELETE FROM saved WHERE id = ?1 AND person IS NOT NULL", [id.as_bytes()])?;
                Ok(())
            }
        };
    };
    tx.prepare_cached(
        "INSERT INTO saved (id, at, person, kept, remote, seq, body) VALUES (?1, ?2, ?3, 1, 1, ?4, ?5)
         ON CONFLICT (id) DO UPDATE SET remote = 1, seq = excluded.seq, person = excluded.person,
             at = excluded.at, body = excluded.body, kept = CASE WHEN ?6 THEN kept ELSE 1 END",
    )?
    .execute((
        id.as_bytes(),
        saved.at.0,
        person.id.to_string(),
        seq,
        pack(inner, Some(person.id), id, &saved.news)?,
        waits,
    ))?;
    Ok(())
}

/// The person discarded a change to this article: back to what the server has.
pub(crate) fn discarded(tx: &Transaction<'_>, person: &Person, id: Uuid) -> Result<(), StoreError> {
    if !waits(tx, person.id, id)? {
        tx.execute("DELETE FROM saved WHERE id = ?1 AND remote = 0 AND person IS NOT NULL", [id.as_bytes()])?;
        tx.execute("UPDATE saved SET kept = 1 WHERE id = ?1", [id.as_bytes()])?;
    }
    Ok(())
}

/// First sync after signing in: what was kept here without an account becomes the person's, and what they
/// did earlier on this device and never sent is shown again.
pub(crate) fn merge(tx: &Transaction<'_>, inner: &Inner, person: &Person) -> Result<(), StoreError> {
    for command in outbox::waiting_saves(tx, person.id)? {
        match command {
            Command::SaveNews { news, saved } => put(tx, inner, Some(person.id), news, &saved)?,
            Command::UnsaveNews { news } => {
                tx.execute("UPDATE saved SET kept = 0 WHERE id = ?1", [news.as_bytes()])?;
            }
            _ => {}
        }
    }
    let mut read = tx.prepare("SELECT id, at, body FROM saved WHERE person IS NULL AND kept = 1 ORDER BY n")?;
    let ours = read
        .query_map([], |row| Ok((Uuid::from_bytes(row.get(0)?), row.get::<_, i64>(1)?, row.get::<_, Vec<u8>>(2)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    for (id, at, body) in ours {
        let Some(news) = unpack(inner, None, id, &body)? else { continue };
        let saved = Saved { at: Timestamp(at), news };
        put(tx, inner, Some(person.id), id, &saved)?;
        outbox::add(tx, inner, person.id, Command::SaveNews { news: id, saved: Box::new(saved) })?;
    }
    Ok(())
}

/// The person's copies become the device's.
pub(crate) fn leave_behind(tx: &Transaction<'_>, inner: &Inner) -> Result<(), StoreError> {
    let mut read = tx.prepare("SELECT id, person, at, body FROM saved WHERE person IS NOT NULL AND kept = 1")?;
    let theirs = read
        .query_map([], |row| {
            let (id, person, at) = (Uuid::from_bytes(row.get(0)?), row.get::<_, Option<String>>(1)?, row.get(2)?);
            Ok((id, person, Timestamp(at), row.get::<_, Vec<u8>>(3)?))
        })?
        .collect::<Result<Vec<_>, _>>()?;
    for (id, person, at, body) in theirs {
        if let Some(news) = unpack(inner, person.as_deref(), id, &body)? {
            put(tx, inner, None, id, &Saved { at, news })?;
        }
    }
    tx.execute("UPDATE saved SET remote = 0, seq = 0 WHERE person IS NULL", [])?;
    Ok(())
}

/// After the person's stream was pulled from its start again: what did not come is no longer there, and goes,
/// unless the person has an undelivered word on it.
pub(crate) fn sweep(tx: &Transaction<'_>, person: Uuid) -> Result<(), StoreError> {
    let gone = tx
        .prepare("SELECT id FROM saved WHERE person = ?1 AND remote = 1 AND seq = 0")?
        .query_map([person.to_string()], |row| Ok(Uuid::from_bytes(row.get(0)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    for id in gone {
        match waits(tx, person, id)? {
            true => tx.execute("UPDATE saved SET remote = 0 WHERE id = ?1", [id.as_bytes()])?,
            false => tx.execute("DELETE FROM saved WHERE id = ?1", [id.as_bytes()])?,
        };
    }
    Ok(())
}

/// The person's copies leave the device.
pub(crate) fn forget(tx: &Transaction<'_>, person: Uuid) -> Result<(), StoreError> {
    tx.execute("DELETE FROM saved WHERE person = ?1", [person.to_string()])?;
    Ok(())
}
