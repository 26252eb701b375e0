//! An account carries interests and saved articles to one's other devices, and nothing to anybody else's.

use crate::{interests, news, story};
use itsumo_domain::Stream;
use itsumo_engine::{AccountState, OutboxState, Tab};
use itsumo_testkit::World;

#[test]
fn hana_registers_on_the_phone_and_finds_her_things_on_the_tablet() {
    story(async {
        let world = World::new().await?;
        let hana = world.person("hana");
        let phone = hana.phone().await?;
        phone.until_live().await?;
        let id = world.announce(&news(&world, "ごみの分け方", &["waste"], &[])).await?;
        phone.until_titles(Tab::All, &["ごみの分け方"]).await?;
        // Chosen and saved before there was an account: they come along.
        phone.set_interests(interests(&["waste"], &["north"])).await?;
        phone.save_news(id, true).await?;
        hana.register(&phone).await?;
        phone.sync().await?;
        phone.until("nothing waits", |engine| async move { Ok(engine.outbox().await?.is_empty()) }).await?;

        let tablet = hana.tablet().await?;
        hana.sign_in(&tablet).await?;
        tablet
            .until("her interests are on the tablet", |engine| async move {
                Ok(engine.interests().await? == interests(&["waste"], &["north"]))
            })
            .await?;
        tablet.until_titles(Tab::Saved, &["ごみの分け方"]).await?;

        // And back: what changes on the tablet changes on the phone by itself.
        tablet.set_interests(interests(&["waste", "library"], &[])).await?;
        phone
            .until("the phone follows", |engine| async move {
                Ok(engine.interests().await? == interests(&["waste", "library"], &[]))
            })
            .await?;
        Ok(())
    });
}

#[test]
fn taros_device_never_sees_hanas_own_stream() {
    story(async {
        let world = World::new().await?;
        let (hana, taro) = (world.person("hana"), world.person("taro"));
        let (her_phone, his_phone) = (hana.phone().await?, taro.phone().await?);
        hana.register(&her_phone).await?;
        taro.register(&his_phone).await?;
        her_phone.set_interests(interests(&["waste"], &["north"])).await?;
        her_phone.sync().await?;
        her_phone.until("delivered", |engine| async move { Ok(engine.outbox().await?.is_empty()) }).await?;
        his_phone.sync().await?;
        assert_eq!(his_phone.interests().await?, interests(&[], &[]));

        // Not even when he asks for it by name.
        let AccountState::SignedIn { person, .. } = her_phone.account().await? else {
            anyhow::bail!("hana is not signed in");
        };
        let client = itsumo_engine::http::client(&itsumo_engine::ExtraCa::default())?;
        let stream = Stream::person(person);
        let url = format!("{}/v1/cities/{}/streams/{}/records?after=0", world.url(), itsumo_testkit::CITY, stream);
        let page = client.get(url).send().await?;
        assert!(page.status().is_client_error(), "{}", page.status());
        let body = serde_json::json!({ "city": itsumo_testkit::CITY, "cursors": { stream.as_str(): 0 } });
        let answer = client.post(format!("{}/v1/sync", world.url())).json(&body).send().await?.text().await?;
        assert!(!answer.contains("north") && !answer.contains("interests"), "{answer}");
        Ok(())
    });
}

#[test]
fn a_revoked_tablet_is_signed_out_and_cleared() {
    story(async {
        let world = World::new().await?;
        let hana = world.person("hana");
        let phone = hana.phone().await?;
        hana.register(&phone).await?;
        phone.set_interests(interests(&["waste"], &[])).await?;
        phone.sync().await?;
        let tablet = hana.tablet().await?;
        hana.sign_in(&tablet).await?;
        tablet
            .until("her interests are there", |engine| async move {
                Ok(engine.interests().await? == interests(&["waste"], &[]))
            })
            .await?;

        let me = phone.me().await?;
        let other = me.devices.iter().find(|device| !device.this).map(|device| device.id);
        phone.sign_out_device(other.unwrap_or_default()).await?;
        // It learns of it at its next word with the server, whatever that answers.
        let _ = tablet.sync().await;
        tablet.until_signed_out().await?;
        assert_eq!(tablet.interests().await?, interests(&[], &[]));
        assert!(tablet.titles(Tab::Saved).await?.is_empty());
        assert_eq!(phone.me().await?.devices.len(), 1);
        Ok(())
    });
}

#[test]
fn a_lost_answer_does_not_do_things_twice() {
    story(async {
        let world = World::new().await?;
        let hana = world.person("hana");
        let phone = hana.phone().await?;
        hana.register(&phone).await?;
        phone.until_live().await?;
        let id = world.announce(&news(&world, "ごみの分け方", &["waste"], &[])).await?;
        phone.until_titles(Tab::All, &["ごみの分け方"]).await?;
        phone.sync().await?;
        let AccountState::SignedIn { person, .. } = phone.account().await? else {
            anyhow::bail!("hana is not signed in");
        };
        let stream = Stream::person(person);
        let before = world.app()?.streams.head(itsumo_testkit::CITY, &stream);

        phone.wire.lose_answers(1);
        phone.save_news(id, true).await?;
        let _ = phone.sync().await;
        phone
            .until("an answer is lost", |_| {
                let lost = phone.wire.lost();
                async move { Ok(lost == 1) }
            })
            .await?;
        // The device does not know whether it was done, and asks again with the same id.
        phone
            .until("delivered", |engine| async move {
                let _ = engine.sync().await;
                Ok(engine.outbox().await?.is_empty())
            })
            .await?;
        assert_eq!(world.app()?.streams.head(itsumo_testkit::CITY, &stream), before + 1);
        phone.until_titles(Tab::Saved, &["ごみの分け方"]).await?;
        Ok(())
    });
}

#[test]
fn a_refused_command_says_why_and_blocks_nothing_behind_it() {
    story(async {
        let world = World::new().await?;
        let hana = world.person("hana");
        let phone = hana.phone().await?;
        hana.register(&phone).await?;
        phone.until_live().await?;
        let mut huge = news(&world, "とても長い会議録", &["waste"], &[]);
        huge.html = format!("<p>{}</p>", "あ".repeat(itsumo_domain::news::HTML_BYTES / 3));
        let id = world.announce(&huge).await?;
        phone.until_titles(Tab::All, &["とても長い会議録"]).await?;

        phone.wire.pull();
        phone.save_news(id, true).await?;
        phone.set_interests(interests(&["waste"], &[])).await?;
        assert_eq!(phone.outbox().await?.len(), 2);
        phone.wire.plug_in();
        phone.sync().await?;
        phone
            .until("the first is refused and the second is gone", |engine| async move {
                let outbox = engine.outbox().await?;
                let refused =
                    |state: &OutboxState| matches!(state, OutboxState::Refused(why) if why.code == "too-large");
                Ok(outbox.len() == 1 && outbox.iter().all(|item| refused(&item.state)))
            })
            .await?;
        let tablet = hana.tablet().await?;
        hana.sign_in(&tablet).await?;
        tablet
            .until("what came behind it is on the tablet", |engine| async move {
                Ok(engine.interests().await? == interests(&["waste"], &[]))
            })
            .await?;

        // Tried again it is refused again; let go, it is gone, and so is the mark on the article.
        let refused = phone.outbox().await?.first().map(|item| item.id).unwrap_or_default();
        phone.outbox_retry(refused).await?;
        phone.sync().await?;
        phone.until("refused once more", |engine| async move { Ok(engine.sync_state().await.refused == 1) }).await?;
        // As a new command: the server remembers what it said to the old one.
        let again = phone.outbox().await?.first().map(|item| item.id).unwrap_or_default();
        assert_ne!(again, refused);
        phone.outbox_discard(again).await?;
        assert!(phone.outbox().await?.is_empty());
        Ok(())
    });
}

#[test]
fn what_is_done_offline_is_delivered_once_there_is_a_network() {
    story(async {
        let world = World::new().await?;
        let hana = world.person("hana");
        let phone = hana.phone().await?;
        hana.register(&phone).await?;
        phone.sync().await?;
        phone.wire.pull();
        phone.set_interests(interests(&["waste"], &[])).await?;
        assert_eq!(phone.interests().await?, interests(&["waste"], &[]), "shown at once");
        assert_eq!(phone.outbox().await?.len(), 1, "and shown as not yet delivered");

        // The app is killed meanwhile.
        let phone = phone.restart()?;
        assert_eq!(phone.outbox().await?.len().min(1), phone.outbox().await?.len());
        phone.sync().await?;
        phone.until("delivered", |engine| async move { Ok(engine.outbox().await?.is_empty()) }).await?;
        let tablet = hana.tablet().await?;
        hana.sign_in(&tablet).await?;
        tablet
            .until(
                "on the tablet too",
                |engine| async move { Ok(engine.interests().await? == interests(&["waste"], &[])) },
            )
            .await?;
        Ok(())
    });
}
