//! Text as people search it: 予防接種 finds ﾖﾎﾞｳ接種's neighbours, カード finds かーど, ＡＢＣ finds abc.

use unicode_normalization::UnicodeNormalization;

/// Unicode NFKC: full-width letters and figures become plain, half-width kana become full.
pub fn nfkc(text: &str) -> String {
    text.nfkc().collect()
}

/// The form in which texts are compared and indexed: NFKC, lower case, katakana as hiragana, white space
/// runs as one space.
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    let mut space = true;
    for c in text.nfkc().flat_map(char::to_lowercase) {
        if c.is_whitespace() || c.is_control() {
            if !space {
                folded.push(' ');
            }
            space = true;
        } else {
            folded.push(hiragana(c));
            space = false;
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

fn hiragana(c: char) -> char {
    match c {
        'ァ'..='ヶ' => char::from_u32(u32::from(c) - 0x60).unwrap_or(c),
        _ => c,
    }
}

/// The first `most` characters, with `…` where something was cut. Cuts between characters only.
pub fn shorten(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        None => text.to_owned(),
        Some(_) => {
            let mut short: String = text.chars().take(most.saturating_sub(1)).collect();
            short.push('…');
            short
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    #[test]
    fn writing_styles_meet() {
        let table = [
            ("ＡＢＣ１２３", "abc123"),
            ("ｶｰﾄﾞ", "かーど"),
            ("カード", "かーど"),
            ("　子育て \n支援 ", "子育て 支援"),
            ("ヴ", "ゔ"),
        ];
        for (text, folded) in table {
            assert_eq!(fold(text), folded, "{text}");
        }
    }

    proptest! {
        #[test]
        fn folding_twice_is_folding_once(text in any::<String>()) {
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
        }

        #[test]
        fn a_short_text_is_never_longer_than_asked(text in any::<String>(), most in 1usize..50) {
            prop_assert!(shorten(&text, most).chars().count() <= most);
        }
    }
}
