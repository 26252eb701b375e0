//! What is told aloud and when it is quiet. Danger is always told.

use crate::{
    hooks::{change_settings, use_command, use_engine, use_settings},
    i18n::use_i18n,
    ui::{Icon, Page},
};
use dioxus::prelude::*;
use itsumo_engine::QuietHours;

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
            div { class: "note", Icon { name: "disaster" } p { {i.show("settings-danger-always")} } }
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
