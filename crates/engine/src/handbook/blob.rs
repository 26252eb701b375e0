//! Photos and papers: each sealed with a key of its own, which lies inside the entry that names it, and named by
//! the SHA-256 of its ciphertext. They lie in a folder beside the database and travel when they are needed; a
//! damaged one is fetched again.

use crate::{
    Engine, Error, Inner,
    crypto::{DeviceKey, sha256_hex, to_hex},
    family,
    store::StoreError,
};
use itsumo_domain::{
    family::LARGEST_BLOB,
    handbook::{BlobRef, Entry},
};
use rusqlite::Transaction;
use std::{io::Write, path::Path, sync::Arc};
use uuid::Uuid;

/// What sealing adds: version, nonce, tag.
const OVERHEAD: usize = 1 + 24 + 16;
const PLACE: &str = "blob";

/// Whether `name` is the name of a blob, and so can be a file's.
fn is_name(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// Remembers that the photos an entry names are to be delivered to a vault.
pub(crate) fn named_by(tx: &Transaction<'_>, vault: Uuid, entry: &Entry) -> Result<(), StoreError> {
    for blob in entry.fact.blobs().into_iter().filter(|blob| is_name(&blob.sha256)) {
        tx.prepare_cached("INSERT OR IGNORE INTO family_blob (vault, sha256) VALUES (?1, ?2)")?
            .execute((vault.as_bytes(), &blob.sha256))?;
    }
    Ok(())
}

/// Writes a file beside and then over, so that a crash leaves all of it or none.
pub(crate) fn put(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let (beside, place) = (folder.join(format!("{name}.new")), folder.join(name));
    let mut file = std::fs::File::create(&beside)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    std::fs::rename(&beside, &place)
}

/// The ciphertext on this device; `None` when it is not here or is damaged.
pub(crate) fn get(folder: &Path, name: &str) -> std::io::Result<Option<Vec<u8>>> {
    if !is_name(name) {
        return Ok(None);
    }
    match std::fs::read(folder.join(name)) {
        Ok(bytes) if sha256_hex(&bytes) == name => Ok(Some(bytes)),
        Ok(_) => {
            tracing::warn!(name, "a photo on this device is damaged");
            Ok(None)
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

impl Engine {
    /// Seals a photo or a paper and keeps it on this device. It is delivered with the first entry that names it.
    ///
    /// # Errors
    /// `photo-too-large` above 16 MiB; `disk-full` and its like.
    pub async fn keep_blob(&self, bytes: Vec<u8>, media: &str) -> Result<BlobRef, Error> {
        if bytes.len() > LARGEST_BLOB - OVERHEAD {
            return Err(Error::refused("photo-too-large"));
        }
        let (inner, media) = (self.inner(), media.to_owned());
        let work = inner.clone();
        inner
            .blocking(move || {
                let (key, random) = (work.deps.ids.secret(), work.deps.ids.secret());
                let sealed = DeviceKey::new(key).seal(PLACE, &bytes, random);
                let sha256 = sha256_hex(&sealed);
                put(&work.family.blobs, &sha256, &sealed).map_err(full_or_other)?;
                Ok(BlobRef { sha256, key: to_hex(&key), media, bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX) })
            })
            .await
    }

    /// A photo or a paper, opened: from this device, or fetched when it is not here or is damaged.
    ///
    /// # Errors
    /// `photo-not-here` when no reachable place has it, [`Error::Offline`] while the server cannot be reached,
    /// `photo-changed` when it does not open.
    pub async fn blob(&self, blob: &BlobRef) -> Result<Vec<u8>, Error> {
        let (inner, name) = (self.inner(), blob.sha256.clone());
        let here = inner.clone();
        let sealed = inner.blocking(move || Ok(get(&here.family.blobs, &name)?)).await?;
        let sealed = match sealed {
            Some(sealed) => sealed,
            None => {
                let name = blob.sha256.clone();
                let fetching = self.inner();
                self.run(async move { fetch(&fetching, &name).await }).await?
            }
        };
        let key = DeviceKey::from_hex(&blob.key).ok_or_else(|| Error::refused("photo-changed"))?;
        key.open(PLACE, &sealed).map_err(|_| Error::refused("photo-changed"))
    }
}

fn full_or_other(error: std::io::Error) -> StoreError {
    match error.kind() {
        std::io::ErrorKind::StorageFull => StoreError::Full,
        std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied => StoreError::ReadOnly,
        _ => StoreError::Io(error),
    }
}

/// Fetches a photo's ciphertext from whichever of the family's vaults has it, and keeps it here.
pub(crate) async fn fetch(inner: &Arc<Inner>, name: &str) -> Result<Vec<u8>, Error> {
    let mut reached = true;
    if !is_name(name) {
        return Err(Error::refused("photo-not-here"));
    }
    for line in family::lines(inner).await? {
        match line.get_blob(name).await {
            Ok(bytes) if sha256_hex(&bytes) == name => {
                let (work, name, keep) = (Arc::clone(inner), name.to_owned(), bytes.clone());
                inner.blocking(move || put(&work.family.blobs, &name, &keep).map_err(full_or_other)).await?;
                return Ok(bytes);
            }
            Ok(_) => tracing::warn!(name, "the server's copy of a photo is damaged"),
            Err(Error::Offline) => reached = false,
            Err(error) => tracing::debug!(name, %error, "a photo did not come"),
        }
    }
    Err(if reached { Error::refused("photo-not-here") } else { Error::Offline })
}
