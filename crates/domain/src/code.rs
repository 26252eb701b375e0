//! Codes that people copy by hand: Crockford's base 32, with check symbols that find a slip and say where.
//!
//! The check symbols are a Reed–Solomon code over 32 values: they see every exchange of two neighbours and every
//! wrong symbol, and where just one is wrong they know which. It is never put right silently: the person looks again.

use crate::text::nfkc;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Where a copied code is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// Too short or too long.
    Length,
    /// This symbol, counted from 0.
    At(usize),
    /// In several places, at or after this symbol.
    After(usize),
}

/// The value of a field among `name=value&name=value`, as it stands in codes that are scanned.
pub fn field<'a>(fields: &'a str, name: &str) -> Option<&'a str> {
    fields.split('&').filter_map(|field| field.split_once('=')).find(|(its, _)| *its == name).map(|(_, value)| value)
}

/// Multiplication in the field of 32 values (x⁵ + x² + 1).
fn times(a: u8, b: u8) -> u8 {
    let mut product = 0_u8;
    for bit in (0..5).rev() {
        product <<= 1;
        if product & 0x20 != 0 {
            product ^= 0x25;
        }
        if (b >> bit) & 1 == 1 {
            product ^= a;
        }
    }
    product
}

/// The generator 2 to a power.
fn power(exponent: usize) -> u8 {
    (0..exponent % 31).fold(1, |value, _| times(value, 2))
}

/// `data`, and `checks` more symbols. At most 31 in all.
pub fn with_checks(data: &[u8], checks: usize) -> Vec<u8> {
    // The polynomial whose roots are the first `checks` powers of the generator; its leading 1 is left out.
    let mut divisor = vec![0_u8; checks];
    if let Some(last) = divisor.last_mut() {
        *last = 1;
    }
    for root in (1..=checks).map(power) {
        let mut next = vec![0_u8; checks];
        for at in 0..checks {
            let here = divisor.get(at).copied().unwrap_or(0);
            let after = divisor.get(at + 1).copied().unwrap_or(0);
            if let Some(slot) = next.get_mut(at) {
                *slot = times(here, root) ^ after;
            }
        }
        divisor = next;
    }
    // What is left over when the data is divided by it.
    let mut rest = vec![0_u8; checks];
    for symbol in data {
        let factor = symbol ^ rest.first().copied().unwrap_or(0);
        rest.rotate_left(1);
        if let Some(last) = rest.last_mut() {
            *last = 0;
        }
        for (slot, coefficient) in rest.iter_mut().zip(&divisor) {
            *slot ^= times(*coefficient, factor);
        }
    }
    data.iter().copied().chain(rest).collect()
}

/// Checks what [`with_checks`] made.
///
/// # Errors
/// Where the first slip is.
pub fn check(symbols: &[u8], checks: usize) -> Result<(), Slip> {
    let syndromes: Vec<u8> =
        (1..=checks).map(|j| symbols.iter().fold(0, |sum, symbol| times(sum, power(j)) ^ symbol)).collect();
    if syndromes.iter().all(|syndrome| *syndrome == 0) {
        return Ok(());
    }
    // One wrong symbol makes each syndrome the one before times one factor, which tells its place.
    for (place, _) in symbols.iter().enumerate() {
        let factor = power(symbols.len() - 1 - place);
        let one = syndromes.windows(2).all(|two| match two {
            [this, next] => *this != 0 && times(*this, factor) == *next,
            _ => true,
        });
        if one {
            return Err(Slip::At(place));
        }
    }
    Err(Slip::After(0))
}

/// Bits as symbols of five; the last filled up with zeros.
pub fn symbols_of(bytes: &[u8]) -> Vec<u8> {
    let bits = bytes.len() * 8;
    let bit = |at: usize| bytes.get(at / 8).map_or(0, |byte| (byte >> (7 - at % 8)) & 1);
    (0..bits.div_ceil(5)).map(|n| (0..5).fold(0, |symbol, i| symbol << 1 | bit(n * 5 + i))).collect()
}

/// The first `count` bytes of symbols.
pub fn bytes_of(symbols: &[u8], count: usize) -> Vec<u8> {
    let bit = |at: usize| symbols.get(at / 5).map_or(0, |symbol| (symbol >> (4 - at % 5)) & 1);
    (0..count).map(|n| (0..8).fold(0, |byte, i| byte << 1 | bit(n * 8 + i))).collect()
}

/// Symbols as letters, in groups of `group` with `between` in between.
pub fn write(symbols: &[u8], group: usize, between: char) -> String {
    let mut text = String::new();
    for (n, symbol) in symbols.iter().enumerate() {
        if n > 0 && n % group == 0 {
            text.push(between);
        }
        text.push(ALPHABET.get(usize::from(*symbol)).copied().map_or('0', char::from));
    }
    text
}

/// Letters as symbols, as people type them: any case and width, `O` for 0, `I` and `L` for 1, spaces and dashes
/// anywhere. `None` when there is something else among them.
pub fn read(typed: &str) -> Option<Vec<u8>> {
    nfkc(typed)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '‐' | '‑' | '–' | '—' | '−' | 'ー'))
        .map(|c| {
            let c = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            ALPHABET.iter().position(|letter| char::from(*letter) == c).and_then(|at| u8::try_from(at).ok())
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_however_it_is_typed(bytes in proptest::collection::vec(any::<u8>(), 1..40)) {
            let symbols = symbols_of(&bytes);
            let text = write(&symbols, 5, '-').to_lowercase().replace('0', "o").replace('1', "l");
            prop_assert_eq!(bytes_of(&read(&text).unwrap(), bytes.len()), bytes);
        }

        #[test]
        fn one_wrong_symbol_is_found_and_named(
            data in proptest::collection::vec(0_u8..32, 1..26), four in any::<bool>(), place: usize, wrong in 1_u8..32,
        ) {
            let checks = if four { 4 } else { 2 };
            let code = with_checks(&data, checks);
            prop_assert_eq!(check(&code, checks), Ok(()));
            let place = place % code.len();
            let mut bent = code;
            bent[place] ^= wrong;
            prop_assert_eq!(check(&bent, checks), Err(Slip::At(place)));
        }

        #[test]
        fn two_exchanged_neighbours_are_seen(data in proptest::collection::vec(0_u8..32, 2..26), place: usize) {
            let mut code = with_checks(&data, 4);
            let place = place % (code.len() - 1);
            prop_assume!(code[place] != code[place + 1]);
            code.swap(place, place + 1);
            prop_assert!(check(&code, 4).is_err());
        }
    }

    #[test]
    fn the_field_is_a_field() {
        let powers: std::collections::BTreeSet<u8> = (0..31).map(power).collect();
        assert_eq!(powers.len(), 31, "the generator reaches every value but 0");
        assert_eq!(power(31), 1);
        assert_eq!(read("あ"), None);
        assert_eq!(read("ｏ０ - l１"), Some(vec![0, 0, 1, 1]));
    }
}
