//! Several processes on one PostgreSQL, which SQLite has no equal of.

use crate::site::{CITY, NOW, Site, draft, everything, sign_up};
use itsumo_backend::{
    association,
    school::Remembered,
    store::testing,
    stream::{Event, Streams},
    sync::sync,
};
use itsumo_domain::{
    Command, CommandEnvelope, Stream,
    may::Who,
    news::{News, Saved},
    sync::{Hint, SyncRequest},
};
use std::time::Duration;
use uuid::Uuid;

/// Waits for a stream to be seen at `head` here: by hints, or by a look after one was missed.
async fn seen(streams: &Streams, head: i64) {
    let mut hints = streams.subscribe(CITY);
    let arrives = async {
        while streams.head(CITY, &Stream::news()) < head {
            let _: Result<Hint, _> = hints.recv().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), arrives).await.expect("the other process's hint never came");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_serve_one_city_and_hint_each_other() {
    let Some(site) = Site::postgres() else { return };
    let (a, b) = (site.streams().await, site.streams().await);
    let writers = [a.clone(), b.clone()].into_iter().enumerate().map(|(who, streams)| {
        tokio::spawn(async move {
            for n in 0..50u128 {
                streams.publish(CITY, &Stream::news(), vec![draft(who as u128 * 1_000 + n, "x")]).await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    tokio::join!(seen(&a, 100), seen(&b, 100));
    for streams in [&a, &b] {
        let seqs: Vec<i64> = everything(streams, &Stream::news()).await.iter().map(|record| record.seq).collect();
        assert_eq!(seqs, (1..=100).collect::<Vec<_>>());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reader_ahead_of_its_process_is_not_sent_everything_again() {
    let Some(site) = Site::postgres() else { return };
    let (a, b) = (site.streams().await, site.streams().await);
    let head = a.publish(CITY, &Stream::news(), vec![draft(1, "x"), draft(2, "y")]).await.unwrap();
    // Whether or not b has heard of it: who holds it is not answered from the start.
    let page = b.page(CITY, &Stream::news(), head).await.unwrap();
    assert_eq!((page.records, page.next), (0, head));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_command_sent_to_two_processes_at_once_runs_once() {
    let Some(site) = Site::postgres() else { return };
    let hana = Uuid::from_u128(0xA);
    let commands: Vec<CommandEnvelope> = (0..40)
        .map(|n| {
            let saved = Saved { at: NOW, news: News { title: format!("記事 {n}"), ..News::default() } };
            let command = Command::SaveNews { news: Uuid::from_u128(n), saved: Box::new(saved) };
            CommandEnvelope { id: Uuid::from_u128(n), at: NOW, command }
        })
        .collect();
    let processes = [site.streams().await, site.streams().await];
    sign_up(&processes[0], CITY, hana).await;
    let sent = processes.iter().cycle().take(10).enumerate().map(|(nth, streams)| {
        let (streams, clock, mut commands) = (streams.clone(), site.clock.clone(), commands.clone());
        commands.rotate_left(nth * 3);
        tokio::spawn(async move {
            let request = SyncRequest { city: CITY.to_owned(), commands, ..SyncRequest::default() };
            sync(
                &streams,
                &Remembered::default(),
                &association::Remembered::default(),
                &*clock,
                Who::Person(hana),
                request,
            )
            .await
            .unwrap()
        })
    });
    for answer in sent.collect::<Vec<_>>() {
        assert!(answer.await.unwrap().results.iter().all(|result| result.refused.is_none()));
    }
    let records = everything(&processes[0], &Stream::person(hana)).await;
    assert_eq!(records.len(), 40);
    assert!(records.iter().all(|record| record.rev == 1));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_broken_line_is_mended_and_nothing_stays_unheard() {
    if testing::left_out() {
        return;
    }
    // A cluster of its own: its connections are cut.
    let cluster = testing::Cluster::start().unwrap_or_else(|why| panic!("{why}"));
    let place = itsumo_backend::store::Place::Postgres(cluster.database().unwrap());
    let mut site = Site::sqlite();
    site.place = place;
    let (a, b) = (site.streams().await, site.streams().await);
    a.publish(CITY, &Stream::news(), vec![draft(1, "x")]).await.unwrap();
    seen(&b, 1).await;
    cluster.cut_connections().unwrap();
    // Whoever comes next does not notice: nothing was begun on the broken connections.
    a.publish(CITY, &Stream::news(), vec![draft(2, "y")]).await.unwrap();
    seen(&b, 2).await;
    seen(&a, 2).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_family_s_moves_and_its_new_key_are_told_to_the_other_process() {
    let Some(site) = Site::postgres() else { return };
    let (a, b) = (site.streams().await, site.streams().await);
    let family = Uuid::from_u128(0xFA);
    let (heard, mut hears) = tokio::sync::mpsc::unbounded_channel();
    b.tap(Box::new(move |event| {
        let _ = heard.send(match event {
            Event::Moved(moved) => format!("{} {}", moved.stream, moved.head),
            Event::Shut { city, family } => format!("shut {city} {family}"),
            Event::Restored => "restored".to_owned(),
        });
    }));
    let stream = Stream::family(family);
    a.publish(CITY, &stream, vec![draft(1, "x")]).await.unwrap();
    a.shut(CITY, family);
    let mut told = Vec::new();
    for _ in 0..2 {
        let next = tokio::time::timeout(Duration::from_secs(60), hears.recv()).await;
        told.push(next.expect("the other process was not told").unwrap());
    }
    told.sort();
    assert_eq!(told, [format!("{stream} 1"), format!("shut {CITY} {family}")]);
}
