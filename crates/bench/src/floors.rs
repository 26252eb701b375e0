//! The least programs that do each job: what the machine allows, not what anybody ships.

use crate::{http::Connection, report::median};
use anyhow::Context;
use std::{
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener},
    path::Path,
    sync::Arc,
    thread,
    time::{Duration, Instant},
};

/// A server that answers each request on each connection with `answer` made anew.
pub fn bare_server(answer: Arc<dyn Fn() -> Vec<u8> + Send + Sync>) -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let at = listener.local_addr()?;
    thread::spawn(move || {
        for socket in listener.incoming().flatten() {
            let answer = answer.clone();
            thread::spawn(move || -> anyhow::Result<()> {
                socket.set_nodelay(true)?;
                let mut reader = BufReader::new(socket);
                let mut line = String::new();
                let mut body = 0_usize;
                loop {
                    line.clear();
                    if reader.read_line(&mut line)? == 0 {
                        return Ok(());
                    }
                    if let Some(length) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                        body = length.trim().parse()?;
                    }
                    if line == "\r\n" {
                        std::io::copy(&mut std::io::Read::take(&mut reader, body as u64), &mut std::io::sink())?;
                        body = 0;
                        let bytes = answer();
                        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", bytes.len());
                        reader.get_mut().write_all(head.as_bytes())?;
                        reader.get_mut().write_all(&bytes)?;
                    }
                }
            });
        }
    });
    Ok(at)
}

/// A table of the records' JSON, as small as a table can be.
pub fn fill_table(path: &Path, records: &[String]) -> anyhow::Result<()> {
    let mut db = rusqlite::Connection::open(path)?;
    db.execute_batch("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE IF NOT EXISTS r(seq INTEGER PRIMARY KEY, json TEXT NOT NULL)")?;
    let tx = db.transaction()?;
    {
        let mut insert = tx.prepare("INSERT INTO r(seq, json) VALUES (?1, ?2)")?;
        for (seq, json) in (1_i64..).zip(records) {
            insert.execute((seq, json))?;
        }
    }
    tx.commit()?;
    Ok(())
}

/// Reads all rows of [`fill_table`] and joins them.
pub fn read_table(path: &Path) -> anyhow::Result<Vec<u8>> {
    let db = rusqlite::Connection::open(path)?;
    let mut select = db.prepare("SELECT json FROM r ORDER BY seq")?;
    let mut rows = select.query([])?;
    let mut body = Vec::with_capacity(8 << 20);
    while let Some(row) = rows.next()? {
        body.extend_from_slice(row.get_ref(0)?.as_bytes()?);
        body.push(b',');
    }
    Ok(body)
}

/// Fresh pull: SQLite to socket to client, nothing else.
pub fn pull(records: &[String], rounds: usize) -> anyhow::Result<Duration> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("floor.db");
    fill_table(&path, records)?;
    let at = bare_server(Arc::new(move || read_table(&path).unwrap_or_default()))?;
    let mut times = Vec::new();
    for _ in 0..rounds {
        let start = Instant::now();
        let body = Connection::open(at, "identity", None)?.get("/")?.body;
        times.push(start.elapsed());
        anyhow::ensure!(body.len() > records.len(), "the floor's server sent nothing");
    }
    Ok(median(times))
}

/// Into the device's database: one transaction of inserts from memory.
pub fn store(records: &[String], rounds: usize) -> anyhow::Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..rounds {
        let folder = tempfile::tempdir()?;
        let start = Instant::now();
        fill_table(&folder.path().join("floor.db"), records)?;
        times.push(start.elapsed());
    }
    Ok(median(times))
}

/// Durable inserts per second in transactions of 100 rows.
pub fn push(records: &[String]) -> anyhow::Result<f64> {
    let folder = tempfile::tempdir()?;
    let mut db = rusqlite::Connection::open(folder.path().join("floor.db"))?;
    db.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE r(seq INTEGER PRIMARY KEY, json TEXT NOT NULL)",
    )?;
    let start = Instant::now();
    let mut seq = 0_i64;
    for batch in records.chunks(100) {
        let tx = db.transaction()?;
        {
            let mut insert = tx.prepare_cached("INSERT INTO r(seq, json) VALUES (?1, ?2)")?;
            for json in batch {
                seq += 1;
                insert.execute((seq, json))?;
            }
        }
        tx.commit()?;
    }
    Ok(records.len() as f64 / start.elapsed().as_secs_f64())
}

/// One small request and answer over a kept connection: its time, and the bytes of the answer.
pub fn round_trip(requests: usize) -> anyhow::Result<(Duration, usize)> {
    let at = bare_server(Arc::new(|| b"{}".to_vec()))?;
    let mut connection = Connection::open(at, "identity", None)?;
    let (mut times, mut bytes) = (Vec::new(), 0);
    for _ in 0..requests {
        let start = Instant::now();
        bytes = connection.get("/")?.wire_bytes;
        times.push(start.elapsed());
    }
    Ok((median(times), bytes))
}

/// Small durable commits, each asked for by a request of its own over a kept connection: their times.
pub fn commits(requests: usize) -> anyhow::Result<Vec<Duration>> {
    let folder = tempfile::tempdir()?;
    let db = rusqlite::Connection::open(folder.path().join("floor.db"))?;
    db.execute_batch(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE r(seq INTEGER PRIMARY KEY, json TEXT NOT NULL)",
    )?;
    let db = std::sync::Mutex::new(db);
    let at = bare_server(Arc::new(move || {
        let db = db.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let done = db.execute("INSERT INTO r(json) VALUES (?1)", ["x".repeat(400)]);
        format!("{{\"done\":{}}}", done.unwrap_or_default()).into_bytes()
    }))?;
    let mut connection = Connection::open(at, "identity", None)?;
    let mut times = Vec::new();
    for _ in 0..requests {
        let start = Instant::now();
        connection.post("/", b"{}")?;
        times.push(start.elapsed());
    }
    Ok(times)
}

/// A page of `rows` lines, each read from a table and written as a row of HTML.
pub fn page(rows: usize, bytes: usize, rounds: usize) -> anyhow::Result<Duration> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("floor.db");
    let cell = "x".repeat(bytes.checked_div(rows).unwrap_or(0).saturating_sub(20));
    let records: Vec<String> = (0..rows).map(|n| format!("<tr id={n}>{cell}</tr>")).collect();
    fill_table(&path, &records)?;
    let at = bare_server(Arc::new(move || read_table(&path).unwrap_or_default()))?;
    let mut connection = Connection::open(at, "identity", None)?;
    let mut times = Vec::new();
    for _ in 0..rounds {
        let start = Instant::now();
        connection.get("/")?;
        times.push(start.elapsed());
    }
    Ok(median(times))
}

/// Clients per second that fetch the same prepared bytes, each over a connection of its own.
pub fn clients(count: usize, bytes: Vec<u8>) -> anyhow::Result<f64> {
    let at = bare_server(Arc::new(move || bytes.clone()))?;
    let start = Instant::now();
    crate::world::in_parallel(count, 8, move |_| {
        Connection::open(at, "identity", None)?.get("/").context("floor")?;
        Ok(())
    })?;
    Ok(count as f64 / start.elapsed().as_secs_f64())
}

/// Writes one line to `count` sockets from one task; the time until the last reader has it.
pub async fn fan_out(count: usize) -> anyhow::Result<Duration> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let at = listener.local_addr()?;
    let accept = tokio::spawn(async move {
        let mut sockets = Vec::with_capacity(count);
        while sockets.len() < count {
            sockets.push(listener.accept().await?.0);
        }
        anyhow::Ok(sockets)
    });
    // One after the other: a burst would overflow the queue of connections waiting to be accepted.
    let mut ends = Vec::with_capacity(count);
    for _ in 0..count {
        ends.push(tokio::net::TcpStream::connect(at).await?);
    }
    let mut sockets = accept.await??;
    let mut readers = tokio::task::JoinSet::new();
    for mut end in ends {
        readers.spawn(async move {
            let mut line = [0; 64];
            end.read_exact(&mut line).await?;
            anyhow::Ok(Instant::now())
        });
    }
    let line = [b'x'; 64];
    let start = Instant::now();
    for socket in &mut sockets {
        if socket.try_write(&line).is_err() {
            socket.write_all(&line).await?;
        }
    }
    let mut last = start;
    while let Some(done) = readers.join_next().await {
        last = last.max(done??);
    }
    Ok(last - start)
}
