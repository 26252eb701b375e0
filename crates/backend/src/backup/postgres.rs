//! PostgreSQL: `pg_dump` copies out; a restore reads the rows out of the dump and writes them itself.
//!
//! No program but ours writes into the database, and nothing that stands in the file is run: of a dump only the
//! rows of our own tables are taken. All of it is one transaction that first waits until nobody writes; servers go
//! on reading what was there until it commits, and are then told to look again.

use super::{BackupError, blocking, disk, replace::replace};
use crate::{
    private,
    store::{
        StoreError, migrations,
        postgres::{Postgres, broken},
        programs::folder_of,
        tls::{Address, ROOTS},
    },
    stream::tell_restored,
};
use bytes::Bytes;
use futures_util::SinkExt;
use itsumo_domain::Timestamp;
use std::{
    io::{self, BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};
use tokio::sync::mpsc;
use tokio_postgres::config::{Host, SslMode};

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

pub(super) async fn dump(url: String, part: PathBuf) -> Result<(), BackupError> {
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

/// Rows on their way from the dump to a table.
enum Part {
    /// What follows are rows of this table, with these columns.
    Table { name: String, columns: String },
    /// Rows in the text form of COPY.
    Rows(Vec<u8>),
}

/// Rows handed over at once.
const BUFFER: usize = 256 * 1024;

/// `COPY public.news (a, b) FROM stdin;` of one of our tables.
fn copied(line: &str) -> Option<Part> {
    let (name, rest) = line.strip_prefix("COPY ")?.split_once(" (")?;
    let columns = rest.strip_suffix(") FROM stdin;")?;
    let name = name.rsplit('.').next()?.trim_matches('"');
    let plain = columns.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b',' | b' ' | b'"'));
    (plain && migrations::tables().any(|table| table == name))
        .then(|| Part::Table { name: name.to_owned(), columns: columns.to_owned() })
}

/// Reads the rows out of a dump, as long as somebody takes them.
fn read_rows(url: &str, file: &Path, to: &mpsc::Sender<Part>) -> Result<(), BackupError> {
    let failed = |error: io::Error| BackupError::Program { program: "pg_restore", said: error.to_string() };
    let mut command = program("pg_restore", url)?;
    command.args(["--data-only", "--no-owner", "--no-privileges", "--file=-"]).arg(file);
    let mut reading = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(failed)?;
    if let Some(out) = reading.stdout.take() {
        let (mut lines, mut line, mut rows, mut inside) = (BufReader::new(out), Vec::new(), Vec::new(), false);
        while lines.read_until(b'\n', &mut line).map_err(failed)? > 0 {
            let ends = line == b"\\.\n";
            let part = if inside && !ends {
                rows.extend_from_slice(&line);
                (rows.len() >= BUFFER).then(|| Part::Rows(std::mem::take(&mut rows)))
            } else if ends {
                inside = false;
                Some(Part::Rows(std::mem::take(&mut rows)))
            } else {
                let table = std::str::from_utf8(&line).ok().and_then(|line| copied(line.trim_end()));
                // What is not one of ours is passed over up to its end.
                inside = table.is_some() || line.starts_with(b"COPY ");
                table
            };
            line.clear();
            if let Some(part) = part
                && to.blocking_send(part).is_err()
            {
                break;
            }
        }
    }
    said("pg_restore", reading.wait_with_output()).map(|_| ())
}

/// Restores a dump, with servers at work or without.
pub(super) async fn restore(url: String, file: PathBuf, before: PathBuf, now: Timestamp) -> Result<(), BackupError> {
    let (from, named) = (url.clone(), file.clone());
    let found = blocking(move || dumped_version(&from, &named)).await?;
    let known = migrations::known();
    if found > known {
        return Err(BackupError::Store(StoreError::Newer { found, known }));
    }
    if !migrations::only_added_since(found) {
        let why = format!(
            "a backup of schema {found}, whose rows do not fit schema {known}: restore it with the \
                           program that made it, then start this one"
        );
        return Err(BackupError::Unfit { file, why });
    }
    let postgres = Postgres::connect(&url).await?;
    let mut connection = postgres.connection().await?;
    let mut tx = connection.begin().await?;
    let tables: Vec<String> = migrations::tables().filter(|table| table != "schema_version").collect();
    // Writers finish and wait; readers see what was there until the end.
    let lock = format!("LOCK TABLE {} IN EXCLUSIVE MODE", tables.join(", "));
    tx.batch(&lock).await?;
    let (from, kept) = (url.clone(), before.clone());
    if let Err(error) = dump(from, before).await {
        let _ = std::fs::remove_file(&kept);
        return Err(error);
    }
    for table in &tables {
        tx.batch(&format!("CREATE TEMP TABLE restored_{table} (LIKE {table} INCLUDING DEFAULTS) ON COMMIT DROP"))
            .await?;
    }
    copy_rows(&tx, url, file).await?;
    replace(&mut tx, |table| format!("restored_{table}"), now).await?;
    tell_restored(&mut tx).await?;
    Ok(tx.commit().await?)
}

async fn copy_rows(tx: &crate::store::postgres::PostgresTx<'_>, url: String, file: PathBuf) -> Result<(), BackupError> {
    let wrong = |error| BackupError::Store(broken(error));
    let (to, mut parts) = mpsc::channel(4);
    let reading = tokio::task::spawn_blocking(move || read_rows(&url, &file, &to));
    let mut sink = None;
    while let Some(part) = parts.recv().await {
        match part {
            Part::Table { name, columns } => {
                if let Some(mut done) = sink.take() {
                    SinkExt::<Bytes>::close(&mut done).await.map_err(wrong)?;
                }
                if name != "schema_version" {
                    let sql = format!("COPY restored_{name} ({columns}) FROM STDIN");
                    sink = Some(Box::pin(tx.copy_in(&sql).await?));
                }
            }
            Part::Rows(rows) => {
                if let Some(sink) = &mut sink {
                    sink.send(Bytes::from(rows)).await.map_err(wrong)?;
                }
            }
        }
    }
    if let Some(mut done) = sink.take() {
        SinkExt::<Bytes>::close(&mut done).await.map_err(wrong)?;
    }
    reading.await.unwrap_or_else(|gone| Err(BackupError::Store(StoreError::Database(gone.to_string()))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rows_of_our_own_tables_are_taken_from_a_dump() {
        let name = |line: &str| match copied(line) {
            Some(Part::Table { name, columns }) => format!("{name}: {columns}"),
            _ => "-".to_owned(),
        };
        assert_eq!(name("COPY public.record (city, stream, \"at\") FROM stdin;"), "record: city, stream, \"at\"");
        assert_eq!(name("COPY itsumo.stream (city) FROM stdin;"), "stream: city");
        assert_eq!(name("COPY public.pg_authid (rolname) FROM stdin;"), "-");
        assert_eq!(name("COPY public.record (city) FROM PROGRAM 'id';"), "-");
        assert_eq!(name("DROP TABLE record;"), "-");
    }
}
