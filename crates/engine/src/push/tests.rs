//! What is registered follows what should be, through everything that changes and everything that fails.

use super::*;
use crate::{
    Deps, HandClock, Paths,
    http::{FakeHttp, Scripted},
    locked,
};
use itsumo_domain::{Stream, city::City, sync::Hint, sync::SyncResponse};
use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

const NOW: Timestamp = Timestamp(1_795_305_600_000);

fn here(person: Option<u128>) -> Here {
    let person = person.map(Uuid::from_u128);
    Here { server: "http://a".into(), city: "990019".into(), person, locale: "ja".into() }
}

fn registered(here: Here, mark: &str, ago: i64) -> Kept {
    let known = Registered { here, name: "00".into(), mark: mark.into(), said: NOW.plus(-ago) };
    Kept { wanted: Some("m".into()), registered: Some(known), ..Kept::default() }
}

#[test]
fn what_changed_decides_what_is_done() {
    let none = Kept::default();
    let wanted = Kept { wanted: Some("m".into()), ..Kept::default() };
    let not_wanted = Kept { wanted: None, ..registered(here(None), "m", 0) };
    let refused = |ago: i64| Kept { refused: Some((here(None), "m".into(), NOW.plus(-ago))), ..wanted.clone() };
    let there = Here { city: "990027".into(), ..here(None) };
    let (on, in_english) = (registered(here(None), "m", 0), Here { locale: "en".into(), ..here(None) });
    let table = [
        (&none, Some(here(None)), Step::Nothing),
        (&wanted, None, Step::Nothing),
        (&wanted, Some(here(None)), Step::Register),
        (&on, Some(here(None)), Step::Nothing),
        (&on, Some(here(Some(1))), Step::Register),
        (&on, Some(in_english), Step::Register),
        (&on, Some(there.clone()), Step::GiveUp),
        (&on, None, Step::GiveUp),
        (&not_wanted, Some(here(None)), Step::GiveUp),
        (&registered(here(Some(1)), "m", 0), Some(here(None)), Step::Register),
        (&registered(here(None), "another", 0), Some(here(None)), Step::GiveUp),
        (&registered(here(None), "m", RENEW_EVERY), Some(here(None)), Step::Register),
        (&registered(here(None), "m", -Timestamp::DAY), Some(here(None)), Step::Register),
        (&refused(Timestamp::HOUR), Some(here(None)), Step::Nothing),
        (&refused(PATIENCE), Some(here(None)), Step::Register),
        (&refused(Timestamp::HOUR), Some(here(Some(1))), Step::Register),
        (&refused(Timestamp::HOUR), Some(there), Step::Register),
    ];
    for (kept, here, step) in table {
        assert_eq!(plan_push(kept, here.as_ref(), NOW), step, "{kept:?} at {here:?}");
    }
}

/// A server that keeps addresses by name, in cities, and can be away.
#[derive(Clone, Default)]
struct Server {
    kept: Arc<Mutex<BTreeMap<String, String>>>,
    away: Arc<Mutex<bool>>,
    refuses: Arc<Mutex<bool>>,
}

impl Server {
    fn http(&self) -> FakeHttp {
        let server = self.clone();
        FakeHttp::new(move |request| server.answer(request))
    }

    fn answer(&self, request: &Request) -> Scripted {
        if *locked(&self.away) {
            return Scripted::Lost;
        }
        let (_, path) = request.url.split_once("/v1/").unwrap();
        let parts: Vec<&str> = path.split('/').collect();
        match (request.method, parts.as_slice()) {
            (Method::Put, ["cities", city, "push"]) => {
                if *locked(&self.refuses) {
                    let problem = br#"{"type":"urn:x","title":"x","status":422,"code":"invalid","fields":[{"field":"address.transport","code":"not-offered"}]}"#;
                    return Scripted::Answer(422, problem.to_vec());
                }
                let asked: PushRegistration = serde_json::from_slice(request.body.as_ref().unwrap()).unwrap();
                let PushAddress::Fcm { token } = asked.address else { panic!("another transport") };
                let name = format!("{city}-{token}");
                locked(&self.kept).insert(name.clone(), asked.locale);
                Scripted::json(&PushRegistered { name })
            }
            (Method::Delete, ["cities", _, "push", name]) => {
                locked(&self.kept).remove(*name);
                Scripted::Answer(204, Vec::new())
            }
            (Method::Get, ["cities", code]) => Scripted::json(&City { code: (*code).into(), ..City::default() }),
            (Method::Post, ["sync"]) => Scripted::json(&SyncResponse::default()),
            _ => Scripted::Answer(404, Vec::new()),
        }
    }

    fn names(&self) -> Vec<String> {
        locked(&self.kept).keys().cloned().collect()
    }
}

fn fcm(token: &str) -> Option<PushAddress> {
    Some(PushAddress::Fcm { token: token.into() })
}

fn wait<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(work)
}

struct World {
    engine: Engine,
    server: Server,
    http: FakeHttp,
    clock: HandClock,
    _folder: tempfile::TempDir,
}

fn world() -> World {
    let (folder, server, clock) = (tempfile::tempdir().unwrap(), Server::default(), HandClock::at(NOW));
    let http = server.http();
    let deps = Deps::fake(clock.clone(), Arc::new(http.clone()), 1);
    let engine = Engine::open(Paths::at(folder.path()), deps).unwrap();
    wait(engine.choose_city("990019")).unwrap();
    World { engine, server, http, clock, _folder: folder }
}

#[test]
fn an_address_is_told_kept_told_and_taken_off_again() {
    let world = world();
    let (engine, state) = (&world.engine, || wait(world.engine.push_state()).unwrap());
    assert_eq!(state(), PushState::Off);
    wait(engine.set_push(fcm("a"))).unwrap();
    assert_eq!(
        (world.server.names(), state()),
        (vec!["990019-a".into()], PushState::On { said: NOW, signed_in: false })
    );
    let asked = world.http.asked().len();
    wait(engine.set_push(fcm("a"))).unwrap();
    assert_eq!(world.http.asked().len(), asked, "said again it asks nobody");
    // Another address takes the place of the first, at once.
    wait(engine.set_push(fcm("b"))).unwrap();
    assert_eq!(world.server.names(), ["990019-b"]);
    // A week later the server is told again, so that it does not forget.
    world.server.kept.lock().unwrap().clear();
    world.clock.advance(RENEW_EVERY);
    wait(engine.sync()).unwrap();
    assert_eq!(world.server.names(), ["990019-b"]);
    wait(engine.set_push(None)).unwrap();
    assert_eq!((world.server.names(), state()), (vec![], PushState::Off));
}

#[test]
fn who_moves_is_woken_by_the_new_city_and_no_longer_by_the_old() {
    let world = world();
    wait(world.engine.set_push(fcm("a"))).unwrap();
    wait(world.engine.choose_city("990027")).unwrap();
    wait(world.engine.sync()).unwrap();
    assert_eq!(world.server.names(), ["990027-a"]);
}

#[test]
fn what_was_said_offline_is_told_once_the_server_is_back() {
    let world = world();
    *locked(&world.server.away) = true;
    wait(world.engine.set_push(fcm("a"))).unwrap();
    assert_eq!(wait(world.engine.push_state()).unwrap(), PushState::Waiting);
    assert!(wait(world.engine.sync()).is_err());
    *locked(&world.server.away) = false;
    wait(world.engine.sync()).unwrap();
    assert_eq!(world.server.names(), ["990019-a"]);
    // The same with what is taken back.
    *locked(&world.server.away) = true;
    wait(world.engine.set_push(None)).unwrap();
    assert_eq!(world.server.names(), ["990019-a"]);
    *locked(&world.server.away) = false;
    wait(world.engine.sync()).unwrap();
    assert!(world.server.names().is_empty());
}

#[test]
fn a_server_that_does_not_take_it_is_not_asked_at_every_sync() {
    let world = world();
    *locked(&world.server.refuses) = true;
    wait(world.engine.set_push(fcm("a"))).unwrap();
    assert_eq!(wait(world.engine.push_state()).unwrap(), PushState::Refused);
    let puts = || world.http.asked().iter().filter(|(method, _)| *method == Method::Put).count();
    wait(world.engine.sync()).unwrap();
    assert_eq!(puts(), 1);
    *locked(&world.server.refuses) = false;
    world.clock.advance(PATIENCE);
    wait(world.engine.sync()).unwrap();
    assert_eq!((puts(), world.server.names()), (2, vec!["990019-a".into()]));
}

#[test]
fn an_address_that_cannot_be_one_is_refused_here_and_stands_in_no_table() {
    let world = world();
    let wrong = wait(world.engine.set_push(fcm(""))).unwrap_err();
    assert!(matches!(&wrong, Error::Refused(refusal) if refusal.field.as_deref() == Some("token")), "{wrong:?}");
    assert_eq!(wait(world.engine.push_state()).unwrap(), PushState::Off);
    wait(world.engine.set_push(fcm("a-secret-address"))).unwrap();
    let settings = world.engine.inner().store.read(|db| {
        let mut all = db.prepare("SELECT group_concat(CAST(value AS TEXT)) FROM setting WHERE key = 'push'")?;
        Ok(all.query_row([], |row| row.get::<_, String>(0))?)
    });
    let json: Kept = serde_json::from_str(&settings.unwrap()).unwrap();
    assert_eq!(
        json.registered.unwrap().name,
        "990019-a-secret-address",
        "the name is what this test's server made of it"
    );
    assert_eq!(json.wanted.unwrap().len(), 64);
}

#[test]
fn a_push_that_tells_nothing_new_asks_nobody() {
    let world = world();
    wait(world.engine.sync()).unwrap();
    let cursor = |stream: &'static str, at: i64| {
        world.engine.inner().store.write(move |tx| {
            tx.execute("UPDATE stream SET cursor = ?2 WHERE name = ?1", (stream, at))?;
            Ok(())
        })
    };
    cursor("alerts", 7).unwrap();
    let says = |city: &str, hints: &[(Stream, i64)]| {
        let hints = hints.iter().map(|(stream, head)| Hint { stream: stream.clone(), head: *head }).collect();
        let message = serde_json::to_string(&PushMessage { city: city.into(), hints }).unwrap();
        wait(world.engine.pushed(&message))
    };
    assert!(!says("990019", &[(Stream::alerts(), 7)]));
    assert!(says("990019", &[(Stream::alerts(), 8)]));
    assert!(says("990019", &[(Stream::alerts(), 7), (Stream::news(), 1)]));
    assert!(says("990019", &[(Stream::class(Uuid::from_u128(1)), 1)]), "a stream that is not here yet");
    assert!(!says("990027", &[(Stream::alerts(), 9)]), "a city that was left");
    assert!(wait(world.engine.pushed("{")), "what cannot be read may be anything");
}
