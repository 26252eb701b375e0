//! Circulars that went out, and those that are on their way: where paper is still to be carried comes first.

use super::{
    super::{
        super::{use_associations, use_today},
        Acting,
        parts::{Afield, Far, OfficerPage},
        use_acting, words,
    },
    marks,
    tally::PaperTally,
};
use crate::{
    dates,
    hooks::use_engine,
    i18n::{Arg, Local, ruby, use_i18n},
    route::Route,
    ui::{Icon, State},
};
use chrono::{Days, NaiveDate};
use dioxus::prelude::*;
use itsumo_domain::association::{Act, Block, circular::Mark};
use itsumo_engine::association::{Associations, CircularRow, WrittenRow};
use std::collections::BTreeMap;

/// How many days a circular's paper is offered on the first screen. After that it is found in the list.
const WALK_DAYS: u64 = 21;

/// A circular whose paper is still to be carried through a block.
#[derive(Clone, Debug, PartialEq)]
pub struct CircularToWalk {
    /// The circular.
    pub row: CircularRow,
    /// Through which block.
    pub block: Block,
    /// How far it is.
    pub paper: PaperTally,
}

/// What is still to be carried, the newest first.
pub fn to_walk(all: &Associations, acting: &Acting, today: NaiveDate) -> Vec<CircularToWalk> {
    let blocks = acting.blocks(Act::KeepPaper);
    let recent = today.checked_sub_days(Days::new(WALK_DAYS)).unwrap_or(today);
    let mut found = Vec::new();
    for row in all.circulars.iter().filter(|row| row.circular.sent.jst_date() >= recent && row.recall.is_none()) {
        let marks = marks(all, row.id);
        for (_, block) in blocks.iter().filter(|(association, _)| *association == row.circular.association) {
            let paper = of_street(all, row, block, &marks);
            if paper.left() > 0 {
                found.push(CircularToWalk { row: row.clone(), block: block.clone(), paper });
            }
        }
    }
    found
}

/// How far the paper is in a block, as this device knows it.
fn of_street(all: &Associations, row: &CircularRow, block: &Block, marks: &BTreeMap<uuid::Uuid, Mark>) -> PaperTally {
    PaperTally::of(
        all.street_for(row, block.id)
            .map(|row| (row.street.delivery.has_paper(), marks.get(&row.household).copied().unwrap_or_default())),
    )
}

/// The list.
#[component]
pub fn OfficerCirculars() -> Element {
    let i = use_i18n();
    let all = use_associations();
    let acting = use_acting();
    let today = use_today();
    let may = acting.around(Act::SeeReach);
    let rows: Vec<CircularRow> = all
        .circulars
        .iter()
        .filter(|row| may.iter().any(|(association, _)| *association == row.circular.association))
        .cloned()
        .collect();
    let written: Vec<WrittenRow> = all.written.clone();
    let walks = to_walk(&all, &acting, today);
    rsx! {
        OfficerPage { heading: "officer-circulars",
            Afield {}
            if acting.may_somewhere(Act::WriteCirculars) {
                Link { to: Route::WriteCircular {}, class: "button main wide", Icon { name: "pencil" } {i.show("officer-write")} }
            }
            if rows.is_empty() && written.is_empty() {
                State { icon: "scroll", title: i.show("officer-circulars-none"), detail: i.show("officer-circulars-none-detail") }
            }
            if !written.is_empty() {
                section { class: "section",
                    h2 { {i.show("officer-on-the-way")} }
                    ul { class: "group",
                        for row in written {
                            li { key: "{row.id}", WrittenLine { row } }
                        }
                    }
                }
            }
            if !rows.is_empty() {
                section { class: "section",
                    h2 { {i.show("officer-sent")} }
                    ul { class: "group",
                        for row in rows {
                            li { key: "{row.id}",
                                SentLine { left: walks.iter().filter(|walk| walk.row.id == row.id).map(|walk| i64::from(walk.paper.left())).sum::<i64>(), row }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// One that is out.
#[component]
fn SentLine(row: CircularRow, left: i64) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    rsx! {
        Link { to: Route::ReachScreen { id: row.id }, class: "entry",
            Icon { name: "scroll" }
            span { class: "words",
                Local { text: row.circular.title.clone() }
                small {
                    {ruby(&words::number(i, &row.circular))}
                    " · "
                    {ruby(&dates::age(i, row.circular.sent, now))}
                    if left > 0 {
                        " · "
                        strong { class: "left", {i.show_with("officer-paper-left", &[("count", Arg::Number(left))])} }
                    }
                }
            }
            Icon { name: "forward" }
        }
    }
}

/// One that is not out yet, as far as this device knows.
#[component]
fn WrittenLine(row: WrittenRow) -> Element {
    let i = use_i18n();
    rsx! {
        Link { to: Route::ReachScreen { id: row.id }, class: "entry",
            Icon { name: "clock" }
            span { class: "words",
                Local { text: row.draft.title.clone() }
                small {
                    if row.delivery.is_there() {
                        {i.show("officer-held-short")}
                    } else {
                        Far { delivery: row.delivery.clone(), command: row.command }
                    }
                }
            }
            Icon { name: "forward" }
        }
    }
}
