//! Announcements as they arrive, change, are read, kept and found.

use super::*;
use crate::{
    Deps, HandClock, Paths,
    http::FakeHttp,
    interests::Lens,
    news::arrive::{Coming, put},
};
use itsumo_domain::{
    Record,
    news::{Sorted, Why},
    text::fold,
};
use proptest::prelude::{ProptestConfig, Strategy, any, prop_assert, proptest};
use std::sync::Arc;

const NOW: Timestamp = Timestamp(1_795_305_600_000);

fn engine(folder: &tempfile::TempDir) -> Engine {
    let deps = Deps::fake(HandClock::at(NOW), Arc::new(FakeHttp::offline()), 1);
    Engine::open(Paths::at(folder.path()), deps).unwrap()
}

fn news(title: &str, html: &str) -> News {
    News {
        title: title.into(),
        html: html.into(),
        published: NOW,
        topics: vec![Sorted { id: "kurashi".into(), why: Why::Fallback }],
        ..News::default()
    }
}

fn record(n: u128, seq: i64, news: &News) -> Record {
    Record {
        seq,
        id: Uuid::from_u128(n),
        rev: 1,
        kind: "news".into(),
        at: NOW,
        author: "ingest".into(),
        gone: false,
        body: Some(serde_json::value::to_raw_value(news).unwrap()),
    }
}

fn store(engine: &Engine, articles: &[(u128, News)]) {
    let lens = Lens::default();
    engine
        .inner()
        .store
        .write(|tx| {
            for (n, news) in articles {
                put(tx, &record(*n, 1, news), news, &Coming { first: true, lens: &lens, now: NOW })?;
            }
            Ok(())
        })
        .unwrap();
}

fn index(engine: &Engine) {
    while engine.inner().store.write(index::index_some).unwrap() {}
}

fn found(engine: &Engine, words: &str) -> Vec<u128> {
    let found = futures_executor(engine.news_search(words, 100)).unwrap();
    found.into_iter().map(|found| found.row.id.as_u128()).collect()
}

/// The engine answers from its own runtime, so any executor will do.
fn futures_executor<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

#[test]
fn the_title_comes_first_then_the_newest() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(&folder);
    let at = |news: News, days: i64| News { published: NOW.plus(days * Timestamp::DAY), ..news };
    let articles = [
        (1, at(news("予防接種のお知らせ", "<p>こども</p>"), -9)),
        (2, at(news("ごみの日", "<p>予防接種の会場は休みです</p>"), -1)),
        (3, at(news("予防接種", ""), -3)),
        (4, at(news("別のこと", "<p>予防。接種。</p>"), 0)),
        (5, at(news("別のこと", "<p>予防<b>接</b>種</p>"), -2)),
    ];
    store(&engine, &articles);
    for _ in 0..2 {
        assert_eq!(found(&engine, "予防接種"), [3, 1, 2, 5]);
        assert_eq!(found(&engine, "ﾖﾎﾞｳ"), [0_u128; 0]);
        assert_eq!(found(&engine, "接種　会場"), [2]);
        assert_eq!(found(&engine, "日"), [2]);
        assert_eq!(found(&engine, "別"), [4, 5]);
        assert_eq!(found(&engine, "  "), [0_u128; 0]);
        index(&engine);
    }
}

#[test]
fn what_was_changed_or_recalled_is_found_as_it_is_now() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(&folder);
    store(&engine, &[(1, news("水道工事", "")), (2, news("水道", ""))]);
    index(&engine);
    store(&engine, &[(1, news("道路工事", ""))]);
    assert_eq!(found(&engine, "水道"), [2]);
    assert_eq!(found(&engine, "道路"), [1]);
    index(&engine);
    assert_eq!(found(&engine, "水道"), [2]);
    engine.inner().store.write(|tx| arrive::remove(tx, &Uuid::from_u128(2))).unwrap();
    assert_eq!(found(&engine, "水道"), [0_u128; 0]);
    assert_eq!(found(&engine, "道"), [1]);
}

#[test]
fn a_find_is_marked_in_the_text_s_own_writing() {
    let marked = |text: &str, words: &str| {
        let words = fold(words);
        let terms: Vec<&str> = words.split(' ').collect();
        let pieces = search::snippet(text, &terms);
        pieces.into_iter().map(|(text, hit)| if hit { format!("[{text}]") } else { text }).collect::<String>()
    };
    assert_eq!(marked("市のｶｰﾄﾞを配る", "カード"), "市の[ｶｰﾄﾞ]を配る");
    assert_eq!(marked("ＡＢＣとabc", "abc"), "[ＡＢＣ]と[abc]");
    assert_eq!(marked("一\n二三", "二"), "一 [二]三");
    let long = format!("{}中{}", "前".repeat(100), "後".repeat(200));
    let shown = marked(&long, "中");
    assert!(shown.starts_with("…前") && shown.contains("[中]") && shown.ends_with("後…"));
    assert!(shown.chars().count() < 120, "{shown}");
}

#[test]
fn lists_page_without_gaps_or_repeats() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(&folder);
    // Many at the same moment: the worst case for a cursor.
    let articles: Vec<_> = (0..57_u128)
        .map(|n| (n, News { published: NOW.plus(-i64::try_from(n / 20).unwrap()), ..news(&format!("{n}"), "") }))
        .collect();
    store(&engine, &articles);
    for topic in [None, Some("kurashi".to_owned())] {
        let mut seen = Vec::new();
        let mut query = NewsQuery { tab: Tab::All, topic, limit: 10, ..NewsQuery::default() };
        loop {
            let page = futures_executor(engine.news_list(query.clone())).unwrap();
            seen.extend(page.rows.iter().map(|row| (row.published, row.id)));
            match page.next {
                Some(next) => query.after = Some(next),
                None => break,
            }
        }
        assert_eq!(seen.len(), 57);
        assert!(seen.windows(2).all(|pair| pair[0].0 >= pair[1].0), "newest first");
        let ids: std::collections::BTreeSet<_> = seen.iter().map(|(_, id)| id).collect();
        assert_eq!(ids.len(), 57);
    }
    let none = NewsQuery { tab: Tab::All, topic: Some("x".into()), limit: 10, ..NewsQuery::default() };
    assert!(futures_executor(engine.news_list(none)).unwrap().rows.is_empty());
}

#[test]
fn a_topic_s_list_follows_what_is_read_chosen_and_changed() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(&folder);
    let lens = Lens::default();
    // Arrives late and important, so that it is noted too: nothing of one row may get into another.
    let urgent = News { important: true, ..news("急ぎ", "") };
    let coming = Coming { first: false, lens: &lens, now: NOW };
    for n in 1..=3 {
        engine.inner().store.write(|tx| put(tx, &record(n, 1, &urgent), &urgent, &coming)).unwrap();
    }
    store(&engine, &[(4, news("ふつう", ""))]);
    let ids = |tab, unread_only| {
        let query = NewsQuery { tab, topic: Some("kurashi".into()), unread_only, limit: 9, ..NewsQuery::default() };
        let rows = futures_executor(engine.news_list(query)).unwrap().rows;
        rows.into_iter().map(|row| row.id.as_u128()).collect::<Vec<_>>()
    };
    assert_eq!(ids(Tab::All, false), [4, 3, 2, 1]);
    assert_eq!(ids(Tab::ForMe, false), [3, 2, 1]);
    futures_executor(engine.mark_read(Uuid::from_u128(2))).unwrap();
    assert_eq!(ids(Tab::ForMe, true), [3, 1]);
    assert_eq!(futures_executor(engine.news_counts()).unwrap().by_topic["kurashi"], 3);
    let interests = itsumo_domain::interests::Interests { topics: ["kurashi".into()].into(), ..Default::default() };
    futures_executor(engine.set_interests(interests)).unwrap();
    assert_eq!(ids(Tab::ForMe, false), [4, 3, 2, 1]);
    store(&engine, &[(3, News { topics: Vec::new(), ..urgent })]);
    assert_eq!(ids(Tab::Important, false), [2, 1]);
    futures_executor(engine.mark_all_read(Tab::All)).unwrap();
    assert_eq!(ids(Tab::All, true), [0_u128; 0]);
}

#[test]
fn every_list_walks_an_index() {
    let folder = tempfile::tempdir().unwrap();
    let engine = engine(&folder);
    let plan = |sql: &str| {
        engine
            .inner()
            .store
            .read(|db| {
                let mut explain = db.prepare(&format!("EXPLAIN QUERY PLAN {sql}"))?;
                let lines = explain.query_map([], |row| row.get::<_, String>(3))?;
                Ok(lines.collect::<Result<Vec<_>, _>>()?.join("\n"))
            })
            .unwrap()
    };
    for (conditions, index) in [
        ("for_me = 1 AND read = 0", "news_for_me_unread"),
        ("for_me = 1", "news_for_me"),
        ("important = 1", "news_important"),
        ("read = 0", "news_unread"),
        ("1", "news_all"),
    ] {
        let plan = plan(&format!(
            "SELECT title FROM news WHERE {conditions} AND published <= 9 AND (published < 9 OR n < 9)
             ORDER BY published DESC, n DESC LIMIT 50"
        ));
        assert!(plan.contains(index) && !plan.contains("TEMP B-TREE"), "{conditions}: {plan}");
    }
}

/// Text as announcements have it: kanji, both kana in both widths, letters, signs, spaces, marks.
fn writing() -> impl Strategy<Value = String> {
    let sign = proptest::prop_oneof![
        proptest::char::range('ぁ', 'ん'),
        proptest::char::range('ァ', 'ヶ'),
        proptest::char::range('ｦ', 'ﾟ'),
        proptest::char::range('一', '三'),
        proptest::char::range(' ', '~'),
        proptest::char::range('Ａ', 'ｚ'),
        proptest::sample::select(vec!['　', '。', '①', '㈱', 'が', '\u{3099}', '㍻', 'ß', 'İ', '😀']),
        any::<char>(),
    ];
    proptest::collection::vec(sign, 1..40).prop_map(|signs| signs.into_iter().collect())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_piece_of_a_text_is_found(title in writing(), text in writing(), from in 0..40_usize, len in 1..12_usize) {
        let folder = tempfile::tempdir().unwrap();
        let engine = engine(&folder);
        // As the server sends it: escaped.
        let html = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
        store(&engine, &[(1, news(&title, &format!("<p>{html}</p>"))), (2, news("無関係", ""))]);
        for whole in [&title, &text] {
            let folded = fold(whole);
            let piece: String = folded.chars().skip(from % folded.chars().count().max(1)).take(len).collect();
            // What one can type: folding it again must not change it (half a combined character does).
            if fold(&piece).is_empty() || !folded.contains(&fold(&piece)) {
                continue;
            }
            for state in ["new", "indexed"] {
                prop_assert!(found(&engine, &piece).contains(&1), "{state}: {piece:?} in {whole:?}");
                index(&engine);
            }
        }
    }
}
