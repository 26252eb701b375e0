//! The list: what is possible now, soon, later, what is done and what is over. For one child, and for the family with
//! the child's name on each line.

use super::standing::{Group, Line, lines, sort, title, when};
use crate::{
    dates,
    handbook::{Gone, Known, Whose, children, use_child, use_handbook, use_today},
    i18n::{Arg, I18n, ruby, use_i18n},
    route::Route,
    ui::{Bar, Heading, Icon, State},
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::handbook::{Appointment, Handbook};
use itsumo_handbook::immunization::{Category, Pack, explain};
use uuid::Uuid;

/// One child's list.
#[component]
pub fn Vaccines(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let Some(known) = use_child(child) else { return rsx! { Gone {} } };
    let found = lines(&handbook, child, today);
    let none_yet = handbook.doses(child).is_empty();
    let title = i.say("vaccine-title");
    let grown = known.child.birth_date.is_some_and(|born| dates::months_between(born, today) >= 3);
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                div { class: "stack",
                    Heading { {i.show("vaccine-title")} }
                    Whose { child }
                }
                NextVisits { visits: next_visits(&handbook, std::slice::from_ref(&known), today), named: false }
                if found.is_empty() {
                    State { icon: "vaccination", title: i.show("vaccine-none"), detail: i.show("vaccine-none-detail"),
                        Link { to: Route::EditChild { child }, class: "button", {i.show("vaccine-none-do")} }
                    }
                }
                // The paper book has it all: without it nothing that stands here is right.
                if none_yet && grown && !found.is_empty() {
                    div { class: "note warn", Icon { name: "handbook" }
                        div { class: "stack",
                            p { {i.show("vaccine-copy-first")} }
                            Link { to: Route::PastDoses { child }, class: "button main", {i.show("vaccine-past")} }
                        }
                    }
                }
                Groups { lines: found, kids: vec![] }
                Doing { child }
            }
            div { class: "foot-bar",
                Link { to: Route::RecordDoses { child }, class: "button main wide", Icon { name: "plus" } {i.show("vaccine-record")} }
            }
        }
    }
}

/// What can be done here besides looking.
#[component]
fn Doing(child: Uuid) -> Element {
    let i = use_i18n();
    let doing = [
        (Route::VisitPlanScreen { child }, "events", "vaccine-visit", "vaccine-visit-detail"),
        (Route::Forms { child }, "procedures", "form-title", "form-title-detail"),
        (Route::ClinicScreen { child }, "lock", "vaccine-clinic", "vaccine-clinic-detail"),
        (Route::PastDoses { child }, "handbook", "vaccine-past", "vaccine-past-detail"),
        (Route::Reactions { child }, "health", "vaccine-reactions", "vaccine-reactions-detail"),
        (Route::Reminders { child }, "bell", "vaccine-reminders", "vaccine-reminders-detail"),
    ];
    rsx! {
        section { class: "section",
            h2 { {i.show("vaccine-doing")} }
            div { class: "group",
                for (to, icon, key, detail) in doing {
                    Link { key: "{key}", to, class: "entry",
                        Icon { name: icon }
                        span { class: "words", {i.show(key)} small { {i.show(detail)} } }
                        Icon { name: "forward" }
                    }
                }
            }
        }
    }
}

/// The whole family's list.
#[component]
pub fn FamilyVaccines() -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let kids = children(&handbook);
    let mut found: Vec<Line> = kids.iter().flat_map(|kid| lines(&handbook, kid.id, today)).collect();
    sort(&mut found);
    let mut only = use_signal(|| None::<Uuid>);
    let chosen = only();
    if let Some(chosen) = chosen {
        found.retain(|line| line.child == chosen);
    }
    let title = i.say("vaccine-family-title");
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                Heading { {i.show("vaccine-family-title")} }
                if kids.is_empty() {
                    State { icon: "vaccination", title: i.show("vaccine-no-child"), detail: i.show("vaccine-no-child-detail"),
                        Link { to: Route::NewChild {}, class: "button main", {i.show("vaccine-no-child-do")} }
                    }
                }
                if kids.len() > 1 {
                    div { class: "chips", role: "group", "aria-label": i.say("vaccine-whose"),
                        button { class: "chip", r#type: "button", "aria-pressed": if chosen.is_none() { "true" } else { "false" },
                            onclick: move |_| only.set(None), {i.show("vaccine-everybody")} }
                        for kid in kids.clone() {
                            button { key: "{kid.id}", class: "chip", r#type: "button",
                                "aria-pressed": if chosen == Some(kid.id) { "true" } else { "false" },
                                onclick: move |_| only.set(Some(kid.id)), {ruby(&kid.name(i))} }
                        }
                    }
                }
                NextVisits { visits: next_visits(&handbook, &kids, today), named: true }
                Groups { lines: found, kids: kids.clone() }
            }
        }
    }
}

/// A visit that is fixed.
#[derive(Clone, Debug, PartialEq)]
pub struct Visit {
    /// Whose.
    pub child: Known,
    /// The entry.
    pub entry: Uuid,
    /// What is fixed.
    pub visit: Appointment,
}

/// What is fixed from today on, soonest first.
pub fn next_visits(handbook: &Handbook, kids: &[Known], today: NaiveDate) -> Vec<Visit> {
    let mut visits: Vec<Visit> = kids
        .iter()
        .flat_map(|kid| {
            handbook
                .appointments(kid.id)
                .into_iter()
                .filter(|(_, visit)| visit.date >= today && !visit.series.is_empty())
                .map(|(entry, visit)| Visit { child: kid.clone(), entry: entry.id, visit: visit.clone() })
        })
        .collect();
    visits.sort_by_key(|one| (one.visit.date, one.visit.time, one.entry));
    visits
}

#[component]
fn NextVisits(visits: Vec<Visit>, named: bool) -> Element {
    let i = use_i18n();
    let today = use_today();
    if visits.is_empty() {
        return rsx! {};
    }
    rsx! {
        section { class: "section",
            h2 { {i.show("vaccine-visits")} }
            ul { class: "group",
                for one in visits {
                    li { key: "{one.entry}",
                        Link { to: Route::VisitPlanScreen { child: one.child.id }, class: "entry",
                            Icon { name: "events" }
                            span { class: "words",
                                strong { {ruby(&moment(i, &one.visit, today))} }
                                if named {
                                    " "
                                    span { class: "tag", {ruby(&one.child.name(i))} }
                                }
                                if !one.visit.place.is_empty() {
                                    small { "{one.visit.place}" }
                                }
                                small { {ruby(&series_names(i, &one.visit.series))} }
                            }
                            Icon { name: "forward" }
                        }
                    }
                }
            }
        }
    }
}

/// `11月24日(火) 10:30`. Marked.
pub fn moment(i: I18n, visit: &Appointment, today: NaiveDate) -> String {
    let day = dates::civil_day(i, visit.date, today);
    match visit.time {
        Some(time) => format!("{day} {}", time.format("%-H:%M")),
        None => day,
    }
}

/// The series' names in a row. Marked.
pub fn series_names(i: I18n, series: &[String]) -> String {
    let names: Vec<String> = series.iter().map(|id| explain::series_name(Pack::japan(), id, i.locale)).collect();
    names.join(&i.marked("vaccine-between", &[]))
}

/// The parts of the list that have lines. With `kids`, each line names its child.
#[component]
fn Groups(lines: Vec<Line>, kids: Vec<Known>) -> Element {
    let i = use_i18n();
    let parts: Vec<(Group, Vec<Line>)> = Group::ALL
        .into_iter()
        .map(|group| (group, lines.iter().filter(|line| line.group == group).cloned().collect::<Vec<_>>()))
        .filter(|(_, lines)| !lines.is_empty())
        .collect();
    rsx! {
        for (group, lines) in parts {
            section { key: "{group:?}", class: "section vaccines", "data-group": "{group:?}",
                h2 { {i.show(group.key())} " " span { class: "soft number", {i.show_with("vaccine-count", &[("count", Arg::Number(i64::try_from(lines.len()).unwrap_or(0)))])} } }
                if group == Group::Past {
                    p { class: "soft", {i.show("vaccine-group-past-detail")} }
                }
                ul { class: "group",
                    for line in lines {
                        li { key: "{line.child}{line.assessment.series}",
                            Row { name: kids.iter().find(|kid| kid.id == line.child).map(|kid| kid.name(i)), line }
                        }
                    }
                }
            }
        }
    }
}

/// One line: what, when, and the way to why.
#[component]
fn Row(line: Line, name: Option<String>) -> Element {
    let i = use_i18n();
    let today = use_today();
    let icon = match line.group {
        Group::Review => "info",
        Group::Now => "vaccination",
        Group::Soon | Group::Later => "clock",
        Group::Done => "check",
        Group::Past => "lifted",
    };
    let voluntary = line.assessment.category == Category::Voluntary;
    rsx! {
        Link {
            to: Route::VaccineWhy { child: line.child, series: line.assessment.series.clone() },
            class: "entry vaccine",
            Icon { name: icon }
            span { class: "words",
                if let Some(name) = name {
                    span { class: "tag", {ruby(&name)} }
                    " "
                }
                strong { {ruby(&title(i, &line.assessment))} }
                if voluntary {
                    " "
                    span { class: "tag plain", {i.show("vaccine-voluntary")} }
                }
                small { class: "when", {ruby(&when(i, &line.assessment, today))} }
                // Possible by the law and yet not advised, or only if the city confirms it: not left to the next screen.
                if line.group == Group::Now {
                    for (at, note) in line.assessment.notes.iter().enumerate() {
                        small { key: "{at}", {ruby(&explain::text_of_finding(Pack::japan(), note, i.locale))} }
                    }
                }
            }
            span { class: "value", {i.show("vaccine-why-short")} }
            Icon { name: "forward" }
        }
    }
}
