//! The rules of the WHO's own programs for the tables of 2006 (R package `anthro` 1.1.0) and 2007 (`anthroplus`), whose
//! z-scores these agree with.
//!
//! - **Which table.** The tables of 2006 go by the day and end before 60 months; those of 2007 go by the month and
//!   begin with 60. No child is in both: the age in months decides, unrounded.
//! - **Age.** In days, it is rounded half up, and is 1/30.4375 of that many months *before* rounding; in months, it is
//!   30.4375 days to the month, rounded half up after. 2006 has a row per day and nothing between; in 2007 L, M and S
//!   are on straight lines between whole months, from 60 up to 120 (weight) or 228 (height, BMI), both included.
//!   (A later `anthroplus` goes on for one more month; the tables were not made for that.)
//! - **Lying and standing.** Below 731 days a child is measured lying: a standing height has 0.7 cm added. From 731
//!   days on it is measured standing: a lying length has 0.7 cm taken off. "Standing" below nine months is not believed
//!   and changes nothing. Nothing said means as it should be. BMI goes by the length so made. 2007 changes nothing.
//! - **Weight for length** has 45 to 110 cm, **for height** 65 to 120 cm, with L, M and S on straight lines between
//!   tenths; age decides which, without an age the position, without both 87 cm. It is the only score without an age.
//! - **Oedema** makes every score that goes by weight say nothing.
//! - **Tails** beyond ±3 are straight for weight and BMI, never for length and head, whose L is 1.
//! - **Flags**: beyond ±6 for length, below −6 or above 5 for weight, beyond ±5 for the rest, a measurement or an age
//!   is likely to be wrong. The score is given and the flag said.
//!
//! Sources: WHO Child Growth Standards, Methods and development (2006, 2007); the packages' documentation.

use super::{Lms, LmsTables, Rules, tables::Table};
use itsumo_domain::handbook::{Position, Sex};

/// Days to a month, on average.
pub(super) const DAYS_PER_MONTH: f64 = 30.4375;
/// The tables of 2006 end before it, those of 2007 begin with it.
pub(super) const FIVE_YEARS: f64 = 60.0;
/// From this day on a child is measured standing.
const STANDING_FROM_DAY: u32 = 731;
/// Below it, in months, nobody stands to be measured.
const STANDING_BELIEVED_FROM: f64 = 9.0;
/// How much longer a child is lying than standing, cm.
const LYING_OVER_STANDING: f64 = 0.7;

/// What a z-score is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Indicator {
    /// Weight for age.
    WeightForAge,
    /// Length or height for age.
    LengthHeightForAge,
    /// Weight for length or height.
    WeightForLengthHeight,
    /// BMI for age.
    BmiForAge,
    /// Head circumference for age.
    HeadForAge,
}

impl Indicator {
    /// All, in the order they are written in.
    pub const ALL: [Self; 5] =
        [Self::WeightForAge, Self::LengthHeightForAge, Self::WeightForLengthHeight, Self::BmiForAge, Self::HeadForAge];

    /// The name in tables: `weight_for_age`, …
    pub fn name(self) -> &'static str {
        match self {
            Self::WeightForAge => "weight_for_age",
            Self::LengthHeightForAge => "length_height_for_age",
            Self::WeightForLengthHeight => "weight_for_length_height",
            Self::BmiForAge => "bmi_for_age",
            Self::HeadForAge => "head_for_age",
        }
    }

    /// The z-scores that are believed.
    fn believed(self) -> std::ops::RangeInclusive<f64> {
        match self {
            Self::WeightForAge => -6.0..=5.0,
            Self::LengthHeightForAge => -6.0..=6.0,
            _ => -5.0..=5.0,
        }
    }
}

/// An age as tables are read with it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TableAge {
    /// Whole days, rounded half up.
    pub days: u32,
    /// Months, unrounded.
    pub months: f64,
}

impl TableAge {
    /// From days, which may have a fraction. Absent for what is no age.
    pub fn from_days(days: f64) -> Option<Self> {
        Some(Self { days: half_up(days)?, months: days / DAYS_PER_MONTH })
    }

    /// From months. Absent for what is no age.
    pub fn from_months(months: f64) -> Option<Self> {
        Some(Self { days: half_up(months * DAYS_PER_MONTH)?, months })
    }

    /// From both: each table is then read with its own. Days say more than months, so months count only where they
    /// say the same to half a day.
    pub fn from_both(days: f64, months: f64) -> Option<Self> {
        let by_days = Self::from_days(days)?;
        let agree = (months * DAYS_PER_MONTH - days).abs() <= 0.5;
        Some(if agree { Self { months, ..by_days } } else { by_days })
    }
}

fn half_up(number: f64) -> Option<u32> {
    // A person's days: in range by the comparison. A half goes up, as nothing below zero is here.
    (0.0..1e6).contains(&number).then(|| (number.floor() + f64::from(u8::from(number - number.floor() >= 0.5))) as u32)
}

/// One child, measured once.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Row {
    /// Absent: no score.
    pub sex: Option<Sex>,
    /// Absent: only weight for length.
    pub age: Option<TableAge>,
    /// kg.
    pub weight_kg: Option<f64>,
    /// cm.
    pub lenhei_cm: Option<f64>,
    /// How that was taken.
    pub position: Option<Position>,
    /// cm.
    pub head_cm: Option<f64>,
    /// Swollen with water: weights say nothing.
    pub oedema: bool,
}

/// What is said beside a score, or instead of one.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum Note {
    /// No sex was given.
    #[error("no sex")]
    NoSex,
    /// No age was given.
    #[error("no age")]
    NoAge,
    /// What is scored was not measured, or is not above nothing.
    #[error("no {0}")]
    NotMeasured(&'static str),
    /// Weights say nothing.
    #[error("oedema")]
    Oedema,
    /// The reference has no such indicator.
    #[error("not in this reference")]
    NotInReference,
    /// The reference has it, for other ages.
    #[error("age outside the reference")]
    AgeOutside,
    /// The reference has it, for other lengths.
    #[error("length outside {0} to {1} cm")]
    LengthOutside(u32, u32),
    /// So far out that the distribution has no value.
    #[error("beyond what the reference can say")]
    Beyond,
    /// The score is likely to come from a wrong measurement or age.
    #[error("flagged: outside {0} to {1}")]
    Flagged(f64, f64),
    /// A survey has lines and nothing between them.
    #[error("approximate: interpolated in z between the printed lines {0} and {1}")]
    Approximate(f64, f64),
    /// A survey has no line further out.
    #[error("beyond the printed lines")]
    BeyondLines,
}

impl LmsTables {
    /// The z-score of one indicator.
    ///
    /// # Errors
    /// Why there is none.
    pub fn z(&self, indicator: Indicator, row: &Row) -> Result<f64, Note> {
        let by_weight = !matches!(indicator, Indicator::LengthHeightForAge | Indicator::HeadForAge);
        if by_weight && row.oedema {
            return Err(Note::Oedema);
        }
        let sex = row.sex.ok_or(Note::NoSex)?;
        let z = match (self.rules, indicator) {
            (Rules::Jspe, _) => self.by_completed_month(indicator, sex, row),
            (Rules::Who, Indicator::WeightForLengthHeight) => self.weight_for_length(sex, row),
            (Rules::Who, _) => {
                let age = row.age.ok_or(Note::NoAge)?;
                if age.months < FIVE_YEARS {
                    self.by_day(indicator, sex, age, row)
                } else {
                    self.by_month(indicator, sex, age, row)
                }
            }
        }?;
        if z.is_finite() { Ok(z) } else { Err(Note::Beyond) }
    }

    /// The z-scores of all indicators of all rows; not a number where there is none. For whole registers.
    pub fn z_scores(&self, rows: &[Row]) -> Vec<[f64; 5]> {
        rows.iter().map(|row| Indicator::ALL.map(|indicator| self.z(indicator, row).unwrap_or(f64::NAN))).collect()
    }

    fn by_day(&self, indicator: Indicator, sex: Sex, age: TableAge, row: &Row) -> Result<f64, Note> {
        let on = |table: &Table| match table.row(sex, age.days) {
            Some(lms) => Ok(lms),
            None if table.is_empty() => Err(Note::NotInReference),
            None => Err(Note::AgeOutside),
        };
        match indicator {
            Indicator::WeightForAge => Ok(on(&self.weight_by_day)?.z_with_straight_tails(weight(row)?)),
            Indicator::BmiForAge => {
                let bmi = bmi(weight(row)?, as_measured_at(row, age)?);
                Ok(on(&self.bmi_by_day)?.z_with_straight_tails(bmi))
            }
            Indicator::HeadForAge => Ok(on(&self.head_by_day)?.z(measured(row.head_cm, "head")?)),
            _ => Ok(on(&self.length_by_day)?.z(as_measured_at(row, age)?)),
        }
    }

    fn by_month(&self, indicator: Indicator, sex: Sex, age: TableAge, row: &Row) -> Result<f64, Note> {
        let on = |table: &Table, last: f64| {
            if table.is_empty() {
                return Err(Note::NotInReference);
            }
            if age.months > last {
                return Err(Note::AgeOutside);
            }
            // In range by the comparison above.
            let whole = age.months.trunc();
            on_line(table, sex, whole as u32, whole as u32 + 1, age.months - whole).ok_or(Note::AgeOutside)
        };
        match indicator {
            Indicator::WeightForAge => Ok(on(&self.weight_by_month, 120.0)?.z_with_straight_tails(weight(row)?)),
            Indicator::BmiForAge => {
                let bmi = bmi(weight(row)?, length(row)?);
                Ok(on(&self.bmi_by_month, 228.0)?.z_with_straight_tails(bmi))
            }
            Indicator::LengthHeightForAge => Ok(on(&self.height_by_month, 228.0)?.z(length(row)?)),
            _ => Err(Note::AgeOutside),
        }
    }

    fn weight_for_length(&self, sex: Sex, row: &Row) -> Result<f64, Note> {
        let (lying, cm) = match row.age {
            Some(age) if age.months >= FIVE_YEARS => return Err(Note::AgeOutside),
            Some(age) => (age.days < STANDING_FROM_DAY, as_measured_at(row, age)?),
            None => {
                let cm = length(row)?;
                (row.position.map_or(cm < 87.0, |position| position == Position::Lying), cm)
            }
        };
        let weight = weight(row)?;
        let (table, from, to) =
            if lying { (&self.weight_by_length, 45, 110) } else { (&self.weight_by_height, 65, 120) };
        if table.is_empty() {
            return Err(Note::NotInReference);
        }
        if !(f64::from(from)..=f64::from(to)).contains(&cm) {
            return Err(Note::LengthOutside(from, to));
        }
        // The steps of the program this agrees with, in its order and with its roundings: the share is taken of the
        // length itself, and both rows are found by cutting off. So 103.1 − 0.7, in binary a hair below 102.4, lies
        // between rows 102.3 and 102.5 for it, and a score is up to 0.02 off what exact arithmetic would give.
        let low = (cm * 10.0).trunc();
        let high = (cm * 10.0 + 1.0).trunc();
        let share = (cm - low / 10.0) / 0.1;
        let lms = on_line(table, sex, low as u32, high as u32, share).ok_or(Note::LengthOutside(from, to))?;
        Ok(lms.z_with_straight_tails(weight))
    }
}

/// L, M and S `share` of the way between two rows; the row itself where there is no way to go.
pub(super) fn on_line(table: &Table, sex: Sex, low: u32, high: u32, share: f64) -> Option<Lms> {
    let row = table.row(sex, low)?;
    if share > 0.0 { Some(row.between(table.row(sex, high)?, share)) } else { Some(row) }
}

fn measured(value: Option<f64>, what: &'static str) -> Result<f64, Note> {
    value.filter(|value| *value > 0.0).ok_or(Note::NotMeasured(what))
}

pub(super) fn weight(row: &Row) -> Result<f64, Note> {
    measured(row.weight_kg, "weight")
}

pub(super) fn length(row: &Row) -> Result<f64, Note> {
    measured(row.lenhei_cm, "length or height")
}

/// The length as it should have been taken at this age.
fn as_measured_at(row: &Row, age: TableAge) -> Result<f64, Note> {
    let cm = length(row)?;
    let young = age.days < STANDING_FROM_DAY;
    Ok(match row.position {
        Some(Position::Standing) if young && age.months >= STANDING_BELIEVED_FROM => cm + LYING_OVER_STANDING,
        Some(Position::Lying) if !young => cm - LYING_OVER_STANDING,
        _ => cm,
    })
}

pub(super) fn bmi(kg: f64, cm: f64) -> f64 {
    let m = cm / 100.0;
    kg / (m * m)
}

/// The flag of a score that is likely to come from a wrong measurement.
pub(super) fn flag(indicator: Indicator, z: f64) -> Option<Note> {
    let believed = indicator.believed();
    (!believed.contains(&z)).then(|| Note::Flagged(*believed.start(), *believed.end()))
}

#[cfg(test)]
mod tests;
