//! Growth: the short form, the curve as the paper handbook prints it, the table.

use dioxus::prelude::*;
use uuid::Uuid;

/// The curve of a child.
#[component]
pub fn GrowthScreen(child: Uuid) -> Element {
    let _ = child;
    rsx! {}
}

/// A new measurement.
#[component]
pub fn NewMeasurement(child: Uuid) -> Element {
    let _ = child;
    rsx! {}
}

/// A measurement put right.
#[component]
pub fn EditMeasurement(child: Uuid, entry: Uuid) -> Element {
    let _ = (child, entry);
    rsx! {}
}

/// All measurements, as a table.
#[component]
pub fn GrowthTable(child: Uuid) -> Element {
    let _ = child;
    rsx! {}
}
