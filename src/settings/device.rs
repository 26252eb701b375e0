//! What is kept on this device and where its secrets are; which server it speaks with.

use crate::{
    hooks::{use_engine, use_query},
    i18n::{Arg, use_i18n},
    ui::{Failed, Field, FormError, Icon, Page, Skeleton, Submit, toast::use_toasts, use_form},
};
use dioxus::prelude::*;
use itsumo_engine::{Change, SecretsHome};

/// Where things are kept.
#[component]
pub fn StorageSettings() -> Element {
    let i = use_i18n();
    let mut health = use_query(&[Change::Settings], |engine| async move { Ok(engine.health().await) });
    rsx! {
        Page { title: i.say("settings-storage"), heading: i.show("settings-storage"),
            p { class: "lead", {i.show("settings-storage-lead")} }
            match &*health.read() {
                None => rsx! { Skeleton { rows: 2 } },
                Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| health.restart() } },
                Some(Ok(health)) => {
                    let megabytes = format!("{:.1}", health.database_bytes as f64 / 1_000_000.0);
                    rsx! {
                        match &health.secrets {
                            SecretsHome::Keyring => rsx! {
                                div { class: "note good", Icon { name: "lock" } p { {i.show("settings-secrets-keyring")} } }
                            },
                            SecretsHome::File(path) => rsx! {
                                div { class: "note warn", Icon { name: "key" }
                                    p { {i.show_with("settings-secrets-file", &[("path", Arg::Text(&path.display().to_string()))])} }
                                }
                            },
                        }
                        if let Some(kept) = &health.rebuilt_from {
                            div { class: "note warn", Icon { name: "info" }
                                p { {i.show_with("settings-rebuilt", &[("path", Arg::Text(&kept.display().to_string()))])} }
                            }
                        }
                        div { class: "group",
                            p { class: "entry", Icon { name: "device" }
                                span { class: "words", {i.show("settings-database")} }
                                span { class: "value", "{megabytes} MB" }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// Which server, for those who run their own.
#[component]
pub fn ServerSettings() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let toasts = use_toasts();
    let form = use_form();
    let now = engine.server();
    let mut address = use_signal(|| now.clone());
    let send = {
        let engine = engine.clone();
        move || {
            let (engine, address) = (engine.clone(), address.peek().clone());
            form.send(async move { engine.set_server(address.trim()).await }, move |()| {
                toasts.say(i.marked("settings-server-done", &[]));
            });
        }
    };
    let entered = send.clone();
    rsx! {
        Page { title: i.say("settings-server"), heading: i.show("settings-server"),
            p { class: "lead", {i.show("settings-server-lead")} }
            div { class: "stack",
                Field {
                    id: "server",
                    label: i.show("settings-server-address"),
                    kind: "url",
                    inputmode: "url",
                    initial: now,
                    error: form.field(i, "server"),
                    oninput: move |typed| address.set(typed),
                    onenter: move |()| entered(),
                }
                FormError { form, fields: vec!["server"] }
                Submit { form, onsend: move |()| send(), {i.show("settings-server-change")} }
            }
            div { class: "note warn", Icon { name: "info" } p { {i.show("settings-server-warning")} } }
        }
    }
}
