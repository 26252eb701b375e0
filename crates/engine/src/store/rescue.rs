//! After a damaged page: the broken file is kept beside, a new one is made, and what only this device knew
//! (settings, interests, kept articles, the outbox, what was read) is copied over as far as it can be read.
//! Everything else comes back with the next sync.

use super::{StoreError, connect};
use itsumo_domain::Timestamp;
use rusqlite::{Connection, OpenFlags, types::Value};
use std::path::{Path, PathBuf};

/// Tables whose rows exist nowhere else, with the columns to copy.
const OURS: &[(&str, &str)] = &[
    ("setting", "key, value"),
    ("outbox", "n, id, person, at, name, json, tries, last_error, refused"),
    ("saved", "n, id, at, person, kept, remote, seq, body"),
    ("city", "code, json, etag, at"),
    ("vault", "id, child, state, server, city, problem"),
    ("sealed", "n, vault, id, epoch, sent, refused, sealed"),
    ("unopened", "vault, id, seq, rev, epoch, at, reason, sealed"),
    ("family_blob", "vault, sha256, sent, refused"),
    ("draft", "key, person, sealed"),
    ("private_opened", "id, edited"),
    ("growth_table", "rules, name, file, at, csv"),
];

/// `path` with `suffix` behind its name.
pub fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Moves the file and its log aside under a name that says when.
///
/// # Errors
/// When the folder does not allow it.
pub fn move_aside(path: &Path, now: Timestamp) -> std::io::Result<PathBuf> {
    let stamp = now.to_jst().format("%Y%m%d-%H%M%S");
    let mut kept = beside(path, &format!(".broken-{stamp}"));
    let mut nth = 1;
    while kept.exists() {
        nth += 1;
        kept = beside(path, &format!(".broken-{stamp}-{nth}"));
    }
    std::fs::rename(path, &kept)?;
    for suffix in ["-wal", "-shm"] {
        match std::fs::rename(beside(path, suffix), beside(&kept, suffix)) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    Ok(kept)
}

/// Makes a new database at `path` and copies what can be read from `kept`.
///
/// # Errors
/// When the new one cannot be made.
pub fn rebuild(path: &Path, kept: &Path) -> Result<Connection, StoreError> {
    let db = connect(path)?;
    let rescued = match Connection::open_with_flags(kept, OpenFlags::SQLITE_OPEN_READ_ONLY) {
        Ok(broken) => OURS.iter().map(|(table, columns)| copy(&broken, &db, table, columns)).sum(),
        Err(_) => 0,
    };
    // Cursors are not copied: every stream is pulled afresh.
    tracing::warn!(rescued, kept = %kept.display(), "the database was damaged and has been rebuilt");
    Ok(db)
}

/// Copies rows until the first that cannot be read, then from the other end: a damaged page in the middle
/// costs only itself.
fn copy(broken: &Connection, db: &Connection, table: &str, columns: &str) -> usize {
    let count = columns.split(", ").count();
    let places = (1..=count).map(|i| format!("?{i}")).collect::<Vec<_>>().join(", ");
    let insert = format!("INSERT OR IGNORE INTO {table} ({columns}) VALUES ({places})");
    let mut copied = 0;
    for order in ["ASC", "DESC"] {
        let Ok(mut read) = broken.prepare(&format!("SELECT {columns} FROM {table} ORDER BY 1 {order}")) else {
            continue;
        };
        let Ok(mut rows) = read.query([]) else { continue };
        while let Ok(Some(row)) = rows.next() {
            let values: Result<Vec<Value>, _> = (0..count).map(|i| row.get(i)).collect();
            let Ok(values) = values else { break };
            match db.execute(&insert, rusqlite::params_from_iter(values)) {
                Ok(new) => copied += new,
                Err(error) => tracing::warn!(%error, table, "a rescued row was not taken"),
            }
        }
    }
    copied
}
