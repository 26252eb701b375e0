//! Home: what is for me, everything, what everybody should see, what I kept.

use super::{ListHeading, row::Row};
use crate::{
    hooks::{use_city, use_command, use_engine, use_query},
    i18n::{Arg, Local, use_i18n},
    platform,
    route::Route,
    shell::{OfflineLine, SyncNow},
    ui::{Count, Failed, Icon, Skeleton, State},
};
use dioxus::prelude::*;
use itsumo_engine::{Change, NewsCounts, NewsQuery, Tab};
use uuid::Uuid;

/// Rows asked for at a time.
const STEP: usize = 40;

/// Where one was in the list, kept while one is elsewhere in the app.
#[derive(Clone, Copy)]
pub struct Remembered {
    tab: Signal<Tab>,
    topic: Signal<Option<String>>,
    unread_only: Signal<bool>,
    limit: Signal<usize>,
}

impl Remembered {
    /// Makes the place to remember in. Called by the frame, which outlives the list.
    pub fn provide() -> Self {
        use_context_provider(|| Self {
            tab: Signal::new(Tab::ForMe),
            topic: Signal::new(None),
            unread_only: Signal::new(false),
            limit: Signal::new(STEP),
        })
    }

    /// Everything about one topic, read or not: what a search for its name leads to.
    pub fn show_topic(mut self, id: &str) {
        self.tab.set(Tab::All);
        self.topic.set(Some(id.to_owned()));
        self.unread_only.set(false);
        self.limit.set(STEP);
    }
}

#[component]
pub fn HomeList(open: Option<Uuid>) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let city = use_city();
    let Remembered { mut tab, mut topic, mut unread_only, mut limit } = use_context();

    let counts =
        use_query(&[Change::News, Change::Interests, Change::City], |engine| async move { engine.news_counts().await });
    let interests = use_query(&[Change::Interests], |engine| async move { engine.interests().await });
    let mut list = use_query(&[Change::News, Change::Interests, Change::City], move |engine| {
        let query = NewsQuery { tab: tab(), topic: topic(), unread_only: unread_only(), after: None, limit: limit() };
        async move { engine.news_list(query).await }
    });

    let listed = matches!(&*list.read(), Some(Ok(found)) if !found.rows.is_empty());
    use_effect(use_reactive!(|listed| {
        if listed {
            platform::tell_paint(".row");
        }
    }));

    let title = match &city {
        Some(city) => i.name(&city.name),
        None => i.say("app-name"),
    };
    let counted = match &*counts.read() {
        Some(Ok(counts)) => Some(counts.clone()),
        _ => None,
    };
    let chosen = interests.read().as_ref().and_then(|answer| answer.as_ref().ok()).map(|chosen| !chosen.is_empty());
    // The chosen topic may lie beyond the edge of its row of chips.
    use_effect(move || {
        if topic.read().is_some() {
            document::eval(
                "document.querySelector('.chips.scroll [data-topic][aria-pressed=true]')\
                 ?.scrollIntoView({ inline: 'center', block: 'nearest' })",
            );
        }
    });
    let choose = move |next: Tab| {
        tab.set(next);
        limit.set(STEP);
    };
    let unread_here = counted.as_ref().map_or(0, |counts| match tab() {
        Tab::ForMe => counts.for_me_unread,
        Tab::All => counts.all_unread,
        Tab::Important => counts.important_unread,
        Tab::Saved => 0,
    });

    rsx! {
        if open.is_none() {
            document::Title { "{title}" }
        }
        section { class: "pane list", "aria-label": i.say("news-list"),
            div { class: "list-head",
                ListHeading { open: open.is_some(),
                    if let Some(city) = &city {
                        Local { text: city.name.clone() }
                    } else {
                        {i.show("app-name")}
                    }
                }
                SyncNow {}
                nav { class: "line tight", "aria-label": i.say("news-find"),
                    Link { to: Route::Search {}, class: "icon-button", "aria-label": i.say("app-tab-search"), Icon { name: "search" } }
                    Link { to: Route::Saved {}, class: "icon-button", "aria-label": i.say("app-tab-saved"), Icon { name: "saved" } }
                }
            }
            OfflineLine {}
            crate::association::NeedsHousehold {}
            crate::school::NeedsMe {}
            Tabs { chosen: tab(), counts: counted.clone(), onchoose: choose }
            if let Some(city) = &city {
                div { class: "chips scroll", role: "group", "aria-label": i.say("news-topics"),
                    button {
                        class: "chip",
                        r#type: "button",
                        "aria-pressed": if unread_only() { "true" } else { "false" },
                        onclick: move |_| {
                            unread_only.toggle();
                            limit.set(STEP);
                        },
                        {i.show("news-unread-only")}
                    }
                    for one in city.topics.iter().filter(|one| shown(one, counted.as_ref(), topic().as_deref())).cloned() {
                        button {
                            key: "{one.id}",
                            class: "chip",
                            "data-topic": "{one.id}",
                            r#type: "button",
                            "aria-pressed": if topic().as_deref() == Some(one.id.as_str()) { "true" } else { "false" },
                            onclick: {
                                let id = one.id.clone();
                                move |_| {
                                    let same = topic.peek().as_deref() == Some(id.as_str());
                                    topic.set((!same).then(|| id.clone()));
                                    limit.set(STEP);
                                }
                            },
                            Icon { name: one.icon.clone() }
                            Local { text: one.name.clone() }
                        }
                    }
                }
            }
            match &*list.read() {
                None => rsx! { Skeleton {} },
                Some(Err(error)) => rsx! { Failed { error: error.clone(), onretry: move |()| list.restart() } },
                Some(Ok(found)) if found.rows.is_empty() => rsx! {
                    Empty { tab: tab(), filtered: topic().is_some() || unread_only(), chosen: chosen.unwrap_or(true) }
                },
                Some(Ok(found)) => rsx! {
                    if tab() == Tab::ForMe && chosen == Some(false) {
                        ChooseHint {}
                    }
                    ul { class: "rows",
                        for row in found.rows.iter().cloned() {
                            li { key: "{row.id}", Row { to: Route::HomeArticle { id: row.id }, row } }
                        }
                    }
                    div { class: "list-foot",
                        if found.next.is_some() {
                            button {
                                class: "button wide",
                                r#type: "button",
                                onclick: move |_| limit.with_mut(|limit| *limit = limit.saturating_add(STEP)),
                                {i.show("news-more")}
                            }
                        }
                        if unread_here > 0 {
                            button {
                                class: "button plain wide",
                                r#type: "button",
                                onclick: {
                                    let engine = engine.clone();
                                    move |_| {
                                        let (engine, tab) = (engine.clone(), tab());
                                        command.run(async move { engine.mark_all_read(tab).await }, Some("news-all-read-done"));
                                    }
                                },
                                Icon { name: "check" }
                                {i.show("news-all-read")}
                            }
                        }
                    }
                },
            }
        }
    }
}

/// A topic is offered where there is something under it, or where it is the one chosen.
fn shown(topic: &itsumo_domain::city::Topic, counts: Option<&NewsCounts>, chosen: Option<&str>) -> bool {
    chosen == Some(topic.id.as_str())
        || counts.is_none_or(|counts| counts.by_topic.get(&topic.id).is_some_and(|count| *count > 0))
}

/// The four views.
#[component]
fn Tabs(chosen: Tab, counts: Option<NewsCounts>, onchoose: EventHandler<Tab>) -> Element {
    let i = use_i18n();
    let number = |of: fn(&NewsCounts) -> i64| counts.as_ref().map_or(0, of);
    let tabs = [
        (Tab::ForMe, "news-tab-for-me", number(|counts| counts.for_me_unread)),
        (Tab::All, "news-tab-all", 0),
        (Tab::Important, "news-tab-important", number(|counts| counts.important_unread)),
        (Tab::Saved, "news-tab-saved", 0),
    ];
    rsx! {
        div { class: "tabs", role: "tablist", "aria-label": i.say("news-views"),
            for (tab, key, count) in tabs {
                button {
                    key: "{key}",
                    role: "tab",
                    r#type: "button",
                    "aria-selected": if tab == chosen { "true" } else { "false" },
                    onclick: move |_| onchoose.call(tab),
                    span { {i.show(key)} }
                    if count > 0 {
                        Count { count, reads: i.say_with("app-count-unread", &[("count", Arg::Number(count))]) }
                    }
                }
            }
        }
    }
}

/// What will appear here, and the one next step.
#[component]
fn Empty(tab: Tab, filtered: bool, chosen: bool) -> Element {
    let i = use_i18n();
    let city = use_city();
    let Remembered { tab: mut chosen_tab, mut topic, mut unread_only, .. } = use_context();
    if city.is_none() {
        return rsx! {
            State { icon: "place", title: i.show("news-no-city"), detail: i.show("news-no-city-detail"),
                Link { to: Route::CitySettings {}, class: "button main", {i.show("news-choose-city")} }
            }
        };
    }
    if filtered {
        return rsx! {
            State { icon: "check", title: i.show("news-empty-filtered"),
                button {
                    class: "button",
                    r#type: "button",
                    onclick: move |_| {
                        topic.set(None);
                        unread_only.set(false);
                    },
                    {i.show("news-show-all")}
                }
            }
        };
    }
    match tab {
        Tab::ForMe if !chosen => rsx! {
            State { icon: "star", title: i.show("news-choose-title"), detail: i.show("news-choose-detail"),
                Link { to: Route::InterestSettings {}, class: "button main", {i.show("news-choose-now")} }
                button { class: "button plain", r#type: "button", onclick: move |_| chosen_tab.set(Tab::All), {i.show("news-see-all")} }
            }
        },
        Tab::ForMe => rsx! {
            State { icon: "check", title: i.show("news-empty-for-me"), detail: i.show("news-empty-for-me-detail"),
                button { class: "button", r#type: "button", onclick: move |_| chosen_tab.set(Tab::All), {i.show("news-see-all")} }
            }
        },
        Tab::All => rsx! {
            State { icon: "sync", title: i.show("news-empty-all"), detail: i.show("news-empty-all-detail") }
        },
        Tab::Important => rsx! {
            State { icon: "safety", title: i.show("news-empty-important"), detail: i.show("news-empty-important-detail") }
        },
        Tab::Saved => rsx! {
            State { icon: "saved", title: i.show("news-empty-saved"), detail: i.show("news-empty-saved-detail") }
        },
    }
}

/// Over a list that holds only what is for everybody: how to get more.
#[component]
fn ChooseHint() -> Element {
    let i = use_i18n();
    rsx! {
        div { style: "padding:1rem",
            div { class: "note",
                Icon { name: "star" }
                div { class: "stack", style: "gap:0.75rem",
                    p { {i.show("news-choose-detail")} }
                    Link { to: Route::InterestSettings {}, class: "button", {i.show("news-choose-now")} }
                }
            }
        }
    }
}
