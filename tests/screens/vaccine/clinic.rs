//! The device in the clinic's hands.

use super::{born, given, himari, list};
use crate::{driver::Screen, news::evacuate, story};
use itsumo_domain::alert::Status;
use itsumo_engine::Unlocking;
use itsumo_testkit::World;
use uuid::Uuid;

#[test]
fn the_clinic_sees_one_child_and_nothing_else_until_the_family_takes_the_device_back() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = himari(&phone).await?;
        born(&phone, "湊", "2026-09-30").await?;
        given(&phone, child, &[("2026-11-20", "MR")]).await?;
        let mut screen = list(&world, &phone, "陽葵").await?;
        screen.click("link", "医院に見せる").await;
        screen.click("button", "PINを決める").await;
        screen.write("PIN", "2468").await;
        screen.write("もう一度PIN", "2469").await;
        screen.click("button", "このPINにする").await;
        screen.until_says("2つのPINが違います").await;
        screen.write("もう一度PIN", "2468").await;
        screen.click("button", "このPINにする").await;
        screen.until_says("PINで開けます").await;
        screen.click("button", "ロックして渡す").await;
        // The page before it showed the same as a preview: here nothing leads anywhere.
        screen.until("it is locked", |page| page.names("link").is_empty() && page.says("これまでの接種")).await;

        let page = screen.page();
        assert!(
            page.says("陽葵") && page.says("今日、時期に合うもの") && page.says("これまでの接種"),
            "{}",
            page.reads()
        );
        // Varicella waits for MR of four days ago, and says so.
        assert!(page.says("のあとは間をあけます"), "{}", page.reads());
        assert!(!page.says("湊"), "another child is seen");
        // No link at all, no tab, no search: nothing leads anywhere.
        assert_eq!(page.names("link"), Vec::<String>::new());
        assert_eq!(page.names("searchbox"), Vec::<String>::new());
        assert_eq!(page.names("button").len(), 1, "{:?}", page.names("button"));
        drop(screen);

        // Started again it is locked still.
        let mut screen = Screen::open(phone.clone(), world.folder()).await;
        screen.until_says("予防接種の確認").await;
        assert_eq!(screen.page().names("link"), Vec::<String>::new());
        screen.click("button", "家族にもどす").await;
        screen.write("PIN", "1111").await;
        screen.click("button", "開く").await;
        screen.until_says("PINが違います。あと4回試せます").await;
        screen.write("PIN", "２４６８").await;
        screen.click("button", "開く").await;
        screen.until("the app", |page| page.get("link", "手帳").is_some()).await;
        assert_eq!(phone.clinic_lock().await?, None);
        let book = phone.handbook().await?;
        assert!(book.shared(Some(child)).iter().any(|(_, shared)| shared.what == "clinic-screen"));
        Ok(())
    });
}

#[test]
fn a_notification_opens_nothing_while_the_clinic_has_the_device_and_drafts_are_not_lost() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        himari(&phone).await?;
        let mut screen = list(&world, &phone, "陽葵").await?;
        screen.click("link", "接種を記録する").await;
        screen.click("button", "水痘").await;
        screen.write("製造番号(ロット)", "VZ77").await;
        screen.click("button", "戻る").await;
        screen.click("link", "医院に見せる").await;
        screen.click("button", "ロックして渡す").await;
        screen.until_says("予防接種の確認").await;
        screen.opening(itsumo::platform::Opening::Alert(Uuid::nil()));
        screen.click("button", "家族にもどす").await;
        // Without a PIN a button is held, and a question answered.
        screen.hold("押しつづけて開く").await;
        screen.until_says("あなたの家族のものですか").await;
        screen.until_says("予防接種の確認").await;
        screen.click("button", "はい、家族の端末です").await;
        screen.until("the app", |page| page.get("link", "手帳").is_some()).await;
        assert_eq!(phone.take_back(String::new()).await?, Unlocking::Open);
        screen.click("button", "戻る").await;
        screen.click("link", "接種を記録する").await;
        screen.until("the draft", |page| page.get("textbox", "製造番号(ロット)").is_some()).await;
        assert!(screen.html().contains("VZ77"), "{}", screen.html());
        Ok(())
    });
}

#[test]
fn danger_is_told_to_whoever_holds_the_device_and_leads_nowhere() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        himari(&phone).await?;
        let mut screen = list(&world, &phone, "陽葵").await?;
        screen.click("link", "医院に見せる").await;
        screen.click("button", "ロックして渡す").await;
        screen.until("it is locked", |page| page.names("link").is_empty() && page.says("これまでの接種")).await;

        world.alert(&evacuate(&world, Status::Drill)).await?;
        let id = world.alert(&evacuate(&world, Status::Actual)).await?;
        phone.sync().await?;
        screen.until_says("緊急 北部に避難指示").await;
        // What to do stands with it: there is no page to open. A drill can wait.
        let page = screen.page();
        assert!(page.says("第一小学校へ避難してください。"), "{}", page.reads());
        assert!(!page.says("訓練"), "{}", page.reads());
        assert_eq!(page.names("link"), Vec::<String>::new());
        assert_eq!(page.names("button").len(), 1, "{:?}", page.names("button"));

        world.cancel_alert(id).await?;
        phone.sync().await?;
        screen.until_silent("北部に避難指示").await;
        Ok(())
    });
}
