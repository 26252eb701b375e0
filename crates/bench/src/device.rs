//! The device's figures: pulled into its database, listed, searched.

use crate::{
    floors,
    report::{Figure, median},
    server::Size,
    world::{CITY, Tables, World, announcement},
};
use anyhow::ensure;
use itsumo_backend::clock::{Clock, RealClock};
use itsumo_domain::interests::Interests;
use itsumo_engine::{Deps, Engine, ExtraCa, NewsQuery, Paths, Tab, secrets::MemorySecrets};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use tempfile::TempDir;

/// The JSON of `count` announcements as records, for the floors.
pub fn records(count: usize) -> anyhow::Result<Vec<String>> {
    let now = RealClock.now();
    (0..count).map(|number| Ok(serde_json::to_string(&announcement(number, now))?)).collect()
}

/// A new device of the world's city that has not pulled yet, in a folder of its own.
pub async fn fresh(world: &World) -> anyhow::Result<(TempDir, Engine)> {
    let folder = tempfile::tempdir()?;
    let paths = Paths::at(folder.path());
    let deps = Deps { secrets: Arc::new(MemorySecrets::default()), ..Deps::real(&paths, ExtraCa::default()) };
    let engine = Engine::open(paths, deps)?;
    engine.set_server(&format!("http://{}", world.first())).await.map_err(|e| anyhow::anyhow!("{e:?}"))?;
    engine.choose_city(CITY).await.map_err(|e| anyhow::anyhow!("{e:?}"))?;
    Ok((folder, engine))
}

/// Fresh pull into the device's database.
pub async fn pull(size: Size) -> anyhow::Result<Figure> {
    let floor = floors::store(&records(size.records)?, size.rounds)?;
    let world = World::start(Tables::Sqlite, size.records, 0).await?;
    let mut times = Vec::new();
    for _ in 0..size.rounds {
        let (_folder, engine) = fresh(&world).await?;
        let start = Instant::now();
        let report = engine.sync().await.map_err(|e| anyhow::anyhow!("{e:?}"))?;
        times.push(start.elapsed());
        ensure!(report.pulled >= size.records, "pulled {} of {}", report.pulled, size.records);
    }
    Ok(Figure {
        name: format!("fresh pull of {} records into the device's database", size.records),
        on: "device".to_owned(),
        value: median(times).as_secs_f64(),
        floor: Some(floor.as_secs_f64()),
        target: Some(0.12),
        unit: "s",
        more_is_better: false,
        note: "network, checks and interests included".to_owned(),
    })
}

/// The filtered list and the search at `count` items.
pub async fn list_and_search(count: usize) -> anyhow::Result<Vec<Figure>> {
    let world = World::start(Tables::Sqlite, count, 0).await?;
    let (_folder, engine) = fresh(&world).await?;
    let wrong = |e: itsumo_engine::Error| anyhow::anyhow!("{e:?}");
    let interests = Interests { topics: ["childcare".to_owned()].into(), ..Interests::default() };
    engine.set_interests(interests).await.map_err(wrong)?;
    engine.sync().await.map_err(wrong)?;
    engine.index_now().await.map_err(wrong)?;
    let query = || NewsQuery { tab: Tab::ForMe, topic: None, unread_only: false, after: None, limit: 50 };
    let mut listed = Vec::new();
    for _ in 0..200 {
        let start = Instant::now();
        let list = engine.news_list(query()).await.map_err(wrong)?;
        listed.push(start.elapsed());
        ensure!(list.rows.len() == 50, "{} rows", list.rows.len());
    }
    let mut figures = vec![figure(format!("filtered list of 50 among {count}"), median(listed), Some(1.0))];
    // A word of every length that people type; the last is in one article only.
    for words in ["健", "相談", "健康診査", "第77777号"] {
        let mut searched = Vec::new();
        for _ in 0..20 {
            let start = Instant::now();
            let found = engine.news_search(words, 50).await.map_err(wrong)?;
            searched.push(start.elapsed());
            ensure!(!found.is_empty() || count < 77_778, "nothing found for {words}");
        }
        figures.push(figure(format!("search for {words} among {count}"), median(searched), None));
    }
    Ok(figures)
}

fn figure(name: String, time: Duration, target: Option<f64>) -> Figure {
    Figure {
        name,
        on: "device".to_owned(),
        value: time.as_secs_f64() * 1e3,
        floor: None,
        target,
        unit: "ms",
        more_is_better: false,
        note: "through the engine's face".to_owned(),
    }
}
