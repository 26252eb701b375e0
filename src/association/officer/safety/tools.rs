//! The first screen of the safety check: what is running, what was, and the two doors to begin, which look nothing alike.

use super::{
    super::{
        parts::{Afield, OfficerPage},
        use_acting,
    },
    StatusHead,
};
use crate::{
    association::use_associations,
    dates,
    hooks::use_engine,
    i18n::{Local, ruby, use_i18n},
    route::Route,
    ui::{Icon, State},
};
use dioxus::prelude::*;
use itsumo_domain::association::Act;
use itsumo_engine::association::CheckRow;

/// Safety checks.
#[component]
pub fn SafetyTools() -> Element {
    let i = use_i18n();
    let all = use_associations();
    let acting = use_acting();
    let now = use_engine().now();
    let may = acting.around(Act::KeepSafety);
    let mine: Vec<CheckRow> =
        all.checks.iter().filter(|row| may.iter().any(|(id, _)| *id == row.check.association)).cloned().collect();
    let (running, over): (Vec<CheckRow>, Vec<CheckRow>) = mine.into_iter().partition(|row| row.is_running(now));
    let may_start = acting.may_somewhere(Act::StartSafety);
    rsx! {
        OfficerPage { heading: "officer-safety",
            Afield {}
            if running.is_empty() {
                State { icon: "safety", title: i.show("officer-safety-none"), detail: i.show("officer-safety-none-detail") }
            }
            for row in running {
                section { key: "{row.id}", class: "stack",
                    StatusHead { status: row.check.status, p { Local { text: row.check.what.clone() } } }
                    Link { to: Route::SafetyWalk { check: row.id }, class: "button main wide", Icon { name: "safety" } {i.show("officer-safety-walk")} }
                    Link { to: Route::SafetyList { check: row.id }, class: "button wide", {i.show("officer-safety-list")} }
                }
            }
            if may_start {
                section { class: "section",
                    h2 { {i.show("officer-safety-start")} }
                    Link { to: Route::StartSafety {}, class: "button wide", {i.show("officer-safety-start-choose")} }
                }
            }
            if !over.is_empty() {
                section { class: "section",
                    h2 { {i.show("officer-safety-over")} }
                    ul { class: "group",
                        for row in over {
                            li { key: "{row.id}",
                                Link { to: Route::SafetyList { check: row.id }, class: "entry",
                                    Icon { name: "safety" }
                                    span { class: "words",
                                        Local { text: row.check.what.clone() }
                                        small { {i.show(itsumo_domain::association::safety::words(row.check.status).title)} " · " {ruby(&dates::day(i, row.check.started, now))} }
                                    }
                                    Icon { name: "forward" }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
