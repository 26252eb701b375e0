//! An invitation: what one device shows and another scans or types, face to face. It carries the family's key, so it
//! goes over no wire; it says until when it is meant to be shown.

use super::{
    EpochKey,
    code::{self, Slip},
    wire,
};
use crate::{Error, crypto::sha256_hex};
use itsumo_domain::{Timestamp, city::is_city_code, code::field, text::nfkc};
use uuid::Uuid;
use zeroize::Zeroizing;

const START: &str = "itsumo:family?";
/// How long an invitation is good.
pub(crate) const GOOD_FOR: i64 = Timestamp::HOUR;
/// A typed line: fourteen symbols and two that check them, in groups of four.
const LINE: usize = 16;
const LINE_CHECKS: usize = 2;
const LINES: usize = 6;
const GROUP: usize = 4;
/// Family, key, epoch and what sort of vault, city.
const TYPED_BYTES: usize = 16 + 32 + 1 + 3;
const OF_A_CHILD: u8 = 0x80;

/// An invitation to be shown. Whoever sees it can read the family's handbook.
#[derive(Clone, PartialEq, Eq)]
pub struct Invitation {
    /// For a QR code.
    pub text: String,
    /// The same for typing: six lines of four groups. It names no server: both use the same. Empty for a family
    /// that has removed more than a hundred devices.
    pub typed: String,
    /// When to take it off the screen; the text is not taken after it.
    pub expires: Timestamp,
}

impl std::fmt::Debug for Invitation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Invitation(… until {})", self.expires)
    }
}

/// What an invitation says.
#[derive(Debug)]
pub(crate) struct Ticket {
    pub key: EpochKey,
    /// The child that the vault is about, if it is one's; nil where that is still to be learned.
    pub child: Option<Uuid>,
    pub city: Option<String>,
    pub server: Option<String>,
    /// Copied by hand: a slip in it is possible.
    pub typed: bool,
}

impl Invitation {
    pub(crate) fn new(key: &EpochKey, child: Option<Uuid>, city: Option<&str>, server: &str, now: Timestamp) -> Self {
        let expires = now.plus(GOOD_FOR);
        let mut text = Zeroizing::new(format!(
            "{START}v=1&f={}&e={}&k={}&t={}",
            key.family.simple(),
            key.epoch,
            wire::encode(key.bytes()),
            expires.0,
        ));
        if let Some(child) = child {
            text.push_str(&format!("&h={}", child.simple()));
        }
        if let Some(city) = city {
            text.push_str(&format!("&c={city}"));
        }
        text.push_str(&format!("&s={}", wire::encode(server.as_bytes())));
        let mark = mark(&text);
        text.push_str(&format!("&x={mark}"));
        Self { typed: typed(key, child, city).unwrap_or_default(), text: text.to_string(), expires }
    }
}

fn mark(text: &str) -> String {
    sha256_hex(text.as_bytes()).chars().take(8).collect()
}

fn typed(key: &EpochKey, child: Option<Uuid>, city: Option<&str>) -> Option<String> {
    let epoch = u8::try_from(key.epoch).ok().filter(|epoch| *epoch < OF_A_CHILD)?;
    let city: u32 = city.map_or(Ok(0), str::parse).ok()?;
    let mut bytes = Zeroizing::new(Vec::with_capacity(TYPED_BYTES));
    bytes.extend_from_slice(key.family.as_bytes());
    bytes.extend_from_slice(key.bytes());
    bytes.push(epoch | if child.is_some() { OF_A_CHILD } else { 0 });
    bytes.extend(city.to_be_bytes().into_iter().skip(1));
    let lines = code::symbols_of(&bytes)
        .chunks(LINE - LINE_CHECKS)
        .map(|line| code::write(&code::with_checks(line, LINE_CHECKS), GROUP, ' '))
        .collect::<Vec<_>>();
    Some(lines.join("\n"))
}

fn wrong(code: &str) -> Error {
    Error::field("invitation", code)
}

/// A slip in a code of groups, as an error that names the group, counted from 1.
pub(crate) fn slip(slip: Slip, group: usize) -> Error {
    match slip {
        Slip::Length => Error::refused("code-length"),
        Slip::At(place) => Error::field(&(place / group + 1).to_string(), "typo"),
        Slip::After(place) => Error::field(&(place / group + 1).to_string(), "typo-after"),
    }
}

/// Reads an invitation, scanned or typed.
///
/// # Errors
/// `not-an-invitation`; `typo` with the number of the group; `invitation-over`.
pub(crate) fn read(invitation: &str, now: Timestamp) -> Result<Ticket, Error> {
    let text = nfkc(invitation.trim());
    match text.strip_prefix(START) {
        Some(fields) => scanned(&text, fields, now),
        None => by_hand(&text),
    }
}

fn scanned(text: &str, fields: &str, now: Timestamp) -> Result<Ticket, Error> {
    let no = || wrong("not-an-invitation");
    let (before, shown) = text.rsplit_once("&x=").ok_or_else(no)?;
    if mark(before) != shown {
        return Err(no());
    }
    let field = |name: &str| field(fields, name);
    if field("v") != Some("1") {
        return Err(Error::NewerData);
    }
    let until = field("t").and_then(|t| t.parse().ok()).map(Timestamp).ok_or_else(no)?;
    if now > until {
        return Err(wrong("invitation-over"));
    }
    let family = field("f").and_then(|f| Uuid::parse_str(f).ok()).ok_or_else(no)?;
    let epoch = field("e").and_then(|e| e.parse().ok()).ok_or_else(no)?;
    let key = field("k").and_then(wire::decode).map(Zeroizing::new).ok_or_else(no)?;
    let key: [u8; 32] = key.as_slice().try_into().map_err(|_| no())?;
    let server = field("s").and_then(wire::decode).and_then(|server| String::from_utf8(server).ok());
    Ok(Ticket {
        key: EpochKey::new(family, epoch, Zeroizing::new(key)),
        child: field("h").and_then(|h| Uuid::parse_str(h).ok()),
        city: field("c").filter(|city| is_city_code(city)).map(str::to_owned),
        server,
        typed: false,
    })
}

fn by_hand(text: &str) -> Result<Ticket, Error> {
    let symbols = code::read(text).ok_or_else(|| wrong("not-an-invitation"))?;
    if symbols.len() != LINE * LINES {
        return Err(wrong("code-length"));
    }
    let mut data = Zeroizing::new(Vec::new());
    for (n, line) in symbols.chunks(LINE).enumerate() {
        code::check(line, LINE_CHECKS).map_err(|found| {
            slip(
                match found {
                    Slip::At(place) => Slip::At(n * LINE + place),
                    Slip::After(place) => Slip::After(n * LINE + place),
                    Slip::Length => Slip::Length,
                },
                GROUP,
            )
        })?;
        data.extend_from_slice(line.get(..LINE - LINE_CHECKS).unwrap_or_default());
    }
    let no = || wrong("not-an-invitation");
    let bytes = Zeroizing::new(code::bytes_of(&data, TYPED_BYTES));
    let (family, rest) = bytes.split_at_checked(16).ok_or_else(no)?;
    let (key, rest) = rest.split_at_checked(32).ok_or_else(no)?;
    let (sort, city) = rest.split_first().ok_or_else(no)?;
    let city = city.iter().fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
    let city = format!("{city:06}");
    let key: [u8; 32] = key.try_into().map_err(|_| no())?;
    let family = Uuid::from_slice(family).map_err(|_| no())?;
    Ok(Ticket {
        key: EpochKey::new(family, u32::from(sort & !OF_A_CHILD), Zeroizing::new(key)),
        child: (sort & OF_A_CHILD != 0).then_some(Uuid::nil()),
        city: is_city_code(&city).then_some(city),
        server: None,
        typed: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_305_600_000);

    fn invitation() -> (EpochKey, Invitation) {
        let key = EpochKey::new(Uuid::from_u128(0xABCD_EF01_2345), 3, Zeroizing::new([0x5A; 32]));
        let invitation = Invitation::new(&key, None, Some("990027"), "https://itsumo.example.jp", NOW);
        (key, invitation)
    }

    #[test]
    fn what_is_shown_is_what_is_scanned_and_what_is_typed() {
        let (key, invitation) = invitation();
        for text in [&invitation.text, &invitation.typed, &invitation.typed.to_lowercase().replace([' ', '\n'], "")] {
            let ticket = read(text, NOW).unwrap();
            assert_eq!((ticket.key.family, ticket.key.epoch), (key.family, 3));
            assert_eq!(ticket.key.bytes(), key.bytes());
            assert_eq!(ticket.city.as_deref(), Some("990027"));
        }
        assert_eq!(invitation.typed.lines().count(), 6);
        assert_eq!(invitation.typed.split_whitespace().count(), 24);
        assert_eq!(read(&invitation.text, NOW).unwrap().server.as_deref(), Some("https://itsumo.example.jp"));
        assert!(!format!("{invitation:?}").contains("Wlpa"));
    }

    #[test]
    fn one_slip_of_the_hand_is_named_by_its_group() {
        let (_, invitation) = invitation();
        for (n, (at, letter)) in invitation.typed.char_indices().filter(|(_, c)| c.is_ascii_alphanumeric()).enumerate()
        {
            let mut bent = invitation.typed.clone();
            bent.replace_range(at..=at, if letter == '7' { "8" } else { "7" });
            assert_eq!(read(&bent, NOW).unwrap_err(), Error::field(&(n / 4 + 1).to_string(), "typo"));
        }
        assert_eq!(read("7777 7777", NOW).unwrap_err(), Error::field("invitation", "code-length"));
    }

    #[test]
    fn what_is_no_invitation_and_one_that_is_over_are_told_apart() {
        let (_, invitation) = invitation();
        for no in ["", "https://example.jp", "itsumo:family?", "itsumo:family?v=1&x=00000000", "こんにちは"] {
            assert!(matches!(read(no, NOW), Err(Error::Refused(_))), "{no}");
        }
        let bent = invitation.text.replace("e=3", "e=4");
        assert_eq!(read(&bent, NOW).unwrap_err(), Error::field("invitation", "not-an-invitation"));
        let later = NOW.plus(GOOD_FOR + 1);
        assert_eq!(read(&invitation.text, later).unwrap_err(), Error::field("invitation", "invitation-over"));
    }
}
