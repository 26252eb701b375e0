//! What the network, the server and time can do to a device, and what is left afterwards.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop here")]

mod common;

use common::{Device, HANA, NOW, Server, TARO, news, problem};
use itsumo_engine::{
    AccountState, Change, Error, NewsQuery, OutboxState, Tab,
    domain::{
        Command, Stream, Timestamp,
        alert::{Alert, Severity, Show},
        interests::{Interests, Reason},
        record::kind,
    },
    http::Scripted,
};
use std::collections::BTreeSet;
use uuid::Uuid;

fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

fn likes(topics: &[&str]) -> Interests {
    Interests { topics: topics.iter().map(|t| (*t).to_owned()).collect(), ..Interests::default() }
}

async fn titles(device: &Device, tab: Tab) -> Vec<String> {
    let query = NewsQuery { tab, limit: 100, ..NewsQuery::default() };
    let mut titles: Vec<_> = device.engine.news_list(query).await.unwrap().rows.into_iter().map(|r| r.title).collect();
    titles.sort();
    titles
}

async fn waiting(device: &Device) -> usize {
    device.engine.sync_state().await.waiting
}

#[tokio::test]
async fn news_is_sorted_by_what_was_chosen_and_says_why() {
    let server = Server::new();
    server.news(1, &news("ごみ", &["kurashi"]));
    server.news(2, &news("ほいく", &["kosodate"]));
    let device = Device::new(&server, 1).await;
    assert_eq!(device.engine.sync().await.unwrap().pulled, 2);
    assert_eq!(titles(&device, Tab::All).await, ["ごみ", "ほいく"]);
    assert!(titles(&device, Tab::ForMe).await.is_empty());
    device.engine.set_interests(likes(&["kurashi"])).await.unwrap();
    let query = NewsQuery { tab: Tab::ForMe, limit: 9, ..NewsQuery::default() };
    let list = device.engine.news_list(query).await.unwrap();
    assert_eq!(list.rows.len(), 1);
    assert_eq!(list.rows[0].reasons, [Reason::Topic("kurashi".into())]);
    assert_eq!(waiting(&device).await, 0, "without an account nothing leaves the device");
}

#[tokio::test]
async fn a_lost_answer_makes_nothing_twice_and_loses_nothing() {
    let server = Server::new();
    server.news(1, &news("ごみ", &["kurashi"]));
    let device = Device::new(&server, 1).await;
    device.engine.sign_in("hana@example.jp", "さくらのはな").await.unwrap();
    device.engine.save_news(id(1), true).await.unwrap();
    device.engine.set_interests(likes(&["kurashi"])).await.unwrap();
    for fault in [0, 1] {
        server.with(|state| if fault == 0 { state.lose_answers = 1 } else { state.cut_answers = 1 });
        assert_eq!(device.engine.sync().await, Err(Error::Offline));
        let items = device.engine.outbox().await.unwrap();
        assert_eq!(items.len(), 2, "what was not acknowledged waits");
        assert!(matches!(&items[0].state, OutboxState::Waiting { tries, last_error_key: Some(key) }
            if *tries == fault + 1 && key == "error-offline"));
    }
    let report = device.engine.sync().await.unwrap();
    assert_eq!((report.pushed, report.refused), (2, 0));
    assert_eq!(device.engine.outbox().await.unwrap(), []);
    server.with(|state| {
        assert_eq!(state.heard.len(), 6, "each was sent three times");
        assert_eq!(state.done.len(), 2, "and done once");
    });
}

#[tokio::test]
async fn killed_at_any_point_the_device_goes_on_where_it_was() {
    let server = Server::new();
    server.with(|state| state.page = 3);
    for n in 1..=10 {
        server.news(n, &news(&format!("{n}"), &["kurashi"]));
    }
    let mut device = Device::new(&server, 1).await;
    device.engine.sign_in("hana@example.jp", "さくらのはな").await.unwrap();
    device.engine.save_news(id(2), true).await.unwrap();
    device.restart();
    assert_eq!(waiting(&device).await, 1, "written down before anybody was told");
    server.with(|state| state.lose_answers = 1);
    assert!(device.engine.sync().await.is_err());
    device.restart();
    device.engine.sync().await.unwrap();
    device.restart();
    assert_eq!(titles(&device, Tab::All).await.len(), 10);
    assert_eq!(titles(&device, Tab::Saved).await, ["2"]);
    assert_eq!(waiting(&device).await, 0);
    server.with(|state| assert_eq!(state.done.len(), 1));
}

#[tokio::test]
async fn a_code_is_typed_after_a_restart_as_on_the_device_that_asked_for_it() {
    let server = Server::new();
    let mut device = Device::new(&server, 1).await;
    let (email, password) = ("hana@example.jp", "さくらのはながさいた");
    for _ in 0..2 {
        device.engine.register(email, password).await.unwrap();
    }
    server.with(|state| {
        let nonces: BTreeSet<_> = state.registered.iter().collect();
        assert_eq!(nonces.len(), 2, "drawn anew for each registration");
        assert!(nonces.iter().all(|nonce| nonce.len() == 64), "{nonces:?}");
    });
    device.restart();
    assert_eq!(device.engine.account().await.unwrap(), AccountState::Confirming { email: email.into() });
    assert!(device.engine.confirm("000000").await.is_err());
    device.engine.confirm("123456").await.unwrap();
    assert_eq!(device.engine.account().await.unwrap(), AccountState::SignedIn { email: email.into(), person: HANA });
}

#[tokio::test]
async fn a_refused_change_stays_with_its_reason_and_blocks_nothing() {
    let server = Server::new();
    server.news(1, &news("ごみ", &["kurashi"]));
    let device = Device::new(&server, 1).await;
    device.engine.sign_in("hana@example.jp", "さくらのはな").await.unwrap();
    server.with(|state| state.refuse = BTreeSet::from(["set_interests".to_owned()]));
    device.engine.set_interests(likes(&["kurashi"])).await.unwrap();
    device.engine.save_news(id(1), true).await.unwrap();
    let report = device.engine.sync().await.unwrap();
    assert_eq!((report.pushed, report.refused), (1, 1));
    let items = device.engine.outbox().await.unwrap();
    assert!(matches!(&items[0].state, OutboxState::Refused(refusal) if refusal.code == "too-large"));
    assert_eq!(device.engine.sync().await.unwrap().pushed, 0, "it is not sent again by itself");
    // Tried again it is a new command; let go, the server's state counts.
    server.with(|state| state.refuse.clear());
    device.engine.outbox_retry(items[0].id).await.unwrap();
    assert_eq!(device.engine.sync().await.unwrap().pushed, 1);
    server.with(|state| state.refuse = BTreeSet::from(["set_interests".to_owned()]));
    device.engine.set_interests(likes(&["kosodate"])).await.unwrap();
    device.engine.sync().await.unwrap();
    let items = device.engine.outbox().await.unwrap();
    device.engine.outbox_discard(items[0].id).await.unwrap();
    assert_eq!(device.engine.interests().await.unwrap(), likes(&["kurashi"]));
    assert_eq!(device.engine.outbox_discard(items[0].id).await, Err(Error::refused("not-found")));
}

#[tokio::test]
async fn large_changes_go_in_parts_and_one_too_large_blocks_nothing() {
    let server = Server::new();
    let html = format!("<p>{}</p>", "長".repeat(70_000));
    for n in 1..=8 {
        let article = itsumo_engine::domain::news::News { html: html.clone(), ..news(&format!("{n}"), &["kurashi"]) };
        server.news(n, &article);
    }
    let device = Device::new(&server, 1).await;
    device.engine.sign_in("hana@example.jp", "さくらのはな").await.unwrap();
    for n in 1..=8 {
        device.engine.save_news(id(n), true).await.unwrap();
    }
    assert_eq!(device.engine.sync().await.unwrap().pushed, 8, "1.6 MB, in parts a server takes");
    // A stricter server: it cannot take a kept article at all.
    server.with(|state| state.largest = 100_000);
    for n in 1..=2 {
        device.engine.save_news(id(n), false).await.unwrap();
    }
    device.engine.sync().await.unwrap();
    device.engine.save_news(id(1), true).await.unwrap();
    device.engine.save_news(id(3), false).await.unwrap();
    let report = device.engine.sync().await.unwrap();
    assert_eq!((report.pushed, report.refused), (1, 1));
    let items = device.engine.outbox().await.unwrap();
    assert_eq!(items.len(), 1);
    assert!(matches!(&items[0].state, OutboxState::Refused(refusal) if refusal.code == "too-large"));
}

#[tokio::test]
async fn signing_in_merges_and_signing_out_leaves_nothing_but_what_waits() {
    let server = Server::new();
    server.news(1, &news("ごみ", &["kurashi"]));
    server.news(2, &news("ほいく", &["kosodate"]));
    server.put(Stream::person(HANA), HANA, kind::INTERESTS, &likes(&["kosodate"]));
    let mut device = Device::new(&server, 1).await;
    device.engine.sync().await.unwrap();
    device.engine.set_interests(likes(&["kurashi"])).await.unwrap();
    device.engine.save_news(id(1), true).await.unwrap();
    device.engine.sign_in("hana@example.jp", "さくらのはな").await.unwrap();
    assert_eq!(device.engine.interests().await.unwrap(), likes(&["kosodate", "kurashi"]));
    assert_eq!(waiting(&device).await, 0, "the merge was delivered in the same sync");
    server.with(|state| {
        assert!(state.done.iter().any(|(who, _, command)| *who == HANA
            && *command == Command::SetInterests { interests: likes(&["kosodate", "kurashi"]) }));
        assert!(state.done.iter().any(|(_, _, command)| command.name() == "save_news"));
    });

    // Offline, she changes something and signs out; Taro uses the device meanwhile.
    server.with(|state| state.offline = true);
    device.engine.save_news(id(2), true).await.unwrap();
    device.engine.sign_out().await.unwrap();
    assert_eq!(device.engine.account().await.unwrap(), AccountState::SignedOut);
    assert!(titles(&device, Tab::Saved).await.is_empty());
    assert_eq!(device.engine.interests().await.unwrap(), Interests::default());
    assert_eq!(device.engine.outbox().await.unwrap(), [], "another person does not even see it");
    server.with(|state| state.offline = false);
    device.engine.sign_in("taro@example.jp", "うめのはながさく").await.unwrap();
    device.engine.sync().await.unwrap();
    server.with(|state| assert!(state.done.iter().all(|(who, _, _)| *who != TARO), "never under another name"));
    device.engine.sign_out().await.unwrap();
    device.restart();
    device.engine.sign_in("hana@example.jp", "さくらのはな").await.unwrap();
    device.engine.sync().await.unwrap();
    assert_eq!(titles(&device, Tab::Saved).await, ["ごみ", "ほいく"]);
    assert_eq!(device.engine.interests().await.unwrap(), likes(&["kosodate", "kurashi"]));
    assert_eq!(waiting(&device).await, 0);
}

#[tokio::test]
async fn deleting_the_account_leaves_what_was_kept_on_the_device() {
    let server = Server::new();
    server.news(1, &news("ごみ", &["kurashi"]));
    let device = Device::new(&server, 1).await;
    device.engine.sync().await.unwrap();
    device.engine.sign_in("hana@example.jp", "さくらのはな").await.unwrap();
    device.engine.save_news(id(1), true).await.unwrap();
    device.engine.set_interests(likes(&["kurashi"])).await.unwrap();
    device.engine.delete_account("さくらのはな").await.unwrap();
    assert_eq!(device.engine.account().await.unwrap(), AccountState::SignedOut);
    assert_eq!(titles(&device, Tab::Saved).await, ["ごみ"]);
    assert_eq!(titles(&device, Tab::ForMe).await, ["ごみ"]);
    device.engine.sign_in("taro@example.jp", "うめのはながさく").await.unwrap();
    server.with(|state| assert!(state.done.iter().all(|(who, _, _)| *who == TARO)));
    assert_eq!(titles(&device, Tab::Saved).await, ["ごみ"], "it is now whoever signs in on this device's");
}

#[tokio::test]
async fn two_devices_of_one_person_agree() {
    let server = Server::new();
    server.news(1, &news("ごみ", &["kurashi"]));
    let (phone, tablet) = (Device::new(&server, 1).await, Device::new(&server, 2).await);
    for device in [&phone, &tablet] {
        device.engine.sync().await.unwrap();
        device.engine.sign_in("hana@example.jp", "さくらのはな").await.unwrap();
    }
    phone.engine.save_news(id(1), true).await.unwrap();
    phone.engine.set_interests(likes(&["kurashi"])).await.unwrap();
    // The tablet has an undelivered change: what comes down in the meantime does not hide it.
    tablet.engine.set_interests(likes(&["kosodate"])).await.unwrap();
    phone.engine.sync().await.unwrap();
    server.with(|state| state.refuse = BTreeSet::from(["set_interests".to_owned()]));
    tablet.engine.sync().await.unwrap();
    assert_eq!(titles(&tablet, Tab::Saved).await, ["ごみ"]);
    server.with(|state| state.refuse.clear());
    let refused = tablet.engine.outbox().await.unwrap();
    tablet.engine.outbox_discard(refused[0].id).await.unwrap();
    assert_eq!(tablet.engine.interests().await.unwrap(), likes(&["kurashi"]));
    tablet.engine.save_news(id(1), false).await.unwrap();
    tablet.engine.sync().await.unwrap();
    phone.engine.sync().await.unwrap();
    assert!(titles(&phone, Tab::Saved).await.is_empty());
    let heard = server.with(|state| state.heard.len());
    for device in [&phone, &tablet, &phone] {
        device.engine.sync().await.unwrap();
    }
    assert_eq!(server.with(|state| state.heard.len()), heard, "what comes down never makes a command");
}

#[tokio::test]
async fn a_device_signed_out_elsewhere_drops_what_is_the_person_s_and_keeps_what_waits() {
    let server = Server::new();
    server.news(1, &news("ごみ", &["kurashi"]));
    let device = Device::new(&server, 1).await;
    device.engine.sync().await.unwrap();
    device.engine.sign_in("hana@example.jp", "さくらのはな").await.unwrap();
    device.engine.save_news(id(1), true).await.unwrap();
    server.with(|state| state.sessions.clear());
    server.news(2, &news("みず", &["kurashi"]));
    assert_eq!(device.engine.sync().await, Err(Error::SignedOut));
    assert_eq!(titles(&device, Tab::All).await, ["ごみ", "みず"], "what is public came all the same");
    assert!(titles(&device, Tab::Saved).await.is_empty());
    device.engine.sign_in("hana@example.jp", "さくらのはな").await.unwrap();
    assert_eq!(titles(&device, Tab::Saved).await, ["ごみ"]);
    server.with(|state| assert_eq!(state.done.len(), 1));
}

#[tokio::test]
async fn a_captive_portal_is_offline_and_signs_nobody_out() {
    let server = Server::new();
    let device = Device::new(&server, 1).await;
    device.engine.sign_in("hana@example.jp", "さくらのはな").await.unwrap();
    for answer in [
        Scripted::Answer(200, b"<html>Wi-Fi</html>".to_vec()),
        Scripted::Answer(401, b"<html>Wi-Fi</html>".to_vec()),
        Scripted::Answer(302, Vec::new()),
        problem(500, "internal"),
    ] {
        // The same data folder, seen through another network.
        let deps = itsumo_engine::Deps {
            secrets: device.secrets.clone(),
            ..itsumo_engine::Deps::fake(
                device.clock.clone(),
                std::sync::Arc::new(itsumo_engine::http::FakeHttp::new(move |_| answer.clone())),
                7,
            )
        };
        let engine = itsumo_engine::Engine::open(itsumo_engine::Paths::at(device.folder.path()), deps).unwrap();
        assert_eq!(engine.sync().await, Err(Error::Offline));
        assert!(matches!(engine.account().await.unwrap(), AccountState::SignedIn { .. }));
    }
}

#[tokio::test]
async fn recalled_news_goes_and_a_kept_copy_stays() {
    let server = Server::new();
    server.news(1, &news("まちがい", &["kurashi"]));
    let device = Device::new(&server, 1).await;
    device.engine.sync().await.unwrap();
    device.engine.save_news(id(1), true).await.unwrap();
    server.recall(Stream::news(), 1);
    device.engine.sync().await.unwrap();
    assert!(titles(&device, Tab::All).await.is_empty());
    assert_eq!(titles(&device, Tab::Saved).await, ["まちがい"]);
    let article = device.engine.news_article(id(1)).await.unwrap().unwrap();
    assert!(article.row.saved && article.text().contains("本文"));
    assert_eq!(device.engine.news_search("本文", 9).await.unwrap().len(), 1, "kept copies are found too");
    device.engine.save_news(id(1), false).await.unwrap();
    assert_eq!(device.engine.news_article(id(1)).await.unwrap(), None);
    assert_eq!(device.engine.save_news(id(1), true).await, Err(Error::refused("not-found")));
}

#[tokio::test]
async fn a_server_restored_from_a_backup_is_pulled_again() {
    let server = Server::new();
    server.news(1, &news("前から", &["kurashi"]));
    let device = Device::new(&server, 1).await;
    device.engine.sync().await.unwrap();
    device.engine.mark_read(id(1)).await.unwrap();
    let backup = server.with(|state| state.clone());
    for n in 2..6 {
        server.news(n, &news(&format!("消える{n}"), &["kurashi"]));
    }
    device.engine.sync().await.unwrap();
    assert_eq!(titles(&device, Tab::All).await.len(), 5);
    server.with(|state| {
        state.streams = backup.streams;
        state.heads = backup.heads;
    });
    server.news(9, &news("あとから", &["kurashi"]));
    device.engine.sync().await.unwrap();
    assert_eq!(titles(&device, Tab::All).await, ["あとから", "前から"]);
    let counts = device.engine.news_counts().await.unwrap();
    assert_eq!(counts.all_unread, 1, "what was read stays read");
}

#[tokio::test]
async fn a_stream_one_may_no_longer_read_leaves_the_device() {
    let server = Server::new();
    server.news(1, &news("ごみ", &["kurashi"]));
    let device = Device::new(&server, 1).await;
    device.engine.sign_in("hana@example.jp", "さくらのはな").await.unwrap();
    device.engine.save_news(id(1), true).await.unwrap();
    device.engine.set_interests(likes(&["kurashi"])).await.unwrap();
    device.engine.sync().await.unwrap();
    server.with(|state| state.left = vec![Stream::person(HANA)]);
    device.engine.sync().await.unwrap();
    assert!(titles(&device, Tab::Saved).await.is_empty());
    assert_eq!(device.engine.interests().await.unwrap(), Interests::default());
}

#[tokio::test]
async fn what_this_version_does_not_know_is_passed_over() {
    let server = Server::new();
    server.put(Stream::news(), id(1), "poll", &serde_json::json!({"question": "?"}));
    server.put(Stream::news(), id(2), kind::NEWS, &serde_json::json!({"title": {"new": "shape"}}));
    server.news(3, &news("読める", &["kurashi"]));
    let device = Device::new(&server, 1).await;
    assert_eq!(device.engine.sync().await.unwrap().pulled, 3);
    assert_eq!(titles(&device, Tab::All).await, ["読める"]);
    assert_eq!(device.engine.sync().await.unwrap().pulled, 0);
}

#[tokio::test]
async fn a_new_device_is_not_behind_by_a_thousand_and_is_told_nothing_old() {
    let server = Server::new();
    let old = itsumo_engine::domain::news::News {
        published: NOW.plus(-60 * Timestamp::DAY),
        important: true,
        ..news("むかし", &["kurashi"])
    };
    server.news(1, &old);
    server.news(2, &itsumo_engine::domain::news::News { important: true, ..news("いま", &["kurashi"]) });
    let device = Device::new(&server, 1).await;
    device.engine.sync().await.unwrap();
    assert_eq!(device.engine.news_counts().await.unwrap().all_unread, 1);
    let mut changes = device.engine.changes();
    device.engine.start();
    // Two syncs later (the one at the start, and the one below) nothing was told.
    device.engine.sync().await.unwrap();
    assert_eq!(device.notes.shown(), []);
    server.news(3, &itsumo_engine::domain::news::News { important: true, ..news("だいじ", &["kurashi"]) });
    server.news(4, &news("関心なし", &["kosodate"]));
    device.engine.sync().await.unwrap();
    device.clock.advance(Timestamp::MINUTE);
    while device.notes.shown().is_empty() {
        device.clock.advance(Timestamp::MINUTE);
        tokio::task::yield_now().await;
        let _ = changes.try_recv();
    }
    let shown = device.notes.shown();
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].title, "だいじ");
    device.engine.mark_read(id(3)).await.unwrap();
    assert_eq!(device.notes.shown(), [], "read, it is taken back");
}

#[tokio::test]
async fn an_alert_is_up_until_it_ends_and_says_that_it_is_over() {
    let server = Server::new();
    let device = Device::new(&server, 1).await;
    device.engine.sync().await.unwrap();
    let mut alert = Alert {
        severity: Severity::Warning,
        headline: "大雨警報".into(),
        sender: "気象庁".into(),
        issued: NOW,
        expires: NOW.plus(Timestamp::DAY),
        ..Alert::default()
    };
    server.alert(1, &alert);
    device.engine.sync().await.unwrap();
    let shown = device.engine.alerts().await.unwrap();
    assert_eq!((shown.len(), shown[0].show, shown[0].seen), (1, Show::Interrupt, false));
    device.engine.alert_seen(id(1)).await.unwrap();
    assert!(device.engine.alerts().await.unwrap()[0].seen);
    alert.cancelled = true;
    server.alert(1, &alert);
    device.engine.sync().await.unwrap();
    let shown = device.engine.alerts().await.unwrap();
    assert_eq!((shown[0].show, shown[0].seen), (Show::Lifted, false), "that it is over is new again");
    device.clock.advance(4 * Timestamp::HOUR);
    assert_eq!(device.engine.alerts().await.unwrap(), []);
}

#[tokio::test]
async fn a_mute_ends_and_a_clock_set_back_is_noticed() {
    let server = Server::new();
    server.news(1, &news("ごみ", &["kurashi"]));
    let device = Device::new(&server, 1).await;
    device.engine.sync().await.unwrap();
    device.engine.set_interests(likes(&["kurashi"])).await.unwrap();
    device.engine.mute_topic("kurashi", Some(NOW.plus(Timestamp::DAY))).await.unwrap();
    assert!(titles(&device, Tab::ForMe).await.is_empty());
    device.clock.advance(Timestamp::DAY);
    assert_eq!(titles(&device, Tab::ForMe).await, ["ごみ"]);
    device.clock.set(NOW.plus(Timestamp::HOUR));
    assert!(titles(&device, Tab::ForMe).await.is_empty(), "the mute holds again");
}

#[tokio::test]
async fn a_full_disk_is_said_in_words_and_work_goes_on_when_there_is_room() {
    let server = Server::new();
    for n in 1..=300 {
        server.news(n, &news(&format!("長い記事{n}{}", "あ".repeat(2000)), &["kurashi"]));
    }
    let device = Device::new(&server, 1).await;
    device.engine.set_interests(likes(&["kosodate"])).await.unwrap();
    device.engine.limit_disk(1).unwrap();
    let full = device.engine.sync().await.unwrap_err();
    assert_eq!(full, Error::refused("disk-full"));
    assert!(full.text(itsumo_engine::domain::i18n::Locale::Ja).contains("空き容量"));
    assert_eq!(device.engine.interests().await.unwrap(), likes(&["kosodate"]), "reading goes on");
    device.engine.limit_disk(1_000_000).unwrap();
    assert_eq!(device.engine.sync().await.unwrap().pulled, 300);
}

#[tokio::test]
async fn a_lost_keyring_costs_nothing_the_server_has() {
    let server = Server::new();
    server.news(1, &news("ごみ", &["kurashi"]));
    let mut device = Device::new(&server, 1).await;
    device.engine.sync().await.unwrap();
    device.engine.sign_in("hana@example.jp", "さくらのはな").await.unwrap();
    device.engine.save_news(id(1), true).await.unwrap();
    device.engine.sync().await.unwrap();
    // The keyring comes back with the session but another key, as after a restored backup.
    itsumo_engine::Secrets::delete(&*device.secrets, "device-key").unwrap();
    device.restart();
    assert!(titles(&device, Tab::Saved).await.is_empty());
    device.engine.sync().await.unwrap();
    assert_eq!(titles(&device, Tab::Saved).await, ["ごみ"]);
}

#[tokio::test]
async fn kept_copies_and_interests_of_a_person_cannot_be_read_from_the_file() {
    let server = Server::new();
    let article = news("ひみつの関心", &["kosodate"]);
    server.news(1, &article);
    let device = Device::new(&server, 1).await;
    device.engine.sign_in("hana@example.jp", "さくらのはな").await.unwrap();
    device.engine.save_news(id(1), true).await.unwrap();
    device.engine.set_interests(likes(&["kosodate"])).await.unwrap();
    device.engine.sync().await.unwrap();
    server.recall(Stream::news(), 1);
    device.engine.sync().await.unwrap();
    assert_eq!(titles(&device, Tab::Saved).await, ["ひみつの関心"]);
    let db = rusqlite::Connection::open(device.folder.path().join("itsumo.db")).unwrap();
    let readable = |sql: &str| -> i64 { db.query_row(sql, [], |row| row.get(0)).unwrap() };
    assert_eq!(readable("SELECT count(*) FROM saved WHERE instr(body, 'ひみつ') > 0"), 0);
    assert_eq!(readable("SELECT count(*) FROM setting WHERE instr(value, 'kosodate') > 0"), 0);
    assert_eq!(readable("SELECT count(*) FROM saved"), 1);
}

#[tokio::test]
async fn a_page_damaged_under_a_running_app_is_healed_and_said() {
    let server = Server::new();
    for n in 1..=200 {
        server.news(n, &news(&format!("記事{n}"), &["kurashi"]));
    }
    let mut device = Device::new(&server, 1).await;
    device.engine.sync().await.unwrap();
    device.engine.set_interests(likes(&["kurashi"])).await.unwrap();
    device.engine.save_news(id(7), true).await.unwrap();
    // Somebody else closes the file last and writes over the middle of the articles.
    let path = device.folder.path().join("itsumo.db");
    let db = rusqlite::Connection::open(&path).unwrap();
    db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let root: u64 = db
        .query_row("SELECT rootpage FROM sqlite_schema WHERE name = 'news'", [], |row| row.get::<_, i64>(0))
        .unwrap()
        .try_into()
        .unwrap();
    drop(db);
    let mut bytes = std::fs::read(&path).unwrap();
    let from = usize::try_from((root - 1) * 4096).unwrap();
    bytes[from..from + 4096].fill(0xAA);
    std::fs::write(&path, bytes).unwrap();
    device.restart();
    let query = NewsQuery { tab: Tab::All, limit: 10, ..NewsQuery::default() };
    // Whoever meets the page first may be told that it failed; the next look works.
    let _ = device.engine.news_list(query.clone()).await;
    assert_eq!(device.engine.news_list(query.clone()).await.unwrap().rows, [], "the city's news is to come again");
    let kept = device.engine.health().await.rebuilt_from.unwrap();
    assert!(kept.exists(), "the damaged file is kept");
    assert_eq!(device.engine.interests().await.unwrap(), likes(&["kurashi"]));
    assert_eq!(titles(&device, Tab::Saved).await, ["記事7"]);
    assert_eq!(device.engine.sync().await.unwrap().pulled, 200);
    assert_eq!(device.engine.news_list(query).await.unwrap().rows.len(), 10);
    device.restart();
    assert_eq!(device.engine.health().await.rebuilt_from, Some(kept), "said to who was not looking, too");
}

#[tokio::test]
async fn everyone_who_listens_hears_what_moved() {
    let server = Server::new();
    server.news(1, &news("ごみ", &["kurashi"]));
    let device = Device::new(&server, 1).await;
    let mut changes = device.engine.changes();
    device.engine.sync().await.unwrap();
    device.engine.mark_read(id(1)).await.unwrap();
    let mut heard = Vec::new();
    while let Ok(change) = changes.try_recv() {
        heard.push(change);
    }
    assert!(heard.contains(&Change::News) && heard.contains(&Change::Sync), "{heard:?}");
    assert!(!heard.contains(&Change::Interests));
}
