//! Everything about a child by month, newest first. Of three thousand entries only those are drawn that are looked
//! at: a page at a time, or from a chosen year on.

use super::{Gone, Whose, use_child, use_handbook, use_today, words};
use crate::{
    dates,
    i18n::{Arg, I18n, ruby, use_i18n},
    route::Route,
    ui::{Icon, Page, State},
};
use chrono::{Datelike, NaiveDate};
use dioxus::prelude::*;
use itsumo_domain::handbook::{Entry, Fact};
use uuid::Uuid;

/// Entries drawn at a time.
const STEP: usize = 60;

/// What the list can be narrowed to, and which kinds that is.
const FILTERS: [(&str, &[&str]); 7] = [
    ("all", &[]),
    ("measurement", &["measurement"]),
    ("dose", &["dose", "reaction", "form", "reminder"]),
    ("checkup", &["checkup"]),
    ("milestone", &["milestone"]),
    ("diary", &["diary"]),
    ("appointment", &["appointment"]),
];

fn shown(filter: &str, fact: &Fact) -> bool {
    let kind = words::kind(fact);
    FILTERS.iter().find(|(name, _)| *name == filter).is_none_or(|(_, kinds)| kinds.is_empty() || kinds.contains(&kind))
}

/// A line of the list.
#[derive(Clone, PartialEq)]
struct Row {
    entry: Uuid,
    icon: &'static str,
    title: String,
    when: String,
    photos: bool,
    conflict: bool,
}

/// The entries of one month.
#[derive(Clone, PartialEq)]
struct Month {
    key: String,
    title: String,
    rows: Vec<Row>,
}

fn months(
    i: I18n,
    entries: &[&Entry],
    today: NaiveDate,
    born: Option<NaiveDate>,
    in_conflict: &dyn Fn(Uuid) -> bool,
) -> Vec<Month> {
    let mut months: Vec<Month> = Vec::new();
    for entry in entries {
        let date = entry.date();
        let key = date.format("%Y-%m").to_string();
        if months.last().is_none_or(|month| month.key != key) {
            let month = i.marked(&format!("date-month-{}", date.month()), &[]);
            let year = date.year().to_string();
            let title = i.marked("handbook-month", &[("year", Arg::Text(&year)), ("month", Arg::Text(&month))]);
            months.push(Month { key, title, rows: Vec::new() });
        }
        let mut when = dates::civil_day(i, date, today);
        if let Some(born) = born.filter(|born| *born <= date) {
            when = format!("{when} · {}", dates::age_on(i, born, date));
        }
        if let Some(month) = months.last_mut() {
            month.rows.push(Row {
                entry: entry.id,
                icon: words::icon(&entry.fact),
                title: words::headline(i, &entry.fact),
                when,
                photos: !entry.fact.blobs().is_empty(),
                conflict: in_conflict(entry.id),
            });
        }
    }
    months
}

/// All entries of a child.
#[component]
pub fn Timeline(child: Uuid) -> Element {
    let i = use_i18n();
    let today = use_today();
    let handbook = use_handbook();
    let mut filter = use_signal(|| "all");
    let mut until = use_signal(|| None::<i32>);
    let mut limit = use_signal(|| STEP);
    let Some(known) = use_child(child) else { return rsx! { Gone {} } };
    let all: Vec<&Entry> = handbook.entries(child).filter(|entry| shown(filter(), &entry.fact)).collect();
    let mut years: Vec<i32> = all.iter().map(|entry| entry.date().year()).collect();
    years.dedup();
    years.sort_unstable();
    years.dedup();
    let chosen: Vec<&Entry> =
        all.iter().copied().filter(|entry| until().is_none_or(|year| entry.date().year() <= year)).collect();
    let count = chosen.len();
    let first: Vec<&Entry> = chosen.into_iter().take(limit()).collect();
    let in_conflict = |id: Uuid| handbook.conflict_of(id).is_some();
    let months = months(i, &first, today, known.child.birth_date, &in_conflict);
    rsx! {
        Page { title: i.say("handbook-door-timeline"), heading: i.show("handbook-door-timeline"),
            Whose { child }
            div { class: "stack",
                div { class: "chips", role: "group", "aria-label": i.say("handbook-filter"),
                    for (name, _) in FILTERS {
                        button {
                            key: "{name}",
                            class: "chip",
                            r#type: "button",
                            "aria-pressed": if filter() == name { "true" } else { "false" },
                            onclick: move |_| {
                                filter.set(name);
                                limit.set(STEP);
                            },
                            {i.show(&format!("handbook-filter-{name}"))}
                        }
                    }
                }
                div { class: "line",
                    p { class: "soft", role: "status", {i.show_with("handbook-count", &[("count", Arg::Number(i64::try_from(count).unwrap_or(0)))])} }
                    if years.len() > 1 {
                        div { class: "field", style: "margin-left:auto",
                            select {
                                "aria-label": i.say("handbook-year"),
                                onchange: move |event| {
                                    until.set(event.value().parse().ok());
                                    limit.set(STEP);
                                },
                                option { value: "", selected: until().is_none(), {i.say("handbook-year-newest")} }
                                for year in years.iter().rev() {
                                    option { key: "{year}", value: "{year}", selected: until() == Some(*year),
                                        {i.say_with("handbook-year-from", &[("year", Arg::Text(&year.to_string()))])}
                                    }
                                }
                            }
                        }
                    }
                }
            }
            if months.is_empty() {
                State { icon: "clock", title: i.show("handbook-timeline-empty"), detail: i.show("handbook-timeline-empty-detail") }
            }
            for month in months {
                section { key: "{month.key}", class: "section",
                    h2 { {ruby(&month.title)} }
                    ul { class: "group",
                        for row in month.rows {
                            li { key: "{row.entry}",
                                Link { to: Route::EntryScreen { entry: row.entry }, class: "entry",
                                    Icon { name: row.icon }
                                    span { class: "words",
                                        span { class: "clamp", {ruby(&row.title)} }
                                        small {
                                            {ruby(&row.when)}
                                            if row.photos {
                                                " · "
                                                {i.show("handbook-photo")}
                                            }
                                            if row.conflict {
                                                " · "
                                                strong { {i.show("handbook-undecided")} }
                                            }
                                        }
                                    }
                                    Icon { name: "forward" }
                                }
                            }
                        }
                    }
                }
            }
            if count > limit() {
                button { class: "button wide", r#type: "button", onclick: move |_| limit.with_mut(|limit| *limit += STEP), {i.show("handbook-more")} }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use itsumo_domain::handbook::{Diary, Dose, Reaction};

    #[test]
    fn a_filter_shows_what_belongs_together() {
        let (dose, seen, page) =
            (Fact::Dose(Dose::default()), Fact::Reaction(Reaction::default()), Fact::Diary(Diary::default()));
        assert!(shown("all", &dose) && shown("dose", &dose) && shown("dose", &seen));
        assert!(!shown("dose", &page) && shown("diary", &page));
    }
}
