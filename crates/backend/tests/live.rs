//! The hub with real sockets.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, clippy::string_slice)]
#![allow(missing_docs)]

use axum::body::BodyDataStream;
use futures_util::StreamExt;
use itsumo_backend::{
    clock::HandClock,
    live::{Hub, Reader},
    store::{Place, open},
    stream::{Draft, Streams},
};
use itsumo_domain::{Stream, Timestamp, may::Who};
use std::{sync::Arc, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpSocket, TcpStream},
};
use uuid::Uuid;

const CITY: &str = "990019";
const HANA: Uuid = Uuid::from_u128(0xA);
const TARO: Uuid = Uuid::from_u128(0xB);

struct House {
    streams: Streams,
    hub: Arc<Hub>,
    door: TcpListener,
    _folder: tempfile::TempDir,
}

impl House {
    async fn build(most: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let store = open(&Place::Folder(folder.path().to_owned())).await.unwrap();
        let streams = Streams::open(store, Arc::new(HandClock::at(Timestamp(1)))).await.unwrap();
        let hub = Hub::start(streams.clone(), most).unwrap();
        Self { streams, hub, door: TcpListener::bind("127.0.0.1:0").await.unwrap(), _folder: folder }
    }

    /// Connects and asks, and lets the hub take the connection over as a server would.
    async fn listener(&self, who: Who) -> Listener {
        self.listener_of(who.into()).await
    }

    async fn listener_of(&self, who: Reader) -> Listener {
        let socket = TcpSocket::new_v4().unwrap();
        socket.set_recv_buffer_size(4096).unwrap();
        let mut line = socket.connect(self.door.local_addr().unwrap()).await.unwrap();
        let request = format!("GET /v1/live?city={CITY} HTTP/1.1\r\nHost: x\r\n\r\n");
        line.write_all(request.as_bytes()).await.unwrap();
        let (accepted, _) = self.door.accept().await.unwrap();
        let asked = self.hub.intercept(&accepted).await.expect("the hub takes a plain request");
        assert_eq!(asked.city, CITY);
        self.hub.adopt(accepted, asked, who).await.unwrap();
        Listener { line, seen: String::new() }
    }

    async fn publish(&self, stream: &Stream) -> i64 {
        let id = Uuid::from_u128(self.streams.head(CITY, stream) as u128 + 1);
        let draft = Draft { id, kind: "news", author: "ingest".to_owned(), body: Some("{}".to_owned()) };
        self.streams.publish(CITY, stream, vec![draft]).await.unwrap()
    }
}

struct Listener {
    line: TcpStream,
    seen: String,
}

impl Listener {
    /// Reads until `text` came, and answers with all that came before it.
    async fn until(&mut self, text: &str) -> String {
        within(async {
            loop {
                if let Some((before, after)) = self.seen.split_once(text) {
                    let (before, after) = (before.to_owned(), after.to_owned());
                    self.seen = after;
                    return before;
                }
                let mut more = [0; 1024];
                let read = self.line.read(&mut more).await.unwrap();
                assert!(read > 0, "the line ended after {:?}", self.seen);
                self.seen.push_str(std::str::from_utf8(&more[..read]).unwrap());
            }
        })
        .await
    }

    async fn hint(&mut self, stream: &Stream, head: i64) -> String {
        self.until(&format!("data: {{\"stream\":\"{stream}\",\"head\":{head}}}\n\n")).await
    }

    async fn end(mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        within(self.line.read_to_end(&mut rest)).await.unwrap();
        rest
    }
}

async fn within<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(Duration::from_secs(60), what).await.expect("it never came")
}

#[tokio::test]
async fn a_listener_first_learns_where_everything_stands_then_every_move() {
    let house = House::build(10).await;
    house.publish(&Stream::news()).await;
    let mut listener = house.listener(Who::Anyone).await;
    let head = listener.until("\r\n\r\n").await;
    assert!(head.starts_with("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n"), "{head}");
    listener.hint(&Stream::alerts(), 0).await;
    listener.hint(&Stream::news(), 1).await;
    for head in 2..20 {
        house.publish(&Stream::news()).await;
        listener.hint(&Stream::news(), head).await;
    }
    house.publish(&Stream::alerts()).await;
    listener.hint(&Stream::alerts(), 1).await;
    house.hub.stop();
    assert!(listener.end().await.ends_with(b"0\r\n\r\n"), "a proper end of the last chunk");
}

#[tokio::test]
async fn a_person_s_moves_are_told_to_their_devices_alone() {
    let house = House::build(10).await;
    let mut phone = house.listener(Who::Person(HANA)).await;
    let mut tablet = house.listener(Who::Person(HANA)).await;
    let mut taro = house.listener(Who::Person(TARO)).await;
    let mut nobody = house.listener(Who::Anyone).await;
    house.publish(&Stream::person(HANA)).await;
    house.publish(&Stream::news()).await;
    for device in [&mut phone, &mut tablet] {
        device.hint(&Stream::person(HANA), 1).await;
        device.hint(&Stream::news(), 1).await;
    }
    for other in [&mut taro, &mut nobody] {
        let before = other.hint(&Stream::news(), 1).await;
        assert!(!before.contains(&HANA.to_string()), "{before}");
    }
    // A device of Hana's is signed out: her lines end, his stays.
    house.hub.close_person(HANA);
    phone.end().await;
    tablet.end().await;
    house.publish(&Stream::news()).await;
    taro.hint(&Stream::news(), 2).await;
    assert_eq!(house.hub.connections(), 2);
}

#[tokio::test]
async fn who_does_not_read_is_let_go_and_holds_up_nobody() {
    let house = House::build(10).await;
    let asleep = house.listener(Who::Anyone).await;
    let mut awake = house.listener(Who::Anyone).await;
    let mut head = 0;
    while house.hub.connections() == 2 {
        head += 1;
        assert!(head < 200_000, "a sleeper is kept for ever");
        house.streams.moved(CITY, &Stream::news(), head);
        awake.hint(&Stream::news(), head).await;
    }
    assert_eq!(house.hub.connections(), 1);
    drop(asleep);
}

#[tokio::test]
async fn a_connection_of_the_ordinary_server_hears_the_same() {
    let house = House::build(1).await;
    let response = house.hub.response(CITY, Who::Anyone).unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut events: BodyDataStream = response.into_body().into_data_stream();
    let first = within(events.next()).await.unwrap().unwrap();
    assert!(first.starts_with(b"event: hint\ndata: {\"stream\":\"alerts\",\"head\":0}\n\n"));
    house.publish(&Stream::news()).await;
    let next = within(events.next()).await.unwrap().unwrap();
    assert_eq!(&next[..], b"event: hint\ndata: {\"stream\":\"news\",\"head\":1}\n\n");
    // The hub is full: the next goes away with a reason, not into silence.
    assert!(house.hub.response(CITY, Who::Anyone).is_none());
    drop(events);
    house.publish(&Stream::news()).await;
    within(async {
        while house.hub.connections() > 0 {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// The session is revoked after its token was looked up and before the hub has the connection: no hint comes by it.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_device_that_is_signed_out_on_its_way_in_hears_nothing() {
    let house = House::build(100).await;
    let closings = Some(house.hub.closings());
    house.hub.close_person(HANA);
    let hana = Reader { closings, ..Reader::from(Who::Person(HANA)) };
    let late = house.listener_of(hana.clone()).await;
    house.publish(&Stream::person(HANA)).await;
    // Else it would stay open, and this be waited for in vain.
    let heard = String::from_utf8(late.end().await).unwrap();
    assert!(heard.starts_with("HTTP/1.1 200 OK") && !heard.contains("hint"), "{heard}");
    // Who has nothing to lose is not sent away, and who comes again is let in.
    house.listener_of(Reader { closings, ..Reader::from(Who::Anyone) }).await.until("\n\n").await;
    let mut again = house.listener_of(Reader { closings: Some(house.hub.closings()), ..hana }).await;
    again.until(&format!("person/{HANA}")).await;
}
