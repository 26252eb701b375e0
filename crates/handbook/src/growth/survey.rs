//! The government's surveys of 2010 and 2023: the lines that the paper handbook prints.
//!
//! A survey gives percentiles by class of age: "1 to 2 months" are the children who are one month old and not yet two.
//! Its natural place on the time axis is therefore the class's middle. Between two middles each line is straight; up
//! to the end of the last class it goes on with the slope it arrived with, and then there is nothing. Birth and "about
//! 30 days" are points.
//!
//! A survey gives no power, median and variation behind its lines, so a percentile between two of them is read off
//! as if z went straight from one to the next, and is an approximation. Beyond the outer lines nothing is said but
//! "below 3" or "above 97".

use super::{Measure, csv};
use itsumo_domain::handbook::{HandbookIssue, Sex};
use std::sync::OnceLock;

/// The printed lines: (percentile, its z-score).
pub const LINES: [(f64, f64); 7] = [
    (3.0, -1.880_793_608_151_250_9),
    (10.0, -1.281_551_565_544_600_5),
    (25.0, -0.674_489_750_196_081_7),
    (50.0, 0.0),
    (75.0, 0.674_489_750_196_081_7),
    (90.0, 1.281_551_565_544_600_5),
    (97.0, 1.880_793_608_151_250_9),
];
const COLUMNS: [&str; 7] = ["p3", "p10", "p25", "p50", "p75", "p90", "p97"];

/// A survey's lines.
#[derive(Debug, Default)]
pub struct Survey {
    classes: Vec<Class>,
}

/// The values of the seven lines at one age; absent where the survey's figure is not here.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lines(pub [Option<f64>; 7]);

#[derive(Clone, Debug)]
struct Class {
    measure: Measure,
    sex: Sex,
    from: f64,
    to: f64,
    lines: Lines,
}

impl Class {
    fn middle(&self) -> f64 {
        (self.from + self.to) / 2.0
    }
}

/// Where a value lies among the printed lines.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// Below the lowest line.
    Below {
        /// That line's percentile.
        line: f64,
    },
    /// On a line or between two.
    Between {
        /// The percentile of the line at or below.
        low: f64,
        /// The percentile of the line above.
        high: f64,
        /// The z-score, as if z went straight from line to line: an approximation.
        z: f64,
    },
    /// Above the highest line.
    Above {
        /// That line's percentile.
        line: f64,
    },
}

impl Survey {
    /// The survey behind the curves of a handbook.
    pub fn behind(issue: HandbookIssue) -> &'static Self {
        static PACKS: OnceLock<[Survey; 2]> = OnceLock::new();
        // That both packs are whole is a test's business; a figure that could not be read would be a line less.
        let [first, second] = PACKS.get_or_init(|| {
            [include_str!("../../data/growth/survey2010.csv"), include_str!("../../data/growth/survey2023.csv")]
                .map(|text| Survey::read(text).0)
        });
        match issue {
            HandbookIssue::Survey2010 => first,
            HandbookIssue::Survey2023 => second,
        }
    }

    /// Reads a table `measure,sex,class,from,to,p3…p97`, and says which lines it could not read.
    fn read(text: &str) -> (Self, Vec<usize>) {
        let (mut classes, mut unread) = (Vec::new(), Vec::new());
        for (line, row) in csv::rows(text) {
            let measure = Measure::ALL.into_iter().find(|measure| measure.name() == row.text("measure"));
            let sex = match row.text("sex") {
                "M" => Some(Sex::Male),
                "F" => Some(Sex::Female),
                _ => None,
            };
            let lines = Lines(COLUMNS.map(|name| row.number(name)));
            match (measure, sex, row.number("from"), row.number("to")) {
                (Some(measure), Some(sex), Some(from), Some(to)) if lines.outer().is_some() => {
                    classes.push(Class { measure, sex, from, to, lines });
                }
                _ => unread.push(line),
            }
        }
        classes.sort_by(|a, b| a.middle().total_cmp(&b.middle()));
        (Self { classes }, unread)
    }

    fn classes(&self, measure: Measure, sex: Sex) -> impl Iterator<Item = &Class> + Clone {
        self.classes.iter().filter(move |class| class.measure == measure && class.sex == sex)
    }

    /// The ages, in months, between which there are lines.
    pub fn span(&self, measure: Measure, sex: Sex) -> Option<(f64, f64)> {
        let first = self.classes(measure, sex).next()?;
        let last = self.classes(measure, sex).last()?;
        Some((first.middle(), last.to))
    }

    /// The ages at which the survey has figures: the corners of its lines.
    pub fn corners(&self, measure: Measure, sex: Sex) -> impl Iterator<Item = f64> {
        self.classes(measure, sex).map(Class::middle)
    }

    /// The lines at an age in months; absent outside the survey's ages.
    pub fn lines(&self, measure: Measure, sex: Sex, months: f64) -> Option<Lines> {
        let (from, to) = self.span(measure, sex)?;
        // The last class holds children up to its end, not including it.
        if !(from <= months && months < to) {
            return None;
        }
        let mut classes = self.classes(measure, sex);
        let mut below = classes.next()?;
        let mut before = below;
        for class in classes {
            if class.middle() > months {
                return Some(below.lines.toward(class.lines, share(below, class, months)));
            }
            (before, below) = (below, class);
        }
        Some(before.lines.toward(below.lines, share(before, below, months)))
    }

    /// Where a value lies at an age; absent outside the survey's ages.
    pub fn place(&self, measure: Measure, sex: Sex, months: f64, value: f64) -> Option<Place> {
        self.lines(measure, sex, months)?.place(value)
    }
}

/// How far between two classes' middles; more than 1 after the second.
fn share(below: &Class, above: &Class, months: f64) -> f64 {
    let width = above.middle() - below.middle();
    if width > 0.0 { (months - below.middle()) / width } else { 0.0 }
}

impl Lines {
    /// The outermost lines, as the handbook's band has them: 3 and 97.
    pub fn outer(&self) -> Option<(f64, f64)> {
        let [low, .., high] = self.0;
        Some((low?, high?))
    }

    /// The lines that both have, `share` of the way.
    fn toward(self, other: Self, share: f64) -> Self {
        if share == 0.0 {
            return self;
        }
        let mut lines = [None; 7];
        for ((line, low), high) in lines.iter_mut().zip(self.0).zip(other.0) {
            *line = low.zip(high).map(|(low, high)| low + share * (high - low));
        }
        Self(lines)
    }

    /// Where a value lies among them. On a line it belongs to the space above; on the highest, still to the one below.
    pub fn place(&self, value: f64) -> Option<Place> {
        let mut known = LINES.into_iter().zip(self.0).filter_map(|((percent, z), at)| Some((percent, z, at?)));
        let (mut low, mut low_z, mut low_at) = known.next()?;
        if value < low_at {
            return Some(Place::Below { line: low });
        }
        let mut place = Place::Above { line: low };
        for (high, high_z, high_at) in known {
            if value <= high_at {
                let z = low_z + (value - low_at) / (high_at - low_at) * (high_z - low_z);
                place = Place::Between { low, high, z };
                if value < high_at {
                    return Some(place);
                }
            } else {
                place = Place::Above { line: high };
            }
            (low, low_z, low_at) = (high, high_z, high_at);
        }
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use HandbookIssue::{Survey2010, Survey2023};
    use proptest::prelude::*;

    fn place(issue: HandbookIssue, measure: Measure, sex: Sex, months: f64, value: f64) -> Option<Place> {
        Survey::behind(issue).place(measure, sex, months, value)
    }

    #[test]
    fn every_line_of_both_packs_is_read() {
        for text in [include_str!("../../data/growth/survey2010.csv"), include_str!("../../data/growth/survey2023.csv")]
        {
            let (survey, unread) = Survey::read(text);
            assert_eq!(unread, Vec::<usize>::new());
            assert!(survey.classes.len() >= 128);
            for class in &survey.classes {
                let known: Vec<_> = class.lines.0.into_iter().flatten().collect();
                assert!(known.is_sorted_by(|a, b| a < b), "{class:?}");
            }
        }
    }

    #[test]
    fn lines_climb_with_age_but_for_the_seam_between_birth_and_a_month() {
        for issue in [Survey2010, Survey2023] {
            for (measure, sex) in [Measure::Weight, Measure::Height, Measure::Head]
                .into_iter()
                .flat_map(|measure| [(measure, Sex::Male), (measure, Sex::Female)])
            {
                let survey = Survey::behind(issue);
                let outer: Vec<_> = survey
                    .corners(measure, sex)
                    .filter_map(|months| survey.lines(measure, sex, months)?.outer())
                    .collect();
                assert!(outer.is_sorted_by(|a, b| a.0 < b.0 && a.1 < b.1), "{issue:?} {measure:?} {sex:?} {outer:?}");
            }
        }
    }

    #[test]
    fn a_class_stands_at_its_middle() {
        // Girls of 3 to 4 months in 2023: median 6.06 kg; of 4 to 5: 6.64.
        let at = |months| Survey::behind(Survey2023).lines(Measure::Weight, Sex::Female, months).unwrap().0[3].unwrap();
        assert_eq!(at(3.5), 6.06);
        assert_eq!(at(4.5), 6.64);
        assert!((at(4.0) - 6.35).abs() < 1e-12);
    }

    #[test]
    fn the_same_child_can_lie_elsewhere_in_the_other_handbook() {
        let (measure, sex) = (Measure::Weight, Sex::Male);
        // 7.5 months: the third percentile was 6.73 kg in 2010 and is 6.64 kg in 2023.
        assert_eq!(place(Survey2010, measure, sex, 7.5, 6.70), Some(Place::Below { line: 3.0 }));
        let Some(Place::Between { low: 3.0, high: 10.0, z }) = place(Survey2023, measure, sex, 7.5, 6.70) else {
            panic!()
        };
        assert!((z - (-1.880_793_608_151_251 + 0.06 / 0.50 * 0.599_242_042_606_650_4)).abs() < 1e-9);
    }

    #[test]
    fn on_a_line_is_inside() {
        let on = |value| place(Survey2023, Measure::Height, Sex::Male, 6.5, value).unwrap();
        assert!(matches!(on(63.2), Place::Between { low: 3.0, high: 10.0, .. }));
        assert!(matches!(on(67.6), Place::Between { low: 50.0, high: 75.0, z } if z == 0.0));
        assert!(matches!(on(71.6), Place::Between { low: 90.0, high: 97.0, .. }));
        assert_eq!(on(71.7), Place::Above { line: 97.0 });
        assert_eq!(on(63.1), Place::Below { line: 3.0 });
    }

    #[test]
    fn with_two_lines_the_approximation_is_between_those_two() {
        let Some(Place::Between { low: 3.0, high: 97.0, z }) =
            place(Survey2010, Measure::Height, Sex::Female, 6.5, 66.05)
        else {
            panic!()
        };
        assert!(z.abs() < 1e-9, "halfway between 61.7 and 70.4 is the middle: {z}");
    }

    #[test]
    fn outside_the_surveys_ages_nothing_is_said() {
        assert_eq!(place(Survey2023, Measure::Head, Sex::Male, 36.0, 49.0), None);
        assert!(place(Survey2023, Measure::Head, Sex::Male, 35.9, 49.0).is_some());
        assert_eq!(place(Survey2010, Measure::Weight, Sex::Male, 30.0, 13.0), None);
        assert_eq!(place(Survey2010, Measure::Head, Sex::Male, 0.5, 35.0), None);
        assert_eq!(place(Survey2023, Measure::Weight, Sex::Male, -0.1, 3.0), None);
        assert_eq!(place(Survey2023, Measure::Chest, Sex::Male, 3.0, 40.0), None);
        assert_eq!(place(Survey2023, Measure::Weight, Sex::Male, f64::NAN, 3.0), None);
    }

    /// Below everything, a place among the lines, above everything: as one number that must climb.
    fn height(place: Place) -> f64 {
        match place {
            Place::Below { .. } => f64::NEG_INFINITY,
            Place::Between { z, .. } => z,
            Place::Above { .. } => f64::INFINITY,
        }
    }

    proptest! {
        #[test]
        fn the_bigger_child_is_never_placed_lower(
            months in 0.0..72.0_f64, share in 0.0..1.0_f64, more in 0.0..0.3_f64, weight in any::<bool>(), boy in any::<bool>(),
        ) {
            let (measure, sex) = (if weight { Measure::Weight } else { Measure::Head }, if boy { Sex::Male } else { Sex::Female });
            for issue in [Survey2010, Survey2023] {
                let Some((low, high)) = Survey::behind(issue).lines(measure, sex, months).and_then(|lines| lines.outer()) else {
                    continue;
                };
                let at = |share: f64| low + (high - low) * (share * 1.2 - 0.1);
                let (small, big) = (at(share), at(share + more));
                let [small, big] = [small, big].map(|value| place(issue, measure, sex, months, value).map(height).unwrap());
                prop_assert!(small <= big + 1e-12, "{small} {big}");
                // And never outside the outer lines without being said to be.
                prop_assert!(small.is_infinite() || small.abs() < 1.880_793_608_151_252);
            }
        }
    }
}
