//! One series of the pack, as its file says it: windows, products, regimens and their doses, and what is irregular, each
//! in a field with a name of its own.

use super::{Age, Category, Interval, Words};
use chrono::NaiveDate;
use itsumo_domain::handbook::Sex;
use serde::Deserialize;
use std::collections::BTreeMap;

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
    /// Who completed that series needs nothing of this one: the two ways to be vaccinated against influenza.
    #[serde(default)]
    pub instead_of: Option<String>,
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
