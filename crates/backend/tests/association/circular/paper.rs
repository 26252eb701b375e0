//! Paper: what officers deliver and mark, slips that come back, phones that were apart, and a recall after five letter
//! boxes.

use super::{draft, id};
use crate::{
    http::on_both,
    town::{AssociationTown, day, home_id},
};
use itsumo_domain::{
    Stream, Timestamp,
    association::{
        AssociationCommand,
        circular::{Ask, Draft, Mark, PaperMark, Reach, Reply, ReplyView, joint_id},
    },
    record::kind,
    writing::Attachment,
};
use std::collections::BTreeMap;
use uuid::Uuid;

impl AssociationTown {
    /// What an officer's new phone shows of paper in a block.
    async fn papers(&self, block: usize) -> BTreeMap<Uuid, PaperMark> {
        let streams = self.streams(&self.chair.person).await;
        let records = &streams[&Stream::officers(self.blocks[block].id)];
        let papers = records.iter().filter(|record| record.kind == kind::PAPER);
        papers.map(|record| record.body_as::<PaperMark>().unwrap()).map(|paper| (paper.household, paper)).collect()
    }
}

on_both! {
    async fn a_recall_after_five_letter_boxes_still_says_which_five(town: AssociationTown) {
        let words = Draft { ask: Ask::Seen, ..draft("日にちがちがう") };
        town.sends(&town.chair, id(1), words).await;
        town.replies(&town.sato, id(1), town.sato_home, Reply::Seen).await.unwrap();
        let boxes = [2, 5, 8, 11, 12].map(home_id);
        for (n, household) in (0..).zip(boxes) {
            town.marks(&town.head1, id(1), household, Mark::Delivered, town.now().plus(n)).await.unwrap();
        }
        town.act(&town.head2.person, AssociationCommand::RecallCircular { circular: id(1) }).await.unwrap_err();
        town.act(&town.chair.person, AssociationCommand::RecallCircular { circular: id(1) }).await.unwrap();
        town.act(&town.chair.person, AssociationCommand::RecallCircular { circular: id(1) }).await.unwrap();
        for person in [&town.hana, &town.sato, &town.mori, &town.chair.person] {
            let kinds: Vec<String> = town.streams(person).await.into_values().flatten().map(|record| record.kind).collect();
            assert!(!kinds.iter().any(|kind| kind == kind::CIRCULAR || kind == kind::CIRCULAR_REPLY), "{kinds:?}");
        }
        assert_eq!(town.papers(0).await.len(), 5, "the officers' phones say where paper lies");
        let view = town.reach(&town.head1.person, id(1)).await.unwrap();
        assert_eq!((view.recalled, view.totals.paper_delivered), (Some(town.now()), 5));
        let lie: Vec<Uuid> = view.lines.iter().filter(|line| line.paper == Mark::Delivered).map(|line| line.household).collect();
        assert_eq!(lie, boxes);
        // They are fetched one after the other, and marked; nothing more is replied.
        town.clock.advance(Timestamp::MINUTE);
        for household in boxes {
            town.marks(&town.head1, id(1), household, Mark::Nothing, town.now()).await.unwrap();
        }
        assert_eq!(town.reach(&town.head1.person, id(1)).await.unwrap().totals.paper_delivered, 0);
        assert_eq!(town.replies(&town.sato, id(1), town.sato_home, Reply::Seen).await.unwrap_err().code, "circular-recalled");
        // A month later the marks are gone too.
        town.clock.advance(32 * Timestamp::DAY);
        assert_eq!(itsumo_backend::association::circular::recall::expire_due(&town.app.store, town.now()).await.unwrap(), 1);
        assert!(town.papers(0).await.is_empty());
    }
}

on_both! {
    async fn phones_that_were_apart_all_evening_agree_in_whatever_order_they_come_back(town: AssociationTown) {
        let start = town.now();
        // (minutes, mark) of one household, in every order: the latest counts, of two of one minute the greater.
        let marks = [(10, Mark::Delivered), (20, Mark::Nothing), (30, Mark::Delivered), (30, Mark::Read)];
        let mut orders = Vec::new();
        for a in 0..4 { for b in 0..4 { for c in 0..4 { for d in 0..4 {
            let order = [a, b, c, d];
            if (0..4).all(|n| order.contains(&n)) { orders.push(order); }
        } } } }
        assert_eq!(orders.len(), 24);
        town.clock.advance(2 * Timestamp::HOUR);
        for (n, order) in (0..).zip(orders) {
            town.writes(&town.chair, id(n), draft("清掃")).await.unwrap();
            town.hold_passes().await;
            for place in order {
                let (minutes, mark) = marks[place];
                town.marks(&town.head1, id(n), town.ueda, mark, start.plus(minutes * Timestamp::MINUTE)).await.unwrap();
            }
            let view = town.reach(&town.head1.person, id(n)).await.unwrap();
            let ueda = view.lines.iter().find(|line| line.household == town.ueda).unwrap();
            assert_eq!((ueda.paper, ueda.reach), (Mark::Read, Reach::PaperRead), "{order:?}");
            let streams = town.streams(&town.head1.person).await;
            let records = &streams[&Stream::officers(town.blocks[0].id)];
            let shown = records.iter().find(|record| record.id == joint_id(id(n), town.ueda)).unwrap();
            let shown: PaperMark = shown.body_as().unwrap();
            assert_eq!((shown.mark, shown.marked, shown.by.as_str()), (Mark::Read, start.plus(30 * Timestamp::MINUTE), "1班 班長"));
        }
    }
}

on_both! {
    /// A clock that is ahead says nothing of when; in which order is known still.
    async fn a_mark_made_by_a_clock_that_is_ahead_can_be_taken_back(town: AssociationTown) {
        town.sends(&town.chair, id(1), draft("清掃")).await;
        let ahead = town.now().plus(30 * Timestamp::HOUR);
        let marks = [(0, Mark::Delivered), (1, Mark::Read), (2, Mark::Nothing)];
        for (later, mark) in marks {
            town.marks(&town.head1, id(1), town.ueda, mark, ahead.plus(later)).await.unwrap();
            let view = town.reach(&town.head1.person, id(1)).await.unwrap();
            assert_eq!(view.lines.iter().find(|line| line.household == town.ueda).unwrap().paper, mark);
        }
    }
}

on_both! {
    async fn a_slip_counts_as_a_reply_and_the_later_of_slip_and_phone_wins(town: AssociationTown) {
        let words = Draft { ask: Ask::Attendance, ..draft("総会") };
        town.sends(&town.chair, id(1), words).await;
        let slip = |household, people, marked| AssociationCommand::MarkPaper {
            circular: id(1),
            household,
            mark: Mark::Delivered,
            marked,
            given: Some(Reply::Attendance { people }),
        };
        let start = town.now();
        town.clock.advance(Timestamp::HOUR);
        town.act(&town.head1.person, slip(town.ueda, 2, start)).await.unwrap();
        let view = town.reach(&town.head1.person, id(1)).await.unwrap();
        let ueda = view.lines.iter().find(|line| line.household == town.ueda).unwrap();
        assert_eq!((ueda.reach, ueda.paper, &ueda.reply), (Reach::Confirmed, Mark::Read, &Some(Reply::Attendance { people: 2 })));
        // 山田 has both: the phone says three; the slip that was filled in before comes in after.
        town.replies(&town.hana, id(1), town.yamada, Reply::Attendance { people: 3 }).await.unwrap();
        town.act(&town.head1.person, slip(town.yamada, 1, start)).await.unwrap();
        let reply = async || {
            let streams = town.streams(&town.hana).await;
            let records = streams[&Stream::household(town.yamada)].clone();
            let reply = records.into_iter().find(|record| record.kind == kind::CIRCULAR_REPLY).unwrap();
            reply.body_as::<ReplyView>().unwrap()
        };
        assert_eq!(reply().await.reply, Reply::Attendance { people: 3 });
        town.clock.advance(Timestamp::HOUR);
        town.act(&town.head1.person, slip(town.yamada, 0, town.now())).await.unwrap();
        let last = reply().await;
        assert_eq!((last.reply, last.paper, last.by.as_str()), (Reply::Attendance { people: 0 }, true, "1班 班長"));
        let wrong = AssociationCommand::MarkPaper { circular: id(1), household: town.ueda, mark: Mark::Read, marked: town.now(), given: Some(Reply::Seen) };
        assert_eq!(town.act(&town.head1.person, wrong).await.unwrap_err().code, "not-an-answer");
    }
}

on_both! {
    async fn a_slip_that_is_scanned_after_the_replies_closed_was_read_all_the_same(town: AssociationTown) {
        let due = day("2026-11-25");
        let words = Draft { ask: Ask::Attendance, due: Some(due), closes: true, ..draft("総会") };
        town.sends(&town.chair, id(1), words).await;
        let slip = |marked| AssociationCommand::MarkPaper {
            circular: id(1),
            household: town.ueda,
            mark: Mark::Read,
            marked,
            given: Some(Reply::Attendance { people: 2 }),
        };
        let evening = Timestamp::from_jst_date(due).plus(20 * Timestamp::HOUR);
        town.clock.set(evening.plus(Timestamp::DAY));
        town.act(&town.head1.person, slip(town.now())).await.unwrap();
        let ueda = async || {
            let view = town.reach(&town.head1.person, id(1)).await.unwrap();
            view.lines.into_iter().find(|line| line.household == town.ueda).unwrap()
        };
        let late = ueda().await;
        assert_eq!((late.reach, late.paper, late.reply), (Reach::PaperRead, Mark::Read, None));
        // One that was scanned in time and comes now, because there was no network, counts.
        town.act(&town.head1.person, slip(evening)).await.unwrap();
        assert_eq!(ueda().await.reply, Some(Reply::Attendance { people: 2 }));
    }
}

on_both! {
    async fn only_who_keeps_paper_of_a_block_marks_it(town: AssociationTown) {
        town.sends(&town.chair, id(1), draft("清掃")).await;
        for other in [&town.head2, &town.treasurer, &town.welfare, &town.other_chair, &town.city, &town.former] {
            let refused = town.marks(other, id(1), town.ueda, Mark::Read, town.now()).await.unwrap_err();
            assert_eq!(refused.code, "not-found");
        }
        // A clock that runs ahead says nothing of the future: a later mark by a right clock counts.
        town.marks(&town.head1, id(1), town.ueda, Mark::Read, town.now().plus(Timestamp::DAY)).await.unwrap();
        town.clock.advance(Timestamp::MINUTE);
        town.marks(&town.secretary, id(1), town.ueda, Mark::Delivered, town.now()).await.unwrap();
        assert_eq!(town.papers(0).await[&town.ueda].mark, Mark::Delivered);
        assert_eq!(town.marks(&town.chair, id(1), town.kishi_home, Mark::Read, town.now()).await.unwrap_err().code, "not-found");
        assert_eq!(town.marks(&town.chair, id(1), town.ishii_home, Mark::Read, town.now()).await.unwrap_err().code, "not-found");
        assert_eq!(town.marks(&town.chair, id(9), town.ueda, Mark::Read, town.now()).await.unwrap_err().code, "not-found");
    }
}

/// How many pages a PDF says it has.
fn pages(pdf: &[u8]) -> usize {
    String::from_utf8_lossy(pdf).matches("/Type /Page\n").count()
}

on_both! {
    async fn files_are_printed_with_their_circular_and_a_lost_one_keeps_no_paper_back(town: AssociationTown) {
        let path = format!("/v1/me/associations/circulars/{}/paper/{}", id(1), town.blocks[0].id);
        town.sends(&town.chair, id(1), draft("防災訓練")).await;
        let bare = town.ask(&town.head1.person, "GET", &path, None).await;
        assert_eq!(bare.status, 200);
        let mut attachments: Vec<Attachment> = Vec::new();
        for (name, bytes) in [
            ("list.pdf", include_bytes!("../../fixtures/notice/list.pdf").as_slice()),
            ("park.jpg", include_bytes!("../../fixtures/circular/upright-by-note.jpg")),
            ("notes.txt", "集合は9時".as_bytes()),
        ] {
            let reply = town.uploads(&town.chair.person, name, bytes).await;
            assert_eq!(reply.status, 200, "{name}: {}", String::from_utf8_lossy(&reply.bytes));
            attachments.push(serde_json::from_slice(&reply.bytes).unwrap());
        }
        let lost = itsumo_backend::attachment::digest(&attachments[0].sha256).unwrap();
        town.sends(&town.chair, id(1), Draft { attachments, ..draft("防災訓練") }).await;
        let with = town.ask(&town.head1.person, "GET", &path, None).await;
        assert_eq!((with.status.as_u16(), pages(&with.bytes)), (200, pages(&bare.bytes) + 2));
        let room = town.hinode.id;
        let place = itsumo_backend::blob::Place { city: "990019".to_owned(), room, sha256: lost };
        town.app.blobs.remove(&place).await.unwrap();
        let without = town.ask(&town.head1.person, "GET", &path, None).await;
        assert_eq!((without.status.as_u16(), pages(&without.bytes)), (200, pages(&bare.bytes) + 1));
    }
}
