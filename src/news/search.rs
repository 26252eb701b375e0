//! Search: answers as one types, offline, with what was found marked.

use super::{ListHeading, row::Row};
use crate::{
    hooks::use_query,
    i18n::{Arg, use_i18n},
    route::Route,
    shell::OfflineLine,
    ui::{Failed, Icon, State},
};
use dioxus::prelude::*;
use itsumo_engine::Change;
use uuid::Uuid;

/// Most results shown; whoever needs more types more.
const MOST: usize = 60;

/// The words searched for last, kept while one is elsewhere in the app.
#[derive(Clone, Copy)]
pub struct LastWords(Signal<String>);

impl LastWords {
    /// Makes the place to keep them. Called by the frame.
    pub fn provide() -> Self {
        use_context_provider(|| Self(Signal::new(String::new())))
    }
}

#[component]
pub fn SearchList(open: Option<Uuid>) -> Element {
    let i = use_i18n();
    let LastWords(mut words) = use_context();
    let mut found = use_query(&[Change::News, Change::City], move |engine| {
        let words = words();
        async move {
            match words.trim().is_empty() {
                true => Ok(None),
                false => engine.news_search(&words, MOST).await.map(Some),
            }
        }
    });
    let title = i.say("news-search-title");
    let shown = words();
    rsx! {
        if open.is_none() {
            document::Title { "{title}" }
        }
        section { class: "pane list", "aria-label": "{title}",
            div { class: "list-head", ListHeading { open: open.is_some(), focus: false, {i.show("news-search-title")} } }
            OfflineLine {}
            div { class: "searchbox", role: "search",
                Icon { name: "search" }
                input {
                    id: "search-words",
                    r#type: "search",
                    "aria-label": i.say("news-search-label"),
                    placeholder: i.say("news-search-label"),
                    autocomplete: "off",
                    enterkeyhint: "search",
                    initial_value: words.peek().clone(),
                    onmounted: move |field| async move {
                        if open.is_none() {
                            // A window that is gone meanwhile has nothing to focus.
                            let _ = field.set_focus(true).await;
                        }
                    },
                    oninput: move |event| words.set(event.value()),
                }
            }
            match &*found.read() {
                Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| found.restart() } },
                Some(Ok(Some(found))) if found.is_empty() => rsx! {
                    State {
                        icon: "search",
                        title: i.show_with("news-search-none", &[("words", Arg::Text(shown.trim()))]),
                        detail: i.show("news-search-none-detail"),
                    }
                },
                Some(Ok(Some(results))) => {
                    let count = i64::try_from(results.len()).unwrap_or(0);
                    let key = if results.len() >= MOST { "news-search-first" } else { "news-search-count" };
                    rsx! {
                        p { class: "soft", style: "padding:0.75rem 1rem 0", role: "status",
                            {i.show_with(key, &[("count", Arg::Number(count))])}
                        }
                        ul { class: "rows",
                            for one in results.iter().cloned() {
                                li { key: "{one.row.id}",
                                    Row { to: Route::SearchArticle { id: one.row.id }, row: one.row, snippet: one.snippet }
                                }
                            }
                        }
                    }
                },
                _ => rsx! {
                    State { icon: "search", title: i.show("news-search-start"), detail: i.show("news-search-start-detail") }
                },
            }
        }
    }
}
