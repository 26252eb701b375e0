//! A shield keeps a child's facility, and the other guardians' traces, from one person: a story for each place.

use crate::{
    http::CITY,
    town::{SchoolTown, on_both},
};
use itsumo_backend::{
    school::guardian::{self, Author},
    stream::Draft,
};
use itsumo_domain::{Stream, record::kind, school::absence::By};
use serde_json::json;
use uuid::Uuid;

on_both! {
    /// The card has no place any more, and looks like that of a child that goes nowhere.
    async fn the_card_names_no_place(town: SchoolTown) {
        town.sync(&town.taro).await;
        town.shield_taro().await;
        let card = town.card(&town.taro, town.sakura).await.unwrap();
        assert!(card.places.is_empty());
        let text = serde_json::to_string(&card).unwrap();
        assert!(!text.contains("shield") && !text.contains("あさひ"), "{text}");
        // The sister's is as it was, and so is the mother's.
        assert_eq!(town.card(&town.taro, town.tsubaki).await.unwrap().places.len(), 2);
        assert_eq!(town.card(&town.hana, town.sakura).await.unwrap().places.len(), 1);
    }
}

on_both! {
    /// The streams of the child's groups are left; the one that the sister is in too stays.
    async fn the_class_is_left_and_the_sister_s_stays(town: SchoolTown) {
        let streams = [&town.class1, &town.class2, &town.whole].map(|group| Stream::class(group.id));
        assert!(town.sync_from(&town.taro, &streams).await.left.is_empty());
        let shield = town.shield_taro().await;
        assert_eq!(town.sync_from(&town.taro, &streams).await.left, [Stream::class(town.class2.id)]);
        town.lift_shield(shield).await;
        assert!(town.sync_from(&town.taro, &streams).await.left.is_empty());
        assert_eq!(town.card(&town.taro, town.sakura).await.unwrap().places.len(), 1);
    }
}

on_both! {
    /// What lies in the stream already is taken back from the devices, of this child alone.
    async fn what_was_delivered_is_taken_back(town: SchoolTown) {
        let absence = |pupil: Uuid| json!({
            "absence": { "pupil": pupil, "from": "2026-11-24", "until": "2026-11-24", "part": "all_day",
                         "tell": [{ "facility": town.school.id, "desk": "class" }] },
            "rev": 1, "at": 0, "by": { "name": "母" }, "desks": [], "history": [],
        });
        let question = json!({ "pupil": town.sakura, "facility": town.school.id, "phone": "0436-00-1201",
                               "day": "2026-11-24", "at": 0 });
        let answer = |pupil: Option<Uuid>, me: bool| json!({ "notice": Uuid::from_u128(50), "pupil": pupil,
            "answer": "seen", "at": 0, "by": { "me": me, "name": "母" } });
        let notice = |pupils: &[Uuid]| json!({ "facility": town.school.id, "facility_name": "あさひ小", "pupils": pupils });
        let drafts = [
            (1, kind::ABSENCE, absence(town.sakura)),
            (2, kind::ABSENCE, absence(town.tsubaki)),
            (3, kind::QUESTION, question),
            (4, kind::NOTICE, notice(&[town.sakura])),
            (5, kind::NOTICE, notice(&[town.sakura, town.tsubaki])),
            (6, kind::ANSWER, answer(Some(town.sakura), false)),
            (7, kind::ANSWER, answer(Some(town.tsubaki), false)),
            (8, kind::ANSWER, answer(None, false)),
            (9, kind::ANSWER, answer(None, true)),
        ];
        let drafts = drafts.map(|(id, kind, body)| Draft {
            id: Uuid::from_u128(id), kind, author: "school".to_owned(), body: Some(body.to_string()),
        });
        let own = Stream::person(town.taro.id);
        town.town.app.streams.publish(CITY, &own, drafts.to_vec()).await.unwrap();
        let held = town.sync(&town.taro).await.streams[&own].next;
        town.shield_taro().await;
        let mut left: Vec<u128> =
            town.own(&town.taro).await.iter().map(|record| record.id.as_u128()).filter(|id| *id < 100).collect();
        left.sort_unstable();
        assert_eq!(left, [2, 5, 7, 9], "of the sister, and his own");
        let both = town.of_kind(&town.taro, kind::NOTICE).await;
        assert_eq!(both[0].body_as::<itsumo_domain::school::Notice>().unwrap().pupils, [town.tsubaki]);
        // A device that had them is told of each that it is gone.
        let page = town.town.app.streams.page(CITY, &own, held).await.unwrap();
        let page: itsumo_domain::sync::Page = serde_json::from_slice(&page.plain).unwrap();
        let mut gone: Vec<u128> = page.records.iter().filter(|r| r.gone).map(|r| r.id.as_u128()).collect();
        gone.sort_unstable();
        assert_eq!(gone, [1, 3, 4, 6, 8]);
    }
}

on_both! {
    /// Nothing new is written for him either, and he is marked for the staff.
    async fn no_reader_of_the_child_is_him(town: SchoolTown) {
        town.shield_taro().await;
        let (sakura, taro, hana) = (town.sakura, town.taro.id, town.hana.id);
        let today = town.now().jst_date();
        let (readers, all) = town.write(move |tx, _| Box::pin(async move {
            let readers = guardian::readers(tx, CITY, sakura, today, itsumo_domain::school::Scope::Absence).await?;
            Ok((readers, guardian::guardians(tx, CITY, sakura, today).await?))
        })).await;
        assert_eq!(readers.iter().map(|guardian| guardian.person).collect::<Vec<_>>(), [hana]);
        let marked: Vec<_> = all.iter().filter(|guardian| guardian.shielded).map(|guardian| guardian.person).collect();
        assert_eq!((all.len(), marked), (2, vec![taro]));
    }
}

on_both! {
    /// What each wrote before is no trace of one for the other; a grandmother goes on reading who it was.
    async fn neither_s_name_stands_on_what_the_other_reads(town: SchoolTown) {
        let (sakura, taro, hana, mori) = (town.sakura, town.taro.id, town.hana.id, town.mori.id);
        let by = async |author: Uuid, reader: Uuid| {
            town.read(move |tx| Box::pin(async move {
                guardian::by_for(tx, CITY, sakura, &Author::Guardian(author), reader).await
            })).await
        };
        let named = |name: &str| By { me: false, name: name.to_owned(), staff: false };
        assert_eq!((by(taro, hana).await, by(hana, taro).await), (named("父"), named("母")));
        town.shield_taro().await;
        assert_eq!((by(taro, hana).await, by(hana, taro).await), (By::default(), By::default()));
        assert_eq!(by(taro, taro).await, By { me: true, name: "父".to_owned(), staff: false });
        assert_eq!(by(hana, mori).await, named("母"));
    }
}

on_both! {
    /// Set twice it stands once; a shield that is no more is kept with its dates.
    async fn a_shield_set_twice_is_one_and_a_lifted_one_is_history(town: SchoolTown) {
        let first = town.shield_taro().await;
        let (sakura, taro, by, now) = (town.sakura, town.taro.id, town.head.seat.clone(), town.now());
        town.write(move |tx, out| Box::pin(async move {
            itsumo_backend::school::shield::set(tx, out, CITY, Uuid::from_u128(2), sakura, taro, "again", &by, now).await
        })).await;
        town.lift_shield(first).await;
        let all = town.read(move |tx| Box::pin(async move { itsumo_backend::school::shield::of(tx, CITY, sakura).await })).await;
        assert_eq!(all.len(), 1);
        assert_eq!((all[0].reason.as_str(), all[0].until.is_some()), ("支援措置 第12号", true));
        assert!(town.card(&town.taro, town.sakura).await.is_some_and(|card| !card.places.is_empty()));
    }
}

on_both! {
    /// What he sends about the child is answered as about one that does not exist, and is written nowhere.
    async fn whatever_he_sends_about_the_child_finds_nobody(town: SchoolTown) {
        let absence = |pupil: Uuid| json!({ "pupil": pupil, "from": "2026-11-24", "until": "2026-11-24",
            "part": "all_day", "tell": [{ "facility": town.school.id, "desk": "class" }] });
        let (hers, nobody) = (Uuid::from_u128(1), Uuid::from_u128(0xDEAD));
        let told = json!({ "type": "report_absence", "absence_id": hers, "absence": absence(town.sakura) });
        assert_eq!(town.command(&town.hana, serde_json::from_value(told).unwrap()).await.refused, None);
        town.shield_taro().await;
        town.sync(&town.taro).await;
        let before = town.town.everything().await;
        // Each about the child and then about nobody.
        for (of_her, of_nobody) in [
            (json!({ "type": "report_absence", "absence_id": Uuid::from_u128(2), "absence": absence(town.sakura) }),
             json!({ "type": "report_absence", "absence_id": Uuid::from_u128(2), "absence": absence(nobody) })),
            (json!({ "type": "report_absence", "absence_id": hers, "absence": absence(town.sakura) }),
             json!({ "type": "report_absence", "absence_id": hers, "absence": absence(nobody) })),
            (json!({ "type": "withdraw_absence", "absence_id": hers }),
             json!({ "type": "withdraw_absence", "absence_id": nobody })),
        ] {
            let answer = async |json| {
                let command = serde_json::from_value(json).unwrap();
                town.command(&town.taro, command).await.refused.expect("it is refused")
            };
            let (of_her, of_nobody) = (answer(of_her).await, answer(of_nobody).await);
            assert_eq!(of_her.code, "not-found");
            assert_eq!(of_her, of_nobody);
        }
        assert_eq!(town.town.everything().await, before);
    }
}

/// What the server writes in its log of all this names no child, no guardian, no reason.
#[test]
fn the_log_names_nobody() {
    #[derive(Clone, Default)]
    struct Lines(std::sync::Arc<std::sync::Mutex<Vec<u8>>>);
    impl std::io::Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let lines = Lines::default();
    let lines_of = lines.clone();
    let log = tracing_subscriber::fmt().with_max_level(tracing::Level::INFO).with_writer(move || lines_of.clone());
    // For the whole process, the other stories of this house too: a line of theirs is no better.
    tracing::subscriber::set_global_default(log.finish()).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let known = runtime.block_on(async {
        let town = SchoolTown::sqlite().await;
        town.shield_taro().await;
        for person in [&town.hana, &town.taro, &town.kenji] {
            town.sync(person).await;
            let path = format!("/v1/me/school/pupils/{}/looked", town.sakura);
            town.ask(person, "GET", &path, None).await;
            town.ask(person, "DELETE", &path.replace("/looked", ""), None).await;
            let code = json!({ "code": "AAAAA", "name": "佐藤 花", "relation": "母" });
            town.ask(person, "POST", "/v1/me/school/pupils", Some(code)).await;
        }
        let ids = [town.sakura, town.hana.id, town.taro.id, town.school.id, town.class2.id];
        let mut known: Vec<String> = ids.iter().map(Uuid::to_string).collect();
        known.extend(["佐藤", "さくら", "支援", "AAAAA", "あさひ"].map(str::to_owned));
        known
    });
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    assert!(text.contains("/v1/me/school/pupils/{pupil}/looked"), "the log was on: {text}");
    for word in known {
        assert!(!text.contains(&word), "{word} stands in the log:\n{text}");
    }
}
