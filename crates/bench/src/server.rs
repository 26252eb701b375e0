//! The server's figures, on SQLite and on PostgreSQL with one process and two.

use crate::{
    floors,
    http::{Connection, decoded},
    report::{Figure, median},
    world::{Tables, World, commands, in_parallel, sync_body},
};
use anyhow::{Context, ensure};
use itsumo_domain::sync::SyncResponse;
use std::{
    sync::Arc,
    time::{Duration, Instant},
};

/// What a run measures.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Records of a fresh pull.
    pub records: usize,
    /// Rounds of which the median counts.
    pub rounds: usize,
    /// Live subscribers.
    pub listeners: usize,
}

/// Pulls a whole city over one connection; answers with the bytes on the wire.
fn pull_all(world: &World, encoding: &str, records: usize) -> anyhow::Result<usize> {
    let mut connection = Connection::open(world.first(), encoding, None)?;
    let (mut cursor, mut wire, mut found) = (0, 0, 0);
    loop {
        let answer = connection.post("/v1/sync", &sync_body(cursor, &[])?)?;
        wire += answer.wire_bytes;
        let body = decoded(answer.body)?;
        // Reading records is the device's work, measured there; the cursor is all that a puller needs.
        let page: Cursor = serde_json::from_slice(&body)?;
        let Some(news) = page.streams.news else { break };
        cursor = news.next;
        found += news.records.len();
        if !page.more {
            break;
        }
    }
    ensure!(found == records, "pulled {found} of {records} records");
    Ok(wire)
}

#[derive(serde::Deserialize)]
struct Cursor<'a> {
    #[serde(default, borrow)]
    streams: Streams<'a>,
    #[serde(default)]
    more: bool,
}
#[derive(Default, serde::Deserialize)]
struct Streams<'a> {
    #[serde(borrow)]
    news: Option<News<'a>>,
}
#[derive(serde::Deserialize)]
struct News<'a> {
    next: i64,
    #[serde(borrow)]
    records: Vec<&'a serde_json::value::RawValue>,
}

fn timed(rounds: usize, mut work: impl FnMut() -> anyhow::Result<()>) -> anyhow::Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..rounds {
        let start = Instant::now();
        work()?;
        times.push(start.elapsed());
    }
    Ok(median(times))
}

/// Fresh pull, in seconds and bytes, plain and compressed.
pub async fn pull(tables: Tables, size: Size, floor: Duration) -> anyhow::Result<Vec<Figure>> {
    let world = World::start(tables, size.records, 0).await?;
    let mut figures = Vec::new();
    for (encoding, target_time, target_bytes) in [("identity", Some(0.05), None), ("zstd", Some(0.1), Some(1.3))] {
        let wire = pull_all(&world, encoding, size.records)?;
        let time = timed(size.rounds, || pull_all(&world, encoding, size.records).map(drop))?;
        figures.push(Figure {
            name: format!("fresh pull of {} records", size.records),
            on: tables.name(),
            value: time.as_secs_f64(),
            floor: Some(floor.as_secs_f64()),
            target: target_time,
            unit: "s",
            more_is_better: false,
            note: encoding.to_owned(),
        });
        figures.push(Figure {
            name: "bytes of that pull".to_owned(),
            on: tables.name(),
            value: wire as f64 / 1e6,
            floor: None,
            target: target_bytes,
            unit: "MB",
            more_is_better: false,
            note: encoding.to_owned(),
        });
    }
    Ok(figures)
}

/// Commands per second in batches of 100, from four clients at once and from one.
pub async fn push(tables: Tables, floor: f64) -> anyhow::Result<Vec<Figure>> {
    const BATCHES: usize = 60;
    let mut figures = Vec::new();
    for clients in [1, 8] {
        let world = Arc::new(World::start(tables, 0, clients).await?);
        let bodies: Vec<Vec<Vec<u8>>> = (0..clients)
            .map(|_| (0..BATCHES).map(|_| sync_body(0, &commands(100)?)).collect::<anyhow::Result<_>>())
            .collect::<anyhow::Result<_>>()?;
        let bodies = Arc::new(bodies);
        let start = Instant::now();
        let of = world.clone();
        in_parallel(clients, clients, move |client| {
            let token = of.tokens.get(client).context("token")?;
            let mut connection = Connection::open(of.of(client), "identity", Some(token))?;
            for body in bodies.get(client).context("bodies")? {
                let answer = connection.post("/v1/sync", body)?;
                let done: SyncResponse = serde_json::from_slice(&decoded(answer.body)?)?;
                ensure!(done.results.len() == 100 && done.results.iter().all(|r| r.refused.is_none()), "not all done");
            }
            Ok(())
        })?;
        let rate = (clients * BATCHES * 100) as f64 / start.elapsed().as_secs_f64();
        figures.push(Figure {
            name: "push of commands in batches of 100".to_owned(),
            on: tables.name(),
            value: rate,
            floor: Some(floor),
            target: Some(25_000.0),
            unit: "/s",
            more_is_better: true,
            note: format!("{clients} client{}", if clients == 1 { "" } else { "s" }),
        });
    }
    Ok(figures)
}

/// A sync that brings and finds nothing.
pub async fn nothing_new(tables: Tables) -> anyhow::Result<Vec<Figure>> {
    let (floor, least) = floors::round_trip(2_000)?;
    let world = World::start(tables, 1_000, 1).await?;
    let token = world.tokens.first().context("token")?;
    let mut connection = Connection::open(world.first(), "identity", Some(token))?;
    let body = sync_body(1_000, &[])?;
    let wire = connection.post("/v1/sync", &body)?.wire_bytes;
    let time = timed(2_000, || connection.post("/v1/sync", &body).map(drop))?;
    Ok(vec![
        Figure {
            name: "nothing new".to_owned(),
            on: tables.name(),
            value: time.as_secs_f64() * 1e3,
            floor: Some(floor.as_secs_f64() * 1e3),
            target: Some(0.3),
            unit: "ms",
            more_is_better: false,
            note: "signed in".to_owned(),
        },
        Figure {
            name: "bytes of that answer".to_owned(),
            on: tables.name(),
            value: wire as f64,
            floor: Some(least as f64),
            target: Some(150.0),
            unit: "B",
            more_is_better: false,
            note: "head and body".to_owned(),
        },
    ])
}

/// 200 clients, each over a connection of its own, pull the same 100 changes.
pub async fn clients(tables: Tables) -> anyhow::Result<Figure> {
    const CLIENTS: usize = 200;
    let world = Arc::new(World::start(tables, 1_100, 0).await?);
    let body = Arc::new(sync_body(1_000, &[])?);
    let sample = Connection::open(world.first(), "zstd", None)?.post("/v1/sync", &body)?.body;
    let floor = floors::clients(CLIENTS, sample)?;
    let of = world.clone();
    let start = Instant::now();
    in_parallel(CLIENTS, 8, move |client| {
        let answer = Connection::open(of.of(client), "zstd", None)?.post("/v1/sync", &body)?;
        ensure!(answer.body.len() > 100, "an empty answer");
        Ok(())
    })?;
    Ok(Figure {
        name: "200 clients × 100 changes".to_owned(),
        on: tables.name(),
        value: CLIENTS as f64 / start.elapsed().as_secs_f64(),
        floor: Some(floor),
        target: Some(2_000.0),
        unit: "/s",
        more_is_better: true,
        note: "clients a second".to_owned(),
    })
}

/// From the operator's publish to the last of many listeners, and what a listener costs.
pub async fn live(tables: Tables, size: Size) -> anyhow::Result<Vec<Figure>> {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let floor = floors::fan_out(size.listeners).await?;
    let world = Arc::new(World::start(tables, 10, 0).await?);
    let before = world.memory()?;
    let mut sockets = Vec::with_capacity(size.listeners);
    for number in 0..size.listeners {
        let mut socket = tokio::net::TcpStream::connect(world.of(number)).await?;
        let request = format!("GET /v1/live?city={} HTTP/1.1\r\nhost: x\r\n\r\n", crate::world::CITY);
        socket.write_all(request.as_bytes()).await?;
        sockets.push(socket);
    }
    for socket in &mut sockets {
        read_until(socket, b"\"news\"").await?;
    }
    let after = world.memory()?;
    // Whatever else the first events held is read away, so that what comes next is the news.
    let drained: Vec<_> = sockets
        .into_iter()
        .inspect(|socket| {
            let mut rest = [0; 4096];
            while let Ok(1..) = socket.try_read(&mut rest) {}
        })
        .collect();
    let start = Instant::now();
    let mut listening = tokio::task::JoinSet::new();
    for mut socket in drained {
        listening.spawn(async move {
            let mut bytes = [0; 512];
            let read = socket.read(&mut bytes).await?;
            ensure!(read > 0, "a listener was dropped");
            Ok(Instant::now())
        });
    }
    let armed = Instant::now();
    let publisher = world.clone();
    tokio::task::spawn_blocking(move || publisher.publish_alert()).await??;
    let mut last = start;
    while let Some(done) = listening.join_next().await {
        last = last.max(done??);
    }
    Ok(vec![
        Figure {
            name: format!("publish to {} live subscribers", size.listeners),
            on: tables.name(),
            value: (last - armed).as_secs_f64() * 1e3,
            floor: Some(floor.as_secs_f64() * 1e3),
            target: Some(130.0),
            unit: "ms",
            more_is_better: false,
            note: "request to last".to_owned(),
        },
        Figure {
            name: "memory of a live subscriber".to_owned(),
            on: tables.name(),
            value: (after - before) * 1024.0 / size.listeners as f64,
            floor: None,
            target: Some(5.0),
            unit: "KiB",
            more_is_better: false,
            note: "server's resident memory".to_owned(),
        },
    ])
}

async fn read_until(socket: &mut tokio::net::TcpStream, wanted: &[u8]) -> anyhow::Result<()> {
    use tokio::io::AsyncReadExt;
    let mut seen = Vec::new();
    while !seen.windows(wanted.len()).any(|window| window == wanted) {
        let mut bytes = [0; 1024];
        let read = socket.read(&mut bytes).await?;
        ensure!(read > 0, "the server closed a live connection");
        seen.extend_from_slice(bytes.get(..read).unwrap_or_default());
    }
    Ok(())
}

/// Resident memory after a city was pulled a hundred times.
pub async fn memory(tables: Tables, size: Size) -> anyhow::Result<Figure> {
    let world = World::start(tables, size.records, 0).await?;
    for _ in 0..100 {
        pull_all(&world, "zstd", size.records)?;
    }
    Ok(Figure {
        name: "server memory".to_owned(),
        on: tables.name(),
        value: world.memory()?,
        floor: None,
        target: Some(40.0),
        unit: "MiB",
        more_is_better: false,
        note: format!("after 100 fresh pulls of {}", size.records),
    })
}
