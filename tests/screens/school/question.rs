//! The school asks where a child is: three buttons that answer at once.

use super::{
    ONE, at_home,
    town::{HINA, Town},
};
use crate::story;
use itsumo_domain::{Timestamp, school::absence::Arrival};
use itsumo_testkit::World;

#[test]
fn a_question_is_over_everything_and_one_tap_answers_it() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana, &ONE).await?;
        world.hand().advance(25 * Timestamp::MINUTE);
        town.asks(HINA).await?;
        phone.sync().await?;
        screen.until_says("佐藤 陽葵さんは登校しましたか").await;
        let page = screen.page();
        assert!(page.says("あさひ小から8:25に届きました"), "{}", page.reads());
        assert!(page.get("link", "0436-00-1201").is_some(), "whom to call");
        let buttons = page.names("button");
        let places: Vec<_> = ["家を出ました", "遅れて行きます", "今日は休みます"]
            .iter()
            .filter_map(|name| buttons.iter().position(|other| other == name))
            .collect();
        assert_eq!(places.len(), 3, "{buttons:?}");

        screen.click("button", "家を出ました").await;
        screen.until_says("「家を出ました」とわたしが答えました").await;
        screen.until("it has arrived", |page| page.says("届きました")).await;
        assert!(screen.page().get("button", "遅れて行きます").is_none(), "it is answered");
        let school = phone.school().await?;
        assert_eq!(school.questions[0].question.answer.as_ref().map(|answer| answer.arrival), Some(Arrival::LeftHome));
        Ok(())
    });
}

#[test]
fn an_answer_that_does_not_arrive_says_to_call() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana, &ONE).await?;
        town.asks(HINA).await?;
        phone.sync().await?;
        screen.until_says("登校しましたか").await;
        phone.wire.pull();
        screen.click("button", "今日は休みます").await;
        screen.until_says("まだ学校に届いていません。電話でも知らせてください").await;
        phone.wire.plug_in();
        phone.sync().await?;
        // What was answered is a real absence.
        screen.until_silent("まだ学校に届いていません").await;
        screen
            .while_waiting(
                phone.until("an absence", |engine| async move { Ok(engine.school().await?.absences.len() == 1) }),
            )
            .await?;
        screen.until_says("今日 欠席").await;
        Ok(())
    });
}
