//! Search: answers as one types, offline, with what was found marked.

use super::{ListHeading, Remembered, ToHome, row::Row};
use crate::{
    hooks::{use_city, use_query},
    i18n::{Arg, I18n, use_i18n},
    route::Route,
    shell::OfflineLine,
    ui::{Failed, Icon, State},
};
use dioxus::prelude::*;
use itsumo_domain::{
    city::{City, Topic},
    i18n::{Locale, without_ruby},
    text::fold,
};
use itsumo_engine::Change;
use uuid::Uuid;

/// Most results shown; whoever needs more types more.
const MOST: usize = 60;

/// The words searched for last, kept while one is elsewhere in the app.
#[derive(Clone, Copy)]
pub struct LastWords(pub Signal<String>);

impl LastWords {
    /// Makes the place to keep them. Called by the frame.
    pub fn provide() -> Self {
        use_context_provider(|| Self(Signal::new(String::new())))
    }
}

/// The topics whose name holds what is searched for, or whose name is part of it: whoever types 予防接種の予約
/// is shown the topic 予防接種・健診 too. In any of our languages; one is often at home in two.
fn topics_about<'a>(city: &'a City, words: &str) -> Vec<&'a Topic> {
    let sought = fold(words.trim());
    if sought.is_empty() {
        return Vec::new();
    }
    let about = |topic: &&Topic| {
        Locale::ALL.into_iter().any(|locale| {
            let name = fold(&without_ruby(topic.name.get(locale)));
            let part_is_sought = || name.split('・').any(|part| part.chars().count() > 1 && sought.contains(part));
            name.contains(&sought) || part_is_sought()
        })
    };
    city.topics.iter().filter(about).collect()
}

/// Topics of that name, each with how much is under it. Pressed, one opens the list of it.
#[component]
fn Topics(words: String) -> Element {
    let i = use_i18n();
    let city = use_city();
    let remembered: Remembered = use_context();
    let navigator = navigator();
    let counts = use_query(&[Change::News, Change::City], |engine| async move { engine.news_counts().await });
    let under = |topic: &Topic| match &*counts.read() {
        Some(Ok(counts)) => counts.by_topic.get(&topic.id).copied().unwrap_or(0),
        _ => 0,
    };
    let found: Vec<(Topic, i64)> = city
        .iter()
        .flat_map(|city| topics_about(city, &words))
        .map(|topic| (topic.clone(), under(topic)))
        .filter(|(_, count)| *count > 0)
        .collect();
    if found.is_empty() {
        return rsx! {};
    }
    rsx! {
        ul { class: "found-topics", "aria-label": i.say("news-topics"),
            for (topic, count) in found {
                li { key: "{topic.id}",
                    button {
                        class: "entry",
                        r#type: "button",
                        onclick: {
                            let id = topic.id.clone();
                            move |_| {
                                remembered.show_topic(&id);
                                navigator.push(Route::Home {});
                            }
                        },
                        Icon { name: topic.icon.clone() }
                        span { class: "words", {topic_line(i, &topic)} }
                        span { class: "value", {i.show_with("news-search-count", &[("count", Arg::Number(count))])} }
                        Icon { name: "forward" }
                    }
                }
            }
        }
    }
}

fn topic_line(i: I18n, topic: &Topic) -> Element {
    i.show_with("news-search-topic", &[("topic", Arg::Text(topic.name.get(i.locale)))])
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
            div { class: "list-head", ToHome {} ListHeading { open: open.is_some(), focus: false, {i.show("news-search-title")} } }
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
            Topics { words: shown.clone() }
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
