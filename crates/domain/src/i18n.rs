//! The one catalogue of texts: screens, notifications, mails, terminals and prints all read it.
//!
//! Fluent files lie in `crates/domain/i18n/<locale>/<noun>.ftl`. Ruby is written `｜漢字《かんじ》`; screens
//! draw it, everything else calls [`without_ruby`]. A test fails on a key or a variable that one locale lacks.

use chrono::{Datelike, NaiveDate};
use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use std::{collections::BTreeMap, str::FromStr, sync::OnceLock};

/// A language of the app.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub enum Locale {
    /// Japanese.
    #[default]
    #[serde(rename = "ja")]
    Ja,
    /// やさしい日本語: short sentences, ruby on every kanji.
    #[serde(rename = "ja-easy")]
    JaEasy,
    /// English.
    #[serde(rename = "en")]
    En,
}

impl Locale {
    /// All of them, in the order they are offered.
    pub const ALL: [Self; 3] = [Self::Ja, Self::JaEasy, Self::En];

    /// `ja`, `ja-easy`, `en`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Ja => "ja",
            Self::JaEasy => "ja-easy",
            Self::En => "en",
        }
    }

    /// For the `lang` attribute: screen readers know `ja`, not our easy Japanese.
    pub fn lang(self) -> &'static str {
        match self {
            Self::Ja | Self::JaEasy => "ja",
            Self::En => "en",
        }
    }
}

impl FromStr for Locale {
    type Err = UnknownLocale;
    /// Reads our codes and anything an operating system says (`ja_JP.UTF-8`, `en-GB`).
    fn from_str(code: &str) -> Result<Self, UnknownLocale> {
        let code = code.to_ascii_lowercase();
        match code.as_str() {
            "ja-easy" => Ok(Self::JaEasy),
            _ if code.starts_with("ja") => Ok(Self::Ja),
            _ if code.starts_with("en") => Ok(Self::En),
            _ => Err(UnknownLocale(code)),
        }
    }
}

/// Not a language of the app.
#[derive(Debug, thiserror::Error)]
#[error("not a language of the app: {0:?} (ja, ja-easy, en)")]
pub struct UnknownLocale(pub String);

macro_rules! catalogue {
    ($($noun:literal),* $(,)?) => {
        /// The files of a locale: (noun, Fluent source).
        pub fn sources(locale: Locale) -> &'static [(&'static str, &'static str)] {
            match locale {
                Locale::Ja => &[$(($noun, include_str!(concat!("../i18n/ja/", $noun, ".ftl")))),*],
                Locale::JaEasy => &[$(($noun, include_str!(concat!("../i18n/ja-easy/", $noun, ".ftl")))),*],
                Locale::En => &[$(($noun, include_str!(concat!("../i18n/en/", $noun, ".ftl")))),*],
            }
        }
    };
}
catalogue!(
    "account",
    "alert",
    "association",
    "association-note",
    "app",
    "checkup",
    "circular",
    "circular-paper",
    "cli",
    "computer",
    "console",
    "console-association",
    "directory",
    "duty",
    "error",
    "family",
    "form",
    "growth",
    "handbook",
    "handover",
    "kiosk",
    "machine",
    "mail",
    "meeting",
    "news",
    "notice",
    "officer",
    "paper",
    "phone",
    "push",
    "roster",
    "safety",
    "school",
    "seat",
    "settings",
    "vaccine",
);

/// A value put into a text.
#[derive(Clone, Debug)]
pub enum Arg<'a> {
    /// Words.
    Text(&'a str),
    /// A number, by which English chooses its plural.
    Number(i64),
}

fn bundle(locale: Locale) -> &'static FluentBundle<FluentResource> {
    static BUNDLES: OnceLock<BTreeMap<Locale, FluentBundle<FluentResource>>> = OnceLock::new();
    static EMPTY: OnceLock<FluentBundle<FluentResource>> = OnceLock::new();
    BUNDLES
        .get_or_init(|| {
            Locale::ALL
                .into_iter()
                .map(|locale| {
                    let lang =
                        unic_langid::LanguageIdentifier::from_bytes(locale.lang().as_bytes()).unwrap_or_default();
                    let mut bundle = FluentBundle::new_concurrent(vec![lang]);
                    // Isolation marks around arguments show up as boxes in notifications and terminals.
                    bundle.set_use_isolating(false);
                    for (_, source) in sources(locale) {
                        let resource =
                            FluentResource::try_new((*source).to_owned()).unwrap_or_else(|(partial, _)| partial);
                        bundle.add_resource_overriding(resource);
                    }
                    (locale, bundle)
                })
                .collect()
        })
        .get(&locale)
        .unwrap_or_else(|| EMPTY.get_or_init(|| FluentBundle::new_concurrent(Vec::new())))
}

/// The text of `key`, with `args` put in. A key nobody wrote answers with itself, so that a slip is seen
/// in a picture and does not crash a phone; tests keep that from happening.
pub fn text(locale: Locale, key: &str, args: &[(&str, Arg<'_>)]) -> String {
    let bundle = bundle(locale);
    let Some(pattern) = bundle.get_message(key).and_then(|message| message.value()) else {
        return key.to_owned();
    };
    let mut values = FluentArgs::new();
    for (name, value) in args {
        match value {
            Arg::Text(text) => values.set(*name, FluentValue::from((*text).to_owned())),
            Arg::Number(number) => values.set(*name, FluentValue::from(*number)),
        }
    }
    let mut errors = Vec::new();
    bundle.format_pattern(pattern, Some(&values), &mut errors).into_owned()
}

/// Whether `key` is in the catalogue of `locale`.
pub fn has(locale: Locale, key: &str) -> bool {
    bundle(locale).has_message(key)
}

/// A piece of a text with ruby.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Plain characters.
    Plain(&'a str),
    /// Characters and how they are read.
    Ruby(&'a str, &'a str),
}

/// Splits `｜漢字《かんじ》` markup. Marks that do not close are plain text.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some((before, marked)) = rest.split_once('｜') {
        let ruby = marked.split_once('《').and_then(|(base, tail)| {
            let (reading, after) = tail.split_once('》')?;
            (!base.is_empty() && !base.contains('｜')).then_some((base, reading, after))
        });
        let Some((base, reading, after)) = ruby else { break };
        if !before.is_empty() {
            found.push(Piece::Plain(before));
        }
        found.push(Piece::Ruby(base, reading));
        rest = after;
    }
    if !rest.is_empty() {
        found.push(Piece::Plain(rest));
    }
    found
}

/// `11月24日(火)`, with its year where that is not the one of `today`. Marked with ruby.
pub fn day(locale: Locale, date: NaiveDate, today: NaiveDate) -> String {
    let of = |key: String| text(locale, &key, &[]);
    let month = of(format!("date-month-{}", date.month()));
    let dom = of(format!("date-dom-{}", date.day()));
    let weekday = of(format!("date-weekday-{}", date.weekday().num_days_from_sunday()));
    let year = date.year().to_string();
    let args = [
        ("year", Arg::Text(&year)),
        ("month", Arg::Text(&month)),
        ("day", Arg::Text(&dom)),
        ("weekday", Arg::Text(&weekday)),
    ];
    text(locale, if date.year() == today.year() { "date-day" } else { "date-day-year" }, &args)
}

/// The text without its readings, for titles, labels, mails and terminals.
pub fn without_ruby(text: &str) -> String {
    pieces(text)
        .into_iter()
        .map(|piece| match piece {
            Piece::Plain(text) | Piece::Ruby(text, _) => text,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Key → the variables its text uses.
    fn keys(locale: Locale) -> BTreeMap<String, BTreeSet<String>> {
        let mut keys = BTreeMap::new();
        for (noun, source) in sources(locale) {
            let resource = FluentResource::try_new((*source).to_owned())
                .unwrap_or_else(|(_, errors)| panic!("{}/{noun}.ftl: {errors:?}", locale.code()));
            assert!(resource.entries().count() > 0, "{}/{noun}.ftl is empty", locale.code());
            let mut key = None;
            for line in source.lines() {
                if let Some((name, _)) =
                    line.split_once(" =").filter(|(name, _)| !name.starts_with([' ', '#', '-', '[']))
                {
                    assert!(
                        keys.insert(name.to_owned(), BTreeSet::new()).is_none(),
                        "{name} stands twice in {}",
                        locale.code()
                    );
                    key = Some(name.to_owned());
                }
                let Some(uses) = key.as_ref().and_then(|key| keys.get_mut(key)) else { continue };
                for part in line.split('$').skip(1) {
                    uses.insert(
                        part.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_' || *c == '-').collect(),
                    );
                }
            }
        }
        keys
    }

    #[test]
    fn every_language_says_everything() {
        let ja = keys(Locale::Ja);
        for locale in [Locale::JaEasy, Locale::En] {
            let theirs = keys(locale);
            let lacks: Vec<_> = ja.keys().filter(|k| !theirs.contains_key(*k)).collect();
            let extra: Vec<_> = theirs.keys().filter(|k| !ja.contains_key(*k)).collect();
            assert!(lacks.is_empty() && extra.is_empty(), "{} lacks {lacks:?}, has {extra:?} alone", locale.code());
            for (key, uses) in &ja {
                assert_eq!(theirs.get(key), Some(uses), "variables of {key} in {}", locale.code());
            }
        }
    }

    #[test]
    fn easy_japanese_puts_a_reading_on_every_kanji() {
        let kanji = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c) || c == '々';
        for (noun, source) in sources(Locale::JaEasy) {
            for line in source.lines().filter(|l| !l.starts_with('#')) {
                for piece in pieces(line) {
                    if let Piece::Plain(text) = piece {
                        assert!(!text.contains(kanji), "ja-easy/{noun}.ftl: no reading for {text:?} in {line:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn ruby_is_split_and_dropped() {
        use Piece::{Plain, Ruby};
        assert_eq!(
            pieces("｜市《し》のお｜知《し》らせ"),
            vec![Ruby("市", "し"), Plain("のお"), Ruby("知", "し"), Plain("らせ")]
        );
        assert_eq!(without_ruby("｜市《し》のお｜知《し》らせ"), "市のお知らせ");
        assert_eq!(without_ruby("｜開いたまま"), "｜開いたまま");
    }
}
