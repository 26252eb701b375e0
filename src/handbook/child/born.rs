//! The day an expected child is born: the same child from then on, with everything that was written before.

use super::{
    super::{Gone, use_child},
    form::ChildEditor,
};
use crate::{i18n::use_i18n, ui::Page};
use dioxus::prelude::*;
use uuid::Uuid;

/// 生まれました: birth, name, size.
#[component]
pub fn Born(child: Uuid) -> Element {
    let i = use_i18n();
    let Some(known) = use_child(child) else { return rsx! { Gone {} } };
    rsx! {
        Page { title: i.say("handbook-born"), heading: i.show("handbook-born"),
            p { class: "lead", {i.show("handbook-born-lead")} }
            ChildEditor { child, entry: known.entry, before: known.child.clone(), born: true }
        }
    }
}
