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
use itsumo_domain::{handbook::BlobRef, i18n::Locale, sync::Refusal};
use serde::{Deserialize, Serialize};
use std::{
    collections::{BTreeMap, BTreeSet},
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
    /// `handed-over`, `folder-not-empty`; `disk-full` and its like. Nothing is left behind then.
    pub async fn export_handbook(&self, folder: &Path, options: ExportOptions) -> Result<ExportReport, Error> {
        self.not_handed_over().await?;
        let place = folder.to_owned();
        let beside = self.inner().blocking(move || prepare(&place)).await?;
        let done = self.write_folder(&beside, folder, options.locale).await;
        if done.is_err() {
            // What was begun is taken away again; that it cannot be is no news beside the first trouble.
            let _ = self.inner().blocking(move || Ok(fs::remove_dir_all(&beside)?)).await;
        }
        let report = done?;
        self.shared(None, "folder", options.to).await?;
        Ok(report)
    }

    async fn write_folder(&self, beside: &Path, place: &Path, locale: Locale) -> Result<ExportReport, Error> {
        let copied = self.read(|db, inner| inner.vault(db, |memory| family::copy::texts(db, memory))).await?;
        let mut material = self.material(locale, None).await?;
        let wanted: BTreeMap<String, BlobRef> = material
            .book
            .all()
            .into_iter()
            .flat_map(|entry| entry.fact.blobs())
            .map(|blob| (blob.sha256.clone(), blob.clone()))
            .collect();
        // What the family took out of the handbook stays in the sealed copy, and is in no folder of pictures.
        let shown: BTreeSet<String> = material
            .book
            .children()
            .into_iter()
            .filter_map(|(entry, _)| entry.about())
            .flat_map(|id| material.book.entries(id))
            .flat_map(|entry| entry.fact.blobs())
            .map(|blob| blob.sha256.clone())
            .collect();
        // One photo after the other: a phone has not the room for all of them at once.
        let mut marks = BTreeMap::new();
        for (name, photo) in &wanted {
            let Ok(opened) = self.blob(photo).await else { continue };
            let (inner, name, folder, file) = (self.inner(), name.clone(), beside.to_owned(), html::photo_name(photo));
            let (kept, shown) = (inner.clone(), shown.contains(&name));
            let mark = inner.blocking(move || {
                if shown {
                    put(&folder.join("photos").join(file), &opened)?;
                }
                let Some(sealed) = blob::get(&kept.family.blobs, &name)? else { return Ok(None) };
                put(&folder.join(COPY).join(BLOBS).join(&name), &sealed)?;
                Ok(Some((name, FileMark::of(&sealed))))
            });
            marks.extend(mark.await?);
        }
        material.beside = marks.keys().cloned().collect();
        let report = ExportReport {
            folder: place.to_owned(),
            entries: copied.texts.len(),
            photos: marks.len(),
            photos_missing: wanted.len() - marks.len(),
            unreadable: copied.unreadable,
        };
        let (beside, place) = (beside.to_owned(), place.to_owned());
        let write = move || {
            write_all(&beside, &material, &copied.texts, marks)?;
            if place.exists() {
                fs::remove_dir(&place)?;
            }
            Ok(fs::rename(&beside, &place)?)
        };
        self.inner().blocking(write).await?;
        Ok(report)
    }
}

/// Looks that the place is free, and gives the folder beside it that is written first.
fn prepare(place: &Path) -> Result<PathBuf, StoreError> {
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
    Ok(beside)
}

fn write_all(
    folder: &Path,
    material: &Material,
    texts: &BTreeMap<Uuid, Vec<u8>>,
    marks: BTreeMap<String, FileMark>,
) -> Result<(), StoreError> {
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
    put(&folder.join("index.html"), html::page(material, &parts).as_bytes())?;
    complete(&folder.join(COPY), material, texts, marks)
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
fn complete(
    folder: &Path,
    material: &Material,
    texts: &BTreeMap<Uuid, Vec<u8>>,
    marks: BTreeMap<String, FileMark>,
) -> Result<(), StoreError> {
    let mut entries = b"[\n".to_vec();
    for (at, text) in texts.values().enumerate() {
        if at > 0 {
            entries.extend(b",\n");
        }
        entries.extend(text);
    }
    entries.extend(b"\n]\n");
    put(&folder.join(ENTRIES), &entries)?;
    let mut files: BTreeMap<String, FileMark> =
        marks.into_iter().map(|(name, mark)| (format!("{BLOBS}/{name}"), mark)).collect();
    files.insert(ENTRIES.to_owned(), FileMark::of(&entries));
    let manifest =
        Manifest { format: FORMAT.to_owned(), version: VERSION, made: material.now.0, entries: texts.len(), files };
    // Last: a copy without its list is none.
    put(&folder.join(MANIFEST), &serde_json::to_vec_pretty(&manifest)?)
}
