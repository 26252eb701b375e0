//! What is possible, why that day, and what is told of it.

use super::{born, date, himari, list};
use crate::{opened, story};
use chrono::Days;
use itsumo_testkit::World;

#[test]
fn the_list_says_what_is_possible_now_and_each_day_says_why() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.wire.pull();
        himari(&phone).await?;
        let mut screen = list(&world, &phone, "陽葵").await?;
        let page = screen.page();
        for heading in ["いま受けられます", "これから", "受けおわりました"] {
            assert!(
                page.names("heading").iter().any(|name| name.contains(heading)),
                "{heading}: {:?}",
                page.names("heading")
            );
        }
        screen.click("link", "小児用肺炎球菌").await;
        screen.until_says("いちばん早い日").await;
        // The rule, its arithmetic, and the law: 12 months and 60 days after the third.
        screen.until_says("中60日").await;
        screen.until_says("2026年8月13日").await;
        screen.until_says("受けた記録").await;
        Ok(())
    });
}

#[test]
fn later_than_usual_is_said_without_blame() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        born(&phone, "湊", "2023-02-10").await?;
        let screen = list(&world, &phone, "湊").await?;
        let page = screen.page();
        assert!(page.says("標準の時期のあとも") || page.says("まで公費で受けられます"), "{}", page.reads());
        for word in ["遅れ", "忘れ", "できません", "異常"] {
            assert!(!page.says(word), "{word}: {}", page.reads());
        }
        // Nothing is recorded for a child of three: the paper book comes first.
        assert!(page.says("母子健康手帳から日付を写すと"), "{}", page.reads());
        Ok(())
    });
}

#[test]
fn the_family_sees_all_children_in_one_list() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        himari(&phone).await?;
        born(&phone, "湊", "2026-09-30").await?;
        let mut screen = opened(&world, &phone).await?;
        screen.click("link", "手帳").await;
        screen.click("link", "家族の予防接種").await;
        screen.until("both names", |page| page.says("陽葵") && page.says("湊")).await;
        screen.click("button", "湊").await;
        screen
            .until("one child's lines", |page| page.names("link").iter().all(|name| !name.starts_with("陽葵 ")))
            .await;
        Ok(())
    });
}

#[test]
fn reminders_are_set_on_the_device() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.wire.pull();
        let child = himari(&phone).await?;
        let mut screen = list(&world, &phone, "陽葵").await?;
        screen.click("link", "お知らせの設定").await;
        screen.choose("checkbox", "7日前", true).await;
        let seven = phone.until("a week before", |engine| async move {
            Ok(engine.reminder_settings().await?.days_before == [14, 7, 3, 1])
        });
        screen.while_waiting(seven).await?;
        screen.pick("知らせる時刻", "1140").await;
        let evening =
            phone.until("at seven", |engine| async move { Ok(engine.reminder_settings().await?.minute == 1140) });
        screen.while_waiting(evening).await?;
        // One vaccine is quiet for a while.
        screen.click("button", "戻る").await;
        screen.click("link", "水痘").await;
        screen.click("button", "しばらく知らせない").await;
        screen.until_says("まで知らせません").await;
        let book = phone.handbook().await?;
        let quiet = book.reminder_choice(child, "VAR").and_then(|(_, choice)| choice.quiet_until);
        assert_eq!(quiet, date("2026-11-24").checked_add_days(Days::new(90)));
        Ok(())
    });
}
