//! SQLite: one writer thread with group commit, readers beside it.
//!
//! The price of a durable write is the fsync at its commit. The writer therefore takes all that is queued,
//! runs each job behind a savepoint of its own, commits once, and only then answers: with one client a
//! commit per job, with many a commit per hundred. A job that fails or panics is rolled back to its savepoint
//! and spoils nobody's work but its own.
//!
//! **Invariant:** nothing is answered before the commit that holds it is on the disk.

use super::{
    Engine, Listener, ListenerCell, Moved, Outcome, Row, StoreError, Tx, Value, Work,
    migrations::{self, Dialect, MIGRATIONS},
    tell,
};
use crate::store::BoxFuture;
use itsumo_domain::Stream;
use rusqlite::{
    Connection, OpenFlags, ToSql,
    backup::Backup,
    ffi,
    types::{ToSqlOutput, ValueRef},
};
use std::{
    collections::HashMap,
    fs::File,
    panic::{AssertUnwindSafe, catch_unwind},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError, mpsc},
    task::{Context, Poll, Waker},
    thread::JoinHandle,
};
use tokio::sync::oneshot;

/// Readers beside the writer.
const READERS: usize = 3;
/// Most jobs in one commit, so that the first of them does not wait for ever.
const MOST_IN_A_COMMIT: usize = 256;
/// Marks a database as ours (`PRAGMA application_id`): "Itsu".
pub(crate) const APPLICATION_ID: i32 = 0x4974_7375;

/// The name that a database to restore from is attached by.
pub(crate) const RESTORED: &str = "restored";

struct Job {
    work: Work,
    reply: oneshot::Sender<Outcome>,
    /// For a restore: the database to attach, and where to keep what is there.
    restore: Option<(PathBuf, PathBuf)>,
}

/// The database's file inside a data folder.
pub fn file_in(folder: &Path) -> PathBuf {
    folder.join("itsumo.db")
}

/// Holds a data folder for this process, until dropped.
#[derive(Debug)]
pub struct FolderLock(#[expect(dead_code, reason = "the lock lives as long as the open file")] File);

impl FolderLock {
    /// Takes the folder, creating it when it is missing.
    ///
    /// # Errors
    /// [`StoreError::InUse`] when another process holds it.
    pub fn take(folder: &Path) -> Result<Self, StoreError> {
        let disk = |error: std::io::Error| StoreError::Database(format!("{}: {error}", folder.display()));
        std::fs::create_dir_all(folder).map_err(disk)?;
        let file = File::options().create(true).truncate(false).write(true).open(folder.join("lock")).map_err(disk)?;
        match file.try_lock() {
            Ok(()) => Ok(Self(file)),
            Err(std::fs::TryLockError::WouldBlock) => {
                Err(StoreError::InUse(format!("another itsumo-backend uses the data folder {}", folder.display())))
            }
            Err(std::fs::TryLockError::Error(error)) => Err(disk(error)),
        }
    }
}

/// A SQLite database in a folder.
pub struct Sqlite {
    queues: Mutex<Option<Queues>>,
    listener: ListenerCell,
}

struct Queues {
    writes: mpsc::Sender<Job>,
    reads: mpsc::Sender<Job>,
    readers: Vec<JoinHandle<()>>,
    writer: Option<JoinHandle<()>>,
    /// `None` for one that only reads: it may look on while a server holds the folder.
    lock: Option<FolderLock>,
}

impl Sqlite {
    /// Takes the folder, opens its database (or makes one) and brings its tables up to date. Blocks.
    ///
    /// # Errors
    /// [`StoreError::InUse`], [`StoreError::Newer`], or [`StoreError::Database`] with the file's name.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let lock = FolderLock::take(folder)?;
        let file = file_in(folder);
        let named = |error: StoreError| match error {
            StoreError::Database(text) => StoreError::Database(format!("{}: {text}", file.display())),
            other => other,
        };
        crate::private::claim(&file).map_err(|error| StoreError::Database(format!("{}: {error}", file.display())))?;
        let mut writer = Connection::open(&file).map_err(broken).map_err(named)?;
        prepare_writer(&mut writer).map_err(named)?;
        let listener = ListenerCell::default();
        let (writes, write_queue) = mpsc::channel();
        let told = Arc::clone(&listener);
        let writer = Some(spawn("itsumo-writer", move || write_loop(writer, &write_queue, &told))?);
        let (reads, readers) = spawn_readers(&file).map_err(named)?;
        Ok(Self { queues: Mutex::new(Some(Queues { writes, reads, readers, writer, lock: Some(lock) })), listener })
    }

    /// Opens the folder's database to look at it, while a server may be using it. Writes are refused. Blocks.
    ///
    /// # Errors
    /// [`StoreError::Database`] when there is none or its tables are an older program's; [`StoreError::Newer`].
    pub fn open_to_read(folder: &Path) -> Result<Self, StoreError> {
        let file = file_in(folder);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
        let found = Connection::open_with_flags(&file, flags)
            .map_err(broken)
            .and_then(|connection| version_of(&connection))
            .map_err(|error| StoreError::Database(format!("{}: {error}", file.display())))?;
        let known = migrations::known();
        if found > known {
            return Err(StoreError::Newer { found, known });
        }
        if found < known {
            let text = format!("{}: made by an older program; start the server once to update it", file.display());
            return Err(StoreError::Database(text));
        }
        // Its receiver is dropped at once: whoever writes is told that the store is closed to them.
        let (writes, _) = mpsc::channel();
        let (reads, readers) = spawn_readers(&file)?;
        let queues = Queues { writes, reads, readers, writer: None, lock: None };
        Ok(Self { queues: Mutex::new(Some(queues)), listener: ListenerCell::default() })
    }

    fn send(&self, write: bool, work: Work, restore: Option<(PathBuf, PathBuf)>) -> BoxFuture<'_, Outcome> {
        let (reply, answer) = oneshot::channel();
        let sent = match &*self.queues.lock().unwrap_or_else(PoisonError::into_inner) {
            Some(queues) => {
                let queue = if write { &queues.writes } else { &queues.reads };
                queue.send(Job { work, reply, restore }).is_ok()
            }
            None => false,
        };
        Box::pin(
            async move { if sent { answer.await.unwrap_or(Err(StoreError::Closed)) } else { Err(StoreError::Closed) } },
        )
    }
}

impl Engine for Sqlite {
    fn write(&self, work: Work) -> BoxFuture<'_, Outcome> {
        self.send(true, work, None)
    }
    fn read(&self, work: Work) -> BoxFuture<'_, Outcome> {
        self.send(false, work, None)
    }
    fn restore(&self, from: PathBuf, aside: PathBuf, work: Work) -> BoxFuture<'_, Outcome> {
        self.send(true, work, Some((from, aside)))
    }
    fn listen(&self, listener: Listener) {
        let _ = self.listener.set(listener);
    }
    fn close(&self) -> BoxFuture<'_, ()> {
        let queues = self.queues.lock().unwrap_or_else(PoisonError::into_inner).take();
        Box::pin(async move {
            if let Some(queues) = queues {
                let _ = tokio::task::spawn_blocking(move || queues.finish()).await;
            }
        })
    }
}

impl Queues {
    /// The threads end when their queues are empty and nobody can add to them. The writer's connection closes
    /// last: that folds the WAL into the database, which a reader's may not. Then the folder is free.
    fn finish(self) {
        drop(self.reads);
        self.readers.into_iter().for_each(|reader| drop(reader.join()));
        drop(self.writes);
        self.writer.into_iter().for_each(|writer| drop(writer.join()));
        drop(self.lock);
    }
}

impl Drop for Sqlite {
    fn drop(&mut self) {
        if let Some(queues) = self.queues.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            queues.finish();
        }
    }
}

fn spawn_readers(file: &Path) -> Result<(mpsc::Sender<Job>, Vec<JoinHandle<()>>), StoreError> {
    let (reads, queue) = mpsc::channel();
    let mut readers = Vec::with_capacity(READERS);
    let queue = Arc::new(Mutex::new(queue));
    for _ in 0..READERS {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader = Connection::open_with_flags(file, flags).map_err(broken)?;
        reader.execute_batch("PRAGMA busy_timeout = 10000; PRAGMA cache_size = -2000;").map_err(broken)?;
        reader.set_prepared_statement_cache_capacity(128);
        let queue = Arc::clone(&queue);
        readers.push(spawn("itsumo-reader", move || read_loop(reader, &queue))?);
    }
    Ok((reads, readers))
}

fn spawn(name: &str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, StoreError> {
    let thread = std::thread::Builder::new().name(name.to_owned());
    thread.spawn(run).map_err(|error| StoreError::Database(format!("no thread for {name}: {error}")))
}

fn broken(error: rusqlite::Error) -> StoreError {
    StoreError::Database(error.to_string())
}

/// Settings, then the migrations, all or none of them.
fn prepare_writer(writer: &mut Connection) -> Result<(), StoreError> {
    writer
        .execute_batch(
            "PRAGMA busy_timeout = 10000; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
             PRAGMA fullfsync = ON; PRAGMA foreign_keys = ON; PRAGMA cache_size = -8000;
             PRAGMA journal_size_limit = 67108864; PRAGMA temp_store = MEMORY;",
        )
        .map_err(broken)?;
    writer.set_prepared_statement_cache_capacity(256);
    migrate(writer)?;
    look_at_tables(writer)
}

/// Brings a database's tables up to date.
///
/// # Errors
/// [`StoreError::Newer`]; [`StoreError::Database`].
pub(crate) fn migrate(writer: &mut Connection) -> Result<(), StoreError> {
    let found = version_of(writer)?;
    let known = migrations::known();
    if found > known {
        return Err(StoreError::Newer { found, known });
    }
    if found == known {
        return Ok(());
    }
    let tx = writer.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate).map_err(broken)?;
    for script in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        for statement in migrations::statements(script, Dialect::Sqlite) {
            tx.execute_batch(&statement)
                .map_err(|error| StoreError::Database(format!("migration: {error}: {statement}")))?;
        }
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID).map_err(broken)?;
    tx.pragma_update(None, "user_version", known).map_err(broken)?;
    tx.commit().map_err(broken)
}

/// Notes how the tables are filled, of those where that has changed by much, from a sample of their rows. All other
/// connections read it with the schema, so they are made to read that again.
fn look_at_tables(writer: &Connection) -> Result<(), StoreError> {
    let said = || {
        let sql = "SELECT group_concat(tbl || ' ' || COALESCE(idx, '') || ' ' || stat) FROM sqlite_stat1";
        writer.query_row(sql, [], |row| row.get::<_, Option<String>>(0)).unwrap_or_default()
    };
    let before = said();
    // 2: do it; 0x10: from a sample; 0x10000: also of tables that this connection has not asked yet.
    writer.execute_batch("PRAGMA optimize = 0x10012").map_err(broken)?;
    if said() != before {
        let version: i64 = writer.pragma_query_value(None, "schema_version", |row| row.get(0)).map_err(broken)?;
        writer.pragma_update(None, "schema_version", version.wrapping_add(1)).map_err(broken)?;
    }
    Ok(())
}

/// The schema's version of a database, 0 when it is new.
///
/// # Errors
/// [`StoreError::Database`] when it cannot be read.
pub(crate) fn version_of(connection: &Connection) -> Result<i64, StoreError> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0)).map_err(broken)
}

fn write_loop(connection: Connection, queue: &mpsc::Receiver<Job>, listener: &ListenerCell) {
    let mut writer = SqliteTx { connection, numbered: HashMap::new(), moved: Vec::new() };
    let mut alone = None;
    while let Some(first) = alone.take().or_else(|| queue.recv().ok()) {
        if let Some((from, aside)) = &first.restore {
            let outcome = restore(&mut writer, from, aside, first.work, listener);
            let _ = first.reply.send(outcome);
            continue;
        }
        let mut jobs = vec![first];
        while jobs.len() < MOST_IN_A_COMMIT
            && let Ok(next) = queue.try_recv()
        {
            if next.restore.is_some() {
                alone = Some(next);
                break;
            }
            jobs.push(next);
        }
        let mut waiting = Vec::with_capacity(jobs.len());
        let mut jobs = jobs.into_iter();
        // One pass, unless SQLite itself gives the whole transaction up (disk full, I/O error): then what ran
        // before is told so, and what has not run yet gets a transaction of its own.
        while jobs.len() > 0 {
            commit_some(&mut writer, &mut jobs, &mut waiting, listener);
            for (reply, outcome) in waiting.drain(..) {
                let _ = reply.send(outcome);
            }
        }
    }
}

type Waiting = Vec<(oneshot::Sender<Outcome>, Outcome)>;

fn commit_some(
    writer: &mut SqliteTx,
    jobs: &mut std::vec::IntoIter<Job>,
    waiting: &mut Waiting,
    listener: &ListenerCell,
) {
    writer.moved.clear();
    if let Err(error) = writer.batch("BEGIN IMMEDIATE") {
        let text = error.to_string();
        waiting.extend(jobs.map(|job| (job.reply, Err(StoreError::Database(text.clone())))));
        return;
    }
    for job in jobs.by_ref() {
        let moved_before = writer.moved.len();
        let outcome = match writer.batch("SAVEPOINT job") {
            Ok(()) => run(writer, job.work),
            Err(error) => Err(error),
        };
        let mut given_up = writer.connection.is_autocommit();
        if !given_up {
            let settled = if matches!(outcome, Ok(Ok(_))) {
                writer.batch("RELEASE job")
            } else {
                writer.moved.truncate(moved_before);
                writer.batch("ROLLBACK TO job; RELEASE job")
            };
            given_up = settled.is_err() || writer.connection.is_autocommit();
        }
        waiting.push((job.reply, outcome));
        if given_up {
            let _ = writer.batch("ROLLBACK");
            fail_all(waiting, "the database gave the transaction up; is the disk full?");
            return;
        }
    }
    match writer.batch("COMMIT") {
        Ok(()) => tell(listener, std::mem::take(&mut writer.moved)),
        Err(error) => {
            let _ = writer.batch("ROLLBACK");
            fail_all(waiting, &error.to_string());
        }
    }
}

/// Keeps what is there, then runs `work` with the other database attached, all of it or nothing.
fn restore(writer: &mut SqliteTx, from: &Path, aside: &Path, work: Work, listener: &ListenerCell) -> Outcome {
    keep_aside(&writer.connection, aside)?;
    let name = from.to_str().ok_or_else(|| StoreError::Database(format!("{}: not a text", from.display())))?;
    writer.connection.execute(&format!("ATTACH ?1 AS {RESTORED}"), [name]).map_err(broken)?;
    writer.moved.clear();
    let outcome = writer.batch("BEGIN IMMEDIATE").and_then(|()| run(writer, work)).and_then(|outcome| {
        let end = if outcome.is_ok() { "COMMIT" } else { "ROLLBACK" };
        writer.batch(end).map(|()| outcome)
    });
    if !writer.connection.is_autocommit() {
        let _ = writer.batch("ROLLBACK");
    }
    // Statements of it would find no database to run on.
    writer.connection.flush_prepared_statement_cache();
    let detached = writer.connection.execute_batch(&format!("DETACH {RESTORED}"));
    if let Err(error) = detached {
        tracing::warn!(%error, "the restored database's copy stays attached");
    }
    if let Ok(Ok(_)) = outcome {
        tell(listener, std::mem::take(&mut writer.moved));
    }
    outcome
}

/// Copies the whole database into a file that gets its name when it is whole and on the disk.
fn keep_aside(writer: &Connection, aside: &Path) -> Result<(), StoreError> {
    let part = aside.with_extension("part");
    let disk = |error: std::io::Error| StoreError::Database(format!("{}: {error}", aside.display()));
    let _ = std::fs::remove_file(&part);
    crate::private::claim(&part).map_err(disk)?;
    let mut copy = Connection::open(&part).map_err(broken)?;
    Backup::new(writer, &mut copy).and_then(|backup| backup.step(-1)).map_err(broken)?;
    copy.execute_batch("PRAGMA journal_mode = DELETE").map_err(broken)?;
    copy.close().map_err(|(_, error)| broken(error))?;
    File::open(&part).and_then(|file| file.sync_all()).map_err(disk)?;
    std::fs::rename(&part, aside).map_err(disk)?;
    let folder = aside.parent().unwrap_or(Path::new("."));
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(disk)
}

/// Nothing of it was kept: those that thought they had succeeded learn otherwise.
fn fail_all(waiting: &mut Waiting, why: &str) {
    for (_, outcome) in waiting {
        if matches!(outcome, Ok(Ok(_))) {
            *outcome = Err(StoreError::Database(why.to_owned()));
        }
    }
}

fn read_loop(connection: Connection, queue: &Mutex<mpsc::Receiver<Job>>) {
    let mut reader = SqliteTx { connection, numbered: HashMap::new(), moved: Vec::new() };
    loop {
        let next = queue.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        let outcome = match reader.batch("BEGIN") {
            Ok(()) => run(&mut reader, job.work),
            Err(error) => Err(error),
        };
        let _ = reader.batch("ROLLBACK");
        let _ = job.reply.send(outcome);
    }
}

/// Runs work to its end: on SQLite every await of a [`Tx`] is ready at once, so one poll is all it takes.
fn run(tx: &mut SqliteTx, work: Work) -> Outcome {
    let polled = catch_unwind(AssertUnwindSafe(|| {
        let mut running = work(tx);
        running.as_mut().poll(&mut Context::from_waker(Waker::noop()))
    }));
    match polled {
        Ok(Poll::Ready(result)) => Ok(result),
        Ok(Poll::Pending) => Err(StoreError::Shape("work for a store awaited something else than its Tx".to_owned())),
        Err(_) => Err(StoreError::Database("work for the store panicked".to_owned())),
    }
}

struct SqliteTx {
    connection: Connection,
    /// `$1` as SQLite numbers it, `?1`, by the SQL as written: a named parameter is numbered by where it
    /// stands first, and is found by a walk over all names.
    numbered: HashMap<String, Arc<str>>,
    moved: Vec<Moved>,
}

impl SqliteTx {
    fn batch(&self, sql: &str) -> Result<(), StoreError> {
        let mut statements = sql.split("; ");
        statements.try_for_each(|one| {
            self.connection.prepare_cached(one).and_then(|mut s| s.raw_execute()).map(|_| ()).map_err(broken)
        })
    }

    fn numbered(&mut self, sql: &str) -> Arc<str> {
        if let Some(known) = self.numbered.get(sql) {
            return Arc::clone(known);
        }
        let numbered: Arc<str> = number_parameters(sql).into();
        self.numbered.insert(sql.to_owned(), Arc::clone(&numbered));
        numbered
    }

    fn with<T>(
        &mut self,
        sql: &str,
        params: &[Value],
        run: impl FnOnce(&mut rusqlite::Statement<'_>) -> Result<T, rusqlite::Error>,
    ) -> Result<T, StoreError> {
        let numbered = self.numbered(sql);
        let at = |error: rusqlite::Error| {
            let text = format!("{error}: {sql}");
            match error.sqlite_error().map(|error| error.extended_code) {
                Some(ffi::SQLITE_CONSTRAINT_UNIQUE | ffi::SQLITE_CONSTRAINT_PRIMARYKEY) => StoreError::Twice(text),
                _ => StoreError::Database(text),
            }
        };
        let mut statement = self.connection.prepare_cached(&numbered).map_err(at)?;
        if statement.parameter_count() != params.len() {
            let wanted = statement.parameter_count();
            return Err(StoreError::Shape(format!("{} parameters given, {wanted} wanted: {sql}", params.len())));
        }
        for (index, value) in params.iter().enumerate() {
            statement.raw_bind_parameter(index + 1, value).map_err(at)?;
        }
        run(&mut statement).map_err(at)
    }

    fn rows(&mut self, sql: &str, params: &[Value]) -> Result<Vec<Row>, StoreError> {
        self.with(sql, params, |statement| {
            let columns = statement.column_count();
            let (mut rows, mut found) = (statement.raw_query(), Vec::new());
            while let Some(row) = rows.next()? {
                let values = (0..columns).map(|column| row.get_ref(column).map(value_of));
                found.push(Row(values.collect::<Result<_, _>>()?));
            }
            Ok(found)
        })
    }
}

impl Tx for SqliteTx {
    fn query<'a>(&'a mut self, sql: &'a str, params: &'a [Value]) -> BoxFuture<'a, Result<Vec<Row>, StoreError>> {
        let rows = self.rows(sql, params);
        Box::pin(std::future::ready(rows))
    }
    fn execute<'a>(&'a mut self, sql: &'a str, params: &'a [Value]) -> BoxFuture<'a, Result<u64, StoreError>> {
        let touched = self.with(sql, params, |statement| statement.raw_execute());
        Box::pin(std::future::ready(touched.map(|n| u64::try_from(n).unwrap_or(u64::MAX))))
    }
    fn moved(&mut self, city: &str, stream: &Stream, head: i64) {
        self.moved.push(Moved { city: city.to_owned(), stream: stream.clone(), head });
    }
    fn look_at_tables(&mut self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(std::future::ready(look_at_tables(&self.connection)))
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Int(value) => ValueRef::Integer(*value),
            Self::Text(value) => ValueRef::Text(value.as_bytes()),
            Self::Bytes(value) => ValueRef::Blob(value),
        }))
    }
}

fn value_of(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(value) => Value::Int(value),
        // Our tables are STRICT and hold no real numbers; an expression that makes one is told by its text.
        ValueRef::Real(value) => Value::Text(value.to_string()),
        ValueRef::Text(value) => Value::Text(String::from_utf8_lossy(value).into_owned()),
        ValueRef::Blob(value) => Value::Bytes(value.to_vec()),
    }
}

/// `$12` → `?12`, outside quotes.
fn number_parameters(sql: &str) -> String {
    let mut numbered = String::with_capacity(sql.len());
    let mut quoted = None;
    let mut rest = sql.chars().peekable();
    while let Some(c) = rest.next() {
        match quoted {
            None if c == '\'' || c == '"' => quoted = Some(c),
            Some(quote) if c == quote => quoted = None,
            None if c == '$' && rest.peek().is_some_and(char::is_ascii_digit) => {
                numbered.push('?');
                continue;
            }
            _ => {}
        }
        numbered.push(c);
    }
    numbered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_numbered_as_they_say_not_as_they_stand() {
        assert_eq!(number_parameters("SELECT '$1', $2, $12 FROM \"$3\""), "SELECT '$1', ?2, ?12 FROM \"$3\"");
    }

    #[test]
    fn a_folder_is_held_by_one_process_and_free_after_it() {
        let folder = tempfile::tempdir().unwrap();
        let first = Sqlite::open(folder.path()).unwrap();
        assert!(matches!(Sqlite::open(folder.path()), Err(StoreError::InUse(_))));
        drop(first);
        Sqlite::open(folder.path()).unwrap();
    }
}
