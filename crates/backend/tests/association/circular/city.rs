//! The city writes to many: what their officers may do with it before it goes out, and what the city sees of it.

use super::{draft, id};
use crate::{
    http::{CITY, on_both},
    town::{AssociationTown, day},
};
use itsumo_backend::association::circular::{
    CircularError, Stage,
    city::{self, Handle},
    write::{self, Action},
};
use itsumo_domain::{
    Timestamp,
    association::{
        AssociationCommand,
        circular::{Ask, Audience, Draft, Mark, Reply, burden::Standing, joint_id},
    },
    city::LocalText,
};
use std::collections::BTreeSet;
use uuid::Uuid;

impl AssociationTown {
    fn to_both(&self, title: &str) -> Draft {
        let associations = BTreeSet::from([self.hinode.id, self.miharashi.id]);
        Draft { audience: Audience { everybody: true, associations, ..Audience::default() }, ..draft(title) }
    }

    /// The city writes at the console, and its hold passes.
    async fn city_sends(&self, draft: Draft) -> Uuid {
        let author = self.city.author();
        let id = write::begin(&self.app, CITY, &author, draft).await.unwrap();
        write::give(&self.app, CITY, &author, id, 1, Vec::new()).await.unwrap();
        assert_eq!(self.due().await, 0);
        self.hold_passes().await;
        id
    }

    async fn handles(&self, circular: Uuid, handle: Handle) -> Result<(), CircularError> {
        write::act(&self.app, CITY, &self.chair.author(), circular, Action::Handle(handle)).await
    }

    fn own(&self, parent: Uuid) -> Uuid {
        joint_id(parent, self.hinode.id)
    }

    async fn standing(&self, parent: Uuid) -> Vec<Standing> {
        let now = self.now();
        self.read(move |tx| Box::pin(async move { city::standing(tx, CITY, parent, now).await })).await
    }
}

on_both! {
    async fn the_citys_lies_a_day_with_the_officers_and_then_goes_out_by_itself(town: AssociationTown) {
        let parent = town.city_sends(town.to_both("ごみの出し方")).await;
        assert!(town.circulars(&town.hana).await.is_empty() && town.circulars(&town.kishi).await.is_empty());
        let (hinode, now) = (town.hinode.id, town.now());
        let waiting = town.read(move |tx| Box::pin(async move { city::waiting(tx, CITY, hinode).await })).await;
        assert_eq!(waiting.iter().map(|entry| (entry.parent, entry.held_until)).collect::<Vec<_>>(), [(Some(parent), Some(now.plus(Timestamp::DAY)))]);
        town.handles(town.own(parent), Handle::Remark(LocalText::ja("日の出町会では水曜日です。"))).await.unwrap();
        // Their own goes on being numbered meanwhile.
        town.sends(&town.chair, id(1), draft("清掃")).await;
        town.clock.advance(Timestamp::DAY);
        assert_eq!(town.due().await, 2);
        let theirs = town.circulars(&town.hana).await;
        let (_, record, circular) = theirs.iter().find(|(.., circular)| circular.from_city).unwrap();
        assert_eq!((*record, circular.number, circular.from.as_str()), (town.own(parent), 2, "市民活動課"));
        assert_eq!(circular.association_name, "日の出町会");
        assert_eq!(circular.remark.as_ref().unwrap().ja, "日の出町会では水曜日です。");
        let (_, record, circular) = town.circulars(&town.kishi).await.remove(0);
        assert_eq!((record, circular.number, circular.remark), (joint_id(parent, town.miharashi.id), 1, None));
        // An association answers it as its own; its words are the city's.
        assert_eq!(town.writes(&town.chair, town.own(parent), draft("書きかえ")).await.unwrap_err().code, "not-found");
        let recall = AssociationCommand::RecallCircular { circular: town.own(parent) };
        assert_eq!(town.act(&town.chair.person, recall).await.unwrap_err().code, "not-found");
        town.marks(&town.head1, town.own(parent), town.ueda, Mark::Read, town.now()).await.unwrap();
        town.clock.advance(12 * Timestamp::HOUR);
        town.act(&town.chair.person, AssociationCommand::RemindCircular { circular: town.own(parent) }).await.unwrap();
    }
}

on_both! {
    async fn what_is_held_back_stays_until_they_say_so_and_the_order_is_theirs(town: AssociationTown) {
        let first = town.city_sends(town.to_both("市の一つ目")).await;
        town.clock.advance(Timestamp::HOUR);
        let second = town.city_sends(town.to_both("市の二つ目")).await;
        town.clock.advance(Timestamp::HOUR);
        let third = town.city_sends(town.to_both("市の三つ目")).await;
        town.handles(town.own(third), Handle::HoldBack).await.unwrap();
        town.handles(town.own(second), Handle::Earlier).await.unwrap();
        town.handles(town.own(second), Handle::Earlier).await.unwrap();
        town.clock.advance(2 * Timestamp::DAY);
        town.due().await;
        let number = async |parent| town.entry(town.own(parent)).await.unwrap().number;
        assert_eq!((number(second).await, number(first).await, number(third).await), (1, 2, 0));
        // The other association did nothing: there it went as the city sent it.
        let other = async |parent| town.entry(joint_id(parent, town.miharashi.id)).await.unwrap().number;
        assert_eq!((other(first).await, other(second).await, other(third).await), (1, 2, 3));
        assert_eq!(town.entry(town.own(third)).await.unwrap().stage, Stage::Back);
        town.handles(town.own(third), Handle::SendNow).await.unwrap();
        town.due().await;
        assert_eq!(number(third).await, 3);
        let moved = town.handles(town.own(third), Handle::HoldBack).await.unwrap_err();
        assert!(matches!(&moved, CircularError::Refused(refusal) if refusal.code == "circular-moved"), "{moved}");
        // Nobody else's officers, and no head of a block.
        for officer in [&town.other_chair, &town.head1, &town.treasurer, &town.city] {
            let tried = write::act(&town.app, CITY, &officer.author(), town.own(third), Action::Handle(Handle::HoldBack)).await;
            assert!(matches!(tried, Err(CircularError::NotThere)));
        }
    }
}

on_both! {
    async fn what_is_urgent_is_with_everybody_at_once_and_a_recall_takes_it_from_all(town: AssociationTown) {
        let parent = town.city_sends(Draft { urgent: true, ..town.to_both("断水") }).await;
        assert_eq!(town.titles(&town.hana).await, BTreeSet::from(["断水".to_owned()]));
        assert_eq!(town.titles(&town.kishi).await.len(), 1);
        // A correction goes to all.
        let author = town.city.author();
        let words = town.to_both("断水（明日まで）");
        let work = write::save(&town.app, CITY, &author, parent, words).await.unwrap();
        write::give(&town.app, CITY, &author, parent, work, Vec::new()).await.unwrap();
        town.hold_passes().await;
        assert_eq!(town.titles(&town.kishi).await, BTreeSet::from(["断水（明日まで）".to_owned()]));
        assert_eq!(town.entry(town.own(parent)).await.unwrap().number, 1);
        let waits = town.city_sends(town.to_both("まだ出ていない")).await;
        for parent in [parent, waits] {
            write::act(&town.app, CITY, &author, parent, Action::Recall).await.unwrap();
        }
        town.clock.advance(2 * Timestamp::DAY);
        assert_eq!(town.due().await, 0);
        for person in [&town.hana, &town.kishi] {
            assert!(town.circulars(person).await.is_empty());
        }
        assert!(town.entry(town.own(waits)).await.is_none(), "it never lay with them");
    }
}

on_both! {
    async fn the_city_sees_counts_and_never_a_household(town: AssociationTown) {
        let options = vec![LocalText::ja("はい"), LocalText::ja("いいえ")];
        let words = Draft { urgent: true, ask: Ask::Choice { options, many: false }, ..town.to_both("アンケート") };
        let parent = town.city_sends(words).await;
        town.has_pulled(&town.mori).await;
        town.replies(&town.sato, town.own(parent), town.sato_home, Reply::Choice { chosen: vec![1] }).await.unwrap();
        town.marks(&town.head1, town.own(parent), town.ueda, Mark::Delivered, town.now()).await.unwrap();
        let standing = town.standing(parent).await;
        let found: Vec<_> = standing.iter().map(|one| (one.name.as_str(), one.out, one.totals.of, one.totals.confirmed, one.totals.on_device, one.totals.paper_delivered, one.chosen.clone())).collect();
        assert_eq!(found, [("日の出町会", true, 40, 1, 1, 1, vec![0, 1]), ("見晴台町会", true, 8, 0, 0, 0, vec![0, 0])]);
        let text = serde_json::to_string(&standing).unwrap();
        for household in [town.sato_home, town.mori_home, town.ueda, town.blocks[0].id] {
            assert!(!text.contains(&household.to_string()));
        }
        // The burden of November, and of December: nothing.
        town.sends(&town.chair, id(1), draft("清掃")).await;
        let burden = async |month: &str| {
            let month = day(month);
            let all = town.read(move |tx| Box::pin(async move { city::burden(tx, CITY, month).await })).await;
            all.into_iter().map(|one| (one.name, one.pieces, one.sheets, one.own)).collect::<Vec<_>>()
        };
        assert_eq!(burden("2026-11-24").await, [("日の出町会".to_owned(), 1, 15, 1), ("見晴台町会".to_owned(), 1, 4, 0)]);
        assert_eq!(burden("2026-12-01").await, [("日の出町会".to_owned(), 0, 0, 0), ("見晴台町会".to_owned(), 0, 0, 0)]);
    }
}

on_both! {
    async fn the_city_chooses_associations_and_no_block_and_no_officer_writes_for_it(town: AssociationTown) {
        let author = town.city.author();
        let faults = async |audience: Audience| {
            let words = Draft { audience, ..draft("市から") };
            let id = write::begin(&town.app, CITY, &author, words).await.unwrap();
            match write::give(&town.app, CITY, &author, id, 1, Vec::new()).await {
                Err(CircularError::Faults(faults)) => faults.into_iter().map(|fault| fault.code).collect::<Vec<_>>(),
                other => panic!("{other:?}"),
            }
        };
        let all = Audience { everybody: true, ..Audience::default() };
        assert_eq!(faults(all.clone()).await, ["associations-empty"]);
        assert_eq!(faults(Audience { associations: BTreeSet::from([id(5)]), ..all.clone() }).await, ["audience-not-here"]);
        let blocks = BTreeSet::from([town.blocks[0].id]);
        assert_eq!(faults(Audience { associations: BTreeSet::from([town.hinode.id]), blocks, ..all }).await, ["audience-not-yours"]);
        assert_eq!(town.writes(&town.chair, id(1), town.to_both("会長から市のように")).await.unwrap_err().code, "not-found");
        assert_eq!(town.writes(&town.city, id(1), draft("市から町会のように")).await.unwrap_err().code, "not-found");
    }
}
