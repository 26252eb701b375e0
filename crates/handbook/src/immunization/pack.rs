//! A schedule pack: what the law says, as data. The engine knows how to count and to judge; *what* is counted is
//! here, so that a new notice is a new line in a JSON file and no new code.
//!
//! What is regular is the same few fields in every series: windows, doses, intervals, product periods. What is not
//! (two doses of HPV that become three, an unfinished first round of Hib, the change from four vaccines in one to
//! five) has a field with a name of its own, so that a reader finds every exception of the law by its field.

use super::{Age, Category, Interval};
use chrono::NaiveDate;
use itsumo_domain::{handbook::Sex, i18n::Locale};
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

/// One vaccination of the programme: a window of the law, and doses in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Series {
    /// `PCV`, `MR1`, …
    pub id: String,
    /// Its name.
    pub name: Words,
    /// What it is called in `A + B`, where one vaccine serves two series: `DPT-IPV`, `Hib`.
    #[serde(default)]
    pub part_name: Option<String>,
    /// By law or by choice.
    pub category: Category,
    /// The diseases it protects from.
    pub diseases: Vec<String>,
    /// Counted from the due date and given to the mother, not from birth and to the child.
    #[serde(default)]
    pub pregnancy: bool,
    /// Given to one sex.
    #[serde(default)]
    pub sex: Option<Sex>,
    /// Given to those born from this day on.
    #[serde(default)]
    pub born_from: Option<NaiveDate>,
    /// Part of the programme from this day on.
    #[serde(default)]
    pub since: Option<NaiveDate>,
    /// The rule behind `sex`, `born_from` and `since`.
    pub rule: String,
    /// The vaccines that count here.
    pub accepts: Vec<Accepts>,
    /// What the vaccines give in parts: a dose counts when all parts are there.
    #[serde(default)]
    pub parts: Vec<String>,
    /// The vaccine with which it is begun today; absent when the doctor chooses among several.
    #[serde(default)]
    pub begins_with: Option<String>,
    /// Nobody begins it any more: it concerns only those who have a dose of it.
    #[serde(default)]
    pub legacy: bool,
    /// Doses of a shared vaccine belong here once this series has its own: 第2期 follows 第1期.
    #[serde(default)]
    pub follows: Option<String>,
    /// The windows of the law, each with the days on which it was the law.
    pub windows: Vec<Window>,
    /// Ways to complete it: the first that applies.
    pub regimens: Vec<Regimen>,
    /// Facts that take it from a child.
    #[serde(default)]
    pub exclusions: Vec<Exclusion>,
    /// From one product to another.
    #[serde(default)]
    pub switches: Vec<Switch>,
    /// Allowed, but not advised: a first dose from this age on.
    #[serde(default)]
    pub late_start: Option<Limit>,
    /// A dose paid by the family counts even before the window.
    #[serde(default)]
    pub voluntary_early: bool,
    /// Given anew every season.
    #[serde(default)]
    pub season: Option<Season>,
    /// Keys of the pack's sources.
    pub sources: Vec<String>,
    /// `sourced`, or what of it is not.
    pub confidence: String,
}

/// A vaccine that counts in a series.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accepts {
    /// The product's family.
    pub vaccine: String,
    /// Which part it gives; absent: all of them.
    #[serde(default)]
    pub part: Option<String>,
    /// In the programme from this day on.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// In the programme until this day.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// No longer sold from this day on: counts, but is not offered.
    #[serde(default)]
    pub sold_until: Option<NaiveDate>,
    /// It belongs to that series, whose window and product rules hold, and counts here beside (the Hib in the
    /// five-in-one) for a child with a dose of this series' own.
    #[serde(default)]
    pub beside: Option<String>,
    /// The rule behind the days.
    #[serde(default)]
    pub rule: Option<String>,
}

/// A window of the law.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// The law from this day on; absent: from the beginning.
    #[serde(default)]
    pub from: Option<NaiveDate>,
    /// The law until this day; absent: still.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// Its first day.
    pub start: Age,
    /// Its last day; absent where there is none (voluntary vaccines).
    #[serde(default)]
    pub end: Option<Age>,
    /// Last days that differ by product; `end` is the latest of them.
    #[serde(default)]
    pub end_by_product: BTreeMap<String, Age>,
    /// The rule.
    pub rule: String,
    /// The words of the law, where they were seen.
    #[serde(default)]
    pub text: Option<String>,
}

/// A way to complete a series.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Regimen {
    /// `PCV_2_7M`, …
    pub id: String,
    /// The rule that chooses it.
    pub rule: String,
    /// When it applies.
    #[serde(default)]
    pub applies: Applies,
    /// Its doses, in order.
    pub doses: Vec<Dose>,
    /// A dose too early here may be right there, and then that regimen goes on: two doses of HPV become three.
    #[serde(default)]
    pub fallback: Option<String>,
}

/// When a regimen applies.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Applies {
    /// The first dose is one of these.
    #[serde(default)]
    pub first_product: Vec<String>,
    /// The first dose is given in these days, both included.
    #[serde(default)]
    pub first_age: Option<(Age, Age)>,
    /// Every dose is one of these.
    #[serde(default)]
    pub all_products: Vec<String>,
    /// It was possible until this day.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// Only by an exception that names it.
    #[serde(default)]
    pub exception_only: bool,
}

/// A dose of a regimen.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dose {
    /// `primary-1`, `booster`, `single`, `dose-2`: what histories and forecasts call it.
    pub label: String,
    /// What must have passed.
    #[serde(default)]
    pub intervals: Vec<Needs>,
    /// The same, when a dose before it was dropped because the child was too old for it.
    #[serde(default)]
    pub intervals_when_late: Option<Vec<Needs>>,
    /// Not before.
    #[serde(default)]
    pub min_age: Option<Limit>,
    /// Not after.
    #[serde(default)]
    pub max_age: Option<Limit>,
    /// The dose falls away.
    #[serde(default)]
    pub dropped: Option<Dropped>,
    /// The usual age.
    #[serde(default)]
    pub standard_age: Option<StandardAge>,
    /// The usual intervals.
    #[serde(default)]
    pub standard_intervals: Vec<StandardInterval>,
}

/// What must have passed since an earlier dose.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Needs {
    /// Since this dose.
    pub after: After,
    /// So much.
    pub min: Interval,
    /// So much, when the doctor finds it necessary.
    #[serde(default)]
    pub excepted: Option<Interval>,
    /// The rule.
    pub rule: String,
}

/// Which earlier dose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum After {
    /// The regimen's n-th, counted from 1.
    Dose(usize),
    /// The last that counts.
    Last,
}

/// An age that limits, and its rule.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// The age.
    pub age: Age,
    /// The rule.
    pub rule: String,
}

/// When a dose falls away.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dropped {
    /// It can no longer be given by this age. What comes next opens on the day after.
    #[serde(default)]
    pub after: Option<Age>,
    /// The dose before it was given after this age.
    #[serde(default)]
    pub previous_after: Option<Age>,
    /// The rule.
    pub rule: String,
}

/// 標準的な接種期間, by age.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandardAge {
    /// From.
    #[serde(default)]
    pub from: Option<Age>,
    /// To, included.
    #[serde(default)]
    pub to: Option<Age>,
    /// The rule.
    pub rule: String,
}

/// 標準的な接種間隔.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StandardInterval {
    /// Since this dose.
    pub after: After,
    /// From.
    #[serde(default)]
    pub from: Option<Interval>,
    /// To.
    #[serde(default)]
    pub to: Option<Interval>,
    /// The rule.
    pub rule: String,
}

/// A fact that takes a series from a child.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exclusion {
    /// Its name.
    pub condition: String,
    /// Other names of it.
    #[serde(default)]
    pub also: Vec<String>,
    /// The rule.
    pub rule: String,
}

/// From one product to another within a series.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Switch {
    /// From one of these; empty: from any.
    #[serde(default)]
    pub from: Vec<String>,
    /// To one of these; empty: to any other.
    #[serde(default)]
    pub to: Vec<String>,
    /// Since this day.
    #[serde(default)]
    pub since: Option<NaiveDate>,
    /// Until this day.
    #[serde(default)]
    pub until: Option<NaiveDate>,
    /// Allowed, or against the principle (`false`).
    pub allowed: bool,
    /// Allowed only while that series still lacks a dose.
    #[serde(default)]
    pub while_missing: Option<String>,
    /// The rule.
    pub rule: String,
}

/// A season of the year.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Season {
    /// Begins on this (month, day).
    pub starts: (u32, u32),
    /// Usually over after this (month, day) of the next year.
    pub usual_until: (u32, u32),
    /// The rule.
    pub rule: String,
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

/// What re-opens a window for some.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exception {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Words,
    /// For these series, each with who was born when, which cap of age holds, and which regimen then.
    pub series: Vec<ExceptionFor>,
    /// The window.
    pub window: ExceptionWindow,
    /// Over for everybody from this day on: doses are judged by it, and nothing is forecast.
    #[serde(default)]
    pub over_from: Option<NaiveDate>,
    /// The municipality must confirm it.
    #[serde(default)]
    pub confirm: bool,
    /// The rule.
    pub rule: String,
}

/// An exception, for one series.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ExceptionFor {
    /// The series.
    pub series: String,
    /// Born from.
    #[serde(default)]
    pub born_from: Option<NaiveDate>,
    /// Born until.
    #[serde(default)]
    pub born_until: Option<NaiveDate>,
    /// Not after this age.
    #[serde(default)]
    pub cap: Option<Age>,
    /// The regimen for those who began before the exception's window was theirs.
    #[serde(default)]
    pub regimen: Option<String>,
    /// First day of the window in this series, where it differs.
    #[serde(default)]
    pub start: Option<Age>,
    /// What must have passed since the series it follows.
    #[serde(default)]
    pub after_previous: Option<Interval>,
}

/// The days of an exception.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum ExceptionWindow {
    /// Between two ages or days, both included.
    Between(Age, Age),
    /// So many years from the day on which a long illness ended.
    YearsAfterLongIllness(u32),
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
