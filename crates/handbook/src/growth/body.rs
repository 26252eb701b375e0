//! Weight against height: the Kaup index, and 肥満度, how far a weight is from the standard for its height.
//!
//! Both have ages they are meant for, and are not given outside them. Kaup's usual range moves with age, so only the
//! figure is given and no word. 肥満度 has words of its own, printed in the handbook. Sources differ on which side ±15
//! itself belongs to; here every line belongs to the space outside it, as ±20 and 30 do everywhere.

use super::{TableError, csv};
use itsumo_domain::handbook::Sex;
use std::sync::OnceLock;

/// Why there is no index.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NoIndex {
    /// It is not meant for this age.
    #[error("not for this age")]
    Age,
    /// It is not meant for this height.
    #[error("not for this height")]
    Height,
    /// A weight or a height is missing.
    #[error("weight and height are needed")]
    Missing,
}

/// The Kaup index, kg/m², to be shown with one decimal. From three months until six years.
///
/// # Errors
/// When it is not meant for the age, or a figure is missing.
pub fn kaup(months: f64, weight_g: u32, height_mm: u32) -> Result<f64, NoIndex> {
    if !(3.0..72.0).contains(&months) {
        return Err(NoIndex::Age);
    }
    if weight_g == 0 || height_mm == 0 {
        return Err(NoIndex::Missing);
    }
    let m = f64::from(height_mm) / 1000.0;
    Ok(f64::from(weight_g) / 1000.0 / (m * m))
}

/// The words of 肥満度.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Body {
    /// −20 % and less; at school −30 %: やせすぎ, 高度やせ.
    VeryThin,
    /// −15 % and less; at school −20 %: やせ.
    Thin,
    /// Between: ふつう.
    Usual,
    /// 15 % and more; at school 20 %: 太りぎみ, 軽度.
    Plump,
    /// 20 % and more; at school 30 %: やや太りすぎ, 中等度.
    Heavy,
    /// 30 % and more; at school 50 %: 太りすぎ, 高度.
    VeryHeavy,
}

/// 肥満度 of a small child, by the formulas that the handbook's 身長体重曲線 is drawn with: percent above (or below) the
/// standard weight, to be shown with one decimal, and its word. From one year until six, 70 to 120 cm; never for infants.
///
/// # Errors
/// When it is not meant for the age or the height, or a figure is missing.
pub fn obesity(sex: Sex, months: f64, weight_g: u32, height_mm: u32) -> Result<(f64, Body), NoIndex> {
    small_children().obesity(sex, months, weight_g, height_mm)
}

/// The standard weight, kg, of a small child of that height, cm: what 肥満度 is measured from. Absent for other heights.
pub fn standard_weight(sex: Sex, cm: f64) -> Option<f64> {
    small_children().0.iter().find(|formula| formula.sex == sex && formula.cm.contains(&cm)).map(|f| f.standard(cm))
}

/// Whether 肥満度 of small children is meant for this age and height, of either sex.
pub fn is_small_child(months: f64, height_mm: u32) -> bool {
    let cm = f64::from(height_mm) / 10.0;
    small_children().0.iter().any(|formula| formula.months.contains(&months) && formula.cm.contains(&cm))
}

fn small_children() -> &'static StandardWeights {
    static PACK: OnceLock<StandardWeights> = OnceLock::new();
    // That the pack is whole is a test's business.
    PACK.get_or_init(|| {
        let text = include_str!("../../data/growth/standard_weight.csv");
        StandardWeights::read("standard_weight.csv", text).unwrap_or_default()
    })
}

/// Formulas of standard weight, kg = a·h² + b·h + c with h in cm, by age and height: ours, or loaded ones for school.
#[derive(Clone, Debug, Default)]
pub struct StandardWeights(Vec<Formula>);

#[derive(Clone, Debug)]
struct Formula {
    sex: Sex,
    months: std::ops::Range<f64>,
    cm: std::ops::RangeInclusive<f64>,
    abc: [f64; 3],
    school: bool,
}

impl Formula {
    fn standard(&self, cm: f64) -> f64 {
        let [a, b, c] = self.abc;
        (a * cm + b) * cm + c
    }
}

impl StandardWeights {
    /// Reads rows `sex,from_months,to_months,from_cm,to_cm,a,b,c,words`, the last `small` or `school`.
    ///
    /// # Errors
    /// Every row that is none, by line; or that there was none.
    pub fn read(file: &str, text: &str) -> Result<Self, Vec<TableError>> {
        let (mut formulas, mut errors) = (Vec::new(), Vec::new());
        for (line, row) in csv::rows(text) {
            let formula = (|| {
                Some(Formula {
                    sex: match row.text("sex") {
                        "M" => Sex::Male,
                        "F" => Sex::Female,
                        _ => return None,
                    },
                    months: row.number("from_months")?..row.number("to_months")?,
                    cm: row.number("from_cm")?..=row.number("to_cm")?,
                    abc: [row.number("a")?, row.number("b")?, row.number("c")?],
                    school: match row.text("words") {
                        "small" => false,
                        "school" => true,
                        _ => return None,
                    },
                })
            })();
            match formula {
                Some(formula) => formulas.push(formula),
                None => errors.push(TableError::Row {
                    file: file.to_owned(),
                    line,
                    column: "from_months, from_cm, a, b, c",
                }),
            }
        }
        match (errors.is_empty(), formulas.is_empty()) {
            (true, false) => Ok(Self(formulas)),
            (true, true) => Err(vec![TableError::Nothing]),
            (false, _) => Err(errors),
        }
    }

    /// 肥満度 by these formulas: see [`obesity`].
    ///
    /// # Errors
    /// When there is no formula for the age or the height, or a figure is missing.
    pub fn obesity(&self, sex: Sex, months: f64, weight_g: u32, height_mm: u32) -> Result<(f64, Body), NoIndex> {
        let mut of_age =
            self.0.iter().filter(|formula| formula.sex == sex && formula.months.contains(&months)).peekable();
        of_age.peek().ok_or(NoIndex::Age)?;
        if weight_g == 0 || height_mm == 0 {
            return Err(NoIndex::Missing);
        }
        let cm = f64::from(height_mm) / 10.0;
        let formula = of_age.find(|formula| formula.cm.contains(&cm)).ok_or(NoIndex::Height)?;
        let standard = formula.standard(cm);
        let percent = (f64::from(weight_g) / 1000.0 - standard) / standard * 100.0;
        Ok((percent, Body::at(percent, formula.school)))
    }
}

impl Body {
    /// The lines between the words of small children, percent: those that the handbook's 身長体重曲線 has.
    pub const LINES: [f64; 5] = [-20.0, -15.0, 15.0, 20.0, 30.0];

    fn at(percent: f64, school: bool) -> Self {
        let [very_thin, thin, plump, heavy, very_heavy] =
            if school { [-30.0, -20.0, 20.0, 30.0, 50.0] } else { Self::LINES };
        match percent {
            p if p <= very_thin => Self::VeryThin,
            p if p <= thin => Self::Thin,
            p if p < plump => Self::Usual,
            p if p < heavy => Self::Plump,
            p if p < very_heavy => Self::Heavy,
            _ => Self::VeryHeavy,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn kaup_is_given_from_three_months_until_six_years() {
        assert!((kaup(12.0, 9_000, 750).unwrap() - 16.0).abs() < 1e-12);
        assert_eq!(kaup(2.9, 6_000, 600), Err(NoIndex::Age));
        assert_eq!(kaup(72.0, 20_000, 1_150), Err(NoIndex::Age));
        assert_eq!(kaup(12.0, 0, 750), Err(NoIndex::Missing));
    }

    #[test]
    fn obesity_is_measured_from_the_standard_weight_of_the_height() {
        // 100 cm: 0.00206·10000 − 0.1166·100 + 6.5273 = 15.4673 kg for boys, 0.00249·10000 − 0.1858·100 + 9.036 = 15.356 for girls.
        let (boy, word) = obesity(Sex::Male, 48.0, 17_014, 1_000).unwrap();
        assert!((boy - (17.014 - 15.4673) / 15.4673 * 100.0).abs() < 1e-9);
        assert_eq!(word, Body::Usual);
        assert!(obesity(Sex::Female, 48.0, 15_356, 1_000).unwrap().0.abs() < 1e-9);
    }

    #[test]
    fn infants_and_other_heights_are_not_judged() {
        assert_eq!(obesity(Sex::Male, 11.9, 9_000, 750), Err(NoIndex::Age));
        assert_eq!(obesity(Sex::Male, 72.0, 20_000, 1_150), Err(NoIndex::Age));
        assert_eq!(obesity(Sex::Male, 12.0, 8_000, 699), Err(NoIndex::Height));
        assert!(obesity(Sex::Male, 12.0, 8_000, 700).is_ok());
        assert!(obesity(Sex::Male, 71.9, 22_000, 1_200).is_ok());
        assert_eq!(obesity(Sex::Male, 71.9, 22_000, 1_201), Err(NoIndex::Height));
    }

    #[test]
    fn every_line_belongs_to_the_space_outside_it() {
        let small = |percent| Body::at(percent, false);
        assert_eq!([-20.0, -19.9, -15.0, -14.9].map(small), [Body::VeryThin, Body::Thin, Body::Thin, Body::Usual]);
        assert_eq!([14.9, 15.0, 20.0, 30.0].map(small), [Body::Usual, Body::Plump, Body::Heavy, Body::VeryHeavy]);
        assert_eq!(
            [-20.0, 20.0, 30.0, 50.0].map(|p| Body::at(p, true)),
            [Body::Thin, Body::Plump, Body::Heavy, Body::VeryHeavy]
        );
    }

    #[test]
    fn formulas_for_school_can_be_loaded() {
        let text = "sex,from_months,to_months,from_cm,to_cm,a,b,c,words\nM,72,84,90,160,0,0.5,-35,school\n";
        let loaded = StandardWeights::read("mine.csv", text).unwrap();
        let (percent, word) = loaded.obesity(Sex::Male, 80.0, 30_000, 1_200).unwrap();
        assert!((percent - 20.0).abs() < 1e-12);
        assert_eq!(word, Body::Plump);
        assert!(StandardWeights::read("mine.csv", "sex\nM\n").is_err());
    }
}
