//! A circular on its way: held, sent, taken back.

use super::*;
use crate::story;
use itsumo_domain::association::circular::Mark;

#[test]
fn taken_back_after_five_letter_boxes_it_is_gone_from_every_phone_and_the_five_are_known() {
    story(async {
        let (world, codes) = at("15:00").await?;
        let chair = officer(&world, "kaicho", Role::Chair, None).await?;
        let head = officer(&world, "hancho3", Role::BlockHead, Some("3班")).await?;
        let hana = phone(&world, "hana").await?;
        join(&hana, &codes, 1, "山田", 1).await?;
        let id = send(&world, &chair, to_everybody("総会は 12月10日です")).await?;
        until(&hana, "it is there", move |all| all.circular(id).is_some()).await?;
        hana.until_notes("it is told", |notes| !notes.is_empty()).await?;
        until(&head, "it is there", move |all| all.circular(id).is_some()).await?;
        let street: Vec<Uuid> = head.associations().await?.streets.iter().rev().map(|row| row.household).collect();
        for household in street.iter().take(5) {
            head.mark_paper(id, *household, Mark::Delivered, None).await?;
        }
        head.sync().await?;
        head.reach(id).await?;

        // The wrong day. One tap takes it back; a phone without a network has it until it meets one.
        hana.wire.pull();
        chair.recall_circular(id).await?;
        chair.sync().await?;
        assert!(hana.associations().await?.circular(id).is_some());
        hana.wire.plug_in();
        for phone in [&hana, &head, &chair] {
            until(phone, "it is gone", move |all| all.circular(id).is_none() && all.written(id).is_none()).await?;
        }
        hana.until_notes("its notification too", Vec::is_empty).await?;
        let (view, fresh) = head.reach(id).await?;
        assert!(fresh && view.recalled.is_some());
        let lies: Vec<Uuid> =
            view.lines.iter().filter(|line| line.paper == Mark::Delivered).map(|line| line.household).collect();
        assert_eq!(lies.len(), 5, "whose letter box still has it is known");
        assert!(street.iter().take(5).all(|household| lies.contains(household)));
        Ok(())
    });
}

#[test]
fn a_slip_of_the_pen_is_taken_back_before_anybody_has_seen_it() {
    story(async {
        let (world, codes) = at("15:00").await?;
        let chair = officer(&world, "kaicho", Role::Chair, None).await?;
        let hana = phone(&world, "hana").await?;
        join(&hana, &codes, 1, "山田", 1).await?;
        let id = chair.new_id();
        write(&chair, id, to_everybody("書きまちがい")).await?;
        chair.sync().await?;
        assert!(chair.associations().await?.written(id).is_some_and(|row| row.delivery.is_there()), "held");
        chair.recall_circular(id).await?;
        chair.sync().await?;
        goes_out(&world).await?;
        hana.sync().await?;
        assert!(hana.associations().await?.circulars.is_empty() && hana.notes().is_empty());
        chair.sync().await?;
        assert!(chair.associations().await?.written.is_empty());
        Ok(())
    });
}
