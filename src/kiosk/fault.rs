//! What is wrong in `kiosk.toml`, in words and by line.

use itsumo_domain::i18n::{Arg, Locale, text, without_ruby};
use std::fmt::Write;

/// Everything that is wrong in a file, in the order of its lines.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{} faults in kiosk.toml", .0.len())]
pub struct ConfigError(pub Vec<Fault>);

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The line, from 1.
    pub line: usize,
    /// The key it is about; empty for what is no key and value.
    pub key: String,
    /// What.
    pub kind: FaultKind,
}

/// What can be wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// Not TOML, with the reader's own words.
    Syntax(String),
    /// A key that means nothing.
    Unknown,
    /// A key that must be there and is not.
    Missing,
    /// Not a text in quotes, or an empty one.
    NotText,
    /// Not a whole number from this to that.
    NotBetween(u64, u64),
    /// Not a list of texts, or an empty one.
    NotList,
    /// In the list, but none of what may be there.
    NotOneOf(String, String),
    /// Twice in the list.
    Twice(String),
    /// Not a city's code.
    NotCity,
    /// Not an address that begins with https://, or http:// on this machine.
    NotServer,
    /// Not what `itsumo --kiosk-pin` prints.
    NotPinHash,
    /// This screen is of no use without that one.
    Needs(String, String),
}

impl ConfigError {
    /// In words, a line for each fault.
    pub fn text(&self, locale: Locale) -> String {
        let mut all = String::new();
        for fault in &self.0 {
            let _ = writeln!(all, "{}", fault.text(locale));
        }
        all
    }
}

impl Fault {
    /// In words, with its line.
    pub fn text(&self, locale: Locale) -> String {
        let mut args: Vec<(&str, String)> = vec![("line", self.line.to_string()), ("key", self.key.clone())];
        let key = match &self.kind {
            FaultKind::Syntax(said) => {
                args.push(("said", said.clone()));
                "machine-toml-syntax"
            }
            FaultKind::Unknown => "machine-toml-unknown",
            FaultKind::Missing => "machine-toml-missing",
            FaultKind::NotText => "machine-toml-not-text",
            FaultKind::NotBetween(least, most) => {
                args.extend([("least", least.to_string()), ("most", most.to_string())]);
                "machine-toml-not-between"
            }
            FaultKind::NotList => "machine-toml-not-list",
            FaultKind::NotOneOf(what, all) => {
                args.extend([("what", what.clone()), ("all", all.clone())]);
                "machine-toml-not-one-of"
            }
            FaultKind::Twice(what) => {
                args.push(("what", what.clone()));
                "machine-toml-twice"
            }
            FaultKind::NotCity => "machine-toml-not-city",
            FaultKind::NotServer => "machine-toml-not-server",
            FaultKind::NotPinHash => "machine-toml-not-pin",
            FaultKind::Needs(what, other) => {
                args.extend([("what", what.clone()), ("other", other.clone())]);
                "machine-toml-needs"
            }
        };
        let args: Vec<(&str, Arg<'_>)> = args.iter().map(|(name, value)| (*name, Arg::Text(value))).collect();
        without_ruby(&text(locale, key, &args))
    }
}
