//! The device's database: one SQLite file, one writer, a few readers beside it.
//!
//! Everything that must survive is written in one transaction with what belongs to it, and a commit is on
//! the disk before anybody is told (`synchronous = FULL`). A file from a newer app is left alone; a broken
//! one is moved aside, what only this device knew is rescued from it, and sync brings back the rest.

mod migrations;
mod rescue;

pub use migrations::{KNOWN, MIGRATIONS};

use crate::{OpenError, locked};
use itsumo_domain::Timestamp;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Transaction, TransactionBehavior};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    path::{Path, PathBuf},
    sync::Mutex,
    time::Duration,
};

/// The database's file name in the data folder.
pub const FILE: &str = "itsumo.db";
/// Readers kept open; more may be open for a moment.
const READERS_KEPT: usize = 4;

/// What the store could not do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// No room left on the disk. The transaction did not happen.
    #[error("the disk is full")]
    Full,
    /// The file or its folder cannot be written.
    #[error("the data folder is read-only")]
    ReadOnly,
    /// A page is damaged; the file has been or will be rebuilt.
    #[error("the database is damaged")]
    Corrupt,
    /// A newer app has changed the file meanwhile.
    #[error("the database is from a newer version")]
    Newer,
    /// Anything else SQLite says.
    #[error(transparent)]
    Sqlite(rusqlite::Error),
    /// A stored JSON text does not read.
    #[error("stored JSON: {0}")]
    Json(#[from] serde_json::Error),
    /// What was asked cannot be done, for a reason that the person understands. Nothing happened.
    #[error("refused: {}", .0.code)]
    Refused(itsumo_domain::sync::Refusal),
    /// A file operation failed.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl StoreError {
    /// A refusal as a whole: `refused-<code>`.
    pub fn refused(code: &str) -> Self {
        Self::Refused(itsumo_domain::sync::Refusal::new(code))
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => Self::Full,
            Some(ErrorCode::ReadOnly) => Self::ReadOnly,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Corrupt,
            _ => Self::Sqlite(error),
        }
    }
}

/// The open database.
#[derive(Debug)]
pub struct Store {
    path: PathBuf,
    writer: Mutex<Connection>,
    readers: Mutex<Vec<Connection>>,
}

impl Store {
    /// Opens `folder`'s database, making or migrating it. The second part is where a broken one was kept.
    ///
    /// # Errors
    /// See [`OpenError`]; nothing is lost by any of them.
    pub fn open(folder: &Path, now: Timestamp) -> Result<(Self, Option<PathBuf>), OpenError> {
        let disk = |error: &dyn std::fmt::Display| OpenError::Disk(format!("{}: {error}", folder.display()));
        std::fs::create_dir_all(folder).map_err(|e| disk(&e))?;
        keep_to_this_user(folder);
        let path = folder.join(FILE);
        let (writer, kept) = match connect(&path) {
            Ok(writer) => (writer, None),
            Err(StoreError::Newer) => {
                return Err(OpenError::Newer { found: version_of(&path).unwrap_or(KNOWN + 1), known: KNOWN });
            }
            Err(StoreError::Corrupt) => {
                let kept = rescue::move_aside(&path, now).map_err(|e| disk(&e))?;
                match rescue::rebuild(&path, &kept) {
                    Ok(writer) => (writer, Some(kept)),
                    Err(error) => {
                        tracing::error!(%error, "could not rebuild");
                        return Err(OpenError::Broken(kept));
                    }
                }
            }
            Err(error) => return Err(disk(&error)),
        };
        Ok((Self { path, writer: Mutex::new(writer), readers: Mutex::default() }, kept))
    }

    /// Runs `work` on a reader. Blocks; never waits for the writer.
    ///
    /// # Errors
    /// Those of `work`.
    pub fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let idle = locked(&self.readers).pop();
        let reader = match idle {
            Some(reader) => reader,
            None => connect_reader(&self.path)?,
        };
        let answer = work(&reader);
        let mut readers = locked(&self.readers);
        if readers.len() < READERS_KEPT {
            readers.push(reader);
        }
        answer
    }

    /// Runs `work` in one transaction of the writer; all of it happens or, on any error, nothing.
    ///
    /// # Errors
    /// Those of `work` and of the commit.
    pub fn write<T>(&self, work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>) -> Result<T, StoreError> {
        transact(&mut locked(&self.writer), work)
    }

    /// [`Self::write`] for what can be had again: it does not wait for the disk. After a power cut the last of
    /// it may be missing, as a whole and with everything written after it of the same sort; what [`Self::write`]
    /// wrote is there.
    ///
    /// # Errors
    /// Those of `work` and of the commit.
    pub fn write_again<T>(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut writer = locked(&self.writer);
        writer.execute_batch("PRAGMA synchronous = NORMAL")?;
        let answer = transact(&mut writer, work);
        writer.execute_batch("PRAGMA synchronous = FULL")?;
        answer
    }

    /// Whether every page reads well. Takes time in proportion to the file.
    pub fn is_sound(&self) -> bool {
        let checked = self.read(|db| Ok(db.query_row("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0))?));
        // Anything but a verdict (a busy file, a full disk) is no reason to rebuild.
        !matches!(checked, Err(StoreError::Corrupt)) && !matches!(checked, Ok(ref verdict) if verdict != "ok")
    }

    /// Rebuilds the open database in place after [`StoreError::Corrupt`]; where the broken one was kept.
    ///
    /// # Errors
    /// When the disk does not allow it; the broken file is kept all the same.
    pub fn rebuild(&self, now: Timestamp) -> Result<PathBuf, StoreError> {
        let mut writer = locked(&self.writer);
        locked(&self.readers).clear();
        *writer = Connection::open_in_memory()?;
        let kept = rescue::move_aside(&self.path, now)?;
        *writer = rescue::rebuild(&self.path, &kept)?;
        Ok(kept)
    }

    /// A number that changes when another process has written to the file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn outside_changes(&self) -> Result<i64, StoreError> {
        Ok(locked(&self.writer).query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    /// Bytes the database takes on the disk.
    pub fn bytes(&self) -> i64 {
        let size = |path: PathBuf| std::fs::metadata(path).map_or(0, |m| i64::try_from(m.len()).unwrap_or(i64::MAX));
        size(self.path.clone()).saturating_add(size(rescue::beside(&self.path, "-wal")))
    }

    /// Lets the file grow to at most `pages` from now on: a full disk, for tests.
    ///
    /// # Errors
    /// When SQLite does not take the limit.
    pub fn limit_pages(&self, pages: i64) -> Result<(), StoreError> {
        Ok(locked(&self.writer).query_row(&format!("PRAGMA max_page_count = {pages}"), [], |_| Ok(()))?)
    }
}

fn transact<T>(
    writer: &mut Connection,
    work: impl FnOnce(&Transaction<'_>) -> Result<T, StoreError>,
) -> Result<T, StoreError> {
    let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let answer = work(&tx)?;
    tx.commit()?;
    Ok(answer)
}

#[cfg(unix)]
fn keep_to_this_user(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    if let Err(error) = std::fs::set_permissions(folder, std::fs::Permissions::from_mode(0o700)) {
        tracing::debug!(%error, "the data folder's permissions stay as they are");
    }
}
#[cfg(not(unix))]
fn keep_to_this_user(_: &Path) {}

/// The schema number of the file at `path`, if it can be read.
fn version_of(path: &Path) -> Option<i64> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY).ok()?;
    db.query_row("PRAGMA user_version", [], |row| row.get(0)).ok()
}

/// Opens the writer and brings the schema up to date.
fn connect(path: &Path) -> Result<Connection, StoreError> {
    let mut db = Connection::open(path)?;
    db.busy_timeout(Duration::from_secs(10))?;
    db.set_prepared_statement_cache_capacity(64);
    db.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))?;
    db.execute_batch("PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16000;")?;
    migrations::migrate(&mut db, MIGRATIONS)?;
    // A damaged schema shows here rather than in the middle of somebody's work.
    db.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
    Ok(db)
}

fn connect_reader(path: &Path) -> Result<Connection, StoreError> {
    let db = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX)?;
    db.busy_timeout(Duration::from_secs(10))?;
    db.set_prepared_statement_cache_capacity(64);
    db.execute_batch("PRAGMA query_only = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000;")?;
    Ok(db)
}

/// Reads a setting.
///
/// # Errors
/// When the database cannot be read. A value that no longer parses counts as absent.
pub fn setting<T: DeserializeOwned>(db: &Connection, key: &str) -> Result<Option<T>, StoreError> {
    let value: Option<Vec<u8>> = db
        .prepare_cached("SELECT CAST(value AS BLOB) FROM setting WHERE key = ?1")?
        .query_row([key], |row| row.get(0))
        .optional()?;
    Ok(value.and_then(|json| serde_json::from_slice(&json).ok()))
}

/// Keeps a setting.
///
/// # Errors
/// When the database cannot be written.
pub fn set_setting<T: Serialize>(db: &Connection, key: &str, value: &T) -> Result<(), StoreError> {
    db.prepare_cached(
        "INSERT INTO setting (key, value) VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    )?
    .execute((key, serde_json::to_string(value)?))?;
    Ok(())
}

/// Forgets a setting.
///
/// # Errors
/// When the database cannot be written.
pub fn unset(db: &Connection, key: &str) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM setting WHERE key = ?1")?.execute([key])?;
    Ok(())
}

#[cfg(test)]
mod tests;
