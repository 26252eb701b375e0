//! Where one is signed in, and how to end that for a phone that is lost.

use crate::{
    dates,
    hooks::{use_command, use_engine, use_query},
    i18n::{Arg, use_i18n},
    ui::{Failed, Icon, Page, Sheet, Skeleton},
};
use dioxus::prelude::*;
use itsumo_domain::account::Device;
use itsumo_engine::Change;

/// The list of devices.
#[component]
pub fn Devices() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let now = engine.now();
    let mut me = use_query(&[Change::Account], |engine| async move { engine.me().await });
    let mut leaving = use_signal(|| None::<Device>);
    rsx! {
        Page { title: i.say("account-devices"), heading: i.show("account-devices"),
            p { class: "lead", {i.show("account-devices-lead")} }
            match &*me.read() {
                None => rsx! { Skeleton { rows: 2 } },
                Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| me.restart() } },
                Some(Ok(me)) => rsx! {
                    ul { class: "group",
                        for device in me.devices.iter().cloned() {
                            li { key: "{device.id}", class: "entry",
                                Icon { name: "device" }
                                span { class: "words",
                                    strong { "{device.name}" }
                                    if device.this {
                                        " "
                                        span { class: "tag", {i.show("account-this-device")} }
                                    }
                                    small { {i.show_with("account-device-seen", &[
                                        ("seen", Arg::Text(&dates::moment(i, device.last_seen, now))),
                                        ("since", Arg::Text(&dates::day(i, device.since, now))),
                                    ])} }
                                }
                                if !device.this {
                                    button {
                                        class: "button",
                                        r#type: "button",
                                        "aria-label": i.say_with("account-sign-out-device", &[("name", Arg::Text(&device.name))]),
                                        "aria-haspopup": "dialog",
                                        onclick: {
                                            let device = device.clone();
                                            move |_| leaving.set(Some(device.clone()))
                                        },
                                        {i.show("account-sign-out")}
                                    }
                                }
                            }
                        }
                    }
                },
            }
            if let Some(device) = leaving() {
                Sheet {
                    id: "leave",
                    title: i.show_with("account-sign-out-device", &[("name", Arg::Text(&device.name))]),
                    onclose: move |()| leaving.set(None),
                    p { {i.show("account-sign-out-device-detail")} }
                    button {
                        class: "button main danger wide",
                        r#type: "button",
                        onclick: {
                            let engine = engine.clone();
                            move |_| {
                                let (engine, id) = (engine.clone(), device.id);
                                leaving.set(None);
                                command.then(
                                    async move { engine.sign_out_device(id).await },
                                    Some("account-device-done"),
                                    move || me.restart(),
                                );
                            }
                        },
                        {i.show("account-sign-out")}
                    }
                }
            }
        }
    }
}
