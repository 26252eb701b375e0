//! An article: read in peace, kept, shared, silenced, and asked why it came.

use super::why;
use crate::{
    dates,
    hooks::{change_settings, use_city, use_command, use_engine, use_query, use_settings},
    i18n::{Arg, I18n, Japanese, Local, phrased, ruby, use_i18n},
    platform,
    route::{go_back, use_back},
    settings::TEXT_SIZES,
    ui::{Bar, Failed, Heading, Icon, PrintPage, Sheet, Skeleton, State, toast::use_toasts},
};
use dioxus::prelude::*;
use itsumo_domain::Timestamp;
use itsumo_engine::{Article, Change};
use uuid::Uuid;

#[derive(Clone, Copy, PartialEq)]
enum Open {
    Nothing,
    Share,
    Mute,
}

#[component]
pub fn ArticleView(id: Uuid) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let mut article = use_query(&[Change::News, Change::Interests, Change::City], move |engine| async move {
        engine.news_article(id).await
    });
    // Opened is read; what one then marks unread stays so while one looks at it.
    use_hook({
        let engine = engine.clone();
        move || {
            command.in_order(async move { engine.mark_read(id).await }, None);
        }
    });
    match &*article.read() {
        None => rsx! { Bar {} Skeleton { rows: 4 } },
        Some(Err(error)) => rsx! {
            Bar {}
            Failed { error: error.clone(), onretry: move |()| article.restart() }
        },
        Some(Ok(None)) => {
            let title = i.say("news-gone-title");
            rsx! {
                document::Title { "{title}" }
                Bar {}
                State { icon: "info", title: i.show("news-gone-title"), detail: i.show("news-gone-detail"),
                    button { class: "button", r#type: "button", onclick: move |_| go_back(), {i.show("news-to-list")} }
                }
            }
        }
        Some(Ok(Some(article))) => rsx! { Shown { article: article.clone() } },
    }
}

#[component]
fn Shown(article: Article) -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let city = use_city();
    let now = engine.now();
    let Article { row, news } = article;
    let id = row.id;
    let back = use_back();
    let mut open = use_signal(|| Open::Nothing);
    let foreign = (i.locale.lang() != "ja").then(|| "ja".to_owned());
    let source = city.as_ref().and_then(|city| city.source(&row.source)).map(|source| source.name.clone());
    let also: Vec<_> = news
        .also_in
        .iter()
        .filter_map(|id| city.as_ref().and_then(|city| city.source(id)).map(|source| i.name(&source.name)))
        .collect();
    let topics: Vec<_> =
        row.topics.iter().filter_map(|id| city.as_ref().and_then(|city| city.topic(id)).cloned()).collect();
    let published = dates::full(i, news.published);
    let reasons = why::sentences(i, &row, &news, city.as_ref(), now);

    rsx! {
        document::Title { "{row.title}" }
        Bar {
            TextSize {}
            PrintPage {}
            button {
                class: "icon-button",
                r#type: "button",
                "aria-pressed": if row.saved { "true" } else { "false" },
                "aria-label": i.say("news-save"),
                onclick: {
                    let engine = engine.clone();
                    let keep = !row.saved;
                    move |_| {
                        let engine = engine.clone();
                        let done = if keep { "news-saved-done" } else { "news-unsaved-done" };
                        command.in_order(async move { engine.save_news(id, keep).await }, Some(done));
                    }
                },
                Icon { name: "saved" }
            }
            button {
                class: "icon-button",
                r#type: "button",
                "aria-label": i.say("news-share"),
                "aria-haspopup": "dialog",
                onclick: move |_| open.set(Open::Share),
                Icon { name: "share" }
            }
        }
        article { class: "article", "aria-labelledby": "article-title",
            header {
                div { class: "chips",
                    if row.important {
                        span { class: "tag important", Icon { name: "disaster" } {i.show("news-important")} }
                    }
                    for topic in topics.iter().cloned() {
                        span { key: "{topic.id}", class: "tag", Icon { name: topic.icon.clone() } Local { text: topic.name.clone() } }
                    }
                }
                span { id: "article-title", Heading { lang: foreign, {phrased(&row.title)} } }
                div { class: "meta",
                    if let Some(source) = source {
                        span { Local { text: source } }
                    }
                    span { {ruby(&published)} }
                    if let Some(updated) = news.updated.filter(|updated| *updated > news.published) {
                        span { {i.show_with("news-updated", &[("time", Arg::Text(&dates::full(i, updated)))])} }
                    }
                    if !also.is_empty() {
                        span { {i.show_with("news-also-in", &[("sources", Arg::Text(&also.join("、")))])} }
                    }
                }
            }
            if news.html.is_empty() {
                div { class: "reading", lang: "ja",
                    p { "{news.summary}" }
                }
                if news.url.is_some() {
                    p { class: "soft", style: "margin-top:1rem", {i.show("news-only-summary")} }
                }
            } else {
                // Cleaned by the server before it became a record: see the backend's ingest.
                div { class: "reading", lang: "ja", dangerous_inner_html: "{news.html}" }
            }
            div { class: "actions",
                if let Some(url) = news.url.clone() {
                    a { class: "button", href: "{url}", target: "_blank", rel: "noopener",
                        Icon { name: "external" }
                        {i.show("news-open-page")}
                    }
                }
            }
            details { class: "why-box", open: true,
                summary { {i.show("news-why")} }
                ul {
                    for (at, reason) in reasons.iter().enumerate() {
                        li { key: "{at}", {ruby(reason)} }
                    }
                }
            }
            div { class: "actions",
                button {
                    class: "button plain",
                    r#type: "button",
                    onclick: {
                        let engine = engine.clone();
                        move |_| {
                            let engine = engine.clone();
                            command.then(async move { engine.mark_unread(id).await }, Some("news-unread-done"), move || back.go());
                        }
                    },
                    Icon { name: "unread" }
                    {i.show("news-mark-unread")}
                }
                if !topics.is_empty() {
                    button {
                        class: "button plain",
                        r#type: "button",
                        "aria-haspopup": "dialog",
                        onclick: move |_| open.set(Open::Mute),
                        Icon { name: "quiet" }
                        {i.show("news-mute")}
                    }
                }
            }
        }
        match open() {
            Open::Nothing => rsx! {},
            Open::Share => rsx! {
                ShareSheet { title: row.title.clone(), url: news.url.clone(), onclose: move |()| open.set(Open::Nothing) }
            },
            Open::Mute => rsx! {
                Sheet { id: "mute", title: i.show("news-mute"), onclose: move |()| open.set(Open::Nothing),
                    p { class: "soft", {i.show("news-mute-detail")} }
                    for topic in topics.iter().cloned() {
                        section { key: "{topic.id}", class: "section",
                            h3 { Local { text: topic.name.clone() } }
                            div { class: "line",
                                for (key, days) in [("news-mute-week", 7), ("news-mute-month", 30)] {
                                    button {
                                        key: "{key}",
                                        class: "button",
                                        r#type: "button",
                                        onclick: {
                                            let (engine, topic) = (engine.clone(), topic.id.clone());
                                            move |_| {
                                                let (engine, topic) = (engine.clone(), topic.clone());
                                                let until = engine.now().plus(days * Timestamp::DAY);
                                                open.set(Open::Nothing);
                                                command.run(
                                                    async move { engine.mute_topic(&topic, Some(until)).await },
                                                    Some("news-muted-done"),
                                                );
                                            }
                                        },
                                        {i.show(key)}
                                    }
                                }
                            }
                        }
                    }
                }
            },
        }
    }
}

/// Smaller and larger, in the steps of the settings.
#[component]
fn TextSize() -> Element {
    let i = use_i18n();
    let engine = use_engine();
    let command = use_command();
    let now = use_settings().text_percent;
    let smaller = TEXT_SIZES.iter().rev().copied().find(|size| *size < now);
    let larger = TEXT_SIZES.iter().copied().find(|size| *size > now);
    let step = move |to: Option<u16>| {
        let engine = engine.clone();
        move |_| {
            if let Some(size) = to {
                change_settings(command, engine.clone(), move |settings| settings.text_percent = size);
            }
        }
    };
    rsx! {
        button {
            class: "icon-button",
            r#type: "button",
            "aria-label": i.say("news-text-smaller"),
            disabled: smaller.is_none(),
            onclick: step(smaller),
            span { class: "small-letter", "aria-hidden": "true", {i.say("news-text-letter")} }
        }
        button {
            class: "icon-button",
            r#type: "button",
            "aria-label": i.say("news-text-larger"),
            disabled: larger.is_none(),
            onclick: step(larger),
            span { class: "big-letter", "aria-hidden": "true", {i.say("news-text-letter")} }
        }
    }
}

#[component]
fn ShareSheet(title: String, url: Option<String>, onclose: EventHandler<()>) -> Element {
    let i = use_i18n();
    let toasts = use_toasts();
    let text = match &url {
        Some(url) => format!("{title}\n{url}"),
        None => title.clone(),
    };
    let mail = mail_link(i, &title, &text);
    rsx! {
        Sheet { id: "share", title: i.show("news-share"), onclose,
            p { Japanese { text: title.clone() } }
            button {
                class: "button wide",
                r#type: "button",
                onclick: move |_| {
                    platform::copy(&text);
                    toasts.say(i.marked("news-copied", &[]));
                    onclose.call(());
                },
                Icon { name: "copy" }
                {i.show("news-copy-link")}
            }
            a { class: "button wide", href: "{mail}", onclick: move |_| onclose.call(()),
                Icon { name: "mail" }
                {i.show("news-by-mail")}
            }
        }
    }
}

/// A mail with the title as its subject.
fn mail_link(i: I18n, title: &str, text: &str) -> String {
    let subject = i.say_with("news-mail-subject", &[("title", Arg::Text(title))]);
    format!("mailto:?subject={}&body={}", percent(&subject), percent(text))
}

/// Percent-encodes everything but letters and figures.
fn percent(text: &str) -> String {
    text.bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_mail_carries_japanese_and_line_breaks() {
        assert_eq!(percent("市 a\n"), "%E5%B8%82%20a%0A");
    }
}
