//! What every client relies on: public reading, problems, caching, the operator's doors, the description.

use crate::town::{CITY, KEY, PASSWORD, TODAY, Town, on_both};
use axum::{body::Body, http::Request};
use itsumo_backend::{problem, routes::caller::Peer, stream::Draft};
use itsumo_domain::{Stream, Timestamp, record::kind, sync::Page};
use serde_json::{Value as Json, json};
use std::{collections::BTreeSet, net::SocketAddr};
use uuid::Uuid;

async fn publish_news(town: &Town, count: u128) {
    let drafts = (0..count).map(|n| Draft {
        id: Uuid::from_u128(n + 1),
        kind: kind::NEWS,
        author: "ingest".to_owned(),
        body: Some(json!({ "title": format!("お知らせ {n}"), "source": "city", "published": 1 }).to_string()),
    });
    town.app.streams.publish(CITY, &Stream::news(), drafts.collect()).await.unwrap();
}

on_both! {
    async fn a_city_is_read_without_an_account(town: Town) {
        publish_news(&town, 30).await;
        let cities = town.get("/v1/cities", None).await.json();
        assert!(cities.as_array().unwrap().iter().any(|city| city["code"] == CITY && city["fictional"] == true));
        let city = town.get(&format!("/v1/cities/{CITY}"), None).await;
        assert_eq!(city.json()["name"]["ja"], "ひなた市");
        let page = town.get(&format!("/v1/cities/{CITY}/streams/news/records"), None).await;
        let page: Page = serde_json::from_slice(&page.bytes).unwrap();
        assert_eq!((page.records.len(), page.next), (30, 30));
        let synced = town.post("/v1/sync", json!({ "city": CITY })).await.json();
        assert_eq!(synced["streams"]["news"]["records"].as_array().unwrap().len(), 30);
        let again = town.post("/v1/sync", json!({ "city": CITY, "cursors": { "news": 30 } })).await;
        assert_eq!(again.bytes, b"{}");
    }
}

#[tokio::test]
async fn nobody_reads_what_is_not_theirs() {
    let town = Town::sqlite().await;
    let (hana, taro) = (town.register("hana@example.jp").await, town.register("taro@example.jp").await);
    let stream = Stream::person(hana.person);
    let path = format!("/v1/cities/{CITY}/streams/{}/records", stream.as_str().replace('/', "%2F"));
    for token in [None, Some(hana.token.as_str()), Some(taro.token.as_str()), Some(KEY)] {
        assert_eq!(town.get(&path, token).await.problem().0, 404, "private streams have no address");
    }
    let wants = json!({ "city": CITY, "cursors": { stream.as_str(): 0, "family/x": 0 } });
    for token in [None, Some(taro.token.as_str()), Some(KEY)] {
        let answer = town.ask("POST", "/v1/sync", token, Some(wants.clone())).await.json();
        assert_eq!(answer["left"], json!(["family/x", stream.as_str()]));
    }
    // In another city the account is nobody's, and says so instead of losing its records.
    let elsewhere = json!({ "city": "122190" });
    let reply = town.ask("POST", "/v1/sync", Some(&hana.token), Some(elsewhere)).await;
    assert_eq!(reply.problem(), (403, "forbidden".into(), vec!["city".into()]));
}

#[tokio::test]
async fn a_command_without_an_account_is_refused_and_blocks_nothing() {
    let town = Town::sqlite().await;
    let command = json!({ "id": Uuid::from_u128(1), "at": 1, "type": "unsave_news", "news": Uuid::from_u128(2) });
    let reply = town.post("/v1/sync", json!({ "city": CITY, "commands": [command] })).await.json();
    assert_eq!(reply["results"][0]["refused"]["code"], "sign-in-needed");
    let many: Vec<Json> = (0..101).map(|_| command.clone()).collect();
    let reply = town.post("/v1/sync", json!({ "city": CITY, "commands": many })).await;
    assert_eq!(reply.problem(), (422, "invalid".into(), vec!["commands".into()]));
}

#[tokio::test]
async fn pages_are_cached_by_anybody_and_packed_as_asked() {
    let town = Town::sqlite().await;
    publish_news(&town, 100).await;
    let path = format!("/v1/cities/{CITY}/streams/news/records?after=0");
    let plain = town.get(&path, None).await;
    assert_eq!(plain.headers["cache-control"], "public, max-age=5");
    let etag = plain.headers["etag"].clone();
    let ask = |name: &'static str, value: &str| Request::get(&path).header(name, value).body(Body::empty()).unwrap();
    let unchanged = town.send(ask("if-none-match", etag.to_str().unwrap())).await;
    assert_eq!((unchanged.status.as_u16(), unchanged.bytes.len()), (304, 0));
    assert_eq!(unchanged.headers["etag"], etag);

    let packed = town.send(ask("accept-encoding", "gzip, zstd")).await;
    assert_eq!(packed.headers["content-encoding"], "zstd");
    assert_eq!(zstd::stream::decode_all(packed.bytes.as_slice()).unwrap(), plain.bytes);
    let packed = town.send(ask("accept-encoding", "gzip")).await;
    assert_eq!(packed.headers["content-encoding"], "gzip");
    let mut unpacked = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed.bytes.as_slice()), &mut unpacked).unwrap();
    assert_eq!(unpacked, plain.bytes);

    publish_news(&town, 1).await;
    let moved = town.send(ask("if-none-match", etag.to_str().unwrap())).await;
    assert_eq!(moved.status, 200);
    assert_ne!(moved.headers["etag"], etag);

    let city = town.get(&format!("/v1/cities/{CITY}"), None).await;
    let request = Request::get(format!("/v1/cities/{CITY}")).header("if-none-match", &city.headers["etag"]);
    assert_eq!(town.send(request.body(Body::empty()).unwrap()).await.status, 304);
}

#[tokio::test]
async fn every_error_is_a_problem_that_says_what_was_wrong() {
    let town = Town::sqlite().await;
    assert_eq!(town.get("/v1/nowhere", None).await.problem().1, "not-found");
    assert_eq!(town.get("/", None).await.problem().1, "not-found");
    let wrong_method = town.ask("DELETE", "/v1/cities", None, None).await;
    assert_eq!(wrong_method.problem().1, "method-not-allowed");
    assert!(wrong_method.headers["allow"].to_str().unwrap().contains("GET"));
    assert_eq!(town.get("/v1/cities/999999", None).await.problem().1, "unknown-city");
    let path = format!("/v1/cities/{CITY}/streams/news/records?after=soon");
    assert_eq!(town.get(&path, None).await.problem(), (400, "invalid".into(), vec!["after".into()]));
    assert_eq!(town.get("/v1/live", None).await.problem(), (400, "invalid".into(), vec!["city".into()]));
    assert_eq!(town.get("/v1/me", None).await.problem().1, "sign-in-needed");
    assert_eq!(town.get("/v1/me", Some("990019-00")).await.problem().1, "signed-out");

    let raw = |body: Vec<u8>, kind: &str| {
        Request::post("/v1/sync").header("content-type", kind).body(Body::from(body)).unwrap()
    };
    let reply = town.send(raw(b"{}".to_vec(), "text/plain")).await;
    assert_eq!(reply.problem().1, "not-json");
    let reply = town.send(raw(b"{\"city\"".to_vec(), "application/json")).await;
    assert_eq!(reply.problem(), (400, "invalid".into(), vec![]));
    let reply = town.send(raw(br#"{"city":"990019","curses":{}}"#.to_vec(), "application/json; charset=utf-8")).await;
    assert_eq!(reply.problem(), (422, "invalid".into(), vec!["curses".into()]));
    let reply = town.send(raw(br#"{"city":"990019","commands":[{"at":1}]}"#.to_vec(), "application/json")).await;
    assert!(reply.problem().2[0].starts_with("commands[0]"), "{:?}", reply.problem());
    let huge = format!("{{\"city\":\"{}\"}}", "9".repeat(problem::MOST_BYTES));
    let reply = town.send(raw(huge.into_bytes(), "application/json")).await;
    assert_eq!(reply.problem().1, "too-large");
    for bad in ["Basic aGFuYTo=", "Bearer", "990019-00"] {
        let request = Request::get("/v1/me").header("authorization", bad).body(Body::empty()).unwrap();
        assert_eq!(town.send(request).await.problem().1, "signed-out", "{bad}");
    }
}

on_both! {
    async fn an_operator_s_alert_is_everybody_s(town: Town) {
        let now = TODAY;
        let alert = |headline: &str| json!({
            "status": "actual", "severity": "warning", "hazard": "flood", "headline": headline,
            "sender": "ひなた市危機管理課", "issued": now, "expires": now.plus(Timestamp::HOUR),
        });
        let path = format!("/v1/operator/{CITY}/alerts");
        let hana = town.register("hana@example.jp").await;
        let ask = |token: Option<String>, body: Json| {
            let (town, path) = (&town, &path);
            async move { town.ask("POST", path, token.as_deref(), Some(body)).await }
        };
        assert_eq!(ask(None, alert("x")).await.problem().1, "sign-in-needed");
        assert_eq!(ask(Some("not the operator's key".into()), alert("x")).await.problem().1, "signed-out");
        assert_eq!(ask(Some(hana.token.clone()), alert("x")).await.problem().1, "forbidden");
        let unsaid = json!({ "severity": "warning" });
        assert_eq!(ask(Some(KEY.into()), unsaid).await.problem(), (422, "invalid".into(), vec!["status".into()]));
        assert_eq!(ask(Some(KEY.into()), alert(" ")).await.problem().2, ["headline"]);
        assert_eq!(town.app.streams.head(CITY, &Stream::alerts()), 0);

        let id = Uuid::from_u128(9);
        let path = format!("{path}?id={id}");
        for _ in 0..2 {
            let done = town.ask("POST", &path, Some(KEY), Some(alert("洪水警報"))).await;
            assert_eq!((done.status.as_u16(), done.json()), (201, json!({ "id": id })));
        }
        let other = town.ask("POST", &path, Some(KEY), Some(alert("別の警報"))).await;
        assert_eq!(other.problem(), (409, "invalid".into(), vec!["id".into()]));
        let one = format!("/v1/operator/{CITY}/alerts/{id}");
        assert_eq!(town.ask("PUT", &one, Some(KEY), Some(alert("洪水警報（更新）"))).await.status, 204);
        let alerts = format!("/v1/cities/{CITY}/streams/alerts/records");
        let records = town.get(&alerts, None).await.json();
        assert_eq!(records["records"].as_array().unwrap().len(), 1);
        assert_eq!(records["records"][0]["body"]["headline"], "洪水警報（更新）");
        let list = town.get(&format!("/v1/operator/{CITY}/alerts"), Some(KEY)).await.json();
        assert_eq!(list[0]["id"], json!(id));
        assert_eq!(town.ask("DELETE", &one, Some(KEY), None).await.status, 204);
        assert_eq!(town.get(&alerts, None).await.json()["records"][0]["body"]["cancelled"], true);
        let nothing = format!("/v1/operator/{CITY}/alerts/{}", Uuid::from_u128(10));
        assert_eq!(town.ask("DELETE", &nothing, Some(KEY), None).await.problem().0, 404);
        assert_eq!(town.get(&format!("/v1/operator/{CITY}/alerts"), Some(&hana.token)).await.status, 403);
    }
}

#[tokio::test]
async fn the_reader_page_may_load_itself_and_reach_nothing() {
    let town = Town::sqlite().await;
    for (path, kind) in [
        ("/reader", "text/html; charset=utf-8"),
        ("/reader/reader.css", "text/css; charset=utf-8"),
        ("/reader/reader.js", "text/javascript; charset=utf-8"),
    ] {
        let reply = town.get(path, None).await;
        assert_eq!((reply.status.as_u16(), reply.headers["content-type"].to_str().unwrap()), (200, kind));
        let policy = reply.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.starts_with("default-src 'none'") && !policy.contains("connect-src"), "{policy}");
        assert!(!policy.contains("unsafe") && policy.contains("form-action 'none'"), "{policy}");
        assert_eq!(reply.headers["x-content-type-options"], "nosniff");
    }
    assert_eq!(town.get("/reader/example.txt", None).await.problem().0, 404);
}

#[tokio::test]
async fn the_people_who_run_it_see_that_it_works_and_nobody_s_name() {
    let town = Town::sqlite().await;
    town.register("hana@example.jp").await;
    town.sign_in("hana@example.jp", PASSWORD).await.session();
    publish_news(&town, 3).await;
    assert_eq!(town.get("/healthz", None).await.json()["status"], "ok");
    assert_eq!(town.ask("MAKEUP", "/healthz", None, None).await.status, 405);
    let figures = String::from_utf8(town.get("/metrics", Some(KEY)).await.bytes).unwrap();
    assert!(
        figures.contains(r#"itsumo_http_requests_total{route="/v1/sessions",method="POST",status="201"}"#),
        "{figures}"
    );
    assert!(figures.contains(r#"itsumo_source_failures{city="990019",source="news"} 0"#), "{figures}");
    assert!(figures.contains("itsumo_http_request_seconds_bucket") && figures.contains("itsumo_live_connections"));
    assert!(!figures.contains("hana") && !figures.contains("MAKEUP"));
    assert!(String::from_utf8(town.get("/robots.txt", None).await.bytes).unwrap().contains("Disallow: /"));
}

#[tokio::test]
async fn a_phone_learns_which_app_opens_the_links_where_the_server_was_told() {
    let (android, apple) = ("/.well-known/assetlinks.json", "/.well-known/apple-app-site-association");
    let town = Town::sqlite().await;
    for path in [android, apple] {
        assert_eq!(town.get(path, None).await.problem().0, 404, "{path}");
    }
    let signed = ["0A"; 32].join(":");
    let town = Town::with(|config| {
        config.android_cert = vec![signed.parse().unwrap()];
        config.apns_team = Some("TEAM123456".to_owned());
    })
    .await;
    let told = town.get(android, None).await;
    assert_eq!(told.headers["content-type"], "application/json");
    let target = &told.json()[0]["target"];
    assert_eq!(
        (&target["package_name"], &target["sha256_cert_fingerprints"][0]),
        (&json!("jp.itsumo.app"), &json!(signed))
    );
    let told = town.get(apple, None).await;
    assert_eq!(told.headers["content-type"], "application/json");
    let details = &told.json()["applinks"]["details"][0];
    assert_eq!(
        (&details["appIDs"][0], &details["components"][0]["/"]),
        (&json!("TEAM123456.jp.itsumo.app"), &json!("/open/*"))
    );
}

#[tokio::test]
async fn the_figures_are_for_the_people_who_run_it() {
    let town = Town::sqlite().await;
    let hana = town.register("hana@example.jp").await;
    assert_eq!(town.get("/metrics", None).await.problem().0, 401);
    assert_eq!(town.get("/metrics", Some(&hana.token)).await.problem().0, 403);
    let from = async |address: [u8; 4], proxied: bool| {
        let mut request = Request::get("/metrics");
        if proxied {
            request = request.header("x-forwarded-for", "127.0.0.1");
        }
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(Peer(SocketAddr::from((address, 4000))));
        town.send(request).await.status.as_u16()
    };
    assert_eq!(from([127, 0, 0, 1], false).await, 200);
    assert_eq!(from([127, 0, 0, 1], true).await, 401, "a proxy on the same machine brings others");
    assert_eq!(from([192, 0, 2, 7], false).await, 401);
}

/// Every status that a route can answer with stands in the description, so this is where a new one is noticed.
#[tokio::test]
async fn the_description_is_whole_and_changes_on_purpose_only() {
    let town = Town::sqlite().await;
    let mut document = town.get("/openapi.json", None).await.json();
    document["info"]["version"] = json!("[version]");
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut operations = 0;
    // Pages for people are described as what they are: HTML, and on to the sign-in page instead of a 401.
    let page = |path: &str| ["/console", "/board/", "/circular/", "/open/"].iter().any(|pages| path.starts_with(pages));
    let paths = document["paths"].as_object().unwrap().keys().cloned();
    let paths: BTreeSet<_> = paths.filter(|path| !page(path)).collect();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            operations += usize::from(!page(path));
            let text = operation.to_string();
            let kind = if page(path) { "text/html" } else { "application/problem+json" };
            for status in operation["responses"].as_object().unwrap().iter().filter(|(s, _)| s.as_str() >= "400") {
                assert!(status.1["content"][kind].is_object(), "{method} {path} {}", status.0);
            }
            let secured = operation["security"].is_array();
            let says_401 = operation["responses"][if page(path) { "303" } else { "401" }].is_object();
            assert!(!secured || says_401, "{method} {path}: {text}");
        }
    }
    assert_eq!(operations, paths.len() + 18, "of some addresses there are two methods, of some three");
    // Whatever is referred to is there.
    let text = document.to_string();
    for name in text.split("#/components/schemas/").skip(1) {
        let name = name.split('"').next().unwrap();
        assert!(document["components"]["schemas"][name].is_object(), "{name} is referred to and not described");
    }
    insta::with_settings!({ snapshot_path => "../snapshots", prepend_module_to_snapshot => false }, {
        insta::assert_json_snapshot!("openapi", document);
    });
}
