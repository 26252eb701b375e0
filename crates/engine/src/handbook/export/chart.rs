//! The growth chart as the handbook prints it, drawn twice from the same points: into a PDF, and as SVG for the
//! page that opens without a network.

use super::words::Words;
use itsumo_domain::{
    handbook::{Child, Handbook, HandbookIssue, Measurement},
    i18n::without_ruby,
};
use itsumo_handbook::growth::{
    Measure,
    chart::{Against, Chart, Panel, Paper as Size, Period, Point, Wanted, chart},
    curves_of, slip,
};
use itsumo_paper::{Align, Canvas, Ink, Style};
use std::fmt::Write;
use uuid::Uuid;

/// What is drawn, in the chart's own units.
pub(crate) enum Mark {
    Area(Vec<(f32, f32)>, Ink),
    Line(Vec<(f32, f32)>, Ink, f32),
    Dashed(Vec<(f32, f32)>, Ink, f32),
    Dot(f32, f32, f32, Ink),
    Cross(f32, f32, f32, Ink),
    Label(f32, f32, String, Style),
}

/// A chart that is ready to be drawn.
pub(crate) struct Drawing {
    pub(crate) marks: Vec<Mark>,
    pub(crate) width: f32,
    pub(crate) height: f32,
    /// What it shows, in a sentence.
    pub(crate) words: String,
}

/// All measurements of a child, that at birth among them, oldest first.
pub(crate) fn own(book: &Handbook, id: Uuid, child: &Child) -> Vec<Measurement> {
    let mut own: Vec<Measurement> = slip::at_birth(child).into_iter().collect();
    own.extend(book.measurements(id).into_iter().map(|(_, taken)| taken.clone()));
    own
}

/// The chart of some measures over a part of childhood; none where there is nothing to draw it for.
pub(crate) fn drawing(
    words: Words,
    child: &Child,
    own: &[Measurement],
    firsts: &[(String, chrono::NaiveDate)],
    (measures, period): (&[Measure], Period),
    (width, height): (f32, f32),
) -> Option<Drawing> {
    child.birth_date?;
    child.sex?;
    let issue = curves_of(child);
    let drawn = |panel: f64| {
        let paper = Size { width: width.into(), panel, text: 8.0 };
        chart(&Wanted { child, against: Against::Printed(issue), measures, period, own, firsts, paper })
    };
    // What stands beside the panels does not grow with them: measured once, the panels share the rest.
    let panels = f64::from(u32::try_from(measures.len().max(1)).unwrap_or(1));
    let beside = drawn(100.0).height - 100.0 * panels;
    let chart = drawn(((f64::from(height) - beside) / panels).max(60.0));
    let mut marks = Vec::new();
    for panel in &chart.panels {
        draw_panel(&mut marks, words, &chart, panel);
    }
    ages(&mut marks, words, &chart);
    arrows(&mut marks, words, &chart);
    Some(Drawing { words: sentence(words, child, own, measures, issue), marks, width, height })
}

#[expect(clippy::cast_possible_truncation, reason = "points of a page")]
pub(crate) fn at(point: Point) -> (f32, f32) {
    (point.x as f32, point.y as f32)
}

#[expect(clippy::cast_possible_truncation, reason = "points of a page")]
pub(crate) fn f(value: f64) -> f32 {
    value as f32
}

const SMALL: Style = Style::SMALL.size(7.0);

fn draw_panel(marks: &mut Vec<Mark>, words: Words, chart: &Chart, panel: &Panel) {
    let (left, right) = (f(chart.scale.start), f(chart.scale.end));
    let (bottom, top) = (f(panel.scale.start), f(panel.scale.end));
    if !panel.band.is_empty() {
        marks.push(Mark::Area(panel.band.iter().copied().map(at).collect(), Ink::Band));
    }
    for tick in &chart.ticks {
        marks.push(Mark::Line(vec![(f(tick.at), bottom), (f(tick.at), top)], Ink::Line, 0.25));
    }
    for tick in &panel.ticks {
        marks.push(Mark::Line(vec![(left, f(tick.at)), (right, f(tick.at))], Ink::Line, 0.25));
        let value = if tick.value.fract() == 0.0 { format!("{}", tick.value) } else { format!("{:.1}", tick.value) };
        marks.push(Mark::Label(left - 3.0, f(tick.at) + 2.4, value, SMALL.align(Align::End)));
    }
    marks.push(Mark::Line(vec![(left, top), (left, bottom), (right, bottom)], Ink::Quiet, 0.7));
    let name = without_ruby(&words.t(&format!("paper-measure-{}", panel.measure.name())));
    marks.push(Mark::Label(left, top - 4.5, name, Style::BODY.size(8.5).bold().ink(Ink::Accent)));
    for mark in &panel.marks {
        if let (Some(actual), Some(corrected)) = (mark.actual, mark.corrected) {
            marks.push(Mark::Line(vec![at(actual), at(corrected)], Ink::Accent, 0.6));
        }
        if let Some(point) = mark.corrected {
            let (x, y) = at(point);
            marks.push(Mark::Cross(x, y, 2.4, Ink::Accent));
        }
        if let Some(point) = mark.actual {
            let (x, y) = at(point);
            marks.push(Mark::Dot(x, y, 2.1, Ink::Accent));
        }
    }
}

fn ages(marks: &mut Vec<Mark>, words: Words, chart: &Chart) {
    let Some(y) = chart.panels.iter().map(|panel| f(panel.scale.start)).reduce(f32::max) else { return };
    for tick in chart.ticks.iter().filter(|tick| tick.named) {
        let months = tick.months;
        let said = match months {
            0 => words.t("paper-birth"),
            m if chart.scale.to <= 24.0 || !m.is_multiple_of(12) => {
                words.with("paper-axis-months", &[("months", &months.to_string())])
            }
            m => words.with("paper-axis-years", &[("years", &(m / 12).to_string())]),
        };
        marks.push(Mark::Label(f(tick.at), y + 9.5, without_ruby(&said), SMALL.align(Align::Middle)));
    }
}

fn arrows(marks: &mut Vec<Mark>, words: Words, chart: &Chart) {
    for arrow in &chart.arrows {
        let ((x1, y), (x2, _)) = (at(arrow.from), at(arrow.to));
        marks.push(Mark::Line(vec![(x1, y), (x2, y)], Ink::Accent, 1.6));
        marks.push(Mark::Line(vec![(x2 - 3.5, y - 2.5), (x2, y), (x2 - 3.5, y + 2.5)], Ink::Accent, 1.2));
        let name = without_ruby(&words.t(&format!("paper-milestone-{}", arrow.bar.item)));
        // Before the arrow where there is room, behind it where there is none.
        let (x, align) = if x1 > 110.0 { (x1 - 5.0, Align::End) } else { (x2 + 6.0, Align::Start) };
        marks.push(Mark::Label(x, y + 2.6, name, SMALL.align(align)));
        if let Some(own) = arrow.own {
            let (x, y) = at(own);
            marks.push(Mark::Dot(x, y - 5.0, 2.1, Ink::Accent));
            marks.push(Mark::Dashed(vec![(x, y - 5.0), (x, y)], Ink::Accent, 0.5));
        }
    }
}

/// What the chart shows, for who does not see it: the last value of each measure.
fn sentence(words: Words, child: &Child, own: &[Measurement], measures: &[Measure], issue: HandbookIssue) -> String {
    let mut parts = vec![words.t(source(issue))];
    for measure in measures {
        let last = own.iter().rev().find_map(|taken| Some((taken, measure.of(taken)?)));
        let Some((taken, _)) = last else { continue };
        let age = child.birth_date.map(|birth| words.age(birth, taken.date)).unwrap_or_default();
        let name = words.t(&format!("paper-measure-{}", measure.name()));
        parts.push(
            words.with(
                "paper-chart-last",
                &[("measure", &name), ("age", &age), ("value", &value(words, *measure, taken))],
            ),
        );
    }
    without_ruby(&parts.join(" "))
}

/// Where the band comes from, as its publisher asks to be named.
pub(crate) fn source(issue: HandbookIssue) -> &'static str {
    match issue {
        HandbookIssue::Survey2010 => "paper-chart-2010",
        HandbookIssue::Survey2023 => "paper-chart-2023",
    }
}

/// A value with its unit; empty where it was not measured.
pub(crate) fn value(words: Words, measure: Measure, taken: &Measurement) -> String {
    match (measure, measure.written(taken)) {
        (_, None) => String::new(),
        (Measure::Weight, Some(grams)) => format!("{} kg", words.kg(grams)),
        (_, Some(millimetres)) => format!("{} cm", words.cm(millimetres)),
    }
}

impl Drawing {
    /// Into a PDF.
    pub(crate) fn paint(&self, canvas: &mut Canvas<'_>) {
        for mark in &self.marks {
            match mark {
                Mark::Area(points, ink) => canvas.area(points, *ink),
                Mark::Line(points, ink, width) => canvas.line(points, *ink, *width),
                Mark::Dashed(points, ink, width) => canvas.dashed(points, *ink, *width),
                Mark::Dot(x, y, radius, ink) => canvas.dot(*x, *y, *radius, *ink),
                Mark::Cross(x, y, arm, ink) => canvas.cross(*x, *y, *arm, *ink),
                Mark::Label(x, y, text, style) => canvas.label(*x, *y, text, *style),
            }
        }
    }

    /// As SVG, with its sentence.
    pub(crate) fn svg(&self) -> String {
        let (width, height) = (self.width, self.height);
        let words = super::html::escaped(&self.words);
        let mut svg = format!("<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-label=\"{words}\">");
        for mark in &self.marks {
            match mark {
                Mark::Area(points, ink) => {
                    let _ = write!(svg, "<polygon class=\"{}\" points=\"{}\"/>", class(*ink), listed(points));
                }
                Mark::Line(points, ink, wide) => {
                    let (class, points) = (class(*ink), listed(points));
                    let _ = write!(svg, "<polyline class=\"l {class}\" stroke-width=\"{wide}\" points=\"{points}\"/>");
                }
                Mark::Dashed(points, ink, wide) => {
                    let (class, points) = (class(*ink), listed(points));
                    let _ = write!(
                        svg,
                        "<polyline class=\"l {class}\" stroke-width=\"{wide}\" stroke-dasharray=\"2.5\" points=\"{points}\"/>"
                    );
                }
                Mark::Dot(x, y, r, ink) => {
                    let _ = write!(svg, "<circle class=\"{}\" cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"{r}\"/>", class(*ink));
                }
                Mark::Cross(x, y, arm, ink) => {
                    let class = class(*ink);
                    let (l, r, t, b) = (x - arm, x + arm, y - arm, y + arm);
                    let _ = write!(
                        svg,
                        "<path class=\"l {class}\" d=\"M{l:.1} {t:.1}L{r:.1} {b:.1}M{l:.1} {b:.1}L{r:.1} {t:.1}\"/>"
                    );
                }
                Mark::Label(x, y, text, style) => {
                    let anchor = match style.align {
                        Align::Start => "start",
                        Align::Middle => "middle",
                        Align::End => "end",
                    };
                    let (size, class, text) = (style.size, class(style.ink), super::html::escaped(text));
                    let _ = write!(
                        svg,
                        "<text class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"{size}\" text-anchor=\"{anchor}\">{text}</text>"
                    );
                }
            }
        }
        svg.push_str("</svg>");
        svg
    }
}

fn class(ink: Ink) -> &'static str {
    match ink {
        Ink::Accent => "a",
        Ink::Band => "b",
        Ink::Line => "g",
        Ink::Tint => "t",
        _ => "q",
    }
}

fn listed(points: &[(f32, f32)]) -> String {
    points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect::<Vec<_>>().join(" ")
}
