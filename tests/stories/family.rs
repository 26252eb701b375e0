//! The family's handbook: several devices, no account, a server that carries what it cannot read.

use crate::story;
use anyhow::{Context, Result, ensure};
use chrono::NaiveDate;
use itsumo_domain::{
    Timestamp,
    handbook::{Child, Diary, Dose, Fact, Handbook, Measurement},
};
use itsumo_engine::{Engine, Error, FamilyStanding, NewEntry};
use itsumo_testkit::{Device, World};
use std::{path::Path, sync::Arc};
use uuid::Uuid;

fn day(n: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, n).unwrap()
}

fn child(name: &str) -> NewEntry {
    NewEntry::child(Child { name: name.into(), birth_date: Some(day(1)), ..Default::default() })
}

fn weight(n: u32, grams: u32) -> Fact {
    Fact::Measurement(Measurement { date: day(n), weight_g: Some(grams), place: "家".into(), ..Default::default() })
}

fn page(n: u32, text: &str) -> Fact {
    Fact::Diary(Diary { date: day(n), text: text.into(), photos: Vec::new() })
}

/// What a handbook shows, as far as devices must agree on it: everything but how each vault works.
fn shows(book: &Handbook) -> String {
    let mut all = String::new();
    for (entry, child) in book.children() {
        all += &format!("{} {:?}\n", child.name, book.entries(entry.about().unwrap_or_default()).collect::<Vec<_>>());
    }
    all + &format!("{:?}", book.conflicts())
}

async fn weights(device: &Device, child: Uuid) -> Result<Vec<u32>> {
    let book = device.handbook().await?;
    let mut all: Vec<u32> = book.measurements(child).iter().filter_map(|(_, taken)| taken.weight_g).collect();
    all.sort_unstable();
    Ok(all)
}

/// Delivers and fetches on each, twice: what the last one brings reaches the first.
async fn settle(devices: &[&Device]) -> Result<()> {
    for _ in 0..2 {
        for device in devices {
            device.sync().await?;
        }
    }
    Ok(())
}

async fn until_entries(device: &Device, count: usize) -> Result<()> {
    let there = |engine: Engine| async move {
        let book = engine.handbook().await?;
        Ok(book.all().into_iter().filter(|entry| !entry.fact.is_upkeep()).count() == count)
    };
    device.until(&format!("{count} entries are there"), there).await
}

#[test]
fn two_guardians_and_three_devices_write_offline_and_come_to_one_handbook() {
    story(async {
        let world = World::new().await?;
        let (hana, taro) = (world.person("hana"), world.person("taro"));
        let phone = hana.phone().await?;
        phone.name_myself("ママ").await?;
        let sora = phone.record(vec![child("そら")]).await?[0];
        let first = phone.record(vec![NewEntry::about(sora, weight(20, 8_200))]).await?[0];
        phone.sync().await?;

        let (tablet, his) = (hana.tablet().await?, taro.phone().await?);
        let joined = his.join_family(&phone.invitation().await?.text, "パパ").await?;
        assert_eq!((joined.entries, joined.reached, joined.child), (2, true, None));
        // The tablet has no camera: the same is typed.
        let typed = phone.invitation().await?.typed.to_lowercase();
        tablet.join_family(&typed, "ママ").await?;
        assert_eq!(weights(&tablet, sora).await?, [8_200]);

        for device in [&phone, &tablet, &his] {
            device.wire.pull();
        }
        let correct = |grams| NewEntry { child: Some(sora), supersedes: vec![first], fact: weight(20, grams) };
        phone.record(vec![correct(8_250)]).await?;
        his.record(vec![correct(8_520), NewEntry::about(sora, page(21, "はじめて笑った"))]).await?;
        tablet.record(vec![NewEntry::about(sora, weight(22, 8_300))]).await?;
        assert_eq!(phone.family().await?.waiting.entries, 1);
        for device in [&his, &tablet, &phone] {
            device.wire.plug_in();
        }
        settle(&[&his, &tablet, &phone]).await?;
        for device in [&phone, &tablet, &his] {
            assert_eq!(weights(device, sora).await?, [8_250, 8_300, 8_520]);
            assert_eq!(shows(&*device.handbook().await?), shows(&*phone.handbook().await?));
            assert_eq!(device.family().await?.waiting.entries, 0);
            assert_eq!(device.family().await?.members.len(), 3);
        }
        // Both values are shown, with who wrote each, until a person decides.
        let book = his.handbook().await?;
        let conflict = book.conflicts().first().context("two corrections of one weight contradict each other")?;
        let names: Vec<_> = conflict.entries.iter().filter_map(|id| book.entry(*id)).map(|e| &e.by.name).collect();
        assert!(names.contains(&&"ママ".to_owned()) && names.contains(&&"パパ".to_owned()), "{names:?}");
        let decided = NewEntry { child: Some(sora), supersedes: conflict.entries.clone(), fact: weight(20, 8_250) };
        his.record(vec![decided]).await?;
        settle(&[&his, &phone, &tablet]).await?;
        assert!(tablet.handbook().await?.conflicts().is_empty());
        assert_eq!(weights(&tablet, sora).await?, [8_250, 8_300]);
        Ok(())
    });
}

#[test]
fn what_one_writes_the_other_sees_without_doing_anything() {
    story(async {
        let world = World::new().await?;
        let (mama, papa) = (world.person("mama").phone().await?, world.person("papa").phone().await?);
        let sora = mama.record(vec![child("そら")]).await?[0];
        mama.sync().await?;
        papa.join_family(&mama.invitation().await?.text, "パパ").await?;
        papa.until_live().await?;
        mama.record(vec![NewEntry::about(sora, page(21, "ねがえり"))]).await?;
        until_entries(&papa, 2).await?;
        Ok(())
    });
}

#[test]
fn the_lost_phone_and_the_paper_bring_everything_back() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let sora = phone.record(vec![child("そら")]).await?[0];
        let photo = phone.keep_blob("写真のなかみ".repeat(500).into_bytes(), "image/jpeg").await?;
        let walk = Diary { date: day(21), text: "あるいた".into(), photos: vec![photo.clone()] };
        phone.record(vec![NewEntry::about(sora, Fact::Diary(walk)), NewEntry::about(sora, weight(20, 8_200))]).await?;
        let code = phone.make_recovery_code().await?.code;
        phone
            .until("the server knows where the code finds the family", |engine| async move {
                let view = engine.family().await?;
                Ok(view.recovery.is_some_and(|code| code.delivered) && view.waiting.photos == 0)
            })
            .await?;
        ensure!(phone.check_recovery_code(&code.to_lowercase()).await?, "the code that was just made is the code");
        let before = shows(&*phone.handbook().await?);
        drop(phone);

        let new = world.person("hana-new").phone().await?;
        let wrong = new.recover_family(&code.replace(['A', '7', 'K'], "Q"), "ママ").await;
        ensure!(wrong.is_err() || !code.contains(['A', '7', 'K']), "{wrong:?}");
        let report = new.recover_family(&code, "ママ").await?;
        assert_eq!((report.entries, report.reached), (3, true));
        assert_eq!(shows(&*new.handbook().await?), before);
        let file = world.folder().join("devices/hana-new-phone/blobs").join(&photo.sha256);
        ensure!(file.exists(), "photos come with the entries: they outlive the server too");
        assert_eq!(new.blob(&photo).await?, "写真のなかみ".repeat(500).into_bytes());
        // A damaged one is fetched again.
        std::fs::write(&file, "damaged")?;
        assert_eq!(new.blob(&photo).await?.len(), "写真のなかみ".repeat(500).len());
        // Asked back after a month, and then not for half a year.
        assert!(!new.family().await?.recovery.context("the code")?.ask);
        world.hand().advance(31 * Timestamp::DAY);
        assert!(new.family().await?.recovery.context("the code")?.ask);
        ensure!(new.check_recovery_code(&code).await?);
        assert!(!new.family().await?.recovery.context("the code")?.ask);
        Ok(())
    });
}

#[test]
fn a_member_who_was_taken_out_reads_nothing_new_and_keeps_what_was() {
    story(async {
        let world = World::new().await?;
        let (mama, papa) = (world.person("mama").phone().await?, world.person("papa").phone().await?);
        let granny = world.person("granny").phone().await?;
        let sora = mama.record(vec![child("そら")]).await?[0];
        mama.make_recovery_code().await?;
        mama.sync().await?;
        for (device, name) in [(&papa, "パパ"), (&granny, "ばあば")] {
            device.join_family(&mama.invitation().await?.text, name).await?;
        }
        settle(&[&mama, &papa, &granny]).await?;
        let old_invitation = papa.invitation().await?;

        // His phone is off, with something not yet delivered; granny's is off too.
        papa.wire.pull();
        granny.wire.pull();
        papa.record(vec![NewEntry::about(sora, page(20, "とどかない"))]).await?;
        let him = papa.family().await?.device.context("his device")?;
        mama.remove_member(him).await?;
        mama.record(vec![NewEntry::about(sora, page(21, "これからのこと"))]).await?;
        mama.sync().await?;
        assert_eq!(mama.family().await?.members.len(), 2);
        assert_eq!(mama.family().await?.epoch, 1);
        assert!(mama.family().await?.recovery.context("the code")?.renew, "the code should be made anew");

        papa.wire.plug_in();
        papa.sync().await?;
        let view = papa.family().await?;
        assert_eq!(view.standing, FamilyStanding::Removed);
        assert_eq!(view.problem.context("a reason")?.code, "family-removed");
        let book = papa.handbook().await?;
        assert_eq!(book.children().len(), 1, "what he had stays readable");
        let pages: Vec<_> = book.diary(sora).iter().map(|(_, page)| page.text.clone()).collect();
        assert_eq!(pages, ["とどかない"]);
        assert_eq!(view.waiting.entries, 1, "what he wrote is still his");

        // He goes on by himself, with everything he had.
        let own = papa.begin_own_family().await?;
        assert_eq!((own.brought, papa.family().await?.standing), (2, FamilyStanding::Open));
        assert_eq!(papa.family().await?.waiting.entries, 0, "delivered, to a family that is his");

        // Granny was asleep: her phone finds the new key and goes on, and delivers what she writes now.
        granny.record(vec![NewEntry::about(sora, page(22, "ばあばより"))]).await?;
        granny.wire.plug_in();
        granny.sync().await?;
        mama.sync().await?;
        let pages = |book: &Handbook| book.diary(sora).iter().map(|(_, page)| page.text.clone()).collect::<Vec<_>>();
        assert_eq!(pages(&*granny.handbook().await?), ["これからのこと", "ばあばより"]);
        assert_eq!(pages(&*mama.handbook().await?), ["これからのこと", "ばあばより"]);

        // The invitation he could still show opens nothing; one of today opens all of it, the past too.
        let aunt = world.person("aunt").phone().await?;
        let refused = aunt.join_family(&old_invitation.text, "おば").await;
        assert_eq!(refused, Err(Error::field("invitation", "invitation-old")));
        aunt.join_family(&granny.invitation().await?.text, "おば").await?;
        assert_eq!(pages(&*aunt.handbook().await?).len(), 2);
        assert_eq!(aunt.handbook().await?.children().len(), 1, "what was written under the key of before");
        assert!(aunt.family().await?.problems.is_empty());
        Ok(())
    });
}

#[test]
fn the_server_is_gone_for_ever_and_everything_still_opens() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let sora = phone.record(vec![child("そら"), child("うみ")]).await?[0];
        phone.sync().await?;
        world.stop_server().await?;
        phone.record(vec![NewEntry::about(sora, weight(20, 8_200))]).await?;
        assert_eq!(phone.sync().await, Err(Error::Offline));
        let phone = phone.restart()?;
        assert_eq!(weights(&phone, sora).await?, [8_200]);
        assert_eq!(phone.handbook().await?.children().len(), 2);
        assert_eq!(phone.family().await?.waiting.entries, 1);
        assert_eq!(phone.family().await?.standing, FamilyStanding::Open);
        Ok(())
    });
}

#[test]
fn a_server_that_lost_the_family_gets_it_back_from_a_phone() {
    story(async {
        let world = World::new().await?;
        let (mama, papa) = (world.person("mama").phone().await?, world.person("papa").phone().await?);
        let sora = mama.record(vec![child("そら")]).await?[0];
        mama.make_recovery_code().await?;
        mama.sync().await?;
        papa.join_family(&mama.invitation().await?.text, "パパ").await?;
        let granny = world.person("granny").phone().await?;
        granny.join_family(&mama.invitation().await?.text, "ばあば").await?;
        settle(&[&mama, &papa]).await?;
        mama.remove_member(granny.family().await?.device.context("a device")?).await?;
        settle(&[&mama, &papa]).await?;

        // A new disk, an empty database, the same address.
        world.stop_server().await?;
        std::fs::remove_dir_all(world.folder().join("server"))?;
        world.start_server().await?;
        papa.record(vec![NewEntry::about(sora, weight(20, 8_200))]).await?;
        papa.sync().await?;
        mama.sync().await?;
        assert_eq!(weights(&mama, sora).await?, [8_200]);
        let aunt = world.person("aunt").phone().await?;
        let joined = aunt.join_family(&mama.invitation().await?.text, "おば").await?;
        assert_eq!(joined.entries, 2);
        assert!(mama.family().await?.recovery.context("the code")?.delivered, "the paper works again");
        Ok(())
    });
}

#[test]
fn parents_who_live_apart_share_one_child_and_nothing_else() {
    story(async {
        let world = World::new().await?;
        let (mama, papa) = (world.person("mama").phone().await?, world.person("papa").phone().await?);
        let tablet = world.person("mama").tablet().await?;
        mama.name_myself("ママ").await?;
        let ids = mama.record(vec![child("そら"), child("うみ")]).await?;
        let (sora, umi) = (ids[0], ids[1]);
        mama.record(vec![NewEntry::about(sora, weight(20, 8_200)), NewEntry::about(umi, page(20, "うみのひみつ"))])
            .await?;
        mama.sync().await?;
        tablet.join_family(&mama.invitation().await?.text, "ママ").await?;
        // He has a handbook of his own already.
        let yuki = papa.record(vec![child("ゆき")]).await?[0];

        let invitation = mama.share_child(sora).await?;
        mama.sync().await?;
        let joined = papa.join_family(&invitation.text, "パパ").await?;
        assert_eq!(joined.child, Some(sora));
        let book = papa.handbook().await?;
        let names: Vec<_> = book.children().iter().map(|(_, child)| child.name.clone()).collect();
        assert_eq!(names.len(), 2, "{names:?}");
        assert!(book.child(sora).is_some() && book.child(yuki).is_some() && book.child(umi).is_none());
        assert_eq!(weights(&papa, sora).await?, [8_200]);
        assert_eq!(papa.family().await?.members.len(), 1, "her other devices are not of his family");

        // He writes about the child; it reaches her phone, and her tablet, and nothing of his own does.
        papa.record(vec![NewEntry::about(sora, weight(22, 8_400)), NewEntry::about(yuki, page(22, "ゆきのこと"))])
            .await?;
        settle(&[&papa, &mama, &tablet]).await?;
        for device in [&mama, &tablet] {
            assert_eq!(weights(device, sora).await?, [8_200, 8_400]);
            assert!(device.handbook().await?.child(yuki).is_none());
        }
        // What her tablet writes reaches him.
        tablet.record(vec![NewEntry::about(sora, page(23, "たっちした"))]).await?;
        settle(&[&tablet, &mama, &papa]).await?;
        assert_eq!(papa.handbook().await?.diary(sora).len(), 1);
        assert!(papa.handbook().await?.diary(umi).is_empty());
        let log = mama.handbook().await?;
        assert_eq!(log.shared(Some(sora)).first().context("a log entry")?.1.what, "child");

        // She ends it: he keeps what he had, and nothing new comes.
        let his = papa.family().await?.device.context("his device")?;
        mama.remove_member(his).await?;
        mama.record(vec![NewEntry::about(sora, page(24, "あとのこと"))]).await?;
        settle(&[&mama, &papa, &tablet]).await?;
        assert_eq!(papa.handbook().await?.diary(sora).len(), 1);
        assert_eq!(tablet.handbook().await?.diary(sora).len(), 2);
        assert_eq!(papa.family().await?.standing, FamilyStanding::Open, "his own family is as it was");
        assert_eq!(papa.family().await?.shared[0].standing, FamilyStanding::Removed);
        Ok(())
    });
}

#[test]
fn an_account_made_later_moves_nothing_and_loses_nothing() {
    story(async {
        let world = World::new().await?;
        let hana = world.person("hana");
        let phone = hana.phone().await?;
        let sora = phone.record(vec![child("そら"), child("うみ")]).await?[0];
        phone.sync().await?;
        let before = (shows(&*phone.handbook().await?), phone.family().await?.id);
        hana.register(&phone).await?;
        phone.sync().await?;
        assert_eq!((shows(&*phone.handbook().await?), phone.family().await?.id), before);
        phone.record(vec![NewEntry::about(sora, weight(20, 8_200))]).await?;
        phone.sync().await?;
        phone.sign_out().await?;
        assert_eq!(weights(&phone, sora).await?, [8_200], "signing out leaves the family alone");
        assert_eq!(phone.family().await?.waiting.entries, 0);
        phone.record(vec![NewEntry::about(sora, weight(21, 8_300))]).await?;
        phone.sync().await?;
        assert_eq!(phone.family().await?.waiting.entries, 0, "and it goes on being delivered");
        Ok(())
    });
}

#[test]
fn who_joins_brings_along_what_they_wrote_alone() {
    story(async {
        let world = World::new().await?;
        let (mama, papa) = (world.person("mama").phone().await?, world.person("papa").phone().await?);
        mama.record(vec![child("そら")]).await?;
        mama.sync().await?;
        let yuki = papa.record(vec![child("ゆき")]).await?[0];
        let photo = papa.keep_blob(b"a photo".to_vec(), "image/jpeg").await?;
        let page = Diary { date: day(20), text: "ゆきあそび".into(), photos: vec![photo.clone()] };
        papa.record(vec![NewEntry::about(yuki, Fact::Diary(page))]).await?;
        papa.sync().await?;
        let joined = papa.join_family(&mama.invitation().await?.text, "パパ").await?;
        assert_eq!((joined.brought, joined.entries), (2, 3));
        settle(&[&papa, &mama]).await?;
        assert_eq!(shows(&*mama.handbook().await?), shows(&*papa.handbook().await?));
        assert_eq!(mama.blob(&photo).await?, b"a photo");
        Ok(())
    });
}

/// Every file below `folder` that has one of `words` in it.
fn found(folder: &Path, words: &[&str], into: &mut Vec<String>) -> Result<usize> {
    let mut read = 0;
    for file in std::fs::read_dir(folder)? {
        let path = file?.path();
        if path.is_dir() {
            read += found(&path, words, into)?;
            continue;
        }
        let bytes = std::fs::read(&path)?;
        read += bytes.len();
        for word in words {
            if bytes.windows(word.len()).any(|window| window == word.as_bytes()) {
                into.push(format!("{word} in {}", path.display()));
            }
        }
    }
    Ok(read)
}

#[test]
fn the_server_and_every_log_of_a_whole_story_hold_no_word_of_it() {
    let said = Arc::new(std::sync::Mutex::new(Vec::new()));
    let writer = Arc::clone(&said);
    let listening = tracing_subscriber::fmt()
        .with_env_filter("trace,h2=off")
        .with_writer(move || Said(Arc::clone(&writer)))
        .try_init();
    assert!(listening.is_ok(), "nobody else listens in these stories");
    story(async move {
        let world = World::new().await?;
        let (mama, papa) = (world.person("mama").phone().await?, world.person("papa").phone().await?);
        mama.name_myself("はなこママ").await?;
        let sora = mama.record(vec![child("そらのなまえ")]).await?[0];
        let dose = Dose {
            date: day(20),
            vaccine: "PCV20".into(),
            lot: "LOT98765X".into(),
            clinic: "みなみ小児科".into(),
            note: "すこし泣いた".into(),
            ..Default::default()
        };
        let photo = mama.keep_blob("ないしょの写真".into(), "image/jpeg").await?;
        let page = Diary { date: day(21), text: "ひみつの日記".into(), photos: vec![photo.clone()] };
        mama.record(vec![NewEntry::about(sora, Fact::Dose(dose)), NewEntry::about(sora, Fact::Diary(page))]).await?;
        let code = mama.make_recovery_code().await?.code;
        mama.sync().await?;
        let invitation = mama.invitation().await?;
        papa.join_family(&invitation.text, "たろうパパ").await?;
        papa.blob(&photo).await?;
        let shared = mama.share_child(sora).await?;
        let other = world.person("other").phone().await?;
        settle(&[&mama, &papa]).await?;
        other.join_family(&shared.text, "べつのおや").await?;
        mama.remove_member(papa.family().await?.device.context("a device")?).await?;
        settle(&[&mama, &papa, &other]).await?;
        let back = world.person("back").phone().await?;
        back.recover_family(&code, "もどったママ").await?;
        assert_eq!(back.handbook().await?.doses(sora).len(), 1, "the story went well");
        world.stop_server().await?;

        let key = invitation.text.split("&k=").nth(1).and_then(|rest| rest.split('&').next()).context("the key")?;
        let words = [
            "そらのなまえ",
            "LOT98765X",
            "みなみ小児科",
            "すこし泣いた",
            "ひみつの日記",
            "ないしょの写真",
            "はなこママ",
            "たろうパパ",
            "べつのおや",
            "もどったママ",
            "PCV20",
            "image/jpeg",
            photo.key.as_str(),
            key,
            code.as_str(),
        ];
        let mut faults = Vec::new();
        let read = found(&world.folder().join("server"), &words, &mut faults)?;
        assert!(read > 20_000, "read {read} bytes of the server's files");
        // And no device's own files do.
        found(&world.folder().join("devices"), &words, &mut faults)?;
        let log = said.lock().unwrap().clone();
        assert!(log.len() > 10_000, "{} bytes of log", log.len());
        for word in words {
            if log.windows(word.len()).any(|window| window == word.as_bytes()) {
                faults.push(format!("{word} in the log"));
            }
        }
        assert!(faults.is_empty(), "{faults:#?}");
        Ok(())
    });
}

struct Said(Arc<std::sync::Mutex<Vec<u8>>>);

impl std::io::Write for Said {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
