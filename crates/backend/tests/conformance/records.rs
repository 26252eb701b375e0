//! Records and pages.

use crate::site::{CITY, NOW, Site, draft, everything, page, recall};
use itsumo_backend::{
    store::StoreError,
    stream::{Draft, find},
};
use itsumo_domain::{Stream, sync::PAGE_RECORDS};
use std::collections::BTreeSet;
use uuid::Uuid;

pub async fn numbers_are_dense_under_many_writers(site: Site) {
    let streams = site.streams().await;
    let writers = (0..16u128).map(|writer| {
        let streams = streams.clone();
        tokio::spawn(async move {
            for n in 0..8 {
                let drafts = vec![draft(writer * 100 + n * 2, "a"), draft(writer * 100 + n * 2 + 1, "b")];
                streams.publish(CITY, &Stream::news(), drafts).await.unwrap();
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.unwrap();
    }
    let seqs: Vec<i64> = everything(&streams, &Stream::news()).await.iter().map(|record| record.seq).collect();
    assert_eq!(seqs, (1..=256).collect::<Vec<_>>());
    assert_eq!(streams.head(CITY, &Stream::news()), 256);
}

pub async fn a_revision_replaces_and_takes_a_new_number(site: Site) {
    let streams = site.streams().await;
    let news = Stream::news();
    streams.publish(CITY, &news, vec![draft(1, "first"), draft(2, "other")]).await.unwrap();
    site.clock.advance(5);
    let head = streams.publish(CITY, &news, vec![draft(1, "second")]).await.unwrap();
    assert_eq!(head, 3);
    let records = everything(&streams, &news).await;
    let seen: Vec<_> = records.iter().map(|r| (r.seq, r.id.as_u128(), r.rev)).collect();
    assert_eq!(seen, [(2, 2, 1), (3, 1, 2)]);
    assert_eq!(records[1].body.as_ref().unwrap().get(), r#"{"title":"second"}"#);
    assert_eq!(records[1].at, NOW.plus(5));
    let since = page(&streams, &news, 2).await;
    assert_eq!((since.records.len(), since.next, since.more), (1, 3, false));
    let found = streams
        .store()
        .read(|tx| Box::pin(async { find(tx, CITY, &Stream::news(), Uuid::from_u128(1)).await }))
        .await
        .unwrap();
    assert_eq!(found.unwrap().rev, 2);
}

pub async fn a_recalled_record_reaches_those_who_have_it_and_no_newcomer(site: Site) {
    let streams = site.streams().await;
    let news = Stream::news();
    streams.publish(CITY, &news, vec![draft(1, "wrong"), draft(2, "right")]).await.unwrap();
    // A device holds both, and the page it got is in the cache.
    assert_eq!(page(&streams, &news, 0).await.records.len(), 2);
    streams.publish(CITY, &news, vec![recall(1)]).await.unwrap();
    let behind = page(&streams, &news, 2).await;
    assert!(behind.records[0].gone && behind.records[0].body.is_none());
    assert_eq!(behind.records[0].id, Uuid::from_u128(1));
    let newcomer = page(&streams, &news, 0).await;
    let ids: Vec<u128> = newcomer.records.iter().map(|record| record.id.as_u128()).collect();
    assert_eq!((ids, newcomer.next), (vec![2], 3));
}

pub async fn a_batch_of_any_size_is_written_whole(site: Site) {
    let streams = site.streams().await;
    let mut expected = 0;
    for size in [1usize, 2, 9, 10, 31, 33, 99, 100, 101, 237] {
        let stream: Stream = format!("person/{}", Uuid::from_u128(size as u128)).parse().unwrap();
        let drafts: Vec<Draft> = (0..size).map(|n| draft(n as u128, "x")).collect();
        assert_eq!(streams.publish(CITY, &stream, drafts.clone()).await.unwrap(), size as i64);
        // Again: now every one of them exists.
        assert_eq!(streams.publish(CITY, &stream, drafts).await.unwrap(), 2 * size as i64);
        let records = everything(&streams, &stream).await;
        assert!(records.iter().all(|record| record.rev == 2));
        assert_eq!(records.len(), size);
        expected += size;
    }
    assert_eq!(crate::site::count(streams.store(), "record").await, expected as i64);
}

pub async fn an_id_twice_in_a_batch_is_two_revisions(site: Site) {
    let streams = site.streams().await;
    let drafts = vec![draft(1, "a"), draft(2, "b"), draft(1, "c")];
    assert_eq!(streams.publish(CITY, &Stream::news(), drafts).await.unwrap(), 3);
    let records = everything(&streams, &Stream::news()).await;
    let seen: Vec<_> = records.iter().map(|r| (r.seq, r.id.as_u128(), r.rev)).collect();
    assert_eq!(seen, [(2, 2, 1), (3, 1, 2)]);
}

pub async fn pages_follow_one_another_to_the_end(site: Site) {
    let streams = site.streams().await;
    let news = Stream::news();
    let total = 2 * PAGE_RECORDS + 7;
    let drafts: Vec<Draft> = (0..total).map(|n| draft(n as u128, &format!("お知らせ {n}"))).collect();
    streams.publish(CITY, &news, drafts).await.unwrap();
    let first = page(&streams, &news, 0).await;
    assert_eq!((first.records.len(), first.next, first.more), (PAGE_RECORDS, PAGE_RECORDS as i64, true));
    let second = page(&streams, &news, first.next).await;
    assert!(second.more);
    let third = page(&streams, &news, second.next).await;
    assert_eq!((third.records.len(), third.next, third.more), (7, total as i64, false));
    let past = page(&streams, &news, third.next).await;
    assert_eq!((past.records.len(), past.next, past.more), (0, total as i64, false));
    let ids: BTreeSet<Uuid> = everything(&streams, &news).await.iter().map(|record| record.id).collect();
    assert_eq!(ids.len(), total);
    // A page that is exactly full is not followed by an empty one.
    let exact: Stream = "alerts".parse().unwrap();
    let drafts: Vec<Draft> = (0..PAGE_RECORDS).map(|n| draft(n as u128, "x")).collect();
    streams.publish(CITY, &exact, drafts).await.unwrap();
    assert!(!page(&streams, &exact, 0).await.more);
}

pub async fn a_page_of_long_articles_ends_early(site: Site) {
    let streams = site.streams().await;
    let long = "長い記事。".repeat(10_000);
    let drafts: Vec<Draft> = (0..40).map(|n| draft(n, &long)).collect();
    streams.publish(CITY, &Stream::news(), drafts).await.unwrap();
    let first = page(&streams, &Stream::news(), 0).await;
    assert!(first.more && first.records.len() < 40, "{}", first.records.len());
    assert_eq!(everything(&streams, &Stream::news()).await.len(), 40);
}

pub async fn unknown_kinds_are_stored_and_passed_on(site: Site) {
    let streams = site.streams().await;
    let body = r#"{"unheard-of":[1,{"of":null}]}"#.to_owned();
    let unknown = Draft { kind: "hologram", body: Some(body.clone()), ..draft(1, "") };
    streams.publish(CITY, &Stream::news(), vec![unknown]).await.unwrap();
    let records = everything(&streams, &Stream::news()).await;
    assert_eq!(records[0].kind, "hologram");
    assert_eq!(records[0].body.as_ref().unwrap().get(), body);
}

pub async fn a_body_that_is_not_json_is_refused(site: Site) {
    let streams = site.streams().await;
    let broken = Draft { body: Some("{\"a\":".to_owned()), ..draft(1, "") };
    let refused = streams.publish(CITY, &Stream::news(), vec![draft(2, "fine"), broken]).await;
    assert!(matches!(refused, Err(StoreError::Shape(_))), "{refused:?}");
    assert_eq!(streams.head(CITY, &Stream::news()), 0);
    assert!(everything(&streams, &Stream::news()).await.is_empty());
}

pub async fn many_readers_share_one_page(site: Site) {
    let streams = site.streams().await;
    let drafts: Vec<Draft> = (0..500).map(|n| draft(n, "市のお知らせ")).collect();
    streams.publish(CITY, &Stream::news(), drafts).await.unwrap();
    let readers = (0..50).map(|_| {
        let streams = streams.clone();
        tokio::spawn(async move { streams.page(CITY, &Stream::news(), 0).await.unwrap() })
    });
    let mut pages = Vec::new();
    for reader in readers.collect::<Vec<_>>() {
        pages.push(reader.await.unwrap());
    }
    assert!(pages.iter().all(|page| std::sync::Arc::ptr_eq(page, &pages[0])));
    let frame = pages[0].zstd().await;
    assert!(frame.len() < pages[0].plain.len() / 4);
    assert_eq!(zstd::stream::decode_all(&frame[..]).unwrap(), &pages[0].plain[..]);
    // After a move nobody gets the old one.
    streams.publish(CITY, &Stream::news(), vec![recall(3)]).await.unwrap();
    assert_eq!(page(&streams, &Stream::news(), 0).await.records.len(), 499);
}

pub async fn a_cursor_of_before_a_restore_is_answered_from_the_start(site: Site) {
    let streams = site.streams().await;
    streams.publish(CITY, &Stream::news(), vec![draft(1, "a"), draft(2, "b")]).await.unwrap();
    let page = page(&streams, &Stream::news(), 77).await;
    assert_eq!((page.records.len(), page.next), (2, 2));
}
