//! Vaccinations: the list and its why, records that warn and never refuse, the paper book, the form, and the device
//! in the clinic's hands.

mod clinic;
mod form;
mod list;
mod record;
mod visit;

use crate::{driver::Screen, opened, story};
use chrono::NaiveDate;
use itsumo_domain::{
    handbook::{Child, Dose, Fact, Form, FormAnswer, Sex},
    i18n::Locale,
};
use itsumo_engine::{Engine, NewEntry, Settings};
use itsumo_handbook::form::Questions;
use itsumo_testkit::World;
use uuid::Uuid;

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A child that is there already. The world's day is 24 November 2026.
async fn born(engine: &Engine, name: &str, day: &str) -> anyhow::Result<Uuid> {
    let child =
        Child { name: name.to_owned(), birth_date: Some(date(day)), sex: Some(Sex::Female), ..Child::default() };
    Ok(engine.record(vec![NewEntry::child(child)]).await?[0])
}

/// Doses that are recorded already.
async fn given(engine: &Engine, child: Uuid, doses: &[(&str, &str)]) -> anyhow::Result<()> {
    let entries = doses.iter().map(|(day, vaccine)| {
        let dose = Dose {
            date: date(day),
            vaccine: (*vaccine).to_owned(),
            clinic: "あおば小児科".to_owned(),
            ..Dose::default()
        };
        NewEntry { child: Some(child), supersedes: Vec::new(), fact: Fact::Dose(dose) }
    });
    engine.record(entries.collect()).await?;
    Ok(())
}

/// 陽葵, born in August 2025, with what a child of her age mostly has.
async fn himari(engine: &Engine) -> anyhow::Result<Uuid> {
    let child = born(engine, "陽葵", "2025-08-14").await?;
    given(
        engine,
        child,
        &[
            ("2025-10-14", "DPT_IPV_HIB"),
            ("2025-10-14", "PCV20"),
            ("2025-10-14", "HEPB"),
            ("2025-10-14", "ROTA1"),
            ("2025-11-14", "DPT_IPV_HIB"),
            ("2025-11-14", "PCV20"),
            ("2025-11-14", "HEPB"),
            ("2025-11-14", "ROTA1"),
            ("2025-12-15", "DPT_IPV_HIB"),
            ("2025-12-15", "PCV20"),
            ("2026-01-20", "BCG"),
            ("2026-03-20", "HEPB"),
        ],
    )
    .await?;
    Ok(child)
}

async fn child_page(world: &World, engine: &Engine, name: &str) -> anyhow::Result<Screen> {
    let mut screen = opened(world, engine).await?;
    screen.click("link", "手帳").await;
    // Her card, with her age; not what is asked about her today.
    screen.click("link", &format!("{name} ")).await;
    Ok(screen)
}

async fn list(world: &World, engine: &Engine, name: &str) -> anyhow::Result<Screen> {
    let mut screen = child_page(world, engine, name).await?;
    screen.click("link", "予防接種").await;
    screen.until_says("できること").await;
    Ok(screen)
}

/// A form of last month, with every question answered no but one.
async fn last_form(engine: &Engine, child: Uuid) -> anyhow::Result<()> {
    let mut form = Questions::japan().begin(date("2026-10-03"), vec![("PCV".to_owned(), "booster".to_owned())], None);
    let ids: Vec<String> = Questions::japan().asked(&form).into_iter().map(|question| question.id.clone()).collect();
    for id in ids {
        let yes = id == "explained";
        form.answers.insert(id, FormAnswer { yes: Some(yes), text: String::new() });
    }
    form.answers.insert("allergy".to_owned(), FormAnswer { yes: Some(true), text: "卵".to_owned() });
    let consent = itsumo_domain::handbook::Consent {
        at: itsumo_domain::Timestamp(0),
        name: "花".to_owned(),
        relation: "mother".to_owned(),
        wishes: true,
    };
    let form = Form { consent: Some(consent), temperature_tenths: Some(366), ..form };
    engine.record(vec![NewEntry { child: Some(child), supersedes: Vec::new(), fact: Fact::Form(form) }]).await?;
    Ok(())
}

#[test]
fn every_screen_of_it_speaks_every_language() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        let child = himari(&phone).await?;
        last_form(&phone, child).await?;
        for locale in Locale::ALL {
            phone.set_settings(Settings { first_run_done: true, locale: Some(locale), ..Settings::default() }).await?;
            let say = |key: &str| itsumo::i18n::I18n { locale }.say(key);
            let mut screen = Screen::open(phone.clone(), world.folder()).await;
            screen.click("link", &say("app-tab-handbook")).await;
            screen.click("link", "陽葵 ").await;
            screen.click("link", &say("handbook-door-vaccines")).await;
            let places = [
                "vaccine-visit",
                "form-title",
                "vaccine-clinic",
                "vaccine-past",
                "vaccine-reactions",
                "vaccine-reminders",
                "vaccine-record",
            ];
            for place in places {
                screen.click("link", &say(place)).await;
                let title = say(place);
                screen.until("its heading", |page| page.names("heading").contains(&title)).await;
                let page = screen.page();
                let what = format!("{} {place}", locale.code());
                let keys: Vec<_> = page
                    .reads()
                    .split_whitespace()
                    .filter(|word| (word.starts_with("vaccine-") || word.starts_with("form-")) && word.is_ascii())
                    .map(str::to_owned)
                    .collect();
                assert!(keys.is_empty(), "{what} shows keys {keys:?}");
                assert!(
                    !page.reads().contains('｜') && !page.reads().contains('《'),
                    "{what} shows ruby marks: {}",
                    page.reads()
                );
                assert_eq!(screen.html().matches("<h1").count(), 1, "{what}");
                for role in ["button", "link", "textbox", "checkbox", "radio", "combobox", "switch"] {
                    assert!(page.names(role).iter().all(|name| !name.is_empty()), "{what}: a {role} without a name");
                }
                screen.click("button", &say("app-back")).await;
                screen.until_says(&say("vaccine-doing")).await;
            }
        }
        Ok(())
    });
}
