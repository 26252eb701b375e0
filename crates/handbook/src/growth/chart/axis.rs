//! Axes: where a value stands, and which lines are drawn and named.

use super::{Measure, Period};
use itsumo_domain::handbook::HandbookIssue;

/// A straight scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Scale {
    /// The value at `start`.
    pub from: f64,
    /// The value at `end`.
    pub to: f64,
    /// Where it begins on the paper.
    pub start: f64,
    /// Where it ends on the paper.
    pub end: f64,
}

impl Scale {
    /// Where a value stands.
    pub fn at(self, value: f64) -> f64 {
        let width = self.to - self.from;
        let share = if width == 0.0 { 0.0 } else { (value - self.from) / width };
        self.start + share * (self.end - self.start)
    }
}

/// A line across, and its value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tick {
    /// Where.
    pub at: f64,
    /// kg or cm.
    pub value: f64,
}

/// A line up and down.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AgeTick {
    /// Where.
    pub at: f64,
    /// Months.
    pub months: u32,
    /// Whether there is room to name it.
    pub named: bool,
}

/// Lines for ages: every month of the first year, every three of the second, every six later, and a coarser step
/// where these would be closer than half a letter. Names as many as do not touch.
pub(super) fn ages(scale: Scale, text: f64) -> Vec<AgeTick> {
    let per_month = (scale.end - scale.start) / (scale.to - scale.from);
    let fits = |step: f64, room: f64| step * per_month >= room;
    let step_of = |months: f64| match months {
        m if m < 12.0 => 1,
        m if m < 24.0 => 3,
        _ => 6,
    };
    let line = |months: u32| {
        let step = step_of(f64::from(months).max(scale.from));
        let coarse = [1, 3, 6, 12].into_iter().find(|step| fits(f64::from(*step), text * 0.5)).unwrap_or(12);
        months.is_multiple_of(step.max(coarse))
    };
    let name = [1, 2, 3, 6, 12, 24, 36].into_iter().find(|step| fits(f64::from(*step), text * 2.0)).unwrap_or(60);
    // Whole months inside the scale.
    let (first, last) = (scale.from.ceil().max(0.0) as u32, scale.to.floor().max(0.0) as u32);
    // Beyond two years ages are named in years.
    let name = if scale.to > 24.0 { name.max(12) } else { name };
    (first..=last)
        .filter(|months| line(*months) || months.is_multiple_of(name))
        .map(|months| AgeTick { at: scale.at(f64::from(months)), months, named: months.is_multiple_of(name) })
        .collect()
}

/// The values that a panel must reach, before they are rounded to whole steps. The infants' pages begin where the
/// handbook's do: those of 2023 at 0 kg and 20 cm, so that children born small have a place.
pub(super) fn reach(
    measure: Measure,
    issue: Option<HandbookIssue>,
    period: Period,
    values: impl Iterator<Item = f64>,
) -> (f64, f64) {
    let (mut low, mut high) =
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if low > high {
        (low, high) = match measure {
            Measure::Weight => (0.0, 20.0),
            Measure::Height => (40.0, 120.0),
            Measure::Head | Measure::Chest => (30.0, 55.0),
        };
    }
    let from_birth = period.months().0 == 0.0 && period.months().1 <= 12.0;
    let printed = match (from_birth, issue, measure) {
        (true, Some(HandbookIssue::Survey2023), Measure::Weight) => 0.0,
        (true, Some(HandbookIssue::Survey2023), _) => 20.0,
        (true, Some(HandbookIssue::Survey2010), Measure::Weight) => 1.0,
        (true, Some(HandbookIssue::Survey2010), Measure::Height) => 40.0,
        _ => low,
    };
    (low.min(printed), high)
}

/// A scale in whole steps, and its lines: the finest of 1, 2, 5, 10, 20 whose names do not touch.
pub(super) fn values(low: f64, high: f64, (bottom, top): (f64, f64), text: f64) -> (Scale, Vec<Tick>) {
    let room = (bottom - top).max(1.0);
    let ends = |step: f64| {
        ((low / step).floor() * step, ((high / step).ceil() * step).max((low / step).floor() * step + step))
    };
    let fits = |step: &f64| {
        let (from, to) = ends(*step);
        room * *step / (to - from) >= text * 1.5
    };
    let step = [1.0, 2.0, 5.0, 10.0, 20.0].into_iter().find(fits).unwrap_or(50.0);
    let (from, to) = ends(step);
    let scale = Scale { from, to, start: bottom, end: top };
    // Few, by the choice of the step.
    let count = ((to - from) / step).round() as u32;
    let ticks = (0..=count).map(|n| from + step * f64::from(n)).map(|value| Tick { at: scale.at(value), value });
    (scale, ticks.collect())
}

/// Lines for heights: the finest of 1, 2, 5, 10, 25 cm whose names do not touch.
pub(super) fn heights(scale: Scale, text: f64) -> Vec<Tick> {
    let per_cm = (scale.end - scale.start) / (scale.to - scale.from);
    let step = [1.0, 2.0, 5.0, 10.0].into_iter().find(|step| step * per_cm >= text * 2.4).unwrap_or(25.0);
    let first = (scale.from / step).ceil();
    // Few, by the choice of the step.
    let count = ((scale.to / step).floor() - first).max(0.0) as u32;
    let values = (0..=count).map(|n| (first + f64::from(n)) * step);
    values.map(|value| Tick { at: scale.at(value), value }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_year_has_a_line_a_month_and_later_years_have_halves() {
        let wide = Scale { from: 0.0, to: 12.0, start: 30.0, end: 390.0 };
        let ticks = ages(wide, 12.0);
        assert_eq!(ticks.iter().map(|tick| tick.months).collect::<Vec<_>>(), (0..=12).collect::<Vec<_>>());
        assert!(ticks.iter().all(|tick| tick.named));
        let early = Scale { from: 12.0, to: 72.0, start: 30.0, end: 390.0 };
        let months: Vec<_> = ages(early, 12.0).iter().map(|tick| tick.months).collect();
        assert_eq!(months, [12, 15, 18, 21, 24, 30, 36, 42, 48, 54, 60, 66, 72]);
        let named: Vec<_> = ages(early, 12.0).iter().filter(|tick| tick.named).map(|tick| tick.months).collect();
        assert_eq!(named, [12, 24, 36, 48, 60, 72]);
    }

    #[test]
    fn names_never_touch_however_large_the_letters() {
        for text in [10.0, 14.0, 20.0, 28.0, 40.0] {
            for (from, to) in [(0.0, 12.0), (12.0, 72.0), (0.0, 72.0), (3.0, 7.0)] {
                let scale = Scale { from, to, start: text * 2.6, end: 360.0 - text };
                let named: Vec<_> = ages(scale, text).into_iter().filter(|tick| tick.named).collect();
                assert!(named.is_sorted_by(|a, b| b.at - a.at >= text * 1.9), "{text} {from} {to} {named:?}");
            }
            let (_, ticks) = values(2.1, 10.4, (300.0, 20.0), text);
            assert!(ticks.is_sorted_by(|a, b| a.at - b.at >= text * 1.4));
        }
    }

    #[test]
    fn a_scale_holds_its_values_in_whole_steps() {
        let (scale, ticks) = values(2.13, 10.66, (300.0, 20.0), 12.0);
        assert_eq!((scale.from, scale.to), (2.0, 11.0));
        assert_eq!((ticks.first().unwrap().value, ticks.last().unwrap().value), (2.0, 11.0));
        assert_eq!((scale.at(2.0), scale.at(11.0)), (300.0, 20.0));
        // One value alone still has a scale.
        let (scale, _) = values(50.0, 50.0, (300.0, 20.0), 12.0);
        assert!(scale.to > scale.from);
    }
}
