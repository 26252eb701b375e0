//! Announcements: lists, reading, finding, keeping.

use super::{Done, deliver, known, local, names, with};
use crate::{Failure, args, say::Say};
use itsumo_engine::{
    Article, Engine, Error, Found, NewsQuery, NewsRow, Tab,
    domain::{city::City, i18n::Arg, interests::Reason},
};
use serde_json::{Value, json};
use std::fmt::Write;
use uuid::Uuid;

pub(super) fn row_json(row: &NewsRow) -> Value {
    json!({
        "id": row.id, "title": row.title, "summary": row.summary, "source": row.source,
        "published": row.published, "topics": row.topics, "areas": row.areas, "unread": row.unread,
        "saved": row.saved, "important": row.important, "url": row.url,
        "reasons": row.reasons.iter().map(reason_json).collect::<Vec<_>>(),
    })
}

fn reason_json(reason: &Reason) -> Value {
    match reason {
        Reason::Important => json!({ "important": true }),
        Reason::Topic(topic) => json!({ "topic": topic }),
        Reason::Child { topic, born } => json!({ "topic": topic, "child": born }),
        Reason::Area(area) => json!({ "area": area }),
    }
}

/// The end of an id is what tells two apart: their beginnings are the time.
fn short(id: Uuid) -> String {
    let id = id.simple().to_string();
    id.get(20..).unwrap_or_default().to_owned()
}

fn row_words(say: &Say, row: &NewsRow) -> String {
    let mark = if row.unread { "●" } else { " " };
    let saved = if row.saved { "★" } else { " " };
    let important = match row.important {
        true => format!("[{}] ", say.text("cli-important", &[])),
        false => String::new(),
    };
    format!("{mark}{saved} {}  {}  {important}{}\n", short(row.id), say.time(row.published), row.title)
}

pub(super) async fn news(engine: &Engine, command: args::News, say: &Say) -> Done {
    if engine.city().await?.is_none() {
        return Err(Error::refused("city-needed").into());
    }
    match command {
        args::News::List { tab, topic, unread, limit } => {
            let tab = match tab {
                args::Tab::ForMe => Tab::ForMe,
                args::Tab::All => Tab::All,
                args::Tab::Important => Tab::Important,
                args::Tab::Saved => Tab::Saved,
            };
            if let Some(topic) = &topic {
                known(say, "cli-unknown-topic", topic, &names(engine).await?.topics)?;
            }
            let rows = rows(engine, NewsQuery { tab, topic, unread_only: unread, after: None, limit }).await?;
            Ok(say.answer(
                || rows.iter().map(row_json).collect(),
                || match rows.is_empty() {
                    true => say.text("cli-news-none", &[]),
                    false => rows.iter().map(|row| row_words(say, row)).collect(),
                },
            )?)
        }
        args::News::Show { id } => {
            let id = find(engine, say, &id).await?;
            let article = engine.news_article(id).await?.ok_or_else(|| Error::refused("not-found"))?;
            engine.mark_read(id).await?;
            let names = names(engine).await?;
            Ok(say.answer(
                || with(row_json(&article.row), json!({ "news": article.news })),
                || article_words(say, &article, &names),
            )?)
        }
        args::News::Search { words, limit } => {
            let found = engine.news_search(&words.join(" "), limit).await?;
            Ok(say.answer(
                || {
                    let one = |found: &Found| with(row_json(&found.row), json!({ "snippet": found.snippet }));
                    found.iter().map(one).collect()
                },
                || {
                    if found.is_empty() {
                        return say.text("cli-found-none", &[]);
                    }
                    let count = Arg::Number(i64::try_from(found.len()).unwrap_or(i64::MAX));
                    let mut out = format!("{}\n", say.text("cli-found", &[("count", count)]));
                    for found in &found {
                        out.push_str(&row_words(say, &found.row));
                        let marked = found.snippet.iter().map(|(text, hit)| match hit {
                            true => format!("【{text}】"),
                            false => text.clone(),
                        });
                        let _ = writeln!(out, "     {}", marked.collect::<String>());
                    }
                    out
                },
            )?)
        }
        args::News::Save { id } => keep(engine, say, &id, true).await,
        args::News::Unsave { id } => keep(engine, say, &id, false).await,
    }
}

async fn keep(engine: &Engine, say: &Say, id: &str, keep: bool) -> Done {
    let id = find(engine, say, id).await?;
    engine.save_news(id, keep).await?;
    deliver(engine).await;
    let key = if keep { "cli-saved" } else { "cli-unsaved" };
    Ok(say.answer(|| json!({ "id": id, "saved": keep }), || say.text(key, &[]))?)
}

pub(super) async fn rows(engine: &Engine, mut query: NewsQuery) -> Result<Vec<NewsRow>, Failure> {
    let mut rows = Vec::new();
    let wanted = query.limit;
    while rows.len() < wanted {
        query.limit = (wanted - rows.len()).min(500);
        let page = engine.news_list(query.clone()).await?;
        rows.extend(page.rows);
        match page.next {
            Some(next) => query.after = Some(next),
            None => break,
        }
    }
    Ok(rows)
}

/// The article whose id is, or ends with, what was typed.
async fn find(engine: &Engine, say: &Say, typed: &str) -> Result<Uuid, Failure> {
    if let Ok(id) = Uuid::parse_str(typed) {
        return Ok(id);
    }
    let end = typed.replace('-', "").to_ascii_lowercase();
    let mut found = Vec::new();
    for tab in [Tab::All, Tab::Saved] {
        let all = rows(engine, NewsQuery { tab, limit: usize::MAX, ..NewsQuery::default() }).await?;
        found.extend(all.into_iter().map(|row| row.id).filter(|id| id.simple().to_string().ends_with(&end)));
    }
    found.sort_unstable();
    found.dedup();
    let id = [("id", Arg::Text(typed))];
    match found.as_slice() {
        [one] if !end.is_empty() => Ok(*one),
        [] => Err(Failure::Typed(say.text("cli-unknown-id", &id))),
        _ => Err(Failure::Typed(say.text("cli-ambiguous-id", &id))),
    }
}

fn article_words(say: &Say, article: &Article, city: &City) -> String {
    let topic = |id: &str| city.topic(id).map_or_else(|| id.to_owned(), |topic| local(say, &topic.name));
    let area = |id: &str| city.area(id).map_or_else(|| id.to_owned(), |area| local(say, &area.name));
    let source = city.source(&article.row.source).map_or_else(String::new, |source| local(say, &source.name));
    let mut out = format!("{}\n{}  {source}\n", article.row.title, say.time(article.row.published));
    for reason in &article.row.reasons {
        let why = match reason {
            Reason::Important => say.text("cli-why-important", &[]),
            Reason::Topic(id) => say.text("cli-why-topic", &[("topic", Arg::Text(&topic(id)))]),
            Reason::Child { topic: id, born } => {
                say.text("cli-why-child", &[("topic", Arg::Text(&topic(id))), ("born", Arg::Text(&born.to_string()))])
            }
            Reason::Area(id) => say.text("cli-why-area", &[("area", Arg::Text(&area(id)))]),
        };
        let _ = writeln!(out, "{} {why}", say.text("cli-why", &[]));
    }
    let _ = write!(out, "\n{}\n", article.text());
    if let Some(url) = &article.row.url {
        let _ = write!(out, "\n{url}\n");
    }
    out
}
