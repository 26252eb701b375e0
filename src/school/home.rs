//! The school's first screen: the day of each child, what is due, absences, and the doors to the rest.

use super::{
    absence::AbsenceEntry,
    notice::NoticeLine,
    now::DueEntry,
    question::{QuestionCard, of_today},
    today::DayCard,
    use_school, use_today,
};
use crate::{
    i18n::{Arg, use_i18n},
    platform,
    route::Route,
    shell::{OfflineLine, SyncNow},
    ui::{Entry, Heading, State},
};
use dioxus::prelude::*;
use itsumo_engine::school::NoticeRow;

/// Most notices shown here.
const NOTICES: usize = 5;
/// Most absences shown here.
const ABSENCES: usize = 3;

/// The school's first screen.
#[component]
pub fn SchoolHome() -> Element {
    let i = use_i18n();
    let school = use_school();
    let today = use_today();
    let title = i.say("school-title");
    use_effect(|| platform::tell_paint(".school-home"));
    let due: Vec<NoticeRow> = school.due(today).into_iter().map(|due| due.notice.clone()).collect();
    let others: Vec<NoticeRow> = school
        .notices
        .iter()
        .filter(|row| !due.iter().any(|other| other.id == row.id))
        .take(NOTICES.saturating_sub(due.len()).max(2))
        .cloned()
        .collect();
    let unopened = i64::try_from(school.unopened()).unwrap_or(0);
    let ahead: Vec<_> =
        school.absences.iter().filter(|row| row.view.absence.until >= today).take(ABSENCES).cloned().collect();
    rsx! {
        document::Title { "{title}" }
        div { class: "pane school-home",
            OfflineLine {}
            div { class: "page wide stack loose",
                div { class: "title-line",
                    Heading { {i.show("school-title")} }
                    SyncNow {}
                }
                if school.children.is_empty() {
                    Empty {}
                } else {
                    div { class: "two-columns",
                        div { class: "stack",
                            for row in of_today(&school, today) {
                                QuestionCard { key: "{row.id}", row, school: school.clone() }
                            }
                            for child in school.children.iter().cloned() {
                                DayCard { key: "{child.id}", child, school: school.clone() }
                            }
                        }
                        div { class: "stack loose",
                            section { class: "section",
                                h2 { {i.show("school-notices")} }
                                if due.is_empty() && others.is_empty() {
                                    p { class: "soft", {i.show("school-notices-none-detail")} }
                                } else {
                                    div { class: "group",
                                        for row in due.iter().take(NOTICES).cloned() {
                                            DueEntry { key: "{row.id}", row }
                                        }
                                        for row in others {
                                            NoticeLine { key: "{row.id}", row }
                                        }
                                    }
                                }
                                Link { to: Route::Notices {}, class: "button wide",
                                    if unopened > 0 {
                                        {i.show_with("school-notices-all-unread", &[("count", Arg::Number(unopened))])}
                                    } else {
                                        {i.show("school-notices-all")}
                                    }
                                }
                            }
                            if !ahead.is_empty() {
                                section { class: "section",
                                    h2 { {i.show("school-absences-ahead")} }
                                    ul { class: "group",
                                        for row in ahead {
                                            li { key: "{row.id}", AbsenceEntry { row, school: school.clone() } }
                                        }
                                    }
                                }
                            }
                            section { class: "section",
                                h2 { {i.show("school-doors")} }
                                div { class: "group",
                                    Entry { to: Route::Absences {}, icon: "clock", title: i.show("school-absences"), detail: i.show("school-absences-detail") }
                                    Entry { to: Route::SchoolCalendar {}, icon: "events", title: i.show("school-calendar"), detail: i.show("school-calendar-detail") }
                                    Entry { to: Route::MyAnswers {}, icon: "check", title: i.show("school-answers"), detail: i.show("school-answers-detail") }
                                    Entry { to: Route::JoinChild {}, icon: "plus", title: i.show("school-join-more"), detail: i.show("school-join-short") }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// No child yet: what will be here, and the one next step.
#[component]
fn Empty() -> Element {
    let i = use_i18n();
    rsx! {
        State { icon: "school", title: i.show("school-empty"), detail: i.show("school-empty-detail"),
            Link { to: Route::JoinChild {}, class: "button main", {i.show("school-join")} }
        }
    }
}
