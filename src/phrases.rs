//! Where a line of Japanese may end.
//!
//! Left alone a browser ends a line between any two characters, so headings leave a lonely ます on their last
//! line and dates fall apart. The style sheet forbids that (`word-break: keep-all`), and here the places are
//! found where a reader would pause: after particles and commas, around brackets, where one script hands over
//! to another. No dictionary: a pause that is missed costs nothing, for a phrase too long for its line is
//! still broken anywhere.

/// What a character is, as far as pauses go.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Hiragana,
    Katakana,
    Kanji,
    Opening,
    Closing,
    Dot,
    Other,
}

fn kind(c: char) -> Kind {
    match c {
        'ぁ'..='ゖ' => Kind::Hiragana,
        'ァ'..='ヺ' | 'ー' => Kind::Katakana,
        '一'..='鿿' | '々' => Kind::Kanji,
        '「' | '『' | '（' | '【' | '〈' | '《' => Kind::Opening,
        '」' | '』' | '）' | ')' | '】' | '〉' | '》' | '、' | '。' | '！' | '？' => Kind::Closing,
        '・' => Kind::Dot,
        _ => Kind::Other,
    }
}

/// Hiragana that mostly end a phrase: particles, and endings of verbs that stand before a noun. The stem of a
/// compound verb (申し込む, 受け付け) ends in none of these.
fn ends_phrase(c: char) -> bool {
    "のをにはがとでへやるたてならず".contains(c)
}

fn pause(before: char, after: char, honoured: bool) -> bool {
    match (kind(before), kind(after)) {
        (_, Kind::Closing | Kind::Dot) | (Kind::Opening, _) => false,
        (Kind::Closing | Kind::Dot, Kind::Other) => after.is_alphanumeric(),
        (Kind::Closing | Kind::Dot, _) | (_, Kind::Opening) => true,
        // お知らせ, ご案内: the honorific belongs to what follows.
        (Kind::Hiragana, Kind::Hiragana) => honoured && ends_phrase(before),
        (Kind::Hiragana, Kind::Kanji | Kind::Katakana | Kind::Other) => ends_phrase(before) && after.is_alphanumeric(),
        (Kind::Katakana, Kind::Kanji) | (Kind::Kanji, Kind::Katakana) => true,
        _ => false,
    }
}

/// `text` in pieces that should stay whole. Joined they are `text` again.
pub fn phrases(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut begun = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((_, before)) = chars.next() {
        let Some(&(at, after)) = chars.peek() else { break };
        let honoured = matches!(after, 'お' | 'ご')
            && text.get(at..).and_then(|rest| rest.chars().nth(1)).is_some_and(|next| kind(next) == Kind::Kanji);
        if pause(before, after, honoured) {
            found.extend(text.get(begun..at));
            begun = at;
        }
    }
    found.extend(text.get(begun..));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_where_a_reader_pauses() {
        for (text, pieces) in [
            (
                "川辺地区の一部で11月26日の夜間に水道が止まります",
                "川辺地区の|一部で|11月26日の|夜間に|水道が|止まります",
            ),
            ("住まい・まちづくり・道路", "住まい・|まちづくり・|道路"),
            ("この市のお知らせと、緊急の情報を受け取ります。", "この|市の|お知らせと、|緊急の|情報を|受け取ります。"),
            ("【断水】申し込み「あなたへ」", "【断水】|申し込み|「あなたへ」"),
            ("2026年6月10日(水)生まれ", "2026年6月10日(水)|生まれ"),
            ("高齢者インフルエンザ予防接種", "高齢者|インフルエンザ|予防接種"),
            ("Trains run again.", "Trains run again."),
            ("", ""),
        ] {
            assert_eq!(phrases(text).join("|"), pieces);
        }
    }
}
