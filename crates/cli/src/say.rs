//! Answers: words from the catalogue for people, JSON for programs. Never both.

use itsumo_engine::domain::{
    Timestamp,
    i18n::{self, Arg, Locale},
};
use serde_json::Value;
use std::io::Write;

/// How to answer.
pub struct Say {
    /// In JSON.
    pub json: bool,
    /// In which language.
    pub locale: Locale,
    /// The server, for hints.
    pub server: String,
}

impl Say {
    /// Answers in JSON or in words.
    pub fn new(json: bool, locale: Locale) -> Self {
        Self { json, locale, server: String::new() }
    }

    /// A text of the catalogue.
    pub fn text(&self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        self.plain(&i18n::text(self.locale, key, args))
    }

    /// A text without its readings: terminals have nowhere to put them.
    pub fn plain(&self, text: &str) -> String {
        i18n::without_ruby(text)
    }

    /// Answers: `json` for programs, `words` for people.
    ///
    /// # Errors
    /// When the output is gone.
    pub fn answer(&self, json: impl FnOnce() -> Value, words: impl FnOnce() -> String) -> std::io::Result<()> {
        let mut out = std::io::stdout().lock();
        match self.json {
            true => writeln!(out, "{}", json())?,
            false => writeln!(out, "{}", harmless(&words()).trim_end())?,
        }
        out.flush()
    }

    /// A moment, in Japan.
    pub fn time(&self, at: Timestamp) -> String {
        at.to_jst().format("%Y-%m-%d %H:%M").to_string()
    }
}

/// Without what a terminal would obey instead of showing it: the words come from servers, feeds and other devices.
pub fn harmless(words: &str) -> String {
    words.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_title_gives_the_terminal_no_orders() {
        let words = "停電\u{1b}]0;x\u{7}\u{1b}[2J\u{9b}31mのお知らせ\r\n\t10時から";
        assert_eq!(super::harmless(words), "停電]0;x[2J31mのお知らせ\n\t10時から");
    }
}
