//! PostgreSQL: a pool of connections, statements prepared once per connection, one transaction per work.
//!
//! Work runs on a task of its own: a client that hangs up in the middle cannot leave a commit without the
//! news of it. Streams are locked in the order of their names by whoever writes to several, so that two
//! writers never wait for each other. Fsyncs are grouped by PostgreSQL itself.

use super::{
    BoxFuture, Engine, Listener, ListenerCell, Moved, Outcome, Row, StoreError, Tx, Value, Work,
    migrations::{self, Dialect, MIGRATIONS},
    tell,
    tls::Address,
};
use bytes::Bytes;
use deadpool_postgres::{Manager, ManagerConfig, Pool, RecyclingMethod, Transaction};
use itsumo_domain::Stream;
use std::sync::Arc;
use tokio_postgres::{
    CopyInSink, IsolationLevel,
    error::SqlState,
    types::{IsNull, ToSql, Type, private::BytesMut},
};

/// Connections a process holds at most. More would only queue inside the server instead of here.
const CONNECTIONS: usize = 16;
/// Advisory lock that one process holds while it migrates: "Itsu", 1.
const MIGRATING: i64 = 0x4974_7375_0001;
/// Advisory lock that every server holds together, and a restore alone: "Itsu", 2.
pub(crate) const SERVING: i64 = 0x4974_7375_0002;

/// A PostgreSQL database.
pub struct Postgres {
    pool: Pool,
    address: Address,
    listener: ListenerCell,
}

impl Postgres {
    /// Connects and brings the tables up to date, one process at a time.
    ///
    /// # Errors
    /// [`StoreError::Newer`], or [`StoreError::Database`] when it cannot be reached or the URL is not one.
    pub async fn connect(url: &str) -> Result<Self, StoreError> {
        let address = Address::read(url)?;
        if address.is_bare() {
            tracing::warn!("the line to PostgreSQL is not encrypted: add sslmode=require to the database's URL");
        }
        // A connection that died is found out by its first statement; asking each time would cost a round trip.
        let recycle = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(address.config.clone(), address.tls.clone(), recycle);
        let pool = Pool::builder(manager).max_size(CONNECTIONS).build().map_err(unreachable)?;
        let postgres = Self { pool, address, listener: ListenerCell::default() };
        postgres.migrate().await?;
        Ok(postgres)
    }

    async fn migrate(&self) -> Result<(), StoreError> {
        let mut client = self.pool.get().await.map_err(unreachable)?;
        let tx = client.transaction().await.map_err(broken)?;
        tx.execute("SELECT pg_advisory_xact_lock($1)", &[&MIGRATING]).await.map_err(broken)?;
        tx.batch_execute("CREATE TABLE IF NOT EXISTS schema_version (version BIGINT NOT NULL)")
            .await
            .map_err(broken)?;
        let row = tx.query_opt("SELECT version FROM schema_version", &[]).await.map_err(broken)?;
        let found: i64 = row.map_or(Ok(0), |row| row.try_get(0)).map_err(broken)?;
        let known = migrations::known();
        if found > known {
            return Err(StoreError::Newer { found, known });
        }
        for script in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
            for statement in migrations::statements(script, Dialect::Postgres) {
                tx.batch_execute(&statement)
                    .await
                    .map_err(|error| StoreError::Database(format!("migration: {}: {statement}", full(&error))))?;
            }
        }
        if found < known {
            tx.execute("DELETE FROM schema_version", &[]).await.map_err(broken)?;
            tx.execute("INSERT INTO schema_version (version) VALUES ($1)", &[&known]).await.map_err(broken)?;
        }
        tx.commit().await.map_err(broken)
    }

    /// A connection of the pool, for a transaction that is more than [`Work`].
    pub(crate) async fn connection(&self) -> Result<Pooled, StoreError> {
        self.pool.get().await.map(Pooled).map_err(unreachable)
    }

    /// How to reach it, for a connection of one's own.
    pub(crate) fn address(&self) -> &Address {
        &self.address
    }

    async fn run(pool: Pool, listener: ListenerCell, work: Work, write: bool) -> Outcome {
        let mut dead = 0;
        loop {
            let mut client = pool.get().await.map_err(unreachable)?;
            let building = client.build_transaction();
            let building = if write {
                building.isolation_level(IsolationLevel::ReadCommitted)
            } else {
                building.isolation_level(IsolationLevel::RepeatableRead).read_only(true)
            };
            let tx = match building.start().await {
                Ok(tx) => tx,
                // The server was restarted and the pool has not noticed: nothing was done yet, so take another
                // connection. A pool full of dead ones is gone through once.
                Err(error) if is_dead(&error) && dead <= CONNECTIONS => {
                    dead += 1;
                    continue;
                }
                Err(error) => return Err(broken(error)),
            };
            let mut tx = PostgresTx { tx, moved: Vec::new() };
            let result = work(&mut tx).await;
            match &result {
                Ok(_) => {
                    tx.tx.commit().await.map_err(broken)?;
                    tell(&listener, tx.moved);
                }
                Err(_) => tx.tx.rollback().await.map_err(broken)?,
            }
            return Ok(result);
        }
    }

    fn spawn(&self, work: Work, write: bool) -> BoxFuture<'_, Outcome> {
        let running = tokio::spawn(Self::run(self.pool.clone(), Arc::clone(&self.listener), work, write));
        Box::pin(async move {
            match running.await {
                Ok(outcome) => outcome,
                Err(gone) => Err(StoreError::Database(format!("work for the store: {gone}"))),
            }
        })
    }
}

impl Engine for Postgres {
    fn write(&self, work: Work) -> BoxFuture<'_, Outcome> {
        self.spawn(work, true)
    }
    fn read(&self, work: Work) -> BoxFuture<'_, Outcome> {
        self.spawn(work, false)
    }
    fn listen(&self, listener: Listener) {
        let _ = self.listener.set(listener);
    }
    fn postgres(&self) -> Option<&Postgres> {
        Some(self)
    }
    fn close(&self) -> BoxFuture<'_, ()> {
        self.pool.close();
        Box::pin(std::future::ready(()))
    }
}

/// `tokio_postgres` says "db error" and keeps the rest in the source. Of what the database said its detail is left
/// out: that repeats values of the row at fault, people's addresses among them, and this text goes to the log.
pub(crate) fn full(error: &tokio_postgres::Error) -> String {
    if let Some(said) = error.as_db_error() {
        return format!("{}: {} ({})", said.severity(), said.message(), said.code().code());
    }
    let cause = std::error::Error::source(error);
    cause.map_or_else(|| error.to_string(), |cause| format!("{error}: {cause}"))
}

pub(crate) fn broken(error: tokio_postgres::Error) -> StoreError {
    StoreError::Database(full(&error))
}

/// The same, with the statement it was.
fn named(error: tokio_postgres::Error, sql: &str) -> StoreError {
    let text = format!("{}: {sql}", full(&error));
    match error.code() {
        Some(&SqlState::UNIQUE_VIOLATION) => StoreError::Twice(text),
        _ => StoreError::Database(text),
    }
}

fn is_dead(error: &tokio_postgres::Error) -> bool {
    error.is_closed() || matches!(error.code(), Some(&SqlState::ADMIN_SHUTDOWN | &SqlState::CRASH_SHUTDOWN))
}

fn unreachable(error: impl std::error::Error) -> StoreError {
    let cause = error.source().and_then(|cause| cause.downcast_ref::<tokio_postgres::Error>());
    let why = cause.map_or_else(|| error.to_string(), full);
    StoreError::Database(format!("PostgreSQL cannot be reached: {why}"))
}

/// A connection taken from the pool.
pub(crate) struct Pooled(deadpool_postgres::Object);

impl Pooled {
    pub(crate) async fn begin(&mut self) -> Result<PostgresTx<'_>, StoreError> {
        Ok(PostgresTx { tx: self.0.transaction().await.map_err(broken)?, moved: Vec::new() })
    }
}

/// A transaction in progress. Dropped before its commit it is rolled back.
pub(crate) struct PostgresTx<'c> {
    tx: Transaction<'c>,
    moved: Vec<Moved>,
}

impl PostgresTx<'_> {
    /// Runs a statement that is no query.
    pub(crate) async fn batch(&self, sql: &str) -> Result<(), StoreError> {
        self.tx.batch_execute(sql).await.map_err(broken)
    }

    /// Where rows of a `COPY … FROM STDIN` go.
    pub(crate) async fn copy_in(&self, sql: &str) -> Result<CopyInSink<Bytes>, StoreError> {
        self.tx.copy_in(sql).await.map_err(broken)
    }

    pub(crate) async fn commit(self) -> Result<(), StoreError> {
        self.tx.commit().await.map_err(broken)
    }
}

fn references(params: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    params.iter().map(|value| value as &(dyn ToSql + Sync)).collect()
}

impl Tx for PostgresTx<'_> {
    fn query<'a>(&'a mut self, sql: &'a str, params: &'a [Value]) -> BoxFuture<'a, Result<Vec<Row>, StoreError>> {
        Box::pin(async move {
            let at = |error| named(error, sql);
            let statement = self.tx.prepare_cached(sql).await.map_err(at)?;
            let rows = self.tx.query(&statement, &references(params)).await.map_err(at)?;
            rows.iter().map(row_of).collect()
        })
    }
    fn execute<'a>(&'a mut self, sql: &'a str, params: &'a [Value]) -> BoxFuture<'a, Result<u64, StoreError>> {
        Box::pin(async move {
            let at = |error| named(error, sql);
            let statement = self.tx.prepare_cached(sql).await.map_err(at)?;
            self.tx.execute(&statement, &references(params)).await.map_err(at)
        })
    }
    fn moved(&mut self, city: &str, stream: &Stream, head: i64) {
        self.moved.push(Moved { city: city.to_owned(), stream: stream.clone(), head });
    }
    fn is_postgres(&self) -> bool {
        true
    }
}

impl ToSql for Value {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Int(value) => match *ty {
                Type::INT8 => value.to_sql(ty, out),
                Type::INT4 => i32::try_from(*value)?.to_sql(ty, out),
                Type::INT2 => i16::try_from(*value)?.to_sql(ty, out),
                _ => Err(format!("a number is given where {ty} is wanted").into()),
            },
            Self::Text(value) if <&str as ToSql>::accepts(ty) => value.as_str().to_sql(ty, out),
            Self::Text(_) => Err(format!("a text is given where {ty} is wanted").into()),
            Self::Bytes(value) if *ty == Type::BYTEA => value.as_slice().to_sql(ty, out),
            Self::Bytes(_) => Err(format!("bytes are given where {ty} is wanted").into()),
        }
    }
    fn accepts(_: &Type) -> bool {
        true
    }
    tokio_postgres::types::to_sql_checked!();
}

fn row_of(row: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let values = row.columns().iter().enumerate().map(|(at, column)| {
        let value = match *column.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(at).map(Value::from),
            Type::INT4 => row.try_get::<_, Option<i32>>(at).map(|value| Value::from(value.map(i64::from))),
            Type::BOOL => row.try_get::<_, Option<bool>>(at).map(Value::from),
            Type::TEXT | Type::VARCHAR | Type::NAME => row.try_get::<_, Option<String>>(at).map(Value::from),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(at).map(Value::from),
            ref other => {
                let text = format!("column {}: no {other} in portable SQL, CAST it", column.name());
                return Err(StoreError::Shape(text));
            }
        };
        value.map_err(|error| StoreError::Shape(full(&error)))
    });
    Ok(Row(values.collect::<Result<_, _>>()?))
}
