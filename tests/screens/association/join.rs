//! Joining a household: with an account on the way, at once where it is known, after an officer's look where it is not.

use super::town::{BLOCK_1, SATO, Town, YAMADA};
use crate::{opened, story};
use itsumo_testkit::World;

#[test]
fn whoever_has_no_household_finds_the_way_to_one() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let phone = hana.phone().await?;
        let mut screen = opened(&world, &phone).await?;
        assert!(screen.page().get("link", "町会").is_none(), "no tab for whoever is of no household");
        screen.click("link", "設定").await;
        screen.click("link", "町会とつながる").await;
        screen.until_says("町会の機能には、アカウントが必要です").await;
        screen.until_says("紙の回覧はこれまでどおり届きます").await;
        screen.click("link", "アカウントを作る").await;
        screen.write("メールアドレス", &hana.email()).await;
        screen.write("パスワード", &hana.password()).await;
        screen.click("button", "番号を受け取る").await;
        screen.until_says("に番号を送りました").await;
        screen.write("メールの番号", &hana.code(1).await?).await;
        screen.click("button", "番号を確かめる").await;
        screen.click("link", "町会の画面に戻る").await;
        screen.until_says("町会からの手紙の番号で、世帯とつながります").await;

        // What is no code, and what is missing, is said at its field before anything is sent.
        screen.click("link", "町会とつながる").await;
        screen.write("手紙の番号", "7K3M").await;
        screen.click("button", "つながる").await;
        let wrong = |name: &'static str| {
            move |page: &crate::driver::Page| {
                page.get("textbox", name).is_some_and(|field| field.attribute("aria-invalid") == Some("true"))
            }
        };
        screen.until("the code is too short", wrong("手紙の番号")).await;
        let code = town.letter(BLOCK_1).await?;
        screen.write("手紙の番号", &code.to_lowercase().replace('-', " ")).await;
        screen.write("世帯の名前", YAMADA.name).await;
        screen.write("あなたの名前", "山田 花").await;
        screen.click("button", "つながる").await;
        screen.until("the house is missing", wrong("番地・部屋")).await;
        screen.write("番地・部屋", YAMADA.place).await;
        screen.click("button", "つながる").await;
        screen.until_says("日の出町会 1班の世帯とつながりました").await;
        screen.click("link", "町会の画面へ").await;
        screen.until_says("山田さん宅").await;
        // From now on there is a tab.
        screen.click("link", "ホーム").await;
        screen.until("the tab", |page| page.get("link", "町会").is_some()).await;
        Ok(())
    });
}

#[test]
fn a_household_that_nobody_knows_waits_for_an_officer_and_can_be_taken_back() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let phone = hana.phone().await?;
        hana.register(&phone).await?;
        let code = town.letter(SATO.block).await?;
        let mut screen = opened(&world, &phone).await?;
        screen.click("link", "設定").await;
        screen.click("link", "町会とつながる").await;
        screen.click("link", "町会とつながる").await;
        screen.write("手紙の番号", &code).await;
        screen.write("世帯の名前", "山本").await;
        screen.write("番地・部屋", "9-99").await;
        screen.write("あなたの名前", "山本 花").await;
        screen.click("button", "つながる").await;
        screen.until_says("日の出町会 1班に、確かめてもらっています").await;
        // What waits is seen under the tab, and nothing of the association is.
        screen.click("link", "町会の画面へ").await;
        screen.until_says("お願いを取り消す").await;
        assert!(screen.page().says("9-99") && !screen.page().says("高橋"), "{}", screen.page().reads());
        screen.click("button", "お願いを取り消す").await;
        screen.until_says("町会からの手紙の番号で、世帯とつながります").await;
        assert!(phone.associations().await?.waiting.is_empty());
        Ok(())
    });
}
