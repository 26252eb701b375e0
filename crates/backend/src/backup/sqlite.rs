//! The database in a folder: copied out, and restored by its own writer or as a file.

use super::{
    BackupError, HEAD_START, Restored, beside, blocking, disk, name_of_kept, replace::replace, sync_folder_of,
};
use crate::{
    clock::Clock,
    private,
    store::{
        Store, StoreError, migrations,
        sqlite::{APPLICATION_ID, FolderLock, RESTORED, migrate, version_of},
    },
};
use rusqlite::{Connection, OpenFlags, backup::Backup};
use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

pub(super) use crate::store::sqlite::file_in as database_in;

fn broken(error: rusqlite::Error) -> BackupError {
    BackupError::Store(StoreError::Database(error.to_string()))
}

pub(super) fn copy_out(folder: &Path, part: &Path) -> Result<(), BackupError> {
    let database = database_in(folder);
    if !database.is_file() {
        let why = "there is no database in this folder".to_owned();
        return Err(BackupError::Unfit { file: folder.to_owned(), why });
    }
    let from = Connection::open_with_flags(&database, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(broken)?;
    from.execute_batch("PRAGMA busy_timeout = 10000").map_err(broken)?;
    copy(&from, part)?;
    examine(part).map(|_| ())
}

/// Copies a whole database on one snapshot into a single file that needs no other beside it.
pub(super) fn copy(from: &Connection, to: &Path) -> Result<(), BackupError> {
    match std::fs::remove_file(to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(disk(to)(error)),
        _ => {}
    }
    private::claim(to).map_err(disk(to))?;
    let mut copy = Connection::open(to).map_err(broken)?;
    // All pages in one step: the snapshot is one, and a busy writer cannot make it start again and again.
    Backup::new(from, &mut copy).and_then(|backup| backup.step(-1)).map_err(broken)?;
    copy.execute_batch("PRAGMA journal_mode = DELETE").map_err(broken)
}

/// Reads a database from end to end: ours, whole, and not of a newer program.
pub(super) fn examine(file: &Path) -> Result<(), BackupError> {
    let unfit = |why: String| BackupError::Unfit { file: file.to_owned(), why };
    let database = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(broken)?;
    let ours: i32 = database
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(|error| unfit(format!("not a backup ({error})")))?;
    if ours != APPLICATION_ID {
        return Err(unfit("a database, but not one of Itsumo's".to_owned()));
    }
    let said: String = database
        .query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))
        .map_err(|error| unfit(format!("damaged ({error})")))?;
    if said != "ok" {
        return Err(unfit(format!("damaged ({said})")));
    }
    let (found, known) = (version_of(&database)?, migrations::known());
    if found > known {
        return Err(BackupError::Store(StoreError::Newer { found, known }));
    }
    Ok(())
}

/// Copies a good backup beside the database, brings its tables up to date, and answers with its name.
fn prepare(folder: &Path, file: &Path) -> Result<PathBuf, BackupError> {
    examine(file)?;
    let part = beside(&database_in(folder), ".restoring");
    let from = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(broken)?;
    copy(&from, &part)?;
    let mut restored = Connection::open(&part).map_err(broken)?;
    migrate(&mut restored)?;
    restored.close().map_err(|(_, error)| broken(error))?;
    Ok(part)
}

/// Restores into an open database, its server's own or ours, in one transaction of its writer.
///
/// # Errors
/// As [`super::restore`]; then nothing was changed.
pub async fn restore_open(
    store: &Store,
    folder: &Path,
    file: &Path,
    clock: &dyn Clock,
) -> Result<Restored, BackupError> {
    let (at, from) = (folder.to_owned(), file.to_owned());
    let part = blocking(move || prepare(&at, &from)).await?;
    let before = beside(&database_in(folder), &name_of_kept(clock));
    let now = clock.now();
    let replaced = store
        .restore::<_, StoreError, _>(part.clone(), before.clone(), move |tx| {
            Box::pin(async move { replace(tx, |table| format!("{RESTORED}.{table}"), now).await })
        })
        .await;
    // A scratch file that stays is overwritten by the next restore.
    let _ = std::fs::remove_file(&part);
    replaced?;
    Ok(Restored { before: Some(before) })
}

/// Puts a backup in the place of a database that is damaged, or of none, as a file. No server may be running.
pub(super) fn swap(folder: &Path, file: &Path, kept: &str) -> Result<Restored, BackupError> {
    let _lock = FolderLock::take(folder).map_err(|error| match error {
        StoreError::InUse(text) => BackupError::Running(text),
        other => BackupError::Store(other),
    })?;
    let (database, part) = (database_in(folder), prepare(folder, file)?);
    let restored = Connection::open(&part).map_err(broken)?;
    restored.execute("UPDATE stream SET head = head + ?1", [HEAD_START]).map_err(broken)?;
    restored.close().map_err(|(_, error)| broken(error))?;
    examine(&part)?;
    File::open(&part).and_then(|written| written.sync_all()).map_err(disk(&part))?;
    let before = database.is_file().then(|| beside(&database, kept));
    if let Some(before) = &before {
        set_aside(&database, before)?;
    }
    std::fs::rename(&part, &database).map_err(disk(&database))?;
    sync_folder_of(&database)?;
    Ok(Restored { before })
}

/// Keeps the database that was there, whole, and leaves no log beside it that would be taken for the new one's.
fn set_aside(database: &Path, before: &Path) -> Result<(), BackupError> {
    // The last connection to close folds the log in. A database too broken for that keeps its log.
    let folded = Connection::open(database)
        .and_then(|old| old.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).map(|()| old))
        .map(|old| old.close().is_ok());
    std::fs::copy(database, before).map_err(disk(before))?;
    File::open(before).and_then(|copy| copy.sync_all()).map_err(disk(before))?;
    for end in ["-wal", "-shm"] {
        let beside_it = beside(database, end);
        if beside_it.exists() {
            if !matches!(folded, Ok(true)) {
                let kept = beside(before, end);
                std::fs::copy(&beside_it, &kept).map_err(disk(&kept))?;
            }
            std::fs::remove_file(&beside_it).map_err(disk(&beside_it))?;
        }
    }
    Ok(())
}
