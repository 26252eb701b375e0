//! Files of notices, and answers worth having without a network: kept sealed, each about a record and gone with it,
//! the longest unused given up first when they become many.

use crate::{
    Engine, Error, Inner,
    account::{self, sign_out_here},
    api::Call,
    crypto::sha256_hex,
    http::Method,
    store::StoreError,
};
use rusqlite::{OptionalExtension, Transaction};
use uuid::Uuid;

/// The largest file of a notice, in bytes.
const LARGEST: usize = 20 * 1024 * 1024;
/// What is kept in all, in bytes.
const MOST: i64 = 100 * 1024 * 1024;

fn place(person: Uuid, key: &str) -> String {
    format!("school-kept/{person}/{key}")
}

/// Keeps `bytes` under `key` for as long as the record `about` is here.
pub(super) fn keep(
    tx: &Transaction<'_>,
    inner: &Inner,
    person: Uuid,
    key: &str,
    about: Uuid,
    bytes: &[u8],
) -> Result<(), StoreError> {
    let sealed = inner.seal(&place(person, key), bytes)?;
    let size = i64::try_from(sealed.len()).unwrap_or(i64::MAX);
    tx.execute(
        "INSERT INTO school_kept (key, about, used, bytes, sealed) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (key) DO UPDATE SET used = excluded.used, bytes = excluded.bytes, sealed = excluded.sealed",
        (key, about.as_bytes(), inner.now().0, size, sealed),
    )?;
    // From the newest on, as many as there is room for.
    tx.execute(
        "DELETE FROM school_kept WHERE key IN (
             SELECT key FROM (SELECT key, sum(bytes) OVER (ORDER BY used DESC, key) AS total FROM school_kept)
             WHERE total > ?1)",
        [MOST],
    )?;
    Ok(())
}

/// What is kept under `key`.
pub(super) fn kept(
    tx: &Transaction<'_>,
    inner: &Inner,
    person: Uuid,
    key: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    let sealed: Option<Vec<u8>> =
        tx.query_row("SELECT sealed FROM school_kept WHERE key = ?1", [key], |row| row.get(0)).optional()?;
    let Some(sealed) = sealed else { return Ok(None) };
    tx.execute("UPDATE school_kept SET used = ?2 WHERE key = ?1", (key, inner.now().0))?;
    inner.try_unseal(&place(person, key), &sealed)
}

impl Engine {
    /// A file of a notice, by the SHA-256 that the notice names. Fetched once; after that it is on the device for as
    /// long as the notice is.
    ///
    /// # Errors
    /// `not-found` when the notice has no such file; `too-large`; `file-changed` when what came is not what was
    /// named; [`Error::SignedOut`]; [`Error::Offline`] when it is not here yet.
    pub async fn notice_file(&self, notice: Uuid, sha256: &str) -> Result<Vec<u8>, Error> {
        let school = self.school().await?;
        let files = school.notice(notice).map(|row| &row.notice.attachments);
        let file = files.and_then(|files| files.iter().find(|file| file.sha256 == sha256));
        let file = file.ok_or_else(|| Error::refused("not-found"))?.clone();
        if usize::try_from(file.bytes).is_ok_and(|bytes| bytes > LARGEST) {
            return Err(Error::refused("too-large"));
        }
        let key = format!("file/{notice}/{sha256}");
        let inner = self.inner();
        self.run(async move {
            let held = {
                let key = key.clone();
                inner.write(move |tx, inner| {
                    let Some(person) = account::person(tx)? else { return Ok(None) };
                    kept(tx, inner, person.id, &key)
                })
            };
            if let Some(bytes) = held.await?.filter(|bytes| sha256_hex(bytes) == file.sha256) {
                return Ok(bytes);
            }
            let proof = inner.proof().await?;
            let path = format!("/v1/me/school/notices/{notice}/files/{}", file.sha256);
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
            if sha256_hex(&bytes) != file.sha256 {
                return Err(Error::refused("file-changed"));
            }
            let keeping = bytes.clone();
            let stored = inner.write(move |tx, inner| {
                let Some(person) = account::person(tx)? else { return Ok(()) };
                // Recalled while it was on its way: nothing of it stays.
                if !super::store::lies_somewhere(tx, notice)? {
                    return Ok(());
                }
                keep(tx, inner, person.id, &key, notice, &keeping)
            });
            // A full disk is no reason not to show it.
            if let Err(error) = stored.await {
                tracing::info!(%error, "a file could not be kept");
            }
            Ok(bytes)
        })
        .await
    }
}
