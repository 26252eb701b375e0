//! Joining a household with the code of the block's letter. Where the household is known by its name and house, one is in
//! at once; otherwise an officer looks first, and nothing of the association is open until then. The code is a key: it is
//! kept nowhere while one looks elsewhere; the names are.

use crate::{
    hooks::use_engine,
    i18n::{Arg, use_i18n},
    platform,
    route::Route,
    shell::Column,
    ui::{Field, FormError, Icon, ScanCode, Submit, Tick, use_draft, use_form},
};
use dioxus::prelude::*;
use itsumo_domain::{
    association::{JoinHousehold, JoinedHousehold},
    school::code::JoinCode,
};
use itsumo_engine::Error;
use serde::{Deserialize, Serialize};

/// What is kept while one looks elsewhere.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
struct Typed {
    name: String,
    household: String,
    place: String,
    far: bool,
}

/// Joins a household.
#[component]
pub fn JoinAssociation() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let form = use_form();
    let draft = use_draft(format!("{}association/join", itsumo_engine::draft::PERSON), Typed::default);
    let mut code = use_signal(String::new);
    let letter = platform::use_handed_code(code);
    let mut joined = use_signal(|| None::<JoinedHousehold>);
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
                for (field, text) in [("name", &typed.name), ("household", &typed.household), ("place", &typed.place)] {
                    if text.trim().is_empty() {
                        return Err(Error::field(field, "empty"));
                    }
                }
                let ask = JoinHousehold {
                    code,
                    name: typed.name.trim().to_owned(),
                    household: typed.household.trim().to_owned(),
                    place: typed.place.trim().to_owned(),
                    far: typed.far,
                };
                engine.join_household(ask).await
            },
            move |answer| {
                draft.forget();
                joined.set(Some(answer));
            },
        );
    };
    match joined() {
        Some(JoinedHousehold::Member { association, block, .. }) => {
            return rsx! { Joined { association, block } };
        }
        Some(JoinedHousehold::Waiting { association, block, .. }) => {
            return rsx! { Waits { association, block } };
        }
        None => {}
    }
    rsx! {
        Column { heading: "association-join",
            p { class: "lead", {i.show("association-join-lead")} }
            div { class: "stack",
                ScanCode {}
                for letter in [letter] {
                    Field { key: "{letter}", id: "code", class: "long-code", label: i.show("association-join-code"), hint: i.show("association-join-code-hint"),
                        initial: code.peek().clone(), autocomplete: "off", error: form.field(i, "code"), oninput: move |text| code.set(text) }
                }
                Field { id: "household", label: i.show("association-join-household"), hint: i.show("association-join-household-hint"),
                    initial: now.household.clone(), error: form.field(i, "household"), maxlength: 40,
                    oninput: move |text: String| draft.change(|draft| draft.household = text) }
                Field { id: "place", label: i.show("association-join-place"), hint: i.show("association-join-place-hint"),
                    initial: now.place.clone(), error: form.field(i, "place"), maxlength: 60,
                    oninput: move |text: String| draft.change(|draft| draft.place = text) }
                Field { id: "name", label: i.show("association-join-name"), hint: i.show("association-join-name-hint"), autocomplete: "name",
                    initial: now.name.clone(), error: form.field(i, "name"), maxlength: 40,
                    oninput: move |text: String| draft.change(|draft| draft.name = text) }
                div { class: "group ticks",
                    Tick { label: i.show("association-join-far"), hint: i.show("association-join-far-hint"), on: now.far,
                        onchange: move |on| draft.change(|draft| draft.far = on) }
                }
                FormError { form, fields: vec!["code", "name", "household", "place"] }
                Submit { form, onsend: move |()| send(), {i.show("association-join-do")} }
            }
            div { class: "assure", Icon { name: "lock" } p { {i.show("association-join-private")} } }
        }
    }
}

/// The household was known: one is in.
#[component]
fn Joined(association: String, block: String) -> Element {
    let i = use_i18n();
    rsx! {
        Column { heading: "association-joined",
            div { class: "note good", role: "status", Icon { name: "check" }
                p { {i.show_with("association-joined-with", &[("association", Arg::Text(&association)), ("block", Arg::Text(&block))])} }
            }
            p { class: "lead", {i.show("association-joined-next")} }
            Link { to: Route::AssociationHome {}, class: "button main wide", {i.show("association-to-home")} }
        }
    }
}

/// An officer looks first.
#[component]
fn Waits(association: String, block: String) -> Element {
    let i = use_i18n();
    rsx! {
        Column { heading: "association-asked-to-join",
            div { class: "note", role: "status", Icon { name: "clock" }
                p { {i.show_with("association-asked-with", &[("association", Arg::Text(&association)), ("block", Arg::Text(&block))])} }
            }
            p { class: "lead", {i.show("association-asked-next")} }
            Link { to: Route::AssociationHome {}, class: "button main wide", {i.show("association-to-home")} }
        }
    }
}
