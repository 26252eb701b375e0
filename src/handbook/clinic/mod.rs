//! The screen that a parent hands over at the clinic: this child, today, and nothing else until unlocked.

use dioxus::prelude::*;
use uuid::Uuid;

/// What fits today and what does not, for the clinic's eyes. The frame shows no tabs around it.
#[component]
pub fn ClinicScreen(child: Uuid) -> Element {
    let _ = child;
    rsx! {}
}
