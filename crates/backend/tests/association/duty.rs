//! The shared calendar: turns that only a block reads, and an address that a phone subscribes to.

use crate::{
    http::{CITY, on_both},
    town::{AssociationTown, Officer, Person, day},
};
use itsumo_backend::association::{duty, standing};
use itsumo_domain::{
    association::{
        AssociationCommand as C, Duty,
        duty::{DutyKind, Roster, Turns},
    },
    record::kind,
};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

const DUTY: Uuid = Uuid::from_u128(0xD07);

impl AssociationTown {
    fn duty(&self, what: &str) -> Duty {
        let (from, until) = (day("2026-11-30"), day("2026-12-06"));
        Duty { association: self.hinode.id, what: what.to_owned(), from, until, ..Duty::default() }
    }

    async fn keep(&self, by: &Officer, id: Uuid, body: Duty) -> String {
        let done = self.act(&by.person, C::KeepDuty { duty: id, body: Box::new(body) }).await;
        done.map_or_else(|refusal| refusal.code, |()| "done".to_owned())
    }

    /// The duties that a phone has.
    async fn duties(&self, person: &Person) -> BTreeMap<Uuid, Duty> {
        let streams = self.streams(person).await;
        let duties = streams.values().flatten().filter(|record| record.kind == kind::DUTY);
        duties.map(|record| (record.id, record.body_as().unwrap())).collect()
    }

    async fn calendar(&self, person: &Person, household: Uuid) -> Option<String> {
        let path = format!("/v1/me/associations/households/{household}/calendar");
        let reply = self.ask(person, "PUT", &path, None).await;
        (reply.status == 200).then(|| {
            let url = reply.json()["url"].as_str().unwrap().to_owned();
            url.split_once("/v1/").map(|(_, path)| format!("/v1/{path}")).unwrap()
        })
    }
}

on_both! {
    async fn a_turn_is_read_by_its_block_alone_and_goes_with_whoever_has_it(town: AssociationTown) {
        let garbage = Duty { household: Some(town.yamada), kind: DutyKind::Garbage, ..town.duty("ごみ当番") };
        assert_eq!(town.keep(&town.head1, DUTY, garbage.clone()).await, "done");
        let seen = town.duties(&town.hana).await;
        assert_eq!((seen[&DUTY].household_name.as_str(), seen[&DUTY].block), ("山田", Some(town.blocks[0].id)));
        assert_eq!(town.duties(&town.sato).await.len(), 1, "the block sees whose turn it is");
        assert!(town.duties(&town.mori).await.is_empty(), "another block does not");
        // Done: by the household, and not by a neighbour.
        let mark = |done| C::MarkDuty { duty: DUTY, done };
        assert_eq!(town.act(&town.sato, mark(true)).await.unwrap_err().code, "not-found");
        town.act(&town.yui, mark(true)).await.unwrap();
        assert_eq!(town.duties(&town.hana).await[&DUTY].done, Some(town.now()));
        // The chair gives the turn to another block: it goes there, and is not done.
        let moved = Duty { household: Some(town.mori_home), ..garbage.clone() };
        assert_eq!(town.keep(&town.chair, DUTY, moved).await, "done");
        assert!(town.duties(&town.hana).await.is_empty());
        let seen = town.duties(&town.mori).await;
        assert_eq!((seen[&DUTY].household_name.as_str(), seen[&DUTY].done), ("森", None));
        // Whoever is 班長 elsewhere neither takes it nor takes it off.
        assert_eq!(town.keep(&town.head1, DUTY, garbage).await, "not-found");
        assert_eq!(town.act(&town.head1.person, C::DropDuty { duty: DUTY }).await.unwrap_err().code, "not-found");
        town.act(&town.head2.person, C::DropDuty { duty: DUTY }).await.unwrap();
        assert!(town.duties(&town.mori).await.is_empty());
    }
}

on_both! {
    async fn what_is_on_for_everybody_is_the_chairs_to_write(town: AssociationTown) {
        let event = town.duty("もちつき大会");
        for by in [&town.head1, &town.treasurer, &town.auditor, &town.welfare, &town.city, &town.other_chair, &town.former] {
            assert_eq!(town.keep(by, DUTY, event.clone()).await, "not-found", "{}", by.seat.title);
        }
        assert_eq!(town.keep(&town.secretary, DUTY, event.clone()).await, "done");
        assert_eq!(town.duties(&town.mori).await[&DUTY].what, "もちつき大会");
        assert!(town.duties(&town.kishi).await.is_empty());
        let table = [
            (Duty { what: " ".to_owned(), ..event.clone() }, "empty"),
            (Duty { until: day("2026-11-29"), ..event.clone() }, "ends-before-it-begins"),
            (Duty { household: Some(town.kishi_home), ..event.clone() }, "not-a-household"),
            (Duty { household: Some(town.ishii_home), ..event.clone() }, "not-a-household"),
            (Duty { block: Some(town.other_block.id), ..event }, "not-found"),
        ];
        for (duty, refused) in table {
            assert_eq!(town.keep(&town.chair, DUTY, duty).await, refused);
        }
    }
}

on_both! {
    async fn a_roster_goes_along_the_street_and_a_phone_subscribes_to_its_own_turns(town: AssociationTown) {
        let roster = Roster {
            association: town.hinode.id,
            block: town.blocks[0].id,
            kind: DutyKind::Garbage,
            what: "ごみ当番".to_owned(),
            place: "第1集積所".to_owned(),
            time: None,
            from: day("2026-11-30"),
            until: day("2027-03-07"),
            turns: Turns::Weeks,
            after: None,
            excused: BTreeSet::from([town.ueda]),
        };
        let (ids, now, person) = (town.app.ids.clone(), town.now(), town.head1.person.id);
        let laid = town.write(move |tx, out| Box::pin(async move {
            let standing = standing::standing(tx, CITY, person, now.jst_date()).await?;
            duty::lay(tx, out, CITY, &standing, &roster, &*ids, now).await
        }));
        assert_eq!(laid.await, Ok(14), "fourteen weeks");
        let seen = town.duties(&town.sato).await;
        let of = |household| seen.values().filter(|duty| duty.household == Some(household)).count();
        assert_eq!((of(town.yamada), of(town.sato_home), of(town.ueda)), (2, 1, 0));
        town.keep(&town.chair, DUTY, Duty { time: Some("9:30".parse().unwrap()), until: day("2026-11-30"), place: "日の出公園".to_owned(), ..town.duty("もちつき大会") }).await;
        // The address: nobody else's household, and none of a name.
        let at = town.calendar(&town.yui, town.yamada).await.unwrap();
        assert!(town.calendar(&town.sato, town.yamada).await.is_none());
        assert!(town.calendar(&town.ishii, town.ishii_home).await.is_none());
        assert!(town.calendar(&town.chair.person, town.yamada).await.is_none());
        let text = String::from_utf8(town.get(&at, None).await.bytes.to_vec()).unwrap().replace("\r\n ", "");
        assert_eq!(text.matches("SUMMARY:当番：ごみ当番").count(), 2, "{text}");
        for line in ["X-WR-CALNAME:日の出町会の予定", "DTSTART;VALUE=DATE:20261130", "DTEND;VALUE=DATE:20261207",
            "DTSTART;TZID=Asia/Tokyo:20261130T093000", "SUMMARY:もちつき大会", "LOCATION:日の出公園"] {
            assert!(text.contains(&format!("{line}\r\n")), "{line} in {text}");
        }
        assert!(!text.contains("山田") && !text.contains("佐藤"));
        // Taken back by who made it; gone for who leaves the household.
        let path = format!("/v1/me/associations/households/{}/calendar", town.yamada);
        assert_eq!(town.ask(&town.hana, "DELETE", &path, None).await.status, 204);
        assert_eq!(town.get(&at, None).await.status, 200, "that of another member stays");
        assert_eq!(town.ask(&town.yui, "DELETE", &path, None).await.status, 204);
        assert_eq!(town.get(&at, None).await.status, 404);
        let mine = town.calendar(&town.mori, town.mori_home).await.unwrap();
        let path = format!("/v1/me/associations/households/{}/members/me", town.mori_home);
        assert_eq!(town.ask(&town.mori, "DELETE", &path, None).await.status, 204);
        assert_eq!(town.get(&mine, None).await.status, 404);
        assert_eq!(town.get("/v1/calendar/household/990019-00", None).await.status, 404);
    }
}
