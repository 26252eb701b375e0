//! Alerts reach everyone, and end.

use crate::{emergency, interests, story};
use itsumo_domain::alert::{Show, Status};
use itsumo_engine::Engine;
use itsumo_testkit::World;

async fn shown(engine: Engine) -> anyhow::Result<Vec<(String, Show)>> {
    Ok(engine.alerts().await?.into_iter().map(|row| (row.alert.headline, row.show)).collect())
}

#[test]
fn an_emergency_reaches_everyone_at_once_without_an_account() {
    story(async {
        let world = World::new().await?;
        let hana = world.person("hana").phone().await?;
        let taro = world.person("taro").phone().await?;
        // Whatever somebody chose: danger asks nobody about interests.
        taro.set_interests(interests(&["library"], &["south"])).await?;
        hana.until_live().await?;
        taro.until_live().await?;
        world.alert(&emergency(&world, "避難指示")).await?;
        for phone in [&hana, &taro] {
            phone
                .until("the alert is over everything", |engine| async move {
                    Ok(shown(engine).await? == [("避難指示".to_owned(), Show::Interrupt)])
                })
                .await?;
            phone
                .until_notes("it is told", |notes| {
                    notes.iter().any(|note| note.urgent && note.title.contains("避難指示"))
                })
                .await?;
        }
        Ok(())
    });
}

#[test]
fn a_cancelled_alert_withdraws_and_says_that_it_is_over() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.until_live().await?;
        let id = world.alert(&emergency(&world, "避難指示")).await?;
        phone.until("the alert is there", |engine| async move { Ok(shown(engine).await?.len() == 1) }).await?;
        world.cancel_alert(id).await?;
        phone
            .until("it is over", |engine| async move {
                Ok(shown(engine).await?.first().is_some_and(|(_, show)| *show == Show::Lifted))
            })
            .await?;
        phone.until_notes("no urgent notification stands", |notes| !notes.iter().any(|note| note.urgent)).await?;
        world.hand().advance(itsumo_domain::alert::LIFTED_FOR);
        assert!(phone.alerts().await?.iter().all(|row| row.show == Show::No));
        Ok(())
    });
}

#[test]
fn a_drill_is_never_shown_as_real_and_a_test_is_shown_to_nobody() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.until_live().await?;
        let mut drill = emergency(&world, "訓練の避難指示");
        drill.status = Status::Drill;
        let mut test = emergency(&world, "試験放送");
        test.status = Status::Test;
        world.alert(&test).await?;
        world.alert(&drill).await?;
        phone
            .until("the drill is there", |engine| async move {
                Ok(shown(engine).await?.contains(&("訓練の避難指示".to_owned(), Show::Notify)))
            })
            .await?;
        let there = shown(phone.clone()).await?;
        assert!(there.iter().all(|(headline, show)| headline != "試験放送" || *show == Show::No), "{there:?}");
        assert!(phone.notes().iter().all(|note| !note.urgent && !note.title.contains("試験")));
        Ok(())
    });
}

#[test]
fn an_alert_ends_by_itself_even_without_a_network() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.until_live().await?;
        world.alert(&emergency(&world, "避難指示")).await?;
        phone.until("the alert is there", |engine| async move { Ok(shown(engine).await?.len() == 1) }).await?;
        phone.wire.pull();
        world.hand().advance(itsumo_domain::Timestamp::DAY);
        phone
            .until("it has ended", |engine| async move {
                Ok(shown(engine).await?.iter().all(|(_, show)| *show == Show::No))
            })
            .await?;
        Ok(())
    });
}
