//! A town whose devices sleep, with their push services on this machine.

use crate::{
    service::{Device, Given, Service},
    town::{CITY, Town},
};
use itsumo_backend::{
    push::{plan, send},
    store::StoreError,
    stream::Draft,
};
use itsumo_domain::{
    Stream, Timestamp,
    alert::{Alert, Severity, Status},
};
use serde_json::json;

pub struct Awake {
    pub town: Town,
    pub service: Service,
}

impl std::ops::Deref for Awake {
    type Target = Town;
    fn deref(&self) -> &Town {
        &self.town
    }
}

impl Awake {
    pub async fn sqlite() -> Self {
        let town = Town::with(|config| config.allow_private_push = true).await;
        Self { town, service: Service::start().await }
    }

    pub async fn postgres() -> Option<Self> {
        use itsumo_backend::store::testing;
        if testing::left_out() {
            return None;
        }
        let url = testing::Cluster::shared().unwrap().database().unwrap();
        let town = Town::with(|config| {
            config.allow_private_push = true;
            config.place.database_url = Some(url.as_str().into());
        });
        Some(Self { town: town.await, service: Service::start().await })
    }

    /// A device that is reached at `path`, registered for `token`'s person if there is one.
    pub async fn device(&self, n: u8, path: &str, token: Option<&str>) -> Device {
        let device = Device::new(&self.service, n, path);
        let path = format!("/v1/cities/{CITY}/push");
        let reply = self.ask("PUT", &path, token, Some(device.registration())).await;
        assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.bytes));
        device
    }

    pub async fn publish(&self, stream: &Stream, kind: &'static str, author: &str, body: serde_json::Value) -> i64 {
        let draft = Draft { id: self.app.ids.new_id(), kind, author: author.to_owned(), body: Some(body.to_string()) };
        self.app.streams.publish(CITY, stream, vec![draft]).await.unwrap()
    }

    pub async fn alert(&self, status: Status, severity: Severity) -> i64 {
        let now = self.app.clock.now();
        let headline = "洪水警報".to_owned();
        let alert = Alert {
            status,
            severity,
            headline,
            issued: now,
            expires: now.plus(5 * Timestamp::HOUR),
            ..Alert::default()
        };
        self.publish(&Stream::alerts(), "alert", "operator", json!(alert)).await
    }

    pub async fn news(&self) -> i64 {
        self.publish(&Stream::news(), "news", "ingest", json!({ "title": "図書館だより" })).await
    }

    /// What goes out now.
    pub async fn pushed(&self) -> Vec<Given> {
        plan::plan_moved(&self.app).await.unwrap();
        while send::send_due(&self.app, &*self.app.push.courier).await.unwrap() > 0 {}
        self.service.take()
    }

    /// What goes out after so many milliseconds.
    pub async fn pushed_after(&self, millis: i64) -> Vec<Given> {
        self.clock.advance(millis);
        self.pushed().await
    }

    pub async fn count(&self, table: &str) -> i64 {
        let sql = format!("SELECT COUNT(*) FROM {table}");
        let counting = self
            .app
            .store
            .read::<_, StoreError, _>(move |tx| Box::pin(async move { tx.query(&sql, &[]).await?[0].int(0) }));
        counting.await.unwrap()
    }
}

pub fn paths(given: &[Given]) -> Vec<&str> {
    let mut paths: Vec<&str> = given.iter().map(|given| given.path.as_str()).collect();
    paths.sort_unstable();
    paths
}
