//! The city's news: three lists (home, search, kept), each with its articles behind or beside it.

mod article;
mod home;
mod row;
mod saved;
mod search;
mod why;

use crate::{i18n::use_i18n, route::Route, ui::State};
use article::ArticleView;
use dioxus::prelude::*;
use home::HomeList;
use saved::SavedList;
use search::SearchList;
use uuid::Uuid;

pub use home::Remembered;
pub use search::LastWords;

/// A list and what is open of it: side by side on a desk, one over the other on a phone.
#[component]
fn Split(open: Option<Uuid>, children: Element) -> Element {
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
            {children}
            section { class: "pane read", id: "reading", Outlet::<Route> {} }
        }
    }
}

/// Home's list beside its article.
#[component]
pub fn HomeSplit() -> Element {
    let open = match use_route::<Route>() {
        Route::HomeArticle { id } => Some(id),
        _ => None,
    };
    rsx! { Split { open, HomeList { open } } }
}

/// The search beside its article.
#[component]
pub fn SearchSplit() -> Element {
    let open = match use_route::<Route>() {
        Route::SearchArticle { id } => Some(id),
        _ => None,
    };
    rsx! { Split { open, SearchList { open } } }
}

/// What was kept beside its article.
#[component]
pub fn SavedSplit() -> Element {
    let open = match use_route::<Route>() {
        Route::SavedArticle { id } => Some(id),
        _ => None,
    };
    rsx! { Split { open, SavedList { open } } }
}

/// Nothing is open beside the list yet. Seen on desks only.
#[component]
fn NothingOpen() -> Element {
    let i = use_i18n();
    rsx! {
        State {
            icon: "library",
            title: i.show("news-nothing-open"),
            detail: i.show("news-nothing-open-detail"),
        }
    }
}

/// Home with nothing open.
#[component]
pub fn Home() -> Element {
    rsx! { NothingOpen {} }
}
/// Search with nothing open.
#[component]
pub fn Search() -> Element {
    rsx! { NothingOpen {} }
}
/// What was kept, with nothing open.
#[component]
pub fn Saved() -> Element {
    rsx! { NothingOpen {} }
}

// The key makes a new article a new component: its heading takes the focus and its scroll starts at the top.
/// An article of home's list.
#[component]
pub fn HomeArticle(id: Uuid) -> Element {
    rsx! { ArticleView { key: "{id}", id } }
}
/// An article that was searched.
#[component]
pub fn SearchArticle(id: Uuid) -> Element {
    rsx! { ArticleView { key: "{id}", id } }
}
/// An article that was kept.
#[component]
pub fn SavedArticle(id: Uuid) -> Element {
    rsx! { ArticleView { key: "{id}", id } }
}

/// The heading of a list: the screen's `h1` unless an article beside it is.
#[component]
fn ListHeading(open: bool, #[props(default = true)] focus: bool, children: Element) -> Element {
    if open {
        rsx! { h2 { {children} } }
    } else {
        rsx! { crate::ui::Heading { focus, {children} } }
    }
}
