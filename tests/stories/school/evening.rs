//! After school: what was told for tomorrow, and a desk that is not the class.

use super::*;
use crate::story;
use itsumo_domain::school::Role;

#[test]
fn one_absence_reaches_the_class_the_kitchen_and_the_club_and_each_says_that_it_knows() {
    story(async {
        let (world, letters) = at("07:10").await?;
        let hana = guardian(&world, &letters, "hana", "母", &["青木 ゆい"]).await?;
        let kitchen = world.staff("kyushoku", asahi().id, Role::Lunch, None).await?;
        let carer = world.staff("gakudo", asahi_club().id, Role::Carer, None).await?;
        let id = tell(&hana, "青木 ゆい").await?;
        hana.sync().await?;
        let told = row(&hana, id).await?.view.desks.len();
        assert_eq!(told, 3, "class, kitchen, 学童");

        let list = kitchen.page("desk/lunch").await?;
        assert!(list.says("青木 ゆい") && !list.says("体調"), "the kitchen is told who, and not why: {}", list.text());
        kitchen.does(&list, "確認", &[]).await?;
        let list = carer.page("board").await?;
        assert!(list.says("青木 ゆい"), "{}", list.text());
        carer.does(&list, "確認する 青木 ゆい", &[]).await?;
        let two_know = move |school: &itsumo_engine::School| {
            let desks = school.absence(id).map(|row| row.view.desks.clone()).unwrap_or_default();
            desks.iter().filter(|desk| desk.confirmed.is_some()).count() == 2
        };
        until(&hana, "two of three know", two_know).await?;
        assert_eq!(row(&hana, id).await?.delivery, Delivery::Arrived, "the teacher has not looked yet");
        Ok(())
    });
}

#[test]
fn in_the_evening_one_tap_means_tomorrow_and_a_friday_evening_monday() {
    story(async {
        let (world, letters) = at("18:30").await?;
        let umi = guardian(&world, &letters, "umi", "父", &["石井 空"]).await?;
        assert_eq!(draft(&umi, "石井 空").await?.from, day("2026-11-26"));
        world.hand().advance(2 * Timestamp::DAY);
        assert_eq!(draft(&umi, "石井 空").await?.from, day("2026-11-30"));
        let id = tell(&umi, "石井 空").await?;
        umi.sync().await?;
        until_delivery(&umi, id, Delivery::Arrived).await?;
        let teacher = world.staff("sensei11", asahi().id, Role::Teacher, Some("1年1組")).await?;
        assert!(teacher.page("board?day=2026-11-30").await?.row("石井 空")?.contains("欠席"));
        Ok(())
    });
}

#[test]
fn what_the_school_cannot_take_comes_back_with_its_reason_and_is_put_right() {
    story(async {
        let (world, letters) = at("07:10").await?;
        let umi = guardian(&world, &letters, "umi", "父", &["石井 空"]).await?;
        let saturday =
            Absence { from: day("2026-11-28"), until: day("2026-11-28"), ..draft(&umi, "石井 空").await? };
        let id = umi.new_id();
        umi.report_absences(vec![(id, saturday)]).await?;
        umi.sync().await?;
        let refused = row(&umi, id).await?;
        let Delivery::Refused(refusal) = &refused.delivery else { anyhow::bail!("{refused:?}") };
        assert_eq!(refusal.code, "not-a-school-day");
        let monday = Absence { from: day("2026-11-30"), until: day("2026-11-30"), ..refused.view.absence };
        umi.report_absences(vec![(id, monday)]).await?;
        umi.sync().await?;
        until_delivery(&umi, id, Delivery::Arrived).await?;
        assert!(umi.outbox().await?.is_empty());
        Ok(())
    });
}
