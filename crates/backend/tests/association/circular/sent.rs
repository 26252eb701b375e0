//! What went to single households or to seats, as the officer who sent it sees it on their phone; and who does not.

use super::{draft, id};
use crate::{
    http::{CITY, on_both},
    town::{AssociationTown, Person, day},
};
use itsumo_backend::association::seat;
use itsumo_domain::{
    Stream, Timestamp,
    association::{
        AssociationCommand, Role,
        circular::{Ask, Audience, Draft, Reply, SentCircular},
        seat::Term,
    },
    record::kind,
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// A word to one household.
fn to(household: Uuid, title: &str) -> Draft {
    let audience = Audience { households: BTreeSet::from([household]), ..Audience::default() };
    Draft { audience, ask: Ask::Seen, ..draft(title) }
}

impl AssociationTown {
    /// What somebody's devices show as sent, with where it lies.
    async fn sent(&self, person: &Person) -> Vec<(Stream, Uuid, SentCircular)> {
        let streams = self.streams(person).await.into_iter();
        let all = streams.flat_map(|(stream, records)| records.into_iter().map(move |record| (stream.clone(), record)));
        let sent = all.filter(|(_, record)| record.kind == kind::CIRCULAR_SENT);
        sent.map(|(stream, record)| (stream, record.id, record.body_as().unwrap())).collect()
    }

    async fn sent_titles(&self, person: &Person) -> Vec<String> {
        self.sent(person).await.into_iter().map(|(.., sent)| sent.circular.title.ja).collect()
    }
}

on_both! {
    async fn what_goes_to_one_household_is_a_record_of_its_sender_and_of_no_other_officer_or_household(town: AssociationTown) {
        let head = &town.head1;
        town.sends(head, id(1), to(town.sato_home, "預かりもの")).await;
        let sent = town.sent(&head.person).await;
        assert_eq!(sent.len(), 1);
        let (stream, record, body) = &sent[0];
        assert_eq!((stream, *record), (&Stream::person(head.person.id), id(1)));
        assert_eq!((body.circular.title.ja.as_str(), body.circular.from.as_str()), ("預かりもの", "1班 班長"));
        assert_eq!(body.households, BTreeSet::from([town.sato_home]));
        let read: Vec<Stream> = town.circulars(&town.sato).await.into_iter().map(|(stream, ..)| stream).collect();
        assert_eq!(read, [Stream::household(town.sato_home)]);
        let officers = town.officers().into_iter().map(|officer| &officer.person).filter(|person| person.id != head.person.id);
        let residents = [&town.hana, &town.yui, &town.mori, &town.ishii, &town.kishi, &town.nobody];
        for other in officers.chain(residents) {
            assert!(town.sent(other).await.is_empty() && town.circulars(other).await.is_empty(), "{:?}", other.id);
        }
        assert!(town.sent(&town.sato).await.is_empty());

        // It makes the sender no reader: counted is the household alone.
        town.has_pulled(&head.person).await;
        let totals = town.reach(&head.person, id(1)).await.unwrap().totals;
        assert_eq!((totals.of, totals.on_device), (1, 0));
        town.opens(&head.person, id(1)).await.unwrap();
        assert_eq!(town.reach(&head.person, id(1)).await.unwrap().totals.opened, 0);
        town.has_pulled(&town.sato).await;
        assert_eq!(town.reach(&head.person, id(1)).await.unwrap().totals.on_device, 1);
        assert_eq!(town.replies(&head.person, id(1), town.sato_home, Reply::Seen).await.unwrap_err().code, "not-found");
    }
}

on_both! {
    async fn it_is_corrected_reminded_of_and_taken_back_where_its_sender_sees_it_too(town: AssociationTown) {
        let head = &town.head1;
        town.sends(head, id(1), to(town.sato_home, "預かりもの")).await;
        town.sends(head, id(1), to(town.sato_home, "預かりもの（傘）")).await;
        let sent = town.sent(&head.person).await;
        assert_eq!((sent.len(), sent[0].2.circular.title.ja.as_str()), (1, "預かりもの（傘）"));
        assert!(sent[0].2.circular.edited.is_some());
        town.clock.advance(12 * Timestamp::HOUR);
        town.act(&head.person, AssociationCommand::RemindCircular { circular: id(1) }).await.unwrap();
        assert_eq!(town.sent(&head.person).await[0].2.circular.reminded, Some(town.now()));
        assert_eq!(town.circulars(&town.sato).await.len(), 1);
        town.act(&head.person, AssociationCommand::RecallCircular { circular: id(1) }).await.unwrap();
        assert!(town.sent(&head.person).await.is_empty() && town.circulars(&town.sato).await.is_empty());
    }
}

on_both! {
    async fn what_officers_read_anyway_is_not_shown_to_its_sender_twice(town: AssociationTown) {
        town.sends(&town.chair, id(1), draft("全世帯へ")).await;
        let heads = |roles: &[Role]| Audience { roles: roles.iter().copied().collect(), ..Audience::default() };
        town.sends(&town.chair, id(2), Draft { audience: heads(&[Role::BlockHead]), ..draft("班長へ") }).await;
        town.sends(&town.chair, id(3), Draft { audience: heads(&[Role::BlockHead, Role::Chair]), ..draft("役員へ") }).await;
        assert_eq!(town.sent_titles(&town.chair.person).await, ["班長へ"]);
        let read = BTreeSet::from(["全世帯へ".to_owned(), "役員へ".to_owned()]);
        assert_eq!(town.titles(&town.chair.person).await, read);
        for head in [&town.head1, &town.head2] {
            assert!(town.sent(&head.person).await.is_empty());
        }
    }
}

on_both! {
    async fn who_takes_the_seat_over_sees_what_it_sent_and_who_gave_it_up_does_not(town: AssociationTown) {
        town.sends(&town.head1, id(1), to(town.sato_home, "預かりもの")).await;
        let (new, seat, now) = (town.nobody.id, town.head1.seat.id, town.now());
        town.write(move |tx, out| Box::pin(async move {
            let held = seat::Held {
                id: Uuid::from_u128(0x7E_7E7E),
                seat,
                person: Some(new),
                term: Term { since: day("2026-11-24"), until: None },
                name: "次の班長".to_owned(),
                shows_name: String::new(),
                shows_phone: String::new(),
                given_by: "operator".to_owned(),
            };
            seat::give(tx, out, CITY, &held).await?;
            seat::write_cards(tx, out, CITY, &[seat], now).await
        })).await;
        assert_eq!(town.sent_titles(&town.nobody).await, ["預かりもの"]);
        assert_eq!(town.sent_titles(&town.head1.person).await, ["預かりもの"], "both hold it for a while");
        town.clock.set(Timestamp::from_jst_date(day("2027-04-01")).plus(Timestamp::HOUR));
        assert!(town.sent(&town.head1.person).await.is_empty());
        assert_eq!(town.sent_titles(&town.nobody).await, ["預かりもの"]);
        assert_eq!(town.circulars(&town.sato).await.len(), 1, "the household has it as before");
    }
}
