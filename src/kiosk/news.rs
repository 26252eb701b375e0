//! The city's announcements, for reading while one stands.

use super::{
    KioskScreen, Session,
    parts::{Screen, Tags, japanese},
    phone::OnPhone,
};
use crate::{
    dates,
    hooks::{use_city, use_engine, use_query},
    i18n::{Japanese, Local, phrased, ruby, use_i18n},
    route::Route,
    ui::{Failed, Icon, Skeleton, State},
};
use dioxus::prelude::*;
use itsumo_domain::handover::Kind;
use itsumo_engine::{Article, Change, NewsQuery, NewsRow, Tab};
use uuid::Uuid;

/// Announcements asked for at a time.
const STEP: usize = 24;
/// Topics that stand over the list before one asks for the others: a row or two.
const TOPICS: usize = 6;

/// Which topic was chosen, and how far down: kept while an article is read.
#[derive(Clone, Copy)]
pub struct Browsed {
    topic: Signal<Option<String>>,
    limit: Signal<usize>,
    all_topics: Signal<bool>,
}

impl Browsed {
    /// Makes the place to remember in. Called by the frame.
    pub fn provide() -> Self {
        use_context_provider(|| Self {
            topic: Signal::new(None),
            limit: Signal::new(STEP),
            all_topics: Signal::new(false),
        })
    }
}

/// All announcements, the newest first.
#[component]
pub fn KioskNews() -> Element {
    let i = use_i18n();
    let city = use_city();
    let Browsed { mut topic, mut limit, mut all_topics } = use_context();
    let mut list = use_query(&[Change::News, Change::City], move |engine| {
        let query = NewsQuery { tab: Tab::All, topic: topic(), limit: limit(), ..NewsQuery::default() };
        async move { engine.news_list(query).await }
    });
    let counts = use_query(&[Change::News, Change::City], |engine| async move { engine.news_counts().await });
    let there = |id: &str| match &*counts.read() {
        Some(Ok(counts)) => counts.by_topic.get(id).is_some_and(|count| *count > 0),
        _ => false,
    };
    let topics: Vec<_> = city.iter().flat_map(|city| &city.topics).filter(|topic| there(&topic.id)).cloned().collect();
    let more = !all_topics() && topics.len() > TOPICS + 1;
    let shown = if more { TOPICS } else { topics.len() };
    rsx! {
        Screen { title: i.say("kiosk-tile-news"), heading: i.show("kiosk-tile-news"),
            div { class: "kiosk-chips", role: "group", "aria-label": i.say("news-topics"),
                button { class: "chip", r#type: "button", "aria-pressed": if topic.read().is_none() { "true" } else { "false" },
                    onclick: move |_| {
                        topic.set(None);
                        limit.set(STEP);
                    },
                    {i.show("news-tab-all")}
                }
                for one in topics.into_iter().take(shown) {
                    button { key: "{one.id}", class: "chip", r#type: "button",
                        "aria-pressed": if topic.read().as_deref() == Some(one.id.as_str()) { "true" } else { "false" },
                        onclick: {
                            let id = one.id.clone();
                            move |_| {
                                topic.set(Some(id.clone()));
                                limit.set(STEP);
                            }
                        },
                        Icon { name: one.icon.clone() }
                        Local { text: one.name.clone() }
                    }
                }
                if more {
                    button { class: "chip", r#type: "button", onclick: move |_| all_topics.set(true), Icon { name: "plus" } {i.show("kiosk-more-topics")} }
                }
            }
            match &*list.read() {
                None => rsx! { Skeleton {} },
                Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| list.restart() } },
                Some(Ok(found)) if found.rows.is_empty() => rsx! {
                    State { icon: "sync", title: i.show("news-empty-all"), detail: i.show("kiosk-news-none-detail") }
                },
                Some(Ok(found)) => rsx! {
                    ul { class: "kiosk-cards",
                        for row in found.rows.iter().cloned() {
                            li { key: "{row.id}", Card { row } }
                        }
                    }
                    if found.next.is_some() {
                        button { class: "button wide", r#type: "button",
                            onclick: move |_| limit.with_mut(|limit| *limit = limit.saturating_add(STEP)),
                            {i.show("news-more")}
                        }
                    }
                },
            }
        }
    }
}

/// One of them. The whole of it is the target.
#[component]
fn Card(row: NewsRow) -> Element {
    let i = use_i18n();
    let now = use_engine().now();
    let city = use_city();
    let source = city.as_ref().and_then(|city| city.source(&row.source)).map(|source| source.name.clone());
    rsx! {
        Link { to: Route::KioskArticle { id: row.id }, class: "kiosk-card",
            Tags { row: row.clone() }
            strong { Japanese { text: row.title.clone() } }
            small {
                {ruby(&dates::day(i, row.published, now))}
                if let Some(source) = source {
                    " · "
                    Local { text: source }
                }
            }
        }
    }
}

/// One, whole. What the city's page holds beyond it is for the reader's own phone.
#[component]
pub fn KioskArticle(id: Uuid) -> Element {
    let i = use_i18n();
    let mut article =
        use_query(&[Change::News, Change::City], move |engine| async move { engine.news_article(id).await });
    match &*article.read() {
        None => rsx! { Skeleton { rows: 4 } },
        Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| article.restart() } },
        Some(Ok(None)) => rsx! {
            Screen { title: i.say("news-gone-title"), heading: i.show("news-gone-title"), lead: i.show("news-gone-detail"),
                Link { to: Route::KioskNews {}, class: "button", {i.show("news-to-list")} }
            }
        },
        Some(Ok(Some(article))) => rsx! { Whole { article: article.clone() } },
    }
}

#[component]
fn Whole(article: Article) -> Element {
    let i = use_i18n();
    let city = use_city();
    let session = use_context::<Session>();
    let Article { row, news } = article;
    let source = city.as_ref().and_then(|city| city.source(&row.source)).map(|source| source.name.clone());
    let aside = session.config().screens.contains(&KioskScreen::Handover).then(|| {
        rsx! { OnPhone { kind: Kind::News, id: row.id } }
    });
    rsx! {
        Screen {
            title: row.title.clone(),
            heading: phrased(&row.title),
            lang: japanese(i.locale),
            lead: rsx! {
                span { class: "kiosk-meta",
                    Tags { row: row.clone() }
                    span {
                        if let Some(source) = source {
                            Local { text: source }
                            " · "
                        }
                        {ruby(&dates::full(i, news.published))}
                    }
                }
            },
            aside,
            if news.html.is_empty() {
                div { class: "reading", lang: "ja", p { "{news.summary}" } }
                p { class: "soft", {i.show("kiosk-news-only-summary")} }
            } else {
                // Cleaned by the server before it became a record. Its links lead nowhere here: the code beside it does.
                div { class: "reading", lang: "ja", dangerous_inner_html: "{news.html}" }
            }
        }
    }
}
