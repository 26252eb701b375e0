//! The engine woken as a phone wakes it: no window, some seconds, and perhaps a window that opens meanwhile.

#[path = "../../engine/tests/common/mod.rs"]
mod common;

use common::{CITY, NOW, Server, news};
use itsumo_engine::{
    Deps, Engine, HandClock, OpenError, Paths,
    domain::alert::{Alert, Severity, Status},
    http::{FakeHttp, Scripted},
    notify::RecordingNotifier,
    secrets::MemorySecrets,
};
use itsumo_mobile::{
    one::One,
    wake::{LIMIT, Woken, wait, wake},
};
use std::{path::Path, sync::Arc, time::Duration};

/// A phone with its data folder, and an engine for each process of it.
struct Phone {
    folder: tempfile::TempDir,
    server: Server,
    notes: Arc<RecordingNotifier>,
    secrets: Arc<MemorySecrets>,
    clock: HandClock,
}

impl Phone {
    fn new() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            server: Server::new(),
            notes: Arc::default(),
            secrets: Arc::default(),
            clock: HandClock::at(NOW),
        }
    }

    fn open_by(&self, http: FakeHttp) -> Result<Engine, OpenError> {
        let mut deps = Deps::fake(self.clock.clone(), Arc::new(http), 1);
        deps.notifier = self.notes.clone();
        deps.secrets = self.secrets.clone();
        Engine::open(Paths::at(self.folder.path()), deps)
    }

    fn open(&self) -> Result<Engine, OpenError> {
        self.open_by(self.server.http())
    }

    /// What a person does once, at the first start.
    fn set_up(&self) {
        let engine = self.open().unwrap();
        wait(engine.choose_city(CITY)).unwrap().unwrap();
        wait(engine.sync()).unwrap().unwrap();
        engine.close();
    }

    fn danger(&self, n: u128) {
        let alert = Alert {
            status: Status::Actual,
            severity: Severity::Emergency,
            headline: "川があふれます".into(),
            text: "すぐに高い所へ。".into(),
            sender: "危機管理課".into(),
            issued: NOW,
            expires: hours(6),
            ..Alert::default()
        };
        self.server.alert(n, &alert);
    }

    fn shown(&self) -> Vec<String> {
        self.notes.shown().into_iter().map(|note| note.title).collect()
    }
}

fn hours(hours: i64) -> itsumo_engine::domain::Timestamp {
    NOW.plus(hours * itsumo_engine::domain::Timestamp::HOUR)
}

fn files(folder: &Path) -> usize {
    std::fs::read_dir(folder).unwrap().count()
}

#[test]
fn a_push_wakes_the_engine_and_danger_is_told_without_a_window() {
    let phone = Phone::new();
    phone.set_up();
    let one = One::default();
    phone.danger(1);
    let woken = wake(&one, || phone.open(), "push", LIMIT);
    assert_eq!(woken, Woken { synced: true, problem: None });
    assert_eq!(woken.json(), r#"{"synced":true,"problem":null}"#);
    assert_eq!(phone.shown().len(), 1, "{:?}", phone.shown());
    assert!(!one.is_open(), "nobody needs it any more");

    // Twice the same push, as push services do: nothing is told twice.
    phone.notes.shown().iter().for_each(|note| itsumo_engine::Notifier::withdraw(&*phone.notes, &note.id));
    assert!(wake(&one, || phone.open(), "push", LIMIT).synced);
    assert_eq!(phone.shown(), Vec::<String>::new());
}

#[test]
fn woken_while_the_window_is_open_the_same_engine_works_and_stays_open() {
    let phone = Phone::new();
    phone.set_up();
    let one = One::default();
    let window = one.lease(|| phone.open()).unwrap();
    phone.danger(1);
    let woken = wake(&one, || panic!("a second engine on the same folder"), "push", LIMIT);
    assert!(woken.synced);
    assert_eq!(phone.shown().len(), 1);
    assert!(one.is_open());
    drop(window);
    assert!(!one.is_open());
}

#[test]
fn a_server_that_never_answers_holds_the_phone_for_the_limit_and_no_longer() {
    let phone = Phone::new();
    phone.set_up();
    let one = One::default();
    let mute = FakeHttp::new(|_| Scripted::Open(Vec::new()));
    let woken = wake(&one, || phone.open_by(mute), "periodic", Duration::from_millis(50));
    assert_eq!(woken, Woken { synced: false, problem: Some("late") });
    assert!(!one.is_open());
    // Cut off in the middle: the next round has everything.
    phone.danger(1);
    assert!(wake(&one, || phone.open(), "periodic", LIMIT).synced);
    assert_eq!(phone.shown().len(), 1);
}

#[test]
fn without_network_it_says_so_and_what_waited_for_the_morning_is_told_all_the_same() {
    let phone = Phone::new();
    phone.set_up();
    let one = One::default();
    phone.server.with(|state| state.offline = true);
    let woken = wake(&one, || phone.open(), "boot", LIMIT);
    assert_eq!(woken, Woken { synced: false, problem: Some("offline") });
    phone.server.with(|state| state.offline = false);
    phone.server.news(1, &news("断水のお知らせ", &["kurashi"]));
    assert!(wake(&one, || phone.open(), "network", LIMIT).synced);
}

#[test]
fn before_a_city_is_chosen_there_is_nothing_to_try_again() {
    let phone = Phone::new();
    let one = One::default();
    let woken = wake(&one, || phone.open(), "boot", LIMIT);
    assert_eq!(woken, Woken { synced: true, problem: Some("no-city") });
}

#[test]
fn a_folder_that_cannot_be_opened_is_a_problem_and_no_crash() {
    let phone = Phone::new();
    let file = phone.folder.path().join("file");
    std::fs::write(&file, "").unwrap();
    let deps = || Deps::fake(phone.clock.clone(), Arc::new(FakeHttp::offline()), 1);
    let one = One::default();
    let woken = wake(&one, || Engine::open(Paths::at(&file), deps()), "boot", LIMIT);
    assert_eq!(woken, Woken::failed("store"));
    assert!(!one.is_open() && files(phone.folder.path()) == 1);
}
