//! Where a case runs: a fresh database of one engine, opened as often as the case likes.

use itsumo_backend::{
    clock::HandClock,
    store::{Place, Store, StoreError, open, testing},
    stream::{Draft, Streams},
};
use itsumo_domain::{Record, Stream, Timestamp, sync::Page};
use std::{path::PathBuf, sync::Arc};
use uuid::Uuid;

pub const CITY: &str = "990019";
pub const NOW: Timestamp = Timestamp(1_795_305_600_000);

pub struct Site {
    pub place: Place,
    folder: tempfile::TempDir,
    pub clock: Arc<HandClock>,
}

impl Site {
    pub fn sqlite() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::Folder(folder.path().join("data"));
        Self { place, folder, clock: Arc::new(HandClock::at(NOW)) }
    }

    /// `None` when the person running the tests left PostgreSQL out.
    pub fn postgres() -> Option<Self> {
        if testing::left_out() {
            return None;
        }
        let cluster = testing::Cluster::shared().unwrap_or_else(|why| panic!("{why}"));
        let place = Place::Postgres(cluster.database().unwrap());
        Some(Self { place, folder: tempfile::tempdir().unwrap(), clock: Arc::new(HandClock::at(NOW)) })
    }

    pub fn is_postgres(&self) -> bool {
        matches!(self.place, Place::Postgres(_))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub async fn store(&self) -> Store {
        open(&self.place).await.unwrap()
    }

    pub async fn streams(&self) -> Streams {
        self.streams_of(self.store().await).await
    }

    pub async fn streams_of(&self, store: Store) -> Streams {
        Streams::open(store, self.clock.clone()).await.unwrap()
    }
}

/// Gives somebody an account, as far as the store is concerned.
pub async fn sign_up(streams: &Streams, city: &'static str, person: Uuid) {
    let written: Result<u64, StoreError> = streams
        .store()
        .write(move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO account (city, person, email, password, locale, created)
                           VALUES ($1, $2, $3, '', 'ja', 0)";
                tx.execute(sql, &[city.into(), person.into(), person.to_string().into()]).await
            })
        })
        .await;
    assert_eq!(written.unwrap(), 1);
}

pub fn draft(id: u128, text: &str) -> Draft {
    Draft {
        id: Uuid::from_u128(id),
        kind: "news",
        author: "ingest".to_owned(),
        body: Some(serde_json::json!({ "title": text }).to_string()),
    }
}

pub fn recall(id: u128) -> Draft {
    Draft { body: None, ..draft(id, "") }
}

pub async fn page(streams: &Streams, stream: &Stream, after: i64) -> Page {
    let page = streams.page(CITY, stream, after).await.unwrap();
    let read: Page = serde_json::from_slice(&page.plain).unwrap();
    assert_eq!((read.next, read.more, read.records.len()), (page.next, page.more, page.records));
    read
}

/// All that a newcomer gets.
pub async fn everything(streams: &Streams, stream: &Stream) -> Vec<Record> {
    let (mut all, mut after) = (Vec::new(), 0);
    loop {
        let mut page = page(streams, stream, after).await;
        all.append(&mut page.records);
        after = page.next;
        if !page.more {
            return all;
        }
    }
}

pub async fn count(store: &Store, table: &'static str) -> i64 {
    store
        .read(move |tx| {
            Box::pin(async move {
                let sql = format!("SELECT COUNT(*) FROM {table}");
                tx.query(&sql, &[]).await?.first().unwrap().int(0)
            })
        })
        .await
        .map_err(|error: StoreError| error)
        .unwrap()
}
