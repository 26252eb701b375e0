//! Reading, searching, keeping; alerts over everything; offline.

use crate::{news, opened, story};
use itsumo_domain::{
    Timestamp,
    alert::{Alert, Hazard, Severity, Status},
    interests::Interests,
};
use itsumo_engine::Tab;
use itsumo_testkit::World;
use std::collections::BTreeSet;

fn about(topics: &[&str]) -> Interests {
    Interests {
        topics: topics.iter().map(|topic| (*topic).to_owned()).collect::<BTreeSet<_>>(),
        ..Interests::default()
    }
}

#[test]
fn the_four_views_hold_what_they_say() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.set_interests(about(&["waste"])).await?;
        world.announce(&news(&world, "資源ごみの出し方", &["waste"])).await?;
        let mut vote = news(&world, "市長選挙の投票日", &["council"]);
        vote.important = true;
        world.announce(&vote).await?;
        world.announce(&news(&world, "夏の水泳教室", &["events"])).await?;
        phone.sync().await?;
        let mut screen = opened(&world, &phone).await?;

        screen.until_says("資源ごみの出し方").await;
        let page = screen.page();
        assert!(page.says("市長選挙の投票日") && !page.says("夏の水泳教室"), "{}", page.reads());
        screen.click("tab", "すべて").await;
        screen.until_says("夏の水泳教室").await;
        screen.click("tab", "重要").await;
        screen.until_silent("夏の水泳教室").await;
        screen.until_says("市長選挙の投票日").await;
        screen.click("tab", "保存").await;
        screen.until_says("保存したお知らせはありません").await;

        // A topic narrows a view, and the way out is offered where nothing is left.
        screen.click("tab", "すべて").await;
        screen.until_says("夏の水泳教室").await;
        screen.click("button", "ごみ").await;
        screen.until_silent("夏の水泳教室").await;
        screen.until_says("資源ごみの出し方").await;
        Ok(())
    });
}

#[test]
fn an_article_is_read_kept_and_says_why_it_came() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.set_interests(about(&["waste"])).await?;
        let id = world.announce(&news(&world, "粗大ごみの受付が始まります", &["waste"])).await?;
        phone.sync().await?;
        let mut screen = opened(&world, &phone).await?;
        screen.until("one unread", |page| page.get("link", "ホーム 未読1件").is_some()).await;
        screen.click("link", "粗大ごみの受付が始まります").await;
        screen.until_says("粗大ごみの受付が始まりますのくわしい説明です。").await;
        let page = screen.page();
        assert!(page.says("みほん市 新着情報") && page.says("を選んでいるので届きました"), "{}", page.reads());
        assert!(page.says("題名に「粗大ごみの受付が始まります」がある"), "{}", page.reads());
        assert_eq!(
            page.get("link", "もとのページを開く").unwrap().attribute("href"),
            Some("https://www.city.mihon.example/1.html")
        );
        let h1 = page
            .all()
            .into_iter()
            .filter(|node| node.attribute("tabindex") == Some("-1") && node.reads().contains("粗大ごみ"))
            .count();
        assert!(h1 >= 1);
        // It was read by opening it.
        let read =
            phone.until("it is read", |engine| async move { Ok(engine.news_counts().await?.for_me_unread == 0) });
        screen.while_waiting(read).await?;

        screen.click("button", "保存する").await;
        screen.until_says("保存しました").await;
        screen.click("button", "戻る").await;
        screen.click("link", "保存").await;
        screen.until("it is among the kept", |page| page.get("link", "粗大ごみの受付が始まります").is_some()).await;

        // The city takes it back; what was kept stays.
        world.revise(id, None).await?;
        phone.sync().await?;
        assert_eq!(phone.titles(Tab::Saved).await?, ["粗大ごみの受付が始まります"]);
        screen.until_says("粗大ごみの受付が始まります").await;
        Ok(())
    });
}

#[test]
fn an_article_that_is_recalled_while_it_is_read_says_so() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let id = world.announce(&news(&world, "まちがえて出したお知らせ", &["waste"])).await?;
        phone.sync().await?;
        let mut screen = opened(&world, &phone).await?;
        screen.click("tab", "すべて").await;
        screen.click("link", "まちがえて出したお知らせ").await;
        screen.until_says("くわしい説明です。").await;
        world.revise(id, None).await?;
        phone.sync().await?;
        screen.until_says("このお知らせは取り下げられました").await;
        screen.click("button", "一覧に戻る").await;
        screen.until_silent("取り下げられました").await;
        Ok(())
    });
}

#[test]
fn marked_unread_it_is_unread_and_a_muted_topic_goes_quiet() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.set_interests(about(&["waste"])).await?;
        world.announce(&news(&world, "図書館の休館日", &["waste"])).await?;
        phone.sync().await?;
        let mut screen = opened(&world, &phone).await?;
        screen.click("link", "図書館の休館日").await;
        screen.click("button", "未読に戻す").await;
        screen.until_says("未読に戻しました").await;
        assert_eq!(phone.news_counts().await?.for_me_unread, 1);
        screen.click("link", "図書館の休館日").await;
        screen.click("button", "この話題をしばらく止める").await;
        screen.click("button", "1週間止める").await;
        screen.until_says("しばらく止めます").await;
        screen.while_waiting(phone.until_titles(Tab::ForMe, &[])).await?;
        Ok(())
    });
}

#[test]
fn search_finds_a_part_of_a_word_as_one_types() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        world.announce(&news(&world, "高齢者インフルエンザ予防接種", &["health"])).await?;
        world.announce(&news(&world, "夏の水泳教室", &["events"])).await?;
        phone.sync().await?;
        phone.wire.pull();
        let mut screen = opened(&world, &phone).await?;
        screen.click("link", "検索").await;
        screen.until_says("知りたいことばを入れてください").await;
        screen.write("お知らせをさがす", "防接").await;
        screen.until_says("高齢者インフルエンザ予防接種").await;
        assert!(screen.page().says("1件") && !screen.page().says("夏の水泳教室"), "{}", screen.page().reads());
        assert!(screen.html().contains("<mark>"), "what was found is not marked");
        // Another way to write it finds it too.
        screen.write("お知らせをさがす", "ｲﾝﾌﾙ").await;
        screen.until_says("高齢者インフルエンザ予防接種").await;
        screen.write("お知らせをさがす", "どこにもない").await;
        screen.until_says("「どこにもない」は見つかりませんでした").await;
        Ok(())
    });
}

#[test]
fn search_offers_the_topic_of_that_name() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        world.announce(&news(&world, "粗大の受付日", &["waste"])).await?;
        world.announce(&news(&world, "夏の水泳教室", &["events"])).await?;
        phone.sync().await?;
        let mut screen = opened(&world, &phone).await?;
        screen.click("link", "検索").await;
        // No announcement says it, but it is what they are about.
        screen.write("お知らせをさがす", "ごみの日").await;
        screen.until_says("話題: ごみ").await;
        screen.click("button", "話題: ごみ").await;
        screen.until_says("粗大の受付日").await;
        assert!(!screen.page().says("夏の水泳教室"), "{}", screen.page().reads());
        // What was typed is still there, and a topic under which there is nothing is not offered.
        screen.click("link", "検索").await;
        screen.until_says("話題: ごみ").await;
        screen.write("お知らせをさがす", "どこにもない").await;
        screen.until_says("「どこにもない」は見つかりませんでした").await;
        assert!(!screen.page().says("話題:"), "{}", screen.page().reads());
        Ok(())
    });
}

pub fn evacuate(world: &World, status: Status) -> Alert {
    let now = world.hand().now();
    Alert {
        status,
        severity: Severity::Emergency,
        hazard: Hazard::Evacuation,
        headline: "北部に避難指示".to_owned(),
        text: "川があふれるおそれがあります。".to_owned(),
        instructions: vec!["第一小学校へ避難してください。".to_owned()],
        sender: "みほん市危機管理課".to_owned(),
        issued: now,
        expires: now.plus(Timestamp::DAY),
        next_update: Some(now.plus(Timestamp::HOUR)),
        ..Alert::default()
    }
}

#[test]
fn an_alert_stands_over_everything_and_ends_with_a_word() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let mut screen = opened(&world, &phone).await?;
        screen.click("link", "設定").await;
        screen.until_says("受け取るもの").await;

        let id = world.alert(&evacuate(&world, Status::Actual)).await?;
        phone.sync().await?;
        // Wherever one is.
        screen.until("the banner", |page| page.get("link", "緊急 北部に避難指示").is_some()).await;
        screen.click("link", "北部に避難指示").await;
        screen.until_says("第一小学校へ避難してください。").await;
        let page = screen.page();
        for said in ["いますること", "みほん市危機管理課", "次の発表予定", "川があふれるおそれがあります。", "市内全域"]
        {
            assert!(page.says(said), "{said}: {}", page.reads());
        }
        assert!(!page.says("訓練"));

        world.cancel_alert(id).await?;
        phone.sync().await?;
        screen.until_says("解除されました").await;
        assert!(!screen.page().says("いますること"), "what to do is over");
        Ok(())
    });
}

#[test]
fn a_drill_is_never_taken_for_real() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        world.alert(&evacuate(&world, Status::Drill)).await?;
        phone.sync().await?;
        let mut screen = opened(&world, &phone).await?;
        screen
            .until("the banner says drill first", |page| {
                page.names("link").iter().any(|name| name.starts_with("訓練です 北部に避難指示"))
            })
            .await;
        screen.click("link", "北部に避難指示").await;
        screen.until_says("これは訓練です。実際には起きていません。").await;
        let levels: Vec<_> =
            screen.page().all().iter().filter_map(|node| node.attribute("data-level").map(str::to_owned)).collect();
        assert!(!levels.is_empty() && levels.iter().all(|level| level == "drill"), "{levels:?}");
        Ok(())
    });
}

#[test]
fn offline_is_normal_and_says_how_old_the_list_is() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        world.announce(&news(&world, "資源ごみの出し方", &["waste"])).await?;
        phone.sync().await?;
        phone.wire.pull();
        let _ = phone.sync().await;
        let mut screen = opened(&world, &phone).await?;
        screen.until_says("オフラインです。").await;
        screen.until_says("最終更新 今日 8:00").await;
        screen.click("tab", "すべて").await;
        screen.click("link", "資源ごみの出し方").await;
        screen.until_says("資源ごみの出し方のくわしい説明です。").await;
        assert!(!screen.page().names("alert").iter().any(|name| name.contains("オフライン")), "offline is no alarm");
        Ok(())
    });
}
