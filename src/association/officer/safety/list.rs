//! The list for whoever comes to help: the gravest first, by block and door, on one screen and on paper.

use super::{
    super::{
        super::use_associations,
        parts::{Afield, NotThere, Pdf},
        use_acting, words,
    },
    CheckHead, CountLine, list_of, tone,
};
use crate::{
    dates,
    hooks::use_engine,
    i18n::{Arg, ruby, use_i18n},
    route::Route,
    ui::{Bar, Heading, Icon, use_wish},
};
use dioxus::prelude::*;
use itsumo_domain::association::{
    Act, SafetyReport, Street,
    safety::{self, Condition, Need},
};
use itsumo_engine::association::StreetRow;
use uuid::Uuid;

/// A line of the list, apart from what it was made of.
#[derive(Clone, PartialEq)]
struct Named {
    household: Uuid,
    street: Street,
    condition: Option<Condition>,
    says: Option<SafetyReport>,
}

/// The list.
#[component]
pub fn SafetyList(check: Uuid) -> Element {
    let i = use_i18n();
    let all = use_associations();
    let acting = use_acting();
    let now = use_engine().now();
    let Some(row) = all.check(check).cloned() else { return rsx! { NotThere {} } };
    let blocks = acting.blocks_in(Act::KeepSafety, row.check.association);
    if blocks.is_empty() {
        return rsx! { NotThere {} };
    }
    let mine = |street: &&StreetRow| blocks.iter().any(|block| block.id == street.street.block.id);
    let streets: Vec<StreetRow> = all.streets.iter().filter(mine).cloned().collect();
    let roll = list_of(&row, &streets);
    let counts = roll.counts;
    let groups: Vec<(Need, Vec<Named>)> = Need::ALL
        .into_iter()
        .map(|need| {
            let lines = roll.lines.iter().filter(|line| line.need() == need).map(|line| Named {
                household: line.household,
                street: line.street.clone(),
                condition: line.merged.condition,
                says: line.says().cloned(),
            });
            (need, lines.collect::<Vec<_>>())
        })
        .filter(|(_, lines)| !lines.is_empty())
        .collect();
    let heading = safety::words(row.check.status).list;
    let title = i.say(heading);
    let at = dates::moment(i, now, now);
    rsx! {
        document::Title { "{title}" }
        div { class: "pane safety-list",
            Bar {
                Link { to: Route::SafetyWalk { check }, class: "button plain", {i.show("officer-safety-walk-short")} }
            }
            div { class: "page stack loose",
                CheckHead { row: row.clone() }
                Heading { {i.show(heading)} }
                Afield {}
                div { class: "stack",
                    CountLine { counts }
                    p { class: "soft", {i.show_with("officer-safety-list-at", &[("time", Arg::Text(&at)), ("count", Arg::Number(i64::from(counts.of)))])} }
                }
                for (need, lines) in groups {
                    section { key: "{need:?}", class: "section fire", "data-tone": tone(need),
                        h2 { {i.show(need.key())} " " span { class: "count-plain", "{lines.len()}" } }
                        ul { class: "group",
                            for line in lines {
                                li { key: "{line.household}", FireLine { line: line.clone(), grave: need != Need::Nothing } }
                            }
                        }
                    }
                }
                div { class: "stack tight",
                    SafetyPdf { check, paper: "list", label: "officer-safety-print" }
                    SafetyPdf { check, paper: "round", label: "officer-safety-round" }
                }
            }
        }
    }
}

/// One household: who, where, how many, what is known, and whom to call.
#[component]
fn FireLine(line: Named, grave: bool) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let street = line.street;
    let (icon, tone) = words::condition_look(line.condition);
    rsx! {
        div { class: "entry fire-line", "data-tone": tone,
            Icon { name: icon }
            span { class: "words",
                strong { lang: "ja", {ruby(&words::household(i, &street))} }
                " "
                span { lang: "ja", "{street.block.name} {street.place}" }
                small {
                    {ruby(&words::condition(i, line.condition))}
                    if let Some(report) = &line.says {
                        if let Some(people) = report.people {
                            " · "
                            {i.show_with("officer-people", &[("count", Arg::Number(i64::from(people)))])}
                        }
                        if !report.place.is_empty() || !report.note.is_empty() {
                            " · "
                            strong { lang: "ja", {[report.place.as_str(), report.note.as_str()].join(" ").trim().to_owned()} }
                        }
                        " · "
                        {ruby(&dates::moment(i, report.seen, now))}
                        " "
                        {ruby(&words::witness(i, report.witness))}
                        " "
                        span { lang: "ja", "{report.by}" }
                    }
                }
            }
            if grave && !street.phone.is_empty() {
                a { class: "button", href: "tel:{street.phone}", Icon { name: "phone" }
                    span { class: "hidden", "{street.name} " }
                    strong { "{street.phone}" }
                }
            }
        }
    }
}

/// A paper of the check: the list to hand over, or the sheet to walk with.
#[component]
fn SafetyPdf(check: Uuid, paper: &'static str, label: &'static str) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let fetch = use_wish(move |()| {
        let engine = engine.clone();
        async move { engine.safety_paper(check, paper).await }
    });
    rsx! { Pdf { file: format!("itsumo-safety-{paper}.pdf"), label: i.show(label), fetch } }
}
