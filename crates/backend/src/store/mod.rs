//! The server's tables, on SQLite or PostgreSQL, behind one pair of doors: [`Store::write`] and [`Store::read`].
//!
//! SQL is written once. Both engines read `$1`-style parameters and the three types of [`Value`]; migrations
//! write `{int}` and `{bytes}` where the engines' type names differ. Work is an `async` closure over a [`Tx`]:
//! on PostgreSQL it awaits the network, on SQLite every await is ready at once and the single writer thread
//! runs many clients' work in one commit (group commit), each behind a savepoint of its own.
//!
//! A transaction that moves a stream says so ([`Tx::moved`]); the engine tells the [`Listener`] once the commit
//! is durable and before the writer gets its answer, so no caller can forget to hint, or hint too early.
//!
//! What portable SQL means here: PostgreSQL infers the type of a parameter from where it stands (`SELECT $1`
//! alone needs a `CAST`), its `SUM` of a `BIGINT` is a `NUMERIC` (write `CAST(SUM(x) AS BIGINT)`), and SQLite
//! has no `FOR UPDATE` (put it behind [`Tx::is_postgres`]).
//!
//! **Invariant:** work handed to a store awaits nothing but its [`Tx`]. On SQLite anything else would never wake.

pub mod migrations;
mod open;
pub mod postgres;
pub(crate) mod programs;
pub mod sqlite;
#[doc(hidden)]
pub mod testing;
pub(crate) mod tls;

pub use open::{Place, open, open_to_read};
pub use sqlite::Sqlite;

use itsumo_domain::Stream;
use std::{any::Any, future::Future, path::PathBuf, pin::Pin, sync::Arc};

/// A boxed future that may cross threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A value as both engines store it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `NULL`.
    Null,
    /// `INTEGER` in SQLite, `BIGINT` in PostgreSQL.
    Int(i64),
    /// `TEXT`.
    Text(String),
    /// `BLOB` in SQLite, `BYTEA` in PostgreSQL.
    Bytes(Vec<u8>),
}

impl From<i64> for Value {
    fn from(value: i64) -> Self {
        Self::Int(value)
    }
}
impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Int(i64::from(value))
    }
}
impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::Text(value.to_owned())
    }
}
impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::Text(value)
    }
}
impl From<Vec<u8>> for Value {
    fn from(value: Vec<u8>) -> Self {
        Self::Bytes(value)
    }
}
impl From<uuid::Uuid> for Value {
    fn from(value: uuid::Uuid) -> Self {
        Self::Bytes(value.as_bytes().to_vec())
    }
}
impl From<itsumo_domain::Timestamp> for Value {
    fn from(value: itsumo_domain::Timestamp) -> Self {
        Self::Int(value.0)
    }
}
impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}

/// A row, by column position.
#[derive(Clone, Debug)]
pub struct Row(pub Vec<Value>);

impl Row {
    /// # Errors
    /// [`StoreError::Shape`] when the column is not a number.
    pub fn int(&self, column: usize) -> Result<i64, StoreError> {
        match self.0.get(column) {
            Some(Value::Int(value)) => Ok(*value),
            other => Err(StoreError::shape(column, "a number", other)),
        }
    }
    /// # Errors
    /// [`StoreError::Shape`] when the column is neither a number nor `NULL`.
    pub fn opt_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        if matches!(self.0.get(column), Some(Value::Null)) { Ok(None) } else { self.int(column).map(Some) }
    }
    /// # Errors
    /// [`StoreError::Shape`] when the column is not text.
    pub fn text(&self, column: usize) -> Result<&str, StoreError> {
        match self.0.get(column) {
            Some(Value::Text(value)) => Ok(value),
            other => Err(StoreError::shape(column, "text", other)),
        }
    }
    /// # Errors
    /// [`StoreError::Shape`] when the column is neither text nor `NULL`.
    pub fn opt_text(&self, column: usize) -> Result<Option<&str>, StoreError> {
        if matches!(self.0.get(column), Some(Value::Null)) { Ok(None) } else { self.text(column).map(Some) }
    }
    /// # Errors
    /// [`StoreError::Shape`] when the column is not bytes.
    pub fn bytes(&self, column: usize) -> Result<&[u8], StoreError> {
        match self.0.get(column) {
            Some(Value::Bytes(value)) => Ok(value),
            other => Err(StoreError::shape(column, "bytes", other)),
        }
    }
    /// # Errors
    /// [`StoreError::Shape`] when the column is not the 16 bytes of a UUID.
    pub fn uuid(&self, column: usize) -> Result<uuid::Uuid, StoreError> {
        uuid::Uuid::from_slice(self.bytes(column)?)
            .map_err(|_| StoreError::Shape(format!("column {column}: not a UUID")))
    }
}

/// What a store could not do.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database is unreachable, locked, full or broken; the text is for the log.
    #[error("{0}")]
    Database(String),
    /// A key that may stand in one row only stands in another already; the text is for the log.
    #[error("{0}")]
    Twice(String),
    /// A row was not what the code expects: a wrong query, or a database touched by hand.
    #[error("{0}")]
    Shape(String),
    /// The database was written by a newer Itsumo.
    #[error("the database is of schema {found}, this program knows {known}: install the newer program again")]
    Newer {
        /// Its version.
        found: i64,
        /// Ours.
        known: i64,
    },
    /// Another process uses the data folder; the text names it.
    #[error("{0}")]
    InUse(String),
    /// The store is closing.
    #[error("the store is closing")]
    Closed,
}

impl StoreError {
    fn shape(column: usize, wanted: &str, found: Option<&Value>) -> Self {
        Self::Shape(format!("column {column}: wanted {wanted}, found {found:?}"))
    }
}

/// A transaction in progress.
pub trait Tx: Send {
    /// Runs a statement that answers with rows.
    fn query<'a>(&'a mut self, sql: &'a str, params: &'a [Value]) -> BoxFuture<'a, Result<Vec<Row>, StoreError>>;
    /// Runs a statement and answers with the number of rows it touched.
    fn execute<'a>(&'a mut self, sql: &'a str, params: &'a [Value]) -> BoxFuture<'a, Result<u64, StoreError>>;
    /// Notes that `stream` stands at `head` once this transaction is committed. Forgotten on a rollback.
    fn moved(&mut self, city: &str, stream: &Stream, head: i64);
    /// Has the engine look again at how the tables are filled, if it does not do so by itself: from that it knows which
    /// of two indexes leads to fewer rows. Every index begins with the city, which leads to nearly all of them.
    fn look_at_tables(&mut self) -> BoxFuture<'_, Result<(), StoreError>> {
        Box::pin(std::future::ready(Ok(())))
    }
    /// Whether `FOR UPDATE SKIP LOCKED` and its like are understood; other SQL should not need to ask.
    fn is_postgres(&self) -> bool {
        false
    }
}

/// A stream that a committed transaction moved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Moved {
    /// The city's code.
    pub city: String,
    /// The stream.
    pub stream: Stream,
    /// Where it stands now.
    pub head: i64,
}

/// Who is told of [`Moved`] streams, on the engine's own thread: must be quick and must not wait.
pub type Listener = Arc<dyn Fn(Vec<Moved>) + Send + Sync>;

/// Where an engine keeps its one listener; set once, by [`crate::stream::Streams`].
pub(crate) type ListenerCell = Arc<std::sync::OnceLock<Listener>>;

pub(crate) fn tell(cell: &ListenerCell, moved: Vec<Moved>) {
    if let (false, Some(listener)) = (moved.is_empty(), cell.get()) {
        listener(moved);
    }
}

/// Work as the engines take it: its result travels inside.
pub type Work =
    Box<dyn for<'t> FnOnce(&'t mut dyn Tx) -> BoxFuture<'t, Result<Box<dyn Any + Send>, Box<dyn Any + Send>>> + Send>;

/// What came of work: the store's own failure outside; inside what the work answered, or the error for which it
/// was rolled back.
pub type Outcome = Result<Result<Box<dyn Any + Send>, Box<dyn Any + Send>>, StoreError>;

/// What each engine does.
pub trait Engine: Send + Sync {
    /// Runs `work` in a transaction that may write; commits if it succeeds, else rolls all of it back.
    fn write(&self, work: Work) -> BoxFuture<'_, Outcome>;
    /// Runs `work` on one consistent snapshot.
    fn read(&self, work: Work) -> BoxFuture<'_, Outcome>;
    /// Keeps what is there in the file `aside`, then runs `work` alone, in one transaction that may write, with the
    /// database `from` attached under the name [`sqlite::RESTORED`]. For an engine that is a file.
    fn restore(&self, from: PathBuf, aside: PathBuf, work: Work) -> BoxFuture<'_, Outcome> {
        drop((from, aside, work));
        Box::pin(std::future::ready(Err(StoreError::Shape("this store is no file to attach another to".to_owned()))))
    }
    /// Sets who is told of moved streams. Only the first call counts.
    fn listen(&self, listener: Listener);
    /// The PostgreSQL behind it, if it is one: for LISTEN/NOTIFY.
    fn postgres(&self) -> Option<&postgres::Postgres> {
        None
    }
    /// Finishes what is queued and lets the database go. Later calls answer [`StoreError::Closed`].
    fn close(&self) -> BoxFuture<'_, ()>;
}

/// A handle on the server's tables.
#[derive(Clone)]
pub struct Store {
    engine: Arc<dyn Engine>,
}

impl Store {
    /// Puts the doors before an engine.
    pub fn new(engine: Arc<dyn Engine>) -> Self {
        Self { engine }
    }

    /// Sets who is told of moved streams, after each commit. Only the first call counts.
    pub fn listen(&self, listener: Listener) {
        self.engine.listen(listener);
    }

    /// The PostgreSQL behind it, if it is one.
    pub fn postgres(&self) -> Option<&postgres::Postgres> {
        self.engine.postgres()
    }

    /// Finishes what is queued and lets the database go.
    pub async fn close(&self) {
        self.engine.close().await;
    }

    /// Runs `work` in a writing transaction: all of it is durable when this returns `Ok`, none if `Err`.
    ///
    /// # Errors
    /// The work's own error, or the store's turned into it.
    pub async fn write<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'t> FnOnce(&'t mut dyn Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        unpack(self.engine.write(pack(work)).await)
    }

    /// Keeps what is there in the file `aside`, then runs `work` alone with the database `from` attached: see
    /// [`Engine::restore`].
    ///
    /// # Errors
    /// The work's own error, or the store's turned into it: then nothing was changed.
    pub async fn restore<T, E, F>(&self, from: PathBuf, aside: PathBuf, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'t> FnOnce(&'t mut dyn Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        unpack(self.engine.restore(from, aside, pack(work)).await)
    }

    /// Runs `work` on one consistent snapshot; it must not write.
    ///
    /// # Errors
    /// The work's own error, or the store's turned into it.
    pub async fn read<T, E, F>(&self, work: F) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<StoreError> + Send + 'static,
        F: for<'t> FnOnce(&'t mut dyn Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
    {
        unpack(self.engine.read(pack(work)).await)
    }
}

fn pack<T, E, F>(work: F) -> Work
where
    T: Send + 'static,
    E: Send + 'static,
    F: for<'t> FnOnce(&'t mut dyn Tx) -> BoxFuture<'t, Result<T, E>> + Send + 'static,
{
    Box::new(move |tx| {
        let running = work(tx);
        Box::pin(async move {
            match running.await {
                Ok(value) => Ok(Box::new(value) as Box<dyn Any + Send>),
                Err(error) => Err(Box::new(error) as Box<dyn Any + Send>),
            }
        })
    })
}

fn unpack<T: 'static, E: From<StoreError> + 'static>(packed: Outcome) -> Result<T, E> {
    let lost = || E::from(StoreError::Shape("work answered with another type".to_owned()));
    match packed? {
        Ok(value) => Ok(*value.downcast::<T>().map_err(|_| lost())?),
        Err(error) => Err(*error.downcast::<E>().map_err(|_| lost())?),
    }
}
