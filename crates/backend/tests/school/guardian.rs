//! What guardians have of their children, and for how long.

use crate::{
    http::CITY,
    town::{SchoolTown, at, day, enrol, on_both},
};
use itsumo_backend::school::{facility, guardian, pupil, standing};
use itsumo_domain::{
    Stream, Timestamp,
    school::{Group, GroupKind, Scope},
};
use uuid::Uuid;

fn names(groups: &[Group]) -> Vec<&str> {
    groups.iter().map(|group| group.name.as_str()).collect()
}

on_both! {
    /// Twins in two classes: each has a card, and the notices of both classes come.
    async fn a_mother_of_two_has_two_cards_and_the_streams_of_their_groups(town: SchoolTown) {
        let sakura = town.card(&town.hana, town.sakura).await.unwrap();
        assert_eq!((sakura.name.as_str(), sakura.scopes.len()), ("佐藤 さくら", 4));
        assert_eq!(sakura.places.len(), 1);
        assert_eq!(sakura.places[0].facility, town.school);
        assert_eq!(names(&sakura.places[0].groups), ["全校", "1年2組"]);
        let tsubaki = town.card(&town.hana, town.tsubaki).await.unwrap();
        let places: Vec<&str> = tsubaki.places.iter().map(|place| place.facility.short.as_str()).collect();
        assert_eq!(places, ["あさひ小", "学童"]);
        let mut streams = town.read({
            let hana = town.hana.id;
            move |tx| Box::pin(async move { standing::streams(tx, CITY, hana, day("2026-11-24")).await })
        }).await;
        streams.sort();
        let mut expected = [&town.whole, &town.class1, &town.class2, &town.after_school_class].map(|group| Stream::class(group.id));
        expected.sort();
        assert_eq!(streams, expected);
    }
}

on_both! {
    /// What is written to a group reaches its guardians with their next sync, and nobody else.
    async fn a_class_s_stream_comes_with_the_sync_of_its_guardians_alone(town: SchoolTown) {
        let class2 = Stream::class(town.class2.id);
        let notice = itsumo_backend::stream::Draft {
            id: Uuid::from_u128(1), kind: "notice", author: "school".to_owned(), body: Some("{}".to_owned()),
        };
        town.town.app.streams.publish(CITY, &class2, vec![notice]).await.unwrap();
        for guardian in [&town.hana, &town.taro] {
            let answer = town.sync(guardian).await;
            assert_eq!(answer.streams[&class2].records.len(), 1);
            assert!(answer.left.is_empty());
        }
        // Those of another class, whose part ended, and the staff: as if it were a stream that is not there.
        for stranger in [&town.mori, &town.kenji, &town.teacher.person, &town.head.person] {
            let nothing = Stream::class(Uuid::from_u128(0xDEAD));
            let answer = town.sync_from(stranger, &[class2.clone(), nothing.clone()]).await;
            assert!(!answer.streams.contains_key(&class2));
            let mut left = vec![class2.clone(), nothing];
            left.sort();
            let mut told = answer.left;
            told.sort();
            assert_eq!(told, left);
        }
    }
}

on_both! {
    /// Ended yesterday: the card and the classes are gone today, with the first sync, though nothing ran at midnight.
    async fn a_part_that_ends_by_its_date_shows_nothing_on_the_day_after(town: SchoolTown) {
        let (edge, sakura, taro) = town.read({
            let (sakura, taro) = (town.sakura, town.taro.id);
            move |tx| Box::pin(async move {
                let all = guardian::guardians(tx, CITY, sakura, day("2026-11-24")).await?;
                Ok((all.iter().find(|guardian| guardian.person == taro).unwrap().edge, sakura, taro))
            })
        }).await;
        let now = town.now();
        town.write(move |tx, out| Box::pin(async move {
            let last = Some(day("2026-11-25"));
            guardian::end(tx, out, CITY, sakura, edge, last, now.jst_date(), now).await
        })).await;
        let class2 = Stream::class(town.class2.id);
        // The last day is a whole day.
        town.town.clock.set(at("23:59").plus(Timestamp::DAY));
        assert_eq!(town.card(&town.taro, sakura).await.unwrap().until, Some(day("2026-11-25")));
        assert!(town.sync_from(&town.taro, std::slice::from_ref(&class2)).await.left.is_empty());
        town.town.clock.advance(Timestamp::MINUTE);
        assert_eq!(town.sync_from(&town.taro, std::slice::from_ref(&class2)).await.left, [class2]);
        assert_eq!(town.card(&town.taro, sakura).await, None);
        // The other child's is as it was.
        assert!(town.card(&town.taro, town.tsubaki).await.is_some());
        let standing = town.read(move |tx| Box::pin(async move {
            standing::standing(tx, CITY, taro, day("2026-11-26")).await
        })).await;
        assert_eq!(standing.children.len(), 1);
    }
}

on_both! {
    /// Who only fetches the child is not told of its class, and gets no notices.
    async fn a_narrow_part_sees_the_place_and_not_the_class(town: SchoolTown) {
        let (sakura, taro, now) = (town.sakura, town.taro.id, town.now());
        town.write(move |tx, out| Box::pin(async move {
            let all = guardian::guardians(tx, CITY, sakura, now.jst_date()).await?;
            let edge = all.iter().find(|guardian| guardian.person == taro).unwrap().edge;
            guardian::set_scopes(tx, out, CITY, sakura, edge, &[Scope::Pickup], now.jst_date(), now).await
        })).await;
        let card = town.card(&town.taro, sakura).await.unwrap();
        assert_eq!(card.scopes, [Scope::Pickup]);
        assert_eq!(card.places[0].facility.short, "あさひ小");
        assert!(card.places[0].groups.is_empty());
        let class2 = Stream::class(town.class2.id);
        assert_eq!(town.sync_from(&town.taro, std::slice::from_ref(&class2)).await.left, [class2]);
    }
}

on_both! {
    /// In March the next year's classes are written down; which one it is is told on the first day, and the old class's
    /// notices stay.
    async fn a_new_class_is_not_told_before_it_begins_and_the_old_one_stays_readable(town: SchoolTown) {
        let next = Group { id: Uuid::from_u128(0x6_0202), kind: GroupKind::Class, year: 2027, grade: 2, name: "2年1組".into() };
        let (sakura, school, group, now) = (town.sakura, town.school.id, next.clone(), town.now());
        let old = town.class2.id;
        town.write(move |tx, out| Box::pin(async move {
            facility::keep_group(tx, CITY, school, &group).await?;
            let last = itsumo_backend::school::days::column(day("2027-03-31"));
            let sql = "UPDATE enrolment SET until = $4 WHERE city = $1 AND pupil = $2 AND class_group = $3";
            tx.execute(sql, &[CITY.into(), sakura.into(), old.into(), last.into()]).await?;
            enrol(tx, sakura, school, group.id, day("2027-04-01"), 5).await?;
            guardian::write_cards(tx, out, CITY, &[sakura], now.jst_date(), now).await
        })).await;
        town.town.clock.set(Timestamp::from_jst_date(day("2027-03-31")));
        let card = town.card(&town.hana, sakura).await.unwrap();
        assert_eq!(names(&card.places[0].groups), ["全校", "1年2組"]);
        let new = Stream::class(next.id);
        assert_eq!(town.sync_from(&town.hana, std::slice::from_ref(&new)).await.left, std::slice::from_ref(&new));
        town.town.clock.set(Timestamp::from_jst_date(day("2027-04-01")));
        let left = town.sync_from(&town.hana, &[new, Stream::class(old)]).await.left;
        assert!(left.is_empty(), "{left:?}");
        let card = town.card(&town.hana, sakura).await.unwrap();
        assert_eq!(names(&card.places[0].groups), ["全校", "1年2組", "2年1組"]);
        // It was said to nobody that the child moved; the places in between are known to the tables.
        let in_class = town.read(move |tx| Box::pin(async move {
            pupil::members(tx, CITY, next.id, day("2027-04-01")).await
        })).await;
        assert_eq!(in_class.len(), 1);
        assert_eq!((in_class[0].number, in_class[0].class.name.as_str()), (5, "2年1組"));
    }
}

on_both! {
    /// Who leaves a class in the middle of its year leaves its stream with it.
    async fn a_child_that_changes_class_in_autumn_takes_its_guardians_along(town: SchoolTown) {
        let (sakura, school, now) = (town.sakura, town.school.id, town.now());
        let (old, new) = (town.class2.id, town.class1.id);
        town.sync(&town.hana).await;
        town.write(move |tx, out| Box::pin(async move {
            let last = itsumo_backend::school::days::column(day("2026-11-23"));
            let sql = "UPDATE enrolment SET until = $4 WHERE city = $1 AND pupil = $2 AND class_group = $3";
            tx.execute(sql, &[CITY.into(), sakura.into(), old.into(), last.into()]).await?;
            enrol(tx, sakura, school, new, day("2026-11-24"), 31).await?;
            guardian::write_cards(tx, out, CITY, &[sakura], now.jst_date(), now).await
        })).await;
        let left = town.sync_from(&town.hana, &[Stream::class(old), Stream::class(new)]).await.left;
        assert_eq!(left, [Stream::class(old)]);
        let card = town.card(&town.hana, sakura).await.unwrap();
        assert_eq!(names(&card.places[0].groups), ["全校", "1年1組"]);
    }
}

on_both! {
    /// A card that would say the same is not written again: nothing moves, and nobody is woken.
    async fn a_card_that_says_the_same_is_not_written_again(town: SchoolTown) {
        let own = Stream::person(town.hana.id);
        let before = town.town.app.streams.head(CITY, &own);
        let (pupils, now) = (vec![town.sakura, town.tsubaki, town.ren], town.now());
        town.write(move |tx, out| Box::pin(async move {
            guardian::write_cards(tx, out, CITY, &pupils, now.jst_date(), now).await
        })).await;
        assert_eq!(town.town.app.streams.head(CITY, &own), before);
    }
}
