//! The program itself, as whoever runs a server starts and stops it.

use crate::town::{CITY, TODAY, cities};
use itsumo_backend::{
    clock::HandClock,
    store::{self, Place, StoreError},
    stream::{Draft, Streams},
};
use itsumo_domain::{Stream, record::kind};
use sha2::{Digest, Sha256};
use std::{
    collections::BTreeMap,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::Arc,
};
use uuid::Uuid;

fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_itsumo-backend"));
    command.args(args).env_remove("RUST_LOG").stdin(Stdio::null());
    command
}

fn serve(data: &Path) -> (Child, String) {
    serve_with(data, "info")
}

fn serve_with(data: &Path, log: &str) -> (Child, String) {
    let mut child = program(&["serve", "--listen", "127.0.0.1:0", "--log-format", "json", "--no-ingest", "--data"])
        .arg(data)
        .arg("--cities")
        .arg(cities())
        .env("RUST_LOG", log)
        .env("ITSUMO_MAIL", format!("folder:{}", data.join("mails").display()))
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    (child, line.trim().strip_prefix("listening on ").unwrap().to_owned())
}

#[test]
fn it_serves_is_backed_up_meanwhile_and_stops_when_asked() {
    let data = tempfile::tempdir().unwrap();
    let (mut child, url) = serve(data.path());
    let data_arg = data.path().to_str().unwrap();
    let publish = program(&["alert", "publish", "--server", &url, "--data", data_arg, "--city", CITY, "--yes"])
        .args(["--status", "drill", "--severity", "warning", "--hazard", "flood", "--sender", "危機管理課"])
        .args(["--headline", "訓練です"])
        .output()
        .unwrap();
    assert!(publish.status.success(), "{}", String::from_utf8_lossy(&publish.stderr));
    let file = data.path().join("backup");
    let backup = program(&["backup", "--data", data_arg]).arg(&file).output().unwrap();
    assert!(backup.status.success() && file.is_file(), "{}", String::from_utf8_lossy(&backup.stderr));
    let refused = program(&["sources", "--data", "/nowhere", "--cities"]).arg(&file).output().unwrap();
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).starts_with("itsumo-backend: "));
    let stopped = Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert!(stopped.success());
    assert!(child.wait().unwrap().success(), "a stop that was asked for is no failure");
    let mut log = String::new();
    child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    let last: serde_json::Value = serde_json::from_str(log.lines().last().unwrap()).unwrap();
    assert_eq!(last["message"], "stopped");
    assert!(log.contains("/v1/operator/{city}/alerts") && !log.contains("訓練です"), "{log}");
    let restore = program(&["restore", "--data", data_arg]).arg(&file).output().unwrap();
    assert!(restore.status.success(), "{}", String::from_utf8_lossy(&restore.stderr));
}

#[test]
fn it_describes_its_api_and_its_cities() {
    let described = program(&["openapi"]).output().unwrap();
    let document: serde_json::Value = serde_json::from_slice(&described.stdout).unwrap();
    assert!(document["paths"]["/v1/sync"]["post"].is_object());
    let checked = program(&["cities", "check"]).arg(cities()).output().unwrap();
    assert!(checked.status.success() && String::from_utf8_lossy(&checked.stdout).contains("ひなた市"));
}

#[test]
fn the_log_of_a_family_s_day_says_nothing_of_whose_it_was() {
    let data = tempfile::tempdir().unwrap();
    let (mut child, url) = serve_with(data.path(), "debug");
    let (family, secret, wrong) = (Uuid::from_u128(0xFA), "5e".repeat(32), "ab".repeat(32));
    let hash: String = Sha256::digest([0x5e; 32]).iter().map(|byte| format!("{byte:02x}")).collect();
    let path = format!("/v1/cities/{CITY}/families/{family}");
    let send = |method: &str, path: &str, headers: &str, body: &str| {
        let mut socket = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
        let length = body.len();
        write!(
            socket,
            "{method} {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-type: application/json\r\n\
             content-length: {length}\r\n{headers}\r\n{body}"
        )
        .unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).unwrap();
        answer.split(' ').nth(1).unwrap().to_owned()
    };
    let shows = |secret: &str| format!("Authorization: Family {family}.{secret}\r\n");
    assert_eq!(send("PUT", &path, "", &format!(r#"{{"access_hash":"{hash}"}}"#)), "201");
    let entry = format!(r#"{{"entries":[{{"id":"{family}","epoch":0,"sealed":"c2VhbGVk"}}]}}"#);
    assert_eq!(send("POST", &format!("{path}/entries"), &shows(&secret), &entry), "200");
    assert_eq!(send("GET", &format!("{path}/records"), &shows(&wrong), ""), "401");
    assert_eq!(send("POST", &format!("{path}/entries"), &shows(&secret), r#"{"entries":"c2VhbGVk"}"#), "422");
    let live = format!("/v1/live?city={CITY}");
    assert_eq!(send("GET", &live, &format!("Itsumo-Family: Family {family}.{wrong}\r\n"), ""), "401");
    let stopped = Command::new("kill").arg(child.id().to_string()).status().unwrap();
    assert!(stopped.success() && child.wait().unwrap().success());
    let mut log = String::new();
    child.stderr.take().unwrap().read_to_string(&mut log).unwrap();
    assert!(log.contains("/v1/cities/{city}/families/{family}/entries"), "{log}");
    for word in [secret, wrong, hash, family.to_string(), "c2VhbGVk".to_owned()] {
        assert!(!log.contains(&word), "{word}: {log}");
    }
}

fn ask(url: &str, path: &str) -> String {
    let mut socket = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
    write!(socket, "GET {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).unwrap();
    answer
}

fn restore(data: &Path, file: &Path) -> Output {
    program(&["restore", "--data"]).arg(data).arg(file).output().unwrap()
}

fn words(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[test]
fn a_backup_is_restored_while_people_use_the_server() {
    let data = tempfile::tempdir().unwrap();
    fill(data.path(), 1..=300, "as it was");
    let file = data.path().join("backup");
    let (mut child, url) = serve(data.path());
    let backup = program(&["backup", "--data", data.path().to_str().unwrap()]).arg(&file).output().unwrap();
    assert!(backup.status.success(), "{}", words(&backup));
    let publish = program(&["alert", "publish", "--server", &url, "--data", data.path().to_str().unwrap()])
        .args(["--city", CITY, "--yes", "--status", "drill", "--severity", "warning", "--hazard", "flood"])
        .args(["--sender", "危機管理課", "--headline", "まちがい"])
        .output()
        .unwrap();
    assert!(publish.status.success(), "{}", words(&publish));
    let alerts = format!("/v1/cities/{CITY}/streams/alerts/records");
    assert!(ask(&url, &alerts).contains("まちがい"));
    // Somebody listens all the while.
    let mut live = TcpStream::connect(url.strip_prefix("http://").unwrap()).unwrap();
    live.set_read_timeout(Some(std::time::Duration::from_secs(60))).unwrap();
    write!(live, "GET /v1/live?city={CITY} HTTP/1.1\r\nhost: x\r\n\r\n").unwrap();
    let mut hints = BufReader::new(live).lines();
    hints.find(|line| line.as_ref().unwrap().contains("alerts")).unwrap().unwrap();
    // What is no backup is refused in words, and changes nothing.
    let broken = data.path().join("broken");
    std::fs::write(&broken, "not a backup").unwrap();
    let refused = restore(data.path(), &broken);
    assert!(!refused.status.success() && words(&refused).contains("nothing was changed"), "{}", words(&refused));
    assert!(ask(&url, &alerts).contains("まちがい"));
    let restored = restore(data.path(), &file);
    assert!(restored.status.success(), "{}", words(&restored));
    let kept = words(&restored).lines().find_map(|line| line.split_once("kept in ").map(|(_, file)| file.to_owned()));
    assert!(Path::new(&kept.unwrap()).is_file());
    let hint = hints.find(|line| line.as_ref().unwrap().contains(r#""alerts","head":100"#)).unwrap().unwrap();
    assert!(hint.starts_with("data: "), "{hint}");
    assert!(!ask(&url, &alerts).contains("まちがい"));
    assert_eq!(ask(&url, &format!("/v1/cities/{CITY}/streams/news/records")).matches("as it was").count(), 300);
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Records written without a server.
fn fill(data: &Path, numbers: std::ops::RangeInclusive<u128>, text: &str) {
    let drafts: Vec<Draft> = numbers
        .map(|n| Draft {
            id: Uuid::from_u128(n),
            kind: kind::NEWS,
            author: "ingest".to_owned(),
            body: Some(serde_json::json!({ "title": text, "source": "x", "published": 1 }).to_string()),
        })
        .collect();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = store::open(&Place::Folder(data.to_owned())).await.unwrap();
        let streams = Streams::open(store.clone(), Arc::new(HandClock::at(TODAY))).await.unwrap();
        streams.publish(CITY, &Stream::news(), drafts).await.unwrap();
        store.close().await;
    });
}

/// How many records say what, after a server was killed.
fn found(data: &Path) -> BTreeMap<String, i64> {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let store = store::open(&Place::Folder(data.to_owned())).await.unwrap();
        let sql = "SELECT json FROM record WHERE gone = 0";
        let rows: Result<_, StoreError> = store.read(move |tx| Box::pin(async move { tx.query(sql, &[]).await })).await;
        let mut found = BTreeMap::new();
        for row in rows.unwrap() {
            let json: serde_json::Value = serde_json::from_str(row.text(0).unwrap()).unwrap();
            *found.entry(json["body"]["title"].as_str().unwrap().to_owned()).or_default() += 1;
        }
        store.close().await;
        found
    })
}

#[test]
fn killed_in_the_middle_of_a_restore_the_server_has_what_was_or_what_shall_be() {
    let home = tempfile::tempdir().unwrap();
    let (data, file) = (home.path().join("data"), home.path().join("backup"));
    fill(&data, 1..=4_000, "as it was");
    let made = program(&["backup", "--data", data.to_str().unwrap()]).arg(&file).output().unwrap();
    assert!(made.status.success(), "{}", words(&made));
    let old = BTreeMap::from([("changed".to_owned(), 5_000)]);
    let new = BTreeMap::from([("as it was".to_owned(), 4_000)]);
    let (mut olds, mut news) = (0, 0);
    // First as long as it takes, to know how long that is; then killed at parts of it.
    let mut whole = std::time::Duration::ZERO;
    for part in 0..=10 {
        fill(&data, 1..=5_000, "changed");
        let (mut server, _) = serve(&data);
        let began = std::time::Instant::now();
        let mut asking = program(&["restore", "--data"]).arg(&data).arg(&file).stderr(Stdio::null()).spawn().unwrap();
        if part == 0 {
            assert!(asking.wait().unwrap().success());
            whole = began.elapsed();
        } else {
            // The test is of what a kill at this moment leaves: there is nothing to wait for but the moment.
            while began.elapsed() < whole * part / 10 {
                std::thread::yield_now();
            }
        }
        server.kill().unwrap();
        server.wait().unwrap();
        asking.wait().unwrap();
        let found = found(&data);
        assert!(found == old || found == new, "killed at {part}/10 of {whole:?}: {found:?}");
        olds += u32::from(found == old);
        news += u32::from(found == new);
    }
    assert!(olds > 0 && news > 0, "killed {olds} times before its commit and {news} times after it");
}
