//! Addresses: who registers them, which are let in, and when they are forgotten.

use crate::{
    awake::{Awake, paths},
    service::{Device, Service},
    town::{CITY, KEY, PASSWORD, TODAY, Town, on_both},
};
use itsumo_backend::{push::address, serve, store::StoreError};
use itsumo_domain::{
    Timestamp,
    alert::{Severity, Status},
};
use serde_json::json;

on_both! {
    async fn an_address_is_registered_by_any_device_and_taken_off_by_who_knows_it(town: Awake) {
        let path = format!("/v1/cities/{CITY}/push");
        let device = Device::new(&town.service, 1, "/a");
        let put = |token: Option<String>| {
            let (path, body) = (path.clone(), device.registration());
            let town = &town;
            async move { town.ask("PUT", &path, token.as_deref(), Some(body)).await }
        };
        let hana = town.register("hana@example.jp").await;
        let first = put(None).await.json();
        assert_eq!(put(None).await.json(), first, "said again it changes nothing");
        assert_eq!(put(Some(hana.token.clone())).await.json(), first);
        assert_eq!(town.count("push_address WHERE person IS NOT NULL").await, 1);
        assert_eq!(put(None).await.json(), first);
        assert_eq!(town.count("push_address WHERE person IS NOT NULL").await, 0, "not signed in any more");
        // Who is no device, who is signed out, who is elsewhere.
        assert_eq!(put(Some(KEY.to_owned())).await.problem(), (403, "forbidden".into(), vec![]));
        assert_eq!(put(Some(format!("{CITY}-00"))).await.problem().0, 401);
        let elsewhere = town.ask("PUT", "/v1/cities/123456/push", None, Some(device.registration())).await;
        assert_eq!(elsewhere.problem(), (404, "unknown-city".into(), vec!["city".into()]));
        let there = town.ask("PUT", "/v1/cities/122190/push", Some(&hana.token), Some(device.registration())).await;
        assert_eq!(there.problem(), (403, "forbidden".into(), vec!["city".into()]));
        let name = first["name"].as_str().unwrap();
        assert_eq!(name.len(), 64);
        assert_eq!(town.ask("DELETE", &format!("{path}/{name}"), None, None).await.status, 204);
        assert_eq!(town.count("push_address").await, 0);
        assert_eq!(town.ask("DELETE", &format!("{path}/{name}"), None, None).await.status, 204);
        let wrong = town.ask("DELETE", &format!("{path}/xyz"), None, None).await;
        assert_eq!(wrong.problem(), (422, "invalid".into(), vec!["name".into()]));
    }
}

on_both! {
    async fn an_address_that_cannot_be_used_is_refused_by_its_field(town: Awake) {
        let path = format!("/v1/cities/{CITY}/push");
        let good = Device::new(&town.service, 1, "/a").registration();
        let with = |field: &str, value: &str| {
            let mut body = good.clone();
            body["address"][field] = json!(value);
            body
        };
        let point = "B".repeat(87);
        let table = [
            (with("endpoint", ""), "address.endpoint"),
            (with("endpoint", "not an address"), "address.endpoint"),
            (with("endpoint", "file:///etc/passwd"), "address.endpoint"),
            (with("p256dh", "AA"), "address.p256dh"),
            (with("p256dh", &point), "address.p256dh"),
            (with("auth", "AA"), "address.auth"),
            (json!({ "address": { "transport": "apns", "token": "00" } }), "address.transport"),
            (json!({ "address": { "transport": "fcm", "token": "00" } }), "address.transport"),
        ];
        for (body, field) in table {
            let reply = town.ask("PUT", &path, None, Some(body.clone())).await;
            assert_eq!(reply.problem(), (422, "invalid".into(), vec![field.into()]), "{body}");
        }
        let pigeon = json!({ "address": { "transport": "pigeon" } });
        assert_eq!(town.ask("PUT", &path, None, Some(pigeon)).await.problem().0, 422);
        assert_eq!(town.count("push_address").await, 0);
    }
}

#[tokio::test]
async fn no_device_makes_the_server_knock_inside_its_own_network() {
    let (town, service) = (Town::sqlite().await, Service::start().await);
    let path = format!("/v1/cities/{CITY}/push");
    let device = Device::new(&service, 1, "/a");
    for endpoint in [
        device.endpoint.as_str(),
        "https://127.0.0.1/x",
        "https://[::1]/x",
        "https://169.254.169.254/latest",
        "https://10.0.0.1/x",
        "https://push.example.jp:22/x",
        "http://push.example.jp/x",
    ] {
        let mut body = device.registration();
        body["address"]["endpoint"] = json!(endpoint);
        let reply = town.ask("PUT", &path, None, Some(body)).await;
        assert_eq!(reply.problem(), (422, "invalid".into(), vec!["address.endpoint".into()]), "{endpoint}");
    }
    // A name that leads home is found out when it is resolved: nothing comes, and the address is not let in for long.
    let mut body = device.registration();
    body["address"]["endpoint"] = json!("https://localhost:8443/x");
    assert_eq!(town.ask("PUT", &path, None, Some(body)).await.status, 200);
    let town = Awake { town, service };
    town.alert(Status::Actual, Severity::Emergency).await;
    assert!(town.pushed().await.is_empty());
    assert_eq!(town.count("push_again").await, 1);
}

#[tokio::test]
async fn new_addresses_are_counted_and_known_ones_are_not() {
    let town = Town::with(|config| {
        config.allow_private_push = true;
        config.auth_rate = 3;
    });
    let town = Awake { town: town.await, service: Service::start().await };
    for (n, path) in [(1, "/1"), (2, "/2"), (3, "/3")] {
        town.device(n, path, None).await;
    }
    let fourth = Device::new(&town.service, 4, "/4").registration();
    let path = format!("/v1/cities/{CITY}/push");
    let reply = town.ask("PUT", &path, None, Some(fourth)).await;
    assert_eq!((reply.problem().0, reply.headers["retry-after"].to_str().unwrap()), (429, "20"));
    for _ in 0..9 {
        town.device(1, "/1", None).await;
    }
}

on_both! {
    async fn who_leaves_takes_their_name_off_their_devices_and_old_addresses_are_forgotten(town: Awake) {
        let (hana, taro) = (town.register("hana@example.jp").await, town.register("taro@example.jp").await);
        town.device(1, "/hana", Some(&hana.token)).await;
        town.device(2, "/taro", Some(&taro.token)).await;
        let left = town.ask("DELETE", "/v1/me", Some(&hana.token), Some(json!({ "password": PASSWORD }))).await;
        assert_eq!(left.status, 204);
        assert!(!town.everything_once_mails_are_out().await.contains(&hana.person.to_string()));
        assert_eq!(town.count("push_address").await, 2, "the device is still woken for danger");
        let prune = |now: Timestamp| town.app.store.write::<_, StoreError, _>(move |tx| {
            Box::pin(async move { address::prune(tx, CITY, now).await })
        });
        town.ask("DELETE", "/v1/sessions/current", Some(&taro.token), None).await;
        prune(TODAY).await.unwrap();
        assert_eq!(town.count("push_address WHERE person IS NULL AND device IS NULL").await, 2);
        prune(TODAY.plus(179 * Timestamp::DAY)).await.unwrap();
        assert_eq!(town.count("push_address").await, 2);
        town.clock.set(TODAY.plus(100 * Timestamp::DAY));
        town.device(1, "/hana", None).await;
        prune(TODAY.plus(181 * Timestamp::DAY)).await.unwrap();
        assert_eq!(town.count("push_address").await, 1);
    }
}

on_both! {
    async fn one_person_s_addresses_are_so_many_and_the_oldest_goes(town: Awake) {
        let hana = town.register("hana@example.jp").await;
        for n in 1..=25 {
            town.clock.advance(Timestamp::SECOND);
            town.device(n, &format!("/{n}"), Some(&hana.token)).await;
        }
        assert_eq!(town.count("push_address").await, 20);
        town.alert(Status::Actual, Severity::Warning).await;
        let given = town.pushed().await;
        assert!(!paths(&given).contains(&"/5") && paths(&given).contains(&"/6"), "{:?}", paths(&given));
    }
}

#[tokio::test]
async fn a_server_without_its_key_file_does_not_start() {
    let folder = tempfile::tempdir().unwrap();
    let mut config = itsumo_backend::config::Config::local(folder.path(), crate::town::cities());
    config.apns_key = Some(folder.path().join("missing.p8"));
    let (_stop, stopping) = tokio::sync::watch::channel(false);
    let started = serve::build(serve::Options::real(config), stopping).await;
    let words = started.err().unwrap().to_string();
    assert!(words.contains("missing.p8") && words.contains("push cannot work like this"), "{words}");
}
