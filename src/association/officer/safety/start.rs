//! Beginning a safety check. Drill or real is chosen first and by itself; after that the screen is the one or the other,
//! and the real one begins only when its word has been typed: a thumb in a hurry cannot wake four hundred households.

use super::{
    super::{
        parts::{Afield, OfficerPage},
        use_acting,
    },
    StatusHead,
};
use crate::{
    hooks::use_engine,
    i18n::{Arg, use_i18n},
    route::Route,
    ui::{Choice, Field, FormError, Icon, use_form},
};
use dioxus::prelude::*;
use itsumo_domain::{
    alert::Status,
    association::{Act, SafetyCheck, safety::words},
    city::LocalText,
    i18n::{self, Locale},
};

/// Whether the word that begins the real one was typed, in whichever of the app's languages.
fn is_typed(text: &str) -> bool {
    let typed = itsumo_domain::text::nfkc(text.trim()).to_uppercase();
    Locale::ALL.iter().any(|locale| {
        let word = i18n::text(*locale, "officer-safety-type-word", &[]);
        // Where the word carries its reading, either is it.
        i18n::without_ruby(&word) == typed
    })
}

/// Begins one.
#[component]
pub fn StartSafety() -> Element {
    let i = use_i18n();
    let mut status = use_signal(|| None::<Status>);
    let acting = use_acting();
    if acting.associations(Act::StartSafety).is_empty() {
        return rsx! { super::super::parts::NoSeat {} };
    }
    rsx! {
        OfficerPage { heading: "officer-safety-start",
            Afield {}
            match status() {
                None => rsx! {
                    p { class: "lead", {i.show("officer-safety-which")} }
                    div { class: "stack",
                        button { class: "safety-choice safety-drill", r#type: "button", onclick: move |_| status.set(Some(Status::Drill)),
                            Icon { name: "info" }
                            span { class: "words", strong { {i.show(words(Status::Drill).start)} } small { {i.show("officer-safety-drill-detail")} } }
                        }
                        button { class: "safety-choice safety-real", r#type: "button", onclick: move |_| status.set(Some(Status::Actual)),
                            Icon { name: "disaster" }
                            span { class: "words", strong { {i.show(words(Status::Actual).start)} } small { {i.show("officer-safety-real-detail")} } }
                        }
                    }
                },
                Some(chosen) => rsx! { Begin { key: "{chosen:?}", status: chosen, onother: move |()| status.set(None) } },
            }
        }
    }
}

#[component]
fn Begin(status: Status, onother: EventHandler<()>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let navigator = navigator();
    let acting = use_acting();
    let form = use_form();
    let those = acting.associations(Act::StartSafety);
    let mut chosen = use_signal(|| those.first().map(|(id, _)| *id));
    let mut what = use_signal(String::new);
    let mut typed = use_signal(String::new);
    let mut wrong = use_signal(|| None::<(&'static str, &'static str)>);
    let real = status == Status::Actual;
    let options: Vec<(String, String)> = those.iter().map(|(id, card)| (id.to_string(), card.name.clone())).collect();
    let name =
        those.iter().find(|(id, _)| Some(*id) == chosen()).map(|(_, card)| card.name.clone()).unwrap_or_default();
    let word = i.say("officer-safety-type-word");
    let start = move |_| {
        let happened = what.peek().trim().to_owned();
        if happened.is_empty() {
            wrong.set(Some(("what", "officer-safety-what-empty")));
            return;
        }
        if real && !is_typed(&typed.peek()) {
            wrong.set(Some(("type", "officer-safety-type-wrong")));
            return;
        }
        let Some(association) = *chosen.peek() else { return };
        let (engine, by) = (engine.clone(), acting.title(association));
        let (id, now) = (engine.new_id(), engine.now());
        let check = SafetyCheck {
            association,
            status,
            what: LocalText::ja(&happened),
            by,
            started: now,
            ended: None,
            deletes: SafetyCheck::deletes_after(status, now),
        };
        form.send(async move { engine.start_safety(id, check).await }, move |()| {
            drop(navigator.replace(Route::SafetyWalk { check: id }));
        });
    };
    let slip = move |field: &str| {
        let typed = wrong().filter(|(at, _)| *at == field).map(|(_, key)| i.marked(key, &[]));
        typed.or_else(|| form.field(i, field))
    };
    rsx! {
        StatusHead { status }
        if options.len() > 1 {
            Choice { id: "association", label: i.show("officer-write-for"), options, chosen: chosen().map(|id| id.to_string()).unwrap_or_default(),
                onchoose: move |id: String| chosen.set(id.parse().ok()) }
        }
        Field { id: "what", label: i.show("officer-safety-what"), hint: i.show(if real { "officer-safety-what-hint" } else { "officer-safety-what-drill-hint" }),
            maxlength: 90, error: slip("what"), oninput: move |text| { wrong.set(None); what.set(text) } }
        if real {
            Field { id: "type", label: i.show_with("officer-safety-type", &[("word", Arg::Text(&word))]), hint: i.show("officer-safety-type-hint"),
                autocomplete: "off", maxlength: 12, error: slip("type"), oninput: move |text| { wrong.set(None); typed.set(text) } }
        }
        p { class: "lead", {i.show_with(words(status).sure, &[("association", Arg::Text(&name))])} }
        FormError { form, fields: vec!["what"] }
        div { class: "stack tight",
            button { class: if real { "button main danger wide" } else { "button main wide" }, r#type: "button",
                "aria-busy": if form.busy() { "true" } else { "false" }, onclick: start,
                {i.show(words(status).start)}
            }
            button { class: "button wide", r#type: "button", onclick: move |_| onother.call(()), {i.show("officer-safety-other")} }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_real_one_begins_with_its_word_and_no_other() {
        for text in ["本番", " 本番 ", "ほんばん", "REAL", "real", "ＲＥＡＬ"] {
            assert!(is_typed(text), "{text}");
        }
        for text in ["", "訓練", "本", "はい", "本番です", "drill"] {
            assert!(!is_typed(text), "{text}");
        }
    }
}
