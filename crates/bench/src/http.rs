//! A blocking HTTP/1.1 client of forty lines, so that the client's own weight does not hide the server's.

use anyhow::{Context, bail};
use std::{
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpStream},
};

/// A kept-alive connection.
pub struct Connection {
    socket: BufReader<TcpStream>,
    head: String,
}

/// An answer: body as sent, and the bytes of head and body on the wire.
pub struct Answer {
    /// The body, still encoded.
    pub body: Vec<u8>,
    /// Head and body.
    pub wire_bytes: usize,
}

impl Connection {
    /// Connects; `accept_encoding` and `token` go with every request.
    pub fn open(to: SocketAddr, accept_encoding: &str, token: Option<&str>) -> anyhow::Result<Self> {
        let socket = TcpStream::connect(to).context("connecting to the server under test")?;
        socket.set_nodelay(true)?;
        let mut head = format!("host: {to}\r\naccept-encoding: {accept_encoding}\r\n");
        if let Some(token) = token {
            head.push_str(&format!("authorization: Bearer {token}\r\n"));
        }
        Ok(Self { socket: BufReader::with_capacity(256 * 1024, socket), head })
    }

    /// A header that goes with every request.
    #[must_use]
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.head.push_str(&format!("{name}: {value}\r\n"));
        self
    }

    /// `GET path` of a stream of events; calls `heard` with the data of each, until it answers false.
    pub fn listen(mut self, path: &str, mut heard: impl FnMut(&str) -> bool) -> anyhow::Result<()> {
        let request = format!("GET {path} HTTP/1.1\r\n{}accept: text/event-stream\r\n\r\n", self.head);
        self.socket.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        while self.socket.read_line(&mut line)? > 0 {
            // Sizes of chunks stand between the lines, and are not of interest.
            if line.strip_prefix("data:").is_some_and(|data| !heard(data.trim())) {
                return Ok(());
            }
            line.clear();
        }
        bail!("the server ended the stream of events")
    }

    /// `GET path`.
    pub fn get(&mut self, path: &str) -> anyhow::Result<Answer> {
        let request = format!("GET {path} HTTP/1.1\r\n{}\r\n", self.head);
        self.socket.get_mut().write_all(request.as_bytes())?;
        self.answer()
    }

    /// `POST path` with a JSON body.
    pub fn post(&mut self, path: &str, body: &[u8]) -> anyhow::Result<Answer> {
        let mut request = format!(
            "POST {path} HTTP/1.1\r\n{}content-type: application/json\r\ncontent-length: {}\r\n\r\n",
            self.head,
            body.len()
        )
        .into_bytes();
        request.extend_from_slice(body);
        self.socket.get_mut().write_all(&request)?;
        self.answer()
    }

    fn answer(&mut self) -> anyhow::Result<Answer> {
        let (mut status, mut length, mut chunked, mut wire_bytes) = (0, 0_usize, false, 0);
        for number in 0.. {
            let mut line = String::new();
            wire_bytes += self.socket.read_line(&mut line)?;
            let line = line.trim_end();
            if number == 0 {
                status = line.split(' ').nth(1).and_then(|s| s.parse().ok()).context("no status line")?;
            } else if line.is_empty() {
                break;
            } else if let Some((name, value)) = line.split_once(':') {
                match name.to_ascii_lowercase().as_str() {
                    "content-length" => length = value.trim().parse()?,
                    "transfer-encoding" => chunked = value.contains("chunked"),
                    _ => {}
                }
            }
        }
        let mut body = Vec::with_capacity(length);
        if chunked {
            loop {
                let mut size = String::new();
                wire_bytes += self.socket.read_line(&mut size)?;
                let size = usize::from_str_radix(size.trim(), 16)?;
                let start = body.len();
                body.resize(start + size, 0);
                self.socket.read_exact(body.get_mut(start..).context("chunk")?)?;
                let mut end = [0; 2];
                self.socket.read_exact(&mut end)?;
                wire_bytes += size + 2;
                if size == 0 {
                    break;
                }
            }
        } else {
            body.resize(length, 0);
            self.socket.read_exact(&mut body)?;
            wire_bytes += length;
        }
        if status >= 400 {
            bail!("the server answered {status}: {}", String::from_utf8_lossy(&body));
        }
        Ok(Answer { body, wire_bytes })
    }
}

/// Undoes `zstd` (several frames in a row are one body) if the body is that.
pub fn decoded(body: Vec<u8>) -> anyhow::Result<Vec<u8>> {
    if body.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) { Ok(zstd::stream::decode_all(&body[..])?) } else { Ok(body) }
}
