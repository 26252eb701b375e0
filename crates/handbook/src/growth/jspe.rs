//! The rules of 日本小児内分泌学会 (JSPE) for its tables of the survey of 2000, which go from birth to 17½ years.
//!
//! - Weight and height are read by **completed months**, without anything between two rows; BMI by the decimal month,
//!   with L, M and S on the straight line between two of them: a table knows the society's own curve at whole months.
//! - Height is a mean and a deviation: a power of 1.
//! - No tail is straightened, nothing is moved between lying and standing.
//! - There is no head and no weight for height.

use super::{
    Indicator, LmsTables, Note, Row,
    who::{bmi, length, on_line, weight},
};
use itsumo_domain::handbook::Sex;

impl LmsTables {
    pub(super) fn by_completed_month(&self, indicator: Indicator, sex: Sex, row: &Row) -> Result<f64, Note> {
        let table = match indicator {
            Indicator::WeightForAge => &self.weight_by_month,
            Indicator::LengthHeightForAge => &self.height_by_month,
            Indicator::BmiForAge => &self.bmi_by_month,
            Indicator::WeightForLengthHeight | Indicator::HeadForAge => return Err(Note::NotInReference),
        };
        if table.is_empty() {
            return Err(Note::NotInReference);
        }
        let months = row.age.ok_or(Note::NoAge)?.months;
        let (whole, share) = (months.trunc(), months.fract());
        let (share, value) = match indicator {
            Indicator::WeightForAge => (0.0, weight(row)?),
            Indicator::LengthHeightForAge => (0.0, length(row)?),
            _ => (share, bmi(weight(row)?, length(row)?)),
        };
        // An age is no less than nothing.
        let lms = on_line(table, sex, whole as u32, whole as u32 + 1, share).ok_or(Note::AgeOutside)?;
        Ok(lms.z(value))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::growth::{Rules, TableAge};

    fn tables() -> LmsTables {
        // Made figures.
        let heights = "sex,age_months,mean_cm,sd_cm\nM,0,50,2\nM,1,54,2.5\n";
        let weights = "sex,age_months,l,m,s\nM,0,0.5,3,0.12\nM,1,0.5,4,0.12\n";
        let bmis = "sex,age_months,l,m,s\nM,0,1,12,0.1\nM,1,1,14,0.1\n";
        let files =
            [("jspe_hfa_months.csv", heights), ("jspe_wfa_months.csv", weights), ("jspe_bmifa_months.csv", bmis)];
        LmsTables::read(files).unwrap()
    }

    fn boy(months: f64) -> Row {
        Row {
            sex: Some(Sex::Male),
            age: TableAge::from_months(months),
            weight_kg: Some(3.25),
            lenhei_cm: Some(50.0),
            head_cm: Some(35.0),
            ..Row::default()
        }
    }

    #[test]
    fn height_and_weight_go_by_completed_months_and_bmi_between_them() {
        let tables = tables();
        assert_eq!(tables.rules(), Rules::Jspe);
        let z = |indicator, months| tables.z(indicator, &boy(months)).unwrap();
        assert_eq!(z(Indicator::LengthHeightForAge, 0.9), 0.0);
        assert!((z(Indicator::LengthHeightForAge, 1.0) + 1.6).abs() < 1e-12);
        assert_eq!(z(Indicator::WeightForAge, 0.0), z(Indicator::WeightForAge, 0.99));
        // 3.25 / 0.25 = 13, the median of half a month.
        assert!(z(Indicator::BmiForAge, 0.5).abs() < 1e-12);
    }

    #[test]
    fn no_tail_is_straightened() {
        let heavy = Row { weight_kg: Some(6.0), ..boy(0.0) };
        let z = tables().z(Indicator::WeightForAge, &heavy).unwrap();
        assert!((z - ((2.0_f64).sqrt() - 1.0) / 0.06).abs() < 1e-12 && z > 3.0);
    }

    #[test]
    fn what_it_does_not_have_it_does_not_say() {
        let tables = tables();
        let said = |indicator, months| tables.z(indicator, &boy(months)).unwrap_err();
        assert_eq!(said(Indicator::HeadForAge, 0.5), Note::NotInReference);
        assert_eq!(said(Indicator::WeightForLengthHeight, 0.5), Note::NotInReference);
        assert_eq!(said(Indicator::WeightForAge, 2.0), Note::AgeOutside);
        assert_eq!(said(Indicator::BmiForAge, 1.5), Note::AgeOutside);
        let girl = Row { sex: Some(Sex::Female), ..boy(0.0) };
        assert_eq!(tables.z(Indicator::WeightForAge, &girl), Err(Note::AgeOutside));
    }
}
