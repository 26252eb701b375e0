//! The addresses that are handed over.
//!
//! ```text
//! https://SERVER/open/CITY/KIND/ID          for any phone
//! itsumo://open/CITY/KIND/ID                the same, in the app
//! itsumo://print/CITY/DROP/KEY?s=SERVER&n=NAME
//! ```
//!
//! `CITY` is the six digits of the city, `KIND` one of `news`, `alert`, `circular`, `ID` and `DROP` UUIDs, `KEY` an
//! X25519 public key in Crockford's base 32 (which codes small and is read in any case), `SERVER` and `NAME` (of the
//! machine) percent-encoded.

use crate::{city::is_city_code, code};
use uuid::Uuid;

const APP: &str = "itsumo://";
const KEY_SYMBOLS: usize = 52;
/// Longest address that is read, in bytes: far more than a QR code that a phone reads well.
const LONGEST: usize = 1_024;
/// Longest name of a machine, in characters.
const LONGEST_NAME: usize = 40;

/// Something public that can be opened elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// An article.
    News,
    /// An alert.
    Alert,
    /// A circular that hangs on the notice board.
    Circular,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::News, Self::Alert, Self::Circular];

    /// Its word in an address.
    pub fn word(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::Alert => "alert",
            Self::Circular => "circular",
        }
    }

    /// Reads [`Self::word`].
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What to open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The server whose page it is, without a slash at the end; none in an address for the app.
    pub server: Option<String>,
    /// The city's code.
    pub city: String,
    /// What it is.
    pub kind: Kind,
    /// Which.
    pub id: Uuid,
}

impl Open {
    /// The page for any phone.
    pub fn web(server: &str, city: &str, kind: Kind, id: Uuid) -> String {
        format!("{}/open/{city}/{}/{id}", server.trim_end_matches('/'), kind.word())
    }

    /// The same for a phone with the app.
    pub fn app(city: &str, kind: Kind, id: Uuid) -> String {
        format!("{APP}open/{city}/{}/{id}", kind.word())
    }
}

/// What a machine shows so that somebody can have something printed there. Good for one paper.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ticket {
    /// Where both meet, without a slash at the end.
    pub server: String,
    /// The city's code.
    pub city: String,
    /// Under which name the paper waits at the server: the first half of the SHA-256 of a secret that only the machine
    /// has and takes the paper with.
    pub drop: Uuid,
    /// The X25519 public key to seal for.
    pub key: [u8; 32],
    /// The machine's name: 市役所1階.
    pub name: String,
}

impl Ticket {
    /// As the QR code says it.
    pub fn text(&self) -> String {
        let key = code::write(&code::symbols_of(&self.key), KEY_SYMBOLS, '-');
        let name: String = self.name.chars().take(LONGEST_NAME).collect();
        format!(
            "{APP}print/{}/{}/{key}?s={}&n={}",
            self.city,
            self.drop.simple(),
            encoded(&self.server),
            encoded(&name)
        )
    }
}

/// An address that the app can follow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// Opens something public.
    Open(Open),
    /// Has something printed.
    Print(Ticket),
}

/// It is no address of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not an address of this app")]
pub struct NotALink;

impl Link {
    /// Reads an address, scanned, followed or pasted.
    ///
    /// # Errors
    /// [`NotALink`] for anything else. Whether the server and the city are one's own is for the caller to ask.
    pub fn read(text: &str) -> Result<Self, NotALink> {
        let text = text.trim();
        if text.len() > LONGEST || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(NotALink);
        }
        let (head, query) = text.split_once('?').unwrap_or((text, ""));
        if let Some(path) = without_case(head, APP) {
            let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
            return match parts.as_slice() {
                ["open", city, kind, id] => opened(None, city, kind, id),
                ["print", city, drop, key] => ticket(city, drop, key, query),
                _ => Err(NotALink),
            };
        }
        let scheme = ["https://", "http://"].into_iter().find(|scheme| without_case(head, scheme).is_some());
        let rest = scheme.and_then(|scheme| without_case(head, scheme)).ok_or(NotALink)?;
        // A server may lie below a path of its own.
        let (place, path) = rest.rsplit_once("/open/").ok_or(NotALink)?;
        let host = place.split('/').next().unwrap_or_default();
        if host.is_empty() || host.contains('@') {
            return Err(NotALink);
        }
        let server = format!("{}{place}", scheme.unwrap_or_default());
        let parts: Vec<&str> = path.trim_end_matches('/').split('/').collect();
        match parts.as_slice() {
            [city, kind, id] => opened(Some(server), city, kind, id),
            _ => Err(NotALink),
        }
    }
}

/// `text` after `start`, which is written in small letters and may come in any.
fn without_case<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    let (begun, rest) = text.split_at_checked(start.len())?;
    begun.eq_ignore_ascii_case(start).then_some(rest)
}

fn opened(server: Option<String>, city: &str, kind: &str, id: &str) -> Result<Link, NotALink> {
    let kind = Kind::of_word(kind).ok_or(NotALink)?;
    let id = Uuid::parse_str(id).map_err(|_| NotALink)?;
    if !is_city_code(city) {
        return Err(NotALink);
    }
    Ok(Link::Open(Open { server, city: city.to_owned(), kind, id }))
}

fn ticket(city: &str, drop: &str, key: &str, query: &str) -> Result<Link, NotALink> {
    let field = |name: &str| code::field(query, name).and_then(decoded);
    let symbols = code::read(key).filter(|symbols| symbols.len() == KEY_SYMBOLS).ok_or(NotALink)?;
    let key = code::bytes_of(&symbols, 32).try_into().map_err(|_| NotALink)?;
    let server = field("s").filter(|server| server.starts_with("https://") || server.starts_with("http://"));
    let name: String = field("n").unwrap_or_default().chars().filter(|c| !c.is_control()).take(LONGEST_NAME).collect();
    if !is_city_code(city) {
        return Err(NotALink);
    }
    Ok(Link::Print(Ticket {
        server: server.ok_or(NotALink)?.trim_end_matches('/').to_owned(),
        city: city.to_owned(),
        drop: Uuid::parse_str(drop).map_err(|_| NotALink)?,
        key,
        name,
    }))
}

/// Percent-encoded, all but what stands for itself everywhere in an address.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte != b'%' {
            bytes.push(byte);
            continue;
        }
        let mut digit = || char::from(rest.next()?).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
        bytes.push(digit()? << 4 | digit()?);
    }
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CITY: &str = "990019";

    fn ticket_of(key: [u8; 32], name: &str) -> Ticket {
        Ticket {
            server: "https://itsumo.example.jp/hinata".into(),
            city: CITY.into(),
            drop: Uuid::from_u128(7),
            key,
            name: name.into(),
        }
    }

    proptest! {
        #[test]
        fn a_ticket_survives_its_code(key: [u8; 32], name in "[^\\p{C}]{0,40}") {
            let ticket = ticket_of(key, &name);
            prop_assert_eq!(Link::read(&ticket.text()), Ok(Link::Print(ticket)));
        }

        #[test]
        fn nothing_that_is_scanned_breaks_the_reader(text: String) {
            let _ = (Link::read(&text), Link::read(&format!("itsumo://print/{text}")), Link::read(&format!("https://{text}")));
        }
    }

    #[test]
    fn what_is_opened_is_the_same_on_the_web_and_in_the_app() {
        let id = Uuid::from_u128(9);
        for kind in Kind::ALL {
            let app = Link::read(&Open::app(CITY, kind, id)).unwrap();
            assert_eq!(app, Link::Open(Open { server: None, city: CITY.into(), kind, id }));
            let web = Open::web("https://itsumo.example.jp/", CITY, kind, id);
            assert_eq!(web, format!("https://itsumo.example.jp/open/990019/{}/{id}", kind.word()));
            let Link::Open(read) = Link::read(&format!(" {web}?lang=en\n")).unwrap() else { panic!("{web}") };
            assert_eq!((read.server.as_deref(), read.kind, read.id), (Some("https://itsumo.example.jp"), kind, id));
        }
    }

    #[test]
    fn a_phone_s_camera_may_change_the_case_of_a_scheme() {
        let text = Open::app(CITY, Kind::News, Uuid::from_u128(9)).replacen("itsumo", "ITSUMO", 1);
        assert!(Link::read(&text).is_ok(), "{text}");
    }

    #[test]
    fn another_address_is_none_of_ours() {
        let good = ticket_of([3; 32], "1階").text();
        let id = Uuid::from_u128(9);
        for wrong in [
            "",
            "itsumo://",
            "itsumo:family?v=1",
            "https://itsumo.example.jp/",
            "https:///open/990019/news/1",
            &format!("https://a@b.jp/open/990019/news/{id}"),
            &format!("ftp://b.jp/open/990019/news/{id}"),
            &format!("itsumo://open/990018/news/{id}"),
            &format!("itsumo://open/990019/person/{id}"),
            "itsumo://open/990019/news/9",
            &good.replace("?s=", "?t="),
            &good.replace("https", "file"),
            &good.replacen("/990019/", "/990019/0", 1),
            &good.replace("%", "%%"),
            &good.replace("&n=", " &n="),
            &format!("{good}{}", "x".repeat(LONGEST)),
        ] {
            assert_eq!(Link::read(wrong), Err(NotALink), "{wrong}");
        }
    }
}
