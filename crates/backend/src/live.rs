//! Live hints: *stream X is at n*, to everybody who listens, within a blink.
//!
//! A general HTTP server keeps some 19 KiB for each connection, and wakes a task for each event on each. A
//! hint is the same few bytes for a whole city, so the [`Hub`] is one thread that holds bare sockets and
//! writes one shared buffer to each. Nobody is waited for: a socket that does not take the whole of a hint at
//! once belongs to a device that is asleep or gone, and is closed. It connects again, and is told first where
//! everything stands; a missed hint costs time, never data.
//!
//! How a server uses it: it starts one hub ([`Hub::start`]). Of each accepted plain connection it asks
//! [`Hub::intercept`], which looks at the first bytes without taking them; when that answers, and the city
//! exists and the token (if there is one) is good, it hands the socket over with [`Hub::adopt`]. In every
//! other case (HTTP/2, a connection used before, a bad token, a full hub) the connection goes the ordinary
//! way, where the route's handler answers with [`Hub::response`].

use crate::{
    store::Moved,
    stream::{Event as StreamEvent, Streams},
};
use axum::{
    body::Body,
    http::{HeaderValue, header},
    response::{IntoResponse, Response},
};
use bytes::Bytes;
use itsumo_domain::{
    Stream,
    may::{Who, streams_of},
    record::Audience,
    sync::Hint,
};
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    convert::Infallible,
    fmt::Write as _,
    io::{self, Read, Write},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicUsize, Ordering},
        mpsc::{self, RecvTimeoutError},
    },
    time::{Duration, Instant},
};
use tokio::{io::AsyncReadExt, net::TcpStream};
use uuid::Uuid;

/// Proxies and phones' networks drop what is silent for 30 s.
const PING: Duration = Duration::from_secs(25);
/// Events a connection of the ordinary kind may be behind.
const BEHIND: usize = 16;
/// A request's head that is longer goes the ordinary way.
const HEAD: usize = 4096;

const HEADERS: &str = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ncache-control: no-store\r\n\
    x-accel-buffering: no\r\ntransfer-encoding: chunked\r\n\r\n";

/// Most families whose hints one connection takes.
pub const MOST_FAMILIES: usize = 16;
/// The header that names one; may be sent several times.
pub const FAMILY_HEADER: &str = "itsumo-family";

/// Whose hints a connection gets. Who it is and which families it is of was found out before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// The person, if one is signed in.
    pub who: Who,
    /// Families of which a key was shown.
    pub families: Vec<Uuid>,
    /// Groups of the person's children whose notices they read, ascending.
    pub classes: Vec<Uuid>,
    /// Where the stream `standings` stood when those were asked for.
    pub as_of: i64,
}

impl From<Who> for Reader {
    fn from(who: Who) -> Self {
        Self { who, families: Vec::new(), classes: Vec::new(), as_of: i64::MAX }
    }
}

/// A request for hints, read off a connection that nothing was taken from yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LiveRequest {
    /// The city's code as asked for.
    pub city: String,
    /// The bearer token, if one was sent.
    pub token: Option<String>,
    /// What was shown of families, as it was sent.
    pub families: Vec<String>,
    head_bytes: usize,
}

/// Everybody who listens to this process. Ends with its last handle.
pub struct Hub {
    queue: mpsc::Sender<Message>,
    open: Arc<AtomicUsize>,
    most: usize,
    asker: Arc<OnceLock<Asker>>,
}

enum Message {
    Enter {
        city: String,
        reader: Reader,
        line: Line,
    },
    Moved(Moved),
    Leave(Uuid),
    Shut {
        city: String,
        family: Uuid,
    },
    /// The groups whose notices a person reads now.
    Classes {
        city: String,
        person: Uuid,
        classes: Vec<Uuid>,
    },
    /// A backup was restored: sessions and keys may be others.
    ShowAgain,
    Stop,
}

/// One connection.
enum Line {
    /// A socket of our own, HTTP/1.1 with chunks.
    Socket(std::net::TcpStream),
    /// A body that the ordinary server sends.
    Body(tokio::sync::mpsc::Sender<Bytes>),
}

/// An event, as each kind of connection takes it.
struct Event {
    plain: Bytes,
    chunk: Vec<u8>,
}

/// Those who listen to a city. Each has a place, by which the indexes name them.
#[derive(Default)]
struct City {
    places: Vec<Option<(Line, Reader)>>,
    free: Vec<usize>,
    people: HashMap<Uuid, Vec<usize>>,
    families: HashMap<Uuid, Vec<usize>>,
    classes: HashMap<Uuid, Vec<usize>>,
    /// Of those who listen: whose own stream moved since anybody's part at a school last did.
    stirred: HashSet<Uuid>,
}

/// Is told whose parts at a city's schools may have changed. They listen to this process.
pub type Asker = Box<dyn Fn(String, Vec<Uuid>) + Send + Sync>;

impl Hub {
    /// Starts the hub's thread. At most `most` connections are held: keep it below the process's limit of
    /// open files.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(streams: Streams, most: usize) -> io::Result<Arc<Self>> {
        let (queue, messages) = mpsc::channel();
        let open = Arc::new(AtomicUsize::new(0));
        let moves = queue.clone();
        streams.tap(Box::new(move |event| {
            let _ = moves.send(match event {
                StreamEvent::Moved(moved) => Message::Moved(moved.clone()),
                StreamEvent::Shut { city, family } => Message::Shut { city: city.to_owned(), family },
                StreamEvent::Restored => Message::ShowAgain,
            });
        }));
        let (counted, asker) = (Arc::clone(&open), Arc::new(OnceLock::new()));
        let asks = Arc::clone(&asker);
        std::thread::Builder::new().name("itsumo-live".to_owned()).spawn(move || {
            Room { streams, cities: HashMap::new(), open: counted, asker: asks }.run(&messages);
        })?;
        Ok(Arc::new(Self { queue, open, most, asker }))
    }

    /// Connections held now.
    pub fn connections(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// Looks whether a fresh connection asks for hints, in a way that the hub can serve by itself. Takes
    /// nothing from it. Waits for the first bytes: call it where a time limit applies.
    pub async fn intercept(&self, stream: &TcpStream) -> Option<LiveRequest> {
        let mut head = [0; HEAD];
        let seen = stream.peek(&mut head).await.ok()?;
        if self.connections() >= self.most { None } else { read_request(head.get(..seen)?) }
    }

    /// Takes over a connection that [`Self::intercept`] answered for. The first event says where all streams
    /// that `reader` reads stand.
    ///
    /// # Errors
    /// When the connection broke meanwhile.
    pub async fn adopt(
        &self,
        mut stream: TcpStream,
        request: LiveRequest,
        reader: impl Into<Reader>,
    ) -> io::Result<()> {
        let mut head = vec![0; request.head_bytes];
        stream.read_exact(&mut head).await?;
        stream.set_nodelay(true)?;
        self.enter(request.city, reader.into(), Line::Socket(stream.into_std()?));
        Ok(())
    }

    /// The same for a connection that the ordinary server keeps: the handler's answer, or `None` when the hub
    /// is full.
    pub fn response(&self, city: &str, reader: impl Into<Reader>) -> Option<Response> {
        if self.connections() >= self.most {
            return None;
        }
        let (sender, receiver) = tokio::sync::mpsc::channel::<Bytes>(BEHIND);
        self.enter(city.to_owned(), reader.into(), Line::Body(sender));
        let events = futures_util::stream::unfold(receiver, |mut receiver| async {
            receiver.recv().await.map(|event| (Ok::<_, Infallible>(event), receiver))
        });
        let mut response = Body::from_stream(events).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert("x-accel-buffering", HeaderValue::from_static("no"));
        Some(response)
    }

    /// Closes a person's connections: call it when a session of theirs is revoked. Their other devices
    /// connect again.
    pub fn close_person(&self, person: Uuid) {
        let _ = self.queue.send(Message::Leave(person));
    }

    /// Sets who finds out what people are to schools now, and says so with [`Self::classes_are`]. Only the first counts.
    /// Called on the hub's thread: must be quick.
    pub fn ask(&self, asker: Asker) {
        let _ = self.asker.set(asker);
    }

    /// The groups whose notices a person reads. Connections of theirs that were made with others are closed: their
    /// devices connect again.
    pub fn classes_are(&self, city: &str, person: Uuid, mut classes: Vec<Uuid>) {
        classes.sort_unstable();
        let _ = self.queue.send(Message::Classes { city: city.to_owned(), person, classes });
    }

    /// Closes all connections.
    pub fn stop(&self) {
        let _ = self.queue.send(Message::Stop);
    }

    fn enter(&self, city: String, reader: Reader, line: Line) {
        self.open.fetch_add(1, Ordering::Relaxed);
        if self.queue.send(Message::Enter { city, reader, line }).is_err() {
            self.open.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

impl Drop for Hub {
    fn drop(&mut self) {
        self.stop();
    }
}

/// What the hub's thread holds.
struct Room {
    streams: Streams,
    cities: HashMap<String, City>,
    open: Arc<AtomicUsize>,
    asker: Arc<OnceLock<Asker>>,
}

impl Room {
    fn run(mut self, messages: &mpsc::Receiver<Message>) {
        let mut next_ping = Instant::now() + PING;
        loop {
            match messages.recv_timeout(next_ping.saturating_duration_since(Instant::now())) {
                Ok(first) => {
                    // What has gathered meanwhile: of each stream only the last word counts.
                    let mut moves = BTreeMap::new();
                    for message in std::iter::once(first).chain(messages.try_iter()) {
                        match message {
                            Message::Enter { city, reader, line } => self.enter(city, reader, line),
                            Message::Moved(moved) => {
                                moves.insert((moved.city, moved.stream), moved.head);
                            }
                            Message::Leave(person) => self.leave(person),
                            Message::Shut { city, family } => self.shut(&city, family),
                            Message::Classes { city, person, classes } => self.classes_are(&city, person, &classes),
                            Message::ShowAgain => {
                                // Those who go hear of it first.
                                self.tell_all(std::mem::take(&mut moves));
                                self.show_again();
                            }
                            Message::Stop => return self.close(),
                        }
                    }
                    self.tell_all(moves);
                }
                Err(RecvTimeoutError::Timeout) => {
                    self.ping();
                    next_ping = Instant::now() + PING;
                }
                Err(RecvTimeoutError::Disconnected) => return self.close(),
            }
        }
    }

    fn enter(&mut self, code: String, reader: Reader, mut line: Line) {
        let mut heads = String::new();
        let families = reader.families.iter().map(|family| Stream::family(*family));
        let classes = reader.classes.iter().map(|class| Stream::class(*class));
        for stream in streams_of(reader.who).into_iter().chain(families).chain(classes) {
            let head = self.streams.head(&code, &stream);
            event_of(&mut heads, &Hint { stream, head });
        }
        let event = Event::new(heads);
        let mut first = HEADERS.as_bytes().to_vec();
        first.extend_from_slice(&event.chunk);
        if !line.send(&Event { plain: event.plain, chunk: first }) {
            self.open.fetch_sub(1, Ordering::Relaxed);
            return;
        }
        // What moved between the question and now was told to nobody here yet.
        let (who, old) = (reader.who, reader.as_of < self.streams.head(&code, &Stream::standings()));
        self.cities.entry(code.clone()).or_default().seat(line, reader);
        if let (true, Who::Person(person)) = (old, who) {
            self.ask(code, vec![person]);
        }
    }

    fn tell_all(&mut self, moves: BTreeMap<(String, Stream), i64>) {
        let standings = Stream::standings();
        for ((city, stream), head) in moves {
            // Whose part changes has another card, so their own stream moved in that very commit: before, in the order
            // of the names. Of all who listen only they are asked about.
            if stream == standings {
                let stirred = self.cities.get_mut(&city).map(|city| std::mem::take(&mut city.stirred));
                self.ask(city, stirred.unwrap_or_default().into_iter().collect());
            } else {
                self.tell(&city, stream, head);
            }
        }
    }

    fn ask(&self, city: String, people: Vec<Uuid>) {
        if let (false, Some(asker)) = (people.is_empty(), self.asker.get()) {
            asker(city, people);
        }
    }

    fn classes_are(&mut self, code: &str, person: Uuid, classes: &[Uuid]) {
        let Some(city) = self.cities.get_mut(code) else { return };
        let mut others = city.people.get(&person).cloned().unwrap_or_default();
        others.retain(|place| {
            city.places.get(*place).and_then(Option::as_ref).is_some_and(|(_, reader)| reader.classes != classes)
        });
        let closed = city.end(Some(others));
        self.open.fetch_sub(closed, Ordering::Relaxed);
    }

    fn tell(&mut self, code: &str, stream: Stream, head: i64) {
        let Some(city) = self.cities.get_mut(code) else { return };
        let audience = stream.audience();
        let mut text = String::new();
        event_of(&mut text, &Hint { stream, head });
        let event = Event::new(text);
        let closed = match audience {
            Audience::Everyone => city.keep_if(|line| line.send(&event)),
            Audience::Person(person) => {
                if city.people.contains_key(&person) {
                    city.stirred.insert(person);
                }
                city.send(city.people.get(&person).cloned(), &event)
            }
            Audience::Family(family) => city.send(city.families.get(&family).cloned(), &event),
            Audience::Class(class) => city.send(city.classes.get(&class).cloned(), &event),
            Audience::Unknown => 0,
        };
        self.open.fetch_sub(closed, Ordering::Relaxed);
    }

    fn ping(&mut self) {
        let event = Event::new(": ping\n\n".to_owned());
        for city in self.cities.values_mut() {
            let closed = city.keep_if(|line| line.is_open() && line.send(&event));
            self.open.fetch_sub(closed, Ordering::Relaxed);
        }
    }

    fn leave(&mut self, person: Uuid) {
        for city in self.cities.values_mut() {
            let closed = city.end(city.people.get(&person).cloned());
            self.open.fetch_sub(closed, Ordering::Relaxed);
        }
    }

    fn shut(&mut self, city: &str, family: Uuid) {
        if let Some(city) = self.cities.get_mut(city) {
            let closed = city.end(city.families.get(&family).cloned());
            self.open.fetch_sub(closed, Ordering::Relaxed);
        }
    }

    fn show_again(&mut self) {
        for city in self.cities.values_mut() {
            let known = city.people.values().chain(city.families.values()).flatten().copied().collect();
            let closed = city.end(Some(known));
            self.open.fetch_sub(closed, Ordering::Relaxed);
        }
    }

    fn close(self) {
        for city in self.cities.into_values() {
            city.places.into_iter().flatten().for_each(|(line, _)| line.end());
        }
        self.open.store(0, Ordering::Relaxed);
    }
}

impl City {
    fn seat(&mut self, line: Line, reader: Reader) {
        let place = self.free.pop().unwrap_or(self.places.len());
        if let Who::Person(person) = reader.who {
            self.people.entry(person).or_default().push(place);
        }
        for family in &reader.families {
            self.families.entry(*family).or_default().push(place);
        }
        for class in &reader.classes {
            self.classes.entry(*class).or_default().push(place);
        }
        match self.places.get_mut(place) {
            Some(seat) => *seat = Some((line, reader)),
            None => self.places.push(Some((line, reader))),
        }
    }

    /// Lets go of a place; the indexes forget it.
    fn leave(&mut self, place: usize) -> Option<Line> {
        let (line, reader) = self.places.get_mut(place)?.take()?;
        self.free.push(place);
        if let Who::Person(person) = reader.who {
            forget(&mut self.people, person, place);
        }
        for family in reader.families {
            forget(&mut self.families, family, place);
        }
        for class in reader.classes {
            forget(&mut self.classes, class, place);
        }
        Some(line)
    }

    /// Lets go of all for whom `keep` is false, and says how many those were.
    fn keep_if(&mut self, mut keep: impl FnMut(&mut Line) -> bool) -> usize {
        let seats = self.places.iter_mut().enumerate();
        let lost = seats.filter_map(|(place, seat)| (!keep(&mut seat.as_mut()?.0)).then_some(place));
        let lost: Vec<usize> = lost.collect();
        lost.iter().filter(|place| self.leave(**place).is_some()).count()
    }

    /// Writes to those in `places`, lets go of those that do not take it, and says how many those were.
    fn send(&mut self, places: Option<Vec<usize>>, event: &Event) -> usize {
        let mut closed = 0;
        for place in places.unwrap_or_default() {
            let Some(Some((line, _))) = self.places.get_mut(place) else { continue };
            if !line.send(event) && self.leave(place).is_some() {
                closed += 1;
            }
        }
        closed
    }

    /// Ends the lines of those in `places`, and says how many those were.
    fn end(&mut self, places: Option<Vec<usize>>) -> usize {
        let lines: Vec<Line> = places.unwrap_or_default().into_iter().filter_map(|place| self.leave(place)).collect();
        let closed = lines.len();
        lines.into_iter().for_each(Line::end);
        closed
    }
}

fn forget(index: &mut HashMap<Uuid, Vec<usize>>, id: Uuid, place: usize) {
    if let Some(places) = index.get_mut(&id) {
        places.retain(|known| *known != place);
        if places.is_empty() {
            index.remove(&id);
        }
    }
}

impl Line {
    fn send(&mut self, event: &Event) -> bool {
        match self {
            Self::Socket(socket) => matches!(socket.write(&event.chunk), Ok(n) if n == event.chunk.len()),
            Self::Body(sender) => sender.try_send(event.plain.clone()).is_ok(),
        }
    }

    /// Whether the other side has not hung up. What it sends instead is of no interest.
    fn is_open(&mut self) -> bool {
        match self {
            Self::Socket(socket) => match socket.read(&mut [0; 256]) {
                Ok(read) => read > 0,
                Err(error) => error.kind() == io::ErrorKind::WouldBlock,
            },
            Self::Body(sender) => !sender.is_closed(),
        }
    }

    fn end(self) {
        if let Self::Socket(mut socket) = self {
            let _ = socket.write(b"0\r\n\r\n");
        }
    }
}

impl Event {
    fn new(text: String) -> Self {
        let mut chunk = format!("{:x}\r\n", text.len()).into_bytes();
        chunk.extend_from_slice(text.as_bytes());
        chunk.extend_from_slice(b"\r\n");
        Self { plain: Bytes::from(text), chunk }
    }
}

fn event_of(text: &mut String, hint: &Hint) {
    // A stream's name needs no escapes: see `Stream`.
    let _ = write!(text, "event: hint\ndata: {{\"stream\":\"{}\",\"head\":{}}}\n\n", hint.stream, hint.head);
}

/// Reads `GET /v1/live?city=…` of HTTP/1.1 with a complete head; anything else is not for the hub.
fn read_request(bytes: &[u8]) -> Option<LiveRequest> {
    let query = bytes.strip_prefix(b"GET /v1/live?")?;
    let end = query.windows(4).position(|four| four == b"\r\n\r\n")?;
    let head_bytes = bytes.len() - query.len() + end + 4;
    let head = std::str::from_utf8(query.get(..end)?).ok()?;
    let mut lines = head.split("\r\n");
    let query = lines.next()?.strip_suffix(" HTTP/1.1")?;
    let mut city = None;
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        if name == "city" {
            city = Some(value.into_owned());
        }
    }
    let (mut token, mut families) = (None, Vec::new());
    for line in lines {
        let (name, value) = line.split_once(':')?;
        match name.trim().to_ascii_lowercase().as_str() {
            "authorization" => {
                let (scheme, rest) = value.trim().split_once(' ')?;
                if !scheme.eq_ignore_ascii_case("bearer") {
                    return None;
                }
                token = Some(rest.trim().to_owned());
            }
            FAMILY_HEADER => families.push(value.trim().to_owned()),
            "upgrade" | "content-length" | "transfer-encoding" | "expect" => return None,
            _ => {}
        }
    }
    Some(LiveRequest { city: city?, token, families, head_bytes })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_plain_whole_request_for_hints_is_taken_over() {
        let taken = b"GET /v1/live?city=990019 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer abc\r\n\r\nrest";
        let request = read_request(taken).unwrap();
        assert_eq!((request.city.as_str(), request.token.as_deref()), ("990019", Some("abc")));
        assert_eq!(taken.len() - request.head_bytes, 4);
        let families = "GET /v1/live?city=1 HTTP/1.1\r\nItsumo-Family: Family a.b\r\nitsumo-family:Family c.d\r\n\r\n";
        assert_eq!(read_request(families.as_bytes()).unwrap().families, ["Family a.b", "Family c.d"]);
        for not_ours in [
            "GET /v1/live?city=990019 HTTP/1.1\r\nHost: x\r\n",
            "GET /v1/live?city=990019 HTTP/1.0\r\n\r\n",
            "GET /v1/live?town=1 HTTP/1.1\r\n\r\n",
            "GET /v1/live HTTP/1.1\r\n\r\n",
            "GET /v1/cities HTTP/1.1\r\n\r\n",
            "POST /v1/live?city=1 HTTP/1.1\r\n\r\n",
            "GET /v1/live?city=1 HTTP/1.1\r\nUpgrade: h2c\r\n\r\n",
            "GET /v1/live?city=1 HTTP/1.1\r\nAuthorization: Basic x\r\n\r\n",
            "PRI * HTTP/2.0\r\n\r\n",
        ] {
            assert_eq!(read_request(not_ours.as_bytes()), None, "{not_ours}");
        }
    }

    #[test]
    fn an_event_is_framed_for_each_kind_of_connection() {
        let mut text = String::new();
        event_of(&mut text, &Hint { stream: Stream::news(), head: 12 });
        let event = Event::new(text);
        assert_eq!(&event.plain[..], b"event: hint\ndata: {\"stream\":\"news\",\"head\":12}\n\n");
        assert_eq!(event.plain.len(), 0x2f);
        assert!(event.chunk.starts_with(b"2f\r\nevent") && event.chunk.ends_with(b"\n\n\r\n"));
    }
}
