//! 幼児の身長体重曲線: weight by height, as the handbook prints it for small children.
//!
//! Height goes to the right, from 70 to 120 cm, and weight upward. The lines are those of 肥満度, drawn with the very
//! formula that gives a child's own figure, so that a point never stands on another side of a line than its figure
//! says. Between −15 % and +15 % lies the handbook's ふつう, as a band like the one of the other charts. The chart is for
//! the ages and heights that 肥満度 is meant for; what was measured at others is not on it.
//!
//! The same formula is used whatever the year of the handbook: it is the one that is published. A printed line may
//! stand a hair beside it.

use super::{Line, Paper, Point, Scale, Tick, axis, line::named};
use crate::growth::{Birth, Body, is_small_child, obesity, standard_weight};
use itsumo_domain::handbook::{Child, Measurement, Sex};

/// From here to there the formula is meant to be used, cm.
const CM: (f64, f64) = (70.0, 120.0);
/// Half the width of the closest view, cm.
const NEAR: f64 = 7.5;

/// What part of the heights is shown.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Heights {
    /// 70 to 120 cm.
    All,
    /// 70 to 95 cm.
    Small,
    /// 95 to 120 cm.
    Tall,
    /// Fifteen centimetres around this height.
    Around(f64),
}

impl Heights {
    /// From here to there, cm.
    pub fn cm(self) -> (f64, f64) {
        match self {
            Self::All => CM,
            Self::Small => (70.0, 95.0),
            Self::Tall => (95.0, 120.0),
            Self::Around(cm) => {
                let middle = cm.round().clamp(CM.0 + NEAR, CM.1 - NEAR);
                (middle - NEAR, middle + NEAR)
            }
        }
    }
}

/// A measurement on the chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// Its place in what was given in.
    pub index: usize,
    /// cm.
    pub cm: f64,
    /// kg.
    pub kg: f64,
    /// 肥満度 and its word; absent without a sex.
    pub obesity: Option<(f64, Body)>,
    /// Where.
    pub at: Point,
}

/// The page.
#[derive(Clone, Debug, PartialEq)]
pub struct HeightWeight {
    /// The paper.
    pub paper: Paper,
    /// Height of the whole drawing.
    pub height: f64,
    /// cm, to the right.
    pub across: Scale,
    /// Lines up and down.
    pub heights: Vec<Tick>,
    /// kg, upward.
    pub up: Scale,
    /// Lines across.
    pub weights: Vec<Tick>,
    /// Between the lines of −15 and +15 %; empty without a sex.
    pub band: Vec<Point>,
    /// The lines of 肥満度, percent, from the lowest; empty without a sex.
    pub lines: Vec<Line>,
    /// Own measurements.
    pub marks: Vec<Mark>,
}

/// Draws the page of a child's measurements.
pub fn height_weight(child: &Child, own: &[Measurement], heights: Heights, paper: Paper) -> HeightWeight {
    let (from, to) = heights.cm();
    // Room for "30" before the first line and for "+30%" behind the last.
    let across = Scale { from, to, start: paper.text * 2.6, end: paper.width - paper.text * 3.2 };
    let (top, bottom) = (paper.text * 1.9, paper.panel - paper.text * 0.2);
    let measured: Vec<_> = own.iter().enumerate().filter_map(|(index, taken)| measured(child, index, taken)).collect();
    let seen = measured.iter().filter(|mark| (from..=to).contains(&mark.cm));

    let weights = |sex: Sex, percent: f64| move |cm: f64| Some(standard_weight(sex, cm)? * (1.0 + percent / 100.0));
    let [lowest, .., highest] = Body::LINES;
    let ends = child
        .sex
        .into_iter()
        .flat_map(|sex| [weights(sex, lowest)(from), weights(sex, highest)(to)].into_iter().flatten());
    let (low, high) = ends
        .chain(seen.clone().map(|mark| mark.kg))
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), kg| (low.min(kg), high.max(kg)));
    let (low, high) = if low > high { (5.0, 30.0) } else { (low, high) };
    let (up, ticks) = axis::values(low, high, (bottom, top), paper.text);

    let curve = |sex, percent| -> Vec<Point> {
        let weight = weights(sex, percent);
        // A corner every half centimetre: finer than can be seen.
        let count = ((to - from) * 2.0).round() as u32;
        (0..=count)
            .map(|n| from + f64::from(n) / 2.0)
            .filter_map(|cm| Some(Point { x: across.at(cm), y: up.at(weight(cm)?) }))
            .collect()
    };
    let lines: Vec<Line> =
        child.sex.map(|sex| named(Body::LINES.map(|p| (p, curve(sex, p))), paper.text)).unwrap_or_default();
    let band = child.sex.map(|sex| {
        let [_, below, above, ..] = Body::LINES;
        curve(sex, below).into_iter().chain(curve(sex, above).into_iter().rev()).collect()
    });
    let marks = seen.map(|mark| Mark { at: Point { x: across.at(mark.cm), y: up.at(mark.kg) }, ..*mark }).collect();
    HeightWeight {
        paper,
        height: paper.panel + paper.text * 2.8,
        across,
        heights: axis::heights(across, paper.text),
        up,
        weights: ticks,
        band: band.unwrap_or_default(),
        lines,
        marks,
    }
}

/// A measurement that the chart is meant for, not yet placed.
fn measured(child: &Child, index: usize, taken: &Measurement) -> Option<Mark> {
    let (grams, mm) = (taken.weight_g?, taken.height_mm?);
    let months = Birth::of(child)?.ages(taken.date)?.actual.months;
    is_small_child(months, mm).then(|| Mark {
        index,
        cm: f64::from(mm) / 10.0,
        kg: f64::from(grams) / 1000.0,
        obesity: child.sex.and_then(|sex| obesity(sex, months, grams, mm).ok()),
        at: Point { x: 0.0, y: 0.0 },
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;

    const PAPER: Paper = Paper { width: 360.0, panel: 340.0, text: 11.0 };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn child(sex: Option<Sex>) -> Child {
        Child { birth_date: Some(day("2022-04-10")), sex, ..Child::default() }
    }

    fn taken(on: &str, weight_g: u32, height_mm: u32) -> Measurement {
        Measurement { date: day(on), weight_g: Some(weight_g), height_mm: Some(height_mm), ..Measurement::default() }
    }

    #[test]
    fn the_lines_are_the_standard_weight_and_its_percents() {
        let chart = height_weight(&child(Some(Sex::Male)), &[], Heights::All, PAPER);
        assert_eq!(chart.lines.iter().map(|line| line.value).collect::<Vec<_>>(), Body::LINES);
        // A boy of 100 cm: 15.4673 kg; 30 % more, 20.10749.
        let x = chart.across.at(100.0);
        let at = |percent: f64| {
            let line = chart.lines.iter().find(|line| line.value == percent).unwrap();
            line.points.iter().find(|point| (point.x - x).abs() < 1e-9).unwrap().y
        };
        assert!((at(30.0) - chart.up.at(20.107_49)).abs() < 1e-9);
        assert!((at(-20.0) - chart.up.at(12.373_84)).abs() < 1e-9);
        assert_eq!((chart.across.from, chart.across.to), (70.0, 120.0));
    }

    #[test]
    fn a_point_stands_on_the_side_of_a_line_that_its_figure_says() {
        let child = child(Some(Sex::Female));
        for grams in (9_000..22_000).step_by(130) {
            let own = [taken("2026-04-10", grams, 1_000)];
            let chart = height_weight(&child, &own, Heights::All, PAPER);
            let [mark] = chart.marks[..] else { panic!() };
            let (percent, _) = mark.obesity.unwrap();
            for line in &chart.lines {
                let y = line.points.iter().find(|point| (point.x - mark.at.x).abs() < 1e-9).unwrap().y;
                assert_eq!(mark.at.y <= y, percent >= line.value, "{grams} g and the line of {}", line.value);
            }
        }
    }

    #[test]
    fn what_it_is_not_meant_for_is_not_on_it() {
        let own = [
            // Eleven months; at birth; a height below the formula's; a weight alone; six years.
            taken("2023-03-10", 9_200, 740),
            taken("2022-04-10", 3_000, 490),
            taken("2023-06-10", 8_000, 690),
            Measurement { height_mm: None, ..taken("2024-04-10", 12_000, 860) },
            taken("2028-04-10", 20_000, 1_150),
            taken("2024-04-10", 12_000, 860),
        ];
        let chart = height_weight(&child(Some(Sex::Male)), &own, Heights::All, PAPER);
        assert_eq!(chart.marks.iter().map(|mark| mark.index).collect::<Vec<_>>(), [5]);
    }

    #[test]
    fn without_a_sex_there_are_points_and_no_lines() {
        let chart = height_weight(&child(None), &[taken("2024-04-10", 12_000, 860)], Heights::All, PAPER);
        assert!(chart.lines.is_empty() && chart.band.is_empty());
        assert_eq!(chart.marks.iter().map(|mark| mark.obesity).collect::<Vec<_>>(), [None]);
    }

    #[test]
    fn a_closer_view_stays_between_seventy_and_a_hundred_and_twenty() {
        assert_eq!(Heights::Around(71.0).cm(), (70.0, 85.0));
        assert_eq!(Heights::Around(119.9).cm(), (105.0, 120.0));
        let (from, to) = Heights::Around(96.4).cm();
        assert!(from <= 96.4 && 96.4 <= to && to - from == 15.0);
    }

    #[test]
    fn names_do_not_touch_and_nothing_is_outside_the_paper() {
        let own = [taken("2024-04-10", 30_000, 860), taken("2025-04-10", 8_000, 950)];
        for text in [8.0, 11.0, 16.5, 22.0] {
            for heights in [Heights::All, Heights::Small, Heights::Tall, Heights::Around(86.0)] {
                let paper = Paper { text, panel: 200.0 + text * 12.7, ..PAPER };
                let chart = height_weight(&child(Some(Sex::Male)), &own, heights, paper);
                assert!(chart.lines.is_sorted_by(|below, above| below.name.y - above.name.y >= text - 1e-9));
                assert!(chart.heights.is_sorted_by(|a, b| b.at - a.at >= text * 2.4));
                let marks = chart.marks.iter().map(|mark| mark.at);
                let points = chart.lines.iter().flat_map(|line| line.points.iter().copied().chain([line.name]));
                for point in points.chain(marks).chain(chart.band.iter().copied()) {
                    let inside = (0.0..=paper.width).contains(&point.x) && (0.0..=chart.height).contains(&point.y);
                    assert!(inside, "{text} {heights:?} {point:?}");
                }
            }
        }
    }
}
