//! How a machine is set up: `kiosk.toml`, written once by whoever sets it up.
//!
//! That person reads what was wrong on a black console, far from this code. So every fault is found at once, each with
//! its line and in words, and a key that nobody knows is a fault: `idle_second` must not quietly mean the default.

use super::{
    fault::{ConfigError, Fault, FaultKind},
    pin::PinHash,
};
use itsumo_domain::{city::is_city_code, i18n::Locale};
use std::{collections::BTreeSet, str::FromStr};
use toml::{
    Spanned,
    de::{DeTable, DeValue},
};

/// A machine's settings.
#[derive(Clone, Debug, PartialEq)]
pub struct KioskConfig {
    /// Its name, for the staff and on the screen: 市役所1階.
    pub name: String,
    /// The server's address.
    pub server: String,
    /// The city's code, six digits.
    pub city: String,
    /// What may be done here.
    pub screens: BTreeSet<KioskScreen>,
    /// Seconds without a touch until the warning, 30 to 600.
    pub idle_seconds: u64,
    /// Seconds that the warning stands, 20 to 120. Twenty are the least that WCAG 2.2.1 allows.
    pub warning_seconds: u64,
    /// The languages to choose from; a session begins in the first. Never empty.
    pub languages: Vec<Locale>,
    /// The printer's name, as `lpstat -e` says it; none means that nothing is printed here.
    pub printer: Option<String>,
    /// The staff's PIN.
    pub pin: PinHash,
}

/// What a machine may offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum KioskScreen {
    /// News.
    News,
    /// Alerts. An emergency takes over the screen whether they are among the tiles or not.
    Alerts,
    /// Public circulars.
    Board,
    /// The city's offices and their hours.
    Offices,
    /// Going on on one's own phone.
    Handover,
    /// Printing what comes from one's own phone.
    Print,
    /// Signing in.
    Account,
    /// The school's screens, for who is signed in.
    School,
    /// The town association's screens, for who is signed in.
    Association,
}

impl KioskScreen {
    /// All, in the order of the menu.
    pub const ALL: [Self; 9] = [
        Self::News,
        Self::Alerts,
        Self::Board,
        Self::Offices,
        Self::Handover,
        Self::Print,
        Self::Account,
        Self::School,
        Self::Association,
    ];

    /// Its name in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::News => "news",
            Self::Alerts => "alerts",
            Self::Board => "board",
            Self::Offices => "offices",
            Self::Handover => "handover",
            Self::Print => "print",
            Self::Account => "account",
            Self::School => "school",
            Self::Association => "association",
        }
    }
}

/// What is read when the file does not say.
const IDLE: u64 = 90;
const WARNING: u64 = 20;

/// The keys of the file.
const KEYS: [&str; 9] =
    ["name", "server", "city", "screens", "idle_seconds", "warning_seconds", "languages", "printer", "pin"];

impl KioskConfig {
    /// Reads `kiosk.toml`.
    ///
    /// # Errors
    /// Everything that is wrong in it, at once.
    pub fn read(text: &str) -> Result<Self, ConfigError> {
        let table = DeTable::parse(text).map_err(|error| {
            let line = error.span().map_or(1, |span| line_of(text, span.start));
            ConfigError(vec![fault(line, "", FaultKind::Syntax(error.message().to_owned()))])
        })?;
        let mut file = File { text, table: table.get_ref(), faults: Vec::new() };
        file.unknown_keys();
        let config = Self {
            name: file.required_text("name"),
            server: file.server(),
            city: file.city(),
            screens: file.screens(),
            idle_seconds: file.seconds("idle_seconds", IDLE, 30, 600),
            warning_seconds: file.seconds("warning_seconds", WARNING, 20, 120),
            languages: file.languages(),
            printer: file.optional_text("printer"),
            pin: match file.pin() {
                Some(pin) => pin,
                // Why there is none was noted as a fault.
                None => return Err(file.into_error()),
            },
        };
        if file.faults.is_empty() { Ok(config) } else { Err(file.into_error()) }
    }
}

/// The file while it is read; each question notes what is wrong and answers with something harmless.
struct File<'t> {
    text: &'t str,
    table: &'t DeTable<'t>,
    faults: Vec<Fault>,
}

fn fault(line: usize, key: &str, kind: FaultKind) -> Fault {
    Fault { line, key: key.to_owned(), kind }
}

fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|byte| *byte == b'\n').count() + 1
}

impl<'t> File<'t> {
    fn into_error(mut self) -> ConfigError {
        self.faults.sort_by_key(|fault| fault.line);
        ConfigError(self.faults)
    }

    fn note(&mut self, value: &Spanned<DeValue<'_>>, key: &str, kind: FaultKind) {
        self.faults.push(fault(line_of(self.text, value.span().start), key, kind));
    }

    /// What is missing is missing at the end of the file.
    fn missing(&mut self, key: &str) {
        self.faults.push(fault(self.text.lines().count().max(1), key, FaultKind::Missing));
    }

    fn unknown_keys(&mut self) {
        for key in self.table.keys().filter(|key| !KEYS.contains(&&**key.get_ref())) {
            self.faults.push(fault(line_of(self.text, key.span().start), key.get_ref(), FaultKind::Unknown));
        }
    }

    fn value(&self, key: &str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.table.iter().find(|(name, _)| &**name.get_ref() == key).map(|(_, value)| value)
    }

    fn optional_text(&mut self, key: &str) -> Option<String> {
        let value = self.value(key)?;
        match value.get_ref().as_str().map(str::trim) {
            Some(text) if !text.is_empty() => Some(text.to_owned()),
            _ => {
                self.note(value, key, FaultKind::NotText);
                None
            }
        }
    }

    fn required_text(&mut self, key: &str) -> String {
        if self.value(key).is_none() {
            self.missing(key);
        }
        self.optional_text(key).unwrap_or_default()
    }

    /// A text that must be there and be right.
    fn text_that(&mut self, key: &str, right: impl Fn(&str) -> bool, wrong: FaultKind) -> String {
        let text = self.required_text(key);
        if let Some(value) = self.value(key).filter(|_| !text.is_empty() && !right(&text)) {
            self.note(value, key, wrong);
        }
        text
    }

    fn server(&mut self) -> String {
        let right = |text: &str| {
            ["https://", "http://"].iter().any(|scheme| text.strip_prefix(scheme).is_some_and(|host| !host.is_empty()))
        };
        self.text_that("server", right, FaultKind::NotServer)
    }

    fn city(&mut self) -> String {
        self.text_that("city", is_city_code, FaultKind::NotCity)
    }

    fn pin(&mut self) -> Option<PinHash> {
        let text = self.required_text("pin");
        let read = PinHash::read(&text).ok();
        if let Some(value) = self.value("pin").filter(|_| !text.is_empty() && read.is_none()) {
            self.note(value, "pin", FaultKind::NotPinHash);
        }
        read
    }

    fn seconds(&mut self, key: &str, otherwise: u64, least: u64, most: u64) -> u64 {
        let Some(value) = self.value(key) else { return otherwise };
        let number = value.get_ref().as_integer().and_then(|n| u64::from_str_radix(n.as_str(), n.radix()).ok());
        number.filter(|number| (least..=most).contains(number)).unwrap_or_else(|| {
            self.note(value, key, FaultKind::NotBetween(least, most));
            otherwise
        })
    }

    /// A list of names, each at most once.
    fn list<T: PartialEq>(&mut self, key: &str, read: impl Fn(&str) -> Option<T>, all: &[&str]) -> Vec<T> {
        let Some(value) = self.value(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array().filter(|items| !items.is_empty()) else {
            self.note(value, key, FaultKind::NotList);
            return Vec::new();
        };
        let mut found = Vec::new();
        for item in items.iter() {
            let Some(word) = item.get_ref().as_str() else {
                self.note(item, key, FaultKind::NotList);
                continue;
            };
            match read(word) {
                None => self.note(item, key, FaultKind::NotOneOf(word.to_owned(), all.join(", "))),
                Some(known) if found.contains(&known) => self.note(item, key, FaultKind::Twice(word.to_owned())),
                Some(known) => found.push(known),
            }
        }
        found
    }

    fn languages(&mut self) -> Vec<Locale> {
        if self.value("languages").is_none() {
            return Locale::ALL.to_vec();
        }
        let codes = Locale::ALL.map(Locale::code);
        // Whole codes only: `japan` is a slip, not Japanese.
        let read = |word: &str| codes.contains(&word).then(|| Locale::from_str(word).ok()).flatten();
        self.list("languages", read, &codes)
    }

    fn screens(&mut self) -> BTreeSet<KioskScreen> {
        let Some(value) = self.value("screens") else {
            self.missing("screens");
            return BTreeSet::new();
        };
        let read = |word: &str| KioskScreen::ALL.into_iter().find(|screen| screen.name() == word);
        let screens: BTreeSet<_> =
            self.list("screens", read, &KioskScreen::ALL.map(KioskScreen::name)).into_iter().collect();
        for (what, other) in
            [(KioskScreen::School, KioskScreen::Account), (KioskScreen::Association, KioskScreen::Account)]
        {
            if screens.contains(&what) && !screens.contains(&other) {
                self.note(value, "screens", FaultKind::Needs(what.name().into(), other.name().into()));
            }
        }
        if screens.contains(&KioskScreen::Print) && self.value("printer").is_none() {
            self.note(value, "screens", FaultKind::Needs(KioskScreen::Print.name().into(), "printer".into()));
        }
        screens
    }
}

/// A good file for tests, with `more` at its end. The PIN is 2580.
pub fn fictional(more: &str) -> String {
    let pin = PinHash::of("2580", b"machine of tests").map(|hash| hash.text().to_owned()).unwrap_or_default();
    format!(
        r#"name = "市役所1階"
server = "http://127.0.0.1:1"
city = "999997"
screens = ["news", "alerts", "board", "offices", "handover", "print", "account", "school", "association"]
languages = ["ja", "ja-easy", "en"]
printer = "lobby"
pin = "{pin}"
{more}"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<(usize, String, FaultKind)> {
        let ConfigError(faults) = KioskConfig::read(text).unwrap_err();
        faults.into_iter().map(|fault| (fault.line, fault.key, fault.kind)).collect()
    }

    #[test]
    fn a_good_file_says_how_the_machine_is_set_up() {
        let config = KioskConfig::read(&fictional("idle_seconds = 45")).unwrap();
        assert_eq!((config.name.as_str(), config.idle_seconds, config.warning_seconds), ("市役所1階", 45, 20));
        assert_eq!(config.languages, [Locale::Ja, Locale::JaEasy, Locale::En]);
        assert!(config.screens.contains(&KioskScreen::Print) && config.pin.is("2580"));
    }

    #[test]
    fn all_that_is_wrong_is_found_at_once_each_with_its_line() {
        let text = r#"name = ""
server = "itsumo.example.jp"
city = "999990"
screens = ["news", "new", "news", 3, "school"]
idle_second = 5
idle_seconds = 5
languages = ["japan"]
pin = "2580"
"#;
        let all = "news, alerts, board, offices, handover, print, account, school, association".to_owned();
        let key = str::to_owned;
        assert_eq!(
            faults(text),
            [
                (1, key("name"), FaultKind::NotText),
                (2, key("server"), FaultKind::NotServer),
                (3, key("city"), FaultKind::NotCity),
                (4, key("screens"), FaultKind::NotOneOf("new".into(), all)),
                (4, key("screens"), FaultKind::Twice("news".into())),
                (4, key("screens"), FaultKind::NotList),
                (4, key("screens"), FaultKind::Needs("school".into(), "account".into())),
                (5, key("idle_second"), FaultKind::Unknown),
                (6, key("idle_seconds"), FaultKind::NotBetween(30, 600)),
                (7, key("languages"), FaultKind::NotOneOf("japan".into(), "ja, ja-easy, en".into())),
                (8, key("pin"), FaultKind::NotPinHash),
            ]
        );
    }

    #[test]
    fn what_must_be_there_and_is_not_is_named() {
        let missing: Vec<_> = faults("idle_seconds = 60\n").into_iter().map(|(_, key, kind)| (key, kind)).collect();
        let named = ["name", "server", "city", "screens", "pin"].map(|key| (key.to_owned(), FaultKind::Missing));
        assert_eq!(missing, named);
    }

    #[test]
    fn what_is_no_toml_says_in_which_line() {
        let faults = faults("name = \"a\"\ncity = 999997 997\n");
        assert!(matches!(&faults[..], [(2, _, FaultKind::Syntax(_))]), "{faults:?}");
    }

    #[test]
    fn printing_needs_a_printer() {
        let text = fictional("").replace("printer = \"lobby\"\n", "");
        assert_eq!(faults(&text), [(4, "screens".to_owned(), FaultKind::Needs("print".into(), "printer".into()))]);
    }

    #[test]
    fn each_fault_is_said_in_words_in_every_language() {
        let error = KioskConfig::read("name = \"\"\nidle_seconds = \"a\"\nx = 1\nscreens = [1, \"y\"]\n").unwrap_err();
        for locale in Locale::ALL {
            let said = error.text(locale);
            assert_eq!(said.lines().count(), error.0.len(), "{said}");
            assert!(!said.contains("machine-toml") && !said.contains('{'), "{said}");
        }
        assert!(error.text(Locale::Ja).starts_with("1行目"), "{}", error.text(Locale::Ja));
    }
}
