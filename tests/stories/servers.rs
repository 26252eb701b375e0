//! Several processes on one database, and a server that goes and comes back.

use crate::{interests, news, story};
use anyhow::{Result, ensure};
use itsumo_backend::{
    backup::{self, running},
    clock::RealClock,
    serve,
    store::testing::{Cluster, left_out},
};
use itsumo_domain::handbook::{Child, Diary, Fact};
use itsumo_engine::{NewEntry, Tab};
use itsumo_testkit::{Device, World};
use uuid::Uuid;

#[test]
fn two_backends_on_one_postgres_hint_each_other() {
    if left_out() {
        return;
    }
    story(async {
        let cluster = tokio::task::block_in_place(Cluster::shared).map_err(anyhow::Error::msg)?;
        let world = World::on_postgres(cluster).await?;
        let second = world.another_server().await?;
        let phone = world.person("hana").phone().await?;
        phone.set_server(&second.url()).await?;
        phone.choose_city(itsumo_testkit::CITY).await?;
        phone.sync().await?;
        phone.until_live().await?;
        // Published through the first, heard through the second.
        world.announce(&news(&world, "となりから", &["waste"], &[])).await?;
        phone.until_titles(Tab::All, &["となりから"]).await?;
        Ok(())
    });
}

#[test]
fn the_story_of_an_account_is_the_same_on_postgres() {
    if left_out() {
        return;
    }
    story(async {
        let cluster = tokio::task::block_in_place(Cluster::shared).map_err(anyhow::Error::msg)?;
        let world = World::on_postgres(cluster).await?;
        let hana = world.person("hana");
        let phone = hana.phone().await?;
        hana.register(&phone).await?;
        phone.set_interests(interests(&["waste"], &["north"])).await?;
        phone.sync().await?;
        let tablet = hana.tablet().await?;
        hana.sign_in(&tablet).await?;
        tablet
            .until("her interests are on the tablet", |engine| async move {
                Ok(engine.interests().await? == interests(&["waste"], &["north"]))
            })
            .await?;
        Ok(())
    });
}

#[test]
fn a_server_that_stops_and_comes_back_is_found_again() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.until_live().await?;
        world.stop_server().await?;
        phone.until("the loss is noticed", |engine| async move { Ok(!engine.sync_state().await.live) }).await?;
        world.start_server().await?;
        world.announce(&news(&world, "ただいま", &["waste"], &[])).await?;
        // Its timers are the hand's: a minute on, the phone has tried again.
        for _ in 0..10 {
            world.hand().advance(itsumo_domain::Timestamp::MINUTE);
        }
        phone.until_titles(Tab::All, &["ただいま"]).await?;
        Ok(())
    });
}

/// A page of the diary, delivered.
async fn writes(device: &Device, child: Uuid, text: &str) -> Result<()> {
    let page = Diary { date: chrono::NaiveDate::default(), text: text.to_owned(), photos: Vec::new() };
    device.record(vec![NewEntry::about(child, Fact::Diary(page))]).await?;
    device.sync().await?;
    Ok(())
}

async fn pages(device: &Device, child: Uuid) -> Result<Vec<String>> {
    device.sync().await?;
    let book = device.handbook().await?;
    let mut pages: Vec<String> = book.diary(child).into_iter().map(|(_, page)| page.text.clone()).collect();
    pages.sort();
    Ok(pages)
}

/// A city takes back an hour of mistakes while people have the app open: their devices follow without being asked,
/// and nothing that a family wrote in that hour is lost.
async fn an_hour_is_taken_back(world: &World) -> Result<()> {
    let (hana, taro) = (world.person("hana"), world.person("taro"));
    let phone = hana.phone().await?;
    world.announce(&news(world, "むかしから", &["waste"], &[])).await?;
    let child = phone.record(vec![NewEntry::child(Child { name: "はる".into(), ..Child::default() })]).await?;
    let child = *child.first().ok_or_else(|| anyhow::anyhow!("no child"))?;
    writes(&phone, child, "まえのこと").await?;
    phone.until_live().await?;
    let app = world.app()?;
    let (place, file) = (serve::place(&app.config.place), world.folder().join("backup"));
    backup::backup(&place, &file).await?;

    world.announce(&news(world, "まちがい", &["waste"], &[])).await?;
    phone.until_titles(Tab::All, &["まちがい", "むかしから"]).await?;
    writes(&phone, child, "あとのこと").await?;
    let joined = taro.phone().await?;
    let invitation = phone.invitation().await?;
    joined.join_family(&invitation.text, "太郎").await?;

    match app.config.place.database_url {
        None => running::restore(&app.config.place, app.config.operator_key.as_ref(), &file).await?,
        Some(_) => backup::restore(&place, &file, &RealClock).await?,
    };
    phone.until_titles(Tab::All, &["むかしから"]).await?;
    joined.until_titles(Tab::All, &["むかしから"]).await?;
    // Who listened as somebody's device was asked to show again who it is; its timers are the hand's.
    for _ in 0..10 {
        world.hand().advance(itsumo_domain::Timestamp::MINUTE);
    }
    world.announce(&news(world, "これから", &["waste"], &[])).await?;
    phone.until_titles(Tab::All, &["これから", "むかしから"]).await?;
    // The family goes on, with what it wrote meanwhile and with whom it took in.
    writes(&joined, child, "それから").await?;
    let all = ["あとのこと", "それから", "まえのこと"];
    ensure!(pages(&phone, child).await? == all && pages(&joined, child).await? == all, "a page of the diary is lost");
    Ok(())
}

#[test]
fn a_backup_is_restored_while_people_have_the_app_open() {
    story(async { an_hour_is_taken_back(&World::new().await?).await });
}

#[test]
fn a_backup_is_restored_on_postgres_while_people_have_the_app_open() {
    if left_out() {
        return;
    }
    story(async {
        let cluster = tokio::task::block_in_place(Cluster::shared).map_err(anyhow::Error::msg)?;
        an_hour_is_taken_back(&World::on_postgres(cluster).await?).await
    });
}
