//! What is read here, on paper: for who came without a phone.

use super::Session;
use crate::{
    handover::paper_out,
    hooks::{error_text, use_engine},
    i18n::{ruby, use_i18n},
    ui::Icon,
};
use dioxus::prelude::*;
use uuid::Uuid;

/// How far it is.
#[derive(Clone, PartialEq)]
enum Step {
    Asked,
    Printing,
    Out,
    /// Why not, marked with ruby.
    Failed(String),
}

/// Prints a circular of the notice board.
#[component]
pub fn PrintCircular(id: Uuid) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let session = use_context::<Session>();
    let mut step = use_signal(|| Step::Asked);
    let printing = *step.read() == Step::Printing;
    let print = move |_| {
        if *step.peek() == Step::Printing {
            return;
        }
        step.set(Step::Printing);
        let (engine, session) = (engine.clone(), session.clone());
        spawn(async move {
            let document = match engine.circular_pdf(id, i.locale).await {
                Ok(document) => document,
                Err(error) => return step.set(Step::Failed(error_text(i, &error))),
            };
            let printer = session.config().printer.clone();
            step.set(match paper_out(document, printer, Some(session)).await {
                Ok(()) => Step::Out,
                Err(error) => Step::Failed(i.marked(error.key(), &[])),
            });
        });
    };
    rsx! {
        section { class: "kiosk-paper", "aria-live": "polite",
            match &*step.read() {
                Step::Out => rsx! {
                    p { class: "kiosk-paper-out", Icon { name: "check" } {i.show("kiosk-paper-out")} }
                },
                Step::Failed(why) => rsx! {
                    div { class: "note bad", role: "alert", Icon { name: "info" } p { {ruby(why)} } }
                },
                Step::Asked | Step::Printing => rsx! {},
            }
            button { class: "button", r#type: "button", "aria-busy": if printing { "true" } else { "false" }, onclick: print,
                Icon { name: "print" }
                {i.show(if printing { "handover-print-doing" } else { "kiosk-paper-print" })}
            }
        }
    }
}
