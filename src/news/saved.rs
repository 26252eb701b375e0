//! What was kept: for ever, even where the city has taken its own copy away.

use super::{ListHeading, ToHome, row::Row};
use crate::{
    hooks::use_query,
    i18n::use_i18n,
    route::Route,
    shell::OfflineLine,
    ui::{Failed, Skeleton, State},
};
use dioxus::prelude::*;
use itsumo_engine::{Change, NewsQuery, Tab};
use uuid::Uuid;

#[component]
pub fn SavedList(open: Option<Uuid>) -> Element {
    let i = use_i18n();
    let mut limit = use_signal(|| 40usize);
    let mut list = use_query(&[Change::News, Change::City], move |engine| {
        let query = NewsQuery { tab: Tab::Saved, topic: None, unread_only: false, after: None, limit: limit() };
        async move { engine.news_list(query).await }
    });
    let title = i.say("news-saved-title");
    rsx! {
        if open.is_none() {
            document::Title { "{title}" }
        }
        section { class: "pane list", "aria-label": "{title}",
            div { class: "list-head", style: "padding-bottom:0.75rem;border-bottom:1px solid var(--line)",
                ToHome {}
                ListHeading { open: open.is_some(), {i.show("news-saved-title")} }
            }
            OfflineLine {}
            match &*list.read() {
                None => rsx! { Skeleton {} },
                Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| list.restart() } },
                Some(Ok(found)) if found.rows.is_empty() => rsx! {
                    State { icon: "saved", title: i.show("news-empty-saved"), detail: i.show("news-empty-saved-detail") }
                },
                Some(Ok(found)) => rsx! {
                    ul { class: "rows",
                        for row in found.rows.iter().cloned() {
                            li { key: "{row.id}", Row { to: Route::SavedArticle { id: row.id }, row } }
                        }
                    }
                    if found.next.is_some() {
                        div { class: "list-foot",
                            button {
                                class: "button wide",
                                r#type: "button",
                                onclick: move |_| limit.with_mut(|limit| *limit = limit.saturating_add(40)),
                                {i.show("news-more")}
                            }
                        }
                    }
                },
            }
        }
    }
}
