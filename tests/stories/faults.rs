//! A server that is killed, for real, while it writes.

use crate::story;
use anyhow::{Context, Result};
use std::{
    io::{BufRead, BufReader},
    path::Path,
    process::{Child, Command, Stdio},
    sync::Arc,
};

const DATA: &str = "ITSUMO_STORY_SERVER";

/// Not a story: this test binary, started once more by the one below, becomes a server in a process of its
/// own, which can be killed as no thread can.
#[test]
fn a_server_to_be_killed() {
    let Some(data) = std::env::var_os(DATA) else { return };
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let folder = Path::new(&data);
        let mut config = itsumo_backend::config::Config::local(folder.join("server"), folder.join("cities"));
        config.operator_key = Some("the-operators-key-of-mihon-city".into());
        let running = itsumo_backend::serve::start(itsumo_backend::serve::Options {
            config,
            clock: Arc::new(itsumo_backend::clock::RealClock),
            ids: Arc::new(itsumo_backend::clock::RealIds),
            mailer: None,
        })
        .await
        .unwrap();
        println!("listens on {}", running.addr);
        std::future::pending::<()>().await;
    });
}

struct Killable {
    process: Child,
    url: String,
}

impl Killable {
    fn start(folder: &Path) -> Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .args(["--exact", "faults::a_server_to_be_killed", "--nocapture"])
            .env(DATA, folder)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let said = BufReader::new(process.stdout.take().context("no output")?);
        for line in said.lines() {
            if let Some((_, address)) = line?.split_once("listens on ") {
                return Ok(Self { process, url: format!("http://{address}") });
            }
        }
        anyhow::bail!("the server said nothing and ended")
    }

    fn kill(mut self) -> Result<()> {
        self.process.kill()?;
        self.process.wait()?;
        Ok(())
    }
}

#[test]
fn a_server_killed_while_it_writes_loses_nothing_that_it_acknowledged() {
    story(async {
        let folder = tempfile::tempdir()?;
        let city = folder.path().join("cities/mihon");
        std::fs::create_dir_all(&city)?;
        std::fs::write(city.join("city.toml"), itsumo_testkit::CITY_TOML)?;
        for feed in ["city-news.xml", "library.xml"] {
            std::fs::write(city.join(feed), "<rss version=\"2.0\"><channel><title>x</title></channel></rss>")?;
        }
        let client = itsumo_engine::http::client(&itsumo_engine::ExtraCa::default())?;
        let mut acknowledged = Vec::new();
        for round in 0..3 {
            let server = Killable::start(folder.path())?;
            // Eight writers at once; the kill comes in the middle of them, after a number of answers.
            let (done, mut answers) = tokio::sync::mpsc::unbounded_channel();
            for writer in 0..8 {
                let (client, url, done) = (client.clone(), server.url.clone(), done.clone());
                tokio::spawn(async move {
                    for number in 0..1_000 {
                        let headline = format!("{round}-{writer}-{number}");
                        let alert = serde_json::json!({
                            "status": "actual", "severity": "info", "hazard": "other", "headline": headline,
                            "sender": "みほん市", "issued": 1_795_474_800_000_i64, "expires": 1_795_500_000_000_i64,
                        });
                        let sent = client
                            .post(format!("{url}/v1/operator/{}/alerts", itsumo_testkit::CITY))
                            .bearer_auth("the-operators-key-of-mihon-city")
                            .json(&alert)
                            .send()
                            .await;
                        match sent {
                            Ok(answer) if answer.status().is_success() => {
                                if done.send(headline).is_err() {
                                    return;
                                }
                            }
                            _ => return,
                        }
                    }
                });
            }
            drop(done);
            let mut before = 0;
            while let Some(headline) = answers.recv().await {
                acknowledged.push(headline);
                before += 1;
                if before == 60 {
                    break;
                }
            }
            server.kill()?;
            // Answers that came in before the kill was through count too.
            while let Some(headline) = answers.recv().await {
                acknowledged.push(headline);
            }
            assert!(before == 60, "only {before} were written");
        }
        let server = Killable::start(folder.path())?;
        let mut there = std::collections::BTreeSet::new();
        let mut after = 0;
        loop {
            let url = format!("{}/v1/cities/{}/streams/alerts/records?after={after}", server.url, itsumo_testkit::CITY);
            let page: itsumo_domain::sync::Page = client.get(url).send().await?.json().await?;
            let seqs: Vec<_> = page.records.iter().map(|record| record.seq).collect();
            assert!(seqs.is_sorted(), "{seqs:?}");
            for record in &page.records {
                let alert: itsumo_domain::alert::Alert =
                    serde_json::from_str(record.body.as_ref().context("no body")?.get())?;
                assert!(there.insert(alert.headline.clone()), "{} is there twice", alert.headline);
            }
            if !page.more {
                break;
            }
            after = page.next;
        }
        server.kill()?;
        let lost: Vec<_> = acknowledged.iter().filter(|headline| !there.contains(*headline)).collect();
        assert!(lost.is_empty(), "acknowledged and gone: {lost:?}");
        Ok(())
    });
}
