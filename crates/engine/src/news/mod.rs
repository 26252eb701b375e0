//! The city's announcements on this device: lists, articles, what was read. See [`search`] for finding and
//! [`arrive`] for how they come in.

pub(crate) mod arrive;
pub(crate) mod index;
pub(crate) mod later;
mod plain;
pub(crate) mod search;

use crate::{Change, Engine, Error, Inner, notify, saved, store::StoreError};
use itsumo_domain::{
    Timestamp,
    interests::Reason,
    news::{News, SUMMARY_CHARS},
    text::shorten,
};
use rusqlite::{Connection, OptionalExtension, Row, ToSql};
pub use search::Found;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Which announcements.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Tab {
    /// あなたへ: chosen by interests, and the important.
    #[default]
    ForMe,
    /// すべて
    All,
    /// 重要
    Important,
    /// 保存: kept ones, last kept first.
    Saved,
}

/// What to list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct NewsQuery {
    /// Which.
    pub tab: Tab,
    /// Only under this topic.
    pub topic: Option<String>,
    /// Only what was not read.
    pub unread_only: bool,
    /// From where the last page ended.
    pub after: Option<NewsCursor>,
    /// At most so many.
    pub limit: usize,
}

/// Where a page of a list ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct NewsCursor {
    at: i64,
    n: i64,
}

/// A page of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewsList {
    /// Newest first.
    pub rows: Vec<NewsRow>,
    /// Where to go on; `None` at the end.
    pub next: Option<NewsCursor>,
}

/// A line of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewsRow {
    /// Its id.
    pub id: Uuid,
    /// Its title.
    pub title: String,
    /// A few lines of plain text.
    pub summary: String,
    /// Id of its source, see [`itsumo_domain::city::City::source`].
    pub source: String,
    /// When it was published.
    pub published: Timestamp,
    /// Topic ids.
    pub topics: Vec<String>,
    /// Area ids; empty: the whole city.
    pub areas: Vec<String>,
    /// Not read yet.
    pub unread: bool,
    /// Kept.
    pub saved: bool,
    /// The city marks it for everybody.
    pub important: bool,
    /// The page it came from.
    pub url: Option<String>,
    /// なぜ届いた? Empty when it is not for this person.
    pub reasons: Vec<Reason>,
}

/// An article to read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Its line.
    pub row: NewsRow,
    /// All of it.
    pub news: News,
}

impl Article {
    /// The article as plain text, a line per block: for terminals and sharing.
    pub fn text(&self) -> String {
        index::texts(&self.news).1
    }
}

/// Numbers beside tabs and topics.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewsCounts {
    /// Unread in あなたへ.
    pub for_me_unread: i64,
    /// Unread in all.
    pub all_unread: i64,
    /// Unread and important.
    pub important_unread: i64,
    /// Kept.
    pub saved: i64,
    /// Unread by topic; topics without any are absent.
    pub by_topic: BTreeMap<String, i64>,
}

/// Columns of a line, in the order [`line`] reads them.
const LINE: &str = "news.n, news.id, news.published, news.important, news.read, news.title, news.summary,
    news.source, news.url, news.topics, news.areas,
    EXISTS (SELECT 1 FROM saved WHERE saved.id = news.id AND saved.kept = 1)";

/// Reads a line; its `n` beside it. Reasons are the caller's.
fn line(row: &Row<'_>) -> Result<(i64, NewsRow), rusqlite::Error> {
    let ids = |json: String| serde_json::from_str(&json).unwrap_or_default();
    Ok((
        row.get(0)?,
        NewsRow {
            id: Uuid::from_bytes(row.get(1)?),
            published: Timestamp(row.get(2)?),
            important: row.get(3)?,
            unread: !row.get::<_, bool>(4)?,
            title: row.get(5)?,
            summary: row.get(6)?,
            source: row.get(7)?,
            url: row.get(8)?,
            topics: ids(row.get(9)?),
            areas: ids(row.get(10)?),
            saved: row.get(11)?,
            reasons: Vec::new(),
        },
    ))
}

fn with_reasons<'a>(
    db: &Connection,
    inner: &Inner,
    rows: impl IntoIterator<Item = &'a mut NewsRow>,
) -> Result<(), StoreError> {
    let lens = inner.lens(db)?;
    let now = inner.now();
    for row in rows {
        row.reasons = lens.reasons(&row.topics, &row.areas, row.important, now);
    }
    Ok(())
}

fn list(db: &Connection, inner: &Inner, query: &NewsQuery) -> Result<NewsList, StoreError> {
    if query.tab == Tab::Saved {
        return list_saved(db, inner, query);
    }
    // The conditions are written so that each names its partial index; none is a value from outside.
    let (from, of, at, n) = match query.topic {
        Some(_) => ("news_topic t CROSS JOIN news ON news.n = t.news", "t", "t.published", "t.news"),
        None => ("news", "news", "news.published", "news.n"),
    };
    let mut conditions = Vec::new();
    match query.tab {
        Tab::ForMe => conditions.push(format!("{of}.for_me = 1")),
        Tab::Important => conditions.push(format!("{of}.important = 1")),
        Tab::All | Tab::Saved => {}
    }
    if query.unread_only {
        conditions.push(format!("{of}.read = 0"));
    }
    if query.topic.is_some() {
        conditions.push("t.topic = ?4".to_owned());
    }
    let after = query.after.unwrap_or(NewsCursor { at: i64::MAX, n: i64::MAX });
    let limit = i64::try_from(query.limit.clamp(1, 500)).unwrap_or(500);
    conditions.push(format!("{at} <= ?1 AND ({at} < ?1 OR {n} < ?2)"));
    let sql =
        format!("SELECT {LINE} FROM {from} WHERE {} ORDER BY {at} DESC, {n} DESC LIMIT ?3", conditions.join(" AND "));
    let mut values: Vec<&dyn ToSql> = vec![&after.at, &after.n, &limit];
    if let Some(topic) = &query.topic {
        values.push(topic);
    }
    let mut read = db.prepare_cached(&sql)?;
    let found = read.query_map(values.as_slice(), line)?.collect::<Result<Vec<_>, _>>()?;
    let next = match found.last() {
        Some((n, row)) if i64::try_from(found.len()) == Ok(limit) => Some(NewsCursor { at: row.published.0, n: *n }),
        _ => None,
    };
    let mut rows: Vec<_> = found.into_iter().map(|(_, row)| row).collect();
    with_reasons(db, inner, &mut rows)?;
    Ok(NewsList { rows, next })
}

/// A line made from an article, for copies whose original is gone.
fn line_of(id: Uuid, news: &News) -> NewsRow {
    NewsRow {
        id,
        title: news.title.clone(),
        summary: summary_of(news),
        source: news.source.clone(),
        published: news.published,
        topics: news.topics.iter().map(|t| t.id.clone()).collect(),
        areas: news.areas.iter().map(|a| a.id.clone()).collect(),
        unread: false,
        saved: false,
        important: news.important,
        url: news.url.clone(),
        reasons: Vec::new(),
    }
}

fn summary_of(news: &News) -> String {
    match news.summary.is_empty() {
        false => shorten(&news.summary, SUMMARY_CHARS),
        true => shorten(&plain::text_of(&news.html).replace('\n', " "), SUMMARY_CHARS),
    }
}

fn list_saved(db: &Connection, inner: &Inner, query: &NewsQuery) -> Result<NewsList, StoreError> {
    let after = query.after.unwrap_or(NewsCursor { at: i64::MAX, n: i64::MAX });
    let mut read = db.prepare_cached(
        "SELECT saved.n, saved.at, saved.id, saved.person, saved.body, coalesce(news.read, 1)
         FROM saved LEFT JOIN news ON news.id = saved.id
         WHERE saved.kept = 1 AND saved.at <= ?1 AND (saved.at < ?1 OR saved.n < ?2)
         ORDER BY saved.at DESC, saved.n DESC",
    )?;
    let mut found = read.query((after.at, after.n))?;
    let mut list = NewsList::default();
    let limit = query.limit.clamp(1, 500);
    while let Some(row) = found.next()? {
        let (n, at): (i64, i64) = (row.get(0)?, row.get(1)?);
        let id = Uuid::from_bytes(row.get(2)?);
        let person: Option<String> = row.get(3)?;
        let Some(news) = saved::unpack(inner, person.as_deref(), id, &row.get::<_, Vec<u8>>(4)?)? else { continue };
        let line = NewsRow { unread: !row.get::<_, bool>(5)?, saved: true, ..line_of(id, &news) };
        let fits = query.topic.as_ref().is_none_or(|topic| line.topics.contains(topic));
        if !fits || (query.unread_only && !line.unread) {
            continue;
        }
        list.rows.push(line);
        if list.rows.len() == limit {
            list.next = Some(NewsCursor { at, n });
            break;
        }
    }
    with_reasons(db, inner, &mut list.rows)?;
    Ok(list)
}

/// The article as the city's stream has it.
pub(crate) fn stored(db: &Connection, id: Uuid) -> Result<Option<News>, StoreError> {
    let body: Option<String> = db
        .prepare_cached("SELECT body FROM news WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| row.get(0))
        .optional()?;
    Ok(body.and_then(|body| serde_json::from_str(&body).ok()))
}

fn article(db: &Connection, inner: &Inner, id: Uuid) -> Result<Option<Article>, StoreError> {
    let row = db
        .prepare_cached(&format!("SELECT {LINE} FROM news WHERE news.id = ?1"))?
        .query_row([id.as_bytes()], line)
        .optional()?;
    let (mut row, news) = match (row, stored(db, id)?) {
        (Some((_, row)), Some(news)) => (row, news),
        // The city took it down; the person's copy stays.
        _ => match saved::find(db, inner, id)? {
            Some(kept) => (NewsRow { saved: true, ..line_of(id, &kept.news) }, kept.news),
            None => return Ok(None),
        },
    };
    with_reasons(db, inner, [&mut row])?;
    Ok(Some(Article { row, news }))
}

fn counts(db: &Connection) -> Result<NewsCounts, StoreError> {
    let count = |sql: &str| db.prepare_cached(sql)?.query_row([], |row| row.get::<_, i64>(0));
    let mut by_topic = db.prepare_cached("SELECT topic, count(*) FROM news_topic WHERE read = 0 GROUP BY topic")?;
    Ok(NewsCounts {
        for_me_unread: count("SELECT count(*) FROM news WHERE for_me = 1 AND read = 0")?,
        all_unread: count("SELECT count(*) FROM news WHERE read = 0")?,
        important_unread: count("SELECT count(*) FROM news WHERE important = 1 AND read = 0")?,
        saved: count("SELECT count(*) FROM saved WHERE kept = 1")?,
        by_topic: by_topic.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?,
    })
}

impl Engine {
    /// A page of announcements.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn news_list(&self, query: NewsQuery) -> Result<NewsList, Error> {
        self.read_sorted(move |db, inner| list(db, inner, &query)).await
    }

    /// An article, or the person's copy if the city took it down.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn news_article(&self, id: Uuid) -> Result<Option<Article>, Error> {
        self.read(move |db, inner| article(db, inner, id)).await
    }

    /// Numbers beside tabs and topics.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn news_counts(&self) -> Result<NewsCounts, Error> {
        self.read_sorted(|db, _| counts(db)).await
    }

    /// Marks as read; its notification goes.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn mark_read(&self, id: Uuid) -> Result<(), Error> {
        self.set_read(id, true).await?;
        self.0.inner.notes.withdraw(&notify::news_note(id));
        Ok(())
    }

    /// Marks as unread.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn mark_unread(&self, id: Uuid) -> Result<(), Error> {
        self.set_read(id, false).await
    }

    async fn set_read(&self, id: Uuid, read: bool) -> Result<(), Error> {
        let changed = self
            .write(move |tx, _| {
                Ok(tx.execute("UPDATE news SET read = ?2 WHERE id = ?1 AND read <> ?2", (id.as_bytes(), read))?)
            })
            .await?;
        if changed > 0 {
            self.changed(Change::News);
        }
        Ok(())
    }

    /// Marks everything under a tab as read.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn mark_all_read(&self, tab: Tab) -> Result<(), Error> {
        let which = match tab {
            Tab::All => "1",
            Tab::ForMe => "for_me = 1",
            Tab::Important => "important = 1",
            Tab::Saved => "id IN (SELECT id FROM saved WHERE kept = 1)",
        };
        let sql = format!("UPDATE news SET read = 1 WHERE read = 0 AND {which}");
        let changed = self.write(move |tx, _| Ok(tx.execute(&sql, [])?)).await?;
        if changed > 0 {
            self.0.inner.notes.withdraw(notify::DIGEST);
            self.changed(Change::News);
        }
        Ok(())
    }

    /// [`Engine::read`] for what reads `for_me`: it is decided anew first where it no longer stands.
    async fn read_sorted<T: Send + 'static>(
        &self,
        work: impl Fn(&Connection, &Inner) -> Result<T, StoreError> + Clone + Send + 'static,
    ) -> Result<T, Error> {
        let at_once = work.clone();
        let answer = self.read(move |db, inner| match inner.for_me_is_old(db)? {
            true => Ok(None),
            false => at_once(db, inner).map(Some),
        });
        if let Some(answer) = answer.await? {
            return Ok(answer);
        }
        // Lists must come even where deciding fails (a full disk, a locked keyring).
        if let Err(error) = self.0.inner.sort_if_old().await {
            tracing::warn!(%error, "what is for this person was not decided anew");
        }
        self.read(work).await
    }
}

#[cfg(test)]
pub(crate) mod tests;
