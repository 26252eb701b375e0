//! Finding in a text what should rarely be in one that goes to many: telephone numbers, e-mail addresses, names.

use crate::text::{fold, nfkc};
use std::collections::HashMap;

/// Telephone numbers as Japan writes them, in any width, with hyphens, brackets, spaces or nothing between, and with
/// +81; each as its digits from the leading 0. Numbers that are dates, sums or times are none.
pub(crate) fn phones(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    // Runs of groups of figures with at most two separators between: 「(0436) 00-1234」.
    let mut run = Run::default();
    for c in nfkc(text).chars().chain(std::iter::once('\n')) {
        if c.is_ascii_digit() {
            run.digit(c);
        } else if is_between(c) && run.gap < 2 && !run.groups.is_empty() {
            run.gap = run.gap.saturating_add(1);
        } else {
            run.numbers(&mut found);
            run = Run { plus: c == '+', ..Run::default() };
        }
    }
    found
}

/// What may stand between the parts of a number: each hyphen and dash that keyboards give, brackets, a space.
fn is_between(c: char) -> bool {
    matches!(c, '-' | '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | 'ー' | '─' | '(' | ')' | ' ')
}

#[derive(Default)]
struct Run {
    groups: Vec<String>,
    gap: u8,
    plus: bool,
}

impl Run {
    fn digit(&mut self, c: char) {
        if self.gap > 0 || self.groups.is_empty() {
            self.groups.push(String::new());
            self.gap = 0;
        }
        if let Some(group) = self.groups.last_mut() {
            group.push(c);
        }
    }

    /// The numbers in it: any one, two, three (after +81 five) neighbouring groups that make one.
    fn numbers(&self, found: &mut Vec<String>) {
        let mut rest = self.groups.as_slice();
        let mut first = self.plus;
        while !rest.is_empty() {
            let most = if first { 5 } else { 3 };
            let made = (1..=most.min(rest.len())).rev().find_map(|size| {
                let groups = rest.get(..size)?;
                number(groups, first).map(|number| (size, number))
            });
            let used = match made {
                Some((size, number)) => {
                    if !found.contains(&number) {
                        found.push(number);
                    }
                    size
                }
                None => 1,
            };
            rest = rest.get(used..).unwrap_or_default();
            first = false;
        }
    }
}

/// The groups as one number, if they are one: 総務省's plan of numbers has 10 figures, 11 after 050, 060, 070, 080,
/// 090 and 0800, and a first 0.
fn number(groups: &[String], plus: bool) -> Option<String> {
    let mut digits = groups.concat();
    if plus {
        let rest = digits.strip_prefix("81")?;
        digits = if rest.starts_with('0') { rest.to_owned() } else { format!("0{rest}") };
    }
    let long = ["050", "060", "070", "080", "090"].iter().any(|start| digits.starts_with(start));
    let fits = match digits.len() {
        11 => long,
        10 => !long || digits.starts_with("0800"),
        _ => false,
    };
    // 「0 1 2 3 …」 and the like are no number: it begins with two figures at least, and ends with three or four.
    let shape = groups.len() == 1
        || (groups.first().is_some_and(|group| group.len() >= 2)
            && groups.last().is_some_and(|group| (3..=4).contains(&group.len())));
    let second = digits.chars().nth(1).is_some_and(|c| c != '0');
    (fits && shape && second && digits.starts_with('0')).then_some(digits)
}

/// E-mail addresses, in any width.
pub(crate) fn mails(text: &str) -> Vec<String> {
    let text = nfkc(text);
    let mut found: Vec<String> = Vec::new();
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-');
    for (at, _) in text.match_indices('@') {
        let before = text.get(..at).unwrap_or_default();
        let after = text.get(at.saturating_add(1)..).unwrap_or_default();
        let name: String =
            before.chars().rev().take_while(|c| inside(*c)).collect::<Vec<_>>().into_iter().rev().collect();
        let host: String = after.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-')).collect();
        let host = host.trim_end_matches(['.', '-']);
        let dotted = host.split_once('.').is_some_and(|(first, rest)| !first.is_empty() && rest.len() >= 2);
        let address = format!("{name}@{host}");
        if !name.is_empty() && dotted && !found.contains(&address) {
            found.push(address);
        }
    }
    found
}

/// Names to look for, ready to be found in one walk through a text.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names<T> {
    by_start: HashMap<[char; 2], Vec<(String, T)>>,
}

impl<T: Copy + PartialEq> Names<T> {
    /// Names and readings, each with what it belongs to. What has less than three characters is left out: 「林一」 stands
    /// in too many words.
    pub(crate) fn new<'a>(names: impl Iterator<Item = (&'a str, T)>) -> Self {
        let mut by_start: HashMap<[char; 2], Vec<(String, T)>> = HashMap::new();
        for (name, whose) in names {
            let name = close(name);
            let mut start = name.chars();
            if let (Some(a), Some(b), Some(_)) = (start.next(), start.next(), start.next()) {
                by_start.entry([a, b]).or_default().push((name, whose));
            }
        }
        Self { by_start }
    }

    /// Whose names are in `text`, each once, in the order found. A name is found with or without a space, a comma of a
    /// table or a line's end between its parts.
    pub(crate) fn found(&self, text: &str) -> Vec<T> {
        let text = close(text);
        let mut found: Vec<T> = Vec::new();
        let mut next = text.chars().skip(1);
        for (at, first) in text.char_indices() {
            let Some(second) = next.next() else { break };
            let Some(names) = self.by_start.get(&[first, second]) else { continue };
            let rest = text.get(at..).unwrap_or_default();
            for (_, whose) in names.iter().filter(|(name, _)| rest.starts_with(name.as_str())) {
                if !found.contains(whose) {
                    found.push(*whose);
                }
            }
        }
        found
    }
}

/// Folded, without what stands between the parts of a name in running text and in tables.
fn close(text: &str) -> String {
    fold(text).chars().filter(|c| !c.is_whitespace() && !matches!(c, ',' | '\t' | '"' | ';' | '|' | '・')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::{any, prop_assert, proptest};

    #[test]
    fn telephone_numbers_are_found_however_they_are_written() {
        for (text, number) in [
            ("電話 0436-00-1234 まで", "0436001234"),
            ("０４３６－００－１２３４", "0436001234"),
            ("(0436) 00-1234", "0436001234"),
            ("0436（00）1234", "0436001234"),
            ("0436001234", "0436001234"),
            ("携帯は090-0000-1234です", "09000001234"),
            ("09000001234", "09000001234"),
            ("０８０ー００００ー１２３４", "08000001234"),
            ("+81 436-00-1234", "0436001234"),
            ("+81-90-0000-1234", "09000001234"),
            ("+81(0)436-00-1234", "0436001234"),
            ("フリーダイヤル 0120-000-123", "0120000123"),
            ("03-0000-0000", "0300000000"),
            ("050 0000 1234", "05000001234"),
            ("1 0436-00-1234", "0436001234"),
        ] {
            assert_eq!(phones(text), [number], "{text}");
        }
        assert_eq!(phones("0436-00-1234、0436-00-5678、0436-00-1234"), ["0436001234", "0436005678"]);
    }

    #[test]
    fn dates_sums_times_and_numbers_of_things_are_no_telephone_numbers() {
        for text in [
            "2026-11-24 08:20-09:30",
            "11月24日（火）8:20〜",
            "1,200円",
            "〒290-0000",
            "0 1 2 3 4 5 6 7 8 9",
            "出席番号 01 02 03 04 05",
            "第2026-0012号",
            "1234567890",
            "0000000000",
            "01234567890",
        ] {
            assert_eq!(phones(text), Vec::<String>::new(), "{text}");
        }
    }

    #[test]
    fn addresses_of_mail_are_found() {
        assert_eq!(mails("連絡は hana.sato@example.jp まで。"), ["hana.sato@example.jp"]);
        assert_eq!(mails("ｈａｎａ＠ｅｘａｍｐｌｅ．ｊｐ"), ["hana@example.jp"]);
        assert!(mails("@ a@ @b a@b 5@100円").is_empty());
    }

    #[test]
    fn names_are_found_across_spaces_widths_and_columns() {
        let names = Names::new([("佐藤 はな", 1), ("さとう はな", 1), ("山田　一郎", 2), ("林 一", 3)].into_iter());
        for text in ["佐藤はなさん", "佐藤　はな", "佐藤,はな,1年2組", "サトウ ハナ", "ｻﾄｳ ﾊﾅ", "\"佐藤\",\"はな\""]
        {
            assert_eq!(names.found(text), [1], "{text}");
        }
        assert_eq!(names.found("1,山田,一郎\n2,佐藤,はな\n3,山田,一郎"), [2, 1]);
        assert!(names.found("林一さん、佐藤さん、はなさん、山田町").is_empty());
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_search(text in any::<String>()) {
            let names = Names::new([("佐藤 はな", 1)].into_iter());
            prop_assert!(phones(&text).iter().all(|number| (10..=11).contains(&number.len())));
            prop_assert!(mails(&text).iter().all(|mail| mail.contains('@')));
            names.found(&text);
        }
    }
}
