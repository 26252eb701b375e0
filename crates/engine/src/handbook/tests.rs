//! The handbook on one device that has never met a server.

use super::*;
use crate::{Deps, HandClock, Paths, http::FakeHttp, secrets::MemorySecrets};
use itsumo_domain::{
    Timestamp,
    handbook::{BlobRef, Child, Diary, Measurement},
};

const NOW: Timestamp = Timestamp(1_795_305_600_000);

fn deps() -> Deps {
    Deps::fake(HandClock::at(NOW), Arc::new(FakeHttp::offline()), 7)
}

fn weight(grams: u32) -> Fact {
    Fact::Measurement(Measurement { weight_g: Some(grams), note: "ひみつのメモ".into(), ..Default::default() })
}

fn child(name: &str) -> NewEntry {
    NewEntry::child(Child { name: name.into(), ..Default::default() })
}

#[tokio::test]
async fn what_is_recorded_is_there_after_a_restart_and_nowhere_in_clear() {
    let folder = tempfile::tempdir().unwrap();
    let deps = deps();
    let engine = Engine::open(Paths::at(folder.path()), deps.clone()).unwrap();
    assert!(engine.handbook().await.unwrap().is_empty());
    let hana = engine.record(vec![child("花子のなまえ")]).await.unwrap()[0];
    let first = engine.record(vec![NewEntry::about(hana, weight(8_200))]).await.unwrap()[0];
    let book = engine.handbook().await.unwrap();
    let edit = NewEntry::instead(book.entry(first).unwrap(), weight(8_250));
    engine.record(vec![edit]).await.unwrap();
    drop(engine);
    let engine = Engine::open(Paths::at(folder.path()), deps.clone()).unwrap();
    let book = engine.handbook().await.unwrap();
    assert_eq!(book.children()[0].1.name, "花子のなまえ");
    assert_eq!(book.measurements(hana)[0].1.weight_g, Some(8_250));
    assert_eq!(book.history(book.measurements(hana)[0].0.id)[0].id, first);
    drop(engine);
    for file in std::fs::read_dir(folder.path()).unwrap().flatten().filter(|file| file.path().is_file()) {
        let bytes = std::fs::read(file.path()).unwrap();
        for word in ["花子", "ひみつ", "weight_g"] {
            let there = bytes.windows(word.len()).any(|window| window == word.as_bytes());
            assert!(!there, "{word} in {:?}", file.path());
        }
    }
}

#[tokio::test]
async fn entries_are_written_all_or_none_and_about_one_child() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open(Paths::at(folder.path()), deps()).unwrap();
    let ids = engine.record(vec![child("はな"), child("そら")]).await.unwrap();
    let first = engine.record(vec![NewEntry::about(ids[0], weight(8_200))]).await.unwrap()[0];
    let wrong = NewEntry { child: Some(ids[1]), supersedes: vec![first], fact: weight(9_000) };
    let refused = engine.record(vec![NewEntry::about(ids[1], weight(7_000)), wrong]).await;
    assert_eq!(refused, Err(Error::field("supersedes", "other-child")));
    assert!(engine.handbook().await.unwrap().measurements(ids[1]).is_empty(), "nothing of it was written");
    let large = Fact::Diary(Diary { text: "あ".repeat(30_000), ..Default::default() });
    assert_eq!(engine.record(vec![NewEntry::about(ids[0], large)]).await, Err(Error::refused("entry-too-large")));
}

#[tokio::test]
async fn two_windows_on_one_folder_see_each_other_s_entries() {
    let folder = tempfile::tempdir().unwrap();
    let deps = deps();
    let one = Engine::open(Paths::at(folder.path()), deps.clone()).unwrap();
    let two = Engine::open(Paths::at(folder.path()), deps).unwrap();
    let hana = one.record(vec![child("はな")]).await.unwrap()[0];
    two.record(vec![NewEntry::about(hana, weight(8_200))]).await.unwrap();
    assert_eq!(one.handbook().await.unwrap().measurements(hana).len(), 1);
}

#[tokio::test]
async fn a_lost_key_is_said_and_never_replaced() {
    let folder = tempfile::tempdir().unwrap();
    let deps = deps();
    let engine = Engine::open(Paths::at(folder.path()), deps.clone()).unwrap();
    engine.record(vec![child("はな")]).await.unwrap();
    drop(engine);
    let engine =
        Engine::open(Paths::at(folder.path()), Deps { secrets: Arc::new(MemorySecrets::default()), ..deps }).unwrap();
    assert_eq!(engine.record(vec![child("そら")]).await, Err(Error::refused("family-key-lost")));
    assert!(engine.handbook().await.unwrap().is_empty());
}

#[tokio::test]
async fn a_photo_opens_with_its_entry_s_key_alone() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open(Paths::at(folder.path()), deps()).unwrap();
    let photo = engine.keep_blob(b"the photo's bytes".to_vec(), "image/jpeg").await.unwrap();
    assert_eq!(engine.blob(&photo).await.unwrap(), b"the photo's bytes");
    let other = BlobRef { key: "00".repeat(32), ..photo.clone() };
    assert_eq!(engine.blob(&other).await, Err(Error::refused("photo-changed")));
    let file = folder.path().join("blobs").join(&photo.sha256);
    assert!(!String::from_utf8_lossy(&std::fs::read(&file).unwrap()).contains("photo"));
    std::fs::write(&file, b"damaged").unwrap();
    assert!(engine.blob(&photo).await.is_err(), "damage is seen");
}

#[tokio::test]
async fn a_full_disk_refuses_the_entry_and_keeps_the_others() {
    let folder = tempfile::tempdir().unwrap();
    let engine = Engine::open(Paths::at(folder.path()), deps()).unwrap();
    let hana = engine.record(vec![child("はな")]).await.unwrap()[0];
    engine.limit_disk(1).unwrap();
    let long = Fact::Diary(Diary { text: "あ".repeat(8_000), ..Default::default() });
    let many = (0..40).map(|_| NewEntry::about(hana, long.clone())).collect();
    assert_eq!(engine.record(many).await, Err(Error::refused("disk-full")));
    assert!(engine.handbook().await.unwrap().diary(hana).is_empty());
    engine.limit_disk(1_000_000).unwrap();
    engine.record(vec![NewEntry::about(hana, weight(8_200))]).await.unwrap();
    assert_eq!(engine.handbook().await.unwrap().measurements(hana).len(), 1);
}
