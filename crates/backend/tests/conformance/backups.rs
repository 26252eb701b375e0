//! Backup and restore.

use crate::site::{CITY, Site, draft, everything, page};
use itsumo_backend::backup::{BackupError, HEAD_START, backup, restore};
use itsumo_domain::Stream;
use std::sync::{
    Arc,
    atomic::{AtomicBool, AtomicI64, Ordering},
};

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
    assert_eq!(restored.before.is_some(), !site.is_postgres());
    let streams = site.streams().await;
    let all = everything(&streams, &news).await;
    let seqs: Vec<i64> = all.iter().map(|record| record.seq).collect();
    assert_eq!(seqs, (1..=seqs.len() as i64).collect::<Vec<_>>(), "a whole snapshot");
    assert!(seqs.len() as i64 >= promised, "what was acknowledged before the backup is in it");
    assert!(all.iter().all(|record| record.id.as_u128() != 9_999), "what came after it is not");
    // A device that saw what the backup does not know misses nothing of what comes now.
    let head = streams.publish(CITY, &news, vec![draft(7_777, "new")]).await.unwrap();
    assert!(head > last && head > HEAD_START);
    let missed = page(&streams, &news, last).await;
    assert_eq!(missed.records.len(), 1);
    assert_eq!(missed.records[0].id.as_u128(), 7_777);
    if let Some(before) = restored.before {
        let kept = rusqlite::Connection::open(before).unwrap();
        let count: i64 = kept.query_row("SELECT COUNT(*) FROM record", [], |row| row.get(0)).unwrap();
        assert_eq!(count, last, "what was there before the restore is kept");
    }
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

pub async fn a_restore_is_refused_while_a_server_runs(site: Site) {
    let streams = site.streams().await;
    streams.publish(CITY, &Stream::news(), vec![draft(1, "a")]).await.unwrap();
    let file = site.path("backup");
    backup(&site.place, &file).await.unwrap();
    let refused = restore(&site.place, &file, &*site.clock).await;
    assert!(matches!(refused, Err(BackupError::Running(_))), "{refused:?}");
    assert_eq!(streams.publish(CITY, &Stream::news(), vec![draft(2, "b")]).await.unwrap(), 2);
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
