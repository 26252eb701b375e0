//! All measurements as a table: what the curve shows, for who would rather read it, or wants it on paper.

use super::{ages, reference::use_reference, said, score, taken};
use crate::{
    handbook::{Gone, Whose, use_child, use_handbook},
    i18n::{Arg, I18n, ruby, use_i18n},
    route::Route,
    ui::{Icon, Page, State},
};
use dioxus::prelude::*;
use itsumo_domain::handbook::{Child, HandbookIssue, Measurement};
use itsumo_engine::LoadedReference;
use itsumo_handbook::growth::{Body, Measure, curves_of, obesity};
use uuid::Uuid;

/// 肥満度 of a measurement, where it is meant for it.
fn body(child: &Child, taken: &Measurement) -> Option<(f64, Body)> {
    obesity(child.sex?, ages(child, taken.date)?.actual.months, taken.weight_g?, taken.height_mm?).ok()
}

/// Where a value lies, for a cell: among the lines of loaded tables, or in the handbook's band.
fn place(
    i: I18n,
    (child, issue): (&Child, HandbookIssue),
    reference: Option<&LoadedReference>,
    taken: &Measurement,
    measure: Measure,
    value: f64,
) -> Option<String> {
    match reference {
        Some(reference) => score::words(i, &score::scored(child, taken, reference, score::indicator(measure)?), true),
        None => said::place(i, (child, issue), measure, ages(child, taken.date)?.reference_months()?, value, true),
    }
}

/// All measurements, newest first.
#[component]
pub fn GrowthTable(child: Uuid) -> Element {
    let i = use_i18n();
    let handbook = use_handbook();
    let reference = use_reference(child).flatten();
    let Some(known) = use_child(child) else { return rsx! { Gone {} } };
    let of = known.child.clone();
    let issue = curves_of(&of);
    let taken = taken(&handbook, child, &of);
    let bodies: Vec<_> = taken.iter().map(|(_, measurement)| body(&of, measurement)).collect();
    let beside = if reference.is_some() { score::BESIDE.as_slice() } else { &[] };
    let any_body = bodies.iter().any(Option::is_some);
    let title = i.say("growth-table");
    rsx! {
        Page { title: title.clone(), heading: i.show("growth-table"),
            Whose { child }
            if taken.is_empty() {
                State { icon: "growth", title: i.show("growth-none"), detail: i.show("growth-none-detail"),
                    Link { to: Route::NewMeasurement { child }, class: "button main", {i.show("growth-new")} }
                }
            } else {
                div { class: if reference.is_some() { "growth-table scores" } else { "growth-table" }, role: "region", "aria-label": title, tabindex: "0",
                    table {
                        thead {
                            tr {
                                th { scope: "col", {i.show("growth-day")} }
                                for measure in Measure::ALL {
                                    th { key: "{measure.name()}", scope: "col",
                                        {i.show(said::measure_key(measure))}
                                        small { "{said::unit(measure)}" }
                                    }
                                }
                                for (_, key) in beside {
                                    th { key: "{key}", scope: "col", class: "long", {i.show(key)} small { "z" } }
                                }
                                if any_body {
                                    th { scope: "col", {i.show("growth-body")} small { "%" } }
                                }
                            }
                        }
                        tbody {
                            for ((entry, measurement), body) in taken.into_iter().zip(bodies).rev() {
                                tr { key: "{entry:?}-{measurement.date}",
                                    th { scope: "row",
                                        if let Some(entry) = entry {
                                            Link { to: Route::EntryScreen { entry }, {measurement.date.format("%Y/%-m/%-d").to_string()} }
                                        } else {
                                            span { {measurement.date.format("%Y/%-m/%-d").to_string()} }
                                        }
                                        small {
                                            if entry.is_none() {
                                                {i.show("growth-at-birth")}
                                            } else if let Some(ages) = ages(&of, measurement.date) {
                                                {ruby(&said::age(i, &of, measurement.date, &ages))}
                                            }
                                        }
                                        if !measurement.place.is_empty() {
                                            small { "{measurement.place}" }
                                        }
                                    }
                                    for measure in Measure::ALL {
                                        td { key: "{measure.name()}",
                                            if let Some(value) = measure.of(&measurement) {
                                                span { class: "growth-value", "{said::figure(measure, value)}" }
                                                if let Some(place) = place(i, (&of, issue), reference.as_ref(), &measurement, measure, value) {
                                                    small { {ruby(&place)} }
                                                }
                                            } else {
                                                span { "aria-label": i.say("growth-not-measured"), role: "img", "–" }
                                            }
                                        }
                                    }
                                    for (indicator, key) in beside {
                                        td { key: "{key}",
                                            if let Some(told) = reference.as_ref()
                                                .and_then(|reference| score::words(i, &score::scored(&of, &measurement, reference, *indicator), true))
                                            {
                                                small { {ruby(&told)} }
                                            } else {
                                                span { "aria-label": i.say("growth-not-measured"), role: "img", "–" }
                                            }
                                        }
                                    }
                                    if any_body {
                                        td {
                                            if let Some((percent, body)) = body {
                                                span { class: "growth-value", {said::obesity_figure(percent)} }
                                                small { {i.show(said::body_key(body))} }
                                            } else {
                                                span { "aria-label": i.say("growth-body-not-given"), role: "img", "–" }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                if any_body {
                    p { class: "soft", {i.show("growth-body-means")} }
                }
                match &reference {
                    None => rsx! { p { class: "soft", {i.show_with("growth-table-means", &[("year", Arg::Text(said::year(issue)))])} } },
                    Some(reference) => rsx! {
                        p { class: "soft", {i.show("growth-score-means")} }
                        p { class: "soft", {i.show(score::rules_key(reference.tables.rules()))} }
                    },
                }
                div { class: "stack no-print",
                    Link { to: Route::NewMeasurement { child }, class: "button main wide", Icon { name: "plus" } {i.show("growth-new")} }
                    button { class: "button wide", r#type: "button", onclick: move |_| super::print(), {i.show("growth-print")} }
                }
            }
        }
    }
}
