//! Announcements as the city's stream brings them.
//!
//! A page is one transaction; the search index is not part of it, so that pulling stays fast: see [`super::index`].

use super::summary_of;
use crate::{Inner, interests::Lens, store::StoreError};
use itsumo_domain::{Record, Timestamp, news::News};
use rusqlite::{OptionalExtension, Transaction};
use uuid::Uuid;

/// On a new device, what is older than this counts as read: nobody wants to be behind by a thousand.
const OLD: i64 = 30 * Timestamp::DAY;

/// How the page came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Coming<'a> {
    /// The stream is pulled for the first time.
    pub first: bool,
    /// What decides what is for this person.
    pub lens: &'a Lens,
    /// Now.
    pub now: Timestamp,
}

/// Stores or replaces one. What was read stays read; a changed text is indexed anew.
pub(crate) fn put(tx: &Transaction<'_>, record: &Record, news: &News, coming: &Coming<'_>) -> Result<(), StoreError> {
    let ids = |sorted: &[itsumo_domain::news::Sorted]| sorted.iter().map(|s| s.id.clone()).collect::<Vec<_>>();
    let (topics, areas) = (ids(&news.topics), ids(&news.areas));
    let for_me = news.important || !coming.lens.reasons(&topics, &areas, false, coming.now).is_empty();
    let new = leave_indexes(tx, &record.id)?.is_none();
    let old = coming.first && coming.now.since(news.published) > OLD;
    let (n, read): (i64, bool) = tx
        .prepare_cached(
            "INSERT INTO news (id, seq, rev, published, important, for_me, read, title, summary, source, url,
                 topics, areas, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
             ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, rev = excluded.rev, indexed = 0,
                 published = excluded.published, important = excluded.important, for_me = excluded.for_me,
                 title = excluded.title, summary = excluded.summary, source = excluded.source,
                 url = excluded.url, topics = excluded.topics, areas = excluded.areas, body = excluded.body
             RETURNING n, read",
        )?
        .query_row(
            rusqlite::params![
                record.id.as_bytes(),
                record.seq,
                record.rev,
                news.published.0,
                news.important,
                for_me,
                old,
                news.title,
                summary_of(news),
                news.source,
                news.url,
                serde_json::to_string(&topics)?,
                serde_json::to_string(&areas)?,
                record.body.as_deref().map_or("{}", |raw| raw.get()),
            ],
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
    let mut under = tx.prepare_cached(
        "INSERT OR IGNORE INTO news_topic (topic, published, news, for_me, important, read)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for topic in &topics {
        under.execute((topic, news.published.0, n, for_me, news.important, read))?;
    }
    if new && !coming.first && for_me && record.rev == 1 {
        tx.prepare_cached("INSERT OR IGNORE INTO note (kind, id, at) VALUES ('news', ?1, ?2)")?
            .execute((record.id.as_bytes(), coming.now.0))?;
    }
    Ok(())
}

/// Takes an article out of the search index and out of its topics' lists; its `n`, if it is here.
fn leave_indexes(tx: &Transaction<'_>, id: &Uuid) -> Result<Option<i64>, StoreError> {
    let found: Option<(i64, bool)> = tx
        .prepare_cached("SELECT n, indexed FROM news WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((n, indexed)) = found else { return Ok(None) };
    if indexed {
        tx.prepare_cached("DELETE FROM news_words WHERE rowid = ?1")?.execute([n])?;
    }
    tx.prepare_cached(
        "DELETE FROM news_topic WHERE news = ?1 AND published = (SELECT published FROM news WHERE n = ?1)
             AND topic IN (SELECT value FROM json_each((SELECT topics FROM news WHERE n = ?1)))",
    )?
    .execute([n])?;
    Ok(Some(n))
}

/// Removes one that was recalled. Whether there was one.
pub(crate) fn remove(tx: &Transaction<'_>, id: &Uuid) -> Result<bool, StoreError> {
    let Some(n) = leave_indexes(tx, id)? else { return Ok(false) };
    tx.prepare_cached("DELETE FROM news WHERE n = ?1")?.execute([n])?;
    tx.prepare_cached("DELETE FROM note WHERE kind = 'news' AND id = ?1")?.execute([id.as_bytes()])?;
    Ok(true)
}

/// After the server's log was rewound and pulled from its start: what did not come again is gone.
pub(crate) fn sweep(tx: &Transaction<'_>) -> Result<Vec<Uuid>, StoreError> {
    let gone = tx
        .prepare("SELECT id FROM news WHERE seq = 0")?
        .query_map([], |row| Ok(Uuid::from_bytes(row.get(0)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    for id in &gone {
        remove(tx, id)?;
    }
    Ok(gone)
}

/// Announcements that wait to be told, as they stand now.
pub(crate) fn to_tell(db: &rusqlite::Connection, _: &Inner) -> Result<Vec<crate::notify::Item>, StoreError> {
    let mut read = db.prepare_cached(
        "SELECT news.id, news.title, news.summary, news.published, news.for_me, news.read
         FROM note JOIN news ON news.id = note.id WHERE note.kind = 'news'",
    )?;
    let items = read.query_map([], |row| {
        Ok(crate::notify::Item::News {
            id: Uuid::from_bytes(row.get(0)?),
            title: row.get(1)?,
            summary: row.get(2)?,
            published: Timestamp(row.get(3)?),
            for_me: row.get(4)?,
            read: row.get(5)?,
        })
    })?;
    Ok(items.collect::<Result<_, _>>()?)
}
