//! One's own household: who reads along, how circulars come, taking somebody out, leaving, what one takes along.

use super::{
    at_home,
    town::{HINODE, Town, YAMADA},
};
use crate::story;
use itsumo_domain::association::Delivery;
use itsumo_testkit::World;

#[test]
fn how_circulars_come_is_one_tap_and_offline_it_is_not_shown_as_said() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana).await?;
        screen.click("link", "町会").await;
        screen.click("link", "山田さん宅").await;
        screen.until_says("日の出町会 1班 3-12").await;
        screen.choose("radio", "アプリだけ", true).await;
        screen
            .while_waiting(phone.until("it is said", |engine| async move {
                Ok(engine.associations().await?.homes[0].card.delivery == Delivery::App)
            }))
            .await?;
        world.stop_server().await?;
        screen.choose("radio", "紙だけ", true).await;
        screen.until("it could not be said", |page| page.get("alert", "").is_some()).await;
        assert_eq!(phone.associations().await?.homes[0].card.delivery, Delivery::App);
        Ok(())
    });
}

#[test]
fn whoever_is_of_the_household_says_who_else_is() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let (hana, yui) = (world.person("hana"), world.person("yui"));
        let (phone, mut screen) = at_home(&world, &town, &hana).await?;
        let far = yui.phone().await?;
        yui.register(&far).await?;
        town.knocks(&far, &YAMADA, "山田 結").await?;
        screen.click("link", "町会").await;
        screen.click("link", "山田 結さんが、この世帯の人だと言っています").await;
        screen.until_says("離れて暮らす家族").await;
        screen.click("button", "山田 結 はい、家族です").await;
        screen.until("she reads along", |page| page.get("button", "山田 結 外す").is_some()).await;
        far.sync().await?;
        let all = far.associations().await?;
        assert_eq!((all.homes.len(), all.waiting.len()), (1, 0));
        assert_eq!(phone.associations().await?.homes[0].card.members.len(), 2);
        Ok(())
    });
}

#[test]
fn a_member_is_taken_out_and_their_device_has_nothing_left() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let (hana, yui) = (world.person("hana"), world.person("yui"));
        let (phone, mut screen) = at_home(&world, &town, &hana).await?;
        let far = yui.phone().await?;
        yui.register(&far).await?;
        town.follows(&far, &phone, &YAMADA, "山田 結").await?;
        screen.click("link", "町会").await;
        screen.click("link", "山田さん宅").await;
        screen.click("button", "山田 結 外す").await;
        screen.until_says("山田 結さんを外しますか").await;
        screen.click("button", "外す").await;
        screen.until_says("外しました").await;
        far.sync().await?;
        let left = far.associations().await?;
        assert!(left.homes.is_empty() && left.cards.is_empty(), "{left:?}");
        Ok(())
    });
}

#[test]
fn whoever_leaves_has_nothing_left_and_no_tab() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana).await?;
        screen.click("link", "町会").await;
        screen.click("link", "山田さん宅").await;
        // What is the household's own can be taken along.
        screen.click("button", "世帯の記録を保存する").await;
        screen.until_says("保存しました").await;
        let pack = std::fs::read_to_string(world.folder().join("itsumo-household.json"))?;
        assert!(pack.contains("山田") && !pack.contains("佐藤"), "{pack}");
        screen.click("button", "この世帯から抜ける").await;
        screen.until_says("つながっているのは、あなただけです").await;
        screen.click("button", "やめておく").await;
        screen.click("button", "この世帯から抜ける").await;
        screen.click("button", "抜ける").await;
        screen.until_says("世帯から抜けました").await;
        phone.sync().await?;
        assert!(phone.associations().await?.is_empty());
        screen.click("link", "ホーム").await;
        screen.until("the tab is gone", |page| page.get("link", "町会").is_none()).await;
        Ok(())
    });
}

#[test]
fn officers_are_found_by_seat_with_what_they_agreed_to_show() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana).await?;
        assert_eq!(phone.associations().await?.cards[0].0, HINODE);
        screen.click("link", "町会").await;
        // Nearest first: the head of one's own block.
        screen.until_says("1班 班長 青木 裕子").await;
        screen.click("link", "役員をすべて見る").await;
        screen.until_says("会長 高橋 誠一").await;
        assert!(screen.page().get("link", "0436-00-2001").is_some());
        screen.until_says("会計 名前と電話は公開していません").await;
        Ok(())
    });
}
