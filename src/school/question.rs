//! "登校しましたか": the school knows nothing of a child and asks. One tap answers; what was answered stays on the card until
//! the school knows where the child is.

use super::{parts::DeliveryLine, words};
use crate::{
    dates,
    hooks::{use_command, use_engine},
    i18n::{Arg, ruby, use_i18n},
    ui::{Icon, Phones},
};
use dioxus::prelude::*;
use itsumo_domain::school::absence::Arrival;
use itsumo_engine::school::{Delivery, QuestionRow, School};

/// Questions of today that are not settled, open ones first.
pub fn of_today(school: &School, today: chrono::NaiveDate) -> Vec<QuestionRow> {
    let mut rows: Vec<QuestionRow> =
        school.questions.iter().filter(|row| row.question.day == today && !row.question.over).cloned().collect();
    rows.sort_by_key(|row| !row.is_open(today));
    rows
}

/// One question.
#[component]
pub fn QuestionCard(row: QuestionRow, school: std::sync::Arc<School>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let now = engine.now();
    let child = school.child(row.question.pupil).cloned();
    let name = child.as_ref().map(|child| words::name(i, &child.card)).unwrap_or_default();
    let place = child
        .iter()
        .flat_map(|child| &child.card.places)
        .find(|place| place.facility.id == row.question.facility)
        .map(|place| words::short(&place.facility).to_owned())
        .unwrap_or_default();
    let open = row.is_open(now.jst_date());
    let id = row.id;
    let phones = vec![(place.clone(), row.question.phone.clone())];
    rsx! {
        section { class: "question", "data-open": if open { "true" } else { "false" }, role: if open { "alert" } else { "status" },
            h2 { Icon { name: "bell" } span { {i.show_with("school-question", &[("name", Arg::Text(&name))])} } }
            if open {
                p { {i.show_with("school-question-detail", &[("place", Arg::Text(&place)), ("time", Arg::Text(&dates::clock(row.question.at)))])} }
                div { class: "stack tight",
                    for (arrival, icon) in [(Arrival::LeftHome, "home"), (Arrival::Late, "clock"), (Arrival::Absent, "childcare")] {
                        button {
                            key: "{icon}",
                            class: "button wide answer",
                            r#type: "button",
                            onclick: {
                                let engine = engine.clone();
                                move |_| {
                                    let engine = engine.clone();
                                    command.run(async move { engine.answer_question(id, arrival).await }, None);
                                }
                            },
                            Icon { name: icon }
                            {ruby(&words::arrival(i, arrival))}
                        }
                    }
                }
            }
            if let Some(answered) = &row.question.answer {
                p { {i.show_with("school-question-answered", &[
                    ("answer", Arg::Text(&words::arrival(i, answered.arrival))),
                    ("who", Arg::Text(&words::by(i, &answered.by))),
                ])} }
            }
            if let Some(delivery) = row.delivery.clone() {
                DeliveryLine { delivery: delivery.clone() }
                if matches!(delivery, Delivery::Waiting { .. }) {
                    p { {i.show("school-waiting-call")} }
                }
            }
            if !row.question.phone.is_empty() {
                Phones { phones }
            }
        }
    }
}
