//! Whose turn it is tomorrow, told by the phone itself.

use super::*;
use crate::story;
use itsumo_domain::association::{Duty, duty::DutyKind};
use itsumo_engine::{Note, Settings};

/// The place at which 1班 puts its garbage, on a day.
fn garbage(block: Uuid, household: Uuid, date: &str) -> Duty {
    Duty {
        association: HINODE,
        block: Some(block),
        kind: DutyKind::Garbage,
        what: "ごみ当番".to_owned(),
        place: "北の集積所".to_owned(),
        from: day(date),
        until: day(date),
        time: "07:30".parse().ok(),
        household: Some(household),
        ..Duty::default()
    }
}

/// What the phone shows after a look at the time, with whatever network it has.
async fn looks(phone: &Device) -> Vec<Note> {
    let _offline = phone.wake().await;
    phone.notes()
}

#[test]
fn the_evening_before_her_turn_the_phone_says_so_with_no_network_and_not_when_it_is_another_s() {
    story(async {
        let (world, codes) = at("15:00").await?;
        let head = officer(&world, "hancho1", Role::BlockHead, Some("1班")).await?;
        let hana = phone(&world, "hana").await?;
        let home = join(&hana, &codes, 1, "山田", 1).await?;
        let street = head.associations().await?;
        let block = street.street(home).context("no street")?.street.block.id;
        let neighbour = street.street_of(block).find(|row| row.household != home).context("no neighbour")?.household;
        let [first, second, third] = [head.new_id(), head.new_id(), head.new_id()];
        let turns = [(first, "2026-11-26"), (second, "2026-11-28"), (third, "2026-11-30")];
        head.keep_duties(turns.map(|(id, date)| (id, garbage(block, home, date))).to_vec()).await?;
        head.sync().await?;
        let hers = |all: &Associations| all.duties.iter().filter(|row| row.mine).count();
        until(&hana, "her turns are on her calendar", move |all| hers(all) == 3).await?;

        // Wednesday. The network is gone, and it becomes evening.
        hana.wire.pull();
        world.hand().advance(4 * Timestamp::HOUR - Timestamp::MINUTE);
        assert_eq!(looks(&hana).await, []);
        world.hand().advance(Timestamp::MINUTE);
        let told = |notes: &Vec<Note>| {
            notes.iter().any(|note| note.title == "あすは「ごみ当番」です" && note.body == "07:30 北の集積所")
        };
        hana.until_notes("she is told", told).await?;
        let hana = hana.restart()?;
        assert_eq!(looks(&hana).await, [], "once, and a new start does not say it again");

        // Friday: before the evening the neighbour takes the turn of Saturday.
        hana.wire.plug_in();
        world.hand().advance(46 * Timestamp::HOUR);
        head.keep_duties(vec![(second, garbage(block, neighbour, "2026-11-28"))]).await?;
        head.sync().await?;
        until(&hana, "two of hers are left", move |all| hers(all) == 2).await?;
        world.hand().advance(3 * Timestamp::HOUR);
        assert_eq!(looks(&hana).await, [], "it is not her turn any more");

        // Sunday: told, and then swapped late in the evening.
        world.hand().advance(2 * Timestamp::DAY);
        hana.until_notes("she is told of Monday", |notes| notes.len() == 1).await?;
        head.keep_duties(vec![(third, garbage(block, neighbour, "2026-11-30"))]).await?;
        head.sync().await?;
        until(&hana, "one is left", move |all| hers(all) == 1).await?;
        looks(&hana).await;
        hana.until_notes("what was told is taken back", Vec::is_empty).await?;
        Ok(())
    });
}

#[test]
fn who_does_not_want_it_or_has_left_the_household_is_not_told() {
    story(async {
        let (world, codes) = at("15:00").await?;
        let head = officer(&world, "hancho1", Role::BlockHead, Some("1班")).await?;
        let (hana, taro) = (phone(&world, "hana").await?, phone(&world, "taro").await?);
        let mut turns = Vec::new();
        for (phone, name, order) in [(&hana, "山田", 1), (&taro, "川田", 2)] {
            let home = join(phone, &codes, 1, name, order).await?;
            let block = head.associations().await?.street(home).context("no street")?.street.block.id;
            turns.push((head.new_id(), garbage(block, home, "2026-11-26")));
        }
        let taros = turns[1].1.household.context("whose?")?;
        head.keep_duties(turns).await?;
        head.sync().await?;
        for phone in [&hana, &taro] {
            until(phone, "the turn is there", |all| all.duties.iter().any(|row| row.mine)).await?;
        }
        hana.set_settings(Settings { remind_duties: false, ..hana.settings().await? }).await?;
        taro.leave_household(taros).await?;
        world.hand().advance(5 * Timestamp::HOUR);
        for phone in [&hana, &taro] {
            assert_eq!(looks(phone).await, []);
        }
        hana.set_settings(Settings { remind_duties: true, ..hana.settings().await? }).await?;
        let _offline = hana.wake().await;
        hana.until_notes("switched on in the same evening it is told still", |notes| notes.len() == 1).await?;
        Ok(())
    });
}
