//! A safety check: told by phones, neighbours and paper, in whatever order they meet again; real and drill; gone after its
//! term.

use crate::{
    http::{CITY, on_both},
    meeting::keep,
    town::{AssociationTown, Officer, Person, day},
};
use itsumo_backend::association::safety;
use itsumo_domain::{
    Stream, Timestamp,
    alert::Status,
    association::{
        AssociationCommand as C, SafetyCheck, SafetyReport, Street,
        safety::{Condition, Need, Witness, roll},
    },
    city::LocalText,
    record::kind,
};
use uuid::Uuid;

const CHECK: Uuid = Uuid::from_u128(0x5AFE);

fn said(household: Uuid, condition: Condition, witness: Witness) -> SafetyReport {
    SafetyReport { check: CHECK, household, condition, witness, seen: Timestamp(0), ..SafetyReport::default() }
}

impl AssociationTown {
    async fn start_as(&self, by: &Officer, check: Uuid, status: Status, what: &str) -> String {
        let start = SafetyCheck {
            association: self.hinode.id,
            status,
            what: LocalText::ja(what),
            by: "神様".to_owned(),
            started: Timestamp(1),
            ended: Some(Timestamp(2)),
            deletes: Timestamp(i64::MAX),
        };
        let done = self.act(&by.person, C::StartSafety { check, start: Box::new(start) }).await;
        done.map_or_else(|refusal| refusal.code, |()| "done".to_owned())
    }

    async fn start(&self, status: Status) -> String {
        self.start_as(&self.chair, CHECK, status, "震度5強の地震").await
    }

    async fn tell(&self, person: &Person, id: u128, told: SafetyReport) -> String {
        let told = SafetyReport { seen: if told.seen == Timestamp(0) { self.now() } else { told.seen }, ..told };
        let command = C::ReportSafety { report: Uuid::from_u128(id), told: Box::new(told) };
        self.act(person, command).await.map_or_else(|refusal| refusal.code, |()| "done".to_owned())
    }

    /// The checks that somebody's phone has.
    async fn checks(&self, person: &Person) -> Vec<(Uuid, SafetyCheck)> {
        let streams = self.streams(person).await;
        let checks = streams.values().flatten().filter(|record| record.kind == kind::SAFETY);
        checks.map(|record| (record.id, record.body_as().unwrap())).collect()
    }

    /// What an officer's phone knows by itself: streets and reports.
    async fn on_phone(&self, by: &Officer) -> (Vec<(Uuid, Street)>, Vec<(Uuid, SafetyReport)>) {
        let streams = self.streams(&by.person).await;
        let of = |wanted: &'static str| {
            let officers = streams.iter().filter(|(stream, _)| stream.as_str().starts_with("officers/"));
            officers.flat_map(|(_, records)| records).filter(move |record| record.kind == wanted)
        };
        let streets = of(kind::STREET).map(|record| (record.id, record.body_as().unwrap())).collect();
        let reports = of(kind::SAFETY_REPORT).map(|record| (record.id, record.body_as().unwrap())).collect();
        (streets, reports)
    }

    async fn paper(&self, by: &Officer, paper: &str) -> Option<Vec<u8>> {
        let path = format!("/v1/me/associations/safety/{CHECK}/papers/{paper}");
        let reply = self.ask(&by.person, "GET", &path, None).await;
        assert!(matches!(reply.status.as_u16(), 200 | 404), "{}", reply.status);
        (reply.status == 200).then(|| reply.bytes.to_vec())
    }
}

on_both! {
    async fn told_from_every_side_it_comes_to_one_list_that_a_fire_officer_can_use(town: AssociationTown) {
        assert_eq!(town.start(Status::Actual).await, "done");
        let (id, check) = town.checks(&town.mori).await.remove(0);
        assert_eq!((id, check.by.as_str(), check.started, check.ended), (CHECK, "会長", town.now(), None));
        assert_eq!(check.deletes, town.now().plus(30 * Timestamp::DAY));
        // By phone; by the daughter far away; by a neighbour; on paper.
        let people = Some(3);
        assert_eq!(town.tell(&town.hana, 1, SafetyReport { people, ..said(town.yamada, Condition::Safe, Witness::Household) }).await, "done");
        let help = SafetyReport { note: "階段から落ちた。歩けない。".to_owned(), people: Some(1), ..said(town.sato_home, Condition::Help, Witness::Household) };
        assert_eq!(town.tell(&town.sato, 2, help).await, "done");
        town.clock.advance(10 * Timestamp::MINUTE);
        assert_eq!(town.tell(&town.head1.person, 3, said(town.sato_home, Condition::Safe, Witness::Neighbour)).await, "done");
        assert_eq!(town.tell(&town.head1.person, 4, SafetyReport { note: "犬がいる".to_owned(), ..said(town.ueda, Condition::NotFound, Witness::Officer) }).await, "done");
        assert_eq!(town.tell(&town.welfare.person, 5, SafetyReport { place: "ひなた小学校".to_owned(), people: Some(2), ..said(town.mori_home, Condition::Sheltered, Witness::Paper) }).await, "done");
        // Twice is once, whoever brings it; nobody else speaks as a household.
        assert_eq!(town.tell(&town.hana, 1, said(town.yamada, Condition::Help, Witness::Household)).await, "done");
        assert_eq!(town.tell(&town.head1.person, 6, said(town.yamada, Condition::Safe, Witness::Household)).await, "done");
        let (streets, reports) = town.on_phone(&town.head1).await;
        assert_eq!(streets.len(), 14);
        let find = |id: u128| reports.iter().find(|(it, _)| *it == Uuid::from_u128(id)).map(|(_, report)| report);
        assert_eq!(find(1).map(|it| (it.condition, it.by.as_str())), Some((Condition::Safe, "山田 花")));
        assert_eq!(find(6).map(|it| (it.witness, it.by.as_str())), Some((Witness::Officer, "1班 班長")));
        assert!(find(5).is_none(), "2班 is none of theirs");
        let list = roll(CHECK, streets.iter().map(|(i, s)| (*i, s)), reports.iter().map(|(i, r)| (*i, r)));
        let first: Vec<(Uuid, Need)> = list.lines.iter().take(2).map(|line| (line.household, line.need())).collect();
        assert_eq!(first, [(town.sato_home, Need::Help), (town.ueda, Need::Search)], "the neighbour's word hides no call");
        assert_eq!((list.counts.of, list.counts.help, list.counts.unknown), (14, 1, 11));
        // The household's own phones know what was said of them, and of nobody else.
        let own = town.streams(&town.yui).await;
        let told: Vec<Uuid> = own.values().flatten().filter(|it| it.kind == kind::SAFETY_REPORT).map(|it| it.id).collect();
        assert_eq!(told, [Uuid::from_u128(1), Uuid::from_u128(6)]);
        // Somebody saw to it, and says which call.
        keep("safety-list-open", &town.paper(&town.chair, "list").await.unwrap());
        town.clock.advance(Timestamp::MINUTE);
        let settled = SafetyReport { settles: vec![Uuid::from_u128(2)], ..said(town.sato_home, Condition::Sheltered, Witness::Officer) };
        assert_eq!(town.tell(&town.welfare.person, 7, settled).await, "done");
        let (streets, reports) = town.on_phone(&town.chair).await;
        let list = roll(CHECK, streets.iter().map(|(i, s)| (*i, s)), reports.iter().map(|(i, r)| (*i, r)));
        assert_eq!((list.counts.of, list.counts.help, list.counts.not_found, list.counts.sheltered), (40, 0, 1, 2));
        for (by, sees) in [(&town.chair, true), (&town.head1, true), (&town.welfare, true), (&town.treasurer, false),
            (&town.auditor, false), (&town.city, false), (&town.other_chair, false), (&town.former, false)] {
            for paper in ["list", "round.pdf"] {
                let found = town.paper(by, paper).await;
                assert_eq!(found.is_some(), sees, "{} {paper}", by.seat.title);
            }
        }
        keep("safety-list", &town.paper(&town.chair, "list").await.unwrap());
        keep("safety-round", &town.paper(&town.head1, "round").await.unwrap());
    }
}

on_both! {
    async fn a_drill_gives_way_to_what_is_real_and_none_begins_beside_it(town: AssociationTown) {
        for by in [&town.head1, &town.secretary, &town.welfare, &town.auditor, &town.other_chair, &town.former] {
            assert_eq!(town.start_as(by, CHECK, Status::Actual, "地震").await, "not-found", "{}", by.seat.title);
        }
        assert_eq!(town.start_as(&town.chair, CHECK, Status::Test, "地震").await, "not-readable");
        assert_eq!(town.start_as(&town.chair, CHECK, Status::Actual, "訓練です").await, "drill-words");
        assert_eq!(town.start(Status::Drill).await, "done");
        assert_eq!(town.start(Status::Drill).await, "done", "the same said again");
        assert_eq!(town.tell(&town.hana, 1, said(town.yamada, Condition::Safe, Witness::Household)).await, "done");
        keep("safety-drill-list", &town.paper(&town.chair, "list").await.unwrap());
        keep("safety-drill-round", &town.paper(&town.head1, "round").await.unwrap());
        let real = Uuid::from_u128(0x5AFF);
        let second = Uuid::from_u128(0x5B00);
        assert_eq!(town.start_as(&town.chair, second, Status::Drill, "二つ目").await, "check-running");
        // The city starts a real one: the drill is over at once.
        assert_eq!(town.start_as(&town.city, real, Status::Actual, "震度6弱の地震").await, "done");
        let checks = town.checks(&town.hana).await;
        let state = |id: Uuid| checks.iter().find(|(it, _)| *it == id).map(|(_, check)| (check.is_drill(), check.ended.is_some())).unwrap();
        assert_eq!((state(CHECK), state(real)), ((true, true), (false, false)));
        assert_eq!(checks.iter().find(|(it, _)| *it == real).unwrap().1.by, "市民活動課");
        assert_eq!(town.start_as(&town.chair, second, Status::Drill, "訓練").await, "real-check-running");
        assert_eq!(town.start_as(&town.chair, second, Status::Actual, "余震").await, "check-running");
        assert_eq!(town.act(&town.secretary.person, C::EndSafety { check: real }).await.unwrap_err().code, "not-found");
        town.act(&town.chair.person, C::EndSafety { check: real }).await.unwrap();
        // Whoever was without a network until now is heard all the same.
        let late = SafetyReport { check: real, ..said(town.yamada, Condition::Safe, Witness::Household) };
        assert_eq!(town.tell(&town.yui, 9, late).await, "done");
        assert_eq!(town.start_as(&town.chair, second, Status::Drill, "訓練").await, "done");
    }
}

on_both! {
    async fn an_officer_offline_through_the_evening_brings_their_word_as_of_when_they_saw_it(town: AssociationTown) {
        assert_eq!(town.start(Status::Actual).await, "done");
        let seen = town.now();
        town.clock.advance(5 * Timestamp::HOUR);
        // 花 said at noon where they are; what 班長 saw in the morning arrives only now, and is older.
        let away = SafetyReport { place: "娘の家".to_owned(), ..said(town.yamada, Condition::Sheltered, Witness::Household) };
        assert_eq!(town.tell(&town.hana, 1, away).await, "done");
        let earlier = SafetyReport { seen: seen.plus(Timestamp::HOUR), ..said(town.yamada, Condition::NotFound, Witness::Officer) };
        assert_eq!(town.tell(&town.head1.person, 2, earlier).await, "done");
        // A clock that is a day ahead has not the last word.
        let ahead = SafetyReport { seen: town.now().plus(Timestamp::DAY), ..said(town.ueda, Condition::Safe, Witness::Officer) };
        assert_eq!(town.tell(&town.head1.person, 3, ahead).await, "done");
        town.clock.advance(Timestamp::MINUTE);
        assert_eq!(town.tell(&town.head1.person, 4, said(town.ueda, Condition::Away, Witness::Neighbour)).await, "done");
        let (streets, reports) = town.on_phone(&town.chair).await;
        let list = roll(CHECK, streets.iter().map(|(i, s)| (*i, s)), reports.iter().map(|(i, r)| (*i, r)));
        let of = |household| list.lines.iter().find(|line| line.household == household).unwrap().merged.condition;
        assert_eq!((of(town.yamada), of(town.ueda)), (Some(Condition::Sheltered), Some(Condition::Away)));
        let refused = [
            (&town.mori, said(town.yamada, Condition::Safe, Witness::Household), "not-found"),
            (&town.head2.person, said(town.yamada, Condition::Safe, Witness::Officer), "not-found"),
            (&town.treasurer.person, said(town.yamada, Condition::Safe, Witness::Officer), "not-found"),
            (&town.city.person, said(town.yamada, Condition::Safe, Witness::Officer), "not-found"),
            (&town.ishii, said(town.ishii_home, Condition::Safe, Witness::Household), "not-found"),
            (&town.kishi, said(town.kishi_home, Condition::Safe, Witness::Household), "check-gone"),
            (&town.hana, SafetyReport { note: "あ".repeat(201), ..said(town.yamada, Condition::Safe, Witness::Household) }, "too-long"),
        ];
        for (person, told, code) in refused {
            assert_eq!(town.tell(person, 99, told).await, code);
        }
    }
}

on_both! {
    /// 森 called in the night and is carried to the daughter's; the list of April, or a tidy hand, has them move away.
    async fn a_call_for_help_stays_until_somebody_saw_to_it_though_the_household_moved_away(town: AssociationTown) {
        assert_eq!(town.start(Status::Actual).await, "done");
        let call = SafetyReport { note: "歩けない".to_owned(), ..said(town.mori_home, Condition::Help, Witness::Household) };
        assert_eq!(town.tell(&town.mori, 1, call).await, "done");
        assert_eq!(town.tell(&town.sato, 2, said(town.sato_home, Condition::Safe, Witness::Household)).await, "done");
        for home in [town.mori_home, town.sato_home] {
            assert_eq!(town.goes(home, "2026-11-24").await, Some(day("2026-11-24")));
        }
        town.clock.advance(Timestamp::DAY);
        let stands = async || {
            let (streets, reports) = town.on_phone(&town.head2).await;
            let list = roll(CHECK, streets.iter().map(|(i, s)| (*i, s)), reports.iter().map(|(i, r)| (*i, r)));
            let mori = streets.iter().find(|(id, _)| *id == town.mori_home).map(|(_, street)| street.gone);
            let (app, city, now) = (&town.app, CITY.to_owned(), town.now());
            let hinode = town.hinode.id;
            let counts = app.store.read::<_, itsumo_backend::store::StoreError, _>(move |tx| {
                Box::pin(async move { safety::list::counts(tx, &city, hinode, now).await })
            });
            let counts = counts.await.unwrap()[0].1;
            (mori, list.counts.help, list.counts.of, counts.help, counts.of)
        };
        assert_eq!(stands().await, (Some(true), 1, 13, 1, 39), "佐藤, who are well, are counted no more");
        keep("safety-list-moved", &town.paper(&town.chair, "list").await.unwrap());
        // Their own phone speaks for the household no more; nobody speaks of 佐藤.
        assert_eq!(town.tell(&town.mori, 3, said(town.mori_home, Condition::Safe, Witness::Household)).await, "not-found");
        assert_eq!(town.tell(&town.head1.person, 4, said(town.sato_home, Condition::Safe, Witness::Officer)).await, "not-found");
        let settled = SafetyReport { settles: vec![Uuid::from_u128(1)], ..said(town.mori_home, Condition::Sheltered, Witness::Officer) };
        assert_eq!(town.tell(&town.head2.person, 5, settled).await, "done");
        assert_eq!(stands().await, (None, 0, 12, 0, 38));
    }
}

on_both! {
    async fn a_call_that_nobody_saw_to_goes_with_its_check(town: AssociationTown) {
        assert_eq!(town.start(Status::Drill).await, "done");
        assert_eq!(town.tell(&town.mori, 1, said(town.mori_home, Condition::Help, Witness::Household)).await, "done");
        town.goes(town.mori_home, "2026-11-24").await;
        town.clock.advance(Timestamp::DAY);
        let stands = async || town.on_phone(&town.head2).await.0.iter().any(|(id, _)| *id == town.mori_home);
        assert!(stands().await);
        town.clock.advance(3 * Timestamp::DAY);
        assert_eq!(safety::term::delete_due(&town.app.store, CITY, town.now()).await.unwrap(), 1);
        assert!(!stands().await);
    }
}

on_both! {
    async fn after_its_term_nothing_of_it_is_anywhere(town: AssociationTown) {
        assert_eq!(town.start(Status::Drill).await, "done");
        let secret = "三階の奥の部屋";
        let told = SafetyReport { note: secret.to_owned(), ..said(town.yamada, Condition::Help, Witness::Household) };
        assert_eq!(town.tell(&town.hana, 1, told).await, "done");
        assert!(town.everything().await.contains(secret));
        town.clock.advance(3 * Timestamp::DAY - 1);
        assert_eq!(safety::term::delete_due(&town.app.store, CITY, town.now()).await.unwrap(), 0);
        town.clock.advance(1);
        // Nobody sees it from that moment on, whenever the rows go.
        assert!(town.paper(&town.chair, "list").await.is_none());
        assert_eq!(town.tell(&town.hana, 2, said(town.yamada, Condition::Safe, Witness::Household)).await, "check-gone");
        assert_eq!(safety::term::delete_due(&town.app.store, CITY, town.now()).await.unwrap(), 1);
        assert_eq!(safety::term::delete_due(&town.app.store, CITY, town.now()).await.unwrap(), 0);
        assert!(!town.everything().await.contains(secret), "no table and no record has a word of it");
        // Devices hear that it went: what is left of the records says so, and nothing else.
        let left = town.read(|tx| Box::pin(async move {
            let sql = "SELECT stream, gone FROM record WHERE city = $1 AND kind IN ($2, $3) ORDER BY stream";
            tx.query(sql, &[CITY.into(), kind::SAFETY.into(), kind::SAFETY_REPORT.into()]).await
        }));
        let left = left.await;
        let streams: Vec<(&str, i64)> = left.iter().map(|row| (row.text(0).unwrap(), row.int(1).unwrap())).collect();
        let of = [Stream::association(town.hinode.id), Stream::household(town.yamada), Stream::officers(town.blocks[0].id)];
        assert_eq!(streams, of.each_ref().map(|stream| (stream.as_str(), 1)));
    }
}
