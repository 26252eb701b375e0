//! A sheet that rises over the screen: a real `<dialog>`, so that the web view keeps the focus inside it and
//! hides the rest from screen readers.

use super::Icon;
use crate::i18n::use_i18n;
use dioxus::prelude::*;

/// A sheet called `id`. It is there while it is rendered; `onclose` is called for Esc, the cross and a tap beside it.
#[component]
pub fn Sheet(id: String, title: Element, onclose: EventHandler<()>, children: Element) -> Element {
    let i = use_i18n();
    crate::platform::use_sheet();
    let shown = id.clone();
    let heading = format!("{id}-title");
    rsx! {
        dialog {
            id: "{id}",
            class: "sheet",
            "aria-labelledby": "{heading}",
            onmounted: move |_| open(&shown),
            onkeydown: move |event| {
                if event.key() == Key::Escape {
                    event.prevent_default();
                    event.stop_propagation();
                    onclose.call(());
                }
            },
            // The dialog itself is hit only beside its content.
            onclick: move |_| onclose.call(()),
            div { onclick: move |event| event.stop_propagation(),
                div { class: "sheet-head",
                    h2 { id: "{heading}", tabindex: "-1", autofocus: true, {title} }
                    button {
                        class: "icon-button",
                        r#type: "button",
                        "aria-label": i.say("app-close"),
                        onclick: move |_| onclose.call(()),
                        Icon { name: "close" }
                    }
                }
                div { class: "sheet-body", {children} }
            }
        }
    }
}

/// Closing by the web view alone would leave us believing that it is open: Esc is ours.
fn open(id: &str) {
    let id = serde_json::to_string(id).unwrap_or_default();
    document::eval(&format!(
        "const sheet = document.getElementById({id}); if (sheet && !sheet.open) {{ \
         sheet.addEventListener('cancel', event => event.preventDefault()); sheet.showModal(); }}"
    ));
}
