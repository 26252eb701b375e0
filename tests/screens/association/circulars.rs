//! Circulars: unread first, read, answered once for the household, changed, closed, seen by the other members, recalled.

use super::{
    at_home,
    town::{HINODE, Town, YAMADA, circular, november},
};
use crate::{opened, story};
use itsumo_domain::{
    association::circular::{Ask, CircularKind, Draft, Reply},
    city::LocalText,
    i18n::Locale,
    school::notice::Block,
};
use itsumo_engine::Settings;
use itsumo_testkit::World;

fn cleaning() -> Draft {
    let text = |text: &str| LocalText::ja(text);
    Draft {
        kind: CircularKind::Attendance,
        blocks: vec![
            Block::Heading { text: text("持ち物") },
            Block::List { items: vec![text("軍手"), text("飲み物")] },
            Block::Date { day: november(29), time: "08:30".parse().ok(), what: text("公園の清掃") },
        ],
        ask: Ask::Attendance,
        due: Some(november(27)),
        ..circular("公園清掃のお願い", "")
    }
}

#[test]
fn one_answers_for_the_household_and_the_other_sees_it() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let (hana, yui) = (world.person("hana"), world.person("yui"));
        let (phone, mut screen) = at_home(&world, &town, &hana).await?;
        let far = yui.phone().await?;
        yui.register(&far).await?;
        town.follows(&far, &phone, &YAMADA, "山田 結").await?;
        let id = town.sends(cleaning()).await?;
        phone.sync().await?;
        // Home says that an answer is due.
        screen.until_says("公園清掃のお願い お返事をお願いします · 11月27日(金)まで").await;
        screen.click("link", "町会").await;
        screen.click("link", "公園清掃のお願い").await;
        screen.until_says("軍手").await;
        assert!(screen.page().says("日の出町会 会長") && screen.page().says("出欠"), "{}", screen.page().reads());
        screen
            .while_waiting(phone.until("it was opened", |engine| async move {
                Ok(engine.associations().await?.circulars.iter().all(|row| row.opened))
            }))
            .await?;
        // Nothing is chosen until somebody does.
        screen.click("button", "回答する").await;
        screen.until_says("人数を選んでください").await;
        screen.click("button", "1人ふやす").await;
        screen.click("button", "1人ふやす").await;
        screen.click("button", "回答する").await;
        screen.until_says("2人で参加します").await;
        screen
            .while_waiting(phone.until("it has arrived", |engine| async move {
                let all = engine.associations().await?;
                let row = all.circular(id).unwrap();
                Ok(row.owed.is_empty() && row.replies.iter().all(|reply| reply.delivery.is_there()))
            }))
            .await?;
        screen.until_says("届きました").await;

        // The daughter in another town sees who answered, and is asked nothing.
        far.sync().await?;
        let mut hers = opened(&world, &far).await?;
        hers.click("link", "町会").await;
        hers.until_says("いま、お返事を待っているものはありません").await;
        hers.click("link", "未読 公園清掃のお願い").await;
        hers.until_says("2人で参加します 山田 花").await;
        hers.click("button", "回答を変える").await;
        hers.click("button", "欠席").await;
        hers.click("button", "回答する").await;
        hers.until_says("欠席します").await;
        hers.while_waiting(far.until("it has arrived", |engine| async move {
            let all = engine.associations().await?;
            Ok(all.circular(id).unwrap().replies.iter().all(|reply| reply.delivery.is_there()))
        }))
        .await?;
        phone.sync().await?;
        let reply = phone.associations().await?.circular(id).and_then(|row| row.reply_of(YAMADA.id).cloned()).unwrap();
        assert_eq!((reply.reply, reply.by.as_str()), (Reply::Attendance { people: 0 }, "山田 結"));
        Ok(())
    });
}

#[test]
fn the_list_has_what_is_asked_first_then_what_is_unread_and_a_recall_takes_it_away() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana).await?;
        town.sends(cleaning()).await?;
        let second = town.sends(circular("年末の資源回収", "12月28日は休みです。")).await?;
        let third = town.sends(circular("防犯灯の工事", "夜は暗くなります。")).await?;
        phone.sync().await?;
        phone.open_circular(second).await?;
        screen.click("link", "町会").await;
        screen.click("link", "回覧をすべて見る").await;
        screen.until_says("まだ読んでいない回覧").await;
        let reads = screen.page().reads();
        let at = |title: &str| reads.find(title).unwrap_or_else(|| panic!("{title} is not in {reads}"));
        assert!(at("公園清掃のお願い") < at("防犯灯の工事") && at("防犯灯の工事") < at("年末の資源回収"), "{reads}");
        screen.click("link", "防犯灯の工事").await;
        screen.until_says("夜は暗くなります").await;
        town.recalls(third).await?;
        phone.sync().await?;
        screen.until_says("見つかりません").await;
        screen.click("link", "町会の画面へ").await;
        screen.until_silent("防犯灯の工事").await;
        Ok(())
    });
}

#[test]
fn a_poll_that_closed_takes_no_answer_and_says_so() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana).await?;
        let options = ["土曜日", "日曜日"].map(LocalText::ja).to_vec();
        let poll = Draft {
            kind: CircularKind::Poll,
            ask: Ask::Choice { options, many: false },
            due: Some(november(25)),
            closes: true,
            ..circular("餅つきの日", "どちらがよいですか。")
        };
        let id = town.sends(poll).await?;
        phone.sync().await?;
        screen.click("link", "町会").await;
        screen.click("link", "餅つきの日").await;
        screen.until_says("明日まで、何度でも変えられます").await;
        screen.click("button", "回答する").await;
        screen.until_says("どれかを選んでください").await;
        screen.choose("radio", "日曜日", true).await;
        screen.click("button", "回答する").await;
        screen.until("it can be changed", |page| page.get("button", "回答を変える").is_some()).await;
        screen
            .while_waiting(phone.until("it has arrived", |engine| async move {
                let all = engine.associations().await?;
                Ok(all.circular(id).unwrap().replies.iter().any(|reply| reply.delivery.is_there()))
            }))
            .await?;
        world.hand().advance(3 * itsumo_domain::Timestamp::DAY);
        screen.click("button", "戻る").await;
        screen.click("link", "餅つきの日").await;
        screen.until_says("お返事の受付は終わりました").await;
        assert!(screen.page().get("button", "回答を変える").is_none() && screen.page().says("日曜日"));
        Ok(())
    });
}

#[test]
fn without_a_network_an_answer_waits_and_says_so() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, mut screen) = at_home(&world, &town, &hana).await?;
        let seen =
            Draft {
                kind: CircularKind::Confirm, ask: Ask::Seen, ..circular("断水のお知らせ", "明日の午前です。")
            };
        let id = town.sends(seen).await?;
        phone.sync().await?;
        world.stop_server().await?;
        screen.click("link", "町会").await;
        screen.click("link", "断水のお知らせ").await;
        screen.click("button", "確認しました").await;
        screen.until_says("まだ届いていません").await;
        world.start_server().await?;
        phone.sync().await?;
        screen.until_says("届きました").await;
        let all = phone.associations().await?;
        assert_eq!(all.circular(id).unwrap().circular.association, HINODE);
        assert!(all.circular(id).unwrap().owed.is_empty());
        Ok(())
    });
}

#[test]
fn easy_japanese_is_read_where_it_was_written() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, screen) = at_home(&world, &town, &hana).await?;
        drop(screen);
        let easy = LocalText {
            ja_easy: Some("｜水《みず》が とまります".to_owned()),
            ..LocalText::ja("断水のお知らせ")
        };
        town.sends(Draft { title: easy, ..circular("", "明日の午前です。") }).await?;
        phone.sync().await?;
        let settings = Settings { first_run_done: true, locale: Some(Locale::JaEasy), ..Settings::default() };
        phone.set_settings(settings).await?;
        let mut screen = crate::driver::Screen::open(phone.clone(), world.folder()).await;
        screen.click("link", "町会").await;
        screen.until("the easy words", |page| page.says("とまります")).await;
        Ok(())
    });
}
