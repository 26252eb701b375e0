//! Stories of sources: what they send, what breaks, and what people get to see of it.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(missing_docs)]

#[path = "ingest/site.rs"]
mod site;

use itsumo_backend::ingest::{
    run::Outcome,
    state::{self, Finish},
    take::{TakeError, take},
};
use itsumo_domain::{Stream, Timestamp};
use site::{Answer, CITY, Site, feed, item};

const MINUTE: i64 = Timestamp::MINUTE;

#[tokio::test]
async fn announcements_arrive_once_however_often_the_feed_is_read() {
    let site = Site::new(&["a"]).await;
    site.web.put("/a", Answer::feed(&[item("1", "粗大ごみの年末受付"), item("2", "図書館の臨時休館")]));
    let ran = site.tick().await;
    assert!(matches!(ran[0].outcome, Ok(Outcome::Read(c)) if c.new == 2), "{ran:?}");
    let news = site.news().await;
    assert_eq!(news.len(), 2);
    // The feed lists the newest first, the stream has the oldest first.
    assert_eq!(news[0].1.title, "図書館の臨時休館");
    assert!(!news[0].1.topics.is_empty(), "every announcement lies under a topic");
    let head = site.head();

    site.clock.advance(70 * MINUTE);
    assert_eq!(site.tick().await[0].outcome, Ok(Outcome::Unchanged), "the same bytes are not even parsed");
    // Other bytes, the same announcements.
    site.web.put("/a", Answer::feed(&[item("2", "図書館の臨時休館"), item("1", "粗大ごみの年末受付")]));
    site.clock.advance(70 * MINUTE);
    let ran = site.tick().await;
    assert!(matches!(ran[0].outcome, Ok(Outcome::Read(c)) if c.new == 0 && c.changed == 0 && c.same == 2), "{ran:?}");
    assert_eq!(site.head(), head, "nothing was written");
}

#[tokio::test]
async fn an_item_long_gone_is_forgotten_and_a_source_long_silent_forgets_nothing() {
    let site = Site::new(&["a", "silent"]).await;
    let half_a_year = [item("1", "粗大ごみの年末受付"), item("2", "図書館の臨時休館")];
    site.web.put("/a", Answer::feed(&half_a_year));
    site.web.put("/silent", Answer::feed(&[item("7", "休日当番医の変更")]));
    site.tick().await;
    assert_eq!(site.head(), 3);
    // The first goes from its source, the second stays on; other items make each body a new one.
    for month in 0..8 {
        site.clock.advance(31 * Timestamp::DAY);
        let fresh = item(&format!("month-{month}"), &format!("{month}か月あとのお知らせ"));
        site.web.put("/a", Answer::feed(&[half_a_year[1].clone(), fresh]));
        site.tick().await;
        let now = site.now();
        site.store.write(move |tx| Box::pin(async move { state::forget_gone(tx, CITY, now).await })).await.unwrap();
    }
    let head = site.head();
    assert_eq!(head, 11);
    site.web.put("/silent", Answer::feed(&[item("7", "休日当番医の変更"), item("8", "プール開き")]));
    site.web.put("/a", Answer::feed(&[half_a_year[1].clone(), item("month-7", "7か月あとのお知らせ")]));
    site.clock.advance(70 * MINUTE);
    site.tick().await;
    assert_eq!(site.head(), head + 1, "only the new one of the silent source");
    // Back after half a year it is news again.
    site.web.put("/a", Answer::feed(&half_a_year));
    site.clock.advance(70 * MINUTE);
    site.tick().await;
    assert_eq!(site.head(), head + 2);
}

#[tokio::test]
async fn a_corrected_announcement_is_a_new_revision_of_the_same_record() {
    let site = Site::new(&["a"]).await;
    site.web.put("/a", Answer::feed(&[item("1", "ひなた祭りを開きます"), item("2", "図書館の臨時休館")]));
    site.tick().await;
    let before = site.news().await;
    site.web.put("/a", Answer::feed(&[item("1", "【中止】ひなた祭りを開きます"), item("2", "図書館の臨時休館")]));
    site.clock.advance(70 * MINUTE);
    site.tick().await;
    let after = site.news().await;
    assert_eq!(after.len(), 2);
    let (was, is) = (before.iter().find(|n| n.1.title.contains("祭り")).unwrap(), after.last().unwrap());
    assert_eq!((is.0.id, is.0.rev, is.1.title.as_str()), (was.0.id, 2, "【中止】ひなた祭りを開きます"));
    assert_eq!(site.head(), 3);
}

#[tokio::test]
async fn a_link_that_changes_with_every_edit_is_the_same_page() {
    let site = Site::new(&["a"]).await;
    let with = |tm: &str| {
        feed(&format!(
            "<item><title>停電のお知らせ</title><link>https://www.city.hinata.example/t.html?tm={tm}</link></item>"
        ))
    };
    site.web.put("/a", Answer::xml(&with("20261122090000")));
    site.tick().await;
    site.web.put("/a", Answer::xml(&with("20261122100000")));
    site.clock.advance(70 * MINUTE);
    let ran = site.tick().await;
    assert!(matches!(ran[0].outcome, Ok(Outcome::Read(c)) if c.same == 1), "{ran:?}");
    assert_eq!(site.head(), 1);
}

#[tokio::test]
async fn a_source_that_knows_validators_sends_no_body_twice() {
    let site = Site::new(&["a"]).await;
    site.web.put("/a", Answer { etag: Some("\"v1\""), ..Answer::feed(&[item("1", "停電のお知らせ")]) });
    site.tick().await;
    site.clock.advance(70 * MINUTE);
    assert_eq!(site.tick().await[0].outcome, Ok(Outcome::Unchanged));
    assert_eq!(site.web.asked("/a"), [None, Some("\"v1\"".to_owned())]);
    let status = site.status().await;
    assert_eq!((status[0].last_ok, status[0].items), (Some(site.now()), 1));
}

#[tokio::test]
async fn a_broken_feed_hurts_only_itself_and_is_asked_less_and_less() {
    let site = Site::new(&["broken", "sound"]).await;
    site.web.put("/broken", Answer { status: 500, ..Answer::xml("") });
    site.web.put("/sound", Answer::feed(&[item("1", "停電のお知らせ")]));
    site.tick().await;
    assert_eq!(site.news().await.len(), 1);
    let status = site.status().await;
    assert_eq!(status[0].last_error.as_deref(), Some("the server answered 500"));
    assert_eq!((status[0].failures, status[1].failures), (1, 0));
    let mut waits = Vec::new();
    for _ in 0..4 {
        let at = site.status().await[0].next.unwrap();
        waits.push(at.since(site.now()) / MINUTE);
        site.clock.set(at);
        site.tick().await;
    }
    // Five, ten, twenty, forty minutes, and up to a tenth more.
    assert!((5..=6).contains(&waits[0]) && (10..=11).contains(&waits[1]), "{waits:?}");
    assert!((20..=22).contains(&waits[2]) && (40..=44).contains(&waits[3]), "{waits:?}");
    // Back in order, it is as any other.
    site.web.put("/broken", Answer::feed(&[item("9", "復旧しました、停電は終わりです")]));
    site.clock.set(site.status().await[0].next.unwrap());
    site.tick().await;
    assert_eq!(site.status().await[0].failures, 0);
    assert_eq!(site.news().await.len(), 2);
}

#[tokio::test]
async fn a_source_that_asks_for_patience_gets_it() {
    let site = Site::new(&["a"]).await;
    site.web.put("/a", Answer { status: 503, retry_after: Some("7200"), ..Answer::xml("") });
    site.tick().await;
    assert!(site.status().await[0].next.unwrap().since(site.now()) >= 2 * 60 * MINUTE);
}

#[tokio::test]
async fn what_is_no_feed_says_so_where_operators_look() {
    let site = Site::new(&["page", "empty", "bomb"]).await;
    site.web.put("/page", Answer::xml("<!DOCTYPE html><html><head><link rel=\"alternate\" type=\"application/rss+xml\" href=\"/news.rss\"></head></html>"));
    site.web.put("/empty", Answer::xml("   \n"));
    site.web.put("/bomb", Answer::xml("<!DOCTYPE r [<!ENTITY a \"aa\"><!ENTITY b \"&a;&a;\"><!ENTITY c \"&b;&b;\">]><rss><channel><title>&c;</title></channel></rss>"));
    site.tick().await;
    let errors: Vec<String> = site.status().await.into_iter().map(|s| s.last_error.unwrap()).collect();
    assert!(errors[0].contains("web page") && errors[0].contains("/news.rss"), "{errors:?}");
    assert!(errors[1].contains("empty"), "{errors:?}");
    assert!(errors[2].contains("refused"), "{errors:?}");
}

#[tokio::test]
async fn a_download_that_breaks_off_gives_its_whole_items_and_is_read_again() {
    let site = Site::new(&["a"]).await;
    let whole = feed(&format!("{}{}", item("1", "停電のお知らせ"), item("2", "図書館の臨時休館")));
    let cut = whole.find("図書館").unwrap();
    site.web.put("/a", Answer { breaks_off: true, etag: Some("\"v1\""), ..Answer::xml(&whole[..cut]) });
    site.tick().await;
    assert_eq!(site.news().await.len(), 1);
    let status = site.status().await;
    assert_eq!(status[0].left_out, 1);
    assert!(status[0].reasons[0].ends_with("the download is cut inside this item"), "{status:?}");
    assert!(status[0].last_error.as_deref().unwrap().contains("broke"), "{status:?}");
    site.web.put("/a", Answer { etag: Some("\"v1\""), ..Answer::xml(&whole) });
    site.clock.advance(70 * MINUTE);
    site.tick().await;
    assert_eq!(site.news().await.len(), 2, "the validator of half an answer is not kept");
    assert_eq!(site.status().await[0].last_error, None);
}

#[tokio::test]
async fn a_feed_without_end_is_not_read_to_its_end() {
    let site = Site::new(&["a"]).await;
    site.web.put("/a", Answer::xml(&"x".repeat(9 * 1024 * 1024)));
    site.tick().await;
    assert_eq!(site.status().await[0].last_error.as_deref(), Some("the answer is larger than 8 MiB"));
}

#[tokio::test]
async fn redirects_are_followed_as_far_as_they_may_lead() {
    let site = Site::new(&["moved", "circle", "away"]).await;
    site.web.put("/moved", Answer::redirect("/new"));
    site.web.put("/new", Answer::feed(&[item("1", "停電のお知らせ")]));
    site.web.put("/circle", Answer::redirect("/circle"));
    site.web.put("/away", Answer::redirect("file:///etc/passwd"));
    site.tick().await;
    assert_eq!(site.news().await.len(), 1);
    let status = site.status().await;
    assert_eq!(status[1].last_error.as_deref(), Some("more than 5 redirects"));
    assert!(status[2].last_error.as_deref().unwrap().contains("only http and https"), "{status:?}");
}

#[tokio::test]
async fn the_servers_own_network_is_closed_unless_it_is_opened() {
    let site = Site::closed(&["a"]).await;
    site.web.put("/a", Answer::feed(&[item("1", "停電のお知らせ")]));
    site.tick().await;
    let error = site.status().await[0].last_error.clone().unwrap();
    assert!(error.contains("only ports") || error.contains("private"), "{error}");
    assert!(site.web.asked("/a").is_empty(), "nothing was sent");
}

#[tokio::test]
async fn the_same_announcement_in_two_sources_is_shown_once() {
    corrections_and_copies(Site::new(&["a", "b"]).await).await;
}

async fn corrections_and_copies(site: Site) {
    site.web.put("/a", Answer::feed(&[item("1", "粗大ごみの年末年始の受付について")]));
    site.web.put("/b", Answer { status: 404, ..Answer::xml("") });
    site.tick().await;
    // b has the same page under another title, and another page.
    site.web
        .put("/b", Answer::feed(&[item("1", "年末年始：粗大ごみは早めに"), item("5", "し尿のくみ取りは12月28日まで")]));
    site.clock.advance(70 * MINUTE);
    site.tick().await;
    let news = site.news().await;
    assert_eq!(news.len(), 2);
    let shared = &news.iter().find(|n| n.1.source == "a").unwrap().1;
    assert_eq!(shared.title, "粗大ごみの年末年始の受付について");
    assert_eq!(shared.also_in, ["b"]);
    // The first source's correction keeps what is known of the second.
    site.web.put("/a", Answer::feed(&[item("1", "【訂正】粗大ごみの年末年始の受付について")]));
    site.clock.advance(70 * MINUTE);
    site.tick().await;
    let news = site.news().await;
    let shared = &news.iter().find(|n| n.1.source == "a").unwrap().1;
    assert_eq!(
        (shared.title.as_str(), &shared.also_in[..]),
        ("【訂正】粗大ごみの年末年始の受付について", &["b".to_owned()][..])
    );
}

#[tokio::test]
async fn what_a_person_recalled_stays_recalled() {
    let site = Site::new(&["a"]).await;
    site.web.put("/a", Answer::feed(&[item("1", "誤って載せたお知らせ")]));
    site.tick().await;
    let (record, _) = site.news().await.remove(0);
    site.recall(record.id).await;
    site.web.put("/a", Answer::feed(&[item("1", "誤って載せたお知らせ（再）")]));
    site.clock.advance(70 * MINUTE);
    site.tick().await;
    assert!(site.news().await.is_empty());
}

#[tokio::test]
async fn an_announcement_without_a_date_has_the_one_of_its_first_sight() {
    let site = Site::new(&["a"]).await;
    let first = site.now();
    let undated = |text: &str| {
        feed(&format!("<item><guid>1</guid><title>停電のお知らせ</title><description>{text}</description></item>"))
    };
    site.web.put("/a", Answer::xml(&undated("川辺地区で停電しています。")));
    site.tick().await;
    site.clock.advance(70 * MINUTE);
    site.web.put("/a", Answer::xml(&undated("川辺地区の停電は復旧しました。")));
    site.tick().await;
    let (record, news) = site.news().await.remove(0);
    assert_eq!((record.rev, news.published, news.updated), (2, first, Some(site.now())));
}

#[tokio::test]
async fn a_rehearsal_city_s_newest_announcement_is_from_just_now() {
    let site = Site::rehearsing(&["a"]).await;
    site.web.put("/a", Answer::feed(&[item("2", "新しいお知らせです"), item("1", "古いお知らせです")]));
    site.tick().await;
    let newest = |news: &[(itsumo_domain::Record, itsumo_domain::news::News)]| news.iter().map(|n| n.1.published).max();
    assert_eq!(newest(&site.news().await), Some(site.now()));
    let head = site.head();
    site.clock.advance(Timestamp::DAY);
    site.tick().await;
    assert_eq!(site.head(), head, "it does not move every hour");
    site.clock.advance(3 * Timestamp::DAY);
    site.tick().await;
    assert_eq!(newest(&site.news().await), Some(site.now()));
    assert_eq!(site.news().await.len(), 2);
}

#[tokio::test]
async fn two_workers_take_each_announcement_once() {
    each_announcement_once(Site::new(&["a", "b", "c"]).await).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_on_one_postgres_take_each_announcement_once() {
    if let Some(site) = Site::postgres(&["a", "b", "c"]).await {
        each_announcement_once(site).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn corrections_and_copies_are_known_again_on_postgres() {
    if let Some(site) = Site::postgres(&["a", "b"]).await {
        corrections_and_copies(site).await;
    }
}

async fn each_announcement_once(site: Site) {
    for path in ["/a", "/b", "/c"] {
        let items: Vec<String> =
            (0..30).map(|n| item(&format!("{path}{n}"), &format!("{path}のお知らせ その{n}"))).collect();
        site.web.put(path, Answer::feed(&items));
    }
    let other = site.another_process().await;
    let (one, two) = tokio::join!(site.ingest.tick(), other.tick());
    let taken: usize = [one.unwrap(), two.unwrap()]
        .iter()
        .flat_map(|tick| &tick.ran)
        .map(|ran| match &ran.outcome {
            Ok(Outcome::Read(counts)) => counts.new,
            Ok(_) => 0,
            Err(error) => panic!("{}: {error}", ran.source),
        })
        .sum();
    assert_eq!(taken, 90);
    assert_eq!(site.head_in_tables(90).await, 90);
    for path in ["/a", "/b", "/c"] {
        assert_eq!(site.web.asked(path).len(), 1, "{path} was asked once");
    }
}

#[tokio::test]
async fn a_process_that_died_gives_its_source_back_and_writes_nothing_late() {
    let site = Site::new(&["a"]).await;
    site.web.put("/a", Answer::feed(&[item("1", "停電のお知らせ")]));
    let source = site.city().sources[0].clone();
    let dead = state::claim(&site.store, CITY, &source, site.id(), site.now()).await.unwrap().unwrap();
    assert!(site.tick().await.is_empty(), "it is somebody's");
    site.clock.advance(state::LEASE + 1);
    assert_eq!(site.tick().await.len(), 1);
    assert_eq!(site.head(), 1);
    // The dead one comes back with what it had read.
    let (ids, now) = (site.ids.clone(), site.now());
    let late = site
        .store
        .write(move |tx| {
            Box::pin(async move { take(tx, &dead, &[], Finish::default(), now, &ids, now).await.map(drop) })
        })
        .await;
    assert!(matches!(late, Err(TakeError::LostLease)), "{late:?}");
    assert_eq!(site.status().await[0].items, 1);
}

#[tokio::test]
async fn a_clock_that_was_wrong_does_not_silence_a_source_for_ever() {
    let site = Site::new(&["a"]).await;
    site.web.put("/a", Answer::feed(&[item("1", "停電のお知らせ")]));
    let right = site.now();
    site.clock.set(right.plus(1000 * Timestamp::DAY));
    site.tick().await;
    site.clock.set(right);
    assert_eq!(site.tick().await.len(), 1, "asked again at once");
    assert_eq!(site.stream_head(&Stream::news()), 1);
}
