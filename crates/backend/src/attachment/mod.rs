//! Files that go with what is written to many: of a school's notices, of an association's circulars.
//!
//! A file lies in its writer's room ([`crate::blob`]) under the SHA-256 of its bytes: a facility's, an association's, or
//! that of a circular which the city writes to many. It is looked through for what people should see before they send
//! it, and gone from the disk when nothing of that room has it any more.
//!
//! The table is called `notice_file`, because notices had files first; `notice` is whatever the file goes with, and
//! `facility` is the room.

mod inspect;

use crate::{
    app::App,
    blob::{self, BlobError, Kept, Place},
    store::{StoreError, Tx, Value},
};
use bytes::Bytes;
use itsumo_domain::{
    Timestamp,
    writing::{Attachment, FileText},
};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// Largest file, in bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;
/// Most characters of a file's name.
const NAME: usize = 120;

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum AttachError {
    /// Not PDF, PNG, JPEG, CSV, xlsx or text.
    #[error("not a kind of file that can be attached")]
    NotAFile,
    /// Empty, or larger than [`LARGEST`].
    #[error("too large a file, or an empty one")]
    TooMuch,
    /// Where files lie.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A file that was looked through, and lies nowhere yet.
#[derive(Clone, Debug)]
pub struct Looked {
    /// What people see of it.
    pub attachment: Attachment,
    bytes: Bytes,
    sha256: [u8; 32],
    text: Option<String>,
}

/// Looks through a file.
///
/// # Errors
/// [`AttachError::NotAFile`], [`AttachError::TooMuch`].
pub async fn look(name: &str, bytes: Bytes) -> Result<Looked, AttachError> {
    if bytes.is_empty() || bytes.len() > LARGEST {
        return Err(AttachError::TooMuch);
    }
    let name = short_name(name);
    let (kind, read) = (name.clone(), bytes.clone());
    let found = tokio::task::spawn_blocking(move || inspect::inspect(&kind, &read)).await;
    let found = found.map_err(|error| StoreError::Shape(format!("a file could not be looked at: {error}")))?;
    let found = found.ok_or(AttachError::NotAFile)?;
    let sha256: [u8; 32] = Sha256::digest(&bytes).into();
    let attachment = Attachment {
        sha256: blob::hex(&sha256),
        name,
        media: found.media.to_owned(),
        bytes: i64::try_from(bytes.len()).unwrap_or(i64::MAX),
    };
    Ok(Looked { attachment, bytes, sha256, text: found.text })
}

impl Looked {
    /// Puts it into a room.
    ///
    /// # Errors
    /// [`AttachError::Blob`].
    pub async fn keep(&self, app: &App, city: &str, room: Uuid) -> Result<(), AttachError> {
        let place = Place { city: city.to_owned(), room, sha256: self.sha256 };
        let body = futures_util::stream::iter([Ok::<_, std::convert::Infallible>(self.bytes.clone())]);
        app.blobs.keep(&place, body, LARGEST).await?;
        Ok(())
    }

    /// Puts it there again if it is gone: somebody may have thrown away the same file of something else in between.
    ///
    /// # Errors
    /// [`AttachError::Blob`].
    pub async fn keep_still(&self, app: &App, city: &str, room: Uuid) -> Result<(), AttachError> {
        let place = Place { city: city.to_owned(), room, sha256: self.sha256 };
        if app.blobs.has(&place).await? { Ok(()) } else { self.keep(app, city, room).await }
    }

    /// Writes down that it goes with `of`.
    ///
    /// # Errors
    /// The store's.
    pub async fn note(
        &self,
        tx: &mut dyn Tx,
        city: &str,
        of: Uuid,
        room: Uuid,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let sql = "INSERT INTO notice_file (city, notice, sha256, facility, name, media, size, text, at)
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (city, notice, sha256)
                   DO UPDATE SET name = excluded.name, media = excluded.media, text = excluded.text";
        let params: [Value; 9] = [
            city.into(),
            of.into(),
            self.sha256.to_vec().into(),
            room.into(),
            self.attachment.name.as_str().into(),
            self.attachment.media.as_str().into(),
            self.attachment.bytes.into(),
            self.text.clone().into(),
            now.into(),
        ];
        tx.execute(sql, &params).await?;
        Ok(())
    }
}

fn short_name(name: &str) -> String {
    let name: String = name.trim().chars().filter(|c| !c.is_control() && !matches!(c, '/' | '\\')).collect();
    let name = if name.is_empty() { "file".to_owned() } else { name };
    match name.rsplit_once('.') {
        Some((stem, end)) if name.chars().count() > NAME && end.chars().count() <= 5 => {
            let stem: String = stem.chars().take(NAME.saturating_sub(6)).collect();
            format!("{stem}.{end}")
        }
        _ => name.chars().take(NAME).collect(),
    }
}

/// The files that go with `of`, as what they are known to be.
///
/// # Errors
/// The store's.
pub async fn known(tx: &mut dyn Tx, city: &str, of: Uuid) -> Result<Vec<Attachment>, StoreError> {
    let sql = "SELECT sha256, name, media, size FROM notice_file WHERE city = $1 AND notice = $2 ORDER BY at, sha256";
    let rows = tx.query(sql, &[city.into(), of.into()]).await?;
    let read = rows.iter().map(|row| {
        Ok(Attachment {
            sha256: blob::hex(row.bytes(0)?),
            name: row.text(1)?.to_owned(),
            media: row.text(2)?.to_owned(),
            bytes: row.int(3)?,
        })
    });
    read.collect()
}

/// What is written in the files of `of` that are among `attachments`.
///
/// # Errors
/// The store's.
pub async fn texts(
    tx: &mut dyn Tx,
    city: &str,
    of: Uuid,
    attachments: &[Attachment],
) -> Result<Vec<FileText>, StoreError> {
    let sql = "SELECT name, text, sha256 FROM notice_file WHERE city = $1 AND notice = $2 ORDER BY at, sha256";
    let mut files = Vec::new();
    for row in tx.query(sql, &[city.into(), of.into()]).await? {
        let sha256 = blob::hex(row.bytes(2)?);
        if attachments.iter().any(|file| file.sha256 == sha256) {
            files.push(FileText { name: row.text(0)?.to_owned(), text: row.opt_text(1)?.map(str::to_owned) });
        }
    }
    Ok(files)
}

/// Forgets what was read out of the files of `of`: it has done its work.
///
/// # Errors
/// The store's.
pub async fn forget_texts(tx: &mut dyn Tx, city: &str, of: Uuid) -> Result<(), StoreError> {
    let sql = "UPDATE notice_file SET text = '' WHERE city = $1 AND notice = $2";
    tx.execute(sql, &[city.into(), of.into()]).await?;
    Ok(())
}

/// Forgets the files of `of` but those named. Answers which of them nothing else of their room has.
///
/// # Errors
/// The store's.
pub async fn forget_but(tx: &mut dyn Tx, city: &str, of: Uuid, kept: &[String]) -> Result<Vec<[u8; 32]>, StoreError> {
    let rows = tx
        .query("SELECT sha256, facility FROM notice_file WHERE city = $1 AND notice = $2", &[city.into(), of.into()])
        .await?;
    let mut gone = Vec::new();
    for row in rows {
        let (hash, room) = (row.bytes(0)?.to_vec(), row.uuid(1)?);
        if kept.contains(&blob::hex(&hash)) {
            continue;
        }
        let sql = "DELETE FROM notice_file WHERE city = $1 AND notice = $2 AND sha256 = $3";
        tx.execute(sql, &[city.into(), of.into(), hash.clone().into()]).await?;
        let sql = "SELECT 1 FROM notice_file WHERE city = $1 AND facility = $2 AND sha256 = $3 LIMIT 1";
        if tx.query(sql, &[city.into(), room.into(), hash.clone().into()]).await?.is_empty() {
            gone.extend(<[u8; 32]>::try_from(hash));
        }
    }
    Ok(gone)
}

/// Removes files from the disk.
///
/// # Errors
/// [`BlobError::Place`].
pub async fn remove(app: &App, city: &str, room: Uuid, gone: &[[u8; 32]]) -> Result<(), BlobError> {
    for sha256 in gone {
        app.blobs.remove(&Place { city: city.to_owned(), room, sha256: *sha256 }).await?;
    }
    Ok(())
}

/// A file on its way out.
pub struct Sent {
    /// Its name and kind.
    pub attachment: Attachment,
    /// Its bytes.
    pub kept: Kept,
}

/// Opens a file of a room, if it is among `attachments`.
///
/// # Errors
/// [`BlobError::Missing`] when it is not.
pub async fn open<'a>(
    app: &App,
    city: &str,
    room: Uuid,
    attachments: impl IntoIterator<Item = &'a Attachment>,
    sha256: &str,
) -> Result<Sent, BlobError> {
    let attachment = attachments.into_iter().find(|file| file.sha256 == sha256).cloned().ok_or(BlobError::Missing)?;
    let digest = digest(sha256).ok_or(BlobError::Missing)?;
    let kept = app.blobs.read(&Place { city: city.to_owned(), room, sha256: digest }).await?;
    Ok(Sent { attachment, kept })
}

/// Reads 64 hexadecimal digits.
pub fn digest(hex: &str) -> Option<[u8; 32]> {
    if hex.len() != 64 {
        return None;
    }
    let mut digest = [0; 32];
    for (place, byte) in digest.iter_mut().enumerate() {
        let at = place.saturating_mul(2);
        *byte = u8::from_str_radix(hex.get(at..at.saturating_add(2))?, 16).ok()?;
    }
    Some(digest)
}
