//! Read aloud what stands on the screen, by the web view's own voices. Where there is none, nothing offers it.
//!
//! What has a reading is read by its reading: names of people and places are said as they are said, not as a voice
//! guesses their characters.
//!
//! Who listens touches nothing and is there all the same: each sentence counts as a touch. Once somebody has listened,
//! the question whether they are still there is asked aloud too.

use super::Session;
use crate::{i18n::use_i18n, ui::Icon};
use dioxus::prelude::*;

/// Finds the words and says them.
const SPEAK: &str = include_str!("../../assets/speak.js");

/// Begins and ends reading aloud.
#[component]
pub fn ReadAloud() -> Element {
    let i = use_i18n();
    let session = use_context::<Session>();
    let mut can = use_signal(|| false);
    let mut speaking = use_signal(|| false);
    use_hook(move || {
        spawn(async move {
            let has = document::eval(&format!("{SPEAK}; return await window.itsumoSpeak.can();"));
            if has.join::<bool>().await.unwrap_or(false) {
                can.set(true);
            }
        });
    });
    use_drop(|| {
        document::eval("window.itsumoSpeak?.stop()");
    });
    if !can() {
        return rsx! {};
    }
    rsx! {
        button { class: "kiosk-dock-button", r#type: "button", "aria-pressed": if speaking() { "true" } else { "false" },
            onclick: move |_| {
                if speaking() {
                    speaking.set(false);
                    document::eval("window.itsumoSpeak?.stop()");
                    return;
                }
                speaking.set(true);
                let session = session.clone();
                spawn(async move {
                    // A sentence begins: true. The last was said, or somebody stopped it: false.
                    let mut said = document::eval(
                        "await window.itsumoSpeak.say('content', () => dioxus.send(true)); dioxus.send(false);",
                    );
                    while said.recv::<bool>().await.unwrap_or(false) {
                        session.touch();
                    }
                    speaking.set(false);
                });
            },
            Icon { name: if speaking() { "quiet-voice" } else { "voice" } }
            span { {i.show(if speaking() { "kiosk-speak-stop" } else { "kiosk-speak" })} }
        }
    }
}

/// Asks aloud what stands in the element `id`, if anybody has listened to anything since the machine was free.
pub fn ask_aloud(id: &str) {
    document::eval(&format!("window.itsumoSpeak?.ask('{id}')"));
}
