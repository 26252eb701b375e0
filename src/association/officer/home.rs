//! The officers' first screen: what waits to be carried or asked, then the doors to everything else.

use super::{
    super::{use_associations, use_today},
    circular::{CircularToWalk, to_walk},
    parts::{Afield, NoSeat},
    recovery::AskedForSeats,
    seat::{NEAR_END_DAYS, open_items},
    use_acting, words,
};
use crate::{
    dates,
    hooks::use_engine,
    i18n::{Arg, Local, ruby, use_i18n},
    route::Route,
    ui::{Bar, Entry, Heading, Icon},
};
use dioxus::prelude::*;
use itsumo_domain::association::{Act, safety};
use itsumo_engine::association::{CheckRow, SeatRow};
use uuid::Uuid;

/// Most circulars to carry that are shown here; the rest is in the list.
const CIRCULARS: usize = 3;

/// The officers' first screen.
#[component]
pub fn OfficerHome() -> Element {
    let i = use_i18n();
    let all = use_associations();
    let acting = use_acting();
    let today = use_today();
    let now = use_engine().now();
    let title = i.say("officer-title");
    if !acting.is_officer() {
        return rsx! { NoSeat {} };
    }
    let watches = acting.around(Act::KeepSafety);
    let running: Vec<CheckRow> = all
        .checks
        .iter()
        .filter(|row| row.is_running(now) && watches.iter().any(|(id, _)| *id == row.check.association))
        .cloned()
        .collect();
    let walks: Vec<CircularToWalk> = to_walk(&all, &acting, today);
    let seats: Vec<SeatRow> = all.seats.iter().filter(|row| row.is_held(today)).cloned().collect();
    let writes = acting.may_somewhere(Act::WriteCirculars);
    rsx! {
        document::Title { "{title}" }
        div { class: "pane officer-home",
            Bar {}
            div { class: "page stack loose",
                div { class: "stack tight",
                    Heading { {i.show("officer-title")} }
                    p { class: "soft", lang: "ja", {seats.iter().map(|row| format!("{} {}", row.card.association_name, row.card.title)).collect::<Vec<_>>().join("・")} }
                }
                Afield {}
                for row in running {
                    Link { key: "{row.id}", to: Route::SafetyWalk { check: row.id }, class: "banner {safety::words(row.check.status).class}",
                        Icon { name: "safety" }
                        span { class: "words",
                            strong { {i.show(safety::words(row.check.status).banner)} }
                            small { Local { text: row.check.what.clone() } " · " {i.show("officer-safety-walk")} }
                        }
                        Icon { name: "forward" }
                    }
                }
                AskedForSeats {}
                if !walks.is_empty() {
                    section { class: "section",
                        h2 { {i.show("officer-to-carry")} }
                        for (id, blocks) in carried(&walks) {
                            Carry { key: "{id}", blocks }
                        }
                    }
                }
                section { class: "section",
                    h2 { {i.show("officer-doors")} }
                    div { class: "group",
                        if writes {
                            Entry { to: Route::WriteCircular {}, icon: "pencil", title: i.show("officer-write"), detail: i.show("officer-write-detail") }
                        }
                        if acting.may_somewhere(Act::SeeReach) {
                            Entry { to: Route::OfficerCirculars {}, icon: "scroll", title: i.show("officer-circulars"), detail: i.show("officer-circulars-detail") }
                        }
                        if acting.may_somewhere(Act::SeeStreet) {
                            Entry { to: Route::StreetScreen {}, icon: "housing", title: i.show("officer-street"), detail: i.show("officer-street-detail") }
                        }
                        if acting.may_somewhere(Act::KeepDuties) {
                            Entry { to: Route::DutyTools {}, icon: "events", title: i.show("officer-duties"), detail: i.show("officer-duties-detail") }
                        }
                        if !watches.is_empty() {
                            Entry { to: Route::SafetyTools {}, icon: "safety", title: i.show("officer-safety"), detail: i.show("officer-safety-detail") }
                        }
                    }
                }
                section { class: "section",
                    h2 { {i.show("officer-seats")} }
                    div { class: "group",
                        for row in seats {
                            SeatEntry { key: "{row.id}", row }
                        }
                        Entry { to: Route::TakeSeat {}, icon: "key", title: i.show("officer-take-seat"), detail: i.show("officer-take-seat-short") }
                    }
                }
            }
        }
    }
}

/// What is to be carried, by circular, the newest first.
fn carried(walks: &[CircularToWalk]) -> Vec<(Uuid, Vec<CircularToWalk>)> {
    let mut by: Vec<(Uuid, Vec<CircularToWalk>)> = Vec::new();
    for walk in walks {
        match by.last_mut().filter(|(id, _)| *id == walk.row.id) {
            Some((_, blocks)) => blocks.push(walk.clone()),
            None => by.push((walk.row.id, vec![walk.clone()])),
        }
    }
    by.truncate(CIRCULARS);
    by
}

/// One circular to be carried: what it is, and a way into each block that still waits for it.
#[component]
fn Carry(blocks: Vec<CircularToWalk>) -> Element {
    let i = use_i18n();
    let Some(first) = blocks.first().cloned() else { return rsx! {} };
    let one = blocks.len() == 1;
    rsx! {
        ul { class: "group",
            if !one {
                li { class: "entry carry-head",
                    Icon { name: "scroll" }
                    span { class: "words", strong { Local { text: first.row.circular.title.clone() } } small { {ruby(&words::number(i, &first.row.circular))} } }
                }
            }
            for walk in blocks {
                li { key: "{walk.block.id}",
                    Link { to: Route::PaperWalk { id: walk.row.id, block: walk.block.id }, class: "entry walk-entry",
                        Icon { name: if one { "scroll" } else { "place" } }
                        span { class: "words",
                            if one {
                                strong { Local { text: walk.row.circular.title.clone() } }
                                small { {ruby(&words::number(i, &walk.row.circular))} " · " span { lang: "ja", "{walk.block.name}" } }
                                strong { class: "left", {i.show_with("officer-paper-left", &[("count", Arg::Number(i64::from(walk.paper.left())))])} }
                            } else {
                                span { class: "hidden", Local { text: walk.row.circular.title.clone() } " " }
                                span { lang: "ja", "{walk.block.name}" }
                            }
                        }
                        if !one {
                            span { class: "value", strong { {i.show_with("officer-paper-left", &[("count", Arg::Number(i64::from(walk.paper.left())))])} } }
                        }
                        Icon { name: "forward" }
                    }
                }
            }
        }
    }
}

/// A seat, and what of it is urgent.
#[component]
fn SeatEntry(row: SeatRow) -> Element {
    let i = use_i18n();
    let today = use_today();
    let ends = row.card.until.filter(|until| until.signed_duration_since(today).num_days() <= NEAR_END_DAYS);
    let open = i64::try_from(open_items(&row.card)).unwrap_or(0);
    rsx! {
        Link { to: Route::SeatScreen { seat: row.id }, class: "entry",
            Icon { name: "person" }
            span { class: "words",
                span { lang: "ja", "{row.card.title}" }
                small {
                    match ends {
                        Some(until) => i.show_with("officer-seat-ends", &[("day", Arg::Text(&dates::civil_day(i, until, today))), ("count", Arg::Number(open))]),
                        None => i.show("officer-seat-detail"),
                    }
                }
            }
            Icon { name: "forward" }
        }
    }
}

/// Below a circular, for whoever looks after it: the way to whom it reached.
#[component]
pub fn ReachEntry(id: Uuid, association: Uuid) -> Element {
    let i = use_i18n();
    if use_acting().blocks_in(Act::SeeReach, association).is_empty() {
        return rsx! {};
    }
    rsx! {
        div { class: "group reach-entry",
            Entry { to: Route::ReachScreen { id }, icon: "growth", title: i.show("officer-reach"), detail: i.show("officer-circulars-detail") }
        }
    }
}

/// On the association's first screen, for whoever holds a seat: the door to the officers' screens, with what waits.
#[component]
pub fn OfficerEntry() -> Element {
    let i = use_i18n();
    let all = use_associations();
    let acting = use_acting();
    let today = use_today();
    if !acting.is_officer() {
        return rsx! {};
    }
    let left: i64 = to_walk(&all, &acting, today).iter().map(|walk| i64::from(walk.paper.left())).sum();
    let value = (left > 0).then(|| i.show_with("officer-paper-left", &[("count", Arg::Number(left))]));
    rsx! {
        div { class: "group",
            Entry { to: Route::OfficerHome {}, icon: "key", title: i.show("officer-title"), detail: i.show("officer-title-detail"), value }
        }
    }
}
