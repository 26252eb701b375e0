//! A large feed: read for the first time, read again though nothing changed, and not read at all.

use crate::{
    floors,
    report::{Figure, median},
    world::{CITY, announcement},
};
use anyhow::{Context, ensure};
use itsumo_backend::{
    city::Cities,
    clock::{Clock, HandClock, RealClock, RealIds},
    ingest::run::{Ingest, Outcome},
    store::{self, Place},
    stream::Streams,
};
use itsumo_domain::Timestamp;
use std::{
    fmt::Write as _,
    io::{BufRead, BufReader, Write},
    net::{SocketAddr, TcpListener},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// An RSS 2.0 feed of `count` items as a city's site writes them.
fn feed(count: usize) -> String {
    let now = RealClock.now();
    let mut text = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\"><channel><title>ひなた市</title>\n",
    );
    for number in 0..count {
        let published = now.plus(-i64::try_from(number).unwrap_or(0) * Timestamp::MINUTE);
        let news = announcement(number, published);
        let _ = writeln!(
            text,
            "<item><title>{}</title><link>{}</link><guid>{number}</guid><category>子育て</category>\
             <pubDate>{}</pubDate><description><![CDATA[{}]]></description></item>",
            news.title,
            news.url.as_deref().unwrap_or_default(),
            published.to_utc().to_rfc2822(),
            news.html
        );
    }
    text.push_str("</channel></rss>\n");
    text
}

/// Serves `body` with a validator that it honours only when told to.
fn serve(body: Arc<Vec<u8>>, honours: Arc<AtomicBool>) -> anyhow::Result<SocketAddr> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let at = listener.local_addr()?;
    std::thread::spawn(move || {
        for socket in listener.incoming().flatten() {
            let (body, honours) = (body.clone(), honours.clone());
            std::thread::spawn(move || -> anyhow::Result<()> {
                let mut reader = BufReader::new(socket);
                let (mut line, mut known) = (String::new(), false);
                loop {
                    line.clear();
                    if reader.read_line(&mut line)? == 0 {
                        return Ok(());
                    }
                    known |= line.to_ascii_lowercase().starts_with("if-none-match");
                    if line == "\r\n" {
                        let socket = reader.get_mut();
                        if known && honours.load(Ordering::SeqCst) {
                            socket
                                .write_all(b"HTTP/1.1 304 Not Modified\r\netag: \"1\"\r\ncontent-length: 0\r\n\r\n")?;
                        } else {
                            let head = format!(
                                "HTTP/1.1 200 OK\r\ncontent-type: application/rss+xml\r\netag: \"1\"\r\ncontent-length: {}\r\n\r\n",
                                body.len()
                            );
                            socket.write_all(head.as_bytes())?;
                            socket.write_all(&body)?;
                        }
                        known = false;
                    }
                }
            });
        }
    });
    Ok(at)
}

/// A city whose one source is `at`.
fn city(folder: &Path, at: SocketAddr) -> anyhow::Result<()> {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../backend/cities/hinata/city.toml"))?;
    let own = text.split("[[sources]]").next().context("no source in the fictional city")?;
    let source = format!(
        "\n[[sources]]\nid = \"main\"\nname = {{ ja = \"市からのお知らせ\" }}\nurl = \"http://{at}/feed.xml\"\n"
    );
    std::fs::create_dir_all(folder.join("hinata"))?;
    std::fs::write(folder.join("hinata/city.toml"), format!("{own}{source}"))?;
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("../backend/cities/rules.toml");
    std::fs::copy(rules, folder.join("rules.toml"))?;
    Ok(())
}

/// The feed's items found by their tags and written down, nothing more.
fn floor(feed: &str) -> anyhow::Result<Duration> {
    let mut times = Vec::new();
    for _ in 0..5 {
        let folder = tempfile::tempdir()?;
        let start = Instant::now();
        let items: Vec<String> = feed.split("<item>").skip(1).map(str::to_owned).collect();
        floors::fill_table(&folder.path().join("floor.db"), &items)?;
        times.push(start.elapsed());
    }
    Ok(median(times))
}

/// The three figures.
pub async fn ingest(count: usize) -> anyhow::Result<Vec<Figure>> {
    let text = feed(count);
    let floor = floor(&text)?;
    let honours = Arc::new(AtomicBool::new(false));
    let at = serve(Arc::new(text.into_bytes()), honours.clone())?;
    let cities_folder = tempfile::tempdir()?;
    city(cities_folder.path(), at)?;
    let cities = Cities::load(cities_folder.path()).map_err(|errors| {
        anyhow::anyhow!("{}", errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    })?;
    let cities = Arc::new(cities);
    let config = cities.get(CITY).context("the city")?.clone();
    let source = config.sources.first().context("the source")?.clone();
    // Moved on between runs: a source is not asked again before it is due.
    let hand = Arc::new(HandClock::at(RealClock.now()));
    let clock: Arc<dyn Clock> = hand.clone();

    let (mut first, mut again, mut unchanged) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..5 {
        let folder = tempfile::tempdir()?;
        let store = store::open(&Place::Folder(folder.path().to_owned())).await?;
        let streams = Streams::open(store.clone(), clock.clone()).await?;
        let ingest = Ingest::new(store, cities.clone(), clock.clone(), Arc::new(RealIds), true)?;
        honours.store(false, Ordering::SeqCst);
        let start = Instant::now();
        let ran = ingest.run_source(&config, &source).await;
        first.push(start.elapsed());
        let Ok(Outcome::Read(counts)) = ran.outcome else { anyhow::bail!("{:?}", ran.outcome) };
        ensure!(counts.new == count, "{} of {count} items taken", counts.new);
        hand.advance(Timestamp::DAY);
        let start = Instant::now();
        let ran = ingest.run_source(&config, &source).await;
        again.push(start.elapsed());
        ensure!(ran.outcome == Ok(Outcome::Unchanged), "{:?}", ran.outcome);
        hand.advance(Timestamp::DAY);
        honours.store(true, Ordering::SeqCst);
        let start = Instant::now();
        let ran = ingest.run_source(&config, &source).await;
        unchanged.push(start.elapsed());
        ensure!(ran.outcome == Ok(Outcome::Unchanged), "{:?}", ran.outcome);
        drop(streams);
    }
    let figure = |name: String, times, floor, target, note: &str| Figure {
        name,
        on: "sqlite".to_owned(),
        value: median(times).as_secs_f64() * 1e3,
        floor,
        target: Some(target),
        unit: "ms",
        more_is_better: false,
        note: note.to_owned(),
    };
    Ok(vec![
        figure(
            format!("ingest of a feed of {count} items"),
            first,
            Some(floor.as_secs_f64() * 1e3),
            200.0,
            "fetched, cleaned, sorted, written",
        ),
        figure("the same bytes again".to_owned(), again, None, 10.0, "no validator"),
        figure("nothing new".to_owned(), unchanged, None, 1.0, "by validator"),
    ])
}
