//! 予診票: the form before a vaccination, for several vaccines in one go.

use dioxus::prelude::*;
use uuid::Uuid;

/// The forms of a child.
#[component]
pub fn Forms(child: Uuid) -> Element {
    let _ = child;
    rsx! {}
}

/// A new form; the answers of the last are kept.
#[component]
pub fn NewForm(child: Uuid) -> Element {
    let _ = child;
    rsx! {}
}

/// A form that was filled in.
#[component]
pub fn FormScreen(child: Uuid, entry: Uuid) -> Element {
    let _ = (child, entry);
    rsx! {}
}
