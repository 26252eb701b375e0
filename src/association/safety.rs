//! The safety check as a household answers it: one tap when all are well, and a short form for everything else. A drill
//! and the real thing share no sentence and no colour.
//!
//! A call for help goes away only when somebody says that it is seen to; a later "we are well" of somebody who did not
//! know of it never hides it. So whoever says that all are well while a call is open is asked about that call.

use super::{
    parts::{Delivered, Gone, Whose},
    use_associations, words,
};
use crate::{
    dates,
    hooks::{use_command, use_engine},
    i18n::{Arg, Local, ruby, use_i18n},
    route::Route,
    ui::{
        Area, Bar, Choice, Field, FormError, Heading, Icon, Submit, TakenUp, Tick, choice::Steps, use_draft, use_form,
    },
};
use dioxus::prelude::*;
use itsumo_domain::association::safety::{Condition, Merged, SafetyReport, Witness};
use itsumo_engine::association::{Associations, CheckRow, ReportRow};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use uuid::Uuid;

/// What a household says of itself; that nobody was found is for those who came to its door.
const SAID: [Condition; 4] = [Condition::Safe, Condition::Sheltered, Condition::Away, Condition::Help];
/// Most people of one household.
const MOST_PEOPLE: u16 = 30;

fn words_of(drill: bool) -> (&'static str, &'static str, &'static str, &'static str) {
    if drill {
        ("safety-drill-title", "safety-drill-banner", "safety-drill-ask", "safety-drill-ended")
    } else {
        ("safety-real-title", "safety-real-banner", "safety-real-ask", "safety-real-ended")
    }
}

/// How a condition is drawn: icon and tone. The word always stands beside them.
fn look(condition: Option<Condition>) -> (&'static str, &'static str) {
    match condition {
        None => ("more", "waiting"),
        Some(Condition::Help) => ("disaster", "bad"),
        Some(Condition::NotFound) => ("search", "urgent"),
        Some(_) => ("check", "good"),
    }
}

/// The head of a check: whether it is a drill, what happened, who asks and since when.
#[component]
fn Head(row: CheckRow, heading: bool) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let drill = row.is_drill();
    let (title, banner, ..) = words_of(drill);
    let started = dates::moment(i, row.check.started, now);
    rsx! {
        div { class: "alert-head check-head", "data-level": if drill { "drill" } else { "emergency" },
            Icon { name: if drill { "info" } else { "disaster" } }
            div {
                p { {i.show(banner)} }
                if heading {
                    Heading { {i.show(title)} }
                } else {
                    h2 { {i.show(title)} }
                }
                p { class: "what", Local { text: row.check.what.clone() } }
                p { class: "since", span { lang: "ja", "{row.check.by}" } " · " {ruby(&started)} }
            }
        }
    }
}

/// A check that runs, with one tap for "all are well". Over the news and on the association's home.
#[component]
pub fn CheckCard(row: CheckRow, all: Arc<Associations>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let wish = use_command();
    let check = row.id;
    let several = all.homes.len() > 1;
    rsx! {
        section { class: "check-card", "data-drill": if row.is_drill() { "true" } else { "false" },
            Head { row: row.clone(), heading: false }
            div { class: "check-body",
                for (household, merged, _) in row.own.iter().cloned() {
                    div { key: "{household}", class: "stack tight",
                        if several {
                            h3 { {ruby(&words::household_of(i, &all, household))} }
                        }
                        if merged.condition.is_none() {
                            button { class: "button main wide answer", r#type: "button",
                                onclick: {
                                    let engine = engine.clone();
                                    move |_| {
                                        let engine = engine.clone();
                                        let (id, seen) = (engine.new_id(), engine.now());
                                        let told = SafetyReport { check, household, condition: Condition::Safe, seen, ..SafetyReport::default() };
                                        wish.in_order(async move { engine.report_safety(id, told).await }, None);
                                    }
                                },
                                Icon { name: "check" }
                                {i.show("association-safety-all-well")}
                            }
                        } else {
                            Standing { merged: merged.clone() }
                        }
                        Link { to: Route::SafetyScreen { id: check }, class: "button wide",
                            {i.show(if merged.condition.is_none() { "association-safety-else" } else { "association-safety-more" })}
                        }
                    }
                }
            }
        }
    }
}

/// How a household is, as far as is known.
#[component]
fn Standing(merged: Merged) -> Element {
    let i = use_i18n();
    let (icon, tone) = look(merged.condition);
    rsx! {
        p { class: "delivery standing-line", "data-tone": tone, role: "status",
            Icon { name: icon }
            span { {ruby(&words::condition(i, merged.condition))} }
        }
    }
}

/// One safety check.
#[component]
pub fn SafetyScreen(id: Uuid) -> Element {
    let i = use_i18n();
    let all = use_associations();
    let now = use_engine().now();
    let Some(row) = all.check(id).cloned() else { return rsx! { Gone {} } };
    let (title, _, ask, ended) = words_of(row.is_drill());
    let title = i.say(title);
    let running = row.is_running(now);
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose safety-page", "data-drill": if row.is_drill() { "true" } else { "false" },
                Head { row: row.clone(), heading: true }
                p { class: "lead", {i.show(if running { ask } else { ended })} }
                for (household, merged, reports) in row.own.iter().cloned() {
                    Own { key: "{household}", check: id, household, merged, reports }
                }
                p { class: "soft", {i.show_with("association-safety-deletes", &[("time", Arg::Text(&dates::day(i, row.check.deletes, now)))])} }
            }
        }
    }
}

/// One household: how it is, what was said of it, and what one says oneself.
#[component]
fn Own(check: Uuid, household: Uuid, merged: Merged, reports: Vec<ReportRow>) -> Element {
    let i = use_i18n();
    let mut again = use_signal(|| false);
    let unsaid = merged.condition.is_none();
    rsx! {
        section { class: "stack",
            Whose { household }
            if !unsaid {
                div { class: "card stack tight",
                    Standing { merged: merged.clone() }
                    if !merged.open.is_empty() {
                        p { {i.show("association-safety-help-open")} }
                    }
                    ul { class: "history",
                        for report in reports.iter().cloned() {
                            li { key: "{report.id}", ReportLine { report } }
                        }
                    }
                }
            }
            if unsaid || again() {
                ReportForm { check, household, open: merged.open.clone(), ondone: move |()| again.set(false) }
            } else {
                button { class: "button wide", r#type: "button", onclick: move |_| again.set(true), {i.show("association-safety-again")} }
            }
        }
    }
}

/// What somebody said.
#[component]
fn ReportLine(report: ReportRow) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let said = &report.report;
    let mut words = vec![words::condition(i, Some(said.condition))];
    if let Some(people) = said.people {
        words.push(i.marked("answer-people-count", &[("count", Arg::Number(i64::from(people)))]));
    }
    words.extend([&said.place, &said.note].into_iter().filter(|text| !text.is_empty()).cloned());
    let mut who = vec![dates::moment(i, said.seen, now)];
    if said.witness != Witness::Household {
        who.push(i.marked(said.witness.key(), &[]));
    }
    if !said.by.is_empty() {
        who.push(said.by.clone());
    }
    rsx! {
        div { class: "said-line",
            p { {ruby(&words.join(" · "))} }
            p { class: "soft", {ruby(&who.join(" · "))} }
            Delivered { delivery: report.delivery.clone(), command: report.command, short: report.delivery.is_there() }
        }
    }
}

/// What is being said.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Typed {
    condition: String,
    people: Option<u16>,
    place: String,
    note: String,
    settled: bool,
}

#[component]
fn ReportForm(check: Uuid, household: Uuid, open: Vec<Uuid>, ondone: EventHandler<()>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let form = use_form();
    let mut slip = use_signal(|| false);
    let kept = format!("{}safety/{check}/{household}", itsumo_engine::draft::PERSON);
    let draft = use_draft(kept, Typed::default);
    let now = draft.now.read().clone();
    let options: Vec<(String, String)> =
        SAID.iter().map(|said| (said.name().to_owned(), i.marked(said.key(), &[]))).collect();
    let chosen = Condition::named(&now.condition);
    let calls = !open.is_empty() && chosen.is_some_and(|chosen| chosen != Condition::Help);
    let mut send = move || {
        let typed = draft.peek();
        let Some(condition) = Condition::named(&typed.condition) else {
            slip.set(true);
            return;
        };
        let engine = engine.clone();
        let told = SafetyReport {
            check,
            household,
            condition,
            people: typed.people.filter(|people| *people > 0),
            place: typed.place.trim().to_owned(),
            note: typed.note.trim().to_owned(),
            witness: Witness::Household,
            by: String::new(),
            seen: engine.now(),
            settles: if typed.settled && condition != Condition::Help { open.clone() } else { Vec::new() },
        };
        let id = engine.new_id();
        form.send(async move { engine.report_safety(id, told).await }, move |()| {
            draft.forget();
            ondone.call(());
        });
    };
    let error = slip().then(|| i.marked("association-safety-slip", &[]));
    rsx! {
        div { class: "stack safety-form",
            TakenUp { draft }
            Choice { id: "condition-{household}", label: i.show("association-safety-how"), options, chosen: now.condition.clone(), error,
                onchoose: move |name: String| { slip.set(false); draft.change(|draft| draft.condition = name) } }
            if calls {
                div { class: "note warn", Icon { name: "disaster" }
                    Tick { label: i.show("association-safety-settle"), hint: i.show("association-safety-settle-hint"), on: now.settled,
                        onchange: move |on| draft.change(|draft| draft.settled = on) }
                }
            }
            Steps { id: "people-{household}", label: i.show("association-safety-people"), most: MOST_PEOPLE, now: now.people,
                onstep: move |people: u16| draft.change(|draft| draft.people = Some(people)) }
            if matches!(chosen, Some(Condition::Sheltered | Condition::Away)) {
                Field { id: "place-{household}", label: i.show("association-safety-place"), initial: now.place.clone(), maxlength: 200,
                    error: form.field(i, "place"), oninput: move |text: String| draft.change(|draft| draft.place = text) }
            }
            Area { id: "note-{household}", label: i.show("association-safety-note"),
                hint: i.show(if chosen == Some(Condition::Help) { "association-safety-note-help" } else { "association-safety-note-hint" }),
                rows: 2, initial: now.note.clone(), oninput: move |text: String| draft.change(|draft| draft.note = text) }
            FormError { form, fields: vec!["place"] }
            Submit { form, danger: chosen == Some(Condition::Help), onsend: move |()| send(), {i.show("association-safety-send")} }
            p { class: "soft", {i.show("association-safety-offline")} }
        }
    }
}
