//! The code on a school's letter: with it a guardian joins a child, or a member of the staff takes a seat.
//!
//! Ten symbols of chance and two that find a slip, in Crockford's base 32: `7K3M-Q0ZD-1XPA`. Fifty bits are enough where
//! tries are counted and a code is good for some weeks and a few people. Scanned, the same code comes as
//! `itsumo:school?v=1&c=990019&k=7K3MQ0ZD1XPA&s=<server>`: so that a phone that knows no city yet finds it.

use crate::{
    city::is_city_code,
    code::{self, Slip, field},
    text::nfkc,
};

/// What a scanned letter begins with.
pub const START: &str = "itsumo:school?";
/// What the letter of a town association's block begins with, and the slip of a seat.
pub const ASSOCIATION: &str = "itsumo:association?";
/// Symbols of chance.
const DATA: usize = 10;
/// Symbols that check them.
const CHECKS: usize = 2;
/// In groups of so many.
const GROUP: usize = 4;

/// The secret on a letter. It is printed nowhere but on paper, and never logged.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JoinCode(Vec<u8>);

impl std::fmt::Debug for JoinCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("JoinCode(…)")
    }
}

/// Why something typed or scanned is no code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotACode {
    /// Something else altogether.
    #[error("not a code of a school's letter")]
    Other,
    /// Too few letters, or too many.
    #[error("a code has twelve letters and figures")]
    Length,
    /// A slip, in the group of this number, counted from 1; 0 where that is not known.
    #[error("a slip in group {0}")]
    Slip(usize),
    /// A letter of a newer kind.
    #[error("the letter is of a newer kind")]
    Newer,
}

impl NotACode {
    /// The machine's word: `refused-<code>`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Other => "code-not-one",
            Self::Length => "code-twelve",
            Self::Slip(_) => "code-slip",
            Self::Newer => "code-newer",
        }
    }
}

impl JoinCode {
    /// A code of the first fifty bits of a secret.
    pub fn new(secret: &[u8; 32]) -> Self {
        let data: Vec<u8> = code::symbols_of(secret).into_iter().take(DATA).collect();
        Self(code::with_checks(&data, CHECKS))
    }

    /// As it is printed: three groups of four.
    pub fn typed(&self) -> String {
        code::write(&self.0, GROUP, '-')
    }

    /// Reads what was typed (any case, width and spacing) or scanned.
    ///
    /// # Errors
    /// [`NotACode`].
    pub fn read(text: &str) -> Result<Self, NotACode> {
        Letter::read(text).map(|letter| letter.code)
    }

    fn by_hand(text: &str) -> Result<Self, NotACode> {
        let symbols = code::read(text).filter(|symbols| !symbols.is_empty()).ok_or(NotACode::Other)?;
        if symbols.len() != DATA + CHECKS {
            return Err(NotACode::Length);
        }
        match code::check(&symbols, CHECKS) {
            Ok(()) => Ok(Self(symbols)),
            Err(Slip::At(place)) => Err(NotACode::Slip(place / GROUP + 1)),
            Err(Slip::After(_) | Slip::Length) => Err(NotACode::Slip(0)),
        }
    }
}

/// What a letter says: the code, and where it is good.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// The code.
    pub code: JoinCode,
    /// The city's code; typed codes name none.
    pub city: Option<String>,
    /// The server's address, if the letter names it.
    pub server: Option<String>,
}

impl Letter {
    /// For a QR code of a school's letter.
    pub fn text(&self) -> String {
        self.scanned(START)
    }

    /// For a QR code of a town association's.
    pub fn association_text(&self) -> String {
        self.scanned(ASSOCIATION)
    }

    fn scanned(&self, start: &str) -> String {
        let mut text = format!("{start}v=1&c={}&k={}", self.city.as_deref().unwrap_or_default(), self.code.typed());
        if let Some(server) = &self.server {
            text.push_str(&format!("&s={server}"));
        }
        text
    }

    /// Reads what was typed or scanned.
    ///
    /// # Errors
    /// [`NotACode`].
    pub fn read(text: &str) -> Result<Self, NotACode> {
        let text = nfkc(text.trim());
        let Some(fields) = [START, ASSOCIATION].iter().find_map(|start| text.strip_prefix(start)) else {
            return Ok(Self { code: JoinCode::by_hand(&text)?, city: None, server: None });
        };
        // A server's address is last and is taken whole, whatever stands in it.
        let (fields, server) = match fields.split_once("&s=") {
            Some((fields, server)) => (fields, Some(server)),
            None => (fields, None),
        };
        if field(fields, "v") != Some("1") {
            return Err(NotACode::Newer);
        }
        Ok(Self {
            code: JoinCode::by_hand(field(fields, "k").ok_or(NotACode::Other)?)?,
            city: field(fields, "c").filter(|city| is_city_code(city)).map(str::to_owned),
            server: server.filter(|server| !server.is_empty()).map(str::to_owned),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_printed_is_read_however_it_is_typed(secret: [u8; 32]) {
            let code = JoinCode::new(&secret);
            let typed = code.typed();
            prop_assert_eq!(typed.len(), 14);
            for text in [typed.clone(), typed.to_lowercase().replace('-', " "), typed.replace('-', "").replace('0', "o")] {
                prop_assert_eq!(JoinCode::read(&text), Ok(code.clone()));
            }
            let server = Some("https://itsumo.example.jp/a?b=1&k=2".to_owned());
            let letter = Letter { code, city: Some("990019".to_owned()), server };
            prop_assert_eq!(Letter::read(&letter.association_text()), Ok(letter.clone()));
            prop_assert_eq!(Letter::read(&letter.text()), Ok(letter));
        }

        #[test]
        fn a_slip_is_found_and_its_group_named(secret: [u8; 32], place in 0_usize..12, by in 1_u8..32) {
            let mut symbols = JoinCode::new(&secret).0;
            symbols[place] ^= by;
            prop_assert_eq!(JoinCode::read(&JoinCode(symbols).typed()), Err(NotACode::Slip(place / 4 + 1)));
        }
    }

    #[test]
    fn what_is_no_code_is_named() {
        assert_eq!(JoinCode::read(""), Err(NotACode::Other));
        assert_eq!(JoinCode::read("あさひ小学校"), Err(NotACode::Other));
        assert_eq!(JoinCode::read("7K3M-Q0ZD"), Err(NotACode::Length));
        assert_eq!(JoinCode::read("itsumo:school?v=2&k=0000"), Err(NotACode::Newer));
        assert_eq!(JoinCode::read("itsumo:school?v=1&c=990019"), Err(NotACode::Other));
        assert_eq!(format!("{:?}", JoinCode::new(&[7; 32])), "JoinCode(…)");
    }
}
