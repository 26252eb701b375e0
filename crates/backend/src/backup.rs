//! Backup and restore, while the server runs and before it starts.
//!
//! SQLite is copied page by page on one snapshot by its own backup machinery; writers are not held up. Of
//! PostgreSQL `pg_dump` and `pg_restore` do the work. A backup is written beside its final name, checked, and
//! only then given that name, so that a file with a backup's name is a whole one.
//!
//! After a restore devices know more than the server: their cursors name numbers that the server will give
//! out again, for other records. A restore therefore moves every stream's head on by [`HEAD_START`]: what is
//! written from now on is beyond every cursor, and no device misses any of it.
//!
//! **Invariant:** a restore replaces nothing before the backup has been read in full and found good, and keeps
//! what was there under another name.

use crate::{
    clock::Clock,
    private,
    store::{
        Place, StoreError, migrations, postgres,
        programs::folder_of,
        sqlite::{APPLICATION_ID, FolderLock, file_in, version_of},
        tls::{Address, ROOTS},
    },
};
use rusqlite::{Connection, OpenFlags, backup::Backup};
use std::{
    ffi::OsString,
    fs::File,
    io,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};
use tokio_postgres::config::{Host, SslMode};

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
    /// A server is running.
    #[error("{0}: stop it first, nothing was changed")]
    Running(String),
    /// `pg_dump`, `pg_restore` or `psql` is not installed.
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
    /// Where the database that was there before is kept; `None` when there was none, or on PostgreSQL.
    pub before: Option<PathBuf>,
}

fn disk(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    move |error| BackupError::Disk { path, error }
}

fn sqlite(error: rusqlite::Error) -> BackupError {
    BackupError::Store(StoreError::Database(error.to_string()))
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
            blocking(move || copy_out(&folder, &part)).await
        }
        Place::Postgres(url) => dump(url.clone(), part.clone()).await,
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

/// Puts a backup in the place of what is there. No server may be running; `clock` names what is kept.
///
/// # Errors
/// [`BackupError::Running`], [`BackupError::Unfit`] or [`StoreError::Newer`], before anything was changed.
pub async fn restore(place: &Place, file: &Path, clock: &dyn Clock) -> Result<Restored, BackupError> {
    if !file.is_file() {
        return Err(BackupError::Unfit { file: file.to_owned(), why: "there is no such file".to_owned() });
    }
    match place {
        Place::Folder(folder) => {
            let kept = format!(".before-{}", clock.now().to_utc().format("%Y%m%dT%H%M%S%3fZ"));
            let (folder, file) = (folder.clone(), file.to_owned());
            blocking(move || copy_in(&folder, &file, &kept)).await
        }
        Place::Postgres(url) => {
            undump(url.clone(), file.to_owned()).await?;
            Ok(Restored { before: None })
        }
    }
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

fn copy_out(folder: &Path, part: &Path) -> Result<(), BackupError> {
    let database = file_in(folder);
    if !database.is_file() {
        let why = "there is no database in this folder".to_owned();
        return Err(BackupError::Unfit { file: folder.to_owned(), why });
    }
    let from = Connection::open_with_flags(&database, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(sqlite)?;
    from.execute_batch("PRAGMA busy_timeout = 10000").map_err(sqlite)?;
    copy(&from, part)?;
    examine(part).map(|_| ())
}

/// Copies a whole database on one snapshot into a single file that needs no other beside it.
fn copy(from: &Connection, to: &Path) -> Result<(), BackupError> {
    match std::fs::remove_file(to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(disk(to)(error)),
        _ => {}
    }
    private::claim(to).map_err(disk(to))?;
    let mut copy = Connection::open(to).map_err(sqlite)?;
    // All pages in one step: the snapshot is one, and a busy writer cannot make it start again and again.
    Backup::new(from, &mut copy).and_then(|backup| backup.step(-1)).map_err(sqlite)?;
    copy.execute_batch("PRAGMA journal_mode = DELETE").map_err(sqlite)
}

/// Reads a database from end to end: ours, whole, and not of a newer program.
fn examine(file: &Path) -> Result<(), BackupError> {
    let unfit = |why: String| BackupError::Unfit { file: file.to_owned(), why };
    let database = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(sqlite)?;
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

fn copy_in(folder: &Path, file: &Path, kept: &str) -> Result<Restored, BackupError> {
    let _lock = FolderLock::take(folder).map_err(|error| match error {
        StoreError::InUse(text) => BackupError::Running(text),
        other => BackupError::Store(other),
    })?;
    examine(file)?;
    let (database, part) = (file_in(folder), beside(&file_in(folder), ".restoring"));
    let from = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY).map_err(sqlite)?;
    copy(&from, &part)?;
    let restored = Connection::open(&part).map_err(sqlite)?;
    restored.execute("UPDATE stream SET head = head + ?1", [HEAD_START]).map_err(sqlite)?;
    restored.close().map_err(|(_, error)| sqlite(error))?;
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

/// A program of PostgreSQL, told where the database is by its environment: arguments are seen by everybody
/// on the machine, and a URL may hold a password.
fn program(name: &'static str, url: &str) -> Result<Command, BackupError> {
    let folder = folder_of(name).ok_or(BackupError::NoProgram(name))?;
    let config = Address::read(url)?.config;
    let mut command = Command::new(folder.join(name));
    command.stdin(Stdio::null()).args(["--no-password"]);
    if let Some(host) = config.get_hosts().first() {
        match host {
            Host::Tcp(host) => command.env("PGHOST", host),
            #[cfg(unix)]
            Host::Unix(folder) => command.env("PGHOST", folder),
        };
    }
    if let Some(port) = config.get_ports().first() {
        command.env("PGPORT", port.to_string());
    }
    if let Some(user) = config.get_user() {
        command.env("PGUSER", user);
    }
    if let Some(password) = config.get_password() {
        command.env("PGPASSWORD", String::from_utf8_lossy(password).as_ref());
    }
    // As strict as we are ourselves; what they know of authorities they ask the system for.
    if config.get_ssl_mode() == SslMode::Require {
        command.env("PGSSLMODE", "verify-full");
        if std::env::var_os(ROOTS).is_none_or(|file| file.is_empty()) {
            command.env(ROOTS, "system");
        }
    }
    Ok(command)
}

fn database_of(url: &str) -> Result<String, BackupError> {
    let config = Address::read(url)?.config;
    let name = config.get_dbname().or(config.get_user());
    name.map(str::to_owned)
        .ok_or_else(|| BackupError::Store(StoreError::Database("the database's URL names no database".to_owned())))
}

fn said(program: &'static str, output: io::Result<Output>) -> Result<Vec<u8>, BackupError> {
    let output = output.map_err(|error| BackupError::Program { program, said: error.to_string() })?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    Err(BackupError::Program { program, said: String::from_utf8_lossy(&output.stderr).trim().to_owned() })
}

async fn dump(url: String, part: PathBuf) -> Result<(), BackupError> {
    blocking(move || {
        private::claim(&part).map_err(disk(&part))?;
        let mut command = program("pg_dump", &url)?;
        command.args(["--format=custom", "--no-owner", "--no-privileges"]).arg("--file").arg(&part);
        said("pg_dump", command.arg("--dbname").arg(database_of(&url)?).output())?;
        dumped_version(&url, &part).map(|_| ())
    })
    .await
}

/// Reads a dump from end to end, and its schema's version out of it.
fn dumped_version(url: &str, file: &Path) -> Result<i64, BackupError> {
    let unfit = |why: &str| BackupError::Unfit { file: file.to_owned(), why: why.to_owned() };
    let whole = said("pg_restore", program("pg_restore", url)?.args(["--file=/dev/null"]).arg(file).output());
    if let Err(BackupError::Program { said, .. }) = whole {
        return Err(unfit(&format!("not a whole backup of PostgreSQL ({said})")));
    }
    let mut command = program("pg_restore", url)?;
    command.args(["--data-only", "--table=schema_version", "--file=-"]).arg(file);
    let text = said("pg_restore", command.output())?;
    let text = String::from_utf8_lossy(&text);
    let mut lines = text.lines().skip_while(|line| !line.starts_with("COPY "));
    let version = lines.nth(1).and_then(|line| line.trim().parse().ok());
    version.ok_or_else(|| unfit("a backup of PostgreSQL, but not of Itsumo's tables"))
}

async fn undump(url: String, file: PathBuf) -> Result<(), BackupError> {
    let (client, connection) = Address::read(&url)?.connect().await?;
    let connection = tokio::spawn(connection);
    let row = client.query_one("SELECT pg_try_advisory_lock($1)", &[&postgres::SERVING]).await;
    if !row.and_then(|row| row.try_get(0)).map_err(postgres::broken)? {
        return Err(BackupError::Running("a server is using this database".to_owned()));
    }
    let schema = client.query_one("SELECT quote_ident(current_schema())", &[]).await;
    let schema: String = schema.and_then(|row| row.try_get(0)).map_err(postgres::broken)?;
    blocking(move || {
        let (found, known) = (dumped_version(&url, &file)?, migrations::known());
        if found > known {
            return Err(BackupError::Store(StoreError::Newer { found, known }));
        }
        replace_all(&url, &file, &schema)
    })
    .await?;
    drop(client);
    let _ = connection.await;
    Ok(())
}

/// Drops our tables, reads the dump in and moves the heads on, in one transaction: a restore that fails leaves
/// what was there. (`pg_restore --clean` alone would keep tables that are younger than the backup.)
fn replace_all(url: &str, file: &Path, schema: &str) -> Result<(), BackupError> {
    let failed = |program| move |error: io::Error| BackupError::Program { program, said: error.to_string() };
    let mut reading = program("pg_restore", url)?;
    reading.args(["--no-owner", "--no-privileges", "--file=-"]).arg(file);
    let reading = reading.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
    let mut reading = reading.map_err(failed("pg_restore"))?;
    let tables: Vec<String> = migrations::tables().map(|table| format!("{schema}.{table}")).collect();
    let mut writing = program("psql", url)?;
    writing.args(["--quiet", "--no-psqlrc", "--single-transaction", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]);
    writing
        .arg("--command")
        .arg(format!("SET client_min_messages = error; DROP TABLE IF EXISTS {}", tables.join(", ")));
    writing.arg("--file=-");
    writing.arg("--command").arg(format!("UPDATE {schema}.stream SET head = head + {HEAD_START}"));
    writing.arg("--dbname").arg(database_of(url)?);
    if let Some(script) = reading.stdout.take() {
        writing.stdin(script);
    }
    let written = said("psql", writing.output());
    let read = said("pg_restore", reading.wait_with_output());
    written.and(read).map(|_| ())
}
