//! Breaking text into lines as Japanese is set: anywhere between two characters, but no line begins with 、。」
//! or a small kana, none ends with 「, and Latin words and numbers stay whole.
//!
//! Ruby (`｜漢字《かんじ》`) is kept on its base: the two are never parted by a line's end.

use crate::font::Face;
use itsumo_domain::i18n::{Piece, pieces};

/// Never first in a line.
const NOT_FIRST: &str = "、。，．・：；？！゛゜ヽヾゝゞ々ー）」』】〕］｝〉》’”ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ%,.:;?!)]}℃％〜…";
/// Never last in a line.
const NOT_LAST: &str = "（「『【〔［｛〈《‘“([{¥￥";

/// How much of the text's size a reading has.
pub(crate) const RUBY: f32 = 0.5;

/// A stretch of one line.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Run {
    pub(crate) text: String,
    pub(crate) reading: Option<String>,
    pub(crate) width: f32,
}

/// One line.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Line {
    pub(crate) runs: Vec<Run>,
    pub(crate) width: f32,
}

/// What a line's end may not cut.
#[derive(Clone)]
struct Atom {
    text: String,
    reading: Option<String>,
    width: f32,
    space: bool,
}

/// Breaks `text` at its own line ends and wherever `width` makes it necessary. Empty text is one empty line.
pub(crate) fn break_lines(text: &str, face: &Face, size: f32, width: f32) -> Vec<Line> {
    text.split('\n').flat_map(|part| fill(atoms(part, face, size, width), width)).collect()
}

fn atoms(text: &str, face: &Face, size: f32, width: f32) -> Vec<Atom> {
    let mut atoms: Vec<Atom> = Vec::new();
    let mut word = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Ruby(base, reading) => {
                flush(&mut word, &mut atoms, face, size, width);
                let wide = face.width(base, size).max(face.width(reading, size * RUBY));
                atoms.push(Atom { text: base.into(), reading: Some(reading.into()), width: wide, space: false });
            }
            Piece::Plain(plain) => {
                for c in plain.chars() {
                    // What belongs to the character before it (a variation selector) stays with it.
                    if face.em(c) == 0.0 {
                        match atoms.last_mut().filter(|_| word.is_empty()) {
                            Some(last) => last.text.push(c),
                            None => word.push(c),
                        }
                    } else if c.is_ascii_graphic() {
                        word.push(c);
                    } else {
                        flush(&mut word, &mut atoms, face, size, width);
                        let space = c == ' ' || c == '\u{3000}';
                        atoms.push(Atom { text: c.into(), reading: None, width: face.em(c) * size, space });
                    }
                }
            }
        }
    }
    flush(&mut word, &mut atoms, face, size, width);
    atoms
}

/// A Latin word is one atom, unless it is longer than a line (an address of a web page).
fn flush(word: &mut String, atoms: &mut Vec<Atom>, face: &Face, size: f32, width: f32) {
    if word.is_empty() {
        return;
    }
    let whole = face.width(word, size);
    if whole <= width {
        atoms.push(Atom { text: std::mem::take(word), reading: None, width: whole, space: false });
        return;
    }
    let letter = |c: char| Atom { text: c.into(), reading: None, width: face.em(c) * size, space: false };
    atoms.extend(std::mem::take(word).chars().map(letter));
}

/// Whether a line may end between the two.
fn may_break(before: &Atom, after: &Atom) -> bool {
    let first = after.text.chars().next().unwrap_or_default();
    let last = before.text.chars().next_back().unwrap_or_default();
    let sticks = NOT_FIRST.contains(first) && after.text.chars().count() == 1;
    !sticks && !NOT_LAST.contains(last)
}

fn fill(atoms: Vec<Atom>, width: f32) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut line: Vec<Atom> = Vec::new();
    let mut wide = 0.0;
    for atom in atoms {
        if !line.is_empty() && !atom.space && wide + atom.width > width + 0.01 {
            // Back to the last place where a line may end; where there is none, here. What is written with spaces
            // (English, easy Japanese) ends at them, if that leaves no line half empty.
            let last = |fits: &dyn Fn(&Atom, &Atom) -> bool| {
                (1..=line.len()).rev().find(|at| {
                    let (before, after) = (line.get(at - 1), line.get(*at).unwrap_or(&atom));
                    before.is_some_and(|before| fits(before, after))
                })
            };
            // Not between a number and its unit, though.
            let number = |at: usize| line.get(at).is_some_and(|atom| atom.text.ends_with(|c: char| c.is_ascii_digit()));
            let spaced = last(&|before, _| before.space).filter(|at| {
                let kept: f32 = line.iter().take(*at).map(|atom| atom.width).sum();
                kept > width * 0.5 && !at.checked_sub(2).is_some_and(number)
            });
            let cut = spaced.or_else(|| last(&may_break)).unwrap_or(line.len());
            let rest = line.split_off(cut);
            lines.push(finished(std::mem::replace(&mut line, rest)));
            while line.first().is_some_and(|atom| atom.space) {
                line.remove(0);
            }
            wide = line.iter().map(|atom| atom.width).sum();
        }
        wide += atom.width;
        line.push(atom);
    }
    lines.push(finished(line));
    lines
}

/// Neighbours without readings become one run; spaces at the end go.
fn finished(mut atoms: Vec<Atom>) -> Line {
    while atoms.last().is_some_and(|atom| atom.space) {
        atoms.pop();
    }
    let mut line = Line::default();
    for atom in atoms {
        line.width += atom.width;
        match line.runs.last_mut() {
            Some(run) if run.reading.is_none() && atom.reading.is_none() => {
                run.text.push_str(&atom.text);
                run.width += atom.width;
            }
            _ => line.runs.push(Run { text: atom.text, reading: atom.reading, width: atom.width }),
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::font::{Fonts, Weight};
    use proptest::prelude::*;

    fn broken(text: &str, ems: f32) -> Vec<String> {
        let face = Fonts::load().unwrap().face(Weight::Regular);
        let lines = break_lines(text, face, 10.0, ems * 10.0);
        lines.into_iter().map(|line| line.runs.into_iter().map(|run| run.text).collect()).collect()
    }

    #[test]
    fn no_line_begins_with_a_full_stop_and_none_ends_with_an_opening_bracket() {
        assert_eq!(broken("今日は元気です。明日も", 7.0), ["今日は元気で", "す。明日も"]);
        assert_eq!(broken("四種混合「初回」", 5.0), ["四種混合", "「初回」"]);
        assert_eq!(broken("シャワー", 3.0), ["シャ", "ワー"]);
        assert_eq!(broken("きょうしつ", 2.0), ["きょ", "うし", "つ"]);
    }

    #[test]
    fn words_and_numbers_stay_whole_and_only_a_giant_is_cut() {
        assert_eq!(broken("体重は3,250 gです", 5.0), ["体重は", "3,250 gで", "す"]);
        assert_eq!(broken("abcdefghij", 2.0), ["abcd", "efgh", "ij"]);
        assert_eq!(broken("一行目\n\n三行目", 9.0), ["一行目", "", "三行目"]);
    }

    #[test]
    fn what_is_written_with_spaces_ends_at_them() {
        assert_eq!(broken("この 紙は 大事に しまって ください", 8.0), ["この 紙は 大事に", "しまって", "ください"]);
        assert_eq!(broken("Keep it in a safe place", 6.0), ["Keep it in a", "safe place"]);
        // A single space far to the left leaves no hole.
        assert_eq!(broken("花 子どものころのこと", 6.0), ["花 子どもの", "ころのこと"]);
    }

    #[test]
    fn a_reading_stays_on_its_base() {
        let face = Fonts::load().unwrap().face(Weight::Regular);
        let lines = break_lines("｜市役所《しやくしょ》へ", face, 10.0, 30.0);
        assert_eq!(lines[0].runs[0].text, "市役所");
        assert_eq!(lines[0].runs[0].reading.as_deref(), Some("しやくしょ"));
        assert_eq!(lines[1].runs[0].text, "へ");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_nothing_sticks_out(text in "[ぁ-んァ-ヶ一-龠a-z0-9、。「」（） ]{0,60}", ems in 3.0f32..20.0) {
            let face = Fonts::load().unwrap().face(Weight::Regular);
            let lines = break_lines(&text, face, 10.0, ems * 10.0);
            let back: String = lines.iter().flat_map(|l| &l.runs).map(|r| r.text.as_str()).collect();
            let no_space = |text: &str| text.replace([' ', '\u{3000}'], "");
            prop_assert_eq!(no_space(&back), no_space(&text));
            for line in &lines {
                // Brackets that may not be parted can make one line longer than it should be.
                let marks = line.runs.iter().flat_map(|r| r.text.chars()).all(|c| NOT_FIRST.contains(c) || NOT_LAST.contains(c) || c == ' ');
                let fits = line.width <= ems * 10.0 + 0.1;
                let tight = line.runs.iter().flat_map(|r| r.text.chars()).any(|c| NOT_FIRST.contains(c) || NOT_LAST.contains(c));
                prop_assert!(fits || marks || tight, "{:?}", line);
            }
        }
    }
}
