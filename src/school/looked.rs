//! Who of the staff looked at a child's record, when, and for what. The server is asked; without it, what it said last.

use super::{parts::Gone, use_school, use_today, words};
use crate::{
    dates,
    hooks::{use_engine, use_query},
    i18n::{Arg, ruby, use_i18n},
    ui::{Bar, Failed, Heading, Icon, Skeleton, State},
};
use chrono::NaiveDate;
use dioxus::prelude::*;
use itsumo_domain::school::Looked;
use itsumo_engine::Change;
use uuid::Uuid;

/// The access log of one child.
#[component]
pub fn LookedScreen(child: Uuid) -> Element {
    let i = use_i18n();
    let school = use_school();
    let now = use_engine().now();
    let today = use_today();
    let mut looked = use_query(&[Change::Account], move |engine| async move { engine.looked(child).await });
    let Some(its) = school.child(child).cloned() else { return rsx! { Gone {} } };
    let title = i.say("school-looked");
    rsx! {
        document::Title { "{title}" }
        div { class: "pane",
            Bar {}
            div { class: "page stack loose",
                Heading { {i.show("school-looked")} }
                p { class: "lead", {i.show_with("school-looked-lead", &[("name", Arg::Text(&words::name(i, &its.card)))])} }
                match &*looked.read() {
                    None => rsx! { Skeleton { rows: 4 } },
                    Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| looked.restart() } },
                    Some(Ok(view)) => rsx! {
                        if view.lines.is_empty() {
                            State { icon: "check", title: i.show("school-looked-none"), detail: i.show("school-looked-none-detail") }
                        }
                        for (day, lines) in by_day(&view.lines) {
                            section { key: "{day}", class: "section",
                                h2 { {ruby(&dates::civil_day(i, day, today))} }
                                ul { class: "group",
                                    for (at, line) in lines.into_iter().enumerate() {
                                        li { key: "{at}", class: "entry", Icon { name: "person" }
                                            span { class: "words",
                                                span { lang: "ja", strong { "{line.seat}" } }
                                                small {
                                                    {ruby(&i.marked(&purpose_key(&line.purpose), &[]))}
                                                    " · "
                                                    span { lang: "ja", "{line.facility}" }
                                                }
                                            }
                                            span { class: "value",
                                                "{dates::clock(line.at)}"
                                                if line.times > 1 {
                                                    small { {i.show_with("school-looked-times", &[("count", Arg::Number(line.times))])} }
                                                }
                                            }
                                        }
                                    }
                                }
                            }
                        }
                        p { class: "soft", {i.show_with("school-looked-asked", &[("time", Arg::Text(&dates::moment(i, view.asked_at, now)))])} }
                    },
                }
            }
        }
    }
}

/// Lines by their day, in the order they came.
fn by_day(lines: &[Looked]) -> Vec<(NaiveDate, Vec<Looked>)> {
    let mut days: Vec<(NaiveDate, Vec<Looked>)> = Vec::new();
    for line in lines {
        match days.last_mut() {
            Some((day, lines)) if *day == line.day => lines.push(line.clone()),
            _ => days.push((line.day, vec![line.clone()])),
        }
    }
    days
}

/// For what, in the catalogue's words; a purpose of a newer server is plainly another.
fn purpose_key(purpose: &str) -> String {
    let key = format!("school-looked-{purpose}");
    if itsumo_domain::i18n::has(itsumo_domain::i18n::Locale::Ja, &key) { key } else { "school-looked-other".to_owned() }
}
