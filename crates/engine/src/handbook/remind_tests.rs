//! Reminders of a family that has never met a server, on a clock moved by hand.

use super::*;
use crate::{Deps, HandClock, Paths, handbook::NewEntry, http::FakeHttp, notify::RecordingNotifier};
use itsumo_domain::handbook::{Appointment, Child, Dose, Fact, ReminderChoice};
use tempfile::TempDir;

struct Home {
    folder: TempDir,
    clock: HandClock,
    shown: Arc<RecordingNotifier>,
    deps: Deps,
    engine: Engine,
}

fn at(text: &str, hour: i64) -> Timestamp {
    Timestamp::from_jst_date(text.parse().unwrap()).plus(hour * Timestamp::HOUR)
}

impl Home {
    fn new(now: Timestamp) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = HandClock::at(now);
        let shown = Arc::new(RecordingNotifier::default());
        let deps = Deps { notifier: shown.clone(), ..Deps::fake(clock.clone(), Arc::new(FakeHttp::offline()), 11) };
        let engine = Engine::open(Paths::at(folder.path()), deps.clone()).unwrap();
        Self { folder, clock, shown, deps, engine }
    }

    fn restart(&mut self) {
        self.engine = Engine::open(Paths::at(self.folder.path()), self.deps.clone()).unwrap();
    }

    async fn hana(&self, birth: &str) -> Uuid {
        let hana = Child { name: "花".into(), birth_date: Some(birth.parse().unwrap()), ..Child::default() };
        self.engine.record(vec![NewEntry::child(hana)]).await.unwrap()[0]
    }

    async fn say(&self, child: Uuid, fact: Fact) -> Uuid {
        self.engine.record(vec![NewEntry::about(child, fact)]).await.unwrap()[0]
    }

    /// The titles told at that moment, and what was shown before is wiped.
    async fn told(&self, day: &str, hour: i64) -> Vec<String> {
        self.clock.set(at(day, hour));
        self.engine.remind().await.unwrap();
        let notes = self.shown.shown();
        notes.iter().for_each(|note| crate::Notifier::withdraw(&*self.shown, &note.id));
        notes.into_iter().map(|note| format!("{}: {}", note.title, note.body.replace('\n', " / "))).collect()
    }
}

fn visit(date: &str, series: &[&str]) -> Fact {
    Fact::Appointment(Appointment {
        date: date.parse().unwrap(),
        time: "10:30:00".parse().ok(),
        place: "いけだ小児科".into(),
        series: series.iter().map(|&series| series.to_owned()).collect(),
        ..Appointment::default()
    })
}

/// Nothing else is due in these weeks: the child is older than every window that matters.
const OLD: &str = "2009-05-10";

#[tokio::test]
async fn a_visit_is_told_three_times_each_once_and_a_restart_does_not_repeat_it() {
    let mut home = Home::new(at("2026-11-01", 12));
    let hana = home.hana(OLD).await;
    home.say(hana, visit("2026-12-01", &[])).await;
    assert!(home.told("2026-11-17", 8).await.is_empty(), "the chosen time is nine o'clock");
    let first = home.told("2026-11-17", 9).await;
    assert_eq!(first, ["あと14日、花さんの予定があります: 10:30 いけだ小児科"]);
    assert!(home.told("2026-11-17", 9).await.is_empty());
    home.restart();
    assert!(home.told("2026-11-18", 12).await.is_empty());
    assert_eq!(home.told("2026-11-28", 9).await.len(), 1);
    home.restart();
    assert_eq!(home.told("2026-11-30", 9).await, ["あした、花さんの予定があります: 10:30 いけだ小児科"]);
    assert!(home.told("2026-12-01", 9).await.is_empty());
    assert!(home.told("2026-12-02", 9).await.is_empty());
}

#[tokio::test]
async fn a_device_that_was_off_tells_once_and_not_at_night() {
    let home = Home::new(at("2026-11-01", 12));
    let hana = home.hana(OLD).await;
    home.say(hana, visit("2026-12-01", &[])).await;
    assert!(home.told("2026-11-29", 23).await.is_empty(), "quiet hours");
    assert_eq!(home.told("2026-11-30", 8).await.len(), 1, "the one of three days before, late");
    assert_eq!(home.told("2026-11-30", 9).await.len(), 1);
    assert!(home.told("2026-11-30", 18).await.is_empty());
}

#[tokio::test]
async fn a_visit_that_is_moved_is_told_for_its_new_day_only() {
    let home = Home::new(at("2026-11-01", 12));
    let hana = home.hana(OLD).await;
    let old = home.say(hana, visit("2026-12-01", &[])).await;
    assert_eq!(home.told("2026-11-17", 9).await.len(), 1);
    let book = home.engine.handbook().await.unwrap();
    let moved = NewEntry::instead(book.entry(old).unwrap(), visit("2026-12-08", &[]));
    home.engine.record(vec![moved]).await.unwrap();
    assert!(home.told("2026-11-19", 9).await.is_empty());
    assert_eq!(home.told("2026-11-24", 9).await.len(), 1);
    assert!(home.told("2026-11-28", 9).await.is_empty());
}

#[tokio::test]
async fn a_window_that_closes_is_told_unless_the_family_keeps_it_quiet() {
    // Born on 10 May 2025: everything of the first year is done but the BCG, whose last day is 9 May 2026.
    let home = Home::new(at("2026-04-01", 12));
    let hana = home.hana("2025-05-10").await;
    let dose = |date: &str, vaccine: &str| {
        Fact::Dose(Dose { date: date.parse().unwrap(), vaccine: vaccine.into(), ..Dose::default() })
    };
    for (date, vaccine) in [("2025-07-10", "HEPB"), ("2025-08-10", "HEPB"), ("2025-12-20", "HEPB")] {
        home.say(hana, dose(date, vaccine)).await;
    }
    let is_bcg = |told: &Vec<String>| told.iter().any(|line| line.contains("定期接種") && line.contains("BCG"));
    assert!(is_bcg(&home.told("2026-04-25", 9).await), "a fortnight before");
    let quiet = ReminderChoice {
        series: "BCG".into(),
        quiet_until: Some("2026-05-08".parse().unwrap()),
        reason: "入院中".into(),
    };
    home.say(hana, Fact::Reminder(quiet)).await;
    assert!(!is_bcg(&home.told("2026-05-06", 9).await));
    let last = home.told("2026-05-08", 9).await;
    assert!(is_bcg(&last), "{last:?}");
}

#[tokio::test]
async fn the_background_tells_when_the_hand_of_the_clock_gets_there() {
    let home = Home::new(at("2026-11-29", 12));
    let hana = home.hana(OLD).await;
    home.engine.set_reminder_settings(ReminderSettings { minute: 18 * 60, ..Default::default() }).await.unwrap();
    home.say(hana, visit("2026-12-01", &[])).await;
    home.engine.remind().await.unwrap();
    assert_eq!(home.shown.shown().len(), 1, "late for three days before");
    let inner = home.engine.inner();
    let background = tokio::spawn(keep_reminding(inner));
    home.clock.set(at("2026-11-30", 18));
    let tomorrow = async {
        while !home.shown.shown().iter().any(|note| note.title.starts_with("あした")) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(20), tomorrow).await.expect("told by itself");
    background.abort();
}

#[tokio::test]
async fn the_store_does_not_say_in_clear_what_was_told() {
    let home = Home::new(at("2026-11-01", 12));
    let hana = home.hana(OLD).await;
    home.say(hana, visit("2026-12-01", &["JE2"])).await;
    assert_eq!(home.told("2026-11-17", 9).await.len(), 1);
    let kept: Option<ToldList> = home.engine.read(|db, _| setting(db, TOLD)).await.unwrap();
    let text = serde_json::to_string(&kept).unwrap();
    assert!(text.contains("2026-12-01") && !text.contains("JE2") && !text.contains(&hana.to_string()), "{text}");
}
