//! Live hints of groups: to whom they go, and that they end where a part ends.

use crate::{
    http::CITY,
    persons::Line,
    town::{SchoolTown, on_both},
};
use itsumo_backend::{school::guardian, stream::Draft};
use itsumo_domain::Stream;
use uuid::Uuid;

impl SchoolTown {
    async fn say(&self, stream: &Stream) {
        let id = self.town.app.ids.new_id();
        let draft = Draft { id, kind: "notice", author: "school".to_owned(), body: Some("{}".to_owned()) };
        self.town.app.streams.publish(CITY, stream, vec![draft]).await.unwrap();
    }
}

on_both! {
    async fn hints_of_a_class_go_to_its_guardians_and_end_with_a_shield(town: SchoolTown) {
        let (class2, news) = (Stream::class(town.class2.id), Stream::news());
        let mut hana = Line::of(&town, &town.hana).await;
        let mut taro = Line::of(&town, &town.taro).await;
        let mut mori = Line::of(&town, &town.mori).await;
        // The first word says where all streams of this reader stand.
        assert!(hana.next().await.unwrap().contains(class2.as_str()));
        assert!(taro.next().await.unwrap().contains(class2.as_str()));
        assert!(!mori.next().await.unwrap().contains(class2.as_str()));
        town.say(&class2).await;
        hana.until(&class2).await;
        taro.until(&class2).await;
        town.shield_taro().await;
        // His own stream moves, then the line is let go. He comes again, and hears nothing of it any more.
        let last = taro.end().await;
        assert!(last.contains(Stream::person(town.taro.id).as_str()), "{last}");
        let mut taro = Line::of(&town, &town.taro).await;
        assert!(!taro.next().await.unwrap().contains(class2.as_str()));
        town.say(&class2).await;
        town.say(&news).await;
        hana.until(&class2).await;
        for other in [&mut taro, &mut mori] {
            assert!(!other.until(&news).await.contains(class2.as_str()));
        }
    }
}

on_both! {
    async fn who_joins_a_child_is_let_go_once_and_then_hears_of_its_class(town: SchoolTown) {
        let class2 = Stream::class(town.class2.id);
        let (mut hana, mut mori) = (Line::of(&town, &town.hana).await, Line::of(&town, &town.mori).await);
        hana.next().await.unwrap();
        mori.next().await.unwrap();
        let (sakura, person, now) = (town.sakura, town.mori.id, town.now());
        town.write(move |tx, out| Box::pin(async move {
            guardian::join(tx, out, CITY, sakura, person, "森 みどり", "おば", now.jst_date(), now).await
        })).await;
        mori.end().await;
        let mut mori = Line::of(&town, &town.mori).await;
        assert!(mori.next().await.unwrap().contains(class2.as_str()));
        // Nobody else's line was ended by it.
        town.say(&class2).await;
        hana.until(&class2).await;
        mori.until(&class2).await;
    }
}

on_both! {
    /// What moves a board or somebody's part is nobody's to hear.
    async fn boards_and_standings_are_told_to_no_device(town: SchoolTown) {
        let mut hana = Line::of(&town, &town.hana).await;
        let first = hana.next().await.unwrap();
        let school = town.school.id;
        town.write(move |_, out| Box::pin(async move {
            out.touch_board(school);
            out.touch_standings();
            Ok(())
        })).await;
        town.say(&Stream::news()).await;
        let seen = hana.until(&Stream::news()).await;
        assert!(!first.contains("board") && !first.contains("standings"), "{first}");
        assert!(!seen.contains("board") && !seen.contains("standings"), "{seen}");
        let asked = [Stream::board(school), Stream::standings(), Stream::person(town.taro.id), Stream::class(Uuid::from_u128(9))];
        let mut left = town.sync_from(&town.hana, &asked).await.left;
        left.sort();
        let mut all = asked.to_vec();
        all.sort();
        assert_eq!(left, all);
    }
}
