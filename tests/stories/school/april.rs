//! The new school year.

use super::*;
use crate::story;
use itsumo_domain::school::{GroupKind, school_year};

/// ゆい in 2年2組, るい in 2年1組; 湊 and 凪 in 3年1組; nobody leaves.
const NEXT_YEAR: &str = "\
学年,組,出席番号,氏名,ふりがな,生年月日,児童番号
2,1,1,青木 るい,あおき るい,2019-05-10,A003
2,1,2,石井 空,いしい そら,2019-06-11,A002
2,2,1,青木 ゆい,あおき ゆい,2019-05-10,A001
2,2,2,上田 蓮,うえだ れん,2019-07-12,A004
3,1,1,江口 湊,えぐち みなと,2018-08-13,A005
3,1,2,大野 凪,おおの なぎ,2018-09-14,A006
";

#[test]
fn in_april_the_classes_are_new_and_nothing_of_the_old_is_lost() {
    story(async {
        let (world, letters) = at("07:10").await?;
        let hana = guardian(&world, &letters, "hana", "母", &["青木 ゆい", "青木 るい"]).await?;
        let told = tell(&hana, "青木 ゆい").await?;
        hana.sync().await?;
        until_delivery(&hana, told, Delivery::Arrived).await?;

        // In March the next year's list is brought, and she says already that ゆい comes later on its second day.
        world.hand().advance(day("2027-03-29").signed_duration_since(day(DAY)).num_milliseconds());
        world.list(asahi().id, NEXT_YEAR, day("2027-04-01"), 0).await?;
        let pupil = child(&hana, "青木 ゆい").await?;
        let ahead =
            Absence { from: day("2027-04-08"), until: day("2027-04-08"), ..draft(&hana, "青木 ゆい").await? };
        let id = hana.new_id();
        hana.report_absences(vec![(id, ahead)]).await?;
        hana.sync().await?;
        until_delivery(&hana, id, Delivery::Arrived).await?;

        world.hand().advance(10 * Timestamp::DAY);
        hana.sync().await?;
        let today = hana.now().jst_date();
        assert_eq!((today, school_year(today)), (day("2027-04-08"), 2027));
        let in_new_class = move |school: &itsumo_engine::School| {
            let class = school.today(pupil, today).places.first().and_then(|place| place.class.clone());
            class.as_deref() == Some("2年2組")
        };
        until(&hana, "her card says the new class", in_new_class).await?;
        let school = hana.school().await?;
        assert_eq!(school.children.len(), 2, "the twins are still hers, without another letter");
        let card = &school.child(pupil).context("ゆい is gone")?.card;
        let classes: Vec<_> = card
            .places
            .iter()
            .flat_map(|place| &place.groups)
            .filter(|group| group.kind == GroupKind::Class)
            .map(|group| (group.year, group.name.as_str()))
            .collect();
        assert!(classes.contains(&(2026, "1年1組")) && classes.contains(&(2027, "2年2組")), "{classes:?}");
        // What was told is there: of November in its history, of today on the new class's board.
        assert!(school.absence(told).is_some());
        assert_eq!(school.today(pupil, today).absences.len(), 1);
        let teacher = world.staff("sensei22", asahi().id, itsumo_domain::school::Role::Teacher, Some("2年2組")).await?;
        assert!(teacher.page("board").await?.row("青木 ゆい")?.contains("欠席"));
        Ok(())
    });
}
