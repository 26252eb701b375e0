//! From a source's file to a list on a phone.

use crate::story;
use itsumo_domain::Timestamp;
use itsumo_engine::Tab;
use itsumo_testkit::{Item, World};

#[test]
fn a_changed_item_is_one_article_with_the_new_text() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.until_live().await?;
        let at = world.hand().now().plus(-Timestamp::HOUR);
        world.feed("city-news").write(&[Item::new("1", "図書館の休館日", "月曜日に休みます。", at)])?;
        world.ingest().await?;
        phone.until_titles(Tab::All, &["図書館の休館日"]).await?;

        world.hand().advance(Timestamp::HOUR);
        world.feed("city-news").write(&[Item::new("1", "図書館の休館日（変更）", "火曜日に休みます。", at)])?;
        world.ingest().await?;
        phone.sync().await?;
        phone.until_titles(Tab::All, &["図書館の休館日（変更）"]).await?;
        assert_eq!(phone.news_search("火曜日", 5).await?.len(), 1);
        assert!(phone.news_search("月曜日", 5).await?.is_empty(), "the old text is no longer found");
        Ok(())
    });
}

#[test]
fn a_broken_feed_hurts_only_itself() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.until_live().await?;
        let at = world.hand().now().plus(-Timestamp::HOUR);
        world.feed("library").write(&[Item::new("a", "新しい絵本", "入りました。", at)])?;
        world.ingest().await?;
        phone.until_titles(Tab::All, &["新しい絵本"]).await?;

        world.hand().advance(Timestamp::HOUR);
        world.feed("library").break_with("<html><body>ただいまメンテナンス中です</body></html>")?;
        let later = world.hand().now().plus(-Timestamp::MINUTE);
        world.feed("city-news").write(&[Item::new("b", "市長の会見", "開きます。", later)])?;
        let ran = world.ingest().await?;
        phone.sync().await?;
        let broken = ran.iter().find(|ran| ran.source == "library").map(|ran| ran.outcome.is_err());
        assert_eq!(broken, Some(true), "{ran:?}");
        phone.until_titles(Tab::All, &["市長の会見", "新しい絵本"]).await?;

        // Mended, it is read again once its turn comes.
        world.hand().advance(Timestamp::DAY);
        let again = world.hand().now().plus(-Timestamp::MINUTE);
        world.feed("library").write(&[Item::new("c", "読み聞かせ会", "土曜日です。", again)])?;
        world.ingest().await?;
        phone.sync().await?;
        phone.until_titles(Tab::All, &["読み聞かせ会", "市長の会見", "新しい絵本"]).await?;
        Ok(())
    });
}

#[test]
fn an_item_that_leaves_the_feed_stays_with_those_who_have_it() {
    story(async {
        let world = World::new().await?;
        let phone = world.person("hana").phone().await?;
        phone.until_live().await?;
        let at = world.hand().now().plus(-Timestamp::HOUR);
        let old = Item::new("1", "先月のお知らせ", "本文", at);
        let new = Item::new("2", "今月のお知らせ", "本文", at.plus(Timestamp::MINUTE));
        world.feed("city-news").write(&[old])?;
        world.ingest().await?;
        phone.until_titles(Tab::All, &["先月のお知らせ"]).await?;
        world.hand().advance(Timestamp::HOUR);
        world.feed("city-news").write(&[new])?;
        world.ingest().await?;
        phone.sync().await?;
        phone.until_titles(Tab::All, &["今月のお知らせ", "先月のお知らせ"]).await?;
        Ok(())
    });
}
