//! What the pages of lists have in common that people bring as files: of pupils, of households.
//!
//! A list travels along in the page that shows what it would change, as hexadecimal digits: a form can send a file but no
//! page can put one into a form, and what was shown is kept nowhere on the server.

use super::{Words, words::ruby};
use crate::school::roster::MOST_BYTES;
use dioxus::prelude::*;
use itsumo_domain::{i18n::Arg, list::ListError};

/// Errors that are listed; the rest is counted.
const MOST_ERRORS: usize = 100;

/// What is wrong with a list, with the place of each. `key` names the words of a code.
pub fn errors(words: Words, errors: &[ListError], key: impl Fn(&str) -> String) -> Element {
    let count = i64::try_from(errors.len()).unwrap_or(0);
    let more = errors.len().saturating_sub(MOST_ERRORS);
    let lines: Vec<(String, String)> = errors.iter().take(MOST_ERRORS).map(|error| wrong(words, error, &key)).collect();
    rsx! {
        div { class: "card plan", role: "alert",
            p { class: "wrong", {words.show_with("roster-errors", &[("count", Arg::Number(count))])} }
            div { class: "wide",
                table {
                    tbody {
                        for (place, text) in lines { tr { th { scope: "row", {ruby(&place)} } td { {ruby(&text)} } } }
                    }
                }
            }
            if more > 0 { p { class: "hint", {words.show_with("roster-more", &[("count", Arg::Number(i64::try_from(more).unwrap_or(0)))])} } }
        }
    }
}

/// Where an error is, and what it is. Marked with ruby.
fn wrong(words: Words, error: &ListError, key: impl Fn(&str) -> String) -> (String, String) {
    let line = error.line.to_string();
    let place = match (error.line, error.column.as_str()) {
        (0, _) => words.marked("roster-error-at-file", &[]),
        (_, "") => words.marked("roster-error-at-line", &[("line", Arg::Text(&line))]),
        (_, column) => words.marked("roster-error-at", &[("line", Arg::Text(&line)), ("column", Arg::Text(column))]),
    };
    (place, words.marked(&key(&error.code), &[("found", Arg::Text(&error.found))]))
}

/// As hexadecimal digits, which a form can carry along.
pub fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// Reads [`hex`]; nothing where it is something else, or too large.
pub fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes();
    if digits.len() % 2 == 1 || digits.len() > MOST_BYTES.saturating_mul(2) {
        return None;
    }
    let value = |digit: &u8| char::from(*digit).to_digit(16).and_then(|value| u8::try_from(value).ok());
    digits
        .chunks(2)
        .map(|pair| Some(value(pair.first()?)?.saturating_mul(16).saturating_add(value(pair.get(1)?)?)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_comes_back_as_it_was() {
        let bytes: Vec<u8> = (0..=255).collect();
        assert_eq!(unhex(&hex(&bytes)), Some(bytes));
        assert_eq!(unhex(""), Some(Vec::new()));
        assert_eq!((unhex("abc"), unhex("zz")), (None, None));
    }
}
