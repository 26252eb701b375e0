//! What was begun outlives the screen, and the app.

use super::{born, date, handbook};
use crate::{driver::Screen, story};
use itsumo_testkit::{Device, World};

/// The app is gone without a word, and opened again on the same device.
async fn again(world: &World, phone: Device, screen: Screen) -> anyhow::Result<(Device, Screen)> {
    drop(screen);
    let phone = phone.restart()?;
    let screen = handbook(world, &phone).await?;
    Ok((phone, screen))
}

#[test]
fn what_was_begun_is_there_when_the_app_has_ended_and_gone_when_it_was_sent() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "陽葵", date(2025, 8, 14)).await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "陽葵 1").await;
        screen.click("link", "ことばと写真で").await;
        screen.click("link", "日記を書く").await;
        screen.write("できごと", "はじめて").await;
        screen.write("できごと", "はじめて立った").await;

        let (phone, mut screen) = again(&world, phone, screen).await?;
        screen.click("link", "陽葵 1").await;
        screen.click("link", "ことばと写真で").await;
        screen.click("link", "日記を書く").await;
        screen.until_says("前に書きかけた内容から続けられます").await;
        assert!(screen.html().contains("はじめて立った"), "{}", screen.html());
        screen.click("button", "保存する").await;
        screen
            .until("the page is kept", |page| page.says("はじめて立った") && page.get("button", "保存する").is_none())
            .await;
        assert_eq!(phone.handbook().await?.diary(child).len(), 1);

        let (_phone, mut screen) = again(&world, phone, screen).await?;
        screen.click("link", "陽葵 1").await;
        screen.click("link", "ことばと写真で").await;
        screen.click("link", "日記を書く").await;
        screen.until("an empty form", |page| page.get("textbox", "できごと").is_some()).await;
        assert!(!screen.page().says("書きかけた"), "{}", screen.page().reads());
        Ok(())
    });
}

#[test]
fn the_days_of_the_paper_book_are_not_typed_twice() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        born(&phone, "湊", date(2020, 11, 1)).await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "湊 6").await;
        screen.click("link", "予防接種").await;
        screen.click("link", "母子健康手帳から写す").await;
        screen.write("小児用肺炎球菌 初回1回目", "R3.1.5").await;
        screen.write("小児用肺炎球菌 初回2回目", "2021/2/5 2021/3/8").await;
        screen.until_says("2021年3月8日(月)").await;

        let (_phone, mut screen) = again(&world, phone, screen).await?;
        screen.click("link", "湊 6").await;
        screen.click("link", "予防接種").await;
        screen.click("link", "母子健康手帳から写す").await;
        for day in ["2021年1月5日(火)", "2021年2月5日(金)", "2021年3月8日(月)"] {
            screen.until_says(day).await;
        }
        screen.until("all three are ready", |page| page.get("button", "3回分を記録する").is_some()).await;
        Ok(())
    });
}

#[test]
fn who_does_not_want_it_any_more_starts_over() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "お子さんを追加").await;
        screen.write("名前", "ひまり").await;
        screen.click("button", "戻る").await;
        screen.click("link", "お子さんを追加").await;
        screen.until_says("前に書きかけた内容から続けられます").await;
        screen.click("button", "はじめから書く").await;
        screen.until_silent("書きかけた").await;
        assert!(!screen.html().contains("ひまり"), "{}", screen.html());
        let nothing = phone.until("nothing is kept", |engine| async move { Ok(engine.drafts().await?.is_empty()) });
        screen.while_waiting(nothing).await?;
        // Typed and taken away again is nothing begun either.
        screen.write("名前", "ひ").await;
        screen.write("名前", "").await;
        screen.click("button", "戻る").await;
        screen.click("link", "お子さんを追加").await;
        screen.until("the form", |page| page.get("textbox", "名前").is_some()).await;
        assert!(!screen.page().says("書きかけた"), "{}", screen.page().reads());
        Ok(())
    });
}
