//! What is forgotten in time, and what is not.

use crate::town::{CITY, Town, on_both};
use itsumo_backend::{
    store::StoreError,
    upkeep::{COMMANDS_KEPT, prune},
};
use itsumo_domain::Timestamp;
use serde_json::json;
use uuid::Uuid;

async fn commands(town: &Town) -> i64 {
    let counting = town.app.store.read::<_, StoreError, _>(|tx| {
        Box::pin(async move { tx.query("SELECT COUNT(*) FROM command", &[]).await?[0].int(0) })
    });
    counting.await.unwrap()
}

on_both! {
    async fn a_command_is_remembered_for_half_a_year(town: Town) {
        let hana = town.register("hana@example.jp").await;
        let save = |id: u128| {
            let command = json!({ "id": Uuid::from_u128(id), "at": 1, "type": "unsave_news", "news": Uuid::from_u128(9) });
            town.ask("POST", "/v1/sync", Some(&hana.token), Some(json!({ "city": CITY, "commands": [command] })))
        };
        let head = || town.app.streams.head(CITY, &itsumo_domain::Stream::person(hana.person));
        for id in 0..1_200 {
            assert_eq!(save(id).await.status, 200);
        }
        town.clock.advance(COMMANDS_KEPT - Timestamp::HOUR);
        save(5_000).await;
        prune(&town.app.store, CITY, town.app.clock.now()).await.unwrap();
        assert_eq!(commands(&town).await, 1_201, "a lost answer can be asked for again");
        let before = head();
        save(0).await;
        assert_eq!(head(), before, "and is not done twice");
        town.clock.advance(2 * Timestamp::HOUR);
        prune(&town.app.store, CITY, town.app.clock.now()).await.unwrap();
        assert_eq!(commands(&town).await, 1, "what is younger stays");
        save(5_000).await;
        assert_eq!(head(), before);
    }
}
