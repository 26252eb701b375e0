//! An operator says something to a whole city: through the server's door, and from the command line.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(missing_docs)]

use clap::Parser;
use itsumo_backend::{
    alert::{
        Alerts,
        cli::{AlertCommand, run},
    },
    clock::{HandClock, SeededIds},
    config::Config,
    serve::{Options, Running, start},
};
use itsumo_domain::{
    Record, Timestamp,
    alert::{Alert, Hazard, Severity, Status},
    problem::Problem,
    sync::Page,
};
use serde_json::{Value, json};
use std::sync::Arc;
use uuid::Uuid;

const KEY: &str = "a key that is long enough";
const HINATA: &str = "990019";
/// 2026-06-20 10:00 in Japan.
const NOW: Timestamp = Timestamp(1_781_917_200_000);

struct Server {
    running: Running,
    clock: Arc<HandClock>,
    http: reqwest::Client,
    _folder: tempfile::TempDir,
}

impl Server {
    async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let cities = concat!(env!("CARGO_MANIFEST_DIR"), "/cities");
        let config = Config { operator_key: Some(KEY.into()), ..Config::local(folder.path().join("data"), cities) };
        let clock = Arc::new(HandClock::at(NOW));
        let ids = Arc::new(SeededIds::new(7));
        let running = start(Options { config, clock: clock.clone(), ids, mailer: None }).await.unwrap();
        #[expect(clippy::disallowed_methods, reason = "talks to the server under test")]
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        Self { running, clock, http, _folder: folder }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.running.url())
    }

    async fn publish(&self, query: &str, body: &Value) -> Result<Uuid, Problem> {
        let url = self.url(&format!("/v1/operator/{HINATA}/alerts{query}"));
        let answer = self.http.post(url).bearer_auth(KEY).json(body).send().await.unwrap();
        let ok = answer.status().is_success();
        let body = answer.bytes().await.unwrap();
        if ok {
            let answer: Value = serde_json::from_slice(&body).unwrap();
            Ok(answer["id"].as_str().unwrap().parse().unwrap())
        } else {
            Err(serde_json::from_slice(&body).unwrap())
        }
    }

    /// The city's alerts as a device without an account pulls them.
    async fn pull(&self) -> Vec<Record> {
        let url = self.url(&format!("/v1/cities/{HINATA}/streams/alerts/records?after=0"));
        let page: Page = self.http.get(url).send().await.unwrap().json().await.unwrap();
        page.records
    }

    async fn command(&self, words: &[&str], typed: &str) -> (anyhow::Result<()>, String) {
        let (server, mut told) = (self.running.url(), Vec::new());
        let mut all = vec!["alert", words[0], "--server", &server, "--operator-key", KEY, "--city", HINATA];
        all.extend(&words[1..]);
        let done = match Args::try_parse_from(all) {
            Ok(args) => run(args.command, &mut typed.as_bytes(), &mut told).await,
            Err(error) => Err(error.into()),
        };
        (done, String::from_utf8(told).unwrap())
    }
}

#[derive(Parser)]
struct Args {
    #[command(subcommand)]
    command: AlertCommand,
}

fn evacuation() -> Value {
    json!({
        "status": "actual", "severity": "emergency", "hazard": "evacuation",
        "headline": "避難指示（川辺地区）", "text": "あかね川があふれるおそれがあります。",
        "sender": "ひなた市危機管理課", "areas": ["kawabe"],
        "issued": NOW.0, "expires": NOW.0 + 6 * Timestamp::HOUR,
    })
}

fn with(field: &str, value: Value) -> Value {
    let mut alert = evacuation();
    match value {
        Value::Null => drop(alert.as_object_mut().unwrap().remove(field)),
        value => alert[field] = value,
    }
    alert
}

#[tokio::test]
async fn an_emergency_reaches_anybody_without_an_account_and_says_when_it_is_over() {
    let server = Server::start().await;
    let id = server.publish("", &evacuation()).await.unwrap();
    let records = server.pull().await;
    let alert: Alert = records[0].body_as().unwrap();
    assert_eq!((records.len(), records[0].id, records[0].author.as_str()), (1, id, "operator"));
    assert_eq!((alert.status, alert.severity, alert.hazard), (Status::Actual, Severity::Emergency, Hazard::Evacuation));

    let url = server.url(&format!("/v1/operator/{HINATA}/alerts/{id}"));
    let wider = with("areas", json!([]));
    assert_eq!(server.http.put(&url).bearer_auth(KEY).json(&wider).send().await.unwrap().status(), 204);
    server.clock.advance(Timestamp::HOUR);
    for _ in 0..2 {
        assert_eq!(server.http.delete(&url).bearer_auth(KEY).send().await.unwrap().status(), 204);
    }
    let records = server.pull().await;
    let alert: Alert = records[0].body_as().unwrap();
    assert!(alert.cancelled && alert.areas.is_empty());
    assert_eq!((records.len(), records[0].id, records[0].rev), (1, id, 3), "cancelling twice is cancelling once");
    server.running.stop().await;
}

#[tokio::test]
async fn an_alert_that_does_not_say_whether_it_is_real_is_refused_and_the_field_is_named() {
    let server = Server::start().await;
    let table = [
        (with("status", Value::Null), "status", "missing"),
        (with("status", json!("real")), "status", "not-readable"),
        (with("headline", json!(" ")), "headline", "empty"),
        (with("headline", json!("長".repeat(121))), "headline", "too-long"),
        (with("sender", json!("")), "sender", "empty"),
        (with("areas", json!(["kawabe", "atlantis"])), "areas.1", "unknown"),
        (with("expires", json!(NOW.0)), "expires", "already-over"),
        (with("expires", json!(NOW.0 + 8 * Timestamp::DAY)), "expires", "too-late"),
        (with("url", json!("javascript:alert(1)")), "url", "not-a-link"),
    ];
    for (alert, field, code) in table {
        let problem = server.publish("", &alert).await.expect_err(field);
        let fields: Vec<_> = problem.fields.iter().map(|f| (f.field.as_str(), f.code.as_str())).collect();
        assert_eq!((problem.status, fields.as_slice()), (422, &[(field, code)][..]), "{problem:?}");
    }
    // An alert that would be over before anybody reads it.
    server.clock.advance(7 * Timestamp::HOUR);
    assert_eq!(server.publish("", &evacuation()).await.unwrap_err().fields[0].code, "already-over");
    assert!(server.pull().await.is_empty(), "nothing of it reached anybody");
    server.running.stop().await;
}

#[tokio::test]
async fn only_the_operator_may_speak() {
    let server = Server::start().await;
    let url = server.url(&format!("/v1/operator/{HINATA}/alerts"));
    for request in [server.http.post(&url), server.http.post(&url).bearer_auth("a key that is long enougj")] {
        let status = request.json(&evacuation()).send().await.unwrap().status().as_u16();
        assert!((401..=403).contains(&status), "{status}");
    }
    assert!(server.pull().await.is_empty());
    server.running.stop().await;
}

#[tokio::test]
async fn an_answer_that_got_lost_is_asked_for_again_and_nobody_hears_it_twice() {
    let server = Server::start().await;
    let id = Uuid::from_u128(42);
    let query = format!("?id={id}");
    for _ in 0..3 {
        assert_eq!(server.publish(&query, &evacuation()).await.unwrap(), id);
    }
    assert_eq!(server.pull().await[0].rev, 1);
    let other = server.publish(&query, &with("headline", json!("別のお知らせ"))).await.unwrap_err();
    assert_eq!((other.status, other.fields[0].field.as_str()), (409, "id"));
    assert_eq!(server.pull().await[0].rev, 1);
    server.running.stop().await;
}

#[tokio::test]
async fn what_was_over_for_a_month_is_recalled_by_the_next_write() {
    let server = Server::start().await;
    let old = server.publish("", &evacuation()).await.unwrap();
    server.clock.advance(31 * Timestamp::DAY);
    let now = NOW.0 + 31 * Timestamp::DAY;
    let mut alert = with("issued", json!(now));
    alert["expires"] = json!(now + Timestamp::HOUR);
    let new = server.publish("", &alert).await.unwrap();
    let live: Vec<_> = server.pull().await.into_iter().filter(|record| !record.gone).map(|record| record.id).collect();
    assert_eq!(live, [new]);
    let url = server.url(&format!("/v1/operator/{HINATA}/alerts/{old}"));
    assert_eq!(server.http.delete(url).bearer_auth(KEY).send().await.unwrap().status(), 404);
    let city = server.running.app.cities.get(HINATA).unwrap().clone();
    let alerts = Alerts { store: &server.running.app.store, city: &city, now: Timestamp(now) };
    assert_eq!(alerts.current().await.unwrap().len(), 1);
    server.running.stop().await;
}

const DRILL: [&str; 13] = [
    "publish",
    "--status",
    "drill",
    "--severity",
    "emergency",
    "--hazard",
    "earthquake",
    "--headline",
    "地震の訓練",
    "--sender",
    "危機管理課",
    "--area",
    "kawabe",
];

#[tokio::test]
async fn the_command_line_shows_the_audience_and_asks_before_it_speaks() {
    let server = Server::start().await;
    // The command line reads the machine's clock.
    #[expect(clippy::disallowed_methods, reason = "the command under test does the same")]
    server.clock.set(Timestamp::from_datetime(&chrono::Utc::now()));
    let (done, told) = server.command(&DRILL, "市原市\n").await;
    assert!(done.unwrap_err().to_string().contains("nothing was sent"));
    assert!(told.contains("This is a drill") && told.contains("ひなた市") && told.contains("川辺"), "{told}");
    assert!(server.pull().await.is_empty());

    let (done, told) = server.command(&DRILL, "ひなた市\n").await;
    done.unwrap();
    let id = told.lines().last().unwrap().rsplit(' ').next().unwrap().to_owned();
    let alert: Alert = server.pull().await[0].body_as().unwrap();
    assert_eq!((alert.status, alert.areas.as_slice()), (Status::Drill, &["kawabe".to_owned()][..]));

    let (done, _) = server.command(&["cancel", &id, "--yes"], "").await;
    done.unwrap();
    assert!(server.pull().await[0].body_as::<Alert>().unwrap().cancelled);
    let (done, _) = server.command(&["cancel", &Uuid::from_u128(1).to_string(), "--yes"], "").await;
    assert!(done.unwrap_err().to_string().contains("404"));
    server.running.stop().await;
}

#[tokio::test]
async fn the_command_line_has_no_default_for_real_or_drill() {
    let server = Server::start().await;
    let words: Vec<_> = DRILL.into_iter().filter(|word| !["--status", "drill"].contains(word)).collect();
    let (done, _) = server.command(&words, "ひなた市\n").await;
    assert!(done.unwrap_err().to_string().contains("--status"));
    let mut words = DRILL.to_vec();
    words.extend(["--area", "atlantis"]);
    let (done, _) = server.command(&words, "ひなた市\n").await;
    let error = done.unwrap_err().to_string();
    assert!(error.contains("atlantis") && error.contains("kawabe"), "{error}");
    server.running.stop().await;
}
