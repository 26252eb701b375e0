//! Backup and restore, while the server runs and while it does not.
//!
//! SQLite is copied page by page on one snapshot by its own backup machinery; writers are not held up. Of
//! PostgreSQL `pg_dump` makes the copy. A backup is written beside its final name, checked, and only then given
//! that name, so that a file with a backup's name is a whole one. Blobs never change: those that the tables name
//! are copied beside it (`FILE.blobs`, or a folder that several backups share), and a restore puts back those
//! that are missing.
//!
//! A restore is one transaction in the database that is in use ([`replace`]): readers go on with what was there
//! until it commits, writers wait for it, and who is killed in the middle finds what was there. On SQLite the
//! server itself does it, between two commits of its writer, asked through its operator's door ([`running`]); on
//! PostgreSQL whoever restores does it, and the processes that serve are told. Only a database that is damaged, or
//! none, is replaced as a file, and for that no server may run.
//!
//! After a restore devices know more than the server: their cursors name numbers that the server would give out
//! again, for other records. A restore therefore moves every stream's head on by [`HEAD_START`]: what is written
//! from now on is beyond every cursor, and no device misses any of it.
//!
//! **Invariant:** a restore replaces nothing before the backup has been read in full and found good, and keeps
//! what was there in a file of its own.

mod blobs;
mod postgres;
mod replace;
pub mod running;
mod sqlite;

pub use blobs::{BlobsCopied, keep_blobs, put_blobs};
pub use sqlite::restore_open;

use crate::{
    clock::Clock,
    store::{Place, Sqlite, Store, StoreError},
};
use std::{
    ffi::OsString,
    fs::File,
    io,
    path::{Path, PathBuf},
    sync::Arc,
};

/// How far a restore moves the heads of streams: more than any city writes between two backups.
pub const HEAD_START: i64 = 1_000_000;

/// Why there is no backup, or nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file of that name is there already.
    #[error("{0} exists already: choose another name, nothing was written")]
    Exists(PathBuf),
    /// The file is not a backup of ours, or not a whole one.
    #[error("{file}: {why}; nothing was changed")]
    Unfit {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// A server is running, and this cannot be done beside it.
    #[error("{0}: stop it first, nothing was changed")]
    Running(String),
    /// The running server did not do it; the text is its own.
    #[error("{0}")]
    Refused(String),
    /// `pg_dump` or `pg_restore` is not installed.
    #[error("{0} is not installed: it comes with PostgreSQL's client programs (apt-get install postgresql-client)")]
    NoProgram(&'static str),
    /// A program of PostgreSQL failed; the text is what it said.
    #[error("{program}: {said}")]
    Program {
        /// Its name.
        program: &'static str,
        /// Its own words.
        said: String,
    },
    /// A file or folder could not be read or written.
    #[error("{path}: {error}")]
    Disk {
        /// Which.
        path: PathBuf,
        /// Why.
        error: io::Error,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What was restored.
#[derive(Debug, PartialEq, Eq)]
pub struct Restored {
    /// Where what was there before is kept; `None` when there was nothing.
    pub before: Option<PathBuf>,
}

fn disk(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    move |error| BackupError::Disk { path, error }
}

/// `name` with `more` behind it, in the same folder.
fn beside(path: &Path, more: &str) -> PathBuf {
    let mut name = path.file_name().map_or_else(OsString::new, OsString::from);
    name.push(more);
    path.with_file_name(name)
}

/// Writes a backup to `file`, whether or not a server is running.
///
/// # Errors
/// [`BackupError::Exists`] rather than replacing anything; else why it could not be made.
pub async fn backup(place: &Place, file: &Path) -> Result<(), BackupError> {
    if file.exists() {
        return Err(BackupError::Exists(file.to_owned()));
    }
    let part = beside(file, ".part");
    let made = match place {
        Place::Folder(folder) => {
            let (folder, part) = (folder.clone(), part.clone());
            blocking(move || sqlite::copy_out(&folder, &part)).await
        }
        Place::Postgres(url) => postgres::dump(url.clone(), part.clone()).await,
    };
    let kept = made.and_then(|()| {
        File::open(&part).and_then(|written| written.sync_all()).map_err(disk(&part))?;
        std::fs::rename(&part, file).map_err(disk(file))?;
        sync_folder_of(file)
    });
    if kept.is_err() {
        let _ = std::fs::remove_file(&part);
    }
    kept
}

/// Puts a backup in the place of what is there; `clock` names what is kept. On PostgreSQL servers may run meanwhile;
/// a folder that a server holds is restored by that server: see [`running::restore`].
///
/// # Errors
/// [`BackupError::Running`], [`BackupError::Unfit`] or [`StoreError::Newer`], before anything was changed.
pub async fn restore(place: &Place, file: &Path, clock: &dyn Clock) -> Result<Restored, BackupError> {
    if !file.is_file() {
        return Err(BackupError::Unfit { file: file.to_owned(), why: "there is no such file".to_owned() });
    }
    match place {
        Place::Folder(folder) => {
            let (at, from) = (folder.clone(), file.to_owned());
            let opened = blocking(move || {
                sqlite::examine(&from)?;
                if !sqlite::database_in(&at).is_file() {
                    return Ok(None);
                }
                match Sqlite::open(&at) {
                    Ok(sqlite) => Ok(Some(sqlite)),
                    Err(StoreError::InUse(text)) => Err(BackupError::Running(text)),
                    // Damaged, or a newer program's: it is set aside as it is.
                    Err(_) => Ok(None),
                }
            });
            if let Some(sqlite) = opened.await? {
                let store = Store::new(Arc::new(sqlite));
                let restored = restore_open(&store, folder, file, clock).await;
                store.close().await;
                match restored {
                    // Opened, and yet it cannot be read through.
                    Err(BackupError::Store(StoreError::Database(why) | StoreError::Twice(why))) => {
                        tracing::warn!(why, "what was there is damaged and is set aside as it is");
                    }
                    other => return other,
                }
            }
            let (folder, file, kept) = (folder.clone(), file.to_owned(), name_of_kept(clock));
            blocking(move || sqlite::swap(&folder, &file, &kept)).await
        }
        Place::Postgres(url) => {
            let before = beside(file, &name_of_kept(clock));
            postgres::restore(url.clone(), file.to_owned(), before.clone(), clock.now()).await?;
            Ok(Restored { before: Some(before) })
        }
    }
}

/// What the name of that which was there ends with.
fn name_of_kept(clock: &dyn Clock) -> String {
    format!(".before-{}", clock.now().to_utc().format("%Y%m%dT%H%M%S%3fZ"))
}

async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, BackupError> + Send + 'static,
) -> Result<T, BackupError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or_else(|gone| Err(BackupError::Store(StoreError::Database(gone.to_string()))))
}

/// A rename is durable once its folder is.
fn sync_folder_of(file: &Path) -> Result<(), BackupError> {
    let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(disk(folder))
}
