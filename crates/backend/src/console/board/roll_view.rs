//! Roll call, drawn: everybody of whom it is not known yet that they are there, to be ticked.
//!
//! Nobody is ticked beforehand: a tick that a page made is no child that somebody saw. Whoever would rather untick the
//! few who are missing asks for that, and the page says what it then means.

use super::row::name;
use crate::console::words::Words;
use dioxus::prelude::*;
use itsumo_domain::school::board::{ClassBoard, Whereabouts};

/// The roll with what surrounds it.
pub struct RollPage<'a> {
    /// The language.
    pub words: Words,
    /// The board.
    pub board: &'a ClassBoard,
    /// Everybody is ticked.
    pub all: bool,
    /// The form's address, with the day.
    pub here: &'a str,
    /// The board to go back to.
    pub back: &'a str,
    /// The form token.
    pub token: &'a str,
}

/// The whole `main`.
pub fn roll_main(page: &RollPage<'_>) -> Element {
    let RollPage { words, board, all, here, back, token } = *page;
    let class = &board.group.name;
    let waited = |place: &Whereabouts| place.is_unknown() || matches!(place, Whereabouts::Late { .. });
    let rows: Vec<_> = board.rows.iter().filter(|row| waited(&row.place)).collect();
    let lead = if all { "console-roll-lead-all" } else { "console-roll-lead" };
    rsx! {
        h1 { "{class} " {words.show("console-roll")} }
        if rows.is_empty() || !board.open {
            p { class: "card lead", {words.show("console-roll-nobody")} }
            p { a { class: "button", href: "{back}", {words.show("console-back")} } }
        } else {
            div { class: "spread",
                p { {words.show(lead)} }
                if all {
                    a { class: "button", href: "{here}", {words.show("console-roll-none")} }
                } else {
                    a { class: "button", href: "{here}&all=true", {words.show("console-roll-all")} }
                }
            }
            form { method: "post", action: "{here}", class: "roll-form",
                input { r#type: "hidden", name: "form", value: "{token}" }
                ul { class: "roll",
                    for row in rows {
                        li { key: "{row.pupil}", label {
                            input { r#type: "checkbox", name: "pupil", value: "{row.pupil}", checked: all }
                            span { class: "number", if row.number > 0 { "{row.number}" } }
                            span { class: "name", {name(&row.name, &row.kana)} }
                        } }
                    }
                }
                div { class: "row roll-foot",
                    button { class: "primary", r#type: "submit", {words.show("console-roll-take")} }
                    a { class: "button quiet", href: "{back}", {words.show("console-back")} }
                }
            }
        }
    }
}
