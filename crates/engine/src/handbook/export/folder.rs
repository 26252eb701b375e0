//! One folder with everything: `index.html` that opens without a network, a folder a child with papers and files for
//! other programs, the photos, and in `itsumo/` the complete copy that [`super::import`] brings back bit for bit.
//!
//! It is written beside its place and moved there when it is whole: a folder that is there is complete.

use super::{
    ExportOptions, Material,
    booklet::{Booklet, Part},
    csv, fhir, html, ical, plans,
};
use crate::{Engine, Error, crypto::sha256_hex, family, handbook::blob, store::StoreError};
use itsumo_domain::{handbook::BlobRef, sync::Refusal};
use serde::{Deserialize, Serialize};
use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};
use uuid::Uuid;

/// The complete copy's folder.
pub(super) const COPY: &str = "itsumo";
pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const ENTRIES: &str = "entries.json";
pub(super) const BLOBS: &str = "blobs";
pub(super) const FORMAT: &str = "itsumo-handbook";
pub(super) const VERSION: u32 = 1;

/// What the copy holds, with the SHA-256 of each file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Manifest {
    pub format: String,
    pub version: u32,
    /// UTC milliseconds.
    pub made: i64,
    pub entries: usize,
    /// By the path inside the copy's folder.
    pub files: BTreeMap<String, FileMark>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct FileMark {
    pub bytes: u64,
    pub sha256: String,
}

impl FileMark {
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self { bytes: u64::try_from(bytes.len()).unwrap_or(u64::MAX), sha256: sha256_hex(bytes) }
    }
}

/// What an export wrote.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExportReport {
    /// Where.
    pub folder: PathBuf,
    /// Entries in the copy, those that no longer stand too.
    pub entries: usize,
    /// Photos in it.
    pub photos: usize,
    /// Photos that could not be had just now: the copy names them, and has them not.
    pub photos_missing: usize,
    /// Entries on this device that do not open any more.
    pub unreadable: usize,
}

/// What is read before anything is written.
struct Copy {
    texts: BTreeMap<Uuid, Vec<u8>>,
    /// Sealed, by name.
    blobs: BTreeMap<String, Vec<u8>>,
}

/// A file, and the folders it needs.
pub(super) fn put(file: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let written = file.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::write(file, bytes));
    written.map_err(|error| match error.kind() {
        io::ErrorKind::StorageFull => StoreError::Full,
        io::ErrorKind::ReadOnlyFilesystem | io::ErrorKind::PermissionDenied => StoreError::ReadOnly,
        _ => StoreError::Io(error),
    })
}

impl Engine {
    /// Writes the whole handbook into `folder`, which must not be there yet or be empty.
    ///
    /// # Errors
    /// `folder-not-empty`; `disk-full` and its like. Nothing is left behind then.
    pub async fn export_handbook(&self, folder: &Path, options: ExportOptions) -> Result<ExportReport, Error> {
        let copied = self.read(|db, inner| inner.vault(db, |memory| family::copy::texts(db, memory))).await?;
        let material = self.material(options.locale, None).await?;
        let wanted: BTreeMap<String, BlobRef> = material
            .book
            .all()
            .into_iter()
            .flat_map(|entry| entry.fact.blobs())
            .map(|blob| (blob.sha256.clone(), blob.clone()))
            .collect();
        let mut blobs = BTreeMap::new();
        for (name, photo) in &wanted {
            // Fetched where it is not here; kept sealed, as the entry that names it says.
            let _ = self.blob(photo).await;
            let (inner, name) = (self.inner(), name.clone());
            let sealed =
                inner.clone().blocking(move || Ok(blob::get(&inner.family.blobs, &name)?.map(|b| (name, b)))).await?;
            blobs.extend(sealed);
        }
        let mut report = ExportReport {
            folder: folder.to_owned(),
            entries: copied.texts.len(),
            photos: blobs.len(),
            photos_missing: wanted.len() - blobs.len(),
            unreadable: copied.unreadable,
        };
        let (copy, place) = (Copy { texts: copied.texts, blobs }, folder.to_owned());
        self.inner().blocking(move || whole(&place, &material, &copy)).await?;
        self.shared(None, "folder", options.to).await?;
        report.folder = folder.to_owned();
        Ok(report)
    }
}

/// Writes beside the place, then moves.
fn whole(place: &Path, material: &Material, copy: &Copy) -> Result<(), StoreError> {
    let taken = || StoreError::Refused(Refusal::of_field("folder-not-empty", "folder"));
    match fs::read_dir(place) {
        Ok(mut inside) => {
            if inside.next().is_some() {
                return Err(taken());
            }
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Err(taken()),
        Err(error) => return Err(error.into()),
    }
    let mut name = place.file_name().map(std::ffi::OsStr::to_os_string).ok_or_else(taken)?;
    name.push(".part");
    let beside = place.with_file_name(name);
    if beside.exists() {
        fs::remove_dir_all(&beside)?;
    }
    let written = write_all(&beside, material, copy).and_then(|()| {
        if place.exists() {
            fs::remove_dir(place)?;
        }
        Ok(fs::rename(&beside, place)?)
    });
    if written.is_err() {
        // What was begun is taken away again; that it cannot be is no news beside the first trouble.
        let _ = fs::remove_dir_all(&beside);
    }
    written
}

fn write_all(folder: &Path, material: &Material, copy: &Copy) -> Result<(), StoreError> {
    let children = material.book.children();
    let parts: Vec<html::Part> = children
        .iter()
        .filter_map(|(entry, _)| entry.about())
        .enumerate()
        .map(|(number, id)| html::Part { id, folder: format!("child-{}", number + 1) })
        .collect();
    for part in &parts {
        child(&folder.join(&part.folder), material, part.id)?;
    }
    for photo in children.iter().filter_map(|(entry, _)| entry.about()).flat_map(|id| material.book.entries(id)) {
        for blob in photo.fact.blobs() {
            if let Some(bytes) = material.photos.get(&blob.sha256) {
                put(&folder.join("photos").join(html::photo_name(blob)), bytes)?;
            }
        }
    }
    put(&folder.join("index.html"), html::page(material, &parts).as_bytes())?;
    complete(&folder.join(COPY), material, copy)
}

fn child(folder: &Path, material: &Material, id: Uuid) -> Result<(), StoreError> {
    let Some(booklet) = Booklet::of(material, id) else { return Ok(()) };
    let words = material.words;
    let paper =
        |pdf: Result<Vec<u8>, itsumo_paper::PaperError>| pdf.map_err(|error| StoreError::Io(io::Error::other(error)));
    put(&folder.join("booklet.pdf"), &paper(booklet.pdf(Part::Booklet))?)?;
    put(&folder.join("growth.pdf"), &paper(booklet.pdf(Part::Growth))?)?;
    put(&folder.join("vaccinations.pdf"), &paper(booklet.pdf(Part::Vaccinations))?)?;
    for (name, text) in csv::files(words, &material.book, id) {
        put(&folder.join(name), text.as_bytes())?;
    }
    let plans = plans(&material.book, id, material.now);
    put(&folder.join("calendar.ics"), ical::calendar(words, &material.book, id, &plans, material.now).as_bytes())?;
    if let Some(bundle) = fhir::bundle(&material.book, id, material.now) {
        put(&folder.join("fhir.json"), fhir::json(&bundle).as_bytes())?;
    }
    Ok(())
}

/// The copy that can be brought back: entries one a line, in the order of their ids, as they were sealed.
fn complete(folder: &Path, material: &Material, copy: &Copy) -> Result<(), StoreError> {
    let mut entries = b"[\n".to_vec();
    for (at, text) in copy.texts.values().enumerate() {
        if at > 0 {
            entries.extend(b",\n");
        }
        entries.extend(text);
    }
    entries.extend(b"\n]\n");
    let mut files = BTreeMap::from([(ENTRIES.to_owned(), FileMark::of(&entries))]);
    put(&folder.join(ENTRIES), &entries)?;
    for (name, bytes) in &copy.blobs {
        put(&folder.join(BLOBS).join(name), bytes)?;
        files.insert(format!("{BLOBS}/{name}"), FileMark::of(bytes));
    }
    let manifest = Manifest {
        format: FORMAT.to_owned(),
        version: VERSION,
        made: material.now.0,
        entries: copy.texts.len(),
        files,
    };
    // Last: a copy without its list is none.
    put(&folder.join(MANIFEST), &serde_json::to_vec_pretty(&manifest)?)?;
    Ok(())
}
