//! What was given is written down: with a warning where a rule would break, and always kept.

use super::{born, date, given, himari, list};
use crate::story;
use chrono::NaiveDate;
use itsumo_testkit::World;

#[test]
fn a_rule_that_would_break_is_said_before_anything_is_kept_and_what_happened_is_kept_all_the_same() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "陽葵", "2026-08-14").await?;
        given(&phone, child, &[("2026-10-20", "PCV20")]).await?;
        let mut screen = list(&world, &phone, "陽葵").await?;
        screen.click("link", "接種を記録する").await;
        screen.write("接種した日", "2026-11-10").await;
        screen.click("button", "小児用肺炎球菌").await;
        // Twenty clear days, twenty-seven needed.
        screen.until_says("保存する前に、確かめてください").await;
        let page = screen.page();
        assert!(page.says("中20日") && page.says("27日"), "{}", page.reads());
        assert_eq!(phone.handbook().await?.doses(child).len(), 1, "kept before the button");
        screen.write("製造番号(ロット)", "AB1234").await;
        screen.click("button", "このまま記録する").await;
        screen.until_says("記録を確かめる").await;
        let book = phone.handbook().await?;
        let doses = book.doses(child);
        assert_eq!(doses.len(), 2);
        let (_, dose) = doses[1];
        assert_eq!((dose.date, dose.vaccine.as_str(), dose.lot.as_str()), (date("2026-11-10"), "PCV20", "AB1234"));
        Ok(())
    });
}

#[test]
fn several_doses_of_one_visit_are_recorded_together() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = himari(&phone).await?;
        let mut screen = list(&world, &phone, "陽葵").await?;
        screen.click("link", "接種を記録する").await;
        screen.write("接種した日", "2026-11-24").await;
        screen.click("button", "麻しん風しん（MR）第1期").await;
        screen.click("button", "水痘").await;
        screen.until("the common fields", |page| page.get("textbox", "先生の名前").is_some()).await;
        assert!(!screen.page().says("保存する前に"), "{}", screen.page().reads());
        screen.write("先生の名前", "青葉").await;
        screen.click("button", "記録する").await;
        screen.until_says("記録しました").await;
        let book = phone.handbook().await?;
        let today: Vec<_> = book.doses(child).into_iter().filter(|(_, dose)| dose.date == date("2026-11-24")).collect();
        assert_eq!(today.len(), 2);
        // The clinic of the last visit was offered.
        assert!(today.iter().all(|(_, dose)| dose.doctor == "青葉" && dose.clinic == "あおば小児科"));
        Ok(())
    });
}

#[test]
fn a_dose_is_put_right_and_taken_away_and_the_history_keeps_both() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "陽葵", "2025-08-14").await?;
        given(&phone, child, &[("2026-01-21", "BCG")]).await?;
        let mut screen = list(&world, &phone, "陽葵").await?;
        screen.click("link", "BCG").await;
        screen.click("link", "1月21日").await;
        screen.write("接種した日", "2026/1/20").await;
        screen.click("button", "記録する").await;
        screen.until_says("記録しました").await;
        screen.until("her list of doses", |page| page.get("link", "1月20日").is_some()).await;
        let book = phone.handbook().await?;
        let (entry, dose) = book.doses(child)[0];
        assert_eq!((dose.date, book.history(entry.id).len()), (date("2026-01-20"), 1));
        screen.click("link", "1月20日").await;
        screen.click("button", "記録を消す").await;
        screen.until_says("この記録を消しますか").await;
        screen.click("button", "消す").await;
        let gone =
            phone.until("it is gone", |engine| async move { Ok(engine.handbook().await?.doses(child).is_empty()) });
        screen.while_waiting(gone).await?;
        Ok(())
    });
}

#[test]
fn the_paper_book_is_copied_by_days_alone() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "湊", "2020-11-01").await?;
        let mut screen = list(&world, &phone, "湊").await?;
        screen.click("link", "母子健康手帳から写す").await;
        screen.write("小児用肺炎球菌 初回1回目", "R3.1.5").await;
        screen.until_says("2021年1月5日(火)").await;
        screen.write("小児用肺炎球菌 初回2回目", "さくら").await;
        screen.until_says("読み取れない日付が1つあります").await;
        screen.write("小児用肺炎球菌 初回2回目", "2021/2/5 2021/3/8").await;
        screen.write("ワクチンの名前と日付", "BCG 2021/4/1\nなぞの注射 2021/5/5").await;
        screen.click("button", "読み取る").await;
        screen.until_says("なぞの注射").await;
        screen.click("button", "4回分を記録する").await;
        screen.until_says("記録しました").await;
        let book = phone.handbook().await?;
        let doses: Vec<(NaiveDate, &str)> =
            book.doses(child).into_iter().map(|(_, dose)| (dose.date, dose.vaccine.as_str())).collect();
        assert_eq!(
            doses,
            [
                (date("2021-01-05"), "PCV13"),
                (date("2021-02-05"), "PCV13"),
                (date("2021-03-08"), "PCV13"),
                (date("2021-04-01"), "BCG"),
            ]
        );
        Ok(())
    });
}

#[test]
fn what_was_seen_is_kept_and_says_whom_to_call() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = himari(&phone).await?;
        given(&phone, child, &[("2026-11-23", "MR")]).await?;
        let mut screen = list(&world, &phone, "陽葵").await?;
        screen.click("link", "接種後のようす").await;
        screen.choose("checkbox", "熱", true).await;
        screen.until_says("#8000").await;
        assert!(!screen.page().says("119"), "an ambulance for a fever");
        screen.write("体温(℃)", "57.8").await;
        screen.click("button", "ようすを残す").await;
        screen.until_says("体温を確かめてください").await;
        screen.write("体温(℃)", "37.8").await;
        screen.click("button", "ようすを残す").await;
        screen.until_says("これまでの記録").await;
        let book = phone.handbook().await?;
        let (_, seen) = book.reactions(child)[0];
        assert_eq!((seen.temperature_tenths, seen.signs.as_slice()), (Some(378), ["fever".to_owned()].as_slice()));
        assert_eq!(seen.doses.len(), 1, "the dose of yesterday");
        screen.choose("checkbox", "息が苦しそう", true).await;
        screen.until_says("119").await;
        Ok(())
    });
}
