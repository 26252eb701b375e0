//! Somebody says that they are of my household: with the letter's code, and a name. Whoever is of it already knows best
//! whether that is so. Until somebody says yes they see nothing.

use crate::{
    dates,
    hooks::{Answer, use_command, use_engine, use_query},
    i18n::{Arg, ruby, use_i18n},
    route::Route,
    ui::Icon,
};
use dioxus::prelude::*;
use itsumo_domain::association::JoinRequest;
use itsumo_engine::Change;
use uuid::Uuid;

/// Who waits. Only the server knows: without a network nobody is shown, and they go on waiting.
fn use_knocking(household: Uuid) -> Answer<Vec<JoinRequest>> {
    use_query(&[Change::Association], move |engine| async move { engine.household_requests(household).await })
}

/// On the association's home: that somebody waits, and the way to answer.
#[component]
pub fn KnockEntry(household: Uuid) -> Element {
    let i = use_i18n();
    let knocking = use_knocking(household);
    let waiting = match &*knocking.read() {
        Some(Ok(waiting)) => waiting.clone(),
        _ => return rsx! {},
    };
    rsx! {
        for request in waiting {
            Link { key: "{request.id}", to: Route::HouseholdScreen { household }, class: "card knock-card",
                Icon { name: "person" }
                span { class: "words",
                    strong { {i.show_with("association-knock", &[("name", Arg::Text(&request.name))])} }
                    " "
                    small { {i.show("association-knock-answer")} }
                }
                Icon { name: "forward" }
            }
        }
    }
}

/// On the household's screen: who waits, and yes or no.
#[component]
pub fn Knocks(household: Uuid) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let now = engine.now();
    let mut knocking = use_knocking(household);
    let waiting = match &*knocking.read() {
        Some(Ok(waiting)) if !waiting.is_empty() => waiting.clone(),
        _ => return rsx! {},
    };
    let answer = move |request: Uuid, yes: bool| {
        let engine = engine.clone();
        let said = if yes { "association-knock-in" } else { "association-knock-out" };
        command.then(async move { engine.answer_request(household, request, yes).await }, Some(said), move || {
            knocking.restart()
        });
    };
    rsx! {
        section { class: "section",
            h2 { {i.show("association-knocks")} }
            for request in waiting {
                div { key: "{request.id}", class: "card request",
                    p { class: "line tight-line", Icon { name: "person" }
                        strong { {i.show_with("association-knock", &[("name", Arg::Text(&request.name))])} }
                    }
                    p { class: "soft",
                        if request.far {
                            {i.show("association-member-far")}
                            " · "
                        }
                        {ruby(&dates::moment(i, request.at, now))}
                    }
                    p { class: "soft", {i.show("association-knock-detail")} }
                    div { class: "line",
                        button { class: "button main", r#type: "button",
                            onclick: { let answer = answer.clone(); move |_| answer(request.id, true) },
                            span { class: "hidden", "{request.name} " }
                            {i.show("association-knock-yes")}
                        }
                        button { class: "button", r#type: "button",
                            onclick: { let answer = answer.clone(); move |_| answer(request.id, false) },
                            span { class: "hidden", "{request.name} " }
                            {i.show("association-knock-no")}
                        }
                    }
                }
            }
        }
    }
}
