//! A page and a change of interests, in every order.

use super::*;
use crate::{Deps, HandClock, NewsQuery, Paths, Tab, http::FakeHttp, interests, store};
use itsumo_domain::{
    Record,
    interests::Interests,
    news::{News, Sorted, Why},
    record::kind,
    sync::Page,
};

const NOW: Timestamp = Timestamp(1_795_305_600_000);
const CITY: &str = "990019";

fn engine(folder: &tempfile::TempDir) -> Engine {
    let deps = Deps::fake(HandClock::at(NOW), Arc::new(FakeHttp::offline()), 1);
    let engine = Engine::open(Paths::at(folder.path()), deps).unwrap();
    let chosen = |tx: &Transaction<'_>| {
        store::set_setting(tx, city::CHOSEN, &CITY)?;
        cursors(tx, None)
    };
    engine.inner().store.write(chosen).unwrap();
    engine
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

fn for_me(engine: &Engine) -> Vec<i64> {
    let query = NewsQuery { tab: Tab::ForMe, limit: 9, ..NewsQuery::default() };
    let rows = wait(engine.news_list(query)).unwrap().rows;
    rows.into_iter().map(|row| row.title.parse().unwrap()).collect()
}

fn about(topic: &str) -> Interests {
    Interests { topics: [topic.to_owned()].into(), ..Interests::default() }
}

/// The page that holds announcement `seq` about `topic`, stored as a sync stores it.
fn page(tx: &Transaction<'_>, inner: &Inner, seq: i64, topic: &str) -> Result<(), StoreError> {
    let news = News {
        title: seq.to_string(),
        published: NOW.plus(seq),
        topics: vec![Sorted { id: topic.into(), why: Why::Fallback }],
        ..News::default()
    };
    let record = Record {
        seq,
        id: Uuid::from_u128(u128::try_from(seq).unwrap()),
        rev: 1,
        kind: kind::NEWS.into(),
        at: NOW,
        author: "ingest".into(),
        gone: false,
        body: Some(serde_json::value::to_raw_value(&news)?),
    };
    let page = Page { next: seq, more: false, records: vec![record] };
    let request = SyncRequest { city: CITY.into(), cursors: [(Stream::news(), seq - 1)].into(), commands: Vec::new() };
    let response = SyncResponse { streams: [(Stream::news(), page)].into(), ..SyncResponse::default() };
    apply(tx, inner, &request, None, &response).map(drop)
}

#[test]
fn a_page_right_after_a_change_of_interests_is_decided_by_the_change() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(&folder);
    let inner = engine.inner();
    let store = &inner.store;
    wait(engine.set_interests(about("old"))).unwrap();
    store.write(|tx| page(tx, &inner, 1, "old")).unwrap();
    assert_eq!(for_me(&engine), [1]);
    // The change's transaction, and the page's before anything else of the change has run.
    store.write(|tx| interests::set(tx, &inner, about("new"))).unwrap();
    store.write(|tx| page(tx, &inner, 2, "new")).unwrap();
    store.write(|tx| page(tx, &inner, 3, "old")).unwrap();
    assert_eq!(for_me(&engine), [2]);
}

#[test]
fn a_change_that_did_not_happen_decides_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(&folder);
    let inner = engine.inner();
    let store = &inner.store;
    wait(engine.set_interests(about("old"))).unwrap();
    let broken_off = store.write(|tx| {
        interests::set(tx, &inner, about("new"))?;
        // Asked for inside the transaction, so that memory holds it when the transaction is undone.
        page(tx, &inner, 1, "new")?;
        Err::<(), _>(StoreError::Full)
    });
    assert!(broken_off.is_err());
    store.write(|tx| page(tx, &inner, 1, "old")).unwrap();
    store.write(|tx| page(tx, &inner, 2, "new")).unwrap();
    assert_eq!(for_me(&engine), [1]);
    // The next change must not be taken for the one that was undone.
    wait(engine.set_interests(about("third"))).unwrap();
    store.write(|tx| page(tx, &inner, 3, "third")).unwrap();
    assert_eq!(for_me(&engine), [3]);
}

#[test]
fn a_reader_from_before_the_change_keeps_nothing_for_those_after_it() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(&folder);
    let inner = engine.inner();
    let store = &inner.store;
    wait(engine.set_interests(about("old"))).unwrap();
    store
        .read(|db| {
            let before = db.unchecked_transaction()?;
            before.query_row("SELECT version FROM lens", [], |_| Ok(()))?;
            store.write(|tx| interests::set(tx, &inner, about("new")))?;
            // What this reader sees is as it was when it began, and so is its lens.
            assert_eq!(inner.lens(&before)?.interests, about("old"));
            Ok(())
        })
        .unwrap();
    store.write(|tx| page(tx, &inner, 1, "new")).unwrap();
    assert_eq!(for_me(&engine), [1]);
}

#[test]
fn whatever_decides_is_noticed_and_nothing_else_is() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(&folder);
    let inner = engine.inner();
    wait(engine.set_interests(about("a"))).unwrap();
    let stands = |change: &str| {
        inner.store.write(|tx| inner.sort_again(tx)).unwrap();
        let version =
            |tx: &Transaction<'_>| Ok(tx.query_row("SELECT version FROM lens", [], |row| row.get::<_, i64>(0))?);
        let before = inner.store.write(version).unwrap();
        inner.store.write(|tx| Ok(tx.execute_batch(change)?)).unwrap();
        let old = inner.store.read(|db| inner.for_me_is_old(db)).unwrap();
        let same = inner.store.write(version).unwrap() == before;
        assert_eq!(same, !old, "{change}");
        same
    };
    for key in interests::DECIDING.into_iter().chain([city::CHOSEN, account::PERSON]) {
        assert!(!stands(&format!("INSERT OR REPLACE INTO setting VALUES ('{key}', 'null')")), "{key}");
        assert!(!stands(&format!("UPDATE setting SET value = '1' WHERE key = '{key}'")), "{key}");
        assert!(!stands(&format!("DELETE FROM setting WHERE key = '{key}'")), "{key}");
    }
    assert!(!stands("INSERT INTO city VALUES ('990019', '{}', NULL, 0)"));
    assert!(!stands("UPDATE city SET json = '{ }'"));
    assert!(stands("UPDATE city SET at = 1"));
    assert!(!stands("DELETE FROM city"));
    assert!(stands("INSERT OR REPLACE INTO setting VALUES ('last-sync', '1')"));
}
