//! A seat: ticked for whoever comes next, shown as far as its holder likes, and over on its last day.

use super::{on_duty, street::Street};
use crate::{opened, story};
use chrono::NaiveDate;
use itsumo_domain::{Timestamp, association::Role};
use itsumo_testkit::World;

#[test]
fn the_checklist_is_ticked_and_what_is_shown_is_one_s_own_choice() {
    story(async {
        let world = World::new().await?;
        let street = Street::new(&world).await?;
        let (phone, mut screen) =
            on_duty(&world, &street, &world.person("aizawa"), Role::BlockHead, "1班 班長").await?;
        screen.click("link", "1班 班長").await;
        screen.until_says("引き継ぐこと（あと2つ）").await;
        screen.until_says("空のままだと、役の名前だけが出ます").await;
        screen.choose("checkbox", "回覧の箱を渡す", true).await;
        screen.until_says("引き継ぐこと（あと1つ）").await;
        screen.write("名前", "相沢 健").await;
        screen.click("button", "保存する").await;
        screen.until_says("保存しました").await;
        phone.sync().await?;
        let all = phone.associations().await?;
        let officers: Vec<_> = all.cards.iter().flat_map(|(_, card)| &card.officers).collect();
        assert_eq!(officers.iter().map(|officer| officer.name.as_str()).collect::<Vec<_>>(), ["相沢 健"]);
        assert!(officers.iter().all(|officer| officer.phone.is_empty()));
        Ok(())
    });
}

#[test]
fn the_day_after_its_last_a_seat_opens_nothing() {
    story(async {
        let world = World::new().await?;
        let street = Street::new(&world).await?;
        let aizawa = world.person("aizawa");
        let phone = aizawa.phone().await?;
        aizawa.register(&phone).await?;
        street.seats(&phone, Role::BlockHead, "1班 班長", NaiveDate::from_ymd_opt(2026, 11, 24)).await?;
        let mut screen = opened(&world, &phone).await?;
        screen.click("link", "町会").await;
        screen.click("link", "役員の画面").await;
        screen.click("link", "世帯の一覧").await;
        screen.until_says("相沢さん").await;
        world.hand().advance(Timestamp::DAY);
        phone.sync().await?;
        screen.until_says("いま担当している役はありません").await;
        assert!(phone.associations().await?.streets.is_empty(), "the street has left the phone");
        Ok(())
    });
}
