//! Several processes on one database, and a server that goes and comes back.

use crate::{interests, news, story};
use itsumo_backend::store::testing::{Cluster, left_out};
use itsumo_engine::Tab;
use itsumo_testkit::World;

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
