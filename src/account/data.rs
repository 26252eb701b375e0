//! Everything about me: as a folder on this device, or gone. What goes and what stays is said before it is done.

use crate::{
    hooks::{use_engine, use_query},
    i18n::{Arg, I18n, use_i18n},
    platform::Downloads,
    route::Route,
    ui::{Failed, FormError, Icon, Page, SecretField, Skeleton, Submit, toast::use_toasts, use_form},
};
use dioxus::prelude::*;
use itsumo_domain::account::DeletionItem;
use itsumo_engine::{Change, Error};
use std::path::PathBuf;

/// Everything about me, as a folder.
#[component]
pub fn MyData() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let Downloads(home) = use_context();
    let form = use_form();
    let mut written = use_signal(|| None::<(PathBuf, usize)>);
    let folder = home.join(format!("itsumo-{}", engine.now().jst_date().format("%Y-%m-%d")));
    let shown = folder.display().to_string();
    let send = move || {
        let (engine, folder) = (engine.clone(), folder.clone());
        form.send(
            async move {
                let files = engine.export_to(&folder).await?;
                Ok((folder, files.len()))
            },
            move |done| written.set(Some(done)),
        );
    };
    rsx! {
        Page { title: i.say("account-data"), heading: i.show("account-data"),
            p { class: "lead", {i.show("account-data-lead")} }
            p { class: "soft", {i.show_with("account-data-folder", &[("folder", Arg::Text(&shown))])} }
            if let Some((folder, count)) = written() {
                div { class: "note good", role: "status", Icon { name: "check" }
                    p { {i.show_with("account-data-done", &[
                        ("count", Arg::Number(i64::try_from(count).unwrap_or(0))),
                        ("folder", Arg::Text(&folder.display().to_string())),
                    ])} }
                }
            }
            div { class: "stack",
                FormError { form, fields: vec![] }
                Submit { form, onsend: move |()| send(), {i.show("account-data-download")} }
            }
        }
    }
}

/// Gone: what goes, what stays, the password once more.
#[component]
pub fn DeleteAccount() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let toasts = use_toasts();
    let navigator = navigator();
    let form = use_form();
    let mut password = use_signal(String::new);
    let mut deletion = use_query(&[Change::Account], |engine| async move { engine.deletion().await });
    let send = move || {
        let (engine, password) = (engine.clone(), password.peek().clone());
        form.send(
            async move {
                if password.is_empty() {
                    return Err(Error::field("password", "empty"));
                }
                engine.delete_account(&password).await
            },
            move |()| {
                toasts.say(i.marked("account-deleted-done", &[]));
                navigator.replace(Route::AccountHome {});
            },
        );
    };
    let entered = send.clone();
    rsx! {
        Page { title: i.say("account-delete"), heading: i.show("account-delete"),
            match &*deletion.read() {
                None => rsx! { Skeleton { rows: 3 } },
                Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| deletion.restart() } },
                Some(Ok(deletion)) => rsx! {
                    Lines { title: i.show("account-delete-goes"), icon: "trash", lines: lines(i, &deletion.goes) }
                    Lines { title: i.show("account-delete-stays"), icon: "info", lines: lines(i, &deletion.stays) }
                    p { {i.show("account-delete-first")} }
                    Link { to: Route::MyData {}, class: "button wide", {i.show("account-data")} }
                    div { class: "stack",
                        SecretField {
                            id: "password",
                            label: i.show("account-password"),
                            hint: i.show("account-delete-password"),
                            autocomplete: "current-password",
                            error: form.field(i, "password"),
                            oninput: move |typed| password.set(typed),
                            onenter: move |()| entered(),
                        }
                        FormError { form, fields: vec!["password"] }
                        Submit { form, danger: true, onsend: move |()| send(), {i.show("account-delete-now")} }
                    }
                },
            }
        }
    }
}

fn lines(i: I18n, items: &[DeletionItem]) -> Vec<String> {
    items
        .iter()
        .map(|item| i.marked(&format!("deletion-{}", item.key), &[("count", Arg::Number(item.count))]))
        .collect()
}

#[component]
fn Lines(title: Element, icon: String, lines: Vec<String>) -> Element {
    rsx! {
        section { class: "section",
            h2 { {title} }
            ul { class: "group",
                for (at, line) in lines.into_iter().enumerate() {
                    li { key: "{at}", class: "entry",
                        Icon { name: icon.clone() }
                        span { class: "words", {crate::i18n::ruby(&line)} }
                    }
                }
            }
        }
    }
}
