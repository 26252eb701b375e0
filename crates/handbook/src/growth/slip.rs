//! Slips of the pen: a weight in grams where kilograms were asked for, a head in millimetres, a value no child of
//! this age has, one far from the last.
//!
//! What is found is said before saving and stands in nobody's way: what happened can always be written down. The
//! bounds are ours. They are wide, so that a child at the edge of the charts is never doubted, and they go by the
//! survey of 2023 where it has figures.

use super::{Age, Birth, Measure, Survey};
use chrono::NaiveDate;
use itsumo_domain::handbook::{Child, HandbookIssue, Measurement, Sex};

/// What may have gone wrong. Values are in g and mm, as entries hold them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// It would fit if it had been meant in another unit, or with the point elsewhere.
    Unit {
        /// Of what.
        measure: Measure,
        /// What would fit.
        meant: u32,
    },
    /// Weight and height look exchanged.
    Exchanged,
    /// No child of this age is so small or so big.
    Unlikely {
        /// Of what.
        measure: Measure,
        /// The least and the most that would not be asked about.
        usual: (u32, u32),
    },
    /// Far from the last value.
    Jump {
        /// Of what.
        measure: Measure,
        /// The last value.
        last: u32,
        /// Its day.
        on: NaiveDate,
    },
    /// The day lies before the birth.
    BeforeBirth,
    /// The day is still to come.
    InFuture,
}

/// What is between "nothing to ask" and "cannot be" for one measure at one age.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Range {
    low: f64,
    high: f64,
}

impl Range {
    fn holds(self, value: f64) -> bool {
        self.low <= value && value <= self.high
    }

    fn whole(self) -> (u32, u32) {
        // Grams and millimetres of a child.
        (self.low.max(0.0) as u32, self.high.max(0.0) as u32)
    }
}

/// Looks a measurement over before it is kept. `earlier` are the child's other measurements, in any order.
pub fn slips(child: &Child, draft: &Measurement, earlier: &[Measurement], today: NaiveDate) -> Vec<Slip> {
    let mut found = Vec::new();
    if draft.date > today {
        found.push(Slip::InFuture);
    }
    let Some(birth) = Birth::of(child) else { return found };
    let Some(age) = Age::on(birth.date, draft.date) else {
        found.push(Slip::BeforeBirth);
        return found;
    };
    // Born early: as small as the corrected age allows, as big as the actual one does.
    let young =
        birth.due().map_or(age.months, |due| Age::on(due, draft.date).map_or(-1.0, |age| age.months)).min(age.months);
    let range = |measure| range(measure, child.sex, young, age.months);
    if exchanged(draft, range(Measure::Weight), range(Measure::Height)) {
        found.push(Slip::Exchanged);
        return found;
    }
    for measure in Measure::ALL {
        let Some(written) = measure.written(draft) else { continue };
        let range = range(measure);
        if !range.holds(f64::from(written)) {
            found.push(match meant(measure, written, range) {
                Some(meant) => Slip::Unit { measure, meant },
                None => Slip::Unlikely { measure, usual: range.whole() },
            });
        } else if let Some((last, on)) = last(child, measure, draft.date, earlier)
            && is_jump(measure, age, written, last, (draft.date - on).num_days())
        {
            found.push(Slip::Jump { measure, last, on });
        }
    }
    found
}

/// The last value of a measure before a day, and its day: of `earlier`, or at birth.
pub fn last(child: &Child, measure: Measure, day: NaiveDate, earlier: &[Measurement]) -> Option<(u32, NaiveDate)> {
    let written = earlier.iter().filter(|m| m.date <= day).filter_map(|m| Some((measure.written(m)?, m.date)));
    let birth = at_birth(child).and_then(|birth| Some((measure.written(&birth)?, birth.date)));
    birth.into_iter().filter(|(_, on)| *on <= day).chain(written).max_by_key(|(_, on)| *on)
}

/// What was measured at birth, as a measurement; absent before birth or when nothing is known.
pub fn at_birth(child: &Child) -> Option<Measurement> {
    let birth = Measurement {
        date: child.birth_date?,
        weight_g: child.birth_weight_g,
        height_mm: child.birth_length_mm,
        head_mm: child.birth_head_mm,
        chest_mm: child.birth_chest_mm,
        ..Measurement::default()
    };
    Measure::ALL.into_iter().any(|measure| measure.written(&birth).is_some()).then_some(birth)
}

/// The values that are not asked about.
fn range(measure: Measure, sex: Option<Sex>, young: f64, months: f64) -> Range {
    // How far below the lowest and above the highest line.
    let (under, over) = match measure {
        Measure::Weight => (0.5, 1.8),
        Measure::Height => (0.8, 1.2),
        Measure::Head | Measure::Chest => (0.85, 1.15),
    };
    let survey = Survey::behind(HandbookIssue::Survey2023);
    let lines = |months: f64| {
        let of = |sex| survey.lines(measure, sex, months).and_then(|lines| lines.outer());
        let (boys, girls) = (of(Sex::Male), of(Sex::Female));
        match sex {
            Some(Sex::Male) => boys,
            Some(Sex::Female) => girls,
            None => boys.zip(girls).map(|(boys, girls)| (boys.0.min(girls.0), boys.1.max(girls.1))),
        }
    };
    let (least, most) = extremes(measure, months);
    let unit = measure.per_unit();
    Range {
        // Before the due date nothing is small.
        low: lines(young).map_or(least, |(low, _)| (low * under).max(least)) * unit,
        high: lines(months).map_or(most, |(_, high)| high * over) * unit,
    }
}

/// What is left to say where the survey has no figures, kg and cm.
fn extremes(measure: Measure, months: f64) -> (f64, f64) {
    let small = months < 6.0;
    match (measure, small) {
        (Measure::Weight, true) => (0.25, 15.0),
        (Measure::Weight, false) => (3.0, 150.0),
        (Measure::Height, true) => (20.0, 85.0),
        (Measure::Height, false) => (45.0, 210.0),
        (Measure::Head, true) => (15.0, 52.0),
        (Measure::Head, false) => (33.0, 65.0),
        (Measure::Chest, true) => (14.0, 60.0),
        (Measure::Chest, false) => (30.0, 130.0),
    }
}

/// What would fit with the point elsewhere: grams typed as kilograms, millimetres as centimetres, metres as
/// centimetres, a place too many or too few. A point too few is likelier than one too many.
fn meant(measure: Measure, written: u32, range: Range) -> Option<u32> {
    let factors = match measure {
        Measure::Weight => [0.001, 0.1, 10.0, 0.01, 1000.0],
        _ => [0.1, 10.0, 100.0, 0.01, 0.001],
    };
    let moved = factors.into_iter().map(|factor| (f64::from(written) * factor).round());
    // In range by the filter.
    moved.filter(|value| range.holds(*value)).map(|value| value as u32).next()
}

/// A weight that would do as a height, and the other way round, when neither does as it is.
fn exchanged(draft: &Measurement, weight: Range, height: Range) -> bool {
    let (Some(g), Some(mm)) = (draft.weight_g, draft.height_mm) else { return false };
    let (g, mm) = (f64::from(g), f64::from(mm));
    // 70.5 in the field for kg is 70,500 g and would be 705 mm; 8.2 in the field for cm is 82 mm and would be 8,200 g.
    !weight.holds(g) && !height.holds(mm) && weight.holds(mm * 100.0) && height.holds(g / 100.0)
}

/// Whether a value is further from the last than growing, lying instead of standing, or another scale explain.
fn is_jump(measure: Measure, age: Age, now: u32, last: u32, days: i64) -> bool {
    let (now, last, days) = (f64::from(now), f64::from(last), days as f64);
    let infant = age.months < 12.0;
    let (fall, rise, per_day) = match measure {
        // A newborn loses up to a tenth in the first days, and the scale may be another.
        Measure::Weight => (last * 0.12, last * 0.12, if infant { 60.0 } else { 25.0 }),
        // 0.7 cm between lying and standing, and a child that won't be stretched.
        Measure::Height => (20.0, 25.0, if infant { 1.5 } else { 0.6 }),
        Measure::Head => (10.0, 15.0, if infant { 0.8 } else { 0.1 }),
        Measure::Chest => (40.0, 40.0, if infant { 1.5 } else { 0.5 }),
    };
    let grown = now - last;
    grown < -fall || grown > rise + per_day * days
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hana() -> Child {
        Child {
            birth_date: "2025-05-01".parse().ok(),
            sex: Some(Sex::Female),
            birth_weight_g: Some(3_020),
            birth_length_mm: Some(490),
            ..Child::default()
        }
    }

    fn on(date: &str, weight_g: Option<u32>, height_mm: Option<u32>, head_mm: Option<u32>) -> Measurement {
        Measurement { date: date.parse().unwrap(), weight_g, height_mm, head_mm, ..Measurement::default() }
    }

    fn found(draft: &Measurement, earlier: &[Measurement]) -> Vec<Slip> {
        slips(&hana(), draft, earlier, "2026-06-01".parse().unwrap())
    }

    #[test]
    fn what_is_usual_is_not_asked_about() {
        assert_eq!(found(&on("2025-09-01", Some(6_300), Some(620), Some(405)), &[]), []);
        // A tenth lost in the first days.
        assert_eq!(found(&on("2025-05-04", Some(2_730), None, None), &[]), []);
        // Far from the band, and still a child.
        assert_eq!(found(&on("2026-05-01", Some(5_500), Some(640), None), &[]), []);
    }

    #[test]
    fn grams_in_the_field_for_kilograms_are_noticed() {
        let slip = found(&on("2025-09-01", Some(6_300_000), None, None), &[]);
        assert_eq!(slip, [Slip::Unit { measure: Measure::Weight, meant: 6_300 }]);
        let slip = found(&on("2025-09-01", Some(63_000), None, None), &[]);
        assert_eq!(slip, [Slip::Unit { measure: Measure::Weight, meant: 6_300 }]);
    }

    #[test]
    fn millimetres_and_metres_in_the_field_for_centimetres_are_noticed() {
        let slip = found(&on("2025-09-01", None, Some(6_200), Some(4_050)), &[]);
        assert_eq!(
            slip,
            [Slip::Unit { measure: Measure::Height, meant: 620 }, Slip::Unit { measure: Measure::Head, meant: 405 }]
        );
        assert_eq!(
            found(&on("2025-09-01", None, Some(6), None), &[]),
            [Slip::Unit { measure: Measure::Height, meant: 600 }]
        );
    }

    #[test]
    fn weight_and_height_in_each_others_field_are_noticed() {
        assert_eq!(found(&on("2026-01-01", Some(68_500), Some(79), None), &[]), [Slip::Exchanged]);
    }

    #[test]
    fn what_no_child_of_this_age_has_is_asked_about_with_the_usual_range() {
        let [Slip::Unlikely { measure: Measure::Height, usual: (low, high) }] =
            found(&on("2025-09-01", None, Some(420), None), &[])[..]
        else {
            panic!()
        };
        assert!((440..480).contains(&low) && (770..820).contains(&high), "{low} {high}");
    }

    #[test]
    fn a_jump_from_the_last_value_is_asked_about() {
        let before = [on("2025-08-01", Some(5_600), Some(585), Some(395))];
        assert_eq!(
            found(&on("2025-08-08", Some(7_600), Some(590), None), &before),
            [Slip::Jump { measure: Measure::Weight, last: 5_600, on: "2025-08-01".parse().unwrap() }]
        );
        assert_eq!(
            found(&on("2025-08-08", None, Some(540), None), &before),
            [Slip::Jump { measure: Measure::Height, last: 585, on: "2025-08-01".parse().unwrap() }]
        );
        // A value of a later day is not "the last".
        assert_eq!(found(&on("2025-07-01", Some(4_600), None, None), &before), []);
        // At birth something was measured too.
        assert!(matches!(found(&on("2025-05-05", Some(4_300), None, None), &[])[..], [Slip::Jump { last: 3_020, .. }]));
    }

    #[test]
    fn a_child_born_early_is_small_for_good_reason() {
        let early =
            Child { gestation_days: Some(26 * 7), birth_weight_g: Some(760), birth_length_mm: Some(335), ..hana() };
        let small = on("2025-06-01", Some(1_150), Some(380), Some(260));
        assert_eq!(slips(&early, &small, &[], "2026-06-01".parse().unwrap()), []);
        assert!(!found(&small, &[]).is_empty());
    }

    #[test]
    fn days_before_birth_and_to_come_are_said() {
        assert_eq!(found(&on("2025-04-30", Some(3_000), None, None), &[]), [Slip::BeforeBirth]);
        assert_eq!(found(&on("2026-06-02", None, None, None), &[]), [Slip::InFuture]);
    }
}
