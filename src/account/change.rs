//! A new password, a new address.

use crate::{
    hooks::use_engine,
    i18n::{Arg, use_i18n},
    route::go_back,
    ui::{CodeField, EmailField, FormError, Page, SecretField, Submit, toast::use_toasts, use_form},
};
use dioxus::prelude::*;
use itsumo_domain::account::{PASSWORD_CHARS, check_password, normalise_email};
use itsumo_engine::Error;

/// The server calls the fields of a change `old` and `new`.
fn either(first: Option<String>, second: Option<String>) -> Option<String> {
    first.or(second)
}

/// A new password, for which the old one is asked.
#[component]
pub fn ChangePassword() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let toasts = use_toasts();
    let form = use_form();
    let mut old = use_signal(String::new);
    let mut new = use_signal(String::new);
    let send = move || {
        let engine = engine.clone();
        let (old, new) = (old.peek().clone(), new.peek().clone());
        form.send(
            async move {
                if old.is_empty() {
                    return Err(Error::field("old", "empty"));
                }
                check_password(&new, "").map_err(|wrong| Error::field("new", wrong.code))?;
                engine.change_password(&old, &new).await
            },
            move |()| {
                toasts.say(i.marked("account-password-done", &[]));
                go_back();
            },
        );
    };
    let entered = send.clone();
    rsx! {
        Page { title: i.say("account-change-password"), heading: i.show("account-change-password"),
            div { class: "stack",
                SecretField {
                    id: "old",
                    label: i.show("account-old-password"),
                    autocomplete: "current-password",
                    error: form.field(i, "old"),
                    oninput: move |typed| old.set(typed),
                }
                SecretField {
                    id: "new",
                    label: i.show("account-new-password"),
                    hint: i.show_with("account-password-hint", &[("count", Arg::Number(i64::try_from(PASSWORD_CHARS).unwrap_or(0)))]),
                    autocomplete: "new-password",
                    error: either(form.field(i, "new"), form.field(i, "password")),
                    oninput: move |typed| new.set(typed),
                    onenter: move |()| entered(),
                }
                FormError { form, fields: vec!["old", "new", "password"] }
                Submit { form, onsend: move |()| send(), {i.show("account-change-password")} }
                p { class: "soft", {i.show("account-password-signs-out")} }
            }
        }
    }
}

/// A new address, confirmed by a code that goes to it.
#[component]
pub fn ChangeEmail() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let toasts = use_toasts();
    let form = use_form();
    let mut sent_to = use_signal(|| None::<String>);
    let mut email = use_signal(String::new);
    let mut password = use_signal(String::new);
    let mut code = use_signal(String::new);
    let ask = {
        let engine = engine.clone();
        move || {
            let engine = engine.clone();
            let (email, password) = (email.peek().clone(), password.peek().clone());
            form.send(
                async move {
                    let address = normalise_email(&email).map_err(Error::from)?;
                    if password.is_empty() {
                        return Err(Error::field("password", "empty"));
                    }
                    engine.change_email(&password, &address).await?;
                    Ok(address)
                },
                move |address| sent_to.set(Some(address)),
            );
        }
    };
    let confirm = move || {
        let (engine, code) = (engine.clone(), code.peek().clone());
        form.send(async move { engine.confirm_email(&code).await }, move |()| {
            toasts.say(i.marked("account-email-done", &[]));
            go_back();
        });
    };
    let (asked, confirmed) = (ask.clone(), confirm.clone());
    rsx! {
        Page { title: i.say("account-change-email"), heading: i.show("account-change-email"),
            if let Some(address) = sent_to() {
                div { class: "stack",
                    p { class: "lead", {i.show_with("account-code-sent", &[("email", Arg::Text(&address))])} }
                    CodeField {
                        error: form.field(i, "code"),
                        oninput: move |typed| code.set(typed),
                        onenter: move |()| confirmed(),
                    }
                    FormError { form, fields: vec!["code"] }
                    Submit { form, onsend: move |()| confirm(), {i.show("account-confirm")} }
                }
            } else {
                div { class: "stack",
                    p { class: "lead", {i.show("account-change-email-lead")} }
                    EmailField {
                        label: i.show("account-new-email"),
                        autocomplete: "email",
                        error: form.field(i, "email"),
                        oninput: move |typed| email.set(typed),
                    }
                    SecretField {
                        id: "password",
                        label: i.show("account-password"),
                        autocomplete: "current-password",
                        error: form.field(i, "password"),
                        oninput: move |typed| password.set(typed),
                        onenter: move |()| asked(),
                    }
                    FormError { form, fields: vec!["email", "password"] }
                    Submit { form, onsend: move |()| ask(), {i.show("account-send-code")} }
                }
            }
        }
    }
}
