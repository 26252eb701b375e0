//! A schedule pack: what the law says, as data. The engine knows how to count and to judge; *what* is counted is
//! here, so that a new notice is a new line in a JSON file and no new code.
//!
//! What is regular is the same few fields in every series: windows, doses, intervals, product periods. What is not
//! (two doses of HPV that become three, an unfinished first round of Hib, the change from four vaccines in one to
//! five) has a field with a name of its own, so that a reader finds every exception of the law by its field.

use super::{Age, Exception, Series};
use chrono::NaiveDate;
use itsumo_domain::i18n::Locale;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A schedule pack, loaded and checked.
#[derive(Clone, Debug, Default)]
pub struct Pack {
    pub(super) about: About,
    pub(super) series: Vec<Series>,
    pub(super) products: Vec<Product>,
    pub(super) cross: Vec<Gap>,
    pub(super) exceptions: Vec<Exception>,
    pub(super) rules: BTreeMap<String, Rule>,
    pub(super) local: Vec<Local>,
    /// The file of each series, for errors.
    pub(super) files: Vec<String>,
    /// Vaccine family → the series that accept it, in the pack's order, and how live it is.
    pub(super) vaccines: BTreeMap<String, Vaccine>,
}

impl Pack {
    /// What the pack is, and what it was made from.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// Every series, in the order in which they are usually given.
    pub fn series(&self) -> impl Iterator<Item = &Series> {
        self.series.iter()
    }

    /// A series by its id.
    pub fn find(&self, id: &str) -> Option<&Series> {
        self.series.iter().find(|series| series.id == id)
    }

    /// Every product, under the family that histories name.
    pub fn products(&self) -> &[Product] {
        &self.products
    }

    /// A rule: its words, and the law or notice behind it.
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.get(id)
    }

    /// Every rule by its id.
    pub fn rules(&self) -> &BTreeMap<String, Rule> {
        &self.rules
    }

    /// What re-opens a window.
    pub fn exceptions(&self) -> &[Exception] {
        &self.exceptions
    }

    /// What a municipality adds: help with the costs, words of its own.
    pub fn local(&self, series: &str) -> impl Iterator<Item = &Local> {
        self.local.iter().filter(move |local| local.series == series)
    }

    /// How a vaccine is live, if the pack knows it.
    pub fn kind(&self, vaccine: &str) -> Option<Kind> {
        self.vaccines.get(vaccine).map(|vaccine| vaccine.kind)
    }
}

/// What a pack is.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct About {
    /// `jp`, or a municipality's code.
    pub id: String,
    /// Its version: the day it was compiled.
    pub version: String,
    /// The national pack a municipality's layer is laid over; absent in a whole pack.
    #[serde(default)]
    pub layer_of: Option<String>,
    /// The rules are those in force on this day.
    #[serde(default)]
    pub rules_as_of: Option<NaiveDate>,
    /// Whose it is and how it may be used.
    #[serde(default)]
    pub licence: String,
    /// What was not readable, and what a person must check before relying on it.
    #[serde(default)]
    pub caveats: Vec<String>,
    /// Short names of sources and where they are.
    #[serde(default)]
    pub sources: BTreeMap<String, String>,
}

/// Words in the app's three languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Japanese.
    pub ja: String,
    /// Easy Japanese, with a reading on every kanji.
    #[serde(rename = "ja-easy")]
    pub ja_easy: String,
    /// English.
    pub en: String,
}

impl Words {
    /// In one language.
    pub fn get(&self, locale: Locale) -> &str {
        match locale {
            Locale::Ja => &self.ja,
            Locale::JaEasy => &self.ja_easy,
            Locale::En => &self.en,
        }
    }
}

/// How a vaccine is live.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Not at all.
    Inactivated,
    /// Injected (or pricked) and live.
    LiveInjected,
    /// Swallowed and live.
    LiveOral,
    /// Sprayed into the nose and live.
    LiveNasal,
}

impl Kind {
    /// Live in any way.
    pub fn is_live(self) -> bool {
        self != Self::Inactivated
    }
}

/// A product on the market, or once on it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// The family that histories name.
    pub family: String,
    /// The family's name.
    pub family_name: Words,
    /// How it is live.
    pub kind: Kind,
    /// Trade names, with their makers.
    pub brands: Vec<Brand>,
    /// The nearest CVX code by composition, for FHIR.
    #[serde(default)]
    pub cvx: Option<String>,
    /// What it protects from.
    pub diseases: Vec<String>,
}

/// A trade name.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brand {
    /// As on the label.
    pub name: String,
    /// Made by.
    pub maker: String,
}

/// The gap between different vaccines.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Gap {
    /// The rule.
    pub rule: String,
    /// The law from this day on.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// The law until this day.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// After a vaccine of one of these kinds …
    pub after: Vec<Kind>,
    /// … one of these …
    pub before: Vec<Kind>,
    /// … needs so many clear days.
    pub clear_days: u32,
}

/// A rule: its words and where they come from.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What it says.
    pub text: Words,
    /// The law or notice.
    pub law: String,
    /// Keys of the pack's sources.
    pub sources: Vec<String>,
}

/// What a municipality adds to a series.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Local {
    /// The series.
    pub series: String,
    /// In its words.
    pub text: Words,
    /// It pays something in these days of the child's life, both included.
    #[serde(default)]
    pub subsidy: Option<(Age, Age)>,
    /// Where it says so.
    #[serde(default)]
    pub sources: Vec<String>,
}

/// A vaccine family: how live it is, and the series that accept it.
#[derive(Clone, Debug)]
pub(super) struct Vaccine {
    pub(super) kind: Kind,
    /// (series, accepts): indices.
    pub(super) places: Vec<(usize, usize)>,
}
