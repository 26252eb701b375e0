//! Telegrams of 気象庁防災情報XML become alerts of a city. All fixtures are our own, about a prefecture that does
//! not exist; what a telegram does is told as people would live through it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(missing_docs)]

mod bytes;
mod drills;
mod earth;
mod feeds;
mod weather;

use itsumo_backend::{
    alert::Alerts,
    city::{Cities, CityConfig, JmaAreas},
    jma::{self, Change, NotShown, Place, TelegramError, plan_alerts, read, source},
    store::{self, BoxFuture, Store, testing},
    stream::find,
};
use itsumo_domain::{
    Stream, Timestamp,
    alert::{Alert, Hazard, Severity, Status},
    city::{City, LocalText},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};
use uuid::Uuid;

fn file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/jma").join(format!("{name}.xml"));
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The city as it is shipped, with codes of our own so that editing its files breaks no test here.
fn hinata() -> CityConfig {
    let cities = Cities::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/cities"))).unwrap();
    let mut city = CityConfig::clone(cities.get("990019").unwrap());
    city.jma = hinata_codes().1;
    city
}

fn plan(name: &str) -> Result<Vec<jma::AlertChange>, NotShown> {
    let city = hinata();
    plan_alerts(&read(&file(name)).unwrap(), Place { city: &city.city, jma: &city.jma })
}

/// The same without a look at any file.
fn hinata_codes() -> (City, JmaAreas) {
    let codes = ["9900100", "990010", "quake:990", "tsunami:990"];
    let name = LocalText::ja("ひなた市");
    let city = City { name, prefecture: LocalText::ja("あさひ県"), fictional: true, ..City::default() };
    (city, JmaAreas(codes.into_iter().map(|code| (code.to_owned(), Vec::new())).collect()))
}

/// The one alert a telegram raises.
fn raised(name: &str) -> (String, Alert) {
    let mut all = plan(name).unwrap().into_iter().filter_map(|change| match change.change {
        Change::Raise(alert) => Some((change.key, *alert)),
        Change::Lift { .. } => None,
    });
    let one = all.next().unwrap_or_else(|| panic!("{name} raises nothing"));
    assert_eq!(all.next(), None, "{name}");
    one
}

fn at(text: &str) -> Timestamp {
    Timestamp::from_jst(text.parse().unwrap())
}

/// A city's alerts in a database of their own, and a clock moved by hand.
struct Town {
    store: Store,
    city: CityConfig,
    now: Timestamp,
    _folder: Option<tempfile::TempDir>,
}

impl Town {
    async fn at(now: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = store::open(&store::Place::Folder(folder.path().to_owned())).await.unwrap();
        Self { store, city: hinata(), now: at(now), _folder: Some(folder) }
    }

    /// `None` when the person running the tests left PostgreSQL out.
    async fn on_postgres(now: &str) -> Option<Self> {
        if testing::left_out() {
            return None;
        }
        let cluster = testing::Cluster::shared().unwrap_or_else(|why| panic!("{why}"));
        let store = store::open(&store::Place::Postgres(cluster.database().unwrap())).await.unwrap();
        Some(Self { store, city: hinata(), now: at(now), _folder: None })
    }

    fn alerts(&self) -> Alerts<'_> {
        Alerts { store: &self.store, city: &self.city, now: self.now }
    }

    async fn hears(&self, name: &str) -> source::Report {
        source::ingest_feed(self.alerts(), &file(name), &Nothing).await.unwrap()
    }

    /// Headlines on show, in no order.
    async fn shown(&self) -> BTreeSet<String> {
        self.current().await.into_iter().map(|(_, alert)| alert.headline.replace("（ひなた市）", "")).collect()
    }

    async fn current(&self) -> Vec<(Uuid, Alert)> {
        self.alerts().current().await.unwrap()
    }

    async fn record(&self, id: Uuid) -> (i64, bool, Option<Alert>) {
        let city = self.city.city.code.clone();
        let record = self
            .store
            .read::<_, store::StoreError, _>(move |tx| {
                Box::pin(async move { find(tx, &city, &Stream::alerts(), id).await })
            })
            .await
            .unwrap()
            .unwrap();
        (record.rev, record.gone, record.body_as())
    }
}

/// For sources that are themselves a telegram.
struct Nothing;
impl source::Get for Nothing {
    fn get<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Vec<u8>, String>> {
        Box::pin(async move { panic!("nobody asked for {url}") })
    }
}

fn set<const N: usize>(words: [&str; N]) -> BTreeSet<String> {
    words.into_iter().map(str::to_owned).collect()
}
