//! Blobs go beside a backup, and back: each is checked against its name on the way.

use super::BackupError;
use crate::{
    blob::{BlobError, Blobs, Place as BlobPlace},
    store::{Place, Store, StoreError, open_to_read},
};
use itsumo_domain::family::LARGEST_BLOB;
use std::path::Path;

/// What became of the blobs that the tables name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlobsCopied {
    /// Copied now.
    pub copied: usize,
    /// There already.
    pub there: usize,
    /// Not where they should have been copied from: their family left meanwhile, or they were lost before.
    pub missing: usize,
}

impl From<BlobError> for BackupError {
    fn from(error: BlobError) -> Self {
        Self::Store(StoreError::Database(error.to_string()))
    }
}

/// Copies the blobs that the tables name into `folder`, those that are not there yet. Call it after [`super::backup`]:
/// then all that the backup names are among them, but those of a family that left in between.
///
/// # Errors
/// When the tables or the blobs cannot be read, or the folder cannot be written.
pub async fn keep_blobs(place: &Place, from: &Blobs, folder: &Path) -> Result<BlobsCopied, BackupError> {
    let store = open_to_read(place).await?;
    let named = named(&store).await;
    store.close().await;
    copy(named?, from, &Blobs::folder(folder)?).await
}

/// Puts the blobs of `folder` back that the tables name and that are missing.
///
/// # Errors
/// As [`keep_blobs`].
pub async fn put_blobs(place: &Place, folder: &Path, to: &Blobs) -> Result<BlobsCopied, BackupError> {
    let store = open_to_read(place).await?;
    let named = named(&store).await;
    store.close().await;
    copy(named?, &Blobs::folder(folder)?, to).await
}

async fn named(store: &Store) -> Result<Vec<BlobPlace>, StoreError> {
    store
        .read(|tx| {
            Box::pin(async move {
                let sql = "SELECT b.city, f.room, b.sha256 FROM family_blob b
                           JOIN family f ON f.city = b.city AND f.id = b.family
                           UNION SELECT city, facility, sha256 FROM notice_file ORDER BY 1, 2, 3";
                let rows = tx.query(sql, &[]).await?;
                let place = |row: &crate::store::Row| {
                    let sha256 = row.bytes(2)?.try_into();
                    let sha256 = sha256.map_err(|_| StoreError::Shape("a hash of another size".to_owned()))?;
                    Ok(BlobPlace { city: row.text(0)?.to_owned(), room: row.uuid(1)?, sha256 })
                };
                rows.iter().map(place).collect()
            })
        })
        .await
}

async fn copy(named: Vec<BlobPlace>, from: &Blobs, to: &Blobs) -> Result<BlobsCopied, BackupError> {
    let mut done = BlobsCopied::default();
    for place in named {
        if to.has(&place).await? {
            done.there += 1;
            continue;
        }
        match from.read(&place).await {
            Ok(kept) => {
                to.keep(&place, kept.bytes, LARGEST_BLOB).await?;
                done.copied += 1;
            }
            Err(BlobError::Missing) => done.missing += 1,
            Err(error) => return Err(error.into()),
        }
    }
    Ok(done)
}
