//! The phone's side: one document on its way to a machine.
//!
//! Nothing is sent by scanning alone. The person compares six digits first: a code that somebody stuck over the machine's
//! shows others.

use super::{Digits, Document, Sealed, document::machine_of, ready::use_waiting};
use crate::{
    hooks::use_engine,
    i18n::{Arg, use_i18n},
    ui::{Field, FormError, Icon, ScanCode, Sheet, Submit, use_form},
};
use dioxus::prelude::*;
use itsumo_engine::SeenTicket;

/// How far it is.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    /// A code is to be read.
    Read,
    /// It was read, and is to be compared.
    Compare(SeenTicket),
    /// It is another machine's, or nobody's.
    Other,
    /// It is sent.
    Sent,
}

/// The way out for a document: printed at a machine at the city hall.
#[component]
pub fn PrintAtMachine(document: Document) -> Element {
    let i = use_i18n();
    let mut open = use_signal(|| false);
    rsx! {
        button { class: "entry", r#type: "button", "aria-haspopup": "dialog", onclick: move |_| open.set(true),
            Icon { name: "print" }
            span { class: "words", {i.show("handover-send")} small { {i.show("handover-send-detail")} } }
        }
        if open() {
            SendSheet { document, onclose: move |()| open.set(false) }
        }
    }
}

/// The sheet in which it is sent.
#[component]
pub fn SendSheet(document: Document, onclose: EventHandler<()>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let form = use_form();
    let waiting = use_waiting();
    let mut typed = use_signal(String::new);
    // Who scanned first has only to compare.
    let mut step = use_signal(|| waiting.and_then(|waiting| waiting.ticket()).map_or(Step::Read, Step::Compare));
    let read = {
        let engine = engine.clone();
        move || {
            let (engine, text) = (engine.clone(), typed.peek().clone());
            form.send(async move { engine.read_ticket(&text) }, move |seen| step.set(Step::Compare(seen)));
        }
    };
    let again = move |_| {
        if let Some(waiting) = waiting {
            waiting.forget();
        }
        typed.set(String::new());
        form.clear();
        step.set(Step::Read);
    };
    rsx! {
        Sheet { id: "handover-send", title: i.show("handover-send"), onclose,
            div { class: "stack handover-send",
                match step() {
                    Step::Read => rsx! {
                        p { {i.show("handover-send-how")} }
                        p { {i.show("handover-send-camera")} }
                        ScanCode {
                            onscan: {
                                let read = read.clone();
                                move |text| {
                                    typed.set(text);
                                    read();
                                }
                            },
                        }
                        Field { id: "ticket", label: i.show("handover-send-text"), hint: i.show("handover-send-text-hint"),
                            error: form.field(i, "ticket"), autocomplete: "off", inputmode: "url",
                            oninput: move |text: String| typed.set(text),
                            onenter: { let read = read.clone(); move |()| read() } }
                        FormError { form, fields: vec!["ticket"] }
                        Submit { form, onsend: { let read = read.clone(); move |()| read() }, {i.show("handover-send-read")} }
                    },
                    Step::Compare(seen) => {
                        let name = machine_of(i, seen.name());
                        let send = {
                            let (engine, seen) = (engine.clone(), seen.clone());
                            move |()| {
                                let (engine, seen) = (engine.clone(), seen.clone());
                                form.send(async move { document.send(&engine, i, &seen).await }, move |()| {
                                    if let Some(waiting) = waiting {
                                        waiting.forget();
                                    }
                                    step.set(Step::Sent);
                                });
                            }
                        };
                        rsx! {
                            h3 { {i.show("handover-send-compare")} }
                            p { {i.show_with("handover-send-compare-lead", &[("name", Arg::Text(&name))])} }
                            Digits { digits: seen.digits() }
                            FormError { form, fields: vec![] }
                            Submit { form, onsend: send, {i.show("handover-send-yes")} }
                            button { class: "button wide", r#type: "button", disabled: form.busy(),
                                onclick: move |_| step.set(Step::Other), {i.show("handover-send-no")} }
                            Sealed { key_of_words: "handover-send-secret" }
                        }
                    },
                    Step::Other => rsx! {
                        div { class: "note warn", role: "alert", Icon { name: "info" }
                            div { class: "stack tight",
                                strong { {i.show("handover-send-other")} }
                                p { {i.show("handover-send-other-lead")} }
                            }
                        }
                        button { class: "button main wide", r#type: "button", onclick: again, {i.show("handover-send-retry")} }
                    },
                    Step::Sent => rsx! {
                        div { class: "note good", role: "status", Icon { name: "check" }
                            div { class: "stack tight",
                                strong { {i.show("handover-send-done")} }
                                p { {i.show("handover-send-done-lead")} }
                            }
                        }
                        button { class: "button main wide", r#type: "button", onclick: move |_| onclose.call(()), {i.show("app-close")} }
                    },
                }
            }
        }
    }
}
