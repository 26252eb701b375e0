//! Coming into a family: with an invitation from another device, or with the paper.

use crate::{
    hooks::use_engine,
    i18n::{Arg, use_i18n},
    route::Route,
    ui::{Area, ErrorLine, Field, FormError, Icon, Page, Submit, use_draft, use_form},
};
use dioxus::prelude::*;
use itsumo_engine::JoinReport;

/// With an invitation.
#[component]
pub fn JoinFamily() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let form = use_form();
    // Only the name is kept while one looks elsewhere: an invitation is a key.
    let name = use_draft("family/name", String::new);
    let mut code = use_signal(String::new);
    let mut done = use_signal(|| None::<JoinReport>);
    let send = move || {
        let (engine, code, name_now) = (engine.clone(), code.peek().clone(), name.peek());
        form.send(async move { engine.join_family(&code, &name_now).await }, move |report| {
            name.forget();
            done.set(Some(report));
        });
    };
    rsx! {
        Page { title: i.say("family-join"), heading: i.show("family-join"),
            if let Some(report) = done() {
                Came { report, title: "family-joined" }
            } else {
                p { class: "lead", {i.show("family-join-lead")} }
                div { class: "stack",
                    Area { id: "invitation", label: i.show("family-join-code"), hint: i.show("family-join-code-hint"), rows: 6,
                        oninput: move |text| code.set(text) }
                    ErrorLine { id: "invitation", error: form.field(i, "invitation") }
                    Field { id: "name", label: i.show("family-name"), hint: i.show("family-name-hint"), initial: name.peek(), error: form.field(i, "name"),
                        oninput: move |text: String| name.change(|name| *name = text) }
                    FormError { form, fields: vec!["invitation", "name"] }
                    Submit { form, onsend: move |()| send(), {i.show("family-join-do")} }
                }
            }
        }
    }
}

/// With the recovery code from the paper.
#[component]
pub fn RecoverFamily() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let form = use_form();
    let name = use_draft("family/name", String::new);
    let mut code = use_signal(String::new);
    let mut done = use_signal(|| None::<JoinReport>);
    let send = move || {
        let (engine, code, name_now) = (engine.clone(), code.peek().clone(), name.peek());
        form.send(async move { engine.recover_family(&code, &name_now).await }, move |report| {
            name.forget();
            done.set(Some(report));
        });
    };
    rsx! {
        Page { title: i.say("family-recover"), heading: i.show("family-recover"),
            if let Some(report) = done() {
                Came { report, title: "family-recovered" }
            } else {
                p { class: "lead", {i.show("family-recover-lead")} }
                div { class: "stack",
                    Field { id: "code", label: i.show("family-recovery-code"), hint: i.show("family-code-hint"), class: "long-code", error: form.field(i, "code"),
                        autocomplete: "off", oninput: move |text| code.set(text) }
                    Field { id: "name", label: i.show("family-name"), hint: i.show("family-name-hint"), initial: name.peek(), error: form.field(i, "name"),
                        oninput: move |text: String| name.change(|name| *name = text) }
                    FormError { form, fields: vec!["code", "name"] }
                    Submit { form, onsend: move |()| send(), {i.show("family-recover-do")} }
                }
            }
        }
    }
}

/// What came of it.
#[component]
fn Came(report: JoinReport, title: String) -> Element {
    let i = use_i18n();
    let count = |number: usize| [("count", Arg::Number(i64::try_from(number).unwrap_or(0)))];
    rsx! {
        div { class: "note good", role: "status", Icon { name: "check" }
            div { class: "stack", style: "gap:0.5rem",
                p { strong { {i.show(&title)} } }
                if report.reached || report.entries > 0 {
                    p { {i.show_with("family-joined-entries", &count(report.entries))} }
                } else {
                    p { {i.show("family-joined-later")} }
                }
                if report.brought > 0 {
                    p { {i.show_with("family-joined-brought", &count(report.brought))} }
                }
            }
        }
        Link { to: Route::HandbookHome {}, class: "button main wide", {i.show("handbook-to-home")} }
    }
}
