//! What goes in and what comes out. Texts are not here: a [`Finding`] or a [`Derivation`] is data, and
//! `explain` turns it into words of a language.

use chrono::NaiveDate;
use itsumo_domain::handbook::Sex;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Whom the rules are asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Subject {
    /// Born on; absent only while the child is expected.
    pub birth_date: Option<NaiveDate>,
    /// For series that the law gives to one sex.
    pub sex: Option<Sex>,
    /// The due date, for what is given in pregnancy.
    pub expected_delivery_date: Option<NaiveDate>,
    /// Facts that exclude or allow something, by the names the pack uses (`history_of_varicella`, …).
    pub conditions: BTreeSet<String>,
    /// Facts said *not* to be so: an exception named like one does not apply.
    pub denied: BTreeSet<String>,
    /// The day on which a long illness that kept the child from being vaccinated ended.
    pub long_term_illness_ended: Option<NaiveDate>,
}

impl Subject {
    /// Whether a fact or exception is said not to be so, by its name or the beginning of it: `mr_shortage` denies
    /// `MR_SHORTAGE_FY2024`.
    pub(super) fn denies(&self, exception: &str) -> bool {
        let exception = exception.to_ascii_lowercase();
        self.denied.iter().any(|name| exception.starts_with(name.to_ascii_lowercase().as_str()))
    }
}

/// A dose that was given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Given {
    /// On this day.
    pub date: NaiveDate,
    /// The product's family: `DPT_IPV_HIB`, `PCV20`, `ROTA1`, …
    pub vaccine: String,
    /// The doctor found the shorter interval necessary, where the rule allows that (Hib).
    pub physician_exception: bool,
    /// Paid by the family: counts where the rule says so, and breaks no rule of the routine programme.
    pub voluntary: bool,
}

/// All that can be said of one series for one child on one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The series: `PCV`, `MR1`, … or several joined by `+` where they are given by one vaccine.
    pub series: String,
    /// By law (A類) or by the family's own choice.
    pub category: Category,
    /// One per recorded dose that matters here, in the order of the history.
    pub doses: Vec<DoseVerdict>,
    /// Which branch of doses and intervals applies.
    pub regimen: Option<String>,
    /// How far the series is.
    pub state: SeriesState,
    /// The next dose; absent when there is none or none may be said.
    pub next: Option<NextDose>,
    /// By the law, on the day asked.
    pub legal: LegalStatus,
    /// By the standard period, on the day asked.
    pub standard: StandardStatus,
    /// What is to be told beside: a late first rotavirus dose, a confirmation that the city must give.
    pub notes: Vec<Finding>,
}

/// Who decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Category {
    /// 定期接種 (A類): free inside the window of the law.
    Routine,
    /// 任意接種: only a usual time, no window of the law.
    Voluntary,
}

/// The verdict on one recorded dose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoseVerdict {
    /// Its place in the history that was given in.
    pub index: usize,
    /// Given on.
    pub date: NaiveDate,
    /// The product's family.
    pub vaccine: String,
    /// Whether it conforms to the rules of its day.
    pub conforms: Conforms,
    /// As which dose it counts: `primary-1`, `booster`, `JE1 primary-2`, `MR1`, …
    pub counts_as: Option<String>,
    /// Every rule that it breaks or just meets, with numbers.
    pub findings: Vec<Finding>,
}

/// Whether a dose conforms: from best to worst.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Conforms {
    /// It does.
    Yes,
    /// Only if the physician's exception was used.
    Conditional,
    /// Age and interval conform, but a principle (same product) was broken.
    Review,
    /// It breaks a rule.
    No,
}

/// How far a series is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum SeriesState {
    /// No dose counts yet.
    NotStarted,
    /// Some do.
    InProgress,
    /// All do.
    Complete,
    /// The law does not give it to this child.
    NotEligible,
    /// A dose breaks a rule. The law does not say how it counts: no forecast.
    Review,
}

/// The next dose.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NextDose {
    /// `primary-2`, `booster`, `single`, …
    pub dose: String,
    /// First day it may be given as a routine dose; not moved to today.
    pub earliest: NaiveDate,
    /// The standard period, both days included; absent where none is stated.
    pub standard_from: Option<NaiveDate>,
    /// Its end.
    pub standard_to: Option<NaiveDate>,
    /// Last day, included; absent where there is none (voluntary vaccines).
    pub last_eligible: Option<NaiveDate>,
    /// Where the last day depends on the product.
    pub last_eligible_by_product: BTreeMap<String, NaiveDate>,
    /// All windows, both days included, when an exception re-opens one; else empty.
    pub windows: Vec<(NaiveDate, NaiveDate)>,
    /// Products that may be used on the day asked.
    pub products: Vec<String>,
    /// Other ways to go on: two or three doses of HPV.
    pub alternatives: Vec<Alternative>,
    /// Where `earliest` comes from: the steps, of which the latest day decides.
    pub why_earliest: Derivation,
    /// Where the standard period comes from.
    pub why_standard: Derivation,
    /// Where `last_eligible` comes from.
    pub why_last: Derivation,
}

/// Another way to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alternative {
    /// Its regimen.
    pub regimen: String,
    /// The dose it would be.
    pub dose: String,
    /// From this day.
    pub earliest: NaiveDate,
    /// Doses in all.
    pub doses: usize,
}

/// A date and how it came about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Derivation {
    /// In the order they were taken. The result is the latest (or, for an end, the earliest) of them.
    pub steps: Vec<Step>,
    /// The step that decided.
    pub decided_by: usize,
}

/// One rule applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The rule's id in the pack: `WIN-5MIX`, `INT-CLEAR`, …; its law or notice is looked up there.
    pub rule: String,
    /// The arithmetic.
    pub sum: Sum,
    /// What came of it.
    pub gives: NaiveDate,
}

/// The arithmetic of a date.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is what its name says; the rules are in `dates`")]
pub enum Sum {
    /// The day on which an age is reached: the day before the monthly anniversary.
    Reach { birth: NaiveDate, months: u32 },
    /// The day after that.
    DayAfterReach { birth: NaiveDate, months: u32 },
    /// So many days after birth, the birth being day 0.
    DaysAfterBirth { birth: NaiveDate, days: u32 },
    /// A day that the child was born on, or a window that opens at birth.
    Birth { birth: NaiveDate },
    /// The first or last day of the fiscal year in which an age is reached.
    FiscalYear { birth: NaiveDate, years: u32, end: bool },
    /// 1 April of the school entry, moved by years; or the day before it.
    SchoolEntry { birth: NaiveDate, offset: i32, day_before: bool },
    /// A week and day of pregnancy.
    Gestation { expected: NaiveDate, weeks: u32, days: u32 },
    /// So many clear days after a dose.
    ClearDays { from: NaiveDate, days: u32, after: String },
    /// So many months after a dose.
    Months { from: NaiveDate, months: u32, after: String },
    /// So many months and a half after a dose.
    MonthsAndHalf { from: NaiveDate, months: u32, after: String },
    /// A date that a law or notice names.
    Named { date: NaiveDate },
}

/// Something found out about a dose or a series, with its numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule's id in the pack.
    pub rule: String,
    /// What.
    pub what: What,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each field is what its name says")]
pub enum What {
    /// Before the window opened.
    TooEarly { opens: NaiveDate },
    /// After it closed.
    TooLate { closed: NaiveDate },
    /// Fewer clear days than needed since an earlier dose.
    FewDays { clear: i64, needed: u32, after: String, from: NaiveDate },
    /// Fewer months than needed since an earlier dose: possible from that day.
    FewMonths { needed: u32, half: bool, after: String, possible: NaiveDate },
    /// Only with the physician's exception: `clear` days where `needed` is the rule and `excepted` the exception.
    NeedsException { clear: i64, needed: u32, excepted: u32 },
    /// Two injected live vaccines too near to each other.
    LiveGap { other: String, clear: i64, needed: u32 },
    /// The product was not (or no longer) part of the programme.
    ProductPeriod { vaccine: String, from: Option<NaiveDate>, until: Option<NaiveDate> },
    /// Another product than the one the series was begun with.
    ProductSwitch { from: String, to: String },
    /// More doses than the series has.
    TooMany { doses: usize },
    /// The same vaccine twice on one day.
    Duplicate,
    /// After the day that was asked about.
    InTheFuture,
    /// Not a vaccine of the pack.
    UnknownVaccine,
    /// A fact that takes the series from this child.
    Excluded { condition: String },
    /// The law gives it to others: sex, or born before the programme.
    NotForThisChild,
    /// Allowed, but not advised: a first rotavirus dose from 15 weeks on.
    NotAdvised { from: NaiveDate },
    /// The municipality must confirm it.
    Confirm { exception: String },
    /// A principle that is met just so: told for the reader's peace of mind.
    Met { clear: i64 },
}

/// On the day asked, by the law.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LegalStatus {
    /// Before `earliest`.
    TooEarly,
    /// Now.
    Open,
    /// After the last day, or no day is left.
    Closed,
    /// Nothing is missing.
    Complete,
    /// Not for this child.
    NotEligible,
    /// See [`SeriesState::Review`].
    Review,
}

/// On the day asked, by the standard period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum StandardStatus {
    /// Not yet.
    #[serde(rename = "before")]
    Before,
    /// Now.
    #[serde(rename = "within")]
    Within,
    /// Later than usual.
    #[serde(rename = "past")]
    Past,
    /// Not open, or no period is stated.
    #[serde(rename = "n/a")]
    None,
}

/// What can be given together on a day, and what should wait.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitPlan {
    /// The day.
    pub day: NaiveDate,
    /// Fits, most urgent first.
    pub fits: Vec<VisitDose>,
    /// Does not fit on that day.
    pub waits: Vec<VisitWait>,
}

/// A dose that fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitDose {
    /// The series.
    pub series: String,
    /// The dose.
    pub next: NextDose,
    /// By the standard period, on that day.
    pub standard: StandardStatus,
    /// What is to be known before: that it is allowed and not advised, that the municipality must confirm it.
    pub notes: Vec<Finding>,
}

impl VisitDose {
    /// Whether nothing advises against it. What is allowed and not advised is a family's and a doctor's choice, and
    /// never chosen for them.
    pub fn advised(&self) -> bool {
        !self.notes.iter().any(|note| matches!(note.what, What::NotAdvised { .. }))
    }
}

/// A dose that waits, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisitWait {
    /// The series.
    pub series: String,
    /// The dose, where one may be said.
    pub next: Option<NextDose>,
    /// Possible from this day if what fits is given on the visit's day; absent when it never will be.
    pub from: Option<NaiveDate>,
    /// Why.
    pub why: WaitReason,
}

/// Why a dose waits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WaitReason {
    /// Its own rule opens later.
    TooEarly,
    /// An injected live vaccine was given, or is to be given that day elsewhere in the plan's order.
    LiveGap(String),
    /// The window is over.
    Closed,
    /// A recorded dose is to be looked at first.
    Review,
}
