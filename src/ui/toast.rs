//! Short words at the bottom, read aloud as they come. They leave by hand or with a navigation: what was said while
//! leaving one screen is still there on the next, and gone on the one after. No clock takes away what somebody is
//! still reading.

use super::Icon;
use crate::i18n::{ruby, use_i18n};
use dioxus::prelude::*;

/// What is being said, newest last; at most three.
#[derive(Clone, Copy)]
pub struct Toasts {
    said: Signal<Vec<Said>>,
    next: Signal<u64>,
}

/// Something said.
#[derive(Clone)]
struct Said {
    id: u64,
    text: String,
    /// It has come along to another screen.
    moved: bool,
}

/// Makes the place for words to be said. Called once, at the root.
pub fn use_toasts_provider() -> Toasts {
    // What runs to its end after its screen has gone says so from outside of every screen.
    use_context_provider(|| Toasts {
        said: Signal::new_in_scope(Vec::new(), ScopeId::ROOT),
        next: Signal::new_in_scope(0, ScopeId::ROOT),
    })
}

/// Where to say something.
pub fn use_toasts() -> Toasts {
    use_context()
}

impl Toasts {
    /// Says `text`, which may carry ruby.
    pub fn say(mut self, text: String) {
        let id = *self.next.peek();
        self.next.set(id.wrapping_add(1));
        self.said.with_mut(|said| {
            said.retain(|old| old.text != text);
            said.push(Said { id, text, moved: false });
            if said.len() > 3 {
                said.remove(0);
            }
        });
    }

    /// Another screen: what was said before the last one goes, what was said while leaving it comes along.
    pub fn move_on(mut self) {
        if !self.said.peek().is_empty() {
            self.said.with_mut(|said| {
                said.retain(|one| !one.moved);
                said.iter_mut().for_each(|one| one.moved = true);
            });
        }
    }

    /// Takes everything away.
    pub fn clear(mut self) {
        if !self.said.peek().is_empty() {
            self.said.set(Vec::new());
        }
    }
}

/// The live region. It is always on the page: screen readers announce only what changes in a region they know.
#[component]
pub fn ToastRegion() -> Element {
    let i = use_i18n();
    let mut toasts = use_toasts();
    rsx! {
        div { class: "toasts", role: "status", "aria-live": "polite",
            for Said { id, text, .. } in toasts.said.read().clone() {
                div { key: "{id}", class: "toast",
                    span { {ruby(&text)} }
                    button {
                        class: "icon-button",
                        r#type: "button",
                        "aria-label": i.say("app-close"),
                        onclick: move |_| toasts.said.with_mut(|said| said.retain(|other| other.id != id)),
                        Icon { name: "close" }
                    }
                }
            }
        }
    }
}
