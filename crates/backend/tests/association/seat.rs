//! Seats: taken with a slip, handed over in April with some days together, ended by themselves, found again when their
//! holder has vanished.

use crate::{
    http::{CITY, on_both},
    town::{AssociationTown, Officer, Person, day},
};
use itsumo_backend::{
    association::{
        office::{self, NewSeat, NewTerm, OfficeError},
        recovery, seat,
    },
    upkeep,
};
use itsumo_domain::{
    Stream, Timestamp,
    association::{
        AssociationCard, AssociationCommand, Role,
        seat::{RecoveryState, SeatCard},
    },
    record::kind,
};
use serde_json::{Value as Json, json};
use uuid::Uuid;

const SEATS: &str = "/v1/me/associations/seats";
const RECOVERIES: &str = "/v1/me/associations/recoveries";

impl AssociationTown {
    /// A person's card of a seat, as their device has it.
    async fn seat_card(&self, person: &Person, seat: Uuid) -> Option<SeatCard> {
        let streams = self.streams(person).await;
        let records = streams.get(&Stream::person(person.id))?;
        records.iter().find(|record| record.id == seat && record.kind == kind::SEAT && !record.gone)?.body_as()
    }

    /// The names that a household reads of who holds a seat.
    async fn officers_shown(&self, seat: Uuid) -> Vec<(String, String)> {
        let streams = self.streams(&self.hana).await;
        let records = &streams[&Stream::association(self.hinode.id)];
        let card = records.iter().find(|record| record.kind == kind::ASSOCIATION).unwrap();
        let card: AssociationCard = card.body_as().unwrap();
        let officers = card.officers.into_iter().filter(|officer| officer.seat == seat);
        officers.map(|officer| (officer.name, officer.phone)).collect()
    }

    async fn take_seat(&self, person: &Person, code: &str) -> Result<Json, String> {
        let reply = self.ask(person, "POST", SEATS, Some(json!({ "code": code }))).await;
        let body = reply.json();
        if reply.status == 200 { Ok(body) } else { Err(body["fields"][0]["code"].as_str().unwrap().to_owned()) }
    }

    /// The next 会長 from April on; who holds the seat stays for two weeks.
    async fn hand_over(&self) -> office::SeatCode {
        let term = NewTerm {
            name: "佐藤 健".to_owned(),
            since: Some(day("2027-04-01")),
            until: Some(day("2028-03-31")),
            last: Some(day("2027-04-14")),
        };
        let (plan, code) =
            office::hand_over(&self.app, CITY, Some(self.hinode.id), self.chair.seat.id, term, "operator")
                .await
                .unwrap();
        assert_eq!(plan.both, Some((day("2027-04-01"), day("2027-04-14"))));
        assert_eq!(plan.empty, None);
        code
    }

    async fn ask_for_seat(&self, person: &Person, seat: Uuid) -> Json {
        let asked = json!({ "name": "佐藤 健", "why": "会長と連絡がとれません" });
        let reply = self.ask(person, "POST", &format!("{SEATS}/{seat}/recovery"), Some(asked)).await;
        assert_eq!(reply.status, 200, "{}", reply.json());
        reply.json()
    }

    async fn answers(&self, officer: &Officer, recovery: &Json, yes: bool) -> u16 {
        let path = format!("{RECOVERIES}/{}", recovery["id"].as_str().unwrap());
        self.ask(&officer.person, "POST", &path, Some(json!({ "yes": yes }))).await.status.as_u16()
    }

    async fn recovery_state(&self, person: &Person) -> String {
        let reply = self.ask(person, "GET", RECOVERIES, None).await;
        reply.json()[0]["state"].as_str().unwrap().to_owned()
    }

    async fn hour_passes(&self) {
        let now = self.now();
        recovery::settle_due(&self.app.store, &*self.app.ids, CITY, now).await.unwrap();
        upkeep::prune(&self.app.store, CITY, now).await.unwrap();
    }
}

fn jst(day_text: &str, hour: i64) -> Timestamp {
    Timestamp::from_jst_date(day(day_text)).plus(hour * Timestamp::HOUR)
}

on_both! {
    async fn in_april_two_hold_the_seat_for_two_weeks_and_the_first_one_goes_by_itself(town: AssociationTown) {
        let (seat, old) = (town.chair.seat.id, town.chair.person.clone());
        let code = town.hand_over().await;
        // The one who goes sees who comes, and a checklist that begins anew.
        assert_eq!(town.seat_card(&old, seat).await.unwrap().beside, "佐藤 健");
        let taken = town.take_seat(&town.sato, &code.code).await.unwrap();
        assert_eq!((taken["title"].as_str(), taken["since"].as_str()), (Some("会長"), Some("2027-04-01")));
        assert_eq!(town.take_seat(&town.sato, &code.code).await.unwrap(), taken, "twice is once");
        assert_eq!(town.take_seat(&town.mori, &code.code).await, Err("seat-code-used-up".to_owned()));
        assert_eq!(town.seat_card(&town.sato, seat).await, None, "nothing opens before the first day");

        town.clock.set(jst("2027-04-01", 9));
        let card = town.seat_card(&town.sato, seat).await.unwrap();
        assert_eq!((card.since, card.until), (day("2027-04-01"), Some(day("2028-03-31"))));
        assert_eq!(card.beside, "会長の人");
        let tick = AssociationCommand::TickItem { seat, item: 0, done: true };
        town.act(&old, tick.clone()).await.unwrap();
        let item = town.seat_card(&town.sato, seat).await.unwrap().checklist.remove(0);
        assert_eq!((item.by.as_str(), item.done), ("会長の人", Some(jst("2027-04-01", 9))), "both see the tick");
        let show = AssociationCommand::ShowOfficer { seat, name: "佐藤".to_owned(), phone: "0436-00-5002".to_owned() };
        town.act(&town.sato, show).await.unwrap();
        let shown = vec![(String::new(), String::new()), ("佐藤".to_owned(), "0436-00-5002".to_owned())];
        assert_eq!(town.officers_shown(seat).await, shown);

        town.clock.set(jst("2027-04-15", 9));
        assert_eq!(town.seat_card(&old, seat).await, None, "the card is taken");
        assert_eq!(town.act(&old, tick).await.unwrap_err().code, "not-found");
        assert_eq!(town.seat_card(&town.sato, seat).await.unwrap().beside, "");
        assert_eq!(town.officers_shown(seat).await, [("佐藤".to_owned(), "0436-00-5002".to_owned())]);
        let lines = office::seats(&town.app, CITY, Some(town.hinode.id)).await.unwrap();
        let chair = lines.iter().find(|line| line.seat.id == seat).unwrap();
        let history: Vec<_> = chair.terms.iter().map(|held| held.term.since.to_string()).collect();
        assert_eq!(history, ["2027-04-01", "2026-04-01", "2025-04-01"], "the seat keeps its history");
    }
}

on_both! {
    async fn a_code_that_is_lost_is_made_anew_and_the_one_before_is_void(town: AssociationTown) {
        let first = town.hand_over().await;
        let second = office::term_code(&town.app, CITY, Some(town.hinode.id), first.term, "operator").await.unwrap();
        assert_eq!(town.take_seat(&town.sato, &first.code).await, Err("seat-code-replaced".to_owned()));
        let elsewhere = office::term_code(&town.app, CITY, Some(town.miharashi.id), first.term, "operator").await;
        assert!(matches!(elsewhere, Err(OfficeError::NotThere)), "another association's seat is not there");
        town.take_seat(&town.sato, &second.code).await.unwrap();
        let own = office::term_code(&town.app, CITY, Some(town.hinode.id), first.term, "operator").await;
        assert!(matches!(own, Err(OfficeError::NotThere)), "a term that is taken has no code");
        assert_eq!(town.take_seat(&town.sato, "7K3M-Q0ZD-1XPB").await, Err("code-slip".to_owned()));
        let block = town.code(town.blocks[0].id).await;
        assert_eq!(town.take_seat(&town.mori, &block).await, Err("code-of-a-block".to_owned()));
        assert_eq!(town.join(&town.nobody, &second.code, ("山田", "3-1")).await, Err("code-of-an-officer".to_owned()));
        town.clock.set(jst("2027-06-01", 9));
        assert_eq!(town.take_seat(&town.mori, &second.code).await, Err("seat-code-expired".to_owned()));
    }
}

on_both! {
    async fn what_is_wrong_with_a_hand_over_is_said_by_its_field(town: AssociationTown) {
        let give = async |term: NewTerm| {
            let (at, seat) = (Some(town.hinode.id), town.chair.seat.id);
            match office::hand_over(&town.app, CITY, at, seat, term, "operator").await {
                Err(OfficeError::Field(wrong)) => (wrong.field, wrong.code),
                other => panic!("{other:?}"),
            }
        };
        let from = |since: &str| NewTerm { since: Some(day(since)), ..NewTerm::default() };
        let back = NewTerm { until: Some(day("2027-03-01")), ..from("2027-04-01") };
        assert_eq!(give(back).await, ("until", "ends-before-it-begins"));
        let long = NewTerm { last: Some(day("2027-09-30")), ..from("2027-04-01") };
        assert_eq!(give(long).await, ("last", "seat-overlap-long"));
        let chair = NewTerm { name: "x".repeat(61), ..from("2027-04-01") };
        assert_eq!(give(chair).await, ("name", "too-long"));
        town.hand_over().await;
        let third = NewTerm { last: Some(day("2027-04-20")), ..from("2027-04-10") };
        assert_eq!(give(third).await, ("since", "seat-three"));
        let of = NewSeat { role: Role::BlockHead, block: Some("9班".to_owned()), ..NewSeat::default() };
        let wrong = office::give_seat(&town.app, CITY, Some(town.hinode.id), of, "operator").await;
        assert!(matches!(wrong, Err(OfficeError::Field(wrong)) if (wrong.field, wrong.code) == ("block", "unknown")));
        let terms = town.seat_terms(town.other_chair.seat.id).await;
        let last = office::end_term(&town.app, CITY, Some(town.miharashi.id), terms[0].id).await;
        assert!(matches!(last, Err(OfficeError::Field(wrong)) if wrong.code == "seat-last-chair"));
    }
}

on_both! {
    async fn a_chair_who_vanished_is_followed_by_whom_two_officers_agree_to(town: AssociationTown) {
        let seat = town.chair.seat.id;
        let asked = town.ask_for_seat(&town.sato, seat).await;
        assert_eq!((asked["state"].as_str(), asked["title"].as_str()), (Some("open"), Some("会長")));
        assert_eq!(town.ask_for_seat(&town.sato, seat).await["id"], asked["id"], "asked twice is asked once");
        let address = format!("{:x}@example.jp", town.chair.person.id.as_u128());
        let mail = town.mails.wait(&address, 1).await.unwrap();
        assert!(mail.subject.contains("「会長」") && mail.text.contains("佐藤 健さん") && mail.text.contains("3日以内"));
        let card = town.seat_card(&town.chair.person, seat).await.unwrap();
        assert!(card.asked[0].own && card.asked[0].by == "佐藤 健" && card.asked[0].waits.is_some());
        let treasurer = town.seat_card(&town.treasurer.person, town.treasurer.seat.id).await.unwrap();
        assert_eq!((treasurer.asked[0].own, treasurer.asked[0].yeses), (false, 0));
        let head = town.seat_card(&town.head1.person, town.head1.seat.id).await.unwrap();
        assert_eq!(head.asked, [], "a 班長 has no say in it, and hears nothing");

        assert_eq!(town.answers(&town.head1, &asked, true).await, 404);
        assert_eq!(town.answers(&town.other_chair, &asked, true).await, 404, "another association's chair");
        assert_eq!(town.answers(&town.treasurer, &asked, true).await, 204);
        assert_eq!(town.answers(&town.treasurer, &asked, true).await, 204, "one person is one yes");
        assert_eq!(town.recovery_state(&town.sato).await, "open");
        assert_eq!(town.answers(&town.auditor, &asked, true).await, 204);
        assert_eq!(town.recovery_state(&town.sato).await, "open", "the holder has three days to say that they are there");
        assert_eq!(town.seat_card(&town.sato, seat).await, None);

        town.clock.advance(3 * Timestamp::DAY);
        town.hour_passes().await;
        assert_eq!(town.recovery_state(&town.sato).await, "given");
        let card = town.seat_card(&town.sato, seat).await.unwrap();
        assert_eq!((card.since, card.until), (day("2026-11-27"), Some(day("2027-03-31"))));
        assert_eq!(card.asked, []);
        assert_eq!(town.seat_card(&town.chair.person, seat).await, None);
        let treasurer = town.seat_card(&town.treasurer.person, town.treasurer.seat.id).await.unwrap();
        assert_eq!(treasurer.asked, [], "what is settled is on no card");
        let terms = town.seat_terms(seat).await;
        let given = terms.iter().find(|held| held.person == Some(town.sato.id)).unwrap();
        assert_eq!(given.given_by, format!("recovery/{}", asked["id"].as_str().unwrap()));
        assert_eq!(town.answers(&town.secretary, &asked, true).await, 404, "it is settled");
    }
}

on_both! {
    async fn a_chair_who_is_there_after_all_says_no_and_then_the_city_alone_can_say_yes(town: AssociationTown) {
        let seat = town.chair.seat.id;
        let asked = town.ask_for_seat(&town.sato, seat).await;
        for officer in [&town.treasurer, &town.auditor] {
            assert_eq!(town.answers(officer, &asked, true).await, 204);
        }
        assert_eq!(town.answers(&town.chair, &asked, false).await, 204);
        assert_eq!(town.recovery_state(&town.sato).await, "refused");
        town.clock.advance(4 * Timestamp::DAY);
        town.hour_passes().await;
        assert_eq!(town.answers(&town.secretary, &asked, true).await, 404);
        assert!(town.seat_card(&town.chair.person, seat).await.is_some());
        assert_eq!(town.answers(&town.city, &asked, true).await, 204, "it has telephoned");
        assert_eq!(town.recovery_state(&town.sato).await, "given");
        assert!(town.seat_card(&town.sato, seat).await.is_some());
    }
}

on_both! {
    async fn a_chair_who_is_there_keeps_the_seat_whatever_the_city_said_before(town: AssociationTown) {
        let seat = town.chair.seat.id;
        let asked = town.ask_for_seat(&town.sato, seat).await;
        assert_eq!(town.answers(&town.city, &asked, true).await, 204);
        assert_eq!(town.recovery_state(&town.sato).await, "open", "the holder has three days");
        town.clock.advance(Timestamp::DAY);
        assert_eq!(town.answers(&town.chair, &asked, false).await, 204);
        assert_eq!(town.recovery_state(&town.sato).await, "refused");
        town.clock.advance(4 * Timestamp::DAY);
        town.hour_passes().await;
        assert!(town.seat_card(&town.chair.person, seat).await.is_some(), "a no is no less than silence");
        assert_eq!(town.answers(&town.city, &asked, true).await, 204, "it has telephoned");
        assert_eq!(town.recovery_state(&town.sato).await, "given");
        assert_eq!(town.seat_card(&town.chair.person, seat).await, None);
    }
}

on_both! {
    async fn who_takes_an_empty_seat_is_not_put_out_of_it_by_what_was_asked_before(town: AssociationTown) {
        let seat = town.head2.seat.id;
        let from = |since: &str| NewTerm { since: Some(day(since)), until: Some(day("2027-03-31")), ..NewTerm::default() };
        let ended = town.seat_terms(seat).await.remove(0);
        office::end_term(&town.app, CITY, Some(town.hinode.id), ended.id).await.unwrap();
        let asked = town.ask_for_seat(&town.mori, seat).await;
        assert_eq!(town.answers(&town.chair, &asked, true).await, 204);
        let (_, code) =
            office::hand_over(&town.app, CITY, Some(town.hinode.id), seat, from("2026-11-24"), "operator").await.unwrap();
        town.take_seat(&town.sato, &code.code).await.unwrap();
        assert_eq!(town.recovery_state(&town.mori).await, "taken");
        assert_eq!(town.answers(&town.secretary, &asked, true).await, 404, "the second yes is of no more use");
        let card = town.seat_card(&town.sato, seat).await.unwrap();
        assert_eq!(card.asked, []);
        let chair = town.seat_card(&town.chair.person, town.chair.seat.id).await.unwrap();
        assert_eq!(chair.asked, [], "nor is it on another's card");
        // Who wants it still asks anew: now somebody holds it, is told, and has three days.
        let again = town.ask_for_seat(&town.mori, seat).await;
        assert_ne!(again["id"], asked["id"]);
        for officer in [&town.chair, &town.secretary] {
            assert_eq!(town.answers(officer, &again, true).await, 204);
        }
        assert_eq!(town.recovery_state(&town.mori).await, "open");
        assert!(town.seat_card(&town.sato, seat).await.unwrap().asked[0].waits.is_some());
    }
}

on_both! {
    async fn whose_term_began_meanwhile_is_not_put_out_of_it_by_what_was_asked_before(town: AssociationTown) {
        let seat = town.head2.seat.id;
        let ended = town.seat_terms(seat).await.remove(0);
        office::end_term(&town.app, CITY, Some(town.hinode.id), ended.id).await.unwrap();
        let term = NewTerm { since: Some(day("2026-12-01")), until: Some(day("2027-03-31")), ..NewTerm::default() };
        let (_, code) =
            office::hand_over(&town.app, CITY, Some(town.hinode.id), seat, term, "operator").await.unwrap();
        town.take_seat(&town.sato, &code.code).await.unwrap();
        // For the week until then somebody may be wanted.
        let asked = town.ask_for_seat(&town.mori, seat).await;
        assert_eq!(town.recovery_state(&town.mori).await, "open");
        town.clock.set(jst("2026-12-02", 9));
        town.answers(&town.chair, &asked, true).await;
        town.answers(&town.secretary, &asked, true).await;
        assert_eq!(town.recovery_state(&town.mori).await, "taken");
        assert!(town.seat_card(&town.sato, seat).await.is_some());
        assert_eq!(town.seat_card(&town.mori, seat).await, None);
    }
}

on_both! {
    async fn who_was_given_a_seat_is_not_put_out_of_it_by_another_who_asked(town: AssociationTown) {
        let seat = town.head2.seat.id;
        let ended = town.seat_terms(seat).await.remove(0);
        office::end_term(&town.app, CITY, Some(town.hinode.id), ended.id).await.unwrap();
        let (first, second) = (town.ask_for_seat(&town.mori, seat).await, town.ask_for_seat(&town.sato, seat).await);
        for asked in [&second, &first] {
            town.answers(&town.chair, asked, true).await;
        }
        assert_eq!(town.answers(&town.secretary, &first, true).await, 204);
        assert_eq!(town.recovery_state(&town.mori).await, "given");
        assert_eq!(town.answers(&town.secretary, &second, true).await, 404);
        assert_eq!(town.recovery_state(&town.sato).await, "taken");
        assert!(town.seat_card(&town.mori, seat).await.is_some());
    }
}

on_both! {
    async fn a_seat_that_nobody_holds_is_given_at_once_and_a_wish_is_taken_back(town: AssociationTown) {
        let (at, seat) = (Some(town.hinode.id), town.head2.seat.id);
        let term = town.seat_terms(seat).await.remove(0);
        office::end_term(&town.app, CITY, at, term.id).await.unwrap();
        assert_eq!(town.seat_card(&town.head2.person, seat).await, None);
        let first = town.ask_for_seat(&town.mori, seat).await;
        let path = format!("{RECOVERIES}/{}", first["id"].as_str().unwrap());
        assert_eq!(town.ask(&town.sato, "DELETE", &path, None).await.status, 404, "somebody else's");
        assert_eq!(town.ask(&town.mori, "DELETE", &path, None).await.status, 204);
        assert_eq!(town.answers(&town.chair, &first, true).await, 404);
        let again = town.ask_for_seat(&town.mori, seat).await;
        assert_eq!(town.answers(&town.chair, &again, true).await, 204);
        assert_eq!(town.answers(&town.secretary, &again, true).await, 204);
        let card = town.seat_card(&town.mori, seat).await.unwrap();
        assert_eq!(card.since, day("2026-11-24"));
    }
}

on_both! {
    async fn who_has_no_part_in_an_association_asks_for_no_seat_of_it(town: AssociationTown) {
        let seat = town.chair.seat.id;
        let asked = json!({ "name": "旅 さん" });
        for person in [&town.nobody, &town.kishi, &town.ishii] {
            let reply = town.ask(person, "POST", &format!("{SEATS}/{seat}/recovery"), Some(asked.clone())).await;
            assert_eq!(reply.status, 404);
        }
        let of_city = format!("{SEATS}/{}/recovery", town.city.seat.id);
        assert_eq!(town.ask(&town.hana, "POST", &of_city, Some(asked.clone())).await.status, 404, "the city's own");
        let own = town.ask(&town.chair.person, "POST", &format!("{SEATS}/{seat}/recovery"), Some(asked)).await;
        assert_eq!(own.json()["fields"][0]["code"], "seat-held");
        let nameless = json!({ "name": " " });
        let reply = town.ask(&town.hana, "POST", &format!("{SEATS}/{seat}/recovery"), Some(nameless)).await;
        assert_eq!(reply.json()["fields"][0]["code"], "empty");
        town.ask_for_seat(&town.hana, seat).await;
        town.clock.advance(31 * Timestamp::DAY);
        town.hour_passes().await;
        assert_eq!(town.recovery_state(&town.hana).await, RecoveryState::Over.name(), "what nobody agrees to is over");
    }
}

impl AssociationTown {
    async fn seat_terms(&self, of: Uuid) -> Vec<seat::Held> {
        let found = self.write(move |tx, _| Box::pin(async move { seat::terms(tx, CITY, &[of]).await }));
        let mut terms = found.await;
        terms.retain(|held| held.term.covers(self.now().jst_date()) || held.person == Some(self.sato.id));
        terms
    }
}
