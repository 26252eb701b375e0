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

mod room;

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
use itsumo_domain::{Stream, may::Who, record::Audience};
use room::{Line, Room};
use std::{
    collections::HashMap,
    convert::Infallible,
    io,
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, AtomicUsize, Ordering},
        mpsc,
    },
    time::Duration,
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
    /// Of whom they read besides, by what they are to schools and associations; ascending.
    pub audiences: Vec<Audience>,
    /// As of when that is so.
    pub as_of: AsOf,
    /// [`Hub::closings`] before it was found out who it is. `None` where nobody asks.
    pub closings: Option<u64>,
}

/// Where the streams stood that count changes of what somebody is, when it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AsOf {
    standings: i64,
    part: i64,
}

impl AsOf {
    /// Where they stand.
    pub fn now(streams: &Streams, city: &str, person: Uuid) -> Self {
        Self { standings: streams.head(city, &Stream::standings()), part: streams.head(city, &Stream::part(person)) }
    }

    fn is_before(self, now: Self) -> bool {
        self.standings < now.standings || self.part < now.part
    }
}

impl From<Who> for Reader {
    fn from(who: Who) -> Self {
        let as_of = AsOf { standings: i64::MAX, part: i64::MAX };
        Self { who, families: Vec::new(), audiences: Vec::new(), as_of, closings: None }
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
    closings: Arc<AtomicU64>,
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
    /// Of whom a person reads now.
    Audiences {
        city: String,
        person: Uuid,
        audiences: Vec<Audience>,
    },
    /// A backup was restored: sessions and keys may be others.
    ShowAgain,
    Stop,
}

/// Is told whose parts at a city's schools and associations may have changed. They listen to this process.
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
        let closings = Arc::new(AtomicU64::new(0));
        let counts = Arc::clone(&closings);
        streams.tap(Box::new(move |event| {
            if matches!(event, StreamEvent::Shut { .. } | StreamEvent::Restored) {
                counts.fetch_add(1, Ordering::SeqCst);
            }
            let _ = moves.send(match event {
                StreamEvent::Moved(moved) => Message::Moved(moved.clone()),
                StreamEvent::Shut { city, family } => Message::Shut { city: city.to_owned(), family },
                StreamEvent::Restored => Message::ShowAgain,
            });
        }));
        let (counted, asker) = (Arc::clone(&open), Arc::new(OnceLock::new()));
        let (asks, closed) = (Arc::clone(&asker), Arc::clone(&closings));
        std::thread::Builder::new().name("itsumo-live".to_owned()).spawn(move || {
            Room { streams, cities: HashMap::new(), open: counted, asker: asks, closings: closed }.run(&messages);
        })?;
        Ok(Arc::new(Self { queue, open, most, asker, closings }))
    }

    /// Connections held now.
    pub fn connections(&self) -> usize {
        self.open.load(Ordering::Relaxed)
    }

    /// How often anybody's connections were closed because of who they are. Whoever lets somebody listen asks before
    /// looking at what they show, and says so ([`Reader::closings`]): what was taken from somebody while they were on
    /// their way in is taken from them at the door.
    pub fn closings(&self) -> u64 {
        self.closings.load(Ordering::SeqCst)
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
        self.closings.fetch_add(1, Ordering::SeqCst);
        let _ = self.queue.send(Message::Leave(person));
    }

    /// Sets who finds out what people are now, and says so with [`Self::audiences_are`]. Only the first counts.
    /// Called on the hub's thread: must be quick.
    pub fn ask(&self, asker: Asker) {
        let _ = self.asker.set(asker);
    }

    /// Of whom a person reads, by what they are to schools and associations. Connections of theirs that were made with others are closed: their
    /// devices connect again.
    pub fn audiences_are(&self, city: &str, person: Uuid, mut audiences: Vec<Audience>) {
        audiences.sort_unstable();
        let _ = self.queue.send(Message::Audiences { city: city.to_owned(), person, audiences });
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
}
