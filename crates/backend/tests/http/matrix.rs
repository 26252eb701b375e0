//! Every route × everybody who may come to it: the machinery of the tables that say who may what.
//!
//! A table has a row for each path of the API's own description, so a route that is added without one fails. Of each row it
//! is asked as each of its people: what may be done is done, and what may not is answered, byte for byte, as if what the
//! address names did not exist; and it has left no trace in any table.

use crate::{
    http::{KEY, Town},
    persons::Person,
};
use axum::{
    body::Body,
    http::{HeaderMap, Request, StatusCode},
};
use itsumo_backend::{
    console::posted::form_token,
    routes::{self, caller::Peer},
};
use serde_json::Value as Json;
use std::{collections::BTreeMap, fmt::Debug, future::Future, net::SocketAddr};
use tower::ServiceExt;

/// A town with something of everything that an address can name, and who comes to it.
pub trait House: Sized + Send + Sync + 'static {
    /// Who comes.
    type Who: Copy + Debug + PartialEq + Send + Sync + 'static;
    /// All of them, in the order of the table's columns.
    const EVERYBODY: &'static [Self::Who];
    /// Comes with the operator's key.
    const OPERATOR: Self::Who;
    /// The title of a notice or circular, as forms with files send it.
    const FILES: &'static [(&'static str, &'static str)];

    fn build() -> impl Future<Output = Self> + Send;
    fn town(&self) -> &Town;
    /// Nobody for those without an account.
    fn person(&self, who: Self::Who) -> Option<&Person>;
    /// The address of a route, of what is there, or with `nothing` of the same that is not there.
    fn address(&self, route: &str, nothing: bool) -> String;
}

/// What a request sends.
pub enum Sent<H> {
    Nothing,
    Json(fn(&H) -> Json),
    /// A form of the console: its fields, beside the token.
    Form(fn(&H) -> Vec<(&'static str, String)>),
    /// The same as a form with files.
    Files,
    /// A list.
    Csv(&'static str),
    /// A file's bytes.
    Bytes(&'static [u8]),
}

impl<H> Clone for Sent<H> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<H> Copy for Sent<H> {}

/// `+` is answered, `-` is not there, `s` is asked to sign in, `x` is told that it is the operator's.
pub struct Row<H> {
    pub route: &'static str,
    pub who: &'static str,
    pub sent: Sent<H>,
}

pub const fn row<H>(route: &'static str, who: &'static str, sent: Sent<H>) -> Row<H> {
    Row { route, who, sent }
}

fn request<H: House>(house: &H, who: H::Who, method: &str, address: &str, sent: Sent<H>) -> Request<Body> {
    let mut request = Request::builder().method(method.to_uppercase().as_str()).uri(address);
    let person = house.person(who);
    let console = address.starts_with("/console");
    if let Some(person) = person {
        request = match console {
            true => request.header("cookie", format!("itsumo_console={}", person.token)),
            false => request.header("authorization", format!("Bearer {}", person.token)),
        };
    }
    if who == H::OPERATOR {
        request = request.header("authorization", format!("Bearer {KEY}"));
    }
    let token = person.map(|person| form_token(&person.token)).unwrap_or_default();
    let (kind, body) = match sent {
        Sent::Nothing => (None, Vec::new()),
        Sent::Json(body) => (Some("application/json"), body(house).to_string().into_bytes()),
        Sent::Csv(list) => (Some("text/csv"), list.as_bytes().to_vec()),
        Sent::Bytes(bytes) => (Some("application/octet-stream"), bytes.to_vec()),
        Sent::Form(fields) => {
            let mut form = url::form_urlencoded::Serializer::new(String::new());
            form.append_pair("form", &token);
            form.extend_pairs(fields(house));
            (Some("application/x-www-form-urlencoded"), form.finish().into_bytes())
        }
        Sent::Files => {
            let part = |name: &str, value: &str| {
                format!("--cut\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
            };
            let mut body = part("form", &token);
            body.extend(H::FILES.iter().map(|(name, value)| part(name, value)));
            body.push_str("--cut--\r\n");
            (Some("multipart/form-data; boundary=cut"), body.into_bytes())
        }
    };
    if let Some(kind) = kind {
        request = request.header("content-type", kind);
    }
    let mut request = request.body(Body::from(body)).unwrap();
    request.extensions_mut().insert(Peer(SocketAddr::from(([192, 0, 2, 1], 4000))));
    request
}

/// What somebody is answered at an address.
pub async fn answer_at<H: House>(house: &H, who: H::Who, row: &Row<H>, address: &str) -> (u16, String) {
    let (method, _) = row.route.split_once(' ').unwrap();
    let answer = ask(house, who, method, address, row.sent).await;
    (answer.status.as_u16(), String::from_utf8_lossy(&answer.bytes).into_owned())
}

async fn ask<H: House>(house: &H, who: H::Who, method: &str, address: &str, sent: Sent<H>) -> Answer {
    let request = request(house, who, method, address, sent);
    let response = house.town().router.clone().oneshot(request).await.unwrap();
    let (head, body) = response.into_parts();
    // What is kept open never ends.
    let open = head.headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
    let bytes = if open { Vec::new() } else { axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec() };
    Answer { status: head.status, headers: head.headers, bytes }
}

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    bytes: Vec<u8>,
}

impl Answer {
    fn mark(&self) -> char {
        let to = self.headers.get("location").map_or("", |to| to.to_str().unwrap());
        match self.status.as_u16() {
            401 => 's',
            // With what to come back to. Who signs out is brought there too, with nothing.
            303 if to.contains("/sign-in?back=") => 's',
            403 => 'x',
            404 => '-',
            200 | 201 | 204 | 303 | 422 => '+',
            _ => '!',
        }
    }

    /// All of it but what differs between any two requests: their number.
    fn seen(&self) -> (u16, BTreeMap<String, String>, String) {
        let headers = self.headers.iter().filter(|(name, _)| *name != "x-request-id");
        let headers = headers.map(|(name, value)| (name.to_string(), format!("{value:?}"))).collect();
        let text = String::from_utf8_lossy(&self.bytes).into_owned();
        let text = match serde_json::from_str::<Json>(&text) {
            Ok(mut json) => {
                json.as_object_mut().map(|json| json.remove("instance"));
                json.to_string()
            }
            Err(_) => text,
        };
        (self.status.as_u16(), headers, text)
    }
}

/// The routes of the description for which `ours` holds, as tables name them.
pub fn described(ours: impl Fn(&str) -> bool) -> Vec<String> {
    let document = serde_json::to_value(routes::documented().into_openapi()).unwrap();
    let mut found = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap().iter().filter(|(path, _)| ours(path)) {
        let methods = methods.as_object().unwrap().keys().filter(|name| name.len() < 7);
        found.extend(methods.map(|method| format!("{method} {path}")));
    }
    found.sort();
    found
}

/// Every route for which `ours` holds has a row, and no row is of a route that there is not.
pub fn every_route_has_a_row<H>(table: &[Row<H>], ours: impl Fn(&str) -> bool) {
    let mut rows: Vec<String> = table.iter().map(|row| row.route.to_owned()).collect();
    rows.sort();
    let described = described(ours);
    let missing: Vec<_> = described.iter().filter(|route| !rows.contains(route)).collect();
    let gone: Vec<_> = rows.iter().filter(|route| !described.contains(route)).collect();
    assert!(missing.is_empty(), "no row says who may: {missing:#?}");
    assert!(gone.is_empty(), "there is no such route: {gone:#?}");
}

/// Asks everything of everybody.
pub async fn everybody_gets_what_is_theirs<H: House>(table: &'static [Row<H>]) {
    let mut judging = tokio::task::JoinSet::new();
    for row in table {
        judging.spawn(judge(row));
    }
    let mut wrong = judging.join_all().await.concat();
    wrong.sort();
    assert!(wrong.is_empty(), "{} answers are others:\n{}", wrong.len(), wrong.join("\n"));
}

async fn judge<H: House>(row: &'static Row<H>) -> Vec<String> {
    let (method, path) = row.route.split_once(' ').unwrap();
    let marks: Vec<char> = row.who.chars().filter(|mark| *mark != ' ').collect();
    assert_eq!(marks.len(), H::EVERYBODY.len(), "{}", row.route);
    let mut wrong = Vec::new();
    let mut house = H::build().await;
    let before = house.town().everything().await;
    let (yes, no): (Vec<_>, Vec<_>) = H::EVERYBODY.iter().copied().zip(marks).partition(|(_, mark)| *mark == '+');
    for (who, mark) in no {
        let answer = ask(&house, who, method, &house.address(path, false), row.sent).await;
        if answer.mark() != mark {
            wrong.push(format!("{} {who:?}: {} instead of {mark}", row.route, answer.status));
        } else if mark == '-' {
            let nothing = ask(&house, who, method, &house.address(path, true), row.sent).await;
            let (answer, nothing) = (answer.seen(), nothing.seen());
            if answer != nothing {
                wrong.push(format!("{} {who:?}: {answer:?}\n  is told apart from {nothing:?}", row.route));
            }
        }
    }
    if house.town().everything().await != before {
        wrong.push(format!("{}: what was refused has left something in the tables", row.route));
    }
    for (who, _) in yes {
        // What is done once may not be there to be done again.
        if method != "get" {
            house = H::build().await;
        }
        let answer = ask(&house, who, method, &house.address(path, false), row.sent).await;
        if answer.mark() != '+' {
            let text = String::from_utf8_lossy(&answer.bytes).chars().take(300).collect::<String>();
            wrong.push(format!("{} {who:?}: {} instead of +: {text}", row.route, answer.status));
        }
    }
    wrong
}
