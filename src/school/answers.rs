//! Everything that was answered, by notice, with how far each answer got.

use super::{parts::DeliveryLine, use_school, use_today, words};
use crate::{
    i18n::{Local, ruby, use_i18n},
    route::Route,
    shell::Column,
    ui::{Icon, State},
};
use dioxus::prelude::*;
use itsumo_engine::school::{AnswerRow, NoticeRow};

/// Answers, the newest notice first.
#[component]
pub fn MyAnswers() -> Element {
    let i = use_i18n();
    let school = use_school();
    let answered: Vec<NoticeRow> = school.notices.iter().filter(|row| !row.answers.is_empty()).cloned().collect();
    rsx! {
        Column { heading: "school-answers",
            if answered.is_empty() {
                State { icon: "check", title: i.show("school-answers-none"), detail: i.show("school-answers-none-detail") }
            } else {
                ul { class: "group",
                    for row in answered {
                        li { key: "{row.id}",
                            Link { to: Route::NoticeScreen { id: row.id }, class: "entry",
                                span { class: "words",
                                    strong { Local { text: row.notice.title.clone() } }
                                    for (at, answer) in row.answers.iter().cloned().enumerate() {
                                        Given { key: "{at}", row: row.clone(), answer }
                                    }
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

#[component]
fn Given(row: NoticeRow, answer: AnswerRow) -> Element {
    let i = use_i18n();
    let school = use_school();
    let today = use_today();
    let name = answer.pupil.and_then(|id| school.child(id)).map(|child| words::name(i, &child.card));
    rsx! {
        small {
            if let Some(name) = name {
                {ruby(&name)}
                " "
            }
            strong { {ruby(&words::answer(i, &row.notice, &answer.answer, today))} }
            " "
            {ruby(&words::by(i, &answer.by))}
            " "
            DeliveryLine { delivery: answer.delivery.clone(), short: true }
        }
    }
}
