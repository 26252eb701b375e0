//! What an account takes along and leaves behind.

use crate::{
    http::PASSWORD,
    town::{AssociationTown, Person},
};
use itsumo_backend::association::moving::Moved;
use itsumo_domain::{
    Stream,
    account::{Deletion, Export},
    association::{AssociationCard, Delivery},
    record::kind,
};
use serde_json::{Value as Json, json};

impl AssociationTown {
    async fn export(&self, person: &Person) -> Option<Json> {
        let reply = self.ask(person, "GET", "/v1/me/export", None).await;
        let export: Export = serde_json::from_slice(&reply.bytes).unwrap();
        let file = export.files.iter().find(|file| file.name == "association.json")?;
        Some(serde_json::from_str(&file.text).unwrap())
    }

    async fn deletion(&self, person: &Person) -> Vec<(String, i64)> {
        let reply = self.ask(person, "GET", "/v1/me/deletion", None).await;
        let plan: Deletion = serde_json::from_slice(&reply.bytes).unwrap();
        plan.goes.into_iter().chain(plan.stays).map(|line| (line.key, line.count)).collect()
    }
}

#[tokio::test]
async fn everything_about_me_has_my_household_and_my_seats() {
    let town = AssociationTown::sqlite().await;
    let hana = town.export(&town.hana).await.unwrap();
    assert_eq!(hana["households"][0]["as"], "山田 花");
    assert_eq!(hana["households"][0]["pack"]["card"]["place"], "3-1");
    let text = hana.to_string();
    assert!(!text.contains("佐藤"), "no other household stands in it");
    let chair = town.export(&town.chair.person).await.unwrap();
    assert_eq!((&chair["seats"][0]["title"], chair["cards"].as_array().unwrap().len()), (&json!("会長"), 1));
    // Of one that has moved away what is its own.
    let ishii = town.export(&town.ishii).await.unwrap();
    assert_eq!(ishii["households"][0]["pack"]["card"]["until"], "2026-10-31");
    assert_eq!(town.export(&town.nobody).await, None);
    // Of one that has moved to another block both, each with what was said in it.
    assert!(matches!(town.moves(town.sato_home, 2, "5-1", "2026-11-24").await, Moved::To(_)));
    let sato = town.export(&town.sato).await.unwrap();
    let places: Vec<&Json> = (0..2).map(|at| &sato["households"][at]["pack"]["card"]["place"]).collect();
    assert_eq!(places, ["3-2", "5-1"]);
}

#[tokio::test]
async fn an_account_that_goes_leaves_no_name_and_its_household_gets_paper() {
    let town = AssociationTown::sqlite().await;
    let told = town.deletion(&town.sato).await;
    assert!(told.contains(&("homes".to_owned(), 1)) && told.contains(&("replies".to_owned(), 1)), "{told:?}");
    assert!(town.deletion(&town.chair.person).await.contains(&("offices".to_owned(), 1)));
    assert!(town.deletion(&town.nobody).await.iter().all(|(key, _)| key != "homes" && key != "offices"));
    for person in [&town.sato, &town.chair.person] {
        town.set_password(person).await;
        let asked = json!({ "password": PASSWORD });
        assert_eq!(town.ask(person, "DELETE", "/v1/me", Some(asked)).await.status, 204);
    }
    let tables = town.everything_once_mails_are_out().await;
    assert!(!tables.contains("佐藤 健"), "the name is nowhere any more");
    for person in [&town.sato, &town.chair.person] {
        let id = person.id.to_string();
        let traces: Vec<&str> = tables.lines().filter(|line| line.contains(&id)).collect();
        assert!(traces.is_empty(), "{traces:#?}");
    }
    let streams = town.streams(&town.head1.person).await;
    let street =
        streams[&Stream::officers(town.blocks[0].id)].iter().find(|record| record.id == town.sato_home).unwrap();
    let street: itsumo_domain::association::Street = street.body_as().unwrap();
    assert_eq!((street.members, street.delivery), (0, Delivery::Paper));
    // The seat is there, and nobody is in it; what it did stays with it.
    let card =
        streams[&Stream::association(town.hinode.id)].iter().find(|record| record.kind == kind::ASSOCIATION).unwrap();
    let card: AssociationCard = card.body_as().unwrap();
    assert!(card.officers.iter().any(|officer| officer.seat == town.chair.seat.id && officer.name.is_empty()));
}
