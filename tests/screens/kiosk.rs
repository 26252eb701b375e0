//! A machine in a hall: the board while nobody is there, one person after another, and nothing of one for the next.

use crate::{
    association::town::{Town, circular},
    driver::Screen,
    news, story,
};
use anyhow::Result;
use itsumo::kiosk::{HandMachine, KioskConfig, KioskScreen, PinHash, Session};
use itsumo_domain::{
    Timestamp,
    alert::{Alert, Hazard, Severity, Status},
    association::circular::Draft,
    i18n::Locale,
};
use itsumo_engine::Engine;
use itsumo_testkit::{Device, World};
use std::{collections::BTreeSet, sync::Arc};

/// A machine that offers `screens`, and its time.
pub fn machine(world: &World, screens: &[KioskScreen]) -> (Session, HandMachine) {
    let machine = HandMachine::default();
    let config = KioskConfig {
        name: "市役所1階".to_owned(),
        server: world.url(),
        city: itsumo_testkit::CITY.to_owned(),
        screens: screens.iter().copied().collect::<BTreeSet<_>>(),
        idle_seconds: 60,
        warning_seconds: 20,
        languages: vec![Locale::Ja, Locale::JaEasy, Locale::En],
        printer: None,
        pin: PinHash::of("2580", &[7; 16]).unwrap(),
    };
    (Session::new(config, Arc::new(machine.clone()), Default::default()), machine)
}

const PUBLIC: [KioskScreen; 4] = [KioskScreen::News, KioskScreen::Alerts, KioskScreen::Board, KioskScreen::Offices];

/// A machine with what the city has announced, and its notice board on the screen.
async fn standing(world: &World, screens: &[KioskScreen]) -> Result<(Device, Session, HandMachine, Screen)> {
    let device = world.person("hall").phone().await?;
    device.sync().await?;
    let (session, hand) = machine(world, screens);
    let engine: &Engine = &device;
    let screen = Screen::kiosk(engine.clone(), session.clone()).await;
    Ok((device, session, hand, screen))
}

async fn begin(screen: &mut Screen) {
    screen.click("button", "画面にふれると始まります").await;
    screen.until_says("どれにしますか").await;
}

fn danger(world: &World, headline: &str) -> Alert {
    Alert {
        status: Status::Actual,
        severity: Severity::Emergency,
        hazard: Hazard::Flood,
        headline: headline.to_owned(),
        sender: "危機管理課".to_owned(),
        issued: world.hand().now(),
        expires: world.hand().now().plus(Timestamp::DAY),
        ..Alert::default()
    }
}

#[test]
fn the_board_hangs_there_until_somebody_touches_it_and_nobody_is_noticed_before() {
    story(async {
        let world = World::new().await?;
        world.announce(&news(&world, "不燃ごみの日が変わります", &["waste"])).await?;
        let (_device, session, hand, mut screen) = standing(&world, &PUBLIC).await?;
        screen.until_says("不燃ごみの日が変わります").await;
        screen.until("whose board it is", |page| page.says("みほん市") && page.says("市役所1階")).await;
        assert!(screen.page().get("button", "終わる").is_none(), "there is nobody who could be done");
        assert_eq!(hand.begun(), 0);
        session.touch();
        assert_eq!(hand.begun(), 0, "a finger on the way past begins nothing by itself");
        begin(&mut screen).await;
        assert_eq!(hand.begun(), 1);
        Ok(())
    });
}

#[test]
fn the_menu_offers_what_the_machine_was_set_up_for() {
    story(async {
        let world = World::new().await?;
        let (_device, _session, _hand, mut screen) =
            standing(&world, &[KioskScreen::News, KioskScreen::Account]).await?;
        begin(&mut screen).await;
        let page = screen.page();
        for (name, there) in
            [("市のお知らせ", true), ("サインインする", true), ("町の掲示板", false), ("学校・園", false)]
        {
            assert_eq!(page.get("link", name).is_some(), there, "{name}: {}", page.reads());
        }
        // A way that another screen offers and this machine does not leads to words, not to the screen.
        screen.click("link", "サインインする").await;
        screen.until_says("パスワード").await;
        assert!(!screen.page().says("設定"), "{}", screen.page().reads());
        screen.click("button", "はじめの画面").await;
        screen.until_says("どれにしますか").await;
        Ok(())
    });
}

#[test]
fn an_article_is_read_here_and_nothing_leads_out_of_it() {
    story(async {
        let world = World::new().await?;
        world.announce(&news(&world, "粗大ごみの受付が始まります", &["waste"])).await?;
        let (_device, _session, _hand, mut screen) = standing(&world, &PUBLIC).await?;
        begin(&mut screen).await;
        screen.click("link", "市のお知らせ").await;
        screen.click("link", "粗大ごみの受付が始まります").await;
        screen.until_says("くわしい説明です").await;
        let page = screen.page();
        for gone in ["保存", "知らせる", "もとのページを開く"] {
            assert!(page.get("button", gone).is_none() && page.get("link", gone).is_none(), "{gone}");
        }
        assert!(!page.all().iter().any(|node| node.attribute("href").is_some_and(|to| to.contains("://"))));
        screen.click("button", "戻る").await;
        screen.until("the list", |page| page.get("link", "粗大ごみの受付が始まります").is_some()).await;
        screen.click("button", "戻る").await;
        screen.until_says("どれにしますか").await;
        Ok(())
    });
}

#[test]
fn language_and_letters_are_chosen_by_one_and_not_kept_for_the_next() {
    story(async {
        let world = World::new().await?;
        let (_device, _session, hand, mut screen) = standing(&world, &PUBLIC).await?;
        screen.click("button", "English").await;
        screen.until_says("What would you like to do?").await;
        screen.click("button", "やさしい 日本語").await;
        screen.until_says("何をしますか").await;
        screen.click("button", "字をとても大きくする").await;
        screen
            .until("large letters", |page| page.all().iter().any(|node| node.attribute("data-size") == Some("225")))
            .await;
        screen.click("button", "終わる").await;
        screen.until_says("終わりますか").await;
        screen.click("button", "続ける").await;
        screen.until_silent("終わりますか").await;
        assert_eq!(hand.wiped(), 0);
        screen.click("button", "終わる").await;
        screen.until_says("終わりますか").await;
        end_it(&mut screen).await;
        assert_eq!(hand.wiped(), 1);
        screen.until_says("画面にふれると始まります").await;
        begin(&mut screen).await;
        assert!(screen.page().all().iter().any(|node| node.attribute("data-size") == Some("138")));
        Ok(())
    });
}

/// Presses the 終わる of the question: the other one is under it.
async fn end_it(screen: &mut Screen) {
    screen.click_within("alertdialog", "終わる").await;
    screen.until("the notice board", |page| page.get("button", "画面にふれると始まります").is_some()).await;
}

#[test]
fn who_goes_away_is_asked_and_then_forgotten() {
    story(async {
        let world = World::new().await?;
        let (_device, session, hand, mut screen) = standing(&world, &[KioskScreen::Account]).await?;
        begin(&mut screen).await;
        screen.click("link", "サインインする").await;
        screen.write("メールアドレス", "hana@example.jp").await;
        hand.pass(60);
        session.tick();
        screen.until_says("まだ使いますか").await;
        hand.pass(12);
        session.tick();
        screen.until("eight seconds", |page| page.get("timer", "あと8秒").is_some()).await;
        // Whoever walks by and touches it does not go on in the other's place.
        session.touch();
        screen.until_says("まだ使いますか").await;
        screen.click("button", "まだ使います").await;
        screen.until_silent("まだ使いますか").await;
        screen.until_says("パスワード").await;
        hand.pass(80);
        session.tick();
        screen.until("the notice board", |page| page.get("button", "画面にふれると始まります").is_some()).await;
        assert_eq!(hand.wiped(), 1);
        begin(&mut screen).await;
        screen.click("link", "サインインする").await;
        screen.until_says("パスワード").await;
        assert!(!screen.html().contains("hana@example.jp"), "an address of somebody else");
        Ok(())
    });
}

#[test]
fn danger_takes_the_screen_and_gives_it_back_as_it_was() {
    story(async {
        let world = World::new().await?;
        let (device, _session, _hand, mut screen) = standing(&world, &[KioskScreen::Account]).await?;
        begin(&mut screen).await;
        screen.click("link", "サインインする").await;
        screen.write("メールアドレス", "hana@").await;
        world.alert(&danger(&world, "あかね川流域に避難指示")).await?;
        device.sync().await?;
        screen
            .until("the alert over everything", |page| page.get("alertdialog", "あかね川流域に避難指示").is_some())
            .await;
        screen.click("button", "元の画面に戻る").await;
        screen.until("the form again", |page| page.names("alertdialog").is_empty() && page.says("パスワード")).await;
        // It still stands, in one line; and is not shown over everything again.
        assert!(screen.page().get("link", "あかね川流域に避難指示").is_some(), "{}", screen.page().reads());
        screen.click("link", "あかね川流域に避難指示").await;
        screen.until_says("いますること").await;
        screen.click("button", "戻る").await;
        screen.until_says("パスワード").await;
        world.alert(&danger(&world, "みなみ川流域に避難指示")).await?;
        device.sync().await?;
        screen.until("the next alert", |page| page.get("alertdialog", "みなみ川流域に避難指示").is_some()).await;
        Ok(())
    });
}

#[test]
fn danger_is_on_the_board_before_anybody_touches_it_and_a_drill_only_in_a_line() {
    story(async {
        let world = World::new().await?;
        let (device, _session, _hand, mut screen) = standing(&world, &PUBLIC).await?;
        world.alert(&Alert { status: Status::Drill, ..danger(&world, "避難の訓練") }).await?;
        device.sync().await?;
        screen.until_says("避難の訓練").await;
        assert!(
            screen.page().says("お知らせを準備しています"),
            "the news stand beside a drill: {}",
            screen.page().reads()
        );
        world.alert(&danger(&world, "あかね川流域に避難指示")).await?;
        device.sync().await?;
        screen.until_says("あかね川流域に避難指示").await;
        assert!(!screen.page().says("お知らせを準備しています"), "danger takes the place of the news");
        Ok(())
    });
}

#[test]
fn what_was_not_sent_is_named_before_it_is_lost() {
    story(async {
        let world = World::new().await?;
        let id = world.announce(&news(&world, "夏の水泳教室", &["events"])).await?;
        let hana = world.person("hana");
        let device = hana.phone().await?;
        hana.register(&device).await?;
        device.sync().await?;
        let (session, _hand) = machine(&world, &PUBLIC);
        let engine: &Engine = &device;
        let mut screen = Screen::kiosk(engine.clone(), session).await;
        begin(&mut screen).await;
        screen.until_says("でサインインしています").await;
        world.stop_server().await?;
        device.save_news(id, true).await?;
        screen.click("button", "終わる").await;
        screen.until_says("まだ送れていないものが1件あります").await;
        Ok(())
    });
}

#[test]
fn the_staff_get_out_by_the_pin_and_nobody_else_does() {
    story(async {
        let world = World::new().await?;
        let (_device, _session, hand, mut screen) = standing(&world, &PUBLIC).await?;
        screen.hold("職員用").await;
        screen.until_says("暗証番号を入力してください").await;
        for digit in ["1", "1", "1", "2"] {
            screen.click("button", digit).await;
        }
        screen.click("button", "決定").await;
        screen.until_says("暗証番号が違います").await;
        assert!(!hand.left());
        for digit in ["2", "5", "8", "0"] {
            screen.click("button", digit).await;
        }
        assert!(!screen.html().contains("2580"), "the PIN does not stand on the screen");
        screen.click("button", "決定").await;
        screen.click("button", "この機械の表示を終了する").await;
        assert!(hand.left());
        assert_eq!(hand.begun(), 0, "the staff are nobody's session");
        Ok(())
    });
}

#[test]
fn who_came_without_a_phone_takes_a_circular_of_the_board_home_on_paper() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        town.sends(Draft {
            public: true, ..circular("資源回収の日が変わります", "12月からは第2土曜日です。")
        })
        .await?;
        let device = world.person("hall").phone().await?;
        device.sync().await?;
        let (session, _hand) = machine(&world, &[KioskScreen::Board, KioskScreen::Print]);
        // A printer that nobody has: no test may ever print.
        let config =
            KioskConfig { printer: Some("itsumo-test-no-such-printer".to_owned()), ..session.config().clone() };
        let session = Session::new(config, Arc::new(HandMachine::default()), Default::default());
        let engine: &Engine = &device;
        let mut screen = Screen::kiosk(engine.clone(), session).await;
        begin(&mut screen).await;
        screen.click("link", "町の掲示板").await;
        screen.until("the circular", |page| page.get("link", "資源回収の日が変わります").is_some()).await;
        screen.click("link", "資源回収の日が変わります").await;
        screen.until_says("12月からは第2土曜日です").await;
        screen.click("button", "紙に印刷する").await;
        screen.until_says("プリンターにつながりません").await;
        assert!(screen.page().get("button", "紙に印刷する").is_some(), "it can be tried again");
        Ok(())
    });
}
