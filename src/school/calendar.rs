//! The month: what happens, what to bring, until when to answer, when there is no school. As a list, because a month of
//! boxes has no room for words.

use super::{days::Why, use_school, use_today, words};
use crate::{
    dates,
    i18n::{Arg, I18n, Local, ruby, use_i18n},
    route::Route,
    shell::Column,
    ui::{Entry, Icon, MonthBar, State},
};
use chrono::{Datelike, Days, Months, NaiveDate};
use dioxus::prelude::*;
use itsumo_engine::school::{CalendarItem, CalendarWhat, School};

/// A line of the month, with all children it concerns.
#[derive(Clone, Debug, PartialEq)]
struct Line {
    item: CalendarItem,
    names: Vec<String>,
}

/// The month of all children, by day and time; what concerns several stands there once.
fn month(i: I18n, school: &School, first: NaiveDate) -> Vec<Line> {
    let last = first.checked_add_months(Months::new(1)).and_then(|next| next.checked_sub_days(Days::new(1)));
    let mut lines: Vec<Line> = Vec::new();
    for child in &school.children {
        let name = words::name(i, &child.card);
        for item in school.calendar(child.id, first, last.unwrap_or(first)) {
            match lines.iter_mut().find(|line| line.item == item) {
                Some(line) if line.names.contains(&name) => {}
                Some(line) => line.names.push(name.clone()),
                None => lines.push(Line { item, names: vec![name.clone()] }),
            }
        }
    }
    lines.sort_by_key(|line| (line.item.day, line.item.time));
    lines
}

/// The calendar.
#[component]
pub fn SchoolCalendar() -> Element {
    let i = use_i18n();
    let school = use_school();
    let today = use_today();
    let this_month = today.with_day(1).unwrap_or(today);
    let mut first = use_signal(|| this_month);
    let lines = month(i, &school, first());
    let mut by_day: Vec<(NaiveDate, Vec<Line>)> = Vec::new();
    for line in lines {
        match by_day.last_mut() {
            Some((day, lines)) if *day == line.item.day => lines.push(line),
            _ => by_day.push((line.item.day, vec![line])),
        }
    }
    rsx! {
        Column { heading: "school-calendar",
            MonthBar { first: first(), onchange: move |to| first.set(to) }
            if by_day.is_empty() {
                State { icon: "events", title: i.show("school-month-empty"), detail: i.show("school-month-empty-detail") }
            } else {
                ol { class: "month",
                    for (day, lines) in by_day {
                        li { key: "{day}", "data-past": if day < today { "true" } else { "false" },
                            h3 { {ruby(&dates::civil_day(i, day, today))} }
                            ul { class: "group",
                                for (at, line) in lines.into_iter().enumerate() {
                                    li { key: "{at}", Item { line, alone: school.children.len() == 1 } }
                                }
                            }
                        }
                    }
                }
            }
            section { class: "section",
                h2 { {i.show("school-feed")} }
                div { class: "group",
                    for child in school.children.iter() {
                        Entry { key: "{child.id}", to: Route::CalendarFeed { child: child.id }, icon: "external",
                            title: i.show_with("school-feed-of", &[("name", Arg::Text(&words::name(i, &child.card)))]),
                            detail: i.show("school-feed-short") }
                    }
                }
            }
        }
    }
}

#[component]
fn Item(line: Line, alone: bool) -> Element {
    let i = use_i18n();
    let school = use_school();
    let today = use_today();
    let Line { item, names } = line;
    let time = item.time.map(dates::time_of_day);
    let (icon, to, what) = match item.what {
        CalendarWhat::Event(notice, text) => {
            ("events", Some(Route::NoticeScreen { id: notice }), rsx! { Local { text } })
        }
        CalendarWhat::Bring(notice, text) => (
            "jobs",
            Some(Route::NoticeScreen { id: notice }),
            rsx! {
                {i.show("letter-bring")}
                " "
                Local { text }
            },
        ),
        CalendarWhat::Due(notice, text) => (
            "pencil",
            Some(Route::NoticeScreen { id: notice }),
            rsx! {
                {i.show("school-calendar-due")}
                " "
                Local { text }
            },
        ),
        CalendarWhat::Closed(place, why) => {
            let why = super::days::why(i, &Why::Closure(why));
            (
                "home",
                None,
                i.show_with("school-calendar-closed", &[("place", Arg::Text(&place)), ("why", Arg::Text(&why))]),
            )
        }
        CalendarWhat::Absence(id) => {
            let said = school.absence(id).map(|row| words::absence(i, &row.view.absence, today)).unwrap_or_default();
            ("clock", Some(Route::AbsenceScreen { id }), ruby(&said))
        }
    };
    let words = rsx! {
        Icon { name: icon }
        span { class: "words",
            if let Some(time) = time {
                strong { "{time} " }
            }
            {what}
            if !alone {
                small { {ruby(&words::together(i, &names))} }
            }
        }
    };
    match to {
        Some(to) => rsx! { Link { to, class: "entry", {words} Icon { name: "forward" } } },
        None => rsx! { div { class: "entry", {words} } },
    }
}
