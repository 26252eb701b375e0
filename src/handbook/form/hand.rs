//! How a form leaves the house: as a page that any clinic can take, and as a code that any camera can read. Both are
//! explicit acts, and both are written down.

use crate::{
    handbook::use_child,
    handover::{Document, PrintAtMachine},
    hooks::{error_text, use_command, use_engine},
    i18n::{Arg, I18n, ruby, use_i18n},
    platform::{self, Downloads},
    route::Route,
    ui::{FormError, Icon, Sheet, toast::use_toasts, use_form},
};
use dioxus::prelude::*;
use itsumo_domain::{
    handbook::{Fact, Form, Shared},
    i18n::{Locale, without_ruby},
};
use itsumo_engine::{Error, NewEntry};
use std::path::PathBuf;
use uuid::Uuid;

/// What is written down when a form leaves.
fn left(what: &str, to: String, form: Uuid) -> Fact {
    Fact::Shared(Shared { what: what.to_owned(), to, of: vec![form] })
}

/// A name that every file system takes: `予診票-さくら-2026-11-24.pdf`.
fn file_name(word: &str, child: &str, form: &Form) -> String {
    let clean: String =
        child.chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).filter(|c| !c.is_control()).collect();
    format!("{word}-{clean}-{}.pdf", form.date.format("%Y-%m-%d"))
}

/// The ways out: page, code, the clinic's screen.
#[component]
pub fn Hand(child: Uuid, entry: Uuid, form: Form) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let toasts = use_toasts();
    let sending = use_form();
    let home = use_context::<Downloads>();
    let known = use_child(child);
    let mut shown = use_signal(|| false);
    let mut kept = use_signal(|| None::<PathBuf>);
    let name = known.map(|known| without_ruby(&known.name(i))).unwrap_or_default();
    let file = file_name(&I18n { locale: Locale::Ja }.say("form-title"), &name, &form);
    let save = {
        let engine = engine.clone();
        move || {
            let (engine, home, file) = (engine.clone(), home.clone(), file.clone());
            sending.send(
                async move {
                    let pdf = engine.form_pdf(child, entry).await?;
                    let file = home.keep(&file, &pdf).map_err(|_| Error::field("file", "cannot-write"))?;
                    let fact = left("form-pdf", file.display().to_string(), entry);
                    engine.record(vec![NewEntry::about(child, fact)]).await?;
                    Ok(file)
                },
                move |file| {
                    toasts.say(i.marked("form-pdf-kept", &[]));
                    kept.set(Some(file));
                },
            );
        }
    };
    let show = move |_| {
        shown.set(true);
        let engine = engine.clone();
        let fact = left("form-qr", String::new(), entry);
        command.run(async move { engine.record(vec![NewEntry::about(child, fact)]).await.map(drop) }, None);
    };
    rsx! {
        section { class: "section",
            h2 { {i.show("form-hand-title")} }
            p { class: "soft", {i.show("form-hand-lead")} }
            div { class: "group",
                button { class: "entry", r#type: "button", "aria-busy": if sending.busy() { "true" } else { "false" }, onclick: move |_| save(),
                    Icon { name: "download" }
                    span { class: "words", {i.show("form-pdf")} small { {i.show("form-pdf-detail")} } }
                }
                button { class: "entry", r#type: "button", onclick: show,
                    Icon { name: "qr" }
                    span { class: "words", {i.show("form-qr")} small { {i.show("form-qr-detail")} } }
                }
                PrintAtMachine { document: Document::Form { child, entry } }
                Link { to: Route::ClinicScreen { child }, class: "entry", Icon { name: "lock" }
                    span { class: "words", {i.show("vaccine-clinic")} small { {i.show("vaccine-clinic-detail")} } }
                    Icon { name: "forward" }
                }
            }
            FormError { form: sending, fields: vec![] }
            if let Some(file) = kept() {
                div { class: "note good", role: "status", Icon { name: "check" }
                    div { class: "stack tight",
                        p { {i.show_with("form-pdf-at", &[("file", Arg::Text(&file.display().to_string()))])} }
                        button { class: "button", r#type: "button",
                            onclick: move |_| if !platform::open_file(&file) { toasts.say(i.marked("form-pdf-no-viewer", &[])) },
                            Icon { name: "external" } {i.show("form-pdf-open")} }
                    }
                }
            }
        }
        if shown() {
            Sheet { id: "form-code", title: i.show("form-qr"), onclose: move |()| shown.set(false),
                Code { child, entry }
            }
        }
    }
}

/// The code, as large as the screen is wide: scanners at a counter are old and far away.
#[component]
pub fn Code(child: Uuid, entry: Uuid) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let words = i.say("form-qr-words");
    let code = use_resource(use_reactive!(|entry| {
        let engine = engine.clone();
        async move { engine.form_code(child, entry).await }
    }));
    match &*code.read() {
        None => rsx! { p { class: "soft", {i.show("form-qr-making")} } },
        Some(Err(error)) => rsx! {
            div { class: "note", role: "alert", Icon { name: "info" } p { {ruby(&error_text(i, error))} } }
        },
        Some(Ok(code)) => rsx! {
            div { class: "code-big", dangerous_inner_html: code.svg(&words) }
            p { class: "digits", {i.show_with("form-qr-digits", &[("digits", Arg::Text(&code.digits))])} }
            if code.shortened {
                p { class: "soft", {i.show("form-qr-shortened")} }
            }
            p { class: "soft", {i.show("form-qr-lead")} }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_named_by_child_and_day_whatever_the_name_holds() {
        let form = Form { date: "2026-11-24".parse().unwrap(), ..Form::default() };
        assert_eq!(file_name("予診票", "さくら", &form), "予診票-さくら-2026-11-24.pdf");
        assert_eq!(file_name("予診票", "../花 子", &form), "予診票-___花_子-2026-11-24.pdf");
    }
}
