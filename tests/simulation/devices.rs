//! Devices with the real engine, which can crash in the middle of an exchange and find pages of noise.

use crate::{
    chance::Chance,
    network::Network,
    server::{ADDRESS, CITY, copy_as_after_power_loss},
};
use itsumo_domain::Timestamp;
use itsumo_engine::{
    Deps, Engine, HandClock, NewsQuery, Paths, SeededIds, SilentNotifier, Tab, secrets::MemorySecrets,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::{Seek, SeekFrom, Write},
    path::PathBuf,
    sync::Arc,
};
use tempfile::TempDir;
use uuid::Uuid;

/// A device and what it was told to do.
pub struct Device {
    pub name: &'static str,
    /// The address of the person whose it is; none for a guest's.
    pub owner: Option<&'static str>,
    pub engine: Engine,
    pub clock: HandClock,
    /// Articles this device alone keeps and lets go, and how it left them.
    pub kept: BTreeMap<Uuid, bool>,
    /// How often it kept or let go each.
    pub changes: BTreeMap<Uuid, i64>,
    home: TempDir,
    lives: usize,
    secrets: Arc<MemorySecrets>,
    network: Network,
    seed: u64,
}

impl Device {
    pub async fn new(
        name: &'static str,
        owner: Option<&'static str>,
        network: Network,
        seed: u64,
        now: Timestamp,
    ) -> Self {
        let home = tempfile::tempdir().unwrap();
        let clock = HandClock::at(now);
        let secrets = Arc::new(MemorySecrets::default());
        let engine = open(home.path().join("life-0"), &clock, &network, &secrets, seed);
        engine.set_server(ADDRESS).await.unwrap();
        let (kept, changes) = (BTreeMap::new(), BTreeMap::new());
        Self { name, owner, engine, clock, kept, changes, home, lives: 0, secrets, network, seed }
    }

    pub async fn choose_city(&self) {
        self.engine.choose_city(CITY).await.unwrap();
    }

    /// The power goes; what is on the disk comes back, `noise` with a page of it overwritten.
    pub fn crash(&mut self, noise: Option<&Chance>) {
        let from = self.folder();
        self.lives += 1;
        let to = self.folder();
        copy_as_after_power_loss(&from, &to);
        if let Some(chance) = noise {
            spoil_a_page(&to, chance);
        }
        // Ids must differ between lives, or a new command would take an old one's.
        let seed = self.seed.wrapping_add(1_000_003 * u64::try_from(self.lives).unwrap());
        self.engine = open(to, &self.clock, &self.network, &self.secrets, seed);
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join(format!("life-{}", self.lives))
    }

    /// All articles of a tab, by id, with their titles.
    pub async fn articles(&self, tab: Tab) -> BTreeMap<Uuid, String> {
        let mut found = BTreeMap::new();
        let mut after = None;
        loop {
            let query = NewsQuery { tab, topic: None, unread_only: false, after, limit: 100 };
            let list = self.engine.news_list(query).await.unwrap();
            found.extend(list.rows.into_iter().map(|row| (row.id, row.title)));
            match list.next {
                Some(next) => after = Some(next),
                None => return found,
            }
        }
    }

    /// What this device, alone for its articles, must have left.
    pub fn keeps(&self) -> BTreeSet<Uuid> {
        self.kept.iter().filter(|(_, kept)| **kept).map(|(id, _)| *id).collect()
    }
}

fn open(folder: PathBuf, clock: &HandClock, network: &Network, secrets: &Arc<MemorySecrets>, seed: u64) -> Engine {
    let deps = Deps {
        clock: Arc::new(clock.clone()),
        ids: Arc::new(SeededIds::new(seed)),
        http: Arc::new(network.clone()),
        secrets: secrets.clone(),
        notifier: Arc::new(SilentNotifier),
    };
    Engine::open(Paths::at(folder), deps).unwrap()
}

/// Overwrites one page of the database, any but the first, with noise.
fn spoil_a_page(folder: &std::path::Path, chance: &Chance) {
    const PAGE: u64 = 4096;
    let path = folder.join("itsumo.db");
    let pages = fs::metadata(&path).unwrap().len() / PAGE;
    if pages < 2 {
        return;
    }
    let page = 1 + u64::try_from(chance.below(usize::try_from(pages - 1).unwrap())).unwrap();
    let noise: Vec<u8> = (0..PAGE).map(|_| u8::try_from(chance.below(256)).unwrap()).collect();
    let mut file = fs::OpenOptions::new().write(true).open(&path).unwrap();
    file.seek(SeekFrom::Start(page * PAGE)).unwrap();
    file.write_all(&noise).unwrap();
}
