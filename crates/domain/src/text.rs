//! Text as people search it: 予防接種 finds ﾖﾎﾞｳ接種's neighbours, カード finds かーど, ＡＢＣ finds abc.

use unicode_normalization::UnicodeNormalization;

/// Unicode NFKC: full-width letters and figures become plain, half-width kana become full.
pub fn nfkc(text: &str) -> String {
    text.nfkc().collect()
}

/// The form in which texts are compared and indexed: NFKC, lower case, katakana as hiragana, white space
/// runs as one space.
pub fn fold(text: &str) -> String {
    let mut folder = Folder { folded: String::with_capacity(text.len()), space: true };
    // Normalising costs more than all the rest, and most of a Japanese text is normal already. Only runs of other
    // characters go through it, each with the character before it, with which it may melt (か + ゛).
    let mut run = String::new();
    let mut before: Option<char> = None;
    for c in text.chars() {
        if is_normal(c) {
            if run.is_empty() {
                before.into_iter().for_each(|c| folder.push(c));
            } else {
                run.nfkc().for_each(|c| folder.push(c));
                run.clear();
            }
            before = Some(c);
        } else {
            run.extend(before.take());
            run.push(c);
        }
    }
    before.into_iter().for_each(|c| folder.push(c));
    run.nfkc().for_each(|c| folder.push(c));
    if folder.folded.ends_with(' ') {
        folder.folded.pop();
    }
    folder.folded
}

/// Text as it is folded.
struct Folder {
    folded: String,
    space: bool,
}

impl Folder {
    /// Takes a normal character.
    fn push(&mut self, c: char) {
        if c.is_ascii() {
            self.put(c.to_ascii_lowercase());
        } else {
            c.to_lowercase().for_each(|c| self.put(c));
        }
    }

    fn put(&mut self, c: char) {
        if c.is_whitespace() || c.is_control() {
            if !self.space {
                self.folded.push(' ');
            }
            self.space = true;
        } else {
            self.folded.push(hiragana(c));
            self.space = false;
        }
    }
}

/// Characters that NFKC leaves as they are and that never melt into the one before them.
fn is_normal(c: char) -> bool {
    matches!(c, '\0'..='\x7f' | '、'..='〃' | '々'..='】' | 'ぁ'..='ゔ' | 'ァ'..='ヴ' | '・' | 'ー' | '\u{4e00}'..='\u{9fff}')
}

/// [`fold`], and for every byte of the folded text from where to where, in bytes, the writing stands that it
/// came from: a find can be shown as it is written.
pub fn fold_with_places(text: &str) -> (String, Vec<(usize, usize)>) {
    let mut folded = String::with_capacity(text.len());
    let mut places = Vec::with_capacity(text.len());
    let mut space = true;
    let mut start = 0;
    let mut rest = text.char_indices().peekable();
    while let Some((_, first)) = rest.next() {
        // Marks join with what stands before them; folded apart they would stay apart.
        while rest.next_if(|(_, c)| joins(first, *c)).is_some() {}
        let end = rest.peek().map_or(text.len(), |(at, _)| *at);
        for c in text.get(start..end).unwrap_or_default().nfkc().flat_map(char::to_lowercase) {
            let blank = c.is_whitespace() || c.is_control();
            if !(blank && space) {
                folded.push(if blank { ' ' } else { hiragana(c) });
                places.resize(folded.len(), (start, end));
            }
            space = blank;
        }
        start = end;
    }
    if folded.ends_with(' ') {
        folded.pop();
        places.pop();
    }
    let whole = fold(text);
    if folded != whole {
        // A writing whose parts act on each other over a distance: say that a find lies somewhere in it.
        places = vec![(0, text.len()); whole.len()];
    }
    (whole, places)
}

/// Whether `c` becomes one character with what stands before it.
fn joins(first: char, c: char) -> bool {
    let jamo = |c: char| matches!(c, '\u{1100}'..='\u{11ff}' | '\u{ac00}'..='\u{d7a3}' | '\u{ffa0}'..='\u{ffdc}');
    unicode_normalization::char::is_combining_mark(c) || matches!(c, 'ﾞ' | 'ﾟ') || (jamo(first) && jamo(c))
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

    #[test]
    fn a_find_can_be_shown_as_it_is_written() {
        let text = "ﾖﾎﾞｳ接種　Ａ";
        let (folded, places) = fold_with_places(text);
        assert_eq!(folded, "よぼう接種 a");
        let written = |find: &str| {
            let at = folded.find(find).unwrap();
            text.get(places[at].0..places[at + find.len() - 1].1).unwrap()
        };
        for (find, shown) in [("ぼ", "ﾎﾞ"), ("よぼう", "ﾖﾎﾞｳ"), ("a", "Ａ"), ("種 a", "種　Ａ")] {
            assert_eq!(written(find), shown);
        }
    }

    /// What [`fold`] means, without its short cut.
    fn plainly(text: &str) -> String {
        let mut folder = Folder { folded: String::new(), space: true };
        text.nfkc().for_each(|c| folder.push(c));
        folder.folded.trim_end_matches(' ').to_owned()
    }

    #[test]
    fn the_short_cut_changes_no_character() {
        // Everything that has kana, kanji and their looks in it; the other planes are tried by chance below.
        for c in (0..=0xffff).filter_map(char::from_u32) {
            let text = format!("か{c}a{c}{c}漢");
            assert_eq!(fold(&text), plainly(&text), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn the_short_cut_changes_no_text(text in any::<String>(), kana in "[かガｶﾞﾟ゛\u{3099}\u{309a}ａA漢（）　 ]{0,20}") {
            prop_assert_eq!(fold(&text), plainly(&text));
            prop_assert_eq!(fold(&kana), plainly(&kana));
        }

        #[test]
        fn places_lie_in_the_text_and_in_order(text in any::<String>()) {
            let (folded, places) = fold_with_places(&text);
            prop_assert_eq!(&folded, &fold(&text));
            prop_assert_eq!(places.len(), folded.len());
            for (from, to) in &places {
                prop_assert!(text.get(*from..*to).is_some());
            }
            prop_assert!(places.is_sorted());
        }

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
