//! Exact age, and age counted from the day the child was due.
//!
//! The handbook's charts have a line for every "N months 0 days", and a measurement at three and a half months goes
//! halfway between two of them: so a decimal month is the completed months plus the share of the month that is under
//! way. This is not the law's age (see [`crate::dates`]): at a checkup a child is a month old on the day itself.
//!
//! Corrected age counts from the due date: the one in the handbook, or birth and what 280 days lack of the gestation,
//! in days, never in weeks. There is no official end to it; most go by it until three (こども家庭庁 母子健康手帳情報
//! 支援サイト), so that is the default, for children born before 37 weeks, and a person can switch it on or off.

use chrono::{Months, NaiveDate};
use itsumo_domain::handbook::Child;

/// Days from the first day of a pregnancy to the due date.
pub const TERM_DAYS: u16 = 280;
/// 37 weeks: born before, a child is preterm.
pub const PRETERM_DAYS: u16 = 37 * 7;
/// Until this age, in months, the corrected age of a preterm child is shown.
pub const CORRECTED_UNTIL_MONTHS: u32 = 36;

/// An exact age.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Age {
    /// Days since birth, the day of birth being 0.
    pub days: u32,
    /// Completed months.
    pub whole_months: u32,
    /// Days since the last completed month.
    pub odd_days: u32,
    /// Months with their fraction: where the handbook's chart has it.
    pub months: f64,
}

impl Age {
    /// The age on `day` of somebody born on `from`; absent before that. The 31st's month is over on the last day of a
    /// month that has no 31st.
    pub fn on(from: NaiveDate, day: NaiveDate) -> Option<Self> {
        let days = u32::try_from((day - from).num_days()).ok()?;
        let mut whole = days / 31;
        while anniversary(from, whole + 1)? <= day {
            whole += 1;
        }
        let (last, next) = (anniversary(from, whole)?, anniversary(from, whole + 1)?);
        let odd_days = u32::try_from((day - last).num_days()).ok()?;
        let length = u32::try_from((next - last).num_days()).ok()?;
        let months = f64::from(whole) + f64::from(odd_days) / f64::from(length.max(1));
        Some(Self { days, whole_months: whole, odd_days, months })
    }

    /// Completed years.
    pub fn years(self) -> u32 {
        self.whole_months / 12
    }
}

fn anniversary(from: NaiveDate, months: u32) -> Option<NaiveDate> {
    from.checked_add_months(Months::new(months))
}

/// What is known of a birth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Birth {
    /// Born on.
    pub date: NaiveDate,
    /// The due date in the handbook.
    pub due_date: Option<NaiveDate>,
    /// Days of gestation at birth.
    pub gestation_days: Option<u16>,
    /// The family's choice: show corrected age or don't; absent: as usual.
    pub corrected: Option<bool>,
}

/// The ages of one day.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ages {
    /// Since birth.
    pub actual: Age,
    /// Since the due date, where it is shown.
    pub corrected: Option<Corrected>,
}

impl Ages {
    /// The months that a percentile is looked up with: corrected where that is shown. Absent before the due date,
    /// when no term reference fits.
    pub fn reference_months(&self) -> Option<f64> {
        match self.corrected {
            Some(Corrected::Age(age)) => Some(age.months),
            Some(Corrected::BeforeDue { .. }) => None,
            None => Some(self.actual.months),
        }
    }
}

/// An age counted from the due date.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Corrected {
    /// The due date is still ahead: no age, and never a negative one.
    BeforeDue {
        /// Days of gestation that the child would have on this day.
        gestation_days: u32,
    },
    /// Since the due date.
    Age(Age),
}

impl Birth {
    /// What the handbook knows of the child's birth; absent while expected.
    pub fn of(child: &Child) -> Option<Self> {
        Some(Self {
            date: child.birth_date?,
            due_date: child.due_date,
            gestation_days: child.gestation_days,
            corrected: child.corrected_age,
        })
    }

    /// The due date: as written, or by the days of gestation.
    pub fn due(&self) -> Option<NaiveDate> {
        self.due_date.or_else(|| {
            let early = i64::from(TERM_DAYS) - i64::from(self.gestation_days?);
            self.date.checked_add_signed(chrono::Duration::days(early))
        })
    }

    /// Days of gestation at birth: as written, or by the due date.
    pub fn gestation(&self) -> Option<i64> {
        let by_due = || Some(i64::from(TERM_DAYS) - (self.due_date? - self.date).num_days());
        self.gestation_days.map(i64::from).or_else(by_due)
    }

    /// Born before 37 weeks, as far as is known.
    pub fn is_preterm(&self) -> bool {
        self.gestation().is_some_and(|days| days < i64::from(PRETERM_DAYS))
    }

    /// The ages on a day; absent before birth.
    pub fn ages(&self, day: NaiveDate) -> Option<Ages> {
        let actual = Age::on(self.date, day)?;
        let shown = match self.corrected {
            Some(choice) => choice,
            None => self.is_preterm() && actual.whole_months < CORRECTED_UNTIL_MONTHS,
        };
        let corrected = self.due().filter(|_| shown).map(|due| match Age::on(due, day) {
            Some(age) => Corrected::Age(age),
            None => {
                let ahead = (due - day).num_days();
                let days = u32::try_from(i64::from(TERM_DAYS) - ahead).unwrap_or(0);
                Corrected::BeforeDue { gestation_days: days }
            }
        });
        Some(Ages { actual, corrected })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_decimal_month_is_the_share_of_the_month_under_way() {
        let age = Age::on(day("2025-04-01"), day("2025-07-16")).unwrap();
        assert_eq!((age.days, age.whole_months, age.odd_days), (106, 3, 15));
        assert!((age.months - (3.0 + 15.0 / 31.0)).abs() < 1e-12);
        assert_eq!(Age::on(day("2025-04-01"), day("2025-03-31")), None);
        assert_eq!(Age::on(day("2025-04-01"), day("2025-04-01")).unwrap().months, 0.0);
    }

    #[test]
    fn who_is_born_on_the_31st_or_a_leap_day_gets_older_every_month() {
        for birth in ["2024-01-31", "2024-02-29", "2023-12-30"] {
            let birth = day(birth);
            let mut before = Age::on(birth, birth).unwrap();
            for ahead in 1..3000 {
                let age = Age::on(birth, birth + chrono::Duration::days(ahead)).unwrap();
                assert!(age.months > before.months, "{birth} + {ahead}");
                assert!(age.months - before.months < 0.04);
                before = age;
            }
        }
        assert_eq!(Age::on(day("2024-01-31"), day("2024-02-29")).unwrap().whole_months, 1);
        assert_eq!(Age::on(day("2024-02-29"), day("2025-02-28")).unwrap().whole_months, 12);
    }

    #[test]
    fn two_months_early_makes_three_months_one() {
        // The official example: born 2 months early, 1 month corrected at 3 months, 4 at 6.
        let birth =
            Birth { date: day("2025-01-10"), due_date: Some(day("2025-03-10")), gestation_days: None, corrected: None };
        let at = |on| match birth.ages(day(on)).unwrap().corrected {
            Some(Corrected::Age(age)) => age.whole_months,
            other => panic!("{other:?}"),
        };
        assert_eq!((at("2025-04-10"), at("2025-07-10")), (1, 4));
    }

    #[test]
    fn before_the_due_date_there_is_no_age_to_look_up() {
        let birth = Birth { date: day("2025-01-10"), due_date: None, gestation_days: Some(210), corrected: None };
        assert_eq!(birth.due(), Some(day("2025-03-21")));
        let ages = birth.ages(day("2025-03-20")).unwrap();
        assert_eq!(ages.corrected, Some(Corrected::BeforeDue { gestation_days: 279 }));
        assert_eq!(ages.reference_months(), None);
        assert_eq!(birth.ages(day("2025-03-21")).unwrap().reference_months(), Some(0.0));
    }

    #[test]
    fn corrected_age_ends_at_three_unless_the_family_says_otherwise() {
        let usual = Birth { date: day("2022-01-10"), due_date: None, gestation_days: Some(230), corrected: None };
        let shown = |birth: Birth, on: &str| birth.ages(day(on)).unwrap().corrected.is_some();
        assert!(shown(usual, "2025-01-09"));
        assert!(!shown(usual, "2025-01-10"));
        assert!(shown(Birth { corrected: Some(true), ..usual }, "2026-01-10"));
        assert!(!shown(Birth { corrected: Some(false), ..usual }, "2022-05-10"));
        let term = Birth { gestation_days: Some(259), ..usual };
        assert!(!shown(term, "2022-05-10"));
        assert!(shown(Birth { gestation_days: Some(258), ..usual }, "2022-05-10"));
    }
}
