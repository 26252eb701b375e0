//! At the console: written, looked at, ticked off, held, taken back, thrown away; and what follows a seat.

use super::{draft, id};
use crate::{
    http::{CITY, on_both},
    town::{AssociationTown, day},
};
use bytes::Bytes;
use itsumo_backend::association::{
    circular::{
        CircularError, Stage, file, look, recall,
        write::{self, begin, give, save, take_back},
    },
    seat,
};
use itsumo_domain::{
    Timestamp,
    association::{
        Role,
        circular::{Ask, Audience, Draft, Warning},
        seat::Term,
    },
    city::LocalText,
    writing::Block,
};
use std::collections::BTreeSet;
use uuid::Uuid;

on_both! {
    async fn what_is_looked_at_twice_is_ticked_off_before_it_goes(town: AssociationTown) {
        let (app, chair) = (&town.app, town.chair.author());
        let words = Draft {
            public: true,
            blocks: vec![Block::Text { text: LocalText::ja("連絡は0436-00-7777まで") }],
            ..draft("迷い猫")
        };
        let circular = begin(app, CITY, &chair, words).await.unwrap();
        let seen = look(app, CITY, &chair, circular).await.unwrap();
        assert_eq!((seen.households, seen.papers, seen.faults.len()), (40, 15, 0));
        // 27 of the 40 read in the app by their own wish, and of those only three have joined.
        let names: Vec<_> = seen.warnings.iter().map(Warning::name).collect();
        assert_eq!(names, ["nobody", "public-phones"]);
        let work = seen.entry.work;
        let open = give(app, CITY, &chair, circular, work, Vec::new()).await.unwrap_err();
        assert!(matches!(open, CircularError::Unticked(warnings) if warnings.len() == 2));
        let marks: Vec<String> = seen.warnings.iter().map(Warning::mark).collect();
        give(app, CITY, &chair, circular, work, marks.clone()).await.unwrap();
        assert!(matches!(save(app, CITY, &chair, circular, draft("別")).await, Err(CircularError::Moved)));
        take_back(app, CITY, &chair, circular).await.unwrap();
        assert!(matches!(take_back(app, CITY, &chair, circular).await, Err(CircularError::Moved)));
        let now = save(app, CITY, &chair, circular, draft("別の言葉")).await.unwrap();
        let old = give(app, CITY, &chair, circular, work, marks).await.unwrap_err();
        assert!(matches!(old, CircularError::Moved), "who sends says what they looked at");
        let rest = look(app, CITY, &chair, circular).await.unwrap().warnings.iter().map(Warning::mark).collect();
        give(app, CITY, &chair, circular, now, rest).await.unwrap();
        assert_eq!(town.hold_passes().await, 1);
        assert_eq!(town.titles(&town.hana).await, BTreeSet::from(["別の言葉".to_owned()]));
        for stranger in [&town.treasurer, &town.other_chair, &town.city] {
            assert!(matches!(look(app, CITY, &stranger.author(), circular).await, Err(CircularError::NotThere)));
        }
        assert!(begin(app, CITY, &town.treasurer.author(), draft("会計から")).await.is_err());
    }
}

on_both! {
    async fn what_is_thrown_away_is_gone_with_its_files(town: AssociationTown) {
        let (app, chair) = (&town.app, town.chair.author());
        let circular = begin(app, CITY, &chair, draft("下書き")).await.unwrap();
        let text = Bytes::from_static("地図".as_bytes());
        file::attach(app, CITY, &chair, circular, "map.txt", text.clone()).await.unwrap();
        assert_eq!(town.blob_files(), 1);
        write::discard(app, CITY, &chair, circular).await.unwrap();
        assert!(town.entry(circular).await.is_none());
        assert_eq!(town.blob_files(), 0);
        // A file from a phone whose circular never came is forgotten after a day; one that is used is not.
        let used = file::take_in(app, CITY, &chair, id(1), "map.txt", text).await.unwrap();
        town.sends(&town.chair, id(1), Draft { attachments: vec![used], ..draft("清掃") }).await;
        file::take_in(app, CITY, &chair, id(2), "other.txt", Bytes::from_static(b"other")).await.unwrap();
        file::forget_unused(app, CITY).await.unwrap();
        assert_eq!(town.blob_files(), 2);
        town.clock.advance(25 * Timestamp::HOUR);
        file::forget_unused(app, CITY).await.unwrap();
        assert_eq!(town.blob_files(), 1);
    }
}

on_both! {
    async fn what_is_due_tomorrow_is_reminded_of_once_in_the_morning(town: AssociationTown) {
        let asked = |due: &str| Draft { ask: Ask::Seen, due: Some(day(due)), ..draft("確認") };
        town.sends(&town.chair, id(1), asked("2026-11-27")).await;
        // Until tomorrow: they have only just read it.
        town.sends(&town.chair, id(2), asked("2026-11-24")).await;
        town.sends(&town.chair, id(3), asked("2026-11-30")).await;
        let store = &town.app.store;
        let morning = |date: &str| Timestamp::from_jst_date(day(date)).plus(8 * Timestamp::HOUR);
        town.clock.set(morning("2026-11-26").plus(-1));
        assert_eq!(recall::remind_due(store, town.now()).await.unwrap(), 0);
        town.clock.advance(1);
        assert_eq!(recall::remind_due(store, town.now()).await.unwrap(), 1);
        assert_eq!(recall::remind_due(store, town.now()).await.unwrap(), 0);
        let reminded = town.circulars(&town.hana).await.into_iter().filter(|(.., circular)| circular.reminded.is_some());
        assert_eq!(reminded.map(|(_, id, _)| id).collect::<Vec<_>>(), [id(1)]);
        // A server that slept until after the due day lets it be.
        town.clock.set(morning("2026-12-02"));
        recall::remind_due(store, town.now()).await.unwrap();
        assert_eq!(recall::remind_due(store, town.now()).await.unwrap(), 0);
        assert_eq!(town.entry(id(3)).await.unwrap().reminded, None);
    }
}

on_both! {
    async fn what_was_written_to_a_seat_stays_with_the_seat(town: AssociationTown) {
        let heads = Audience { roles: BTreeSet::from([Role::BlockHead]), ..Audience::default() };
        town.sends(&town.chair, id(1), Draft { audience: heads, ..draft("班長会議") }).await;
        assert!(town.circulars(&town.nobody).await.is_empty());
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
        assert_eq!(town.titles(&town.nobody).await, BTreeSet::from(["班長会議".to_owned()]));
        assert_eq!(town.titles(&town.head1.person).await.len(), 1, "both hold it for the days of the hand-over");
        // The old one's term ends in March; the new one's goes on.
        town.clock.set(Timestamp::from_jst_date(day("2027-04-01")).plus(Timestamp::HOUR));
        assert!(town.titles(&town.head1.person).await.is_empty());
        assert_eq!(town.titles(&town.nobody).await.len(), 1);
        assert_eq!(town.entry(id(1)).await.unwrap().stage, Stage::Out);
    }
}
