//! What stands on a household's door: its name and its house or flat, however a hand writes them.
//!
//! Who joins with a letter and who brings a list of households mean the same door by the same words: both ask here, so
//! that no list takes for one household what a letter tells apart.

use crate::text::fold;

/// A family's name without what people write around it.
pub fn name(name: &str) -> String {
    let plain: String = fold(name).chars().filter(|c| !c.is_whitespace()).collect();
    plain.strip_suffix('様').map(str::to_owned).unwrap_or(plain)
}

/// A house or flat: `3-12`, `３番１２号`, `3番地の12` and `3の12` are one, `205` and `205号室` too. What parts two numbers
/// parts them whatever it is, so that `1-12`, `11-2` and `112` are three; elsewhere it says nothing.
pub fn place(place: &str) -> String {
    let mut plain = String::new();
    let mut parted = false;
    for c in fold(place).chars() {
        if parts(c) {
            parted = true;
            continue;
        }
        if parted && c.is_ascii_digit() && plain.ends_with(|last: char| last.is_ascii_digit()) {
            plain.push('-');
        }
        parted = false;
        plain.push(c);
    }
    plain
}

/// What stands between two numbers of a place: blanks, dashes of every keyboard, and the words for what is counted.
fn parts(c: char) -> bool {
    c.is_whitespace()
        || matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '─' | 'ー' | 'の' | '・' | '/' | ',')
        || matches!(c, '丁' | '目' | '番' | '地' | '号' | '室')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_door_is_known_however_it_is_written() {
        for one in [
            "3-12",
            "３－１２",
            "3番12号",
            "3番地12",
            "3番地の12",
            "3の12",
            "3ノ12",
            " 3 - 12 ",
            "３ー１２",
            "3─12",
            "3 12",
        ] {
            assert_eq!(place(one), "3-12", "{one}");
        }
        assert_eq!(place("1丁目2番3号"), place("1-2-3"));
        assert_eq!(place("3番12号205号室"), place("3-12-205"));
        assert_eq!(place("日の出荘 205号室"), place("日の出荘２０５"));
        assert_eq!(name("山田 様"), name("山田"));
    }

    #[test]
    fn numbers_that_are_parted_elsewhere_are_another_door() {
        let doors = ["1-12", "11-2", "112", "1-1-2"].map(place);
        for (at, one) in doors.iter().enumerate() {
            assert!(doors.iter().skip(at + 1).all(|other| other != one), "{doors:?}");
        }
        assert_ne!(place("3-12"), place("31-2"));
        assert_ne!(name("山田"), name("山本"));
    }
}
