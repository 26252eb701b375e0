//! Devices that sleep, of people of schools and associations: whom a push about a stream would wake.

use crate::{
    http::{CITY, Town},
    persons::Person,
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use itsumo_backend::push::{audience, web_push::point_of};
use itsumo_domain::Stream;
use serde_json::json;
use std::collections::BTreeSet;
use uuid::Uuid;

impl Town {
    /// Each registers a device of theirs.
    pub async fn all_asleep(&self, people: &[&Person]) {
        for person in people {
            let address = json!({
                "transport": "web_push", "endpoint": format!("https://push.example.jp/{}", person.id),
                "p256dh": URL_SAFE_NO_PAD.encode(point_of(&[1; 32]).unwrap()), "auth": URL_SAFE_NO_PAD.encode([1; 16]),
            });
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
