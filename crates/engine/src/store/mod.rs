//! The device's database: one SQLite file, one writer, a few readers beside it.
//!
//! Everything that must survive is written in one transaction with what belongs to it, and a commit is on
//! the disk before anybody is told (`synchronous = FULL`). A file from a newer app is left alone; a broken
//! one is moved aside, what only this device knew is rescued from it, and sync brings back the rest.

mod migrations;
mod public;
mod rescue;

pub use migrations::{KNOWN, MIGRATIONS};

use crate::{OpenError, locked};
use itsumo_domain::Timestamp;
use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension, Transaction, TransactionBehavior};
use serde::{Serialize, de::DeserializeOwned};
use std::{
    path::{Path, PathBuf},
    sync::{
        Mutex,
        atomic::{AtomicU64, Ordering},
    },
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

/// Where the database is.
#[derive(Debug)]
enum Place {
    /// In a file.
    File(PathBuf),
    /// In this process's memory, under a name that no other database of it has: on no disk, not even for a moment.
    Memory(String),
}

impl Place {
    /// A new one in memory.
    fn memory() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        // A slash before the name lets several connections of this process share it.
        Self::Memory(format!("file:/itsumo-{}?vfs=memdb", NEXT.fetch_add(1, Ordering::Relaxed)))
    }

    /// Opens the writer and brings the schema up to date.
    fn connect(&self) -> Result<Connection, StoreError> {
        match self {
            Self::File(path) => connect(path),
            Self::Memory(uri) => connect_memory(uri),
        }
    }

    fn connect_reader(&self) -> Result<Connection, StoreError> {
        match self {
            Self::File(path) => connect_reader(path),
            Self::Memory(uri) => connect_memory_reader(uri),
        }
    }
}

/// The open database.
#[derive(Debug)]
pub struct Store {
    place: Place,
    writer: Mutex<Connection>,
    readers: Mutex<Readers>,
}

/// Readers that nobody uses now.
#[derive(Debug, Default)]
struct Readers {
    idle: Vec<Connection>,
    /// Counts the files that this database was in. Who read while one was put aside reads on in that one, for ever:
    /// such a reader is let go when it comes back.
    file: u64,
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
        Ok((Self { place: Place::File(path), writer: Mutex::new(writer), readers: Mutex::default() }, kept))
    }

    /// An empty database in memory, which ends with this store.
    ///
    /// # Errors
    /// When SQLite has no memory.
    pub fn in_memory() -> Result<Self, OpenError> {
        let place = Place::memory();
        let writer = place.connect().map_err(|error| OpenError::Disk(error.to_string()))?;
        Ok(Self { place, writer: Mutex::new(writer), readers: Mutex::default() })
    }

    /// Runs `work` on a reader. Blocks; never waits for the writer.
    ///
    /// # Errors
    /// Those of `work`.
    pub fn read<T>(&self, work: impl FnOnce(&Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let (idle, file) = {
            let mut readers = locked(&self.readers);
            (readers.idle.pop(), readers.file)
        };
        let reader = match idle {
            Some(reader) => reader,
            None => self.place.connect_reader()?,
        };
        let answer = work(&reader);
        let mut readers = locked(&self.readers);
        if readers.file == file && readers.idle.len() < READERS_KEPT {
            readers.idle.push(reader);
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
        if matches!(self.place, Place::Memory(_)) {
            return transact(&mut writer, work);
        }
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
    /// When the disk does not allow it; the broken file is kept all the same. A database in memory is not rebuilt:
    /// memory that changes by itself is no place to go on in.
    pub fn rebuild(&self, now: Timestamp) -> Result<PathBuf, StoreError> {
        let Place::File(path) = &self.place else { return Err(StoreError::Corrupt) };
        let mut writer = locked(&self.writer);
        locked(&self.readers).idle.clear();
        *writer = Connection::open_in_memory()?;
        let kept = rescue::move_aside(path, now)?;
        *writer = rescue::rebuild(path, &kept)?;
        // Only now is every reader that opens one of the new file.
        let mut readers = locked(&self.readers);
        readers.idle.clear();
        readers.file = readers.file.wrapping_add(1);
        Ok(kept)
    }

    /// A number that changes when another process has written to the file.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn outside_changes(&self) -> Result<i64, StoreError> {
        Ok(locked(&self.writer).query_row("PRAGMA data_version", [], |row| row.get(0))?)
    }

    /// Bytes the database takes on the disk, or in memory.
    pub fn bytes(&self) -> i64 {
        let size = |path: &Path| std::fs::metadata(path).map_or(0, |m| i64::try_from(m.len()).unwrap_or(i64::MAX));
        match &self.place {
            Place::File(path) => size(path).saturating_add(size(&rescue::beside(path, "-wal"))),
            Place::Memory(_) => {
                const SIZE: &str = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
                self.read(|db| Ok(db.query_row(SIZE, [], |row| row.get(0))?)).unwrap_or(0)
            }
        }
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

/// There is no log to write ahead of a file that is none, so readers and the writer wait for each other, for
/// moments. The connection that stays open keeps the database.
fn connect_memory(uri: &str) -> Result<Connection, StoreError> {
    let mut db = connect_uri(uri)?;
    db.query_row("PRAGMA journal_mode = MEMORY", [], |_| Ok(()))?;
    db.execute_batch("PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY;")?;
    migrations::migrate(&mut db, MIGRATIONS)?;
    Ok(db)
}

fn connect_memory_reader(uri: &str) -> Result<Connection, StoreError> {
    let db = connect_uri(uri)?;
    db.execute_batch("PRAGMA query_only = ON; PRAGMA temp_store = MEMORY;")?;
    Ok(db)
}

fn connect_uri(uri: &str) -> Result<Connection, StoreError> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
        | OpenFlags::SQLITE_OPEN_CREATE
        | OpenFlags::SQLITE_OPEN_URI
        | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(uri, flags)?;
    db.busy_timeout(Duration::from_secs(10))?;
    db.set_prepared_statement_cache_capacity(64);
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
