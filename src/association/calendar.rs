//! The shared calendar as a list by month: what is on, whose turn it is, meetings, and until when circulars are to be
//! answered.

use super::{now::when, use_associations, use_today, words};
use crate::{
    dates,
    i18n::{Arg, Local, ruby, use_i18n},
    route::Route,
    shell::Column,
    ui::{Entry, Icon, MonthBar, State},
};
use chrono::{Datelike, Days, Months, NaiveDate};
use dioxus::prelude::*;
use itsumo_domain::{
    city::LocalText,
    school::{TimeOfDay, notice::Block},
};
use itsumo_engine::association::{Associations, DutyRow};
use uuid::Uuid;

/// What a line is about.
#[derive(Clone, Debug, PartialEq)]
pub enum What {
    /// Something that is on, or somebody's turn.
    Duty(Box<DutyRow>),
    /// A meeting.
    Meeting(Uuid, LocalText, String),
    /// A day out of a circular's text.
    Day(Uuid, LocalText),
    /// Until this day a circular is to be answered.
    Due(Uuid, LocalText),
}

/// A line of the calendar. What goes over several days stands at the first of them that is shown.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// The day.
    pub day: NaiveDate,
    /// When it begins, if that is said.
    pub time: Option<TimeOfDay>,
    /// What.
    pub what: What,
}

/// All there is from one day to another, by day and time.
pub fn lines(all: &Associations, first: NaiveDate, last: NaiveDate) -> Vec<Line> {
    let mut lines: Vec<Line> = all
        .duties
        .iter()
        .filter(|row| row.duty.until >= first)
        .map(|row| Line { day: row.duty.from.max(first), time: row.duty.time, what: What::Duty(Box::new(row.clone())) })
        .collect();
    lines.extend(all.meetings.iter().map(|row| Line {
        day: row.meeting.day,
        time: row.meeting.time,
        what: What::Meeting(row.id, row.meeting.title.clone(), row.meeting.place.clone()),
    }));
    for row in all.circulars.iter().filter(|row| row.is_for_me()) {
        for block in &row.circular.blocks {
            match block {
                Block::Date { day, time, what } => {
                    lines.push(Line { day: *day, time: *time, what: What::Day(row.id, what.clone()) });
                }
                Block::Bring { day, what } => {
                    lines.push(Line { day: *day, time: None, what: What::Day(row.id, what.clone()) });
                }
                _ => {}
            }
        }
        if let (Some(due), false) = (row.due, row.owed.is_empty()) {
            lines.push(Line { day: due, time: None, what: What::Due(row.id, row.circular.title.clone()) });
        }
    }
    lines.retain(|line| (first..=last).contains(&line.day));
    lines.sort_by_key(|line| (line.day, line.time));
    lines
}

/// The calendar.
#[component]
pub fn AssociationCalendar() -> Element {
    let i = use_i18n();
    let all = use_associations();
    let today = use_today();
    let mut first = use_signal(|| today.with_day(1).unwrap_or(today));
    let next = first().checked_add_months(Months::new(1)).and_then(|next| next.checked_sub_days(Days::new(1)));
    let mut by_day: Vec<(NaiveDate, Vec<Line>)> = Vec::new();
    for line in lines(&all, first(), next.unwrap_or(first())) {
        match by_day.last_mut() {
            Some((day, lines)) if *day == line.day => lines.push(line),
            _ => by_day.push((line.day, vec![line])),
        }
    }
    rsx! {
        Column { heading: "association-calendar",
            MonthBar { first: first(), onchange: move |to| first.set(to) }
            if by_day.is_empty() {
                State { icon: "events", title: i.show("association-month-empty"), detail: i.show("association-month-empty-detail") }
            } else {
                ol { class: "month",
                    for (day, lines) in by_day {
                        li { key: "{day}", "data-past": if day < today { "true" } else { "false" },
                            h3 { {ruby(&dates::civil_day(i, day, today))} }
                            div { class: "group",
                                for (at, line) in lines.into_iter().enumerate() {
                                    LineEntry { key: "{at}", line, dated: false }
                                }
                            }
                        }
                    }
                }
            }
            if !all.homes.is_empty() {
                section { class: "section",
                    h2 { {i.show("association-feed")} }
                    div { class: "group",
                        for home in all.homes.iter() {
                            Entry { key: "{home.household}", to: Route::HouseholdFeed { household: home.household }, icon: "external",
                                title: i.show_with("association-feed-of", &[("name", Arg::Text(&home.card.name))]),
                                detail: i.show("association-feed-short") }
                        }
                    }
                }
            }
        }
    }
}

/// One line; `dated` where the day does not stand above it.
#[component]
pub fn LineEntry(line: Line, dated: bool) -> Element {
    let i = use_i18n();
    let all = use_associations();
    let today = use_today();
    let mut said = Vec::new();
    if dated {
        said.push(dates::civil_day(i, line.day, today));
    }
    if let Some(time) = line.time {
        said.push(dates::time_of_day(time));
    }
    let (to, icon, mine, title, detail) = match line.what {
        What::Duty(row) => {
            let mine = row.mine;
            // What goes over several days says until when.
            if row.duty.from != row.duty.until {
                said = vec![when(i, &row, today)];
            }
            let whose = match (mine, row.duty.household_name.is_empty()) {
                (true, _) if all.homes.len() > 1 => {
                    i.marked("association-turn-of", &[("name", Arg::Text(&row.duty.household_name))])
                }
                (true, _) => i.marked("association-turn", &[]),
                (false, false) => i.marked("association-turn-of", &[("name", Arg::Text(&row.duty.household_name))]),
                (false, true) => row.duty.place.clone(),
            };
            let done = row.duty.done.map(|_| i.marked("association-duty-done", &[]));
            let detail: Vec<String> =
                [Some(whose), done].into_iter().flatten().filter(|word| !word.is_empty()).collect();
            let what = row.duty.what.clone();
            let icon = words::duty_icon(row.duty.kind);
            (Route::DutyScreen { id: row.id }, icon, mine, rsx! { span { lang: "ja", "{what}" } }, detail.join(" · "))
        }
        What::Meeting(id, title, place) => {
            (Route::MeetingScreen { id }, "vote", false, rsx! { Local { text: title } }, place)
        }
        What::Day(id, what) => {
            (Route::CircularScreen { id }, "circular", false, rsx! { Local { text: what } }, String::new())
        }
        What::Due(id, title) => (
            Route::CircularScreen { id },
            "pencil",
            false,
            rsx! {
                {i.show("association-calendar-due")}
                " "
                Local { text: title }
            },
            String::new(),
        ),
    };
    rsx! {
        Link { to, class: "entry", "data-mine": if mine { "true" } else { "false" },
            Icon { name: icon }
            span { class: "words",
                if !said.is_empty() {
                    span { class: "when", {ruby(&said.join(" "))} }
                    " "
                }
                {title}
                if !detail.is_empty() {
                    " "
                    small { {ruby(&detail)} }
                }
            }
            Icon { name: "forward" }
        }
    }
}
