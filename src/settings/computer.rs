//! What the app does on this computer when nobody looks at it: whether closing the window ends it, and whether it starts
//! with the computer. Both are off until somebody wants them.

use crate::{
    computer::Computer,
    hooks::{change_settings, use_command, use_engine, use_settings},
    i18n::use_i18n,
    platform,
    ui::{Icon, Page, State, toast::use_toasts},
};
use dioxus::prelude::*;

/// How the app behaves on this computer.
#[component]
pub fn ComputerSettings() -> Element {
    let i = use_i18n();
    let computer = use_hook(try_consume_context::<Computer>);
    rsx! {
        Page { title: i.say("computer-title"), heading: i.show("computer-title"),
            match computer {
                Some(computer) => rsx! { Choices { computer: Here(computer) } },
                // An address can be followed anywhere; on a phone there is nothing to choose.
                None => rsx! { State { icon: "computer", title: i.show("computer-not-here") } },
            }
        }
    }
}

/// The computer does not change while the screen stands.
#[derive(Clone)]
struct Here(Computer);

impl PartialEq for Here {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

#[component]
fn Choices(computer: Here) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let settings = use_settings();
    let toasts = use_toasts();
    let Here(Computer { autostart, tray }) = computer;
    // What stands in the system's own place is the truth: it is asked each time the screen opens.
    let mut starts = use_signal(|| autostart.is_on());
    let choose_stay = move |event: FormEvent| {
        let on = event.checked();
        change_settings(command, engine.clone(), move |settings| settings.stay = on);
    };
    let choose_start = move |event: FormEvent| {
        let on = event.checked();
        if let Err(error) = autostart.set(on) {
            tracing::info!(%error, "what starts with the computer was not changed");
            toasts.say(i.marked("computer-start-failed", &[]));
        }
        starts.set(autostart.is_on());
    };
    rsx! {
        p { class: "lead", {i.show("computer-lead")} }
        div { class: "group",
            label { class: "entry",
                Icon { name: "bell" }
                span { class: "words", {i.show("computer-stay")}
                    small { {i.show(if tray { "computer-stay-tray" } else { "computer-stay-detail" })} }
                }
                input { r#type: "checkbox", role: "switch", checked: settings.stay, onchange: choose_stay }
            }
            label { class: "entry",
                Icon { name: "clock" }
                span { class: "words", {i.show("computer-start")} small { {i.show("computer-start-detail")} } }
                input { r#type: "checkbox", role: "switch", checked: starts(), onchange: choose_start }
            }
        }
        div { class: "note", Icon { name: "info" } p { {i.show("computer-notes")} } }
        if settings.stay {
            button { class: "button wide", r#type: "button", onclick: move |_| platform::end(), {i.show("computer-end")} }
        }
    }
}
