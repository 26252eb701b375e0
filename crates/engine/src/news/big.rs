//! What a list and a search cost when there are very many articles.

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
};
use std::{sync::Arc, time::Instant};
#[test]
fn big() {
    let folder = tempfile::tempdir().unwrap();
    let now = Timestamp(1_795_305_600_000);
    let engine =
        Engine::open(Paths::at(folder.path()), Deps::fake(HandClock::at(now), Arc::new(FakeHttp::offline()), 1))
            .unwrap();
    let words =
        ["予防接種", "ごみ収集", "水道工事", "図書館", "子育て支援", "防災訓練", "市民税", "健康診断", "公園", "道路"];
    let topics = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "rare"];
    let lens = Lens {
        interests: itsumo_domain::interests::Interests {
            topics: ["a".to_owned(), "b".to_owned()].into(),
            ..Default::default()
        },
        topics: vec![],
    };
    let t = Instant::now();
    let inner = engine.inner();
    for chunk in 0..100u128 {
        inner
            .store
            .write(|tx| {
                for i in 0..1000u128 {
                    let n = chunk * 1000 + i;
                    let k = n as usize;
                    let text: String = (0..12)
                        .map(|j| {
                            format!(
                                "<p>{}に関するお知らせ{}番、詳しくは窓口まで。</p>",
                                words[(k * 7 + j * 3) % 10],
                                k % (j + 97)
                            )
                        })
                        .collect();
                    let topic = if k % 1000 == 7 { "rare" } else { topics[k % 10] };
                    let news = News {
                        title: format!("{}のお知らせ 第{k}号", words[k % 10]),
                        html: text,
                        published: now.plus(-((k as i64 * 7919) % 100_000) * 60_000),
                        topics: vec![Sorted { id: topic.into(), why: Why::Fallback }],
                        important: k % 50 == 0,
                        ..News::default()
                    };
                    let record = Record {
                        seq: n as i64 + 1,
                        id: Uuid::from_u128(n),
                        rev: 1,
                        kind: "news".into(),
                        at: now,
                        author: "x".into(),
                        gone: false,
                        body: Some(serde_json::value::to_raw_value(&news).unwrap()),
                    };
                    put(tx, &record, &news, &Coming { first: false, lens: &lens, now })?;
                }
                Ok(())
            })
            .unwrap();
    }
    eprintln!("insert 100k {:?}", t.elapsed());
    let time = |name: &str, f: &dyn Fn() -> usize| {
        f();
        let t = Instant::now();
        let n = f();
        eprintln!("{name}: {n} in {:?}", t.elapsed());
    };
    let list = |tab, topic: Option<&str>, unread| {
        let q = NewsQuery { tab, topic: topic.map(str::to_owned), unread_only: unread, after: None, limit: 50 };
        inner.store.read(|db| super::list(db, &inner, &q)).unwrap().rows.len()
    };
    time("all", &|| list(Tab::All, None, false));
    time("forme", &|| list(Tab::ForMe, None, false));
    time("forme unread", &|| list(Tab::ForMe, None, true));
    time("forme topic a", &|| list(Tab::ForMe, Some("a"), true));
    time("forme topic c", &|| list(Tab::ForMe, Some("c"), true));
    time("all topic rare", &|| list(Tab::All, Some("rare"), false));
    time("important topic rare", &|| list(Tab::Important, Some("rare"), false));
    time("counts", &|| inner.store.read(|db| super::counts(db)).unwrap().all_unread as usize);
    let t = Instant::now();
    inner.store.write(|tx| inner.sort_again(tx)).unwrap();
    eprintln!("sort_again {:?}", t.elapsed());
    let t = Instant::now();
    while inner.store.write(index::index_some).unwrap() {}
    eprintln!("index {:?} size {}", t.elapsed(), inner.store.bytes());
    let rt = tokio::runtime::Builder::new_current_thread().build().unwrap();
    for q in ["予防接種", "種", "第77777号", "図書館 道路", "接種に関", "無い言葉", "収道", "お知らせ", "号", "9"]
    {
        time(q, &|| rt.block_on(engine.news_search(q, 50)).unwrap().len());
    }
}
