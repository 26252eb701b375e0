//! Circulars: a list with what is asked first, then what is unread; and each to be read, answered for the household, and
//! put into the calendar.

mod list;
mod read;
mod reply;

pub use list::{CircularLine, ordered};
pub use read::CircularScreen;
pub use reply::{asked, reply};

use crate::{i18n::use_i18n, route::Route, shell::Split, ui::State};
use dioxus::prelude::*;

/// The list and what is open of it: side by side on a desk, one over the other on a phone.
#[component]
pub fn CircularSplit() -> Element {
    let open = match use_route::<Route>() {
        Route::CircularScreen { id } => Some(id),
        _ => None,
    };
    rsx! { Split { open, list::CircularList { open } } }
}

/// The list with nothing open beside it.
#[component]
pub fn Circulars() -> Element {
    let i = use_i18n();
    rsx! {
        State { icon: "circular", title: i.show("association-choose"), detail: i.show("association-choose-detail") }
    }
}
