//! Devices that sleep are woken: by whom, for what, how soon, and what becomes of those that are not there any more.

use crate::{
    awake::{Awake, paths},
    service::{Device, Service},
    town::{CITY, TODAY, Town, on_both},
};
use itsumo_backend::{
    push::{Outcome, Parcel, Pusher, address, plan, send},
    store::{BoxFuture, StoreError},
};
use itsumo_domain::{
    Stream, Timestamp,
    alert::{Severity, Status},
};
use serde_json::json;
use std::sync::atomic::{AtomicUsize, Ordering};
use uuid::Uuid;

on_both! {
    async fn an_emergency_wakes_every_device_without_any_account_and_says_only_that_it_is_there(town: Awake) {
        let (a, b) = (town.device(1, "/a", None).await, town.device(2, "/b", None).await);
        let head = town.alert(Status::Actual, Severity::Emergency).await;
        let given = town.pushed().await;
        assert_eq!(paths(&given), ["/a", "/b"]);
        let offer = town.get(&format!("/v1/cities/{CITY}/push"), None).await.json();
        for given in &given {
            let device = if given.path == "/a" { &a } else { &b };
            let message = serde_json::to_value(device.open(given)).unwrap();
            assert_eq!(message, json!({ "city": CITY, "hints": [{ "stream": "alerts", "head": head }] }));
            assert_eq!((given.header("urgency"), given.header("topic")), ("high", "urgent"));
            assert_eq!(given.header("ttl"), (5 * Timestamp::HOUR / Timestamp::SECOND).to_string());
            // The city says who it is by the key that it offered, to this service alone, for less than a day.
            let (header, claims) = given.claims();
            assert_eq!((&header["alg"], &claims["aud"]), (&json!("ES256"), &json!(town.service.url)));
            let good = claims["exp"].as_i64().unwrap() - TODAY.0 / Timestamp::SECOND;
            assert!((1..86_400).contains(&good) && claims["sub"].as_str().unwrap().starts_with("mailto:"));
            assert!(given.header("authorization").ends_with(&format!("k={}", offer["vapid"].as_str().unwrap())));
        }
        assert!(town.pushed_after(Timestamp::DAY).await.is_empty(), "and says it once");
        assert_eq!((town.count("push_round").await, town.count("push_again").await), (0, 0));
    }
}

on_both! {
    async fn a_drill_is_not_urgent_and_a_test_wakes_nobody(town: Awake) {
        town.device(1, "/a", None).await;
        town.alert(Status::Test, Severity::Emergency).await;
        assert!(town.pushed_after(Timestamp::DAY).await.is_empty());
        town.alert(Status::Drill, Severity::Emergency).await;
        let given = town.pushed().await;
        assert_eq!((given.len(), given[0].header("urgency"), given[0].header("topic")), (1, "normal", "alerts"));
    }
}

on_both! {
    async fn news_gathers_and_keeps_to_its_budget_while_alerts_do_not_wait(town: Awake) {
        let device = town.device(1, "/a", None).await;
        town.news().await;
        assert!(town.pushed().await.is_empty(), "it waits for what may come with it");
        let head = town.news().await;
        let given = town.pushed_after(30 * Timestamp::SECOND).await;
        assert_eq!(given.len(), 1);
        assert_eq!(device.open(&given[0]).hints[0].head, head);
        town.news().await;
        assert!(town.pushed_after(10 * Timestamp::MINUTE).await.is_empty());
        town.alert(Status::Actual, Severity::Warning).await;
        assert_eq!(town.pushed().await.len(), 1);
        let head = town.news().await;
        let given = town.pushed_after(20 * Timestamp::MINUTE).await;
        assert_eq!(given.len(), 1, "half an hour after the last one, once for both");
        assert_eq!(device.open(&given[0]).hints[0].head, head);
    }
}

on_both! {
    async fn a_person_s_own_stream_wakes_their_devices_for_as_long_as_those_are_signed_in(town: Awake) {
        let (hana, taro) = (town.register("hana@example.jp").await, town.register("taro@example.jp").await);
        let own = Stream::person(hana.person);
        let device = town.device(1, "/hana", Some(&hana.token)).await;
        town.device(2, "/taro", Some(&taro.token)).await;
        town.device(3, "/anybody", None).await;
        let head = town.publish(&own, "absence", "school", json!({})).await;
        assert!(town.pushed().await.is_empty());
        let given = town.pushed_after(3 * Timestamp::SECOND).await;
        assert_eq!(paths(&given), ["/hana"]);
        assert_eq!(device.open(&given[0]).hints, [itsumo_domain::sync::Hint { stream: own.clone(), head }]);
        // What she writes herself is no reason to wake her other devices.
        town.publish(&own, "saved", own.as_str(), json!({})).await;
        assert!(town.pushed_after(Timestamp::HOUR).await.is_empty());
        // Signed out anywhere, by whatever way, nothing of hers reaches the device; danger still does.
        town.publish(&own, "absence", "school", json!({})).await;
        assert_eq!(town.ask("DELETE", "/v1/sessions/current", Some(&hana.token), None).await.status, 204);
        assert!(town.pushed_after(Timestamp::HOUR).await.is_empty());
        town.alert(Status::Actual, Severity::Warning).await;
        assert_eq!(paths(&town.pushed().await), ["/anybody", "/hana", "/taro"]);
    }
}

on_both! {
    async fn what_is_due_at_once_wakes_a_device_once(town: Awake) {
        let hana = town.register("hana@example.jp").await;
        let device = town.device(1, "/hana", Some(&hana.token)).await;
        let own = Stream::person(hana.person);
        town.publish(&own, "absence", "school", json!({})).await;
        plan::plan_moved(&town.app).await.unwrap();
        town.clock.advance(3 * Timestamp::SECOND);
        town.alert(Status::Actual, Severity::Advisory).await;
        let given = town.pushed().await;
        assert_eq!(given.len(), 1);
        let streams: Vec<Stream> = device.open(&given[0]).hints.into_iter().map(|hint| hint.stream).collect();
        assert_eq!(streams, [Stream::alerts(), own]);
    }
}

on_both! {
    async fn a_device_that_is_gone_is_forgotten_and_one_that_cannot_be_reached_is_tried_again(town: Awake) {
        for (n, path) in [(1, "/gone"), (2, "/lost"), (3, "/busy"), (4, "/broken"), (5, "/well")] {
            town.device(n, path, None).await;
        }
        town.service.answers("/gone", 410, None);
        town.service.answers("/lost", 404, None);
        town.service.answers("/busy", 429, Some(60));
        town.service.answers("/broken", 500, None);
        town.alert(Status::Actual, Severity::Emergency).await;
        assert_eq!(town.pushed().await.len(), 5);
        assert_eq!((town.count("push_address").await, town.count("push_again").await), (3, 2));
        assert_eq!(paths(&town.pushed_after(5 * Timestamp::SECOND).await), ["/broken"], "soon: it is an emergency");
        town.service.answers("/broken", 201, None);
        assert_eq!(paths(&town.pushed_after(10 * Timestamp::SECOND).await), ["/broken"]);
        assert!(town.pushed_after(30 * Timestamp::SECOND).await.is_empty());
        town.service.answers("/busy", 201, None);
        assert_eq!(paths(&town.pushed_after(15 * Timestamp::SECOND).await), ["/busy"], "when it said");
        assert_eq!((town.count("push_address").await, town.count("push_again").await), (3, 0));
    }
}

on_both! {
    async fn a_door_that_never_opened_is_not_knocked_at_for_long(town: Awake) {
        town.device(1, "/stranger", None).await;
        town.service.answers("/stranger", 405, None);
        for left in [1, 1, 0] {
            town.alert(Status::Actual, Severity::Warning).await;
            assert_eq!(town.pushed().await.len(), 1);
            assert_eq!(town.count("push_address").await, left);
        }
        town.alert(Status::Actual, Severity::Warning).await;
        assert!(town.pushed().await.is_empty());
    }
}

on_both! {
    async fn a_service_that_is_down_is_left_in_peace_and_nobody_is_forgotten(town: Awake) {
        for n in 1..=8 {
            town.device(n, &format!("/{n}"), None).await;
        }
        town.service.answers("/", 503, None);
        town.alert(Status::Actual, Severity::Emergency).await;
        let tried = town.pushed().await.len();
        assert_eq!(tried, 8);
        town.clock.advance(Timestamp::SECOND);
        town.alert(Status::Actual, Severity::Emergency).await;
        assert!(town.pushed().await.is_empty(), "it has failed eight times in a row");
        town.service.answers("/", 201, None);
        let mut reached = std::collections::BTreeSet::new();
        for _ in 0..20 {
            reached.extend(town.pushed_after(30 * Timestamp::SECOND).await.into_iter().map(|given| given.path));
        }
        assert_eq!(reached.len(), 8);
        assert_eq!((town.count("push_address").await, town.count("push_again").await), (8, 0));
    }
}

/// Stands still in the middle of its first push, as a process that is cut off does.
struct Stuck(AtomicUsize);

impl Pusher for Stuck {
    fn push<'a>(&'a self, _: &'a Parcel, _: Timestamp) -> BoxFuture<'a, Outcome> {
        self.0.fetch_add(1, Ordering::SeqCst);
        Box::pin(std::future::pending())
    }
}

on_both! {
    async fn a_process_that_dies_while_it_pushes_loses_nobody(town: Awake) {
        town.device(1, "/a", None).await;
        town.alert(Status::Actual, Severity::Emergency).await;
        plan::plan_moved(&town.app).await.unwrap();
        let stuck = Stuck(AtomicUsize::new(0));
        let dying = async {
            while stuck.0.load(Ordering::SeqCst) == 0 {
                tokio::task::yield_now().await;
            }
        };
        tokio::select! {
            _ = send::send_due(&town.app, &stuck) => panic!("it never ends by itself"),
            () = dying => {}
        }
        assert!(town.pushed().await.is_empty(), "it may still be at it");
        assert_eq!(town.pushed_after(5 * Timestamp::MINUTE).await.len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_processes_on_one_database_wake_each_device_once_and_offer_one_key() {
    use itsumo_backend::store::testing;
    if testing::left_out() {
        return;
    }
    let url = testing::Cluster::shared().unwrap().database().unwrap();
    let (service, decide) = (Service::start().await, |config: &mut itsumo_backend::config::Config| {
        config.allow_private_push = true;
        config.place.database_url = Some(url.as_str().into());
    });
    let (a, b) = tokio::join!(Town::with(decide), Town::with(decide));
    let path = format!("/v1/cities/{CITY}/push");
    let (first, second) = tokio::join!(a.get(&path, None), b.get(&path, None));
    assert_eq!(first.json(), second.json());
    for n in 1..=40 {
        let device = Device::new(&service, n, &format!("/{n}"));
        let town = if n % 2 == 0 { &a } else { &b };
        assert_eq!(town.ask("PUT", &path, None, Some(device.registration())).await.status, 200);
    }
    let town = Awake { town: a, service };
    let head = town.alert(Status::Actual, Severity::Emergency).await;
    // Both know of it, both plan it, both send.
    b.app.streams.moved(CITY, &Stream::alerts(), head);
    let work = |app: itsumo_backend::app::App| async move {
        plan::plan_moved(&app).await.unwrap();
        for _ in 0..5 {
            send::send_due(&app, &*app.push.courier).await.unwrap();
        }
    };
    tokio::join!(work(town.app.clone()), work(b.app.clone()));
    let given = town.service.take();
    let mut seen = paths(&given);
    seen.dedup();
    assert_eq!((given.len(), seen.len()), (40, 40));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_alert_of_a_process_that_died_at_once_is_pushed_by_the_next_one() {
    // Nobody listens here, as if the process had ended between the commit and the plan.
    let town = Town::with(|config| {
        config.allow_private_push = true;
        config.no_push = true;
    });
    let town = Awake { town: town.await, service: Service::start().await };
    let device = town.device(1, "/a", None).await;
    let head = town.alert(Status::Actual, Severity::Emergency).await;
    assert!(town.pushed().await.is_empty());
    let running = tokio::spawn(itsumo_backend::push::run(town.app.clone()));
    let given = tokio::time::timeout(std::time::Duration::from_secs(60), town.service.wait()).await.unwrap();
    assert_eq!(device.open(&given[0]).hints[0].head, head);
    running.abort();
}

/// A thousand addresses are two parts, and everybody is in one of them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_addresses_are_woken_in_parts_and_nobody_twice() {
    let town = Awake::sqlite().await;
    let writing = town.app.store.write::<_, StoreError, _>(|tx| {
        Box::pin(async move {
            for n in 0..1_000_u128 {
                let sql = "INSERT INTO push_address
                    (city, name, address, locale, person, device, renewed, reached, refusals, refused_since)
                    VALUES ($1, $2, $3, 'ja', NULL, NULL, 0, 0, 0, 0)";
                let token = Uuid::from_u128(n).simple().to_string();
                let address = itsumo_domain::push::PushAddress::Fcm { token };
                let name = address::name_of(&address).to_vec();
                let json = serde_json::to_string(&address).unwrap();
                tx.execute(sql, &[CITY.into(), name.into(), json.into()]).await?;
            }
            Ok(())
        })
    });
    writing.await.unwrap();
    town.alert(Status::Actual, Severity::Emergency).await;
    plan::plan_moved(&town.app).await.unwrap();
    assert_eq!(town.count("push_round").await, 2);
    let all = Everybody::default();
    assert_eq!(send::send_due(&town.app, &all).await.unwrap(), 2);
    let mut woken = all.0.into_inner().unwrap();
    woken.sort();
    woken.dedup();
    assert_eq!(woken.len(), 1_000);
    assert_eq!(town.count("push_round").await, 0);
}

#[derive(Default)]
struct Everybody(std::sync::Mutex<Vec<String>>);

impl Pusher for Everybody {
    fn push<'a>(&'a self, parcel: &'a Parcel, _: Timestamp) -> BoxFuture<'a, Outcome> {
        let json = serde_json::to_string(&parcel.address).unwrap();
        self.0.lock().unwrap().push(json);
        Box::pin(std::future::ready(Outcome::Taken))
    }
}
