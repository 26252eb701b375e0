//! A server of a few lines, held by the test: it keeps streams as the real one does, can be cut off, lose
//! its answers, refuse commands, be restored from a backup and forget sessions.
#![allow(dead_code, reason = "not every test file uses all of it")]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on should stop here")]

pub mod association;
pub mod school;

use itsumo_engine::{
    Deps, Engine, HandClock, Paths,
    domain::{
        Command, Record, Stream, Timestamp,
        account::Session,
        alert::Alert,
        city::{City, LocalText, Topic},
        news::{News, Sorted, Why},
        problem::Problem,
        record::kind,
        school::{absence::By, notice::AnswerView},
        sync::{CommandResult, Page, Refusal, SyncRequest, SyncResponse},
    },
    http::{FakeHttp, Request, Scripted},
    notify::{Note, RecordingNotifier},
    secrets::MemorySecrets,
};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{Arc, Mutex},
};
use uuid::Uuid;

/// 2026-11-22 09:00 in Japan.
pub const NOW: Timestamp = Timestamp(1_795_305_600_000);
pub const CITY: &str = "990019";
pub const HANA: Uuid = Uuid::from_u128(0xa);
pub const TARO: Uuid = Uuid::from_u128(0xb);
/// Hana's account.
pub const HERS: &str = "hana@example.jp";
pub const PASSWORD: &str = "さくらのはな";

pub fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

#[derive(Clone, Default)]
pub struct State {
    pub streams: BTreeMap<Stream, Vec<Record>>,
    pub heads: BTreeMap<Stream, i64>,
    /// Commands done, by id, and in which order.
    pub done: Vec<(Uuid, Uuid, Command)>,
    /// Every command that came in, doubled ones too.
    pub heard: Vec<Uuid>,
    pub offline: bool,
    /// Do what is asked, then lose the answer.
    pub lose_answers: usize,
    /// Cut the answer off half way.
    pub cut_answers: usize,
    /// Refuse commands of this name.
    pub refuse: BTreeSet<String>,
    pub page: usize,
    /// After so many syncs the line breaks.
    pub break_after: Option<usize>,
    /// Largest question taken, in bytes.
    pub largest: usize,
    /// Nonces of the registrations, in the order they came. The last one's code is 123456.
    pub registered: Vec<String>,
    /// Tokens that are good.
    pub sessions: BTreeMap<String, Uuid>,
    pub left: Vec<Stream>,
    /// Which groups' streams a person may read.
    pub groups: BTreeMap<Uuid, BTreeSet<Stream>>,
    /// The code with which `refuse` refuses; `too-large` when empty.
    pub refuse_code: String,
    /// What other paths answer, from behind `/v1/`.
    pub rest: BTreeMap<String, (u16, Vec<u8>)>,
    /// What was sent to them.
    pub sent: Vec<(String, Vec<u8>)>,
    /// Who is told of absences, beside the one who reports.
    pub guardians: Vec<Uuid>,
    /// What happens just before a path is answered, once.
    pub just_before: BTreeMap<String, fn(&mut State)>,
}

#[derive(Clone, Default)]
pub struct Server(pub Arc<Mutex<State>>);

pub fn topic(id: &str) -> Topic {
    Topic { id: id.into(), name: LocalText::ja(id), ..Topic::default() }
}

pub fn news(title: &str, topics: &[&str]) -> News {
    News {
        title: title.into(),
        summary: format!("{title}の要約"),
        html: format!("<p>{title}の本文</p>"),
        published: NOW,
        topics: topics.iter().map(|id| Sorted { id: (*id).into(), why: Why::Fallback }).collect(),
        ..News::default()
    }
}

impl Server {
    pub fn new() -> Self {
        let server = Self::default();
        server.with(|state| (state.page, state.largest) = (1000, 1024 * 1024));
        server
    }

    pub fn with<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.lock().unwrap())
    }

    pub fn put(&self, stream: Stream, id: Uuid, kind: &str, body: &impl serde::Serialize) {
        self.with(|state| append(state, stream, id, kind, Some(serde_json::value::to_raw_value(body).unwrap())));
    }

    pub fn news(&self, n: u128, news: &News) {
        self.put(Stream::news(), Uuid::from_u128(n), kind::NEWS, news);
    }

    pub fn alert(&self, n: u128, alert: &Alert) {
        self.put(Stream::alerts(), Uuid::from_u128(n), kind::ALERT, alert);
    }

    pub fn recall(&self, stream: Stream, n: u128) {
        self.with(|state| append(state, stream, Uuid::from_u128(n), kind::NEWS, None));
    }

    /// The engine's network.
    pub fn http(&self) -> FakeHttp {
        let server = self.clone();
        FakeHttp::new(move |request| server.answer(request))
    }

    fn answer(&self, request: &Request) -> Scripted {
        let mut state = self.0.lock().unwrap();
        if state.offline {
            return Scripted::Lost;
        }
        let path = request.url.split_once("/v1/").map_or("", |(_, path)| path).to_owned();
        let token = request.headers.iter().find(|(name, _)| *name == "authorization");
        let token = token.map(|(_, value)| value.trim_start_matches("Bearer ").to_owned());
        let body = request.body.clone().unwrap_or_default();
        match path.as_str() {
            "cities/990019" => Scripted::json(&City {
                code: CITY.into(),
                name: LocalText::ja("ひなた市"),
                topics: vec![topic("kurashi"), topic("kosodate")],
                ..City::default()
            }),
            "accounts" => {
                let asked: serde_json::Value = serde_json::from_slice(&body).unwrap();
                state.registered.push(asked["nonce"].as_str().unwrap().to_owned());
                Scripted::Answer(202, Vec::new())
            }
            "sessions" | "accounts/confirm" => {
                let asked: serde_json::Value = serde_json::from_slice(&body).unwrap();
                let right =
                    asked["code"] == "123456" && asked["nonce"].as_str() == state.registered.last().map(|n| &**n);
                if path == "accounts/confirm" && !right {
                    return problem(422, "wrong-code");
                }
                let email = asked["email"].as_str().unwrap().to_owned();
                let person = if email.starts_with("hana") { HANA } else { TARO };
                let token = format!("token-{}-{}", email, state.sessions.len());
                state.sessions.insert(token.clone(), person);
                Scripted::json(&Session { token, person, device: Uuid::from_u128(1), email })
            }
            "sessions/current" => {
                state.sessions.remove(&token.unwrap_or_default());
                Scripted::Answer(204, Vec::new())
            }
            "sync" => {
                match &mut state.break_after {
                    Some(0) => return Scripted::Lost,
                    Some(left) => *left -= 1,
                    None => {}
                }
                let who = match &token {
                    None => None,
                    Some(token) => match state.sessions.get(token) {
                        Some(person) => Some(*person),
                        None => return problem(401, "signed-out"),
                    },
                };
                if body.len() > state.largest {
                    return problem(413, "too-large");
                }
                let answer = sync(&mut state, who, &serde_json::from_slice(&body).unwrap());
                let json = serde_json::to_vec(&answer).unwrap();
                if state.lose_answers > 0 {
                    state.lose_answers -= 1;
                    return Scripted::Lost;
                }
                if state.cut_answers > 0 {
                    state.cut_answers -= 1;
                    return Scripted::Cut(200, json[..json.len() / 2].to_vec());
                }
                Scripted::Answer(200, json)
            }
            "me" if request.method == itsumo_engine::http::Method::Delete => {
                let person = state.sessions.get(&token.unwrap_or_default()).copied();
                state.sessions.retain(|_, other| Some(*other) != person);
                Scripted::Answer(204, Vec::new())
            }
            path if path.starts_with("live") => Scripted::Open(b": hello\n\n".to_vec()),
            path => {
                if let Some(happens) = state.just_before.remove(path) {
                    happens(&mut state);
                }
                state.sent.push((path.to_owned(), body));
                match state.rest.get(path) {
                    Some((status, body)) => Scripted::Answer(*status, body.clone()),
                    None => problem(404, "not-found"),
                }
            }
        }
    }
}

pub fn problem(status: u16, code: &str) -> Scripted {
    let problem = Problem { status, code: code.into(), ..Problem::default() };
    Scripted::Answer(status, serde_json::to_vec(&problem).unwrap())
}

pub fn append(state: &mut State, stream: Stream, id: Uuid, kind: &str, body: Option<Box<serde_json::value::RawValue>>) {
    let head = state.heads.entry(stream.clone()).or_default();
    *head += 1;
    let log = state.streams.entry(stream).or_default();
    let rev = log.iter().find(|record| record.id == id).map_or(0, |record| record.rev) + 1;
    log.retain(|record| record.id != id);
    log.push(Record {
        seq: *head,
        id,
        rev,
        kind: kind.into(),
        at: NOW,
        author: "test".into(),
        gone: body.is_none(),
        body,
    });
}

fn sync(state: &mut State, who: Option<Uuid>, request: &SyncRequest) -> SyncResponse {
    let mut answer = SyncResponse::default();
    for envelope in &request.commands {
        state.heard.push(envelope.id);
        let refused = match who {
            None => Some(Refusal::new("sign-in-needed")),
            Some(_) if state.refuse.contains(envelope.command.name()) => {
                Some(Refusal::new(match &*state.refuse_code {
                    "" => "too-large",
                    code => code,
                }))
            }
            Some(_) => None,
        };
        answer.results.push(CommandResult { id: envelope.id, refused: refused.clone() });
        let Some(person) = who.filter(|_| refused.is_none()) else { continue };
        if state.done.iter().any(|(_, id, _)| *id == envelope.id) {
            continue;
        }
        state.done.push((person, envelope.id, envelope.command.clone()));
        let raw = |value: &dyn erased::Json| Some(value.raw());
        let stream = Stream::person(person);
        match &envelope.command {
            Command::SetInterests { interests } => append(state, stream, person, kind::INTERESTS, raw(interests)),
            Command::SaveNews { news, saved } => append(state, stream, *news, kind::SAVED, raw(&**saved)),
            Command::UnsaveNews { news } => append(state, stream, *news, kind::SAVED, None),
            Command::ReportAbsence { id, absence } => school::report(state, person, *id, Some(absence)),
            Command::WithdrawAbsence { id } => school::report(state, person, *id, None),
            Command::AnswerQuestion { question, arrival } => school::answered(state, person, *question, *arrival),
            Command::AnswerNotice { notice, pupil, given } => {
                let view = AnswerView {
                    notice: *notice,
                    pupil: *pupil,
                    answer: given.clone(),
                    at: NOW,
                    late: false,
                    by: By { me: true, ..By::default() },
                };
                append(state, stream, Uuid::from_u128(notice.as_u128() ^ 1 << 100), kind::ANSWER, raw(&view));
            }
            Command::Association(command) => association::done(state, person, command),
            Command::OpenNotice { .. } | Command::Unknown => {}
        }
    }
    let mut wanted: BTreeMap<Stream, i64> = [(Stream::alerts(), 0), (Stream::news(), 0)].into();
    wanted.extend(who.map(|person| (Stream::person(person), 0)));
    let groups = who.and_then(|person| state.groups.get(&person).cloned()).unwrap_or_default();
    wanted.extend(groups.iter().map(|stream| (stream.clone(), 0)));
    for (stream, cursor) in &request.cursors {
        let readable = stream.is_public()
            || who.is_some_and(|person| *stream == Stream::person(person))
            || groups.contains(stream);
        if readable && !state.left.contains(stream) {
            wanted.insert(stream.clone(), *cursor);
        } else {
            answer.left.push(stream.clone());
        }
    }
    for (stream, cursor) in wanted {
        let head = state.heads.get(&stream).copied().unwrap_or(0);
        if head == cursor {
            continue;
        }
        let log = state.streams.get(&stream).cloned().unwrap_or_default();
        let mut records: Vec<_> =
            log.into_iter().filter(|record| record.seq > cursor && !(cursor == 0 && record.gone)).collect();
        let more = records.len() > state.page;
        records.truncate(state.page);
        let next = if more { records.last().unwrap().seq } else { head };
        answer.more |= more;
        answer.streams.insert(stream, Page { records, next, more });
    }
    answer
}

mod erased {
    use serde_json::value::RawValue;
    pub trait Json {
        fn raw(&self) -> Box<RawValue>;
    }
    impl<T: serde::Serialize> Json for T {
        fn raw(&self) -> Box<RawValue> {
            serde_json::value::to_raw_value(self).unwrap()
        }
    }
}

/// A device: what survives a restart, and the engine on it.
pub struct Device {
    pub folder: tempfile::TempDir,
    pub clock: HandClock,
    pub secrets: Arc<MemorySecrets>,
    pub notes: Arc<RecordingNotifier>,
    pub server: Server,
    pub engine: Engine,
    seed: u64,
}

impl Device {
    /// What is shown to the person, as soon as anything is.
    pub async fn told(&self) -> Vec<Note> {
        let told = tokio::time::timeout(std::time::Duration::from_secs(60), self.notes.until_shown()).await;
        told.expect("nothing is told");
        self.notes.shown()
    }
}

fn open(
    folder: &Path,
    clock: &HandClock,
    secrets: &Arc<MemorySecrets>,
    notes: &Arc<RecordingNotifier>,
    server: &Server,
    seed: u64,
) -> Engine {
    let deps = Deps {
        secrets: secrets.clone(),
        notifier: notes.clone(),
        ..Deps::fake(clock.clone(), Arc::new(server.http()), seed)
    };
    Engine::open(Paths::at(folder), deps).unwrap()
}

impl Device {
    /// New, with its city chosen; not synced.
    pub async fn new(server: &Server, seed: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let (clock, secrets, notes) = (HandClock::at(NOW), Arc::default(), Arc::default());
        let engine = open(folder.path(), &clock, &secrets, &notes, server, seed);
        engine.choose_city(CITY).await.unwrap();
        Self { folder, clock, secrets, notes, server: server.clone(), engine, seed }
    }

    /// Killed and started again.
    pub fn restart(&mut self) {
        self.seed += 1000;
        self.engine = open(self.folder.path(), &self.clock, &self.secrets, &self.notes, &self.server, self.seed);
    }
}
