//! The program itself, as whoever runs a server starts and stops it.

use crate::town::{CITY, cities};
use std::{
    io::{BufRead, BufReader, Read},
    path::Path,
    process::{Child, Command, Stdio},
};

fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_itsumo-backend"));
    command.args(args).env_remove("RUST_LOG").stdin(Stdio::null());
    command
}

fn serve(data: &Path) -> (Child, String) {
    let mut child = program(&["serve", "--listen", "127.0.0.1:0", "--log-format", "json", "--no-ingest", "--data"])
        .arg(data)
        .arg("--cities")
        .arg(cities())
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
    // A second server on the same folder is told so, and a restore under a running one too.
    for args in [["restore", "--data", data_arg].as_slice(), &["sources", "--data", "/nowhere", "--cities"]] {
        let refused = program(args).arg(&file).output().unwrap();
        assert!(!refused.status.success());
        assert!(String::from_utf8_lossy(&refused.stderr).starts_with("itsumo-backend: "));
    }
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
