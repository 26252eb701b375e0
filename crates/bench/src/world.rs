//! The server under test: the release binary as a process of its own, on SQLite or PostgreSQL, filled before
//! it starts.

use anyhow::{Context, bail};
use itsumo_backend::{
    clock::{Clock, Ids, RealClock, RealIds},
    store::{self, Place, Store, StoreError, testing::Cluster},
    stream::{Draft, append},
};
use itsumo_domain::{
    Stream, Timestamp,
    news::{News, Sorted, Why},
    record::kind,
};
use serde_json::json;
use std::{
    io::{BufRead, BufReader},
    net::SocketAddr,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};
use tempfile::TempDir;
use uuid::Uuid;

/// The fictional city that the figures are measured in.
pub const CITY: &str = "990019";
/// The operator's key of the server under test.
const OPERATOR: &str = "the-operators-key-of-the-bench";

/// Where the tables of the server under test are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tables {
    /// SQLite in a temporary folder.
    Sqlite,
    /// A private PostgreSQL, with so many server processes on it.
    Postgres(usize),
}

impl Tables {
    /// As the report names it.
    pub fn name(self) -> String {
        match self {
            Self::Sqlite => "sqlite".to_owned(),
            Self::Postgres(1) => "postgres".to_owned(),
            Self::Postgres(n) => format!("postgres, {n} processes"),
        }
    }
}

/// Servers at work on the same tables, killed when dropped.
pub struct World {
    /// Where they listen.
    pub at: Vec<SocketAddr>,
    /// Signed-in devices' tokens, each of a person of their own.
    pub tokens: Vec<String>,
    children: Vec<Child>,
    _folder: TempDir,
}

impl Drop for World {
    fn drop(&mut self) {
        for child in &mut self.children {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// A record's body of about 600 bytes as JSON.
pub fn announcement(number: usize, published: Timestamp) -> News {
    let topics = ["childcare", "waste", "events", "library", "health", "tax", "school", "disaster"];
    let topic = topics.get(number % topics.len()).copied().unwrap_or("other");
    News {
        title: format!("第{number}号 秋の子育て相談会と健康診査のお知らせ"),
        summary: "市内にお住まいの方を対象に相談会を開きます。申込みは要りません。".to_owned(),
        html: format!("<p>日時は11月{}日の午前10時から正午まで、場所は{}です。</p>", 1 + number % 28, words(number)),
        url: Some(format!("https://hinata.example.jp/news/{number}.html")),
        source: "main".to_owned(),
        published,
        topics: vec![Sorted { id: topic.to_owned(), why: Why::Source }],
        ..News::default()
    }
}

/// Some forty characters that differ from article to article: copies of one text would compress too well.
fn words(number: usize) -> String {
    const KANJI: &str =
        "市民会館小中学校図書室公園地区北南東西町内集合受付相談健康診査教室子育支援保育園児童福祉介護防災訓練";
    let kanji: Vec<char> = KANJI.chars().collect();
    let mut state = number.wrapping_mul(2_654_435_761);
    (0..40)
        .filter_map(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            kanji.get((state >> 33) % kanji.len()).copied()
        })
        .collect()
}

fn drafts(first: usize, count: usize, now: Timestamp) -> anyhow::Result<Vec<Draft>> {
    (first..first + count)
        .map(|number| {
            let published = now.plus(-i64::try_from(number)? * Timestamp::MINUTE);
            Ok(Draft {
                id: RealIds.new_id(),
                kind: kind::NEWS,
                author: "ingest".to_owned(),
                body: Some(serde_json::to_string(&announcement(number, published))?),
            })
        })
        .collect()
}

async fn publish(store: &Store, first: usize, count: usize) -> anyhow::Result<()> {
    let now = RealClock.now();
    let drafts = drafts(first, count, now)?;
    store
        .write(move |tx| Box::pin(async move { append(tx, CITY, &Stream::news(), &drafts, now).await }))
        .await
        .map_err(|error: StoreError| error.into())
        .map(drop)
}

/// A person with one signed-in device, written as the account service writes them; registering by mail would
/// measure password hashing two hundred times before the first figure.
pub async fn sign_in(store: &Store, number: usize) -> anyhow::Result<(Uuid, String)> {
    use sha2::{Digest, Sha256};
    let token = format!("{CITY}-{:064x}", number + 1);
    let hash = Sha256::digest(token.as_bytes()).to_vec();
    let (person, device, now) = (RealIds.new_id(), RealIds.new_id(), RealClock.now());
    store
        .write(move |tx| {
            Box::pin(async move {
                tx.execute(
                    "INSERT INTO account (city, person, email, password, locale, created)
                     VALUES ($1, $2, $3, $4, $5, $6)",
                    &[
                        CITY.into(),
                        person.into(),
                        format!("{number}@example.jp").into(),
                        "-".into(),
                        "ja".into(),
                        now.into(),
                    ],
                )
                .await?;
                tx.execute(
                    "INSERT INTO device (city, id, person, token, name, created, last_seen)
                     VALUES ($1, $2, $3, $4, $5, $6, $7)",
                    &[CITY.into(), device.into(), person.into(), hash.into(), "bench".into(), now.into(), now.into()],
                )
                .await
            })
        })
        .await
        .map_err(|error: StoreError| anyhow::Error::from(error))?;
    Ok((person, token))
}

impl World {
    /// Fills the tables with `records` announcements and `people`, and starts the servers.
    pub async fn start(tables: Tables, records: usize, people: usize) -> anyhow::Result<Self> {
        Self::filled(tables, async |store| {
            publish(store, 0, records).await?;
            let mut tokens = Vec::new();
            for number in 0..people {
                tokens.push(sign_in(store, number).await?.1);
            }
            Ok(tokens)
        })
        .await
    }

    /// Fills the tables with what `fill` writes, which answers with the tokens of those it signed in, and starts the
    /// servers.
    pub async fn filled(
        tables: Tables,
        fill: impl AsyncFnOnce(&Store) -> anyhow::Result<Vec<String>>,
    ) -> anyhow::Result<Self> {
        let folder = tempfile::tempdir()?;
        let data = folder.path().join("data");
        let database = match tables {
            Tables::Sqlite => None,
            Tables::Postgres(_) => {
                Some(Cluster::shared().map_err(anyhow::Error::msg)?.database().map_err(anyhow::Error::from)?)
            }
        };
        let place = database.clone().map_or_else(|| Place::Folder(data.clone()), Place::Postgres);
        let tokens = fill(&store::open(&place).await?).await?;
        let mut world = Self { at: Vec::new(), tokens, children: Vec::new(), _folder: folder };
        let processes = if let Tables::Postgres(n) = tables { n } else { 1 };
        for number in 0..processes {
            world.spawn(data.join(format!("process-{number}")), &data, database.as_deref(), processes == 1)?;
        }
        Ok(world)
    }

    fn spawn(&mut self, own: PathBuf, data: &std::path::Path, url: Option<&str>, single: bool) -> anyhow::Result<()> {
        let binary = std::env::current_exe()?.with_file_name("itsumo-backend");
        let cities = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../backend/cities");
        let mut command = Command::new(&binary);
        command.args(["serve", "--listen", "127.0.0.1:0", "--no-ingest", "--auth-rate", "0"]);
        command.args(["--operator-key", OPERATOR]).arg("--cities").arg(cities);
        command.arg("--data").arg(if single { data } else { &own }).env("RUST_LOG", "warn");
        if let Some(url) = url {
            command.args(["--database-url", url]);
        }
        let mut child = command.stdout(Stdio::piped()).spawn().with_context(|| {
            format!("{}: build it first: cargo build --release -p itsumo-backend", binary.display())
        })?;
        let out = child.stdout.take().context("no output")?;
        let mut line = String::new();
        BufReader::new(out).read_line(&mut line)?;
        let Some(at) = line.trim().strip_prefix("listening on http://") else {
            bail!("the server said {line:?}");
        };
        self.at.push(at.parse()?);
        self.children.push(child);
        Ok(())
    }

    /// The first server's address.
    pub fn first(&self) -> SocketAddr {
        self.at.first().copied().unwrap_or_else(|| SocketAddr::from(([127, 0, 0, 1], 0)))
    }

    /// The server that client `number` talks to.
    pub fn of(&self, number: usize) -> SocketAddr {
        self.at.get(number % self.at.len().max(1)).copied().unwrap_or_else(|| self.first())
    }

    /// Publishes an alert as the operator does; the call returns when it stands.
    pub fn publish_alert(&self) -> anyhow::Result<()> {
        let now = RealClock.now();
        let alert = json!({
            "status": "actual", "severity": "warning", "hazard": "heavy_rain", "headline": "大雨警報",
            "sender": "ひなた市", "issued": now, "expires": now.plus(Timestamp::HOUR),
        });
        let mut connection = crate::http::Connection::open(self.first(), "identity", Some(OPERATOR))?;
        connection.post(&format!("/v1/operator/{CITY}/alerts"), &serde_json::to_vec(&alert)?)?;
        Ok(())
    }

    /// Resident memory of the first server, in MiB.
    pub fn memory(&self) -> anyhow::Result<f64> {
        let pid = self.children.first().context("no server")?.id();
        let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("no VmRSS")?;
        let kib: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
        Ok(kib / 1024.0)
    }
}

/// A sync's body: cursors and commands.
pub fn sync_body(news: i64, commands: &[serde_json::Value]) -> anyhow::Result<Vec<u8>> {
    let body = json!({ "city": CITY, "cursors": { "news": news, "alerts": 0 }, "commands": commands });
    Ok(serde_json::to_vec(&body)?)
}

/// `count` commands of a person who keeps articles, each with the article.
pub fn commands(count: usize) -> anyhow::Result<Vec<serde_json::Value>> {
    let now = RealClock.now();
    (0..count)
        .map(|number| {
            Ok(json!({
                "id": RealIds.new_id(), "at": now, "type": "save_news", "news": RealIds.new_id(),
                "saved": { "at": now, "news": announcement(number, now) },
            }))
        })
        .collect()
}

/// Runs `work(0..count)` on `threads` threads; the first error ends all.
pub fn in_parallel<F>(count: usize, threads: usize, work: F) -> anyhow::Result<()>
where
    F: Fn(usize) -> anyhow::Result<()> + Send + Sync + 'static,
{
    let (next, work, failure) = (Arc::new(AtomicUsize::new(0)), Arc::new(work), Arc::new(Mutex::new(None)));
    let workers: Vec<_> = (0..threads)
        .map(|_| {
            let (next, work, failure) = (next.clone(), work.clone(), failure.clone());
            std::thread::spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::SeqCst);
                    if number >= count {
                        return;
                    }
                    if let Err(error) = work(number) {
                        next.store(count, Ordering::SeqCst);
                        *failure.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = Some(error);
                    }
                }
            })
        })
        .collect();
    for worker in workers {
        let _ = worker.join();
    }
    let failed = failure.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
    failed.map_or(Ok(()), Err)
}
