//! The handbook: children, what is asked today, entries and their history, the family and its paper.

mod child;
mod draft;
mod entry;
mod family;
mod leave;

use crate::{driver::Screen, opened, settings::is_key, story};
use chrono::NaiveDate;
use itsumo_domain::{
    handbook::{Child, Diary, Fact, Sex},
    i18n::Locale,
};
use itsumo_engine::{Engine, NewEntry, Settings};
use itsumo_testkit::World;
use uuid::Uuid;

/// From the handbook's first page, link by link; of a child, its page first.
const PLACES: [&[&str]; 19] = [
    &[],
    &["handbook-child-new"],
    &["handbook-family-vaccines-detail"],
    &["handbook-family-detail"],
    &["handbook-family-detail", "family-invite-short"],
    &["handbook-family-detail", "family-recovery-short"],
    &["handbook-family-detail", "family-join-short"],
    &["handbook-family-detail", "family-recover-short"],
    &["handbook-door-leave-detail"],
    &["1", "handbook-door-growth-detail"],
    &["1", "handbook-door-vaccines-detail"],
    &["1", "handbook-door-forms-detail"],
    &["1", "handbook-door-checkups-detail", "checkup-name-18m"],
    &["1", "handbook-door-milestones-detail"],
    &["1", "handbook-door-diary-detail", "handbook-write-diary"],
    &["1", "handbook-door-appointments-detail", "handbook-write-appointment"],
    &["1", "handbook-door-timeline-detail"],
    &["1", "handbook-door-share-detail"],
    &["1", "handbook-write-growth"],
];

fn date(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

#[test]
fn every_screen_of_the_handbook_speaks_every_language() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = born(&phone, "Hina", date(2025, 5, 20)).await?;
        let page = Diary { date: date(2026, 11, 20), text: "11/20".to_owned(), ..Diary::default() };
        phone.record(vec![NewEntry::about(child, Fact::Diary(page))]).await?;
        for locale in Locale::ALL {
            phone.set_settings(Settings { first_run_done: true, locale: Some(locale), ..Settings::default() }).await?;
            let mut screen = Screen::open(phone.clone(), world.folder()).await;
            let i = itsumo::i18n::I18n { locale };
            for place in PLACES {
                screen.click("link", &i.say("app-tab-handbook")).await;
                for key in place {
                    let name = if *key == "1" { "Hina 1".to_owned() } else { i.say(key) };
                    screen.click("link", &name).await;
                }
                screen.until("it has come to rest", |page| page.get("button", "").is_some() || page.says("Hina")).await;
                let page = screen.page();
                let what = format!("{} {place:?}", locale.code());
                let keys: Vec<_> =
                    page.reads().split_whitespace().filter(|word| is_key(word)).map(str::to_owned).collect();
                assert!(keys.is_empty(), "{what} shows keys {keys:?}");
                assert!(!page.reads().contains('｜') && !page.reads().contains('《'), "{what} shows ruby marks");
                assert_eq!(screen.html().matches("<h1").count(), 1, "{what}: headings");
                for role in ["button", "link", "textbox", "checkbox", "radio", "combobox"] {
                    assert!(page.names(role).iter().all(|name| !name.is_empty()), "{what}: a {role} without a name");
                }
            }
        }
        Ok(())
    });
}

/// A child that is there already. The world's day is 24 November 2026.
async fn born(engine: &Engine, name: &str, day: NaiveDate) -> anyhow::Result<Uuid> {
    let child = Child { name: name.to_owned(), birth_date: Some(day), sex: Some(Sex::Female), ..Child::default() };
    Ok(engine.record(vec![NewEntry::child(child)]).await?[0])
}

async fn handbook(world: &World, engine: &Engine) -> anyhow::Result<Screen> {
    let mut screen = opened(world, engine).await?;
    screen.click("link", "手帳").await;
    Ok(screen)
}
