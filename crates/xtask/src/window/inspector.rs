//! The Web Inspector's protocol, as much of it as we need: JSON over a WebSocket, with every message to the
//! page wrapped in one to its *target*.

use anyhow::{Context, Result, anyhow, bail};
use serde_json::{Value, json};
use std::{
    collections::VecDeque,
    net::{Ipv4Addr, TcpStream},
    time::{Duration, Instant},
};
use tungstenite::{Message, WebSocket, protocol::WebSocketConfig};

/// A connection to one page.
pub struct Inspector {
    socket: WebSocket<TcpStream>,
    target: String,
    last_id: u64,
    events: VecDeque<Value>,
}

/// An answer to anything comes within this; a page that does not answer is stuck.
const ANSWER: Duration = Duration::from_secs(30);
/// A page that just begins, on two cores that have other work too.
const HANDSHAKE: Duration = Duration::from_secs(20);

impl Inspector {
    /// Connects to the first page of the app that listens on `port`.
    pub fn connect(port: u16) -> Result<Self> {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
        stream.set_read_timeout(Some(Duration::from_millis(100)))?;
        stream.set_nodelay(true)?;
        let url = format!("ws://127.0.0.1:{port}{}", path_of_first_page(port)?);
        // Pictures come as one message.
        let config = WebSocketConfig::default().max_message_size(Some(256 << 20)).max_frame_size(Some(256 << 20));
        // The handshake must not be cut by the short time-out that reading has later.
        stream.set_read_timeout(Some(HANDSHAKE))?;
        let (socket, _) = tungstenite::client::client_with_config(url, stream, Some(config))
            .map_err(|error| anyhow!("the inspector's handshake: {error}"))?;
        socket.get_ref().set_read_timeout(Some(Duration::from_millis(100)))?;
        let mut inspector = Self { socket, target: String::new(), last_id: 0, events: VecDeque::new() };
        let until = Instant::now() + HANDSHAKE;
        while inspector.target.is_empty() {
            if Instant::now() > until {
                bail!("the inspector names no page");
            }
            inspector.read()?;
        }
        Ok(inspector)
    }

    /// Calls a method of the page and waits for its answer.
    pub fn call(&mut self, method: &str, params: &Value) -> Result<Value> {
        self.last_id += 2;
        let (outer, inner) = (self.last_id - 1, self.last_id);
        let message = json!({ "id": inner, "method": method, "params": params }).to_string();
        let wrapped = json!({
            "id": outer,
            "method": "Target.sendMessageToTarget",
            "params": { "targetId": self.target, "message": message },
        });
        self.socket.send(Message::text(wrapped.to_string())).with_context(|| format!("sending {method}"))?;
        let until = Instant::now() + ANSWER;
        loop {
            while let Some(event) = self.events.pop_front() {
                if event["id"].as_u64() == Some(inner) {
                    if let Some(error) = event.get("error") {
                        bail!("{method}: {}", error["message"].as_str().unwrap_or("refused"));
                    }
                    return Ok(event["result"].clone());
                }
                if event["id"].as_u64() == Some(outer) && event.get("error").is_some() {
                    bail!("{method}: {}", event["error"]);
                }
            }
            if Instant::now() > until {
                bail!("{method}: the page gave no answer");
            }
            self.read()?;
        }
    }

    /// Takes in one message, or none if none comes soon.
    fn read(&mut self) -> Result<()> {
        let text = match self.socket.read() {
            Ok(Message::Text(text)) => text,
            Ok(Message::Close(_)) => bail!("the page has closed"),
            Ok(_) => return Ok(()),
            Err(tungstenite::Error::Io(error))
                if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) =>
            {
                return Ok(());
            }
            Err(error) => return Err(error).context("the page has gone"),
        };
        let message: Value = serde_json::from_str(&text)?;
        let params = &message["params"];
        match message["method"].as_str() {
            Some("Target.targetCreated") if params["targetInfo"]["type"] == "page" => {
                self.target = params["targetInfo"]["targetId"].as_str().unwrap_or_default().to_owned();
            }
            Some("Target.didCommitProvisionalTarget") => {
                self.target = params["newTargetId"].as_str().unwrap_or_default().to_owned();
            }
            Some("Target.dispatchMessageFromTarget") => {
                let inner = params["message"].as_str().context("a message without a message")?;
                self.events.push_back(serde_json::from_str(inner)?);
            }
            _ => self.events.push_back(message),
        }
        Ok(())
    }
}

/// The server's front page is a list for people; the address of each page's socket stands in it.
fn path_of_first_page(port: u16) -> Result<String> {
    let html = ureq::get(format!("http://127.0.0.1:{port}/")).call()?.into_body().read_to_string()?;
    let (_, after) = html.split_once("/socket/").context("no page yet")?;
    let rest: String = after.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '/').collect();
    Ok(format!("/socket/{rest}"))
}
