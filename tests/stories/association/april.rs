//! A seat passes on: in April with some days for two, and when its holder has vanished.

use super::*;
use crate::story;
use itsumo_domain::association::{Act, access::Of, seat::RecoveryState};
use itsumo_engine::Error;

#[test]
fn in_april_two_hold_the_seat_for_some_days_and_then_the_old_one_writes_no_more() {
    story(async {
        let (world, codes) = at("10:00").await?;
        let old = officer(&world, "kaicho", Role::Chair, None).await?;
        let hana = phone(&world, "hana").await?;
        join(&hana, &codes, 1, "山田", 1).await?;
        let autumn = send(&world, &old, to_everybody("秋のまつり")).await?;

        world.hand().advance(day("2027-03-20").signed_duration_since(day(DAY)).num_milliseconds());
        let code =
            world.give_seat(Role::Chair, None, "新会長", (day("2027-03-22"), None), Some(day("2027-03-31"))).await?;
        let new = phone(&world, "shinkaicho").await?;
        new.take_seat(&code).await?;
        world.hand().advance(3 * Timestamp::DAY);
        let holds = |all: &Associations| all.seats.len() == 1 && all.streets.len() == 40;
        until(&new, "the new one has the seat and all streets", holds).await?;
        until(&old, "the old one has it still", holds).await?;
        let beside = old.associations().await?.seats[0].card.beside.clone();
        assert!(!beside.is_empty(), "each is told of the other");
        let spring = send(&world, &old, to_everybody("引き継ぎのお知らせ")).await?;
        until(&new, "the new one sees what the seat does", move |all| all.circular(spring).is_some()).await?;

        // The last day of March passes, and with no network either phone knows it.
        world.hand().advance(9 * Timestamp::DAY);
        old.wire.pull();
        let write = old.write_circular(old.new_id(), HINODE, to_everybody("もう一度"), Vec::new()).await;
        assert_eq!(write, Err(Error::refused("not-found")), "a seat ends by itself");
        old.wire.plug_in();
        until(&old, "his seat and the streets are gone", |all| all.streets.is_empty()).await?;
        let may = |all: &Associations, today| all.may(today, Act::WriteCirculars, Of::Association(HINODE));
        let today = world.hand().now().jst_date();
        assert!(!may(&*old.associations().await?, today) && may(&*new.associations().await?, today));
        // What the seat wrote stays with the seat: the new one takes it back.
        new.recall_circular(autumn).await?;
        new.sync().await?;
        assert!(new.outbox().await?.is_empty(), "{:?}", new.outbox().await?);
        until(&hana, "it is gone", move |all| all.circular(autumn).is_none() && all.circular(spring).is_some()).await?;
        Ok(())
    });
}

#[test]
fn a_chair_who_vanishes_leaves_no_password_behind_two_officers_give_the_seat_anew() {
    story(async {
        let (world, codes) = at("10:00").await?;
        let _gone = officer(&world, "kaicho", Role::Chair, None).await?;
        let treasurer = officer(&world, "kaikei", Role::Treasurer, None).await?;
        let secretary = officer(&world, "shoki", Role::Secretary, None).await?;
        let hana = phone(&world, "hana").await?;
        join(&hana, &codes, 1, "山田", 1).await?;
        let seat = hana.associations().await?.cards[0]
            .1
            .officers
            .iter()
            .find(|one| one.role == Role::Chair)
            .context("no chair")?
            .seat;
        let asked = hana.ask_for_seat(seat, "山田 花", "会長と連絡がとれません").await?;
        treasurer.answer_recovery(asked.id, true).await?;
        assert_eq!(hana.seats_asked_for().await?[0].yeses, 1);
        secretary.answer_recovery(asked.id, true).await?;
        // The holder has three days to say that he is there after all. He does not.
        let shown = hana.seats_asked_for().await?;
        assert_eq!((shown[0].yeses, shown[0].state), (2, RecoveryState::Open));
        let waits = shown[0].waits.context("nobody is waited for")?;
        world.hand().advance(waits.since(world.hand().now()).saturating_add(Timestamp::MINUTE));
        until(&hana, "the seat is hers", |all| all.seats.iter().any(|row| row.card.role == Role::Chair)).await?;
        assert_eq!(hana.seats_asked_for().await?[0].state, RecoveryState::Given);
        until(&hana, "and the streets", |all| all.streets.len() == 40).await?;
        send(&world, &hana, to_everybody("会長が替わりました")).await?;
        Ok(())
    });
}
