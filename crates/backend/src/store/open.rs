//! Which engine, from what the operator said.

use super::{Store, StoreError, postgres::Postgres, sqlite::Sqlite};
use std::{path::PathBuf, sync::Arc};

/// Where the tables are.
#[derive(Clone, Debug)]
pub enum Place {
    /// SQLite, in this folder.
    Folder(PathBuf),
    /// PostgreSQL, by its URL or key-value string.
    Postgres(String),
}

/// Opens the store and brings its tables up to date.
///
/// # Errors
/// [`StoreError::Newer`] when a newer program wrote it, [`StoreError::InUse`] when another process holds the
/// folder, [`StoreError::Database`] when it cannot be reached, read or written.
pub async fn open(place: &Place) -> Result<Store, StoreError> {
    Ok(match place {
        Place::Folder(folder) => {
            let folder = folder.clone();
            let opening = tokio::task::spawn_blocking(move || Sqlite::open(&folder));
            let sqlite = opening.await.map_err(|gone| StoreError::Database(gone.to_string()))??;
            Store::new(Arc::new(sqlite))
        }
        Place::Postgres(url) => Store::new(Arc::new(Postgres::connect(url).await?)),
    })
}

/// Opens the store to look at it, beside a server that may be running. Writes to it are refused.
///
/// # Errors
/// As [`open`], and [`StoreError::Database`] when there is nothing to look at.
pub async fn open_to_read(place: &Place) -> Result<Store, StoreError> {
    match place {
        Place::Folder(folder) => {
            let folder = folder.clone();
            let opening = tokio::task::spawn_blocking(move || Sqlite::open_to_read(&folder));
            let sqlite = opening.await.map_err(|gone| StoreError::Database(gone.to_string()))??;
            Ok(Store::new(Arc::new(sqlite)))
        }
        Place::Postgres(_) => open(place).await,
    }
}
