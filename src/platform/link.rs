//! Addresses that open the app at a place: followed in a mail or a browser, scanned off paper, or handed over by a second
//! start of the program.
//!
//! ```text
//! itsumo:                                     the app
//! itsumo://open/CITY/KIND/ID                  something public   (see itsumo_domain::handover)
//! itsumo://print/…                            a machine's ticket (see itsumo_domain::handover)
//! itsumo:school?v=1&c=CITY&k=CODE&s=SERVER    a school's letter  (see itsumo_domain::school::code)
//! itsumo:association?…                        the letter of a town association's block
//! itsumo:circular?v=1&c=CITY&i=ID             a circular on paper
//! itsumo:slip?v=1&c=CIRCULAR&h=HOUSEHOLD      its reply slip     (see itsumo_domain::association::circular::slip)
//! https://SERVER/circular/CITY/ID             the same
//! ```
//!
//! Anybody can write an address: reading one only decides what is *shown*. Nothing is joined, sent or changed by it.

use itsumo_domain::{
    association::circular::slip::{self, Slip},
    city::is_city_code,
    code,
    handover::{self, Kind, Open, Ticket},
    school::code::{ASSOCIATION, Letter, NotACode, START},
};
use uuid::Uuid;

/// The scheme of the app's own addresses, as the desktop entry and the bundles name it.
pub const SCHEME: &str = "itsumo";
const CIRCULAR: &str = "itsumo:circular?";
/// Longest address that is read, in bytes.
const LONGEST: usize = 2_048;

/// What an address leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// Just the app.
    App,
    /// Something public.
    Open(Open),
    /// A machine that would print something.
    Print(Ticket),
    /// The code of a school's letter, as one would type it.
    School(String),
    /// The code of a town association's letter, as one would type it.
    Association(String),
    /// A circular's reply slip.
    Slip(Slip),
}

/// Why an address leads nowhere here.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotALink {
    /// No address of this app, or one of a newer version.
    #[error("not an address of this app")]
    Other,
    /// A letter whose code is not whole.
    #[error("the letter's code is not whole: {0}")]
    Letter(#[from] NotACode),
}

impl Link {
    /// Reads an address.
    ///
    /// # Errors
    /// [`NotALink`]. Whether the city is one's own is for the caller to ask.
    pub fn read(text: &str) -> Result<Self, NotALink> {
        let text = text.trim();
        if text.len() > LONGEST || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err(NotALink::Other);
        }
        // Schemes are written in any case; systems put slashes after them, or write them small.
        let (scheme, rest) = text.split_once(':').ok_or(NotALink::Other)?;
        if !scheme.eq_ignore_ascii_case(SCHEME) {
            return on_the_web(text);
        }
        if rest.trim_matches('/').is_empty() {
            return Ok(Self::App);
        }
        let own = format!(
            "{SCHEME}:{}",
            if rest.starts_with("//open/") || rest.starts_with("//print/") {
                rest
            } else {
                rest.trim_start_matches('/')
            }
        );
        if own.starts_with(START) {
            return Ok(Self::School(Letter::read(&own)?.code.typed()));
        }
        if own.starts_with(ASSOCIATION) {
            return Ok(Self::Association(Letter::read(&own)?.code.typed()));
        }
        if let Some(fields) = own.strip_prefix(CIRCULAR) {
            return circular_of(fields);
        }
        if own.starts_with(slip::START) {
            return match slip::read(&own) {
                Ok(slip::Read::Scanned(slip)) => Ok(Self::Slip(slip)),
                Ok(slip::Read::Typed(_)) | Err(_) => Err(NotALink::Other),
            };
        }
        handed_over(&own)
    }
}

fn handed_over(text: &str) -> Result<Link, NotALink> {
    match handover::Link::read(text) {
        Ok(handover::Link::Open(open)) => Ok(Link::Open(open)),
        Ok(handover::Link::Print(ticket)) => Ok(Link::Print(ticket)),
        Err(_) => Err(NotALink::Other),
    }
}

fn on_the_web(text: &str) -> Result<Link, NotALink> {
    let circular = || {
        let (scheme, rest) = text.split_once("://")?;
        let (place, path) = rest.rsplit_once("/circular/")?;
        let (city, id) = path.trim_end_matches('/').split_once('/')?;
        let server = format!("{scheme}://{place}");
        (matches!(scheme, "https" | "http") && !place.is_empty()).then_some(())?;
        circular(Some(server), city, id)
    };
    circular().map_or_else(|| handed_over(text), Ok)
}

fn circular_of(fields: &str) -> Result<Link, NotALink> {
    let field = |name: &str| code::field(fields, name);
    let read = || circular(None, field("c")?, field("i")?);
    if field("v") == Some("1") { read().ok_or(NotALink::Other) } else { Err(NotALink::Other) }
}

fn circular(server: Option<String>, city: &str, id: &str) -> Option<Link> {
    let id = Uuid::parse_str(id).ok()?;
    is_city_code(city).then(|| Link::Open(Open { server, city: city.to_owned(), kind: Kind::Circular, id }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::school::code::JoinCode;
    use proptest::prelude::*;

    const CITY: &str = "990019";
    const ID: Uuid = Uuid::from_u128(7);

    fn open(server: Option<&str>, kind: Kind) -> Result<Link, NotALink> {
        Ok(Link::Open(Open { server: server.map(str::to_owned), city: CITY.into(), kind, id: ID }))
    }

    #[test]
    fn what_is_public_opens_from_paper_page_and_app() {
        for kind in Kind::ALL {
            assert_eq!(Link::read(&Open::app(CITY, kind, ID)), open(None, kind));
            let server = "https://itsumo.example.jp";
            assert_eq!(Link::read(&Open::web(server, CITY, kind, ID)), open(Some(server), kind));
        }
        let paper = format!("itsumo:circular?v=1&c={CITY}&i={}", ID.simple());
        assert_eq!(Link::read(&paper), open(None, Kind::Circular));
        let page = format!("https://itsumo.example.jp/a/circular/{CITY}/{ID}");
        assert_eq!(Link::read(&page), open(Some("https://itsumo.example.jp/a"), Kind::Circular));
        for app in ["itsumo:", "itsumo://", "ITSUMO:///"] {
            assert_eq!(Link::read(app), Ok(Link::App), "{app}");
        }
    }

    #[test]
    fn a_slip_says_of_which_circular_and_household_it_is() {
        let slip = Slip { circular: ID, household: Uuid::from_u128(8) };
        assert_eq!(Link::read(&slip.text()), Ok(Link::Slip(slip)));
        assert_eq!(Link::read("itsumo:slip?v=1&c=7&h=8"), Err(NotALink::Other));
        assert_eq!(Link::read("itsumo:slip?v=2&c=7&h=8"), Err(NotALink::Other));
    }

    #[test]
    fn a_letter_gives_its_code_as_it_is_typed() {
        let code = JoinCode::new(&[3; 32]);
        let letter =
            Letter { code: code.clone(), city: Some(CITY.into()), server: Some("https://itsumo.example.jp".into()) };
        assert_eq!(Link::read(&letter.text()), Ok(Link::School(code.typed())));
        assert_eq!(Link::read(&letter.association_text()), Ok(Link::Association(code.typed())));
        // As a system hands it on that thinks every address has slashes.
        assert_eq!(Link::read(&letter.text().replacen("itsumo:", "itsumo://", 1)), Ok(Link::School(code.typed())));
    }

    #[test]
    fn what_leads_nowhere_says_why() {
        let other = [
            "",
            "ひなた市",
            "mailto:hana@example.jp",
            "https://example.jp/circular/990019/x",
            "file:///circular/990019/00000000-0000-0000-0000-000000000007",
            "itsumo:circular?v=2&c=990019&i=7",
            "itsumo://delete/everything",
            "itsumo://open/990019/news/1\nitsumo:",
        ];
        for text in other {
            assert_eq!(Link::read(text), Err(NotALink::Other), "{text}");
        }
        assert_eq!(Link::read(&format!("itsumo:{}", "x".repeat(LONGEST))), Err(NotALink::Other));
        assert_eq!(Link::read("itsumo:school?v=1&c=990019&k=7K3M"), Err(NotALink::Letter(NotACode::Length)));
        assert_eq!(Link::read("itsumo:school?v=9&k=7K3M"), Err(NotALink::Letter(NotACode::Newer)));
    }

    proptest! {
        #[test]
        fn nothing_that_is_followed_breaks_the_reader(text: String) {
            for text in [text.clone(), format!("itsumo:{text}"), format!("itsumo:circular?{text}"), format!("https://{text}")] {
                let _ = Link::read(&text);
            }
        }
    }
}
