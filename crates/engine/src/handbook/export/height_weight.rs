//! 幼児の身長体重曲線 on paper: weight by height with the lines of 肥満度, drawn like the other charts.

use super::{
    chart::{Drawing, Mark, at, f},
    words::Words,
};
use itsumo_domain::{
    handbook::{Child, Measurement},
    i18n::without_ruby,
};
use itsumo_handbook::growth::chart::{
    Paper as Size,
    height_weight::{HeightWeight, Heights, height_weight},
};
use itsumo_paper::{Align, Ink, Style};

const SMALL: Style = Style::SMALL.size(7.0);

/// The chart; none for a child without a sex, or with nothing measured that it is meant for.
pub(crate) fn drawing(
    words: Words,
    child: &Child,
    own: &[Measurement],
    (width, height): (f32, f32),
) -> Option<Drawing> {
    let drawn = |panel: f64| {
        let paper = Size { width: width.into(), panel, text: 8.0 };
        height_weight(child, own, Heights::All, paper)
    };
    let beside = drawn(100.0).height - 100.0;
    let page = drawn((f64::from(height) - beside).max(60.0));
    if page.lines.is_empty() || page.marks.is_empty() {
        return None;
    }
    let mut marks = Vec::new();
    axes(&mut marks, words, &page);
    for line in &page.lines {
        marks.push(Mark::Line(line.points.iter().copied().map(at).collect(), Ink::Accent, 0.7));
        let (x, y) = at(line.name);
        marks.push(Mark::Label(x, y, format!("{:+}%", line.value), SMALL));
    }
    for mark in &page.marks {
        let (x, y) = at(mark.at);
        marks.push(Mark::Dot(x, y, 2.1, Ink::Accent));
    }
    Some(Drawing { words: sentence(words, child, own, &page), marks, width, height })
}

fn axes(marks: &mut Vec<Mark>, words: Words, page: &HeightWeight) {
    let (left, right) = (f(page.across.start), f(page.across.end));
    let (bottom, top) = (f(page.up.start), f(page.up.end));
    marks.push(Mark::Area(page.band.iter().copied().map(at).collect(), Ink::Band));
    for tick in &page.heights {
        marks.push(Mark::Line(vec![(f(tick.at), bottom), (f(tick.at), top)], Ink::Line, 0.25));
        let name = tick.value.to_string();
        marks.push(Mark::Label(f(tick.at), bottom + 9.5, name, SMALL.align(Align::Middle)));
    }
    for tick in &page.weights {
        marks.push(Mark::Line(vec![(left, f(tick.at)), (right, f(tick.at))], Ink::Line, 0.25));
        marks.push(Mark::Label(left - 3.0, f(tick.at) + 2.4, tick.value.to_string(), SMALL.align(Align::End)));
    }
    marks.push(Mark::Line(vec![(left, top), (left, bottom), (right, bottom)], Ink::Quiet, 0.7));
    let name = |key: &str, unit: &str| format!("{} ({unit})", without_ruby(&words.t(key)));
    let style = Style::BODY.size(8.5).bold().ink(Ink::Accent);
    marks.push(Mark::Label(left, top - 4.5, name("paper-measure-weight", "kg"), style));
    marks.push(Mark::Label(right, bottom + 19.0, name("paper-measure-height", "cm"), style.align(Align::End)));
}

/// What the chart shows, for who does not see it: the last point.
fn sentence(words: Words, child: &Child, own: &[Measurement], page: &HeightWeight) -> String {
    let mut parts = vec![words.t("paper-chart-standard")];
    if let Some((mark, taken)) = page.marks.last().and_then(|mark| Some((mark, own.get(mark.index)?))) {
        let age = child.birth_date.map(|birth| words.age(birth, taken.date)).unwrap_or_default();
        let percent = mark.obesity.map(|(percent, _)| format!("{percent:+.1}")).unwrap_or_default();
        parts.push(words.with("paper-chart-percent", &[("age", &age), ("percent", &percent)]));
    }
    without_ruby(&parts.join(" "))
}
