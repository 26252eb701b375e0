//! The city's news: three lists (home, search, kept), each with its articles behind or beside it.

mod article;
mod home;
mod row;
mod saved;
mod search;
mod why;

use crate::{
    hooks::use_query,
    i18n::use_i18n,
    route::Route,
    shell::Split,
    ui::{Icon, State},
};
use article::ArticleView;
use dioxus::prelude::*;
use home::HomeList;
use itsumo_engine::{Change, NewsQuery, Tab};
use saved::SavedList;
use search::SearchList;
use uuid::Uuid;

pub use home::Remembered;
pub use search::LastWords;

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

/// Nothing is open beside the list yet. Seen on desks only: there the keyboard is at hand too.
#[component]
fn NothingOpen(children: Element) -> Element {
    let i = use_i18n();
    rsx! {
        State { icon: "library", title: i.show("news-nothing-open"), detail: i.show("news-nothing-open-detail"),
            {children}
            p { class: "soft", {i.show("news-keys")} }
        }
    }
}

/// Home with nothing open: the one next step is to read what is new.
#[component]
pub fn Home() -> Element {
    let i = use_i18n();
    let unread = use_query(&[Change::News, Change::Interests, Change::City], |engine| async move {
        engine.news_list(NewsQuery { tab: Tab::ForMe, unread_only: true, limit: 1, topic: None, after: None }).await
    });
    let first = match &*unread.read() {
        Some(Ok(list)) => list.rows.first().map(|row| row.id),
        _ => None,
    };
    rsx! {
        NothingOpen {
            if let Some(id) = first {
                Link { to: Route::HomeArticle { id }, class: "button main", {i.show("news-read-first")} }
            }
        }
    }
}
/// Search with nothing open.
#[component]
pub fn Search() -> Element {
    let LastWords(words) = use_context();
    if words.read().trim().is_empty() {
        return rsx! {};
    }
    rsx! { NothingOpen {} }
}
/// What was kept, with nothing open.
#[component]
pub fn Saved() -> Element {
    let counts = use_query(&[Change::News], |engine| async move { engine.news_counts().await });
    match &*counts.read() {
        Some(Ok(counts)) if counts.saved > 0 => rsx! { NothingOpen {} },
        _ => rsx! {},
    }
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

/// The way from a list that one came to from home, back there.
#[component]
fn ToHome() -> Element {
    let i = use_i18n();
    rsx! {
        button { class: "icon-button", r#type: "button", "aria-label": i.say("app-back"), onclick: move |_| crate::route::go_back(),
            Icon { name: "back" }
        }
    }
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
