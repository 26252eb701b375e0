//! A drill and the real thing are never the same screen, and a street is asked without a network.

use super::{on_duty, street::Street};
use crate::story;
use itsumo_domain::{
    alert::Status,
    association::{Role, safety::Condition},
};
use itsumo_testkit::World;

#[test]
fn the_real_one_has_to_be_typed_and_a_drill_says_so_everywhere() {
    story(async {
        let world = World::new().await?;
        let street = Street::new(&world).await?;
        let (phone, mut screen) = on_duty(&world, &street, &world.person("oshima"), Role::Chair, "会長").await?;
        screen.click("link", "安否確認").await;
        screen.click("link", "訓練か本番かを選ぶ").await;
        screen.click("button", "安否確認を始める").await;
        screen.until_says("実際の災害です").await;
        screen.write("何が起きましたか", "震度5強の地震").await;
        screen.click("button", "安否確認を始める").await;
        screen.until_says("まだ始めていません").await;
        assert!(phone.associations().await?.checks.is_empty());

        screen.click("button", "選び直す").await;
        screen.click("button", "訓練を始める").await;
        screen.until_says("災害は起きていません").await;
        assert!(!screen.page().says("実際の災害です"));
        screen.write("何が起きましたか", "地震を想定した訓練").await;
        screen.click("button", "訓練を始める").await;
        screen.until("the street is there", |page| page.get("button", "相沢さん 無事").is_some()).await;
        screen.until_says("災害は起きていません").await;
        assert!(screen.html().contains("safety-drill") && !screen.html().contains("safety-real"));
        assert_eq!(phone.associations().await?.checks[0].check.status, Status::Drill);
        Ok(())
    });
}

#[test]
fn a_street_is_asked_without_a_network_and_a_call_for_help_stays() {
    story(async {
        let world = World::new().await?;
        let street = Street::new(&world).await?;
        let (phone, mut screen) = on_duty(&world, &street, &world.person("oshima"), Role::Chair, "会長").await?;
        screen.click("link", "安否確認").await;
        screen.click("link", "訓練か本番かを選ぶ").await;
        screen.click("button", "安否確認を始める").await;
        screen.write("何が起きましたか", "震度5強の地震").await;
        screen.write("本番を始めるには「本番」と書いてください", "本番").await;
        screen.click("button", "安否確認を始める").await;
        screen.until("the street is there", |page| page.get("button", "相沢さん 無事").is_some()).await;
        phone.sync().await?;
        phone.wire.pull();

        screen.click("button", "相沢さん 無事").await;
        screen.until("it is written down", |page| page.says("送信待ち")).await;
        // Nothing has left the phone: the way back takes it away.
        screen.click("button", "元に戻す").await;
        screen.until("nothing is known again", |page| page.get("button", "相沢さん 無事").is_some()).await;
        screen.click("button", "相沢さん 無事").await;

        screen.click("button", "上野さん ほか").await;
        screen.choose("radio", "助けが必要", true).await;
        screen.write("伝えること", "足が不自由").await;
        screen.click("button", "記録する").await;
        screen.until_says("助けが必要1").await;
        screen.until_says("「足が不自由」").await;
        screen.click("link", "一覧").await;
        screen.until_says("助けが必要な世帯").await;
        let words = screen.page().reads();
        assert!(
            words.find("上野さん") < words.find("石井さん") && words.find("石井さん") < words.find("相沢さん"),
            "{words}"
        );

        phone.wire.plug_in();
        phone.sync().await?;
        screen.until_silent("送信待ち").await;
        let all = phone.associations().await?;
        let check = &all.checks[0];
        assert_eq!(check.of(super::street::home(2)).condition, Some(Condition::Help));
        assert_eq!(check.of(super::street::home(0)).condition, Some(Condition::Safe));
        assert_eq!(check.reports.len(), 2, "what was taken back never left");
        Ok(())
    });
}
