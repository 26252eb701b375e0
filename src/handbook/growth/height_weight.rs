//! 幼児の身長体重曲線: the page of weight by height, with the lines of 肥満度. Where everything stands is computed in
//! `itsumo_handbook::growth::chart::height_weight`.

use super::{curve::outline, key, said};
use crate::{
    hooks::use_settings,
    i18n::{I18n, use_i18n},
};
use dioxus::prelude::*;
use itsumo_domain::handbook::{Child, Measurement};
use itsumo_handbook::growth::{
    Measure,
    chart::{
        Paper, Point,
        height_weight::{HeightWeight, Heights, Mark, height_weight},
    },
};

fn heights_key(heights: Heights) -> &'static str {
    match heights {
        Heights::All => "growth-heights-all",
        Heights::Small => "growth-heights-small",
        Heights::Tall => "growth-heights-tall",
        Heights::Around(_) => "growth-period-near",
    }
}

/// The page: the heights to choose from, the drawing, what it means.
#[component]
pub fn HeightWeightPage(
    child: Child,
    own: Vec<Measurement>,
    /// The whole of it in a sentence, for who does not see it.
    summary: String,
) -> Element {
    let i = use_i18n();
    let mut chosen = use_signal(|| None::<&'static str>);
    let larger = f64::from(use_settings().text_percent) / 100.0;
    let phone = Paper { width: 358.0, panel: 200.0 + 140.0 * larger, text: 11.0 * larger };
    let desk = Paper { width: 606.0 * larger, panel: 440.0 * larger, text: 13.0 * larger };
    // The closest view is around the last point that the page has.
    let last = height_weight(&child, &own, Heights::All, phone).marks.last().map_or(95.0, |mark| mark.cm);
    let views = [Heights::All, Heights::Small, Heights::Tall, Heights::Around(last)];
    let heights = views.into_iter().find(|one| chosen() == Some(heights_key(*one))).unwrap_or(Heights::All);
    rsx! {
        div { class: "chips no-print", role: "group", "aria-label": i.say("growth-heights"),
            for one in views {
                button {
                    key: "{heights_key(one)}",
                    class: "chip",
                    r#type: "button",
                    "aria-pressed": if heights == one { "true" } else { "false" },
                    onclick: move |_| chosen.set(Some(heights_key(one))),
                    {i.show(heights_key(one))}
                }
            }
        }
        figure { class: "curve",
            Drawing { class: "phone", page: height_weight(&child, &own, heights, phone), own: own.clone(), summary: summary.clone(), i }
            Drawing { class: "desk", page: height_weight(&child, &own, heights, desk), own: own.clone(), summary, i }
        }
        div { class: "growth-key",
            ul {
                if child.sex.is_some() {
                    li { key::Band {} span { {i.show("growth-key-usual")} } }
                    li { key::Line {} span { {i.show("growth-key-percent")} } }
                }
                li { key::Dot {} span { {i.show("growth-key-own")} } }
            }
            p { {i.show("growth-source-standard")} }
        }
    }
}

#[component]
fn Drawing(class: String, page: HeightWeight, own: Vec<Measurement>, summary: String, i: I18n) -> Element {
    let text = page.paper.text;
    let (left, right) = (page.across.start, page.across.end);
    let (bottom, top) = (page.up.start, page.up.end);
    // The newest point is named; the others tell their figures to who rests on them.
    let last = page.marks.last().copied();
    rsx! {
        svg {
            class: "{class}",
            view_box: "0 0 {page.paper.width} {page.height}",
            role: "img",
            "aria-label": "{summary}",
            font_size: "{text}",
            rect { class: "ground", x: "{left}", y: "{top}", width: "{right - left}", height: "{bottom - top}" }
            if !page.band.is_empty() {
                polygon { class: "band plain", points: outline(&page.band) }
            }
            for tick in page.weights.clone() {
                line { class: "grid", x1: "{left}", x2: "{right}", y1: "{tick.at}", y2: "{tick.at}" }
                text { class: "tick", x: "{left - text * 0.55}", y: "{tick.at + text * 0.35}", text_anchor: "end", "{tick.value}" }
            }
            for tick in page.heights.clone() {
                line { class: "grid", x1: "{tick.at}", x2: "{tick.at}", y1: "{top}", y2: "{bottom}" }
                text { class: "tick", x: "{tick.at}", y: "{bottom + text * 1.25}", text_anchor: "middle", "{tick.value}" }
            }
            for line in page.lines.clone() {
                polyline { class: "percent", points: outline(&line.points) }
                text { class: "tick", x: "{line.name.x}", y: "{line.name.y}", {said::percent(line.value)} }
            }
            text { class: "name", x: "{left}", y: "{top - text * 0.6}", {i.say("growth-name-weight")} }
            text { class: "name", x: "{right}", y: "{bottom + text * 2.5}", text_anchor: "end", {i.say("growth-name-height")} }
            for mark in page.marks.clone() {
                g { key: "{mark.index}",
                    title { {told(i, mark, &own)} }
                    circle { class: "dot", cx: "{mark.at.x}", cy: "{mark.at.y}", r: "4" }
                }
            }
            if let Some((at, percent)) = last.and_then(|mark| Some((mark.at, mark.obesity?.0))) {
                Name { at, right, text, percent }
            }
        }
    }
}

/// 肥満度 beside the newest point.
#[component]
fn Name(at: Point, right: f64, text: f64, percent: f64) -> Element {
    let close = at.x > right - text * 5.0;
    rsx! {
        text {
            class: "last",
            x: if close { "{at.x - text * 0.7}" } else { "{at.x + text * 0.7}" },
            text_anchor: if close { "end" } else { "start" },
            y: "{at.y - text * 0.6}",
            {said::obesity_figure(percent)}
        }
    }
}

/// A mark in words, for who rests on it.
fn told(i: I18n, mark: Mark, own: &[Measurement]) -> String {
    let day = own.get(mark.index).map(|taken| taken.date.format("%Y/%-m/%-d").to_string()).unwrap_or_default();
    let figures = [said::with_unit(Measure::Height, mark.cm), said::with_unit(Measure::Weight, mark.kg)].join(" ");
    let body = mark.obesity.map(|(percent, _)| format!(" {} {}", i.say("growth-body"), said::obesity_figure(percent)));
    format!("{day} {figures}{}", body.unwrap_or_default())
}
