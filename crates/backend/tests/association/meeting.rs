//! A general meeting: ballots by phone and on paper, 委任状, the hall, one count, and the papers of it.

use crate::{
    http::{CITY, on_both},
    town::{AssociationTown, Officer, day, member_id},
};
use itsumo_backend::association::{
    household::{self, Household},
    meeting,
    member::{self, Newcomer},
    moving,
};
use itsumo_domain::{
    Stream, Timestamp,
    association::{
        AssociationCommand as C, Meeting,
        access::Standing,
        meeting::{Ballot, Given, Source, Vote},
    },
    record::kind,
    sync::Refusal,
};
use serde_json::{Value as Json, json};
use uuid::Uuid;

const MEETING: Uuid = Uuid::from_u128(0x3EE7);

fn votes(votes: &[Vote]) -> Given {
    Given::Votes { votes: votes.to_vec() }
}

fn yes() -> Given {
    votes(&[Vote::For, Vote::For])
}

fn code(done: Result<(), Refusal>) -> String {
    done.map_or_else(|refusal| refusal.code, |()| "done".to_owned())
}

impl AssociationTown {
    fn meeting(&self) -> Json {
        let closes = Timestamp::from_jst(day("2026-12-19").and_hms_opt(20, 0, 0).unwrap());
        json!({
            "title": { "ja": "令和8年度 臨時総会" }, "day": "2026-12-20", "time": "10:00", "place": "日の出会館",
            "closes": closes,
            "proposals": [
                { "title": { "ja": "会則の改正" }, "text": { "ja": "第5条を改める。" }, "passes": { "of": 3, "out_of": 4, "more": false } },
                { "title": { "ja": "防犯灯の交換" }, "text": { "ja": "3か所を交換する。" } },
            ],
        })
    }

    async fn call(&self, by: &Officer, draft: Json) -> (u16, String, Vec<String>) {
        let path = format!("/v1/me/associations/{}/meetings/{MEETING}", self.hinode.id);
        let reply = self.ask(&by.person, "PUT", &path, Some(draft)).await;
        if reply.status == 204 { (204, String::new(), Vec::new()) } else { reply.problem() }
    }

    async fn cast(&self, person: &crate::town::Person, household: Uuid, ballot: Given) -> String {
        code(self.act(person, C::CastBallot { meeting: MEETING, household, ballot }).await)
    }

    async fn record(&self, by: &Officer, household: Uuid, ballot: Given, source: Source, replace: bool) -> String {
        let command = C::RecordBallot { meeting: MEETING, household, ballot, source, replace };
        code(self.act(&by.person, command).await)
    }

    async fn sheet(&self, by: &Officer) -> Json {
        let reply = self.ask(&by.person, "GET", &format!("/v1/me/associations/meetings/{MEETING}"), None).await;
        assert_eq!(reply.status, 200);
        reply.json()
    }

    /// What a household's phone has of its own ballot.
    async fn ballot(&self, person: &crate::town::Person, household: Uuid) -> Option<Ballot> {
        let streams = self.streams(person).await;
        let mut records = streams.get(&Stream::household(household))?.iter();
        records.find(|record| record.kind == kind::BALLOT).and_then(|record| record.body_as())
    }

    async fn called(&self) -> Meeting {
        let streams = self.streams(&self.hana).await;
        let mut records = streams[&Stream::association(self.hinode.id)].iter();
        records.find(|record| record.kind == kind::MEETING).and_then(|record| record.body_as()).unwrap()
    }

    async fn close(&self, by: &Officer, closing: Json) -> (u16, String, Vec<String>) {
        let path = format!("/v1/me/associations/meetings/{MEETING}/close");
        let reply = self.ask(&by.person, "POST", &path, Some(closing)).await;
        if reply.status == 204 { (204, String::new(), Vec::new()) } else { reply.problem() }
    }
}

on_both! {
    async fn every_way_is_one_vote_and_the_count_is_made_once(town: AssociationTown) {
        assert_eq!(town.call(&town.chair, town.meeting()).await.0, 204);
        // By phone, and changed before it closes.
        let against = votes(&[Vote::Against, Vote::Against]);
        assert_eq!(town.cast(&town.hana, town.yamada, against).await, "done");
        assert_eq!(town.cast(&town.yui, town.yamada, yes()).await, "done");
        let ballot = town.ballot(&town.hana, town.yamada).await.unwrap();
        assert_eq!((ballot.given, ballot.source, ballot.by.as_str()), (yes(), Source::App, "山田 結"));
        // On paper for a household without a phone; 委任状 to 山田; one to the chair.
        assert_eq!(town.record(&town.secretary, town.ueda, yes(), Source::Paper, false).await, "done");
        let to_yamada = Given::Proxy { to: Some(town.yamada) };
        assert_eq!(town.cast(&town.sato, town.sato_home, to_yamada).await, "done");
        assert_eq!(town.cast(&town.mori, town.mori_home, Given::Present).await, "done");
        let others: Vec<Uuid> = (3..13).map(crate::town::home_id).collect();
        for household in &others {
            let proxy = Given::Proxy { to: None };
            assert_eq!(town.record(&town.chair, *household, proxy, Source::Paper, false).await, "done");
        }
        // So far: who, and not what. Who only announced is not there yet.
        let sheet = town.sheet(&town.auditor).await;
        let ways = ["app", "paper", "proxy", "present", "silent"].map(|way| sheet["tally"][way].as_u64().unwrap());
        assert_eq!(ways, [1, 1, 11, 0, 27]);
        assert_eq!((sheet["tally"]["needed"].as_u64(), sheet["tally"]["quorate"].as_bool()), (Some(21), Some(false)));
        let lines = sheet["households"].as_array().unwrap();
        assert_eq!((lines.len(), &lines[0]["name"], &lines[0]["handed"]), (40, &json!("1班 山田"), &json!("votes")));
        assert!(lines.iter().all(|line| line.get("given").is_none()), "what was voted stays closed");
        let closing = json!({
            "presided": "会長 日野", "signers": ["署名 一", "署名 二"], "notes": "特に質問はなかった。",
            "hall": { "hands": [{ "yes": 6, "no": 4 }, { "yes": 10, "no": 0 }], "chair": ["for", "for"] },
        });
        let early = town.close(&town.chair, closing.clone()).await;
        assert_eq!((early.0, early.1.as_str()), (422, "invalid"), "{early:?}");
        // In the hall: ten are there, 森 among them; 青木 gave a 委任状 and comes after all.
        town.clock.set(Timestamp::from_jst(day("2026-12-20").and_hms_opt(9, 45, 0).unwrap()));
        assert_eq!(town.cast(&town.hana, town.yamada, yes()).await, "vote-closed");
        for household in (14..23).map(crate::town::home_id) {
            let replace = household == town.mori_home;
            assert_eq!(town.record(&town.chair, household, Given::Present, Source::Hall, replace).await, "done");
        }
        assert_eq!(town.record(&town.chair, others[0], Given::Present, Source::Hall, false).await, "ballot-there");
        assert_eq!(town.record(&town.chair, others[0], Given::Present, Source::Hall, true).await, "done");
        let sheet = town.sheet(&town.chair).await;
        assert_eq!((sheet["in_hall"].as_u64(), sheet["with_chair"].as_u64()), (Some(10), Some(9)));
        assert_eq!(town.close(&town.chair, closing.clone()).await.0, 204);
        // 山田 by phone, 上田 on paper, 佐藤 through 山田, nine through the chair, ten in the hall: 22 of 40.
        let tally = town.called().await.tally.unwrap();
        assert_eq!([tally.app, tally.paper, tally.proxy, tally.present, tally.silent], [1, 1, 10, 10, 18]);
        assert!(tally.quorate);
        let counts: Vec<[u32; 3]> = tally.counts.iter().map(|count| [count.yes, count.no, count.abstain]).collect();
        assert_eq!(counts, [[18, 4, 0], [22, 0, 0]]);
        let meeting = town.called().await;
        let passed: Vec<bool> = tally.counts.iter().zip(&meeting.proposals).map(|(count, it)| count.passed(it)).collect();
        assert_eq!(passed, [true, true], "three quarters of 22 are 17");
        // After that nothing moves the count; the words can be mended.
        assert_eq!(town.record(&town.chair, town.kishi_home, yes(), Source::Paper, true).await, "not-found");
        assert_eq!(town.record(&town.chair, town.ueda, Given::Present, Source::Paper, true).await, "vote-closed");
        let mut another = closing.clone();
        another["hall"]["hands"][0] = json!({ "yes": 0, "no": 10 });
        assert_eq!(town.close(&town.chair, another).await.0, 422);
        let mut mended = closing;
        mended["notes"] = json!("質問が一つあった。");
        assert_eq!(town.close(&town.secretary, mended).await.0, 204);
        assert_eq!(town.called().await.tally.unwrap(), tally);
        // Now officers see what was voted, and what it was before.
        let sheet = town.sheet(&town.auditor).await;
        assert_eq!(sheet["households"][0]["given"], json!({ "given": "votes", "votes": ["for", "for"] }));
        for paper in ["minutes", "audit.pdf", "ballots"] {
            let path = format!("/v1/me/associations/meetings/{MEETING}/papers/{paper}");
            let reply = town.ask(&town.auditor.person, "GET", &path, None).await;
            assert_eq!((reply.status.as_u16(), reply.bytes.get(..5)), (200, Some(&b"%PDF-"[..])), "{paper}");
            keep(&format!("meeting-{}", paper.trim_end_matches(".pdf")), &reply.bytes);
        }
    }
}

on_both! {
    async fn a_ballot_on_paper_takes_the_place_of_another_only_when_the_officer_says_so(town: AssociationTown) {
        town.call(&town.chair, town.meeting()).await;
        town.clock.advance(Timestamp::DAY);
        assert_eq!(town.cast(&town.hana, town.yamada, yes()).await, "done");
        let paper = votes(&[Vote::Against, Vote::Abstain]);
        assert_eq!(town.record(&town.chair, town.yamada, paper.clone(), Source::Paper, false).await, "ballot-there");
        assert_eq!(town.ballot(&town.yui, town.yamada).await.unwrap().given, yes());
        assert_eq!(town.record(&town.chair, town.yamada, paper.clone(), Source::Paper, true).await, "done");
        let ballot = town.ballot(&town.yui, town.yamada).await.unwrap();
        assert_eq!((ballot.given, ballot.source, ballot.by.as_str()), (paper.clone(), Source::Paper, "会長"));
        // The same again is no other, whoever comes with the pile a second time.
        assert_eq!(town.record(&town.secretary, town.yamada, paper, Source::Paper, false).await, "done");
        // The household changes its mind by phone: as long as it is open that is theirs.
        assert_eq!(town.cast(&town.yui, town.yamada, yes()).await, "done");
        assert_eq!(town.record(&town.chair, town.yamada, Given::Present, Source::Hall, true).await, "done");
        assert_eq!(town.cast(&town.yui, town.yamada, yes()).await, "ballot-in-hall");
        let table = [
            (Given::Votes { votes: vec![Vote::For] }, "vote-count"),
            (Given::Proxy { to: Some(town.sato_home) }, "proxy-to-self"),
            (Given::Proxy { to: Some(town.kishi_home) }, "not-a-household"),
            (Given::Proxy { to: Some(town.ishii_home) }, "not-a-household"),
        ];
        for (ballot, refused) in table {
            assert_eq!(town.cast(&town.sato, town.sato_home, ballot).await, refused);
        }
        // Another list of proposals is another vote.
        let mut other = town.meeting();
        other["proposals"][0]["title"]["ja"] = json!("会費の値上げ");
        let (status, _, faults) = town.call(&town.chair, other).await;
        assert_eq!((status, faults.len()), (422, 1), "{faults:?}");
        let mut later = town.meeting();
        later["place"] = json!("第二会館");
        assert_eq!(town.call(&town.secretary, later).await.0, 204);
        assert_eq!(town.called().await.place, "第二会館");
    }
}

on_both! {
    async fn minutes_that_are_typed_a_week_later_count_the_households_of_the_day(town: AssociationTown) {
        assert_eq!(town.call(&town.chair, town.meeting()).await.0, 204);
        assert_eq!(town.cast(&town.hana, town.yamada, yes()).await, "done");
        // Two days after the meeting 山田 moves away, and 原 moves in; the minutes are typed at the weekend.
        town.clock.set(Timestamp::from_jst(day("2026-12-27").and_hms_opt(9, 0, 0).unwrap()));
        let (now, yamada, new) = (town.now(), town.yamada, crate::town::home_id(200));
        let (association, block) = (town.hinode.id, town.blocks[0].id);
        town.write(move |tx, out| {
            Box::pin(async move {
                assert!(moving::away(tx, out, CITY, yamada, day("2026-12-22"), now).await?.is_some());
                let there = household::find(tx, CITY, yamada).await?.unwrap();
                let hara = Household {
                    id: new, association, block, name: "原".to_owned(), since: day("2026-12-22"), until: None, ..there
                };
                household::keep_all(tx, out, CITY, &[hara], now).await
            })
        })
        .await;
        let sheet = town.sheet(&town.auditor).await;
        let ids: Vec<String> =
            sheet["households"].as_array().unwrap().iter().map(|line| line["household"].as_str().unwrap().to_owned()).collect();
        assert_eq!((sheet["tally"]["of"].as_u64(), ids.len()), (Some(40), 40));
        assert!(ids.contains(&town.yamada.to_string()), "who was there that day has voted");
        assert!(!ids.contains(&new.to_string()), "who came after it has no vote");
        assert_eq!(sheet["tally"]["app"].as_u64(), Some(1));
        assert_eq!(town.record(&town.chair, new, yes(), Source::Paper, false).await, "not-found");
        let to_yamada = Given::Proxy { to: Some(town.yamada) };
        assert_eq!(town.record(&town.chair, town.ueda, to_yamada, Source::Paper, false).await, "done");
        assert_eq!(town.record(&town.chair, town.yamada, yes(), Source::Paper, true).await, "done");
        let closing = json!({
            "presided": "会長 日野", "signers": ["署名 一"], "notes": "",
            "hall": { "hands": [{ "yes": 0, "no": 0 }, { "yes": 0, "no": 0 }], "chair": ["for", "for"] },
        });
        let done = town.close(&town.chair, closing).await;
        assert_eq!(done.0, 204, "{done:?}");
        let tally = town.read(|tx| Box::pin(async move { itsumo_backend::association::meeting::find(tx, CITY, MEETING).await }));
        let tally = tally.await.unwrap().meeting.tally.unwrap();
        assert_eq!([tally.of, tally.paper, tally.proxy, tally.silent], [40, 1, 1, 38]);
    }
}

on_both! {
    /// 上田 voted on paper. Somebody is let into the household the next day, and would vote otherwise.
    async fn who_came_to_a_household_after_its_paper_does_not_vote_over_it(town: AssociationTown) {
        town.call(&town.chair, town.meeting()).await;
        let paper = votes(&[Vote::Against, Vote::Against]);
        assert_eq!(town.record(&town.chair, town.ueda, paper.clone(), Source::Paper, false).await, "done");
        town.clock.advance(Timestamp::DAY);
        let (person, ueda, now) = (town.nobody.id, town.ueda, town.now());
        town.write(move |tx, out| Box::pin(async move {
            let newcomer = Newcomer { id: member_id(50), person, name: "旅 さん".to_owned(), far: false };
            member::add(tx, out, CITY, ueda, &newcomer, now).await
        })).await;
        assert_eq!(town.cast(&town.nobody, ueda, yes()).await, "ballot-on-paper");
        assert_eq!(town.ballot(&town.nobody, ueda).await.unwrap().given, paper);
        // It was another household's slip: then there is no paper, and the phone says what they want.
        let standing = town.chair.seat.clone();
        let taken = town.write(move |tx, out| Box::pin(async move {
            let standing = Standing { seats: vec![standing], ..Standing::default() };
            meeting::take_back(tx, out, CITY, &standing, MEETING, ueda, now).await
        }));
        taken.await.unwrap();
        assert_eq!(town.cast(&town.nobody, ueda, yes()).await, "done");
    }
}

on_both! {
    async fn only_officers_of_the_whole_call_count_and_look_and_only_a_household_votes_for_itself(town: AssociationTown) {
        for by in [&town.head1, &town.treasurer, &town.welfare, &town.auditor, &town.city, &town.other_chair, &town.former] {
            assert_eq!(town.call(by, town.meeting()).await.0, 404, "{}", by.seat.title);
        }
        assert_eq!(town.call(&town.secretary, town.meeting()).await.0, 204);
        let path = format!("/v1/me/associations/meetings/{MEETING}");
        for by in [&town.head1, &town.treasurer, &town.welfare, &town.city, &town.other_chair, &town.former] {
            assert_eq!(town.ask(&by.person, "GET", &path, None).await.status, 404, "{}", by.seat.title);
            assert_eq!(town.ask(&by.person, "GET", &format!("{path}/papers/audit"), None).await.status, 404);
            assert_eq!(town.ask(&by.person, "DELETE", &path, None).await.status, 404);
            assert_eq!(town.record(by, town.ueda, yes(), Source::Paper, false).await, "not-found");
        }
        for person in [&town.mori, &town.kishi, &town.nobody, &town.chair.person] {
            assert_eq!(town.cast(person, town.yamada, yes()).await, "not-found");
        }
        assert_eq!(town.cast(&town.ishii, town.ishii_home, yes()).await, "not-found", "who moved away votes no more");
        // Called off: nobody has it any more, nor their ballots.
        assert_eq!(town.cast(&town.hana, town.yamada, yes()).await, "done");
        assert_eq!(town.ask(&town.chair.person, "DELETE", &path, None).await.status, 204);
        let alive = town.streams(&town.hana).await;
        let kinds: Vec<&str> = alive.values().flatten().map(|record| record.kind.as_str()).collect();
        assert!(!kinds.contains(&kind::MEETING) && !kinds.contains(&kind::BALLOT), "{kinds:?}");
        let left = town.read(|tx| Box::pin(async move {
            tx.query("SELECT household FROM ballot WHERE city = $1", &[CITY.into()]).await
        }));
        assert!(left.await.is_empty());
    }
}

/// Keeps a paper to look at, where a folder for that is named.
pub fn keep(name: &str, bytes: &[u8]) {
    if let Some(folder) = std::env::var_os("ITSUMO_PAPERS") {
        std::fs::write(std::path::Path::new(&folder).join(format!("{name}.pdf")), bytes).unwrap();
    }
}
