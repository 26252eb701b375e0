//! A server that does what a server must not: each fault is refused under its own name, put aside and shown, and
//! nothing honest is lost or held up by it.

mod mailbox;

use super::*;
use crate::{Deps, Engine, HandClock, NewEntry, Paths, locked, secrets::MemorySecrets, store};
use itsumo_domain::{
    Timestamp,
    family::SealedEntry,
    handbook::{Child, Diary, Fact},
    sync::Refusal,
};
use mailbox::Mailbox;
use serde_json::json;
use std::sync::Arc;

const NOW: Timestamp = Timestamp(1_795_305_600_000);
const CITY: &str = "990027";

struct Phone {
    engine: Engine,
    clock: HandClock,
    _folder: tempfile::TempDir,
}

async fn phone(mailbox: &Mailbox, seed: u64) -> Phone {
    let folder = tempfile::tempdir().unwrap();
    let clock = HandClock::at(NOW);
    let deps = Deps::fake(clock.clone(), mailbox.http(), seed);
    let engine = Engine::open(Paths::at(folder.path()), deps).unwrap();
    engine.write(|tx, _| store::set_setting(tx, "city", &CITY)).await.unwrap();
    Phone { engine, clock, _folder: folder }
}

fn page(text: &str) -> Fact {
    Fact::Diary(Diary { text: text.into(), ..Diary::default() })
}

async fn pages(phone: &Phone, child: Uuid) -> Vec<String> {
    let book = phone.engine.handbook().await.unwrap();
    let mut pages: Vec<_> = book.diary(child).iter().map(|(_, page)| page.text.clone()).collect();
    pages.sort();
    pages
}

/// A mother who wrote two pages, and the family's key.
async fn family(mailbox: &Mailbox) -> (Phone, Uuid, String, EpochKey) {
    let mama = phone(mailbox, 1).await;
    let child = mama.engine.record(vec![NewEntry::child(Child::default())]).await.unwrap()[0];
    let drafts = ["いち", "に"].map(|text| NewEntry::about(child, page(text)));
    mama.engine.record(drafts.to_vec()).await.unwrap();
    mama.engine.sync().await.unwrap();
    let invitation = mama.engine.invitation().await.unwrap().text;
    let key = super::invite::read(&invitation, NOW).unwrap().key;
    (mama, child, invitation, key)
}

#[tokio::test]
async fn every_fault_of_a_server_has_its_name_and_costs_nothing() {
    let mailbox = Mailbox::default();
    let (mama, child, invitation, key) = family(&mailbox).await;
    let good = locked(&mailbox.log).clone();
    let (one, two) = (good[good.len() - 2].2.clone(), good[good.len() - 1].2.clone());
    let bend = |entry: &SealedEntry| {
        let mut sealed = wire::decode(&entry.sealed).unwrap();
        *sealed.last_mut().unwrap() ^= 1;
        SealedEntry { sealed: wire::encode(&sealed), ..entry.clone() }
    };
    let fresh = |n| Uuid::from_u128(n);
    let other_key = EpochKey::new(key.family, 0, Zeroizing::new([9; 32]));
    let entry =
        json!({ "id": fresh(7), "at": 0, "by": { "device": fresh(1), "name": "" }, "fact": { "kind": "diary" } });
    let sealed = |key: &EpochKey, id: Uuid, text: &str| SealedEntry {
        id,
        epoch: 0,
        sealed: wire::encode(&key.seal(id, text.as_bytes(), [id.as_bytes()[15]; 32])),
    };
    let mut newer = wire::decode(&two.sealed).unwrap();
    newer[0] = 2;
    let forged =
        json!({ "id": one.id, "at": 0, "by": { "device": fresh(1), "name": "" }, "fact": { "kind": "diary" } });
    for (id, rev, body) in [
        (fresh(3), 1, sealed(&other_key, fresh(3), "{}")),
        (one.id, 1, bend(&one)),
        (two.id, 1, SealedEntry { id: two.id, ..one.clone() }),
        (fresh(4), 1, one.clone()),
        (one.id, 2, one.clone()),
        (two.id, 1, SealedEntry { epoch: 5, ..two.clone() }),
        (fresh(6), 1, SealedEntry { id: fresh(6), epoch: 0, sealed: "AgAA".into() }),
        (two.id, 1, SealedEntry { sealed: wire::encode(&newer), ..two.clone() }),
        (fresh(7), 1, sealed(&key, fresh(7), "[]")),
        (fresh(8), 1, sealed(&key, fresh(8), &entry.to_string())),
        (one.id, 1, sealed(&key, one.id, &forged.to_string())),
    ] {
        mailbox.put(id, rev, body);
    }
    let papa = phone(&mailbox, 2).await;
    let report = papa.engine.join_family(&invitation, "パパ").await.unwrap();
    assert_eq!(report.entries, 3, "what is honest is all there");
    assert_eq!(pages(&papa, child).await, ["いち", "に"]);
    let problems = papa.engine.family().await.unwrap().problems;
    let why: Vec<_> = problems.iter().map(|problem| problem.why.code.as_str()).collect();
    assert_eq!(
        why,
        [
            "sealed-other-key",
            "sealed-changed",
            "sealed-other-entry",
            "sealed-other-entry",
            "sealed-other-revision",
            "sealed-other-epoch",
            "sealed-newer",
            "sealed-newer",
            "sealed-not-an-entry",
            "sealed-not-an-entry",
            "sealed-differs",
        ]
    );
    // The cursor went on: it is not asked for again, and the next page is taken as ever.
    mama.engine.record(vec![NewEntry::about(child, page("さん"))]).await.unwrap();
    mama.engine.sync().await.unwrap();
    papa.engine.sync().await.unwrap();
    assert_eq!(pages(&papa, child).await, ["いち", "さん", "に"]);
    assert!(locked(&mailbox.asked_after).last().unwrap() > &good.len().try_into().unwrap());
    for problem in problems {
        let text = crate::Error::Refused(problem.why).text(itsumo_domain::i18n::Locale::Ja);
        assert!(text.contains('。') && !text.contains("断られ"), "{text}");
    }
}

#[tokio::test]
async fn a_device_with_another_key_takes_nothing_and_loses_nothing() {
    let mailbox = Mailbox::default();
    let (_mama, child, _, key) = family(&mailbox).await;
    let wrong = EpochKey::new(key.family, 0, Zeroizing::new([9; 32]));
    let invitation = Invitation::new(&wrong, None, Some(CITY), crate::api::DEFAULT_SERVER, NOW).text;
    let papa = phone(&mailbox, 2).await;
    let own = papa.engine.record(vec![NewEntry::child(Child::default())]).await.unwrap()[0];
    // This server lets everybody in: the seal alone keeps them out.
    papa.engine.join_family(&invitation, "パパ").await.unwrap();
    let book = papa.engine.handbook().await.unwrap();
    assert!(book.child(child).is_none() && book.child(own).is_some());
    let problems = papa.engine.family().await.unwrap().problems;
    assert!(problems.len() >= 3 && problems.iter().all(|problem| problem.why.code == "sealed-other-key"));
    // The right key opens what was put aside.
    let right = Invitation::new(&key, None, Some(CITY), crate::api::DEFAULT_SERVER, NOW).text;
    papa.engine.join_family(&right, "パパ").await.unwrap();
    assert_eq!(pages(&papa, child).await, ["いち", "に"]);
    assert!(papa.engine.handbook().await.unwrap().child(own).is_some());
}

#[tokio::test]
async fn what_a_newer_app_wrote_is_passed_on_byte_for_byte() {
    let mailbox = Mailbox::default();
    let (_mama, child, invitation, key) = family(&mailbox).await;
    let id = Uuid::from_u128(77);
    let text = format!(
        r#"{{"id":"{id}","at":1,"by":{{"device":"{id}","name":"x"}},"child":"{child}","fact":{{"kind":"tooth","n":7}}}}"#
    );
    mailbox.put(id, 1, SealedEntry { id, epoch: 0, sealed: wire::encode(&key.seal(id, text.as_bytes(), [4; 32])) });
    let papa = phone(&mailbox, 2).await;
    papa.engine.join_family(&invitation, "パパ").await.unwrap();
    assert_eq!(papa.engine.handbook().await.unwrap().unknown(), 1);
    assert!(papa.engine.family().await.unwrap().problems.is_empty());
    // It goes into the vault of the child as it was.
    let shared = papa.engine.share_child(child).await.unwrap();
    let vault = super::invite::read(&shared.text, NOW).unwrap().key.family;
    let copied = papa
        .engine
        .read(move |db, inner| {
            inner.vault(db, |memory| Ok(vault::find(db, vault, id)?.map(|row| memory.open(&row).unwrap())))
        })
        .await
        .unwrap();
    assert_eq!(copied.as_deref(), Some(text.as_bytes()));
}

#[tokio::test]
async fn a_refused_entry_stays_with_its_reason_and_blocks_nothing() {
    let mailbox = Mailbox::default();
    let (mama, child, ..) = family(&mailbox).await;
    *locked(&mailbox.refuse) = Some("family-full");
    let full = mama.engine.record(vec![NewEntry::about(child, page("さん"))]).await.unwrap()[0];
    mama.engine.sync().await.unwrap();
    let waiting = mama.engine.family().await.unwrap().waiting;
    assert_eq!(waiting.refused, [(full, Refusal::new("family-full"))]);
    *locked(&mailbox.refuse) = None;
    let after = mama.engine.record(vec![NewEntry::about(child, page("よん"))]).await.unwrap()[0];
    mama.engine.sync().await.unwrap();
    assert!(locked(&mailbox.log).iter().any(|(id, ..)| *id == after));
    assert_eq!(pages(&mama, child).await.len(), 4, "it is in the handbook all the same");
    // Asked to, it goes again.
    mama.engine.deliver_again().await.unwrap();
    mama.engine.sync().await.unwrap();
    assert!(locked(&mailbox.log).iter().any(|(id, ..)| *id == full));
    assert!(mama.engine.family().await.unwrap().waiting.refused.is_empty());
}

#[tokio::test]
async fn keys_that_a_keyring_lost_come_back_with_an_invitation() {
    let mailbox = Mailbox::default();
    let (mama, child, invitation, _) = family(&mailbox).await;
    let folder = mama._folder;
    drop(mama.engine);
    let deps = Deps::fake(HandClock::at(NOW), mailbox.http(), 9);
    let deps = Deps { secrets: Arc::new(MemorySecrets::default()), ..deps };
    let engine = Engine::open(Paths::at(folder.path()), deps).unwrap();
    assert_eq!(engine.family().await.unwrap().standing, FamilyStanding::KeyLost);
    engine.join_family(&invitation, "ママ").await.unwrap();
    assert_eq!(engine.handbook().await.unwrap().diary(child).len(), 2);
    assert_eq!(engine.family().await.unwrap().standing, FamilyStanding::Open);
}

#[tokio::test]
async fn a_new_key_whose_answer_was_lost_is_found_again() {
    let mailbox = Mailbox::default();
    let (mama, child, invitation, _) = family(&mailbox).await;
    let papa = phone(&mailbox, 2).await;
    papa.engine.join_family(&invitation, "パパ").await.unwrap();
    mama.engine.sync().await.unwrap();
    let him = papa.engine.family().await.unwrap().device.unwrap();
    mailbox.lose_the_answer_to_a_key();
    assert_eq!(mama.engine.remove_member(him).await, Err(crate::Error::Offline));
    // The server has the key and the phone does not know: what she writes must not be sealed in vain.
    mama.engine.record(vec![NewEntry::about(child, page("さん"))]).await.unwrap();
    mama.engine.sync().await.unwrap();
    let view = mama.engine.family().await.unwrap();
    assert_eq!((view.epoch, view.waiting.entries, view.standing), (1, 0, FamilyStanding::Open));
    assert_eq!(view.members.len(), 2, "that he is out was not said yet");
    papa.engine.sync().await.unwrap();
    assert_eq!(papa.engine.family().await.unwrap().standing, FamilyStanding::Removed);
    // She sees him still in the list, and takes him out again.
    mama.engine.remove_member(him).await.unwrap();
    let view = mama.engine.family().await.unwrap();
    assert_eq!((view.epoch, view.members.len()), (2, 1));
}

#[tokio::test]
async fn two_who_take_a_device_out_at_once_end_with_one_key() {
    let mailbox = Mailbox::default();
    let (mama, child, invitation, _) = family(&mailbox).await;
    let (papa, granny) = (phone(&mailbox, 2).await, phone(&mailbox, 3).await);
    papa.engine.join_family(&invitation, "パパ").await.unwrap();
    granny.engine.join_family(&invitation, "ばあば").await.unwrap();
    for phone in [&mama, &papa] {
        phone.engine.sync().await.unwrap();
    }
    let her = granny.engine.family().await.unwrap().device.unwrap();
    let (one, two) = tokio::join!(mama.engine.remove_member(her), papa.engine.remove_member(her));
    // One of them may find that the other has done it already.
    for outcome in [&one, &two] {
        assert!(matches!(outcome, Ok(())) || *outcome == Err(crate::Error::refused("not-found")), "{outcome:?}");
    }
    assert!(one.is_ok() || two.is_ok());
    for _ in 0..2 {
        for phone in [&mama, &papa] {
            phone.engine.record(vec![NewEntry::about(child, page("あと"))]).await.unwrap();
            phone.engine.sync().await.unwrap();
        }
    }
    mama.engine.sync().await.unwrap();
    let (hers, his) = (mama.engine.family().await.unwrap(), papa.engine.family().await.unwrap());
    assert_eq!((hers.epoch, hers.members.len()), (his.epoch, his.members.len()));
    assert_eq!(hers.members.len(), 2);
    assert!(hers.problems.is_empty() && his.problems.is_empty());
    assert_eq!(pages(&mama, child).await, pages(&papa, child).await);
    granny.engine.sync().await.unwrap();
    assert_eq!(granny.engine.family().await.unwrap().standing, FamilyStanding::Removed);
    assert!(!pages(&granny, child).await.contains(&"あと".to_owned()));
}

#[tokio::test]
async fn a_key_that_nobody_of_the_family_made_is_not_taken() {
    let mailbox = Mailbox::default();
    let (mama, child, _, key) = family(&mailbox).await;
    let (device, public) = mama
        .engine
        .read(|db, inner| {
            inner.vault(db, |memory| {
                let device = memory.device_key().unwrap();
                Ok((device.id, device.public()))
            })
        })
        .await
        .unwrap();
    // Somebody learned her public key, and says that the family has a newer key.
    let false_key = EpochKey::new(key.family, 1, Zeroizing::new([9; 32]));
    let stranger = EpochKey::new(key.family, 0, Zeroizing::new([8; 32]));
    let ids = crate::SeededIds::new(5);
    let wrapped = super::keys::wrap(&ids, &device.to_string(), &public, Some(&stranger), &false_key).unwrap();
    mailbox.say_there_is_a_key(&false_key, wrapped);
    mama.engine.record(vec![NewEntry::about(child, page("さん"))]).await.unwrap();
    mama.engine.sync().await.unwrap();
    let view = mama.engine.family().await.unwrap();
    assert_eq!((view.epoch, view.standing), (0, FamilyStanding::Open));
    assert_eq!(view.problem, Some(Refusal::new("family-key-forged")));
    assert_eq!(view.waiting.entries, 1, "nothing was sealed with it");
}

#[tokio::test]
async fn what_a_server_lost_by_a_backup_is_delivered_again_within_a_month() {
    let mailbox = Mailbox::default();
    let (mama, child, invitation, _) = family(&mailbox).await;
    let papa = phone(&mailbox, 2).await;
    papa.engine.join_family(&invitation, "パパ").await.unwrap();
    mama.engine.sync().await.unwrap();
    mama.engine.record(vec![NewEntry::about(child, page("さん"))]).await.unwrap();
    mama.engine.sync().await.unwrap();
    // Set back by two, and written to since, so that no number looks wrong.
    let backup = locked(&mailbox.log).len() - 2;
    locked(&mailbox.log).truncate(backup);
    for text in ["よん", "ご", "ろく"] {
        papa.engine.record(vec![NewEntry::about(child, page(text))]).await.unwrap();
    }
    papa.engine.sync().await.unwrap();
    mama.engine.sync().await.unwrap();
    assert!(pages(&papa, child).await.len() < 6 || pages(&mama, child).await.len() < 6, "nobody can see it yet");
    for phone in [&mama, &papa, &mama] {
        phone.clock.advance(31 * Timestamp::DAY);
        phone.engine.sync().await.unwrap();
    }
    papa.engine.sync().await.unwrap();
    assert_eq!(pages(&mama, child).await, pages(&papa, child).await);
    assert_eq!(pages(&mama, child).await.len(), 6);
    assert_eq!(mama.engine.family().await.unwrap().waiting.entries, 0);
}
