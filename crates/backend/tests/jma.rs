//! Telegrams of 気象庁防災情報XML become alerts of a city. All fixtures are our own, about a prefecture that does
//! not exist; what a telegram does is told as people would live through it.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(missing_docs)]

use itsumo_backend::{
    alert::Alerts,
    city::{Cities, CityConfig, JmaAreas},
    jma::{self, Change, NotShown, Place, TelegramError, plan_alerts, read, source},
    store::{self, BoxFuture, Store, testing},
    stream::find,
};
use itsumo_domain::{
    Stream, Timestamp,
    alert::{Alert, Hazard, Severity, Status},
    city::{City, LocalText},
};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};
use uuid::Uuid;

fn file(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/jma").join(format!("{name}.xml"));
    fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The city as it is shipped, with codes of our own so that editing its files breaks no test here.
fn hinata() -> CityConfig {
    let cities = Cities::load(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/cities"))).unwrap();
    let mut city = CityConfig::clone(cities.get("990019").unwrap());
    city.jma = hinata_codes().1;
    city
}

fn plan(name: &str) -> Result<Vec<jma::AlertChange>, NotShown> {
    let city = hinata();
    plan_alerts(&read(&file(name)).unwrap(), Place { city: &city.city, jma: &city.jma })
}

/// The same without a look at any file.
fn hinata_codes() -> (City, JmaAreas) {
    let codes = ["9900100", "990010", "quake:990", "tsunami:990"];
    let name = LocalText::ja("ひなた市");
    let city = City { name, prefecture: LocalText::ja("あさひ県"), fictional: true, ..City::default() };
    (city, JmaAreas(codes.into_iter().map(|code| (code.to_owned(), Vec::new())).collect()))
}

/// The one alert a telegram raises.
fn raised(name: &str) -> (String, Alert) {
    let mut all = plan(name).unwrap().into_iter().filter_map(|change| match change.change {
        Change::Raise(alert) => Some((change.key, *alert)),
        Change::Lift { .. } => None,
    });
    let one = all.next().unwrap_or_else(|| panic!("{name} raises nothing"));
    assert_eq!(all.next(), None, "{name}");
    one
}

fn at(text: &str) -> Timestamp {
    Timestamp::from_jst(text.parse().unwrap())
}

/// A city's alerts in a database of their own, and a clock moved by hand.
struct Town {
    store: Store,
    city: CityConfig,
    now: Timestamp,
    _folder: Option<tempfile::TempDir>,
}

impl Town {
    async fn at(now: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = store::open(&store::Place::Folder(folder.path().to_owned())).await.unwrap();
        Self { store, city: hinata(), now: at(now), _folder: Some(folder) }
    }

    /// `None` when the person running the tests left PostgreSQL out.
    async fn on_postgres(now: &str) -> Option<Self> {
        if testing::left_out() {
            return None;
        }
        let cluster = testing::Cluster::shared().unwrap_or_else(|why| panic!("{why}"));
        let store = store::open(&store::Place::Postgres(cluster.database().unwrap())).await.unwrap();
        Some(Self { store, city: hinata(), now: at(now), _folder: None })
    }

    fn alerts(&self) -> Alerts<'_> {
        Alerts { store: &self.store, city: &self.city, now: self.now }
    }

    async fn hears(&self, name: &str) -> source::Report {
        source::ingest_feed(self.alerts(), &file(name), &Nothing).await.unwrap()
    }

    /// Headlines on show, in no order.
    async fn shown(&self) -> BTreeSet<String> {
        self.current().await.into_iter().map(|(_, alert)| alert.headline.replace("（ひなた市）", "")).collect()
    }

    async fn current(&self) -> Vec<(Uuid, Alert)> {
        self.alerts().current().await.unwrap()
    }

    async fn record(&self, id: Uuid) -> (i64, bool, Option<Alert>) {
        let city = self.city.city.code.clone();
        let record = self
            .store
            .read::<_, store::StoreError, _>(move |tx| {
                Box::pin(async move { find(tx, &city, &Stream::alerts(), id).await })
            })
            .await
            .unwrap()
            .unwrap();
        (record.rev, record.gone, record.body_as())
    }
}

/// For sources that are themselves a telegram.
struct Nothing;
impl source::Get for Nothing {
    fn get<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Vec<u8>, String>> {
        Box::pin(async move { panic!("nobody asked for {url}") })
    }
}

fn set<const N: usize>(words: [&str; N]) -> BTreeSet<String> {
    words.into_iter().map(str::to_owned).collect()
}

// A rainy Saturday

#[tokio::test]
async fn a_warning_is_issued_made_worse_eased_and_lifted() {
    let mut town = Town::at("2026-06-20T10:01:00").await;
    town.hears("weather/1-issued").await;
    assert_eq!(town.shown().await, set(["大雨警報", "強風注意報"]));
    let rain = |alerts: Vec<(Uuid, Alert)>| alerts.into_iter().find(|(_, a)| a.hazard == Hazard::HeavyRain).unwrap();
    let (id, alert) = rain(town.current().await);
    assert_eq!((alert.severity, alert.status), (Severity::Warning, Status::Actual));
    assert_eq!(alert.sender, "気象庁（ひなた地方気象台）");
    assert_eq!(alert.issued, at("2026-06-20T10:00:00"));
    assert!(alert.text.starts_with("大雨警報: 土砂災害警戒、浸水警戒\n"), "{}", alert.text);
    assert_eq!(alert.url, None, "a fictional city is on no page of 気象庁");

    town.now = at("2026-06-20T12:01:00");
    town.hears("weather/2-upgraded").await;
    assert_eq!(town.shown().await, set(["大雨特別警報"]), "強風注意報 was lifted by the same telegram");
    let (same, alert) = rain(town.current().await);
    assert_eq!((same, alert.severity), (id, Severity::Emergency), "the same alert, worse");

    town.now = at("2026-06-20T18:01:00");
    town.hears("weather/3-downgraded").await;
    assert_eq!(town.shown().await, set(["大雨注意報"]));
    assert_eq!(rain(town.current().await).0, id);

    town.now = at("2026-06-20T20:01:00");
    town.hears("weather/4-over").await;
    assert_eq!(town.shown().await, set([]));
    let (rev, gone, alert) = town.record(id).await;
    let alert = alert.unwrap();
    assert!(rev == 4 && !gone && alert.cancelled);
    assert_eq!(alert.text, "「大雨注意報（ひなた市）」は解除されました。");
    assert!(alert.expires > town.now, "people see for a while that it is over");
}

#[tokio::test]
async fn what_a_newer_telegram_no_longer_names_is_lifted_even_if_we_missed_the_one_that_said_so() {
    let mut town = Town::at("2026-06-20T10:01:00").await;
    town.hears("weather/1-issued").await;
    town.now = at("2026-06-20T19:01:00");
    town.hears("weather/thunder-only").await;
    assert_eq!(town.shown().await, set(["雷注意報"]));
}

#[tokio::test]
async fn the_same_telegram_twice_is_one_revision() {
    let town = Town::at("2026-06-20T10:01:00").await;
    assert_eq!(town.hears("weather/1-issued").await.applied.raised, 2);
    let again = town.hears("weather/1-issued").await.applied;
    assert_eq!((again.raised, again.revised, again.lifted), (0, 0, 0));
    for (id, _) in town.current().await {
        assert_eq!(town.record(id).await.0, 1);
    }
}

#[tokio::test]
async fn a_warning_that_goes_on_makes_nobody_look_again_until_it_must_be_renewed() {
    let mut town = Town::at("2026-06-20T10:01:00").await;
    town.hears("weather/1-issued").await;
    let text = String::from_utf8(file("weather/1-issued")).unwrap().replace("<Status>発表<", "<Status>継続<");
    let (id, first) = town.current().await.into_iter().find(|(_, a)| a.hazard == Hazard::HeavyRain).unwrap();
    for (hour, rev) in [(11, 1), (12, 1), (15, 2), (16, 2)] {
        town.now = at(&format!("2026-06-20T{hour}:01:00"));
        let later = text.replace("2026-06-20T10:00:00+", &format!("2026-06-20T{hour}:00:00+"));
        let later = later.replace("2026-06-20T01:00:00Z", &format!("2026-06-20T{:02}:00:00Z", hour - 9));
        source::ingest_feed(town.alerts(), later.as_bytes(), &Nothing).await.unwrap();
        assert_eq!(town.record(id).await.0, rev, "at {hour}:00");
    }
    assert_eq!(town.record(id).await.2.unwrap().expires, first.expires.plus(5 * Timestamp::HOUR));
}

#[tokio::test]
async fn telegrams_in_any_order_end_the_same() {
    let names = ["weather/1-issued", "weather/2-upgraded", "weather/3-downgraded"];
    for order in [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]] {
        let town = Town::at("2026-06-20T18:05:00").await;
        for index in order {
            town.hears(names[index]).await;
        }
        assert_eq!(town.shown().await, set(["大雨注意報"]), "{order:?}");
    }
}

#[tokio::test]
async fn a_late_issue_does_not_raise_what_was_lifted_before_it_came() {
    let town = Town::at("2026-06-20T20:05:00").await;
    town.hears("weather/4-over").await;
    let late = town.hears("weather/2-upgraded").await;
    assert_eq!(town.shown().await, set([]));
    assert!(late.applied.late > 0 && late.applied.raised == 0, "{late:?}");
}

#[tokio::test]
async fn a_correction_replaces_what_it_corrects() {
    let town = Town::at("2026-06-20T10:06:00").await;
    town.hears("weather/1-issued").await;
    town.hears("weather/correction").await;
    assert_eq!(town.shown().await, set(["大雨注意報", "強風注意報"]));
    town.hears("weather/1-issued").await;
    assert_eq!(town.shown().await, set(["大雨注意報", "強風注意報"]), "the mistake does not come back");
}

#[tokio::test]
async fn a_new_warning_after_the_old_one_ended_is_a_new_alert_that_people_have_not_closed() {
    let mut town = Town::at("2026-06-20T10:01:00").await;
    town.hears("weather/1-issued").await;
    let old: BTreeSet<_> = town.current().await.into_iter().map(|(id, _)| id).collect();
    town.now = at("2026-06-24T10:00:00");
    assert_eq!(town.shown().await, set([]), "it ended by itself");
    // The same weather four days later.
    let later = String::from_utf8(file("weather/1-issued")).unwrap().replace("2026-06-20", "2026-06-24");
    source::ingest_feed(town.alerts(), later.as_bytes(), &Nothing).await.unwrap();
    let new: BTreeSet<_> = town.current().await.into_iter().map(|(id, _)| id).collect();
    assert!(new.len() == 2 && new.is_disjoint(&old));
    for id in old {
        assert!(town.record(id).await.1, "the old one is recalled: a new device does not pull history");
    }
}

#[tokio::test]
async fn a_telegram_that_comes_after_its_time_raises_nothing() {
    let town = Town::at("2026-06-23T10:00:00").await;
    let report = town.hears("weather/1-issued").await;
    assert_eq!(town.shown().await, set([]));
    assert_eq!((report.applied.raised, report.applied.over), (0, 2));
}

#[tokio::test]
async fn a_telegram_from_the_future_does_not_silence_those_of_today() {
    let town = Town::at("2026-06-20T12:05:00").await;
    let future = String::from_utf8(file("weather/4-over")).unwrap().replace("2026-06-20", "2099-06-20");
    let report = source::ingest_feed(town.alerts(), future.as_bytes(), &Nothing).await.unwrap();
    assert!(report.errors[0].why.contains("future"), "{:?}", report.errors);
    town.hears("weather/2-upgraded").await;
    assert_eq!(town.shown().await, set(["大雨特別警報"]));
}

// Drills and tests

#[tokio::test]
async fn a_drill_says_it_is_one_and_its_end_does_not_lift_the_real_warning() {
    let mut town = Town::at("2026-06-20T10:01:00").await;
    town.hears("weather/1-issued").await;
    town.now = at("2026-06-20T10:31:00");
    town.hears("weather/drill").await;
    let statuses: BTreeMap<_, _> =
        town.current().await.into_iter().map(|(_, alert)| (alert.headline, alert.status)).collect();
    assert_eq!(statuses.get("大雨特別警報（ひなた市）"), Some(&Status::Drill));
    assert_eq!(statuses.get("大雨警報（ひなた市）"), Some(&Status::Actual), "the drill did not touch it");
    town.now = at("2026-06-20T11:01:00");
    town.hears("weather/drill-over").await;
    assert_eq!(town.shown().await, set(["大雨警報", "強風注意報"]));
}

#[tokio::test]
async fn a_test_is_a_test() {
    let town = Town::at("2026-06-20T10:41:00").await;
    town.hears("weather/test").await;
    assert!(town.current().await.iter().all(|(_, alert)| alert.status == Status::Test));
    assert_eq!(town.current().await.len(), 1);
}

#[test]
fn a_telegram_that_does_not_say_clearly_whether_it_is_real_is_refused_by_name() {
    let text = String::from_utf8(file("weather/2-upgraded")).unwrap();
    let with = |from: &str, to: &str| {
        assert!(text.contains(from));
        read(text.replacen(from, to, 1).as_bytes()).map(|telegram| telegram.status)
    };
    let status = "<Status>通常</Status>";
    assert_eq!(with(status, "<Status>演習</Status>"), Err(TelegramError::UnknownStatus("演習".to_owned())));
    assert_eq!(with(status, "<Status></Status>"), Err(TelegramError::Missing("Control/Status")));
    assert_eq!(with(status, ""), Err(TelegramError::Missing("Control/Status")));
    assert_eq!(with(status, "<Status> 訓練 </Status>"), Ok(Status::Drill));
    let issue = "<InfoType>発表</InfoType>";
    assert_eq!(with(issue, "<InfoType>更新</InfoType>"), Err(TelegramError::UnknownInfoType("更新".to_owned())));
    assert_eq!(with(issue, "<InfoType>遅延</InfoType>"), Ok(Status::Actual));
    let time = "<ReportDateTime>2026-06-20T12:00:00+09:00</ReportDateTime>";
    assert!(matches!(with(time, "<ReportDateTime>昼</ReportDateTime>"), Err(TelegramError::BadTime { .. })));
}

// Bytes as they come

#[test]
fn encodings_prefixes_and_blank_lines_make_no_difference() {
    let text = String::from_utf8(file("weather/1-issued")).unwrap();
    let plain = read(text.as_bytes()).unwrap();
    let declared = text.replace("UTF-8", "Shift_JIS");
    let (shift_jis, _, _) = encoding_rs::SHIFT_JIS.encode(&declared);
    let declared_euc = text.replace("UTF-8", "EUC-JP");
    let (euc, _, _) = encoding_rs::EUC_JP.encode(&declared_euc);
    let prefixed = text
        .replace("<Report xmlns=", "<jmx:Report xmlns:jmx=")
        .replace(" xmlns:jmx=\"http://xml.kishou.go.jp/jmaxml1/\">", ">")
        .replace("</Report>", "</jmx:Report>")
        .replace("<Control>", "<jmx:Control>")
        .replace("</Control>", "</jmx:Control>");
    let variants: [(&str, Vec<u8>); 6] = [
        ("Shift_JIS", shift_jis.into_owned()),
        ("EUC-JP", euc.into_owned()),
        ("declared wrongly", declared.clone().into_bytes()),
        ("prefixes", prefixed.into_bytes()),
        ("blank lines first", format!("\n\n  {text}").into_bytes()),
        ("a mark of byte order", format!("\u{feff}{text}").into_bytes()),
    ];
    for (name, bytes) in variants {
        let telegram = read(&bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(telegram.headline, plain.headline, "{name}");
        assert_eq!(telegram.body.len(), plain.body.len(), "{name}");
    }
}

#[test]
fn what_is_cut_off_nested_or_something_else_is_an_error_with_a_name() {
    let text = file("weather/1-issued");
    for length in (0..text.len()).step_by(97) {
        assert!(matches!(read(&text[..length]), Err(TelegramError::Xml { .. })), "cut at {length}");
    }
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    assert_eq!(read(deep.as_bytes()).unwrap_err(), TelegramError::TooLarge);
    assert_eq!(read(b"<html/>").unwrap_err(), TelegramError::NotATelegram { root: "html".to_owned() });
    let bomb = "<!DOCTYPE Report [<!ENTITY a \"aaaaaaaaaa\">]><Report><Control><Title>&a;</Title></Control></Report>";
    assert_eq!(read(bomb.as_bytes()).unwrap_err(), TelegramError::Missing("Control/Status"));
    for noise in [&b""[..], b"\0\0\0", b"{}", "こんにちは".as_bytes(), &[0xff; 64]] {
        assert!(read(noise).is_err());
    }
}

proptest::proptest! {
    #[test]
    fn any_damage_is_an_error_or_a_telegram_but_never_a_crash(
        name in proptest::sample::select(vec!["weather/2-upgraded", "quake/3-intensities", "tsunami/1-warning", "river/1-danger"]),
        blows in proptest::collection::vec((0_usize..6_000, 0_u8..=255, 0_usize..40), 1..8),
    ) {
        let mut bytes = file(name);
        for (at, byte, cut) in blows {
            let at = at % bytes.len();
            bytes[at] = byte;
            let end = (at + cut).min(bytes.len() - 1);
            bytes.drain(at..end);
        }
        if let Ok(telegram) = read(&bytes) {
            let city = hinata_codes();
            for change in plan_alerts(&telegram, Place { city: &city.0, jma: &city.1 }).unwrap_or_default() {
                if let Change::Raise(alert) = change.change {
                    proptest::prop_assert_eq!(alert.validate(), Ok(()));
                }
            }
        }
    }
}

#[test]
fn what_is_no_alert_says_so_by_name() {
    assert_eq!(plan("forecast"), Err(NotShown::Kind("府県天気予報（Ｒ１）".to_owned())));
    assert_eq!(plan("weather/elsewhere"), Err(NotShown::Elsewhere));
    assert_eq!(plan("bulletin/record-rain-elsewhere"), Err(NotShown::Elsewhere));
    assert_eq!(plan("weather/cancel-unnamed"), Err(NotShown::CancelsUnnamed));
}

// The reformed warnings

#[tokio::test]
async fn reformed_telegrams_each_speak_for_their_own_hazard() {
    let mut town = Town::at("2026-06-20T13:06:00").await;
    town.hears("reform/rain-level-4").await;
    town.hears("reform/landslide-level-3").await;
    assert_eq!(town.shown().await, set(["レベル４大雨危険警報", "レベル３土砂災害警報"]));
    let bad: BTreeMap<_, _> = town.current().await.into_iter().map(|(_, a)| (a.hazard.slug(), a.severity)).collect();
    assert_eq!(bad.get("heavy-rain"), Some(&Severity::Emergency));
    assert_eq!(bad.get("landslide"), Some(&Severity::Warning));
    town.now = at("2026-06-20T15:01:00");
    town.hears("reform/rain-over").await;
    assert_eq!(town.shown().await, set(["レベル３土砂災害警報"]));
}

#[tokio::test]
async fn a_landslide_alert_and_a_river_come_and_go() {
    let mut town = Town::at("2026-06-20T15:01:00").await;
    town.hears("landslide/1-issued").await;
    town.hears("river/1-danger").await;
    assert_eq!(town.shown().await, set(["土砂災害警戒情報", "あかね川氾濫危険情報"]));
    for (_, alert) in town.current().await {
        assert_eq!(alert.severity, Severity::Emergency, "level 4: {}", alert.headline);
    }
    town.now = at("2026-06-20T21:01:00");
    town.hears("landslide/2-lifted").await;
    town.hears("river/2-over").await;
    assert_eq!(town.shown().await, set([]));
}

#[test]
fn short_warnings_say_what_they_are() {
    let table = [
        ("bulletin/record-rain", "bulletin/record-rain", Severity::Warning, Hazard::HeavyRain, 180),
        ("bulletin/rain-band", "bulletin/rain-band", Severity::Warning, Hazard::HeavyRain, 180),
        ("tornado", "tornado", Severity::Advisory, Hazard::Thunder, 70),
        ("heat", "heat", Severity::Advisory, Hazard::Heat, 31 * 60),
        ("volcano/1-warning", "volcano/999", Severity::Emergency, Hazard::Volcano, 7 * 24 * 60),
    ];
    for (name, key, severity, hazard, minutes) in table {
        let (found, alert) = raised(name);
        assert_eq!((found.as_str(), alert.severity, alert.hazard), (key, severity, hazard), "{name}");
        assert_eq!(alert.expires.since(alert.issued), minutes * Timestamp::MINUTE, "{name}");
        assert_eq!(alert.validate(), Ok(()), "{name}");
    }
    assert_eq!(raised("volcano/1-warning").1.headline, "あさひ岳 噴火警報（居住地域）");
    assert_eq!(raised("heat").1.sender, "環境省・気象庁");
}

// An earthquake

#[tokio::test]
async fn one_earthquake_is_one_alert_from_the_first_second_to_the_last_correction() {
    let mut town = Town::at("2026-06-21T14:03:25").await;
    town.hears("quake/1-early-warning").await;
    let (id, alert) = town.current().await.remove(0);
    assert_eq!((alert.severity, alert.hazard), (Severity::Emergency, Hazard::Earthquake));
    town.now = at("2026-06-21T14:05:10");
    town.hears("quake/2-first-report").await;
    assert_eq!(town.current().await[0].1.severity, Severity::Advisory, "震度4 in the region");
    town.now = at("2026-06-21T14:08:10");
    town.hears("quake/3-intensities").await;
    let (same, alert) = town.current().await.remove(0);
    assert_eq!((same, alert.headline.as_str()), (id, "地震 震度5弱（ひなた市）"));
    assert_eq!(alert.severity, Severity::Warning);
    assert!(alert.text.contains("震源: あさひ県沖") && alert.text.contains("津波の心配はありません"), "{}", alert.text);
    town.now = at("2026-06-21T14:20:10");
    town.hears("quake/4-corrected").await;
    assert_eq!(town.current().await[0].1.headline, "地震 震度4（ひなた市）");
    town.hears("quake/3-intensities").await;
    assert_eq!(town.current().await[0].1.headline, "地震 震度4（ひなた市）", "an older one changes nothing");
    town.now = at("2026-06-21T14:30:10");
    town.hears("quake/cancelled").await;
    assert_eq!(town.shown().await, set([]));
    let (rev, _, alert) = town.record(id).await;
    assert_eq!((rev, alert.unwrap().text.as_str()), (5, "先ほどの、震源・震度情報を取り消します。"));
}

#[tokio::test]
async fn an_early_warning_is_taken_back_or_turns_out_weak() {
    for end in ["quake/early-warning-cancelled", "quake/not-felt", "quake/weak"] {
        let mut town = Town::at("2026-06-21T14:03:25").await;
        town.hears("quake/1-early-warning").await;
        assert_eq!(town.current().await.len(), 1);
        town.now = at("2026-06-21T14:08:10");
        town.hears(end).await;
        assert_eq!(town.shown().await, set([]), "{end}");
    }
}

#[test]
fn a_town_whose_stations_fell_silent_is_not_a_town_that_was_spared() {
    let (_, alert) = raised("quake/silent-stations");
    assert_eq!((alert.headline.as_str(), alert.severity), ("地震 震度5弱以上と推定（ひなた市）", Severity::Warning));
}

#[test]
fn a_drill_of_the_worst_earthquake_is_a_drill() {
    let (key, alert) = raised("quake/drill");
    assert_eq!((alert.status, alert.severity), (Status::Drill, Severity::Emergency));
    assert!(key.starts_with("drill/"), "{key}");
}

#[tokio::test]
async fn a_tsunami_goes_by_the_city_s_own_coast() {
    let mut town = Town::at("2026-06-21T14:07:30").await;
    town.hears("tsunami/1-warning").await;
    let (id, alert) = town.current().await.remove(0);
    assert_eq!((alert.headline.as_str(), alert.severity), ("津波警報（ひなた市）", Severity::Emergency));
    let text =
        "到達予想: 14:40ごろ\n予想される高さ: ３ｍ\n\n津波による被害が発生します。\nただちに高い所へ避難してください。";
    assert_eq!(alert.text, text, "the words for this coast, not for the worst one");
    town.hears("tsunami/drill").await;
    town.now = at("2026-06-21T16:07:30");
    town.hears("tsunami/2-advisory").await;
    assert!(town.shown().await.contains("津波注意報"));
    town.now = at("2026-06-21T19:07:30");
    town.hears("tsunami/3-lifted").await;
    assert_eq!(town.shown().await, set(["大津波警報"]), "only the drill is left");
    let alert = town.record(id).await.2.unwrap();
    assert!(alert.cancelled && !alert.text.contains("避難"), "{}", alert.text);
}

#[tokio::test]
async fn a_volcano_calms_down() {
    let mut town = Town::at("2026-06-22T13:01:00").await;
    town.hears("volcano/1-warning").await;
    assert_eq!(town.current().await.len(), 1);
    town.now = at("2026-06-22T18:01:00");
    town.hears("volcano/2-lifted").await;
    assert_eq!(town.shown().await, set([]));
}

#[test]
fn a_code_that_is_part_of_the_city_makes_an_alert_for_that_part() {
    let mut city = hinata();
    let areas: Vec<String> = city.city.areas.iter().take(2).map(|area| area.id.clone()).collect();
    city.jma.0.insert("9900200".to_owned(), areas.clone());
    let changes = plan_alerts(&read(&file("weather/1-issued")).unwrap(), Place { city: &city.city, jma: &city.jma });
    let rain: Vec<_> = changes
        .unwrap()
        .into_iter()
        .filter_map(|change| match change.change {
            Change::Raise(alert) if alert.hazard == Hazard::HeavyRain => {
                Some((change.key, alert.headline, alert.areas))
            }
            _ => None,
        })
        .collect();
    let whole = ("weather/heavy-rain".to_owned(), "大雨警報（ひなた市）".to_owned(), Vec::new());
    let part = (format!("weather/heavy-rain/{}", areas.join("+")), "大雨注意報（ひなた市）".to_owned(), areas);
    assert_eq!(rain, [whole, part]);
}

// Feeds

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
