//! The terminal as people and scripts use it, against a real server.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop here")]

use itsumo_domain::{
    Timestamp,
    alert::{Alert, Severity},
    news::News,
};
use itsumo_engine::{Clock, RealClock};
use itsumo_testkit::{CITY, World};
use serde_json::Value;
use std::{path::PathBuf, process::Stdio};
use tokio::io::{AsyncBufReadExt, BufReader};

/// A terminal with a data folder of its own.
struct Terminal {
    folder: PathBuf,
    url: String,
}

/// What a command said, and how it ended.
struct Said {
    status: i32,
    out: String,
    err: String,
}

impl Said {
    fn json(&self) -> Value {
        assert_eq!(self.status, 0, "{}", self.err);
        serde_json::from_str(&self.out).unwrap()
    }
}

impl Terminal {
    fn new(world: &World, name: &str) -> Self {
        Self { folder: world.folder().join(name), url: world.url() }
    }

    fn command(&self, args: &[&str]) -> tokio::process::Command {
        let mut command = tokio::process::Command::new(env!("CARGO_BIN_EXE_itsumo-cli"));
        command
            .args(["--data", self.folder.to_str().unwrap(), "--server", &self.url])
            .args(args)
            .env_clear()
            .env("ITSUMO_LOCALE", "en")
            .stdin(Stdio::null())
            .kill_on_drop(true);
        command
    }

    async fn run_with(&self, args: &[&str], env: &[(&str, &str)]) -> Said {
        let output = self.command(args).envs(env.iter().copied()).output().await.unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        Said { status: output.status.code().unwrap(), out: text(output.stdout), err: text(output.stderr) }
    }

    async fn run(&self, args: &[&str]) -> Said {
        self.run_with(args, &[]).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_stranger_reads_searches_and_keeps_without_an_account() {
    let world = World::new().await.unwrap();
    let news = News { title: "水道工事のお知らせ".into(), published: world.hand().now(), ..News::default() };
    world.announce(&news).await.unwrap();
    let terminal = Terminal::new(&world, "stranger");
    let lost = terminal.run(&["news", "list"]).await;
    assert_eq!(lost.status, 1);
    assert!(lost.err.contains("city choose"), "it says what to do: {}", lost.err);
    assert!(terminal.run(&["cities"]).await.out.contains(CITY));
    assert_eq!(terminal.run(&["city", "choose", CITY]).await.status, 0);
    assert!(terminal.run(&["--json", "sync"]).await.json()["pulled"].as_u64().unwrap() > 0);
    let found = terminal.run(&["--json", "news", "search", "水道"]).await.json();
    let id = found[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(terminal.run(&["news", "save", id.get(24..).unwrap()]).await.status, 0);
    let kept = terminal.run(&["--json", "news", "list", "--tab", "saved"]).await.json();
    assert_eq!(kept[0]["id"], id);
    assert_eq!(terminal.run(&["--json", "outbox", "list"]).await.json(), serde_json::json!([]));
    // Slips are answered with what there is.
    let slip = terminal.run(&["interests", "set", "--topic", "kosodatte"]).await;
    assert!(slip.status == 1 && slip.err.contains("it has:"), "{}", slip.err);
    assert_eq!(terminal.run(&["interests", "set", "--child", "2024-13"]).await.status, 1);
    assert_eq!(terminal.run(&["news", "fly"]).await.status, 2);
    let json = terminal.run(&["--json", "news", "show", "ffffffff"]).await;
    assert!(json.status == 1 && serde_json::from_str::<Value>(&json.err).unwrap()["text"].is_string());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_carries_interests_from_one_terminal_to_another() {
    let world = World::new().await.unwrap();
    let hana = world.person("hana");
    let (first, second) = (Terminal::new(&world, "first"), Terminal::new(&world, "second"));
    let password = hana.password();
    let env = [("ITSUMO_PASSWORD", password.as_str())];
    for terminal in [&first, &second] {
        assert_eq!(terminal.run(&["city", "choose", CITY]).await.status, 0);
    }
    let topics = first.run(&["--json", "city", "show"]).await.json();
    let topic = topics["topics"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(first.run(&["interests", "set", "--topic", &topic]).await.status, 0);
    let short = first.run_with(&["register", &hana.email()], &[("ITSUMO_PASSWORD", "short")]).await;
    assert!(short.status == 1 && short.err.contains("at least 10"), "{}", short.err);
    assert_eq!(first.run_with(&["register", &hana.email()], &env).await.status, 0);
    assert_eq!(first.run(&["confirm", "000000"]).await.status, 1);
    let code = hana.code(1).await.unwrap();
    let confirmed = first.run(&["confirm", &code]).await;
    assert_eq!(confirmed.status, 0, "{}", confirmed.err);
    let wrong = second.run_with(&["sign-in", &hana.email()], &[("ITSUMO_PASSWORD", "not the one at all")]).await;
    assert_eq!(wrong.status, 1);
    assert_eq!(second.run_with(&["sign-in", &hana.email()], &env).await.status, 0);
    let interests = second.run(&["--json", "interests", "show"]).await.json();
    assert_eq!(interests["topics"], serde_json::json!([topic]));
    let devices = second.run(&["--json", "devices"]).await.json();
    assert_eq!(devices["devices"].as_array().unwrap().len(), 2);
    let folder = world.folder().join("about-hana");
    assert_eq!(second.run(&["export", folder.to_str().unwrap()]).await.status, 0);
    assert!(folder.join("README.md").exists());
    // Signed out from the other one, the first learns it and says what to do.
    let other = devices["devices"].as_array().unwrap().iter().find(|device| device["this"] == false).unwrap();
    assert_eq!(second.run(&["devices", "sign-out", other["id"].as_str().unwrap()]).await.status, 0);
    let out = first.run(&["devices"]).await;
    assert!(out.status == 1 && out.err.contains("sign-in"), "{}", out.err);
    let none = first.run(&["--json", "interests", "show"]).await.json();
    assert_eq!(none["topics"], serde_json::json!([]), "what is hers left the device");
    assert_eq!(second.run_with(&["delete-account", "--yes"], &env).await.status, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn offline_is_said_in_words_and_reading_goes_on() {
    let world = World::new().await.unwrap();
    let terminal = Terminal::new(&world, "offline");
    assert_eq!(terminal.run(&["city", "choose", CITY]).await.status, 0);
    assert_eq!(terminal.run(&["sync"]).await.status, 0);
    world.stop_server().await.unwrap();
    let sync = terminal.run(&["--json", "sync"]).await;
    assert_eq!(sync.status, 1);
    assert_eq!(serde_json::from_str::<Value>(&sync.err).unwrap()["error"], "error-offline");
    assert_eq!(terminal.run(&["news", "list"]).await.status, 0);
    assert_eq!(terminal.run(&["cities"]).await.status, 1, "never seen, so not known");
    let health = terminal.run(&["--json", "health"]).await.json();
    assert_eq!(health["secrets"], "file", "no keyring here, and it says so");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_watches_sees_an_alert_at_once() {
    let world = World::new().await.unwrap();
    let terminal = Terminal::new(&world, "watcher");
    assert_eq!(terminal.run(&["city", "choose", CITY]).await.status, 0);
    let mut watching = terminal.command(&["--json", "watch"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(watching.stdout.take().unwrap()).lines();
    let mut published = false;
    let seen = tokio::time::timeout(itsumo_testkit::DEADLINE, async {
        while let Some(line) = lines.next_line().await.unwrap() {
            let line: Value = serde_json::from_str(&line).unwrap();
            if line["change"] == "sync" && line["live"] == true && !published {
                published = true;
                world.alert(&warning(&world)).await.unwrap();
            }
            if line["change"] == "alerts" && line["alerts"][0]["alert"]["headline"] == "大雨警報" {
                return true;
            }
        }
        false
    });
    assert!(seen.await.unwrap());
}

/// A warning that is up both by the story's clock and by the terminal's, which is the real one.
fn warning(world: &World) -> Alert {
    let issued = world.hand().now().max(RealClock.now());
    Alert {
        severity: Severity::Warning,
        headline: "大雨警報".into(),
        sender: "みほん市".into(),
        issued,
        expires: issued.plus(Timestamp::HOUR),
        ..Alert::default()
    }
}

/// The device's program is killed again and again while it stores what it pulls, each time a little later;
/// whatever it left behind, the next start goes on from there.
#[tokio::test(flavor = "multi_thread")]
async fn killed_at_any_step_of_a_sync_a_device_goes_on_from_there() {
    use itsumo_backend::stream::Draft;
    use itsumo_domain::{Stream, record::kind};
    const ARTICLES: usize = 3_000;
    let world = World::new().await.unwrap();
    let drafts = (0..ARTICLES).map(|number| {
        let title = format!("お知らせ第{number}号");
        let news = News { title, published: world.hand().now(), ..News::default() };
        let body = Some(serde_json::to_string(&news).unwrap());
        Draft { id: uuid::Uuid::from_u128(number as u128 + 1), kind: kind::NEWS, author: "ingest".into(), body }
    });
    let app = world.app().unwrap();
    app.streams.publish(CITY, &Stream::news(), drafts.collect()).await.unwrap();
    let terminal = Terminal::new(&world, "killed");
    assert_eq!(terminal.run(&["city", "choose", CITY]).await.status, 0);
    let log = terminal.folder.join("itsumo.db-wal");
    let written = || std::fs::metadata(&log).map_or(0, |file| file.len());
    let mut killed = 0;
    // Each life may write some 60 KiB more than the last one that was killed.
    for life in 1..=20_u64 {
        let mut child = terminal.command(&["sync"]).stdout(Stdio::null()).spawn().unwrap();
        loop {
            if child.try_wait().unwrap().is_some() {
                break;
            }
            if written() >= life * 60_000 {
                child.kill().await.unwrap();
                killed += 1;
                break;
            }
            tokio::task::yield_now().await;
        }
    }
    assert!(killed > 0, "no life was cut short: the test shows nothing");
    assert_eq!(terminal.run(&["sync"]).await.status, 0);
    let found = terminal.run(&["--json", "news", "list", "--tab", "all", "--limit", "10000"]).await.json();
    assert_eq!(found.as_array().unwrap().len(), ARTICLES);
    let found = terminal.run(&["--json", "news", "search", "第2999号"]).await.json();
    assert_eq!(found.as_array().unwrap().len(), 1);
}
