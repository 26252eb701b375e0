//! All measurements as a table: what the curve shows, for who would rather read it, or wants it on paper.

use super::{ages, said, taken};
use crate::{
    handbook::{Gone, Whose, use_child, use_handbook},
    i18n::{Arg, ruby, use_i18n},
    route::Route,
    ui::{Icon, Page, State},
};
use dioxus::prelude::*;
use itsumo_handbook::growth::{Measure, curves_of};
use uuid::Uuid;

/// All measurements, newest first.
#[component]
pub fn GrowthTable(child: Uuid) -> Element {
    let i = use_i18n();
    let handbook = use_handbook();
    let Some(known) = use_child(child) else { return rsx! { Gone {} } };
    let of = known.child.clone();
    let issue = curves_of(&of);
    let taken = taken(&handbook, child, &of);
    let title = i.say("growth-table");
    rsx! {
        Page { title: title.clone(), heading: i.show("growth-table"),
            Whose { child }
            if taken.is_empty() {
                State { icon: "growth", title: i.show("growth-none"), detail: i.show("growth-none-detail"),
                    Link { to: Route::NewMeasurement { child }, class: "button main", {i.show("growth-new")} }
                }
            } else {
                div { class: "growth-table", role: "region", "aria-label": title, tabindex: "0",
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
                            }
                        }
                        tbody {
                            for (entry, measurement) in taken.into_iter().rev() {
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
                                                if let Some(place) = ages(&of, measurement.date)
                                                    .and_then(|ages| said::place(i, (&of, issue), measure, ages.reference_months()?, value, true))
                                                {
                                                    small { {ruby(&place)} }
                                                }
                                            } else {
                                                span { "aria-label": i.say("growth-not-measured"), role: "img", "–" }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                    }
                }
                p { class: "soft", {i.show_with("growth-table-means", &[("year", Arg::Text(said::year(issue)))])} }
                div { class: "stack no-print",
                    Link { to: Route::NewMeasurement { child }, class: "button main wide", Icon { name: "plus" } {i.show("growth-new")} }
                    button { class: "button wide", r#type: "button", onclick: move |_| super::print(), {i.show("growth-print")} }
                }
            }
        }
    }
}
