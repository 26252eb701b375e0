//! Read aloud what stands on the screen, by the web view's own voices. Where there is none, nothing offers it.
//!
//! What has a reading is read by its reading: names of people and places are said as they are said, not as a voice
//! guesses their characters.

use crate::{i18n::use_i18n, ui::Icon};
use dioxus::prelude::*;

/// Finds the words and says them.
const SPEAK: &str = include_str!("../../assets/speak.js");

/// Begins and ends reading aloud.
#[component]
pub fn ReadAloud() -> Element {
    let i = use_i18n();
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
                spawn(async move {
                    // Answers when the last word was said, or when somebody stopped it.
                    let _ = document::eval("return await window.itsumoSpeak.say('content');").join::<bool>().await;
                    speaking.set(false);
                });
            },
            Icon { name: if speaking() { "quiet-voice" } else { "voice" } }
            span { {i.show(if speaking() { "kiosk-speak-stop" } else { "kiosk-speak" })} }
        }
    }
}
