//! The first run.

use crate::{driver::Screen, news, story};
use itsumo_domain::i18n::Locale;
use itsumo_engine::{AccountState, Deps, Engine, ExtraCa, HandClock, Paths, Settings, http::RealHttp};
use itsumo_testkit::World;
use std::sync::Arc;

/// A phone out of its box: it knows the server and nothing else.
async fn new_phone(world: &World) -> anyhow::Result<Engine> {
    let deps = Deps::fake(HandClock::at(world.hand().now()), Arc::new(RealHttp::new(&ExtraCa::default())), 7);
    let engine = Engine::open(Paths::at(world.folder().join("new-phone")), deps)?;
    engine.set_server(&world.url()).await?;
    engine.set_settings(Settings { locale: Some(Locale::Ja), ..Settings::default() }).await?;
    engine.start();
    Ok(engine)
}

#[test]
fn a_newcomer_says_what_matters_and_sees_it() {
    story(async {
        let world = World::new().await?;
        world.announce(&news(&world, "不燃ごみの日が変わります", &["waste"])).await?;
        world.announce(&news(&world, "3歳児健診のお知らせ", &["childcare"])).await?;
        let engine = new_phone(&world).await?;
        let mut screen = Screen::open(engine.clone(), world.folder()).await;

        assert!(screen.page().says("この端末の中だけに残ります") && !screen.page().says("パスワード"));
        screen.click("button", "はじめる").await;
        screen.click("button", "みほん市").await;
        screen.until_says("気になることは何ですか").await;
        screen.click("button", "ごみ").await;
        screen
            .until("the tile is pressed", |page| {
                page.get("button", "ごみ").is_some_and(|tile| tile.attribute("aria-pressed") == Some("true"))
            })
            .await;
        screen.click("button", "次へ").await;
        screen.until_says("よく行く地域はありますか").await;
        screen.click("button", "北部").await;
        screen.click("button", "次へ").await;
        screen.until_says("お子さんはいますか").await;
        screen.pick("年", "2024").await;
        screen.pick("月", "5").await;
        screen.click("button", "追加する").await;
        screen.until_says("2歳6か月").await;
        screen.click("button", "次へ").await;
        screen.click("button", "お知らせを見る").await;
        screen.until_says("不燃ごみの日が変わります").await;

        let chosen = engine.interests().await?;
        assert!(chosen.topics.contains("waste") && chosen.areas.contains("north"), "{chosen:?}");
        assert_eq!(chosen.children.iter().map(ToString::to_string).collect::<Vec<_>>(), ["2024-05"]);
        assert_eq!(engine.account().await?, AccountState::SignedOut);
        Ok(())
    });
}

#[test]
fn everything_can_be_skipped() {
    story(async {
        let world = World::new().await?;
        let engine = new_phone(&world).await?;
        let mut screen = Screen::open(engine.clone(), world.folder()).await;
        screen.click("button", "はじめる").await;
        screen.click("button", "とばす").await;
        screen.click("button", "お知らせを見る").await;
        // No empty dashboard: it says what is missing and offers the one next step.
        screen.until_says("市がまだ選ばれていません").await;
        screen.click("link", "市を選ぶ").await;
        screen.until("the cities", |page| page.get("button", "みほん市").is_some()).await;
        assert!(engine.interests().await?.is_empty());
        Ok(())
    });
}

#[test]
fn without_a_network_the_first_run_says_so_and_waits() {
    story(async {
        let world = World::new().await?;
        let http = Arc::new(itsumo_engine::http::FakeHttp::offline());
        let deps = Deps::fake(HandClock::at(world.hand().now()), http, 7);
        let engine = Engine::open(Paths::at(world.folder().join("cut-off")), deps)?;
        engine.set_settings(Settings { locale: Some(Locale::Ja), ..Settings::default() }).await?;
        let mut screen = Screen::open(engine, world.folder()).await;
        screen.click("button", "はじめる").await;
        screen.until("a way to try again", |page| page.get("button", "もう一度試す").is_some()).await;
        Ok(())
    });
}

#[test]
fn the_first_screen_offers_three_languages_and_changes_at_once() {
    story(async {
        let world = World::new().await?;
        let engine = new_phone(&world).await?;
        let mut screen = Screen::open(engine.clone(), world.folder()).await;
        screen.choose("radio", "English", true).await;
        screen.until_says("Always at your side.").await;
        screen.choose("radio", "やさしい 日本語", true).await;
        screen.until_says("はじめる").await;
        screen.until("kanji have readings", |page| page.says("市の お知らせの 中から")).await;
        assert!(screen.html().contains("<ruby>") && screen.html().contains("<rt>し"), "no ruby in the page");
        Ok(())
    });
}
