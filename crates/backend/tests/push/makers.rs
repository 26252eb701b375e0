//! Apple's and Google's services, as they are asked and as they answer.

use crate::{
    awake::Awake,
    service::{Given, Service, pem},
    town::{CITY, Town},
};
use aws_lc_rs::{
    encoding::{AsDer, Pkcs8V1Der},
    rsa::{KeyPair, KeySize},
    signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair},
};
use itsumo_domain::{
    Timestamp,
    alert::{Severity, Status},
};
use serde_json::{Value as Json, json};

/// A town that has both makers' keys; the makers are on this machine. The files are read once.
async fn town() -> Awake {
    let (folder, service) = (tempfile::tempdir().unwrap(), Service::start().await);
    let apple = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).unwrap().to_pkcs8v1().unwrap();
    let p8 = folder.path().join("key.p8");
    std::fs::write(&p8, pem(apple.as_ref())).unwrap();
    let google = KeyPair::generate(KeySize::Rsa2048).unwrap();
    let google: Pkcs8V1Der<'_> = google.as_der().unwrap();
    let account = json!({
        "project_id": "mihon", "private_key": pem(google.as_ref()), "client_email": "push@mihon.example.jp",
        "token_uri": format!("{}/token", service.url),
    });
    let file = folder.path().join("account.json");
    std::fs::write(&file, account.to_string()).unwrap();
    let town = Town::with(|config| {
        config.allow_private_push = true;
        config.push_service = Some(service.url.parse().unwrap());
        (config.apns_key, config.apns_key_id, config.apns_team) = (Some(p8), Some("KEY7".into()), Some("TEAM".into()));
        config.fcm_account = Some(file);
    });
    let town = Awake { town: town.await, service };
    town.service.says("/token", 200, None, json!({ "access_token": "a-token", "expires_in": 3600 }));
    town.service.answers("/3/device", 200, None);
    town.service.answers("/v1/projects", 200, None);
    town
}

async fn register(town: &Awake, address: Json) {
    let body = json!({ "address": address, "locale": "en" });
    let reply = town.ask("PUT", &format!("/v1/cities/{CITY}/push"), None, Some(body)).await;
    assert_eq!(reply.status, 200, "{}", String::from_utf8_lossy(&reply.bytes));
}

fn at<'a>(given: &'a [Given], path: &str) -> Vec<&'a Given> {
    given.iter().filter(|given| given.path.starts_with(path)).collect()
}

#[tokio::test]
async fn what_is_offered_is_what_there_are_keys_for() {
    let offer = town().await.get(&format!("/v1/cities/{CITY}/push"), None).await.json();
    assert_eq!((&offer["apns"], &offer["fcm"]), (&json!(true), &json!(true)));
    let without = Town::sqlite().await.get(&format!("/v1/cities/{CITY}/push"), None).await.json();
    assert_eq!((&without["apns"], &without["fcm"]), (&json!(false), &json!(false)));
    assert_eq!(without["vapid"].as_str().unwrap().len(), 87);
}

#[tokio::test]
async fn apple_is_told_that_an_emergency_is_to_be_shown_and_never_which() {
    let town = town().await;
    register(&town, json!({ "transport": "apns", "token": "00ff" })).await;
    let head = town.alert(Status::Actual, Severity::Emergency).await;
    let given = town.pushed().await;
    let [push] = at(&given, "/3/device")[..] else { panic!("{given:?}") };
    assert_eq!(push.path, "/3/device/00ff");
    for (header, value) in [
        ("apns-topic", "jp.itsumo.app"),
        ("apns-push-type", "alert"),
        ("apns-priority", "10"),
        ("apns-collapse-id", "urgent"),
    ] {
        assert_eq!(push.header(header), value);
    }
    let (header, claims) = push.claims();
    assert_eq!((&header["kid"], &header["alg"], &claims["iss"]), (&json!("KEY7"), &json!("ES256"), &json!("TEAM")));
    let body = push.json();
    assert_eq!(body["itsumo"], json!({ "city": CITY, "hints": [{ "stream": "alerts", "head": head }] }));
    let shown = body["aps"]["alert"]["body"].as_str().unwrap();
    assert!(shown.contains("urgent notice") && !push.body.windows(12).any(|bytes| bytes == "洪水警報".as_bytes()));
    // What is not urgent wakes the app, and Apple shows nothing.
    town.alert(Status::Actual, Severity::Advisory).await;
    let given = town.pushed().await;
    let [push] = at(&given, "/3/device")[..] else { panic!("{given:?}") };
    assert_eq!((push.header("apns-push-type"), push.header("apns-priority")), ("background", "5"));
    assert_eq!(push.json()["aps"], json!({ "content-available": 1 }));
}

#[tokio::test]
async fn google_is_asked_for_a_token_once_and_told_a_hint() {
    let town = town().await;
    for token in ["device-a", "device-b"] {
        register(&town, json!({ "transport": "fcm", "token": token })).await;
    }
    let head = town.alert(Status::Actual, Severity::Emergency).await;
    let given = town.pushed().await;
    assert_eq!(at(&given, "/token").len(), 1);
    let pushes = at(&given, "/v1/projects/mihon/messages:send");
    assert_eq!(pushes.len(), 2);
    for push in &pushes {
        assert_eq!(push.header("authorization"), "Bearer a-token");
        let message = push.json()["message"].clone();
        assert_eq!(message["android"]["priority"], "HIGH");
        let hint: Json = serde_json::from_str(message["data"]["itsumo"].as_str().unwrap()).unwrap();
        assert_eq!(hint, json!({ "city": CITY, "hints": [{ "stream": "alerts", "head": head }] }));
        assert!(message.get("notification").is_none());
    }
    // A token that is no good any more is asked for anew.
    town.service.answers("/v1/projects", 401, None);
    town.alert(Status::Actual, Severity::Emergency).await;
    town.pushed().await;
    town.service.answers("/v1/projects", 200, None);
    let given = town.pushed_after(Timestamp::MINUTE).await;
    assert_eq!((at(&given, "/token").len(), at(&given, "/v1/projects").len()), (1, 2));
}

#[tokio::test]
async fn a_maker_who_says_that_a_device_is_gone_is_believed_and_one_who_does_not_know_us_is_not() {
    let town = town().await;
    register(&town, json!({ "transport": "apns", "token": "aa" })).await;
    register(&town, json!({ "transport": "apns", "token": "bb" })).await;
    register(&town, json!({ "transport": "fcm", "token": "gone" })).await;
    town.service.says("/3/device/aa", 400, None, json!({ "reason": "BadDeviceToken" }));
    town.service.says("/3/device/bb", 403, None, json!({ "reason": "InvalidProviderToken" }));
    let gone = json!({ "error": { "details": [{ "errorCode": "UNREGISTERED" }] } });
    town.service.says("/v1/projects", 404, None, gone);
    for _ in 0..6 {
        town.alert(Status::Actual, Severity::Emergency).await;
        town.pushed_after(Timestamp::DAY).await;
    }
    assert_eq!(town.count("push_address").await, 1, "our own key is at fault: the device is kept");
}
