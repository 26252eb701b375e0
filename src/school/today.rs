//! A child's day on one card: is it absent, does it eat, where is it after school, what does it bring, what happens.

use super::{absence::AbsenceEntry, days, words};
use crate::{
    dates,
    handbook::Face,
    hooks::use_engine,
    i18n::{I18n, Local, ruby, use_i18n},
    route::Route,
    ui::Icon,
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::{
    Timestamp,
    school::{Part, Scope},
};
use itsumo_engine::school::{AtSchool, Attendance, DayIs, Lunch, PlaceToday, School, Today};
use std::sync::Arc;

/// The day that matters now: today while it lasts, then the next day with school.
pub fn day_of(school: &School, child: &AtSchool, now: Timestamp) -> NaiveDate {
    let today = now.jst_date();
    if school.today(child.id, today).question.is_some() {
        return today;
    }
    school.draft(child.id, now).map(|meant| meant.from).or_else(|| school.next_open(child.id, today)).unwrap_or(today)
}

/// How one place expects the child. Marked with ruby.
fn expected(i: I18n, place: &PlaceToday, day: NaiveDate) -> String {
    match &place.attendance {
        Attendance::Closed => days::why_closed(&place.is, day).map(|why| days::why(i, &why)).unwrap_or_default(),
        Attendance::Expected => i.marked("school-day-expected", &[]),
        Attendance::Late(time) => words::part(i, &Part::LateUntil { time: *time }),
        Attendance::Leaves(time) => words::part(i, &Part::LeavesAt { time: *time }),
        Attendance::SitsOut(lessons) => words::part(i, &Part::SitsOut { lessons: lessons.clone() }),
        Attendance::Absent => i.marked("school-part-all-day", &[]),
        Attendance::NotTold => i.marked("school-day-not-told", &[]),
    }
}

/// Whether the child eats. Marked with ruby; `None` where there is nothing to say.
fn lunch(i: I18n, lunch: Lunch) -> Option<String> {
    let key = match lunch {
        Lunch::None => return None,
        Lunch::Eats => "school-lunch-eats",
        Lunch::Off { confirmed: true } => "school-lunch-off",
        Lunch::Off { confirmed: false } => "school-lunch-told",
        Lunch::NotTold => "school-lunch-not-told",
    };
    Some(i.marked(key, &[]))
}

/// A child's card. On the first screen of the app only what one would not expect, and the button.
#[component]
pub fn DayCard(child: AtSchool, school: Arc<School>, #[props(default)] brief: bool) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let today = now.jst_date();
    let day = day_of(&school, &child, now);
    let its = school.today(child.id, day);
    let name = words::name(i, &child.card);
    let may_tell = child.may(Scope::Absence) && !child.card.places.is_empty();
    let told = !its.absences.is_empty();
    let place = its.places.first().cloned();
    let id = child.id;
    rsx! {
        article { class: "card day-card", "aria-label": itsumo_domain::i18n::without_ruby(&name),
            Link { to: Route::PupilScreen { child: id }, class: "day-head",
                Face { name: child.card.name.clone(), small: brief }
                span { class: "words",
                    strong { {ruby(&name)} }
                    " "
                    if let Some(place) = &place {
                        small { lang: "ja",
                            "{place.short}"
                            if let Some(class) = &place.class {
                                " {class}"
                            }
                        }
                    }
                }
                Icon { name: "forward" }
            }
            // What was told says its day itself.
            if !told {
                p { class: "day-line",
                    strong { {ruby(&dates::civil_day(i, day, today))} }
                    " "
                    match &place {
                        Some(place) if place.is == DayIs::Open => i.show(if brief { "school-day-usual" } else { "school-day-usual-long" }),
                        Some(place) => ruby(&expected(i, place, day)),
                        None => i.show("school-day-nothing"),
                    }
                }
            }
            if told {
                ul { class: "day-told",
                    for row in its.absences.iter().cloned() {
                        li { key: "{row.id}", AbsenceEntry { row, school: school.clone(), nameless: true } }
                    }
                }
            }
            if !brief && its.is_open() {
                Places { its: its.clone() }
            }
            Things { its: its.clone() }
            if may_tell {
                Link {
                    to: Route::NewAbsenceOf { child: id },
                    class: if told { "button wide" } else { "button main wide" },
                    Icon { name: "pencil" }
                    // Beside what is read on it, not in its place: whoever speaks to the phone says what they see.
                    span { class: "hidden", "{itsumo_domain::i18n::without_ruby(&name)} " }
                    {i.show(if told { "school-tell-more" } else { "school-tell" })}
                }
            }
        }
    }
}

/// Where it goes, and how it is expected there.
#[component]
fn Places(its: Today) -> Element {
    let i = use_i18n();
    rsx! {
        ul { class: "day-places",
            for place in its.places.iter() {
                li { key: "{place.facility}",
                    Icon { name: words::facility_icon(place.kind) }
                    span {
                        span { lang: "ja", "{place.short}" }
                        " "
                        span { class: "soft", {ruby(&expected(i, place, its.day))} }
                        if let Some(lunch) = lunch(i, place.lunch) {
                            span { class: "soft", " · " {ruby(&lunch)} }
                        }
                    }
                }
            }
        }
    }
}

/// What to bring, and what happens.
#[component]
fn Things(its: Today) -> Element {
    let i = use_i18n();
    if its.bring.is_empty() && its.events.is_empty() {
        return rsx! {};
    }
    rsx! {
        ul { class: "day-things",
            for (at, (notice, what)) in its.bring.iter().cloned().enumerate() {
                li { key: "bring-{at}",
                    Link { to: Route::NoticeScreen { id: notice }, Icon { name: "jobs" }
                        span { {i.show("letter-bring")} " " strong { Local { text: what } } }
                    }
                }
            }
            for (at, (notice, time, what)) in its.events.iter().cloned().enumerate() {
                li { key: "event-{at}",
                    Link { to: Route::NoticeScreen { id: notice }, Icon { name: "events" }
                        span {
                            if let Some(time) = time {
                                "{dates::time_of_day(time)} "
                            }
                            strong { Local { text: what } }
                        }
                    }
                }
            }
        }
    }
}
