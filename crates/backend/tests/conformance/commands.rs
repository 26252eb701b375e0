//! Commands and the sync that carries them.

use crate::site::{CITY, NOW, Site, count, draft, everything, page, sign_up};
use itsumo_backend::{
    association,
    school::Remembered,
    store::StoreError,
    stream::Streams,
    sync::{SyncAnswer, SyncError, sync},
};
use itsumo_domain::{
    Command, CommandEnvelope, Stream,
    interests::Interests,
    may::Who,
    news::{News, Saved},
    sync::{SyncRequest, SyncResponse},
};
use std::collections::BTreeMap;
use uuid::Uuid;

const HANA: Uuid = Uuid::from_u128(0xA);
const TARO: Uuid = Uuid::from_u128(0xB);

/// The house with Hana and Taro in it.
async fn open(site: &Site) -> Streams {
    let streams = site.streams().await;
    sign_up(&streams, CITY, HANA).await;
    sign_up(&streams, CITY, TARO).await;
    streams
}

fn save(id: u128, news: u128) -> CommandEnvelope {
    let saved = Saved { at: NOW, news: News { title: format!("記事 {news}"), ..News::default() } };
    let command = Command::SaveNews { news: Uuid::from_u128(news), saved: Box::new(saved) };
    CommandEnvelope { id: Uuid::from_u128(id), at: NOW, command }
}

fn command(id: u128, command: Command) -> CommandEnvelope {
    CommandEnvelope { id: Uuid::from_u128(id), at: NOW, command }
}

fn request(commands: Vec<CommandEnvelope>) -> SyncRequest {
    SyncRequest { city: CITY.to_owned(), cursors: BTreeMap::new(), commands }
}

async fn ask(site: &Site, streams: &Streams, who: Who, request: SyncRequest) -> SyncAnswer {
    sync(streams, &Remembered::default(), &association::Remembered::default(), &*site.clock, who, request)
        .await
        .unwrap()
}

fn read(answer: &SyncAnswer) -> SyncResponse {
    serde_json::from_slice(&answer.plain().unwrap().concat()).unwrap()
}

fn codes(answer: &SyncAnswer) -> Vec<Option<&str>> {
    answer.results.iter().map(|result| result.refused.as_ref().map(|refusal| refusal.code.as_str())).collect()
}

pub async fn a_command_runs_once(site: Site) {
    let streams = open(&site).await;
    let who = Who::Person(HANA);
    let topics = Interests { topics: ["waste".to_owned()].into(), ..Interests::default() };
    let commands = vec![
        command(1, Command::SetInterests { interests: topics }),
        save(2, 70),
        command(3, Command::UnsaveNews { news: Uuid::from_u128(70) }),
        save(2, 70),
    ];
    let first = ask(&site, &streams, who, request(commands.clone())).await;
    assert_eq!(codes(&first), [None; 4]);
    let mine = everything(&streams, &Stream::person(HANA)).await;
    assert_eq!(mine.len(), 1, "the article was let go");
    assert_eq!((mine[0].kind.as_str(), mine[0].id, mine[0].seq), ("interests", HANA, 1));
    assert_eq!(mine[0].author, format!("person/{HANA}"));
    assert_eq!(streams.head(CITY, &Stream::person(HANA)), 3);
    // The answer was lost; the device sends them all again, and one new one.
    let mut again = commands;
    again.push(save(4, 71));
    let second = ask(&site, &streams, who, request(again)).await;
    assert_eq!(codes(&second), [None; 5]);
    assert_eq!(streams.head(CITY, &Stream::person(HANA)), 4);
    assert_eq!(count(streams.store(), "command").await, 4);
    // The answer to a command carries what it wrote.
    assert_eq!(read(&second).streams[&Stream::person(HANA)].records.len(), 2);
}

pub async fn the_same_command_at_the_same_time_runs_once(site: Site) {
    let streams = open(&site).await;
    let clock = site.clock.clone();
    let twins = (0..8).map(|_| {
        let (streams, clock) = (streams.clone(), clock.clone());
        tokio::spawn(async move {
            sync(
                &streams,
                &Remembered::default(),
                &association::Remembered::default(),
                &*clock,
                Who::Person(HANA),
                request(vec![save(1, 70), save(2, 71)]),
            )
            .await
            .unwrap()
        })
    });
    for twin in twins.collect::<Vec<_>>() {
        assert_eq!(codes(&twin.await.unwrap()), [None; 2]);
    }
    assert_eq!(streams.head(CITY, &Stream::person(HANA)), 2);
    assert!(everything(&streams, &Stream::person(HANA)).await.iter().all(|record| record.rev == 1));
}

pub async fn a_refused_command_blocks_none_behind_it(site: Site) {
    let streams = open(&site).await;
    let too_many = Interests { topics: (0..300).map(|n| n.to_string()).collect(), ..Interests::default() };
    let commands = vec![
        command(1, Command::Unknown),
        command(2, Command::SetInterests { interests: too_many.clone() }),
        save(3, 70),
    ];
    let answer = ask(&site, &streams, Who::Person(HANA), request(commands.clone())).await;
    assert_eq!(codes(&answer), [Some("unknown-command"), Some("too-many"), None]);
    assert_eq!(answer.results[1].refused.as_ref().unwrap().field.as_deref(), Some("topics"));
    assert_eq!(everything(&streams, &Stream::person(HANA)).await.len(), 1);
    let nobody = ask(&site, &streams, Who::Anyone, request(commands)).await;
    assert_eq!(codes(&nobody), [Some("unknown-command"), Some("sign-in-needed"), Some("sign-in-needed")]);
    // What was refused has not been done: mended and sent under the same id, it is judged again.
    let mended = vec![command(2, Command::SetInterests { interests: Interests::default() })];
    assert_eq!(codes(&ask(&site, &streams, Who::Person(HANA), request(mended)).await), [None]);
    assert_eq!(streams.head(CITY, &Stream::person(HANA)), 2);
    let flood = (0..101).map(|n| save(n, n)).collect();
    let refused = sync(
        &streams,
        &Remembered::default(),
        &association::Remembered::default(),
        &*site.clock,
        Who::Person(HANA),
        request(flood),
    )
    .await;
    assert!(matches!(refused, Err(SyncError::TooManyCommands)));
}

pub async fn batches_that_overlap_never_lock_each_other_out(site: Site) {
    let streams = open(&site).await;
    let clock = site.clock.clone();
    let devices = (0..12u128).map(|device| {
        let (streams, clock) = (streams.clone(), clock.clone());
        tokio::spawn(async move {
            let mut commands: Vec<_> = (0..30).map(|n| save(n, n)).collect();
            if device % 2 == 0 {
                commands.reverse();
            }
            commands.rotate_left(device as usize);
            sync(
                &streams,
                &Remembered::default(),
                &association::Remembered::default(),
                &*clock,
                Who::Person(HANA),
                request(commands),
            )
            .await
            .unwrap()
        })
    });
    for device in devices.collect::<Vec<_>>() {
        assert!(device.await.unwrap().results.iter().all(|result| result.refused.is_none()));
    }
    assert_eq!(streams.head(CITY, &Stream::person(HANA)), 30);
}

pub async fn a_command_of_one_person_is_not_anothers(site: Site) {
    let streams = open(&site).await;
    for who in [HANA, TARO] {
        let answer = ask(&site, &streams, Who::Person(who), request(vec![save(1, 70)])).await;
        assert_eq!(codes(&answer), [None]);
        assert_eq!(everything(&streams, &Stream::person(who)).await.len(), 1);
    }
    sign_up(&streams, "122190", HANA).await;
    let elsewhere = SyncRequest { city: "122190".to_owned(), ..request(vec![save(1, 70)]) };
    ask(&site, &streams, Who::Person(HANA), elsewhere).await;
    assert_eq!(streams.head("122190", &Stream::person(HANA)), 1);
    assert_eq!(count(streams.store(), "command").await, 3);
}

pub async fn after_an_account_is_deleted_nothing_is_written_for_it(site: Site) {
    let streams = open(&site).await;
    assert_eq!(codes(&ask(&site, &streams, Who::Person(HANA), request(vec![save(1, 70)])).await), [None]);
    let gone: Result<u64, StoreError> = streams
        .store()
        .write(|tx| {
            Box::pin(async {
                tx.execute("DELETE FROM account WHERE city = $1 AND person = $2", &[CITY.into(), HANA.into()]).await
            })
        })
        .await;
    gone.unwrap();
    // A request that was let in before, and comes to the tables after.
    let late = ask(&site, &streams, Who::Person(HANA), request(vec![save(2, 71), save(3, 72)])).await;
    assert_eq!(codes(&late), [Some("sign-in-needed"); 2]);
    assert_eq!(streams.head(CITY, &Stream::person(HANA)), 1);
    assert_eq!(count(streams.store(), "command").await, 1);
}

pub async fn what_is_not_mine_is_left(site: Site) {
    let streams = open(&site).await;
    ask(&site, &streams, Who::Person(TARO), request(vec![save(1, 70)])).await;
    let mut asked = request(Vec::new());
    asked.cursors.insert(Stream::person(TARO), 0);
    asked.cursors.insert("class/x".parse().unwrap(), 3);
    for who in [Who::Anyone, Who::Person(HANA), Who::Operator] {
        let answer = read(&ask(&site, &streams, who, asked.clone()).await);
        assert_eq!(answer.left, ["class/x".parse().unwrap(), Stream::person(TARO)]);
        assert!(answer.streams.is_empty());
    }
}

pub async fn nothing_new_is_answered_without_the_tables(site: Site) {
    let streams = open(&site).await;
    streams.publish(CITY, &Stream::news(), vec![draft(1, "a")]).await.unwrap();
    ask(&site, &streams, Who::Person(HANA), request(vec![save(1, 70)])).await;
    let (school, associations) = (Remembered::default(), association::Remembered::default());
    let asked =
        async |request| sync(&streams, &school, &associations, &*site.clock, Who::Person(HANA), request).await.unwrap();
    let fresh = read(&asked(request(Vec::new())).await);
    let mut held = request(Vec::new());
    held.cursors = fresh.streams.iter().map(|(stream, page)| (stream.clone(), page.next)).collect();
    assert_eq!(held.cursors.len(), 2);
    let last = page(&streams, &Stream::news(), 0).await;
    assert_eq!(last.next, 1);
    // With the tables out of reach the answer is still there.
    streams.store().close().await;
    let answer = asked(held).await;
    assert_eq!(answer.plain().unwrap().concat(), b"{}");
}
