//! Who reads along, and the paper for a lost phone.

use super::{born, date, handbook};
use crate::story;
use itsumo_domain::handbook::{Fact, Milestone};
use itsumo_engine::NewEntry;
use itsumo_testkit::World;

#[test]
fn the_paper_is_made_once_and_asked_back() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        born(&phone, "陽葵", date(2025, 8, 14)).await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "スマホをなくしても手帳が戻るように").await;
        screen.click("button", "復元コードを作る").await;
        screen.until_says("いま一度だけ表示します").await;
        let page = screen.page();
        let code = page
            .all()
            .into_iter()
            .filter_map(|node| node.attribute("aria-label").map(str::to_owned))
            .find(|label| label.len() == 35 && label.matches('-').count() == 5)
            .expect("the code in six groups");
        screen.click("button", "印刷用のPDFを保存する").await;
        screen.until_says("保存しました: ").await;
        let sheet = std::fs::read(world.folder().join("itsumo-recovery.pdf"))?;
        assert!(sheet.starts_with(b"%PDF"), "not a PDF");
        screen.click("button", "紙に残しました").await;
        screen.until_says("まだ持っていますか").await;
        assert!(!screen.html().contains(&code), "the code is shown once");
        screen.write("復元コード", "ABCDE").await;
        screen.click("button", "確かめる").await;
        screen.until("the slip is named", |page| !page.names("alert").is_empty()).await;
        screen.write("復元コード", &code.to_lowercase()).await;
        screen.click("button", "確かめる").await;
        screen.until_says("合っています").await;
        Ok(())
    });
}

#[test]
fn the_other_parent_joins_by_typing_and_both_read_the_same() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "陽葵", date(2025, 8, 14)).await?;
        phone.sync().await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "いっしょに見る人").await;
        screen.write("手帳でのあなたの呼び名", "ママ").await;
        screen.click("button", "この呼び名にする").await;
        screen.until_says("呼び名を変えました").await;
        screen.click("link", "家族を招く").await;
        screen.until_says("この画面を見た人は、手帳を読めるようになります").await;
        screen
            .until("a code to scan", |page| {
                page.all()
                    .iter()
                    .any(|node| node.attribute("dangerous_inner_html").is_some_and(|html| html.starts_with("<svg")))
            })
            .await;
        let typed = phone.invitation().await?.typed;
        phone.sync().await?;

        let tablet = world.person("taro").tablet().await?;
        let mut other = handbook(&world, &tablet).await?;
        other.click("link", "招待を受ける").await;
        other.write("招待の文字", "なにか").await;
        other.click("button", "家族に入る").await;
        other.until("it is refused in words", |page| !page.names("alert").is_empty()).await;
        assert!(!other.page().says("refused-") && !other.page().says("field-"), "{}", other.page().reads());
        other.write("招待の文字", &typed).await;
        other.write("手帳でのあなたの呼び名", "パパ").await;
        other.click("button", "家族に入る").await;
        other.until_says("家族に入りました").await;
        tablet.sync().await?;
        other.click("link", "手帳へ").await;
        other.until("the same child", |page| page.get("link", "陽葵 1歳3か月").is_some()).await;
        assert!(tablet.handbook().await?.child(child).is_some());
        Ok(())
    });
}

#[test]
fn who_takes_a_phone_out_is_led_to_a_new_paper_and_the_old_phone_reads_no_more() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "陽葵", date(2025, 8, 14)).await?;
        phone.name_myself("ママ").await?;
        phone.make_recovery_code().await?;
        phone.sync().await?;
        let typed = phone.invitation().await?.typed;
        let tablet = world.person("taro").tablet().await?;
        tablet.join_family(&typed, "パパ").await?;
        tablet.sync().await?;
        phone.sync().await?;

        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "いっしょに見る人").await;
        screen.click("button", "外す パパ").await;
        screen.until_says("パパを家族から外しますか").await;
        screen.click("button", "外す").await;
        // The paper that he may have copied is no longer to be relied on: a new one is the next thing offered.
        screen.until("the paper's screen", |page| page.get("heading", "復元コード").is_some()).await;
        screen.until("a new one to make", |page| page.get("button", "作り直す").is_some()).await;

        let first =
            Fact::Milestone(Milestone { item: "walk".into(), date: date(2026, 11, 20), ..Milestone::default() });
        let walked = phone.record(vec![NewEntry::about(child, first)]).await?;
        phone.sync().await?;
        tablet.sync().await.ok();
        let held = tablet.handbook().await?;
        assert!(held.child(child).is_some(), "what had come stays");
        assert!(walked.iter().all(|id| held.entry(*id).is_none()), "what follows does not come");
        let mut other = handbook(&world, &tablet).await?;
        other.click("link", "いっしょに見る人").await;
        other.until_says("この端末は家族から外されました").await;
        Ok(())
    });
}

#[test]
fn the_handbook_leaves_the_server_and_nothing_of_it_is_lost_here() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "陽葵", date(2025, 8, 14)).await?;
        phone.name_myself("ママ").await?;
        let code = phone.make_recovery_code().await?.code.to_string();
        phone.sync().await?;

        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "いっしょに見る人").await;
        // Without a network nothing is done, and that is said.
        phone.wire.pull();
        screen.click("button", "サーバーから消す").await;
        screen.until_says("復元コードの紙では戻せなくなります").await;
        screen.until_says("この端末の手帳は、すべてそのまま残ります").await;
        assert!(!screen.page().says("家族みんなの端末で"), "there is no other device");
        screen.click("button", "控えを消す").await;
        screen.until("it says what is in the way", |page| !page.names("alert").is_empty()).await;
        assert!(!phone.family().await?.apart);
        phone.wire.plug_in();
        screen.click("button", "控えを消す").await;
        screen.until_says("この端末は、手帳をサーバーに置いていません").await;

        // What is written goes on here, and nowhere else.
        let first =
            Fact::Milestone(Milestone { item: "walk".into(), date: date(2026, 11, 20), ..Milestone::default() });
        phone.record(vec![NewEntry::about(child, first)]).await?;
        phone.sync().await?;
        assert_eq!(phone.handbook().await?.milestones(child).len(), 1);
        let tablet = world.person("hana").tablet().await?;
        assert!(tablet.recover_family(&code, "ママ").await.is_err(), "the server still knows the family");
        assert!(phone.invitation().await.is_err(), "an invitation would lead nowhere");

        screen.click("button", "もう一度置く").await;
        screen.until_says("サーバーに置くようにしました").await;
        phone.sync().await?;
        tablet.recover_family(&code, "ママ").await?;
        tablet.sync().await?;
        assert_eq!(tablet.handbook().await?.milestones(child).len(), 1, "what was written meanwhile came too");
        Ok(())
    });
}
