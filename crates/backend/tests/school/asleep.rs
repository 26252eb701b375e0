//! Whom a push about a class wakes: exactly those who read it, at that moment.

use crate::{
    http::CITY,
    town::{Person, SchoolTown, on_both},
};
use itsumo_backend::school::guardian;
use itsumo_domain::Stream;
use std::collections::BTreeSet;

fn ids(people: &[&Person]) -> BTreeSet<uuid::Uuid> {
    people.iter().map(|person| person.id).collect()
}

on_both! {
    async fn a_class_wakes_its_guardians_and_a_shield_keeps_a_push_away_at_once(town: SchoolTown) {
        let staff = town.staff().map(|staff| staff.person.clone());
        let mut everybody = vec![&town.hana, &town.taro, &town.kenji, &town.mori];
        everybody.extend(&staff);
        town.town.all_asleep(&everybody).await;
        let (class1, class2) = (Stream::class(town.class1.id), Stream::class(town.class2.id));
        assert_eq!(town.woken_for(&class2).await, ids(&[&town.hana, &town.taro]), "健二's part ended yesterday");
        assert_eq!(town.woken_for(&class1).await, ids(&[&town.hana, &town.taro, &town.mori]));
        let shield = town.shield_taro().await;
        assert_eq!(town.woken_for(&class2).await, ids(&[&town.hana]));
        assert_eq!(town.woken_for(&class1).await, ids(&[&town.hana, &town.taro, &town.mori]), "the sister's class");
        town.lift_shield(shield).await;
        assert_eq!(town.woken_for(&class2).await, ids(&[&town.hana, &town.taro]));
        // Who joins is woken from then on, without registering again.
        let (sakura, person, now) = (town.sakura, town.mori.id, town.now());
        town.write(move |tx, out| Box::pin(async move {
            guardian::join(tx, out, CITY, sakura, person, "森 みどり", "おば", now.jst_date(), now).await
        })).await;
        assert_eq!(town.woken_for(&class2).await, ids(&[&town.hana, &town.taro, &town.mori]));
        assert_eq!(town.woken_for(&Stream::person(town.taro.id)).await, ids(&[&town.taro]));
        assert_eq!(town.woken_for(&Stream::board(town.school.id)).await, ids(&[]));
    }
}
