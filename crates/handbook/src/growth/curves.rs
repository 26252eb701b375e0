//! Loaded tables as the chart and the app need them: the distribution at an age, the lines to draw, a child's own
//! measurement as a row.

use super::{
    Ages, Birth, Corrected, Lms, LmsTables, Measure, Row, Rules, TableAge,
    tables::Table,
    who::{DAYS_PER_MONTH, FIVE_YEARS, on_line},
};
use itsumo_domain::handbook::{Child, Measurement, Sex};

/// Which lines of a distribution are drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum LineSet {
    /// −2, −1, 0, +1, +2 standard deviations.
    #[default]
    Scores,
    /// The 3rd, 15th, 50th, 85th and 97th percentile.
    Centiles,
}

impl LineSet {
    /// All.
    pub const ALL: [Self; 2] = [Self::Scores, Self::Centiles];

    /// The name in settings: `scores`, `centiles`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Scores => "scores",
            Self::Centiles => "centiles",
        }
    }

    /// The lines from the lowest: what each is called, and its z-score.
    pub fn lines(self) -> [(f64, f64); 5] {
        match self {
            Self::Scores => [-2.0, -1.0, 0.0, 1.0, 2.0].map(|z| (z, z)),
            Self::Centiles => [
                (3.0, -1.880_793_608_151_250_9),
                (15.0, -1.036_433_389_493_789_8),
                (50.0, 0.0),
                (85.0, 1.036_433_389_493_789_8),
                (97.0, 1.880_793_608_151_250_9),
            ],
        }
    }
}

impl LmsTables {
    /// The distribution of a measure at an age in months; absent where the tables have none. Between two rows it is
    /// on the straight line, so that lines have no steps but the one at two years, where lying becomes standing.
    pub fn at(&self, measure: Measure, sex: Sex, months: f64) -> Option<Lms> {
        if !(0.0..1200.0).contains(&months) {
            return None;
        }
        let by_month = |table: &Table, last: f64| {
            // An age, by the comparison above.
            let whole = months.trunc() as u32;
            if months > last { None } else { on_line(table, sex, whole, whole + 1, months.fract()) }
        };
        let young = self.rules == Rules::Who && months < FIVE_YEARS;
        let by_day = |table: &Table| table.row(sex, (months * DAYS_PER_MONTH).round() as u32);
        let (years_of_weight, years_of_height) = match self.rules {
            Rules::Who => (120.0, 228.0),
            Rules::Jspe => (f64::INFINITY, f64::INFINITY),
        };
        match measure {
            Measure::Weight if young => by_day(&self.weight_by_day),
            Measure::Height if young => by_day(&self.length_by_day),
            Measure::Head if young => by_day(&self.head_by_day),
            Measure::Weight => by_month(&self.weight_by_month, years_of_weight),
            Measure::Height => by_month(&self.height_by_month, years_of_height),
            Measure::Head | Measure::Chest => None,
        }
    }

    /// A child's measurement as a row: by corrected age where that is shown, without an age before the due date.
    pub fn row_of(&self, child: &Child, taken: &Measurement) -> Row {
        let ages = Birth::of(child).and_then(|birth| birth.ages(taken.date));
        Row {
            sex: child.sex,
            age: ages.and_then(|ages| self.age(ages)),
            weight_kg: Measure::Weight.of(taken),
            lenhei_cm: Measure::Height.of(taken),
            position: taken.position,
            head_cm: Measure::Head.of(taken),
            oedema: false,
        }
    }

    /// The WHO counts months of 30.4375 days, the JSPE those of the calendar.
    fn age(&self, ages: Ages) -> Option<TableAge> {
        let age = match ages.corrected {
            Some(Corrected::Age(age)) => age,
            Some(Corrected::BeforeDue { .. }) => return None,
            None => ages.actual,
        };
        match self.rules {
            Rules::Who => TableAge::from_days(age.days.into()),
            Rules::Jspe => Some(TableAge { days: age.days, months: age.months }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growth::percentile_of_z;

    #[test]
    fn lines_are_where_their_names_say() {
        for (said, z) in LineSet::Centiles.lines() {
            assert!((percentile_of_z(z) - said).abs() < 1e-10, "{said}");
        }
        assert!(LineSet::Scores.lines().iter().all(|(said, z)| said == z));
    }

    #[test]
    fn days_lead_to_months_at_five_years_and_then_to_the_tables_end() {
        let days: String =
            (0..=1826).map(|day| format!("2,{day},1,{},0.04\n", 50.0 + f64::from(day) / 100.0)).collect();
        let days = format!("sex,age_days,l,m,s\n{days}");
        let months: String = (60..=230).map(|month| format!("2,{month},1,{},0.04\n", 50 + month)).collect();
        let months = format!("sex,age_months,l,m,s\n{months}");
        let tables = LmsTables::read([("lhfa_days.csv", days.as_str()), ("hfa_months.csv", &months)]).unwrap();
        let median = |at| tables.at(Measure::Height, Sex::Female, at).map(|lms| lms.m);
        assert_eq!(median(0.0), Some(50.0));
        assert_eq!(median(59.99), Some(68.26));
        assert_eq!(median(60.5), Some(110.5));
        assert_eq!((median(228.0), median(228.1), median(-0.1), median(f64::NAN)), (Some(278.0), None, None, None));
        assert_eq!(tables.at(Measure::Weight, Sex::Female, 3.0), None);
        assert_eq!(tables.at(Measure::Height, Sex::Male, 3.0), None);
    }

    #[test]
    fn a_child_born_early_is_looked_up_by_corrected_age() {
        let day = |text: &str| text.parse().unwrap();
        let child = Child {
            birth_date: Some(day("2026-01-01")),
            due_date: Some(day("2026-02-01")),
            sex: Some(Sex::Male),
            ..Child::default()
        };
        let tables = LmsTables::default();
        let age = |on| tables.row_of(&child, &Measurement { date: day(on), ..Measurement::default() }).age;
        assert_eq!(age("2026-02-11").map(|age| age.days), Some(10));
        assert_eq!(age("2026-01-20"), None);
    }
}
