//! Push: one alert to a hundred thousand devices that sleep.
//!
//! What is measured is the server's own work: from the alert that stands to the rounds that are due, and from there
//! through the queue with every message sealed for its device (RFC 8291). The network and the push services' patience
//! come on top, and are theirs.

use crate::{
    report::{Figure, median},
    world::{CITY, Tables},
};
use anyhow::{Context, bail, ensure};
use itsumo_backend::{
    app::App,
    clock::{Ids, RealIds},
    config::Config,
    push::{
        Outcome, Parcel, Pusher, address, plan, send,
        web_push::{Keys, address_of, seal},
    },
    serve::{self, Options},
    store::{BoxFuture, StoreError, Value, testing::Cluster},
    stream::Draft,
};
use itsumo_domain::{
    Stream, Timestamp,
    alert::{Alert, Severity},
    push::PushAddress,
    record::kind,
};
use std::{
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

/// Rows of one statement while the tables are filled.
const ROWS: usize = 100;
/// Messages that the floor seals.
const SEALED: usize = 5_000;

/// Takes everything at once.
struct Anybody {
    taken: AtomicUsize,
    keys: Option<Keys>,
}

impl Anybody {
    fn new(keys: Option<Keys>) -> Self {
        Self { taken: AtomicUsize::new(0), keys }
    }
}

impl Pusher for Anybody {
    fn push<'a>(&'a self, parcel: &'a Parcel, _: Timestamp) -> BoxFuture<'a, Outcome> {
        self.taken.fetch_add(1, Ordering::Relaxed);
        let sealed = match &self.keys {
            Some(keys) => seal(keys, &parcel.message, &RealIds.secret(), [7; 16]).is_ok(),
            None => true,
        };
        let outcome = if sealed { Outcome::Taken } else { Outcome::Refused("not sealed".to_owned()) };
        Box::pin(std::future::ready(outcome))
    }
}

/// Everything of it; each figure is the median of `rounds`.
pub async fn alert(tables: Tables, devices: usize, rounds: usize) -> anyhow::Result<Vec<Figure>> {
    let folder = tempfile::tempdir()?;
    let cities = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../backend/cities");
    let mut config = Config::local(folder.path(), cities);
    if let Tables::Postgres(_) = tables {
        let url = Cluster::shared().map_err(anyhow::Error::msg)?.database()?;
        config.place.database_url = Some(url.as_str().into());
    }
    let (_stop, stopping) = tokio::sync::watch::channel(false);
    let app = serve::build(Options::real(config), stopping).await?;
    fill(&app, devices).await?;
    let (mut planning, mut queueing, mut sealing) = (Vec::new(), Vec::new(), Vec::new());
    let PushAddress::WebPush { p256dh, auth, .. } = device(0)? else { bail!("another transport") };
    let keys = Keys::read(&p256dh, &auth)?;
    for _ in 0..rounds {
        planning.push(planned(&app).await?);
        queueing.push(sent(&app, &Anybody::new(None), devices).await?);
        planned(&app).await?;
        sealing.push(sent(&app, &Anybody::new(Some(keys.clone())), devices).await?);
    }
    let start = Instant::now();
    for _ in 0..SEALED {
        seal(&keys, &[b'x'; 64], &RealIds.secret(), [7; 16])?;
    }
    let floor = per_second(SEALED, start.elapsed());
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let on = tables.name();
    app.store.close().await;
    Ok(vec![
        Figure {
            name: format!("one alert, {devices} addresses: from the commit to rounds that are due"),
            on: on.clone(),
            value: median(planning).as_secs_f64() * 1e3,
            floor: None,
            target: Some(100.0),
            unit: "ms",
            more_is_better: false,
            note: String::new(),
        },
        Figure {
            name: "addresses through the queue".to_owned(),
            on: on.clone(),
            value: per_second(devices, median(queueing)),
            floor: None,
            target: None,
            unit: "/s",
            more_is_better: true,
            note: "nothing is sealed, nothing sent".to_owned(),
        },
        Figure {
            name: "the same with each push sealed for its device".to_owned(),
            on,
            value: per_second(devices, median(sealing)),
            floor: Some(floor),
            target: Some(10_000.0),
            unit: "/s",
            more_is_better: true,
            note: format!("floor: sealing alone, on one of {cores} cores"),
        },
    ])
}

fn per_second(count: usize, took: Duration) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX)) / took.as_secs_f64().max(f64::EPSILON)
}

/// An alert, and how long it takes to be planned.
async fn planned(app: &App) -> anyhow::Result<Duration> {
    let now = app.clock.now();
    let expires = now.plus(Timestamp::HOUR);
    let alert = Alert { severity: Severity::Emergency, issued: now, expires, ..Alert::default() };
    let body = Some(serde_json::to_string(&alert)?);
    let draft = Draft { id: app.ids.new_id(), kind: kind::ALERT, author: "operator".to_owned(), body };
    app.streams.publish(CITY, &Stream::alerts(), vec![draft]).await?;
    let start = Instant::now();
    plan::plan_moved(app).await?;
    Ok(start.elapsed())
}

async fn sent(app: &App, to: &Anybody, devices: usize) -> anyhow::Result<Duration> {
    let start = Instant::now();
    while send::send_due(app, to).await? > 0 {}
    let took = start.elapsed();
    let taken = to.taken.load(Ordering::Relaxed);
    ensure!(taken == devices, "{taken} of {devices} devices were woken");
    Ok(took)
}

fn device(number: usize) -> anyhow::Result<PushAddress> {
    Ok(address_of(&format!("https://push.example.jp/{number:020}"), &[1; 32], &[1; 16])?)
}

async fn fill(app: &App, devices: usize) -> anyhow::Result<()> {
    let numbers: Vec<usize> = (0..devices).collect();
    for some in numbers.chunks(ROWS) {
        let mut params: Vec<Value> = vec![CITY.into(), app.clock.now().into()];
        let mut rows = Vec::with_capacity(some.len());
        for number in some {
            let address = device(*number)?;
            params.push(address::name_of(&address).to_vec().into());
            params.push(serde_json::to_string(&address)?.into());
            let last = params.len();
            rows.push(format!("($1, ${}, ${last}, 'ja', NULL, NULL, $2, 0, 0, 0)", last - 1));
        }
        let sql = format!(
            "INSERT INTO push_address
             (city, name, address, locale, person, device, renewed, reached, refusals, refused_since) VALUES {}",
            rows.join(", ")
        );
        let writing =
            app.store.write::<_, StoreError, _>(move |tx| Box::pin(async move { tx.execute(&sql, &params).await }));
        writing.await.context("an address was not written")?;
    }
    Ok(())
}
