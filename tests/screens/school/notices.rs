//! Notices: what is due first, one item for two children with an answer each, changed, late, recalled.

use super::{
    BOTH, ONE, at_home,
    town::{HINA, REN, Town, notice, november},
};
use crate::story;
use itsumo_domain::{
    Timestamp,
    city::LocalText,
    i18n::Locale,
    school::{
        Answer,
        notice::{Ask, Block, CountPer, Draft},
    },
};
use itsumo_engine::Settings;
use itsumo_testkit::World;

fn visit() -> Draft {
    let text = |text: &str| LocalText::ja(text);
    Draft {
        blocks: vec![
            Block::Heading { text: text("当日の流れ") },
            Block::List { items: vec![text("5校時 授業参観"), text("6校時 懇談会")] },
            Block::Date { day: november(27), time: "13:30".parse().ok(), what: text("授業参観") },
            Block::Bring { day: november(25), what: text("体操服と赤白帽子") },
        ],
        ask: Ask::Choice { options: vec![text("出席する"), text("欠席する")], many: false },
        per: CountPer::Child,
        due: Some(november(26)),
        ..notice("授業参観と懇談会のお知らせ", "")
    }
}

#[test]
fn one_notice_for_two_children_is_read_once_and_answered_for_each() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana, &BOTH).await?;
        town.tells(visit()).await?;
        phone.sync().await?;
        // Home says that an answer is due; the list has it first, and unread.
        screen.until_says("回答をお願いします · 11月26日(木)まで").await;
        screen.click("link", "学校").await;
        screen.click("link", "おたよりをすべて見る").await;
        screen.until("one item, unread", |page| page.says("未読 授業参観と懇談会のお知らせ")).await;
        assert_eq!(screen.page().reads().matches("授業参観と懇談会のお知らせ").count(), 1);
        screen.click("link", "授業参観と懇談会のお知らせ").await;
        screen.until_says("当日の流れ").await;
        assert!(
            screen.page().says("5校時 授業参観") && screen.page().says("持ち物 体操服と赤白帽子"),
            "{}",
            screen.page().reads()
        );
        screen
            .while_waiting(
                phone.until("it was opened", |engine| async move { Ok(engine.school().await?.notices[0].opened) }),
            )
            .await?;

        // A day goes into the phone's calendar.
        screen.click("button", "11月27日(金) 13:30 授業参観 予定に入れる").await;
        screen.until_says("保存しました").await;
        let file = std::fs::read_to_string(world.folder().join("itsumo-2026-11-27.ics"))?;
        assert!(file.contains("SUMMARY:授業参観\r\n") && file.contains("DTSTART:20261127T043000Z"), "{file}");

        // Each child has its own answer.
        screen.click("button", "回答する").await;
        screen.until_says("どれかを選んでください").await;
        screen.choose("radio", "出席する", true).await;
        screen.click("button", "回答する").await;
        screen.until("one is answered", |page| page.get("button", "佐藤 陽葵 回答を変える").is_some()).await;
        screen.choose("radio", "欠席する", true).await;
        screen.click("button", "回答する").await;
        screen.until("both are", |page| page.get("button", "佐藤 蓮 回答を変える").is_some()).await;
        screen
            .while_waiting(phone.until("both have arrived", |engine| async move {
                let school = engine.school().await?;
                let row = &school.notices[0];
                Ok(row.open_for.is_empty() && row.answers.iter().all(|answer| answer.delivery.is_there()))
            }))
            .await?;
        let school = phone.school().await?;
        let given = |pupil| {
            school.notices[0]
                .answers
                .iter()
                .find(|answer| answer.pupil == Some(pupil))
                .map(|answer| answer.answer.clone())
        };
        assert_eq!(given(HINA), Some(Answer::Choice { chosen: vec![0] }));
        assert_eq!(given(REN), Some(Answer::Choice { chosen: vec![1] }));

        // And can be changed.
        screen.click("button", "佐藤 陽葵 回答を変える").await;
        screen.choose("radio", "欠席する", true).await;
        screen.click("button", "回答する").await;
        screen
            .while_waiting(phone.until("it is changed", |engine| async move {
                let school = engine.school().await?;
                Ok(school.notices[0]
                    .answers
                    .iter()
                    .all(|answer| answer.answer == Answer::Choice { chosen: vec![1] } && answer.delivery.is_there()))
            }))
            .await?;
        screen.click("link", "学校").await;
        screen.click("link", "わたしの回答").await;
        screen
            .until("the answers by child", |page| page.says("佐藤 陽葵 欠席する") && page.says("佐藤 蓮 欠席する"))
            .await;
        // What it says of a day stands in the month, and on the child's card.
        screen.click("link", "学校").await;
        screen.click("link", "学校の予定").await;
        screen.until("the days", |page| page.says("13:30 授業参観") && page.says("持ち物 体操服と赤白帽子")).await;
        Ok(())
    });
}

#[test]
fn that_it_was_seen_is_one_tap_for_both_children() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana, &BOTH).await?;
        town.tells(Draft {
            ask: Ask::Seen, ..notice("不審者への注意", "登下校に気をつけてください。")
        })
        .await?;
        phone.sync().await?;
        screen.click("link", "不審者への注意").await;
        screen.until_says("佐藤 陽葵・佐藤 蓮の分をまとめて知らせます").await;
        screen.click("button", "確認しました").await;
        screen
            .while_waiting(phone.until("both have arrived", |engine| async move {
                let school = engine.school().await?;
                Ok(school.notices[0].open_for.is_empty() && school.notices[0].answers.len() == 2)
            }))
            .await?;
        Ok(())
    });
}

#[test]
fn a_late_answer_is_taken_and_a_recalled_notice_is_gone_while_it_is_read() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana, &ONE).await?;
        let id = town.tells(visit()).await?;
        phone.sync().await?;
        world.hand().advance(4 * Timestamp::DAY);
        screen.click("link", "学校").await;
        screen.click("link", "授業参観と懇談会のお知らせ").await;
        screen.until_says("締め切りを過ぎていますが、まだ回答できます").await;
        screen.choose("radio", "欠席する", true).await;
        screen.click("button", "回答する").await;
        screen
            .while_waiting(phone.until("it has arrived", |engine| async move {
                let school = engine.school().await?;
                Ok(school.notices[0].answers.first().is_some_and(|answer| answer.delivery.is_there()))
            }))
            .await?;
        town.recalls(id).await?;
        phone.sync().await?;
        screen.until_says("学校が取り消したか").await;
        assert!(!screen.page().says("授業参観"), "{}", screen.page().reads());
        Ok(())
    });
}

#[test]
fn words_that_the_writer_gave_in_english_are_read_in_english_and_the_rest_says_its_language() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, screen) = at_home(&world, &town, &hana, &ONE).await?;
        drop(screen);
        let mut draft = visit();
        draft.title.en = Some("Class visit and talks".to_owned());
        town.tells(draft).await?;
        phone.sync().await?;
        phone.set_settings(Settings { first_run_done: true, locale: Some(Locale::En), ..Settings::default() }).await?;
        let mut screen = crate::driver::Screen::open(phone.clone(), world.folder()).await;
        screen.click("link", "Class visit and talks").await;
        screen.until_says("当日の流れ").await;
        let page = screen.page();
        assert!(page.get("heading", "Class visit and talks").is_some());
        let foreign = page
            .all()
            .into_iter()
            .any(|node| node.attribute("lang") == Some("ja") && node.reads().contains("当日の流れ"));
        assert!(foreign, "Japanese inside English says that it is");
        Ok(())
    });
}
