//! What lies on the disk and what comes back: nothing in clear, all of it after a lost key or a server's backup.

use super::{
    HERS, PASSWORD,
    common::{
        HANA, NOW, Server,
        school::{CLASS_1_2, WHOLE, YUI, ill, notice},
    },
    done, hers, id, offline, on_the_disk, only_absence, school, tell,
};
use itsumo_engine::{
    Error, OutboxState,
    domain::Stream,
    domain::city::LocalText,
    domain::record::kind,
    domain::school::Answer,
    domain::school::notice::Ask,
    school::{Delivery, School},
};

#[tokio::test]
async fn no_word_of_a_child_stands_in_the_file_waiting_words_too() {
    let server = Server::new();
    server.school();
    server.put(Stream::class(CLASS_1_2), id(1), kind::NOTICE, &notice("学級だより", Ask::Seen));
    server.put(Stream::person(HANA), id(2), "of-a-newer-app", &"あたらしいことば");
    let device = hers(&server).await;
    offline(&server, true);
    tell(&device, ill(YUI, "2026-11-24", "2026-11-24")).await;
    device.engine.answer_notice(id(1), Some(YUI), Answer::Seen).await.unwrap();
    let _ = device.engine.sync().await;
    for word in ["青木", "あさひ小", "せきも", "学級だより", "あたらしいことば", "report_absence\",\"id"]
    {
        assert_eq!(on_the_disk(&device, word), None, "{word}");
    }
    assert_eq!(school(&device).await.children.len(), 2, "and yet it is here");
}

#[tokio::test]
async fn signing_out_takes_the_school_off_and_what_waits_goes_when_she_is_back() {
    let server = Server::new();
    server.school();
    server.put(Stream::class(WHOLE), id(1), kind::NOTICE, &notice("遠足", Ask::Nothing));
    let device = hers(&server).await;
    offline(&server, true);
    tell(&device, ill(YUI, "2026-11-24", "2026-11-24")).await;
    device.engine.sign_out().await.unwrap();
    assert_eq!(*school(&device).await, School::default());
    offline(&server, false);
    device.engine.sign_in("taro@example.jp", PASSWORD).await.unwrap();
    assert_eq!(*school(&device).await, School::default(), "nothing of hers is his");
    assert_eq!(done(&server, "report_absence"), 0, "and nothing goes under his name");
    device.engine.sign_out().await.unwrap();
    device.engine.sign_in(HERS, PASSWORD).await.unwrap();
    assert_eq!(only_absence(&device).await.delivery, Delivery::Arrived);
    assert_eq!(school(&device).await.notices.len(), 1);
    server.with(|state| assert_eq!(state.done[0].0, HANA));
}

#[tokio::test]
async fn a_lost_device_key_brings_everything_back_from_the_server_and_says_what_it_cannot_send() {
    let server = Server::new();
    server.school();
    server.put(Stream::class(WHOLE), id(1), kind::NOTICE, &notice("遠足", Ask::Nothing));
    let mut device = hers(&server).await;
    offline(&server, true);
    tell(&device, ill(YUI, "2026-11-24", "2026-11-24")).await;
    // A restored backup: the session is there, the key is another one.
    itsumo_engine::Secrets::delete(&*device.secrets, "device-key").unwrap();
    device.restart();
    assert_eq!(*school(&device).await, School::default());
    offline(&server, false);
    device.engine.sync().await.unwrap();
    let seen = school(&device).await;
    assert_eq!((seen.children.len(), seen.notices.len(), seen.absences.len()), (2, 1, 0));
    let items = device.engine.outbox().await.unwrap();
    assert!(matches!(&items[0].state, OutboxState::Refused(refusal) if refusal.code == "word-key-lost"));
    assert_eq!(device.engine.outbox_retry(items[0].id).await, Err(Error::refused("word-key-lost")));
    school(&device).await;
    assert_eq!(device.engine.sync().await.unwrap().pulled, 0, "what cannot be opened is not pulled for ever");
    device.engine.outbox_discard(items[0].id).await.unwrap();
}

#[tokio::test]
async fn a_server_from_a_backup_takes_away_what_it_does_not_have() {
    let server = Server::new();
    server.school();
    server.put(Stream::class(WHOLE), id(1), kind::NOTICE, &notice("遠足", Ask::Nothing));
    let before = server.with(|state| state.clone());
    let device = hers(&server).await;
    tell(&device, ill(YUI, "2026-11-24", "2026-11-24")).await;
    server.put(Stream::class(WHOLE), id(2), kind::NOTICE, &notice("運動会", Ask::Nothing));
    device.engine.sync().await.unwrap();
    let sessions = server.with(|state| state.sessions.clone());
    server.with(|state| *state = super::common::State { sessions, ..before });
    device.engine.sync().await.unwrap();
    let seen = school(&device).await;
    assert_eq!((seen.children.len(), seen.notices.len(), seen.absences.len()), (2, 1, 0));
}

#[tokio::test]
async fn a_record_of_a_newer_server_hurts_nothing() {
    let server = Server::new();
    server.school();
    let device = hers(&server).await;
    server.put(Stream::person(HANA), id(1), kind::ABSENCE, &serde_json::json!({ "absence": "in verse" }));
    let strange = serde_json::json!({ "title": { "ja": "新しいお知らせ" }, "ask": { "ask": "sing" }, "per": "village",
        "blocks": [{ "block": "hologram", "of": 1 }], "sent": NOW });
    server.put(Stream::class(WHOLE), id(2), kind::NOTICE, &strange);
    device.engine.sync().await.unwrap();
    let seen = school(&device).await;
    assert_eq!((seen.absences.len(), seen.notices.len()), (0, 1));
    let row = &seen.notices[0];
    assert_eq!((row.notice.title.clone(), &row.open_for), (LocalText::ja("新しいお知らせ"), &vec![]));
    assert!(!row.asks());
}
