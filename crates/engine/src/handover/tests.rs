//! A phone and a machine with a server in between that loses, doubles, cuts, bends and lies.

use super::*;
use crate::{
    Deps, Engine, PrintTicket,
    clock::Clock,
    crypto::{Draws, from_hex},
    http::{FakeHttp, Method, Request, Scripted},
    locked, store,
};
use crypto_box::PublicKey;
use futures_util::future::BoxFuture;
use itsumo_domain::{
    Timestamp,
    handover::{LIFE, Link, Paper},
    problem::Problem,
};
use std::{
    collections::VecDeque,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

const CITY: &str = "990019";
const TITLE: &str = "佐藤さくらさんの予診票";

fn pdf() -> Vec<u8> {
    [b"%PDF-1.7 ".as_slice(), "体温 37.8 せきが出る".as_bytes(), &[7; 90_000]].concat()
}

/// Time that passes only where somebody waits, so that no thread is ever too slow for it.
#[derive(Clone)]
struct Waiting(Arc<AtomicI64>);

impl Clock for Waiting {
    fn now(&self) -> Timestamp {
        Timestamp(self.0.load(Ordering::SeqCst))
    }
    fn sleep(&self, millis: i64) -> BoxFuture<'static, ()> {
        let clock = Arc::clone(&self.0);
        Box::pin(async move {
            tokio::task::yield_now().await;
            clock.fetch_add(millis, Ordering::SeqCst);
        })
    }
}

/// What happens to the next questions that nobody else answered.
#[derive(Clone, Debug)]
enum Fault {
    /// The question is lost.
    Lost,
    /// What is asked is done, and nobody hears of it.
    Unheard,
    /// Somebody else's page.
    Portal,
    /// Half of the answer.
    Cut,
    /// The server has its hands full.
    Busy,
}

#[derive(Default)]
struct State {
    open: bool,
    closed: bool,
    sealed: Option<Vec<u8>>,
    faults: VecDeque<(Method, Fault)>,
    /// A status and a code for whatever is asked with this method.
    says: Option<(Method, u16, &'static str)>,
    /// All that came over the wire.
    heard: Vec<Vec<u8>>,
    proofs: Vec<String>,
}

#[derive(Clone, Default)]
struct Server(Arc<Mutex<State>>);

fn problem(status: u16, code: &str) -> Scripted {
    let problem = Problem { status, code: code.to_owned(), ..Problem::default() };
    Scripted::Answer(status, serde_json::to_vec(&problem).unwrap())
}

impl Server {
    fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut locked(&self.0))
    }

    fn faults(&self, faults: &[(Method, Fault)]) {
        self.with(|state| state.faults.extend(faults.iter().cloned()));
    }

    fn answer(&self, request: &Request) -> Scripted {
        let mut state = locked(&self.0);
        let state = &mut *state;
        state.heard.push(request.url.clone().into_bytes());
        state.heard.extend(request.body.clone());
        state
            .proofs
            .extend(request.headers.iter().filter(|(name, _)| *name == "authorization").map(|(_, v)| v.clone()));
        if let Some((_, status, code)) = state.says.filter(|(method, ..)| *method == request.method) {
            return problem(status, code);
        }
        let fault =
            state.faults.front().filter(|(method, _)| *method == request.method).map(|(_, fault)| fault.clone());
        if fault.is_some() {
            state.faults.pop_front();
        }
        match fault {
            Some(Fault::Lost) => return Scripted::Lost,
            Some(Fault::Portal) => return Scripted::Answer(200, b"<html>Wi-Fi</html>".to_vec()),
            Some(Fault::Busy) => return problem(503, "busy"),
            _ => {}
        }
        let done = Self::done(state, request);
        match (fault, done) {
            (Some(Fault::Unheard), _) => Scripted::Lost,
            (Some(Fault::Cut), Scripted::Answer(status, mut body)) => {
                body.truncate(body.len() / 3);
                Scripted::Answer(status, body)
            }
            (_, done) => done,
        }
    }

    /// As the real one does.
    fn done(state: &mut State, request: &Request) -> Scripted {
        let fine = || Scripted::Answer(204, Vec::new());
        let filling = request.url.ends_with("/sealed");
        match request.method {
            Method::Put if !filling => {
                state.open = true;
                fine()
            }
            Method::Put if !state.open => problem(404, "not-found"),
            Method::Put if state.closed => problem(409, "drop-taken"),
            Method::Put => match &state.sealed {
                Some(known) if Some(known) != request.body.as_ref() => problem(409, "drop-taken"),
                _ => {
                    state.sealed.clone_from(&request.body);
                    fine()
                }
            },
            Method::Get if state.closed => problem(404, "not-found"),
            Method::Get => state.sealed.clone().map_or_else(fine, |sealed| Scripted::Answer(200, sealed)),
            Method::Delete => {
                state.closed = true;
                state.sealed = None;
                fine()
            }
            Method::Post => problem(405, "method-not-allowed"),
        }
    }

    async fn device(&self, seed: u64) -> Device {
        let (server, time) = (self.clone(), Waiting(Arc::new(AtomicI64::new(1_795_305_600_000))));
        let http = FakeHttp::new(move |request| server.answer(request));
        let hand = crate::HandClock::at(time.now());
        let deps = Deps { clock: Arc::new(time.clone()), ..Deps::fake(hand, Arc::new(http), seed) };
        let folder = tempfile::tempdir().unwrap();
        let engine = Engine::open(crate::Paths::at(folder.path()), deps).unwrap();
        engine.write(|tx, _| store::set_setting(tx, "city", &CITY)).await.unwrap();
        Device { engine, time, _folder: folder }
    }
}

struct Device {
    engine: Engine,
    time: Waiting,
    _folder: tempfile::TempDir,
}

impl std::ops::Deref for Device {
    type Target = Engine;
    fn deref(&self) -> &Engine {
        &self.engine
    }
}

/// A machine that shows a ticket, and a phone that has seen it.
async fn met(server: &Server) -> (Device, PrintTicket, Device) {
    let (machine, phone) = (server.device(1).await, server.device(2).await);
    let ticket = machine.print_ticket("市役所1階").await.unwrap();
    (machine, ticket, phone)
}

async fn send(phone: &Device, ticket: &PrintTicket) -> Result<(), Error> {
    let seen = phone.read_ticket(&ticket.text())?;
    phone.send_to_print(&seen, TITLE, pdf()).await
}

/// Waits for what goes on in the background.
async fn until(mut holds: impl FnMut() -> bool) {
    while !holds() {
        tokio::task::yield_now().await;
    }
}

fn code(error: Error) -> String {
    match error {
        Error::Refused(refusal) => refusal.code,
        other => other.to_string(),
    }
}

#[tokio::test]
async fn a_paper_arrives_through_a_line_that_loses_doubles_and_cuts_and_is_closed_once_it_is_here() {
    use Fault::{Busy, Cut, Lost, Portal, Unheard};
    let server = Server::default();
    let (machine, ticket, phone) = met(&server).await;
    let seen = phone.read_ticket(&ticket.text()).unwrap();
    assert_eq!((seen.name(), seen.digits()), ("市役所1階", ticket.digits()));
    server.faults(&[(Method::Put, Unheard), (Method::Put, Lost)]);
    send(&phone, &ticket).await.unwrap();
    server.faults(&[Lost, Busy, Portal, Cut, Unheard].map(|fault| (Method::Get, fault)));
    server.faults(&[(Method::Delete, Lost)]);
    let handed = machine.printed_from_phone(&ticket).await.unwrap();
    assert!((handed.title.as_str(), handed.pdf.as_slice()) == (TITLE, pdf().as_slice()));
    until(|| server.with(|state| state.closed && state.sealed.is_none())).await;
    assert_eq!(code(send(&phone, &ticket).await.unwrap_err()), "drop-taken", "a ticket is good for one paper");
    assert_eq!(code(machine.printed_from_phone(&ticket).await.unwrap_err()), "handover-over");
}

#[tokio::test]
async fn what_goes_over_the_wire_says_nothing_of_what_it_is_or_whose() {
    let server = Server::default();
    let (machine, ticket, phone) = met(&server).await;
    send(&phone, &ticket).await.unwrap();
    machine.printed_from_phone(&ticket).await.unwrap();
    let Ok(Link::Print(shown)) = Link::read(&ticket.text()) else { panic!("no ticket") };
    server.with(|state| {
        let heard = state.heard.concat();
        let holds = |what: &[u8]| heard.windows(what.len()).any(|part| part == what);
        assert!(holds(shown.drop.to_string().as_bytes()), "the test looks in the right place");
        for secret in [TITLE.as_bytes(), b"%PDF-", "せき".as_bytes(), "市役所".as_bytes(), &shown.key] {
            assert!(!holds(secret), "{}", String::from_utf8_lossy(secret));
        }
        let sealed = state.heard.iter().find(|body| body.len() > 1_000).unwrap();
        assert_eq!(sealed.len(), 128 * 1024, "one of a few sizes");
        // What the machine shows to take it stands on no ticket.
        let proof = state.proofs.last().unwrap().strip_prefix("Drop ").unwrap();
        assert_eq!(drop_of(&from_hex(proof).unwrap()), shown.drop);
        assert!(!ticket.text().to_lowercase().contains(proof));
    });
}

#[tokio::test]
async fn a_server_that_bends_swaps_or_makes_up_a_paper_is_found_out() {
    let seal = |key: &[u8; 32], packed: &[u8]| {
        PublicKey::from(*key).seal(&mut Draws(&crate::SeededIds::new(9)), packed).unwrap()
    };
    let paper = Paper { title: TITLE.into(), pdf: pdf() };
    for (what, expected) in [
        ("bent", "handover-changed"),
        ("another machine's", "handover-changed"),
        ("no pdf", "handover-not-pdf"),
        ("newer", "handover-newer"),
    ] {
        let server = Server::default();
        let (machine, ticket, phone) = met(&server).await;
        send(&phone, &ticket).await.unwrap();
        let Ok(Link::Print(shown)) = Link::read(&ticket.text()) else { panic!("no ticket") };
        server.with(|state| {
            let sealed = state.sealed.as_mut().unwrap();
            let mut packed = paper.pack().unwrap();
            match what {
                "bent" => sealed[1_000] ^= 1,
                "another machine's" => *sealed = seal(&[3; 32], &packed),
                "newer" => {
                    packed[0] = 9;
                    *sealed = seal(&shown.key, &packed);
                }
                _ => {
                    let at = packed.iter().position(|byte| *byte == b'%').unwrap();
                    packed[at] = b'#';
                    *sealed = seal(&shown.key, &packed);
                }
            }
        });
        assert_eq!(code(machine.printed_from_phone(&ticket).await.unwrap_err()), expected, "{what}");
        until(|| server.with(|state| state.closed)).await;
    }
}

#[tokio::test]
async fn a_ticket_is_over_after_five_minutes_and_says_so_on_both_sides() {
    let server = Server::default();
    let (machine, ticket, phone) = met(&server).await;
    let began = machine.time.now();
    assert_eq!(code(machine.printed_from_phone(&ticket).await.unwrap_err()), "handover-over");
    assert!((LIFE..LIFE + 2_000).contains(&machine.time.now().since(began)), "no minute less or more");
    // A server that has forgotten it: nothing is waited for in vain.
    let ticket = machine.print_ticket("").await.unwrap();
    server.with(|state| state.closed = true);
    let began = machine.time.now();
    assert_eq!(code(machine.printed_from_phone(&ticket).await.unwrap_err()), "handover-over");
    assert_eq!(machine.time.now(), began);
    server.with(|state| (state.open, state.closed) = (false, false));
    assert_eq!(code(send(&phone, &ticket).await.unwrap_err()), "handover-over");
}

#[tokio::test]
async fn each_way_of_not_sending_has_its_words() {
    let server = Server::default();
    let (machine, ticket, phone) = met(&server).await;
    for (status, said, expected) in [
        (413, "too-large", "handover-too-large"),
        (409, "drop-taken", "drop-taken"),
        (429, "rate-limited", "rate-limited"),
        (404, "not-found", "handover-over"),
    ] {
        server.with(|state| state.says = Some((Method::Put, status, said)));
        assert_eq!(code(send(&phone, &ticket).await.unwrap_err()), expected);
    }
    server.with(|state| state.says = None);
    server.faults(&[(Method::Put, Fault::Lost), (Method::Put, Fault::Lost), (Method::Put, Fault::Lost)]);
    assert_eq!(send(&phone, &ticket).await, Err(Error::Offline));
    assert_eq!(server.with(|state| state.faults.len()), 0, "it was tried three times");
    let seen = phone.read_ticket(&ticket.text()).unwrap();
    let large = [b"%PDF-".as_slice(), &vec![0; 9_000_000]].concat();
    assert_eq!(code(phone.send_to_print(&seen, "", large).await.unwrap_err()), "handover-too-large");
    assert_eq!(code(phone.send_to_print(&seen, "", b"PK".to_vec()).await.unwrap_err()), "handover-not-pdf");
    // The machine gives up its ticket: who sends now learns that at once.
    machine.forget_ticket(ticket.clone());
    until(|| server.with(|state| state.closed)).await;
    assert_eq!(code(send(&phone, &ticket).await.unwrap_err()), "drop-taken");
}

#[tokio::test]
async fn a_code_that_somebody_put_over_the_machine_s_shows_other_digits() {
    let server = Server::default();
    let (machine, ticket, phone) = met(&server).await;
    let thief = server.device(3).await.print_ticket("市役所1階").await.unwrap();
    let seen = phone.read_ticket(&thief.text()).unwrap();
    assert_eq!(seen.name(), "市役所1階", "a name is easily copied");
    assert_ne!(seen.digits(), ticket.digits());
    assert!(seen.digits().len() == 6 && seen.digits().bytes().all(|digit| digit.is_ascii_digit()));
    let next = machine.print_ticket("市役所1階").await.unwrap();
    assert_ne!((next.text(), next.digits()), (ticket.text(), ticket.digits()), "a key is for one time");
}

#[tokio::test]
async fn what_is_scanned_and_is_no_ticket_of_ours_is_said_so() {
    let server = Server::default();
    let (_, ticket, phone) = met(&server).await;
    let elsewhere = ticket.text().replace("127.0.0.1", "127.0.0.2");
    assert_eq!(code(phone.read_ticket(&elsewhere).unwrap_err()), "handover-other-server");
    for wrong in ["", "https://city.example/", "itsumo:family?v=1", "itsumo://open/990019/news/1"] {
        assert_eq!(code(phone.read_ticket(wrong).unwrap_err()), "handover-not-a-ticket", "{wrong}");
    }
    let nowhere = server.device(4).await;
    nowhere.write(|tx, _| store::unset(tx, "city")).await.unwrap();
    assert_eq!(code(nowhere.print_ticket("").await.unwrap_err()), "city-needed");
    server.faults(&[(Method::Put, Fault::Lost)]);
    assert_eq!(phone.print_ticket("").await, Err(Error::Offline), "a machine without a network says so at once");
}

#[test]
fn nothing_that_is_printed_to_a_log_shows_a_key_or_a_paper() {
    let handed = super::Handed { title: TITLE.into(), pdf: zeroize::Zeroizing::new(pdf()) };
    let shown = format!("{handed:?} {:?}", Paper { title: TITLE.into(), pdf: pdf() });
    assert!(!shown.contains("さくら"), "{shown}");
}
