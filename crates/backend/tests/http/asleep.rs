//! Devices that sleep, of people of schools and associations: whom a push about a stream would wake.

use crate::{
    http::{CITY, Town},
    persons::Person,
};
use itsumo_backend::push::{audience, web_push::address_of};
use itsumo_domain::Stream;
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

impl Town {
    /// Each registers a device of theirs.
    pub async fn all_asleep(&self, people: &[&Person]) {
        for person in people {
            let address = address_of(&format!("https://push.example.jp/{}", person.id), &[1; 32], &[1; 16]).unwrap();
            let path = format!("/v1/cities/{CITY}/push");
            let body = json!({ "address": address, "locale": "ja" });
            let reply = Town::ask(self, "PUT", &path, Some(&person.token), Some(body)).await;
            assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.bytes));
        }
    }

    /// Whose devices a push about `stream` would wake now.
    pub async fn woken_for(&self, stream: &Stream) -> BTreeSet<Uuid> {
        let found = audience::of(&self.app, CITY, stream).await.unwrap();
        found.into_iter().map(|known| known.person.unwrap()).collect()
    }
}
