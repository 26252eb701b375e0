//! What a store keeps when its process is killed in the middle, or its disk is full.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(missing_docs)]

use itsumo_backend::{
    clock::HandClock,
    store::{Place, StoreError, open},
    stream::{Draft, Streams, append},
};
use itsumo_domain::{Stream, Timestamp, sync::Page};
use std::{
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Command, Stdio},
    sync::Arc,
};
use uuid::Uuid;

const CITY: &str = "990019";
const NOW: Timestamp = Timestamp(1);
/// Tells the child where to write.
const FOLDER: &str = "ITSUMO_CRASH_FOLDER";

async fn streams(folder: &Path) -> Streams {
    let store = open(&Place::Folder(folder.to_owned())).await.unwrap();
    Streams::open(store, Arc::new(HandClock::at(NOW))).await.unwrap()
}

fn draft(n: i64, bytes: usize) -> Draft {
    let body = serde_json::json!({ "n": n, "fill": "x".repeat(bytes) }).to_string();
    Draft { id: Uuid::from_u128(n as u128), kind: "news", author: "x".to_owned(), body: Some(body) }
}

/// Not a test of its own: the process that the next one kills. Writes from several tasks at once and says
/// each head after it was acknowledged.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "started by the test that kills it"]
async fn the_writer_that_is_killed() {
    let Some(folder) = std::env::var_os(FOLDER) else { return };
    let streams = streams(Path::new(&folder)).await;
    let writers = (0..4).map(|writer| {
        let streams = streams.clone();
        tokio::spawn(async move {
            for n in 0.. {
                let id = streams.head(CITY, &Stream::news()) * 10 + writer;
                let head = streams.publish(CITY, &Stream::news(), vec![draft(id * 1_000 + n, 300)]).await.unwrap();
                let mut out = std::io::stdout().lock();
                writeln!(out, "acknowledged {head}").unwrap();
                out.flush().unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
}

#[tokio::test]
async fn killed_at_any_moment_the_server_keeps_what_it_acknowledged() {
    let folder = tempfile::tempdir().unwrap();
    let mut promised = 0;
    for lives in [1, 2, 7, 40, 133, 300] {
        let mut writer = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "the_writer_that_is_killed", "--ignored", "--nocapture"])
            .env(FOLDER, folder.path())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let said = BufReader::new(writer.stdout.take().unwrap()).lines();
        // The test harness says things of its own, on the same line too.
        let heads =
            said.map_while(Result::ok).filter_map(|line| line.rsplit_once("acknowledged ")?.1.parse::<i64>().ok());
        for head in heads.take(lives) {
            promised = promised.max(head);
        }
        writer.kill().unwrap();
        writer.wait().unwrap();
        let streams = streams(folder.path()).await;
        let head = streams.head(CITY, &Stream::news());
        assert!(head >= promised, "{promised} was acknowledged, {head} is there");
        let (mut seqs, mut after) = (Vec::new(), 0);
        loop {
            let page = streams.page(CITY, &Stream::news(), after).await.unwrap();
            let page: Page = serde_json::from_slice(&page.plain).unwrap();
            seqs.extend(page.records.iter().map(|record| record.seq));
            after = page.next;
            if !page.more {
                break;
            }
        }
        assert_eq!(seqs, (1..=head).collect::<Vec<_>>());
        streams.store().close().await;
    }
}

#[tokio::test]
async fn a_full_disk_refuses_what_does_not_fit_and_keeps_the_rest() {
    let folder = tempfile::tempdir().unwrap();
    let streams = streams(folder.path()).await;
    let store = streams.store().clone();
    streams.publish(CITY, &Stream::news(), vec![draft(1, 10)]).await.unwrap();
    // SQLite's own way to say that the disk is full after so many pages.
    let limited: Result<_, StoreError> =
        store.write(|tx| Box::pin(async { tx.query("PRAGMA max_page_count = 60", &[]).await })).await;
    limited.unwrap();
    // Together in few commits: small ones that fit, large ones that do not.
    let jobs = (0..40).map(|n| {
        let store = store.clone();
        let (n, bytes) = (n + 10, if n % 5 == 4 { 400_000 } else { 10 });
        tokio::spawn(async move {
            let drafts = vec![draft(n, bytes)];
            let written: Result<i64, StoreError> = store
                .write(move |tx| Box::pin(async move { append(tx, CITY, &Stream::news(), &drafts, NOW).await }))
                .await;
            (n, written)
        })
    });
    let mut kept = vec![Uuid::from_u128(1)];
    for job in jobs.collect::<Vec<_>>() {
        match job.await.unwrap() {
            (n, Ok(_)) => kept.push(Uuid::from_u128(n as u128)),
            (n, Err(error)) => assert!(matches!(error, StoreError::Database(_)), "{n}: {error}"),
        }
    }
    assert!(kept.len() < 40, "the disk was never full");
    // Room again: the server goes on as if nothing had been.
    let freed: Result<_, StoreError> =
        store.write(|tx| Box::pin(async { tx.query("PRAGMA max_page_count = 100000", &[]).await })).await;
    freed.unwrap();
    streams.publish(CITY, &Stream::news(), vec![draft(999, 400_000)]).await.unwrap();
    kept.push(Uuid::from_u128(999));
    let page = streams.page(CITY, &Stream::news(), 0).await.unwrap();
    let page: Page = serde_json::from_slice(&page.plain).unwrap();
    let mut there: Vec<Uuid> = page.records.iter().map(|record| record.id).collect();
    there.sort();
    kept.sort();
    assert_eq!(there, kept, "exactly what was acknowledged");
    assert_eq!(page.next, page.records.len() as i64, "no gap");
}

#[tokio::test]
async fn a_damaged_database_is_named_and_not_made_worse() {
    let folder = tempfile::tempdir().unwrap();
    let first = streams(folder.path()).await;
    first.publish(CITY, &Stream::news(), (0..500).map(|n| draft(n, 200)).collect()).await.unwrap();
    first.store().close().await;
    drop(first);
    assert!(!folder.path().join("itsumo.db-wal").exists(), "closing folds the log in");
    let file = folder.path().join("itsumo.db");
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[..100].fill(0xAA);
    std::fs::write(&file, &bytes).unwrap();
    let refused = open(&Place::Folder(folder.path().to_owned())).await.err().unwrap();
    assert!(refused.to_string().contains("itsumo.db"), "{refused}");
    assert_eq!(std::fs::read(&file).unwrap(), bytes);
}
