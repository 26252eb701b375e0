//! Settings, sync and outbox in plain words, and every screen in every language.

use crate::{driver::Screen, news, opened, story};
use itsumo::platform::Permission;
use itsumo_domain::{i18n::Locale, news::HTML_BYTES};
use itsumo_engine::{Contrast, Settings, Theme};
use itsumo_testkit::World;
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn what_the_server_refuses_says_why_and_can_be_let_go() {
    story(async {
        let world = World::new().await?;
        let hana = world.person("hana");
        let phone = hana.phone().await?;
        hana.register(&phone).await?;
        phone.until_live().await?;
        let mut huge = news(&world, "とても長い会議録", &["waste"]);
        huge.html = format!("<p>{}</p>", "あ".repeat(HTML_BYTES / 3));
        let id = world.announce(&huge).await?;
        phone.until_titles(itsumo_engine::Tab::All, &["とても長い会議録"]).await?;

        let mut screen = opened(&world, &phone).await?;
        screen.click("link", "設定").await;
        phone.wire.pull();
        phone.save_news(id, true).await?;
        screen.until_says("送信待ち1件").await;
        screen.click("link", "更新と送信").await;
        screen.until_says("お知らせの保存").await;
        phone.wire.plug_in();
        screen.click("button", "いま更新する").await;
        screen.until("it is refused", |page| page.get("button", "もう一度送る").is_some()).await;
        assert!(!screen.page().says("refused-") && !screen.page().says("field-"), "{}", screen.page().reads());
        screen.click("button", "やめる").await;
        screen.until_says("すべて届いています").await;
        assert!(phone.outbox().await?.is_empty());
        Ok(())
    });
}

#[test]
fn the_look_follows_at_once() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let mut screen = opened(&world, &phone).await?;
        screen.click("link", "設定").await;
        screen.click("link", "文字と色").await;
        screen.choose("radio", "とても大きい", true).await;
        screen
            .until("the root is twice as large", |page| {
                page.all().iter().any(|node| {
                    node.attribute("dangerous_inner_html").is_some_and(|css| css.contains("font-size:200%"))
                })
            })
            .await;
        screen.choose("radio", "暗い", true).await;
        screen.choose("radio", "くっきり", true).await;
        screen
            .until("the contrast is high", |page| {
                page.all().iter().any(|node| node.attribute("data-contrast") == Some("high"))
            })
            .await;
        let settings = phone.settings().await?;
        assert_eq!((settings.text_percent, settings.theme, settings.contrast), (200, Theme::Dark, Contrast::High));
        Ok(())
    });
}

#[test]
fn quiet_hours_are_set_and_danger_cannot_be_silenced() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let mut screen = opened(&world, &phone).await?;
        screen.click("link", "設定").await;
        screen.click("link", "通知").await;
        screen.until_says("止められません").await;
        screen.pick("はじまり", "1320").await;
        let from_ten = phone.until("quiet from ten", |engine| async move {
            Ok(engine.settings().await?.quiet.is_some_and(|quiet| quiet.from_minute == 1320))
        });
        screen.while_waiting(from_ten).await?;
        screen.choose("switch", "静かにする時間", false).await;
        let loud = phone.until("no quiet hours", |engine| async move { Ok(engine.settings().await?.quiet.is_none()) });
        screen.while_waiting(loud).await?;
        screen.choose("switch", "当番の前の晩に知らせる", false).await;
        let off = phone.until("no evenings", |engine| async move { Ok(!engine.settings().await?.remind_duties) });
        screen.while_waiting(off).await?;
        Ok(())
    });
}

#[test]
fn whoever_stopped_notifications_in_the_phone_is_told_so_and_finds_the_way_back() {
    static ALLOWED: AtomicBool = AtomicBool::new(false);
    static OPENED: AtomicBool = AtomicBool::new(false);
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.set_settings(Settings { first_run_done: true, locale: Some(Locale::Ja), ..Settings::default() }).await?;
        let permission = Permission {
            notify: || ALLOWED.load(Ordering::SeqCst),
            open_settings: || OPENED.store(true, Ordering::SeqCst),
        };
        let mut screen = Screen::on_a_phone(phone.clone(), world.folder(), permission).await;
        screen.click("link", "設定").await;
        screen.until_says("この端末の設定で止められています").await;
        screen.click("link", "通知").await;
        screen.until_says("この端末の設定で止められています").await;
        screen.until_silent("止められません").await;
        screen.click("button", "端末の設定を開く").await;
        assert!(OPENED.load(Ordering::SeqCst));
        // They allow it over there and come back, which is followed by a sync.
        ALLOWED.store(true, Ordering::SeqCst);
        phone.sync().await?;
        screen.until_silent("この端末の設定で止められています").await;
        screen.until_says("止められません").await;
        Ok(())
    });
}

/// Every place that can be reached from the settings by one link, and by one more from the account.
const PLACES: [&[&str]; 13] = [
    &["app-tab-home"],
    &["app-tab-home", "app-tab-search"],
    &["app-tab-home", "app-tab-saved"],
    &["app-tab-handbook"],
    &["app-tab-settings", "settings-city"],
    &["app-tab-settings", "settings-interests"],
    &["app-tab-settings", "settings-notifications"],
    &["app-tab-settings", "settings-language"],
    &["app-tab-settings", "settings-look"],
    &["app-tab-settings", "settings-sync"],
    &["app-tab-settings", "settings-storage"],
    &["app-tab-settings", "settings-server"],
    &["app-tab-settings", "account-title"],
];

#[test]
fn every_screen_speaks_every_language_and_has_one_heading_and_named_controls() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        world.announce(&news(&world, "資源ごみの出し方", &["waste"])).await?;
        phone.sync().await?;
        for locale in Locale::ALL {
            phone.set_settings(Settings { first_run_done: true, locale: Some(locale), ..Settings::default() }).await?;
            let mut screen = Screen::open(phone.clone(), world.folder()).await;
            for place in PLACES {
                for key in place {
                    let name = itsumo::i18n::I18n { locale }.say(key);
                    screen.click("link", &name).await;
                }
                // A link to it may have its name: only a heading says that the screen itself has come.
                screen.until("it is there", |page| !page.names("heading").is_empty()).await;
                let page = screen.page();
                let what = format!("{} {place:?}", locale.code());
                let keys: Vec<_> =
                    page.reads().split_whitespace().filter(|word| is_key(word)).map(str::to_owned).collect();
                assert!(keys.is_empty(), "{what} shows keys {keys:?}");
                assert!(!page.reads().contains('｜') && !page.reads().contains('《'), "{what} shows ruby marks");
                let headings = screen.html().matches("<h1").count();
                assert_eq!(headings, 1, "{what} has {headings} h1");
                for role in ["button", "link", "textbox", "searchbox", "checkbox", "radio", "combobox", "switch", "tab"]
                {
                    assert!(page.names(role).iter().all(|name| !name.is_empty()), "{what}: a {role} without a name");
                }
            }
        }
        Ok(())
    });
}

/// A key of the catalogue that nobody wrote shows itself.
pub fn is_key(word: &str) -> bool {
    let nouns = [
        "app-",
        "news-",
        "settings-",
        "account-",
        "alert-",
        "handbook-",
        "family-",
        "checkup-",
        "growth-",
        "vaccine-",
        "form-",
        "error-",
        "date-",
        "age-",
        "field-",
        "refused-",
    ];
    nouns.iter().any(|noun| word.starts_with(noun)) && word.is_ascii()
}
