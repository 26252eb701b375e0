//! Notices: a list with what is due first, and each to be read, answered, and put into the calendar.

mod list;
mod read;
mod reply;

pub use list::NoticeLine;
pub use read::NoticeScreen;

use crate::{i18n::use_i18n, route::Route, ui::State};
use dioxus::prelude::*;
use uuid::Uuid;

/// The list and what is open of it: side by side on a desk, one over the other on a phone.
#[component]
pub fn NoticeSplit() -> Element {
    let open = match use_route::<Route>() {
        Route::NoticeScreen { id } => Some(id),
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
            list::NoticeList { open }
            section { class: "pane read", id: "reading", Outlet::<Route> {} }
        }
    }
}

/// The list with nothing open beside it.
#[component]
pub fn Notices() -> Element {
    let i = use_i18n();
    rsx! {
        State { icon: "mail", title: i.show("school-notice-choose"), detail: i.show("school-notice-choose-detail") }
    }
}
