//! On a computer: addresses that are followed into the window, and what the app does when nobody looks at it.

use crate::{
    driver::{Page, Screen},
    news, opened, story,
};
use itsumo::{
    computer::{
        Computer,
        autostart::{Autostart, System},
    },
    platform::{Opening, link::Link},
};
use itsumo_domain::{
    handover::{Kind, Open},
    i18n::Locale,
    school::code::{JoinCode, Letter},
};
use itsumo_engine::Settings;
use itsumo_testkit::{CITY, World};
use std::path::Path;

fn follow(address: &str) -> Opening {
    Opening::Link(Link::read(address))
}

#[test]
fn an_address_opens_the_article_of_this_city_and_another_city_s_says_so() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let mut screen = opened(&world, &phone).await?;
        // It was published after this device last asked: the screen fills when it has come.
        let id = world.announce(&news(&world, "夏の水泳教室", &["events"])).await?;
        screen.opening(follow(&Open::web(&world.url(), CITY, Kind::News, id)));
        screen.until_says("夏の水泳教室のくわしい説明").await;
        screen.opening(follow(&Open::app("122190", Kind::News, id)));
        screen.until_says("ほかの市のお知らせです").await;
        screen.opening(follow("itsumo://delete/everything"));
        screen.until_says("このリンクは開けませんでした").await;
        Ok(())
    });
}

#[test]
fn an_address_that_started_the_app_is_opened_first_of_all() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let id = world.announce(&news(&world, "夏の水泳教室", &["events"])).await?;
        phone.sync().await?;
        phone.set_settings(Settings { locale: Some(Locale::Ja), ..Settings::default() }).await?;
        let mut screen = Screen::open(phone.clone(), world.folder()).await;
        // The first run is not led away from; what was asked for comes after it.
        screen.opening(follow(&Open::app(CITY, Kind::News, id)));
        assert!(!screen.page().says("くわしい説明"));
        phone.set_settings(Settings { first_run_done: true, locale: Some(Locale::Ja), ..Settings::default() }).await?;
        screen.until_says("夏の水泳教室のくわしい説明").await;
        Ok(())
    });
}

#[test]
fn a_scanned_letter_fills_in_its_code_and_joins_nothing_by_itself() {
    story(async {
        let world = World::new().await?;
        let hana = world.person("hana");
        let phone = hana.phone().await?;
        hana.register(&phone).await?;
        let mut screen = opened(&world, &phone).await?;
        for (at, code) in [[3; 32], [4; 32]].iter().map(JoinCode::new).enumerate() {
            let letter = Letter { code: code.clone(), city: Some(CITY.into()), server: Some(world.url()) };
            let (text, heading) = match at {
                0 => (letter.text(), "学校、園、学童から届いた手紙の番号"),
                _ => (letter.association_text(), "班の手紙にある番号"),
            };
            screen.opening(follow(&text));
            screen.until_says(heading).await;
            let filled = code.typed();
            let field = |page: &Page| page.get("textbox", "手紙の番号")?.attribute("initial_value").map(str::to_owned);
            screen.until("the code in its field", |page| field(page).as_ref() == Some(&filled)).await;
        }
        screen.opening(follow("itsumo:school?v=1&c=990019&k=7K3M"));
        screen.until_says("手紙のコードを最後まで読み取れませんでした").await;
        assert!(phone.outbox().await?.is_empty());
        Ok(())
    });
}

fn computer(folder: &Path) -> Computer {
    let autostart = Autostart::new(System::Linux, folder.join("autostart"), Path::new("/usr/bin/itsumo"), None);
    Computer { autostart: autostart.unwrap(), tray: false }
}

#[test]
fn what_happens_in_the_background_is_chosen_and_off_until_then() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.set_settings(Settings { first_run_done: true, locale: Some(Locale::Ja), ..Settings::default() }).await?;
        let computer = computer(world.folder());
        let mut screen = Screen::on_a_computer(phone.clone(), world.folder(), computer.clone()).await;
        screen.click("link", "設定").await;
        screen.until_says("閉じると終わる").await;
        screen.click("link", "このパソコンでの動き").await;
        screen.until_says("パソコンと一緒に始める").await;
        assert!(!computer.autostart.is_on() && screen.page().get("button", "いつもを終わる").is_none());
        screen.choose("switch", "画面を閉じても知らせる", true).await;
        screen.until("the way to end it", |page| page.get("button", "いつもを終わる").is_some()).await;
        assert!(phone.settings().await?.stay);
        screen.choose("switch", "パソコンと一緒に始める", true).await;
        assert!(computer.autostart.is_on());
        screen.choose("switch", "パソコンと一緒に始める", false).await;
        assert!(!computer.autostart.is_on());
        Ok(())
    });
}

#[test]
fn a_phone_shows_nothing_of_computers() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        world.announce(&news(&world, "夏の水泳教室", &["events"])).await?;
        phone.sync().await?;
        let mut screen = opened(&world, &phone).await?;
        screen.click("tab", "すべて").await;
        screen.click("link", "夏の水泳教室").await;
        screen.until_says("くわしい説明").await;
        assert!(screen.page().get("button", "印刷する").is_none());
        screen.click("button", "戻る").await;
        screen.click("link", "設定").await;
        screen.until_says("この端末").await;
        assert!(screen.page().get("link", "このパソコンでの動き").is_none());

        let mut screen = Screen::on_a_computer(phone.clone(), world.folder(), computer(world.folder())).await;
        screen.click("tab", "すべて").await;
        screen.click("link", "夏の水泳教室").await;
        screen.until("it can be printed", |page| page.get("button", "印刷する").is_some()).await;
        Ok(())
    });
}
