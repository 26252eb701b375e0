//! Ways in: register, sign in, a new password by mail.

use super::{AfterSignIn, EmailDraft};
use crate::{
    hooks::{use_command, use_engine, use_query},
    i18n::{Arg, I18n, use_i18n},
    route::{Route, TabName},
    ui::{CodeField, EmailField, FormError, Icon, Page, SecretField, Submit, toast::use_toasts, use_form},
};
use dioxus::prelude::*;
use itsumo_domain::account::{PASSWORD_CHARS, check_password, normalise_email};
use itsumo_engine::{AccountState, Change, Error};

fn password_hint(i: I18n) -> Element {
    i.show_with("account-password-hint", &[("count", Arg::Number(i64::try_from(PASSWORD_CHARS).unwrap_or(0)))])
}

/// Address and password, then the code out of the mail.
#[component]
pub fn Register() -> Element {
    let i = use_i18n();
    let account = use_query(&[Change::Account], |engine| async move { engine.account().await });
    let confirming = match &*account.read() {
        Some(Ok(AccountState::Confirming { email })) => Some(email.clone()),
        _ => None,
    };
    let signed_in = matches!(&*account.read(), Some(Ok(AccountState::SignedIn { .. })));
    let after = use_context::<AfterSignIn>();
    rsx! {
        Page { title: i.say("account-register"), heading: i.show("account-register"),
            if signed_in {
                div { class: "note good", Icon { name: "check" } p { {i.show("account-registered")} } }
                if let Some((wanted_town, wanted)) = after.wanted().map(|wanted| (wanted.tab() == Some(TabName::Association), wanted)) {
                    Link { to: wanted, class: "button main wide", onclick: move |_| drop(after.take()), {i.show(if wanted_town { "account-go-on-association" } else { "account-go-on" })} }
                } else {
                    Link { to: Route::Home {}, class: "button main wide", {i.show("app-to-home")} }
                }
            } else if let Some(email) = confirming {
                Code { email }
            } else {
                Begin {}
            }
        }
    }
}

#[component]
fn Begin() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let form = use_form();
    let EmailDraft(mut email) = use_context();
    let mut password = use_signal(String::new);
    let send = move || {
        let engine = engine.clone();
        let (email, password) = (email.peek().clone(), password.peek().clone());
        form.send(
            async move {
                // What can be said without the server is said at once, offline too.
                let address = normalise_email(&email).map_err(Error::from)?;
                check_password(&password, &address).map_err(Error::from)?;
                engine.register(&address, &password).await
            },
            |()| {},
        );
    };
    let entered = send.clone();
    rsx! {
        div { class: "stack",
            p { class: "lead", {i.show("account-register-lead")} }
            EmailField {
                autocomplete: "email",
                error: form.field(i, "email"),
                initial: email.peek().clone(),
                oninput: move |typed| email.set(typed),
            }
            SecretField {
                id: "password",
                label: i.show("account-password"),
                hint: password_hint(i),
                autocomplete: "new-password",
                error: form.field(i, "password"),
                oninput: move |typed| password.set(typed),
                onenter: move |()| entered(),
            }
            FormError { form, fields: vec!["email", "password"] }
            Submit { form, onsend: move |()| send(), {i.show("account-send-code")} }
        }
        div { class: "assure", Icon { name: "lock" } p { {i.show("account-register-private")} } }
    }
}

#[component]
fn Code(email: String) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let toasts = use_toasts();
    let form = use_form();
    let EmailDraft(mut email_draft) = use_context();
    let mut code = use_signal(String::new);
    let send = {
        let engine = engine.clone();
        move || {
            let (engine, code) = (engine.clone(), code.peek().clone());
            form.send(async move { engine.confirm(&code).await }, move |()| {
                email_draft.set(String::new());
                toasts.say(i.marked("account-registered", &[]));
            });
        }
    };
    let entered = send.clone();
    rsx! {
        div { class: "stack",
            p { class: "lead", {i.show_with("account-code-sent", &[("email", Arg::Text(&email))])} }
            CodeField {
                error: form.field(i, "code"),
                oninput: move |typed| code.set(typed),
                onenter: move |()| entered(),
            }
            FormError { form, fields: vec!["code"] }
            Submit { form, onsend: move |()| send(), {i.show("account-confirm")} }
            button {
                class: "button plain wide",
                r#type: "button",
                onclick: move |_| {
                    let engine = engine.clone();
                    command.run(async move { engine.cancel_confirming().await }, None);
                },
                {i.show("account-other-address")}
            }
        }
    }
}

/// Sign in.
#[component]
pub fn SignIn() -> Element {
    let i = use_i18n();
    let kiosk = use_hook(crate::kiosk::is_here);
    let engine = use_engine();
    let toasts = use_toasts();
    let navigator = navigator();
    let form = use_form();
    let after = use_context::<AfterSignIn>();
    let EmailDraft(mut email) = use_context();
    let mut draft = email;
    let mut password = use_signal(String::new);
    let send = move || {
        let engine = engine.clone();
        let (email, password) = (email.peek().clone(), password.peek().clone());
        form.send(
            async move {
                let address = normalise_email(&email).map_err(Error::from)?;
                if password.is_empty() {
                    return Err(Error::field("password", "empty"));
                }
                engine.sign_in(&address, &password).await
            },
            move |()| {
                draft.set(String::new());
                toasts.say(i.marked("account-signed-in-done", &[]));
                navigator.replace(after.take().unwrap_or(Route::AccountHome {}));
            },
        );
    };
    let entered = send.clone();
    rsx! {
        Page { title: i.say("account-sign-in"), heading: i.show("account-sign-in"),
            div { class: "stack",
                EmailField {
                    autocomplete: "username",
                    error: form.field(i, "email"),
                    initial: email.peek().clone(),
                    oninput: move |typed| email.set(typed),
                }
                SecretField {
                    id: "password",
                    label: i.show("account-password"),
                    autocomplete: "current-password",
                    error: form.field(i, "password"),
                    oninput: move |typed| password.set(typed),
                    onenter: move |()| entered(),
                }
                FormError { form, fields: vec!["email", "password"] }
                Submit { form, onsend: move |()| send(), {i.show("account-sign-in")} }
                p { class: "soft", {i.show(if kiosk { "kiosk-sign-in-note" } else { "account-sign-in-merge" })} }
                Link { to: Route::RecoverPassword {}, class: "button plain wide", {i.show("account-forgot")} }
            }
        }
    }
}

/// A new password by a mailed code.
#[component]
pub fn RecoverPassword() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let toasts = use_toasts();
    let navigator = navigator();
    let form = use_form();
    let mut sent_to = use_signal(|| None::<String>);
    let EmailDraft(mut email) = use_context();
    let mut code = use_signal(String::new);
    let mut password = use_signal(String::new);
    let ask = {
        let engine = engine.clone();
        move || {
            let (engine, email) = (engine.clone(), email.peek().clone());
            form.send(
                async move {
                    let address = normalise_email(&email).map_err(Error::from)?;
                    engine.recover(&address).await?;
                    Ok(address)
                },
                move |address| sent_to.set(Some(address)),
            );
        }
    };
    let confirm = move || {
        let engine = engine.clone();
        let Some(address) = sent_to.peek().clone() else { return };
        let (code, password) = (code.peek().clone(), password.peek().clone());
        form.send(
            async move {
                check_password(&password, &address).map_err(Error::from)?;
                engine.confirm_recovery(&address, &code, &password).await
            },
            move |()| {
                email.set(String::new());
                toasts.say(i.marked("account-recovered-done", &[]));
                navigator.replace(Route::AccountHome {});
            },
        );
    };
    let (asked, confirmed) = (ask.clone(), confirm.clone());
    rsx! {
        Page { title: i.say("account-recover"), heading: i.show("account-recover"),
            if let Some(address) = sent_to() {
                div { class: "stack",
                    p { class: "lead", {i.show_with("account-code-sent-maybe", &[("email", Arg::Text(&address))])} }
                    CodeField {
                        error: form.field(i, "code"),
                        oninput: move |typed| code.set(typed),
                    }
                    SecretField {
                        id: "password",
                        label: i.show("account-new-password"),
                        hint: password_hint(i),
                        autocomplete: "new-password",
                        error: form.field(i, "password"),
                        oninput: move |typed| password.set(typed),
                        onenter: move |()| confirmed(),
                    }
                    FormError { form, fields: vec!["code", "password"] }
                    Submit { form, onsend: move |()| confirm(), {i.show("account-set-password")} }
                    p { class: "soft", {i.show("account-recover-signs-out")} }
                }
            } else {
                div { class: "stack",
                    p { class: "lead", {i.show("account-recover-lead")} }
                    EmailField {
                        autocomplete: "username",
                        error: form.field(i, "email"),
                        initial: email.peek().clone(),
                        oninput: move |typed| email.set(typed),
                        onenter: move |()| asked(),
                    }
                    FormError { form, fields: vec!["email"] }
                    Submit { form, onsend: move |()| ask(), {i.show("account-send-code")} }
                }
            }
        }
    }
}
