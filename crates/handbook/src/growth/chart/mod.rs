//! The chart, as points and lines: what the screen, the booklet and a printer draw without thinking.
//!
//! As the handbook prints it: length or height above and weight below on one page, the head by itself; a band between
//! the third and the ninety-seventh percentile and no line within it; a line at every "N months 0 days" of the first
//! year, every three months of the second, every half-year later; under the infants' chart the arrows of what children
//! begin to do. Own points stand by exact age and are not joined. Where corrected age is shown, a measurement has two
//! points, joined by a line: a dot by actual age, a cross by corrected.
//!
//! Against tables that somebody loaded there are five lines in place of the band, none of them stronger than another,
//! and no arrows: those belong to the surveys.

mod axis;
pub mod height_weight;
mod line;

use super::{Ages, Birth, LineSet, LmsTables, Measure, MilestoneBar, Survey, milestone_bars};
pub use axis::{AgeTick, Scale, Tick};
use itsumo_domain::handbook::{Child, HandbookIssue, Measurement, Sex};
pub use line::Line;

/// What part of childhood is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Period {
    /// 乳児: the first twelve months, with the milestones under it.
    Infant,
    /// 幼児: one to six years.
    Early,
    /// From birth to six years.
    All,
    /// From here to there, in months.
    Months(u32, u32),
}

impl Period {
    /// In months.
    pub fn months(self) -> (f64, f64) {
        match self {
            Self::Infant => (0.0, 12.0),
            Self::Early => (12.0, 72.0),
            Self::All => (0.0, 72.0),
            Self::Months(from, to) => (f64::from(from), f64::from(to.max(from + 1))),
        }
    }

    /// The period that an age is best seen in.
    pub fn around(months: f64) -> Self {
        match months {
            m if m < 12.0 => Self::Infant,
            m if m < 72.0 => Self::Early,
            // Beyond the survey only own points are drawn; the years around them.
            m => Self::Months((m - 24.0).max(0.0) as u32, (m + 12.0) as u32),
        }
    }
}

/// What is drawn on, in units of its own.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paper {
    /// Width of the whole drawing.
    pub width: f64,
    /// Height of each panel.
    pub panel: f64,
    /// Size of the letters.
    pub text: f64,
}

/// A point of the drawing: right and down from its upper left corner.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// Right.
    pub x: f64,
    /// Down.
    pub y: f64,
}

/// A measurement on the chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mark {
    /// Its place in what was given in.
    pub index: usize,
    /// The value, kg or cm.
    pub value: f64,
    /// By actual age; absent outside the period.
    pub actual: Option<Point>,
    /// By corrected age; absent where it is not shown, before the due date, or outside the period.
    pub corrected: Option<Point>,
}

/// One measure's part of the page.
#[derive(Clone, Debug, PartialEq)]
pub struct Panel {
    /// Of what.
    pub measure: Measure,
    /// Values, upward.
    pub scale: Scale,
    /// Lines across, with their values.
    pub ticks: Vec<Tick>,
    /// The band between the outer lines as one outline; empty where the survey has none.
    pub band: Vec<Point>,
    /// The lines of loaded tables, from the lowest; empty against a survey, and where the tables have none.
    pub lines: Vec<Line>,
    /// Own measurements.
    pub marks: Vec<Mark>,
}

/// An arrow under the infants' chart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Arrow {
    /// What children begin to do.
    pub bar: MilestoneBar,
    /// From half of the children, where it begins.
    pub from: Point,
    /// To nine of ten.
    pub to: Point,
    /// The family's own day, where it was written down.
    pub own: Option<Point>,
}

/// A page.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// The paper.
    pub paper: Paper,
    /// Height of the whole drawing.
    pub height: f64,
    /// Months, to the right.
    pub scale: Scale,
    /// Lines up and down.
    pub ticks: Vec<AgeTick>,
    /// From above.
    pub panels: Vec<Panel>,
    /// Under the panels.
    pub arrows: Vec<Arrow>,
}

/// What children are drawn against.
#[derive(Clone, Copy, Debug)]
pub enum Against<'a> {
    /// The curves of a paper handbook.
    Printed(HandbookIssue),
    /// Tables that somebody loaded.
    Loaded(&'a LmsTables, LineSet),
}

/// What is to be drawn.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'a> {
    /// Whose.
    pub child: &'a Child,
    /// The curves.
    pub against: Against<'a>,
    /// What, from above.
    pub measures: &'a [Measure],
    /// What part of childhood.
    pub period: Period,
    /// Own measurements, birth among them.
    pub own: &'a [Measurement],
    /// Own first times: (item, day).
    pub firsts: &'a [(String, chrono::NaiveDate)],
    /// On what.
    pub paper: Paper,
}

/// Draws a page.
pub fn chart(wanted: &Wanted<'_>) -> Chart {
    let Wanted { child, against, measures, period, own, firsts, paper } = *wanted;
    let (from, to) = period.months();
    // Room for "100" and the unit beside the first tick; half a letter at the other end, or a line's name.
    let (behind, bars) = match against {
        Against::Printed(issue) if has_arrows(measures, period) => (1.0, milestone_bars(issue)),
        Against::Printed(_) => (1.0, Vec::new()),
        Against::Loaded(..) => (2.6, Vec::new()),
    };
    let (left, right) = (paper.text * 2.6, paper.width - paper.text * behind);
    let scale = Scale { from, to, start: left, end: right };
    let birth = Birth::of(child);
    let bars: Vec<_> = bars.into_iter().filter(|bar| bar.half < to && bar.most > from).collect();

    // From above: the panels, the ages, the arrows.
    let row = paper.text * 2.6;
    let ages = paper.text * 2.2;
    let each = paper.panel;
    let height = each * measures.len() as f64 + ages + row * bars.len() as f64 + paper.text * 0.6;
    let ages_of: Vec<Option<Ages>> = own.iter().map(|m| birth.and_then(|birth| birth.ages(m.date))).collect();
    let panels: Vec<Panel> = measures
        .iter()
        .zip(0_u32..)
        .map(|(&measure, place)| {
            let top = each * f64::from(place) + paper.text * 1.9;
            let bottom = each * f64::from(place + 1) - paper.text * 0.2;
            panel(wanted, measure, scale, (top, bottom), &ages_of)
        })
        .collect();
    let arrows = bars.iter().zip(0_u32..).map(|(&bar, place)| {
        let y = each * measures.len() as f64 + ages + row * (f64::from(place) + 0.8);
        let at = |months: f64| Point { x: scale.at(months.clamp(from, to)), y };
        let own = firsts.iter().find(|(item, _)| item == bar.item).and_then(|(_, day)| {
            let months = birth?.ages(*day)?.actual.months;
            (from..=to).contains(&months).then(|| at(months))
        });
        Arrow { bar, from: at(bar.half), to: at(bar.most), own }
    });
    Chart { paper, height, scale, ticks: axis::ages(scale, paper.text), panels, arrows: arrows.collect() }
}

/// Whether the milestones' arrows stand under a page: the infants' page of height and weight, as in the handbook.
pub fn has_arrows(measures: &[Measure], period: Period) -> bool {
    period.months().1 <= 18.0 && measures.iter().any(|measure| matches!(measure, Measure::Weight | Measure::Height))
}

fn panel(
    wanted: &Wanted<'_>,
    measure: Measure,
    ages: Scale,
    (top, bottom): (f64, f64),
    ages_of: &[Option<Ages>],
) -> Panel {
    let sex = wanted.child.sex;
    let (issue, edges, curves) = match (wanted.against, sex) {
        (Against::Printed(issue), Some(sex)) => (Some(issue), edges(issue, measure, sex, ages), None),
        (Against::Printed(issue), None) => (Some(issue), Vec::new(), None),
        (Against::Loaded(tables, set), sex) => {
            (None, Vec::new(), sex.map(|sex| curves(tables, set, (measure, sex), ages)))
        }
    };
    // (place, value, months by actual age, months by corrected age)
    let own: Vec<_> = wanted
        .own
        .iter()
        .zip(ages_of)
        .enumerate()
        .filter_map(|(index, (measurement, ages))| {
            let ages = (*ages)?;
            let corrected = ages.corrected.and_then(|_| ages.reference_months());
            Some((index, measure.of(measurement)?, ages.actual.months, corrected))
        })
        .collect();
    let within = |months: &f64| (ages.from..=ages.to).contains(months);
    let seen = own.iter().filter(|(_, _, actual, corrected)| within(actual) || corrected.as_ref().is_some_and(within));
    let drawn = curves.iter().flatten().flat_map(|(_, line)| line.iter().map(|(_, value)| *value));
    let values = edges.iter().flat_map(|(_, low, high)| [*low, *high]).chain(drawn);
    let (low, high) = axis::reach(measure, issue, wanted.period, values.chain(seen.map(|(_, value, ..)| *value)));
    let (scale, ticks) = axis::values(low, high, (bottom, top), wanted.paper.text);
    let band = edges
        .iter()
        .map(|(months, low, _)| Point { x: ages.at(*months), y: scale.at(*low) })
        .chain(edges.iter().rev().map(|(months, _, high)| Point { x: ages.at(*months), y: scale.at(*high) }));
    let band = band.collect();
    let marks = own.into_iter().map(|(index, value, actual, corrected)| {
        let at = |months: f64| within(&months).then(|| Point { x: ages.at(months), y: scale.at(value) });
        Mark { index, value, actual: at(actual), corrected: corrected.and_then(at) }
    });
    let marks = marks.filter(|mark| mark.actual.is_some() || mark.corrected.is_some()).collect();
    let place = |(months, value): (f64, f64)| Point { x: ages.at(months), y: scale.at(value) };
    let lines = curves.map(|curves| {
        let lines = curves.map(|(said, line)| (said, line.into_iter().map(place).collect()));
        line::named(lines, wanted.paper.text)
    });
    Panel { measure, scale, ticks, band, lines: lines.unwrap_or_default(), marks }
}

/// Corners of a line.
const CORNERS: u32 = 240;

/// The lines of loaded tables inside a period: what each is called, and its (months, value).
fn curves(
    tables: &LmsTables,
    set: LineSet,
    (measure, sex): (Measure, Sex),
    ages: Scale,
) -> [(f64, Vec<(f64, f64)>); 5] {
    let corners: Vec<_> = (0..=CORNERS)
        .map(|n| ages.from + (ages.to - ages.from) * f64::from(n) / f64::from(CORNERS))
        .filter_map(|months| Some((months, tables.at(measure, sex, months)?)))
        .collect();
    let line = |z: f64| {
        let values = corners.iter().map(|(months, lms)| (*months, lms.value(z)));
        values.filter(|(_, value)| value.is_finite()).collect()
    };
    set.lines().map(|(said, z)| (said, line(z)))
}

/// The band's corners inside a period: (months, 3rd percentile, 97th).
fn edges(issue: HandbookIssue, measure: Measure, sex: Sex, ages: Scale) -> Vec<(f64, f64, f64)> {
    let (from, to) = (ages.from, ages.to);
    let survey = Survey::behind(issue);
    let Some((first, end)) = survey.span(measure, sex) else { return Vec::new() };
    // A hair before the end of the last class: at its end there is nothing any more.
    let (first, last) = (first.max(from), (end - 1e-9).min(to));
    let corners = survey.corners(measure, sex).filter(|months| first < *months && *months < last);
    let ages = [first].into_iter().chain(corners).chain([last]);
    ages.filter_map(|months| survey.lines(measure, sex, months)?.outer().map(|(low, high)| (months, low, high)))
        .collect()
}

#[cfg(test)]
mod tests;
