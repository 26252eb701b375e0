//! Every screen of the school in every language and with large letters: no key, no ruby mark, one heading, and a name on
//! everything that can be used.

use super::{
    BOTH, at_home,
    town::{HINA, Town, notice, november},
};
use crate::{driver::Screen, settings::is_key, story};
use itsumo_domain::{
    city::LocalText,
    i18n::Locale,
    school::notice::{Ask, Block, Draft},
};
use itsumo_engine::Settings;
use itsumo_testkit::World;

/// From the school's first page, by the keys of links.
const PLACES: [&[&str]; 10] = [
    &[],
    &["school-join-short"],
    &["school-absences-detail"],
    &["school-absences-detail", "1"],
    &["school-absences-detail", "1", "school-edit"],
    &["school-calendar-detail"],
    &["school-calendar-detail", "school-feed-short"],
    &["school-answers-detail"],
    &["school-notices-all", "2"],
    &["school-tell"],
];

#[test]
fn every_screen_of_the_school_speaks_every_language_in_large_letters_too() {
    story(async {
        let world = World::new().await?;
        let town = Town::new(&world).await?;
        let hana = world.person("hana");
        let (phone, screen) = at_home(&world, &town, &hana, &BOTH).await?;
        drop(screen);
        let day = Block::Date { day: november(27), time: "13:30".parse().ok(), what: LocalText::ja("2nd") };
        let ask = Ask::Date { from: Some(november(25)), until: Some(november(27)) };
        town.tells(Draft { blocks: vec![day], ask, due: Some(november(26)), ..notice("2nd", "") }).await?;
        phone.sync().await?;
        let meant = phone.school().await?.draft(HINA, phone.now());
        phone.report_absences(meant.into_iter().map(|absence| (phone.new_id(), absence)).collect()).await?;
        for (locale, text_percent) in [(Locale::Ja, 100), (Locale::JaEasy, 200), (Locale::En, 100)] {
            let settings = Settings { first_run_done: true, locale: Some(locale), text_percent, ..Settings::default() };
            phone.set_settings(settings).await?;
            let mut screen = Screen::open(phone.clone(), world.folder()).await;
            let i = itsumo::i18n::I18n { locale };
            for place in PLACES {
                screen.click("link", &i.say("app-tab-school")).await;
                screen.until("the school", |page| page.get("heading", &i.say("school-title")).is_some()).await;
                for key in place {
                    let name = match *key {
                        "1" => i.say("school-reason-ill"),
                        "2" => "2nd".to_owned(),
                        key => i.say(key),
                    };
                    // Of a text with a variable, what stands around it.
                    screen.click("link", name.trim()).await;
                }
                screen.until("it has come to rest", |page| page.get("button", "").is_some()).await;
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
