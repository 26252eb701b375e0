//! All classes at once, drawn: who is looked for, what goes round, who is away for days.

use super::{class::figures, row::name};
use crate::console::words::{Words, clock, hour, ruby};
use dioxus::prelude::*;
use itsumo_domain::{
    Timestamp,
    i18n::Arg,
    school::{
        Facility, Group, TimeOfDay,
        absence::Symptom,
        board::{AfterSchoolRow, Counts, GradeHealth, Row, SchoolView, Way},
    },
};
use std::collections::BTreeSet;
use uuid::Uuid;

/// The school's view with what surrounds it.
pub struct SchoolPage<'a> {
    /// The language.
    pub words: Words,
    /// The view.
    pub view: &'a SchoolView,
    /// Who left for a 学童 and has not come there, with that place.
    pub missed: &'a [(Facility, AfterSchoolRow)],
    /// The page's own address, without its query.
    pub here: &'a str,
    /// `…/board`.
    pub boards: &'a str,
    /// Classes whose board may be opened.
    pub open: &'a BTreeSet<Uuid>,
    /// Names of children may be seen.
    pub names: bool,
    /// Symptoms may be seen.
    pub health: bool,
    /// The cut-off.
    pub cut_off: TimeOfDay,
    /// Now.
    pub now: Timestamp,
}

/// The whole `main`.
pub fn school_main(page: &SchoolPage<'_>) -> Element {
    let SchoolPage { words, view, .. } = *page;
    let today = page.now.jst_date();
    let day = words.day(view.day, today);
    let (before, after) = (view.day.pred_opt().unwrap_or(view.day), view.day.succ_opt().unwrap_or(view.day));
    let cut_off = hour(page.cut_off);
    let key = if view.past_cut_off { "console-past-cut-off" } else { "console-before-cut-off" };
    let updated = words.marked("console-updated", &[("time", Arg::Text(&clock(page.now)))]);
    // Where somebody is looked for comes first; below that, in their order.
    let mut classes: Vec<&(Group, Counts)> = view.classes.iter().collect();
    classes.sort_by_key(|(_, counts)| std::cmp::Reverse(counts.unknown));
    rsx! {
        div { class: "spread title",
            h1 { {words.show("console-place-school")} " " small { {ruby(&day)} } }
            p { class: "hint", {ruby(&updated)}
                if view.open && view.day == today { " · " {words.show_with(key, &[("time", Arg::Text(&cut_off))])} }
            }
        }
        nav { class: "switch no-print", "aria-label": words.say("console-switch-day"),
            p { class: "row days",
                a { class: "button quiet", href: "{page.here}?day={before}", {words.show("console-day-before")} }
                if view.day != today { a { class: "button quiet", href: "{page.here}", {words.show("console-today")} } }
                a { class: "button quiet", href: "{page.here}?day={after}", {words.show("console-day-after")} }
            }
        }
        if !view.open {
            p { class: "card lead", {words.show("console-closed-day")} }
        } else {
            {figures(words, &view.total)}
            section { class: "stage",
                h2 { {words.show("console-classes")} }
                ul { class: "class-cards",
                    for (group, counts) in classes { li { key: "{group.id}", {card(page, group, counts)} } }
                }
            }
            if page.names && !page.missed.is_empty() { {missed(page)} }
            if page.names && !view.unknown.is_empty() { {people(page, "console-unknown-people", &view.unknown, false)} }
            if page.health {
                div { class: "two",
                    section { class: "stage",
                        h2 { {words.show("console-symptoms")} }
                        {symptoms(words, &view.health.grades)}
                    }
                    section { class: "stage",
                        h2 { {words.show("console-ill-by-class")} }
                        {ill(page)}
                    }
                }
                if !view.in_a_row.is_empty() { {people(page, "console-in-a-row", &view.in_a_row, true)} }
            }
        }
    }
}

fn card(page: &SchoolPage<'_>, group: &Group, counts: &Counts) -> Element {
    let words = page.words;
    let loud = counts.unknown > 0;
    let class = if loud { "card class-card loud" } else { "card class-card" };
    let inside = rsx! {
        h3 { "{group.name}" small { {words.show_with("console-count-expected", &[("count", Arg::Number(counts.expected.into()))])} } }
        if loud {
            p { class: "big",
                span { class: "sign", "aria-hidden": "true", "?" } {words.show("console-state-unknown")} strong { "{counts.unknown}" }
            }
        } else {
            p { class: "calm", span { class: "sign", "aria-hidden": "true", "✓" } {words.show("console-all-known")} }
        }
        dl {
            for (key, count) in [
                ("console-count-absent", counts.absent),
                ("console-count-late", counts.late),
                ("console-count-present", counts.present),
            ] {
                div { dt { {words.show(key)} } dd { "{count}" } }
            }
        }
        if counts.unconfirmed > 0 {
            p { class: "hint", {words.show_with("console-unconfirmed", &[("count", Arg::Number(counts.unconfirmed.into()))])} }
        }
    };
    if page.open.contains(&group.id) {
        rsx! { a { class, href: "{page.boards}/{group.id}?day={page.view.day}", {inside} } }
    } else {
        rsx! { div { class, {inside} } }
    }
}

/// Who set out and has not come: both ends of the way look for them.
fn missed(page: &SchoolPage<'_>) -> Element {
    let words = page.words;
    let way = |row: &AfterSchoolRow| match row.way {
        Way::Over { left, minutes } => {
            words.marked("console-way-over", &[("time", Arg::Text(&clock(left))), ("count", Arg::Number(minutes))])
        }
        _ => String::new(),
    };
    rsx! {
        section { class: "card",
            h2 { {words.show("console-not-arrived")} }
            ul { class: "names",
                for (place, row) in page.missed {
                    li { key: "{row.pupil}",
                        span { strong { {name(&row.name, &row.kana)} } " " span { class: "hint", "{place.short}" } }
                        span { {ruby(&way(row))} }
                        a { href: "tel:{place.phone}", "{place.phone}" }
                    }
                }
            }
        }
    }
}

fn people(page: &SchoolPage<'_>, title: &'static str, list: &[(Group, Row)], days: bool) -> Element {
    let words = page.words;
    rsx! {
        section { class: "card",
            h2 { {words.show(title)} }
            ul { class: "names",
                for (group, row) in list {
                    li { key: "{row.pupil}",
                        span { strong { {name(&row.name, &row.kana)} } " " span { class: "hint", "{group.name}" } }
                        if days {
                            span { {words.show_with("console-days-in-row", &[("count", Arg::Number(row.days_in_row.into()))])} }
                        } else {
                            span { {ruby(&super::row::state(words, &row.place).1)} }
                        }
                        if page.open.contains(&group.id) {
                            a { href: "{page.boards}/{group.id}?day={page.view.day}#p-{row.pupil}", {words.show("console-to-board")} }
                        }
                    }
                }
            }
        }
    }
}

fn symptoms(words: Words, grades: &[GradeHealth]) -> Element {
    let shown: Vec<Symptom> = Symptom::ALL
        .into_iter()
        .filter(|symptom| grades.iter().any(|grade| grade.symptoms.contains_key(symptom)))
        .collect();
    let none = grades.iter().all(|grade| grade.ill == 0 && grade.infection == 0);
    if none {
        return rsx! { p { class: "card lead", {words.show("console-nobody-ill")} } };
    }
    rsx! {
        div { class: "wide", role: "region", tabindex: "0", "aria-label": words.say("console-symptoms"),
            table {
                thead { tr {
                    th { scope: "col", {words.show("console-grade")} }
                    th { scope: "col", class: "number", {words.show("console-ill")} }
                    th { scope: "col", class: "number", {words.show("console-infection")} }
                    for symptom in &shown {
                        th { scope: "col", class: "number", {words.show(&format!("school-symptom-{}", symptom.name()))} }
                    }
                } }
                tbody {
                    for grade in grades {
                        tr { key: "{grade.grade}",
                            th { scope: "row", {words.show_with("console-grade-name", &[("grade", Arg::Number(grade.grade.into()))])} }
                            td { class: "number", {words.show_with("console-of", &[
                                ("count", Arg::Number(grade.ill.into())), ("all", Arg::Number(grade.expected.into()))])} }
                            td { class: "number", "{grade.infection}" }
                            for symptom in &shown {
                                td { class: "number", {dash(grade.symptoms.get(symptom).copied().unwrap_or(0))} }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn ill(page: &SchoolPage<'_>) -> Element {
    let words = page.words;
    let mut classes: Vec<_> = page.view.health.classes.iter().filter(|class| class.absent_ill > 0).collect();
    classes.sort_by_key(|class| std::cmp::Reverse(class.per_mille));
    if classes.is_empty() {
        return rsx! { p { class: "card lead", {words.show("console-nobody-absent-ill")} } };
    }
    rsx! {
        div { class: "wide",
            table {
                thead { tr {
                    th { scope: "col", {words.show("console-class")} }
                    th { scope: "col", class: "number", {words.show("console-absent-ill")} }
                    th { scope: "col", class: "number", {words.show("console-share")} }
                } }
                tbody {
                    for class in classes {
                        tr { key: "{class.group.id}",
                            th { scope: "row", "{class.group.name}" }
                            td { class: "number", {words.show_with("console-of", &[
                                ("count", Arg::Number(class.absent_ill.into())), ("all", Arg::Number(class.expected.into()))])} }
                            td { class: "number", "{class.per_mille / 10}.{class.per_mille % 10}%" }
                        }
                    }
                }
            }
        }
    }
}

fn dash(count: u16) -> Element {
    if count == 0 {
        rsx! { "–" }
    } else {
        rsx! { "{count}" }
    }
}
