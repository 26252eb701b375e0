//! Vaccines: what is possible now, what comes, why that day, what was given, what was seen afterwards.

use dioxus::prelude::*;
use uuid::Uuid;

/// What concerns the whole family, child by child.
#[component]
pub fn FamilyVaccines() -> Element {
    rsx! {}
}

/// One child's list: now possible, soon, later, done, past.
#[component]
pub fn Vaccines(child: Uuid) -> Element {
    let _ = child;
    rsx! {}
}

/// Why that day and no earlier.
#[component]
pub fn VaccineWhy(child: Uuid, series: String) -> Element {
    let _ = (child, series);
    rsx! {}
}

/// What can be given together on a day.
#[component]
pub fn VisitPlanScreen(child: Uuid) -> Element {
    let _ = child;
    rsx! {}
}

/// Doses given today.
#[component]
pub fn RecordDoses(child: Uuid) -> Element {
    let _ = child;
    rsx! {}
}

/// Doses out of the paper book.
#[component]
pub fn PastDoses(child: Uuid) -> Element {
    let _ = child;
    rsx! {}
}

/// A dose put right.
#[component]
pub fn EditDose(child: Uuid, entry: Uuid) -> Element {
    let _ = (child, entry);
    rsx! {}
}

/// What was seen after vaccines.
#[component]
pub fn Reactions(child: Uuid) -> Element {
    let _ = child;
    rsx! {}
}

/// What the device reminds of, and when.
#[component]
pub fn Reminders(child: Uuid) -> Element {
    let _ = child;
    rsx! {}
}
