//! Children: born, expected, twins.

use super::{born, date, handbook};
use crate::story;
use itsumo_domain::{Timestamp, handbook::Sex};
use itsumo_testkit::World;

#[test]
fn an_empty_handbook_offers_the_one_next_step_and_asks_for_no_account() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.wire.pull();
        let mut screen = handbook(&world, &phone).await?;
        screen.until_says("お子さんを追加すると").await;
        assert!(!screen.page().says("アカウント") && !screen.page().says("サインイン"), "{}", screen.page().reads());
        screen.click("link", "お子さんを追加").await;
        screen.write("名前", "陽葵").await;
        screen.write("生年月日", "令和7年8月14日").await;
        screen.until_says("2025年8月14日(木)").await;
        screen.choose("radio", "女", true).await;
        screen.write("体重 (g)", "3012").await;
        screen.write("週", "39").await;
        screen.write("日", "2").await;
        screen.click("button", "手帳に追加する").await;
        // Her own page, with her age in words.
        screen.until_says("1歳3か月").await;
        let book = phone.handbook().await?;
        let (_, child) = book.children()[0];
        assert_eq!((child.name.as_str(), child.birth_date), ("陽葵", Some(date(2025, 8, 14))));
        assert_eq!((child.birth_weight_g, child.gestation_days), (Some(3012), Some(275)));
        assert_eq!(child.sex, Some(Sex::Female));
        screen.click("link", "手帳").await;
        screen.until("her card", |page| page.get("link", "陽葵 1歳3か月").is_some()).await;
        Ok(())
    });
}

#[test]
fn a_slip_is_said_at_its_field_and_nothing_typed_is_lost_by_looking_elsewhere() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "お子さんを追加").await;
        screen.write("名前", "陽葵").await;
        screen.write("体重 (g)", "3.0").await;
        screen.click("button", "手帳に追加する").await;
        screen.until_says("グラムで書いてください").await;
        screen.until_says("生まれた日を書いてください").await;
        assert!(phone.handbook().await?.is_empty());
        screen.click("link", "設定").await;
        screen.click("link", "手帳").await;
        screen.click("link", "お子さんを追加").await;
        screen.until_says("前に書きかけた内容から続けられます").await;
        assert!(screen.html().contains("陽葵"), "{}", screen.html());
        screen.write("体重 (g)", "3000").await;
        screen.write("生年月日", "2026/5/1").await;
        screen.click("button", "手帳に追加する").await;
        screen.until_says("手帳に追加しました").await;
        // What was sent is no draft any more.
        screen.click("link", "手帳").await;
        screen.click("link", "お子さんを追加").await;
        screen.until("an empty form", |page| page.get("textbox", "名前").is_some()).await;
        assert!(!screen.page().says("書きかけた"), "{}", screen.page().reads());
        Ok(())
    });
}

#[test]
fn twins_are_added_in_one_go() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "お子さんを追加").await;
        screen.write("生年月日", "2026/5/1").await;
        screen.click("button", "もうひとり").await;
        screen.until_says("2人目").await;
        screen.write_nth("名前", 0, "はる").await;
        screen.write_nth("名前", 1, "なつ").await;
        screen.click("button", "手帳に追加する").await;
        screen.until("both", |page| page.get("link", "はる").is_some() && page.get("link", "なつ").is_some()).await;
        let book = phone.handbook().await?;
        assert_eq!(book.children().len(), 2);
        assert!(book.children().iter().all(|(_, child)| child.birth_date == Some(date(2026, 5, 1))));
        // A plan for one is a plan for both, if they wish.
        screen.click("link", "はる 6").await;
        screen.click("link", "予約した日と場所").await;
        screen.click("link", "予定を入れる").await;
        screen.write("日にち", "12/3").await;
        screen.write("メモ", "写真館").await;
        screen.choose("checkbox", "なつ", true).await;
        screen.click("button", "保存する").await;
        screen.until_says("写真館").await;
        let book = phone.handbook().await?;
        let planned: Vec<_> =
            book.children().iter().map(|(entry, _)| book.appointments(entry.about().unwrap()).len()).collect();
        assert_eq!(planned, [1, 1]);
        Ok(())
    });
}

#[test]
fn a_child_that_is_expected_has_weeks_and_becomes_a_born_one_with_everything_kept() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let mut screen = handbook(&world, &phone).await?;
        screen.click("link", "お子さんを追加").await;
        screen.choose("radio", "これから生まれる", true).await;
        screen.write("出産予定日", "2027/2/10").await;
        screen.click("button", "手帳に追加する").await;
        screen.until_says("妊娠28週6日").await;
        // The window of the vaccine for this pregnancy, by its rule.
        screen.until_says("RSウイルス").await;
        screen.until_says("35週までは2週に1回ほど").await;
        screen.click("link", "ことばと写真で").await;
        screen.click("link", "日記を書く").await;
        screen.write("できごと", "はじめて蹴った").await;
        screen.click("button", "保存する").await;
        screen.until_says("はじめて蹴った").await;
        world.hand().advance(80 * Timestamp::DAY);
        screen.click("link", "手帳").await;
        screen.click("link", "おなかの赤ちゃん").await;
        screen.click("link", "生まれました").await;
        screen.write("名前", "湊").await;
        screen.write("生年月日", "2027/2/8").await;
        screen.click("button", "手帳に書く").await;
        screen.until_says("生後4日").await;
        let book = phone.handbook().await?;
        let children = book.children();
        assert_eq!(children.len(), 1);
        let (entry, child) = children[0];
        assert_eq!((child.birth_date, child.due_date), (Some(date(2027, 2, 8)), Some(date(2027, 2, 10))));
        assert_eq!(book.diary(entry.about().unwrap()).len(), 1, "what was written before is still there");
        Ok(())
    });
}

#[test]
fn a_child_s_sections_stand_beside_the_one_that_is_open() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        born(&phone, "陽葵", date(2025, 8, 14)).await?;
        born(&phone, "湊", date(2026, 9, 30)).await?;
        let mut screen = handbook(&world, &phone).await?;
        let here = |page: &crate::driver::Page| -> Vec<String> {
            let marked = page.all().into_iter().filter(|node| node.attribute("aria-current") == Some("page"));
            marked.map(|node| node.reads().trim().to_owned()).collect()
        };
        // Of no child yet: no list.
        assert!(screen.page().all().iter().all(|node| node.attribute("class") != Some("sections")));
        screen.click("link", "陽葵 1").await;
        screen.until("the list says where one is", |page| here(page).iter().any(|name| name.contains("陽葵"))).await;
        for section in ["成長", "予防接種", "予診票", "健診", "日記", "予定", "すべての記録"] {
            screen.click("link", section).await;
            screen.until(section, |page| here(page) == [section]).await;
        }
        // Deeper in, the section is still marked as where one is, and is not the page.
        screen.click("link", "予診票").await;
        screen.click("link", "予診票を書く").await;
        screen.until("the form", |page| page.get("button", "予診票を残す").is_some()).await;
        assert_eq!(here(&screen.page()), Vec::<String>::new());
        // And the other child is a press away.
        screen.click("link", "湊").await;
        screen.until("the other child", |page| here(page).iter().any(|name| name.contains("湊"))).await;
        Ok(())
    });
}
