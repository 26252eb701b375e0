//! Feeds: read once, in order, and what one telegram lacks hurts no other.

use super::*;

/// Telegrams by the end of their address; counts what was asked for.
#[derive(Default)]
struct Desk {
    files: BTreeMap<&'static str, &'static str>,
    asked: Mutex<Vec<String>>,
}

impl source::Get for Desk {
    fn get<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Vec<u8>, String>> {
        self.asked.lock().unwrap().push(url.rsplit('/').next().unwrap().to_owned());
        let found = self.files.iter().find(|(end, _)| url.ends_with(**end)).map(|(_, name)| file(name));
        Box::pin(async move { found.ok_or_else(|| "404".to_owned()) })
    }
}

fn saturday() -> Desk {
    Desk {
        files: BTreeMap::from([
            ("20260620010000_0_VPWW54_990000.xml", "weather/1-issued"),
            ("20260620030000_0_VPWW54_990000.xml", "weather/2-upgraded"),
            ("20260620090000_0_VPWW54_990000.xml", "weather/3-downgraded"),
            ("VXSE53_010000.xml", "weather/elsewhere"),
        ]),
        asked: Mutex::default(),
    }
}

#[tokio::test]
async fn a_feed_is_read_once_in_order_and_only_what_can_matter() {
    let town = Town::at("2026-06-20T19:05:00").await;
    let desk = saturday();
    let report = source::ingest_feed(town.alerts(), &file("feed"), &desk).await.unwrap();
    assert_eq!(
        *desk.asked.lock().unwrap(),
        [
            "20260620010000_0_VPWW54_990000.xml",
            "20260620030000_0_VPWW54_990000.xml",
            "20260620040000_0_VXSE53_010000.xml",
            "20260620090000_0_VPWW54_990000.xml"
        ],
        "oldest first; the twin, the other prefecture, the forecast and the old one were not fetched"
    );
    assert_eq!(town.shown().await, set(["大雨注意報"]));
    assert_eq!((report.listed, report.read, report.left_out.len()), (8, 4, 5), "{:?}", report.left_out);
    assert_eq!(report.errors, []);
    let again = source::ingest_feed(town.alerts(), &file("feed"), &desk).await.unwrap();
    assert_eq!((again.read, desk.asked.lock().unwrap().len()), (0, 4));
}

#[tokio::test]
async fn a_telegram_that_could_not_be_fetched_is_tried_again_and_hurts_no_other() {
    let town = Town::at("2026-06-20T19:05:00").await;
    let mut desk = saturday();
    desk.files.remove("20260620090000_0_VPWW54_990000.xml");
    let report = source::ingest_feed(town.alerts(), &file("feed"), &desk).await.unwrap();
    assert_eq!(report.errors.len(), 1, "{:?}", report.errors);
    assert_eq!(town.shown().await, set(["大雨特別警報"]));
    source::ingest_feed(town.alerts(), &file("feed"), &saturday()).await.unwrap();
    assert_eq!(town.shown().await, set(["大雨注意報"]));
}

#[tokio::test]
async fn what_is_neither_a_feed_nor_a_telegram_is_an_error() {
    let town = Town::at("2026-06-20T19:05:00").await;
    for bytes in [&b"<html><body>maintenance</body></html>"[..], b"", b"<feed><entry>"] {
        assert!(source::ingest_feed(town.alerts(), bytes, &Nothing).await.is_err());
    }
}

#[tokio::test]
async fn two_servers_that_read_the_same_telegram_make_one_alert() {
    let town = Arc::new(Town::at("2026-06-20T10:01:00").await);
    let both = (0..2).map(|_| {
        let town = town.clone();
        tokio::spawn(async move { town.hears("weather/1-issued").await.applied.raised })
    });
    let mut raised = 0;
    for one in both {
        raised += one.await.unwrap();
    }
    assert_eq!((raised, town.current().await.len()), (2, 2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn postgresql_keeps_the_same_alerts() {
    let Some(mut town) = Town::on_postgres("2026-06-20T20:05:00").await else { return };
    town.hears("weather/elsewhere").await;
    town.hears("weather/4-over").await;
    assert_eq!(town.hears("weather/1-issued").await.applied.raised, 0, "lifted before it came");
    town.now = at("2026-06-21T14:09:00");
    let town = Arc::new(town);
    let both = (0..2).map(|_| {
        let town = town.clone();
        tokio::spawn(async move { town.hears("quake/3-intensities").await.applied.raised })
    });
    let mut raised = 0;
    for one in both {
        raised += one.await.unwrap();
    }
    assert_eq!((raised, town.shown().await), (1, set(["地震 震度5弱"])));
    town.hears("quake/cancelled").await;
    assert_eq!(town.shown().await, set([]));
    let report = source::ingest_feed(town.alerts(), &file("feed"), &saturday()).await.unwrap();
    assert_eq!(source::ingest_feed(town.alerts(), &file("feed"), &saturday()).await.unwrap().read, 0, "{report:?}");
}

#[test]
fn every_fixture_is_read_and_planned() {
    fn walk(folder: PathBuf, found: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { walk(path, found) } else { found.push(path) }
        }
    }
    let mut files = Vec::new();
    walk(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/jma"), &mut files);
    assert!(files.len() > 30);
    let city = hinata();
    for path in files.into_iter().filter(|path| !path.ends_with("feed.xml")) {
        let telegram = read(&fs::read(&path).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        for change in plan_alerts(&telegram, Place { city: &city.city, jma: &city.jma }).unwrap_or_default() {
            if let Change::Raise(alert) = change.change {
                assert_eq!(alert.validate(), Ok(()), "{}", path.display());
            }
        }
    }
}
