//! Circulars: a list with what is asked first, then what is unread; and each to be read, answered for the household, and
//! put into the calendar.

mod list;
mod read;
mod reply;

pub use list::{CircularLine, ordered};
pub use read::CircularScreen;
pub use reply::{asked, reply};

use crate::{i18n::use_i18n, route::Route, ui::State};
use dioxus::prelude::*;
use uuid::Uuid;

/// The list and what is open of it: side by side on a desk, one over the other on a phone.
#[component]
pub fn CircularSplit() -> Element {
    let open = match use_route::<Route>() {
        Route::CircularScreen { id } => Some(id),
        _ => None,
    };
    // Coming back to the list, the keyboard goes on from the row that was read.
    let mut before = use_signal(|| None::<Uuid>);
    use_effect(use_reactive!(|open| {
        let last = *before.peek();
        if let (None, Some(last)) = (open, last) {
            document::eval(&format!("document.getElementById('row-{last}')?.focus()"));
        }
        before.set(open);
    }));
    rsx! {
        div { class: "split", "data-open": if open.is_some() { "true" } else { "false" },
            list::CircularList { open }
            section { class: "pane read", id: "reading", Outlet::<Route> {} }
        }
    }
}

/// The list with nothing open beside it.
#[component]
pub fn Circulars() -> Element {
    let i = use_i18n();
    rsx! {
        State { icon: "circular", title: i.show("association-choose"), detail: i.show("association-choose-detail") }
    }
}
