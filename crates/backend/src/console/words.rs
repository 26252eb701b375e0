//! Texts of the console, from the one catalogue, in the language of whoever looks.
//!
//! As in the app: what is *shown* may carry ruby and becomes elements, what is *said* (titles, labels, files) is plain.

use axum::http::{HeaderMap, header};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    Timestamp,
    i18n::{self, Arg, Locale, Piece},
    school::TimeOfDay,
};

/// The cookie that remembers the language.
pub const LANGUAGE: &str = "itsumo_language";

/// One language's texts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Words {
    /// The language.
    pub locale: Locale,
}

impl Words {
    /// What was chosen in this browser, or else what the browser asks for.
    pub fn of(headers: &HeaderMap) -> Self {
        let chosen = super::session::cookie(headers, LANGUAGE).and_then(|code| code.parse().ok());
        let asked = || {
            let value = headers.get(header::ACCEPT_LANGUAGE)?.to_str().ok()?;
            value.split(',').find_map(|part| part.split(';').next()?.trim().parse().ok())
        };
        Self { locale: chosen.or_else(asked).unwrap_or_default() }
    }

    /// The text of `key`, for titles and labels.
    pub fn say(self, key: &str) -> String {
        self.say_with(key, &[])
    }

    /// The same with `args` put in.
    pub fn say_with(self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        i18n::without_ruby(&i18n::text(self.locale, key, args))
    }

    /// The text of `key`, to be seen.
    pub fn show(self, key: &str) -> Element {
        self.show_with(key, &[])
    }

    /// The same with `args` put in.
    pub fn show_with(self, key: &str, args: &[(&str, Arg<'_>)]) -> Element {
        ruby(&i18n::text(self.locale, key, args))
    }

    /// The text with its ruby marks, to be put into another text.
    pub fn marked(self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        i18n::text(self.locale, key, args)
    }

    /// `11月24日(火)`, with its year where that is not the one of `today`. Marked with ruby.
    pub fn day(self, date: NaiveDate, today: NaiveDate) -> String {
        i18n::day(self.locale, date, today)
    }

    /// Words, one after another, as the language lists them.
    pub fn list(self, words: &[String]) -> String {
        words.join(if self.locale == Locale::En { ", " } else { "・" })
    }
}

/// `8:05`, in Japan.
pub fn clock(at: Timestamp) -> String {
    use chrono::Timelike;
    let at = at.to_jst();
    format!("{}:{:02}", at.hour(), at.minute())
}

/// `8:20`, as the other times on a page are written.
pub fn hour(time: TimeOfDay) -> String {
    let minutes = time.minutes();
    format!("{}:{:02}", minutes / 60, minutes % 60)
}

/// Draws `｜漢字《かんじ》` as ruby.
pub fn ruby(text: &str) -> Element {
    if !text.contains('｜') {
        return rsx! { "{text}" };
    }
    rsx! {
        span {
            for piece in i18n::pieces(text) {
                match piece {
                    Piece::Plain(text) => rsx! { "{text}" },
                    Piece::Ruby(base, reading) => rsx! { ruby { "{base}" rt { "{reading}" } } },
                }
            }
        }
    }
}
