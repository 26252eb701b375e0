//! Through a real port: sockets that stay, connections that are slow, a server that stops.

use crate::town::{CITY, PASSWORD, TODAY, cities};
use itsumo_backend::{
    account,
    clock::{HandClock, RealIds},
    config::Config,
    family,
    mail::Memory,
    serve::{self, Options, Running, StartError},
    stream::Draft,
};
use itsumo_domain::{
    Stream,
    account::{Confirm, Register, Session},
    family::{NewFamily, NewKey, PushEntries, SealedEntry},
    record::kind,
};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::TcpStream,
};
use uuid::Uuid;

async fn start(data: &std::path::Path) -> Running {
    let options = Options {
        config: Config::local(data, cities()),
        clock: Arc::new(HandClock::at(TODAY)),
        ids: Arc::new(RealIds),
        mailer: None,
    };
    serve::start(options).await.unwrap()
}

/// An account made without the network.
async fn hana(server: &Running, mails: &Memory) -> Session {
    let (client, email) = (std::net::IpAddr::from([192, 0, 2, 1]), "hana@example.jp".to_owned());
    let nonce = "the phone's".to_owned();
    let asked = Register {
        city: CITY.into(),
        email: email.clone(),
        password: PASSWORD.into(),
        locale: "ja".into(),
        nonce: nonce.clone(),
    };
    account::register(&server.app, client, asked).await.unwrap();
    let subject = mails.wait(&email, 1).await.unwrap().subject;
    let code = subject.chars().filter(char::is_ascii_digit).collect();
    let asked = Confirm { city: CITY.into(), email, code, device: "電話".into(), nonce };
    account::confirm(&server.app, client, asked).await.unwrap()
}

/// A family as the server keeps it, made without the network; what its devices show.
async fn family(server: &Running, id: Uuid, secret: [u8; 32]) -> (NewFamily, String) {
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let made = NewFamily { access_hash: hex(&Sha256::digest(secret)) };
    family::make(&server.app, std::net::IpAddr::from([192, 0, 2, 1]), CITY, id, made.clone()).await.unwrap();
    (made, format!("Family {id}.{}", hex(&secret)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_s_device_hears_of_it_until_there_is_another_key() {
    let data = tempfile::tempdir().unwrap();
    let server = start(data.path()).await;
    let (sato, mori) = (Uuid::from_u128(0xFA1), Uuid::from_u128(0xFA2));
    let (_, of_sato) = family(&server, sato, [1; 32]).await;
    let (other, of_mori) = family(&server, mori, [2; 32]).await;
    let live = |headers: &str| format!("GET /v1/live?city={CITY} HTTP/1.1\r\nhost: x\r\n{headers}\r\n");
    let listen = async |headers: String| {
        let mut socket = TcpStream::connect(server.addr).await.unwrap();
        socket.write_all(live(&headers).as_bytes()).await.unwrap();
        BufReader::new(socket)
    };
    let mut both = listen(format!("Itsumo-Family: {of_sato}\r\nitsumo-family: {of_mori}\r\n")).await;
    until(&mut both, &format!("\"family/{mori}\",\"head\":0")).await;
    let mut one = listen(format!("Itsumo-Family: {of_mori}\r\n")).await;
    until(&mut one, &format!("\"family/{mori}\",\"head\":0")).await;
    let push = async |id: Uuid, shows: &str, n: u128| {
        let entry = SealedEntry { id: Uuid::from_u128(n), epoch: 0, sealed: "AAAA".to_owned() };
        let asked = PushEntries { entries: vec![entry] };
        family::push(&server.app, CITY, id, family::Access::read(shows).unwrap(), asked).await.unwrap();
    };
    push(sato, &of_sato, 1).await;
    until(&mut both, &format!("\"family/{sato}\",\"head\":1")).await;
    push(mori, &of_mori, 2).await;
    let before = until(&mut one, &format!("\"family/{mori}\",\"head\":1")).await;
    assert!(!before.contains(&sato.to_string()), "another family's moves are none of theirs: {before}");
    // The Moris have another key: their lines end, and the old key opens no new one.
    let next =
        NewKey { epoch: 1, access_hash: other.access_hash.replace(['0', '1'], "2"), wrapped: vec![], recovery: None };
    family::new_key(&server.app, CITY, mori, family::Access::read(&of_mori).unwrap(), next).await.unwrap();
    for mut ended in [both, one] {
        ended.read_to_end(&mut Vec::new()).await.unwrap();
    }
    let refused = async |shows: &str| {
        let mut socket = listen(format!("connection: close\r\nItsumo-Family: {shows}\r\n")).await;
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await.unwrap();
        answer
    };
    let answer = refused(&of_mori).await;
    assert!(answer.starts_with("HTTP/1.1 403") && answer.contains("old-key"), "{answer}");
    let answer = refused(&of_sato.replace("01", "02")).await;
    assert!(answer.starts_with("HTTP/1.1 401") && answer.contains("family-access"), "{answer}");
    until(&mut listen(format!("Itsumo-Family: {of_sato}\r\n")).await, &format!("\"family/{sato}\",\"head\":1")).await;
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_that_is_signed_out_hears_nothing_more() {
    let data = tempfile::tempdir().unwrap();
    let mails = Arc::new(Memory::default());
    let options = Options {
        config: Config::local(data.path(), cities()),
        clock: Arc::new(HandClock::at(TODAY)),
        ids: Arc::new(RealIds),
        mailer: Some(mails.clone()),
    };
    let server = serve::start(options).await.unwrap();
    let session = hana(&server, &mails).await;
    let mut socket = TcpStream::connect(server.addr).await.unwrap();
    let live =
        format!("GET /v1/live?city={CITY} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\r\n", session.token);
    socket.write_all(live.as_bytes()).await.unwrap();
    let mut reader = BufReader::new(socket);
    until(&mut reader, &format!("person/{}", session.person)).await;
    let signed = account::signed(&server.app, &session.token).await.unwrap();
    account::sign_out(&server.app, signed).await.unwrap();
    let mut rest = Vec::new();
    reader.read_to_end(&mut rest).await.unwrap();
    let mut socket = TcpStream::connect(server.addr).await.unwrap();
    socket.write_all(live.replace("host: x", "host: x\r\nconnection: close").as_bytes()).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401") && answer.contains("signed-out"), "{answer}");
    server.stop().await;
}

async fn publish(server: &Running, id: u128) {
    let body = Some(r#"{"title":"x"}"#.to_owned());
    let draft = Draft { id: Uuid::from_u128(id), kind: kind::NEWS, author: "ingest".to_owned(), body };
    server.app.streams.publish(CITY, &Stream::news(), vec![draft]).await.unwrap();
}

/// Reads up to the line with `wanted` in it, and answers with all that came.
async fn until(reader: &mut BufReader<TcpStream>, wanted: &str) -> String {
    let mut came = String::new();
    loop {
        let before = came.len();
        assert_ne!(reader.read_line(&mut came).await.unwrap(), 0, "the stream ended before {wanted:?}");
        if came[before..].contains(wanted) {
            return came;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_listens_hears_where_things_stand_and_every_move_until_the_server_stops() {
    let data = tempfile::tempdir().unwrap();
    let server = start(data.path()).await;
    publish(&server, 1).await;
    // Straight to the hub, and by the route: a connection that was used before.
    let mut direct = TcpStream::connect(server.addr).await.unwrap();
    let live = format!("GET /v1/live?city={CITY} HTTP/1.1\r\nhost: x\r\n\r\n");
    direct.write_all(live.as_bytes()).await.unwrap();
    let mut used = TcpStream::connect(server.addr).await.unwrap();
    used.write_all(b"GET /robots.txt HTTP/1.1\r\nhost: x\r\n\r\n").await.unwrap();
    let mut used = BufReader::new(used);
    until(&mut used, "Disallow").await;
    used.get_mut().write_all(live.as_bytes()).await.unwrap();
    let mut direct = BufReader::new(direct);
    for reader in [&mut direct, &mut used] {
        until(reader, r#"{"stream":"news","head":1}"#).await;
    }
    assert_eq!(server.app.live.connections(), 2);
    publish(&server, 2).await;
    for reader in [&mut direct, &mut used] {
        until(reader, r#"{"stream":"news","head":2}"#).await;
    }
    server.stop().await;
    for reader in [&mut direct, &mut used] {
        let mut rest = Vec::new();
        reader.read_to_end(&mut rest).await.unwrap();
        assert!(rest.ends_with(b"0\r\n\r\n"), "ended in order: {:?}", String::from_utf8_lossy(&rest));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_new_costs_a_device_next_to_nothing() {
    let data = tempfile::tempdir().unwrap();
    let server = start(data.path()).await;
    let body = format!("{{\"city\":\"{CITY}\"}}");
    let request = format!(
        "POST /v1/sync HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    );
    let mut socket = TcpStream::connect(server.addr).await.unwrap();
    socket.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    while !answer.ends_with(b"{}") {
        assert_ne!(socket.read_buf(&mut answer).await.unwrap(), 0);
    }
    let said = String::from_utf8_lossy(&answer);
    assert!(said.starts_with("HTTP/1.1 200"), "{said}");
    assert!(answer.len() < 150, "{} bytes: {said}", answer.len());
    // What went wrong can be asked after by its id, here too.
    socket.write_all(request.replace(CITY, "000000").as_bytes()).await.unwrap();
    until(&mut BufReader::new(socket), "x-request-id").await;
    server.stop().await;
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn nobody_else_on_the_machine_reads_the_tables_or_a_backup() {
    use std::os::unix::fs::PermissionsExt;
    let data = tempfile::tempdir().unwrap();
    let server = start(&data.path().join("data")).await;
    publish(&server, 1).await;
    let place = itsumo_backend::store::Place::Folder(data.path().join("data"));
    itsumo_backend::backup::backup(&place, &data.path().join("copy")).await.unwrap();
    let mode = |name: &str| std::fs::metadata(data.path().join(name)).unwrap().permissions().mode() & 0o777;
    for name in ["data/itsumo.db", "data/itsumo.db-wal", "copy"] {
        assert_eq!(mode(name), 0o600, "{name}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_live_request_that_is_wrong_gets_its_problem() {
    let data = tempfile::tempdir().unwrap();
    let server = start(data.path()).await;
    for (request, status) in [
        ("GET /v1/live?city=000000 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_owned(), "404"),
        (
            format!(
                "GET /v1/live?city={CITY} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer no\r\nconnection: close\r\n\r\n"
            ),
            "401",
        ),
    ] {
        let mut socket = TcpStream::connect(server.addr).await.unwrap();
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        socket.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        assert!(answer.contains("application/problem+json"), "{answer}");
    }
    server.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_is_there_after_a_stop_and_a_start() {
    let data = tempfile::tempdir().unwrap();
    let server = start(data.path()).await;
    publish(&server, 1).await;
    let key = std::fs::read_to_string(data.path().join("operator.key")).unwrap();
    server.stop().await;
    let again = start(data.path()).await;
    assert_eq!(again.app.streams.head(CITY, &Stream::news()), 1);
    assert_eq!(std::fs::read_to_string(data.path().join("operator.key")).unwrap(), key);
    again.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_cannot_start_says_why() {
    let data = tempfile::tempdir().unwrap();
    let start = |config: Config| async move {
        serve::start(Options::real(config))
            .await
            .err()
            .map(|error| (matches!(error, StartError::NoCity(_)), error.to_string()))
    };
    let (no_city, said) = start(Config::local(data.path(), data.path().join("none"))).await.unwrap();
    assert!(!said.is_empty() && (no_city || said.contains("none")), "{said}");
    let folder = data.path().join("cities/broken");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("city.toml"), "code = \"12\"\n").unwrap();
    let (_, said) = start(Config::local(data.path(), data.path().join("cities"))).await.unwrap();
    assert!(said.contains("city.toml"), "{said}");
    let mut taken = Config::local(data.path(), cities());
    let holder = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    taken.listen = holder.local_addr().unwrap();
    let (_, said) = start(taken).await.unwrap();
    assert!(said.contains("cannot listen"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_under_way_is_answered_before_the_server_stops() {
    let data = tempfile::tempdir().unwrap();
    let server = start(data.path()).await;
    let app = server.app.clone();
    let body = format!("{{\"city\":\"{CITY}\"}}");
    let head = format!(
        "POST /v1/sync HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nexpect: 100-continue\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    let mut socket = BufReader::new(TcpStream::connect(server.addr).await.unwrap());
    socket.get_mut().write_all(head.as_bytes()).await.unwrap();
    // The handler has begun to read: from here on the request is under way.
    until(&mut socket, "100 Continue").await;
    let addr = server.addr;
    let stopping = tokio::spawn(server.stop());
    let mut stop = app.stopping.clone();
    stop.wait_for(|stop| *stop).await.unwrap();
    socket.get_mut().write_all(body.as_bytes()).await.unwrap();
    let mut answer = String::new();
    socket.read_to_string(&mut answer).await.unwrap();
    assert!(answer.contains("HTTP/1.1 200") && answer.ends_with("{}"), "{answer}");
    stopping.await.unwrap();
    assert!(TcpStream::connect(addr).await.is_err(), "nobody listens any more");
}
