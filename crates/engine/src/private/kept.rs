//! Files, and answers worth having without a network: kept sealed, each about a record and gone with it, the longest
//! unused given up first when they become many.

use super::{Room, lies_somewhere};
use crate::{
    Engine, Error, Inner,
    account::{self, sign_out_here},
    api::Call,
    crypto::sha256_hex,
    http::Method,
    store::StoreError,
};
use itsumo_domain::{Timestamp, school::notice::Attachment};
use rusqlite::{Connection, OptionalExtension, Transaction};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use uuid::Uuid;

/// The largest file, in bytes.
const LARGEST: usize = 20 * 1024 * 1024;
/// What is kept in all, in bytes.
const MOST: i64 = 100 * 1024 * 1024;

/// Under which key something is kept, and for as long as which record is here.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    /// Of which room.
    pub room: Room,
    /// Its key.
    pub key: String,
    /// The record.
    pub about: Uuid,
}

/// An answer, as of when the server was asked.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Answered<T> {
    /// What it said.
    pub said: T,
    /// When.
    pub asked_at: Timestamp,
}

fn place(room: Room, person: Uuid, key: &str) -> String {
    format!("{}-kept/{person}/{key}", room.name())
}

/// Keeps `bytes`.
pub(crate) fn keep(
    tx: &Transaction<'_>,
    inner: &Inner,
    person: Uuid,
    kept: &Kept,
    bytes: &[u8],
) -> Result<(), StoreError> {
    let sealed = inner.seal(&place(kept.room, person, &kept.key), bytes)?;
    let size = i64::try_from(sealed.len()).unwrap_or(i64::MAX);
    tx.execute(
        "INSERT INTO private_kept (key, about, used, bytes, sealed) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (key) DO UPDATE SET used = excluded.used, bytes = excluded.bytes, sealed = excluded.sealed",
        (&kept.key, kept.about.as_bytes(), inner.now().0, size, sealed),
    )?;
    // From the newest on, as many as there is room for.
    tx.execute(
        "DELETE FROM private_kept WHERE key IN (
             SELECT key FROM (SELECT key, sum(bytes) OVER (ORDER BY used DESC, key) AS total FROM private_kept)
             WHERE total > ?1)",
        [MOST],
    )?;
    Ok(())
}

/// What is kept under `key`, without counting as use of it.
pub(crate) fn peek(
    db: &Connection,
    inner: &Inner,
    person: Uuid,
    room: Room,
    key: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    let sealed: Option<Vec<u8>> =
        db.query_row("SELECT sealed FROM private_kept WHERE key = ?1", [key], |row| row.get(0)).optional()?;
    let Some(sealed) = sealed else { return Ok(None) };
    inner.try_unseal(&place(room, person, key), &sealed)
}

fn used(tx: &Transaction<'_>, inner: &Inner, kept: &Kept) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(person) = account::person(tx)? else { return Ok(None) };
    tx.execute("UPDATE private_kept SET used = ?2 WHERE key = ?1", (&kept.key, inner.now().0))?;
    peek(tx, inner, person.id, kept.room, &kept.key)
}

/// Keeps it if its record is still here: what was recalled while it was on its way leaves nothing behind.
fn keep_with(tx: &Transaction<'_>, inner: &Inner, kept: &Kept, bytes: &[u8]) -> Result<(), StoreError> {
    let Some(person) = account::person(tx)? else { return Ok(()) };
    if !lies_somewhere(tx, kept.about)? {
        return Ok(());
    }
    keep(tx, inner, person.id, kept, bytes)
}

impl Engine {
    /// A file that a record names, by its SHA-256. Fetched from `path` once; after that it is on the device for as long
    /// as the record is.
    pub(crate) async fn kept_file(&self, kept: Kept, path: String, file: &Attachment) -> Result<Vec<u8>, Error> {
        if usize::try_from(file.bytes).is_ok_and(|bytes| bytes > LARGEST) {
            return Err(Error::refused("too-large"));
        }
        let named = file.sha256.clone();
        let is_it = move |bytes: &[u8]| sha256_hex(bytes) == named;
        let held = {
            let kept = kept.clone();
            self.write(move |tx, inner| used(tx, inner, &kept)).await?
        };
        if let Some(bytes) = held.filter(|bytes| is_it(bytes)) {
            return Ok(bytes);
        }
        let bytes = self.fetch(path).await?;
        if !is_it(&bytes) {
            return Err(Error::refused("file-changed"));
        }
        self.keep_for_later(kept, bytes.clone()).await;
        Ok(bytes)
    }

    /// What the server makes anew whenever it is asked; without a network, what it made last.
    pub(crate) async fn made_or_kept(&self, kept: Kept, path: String) -> Result<Vec<u8>, Error> {
        match self.fetch(path).await {
            Ok(bytes) => {
                self.keep_for_later(kept, bytes.clone()).await;
                Ok(bytes)
            }
            Err(Error::Offline) => self.write(move |tx, inner| used(tx, inner, &kept)).await?.ok_or(Error::Offline),
            Err(error) => Err(error),
        }
    }

    /// What the server answers to `path`, and whether it was asked just now. Without a network, what it said last.
    pub(crate) async fn answered<T>(&self, kept: Kept, path: String) -> Result<(Answered<T>, bool), Error>
    where
        T: Serialize + DeserializeOwned + Send + 'static,
    {
        match self.mine::<T>(Method::Get, path, None).await {
            Ok(said) => {
                let answered = Answered { said, asked_at: self.now() };
                let json = serde_json::to_vec(&answered).map_err(Error::internal)?;
                self.keep_for_later(kept, json).await;
                Ok((answered, true))
            }
            Err(Error::Offline) => {
                let json = self.write(move |tx, inner| used(tx, inner, &kept)).await?;
                let answered = json.and_then(|json| serde_json::from_slice(&json).ok());
                answered.map(|answered| (answered, false)).ok_or(Error::Offline)
            }
            Err(error) => {
                if error == Error::refused("not-found") {
                    self.write(move |tx, _| {
                        tx.execute("DELETE FROM private_kept WHERE key = ?1", [&kept.key])?;
                        Ok(())
                    })
                    .await?;
                }
                Err(error)
            }
        }
    }

    /// A full disk is no reason not to show what came.
    async fn keep_for_later(&self, kept: Kept, bytes: Vec<u8>) {
        if let Err(error) = self.write(move |tx, inner| keep_with(tx, inner, &kept, &bytes)).await {
            tracing::info!(%error, "what came could not be kept");
        }
    }

    /// Bytes from the server, in the person's name.
    async fn fetch(&self, path: String) -> Result<Vec<u8>, Error> {
        let inner = self.inner();
        self.run(async move {
            let proof = inner.proof().await?;
            let answer = inner.call(Call { token: Some(&proof.token), ..Call::new(Method::Get, path) }).await?;
            let status = answer.status;
            let bytes = answer.bytes().await.map_err(|_| Error::Offline)?;
            if status != 200 {
                let error = Error::from_answer(status, &bytes);
                if error == Error::SignedOut {
                    sign_out_here(&inner).await?;
                }
                return Err(error);
            }
            if bytes.len() > LARGEST {
                return Err(Error::refused("too-large"));
            }
            Ok(bytes)
        })
        .await
    }
}
