//! Backup and restore.

use crate::site::{CITY, Site, draft, everything, page, recall};
use itsumo_backend::{
    backup::{BackupError, BlobsCopied, HEAD_START, Restored, backup, keep_blobs, put_blobs, restore, restore_open},
    blob::{Blobs, Place as BlobPlace},
    store::{Place, StoreError},
    stream::Streams,
};
use itsumo_domain::Stream;
use sha2::{Digest, Sha256};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicI64, Ordering},
    },
    time::Duration,
};
use uuid::Uuid;

pub async fn a_backup_taken_while_writing_restores_whole(site: Site) {
    let streams = site.streams().await;
    let news = Stream::news();
    let drafts = (0..2_000).map(|n| draft(n, "before")).collect();
    streams.publish(CITY, &news, drafts).await.unwrap();
    let (stop, acknowledged) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicI64::new(2_000)));
    let writer = tokio::spawn({
        let (streams, stop, acknowledged) = (streams.clone(), stop.clone(), acknowledged.clone());
        async move {
            let mut n = 10_000;
            while !stop.load(Ordering::SeqCst) {
                n += 1;
                let head = streams.publish(CITY, &Stream::news(), vec![draft(n, "during")]).await.unwrap();
                acknowledged.store(head, Ordering::SeqCst);
            }
        }
    });
    let file = site.path("backup");
    let promised = acknowledged.load(Ordering::SeqCst);
    backup(&site.place, &file).await.unwrap();
    stop.store(true, Ordering::SeqCst);
    writer.await.unwrap();
    let last = streams.publish(CITY, &news, vec![draft(9_999, "after")]).await.unwrap();
    streams.store().close().await;
    drop(streams);

    let restored = restored(&site, &file).await;
    let streams = site.streams().await;
    let mut all = everything(&streams, &news).await;
    all.retain(|record| !record.gone);
    let seqs: Vec<i64> = all.iter().map(|record| record.seq).collect();
    assert_eq!(seqs, (1..=seqs.len() as i64).collect::<Vec<_>>(), "a whole snapshot");
    assert!(seqs.len() as i64 >= promised, "what was acknowledged before the backup is in it");
    assert!(all.iter().all(|record| record.id.as_u128() != 9_999), "what came after it is not");
    // A device that saw what the backup does not know misses nothing of what comes now.
    let head = streams.publish(CITY, &news, vec![draft(7_777, "new")]).await.unwrap();
    assert!(head > last && head > HEAD_START);
    let missed = page(&streams, &news, last).await;
    let (gone, alive): (Vec<_>, Vec<_>) = missed.records.iter().partition(|record| record.gone);
    assert_eq!(alive.iter().map(|record| record.id.as_u128()).collect::<Vec<_>>(), [7_777]);
    assert_eq!(gone.len() as i64, last - seqs.len() as i64, "and is told what stands no more");
    let before = restored.before.expect("what was there before the restore is kept");
    if !site.is_postgres() {
        let kept = rusqlite::Connection::open(&before).unwrap();
        let count: i64 = kept.query_row("SELECT COUNT(*) FROM record", [], |row| row.get(0)).unwrap();
        assert_eq!(count, last);
    }
    // It is a backup like any other.
    streams.store().close().await;
    drop(streams);
    self::restored(&site, &before).await;
    let again = everything(&site.streams().await, &news).await;
    assert_eq!(again.iter().filter(|record| !record.gone).count() as i64, last);
}

/// Restores, patiently: connections of a store that was dropped take a moment to be gone.
async fn restored(site: &Site, file: &std::path::Path) -> itsumo_backend::backup::Restored {
    let started = std::time::Instant::now();
    loop {
        match restore(&site.place, file, &*site.clock).await {
            Err(BackupError::Running(_)) if started.elapsed().as_secs() < 20 => tokio::task::yield_now().await,
            other => return other.unwrap(),
        }
    }
}

/// Restores while `streams` are in use, as their server does.
async fn restored_at_work(site: &Site, streams: &Streams, file: &std::path::Path) -> Result<Restored, BackupError> {
    match &site.place {
        Place::Folder(folder) => {
            let refused = restore(&site.place, file, &*site.clock).await;
            let held = matches!(refused, Err(BackupError::Running(_) | BackupError::Unfit { .. }));
            assert!(held, "the folder is the server's: {refused:?}");
            let restored = restore_open(streams.store(), folder, file, &*site.clock).await?;
            streams.restored().await.unwrap();
            Ok(restored)
        }
        Place::Postgres(_) => restore(&site.place, file, &*site.clock).await,
    }
}

/// What a device shows that has followed the stream from the start.
#[derive(Default)]
struct Device {
    cursor: i64,
    shows: BTreeMap<u128, String>,
}

impl Device {
    async fn pull(&mut self, streams: &Streams, stream: &Stream) {
        loop {
            let page = page(streams, stream, self.cursor).await;
            for record in page.records {
                match record.body {
                    Some(body) => self.shows.insert(record.id.as_u128(), body.get().to_owned()),
                    None => self.shows.remove(&record.id.as_u128()),
                };
            }
            self.cursor = page.next;
            if !page.more {
                return;
            }
        }
    }
}

async fn a_family(streams: &Streams, family: u128, epoch: i64) {
    let id = Uuid::from_u128(family);
    let written: Result<(), StoreError> = streams
        .store()
        .write(move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO family (city, id, made, epoch, room, entry_bytes, blob_bytes)
                           VALUES ($1, $2, 1, $3, $2, 4, 0) ON CONFLICT (city, id) DO UPDATE SET epoch = excluded.epoch";
                tx.execute(sql, &[CITY.into(), id.into(), epoch.into()]).await?;
                let sql = "INSERT INTO family_access (city, family, epoch, hash) VALUES ($1, $2, $3, $2)";
                tx.execute(sql, &[CITY.into(), id.into(), epoch.into()]).await.map(|_| ())
            })
        })
        .await;
    written.unwrap();
}

async fn numbers(streams: &Streams, sql: &'static str) -> Vec<i64> {
    let rows: Result<_, StoreError> =
        streams.store().read(move |tx| Box::pin(async move { tx.query(sql, &[]).await })).await;
    rows.unwrap().iter().map(|row| row.int(0).unwrap()).collect()
}

pub async fn a_restore_into_a_server_at_work_reaches_every_device(site: Site) {
    let streams = site.streams().await;
    let (news, alerts, sato) = (Stream::news(), Stream::alerts(), Stream::family(Uuid::from_u128(0xFA)));
    streams.publish(CITY, &news, (1..=40).map(|n| draft(n, "as it was")).collect()).await.unwrap();
    a_family(&streams, 0xFA, 0).await;
    streams.publish(CITY, &sato, vec![draft(1, "sealed")]).await.unwrap();
    a_family(&streams, 0xFB, 0).await;
    let file = site.path("backup");
    backup(&site.place, &file).await.unwrap();

    // Then much happens that shall not have been, and families write on.
    let later = vec![draft(1, "changed"), recall(2), draft(50, "never meant to be")];
    streams.publish(CITY, &news, later).await.unwrap();
    streams.publish(CITY, &alerts, vec![draft(60, "by mistake")]).await.unwrap();
    streams.publish(CITY, &sato, vec![draft(2, "sealed later")]).await.unwrap();
    a_family(&streams, 0xFA, 1).await;
    a_family(&streams, 0xFC, 0).await;
    let leave: Result<u64, StoreError> = streams
        .store()
        .write(|tx| {
            let id = Uuid::from_u128(0xFB);
            Box::pin(async move { tx.execute("DELETE FROM family WHERE id = $1", &[id.into()]).await })
        })
        .await;
    leave.unwrap();
    let (mut phone, mut handbook) = (Device::default(), Device::default());
    phone.pull(&streams, &news).await;
    handbook.pull(&streams, &sato).await;
    let seen = phone.cursor;

    // What is no backup changes nothing, and says so.
    let half = site.path("half");
    let whole = std::fs::read(&file).unwrap();
    std::fs::write(&half, &whole[..whole.len() / 2]).unwrap();
    let refused = restored_at_work(&site, &streams, &half).await;
    assert!(matches!(refused, Err(BackupError::Unfit { .. })), "{refused:?}");
    assert_eq!(streams.head(CITY, &news), seen);

    let mut hints = streams.subscribe(CITY);
    let restored = restored_at_work(&site, &streams, &file).await.unwrap();
    assert!(restored.before.is_some_and(|file| file.is_file()));
    let hinted = async {
        let mut waiting = BTreeSet::from([news.clone(), alerts.clone(), sato.clone()]);
        while !waiting.is_empty() {
            let hint = hints.recv().await.unwrap();
            assert!(hint.head > HEAD_START, "{hint:?}");
            waiting.remove(&hint.stream);
        }
    };
    tokio::time::timeout(Duration::from_secs(60), hinted).await.expect("who listens is told");
    // Who has followed shows the same as who comes new: what the backup says.
    let mut newcomer = Device::default();
    newcomer.pull(&streams, &news).await;
    phone.pull(&streams, &news).await;
    assert_eq!(phone.shows, newcomer.shows);
    assert_eq!(phone.shows.len(), 40);
    assert!(phone.shows.values().all(|body| body.contains("as it was")));
    let mut newcomer = Device::default();
    newcomer.pull(&streams, &alerts).await;
    assert!(newcomer.shows.is_empty());
    // Families go on as they are; one that the backup alone knows comes back.
    let before = handbook.shows.clone();
    handbook.pull(&streams, &sato).await;
    let mut newcomer = Device::default();
    newcomer.pull(&streams, &sato).await;
    assert_eq!((handbook.shows.clone(), newcomer.shows.len()), (before, 2));
    assert_eq!(newcomer.shows, handbook.shows);
    assert_eq!(numbers(&streams, "SELECT epoch FROM family ORDER BY id").await, [1, 0, 0]);
    assert_eq!(numbers(&streams, "SELECT epoch FROM family_access ORDER BY family, epoch").await, [0, 1, 0, 0]);
    // And it goes on: nothing that is written now is missed by anybody.
    let head = streams.publish(CITY, &news, vec![draft(70, "new")]).await.unwrap();
    phone.pull(&streams, &news).await;
    assert_eq!((phone.cursor, phone.shows.len()), (head, 41));
    // Restored once more: numbers only grow.
    restored_at_work(&site, &streams, &file).await.unwrap();
    let moved = async {
        while streams.head(CITY, &news) <= head {
            hints.recv().await.unwrap();
        }
    };
    tokio::time::timeout(Duration::from_secs(60), moved).await.expect("who listens is told");
    phone.pull(&streams, &news).await;
    assert!(phone.cursor > head + HEAD_START / 2);
    assert_eq!(phone.shows.len(), 40);
}

pub async fn a_restore_holds_up_nobody_who_reads_and_loses_nobody_s_write(site: Site) {
    let streams = site.streams().await;
    let news = Stream::news();
    streams.publish(CITY, &news, (0..2_000).map(|n| draft(n, "x")).collect()).await.unwrap();
    let file = site.path("backup");
    backup(&site.place, &file).await.unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let writer = tokio::spawn({
        let (streams, stop) = (streams.clone(), stop.clone());
        async move {
            let (mut n, mut heads) = (10_000, Vec::new());
            while !stop.load(Ordering::SeqCst) {
                n += 1;
                heads.push((n, streams.publish(CITY, &Stream::news(), vec![draft(n, "y")]).await.unwrap()));
            }
            heads
        }
    });
    let reader = tokio::spawn({
        let (streams, stop) = (streams.clone(), stop.clone());
        async move {
            while !stop.load(Ordering::SeqCst) {
                let mut all = everything(&streams, &Stream::news()).await;
                all.retain(|record| !record.gone);
                assert!(all.len() >= 2_000, "never half of it: {}", all.len());
            }
        }
    });
    restored_at_work(&site, &streams, &file).await.unwrap();
    stop.store(true, Ordering::SeqCst);
    reader.await.unwrap();
    let heads = writer.await.unwrap();
    // What was acknowledged after the restore is there; what came before it is what the restore undid.
    let mut there = everything(&streams, &news).await;
    there.retain(|record| !record.gone);
    let there: BTreeSet<u128> = there.iter().map(|record| record.id.as_u128()).collect();
    for (n, head) in heads {
        assert_eq!(there.contains(&n), head > HEAD_START, "{n} at {head}");
    }
}

pub async fn photos_go_beside_the_backup_and_come_back(site: Site) {
    let streams = site.streams().await;
    a_family(&streams, 0xFA, 0).await;
    let bytes = b"a sealed photo".to_vec();
    let sha256: [u8; 32] = Sha256::digest(&bytes).into();
    let place = BlobPlace { city: CITY.to_owned(), room: Uuid::from_u128(0xFA), sha256 };
    let blobs = Blobs::folder(&site.path("blobs")).unwrap();
    let body = || futures_util::stream::iter([Ok::<_, ()>(bytes.clone().into())]);
    blobs.keep(&place, body(), 100).await.unwrap();
    let written: Result<u64, StoreError> = streams
        .store()
        .write(move |tx| {
            Box::pin(async move {
                let sql = "INSERT INTO family_blob (city, family, sha256, size, at) VALUES ($1, $2, $3, 14, 1)";
                tx.execute(sql, &[CITY.into(), Uuid::from_u128(0xFA).into(), sha256.to_vec().into()]).await
            })
        })
        .await;
    written.unwrap();
    let folder = site.path("backup.blobs");
    let count = |copied, there, missing| BlobsCopied { copied, there, missing };
    assert_eq!(keep_blobs(&site.place, &blobs, &folder).await.unwrap(), count(1, 0, 0));
    assert_eq!(keep_blobs(&site.place, &blobs, &folder).await.unwrap(), count(0, 1, 0));
    blobs.remove(&place).await.unwrap();
    assert_eq!(keep_blobs(&site.place, &blobs, &site.path("other")).await.unwrap(), count(0, 0, 1));
    assert_eq!(put_blobs(&site.place, &folder, &blobs).await.unwrap(), count(1, 0, 0));
    assert!(blobs.has(&place).await.unwrap());
}

pub async fn what_is_not_a_backup_is_refused_and_changes_nothing(site: Site) {
    let streams = site.streams().await;
    let drafts = (0..3_000).map(|n| draft(n, "keep me")).collect();
    streams.publish(CITY, &Stream::news(), drafts).await.unwrap();
    let good = site.path("good");
    backup(&site.place, &good).await.unwrap();
    streams.store().close().await;
    drop(streams);
    let whole = std::fs::read(&good).unwrap();
    let half = site.path("half");
    std::fs::write(&half, &whole[..whole.len() / 2]).unwrap();
    let text = site.path("text");
    std::fs::write(&text, "these are not the records you look for").unwrap();
    let other = site.path("other");
    rusqlite::Connection::open(&other).unwrap().execute_batch("CREATE TABLE x (y)").unwrap();
    if !site.is_postgres() {
        let newer = site.path("newer");
        std::fs::copy(&good, &newer).unwrap();
        rusqlite::Connection::open(&newer).unwrap().execute_batch("PRAGMA user_version = 999").unwrap();
        let refused = restore(&site.place, &newer, &*site.clock).await;
        assert!(matches!(refused, Err(BackupError::Store(StoreError::Newer { found: 999, .. }))), "{refused:?}");
    }
    for unfit in [half, text, other, site.path("missing")] {
        let started = std::time::Instant::now();
        let refused = loop {
            match restore(&site.place, &unfit, &*site.clock).await {
                Err(BackupError::Running(_)) if started.elapsed().as_secs() < 20 => tokio::task::yield_now().await,
                answer => break answer,
            }
        };
        assert!(matches!(refused, Err(BackupError::Unfit { .. })), "{}: {refused:?}", unfit.display());
    }
    assert_eq!(everything(&site.streams().await, &Stream::news()).await.len(), 3_000);
}

pub async fn a_backup_never_replaces_a_file(site: Site) {
    let store = site.store().await;
    let file = site.path("backup");
    std::fs::write(&file, "dear").unwrap();
    assert!(matches!(backup(&site.place, &file).await, Err(BackupError::Exists(_))));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "dear");
    drop(store);
}
