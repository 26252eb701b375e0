//! What stands on a reply slip: which circular, and which household. An officer scans it, or types its number, and the
//! household is marked as having read.
//!
//! Scanned it comes as `itsumo:slip?v=1&c=<circular>&h=<household>`. Typed it is ten letters and figures in Crockford's
//! base 32, `7K3MQ-0ZD1X`: a digest of both ids with two symbols that find a slip of the hand. It is no secret and opens
//! nothing; who reads it must know the circulars and households it may be about, and only finds which.

use super::joint_id;
use crate::{
    code::{self, Slip as HandSlip, field},
    school::code::NotACode,
    text::nfkc,
};
use uuid::Uuid;

/// What a scanned slip begins with.
pub const START: &str = "itsumo:slip?";
/// Symbols of the digest.
const DATA: usize = 8;
/// Symbols that check them.
const CHECKS: usize = 2;
/// In groups of so many.
const GROUP: usize = 5;

/// A household's slip of a circular.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Slip {
    /// The circular.
    pub circular: Uuid,
    /// The household.
    pub household: Uuid,
}

/// What was read off a slip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// Scanned: it says itself what it is of.
    Scanned(Slip),
    /// Typed: to be found among those it may be, see [`Typed::find`].
    Typed(Typed),
}

/// The number of a slip, as somebody typed it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed(Vec<u8>);

impl Slip {
    /// For a QR code.
    pub fn text(&self) -> String {
        format!("{START}v=1&c={}&h={}", self.circular.simple(), self.household.simple())
    }

    /// Its number, as it is printed.
    pub fn number(&self) -> String {
        code::write(&self.symbols(), GROUP, '-')
    }

    fn symbols(&self) -> Vec<u8> {
        let joint = joint_id(self.circular, self.household).as_u128();
        let (high, low) = ((joint >> 64) as u64, (joint & u128::from(u64::MAX)) as u64);
        let digest = mixed(mixed(high) ^ low);
        let data: Vec<u8> = (0..DATA).map(|place| ((digest >> (5 * place)) & 31) as u8).collect();
        code::with_checks(&data, CHECKS)
    }
}

/// Spreads each bit of a number over all of it; the finalizer of the public-domain generator SplitMix64 (S. Vigna, 2015).
fn mixed(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

impl Typed {
    /// The slip among `those`, if it is exactly one of them.
    pub fn find(&self, those: impl IntoIterator<Item = Slip>) -> Option<Slip> {
        let mut fitting = those.into_iter().filter(|slip| slip.symbols() == self.0);
        let first = fitting.next()?;
        fitting.all(|other| other == first).then_some(first)
    }
}

/// Reads what was scanned or typed (any case, width and spacing).
///
/// # Errors
/// [`NotACode`]; its length is ten here, see [`refused`].
pub fn read(text: &str) -> Result<Read, NotACode> {
    let text = nfkc(text.trim());
    let Some(fields) = text.strip_prefix(START) else { return typed(&text).map(Read::Typed) };
    let id = |name: &str| field(fields, name).and_then(|id| Uuid::parse_str(id).ok()).ok_or(NotACode::Other);
    if field(fields, "v") != Some("1") {
        return Err(NotACode::Newer);
    }
    Ok(Read::Scanned(Slip { circular: id("c")?, household: id("h")? }))
}

/// The word for why something is no slip: `refused-<code>`.
pub fn refused(why: NotACode) -> &'static str {
    match why {
        NotACode::Other => "slip-not-one",
        NotACode::Length => "slip-ten",
        NotACode::Slip(_) => "slip-mistyped",
        NotACode::Newer => "slip-newer",
    }
}

fn typed(text: &str) -> Result<Typed, NotACode> {
    let symbols = code::read(text).filter(|symbols| !symbols.is_empty()).ok_or(NotACode::Other)?;
    if symbols.len() != DATA + CHECKS {
        return Err(NotACode::Length);
    }
    match code::check(&symbols, CHECKS) {
        Ok(()) => Ok(Typed(symbols)),
        Err(HandSlip::At(place)) => Err(NotACode::Slip(place / GROUP + 1)),
        Err(HandSlip::After(_) | HandSlip::Length) => Err(NotACode::Slip(0)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn slip(circular: u128, household: u128) -> Slip {
        Slip { circular: Uuid::from_u128(circular), household: Uuid::from_u128(household) }
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_however_it_comes(circular: u128, household: u128) {
            let slip = slip(circular, household);
            prop_assert_eq!(read(&slip.text()), Ok(Read::Scanned(slip)));
            let number = slip.number();
            prop_assert_eq!(number.len(), 11);
            for text in [number.clone(), number.to_lowercase().replace('-', " "), number.replace('-', "").replace('0', "o")] {
                let Ok(Read::Typed(typed)) = read(&text) else { panic!("{text}") };
                prop_assert_eq!(typed.find([slip]), Some(slip));
            }
        }

        #[test]
        fn a_wrong_symbol_is_found_and_its_group_named(circular: u128, place in 0_usize..10, by in 1_u8..32) {
            let mut symbols = slip(circular, 7).symbols();
            symbols[place] ^= by;
            let text = code::write(&symbols, GROUP, '-');
            prop_assert_eq!(read(&text), Err(NotACode::Slip(place / GROUP + 1)));
        }
    }

    #[test]
    fn every_household_of_a_large_association_has_its_own_number() {
        let start = 0x0193_5f00_0000_7000_8000_0000_0000_0000_u128;
        let all: Vec<Slip> = (0..2_000).map(|n| slip(start, start + (n << 64) + n)).collect();
        let numbers: std::collections::BTreeSet<String> = all.iter().map(Slip::number).collect();
        assert_eq!(numbers.len(), all.len());
        let Ok(Read::Typed(typed)) = read(&all[1_234].number()) else { panic!() };
        assert_eq!(typed.find(all.iter().copied()), Some(all[1_234]));
        assert_eq!(typed.find(all.iter().copied().take(1_000)), None);
    }

    #[test]
    fn what_is_no_slip_is_named() {
        let of = |text: &str| read(text).map_err(refused);
        assert_eq!(of(""), Err("slip-not-one"));
        assert_eq!(of("山田"), Err("slip-not-one"));
        assert_eq!(of("7K3M"), Err("slip-ten"));
        assert_eq!(of("itsumo:slip?v=2&c=1&h=1"), Err("slip-newer"));
        assert_eq!(of("itsumo:slip?v=1&c=1&h=1"), Err("slip-not-one"));
        assert_eq!(of("itsumo:school?v=1&c=990019&k=7K3MQ0ZD1XPA"), Err("slip-not-one"));
    }
}
