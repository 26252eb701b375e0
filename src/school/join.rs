//! Joining a child with the code of the school's letter. The code is a key: it is kept nowhere while one looks elsewhere;
//! one's own name and what one is to the child are.

use crate::{
    hooks::use_engine,
    i18n::{Arg, use_i18n},
    platform,
    route::Route,
    shell::Column,
    ui::{Choice, Field, FormError, Icon, ScanCode, Submit, use_draft, use_form},
};
use dioxus::prelude::*;
use itsumo_domain::school::{JoinedPupil, code::JoinCode};
use itsumo_engine::Error;
use serde::{Deserialize, Serialize};

/// What guardians mostly are to a child, as the school shall read it; the last is written by hand.
const RELATIONS: [&str; 6] = ["mother", "father", "grandmother", "grandfather", "guardian", "other"];

/// What is kept while one looks elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Typed {
    name: String,
    relation: String,
    other: String,
}

/// Joins a child.
#[component]
pub fn JoinChild() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let form = use_form();
    let draft = use_draft(format!("{}school/join", itsumo_engine::draft::PERSON), Typed::default);
    let mut code = use_signal(String::new);
    let letter = platform::use_handed_code(code);
    let mut joined = use_signal(|| None::<JoinedPupil>);
    let now = draft.now.read().clone();
    let send = move || {
        let (engine, code, typed) = (engine.clone(), code.peek().clone(), draft.peek());
        form.send(
            async move {
                // What can be said without the server is said at once, offline too.
                if code.trim().is_empty() {
                    return Err(Error::field("code", "empty"));
                }
                JoinCode::read(&code).map_err(|slip| Error::field("code", slip.code()))?;
                // The school reads Japanese, whatever language this screen speaks.
                let relation = match typed.relation.as_str() {
                    "" => return Err(Error::field("relation", "empty")),
                    "other" => typed.other.trim().to_owned(),
                    name => itsumo_domain::i18n::text(
                        itsumo_domain::i18n::Locale::Ja,
                        &format!("school-relation-{name}"),
                        &[],
                    ),
                };
                engine.join_pupil(&code, &typed.name, &relation).await
            },
            move |pupil| joined.set(Some(pupil)),
        );
    };
    if let Some(pupil) = joined() {
        return rsx! {
            Column { heading: "school-joined",
                div { class: "note good", role: "status", Icon { name: "check" }
                    p { {i.show_with("school-joined-with", &[("name", Arg::Text(&pupil.name)), ("facility", Arg::Text(&pupil.facility))])} }
                }
                p { class: "lead", {i.show("school-joined-next")} }
                div { class: "stack tight",
                    Link { to: Route::SchoolHome {}, class: "button main wide", {i.show("school-to-home")} }
                    button { class: "button wide", r#type: "button",
                        onclick: move |_| {
                            code.set(String::new());
                            joined.set(None);
                        },
                        {i.show("school-join-another")}
                    }
                }
            }
        };
    }
    let options: Vec<(String, String)> =
        RELATIONS.iter().map(|name| ((*name).to_owned(), i.marked(&format!("school-relation-{name}"), &[]))).collect();
    rsx! {
        Column { heading: "school-join",
            p { class: "lead", {i.show("school-join-lead")} }
            div { class: "stack",
                ScanCode {}
                for letter in [letter] {
                    Field { key: "{letter}", id: "code", class: "long-code", label: i.show("school-join-code"), hint: i.show("school-join-code-hint"),
                        initial: code.peek().clone(), autocomplete: "off", error: form.field(i, "code"), oninput: move |text| code.set(text) }
                }
                Field { id: "name", label: i.show("school-join-name"), hint: i.show("school-join-name-hint"), autocomplete: "name",
                    initial: now.name.clone(), error: form.field(i, "name"),
                    oninput: move |text: String| draft.change(|draft| draft.name = text) }
                Choice { id: "relation", label: i.show("school-join-relation"), options, chosen: now.relation.clone(),
                    error: if now.relation == "other" { None } else { form.field(i, "relation") },
                    onchoose: move |name: String| draft.change(|draft| draft.relation = name) }
                if now.relation == "other" {
                    Field { id: "relation-other", label: i.show("school-join-relation-other"), initial: now.other.clone(), error: form.field(i, "relation"),
                        oninput: move |text: String| draft.change(|draft| draft.other = text) }
                }
                FormError { form, fields: vec!["code", "name", "relation"] }
                Submit { form, onsend: move |()| send(), {i.show("school-join-do")} }
            }
            div { class: "assure", Icon { name: "lock" } p { {i.show("school-join-private")} } }
        }
    }
}
