//! What is told aloud and when it is quiet. Danger is always told.

use crate::{
    hooks::{change_settings, use_command, use_engine, use_query, use_settings},
    i18n::use_i18n,
    platform::Permission,
    ui::{Icon, Page},
};
use dioxus::prelude::*;
use itsumo_engine::{Change, QuietHours};

/// 21:00 to 7:00, until somebody says otherwise.
const NIGHT: QuietHours = QuietHours { from_minute: 21 * 60, to_minute: 7 * 60 };

/// Notifications and quiet hours.
#[component]
pub fn NotificationSettings() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let settings = use_settings();
    let quiet = settings.quiet;
    let stopped = use_stopped();
    let toggle_notify = {
        let engine = engine.clone();
        move |event: FormEvent| {
            let on = event.checked();
            change_settings(command, engine.clone(), move |settings| settings.notify = on);
        }
    };
    let toggle_duties = {
        let engine = engine.clone();
        move |event: FormEvent| {
            let on = event.checked();
            change_settings(command, engine.clone(), move |settings| settings.remind_duties = on);
        }
    };
    let toggle_quiet = {
        let engine = engine.clone();
        move |event: FormEvent| {
            let on = event.checked();
            change_settings(command, engine.clone(), move |settings| settings.quiet = on.then_some(NIGHT));
        }
    };
    rsx! {
        Page { title: i.say("settings-notifications"), heading: i.show("settings-notifications"),
            Stopped {}
            div { class: "group",
                label { class: "entry",
                    Icon { name: "bell" }
                    span { class: "words", {i.show("settings-notify")} small { {i.show("settings-notify-detail")} } }
                    input { r#type: "checkbox", role: "switch", checked: settings.notify, onchange: toggle_notify }
                }
                label { class: "entry",
                    Icon { name: "events" }
                    span { class: "words", {i.show("settings-duties")} small { {i.show("settings-duties-detail")} } }
                    input { r#type: "checkbox", role: "switch", checked: settings.remind_duties, onchange: toggle_duties }
                }
                label { class: "entry",
                    Icon { name: "quiet" }
                    span { class: "words", {i.show("settings-quiet")} small { {i.show("settings-quiet-detail")} } }
                    input { r#type: "checkbox", role: "switch", checked: quiet.is_some(), onchange: toggle_quiet }
                }
            }
            if let Some(quiet) = quiet {
                div { class: "line",
                    Time { id: "quiet-from", label: i.show("settings-quiet-from"), minute: quiet.from_minute,
                        onchange: {
                            let engine = engine.clone();
                            move |minute| change_settings(command, engine.clone(), move |settings| {
                                settings.quiet = Some(QuietHours { from_minute: minute, ..settings.quiet.unwrap_or(NIGHT) });
                            })
                        },
                    }
                    Time { id: "quiet-to", label: i.show("settings-quiet-to"), minute: quiet.to_minute,
                        onchange: {
                            let engine = engine.clone();
                            move |minute| change_settings(command, engine.clone(), move |settings| {
                                settings.quiet = Some(QuietHours { to_minute: minute, ..settings.quiet.unwrap_or(NIGHT) });
                            })
                        },
                    }
                }
            }
            // Where the phone stops everything this is no promise the app can keep.
            if stopped.is_none() {
                div { class: "note", Icon { name: "disaster" } p { {i.show("settings-danger-always")} } }
            }
        }
    }
}

/// What the phone lets the app do, if it shows no notification of it.
fn use_stopped() -> Option<Permission> {
    let permission = use_hook(try_consume_context::<Permission>);
    // Coming back from the phone's own page is followed by a sync, and that is when it is looked at anew.
    let stopped = use_query(&[Change::Sync, Change::Settings], move |_| async move {
        Ok(permission.filter(|permission| !(permission.notify)()))
    });
    match &*stopped.read() {
        Some(Ok(stopped)) => *stopped,
        _ => None,
    }
}

/// That the phone shows no notification of this app, and the way to where that is changed. Without this line whoever
/// once said no hears nothing ever after, not even of danger, and does not know why.
#[component]
pub fn Stopped() -> Element {
    let i = use_i18n();
    let Some(permission) = use_stopped() else { return rsx! {} };
    rsx! {
        div { class: "note warn", Icon { name: "bell" }
            div { class: "stack",
                p { {i.show("settings-notify-stopped")} }
                button { class: "button wide", r#type: "button", onclick: move |_| (permission.open_settings)(),
                    {i.show("settings-notify-open")}
                }
            }
        }
    }
}

/// A time of day, in half hours.
#[component]
fn Time(id: String, label: Element, minute: u16, onchange: EventHandler<u16>) -> Element {
    rsx! {
        div { class: "field", style: "flex:1 1 8rem",
            label { r#for: "{id}", {label} }
            select {
                id: "{id}",
                onchange: move |event| {
                    if let Ok(minute) = event.value().parse() {
                        onchange.call(minute);
                    }
                },
                for one in (0..48u16).map(|half| half * 30) {
                    option { key: "{one}", value: "{one}", selected: one == minute, "{one / 60}:{one % 60:02}" }
                }
            }
        }
    }
}
