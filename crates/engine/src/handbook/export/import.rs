//! Back from a folder that an export wrote: into this family, new phone or old, any number of times.
//!
//! The folder is read and checked whole before anything is written: each file against the list's SHA-256, each entry
//! against its id. A damaged folder changes nothing. Entries that are here already stay; what is new is sealed with
//! this family's key, in one transaction, the very bytes that were sealed before.

use super::folder::{BLOBS, COPY, ENTRIES, FORMAT, FileMark, MANIFEST, Manifest, VERSION};
use crate::{Change, Engine, Error, family, handbook::blob, store::StoreError};
use itsumo_domain::{handbook::Entry, sync::Refusal};
use serde_json::value::RawValue;
use std::{
    collections::BTreeSet,
    fs, io,
    path::{Path, PathBuf},
};

/// What an import brought.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ImportReport {
    /// Entries that were not here before.
    pub new: usize,
    /// Entries that were.
    pub known: usize,
    /// Photos in the folder.
    pub photos: usize,
}

/// A folder, read and found sound.
struct Read {
    entries: Vec<(Entry, Vec<u8>)>,
    /// Where each sealed photo lies, and its mark: checked, and read again one by one when they are taken over.
    photos: Vec<(String, PathBuf, FileMark)>,
}

impl Engine {
    /// Brings back what [`Engine::export_handbook`] wrote: the folder itself or the `itsumo` folder in it.
    ///
    /// # Errors
    /// `import-not-found` when it is no such folder, `import-damaged` when a file of it is missing or changed,
    /// [`Error::NewerData`] when a newer app wrote it, `import-differs` when an entry here has the same id and says
    /// something else. Nothing is changed then.
    pub async fn import_handbook(&self, folder: &Path) -> Result<ImportReport, Error> {
        self.not_handed_over().await?;
        let (inner, folder) = (self.inner(), folder.to_owned());
        let kept = inner.clone();
        let read = inner
            .blocking(move || {
                let read = read(&folder)?;
                // Photos first: a crash between the two leaves photos that nobody names, not names without photos.
                for (name, path, mark) in &read.photos {
                    blob::put(&kept.family.blobs, name, &file(path, mark)?)?;
                }
                Ok(read)
            })
            .await?;
        let photos = read.photos.len();
        let back = self
            .write(move |tx, inner| inner.vault(tx, |memory| family::copy::put_back(tx, inner, memory, &read.entries)))
            .await?;
        if back.new > 0 {
            self.changed(Change::Handbook);
            self.changed(Change::Family);
            self.0.inner.wake_sync.notify_one();
        }
        Ok(ImportReport { new: back.new, known: back.known, photos })
    }
}

fn refused(code: &str) -> StoreError {
    StoreError::Refused(Refusal::new(code))
}

fn read(folder: &Path) -> Result<Read, StoreError> {
    let (folder, manifest) = manifest(folder)?;
    if manifest.format != FORMAT {
        return Err(refused("import-not-found"));
    }
    if manifest.version > VERSION {
        return Err(StoreError::Newer);
    }
    let mut read = Read { entries: Vec::new(), photos: Vec::new() };
    let mut listed = false;
    for (path, mark) in manifest.files {
        let name = path.strip_prefix(BLOBS).and_then(|rest| rest.strip_prefix('/'));
        match name {
            Some(name) if is_blob(name) => {
                let place = folder.join(BLOBS).join(name);
                file(&place, &mark)?;
                // The name of a photo is the SHA-256 of its seal: the list and the name must say the same.
                if mark.sha256 != name {
                    return Err(refused("import-damaged"));
                }
                read.photos.push((name.to_owned(), place, mark));
            }
            None if path == ENTRIES => {
                read.entries = entries(&file(&folder.join(ENTRIES), &mark)?)?;
                listed = true;
            }
            _ => return Err(refused("import-damaged")),
        }
    }
    if !listed || read.entries.len() != manifest.entries {
        return Err(refused("import-damaged"));
    }
    Ok(read)
}

/// The list, in the folder or in the copy's folder inside it.
fn manifest(folder: &Path) -> Result<(PathBuf, Manifest), StoreError> {
    for place in [folder.join(COPY), folder.to_owned()] {
        match fs::read(place.join(MANIFEST)) {
            Ok(text) => {
                let manifest = serde_json::from_slice(&text).map_err(|_| refused("import-damaged"))?;
                return Ok((place, manifest));
            }
            Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(refused("import-not-found"))
}

fn is_blob(name: &str) -> bool {
    name.len() == 64 && name.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// A file that is what the list says.
fn file(path: &Path, mark: &FileMark) -> Result<Vec<u8>, StoreError> {
    match fs::read(path) {
        Ok(bytes) if FileMark::of(&bytes) == *mark => Ok(bytes),
        Ok(_) => Err(refused("import-damaged")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Err(refused("import-damaged")),
        Err(error) => Err(error.into()),
    }
}

fn entries(text: &[u8]) -> Result<Vec<(Entry, Vec<u8>)>, StoreError> {
    let damaged = || refused("import-damaged");
    let raw: Vec<&RawValue> = serde_json::from_slice(text).map_err(|_| damaged())?;
    let mut seen = BTreeSet::new();
    raw.into_iter()
        .map(|raw| {
            let entry: Entry = serde_json::from_str(raw.get()).map_err(|_| damaged())?;
            // How a vault works is never part of a copy; one that says otherwise is not ours.
            if !seen.insert(entry.id) || entry.fact.is_upkeep() {
                return Err(damaged());
            }
            Ok((entry, raw.get().as_bytes().to_vec()))
        })
        .collect()
}
