//! News for those who asked for it, and for nobody else.

use crate::{interests, news, story};
use itsumo_domain::Timestamp;
use itsumo_engine::Tab;
use itsumo_testkit::World;

#[test]
fn hana_without_an_account_gets_only_what_she_chose() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.set_interests(interests(&["waste"], &["north"])).await?;
        phone.until_live().await?;
        for (title, topics, areas) in [
            ("ごみ収集日の変更", vec!["waste"], vec![]),
            ("北部のごみ置き場", vec!["waste"], vec!["north"]),
            ("南部のごみ置き場", vec!["waste"], vec!["south"]),
            ("保育園の申込", vec!["childcare"], vec![]),
        ] {
            world.announce(&news(&world, title, &topics, &areas)).await?;
        }
        let all = ["保育園の申込", "南部のごみ置き場", "北部のごみ置き場", "ごみ収集日の変更"];
        phone.until_titles(Tab::All, &all).await?;
        phone.until_titles(Tab::ForMe, &["北部のごみ置き場", "ごみ収集日の変更"]).await?;
        let told: Vec<_> = phone.notes().into_iter().map(|note| note.title).collect();
        assert!(told.iter().all(|title| !title.contains("保育園") && !title.contains("南部")), "{told:?}");
        // What she chose has not left her phone: nothing was sent but questions.
        let asked = phone.wire.asked();
        assert!(asked.iter().all(|(_, path)| !path.contains("interests")), "{asked:?}");
        assert!(phone.outbox().await?.is_empty());
        Ok(())
    });
}

#[test]
fn a_recall_removes_the_article_from_devices_and_withdraws_its_notification() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.set_interests(interests(&["waste"], &[])).await?;
        phone.until_live().await?;
        let mut notice = news(&world, "まちがったお知らせ", &["waste"], &[]);
        notice.important = true;
        let id = world.announce(&notice).await?;
        phone.until_titles(Tab::All, &["まちがったお知らせ"]).await?;
        phone.until_notes("it is told", |notes| notes.iter().any(|note| note.open == Some(id))).await?;

        world.revise(id, None).await?;
        phone.until_titles(Tab::All, &[]).await?;
        phone.until_notes("the notification is gone", |notes| notes.iter().all(|note| note.open != Some(id))).await?;
        assert!(phone.news_article(id).await?.is_none());
        assert!(phone.news_search("まちがった", 10).await?.is_empty());
        Ok(())
    });
}

#[test]
fn what_is_put_off_is_told_again_in_an_hour_unless_it_was_read() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.set_interests(interests(&["waste"], &[])).await?;
        phone.until_live().await?;
        let first = world.announce(&news(&world, "粗大ごみの申込", &["waste"], &[])).await?;
        let second = world.announce(&news(&world, "資源回収の日", &["waste"], &[])).await?;
        phone
            .until_notes("both are told", |notes| {
                [first, second].iter().all(|id| notes.iter().any(|n| n.open == Some(*id)))
            })
            .await?;
        for id in [first, second] {
            phone.tell_news_later(id, Timestamp::HOUR).await?;
        }
        phone.until_notes("both are put off", Vec::is_empty).await?;
        phone.mark_read(second).await?;
        world.hand().advance(59 * Timestamp::MINUTE);
        assert!(phone.notes().is_empty(), "{:?}", phone.notes());
        world.hand().advance(2 * Timestamp::MINUTE);
        phone
            .until_notes("what is unread is told again", |notes| notes.iter().any(|note| note.open == Some(first)))
            .await?;
        assert!(phone.notes().iter().all(|note| note.open != Some(second)), "{:?}", phone.notes());
        Ok(())
    });
}

#[test]
fn a_saved_article_outlives_the_citys_own_copy() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.until_live().await?;
        let id = world.announce(&news(&world, "給付金の案内", &["waste"], &[])).await?;
        phone.until_titles(Tab::All, &["給付金の案内"]).await?;
        phone.save_news(id, true).await?;
        world.revise(id, None).await?;
        phone.until_titles(Tab::All, &[]).await?;
        phone.until_titles(Tab::Saved, &["給付金の案内"]).await?;
        let article = phone.news_article(id).await?;
        assert!(article.is_some_and(|article| article.news.html.contains("くわしい説明")));
        Ok(())
    });
}

#[test]
fn offline_for_a_week_then_everything_is_caught_up() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.until_live().await?;
        world.announce(&news(&world, "出かける前", &["waste"], &[])).await?;
        phone.until_titles(Tab::All, &["出かける前"]).await?;

        phone.wire.pull();
        phone.until("the pulled plug is noticed", |engine| async move { Ok(!engine.sync_state().await.live) }).await?;
        let mut wanted = vec!["出かける前".to_owned()];
        for day in 1..=7 {
            world.hand().advance(itsumo_domain::Timestamp::DAY);
            for number in 0..200 {
                let title = format!("{day}日目の{number}番");
                world.announce(&news(&world, &title, &["waste"], &[])).await?;
                wanted.insert(0, title);
            }
        }
        // Offline is normal: reading and searching go on.
        assert_eq!(phone.titles(Tab::All).await?, ["出かける前"]);
        assert_eq!(phone.news_search("出かける", 5).await?.len(), 1);

        phone.wire.plug_in();
        phone.sync().await?;
        let page: Vec<_> = wanted.iter().take(200).map(String::as_str).collect();
        phone.until_titles(Tab::All, &page).await?;
        let counts = phone.news_counts().await?;
        assert_eq!(counts.all_unread, 1401);
        Ok(())
    });
}

#[test]
fn search_finds_any_part_of_a_japanese_word_without_a_network() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.until_live().await?;
        world.announce(&news(&world, "高齢者インフルエンザ予防接種", &["waste"], &[])).await?;
        phone.until_titles(Tab::All, &["高齢者インフルエンザ予防接種"]).await?;
        phone.wire.pull();
        for words in ["予防", "フルエ", "インフルエンザ", "高齢者　予防", "くわしい"] {
            let found = phone.news_search(words, 10).await?;
            assert_eq!(found.len(), 1, "{words}");
        }
        assert!(phone.news_search("水道", 10).await?.is_empty());
        Ok(())
    });
}
