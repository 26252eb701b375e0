//! Joining, letting in, leaves, moving: who reads what of whom, and until when.

use crate::{
    http::{CITY, on_both},
    town::{AssociationTown, Person, at, day, home_id, member_id},
};
use itsumo_backend::association::{
    block, household, join,
    moving::{self, Moved},
    request,
};
use itsumo_domain::{
    Stream,
    association::{Delivery, HouseholdCard, HouseholdPack, JoinRequest, RequestState, Street},
    record::kind,
};
use serde_json::{Value as Json, json};
use std::collections::BTreeSet;
use uuid::Uuid;

const HOUSEHOLDS: &str = "/v1/me/associations/households";

impl AssociationTown {
    /// The code on the letters of a block.
    pub async fn code(&self, block: Uuid) -> String {
        let (ids, association, now) = (self.app.ids.clone(), self.hinode.id, self.now());
        let made = self.write(move |tx, _| {
            Box::pin(async move { join::make_codes(tx, &*ids, CITY, association, &[block], "operator", now).await })
        });
        made.await[0].1.typed().to_owned()
    }

    /// Joins; what was answered, or the code of the refusal.
    pub async fn join(&self, person: &Person, code: &str, (household, place): (&str, &str)) -> Result<Json, String> {
        let asked = json!({ "code": code, "name": "旅 さん", "household": household, "place": place });
        let reply = self.ask(person, "POST", HOUSEHOLDS, Some(asked)).await;
        let body = reply.json();
        if reply.status == 200 { Ok(body) } else { Err(body["fields"][0]["code"].as_str().unwrap().to_owned()) }
    }

    async fn do_to(&self, person: &Person, method: &str, path: &str, body: Option<Json>) -> u16 {
        self.ask(person, method, &format!("{HOUSEHOLDS}/{path}"), body).await.status.as_u16()
    }

    /// The streams of associations that a device of this person is given.
    pub async fn reads(&self, person: &Person) -> BTreeSet<Stream> {
        let own = Stream::person(person.id);
        self.streams(person).await.into_keys().filter(|stream| *stream != own).collect()
    }

    pub async fn household(&self, person: &Person, household: Uuid) -> Option<HouseholdCard> {
        let streams = self.streams(person).await;
        let records = streams.get(&Stream::household(household))?;
        records.iter().find(|record| record.kind == kind::HOUSEHOLD)?.body_as()
    }

    /// Moves a household to another block of the town.
    pub async fn moves(&self, household: Uuid, block: usize, place: &str, first: &str) -> Moved {
        let (now, first) = (self.now(), day(first));
        let to = moving::Destination { block: self.blocks[block].id, order: 20, place: place.to_owned() };
        let moving = self.write(move |tx, out| {
            Box::pin(async move { moving::within(tx, out, CITY, household, &to, first, now).await })
        });
        moving.await
    }

    /// Gives a household its last day; the one that counts.
    pub async fn goes(&self, household: Uuid, last: &str) -> Option<chrono::NaiveDate> {
        let (now, last) = (self.now(), day(last));
        self.write(move |tx, out| Box::pin(async move { moving::away(tx, out, CITY, household, last, now).await }))
            .await
    }

    async fn street(&self, block: usize) -> Vec<(Uuid, Street)> {
        let streams = self.streams(&self.chair.person).await;
        let records = &streams[&Stream::officers(self.blocks[block].id)];
        let streets = records.iter().filter(|record| record.kind == kind::STREET);
        streets.map(|record| (record.id, record.body_as().unwrap())).collect()
    }

    async fn requests(&self, person: &Person, path: &str) -> Vec<JoinRequest> {
        let reply = self.ask(person, "GET", &format!("/v1/me/associations/{path}"), None).await;
        assert_eq!(reply.status, 200);
        serde_json::from_slice(&reply.bytes).unwrap()
    }

    fn of_block(&self, at: usize, household: Uuid) -> BTreeSet<Stream> {
        let block = Stream::block(self.blocks[at].id);
        [Stream::association(self.hinode.id), block, Stream::household(household)].into_iter().collect()
    }
}

on_both! {
    async fn everybody_is_given_their_streams_and_no_other(town: AssociationTown) {
        let [block1, block2, block3] = town.blocks.clone().map(|block| block.id);
        let hinode = Stream::association(town.hinode.id);
        let blocks = |ids: &[Uuid]| ids.iter().copied().map(Stream::block).collect::<Vec<_>>();
        let streets = |ids: &[Uuid]| ids.iter().copied().map(Stream::officers).collect::<Vec<_>>();
        let all = [block1, block2, block3];
        let of = |parts: &[Vec<Stream>]| parts.concat().into_iter().collect::<BTreeSet<Stream>>();
        let whole = of(&[vec![hinode.clone()], streets(&all)]);
        let table = [
            ("花", &town.hana, of(&[vec![hinode.clone(), Stream::household(town.yamada)]])),
            ("結", &town.yui, of(&[vec![hinode.clone(), Stream::household(town.yamada)]])),
            ("森", &town.mori, of(&[vec![hinode.clone(), Stream::household(town.mori_home)]])),
            // The household moved away: what is its own, and nothing else.
            ("石井", &town.ishii, of(&[vec![Stream::household(town.ishii_home)]])),
            ("旅", &town.nobody, of(&[])),
            ("会長", &town.chair.person, whole.clone()),
            ("書記", &town.secretary.person, whole.clone()),
            ("会計", &town.treasurer.person, whole.clone()),
            ("民生委員", &town.welfare.person, whole),
            ("監事", &town.auditor.person, of(&[vec![hinode.clone()]])),
            ("1班 班長", &town.head1.person, of(&[vec![hinode.clone()], streets(&[block1])])),
            ("前の会長", &town.former.person, of(&[])),
            ("市", &town.city.person, of(&[])),
        ];
        for (name, person, expected) in table {
            assert_eq!(town.reads(person).await, expected, "{name}");
        }
        // Something for a block: its households have it, and the officers.
        for block in all {
            let draft = itsumo_backend::stream::Draft {
                id: Uuid::from_u128(7), kind: "duty", author: "x".to_owned(), body: Some("{}".to_owned()),
            };
            town.app.streams.publish(CITY, &Stream::block(block), vec![draft]).await.unwrap();
        }
        let given = async |person| -> Vec<Stream> {
            let reads = town.reads(person).await;
            reads.into_iter().filter(|stream| stream.as_str().starts_with("block/")).collect()
        };
        assert_eq!(given(&town.hana).await, blocks(&[block1]));
        assert_eq!(given(&town.mori).await, blocks(&[block2]));
        assert_eq!(given(&town.head2.person).await, blocks(&[block2]));
        assert_eq!(given(&town.chair.person).await, blocks(&all));
        assert_eq!(given(&town.auditor.person).await, blocks(&all));
        assert!(given(&town.ishii).await.is_empty() && given(&town.city.person).await.is_empty());
        // Who names the streams of others is told to let them go.
        let others = [Stream::household(town.yamada), Stream::officers(block1), Stream::block(block1), Stream::part(town.hana.id)];
        let mut left = town.sync_from(&town.mori, &others).await.left;
        left.sort();
        let mut expected = others.to_vec();
        expected.sort();
        assert_eq!(left, expected);
    }
}

on_both! {
    async fn the_first_of_a_household_comes_in_by_the_letter_and_the_next_is_let_in_by_them(town: AssociationTown) {
        let code = town.code(town.blocks[0].id).await;
        // However a tired hand types it.
        let typed = code.to_lowercase().replace('-', " ");
        let joined = town.join(&town.nobody, &typed, ("上田 様", "３番３号")).await.unwrap();
        assert_eq!((joined["joined"].as_str(), joined["household"].as_str()), (Some("member"), Some(&*town.ueda.to_string())));
        assert_eq!((joined["association"].as_str(), joined["block"].as_str()), (Some("日の出町会"), Some("1班")));
        assert_eq!(town.reads(&town.nobody).await.difference(&town.of_block(0, town.ueda)).count(), 0);
        let card = town.household(&town.nobody, town.ueda).await.unwrap();
        assert_eq!((card.members.len(), card.delivery), (1, Delivery::Both), "the paper goes on until they say otherwise");
        let street = town.street(0).await;
        let ueda = &street.iter().find(|(id, _)| *id == town.ueda).unwrap().1;
        assert_eq!((ueda.members, ueda.delivery), (1, Delivery::Both));

        let asked = town.join(&town.kishi, &code, ("上田", "3-3")).await.unwrap();
        assert_eq!(asked["joined"].as_str(), Some("waiting"));
        let before = town.reads(&town.kishi).await;
        assert!(!before.contains(&Stream::association(town.hinode.id)), "nothing is open while they wait: {before:?}");
        let path = format!("households/{}/requests", town.ueda);
        let waiting = town.requests(&town.nobody, &path).await;
        assert_eq!((waiting.len(), waiting[0].household.as_str(), waiting[0].state), (1, "上田", RequestState::Waiting));
        assert_eq!(town.requests(&town.kishi, "requests").await, waiting, "they see what they asked");
        let answer = format!("{}/requests/{}", town.ueda, waiting[0].id);
        let yes = || Some(json!({ "yes": true }));
        assert_eq!(town.do_to(&town.sato, "POST", &answer, yes()).await, 404, "the neighbour lets nobody in");
        assert_eq!(town.do_to(&town.sato, "POST", &format!("{}/requests/{}", town.sato_home, waiting[0].id), yes()).await, 404);
        assert_eq!(town.do_to(&town.nobody, "POST", &answer, yes()).await, 204);
        assert_eq!(town.do_to(&town.nobody, "POST", &answer, yes()).await, 404, "once");
        assert!(town.reads(&town.kishi).await.contains(&Stream::household(town.ueda)));
        assert_eq!(town.household(&town.nobody, town.ueda).await.unwrap().members.len(), 2);
        assert!(town.requests(&town.kishi, "requests").await.is_empty());
    }
}

on_both! {
    /// 上田 have lived on paper until now: what they said is theirs, and the whole block has the code.
    async fn a_neighbour_who_names_a_household_that_lives_on_paper_waits_for_an_officer(town: AssociationTown) {
        let code = town.code(town.blocks[0].id).await;
        let (now, ueda, door) = (town.now(), town.ueda, ("上田", "3-3"));
        let asked = async |why: &str| {
            let asked = town.join(&town.nobody, &code, door).await.unwrap();
            assert_eq!(asked["joined"].as_str(), Some("waiting"), "{why}");
            assert!(town.reads(&town.nobody).await.is_empty(), "{why}");
            asked["request"].as_str().unwrap().parse::<Uuid>().unwrap()
        };
        let phone = async |phone: &'static str| {
            town.write(move |tx, out| Box::pin(async move {
                let home = household::find(tx, CITY, ueda).await?.unwrap();
                household::keep(tx, out, CITY, &household::Household { phone: phone.to_owned(), ..home }, now).await
            })).await;
        };
        phone("0436-00-5003").await;
        asked("a telephone number stands in it").await;
        phone("").await;
        let told = Uuid::from_u128(0x7E11);
        let stream = Stream::household(ueda);
        for (body, why) in [(Some("{}".to_owned()), "an officer wrote down a report or a reply"), (None, "")] {
            let draft = itsumo_backend::stream::Draft { id: told, kind: "safety_report", author: "x".to_owned(), body };
            town.app.streams.publish(CITY, &stream, vec![draft]).await.unwrap();
            if !why.is_empty() {
                asked(why).await;
            }
        }
        let mark = async |mark: i64| {
            town.write(move |tx, _| Box::pin(async move {
                let sql = "INSERT INTO circular_paper (city, circular, household, mark, marked, marked_by)
                           VALUES ($1, $2, $2, $3, 0, '') ON CONFLICT (city, circular, household) DO UPDATE SET mark = $3";
                tx.execute(sql, &[CITY.into(), ueda.into(), mark.into()]).await
            })).await;
        };
        mark(2).await;
        let request = asked("somebody there has read the paper").await;
        town.write(move |tx, out| Box::pin(async move {
            request::let_in(tx, out, CITY, request, ueda, member_id(50), now).await
        })).await.unwrap();
        assert!(town.reads(&town.nobody).await.contains(&stream));
        // Whoever was of it leaves, and the mark is taken back: it is still not the next one's.
        assert_eq!(town.do_to(&town.nobody, "DELETE", &format!("{ueda}/members/me"), None).await, 204);
        mark(0).await;
        asked("the last member left").await;
    }
}

on_both! {
    async fn whose_door_nobody_knows_waits_for_an_officer(town: AssociationTown) {
        let code = town.code(town.blocks[0].id).await;
        let first = town.join(&town.nobody, &code, ("山本", "9-9")).await.unwrap();
        // Said better the second time: it stays one request.
        let asked = town.join(&town.nobody, &code, ("上田荘", "3-3")).await.unwrap();
        assert_eq!((asked["joined"].as_str(), &asked["request"]), (Some("waiting"), &first["request"]));
        let id: Uuid = asked["request"].as_str().unwrap().parse().unwrap();
        let block = town.blocks[0].id;
        let waiting = town.read(move |tx| Box::pin(async move { request::of_block(tx, CITY, block).await })).await;
        assert_eq!(waiting.iter().map(|one| (one.id, one.household_name.as_str(), one.household)).collect::<Vec<_>>(), [(id, "上田荘", None)]);
        let (now, ueda, elsewhere) = (town.now(), town.ueda, town.mori_home);
        let in_another_block = town.write(move |tx, out| Box::pin(async move {
            request::let_in(tx, out, CITY, id, elsewhere, member_id(50), now).await
        })).await;
        assert_eq!(in_another_block.unwrap_err().code, "not-found");
        town.write(move |tx, out| Box::pin(async move {
            request::let_in(tx, out, CITY, id, ueda, member_id(50), now).await
        })).await.unwrap();
        assert!(town.reads(&town.nobody).await.contains(&Stream::household(town.ueda)));
        assert_eq!(town.household(&town.nobody, town.ueda).await.unwrap().members[0].name, "旅 さん");
    }
}

on_both! {
    async fn a_no_is_said_to_who_asked_and_they_may_ask_again(town: AssociationTown) {
        let code = town.code(town.blocks[0].id).await;
        let asked = town.join(&town.nobody, &code, ("佐藤", "3-2")).await.unwrap();
        assert_eq!(asked["joined"].as_str(), Some("waiting"), "the Satos have somebody: a neighbour does not simply come in");
        let id = asked["request"].as_str().unwrap().to_owned();
        let answer = format!("{}/requests/{id}", town.sato_home);
        assert_eq!(town.do_to(&town.sato, "POST", &answer, Some(json!({ "yes": false }))).await, 204);
        let seen = town.requests(&town.nobody, "requests").await;
        assert_eq!((seen.len(), seen[0].state), (1, RequestState::Refused));
        assert!(town.requests(&town.sato, &format!("households/{}/requests", town.sato_home)).await.is_empty());
        assert_eq!(town.do_to(&town.sato, "POST", &answer, Some(json!({ "yes": true }))).await, 404);
        town.join(&town.nobody, &code, ("上田荘", "3-3")).await.unwrap();
        assert_eq!(town.requests(&town.nobody, "requests").await[0].state, RequestState::Waiting);
        let path = format!("/v1/me/associations/requests/{id}");
        assert_eq!(town.ask(&town.kishi, "DELETE", &path, None).await.status, 404, "another's");
        assert_eq!(town.ask(&town.nobody, "DELETE", &path, None).await.status, 204);
        assert!(town.requests(&town.nobody, "requests").await.is_empty());
    }
}

on_both! {
    async fn what_is_wrong_with_a_code_is_said_by_name(town: AssociationTown) {
        let door = ("上田", "3-3");
        let old = town.code(town.blocks[0].id).await;
        let code = town.code(town.blocks[0].id).await;
        assert_eq!(town.join(&town.nobody, &old, door).await.unwrap_err(), "block-code-replaced");
        assert_eq!(town.join(&town.nobody, "1234", door).await.unwrap_err(), "code-twelve");
        assert_eq!(town.join(&town.nobody, &code, ("", "3-3")).await.unwrap_err(), "empty");
        assert_eq!(town.join(&town.nobody, &code, ("上田", &"3".repeat(61))).await.unwrap_err(), "too-long");
        let block = town.blocks[0].id;
        town.write(move |tx, _| Box::pin(async move {
            let sql = "UPDATE join_code SET uses_left = 0 WHERE city = $1 AND target = $2 AND uses_left > 0";
            tx.execute(sql, &[CITY.into(), block.into()]).await
        })).await;
        assert_eq!(town.join(&town.nobody, &code, door).await.unwrap_err(), "block-code-used-up");
        // Who is of a household already types it again and uses nothing up.
        assert_eq!(town.join(&town.sato, &code, ("佐藤", "3-2")).await.unwrap()["joined"].as_str(), Some("member"));
        town.clock.advance((join::DAYS + 2) * itsumo_domain::Timestamp::DAY);
        assert_eq!(town.join(&town.nobody, &code, door).await.unwrap_err(), "block-code-expired");
    }
}

on_both! {
    async fn who_leaves_reads_nothing_more_and_a_household_without_phones_gets_paper(town: AssociationTown) {
        let holding: Vec<Stream> = town.reads(&town.sato).await.into_iter().collect();
        assert!(holding.contains(&Stream::household(town.sato_home)));
        let delivery = format!("{}/delivery", town.sato_home);
        assert_eq!(town.do_to(&town.sato, "PUT", &delivery, Some(json!({ "delivery": "both" }))).await, 204);
        assert_eq!(town.household(&town.sato, town.sato_home).await.unwrap().delivery, Delivery::Both);
        assert_eq!(town.do_to(&town.sato, "PUT", &delivery, Some(json!({ "delivery": "owl" }))).await, 422);
        assert_eq!(town.do_to(&town.hana, "PUT", &delivery, Some(json!({ "delivery": "app" }))).await, 404);
        let out = format!("{}/members/me", town.sato_home);
        assert_eq!(town.do_to(&town.hana, "DELETE", &out, None).await, 404);
        assert_eq!(town.do_to(&town.sato, "DELETE", &out, None).await, 204);
        assert_eq!(town.do_to(&town.sato, "DELETE", &out, None).await, 404);
        let mut left = town.sync_from(&town.sato, &holding).await.left;
        left.sort();
        assert_eq!(left, holding);
        let street = town.street(0).await;
        let sato = &street.iter().find(|(id, _)| *id == town.sato_home).unwrap().1;
        assert_eq!((sato.members, sato.delivery), (0, Delivery::Paper));
        // One of two takes the other out: the household stays as it was.
        let yui = format!("{}/members/{}", town.yamada, member_id(1));
        assert_eq!(town.do_to(&town.hana, "DELETE", &yui, None).await, 204);
        assert!(town.reads(&town.yui).await.is_empty());
        let card = town.household(&town.hana, town.yamada).await.unwrap();
        assert_eq!((card.members.len(), card.delivery), (1, Delivery::Both));
    }
}

on_both! {
    async fn a_household_that_moves_leaves_with_its_own_and_nothing_else(town: AssociationTown) {
        let (now, home) = (town.now(), town.mori_home);
        let last = town.write(move |tx, out| Box::pin(async move {
            moving::away(tx, out, CITY, home, day("2026-11-26"), now).await
        }));
        assert_eq!(last.await, Some(day("2026-11-26")));
        // Until the evening of the last day everything is as it was; its card says that there is one.
        town.clock.set(at("23:00").plus(2 * itsumo_domain::Timestamp::DAY));
        let holding: Vec<Stream> = town.reads(&town.mori).await.into_iter().collect();
        assert!(holding.contains(&Stream::association(town.hinode.id)));
        assert_eq!(town.household(&town.mori, home).await.unwrap().until, Some(day("2026-11-26")));
        assert!(town.street(1).await.iter().any(|(id, _)| *id == home));
        town.clock.set(at("06:00").plus(3 * itsumo_domain::Timestamp::DAY));
        let answer = town.sync_from(&town.mori, &holding).await;
        assert_eq!(answer.left, [Stream::association(town.hinode.id)]);
        assert_eq!(town.reads(&town.mori).await, BTreeSet::from([Stream::household(home)]));
        assert!(town.street(1).await.iter().all(|(id, _)| *id != home), "it stands along the street no more");
        let reply = town.ask(&town.mori, "GET", &format!("{HOUSEHOLDS}/{home}/pack"), None).await;
        let pack: HouseholdPack = serde_json::from_slice(&reply.bytes).unwrap();
        assert_eq!((pack.household, pack.card.name.as_str(), pack.card.association_name.as_str()), (home, "森", "日の出町会"));
        let text = String::from_utf8(reply.bytes).unwrap();
        for other in ["山田", "佐藤", "杉本"] {
            assert!(!text.contains(other), "{other} stands in it");
        }
        assert_eq!(town.do_to(&town.hana, "GET", &format!("{home}/pack"), None).await, 404);
        assert_eq!(town.do_to(&town.mori, "PUT", &format!("{home}/delivery"), Some(json!({ "delivery": "app" }))).await, 404, "there is nothing to deliver");
        // And they let go of it when they want to.
        assert_eq!(town.do_to(&town.mori, "DELETE", &format!("{home}/members/me"), None).await, 204);
        assert!(town.reads(&town.mori).await.is_empty());
    }
}

on_both! {
    async fn a_household_that_moves_within_the_town_takes_its_members_along(town: AssociationTown) {
        let (home, there) = (town.yamada, moving::successor(town.yamada));
        assert_eq!(town.moves(home, 2, "5-1", "2026-11-24").await, Moved::To(there));
        for person in [&town.hana, &town.yui] {
            let (hinode, old, new) = (Stream::association(town.hinode.id), Stream::household(home), Stream::household(there));
            assert_eq!(town.reads(person).await, BTreeSet::from([hinode, old, new]));
        }
        let card = town.household(&town.hana, there).await.unwrap();
        assert_eq!((card.block.name.as_str(), card.place.as_str(), card.members.len()), ("3班", "5-1", 2));
        assert!(town.street(0).await.iter().all(|(id, _)| *id != home));
        assert!(town.street(2).await.iter().any(|(id, street)| *id == there && street.phone == "0436-00-5001"));
        // What was before is counted where it was, and is theirs to read and to take along; not to go on with.
        let was = town.read(move |tx| Box::pin(async move { household::find(tx, CITY, home).await })).await.unwrap();
        assert_eq!(was.until, Some(day("2026-11-23")));
        let reply = town.ask(&town.yui, "GET", &format!("{HOUSEHOLDS}/{home}/pack"), None).await;
        let pack: HouseholdPack = serde_json::from_slice(&reply.bytes).unwrap();
        assert_eq!((pack.card.place.as_str(), pack.card.until), ("3-1", Some(day("2026-11-23"))));
        assert_eq!(town.do_to(&town.hana, "PUT", &format!("{home}/delivery"), Some(json!({ "delivery": "app" }))).await, 404);
        assert_eq!(town.do_to(&town.sato, "GET", &format!("{home}/pack"), None).await, 404);
    }
}

on_both! {
    /// A finger that taps twice; and the move of April, written down by the secretary and again by the chair.
    async fn a_move_that_is_entered_twice_makes_one_household(town: AssociationTown) {
        let (home, there) = (town.yamada, moving::successor(town.yamada));
        for _ in 0..2 {
            assert_eq!(town.moves(home, 2, "5-1", "2027-04-01").await, Moved::To(there));
        }
        assert_eq!(town.moves(home, 2, "5-1", "2027-04-02").await, Moved::Leaves(day("2027-03-31")), "another day");
        assert_eq!(town.moves(home, 1, "5-1", "2027-04-01").await, Moved::Leaves(day("2027-03-31")), "another block");
        assert_eq!(town.goes(home, "2027-06-30").await, Some(day("2027-03-31")), "it is not in two blocks at once");
        town.clock.set(itsumo_domain::Timestamp::from_jst_date(day("2027-04-01")).plus(itsumo_domain::Timestamp::HOUR));
        assert_eq!(town.moves(home, 2, "5-1", "2027-04-01").await, Moved::To(there));
        assert_eq!(town.moves(home, 1, "5-1", "2027-05-01").await, Moved::Leaves(day("2027-03-31")));
        let hinode = town.hinode.id;
        let all = town.read(move |tx| Box::pin(async move {
            household::of_association(tx, CITY, hinode, day("2027-04-01")).await
        })).await;
        assert_eq!(all.iter().filter(|home| home.name == "山田").map(|home| home.id).collect::<Vec<_>>(), [there]);
        assert_eq!(all.len(), 40);
        // It moves on from there, and back: each is one household.
        let back = moving::successor(there);
        assert_eq!(town.moves(there, 0, "3-1", "2027-05-01").await, Moved::To(back));
        assert_eq!(town.household(&town.hana, there).await.unwrap().members.len(), 2);
    }
}

on_both! {
    async fn a_household_that_has_gone_does_not_come_to_life_again(town: AssociationTown) {
        // Before that day it is changed as often as they like.
        assert_eq!(town.goes(town.mori_home, "2026-11-30").await, Some(day("2026-11-30")));
        assert_eq!(town.goes(town.mori_home, "2026-12-05").await, Some(day("2026-12-05")));
        // 石井 went in October. The form of then is sent again, with the day that stands in it now.
        assert_eq!(town.goes(town.ishii_home, "2026-11-24").await, Some(day("2026-10-31")));
        assert_eq!(town.goes(town.ishii_home, "2026-10-20").await, Some(day("2026-10-20")), "it was earlier");
        assert_eq!(town.moves(town.ishii_home, 0, "3-9", "2026-12-01").await, Moved::Leaves(day("2026-10-20")));
        assert!(town.street(2).await.iter().all(|(id, _)| *id != town.ishii_home));
        assert_eq!(town.reads(&town.ishii).await, BTreeSet::from([Stream::household(town.ishii_home)]));
    }
}

on_both! {
    async fn a_term_that_ended_at_midnight_opens_nothing_in_the_morning(town: AssociationTown) {
        let holding: Vec<Stream> = town.reads(&town.chair.person).await.into_iter().collect();
        assert_eq!(holding.len(), 4);
        assert_eq!(town.of_kind(&town.chair.person, kind::SEAT).await.len(), 1);
        town.clock.set(itsumo_domain::Timestamp::from_jst_date(day("2027-04-01")).plus(itsumo_domain::Timestamp::HOUR));
        let mut left = town.sync_from(&town.chair.person, &holding).await.left;
        left.sort();
        assert_eq!(left, holding);
        assert!(town.of_kind(&town.chair.person, kind::SEAT).await.is_empty());
        // Members are members still.
        assert!(town.reads(&town.hana).await.contains(&Stream::household(town.yamada)));
    }
}

on_both! {
    /// One of them is first, and lets the other in or not.
    async fn two_who_come_to_one_empty_household_at_once_are_not_both_in(town: AssociationTown) {
        let code = town.code(town.blocks[0].id).await;
        let door = ("上田", "3-3");
        let (one, other) = tokio::join!(town.join(&town.nobody, &code, door), town.join(&town.kishi, &code, door));
        let mut said = [one.unwrap()["joined"].as_str().unwrap().to_owned(), other.unwrap()["joined"].as_str().unwrap().to_owned()];
        said.sort();
        assert_eq!(said, ["member", "waiting"]);
        let ueda = &town.street(0).await.into_iter().find(|(id, _)| *id == town.ueda).unwrap().1;
        assert_eq!(ueda.members, 1);
    }
}

on_both! {
    /// Two of a household go at the same moment: nobody is left, so the paper comes again.
    async fn two_who_leave_at_once_leave_a_household_that_gets_paper(town: AssociationTown) {
        let delivery = format!("{}/delivery", town.yamada);
        assert_eq!(town.do_to(&town.hana, "PUT", &delivery, Some(json!({ "delivery": "app" }))).await, 204);
        let out = format!("{}/members/me", town.yamada);
        let gone = tokio::join!(town.do_to(&town.hana, "DELETE", &out, None), town.do_to(&town.yui, "DELETE", &out, None));
        assert_eq!(gone, (204, 204));
        let yamada = &town.street(0).await.into_iter().find(|(id, _)| *id == town.yamada).unwrap().1;
        assert_eq!((yamada.members, yamada.delivery), (0, Delivery::Paper));
    }
}

on_both! {
    /// A block that is added is read by the officers of the whole association from that moment; one that is named anew is
    /// so on every card.
    async fn a_new_block_is_its_officers_at_once_and_another_name_is_on_every_card(town: AssociationTown) {
        let (hinode, now) = (town.hinode.id, town.now());
        let new = itsumo_domain::association::Block { id: Uuid::from_u128(0xB_0004), name: "4班".to_owned(), place: 4 };
        let renamed = itsumo_domain::association::Block { name: "駅前東".to_owned(), ..town.blocks[0].clone() };
        town.reads(&town.chair.person).await;
        let home = household::Household {
            id: home_id(700), association: hinode, block: new.id, order: 1, name: "新井".to_owned(), kana: String::new(),
            place: "9-1".to_owned(), phone: String::new(), delivery: Delivery::Paper, since: now.jst_date(), until: None,
        };
        let street = Stream::officers(new.id);
        town.write(move |tx, out| Box::pin(async move {
            block::keep_block(tx, out, CITY, hinode, &new, now).await?;
            block::keep_block(tx, out, CITY, hinode, &renamed, now).await?;
            household::keep(tx, out, CITY, &home, now).await
        })).await;
        assert!(town.reads(&town.chair.person).await.contains(&street));
        assert!(!town.reads(&town.head1.person).await.contains(&street));
        assert_eq!(town.household(&town.hana, town.yamada).await.unwrap().block.name, "駅前東");
        assert_eq!(town.street(0).await[0].1.block.name, "駅前東");
        let streams = town.streams(&town.hana).await;
        let card = streams[&Stream::association(hinode)].iter().find(|record| record.kind == kind::ASSOCIATION).unwrap();
        let card: itsumo_domain::association::AssociationCard = card.body_as().unwrap();
        assert_eq!(card.blocks.iter().map(|block| block.name.as_str()).collect::<Vec<_>>(), ["駅前東", "2班", "3班", "4班"]);
    }
}
