//! The safety check (安否確認): started, walked from door to door, and told to whoever comes to help.
//!
//! **Invariant:** on each of these screens the first thing that is read, and the ground it is read on, says whether this
//! is a drill.

mod list;
mod start;
mod tools;
mod walk;

pub use list::SafetyList;
pub use start::StartSafety;
pub use tools::SafetyTools;
pub use walk::SafetyWalk;

use crate::{
    dates,
    hooks::use_engine,
    i18n::{Arg, Local, use_i18n},
    ui::Icon,
};
use dioxus::prelude::*;
use itsumo_domain::{
    alert::Status,
    association::safety::{Need, Roll, roll, roll::Counts},
};
use itsumo_engine::association::{CheckRow, StreetRow};

/// Drill or real, over everything: the word, and the ground on which it stands.
#[component]
fn StatusHead(status: Status, children: Element) -> Element {
    let i = use_i18n();
    let words = itsumo_domain::association::safety::words(status);
    rsx! {
        div { class: "safety-head {words.class}", role: "note",
            Icon { name: if status == Status::Actual { "disaster" } else { "info" } }
            div { class: "stack tight",
                p { class: "safety-word", {i.show(words.banner)} }
                {children}
            }
        }
    }
}

/// A check's head: drill or real, what happened, since when, and whether anybody is still asked.
#[component]
fn CheckHead(row: CheckRow) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let check = row.check.clone();
    let from = dates::moment(i, check.started, now);
    let deletes = dates::day(i, check.deletes, now);
    rsx! {
        StatusHead { status: check.status,
            p { Local { text: check.what.clone() } }
            p { class: "safety-since",
                match check.ended {
                    Some(ended) => i.show_with("officer-safety-ended-at", &[("time", Arg::Text(&dates::moment(i, ended, now)))]),
                    None => i.show_with("officer-safety-since", &[("time", Arg::Text(&from)), ("by", Arg::Text(&check.by))]),
                }
                " "
                {i.show_with("officer-safety-deletes", &[("day", Arg::Text(&deletes))])}
            }
        }
    }
}

/// The list of a check over these streets, of every word that was not refused.
fn list_of<'a>(row: &'a CheckRow, streets: &'a [StreetRow]) -> Roll<'a> {
    let told = row.reports.iter().filter(|told| !matches!(told.delivery, itsumo_engine::Delivery::Refused(_)));
    roll(
        row.id,
        streets.iter().map(|street| (street.household, &street.street)),
        told.map(|told| (told.id, &told.report)),
    )
}

/// How many households are how, the gravest first; each with its word.
#[component]
fn CountLine(counts: Counts) -> Element {
    let i = use_i18n();
    let well = counts.safe.saturating_add(counts.sheltered).saturating_add(counts.away);
    let cells = [
        (Need::Help, "officer-count-help", counts.help),
        (Need::Search, "officer-count-search", counts.not_found),
        (Need::Ask, "officer-count-ask", counts.unknown),
        (Need::Nothing, "officer-count-well", well),
    ];
    rsx! {
        div { role: "status",
            dl { class: "safety-numbers",
                for (need, key, count) in cells {
                    div { key: "{key}", "data-tone": tone(need), "data-some": if count > 0 { "true" } else { "false" },
                        dt { {i.show(key)} }
                        dd { strong { "{count}" } }
                    }
                }
            }
        }
    }
}

/// The tone in which a need is drawn.
fn tone(need: Need) -> &'static str {
    match need {
        Need::Help => "help",
        Need::Search => "not-found",
        Need::Ask => "unknown",
        Need::Nothing => "well",
    }
}
