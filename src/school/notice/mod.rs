//! Notices: a list with what is due first, and each to be read, answered, and put into the calendar.

mod list;
mod read;
mod reply;

pub use list::NoticeLine;
pub use read::NoticeScreen;

use crate::{i18n::use_i18n, route::Route, shell::Split, ui::State};
use dioxus::prelude::*;

/// The list and what is open of it: side by side on a desk, one over the other on a phone.
#[component]
pub fn NoticeSplit() -> Element {
    let open = match use_route::<Route>() {
        Route::NoticeScreen { id } => Some(id),
        _ => None,
    };
    rsx! { Split { open, list::NoticeList { open } } }
}

/// The list with nothing open beside it.
#[component]
pub fn Notices() -> Element {
    let i = use_i18n();
    rsx! {
        State { icon: "mail", title: i.show("school-notice-choose"), detail: i.show("school-notice-choose-detail") }
    }
}
