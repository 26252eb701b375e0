//! The safety check, with the server away for an hour.

use super::*;
use crate::story;
use itsumo_domain::{
    alert::Status,
    association::{
        SafetyCheck, SafetyReport,
        safety::{Condition, Witness},
    },
};
use itsumo_engine::association::Delivery;

fn start(now: Timestamp, status: Status) -> SafetyCheck {
    SafetyCheck {
        association: HINODE,
        status,
        what: LocalText::ja("震度5強の地震"),
        by: String::new(),
        started: now,
        ended: None,
        deletes: now.plus(7 * Timestamp::DAY),
    }
}

fn report(phone: &Device, check: Uuid, household: Uuid, condition: Condition, witness: Witness) -> SafetyReport {
    SafetyReport { check, household, condition, witness, seen: phone.now(), ..SafetyReport::default() }
}

#[test]
fn with_the_server_away_for_an_hour_everybody_says_what_they_see_and_all_of_it_comes_together() {
    story(async {
        let (world, codes) = at("15:00").await?;
        let chair = officer(&world, "kaicho", Role::Chair, None).await?;
        let head = officer(&world, "hancho1", Role::BlockHead, Some("1班")).await?;
        let hana = phone(&world, "hana").await?;
        let home = join(&hana, &codes, 1, "山田", 1).await?;
        let check = chair.new_id();
        chair.start_safety(check, start(chair.now(), Status::Actual)).await?;
        chair.sync().await?;
        for phone in [&hana, &head] {
            until(phone, "the check is there", move |all| all.check(check).is_some()).await?;
        }
        let real = |notes: &Vec<itsumo_engine::Note>| {
            notes.iter().any(|note| {
                note.urgent && note.title == "【安否確認】日の出町会" && note.body.starts_with("訓練ではありません")
            })
        };
        hana.until_notes("it breaks every silence", real).await?;

        // The power is out where the server stands. The street is walked all the same.
        world.stop_server().await?;
        let street: Vec<Uuid> = head.associations().await?.streets.iter().map(|row| row.household).collect();
        assert_eq!((street.len(), street[0]), (14, home));
        for household in street.iter().skip(2).take(6) {
            let told = report(&head, check, *household, Condition::Safe, Witness::Officer);
            head.report_safety(head.new_id(), told).await?;
        }
        let (trapped, call) = (street[9], head.new_id());
        let told = SafetyReport {
            note: "二階に取り残された".to_owned(),
            people: Some(1),
            ..report(&head, check, trapped, Condition::Help, Witness::Neighbour)
        };
        head.report_safety(call, told).await?;
        hana.report_safety(hana.new_id(), report(&hana, check, home, Condition::Safe, Witness::Household)).await?;
        hana.until_notes("who has said that they are well is asked no more", Vec::is_empty).await?;
        let own = hana.associations().await?.check(check).context("the check is gone")?.own[0].clone();
        assert_eq!(own.1.condition, Some(Condition::Safe));
        assert!(matches!(own.2[0].delivery, Delivery::Waiting { .. }));
        let head = head.restart()?;
        assert_eq!(head.associations().await?.check(check).map(|row| row.reports.len()), Some(7), "after a crash too");
        // The chair, elsewhere, hears at the fence that the same household is well: he does not know of the call.
        let told = report(&chair, check, trapped, Condition::Safe, Witness::Neighbour);
        chair.report_safety(chair.new_id(), told).await?;
        world.hand().advance(Timestamp::HOUR);
        world.start_server().await?;

        let all_of_it = move |all: &Associations| {
            all.check(check)
                .is_some_and(|row| row.reports.len() == 9 && row.reports.iter().all(|row| row.delivery.is_there()))
        };
        for phone in [&head, &hana, &chair] {
            phone.sync().await?;
        }
        for phone in [&head, &chair] {
            until(phone, "both know all of it", all_of_it).await?;
            let row = phone.associations().await?.check(check).context("no check")?.of(trapped);
            assert_eq!(
                (row.condition, row.open),
                (Some(Condition::Help), vec![call]),
                "a call for help is not talked away"
            );
        }
        chair
            .until_notes("the chair is told of the call", |notes| {
                notes.iter().any(|note| note.urgent && note.title.contains("助け"))
            })
            .await?;
        let seen = SafetyReport {
            settles: vec![call],
            ..report(&head, check, trapped, Condition::Sheltered, Witness::Officer)
        };
        head.report_safety(head.new_id(), seen).await?;
        head.sync().await?;
        let settled = move |all: &Associations| all.check(check).is_some_and(|row| row.of(trapped).open.is_empty());
        until(&chair, "it is seen to", settled).await?;
        assert_eq!(
            chair.safety_paper(check, "list").await?.get(..5),
            Some(b"%PDF-".as_slice()),
            "for the fire officer"
        );
        chair.end_safety(check).await?;
        chair.sync().await?;
        let ended = move |all: &Associations| all.check(check).is_some_and(|row| row.check.ended.is_some());
        until(&hana, "nobody is asked any more", ended).await?;

        // After its term it is gone everywhere; also from a phone that hears of nothing.
        hana.wire.pull();
        let deletes = hana.associations().await?.check(check).context("no check")?.check.deletes;
        world.hand().advance(deletes.since(world.hand().now()).saturating_add(Timestamp::MINUTE));
        assert!(hana.associations().await?.checks.is_empty());
        until(&chair, "it is gone", |all| all.checks.is_empty()).await?;
        Ok(())
    });
}

#[test]
fn a_drill_says_that_it_is_one_before_anything_else_and_a_real_check_ends_it() {
    story(async {
        let (world, codes) = at("15:00").await?;
        let chair = officer(&world, "kaicho", Role::Chair, None).await?;
        let hana = phone(&world, "hana").await?;
        join(&hana, &codes, 2, "山本", 1).await?;
        let drill = chair.new_id();
        chair.start_safety(drill, start(chair.now(), Status::Drill)).await?;
        chair.sync().await?;
        until(&hana, "the drill is there", move |all| all.check(drill).is_some_and(|row| row.is_drill())).await?;
        let quiet = |notes: &Vec<itsumo_engine::Note>| {
            notes.iter().any(|note| {
                !note.urgent && note.title.starts_with("【訓練】") && note.body.starts_with("これは訓練です。")
            })
        };
        hana.until_notes("a drill", quiet).await?;
        let real = chair.new_id();
        chair.start_safety(real, start(chair.now(), Status::Actual)).await?;
        chair.sync().await?;
        until(&hana, "the real one is there", move |all| all.check(real).is_some_and(|row| !row.is_drill())).await?;
        let only_real = |notes: &Vec<itsumo_engine::Note>| {
            notes.len() == 1 && notes.iter().all(|note| note.urgent && !note.title.contains("訓練"))
        };
        hana.until_notes("the real one alone", only_real).await?;
        Ok(())
    });
}
