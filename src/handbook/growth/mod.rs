//! Growth: the short form, the curve as the paper handbook prints it, the table.
//!
//! What is said of a measurement is where it lies: in the band, below it, above it. Never that it is anything else.

mod curve;
mod doubt;
mod form;
mod height_weight;
mod key;
mod reference;
mod said;
mod score;
mod table;

pub use form::{EditMeasurement, NewMeasurement};
pub use reference::GrowthReference;
pub use table::GrowthTable;

use super::{Gone, Whose, replaced, use_child, use_handbook, use_today};
use crate::{
    dates,
    hooks::{use_command, use_engine},
    i18n::{Arg, ruby, use_i18n},
    route::Route,
    ui::{Icon, Page, Skeleton, State, Tick},
};
use chrono::NaiveDate;
use curve::Curve;
use dioxus::prelude::*;
use height_weight::HeightWeightPage;
use itsumo_domain::handbook::{Child, Fact, Handbook, Measurement};
use itsumo_engine::NewEntry;
use itsumo_handbook::growth::{
    Ages, Birth, Measure,
    chart::{Period, has_arrows},
    curves_of,
    slip::at_birth,
};
use key::Key;
use reference::{Shown, use_reference};
use uuid::Uuid;

/// A measurement as it stands, and the entry that says so; of birth there is none of its own.
type Taken = (Option<Uuid>, Measurement);

/// All that was measured, birth first.
fn taken(handbook: &Handbook, id: Uuid, child: &Child) -> Vec<Taken> {
    let birth = at_birth(child).map(|birth| (None, birth));
    let since = handbook.measurements(id).into_iter().map(|(entry, measurement)| (Some(entry.id), measurement.clone()));
    birth.into_iter().chain(since).collect()
}

fn ages(child: &Child, day: NaiveDate) -> Option<Ages> {
    Birth::of(child)?.ages(day)
}

/// Which page of the curve.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    /// Height above, weight below, as the handbook has them on one page.
    Body,
    /// Head by itself.
    Head,
    /// Weight by height, of small children.
    HeightWeight,
}

impl Side {
    fn key(self) -> &'static str {
        match self {
            Self::Body => "growth-side-body",
            Self::Head => "growth-side-head",
            Self::HeightWeight => "growth-side-height-weight",
        }
    }

    fn measures(self) -> Vec<Measure> {
        match self {
            Self::Body => vec![Measure::Height, Measure::Weight],
            Self::Head => vec![Measure::Head],
            Self::HeightWeight => Vec::new(),
        }
    }
}

fn period_key(period: Period) -> &'static str {
    match period {
        Period::Infant => "growth-period-infant",
        Period::Early => "growth-period-early",
        Period::All => "growth-period-all",
        Period::Months(..) => "growth-period-near",
    }
}

/// The curve of a child, and where the last measurement lies on it.
#[component]
pub fn GrowthScreen(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let mut side = use_signal(|| Side::Body);
    let mut chosen = use_signal(|| None::<&'static str>);
    let reference = use_reference(child);
    let Some(known) = use_child(child) else { return rsx! { Gone {} } };
    if known.expected() {
        return rsx! {
            Page { title: i.say("growth-title"), heading: i.show("growth-title"),
                Whose { child }
                State { icon: "growth", title: i.show("growth-expected"), detail: i.show("growth-expected-detail") }
            }
        };
    }
    let of = known.child.clone();
    let taken = taken(&handbook, child, &of);
    let own: Vec<Measurement> = taken.iter().map(|(_, measurement)| measurement.clone()).collect();
    let firsts: Vec<(String, NaiveDate)> =
        handbook.milestones(child).into_iter().map(|(_, done)| (done.item.clone(), done.date)).collect();
    let own_firsts = firsts.iter().any(|(item, _)| item != "own");
    let last = own.last().map_or(today, |measurement| measurement.date);
    let months = ages(&of, last).map_or(0.0, |ages| ages.actual.months);
    let usual = Period::around(months);
    let near = match usual {
        Period::Months(..) => usual,
        // The last measurement with three months on either side.
        _ => {
            let from = (months - 3.0).max(0.0) as u32;
            Period::Months(from, from + 6)
        }
    };
    let periods = [Period::Infant, Period::Early, Period::All, near];
    let period = periods.into_iter().find(|period| chosen() == Some(period_key(*period))).unwrap_or(usual);
    let issue = curves_of(&of);
    // Nothing is drawn until it is known against what: lines that change under the eye would be misread.
    let Some(reference) = reference else { return rsx! { Waits { child } } };
    let shown = reference.map_or(Shown::Printed(issue), Shown::Loaded);
    let measures = side().measures();
    let about = match (side(), &shown) {
        (Side::HeightWeight, _) => said::about_height_weight(i, &of, &own),
        (_, Shown::Printed(issue)) => said::about(i, &of, *issue, &own, &measures),
        (_, Shown::Loaded(reference)) => score::about(i, &of, &own, &measures, reference),
    };
    let arrows = matches!(shown, Shown::Printed(_)) && has_arrows(&measures, period);
    rsx! {
        Page { title: i.say("growth-title"), heading: i.show("growth-title"),
            Whose { child }
            div { class: "stack no-print",
                Link { to: Route::NewMeasurement { child }, class: "button main wide", Icon { name: "plus" } {i.show("growth-new")} }
            }
            div { class: "stack",
                div { class: "chips no-print", role: "group", "aria-label": i.say("growth-side"),
                    for one in [Side::Body, Side::Head, Side::HeightWeight] {
                        button {
                            key: "{one.key()}",
                            class: "chip",
                            r#type: "button",
                            "aria-pressed": if side() == one { "true" } else { "false" },
                            onclick: move |_| side.set(one),
                            {i.show(one.key())}
                        }
                    }
                }
                if side() == Side::HeightWeight {
                    HeightWeightPage { child: of.clone(), own: own.clone(), summary: about.plain.clone() }
                } else {
                    div { class: "chips no-print", role: "group", "aria-label": i.say("growth-period"),
                        for one in periods {
                            button {
                                key: "{period_key(one)}",
                                class: "chip",
                                r#type: "button",
                                "aria-pressed": if period == one { "true" } else { "false" },
                                onclick: move |_| chosen.set(Some(period_key(one))),
                                {i.show(period_key(one))}
                            }
                        }
                    }
                    Curve { child: of.clone(), shown: shown.clone(), measures, period, own: own.clone(), firsts,
                        summary: about.plain.clone() }
                    Key { child: of.clone(), shown, arrows, own_firsts }
                }
            }
            if of.sex.is_none() {
                div { class: "note no-print", Icon { name: "info" }
                    div { class: "stack", style: "gap:0.75rem",
                        p { {i.show("growth-no-sex")} }
                        Link { to: Route::EditChild { child }, class: "button", {i.show("growth-no-sex-add")} }
                    }
                }
            }
            section { class: "section",
                h2 { {i.show("growth-last")} }
                if about.lines.is_empty() {
                    p { class: "soft", {i.show("growth-none")} }
                } else {
                    div { class: "group growth-said",
                        for line in about.lines {
                            div { key: "{line.key}", class: "entry",
                                span { class: "words",
                                    strong { {ruby(&line.what)} " " span { class: "growth-value", "{line.value}" } }
                                    small { {ruby(&line.place)} }
                                    small { {ruby(&line.when)} }
                                }
                            }
                        }
                    }
                }
                for remark in about.remarks {
                    p { key: "{remark}", class: "soft", {ruby(&remark)} }
                }
            }
            CorrectedChoice { child }
            div { class: "stack no-print",
                Link { to: Route::GrowthTable { child }, class: "button wide", {i.show("growth-to-table")} }
                Link { to: Route::GrowthReference { child }, class: "button wide", {i.show("growth-reference-to")} }
                button { class: "button wide", r#type: "button", onclick: move |_| print(), {i.show("growth-print")} }
                Link { to: Route::Leave {}, class: "button plain wide", {i.show("growth-to-file")} }
            }
        }
    }
}

/// The page before it is known what the child is drawn against.
#[component]
fn Waits(child: Uuid) -> Element {
    let i = use_i18n();
    rsx! {
        Page { title: i.say("growth-title"), heading: i.show("growth-title"),
            Whose { child }
            Skeleton {}
        }
    }
}

/// Opens the window's own way to print; the sheet for paper leaves out what only a screen needs.
fn print() {
    document::eval("window.print()");
}

/// Whether the corrected age is shown, for a child whose due date is known.
#[component]
fn CorrectedChoice(child: Uuid) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let handbook = use_handbook();
    let today = use_today();
    let Some(known) = use_child(child) else { return rsx! {} };
    let Some(birth) = Birth::of(&known.child) else { return rsx! {} };
    let Some(due) = birth.due() else { return rsx! {} };
    if !birth.is_preterm() && known.child.corrected_age.is_none() {
        return rsx! {};
    }
    let shown = birth.ages(today).is_some_and(|ages| ages.corrected.is_some());
    let day = dates::civil_with_year(i, due);
    rsx! {
        div { class: "no-print",
            Tick {
                label: i.show("growth-corrected"),
                hint: i.show_with("growth-corrected-hint", &[("day", Arg::Text(&day))]),
                on: shown,
                onchange: move |on| {
                    let now = Child { corrected_age: Some(on), ..known.child.clone() };
                    let entry = NewEntry::about(child, Fact::Child(now)).replacing(replaced(&handbook, known.entry));
                    let engine = engine.clone();
                    command.in_order(async move { engine.record(vec![entry]).await.map(drop) }, None);
                },
            }
        }
    }
}
