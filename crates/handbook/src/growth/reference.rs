//! Which children a child is seen among, and what is said of the place.

use super::{Indicator, LmsTables, Measure, Note, Place, Row, Survey, age::TERM_DAYS, percentile_of_z, who::flag};
use chrono::{Duration, NaiveDate};
use itsumo_domain::handbook::{Child, HandbookIssue};
use std::sync::Arc;

/// A reference.
#[derive(Clone, Debug)]
pub enum Reference {
    /// The survey of 2010: handbooks issued before April 2025.
    Jp2010,
    /// The survey of 2023: handbooks issued since.
    Jp2023,
    /// LMS tables that somebody loaded.
    Loaded(Arc<LmsTables>),
}

/// How many of a hundred are smaller.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Percentile {
    /// So many.
    At(f64),
    /// Fewer than the lowest line says.
    Below(f64),
    /// More than the highest line says.
    Above(f64),
}

/// What a reference says of one measurement.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scored {
    /// Of what.
    pub indicator: Indicator,
    /// The z-score, where one can be given.
    pub z: Option<f64>,
    /// The percentile, where one can be given.
    pub percentile: Option<Percentile>,
    /// Why there is no score, or what to know of it.
    pub note: Option<Note>,
}

impl Reference {
    /// What it says of one indicator.
    pub fn score(&self, indicator: Indicator, row: &Row) -> Scored {
        let said = match self {
            Self::Jp2010 => by_survey(HandbookIssue::Survey2010, indicator, row),
            Self::Jp2023 => by_survey(HandbookIssue::Survey2023, indicator, row),
            Self::Loaded(tables) => {
                tables.z(indicator, row).map(|z| (Some(z), Percentile::At(percentile_of_z(z)), flag(indicator, z)))
            }
        };
        match said {
            Ok((z, percentile, note)) => Scored { indicator, z, percentile: Some(percentile), note },
            Err(note) => Scored { indicator, z: None, percentile: None, note: Some(note) },
        }
    }

    /// What it says of every indicator.
    pub fn scores(&self, row: &Row) -> [Scored; 5] {
        Indicator::ALL.map(|indicator| self.score(indicator, row))
    }
}

impl From<HandbookIssue> for Reference {
    fn from(issue: HandbookIssue) -> Self {
        match issue {
            HandbookIssue::Survey2010 => Self::Jp2010,
            HandbookIssue::Survey2023 => Self::Jp2023,
        }
    }
}

type Said = Result<(Option<f64>, Percentile, Option<Note>), Note>;

/// By a survey's printed lines. It knows no difference between lying and standing.
fn by_survey(issue: HandbookIssue, indicator: Indicator, row: &Row) -> Said {
    let (measure, value, what) = match indicator {
        Indicator::WeightForAge if row.oedema => return Err(Note::Oedema),
        Indicator::WeightForAge => (Measure::Weight, row.weight_kg, "weight"),
        Indicator::LengthHeightForAge => (Measure::Height, row.lenhei_cm, "length or height"),
        Indicator::HeadForAge => (Measure::Head, row.head_cm, "head"),
        Indicator::WeightForLengthHeight | Indicator::BmiForAge => return Err(Note::NotInReference),
    };
    let sex = row.sex.ok_or(Note::NoSex)?;
    let age = row.age.ok_or(Note::NoAge)?;
    let value = value.filter(|value| *value > 0.0).ok_or(Note::NotMeasured(what))?;
    match Survey::behind(issue).place(measure, sex, age.months, value).ok_or(Note::AgeOutside)? {
        Place::Below { line } => Ok((None, Percentile::Below(line), Some(Note::BeyondLines))),
        Place::Above { line } => Ok((None, Percentile::Above(line), Some(Note::BeyondLines))),
        Place::Between { low, high, z } => {
            Ok((Some(z), Percentile::At(percentile_of_z(z)), Some(Note::Approximate(low, high))))
        }
    }
}

/// The first day of handbooks with the curves of 2023 (令和6年内閣府令118号).
fn new_curves() -> Option<NaiveDate> {
    NaiveDate::from_ymd_opt(2025, 4, 1)
}

/// Handbooks are handed out when a pregnancy is reported, most before its twelfth week.
const WEEKS_AT_ISSUE: i64 = 11;

/// The curves that the child's paper handbook prints, by its day of issue; where that is not known, by the day on
/// which one is usually handed out.
pub fn curves_of(child: &Child) -> HandbookIssue {
    let usual = || {
        let term = Duration::days(i64::from(TERM_DAYS) - WEEKS_AT_ISSUE * 7);
        child.due_date.or(child.birth_date)?.checked_sub_signed(term)
    };
    match child.handbook_issued.or_else(usual).zip(new_curves()) {
        Some((issued, new)) if issued < new => HandbookIssue::Survey2010,
        _ => HandbookIssue::Survey2023,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growth::TableAge;
    use itsumo_domain::handbook::Sex;

    fn boy(months: f64) -> Row {
        Row { sex: Some(Sex::Male), age: TableAge::from_months(months), ..Row::default() }
    }

    #[test]
    fn a_survey_says_an_approximation_and_names_the_lines() {
        let row = Row { weight_kg: Some(7.91), ..boy(6.5) };
        let scored = Reference::Jp2023.score(Indicator::WeightForAge, &row);
        assert_eq!(scored.z, Some(0.0));
        assert_eq!(scored.percentile, Some(Percentile::At(50.0)));
        assert_eq!(
            scored.note.unwrap().to_string(),
            "approximate: interpolated in z between the printed lines 50 and 75"
        );
    }

    #[test]
    fn beyond_the_outer_lines_there_is_no_number() {
        let row = Row { weight_kg: Some(6.39), ..boy(6.5) };
        let scored = Reference::Jp2023.score(Indicator::WeightForAge, &row);
        assert_eq!((scored.z, scored.percentile), (None, Some(Percentile::Below(3.0))));
        assert_eq!(scored.note, Some(Note::BeyondLines));
    }

    #[test]
    fn what_a_survey_does_not_have_it_does_not_say() {
        let row = Row { weight_kg: Some(8.0), lenhei_cm: Some(70.0), ..boy(6.5) };
        let said = |reference: &Reference, indicator| reference.score(indicator, &row).note.unwrap();
        assert_eq!(said(&Reference::Jp2023, Indicator::BmiForAge), Note::NotInReference);
        assert_eq!(said(&Reference::Jp2023, Indicator::HeadForAge), Note::NotMeasured("head"));
        let swollen = Row { oedema: true, ..row };
        assert_eq!(Reference::Jp2010.score(Indicator::WeightForAge, &swollen).note, Some(Note::Oedema));
        let school = Row { weight_kg: Some(25.0), ..boy(90.0) };
        assert_eq!(Reference::Jp2023.score(Indicator::WeightForAge, &school).note, Some(Note::AgeOutside));
    }

    #[test]
    fn the_day_of_issue_says_which_curves_are_printed() {
        let child = |issued: Option<&str>, due: Option<&str>, born: Option<&str>| {
            let day = |text: &str| text.parse().unwrap();
            let child = Child {
                handbook_issued: issued.map(day),
                due_date: due.map(day),
                birth_date: born.map(day),
                ..Child::default()
            };
            curves_of(&child)
        };
        assert_eq!(child(Some("2025-03-31"), None, Some("2025-10-20")), HandbookIssue::Survey2010);
        assert_eq!(child(Some("2025-04-01"), None, Some("2025-10-20")), HandbookIssue::Survey2023);
        assert_eq!(child(None, None, Some("2025-07-01")), HandbookIssue::Survey2010);
        assert_eq!(child(None, Some("2025-11-01"), None), HandbookIssue::Survey2023);
        assert_eq!(child(None, None, None), HandbookIssue::Survey2023);
    }
}
