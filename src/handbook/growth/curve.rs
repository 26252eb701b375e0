//! The drawing. Where everything stands is computed in `itsumo_handbook::growth::chart`; here it gets its letters.
//!
//! Letters in a drawing grow with the drawing, so there are two: one as wide as a phone, one as wide as a desk, and the
//! style sheet shows the one that fits.

use super::{reference::Shown, said};
use crate::{
    hooks::use_settings,
    i18n::{Arg, I18n, use_i18n},
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::handbook::{Child, Measurement};
use itsumo_handbook::growth::{
    LineSet, Measure,
    chart::{Chart, Mark, Panel, Paper, Period, Point, Wanted, chart},
};

/// The curve of a child.
#[component]
pub fn Curve(
    child: Child,
    shown: Shown,
    measures: Vec<Measure>,
    period: Period,
    own: Vec<Measurement>,
    firsts: Vec<(String, NaiveDate)>,
    /// The whole of it in a sentence, for who does not see it.
    summary: String,
) -> Element {
    let i = use_i18n();
    let larger = f64::from(use_settings().text_percent) / 100.0;
    // A drawing's unit is a pixel of the phone; on the desk it is one of the desk's, whose pages grow with the letters.
    let phone = Paper { width: 358.0, panel: 180.0 + 60.0 * larger, text: 11.0 * larger };
    let desk = Paper { width: 606.0 * larger, panel: 300.0 * larger, text: 13.0 * larger };
    let draw = |paper| {
        let (child, own, firsts) = (&child, own.as_slice(), firsts.as_slice());
        chart(&Wanted { child, against: shown.against(), measures: &measures, period, own, firsts, paper })
    };
    let signed = matches!(&shown, Shown::Loaded(reference) if reference.lines == LineSet::Scores);
    rsx! {
        figure { class: "curve",
            Drawing { class: "phone", chart: draw(phone), own: own.clone(), summary: summary.clone(), signed, i }
            Drawing { class: "desk", chart: draw(desk), own: own.clone(), summary, signed, i }
        }
    }
}

#[component]
fn Drawing(
    class: String,
    chart: Chart,
    own: Vec<Measurement>,
    summary: String,
    /// Lines are called by deviations, which have a sign, and not by percentiles.
    signed: bool,
    i: I18n,
) -> Element {
    let (width, height, text) = (chart.paper.width, chart.height, chart.paper.text);
    let left = chart.scale.start;
    let right = chart.scale.end;
    // The ages stand under the last panel.
    let bottom = chart.panels.iter().map(|panel| panel.scale.start).fold(0.0, f64::max);
    rsx! {
        svg {
            class: "{class}",
            view_box: "0 0 {width} {height}",
            role: "img",
            "aria-label": "{summary}",
            font_size: "{text}",
            for panel in chart.panels.clone() {
                g { key: "{panel.measure.name()}",
                    rect { class: "ground", x: "{left}", y: "{panel.scale.end}", width: "{right - left}", height: "{panel.scale.start - panel.scale.end}" }
                    if !panel.band.is_empty() {
                        polygon { class: "band", points: outline(&panel.band) }
                    }
                    for tick in panel.ticks.clone() {
                        line { class: "grid", x1: "{left}", x2: "{right}", y1: "{tick.at}", y2: "{tick.at}" }
                        text { class: "tick", x: "{left - text * 0.55}", y: "{tick.at + text * 0.35}", text_anchor: "end", "{tick.value}" }
                    }
                    for tick in chart.ticks.clone() {
                        line { class: if tick.months % 12 == 0 { "grid year" } else { "grid" }, x1: "{tick.at}", x2: "{tick.at}",
                            y1: "{panel.scale.end}", y2: "{panel.scale.start}" }
                    }
                    for line in panel.lines.clone() {
                        polyline { class: "percent", points: outline(&line.points) }
                        text { class: "tick", x: "{line.name.x}", y: "{line.name.y}",
                            {line_name(line.value, signed)} }
                    }
                    text { class: "name", x: "{left}", y: "{panel.scale.end - text * 0.6}", {panel_name(i, panel.measure)} }
                    Marks { panel: panel.clone(), own: own.clone(), text, right, i }
                }
            }
            for tick in chart.ticks.iter().filter(|tick| tick.named) {
                text { key: "{tick.months}", class: "tick", x: "{tick.at}", y: "{bottom + text * 1.25}", text_anchor: "middle",
                    {age_name(tick.months, chart.scale.to)} }
            }
            text { class: "tick", x: "{right}", y: "{bottom + text * 2.4}", text_anchor: "end", {age_unit(i, chart.scale.to)} }
            for arrow in chart.arrows.clone() {
                g { key: "{arrow.bar.item}",
                    line { class: "arrow", x1: "{arrow.from.x}", x2: "{arrow.to.x}", y1: "{arrow.from.y}", y2: "{arrow.to.y}" }
                    path { class: "arrow", d: "M{arrow.from.x} {arrow.from.y - 4.0}v8M{arrow.to.x} {arrow.to.y - 4.0}v8" }
                    text {
                        class: "bar-name",
                        x: if arrow.from.x > width * 0.6 { "{arrow.to.x}" } else { "{arrow.from.x}" },
                        text_anchor: if arrow.from.x > width * 0.6 { "end" } else { "start" },
                        y: "{arrow.from.y - text * 0.55}",
                        {i.say(&format!("growth-bar-{}", arrow.bar.item))}
                    }
                    if let Some(own) = arrow.own {
                        path { class: "own-first", d: "M{own.x} {own.y - 6.0}l6 6l-6 6l-6 -6z" }
                    }
                }
            }
        }
    }
}

/// Own measurements. Where corrected age is shown, each has a dot and a cross and a line between them.
#[component]
fn Marks(panel: Panel, own: Vec<Measurement>, text: f64, right: f64, i: I18n) -> Element {
    let last = panel.marks.iter().max_by_key(|mark| own.get(mark.index).map(|measurement| measurement.date)).copied();
    rsx! {
        for mark in panel.marks.clone() {
            g { key: "{mark.index}",
                title { {told(i, panel.measure, mark, &own)} }
                if let (Some(a), Some(b)) = (mark.actual, mark.corrected) {
                    line { class: "between", x1: "{a.x}", y1: "{a.y}", x2: "{b.x}", y2: "{b.y}" }
                }
                if let Some(at) = mark.actual {
                    circle { class: "dot", cx: "{at.x}", cy: "{at.y}", r: "4" }
                }
                if let Some(at) = mark.corrected {
                    path { class: "cross", d: "M{at.x - 4.0} {at.y - 4.0}l8 8M{at.x + 4.0} {at.y - 4.0}l-8 8" }
                }
            }
        }
        if let Some((mark, at)) = last.and_then(|mark| Some((mark, mark.actual.or(mark.corrected)?))) {
            text {
                class: "last",
                x: if at.x > right - text * 5.0 { "{at.x - text * 0.7}" } else { "{at.x + text * 0.7}" },
                text_anchor: if at.x > right - text * 5.0 { "end" } else { "start" },
                y: "{at.y - text * 0.6}",
                {said::figure(panel.measure, mark.value)}
            }
        }
    }
}

/// −2 to +2, or 3 to 97.
fn line_name(value: f64, signed: bool) -> String {
    if signed && value != 0.0 { format!("{value:+}").replace('-', "−") } else { value.to_string() }
}

/// A mark in words, for who rests on it.
fn told(i: I18n, measure: Measure, mark: Mark, own: &[Measurement]) -> String {
    let day = own.get(mark.index).map(|m| m.date.format("%Y/%-m/%-d").to_string()).unwrap_or_default();
    format!("{day} {} {}", i.say(said::measure_key(measure)), said::with_unit(measure, mark.value))
}

/// Points as a drawing lists them.
pub(super) fn outline(points: &[Point]) -> String {
    points.iter().map(|point| format!("{:.2},{:.2}", point.x, point.y)).collect::<Vec<_>>().join(" ")
}

/// `身長 (cm)`. A drawing has no readings over its words, so these are words that need none.
fn panel_name(i: I18n, measure: Measure) -> String {
    i.say(match measure {
        Measure::Weight => "growth-name-weight",
        Measure::Height => "growth-name-height",
        Measure::Head => "growth-name-head",
        Measure::Chest => "growth-name-chest",
    })
}

/// The figure under a line: months to two years, years after.
fn age_name(months: u32, to: f64) -> String {
    if to > 24.0 { (months / 12).to_string() } else { months.to_string() }
}

fn age_unit(i: I18n, to: f64) -> String {
    i.say_with(if to > 24.0 { "growth-axis-years" } else { "growth-axis-months" }, &[] as &[(&str, Arg<'_>)])
}
