//! Base45 (RFC 9285): two bytes as three of the forty-five letters that a QR code packs at 5.5 bits each.

const LETTERS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

fn letter(value: u32) -> char {
    let place = usize::try_from(value % 45).unwrap_or_default();
    LETTERS.get(place).copied().map_or('0', char::from)
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 3 / 2 + 2);
    for pair in bytes.chunks(2) {
        let value = pair.iter().fold(0, |value, byte| value * 256 + u32::from(*byte));
        text.extend([letter(value), letter(value / 45)]);
        if pair.len() == 2 {
            text.push(letter(value / 2025));
        }
    }
    text
}

/// Nothing where a letter is none of the alphabet, or letters stand for no bytes.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    let value = |letter: &u8| LETTERS.iter().position(|known| known == letter).and_then(|at| u32::try_from(at).ok());
    let values: Vec<u32> = text.as_bytes().iter().map(value).collect::<Option<_>>()?;
    let mut bytes = Vec::with_capacity(text.len() * 2 / 3);
    for group in values.chunks(3) {
        match group {
            [a, b, c] => bytes.extend(u16::try_from(a + b * 45 + c * 2025).ok()?.to_be_bytes()),
            [a, b] => bytes.push(u8::try_from(a + b * 45).ok()?),
            _ => return None,
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_examples_of_the_standard() {
        assert_eq!(encode(b"AB"), "BB8");
        assert_eq!(encode(b"Hello!!"), "%69 VD92EX0");
        assert_eq!(encode(b"base-45"), "UJCLQE7W581");
        assert_eq!(decode("QED8WEX0").unwrap(), b"ietf!");
        // Values that two bytes, or one, cannot have; a letter outside; one letter alone.
        for wrong in ["GGW", "::", "ab8", "BB8B"] {
            assert_eq!(decode(wrong), None, "{wrong}");
        }
    }

    proptest! {
        #[test]
        fn what_is_encoded_comes_back(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            prop_assert_eq!(decode(&encode(&bytes)), Some(bytes));
        }
    }
}
