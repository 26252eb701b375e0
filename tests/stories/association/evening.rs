//! An officer walks the street in the evening, offline.

use super::*;
use crate::story;
use itsumo_domain::association::circular::{Ask, Mark, Reply, reach::Known};
use itsumo_engine::association::Delivery;

#[test]
fn an_evening_without_a_network_loses_no_tick_and_every_household_is_counted_once() {
    story(async {
        let (world, codes) = at("15:00").await?;
        let chair = officer(&world, "kaicho", Role::Chair, None).await?;
        let head = officer(&world, "hancho2", Role::BlockHead, Some("2班")).await?;
        let hana = phone(&world, "hana").await?;
        let home = join(&hana, &codes, 1, "山田", 1).await?;
        let draft =
            Draft {
                ask: Ask::Attendance, due: Some(day("2026-12-05")), ..to_everybody("公園の掃除に来ますか")
            };
        let id = send(&world, &chair, draft).await?;
        for phone in [&hana, &head] {
            until(phone, "the circular is there", move |all| all.circular(id).is_some()).await?;
        }
        let told = |notes: &Vec<itsumo_engine::Note>| {
            notes.iter().any(|note| note.title == "日の出町会から回覧" && note.body.is_empty())
        };
        hana.until_notes("it is told, and says nothing of what", told).await?;
        let (view, fresh) = chair.reach(id).await?;
        assert_eq!((view.totals.of, view.lines.len(), fresh), (40, 40, true));
        let everybody = chair.associations().await?;
        let alone = |block: &str| on_paper(&everybody, block).len();
        assert_eq!(["1班", "2班", "3班"].map(alone).iter().sum::<usize>(), 14);

        // Five letter boxes and a slip that somebody hands over at the door, with no network anywhere.
        let street = head.associations().await?;
        assert_eq!(street.streets.len(), 13, "her block, and no other");
        let paper = on_paper(&street, "2班");
        assert_eq!(paper.len(), 5);
        head.wire.pull();
        for household in &paper {
            head.mark_paper(id, *household, Mark::Delivered, None).await?;
        }
        let slip = Reply::Attendance { people: 2 };
        head.mark_paper(id, paper[0], Mark::Read, Some(slip.clone())).await?;
        let marks = head.associations().await?;
        let waits = |row: &itsumo_engine::association::PaperRow| matches!(row.delivery, Delivery::Waiting { .. });
        assert!(marks.paper.len() == 5 && marks.paper.values().all(waits), "{:?}", marks.paper);

        // Meanwhile the chair meets two of them, and hana answers on her phone.
        world.hand().advance(20 * Timestamp::MINUTE);
        chair.mark_paper(id, paper[1], Mark::Read, None).await?;
        chair.sync().await?;
        hana.open_circular(id).await?;
        hana.reply_circular(id, home, Reply::Attendance { people: 3 }).await?;
        hana.sync().await?;

        head.wire.plug_in();
        let there = |all: &Associations| all.paper.len() == 5 && all.paper.values().all(|row| row.delivery.is_there());
        until(&head, "every tick is delivered", there).await?;
        until(&chair, "the chair sees them", there).await?;
        assert!(head.outbox().await?.is_empty());
        for phone in [&head, &chair] {
            let marks = phone.associations().await?;
            let said: Vec<Mark> = paper.iter().map(|household| marks.paper[&(id, *household)].mark).collect();
            assert_eq!(said, [Mark::Read, Mark::Read, Mark::Delivered, Mark::Delivered, Mark::Delivered]);
        }
        let (view, _) = chair.reach(id).await?;
        assert_eq!(view.totals.of, 40, "phones and paper together, each household once");
        assert_eq!((view.totals.confirmed, view.totals.paper_read, view.totals.paper_delivered), (2, 1, 3));
        let known = [Known::Read, Known::NotRead, Known::Unknown].map(|known| view.totals.known(known));
        assert_eq!(known.iter().sum::<u32>(), 40);
        assert_eq!((known[0], known[2]), (3, 37), "not read and not known are two things");
        let of_slip = view.lines.iter().find(|line| line.household == paper[0]).context("no line")?;
        assert_eq!(of_slip.reply, Some(slip));
        Ok(())
    });
}
