//! Announcements as the city's stream brings them.
//!
//! A page is one transaction; the search index is not part of it, so that pulling stays fast: see [`super::index`].

use super::summary_of;
use crate::{Inner, interests::Lens, store::StoreError};
use itsumo_domain::{
    Record, Timestamp,
    news::{News, Sorted},
};
use rusqlite::{OptionalExtension, ToSql, Transaction, params_from_iter};
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
    let ids = |sorted: &[Sorted]| serde_json::to_string(&sorted.iter().map(|s| s.id.as_str()).collect::<Vec<_>>());
    let for_me = coming.lens.wants(news, coming.now);
    let old = coming.first && coming.now.since(news.published) > OLD;
    let (topics, areas) = (ids(&news.topics)?, ids(&news.areas)?);
    let summary = summary_of(news);
    let values: [&dyn ToSql; 13] = [
        record.id.as_bytes(),
        &record.seq,
        &record.rev,
        &news.published.0,
        &news.important,
        &for_me,
        &news.title,
        &summary,
        &news.source,
        &news.url,
        &topics,
        &areas,
        &record.body.as_deref().map_or("{}", |raw| raw.get()),
    ];
    // Nearly all are new. One statement that either inserts or updates would keep a copy of every page it
    // touches, to undo itself by, which takes longer than the inserting.
    let new = tx
        .prepare_cached(
            "INSERT INTO news (id, seq, rev, published, important, for_me, title, summary, source, url, topics,
                 areas, body, read)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14) ON CONFLICT (id) DO NOTHING",
        )?
        .execute(params_from_iter(values.iter().copied().chain([&old as &dyn ToSql])))?
        > 0;
    let (n, read) = match new {
        true => (tx.last_insert_rowid(), old),
        false => {
            let known = leave_indexes(tx, &record.id)?.unwrap_or_default();
            tx.prepare_cached(
                "UPDATE news SET seq = ?2, rev = ?3, published = ?4, important = ?5, for_me = ?6, title = ?7,
                     summary = ?8, source = ?9, url = ?10, topics = ?11, areas = ?12, body = ?13, indexed = 0
                 WHERE id = ?1",
            )?
            .execute(values)?;
            known
        }
    };
    let mut under = tx.prepare_cached(
        "INSERT OR IGNORE INTO news_topic (topic, published, news, for_me, important, read)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for topic in &news.topics {
        under.execute((&topic.id, news.published.0, n, for_me, news.important, read))?;
    }
    if new && !coming.first && for_me && record.rev == 1 {
        tx.prepare_cached("INSERT OR IGNORE INTO note (kind, id, at) VALUES ('news', ?1, ?2)")?
            .execute((record.id.as_bytes(), coming.now.0))?;
    }
    Ok(())
}

/// Takes an article out of the search index and out of its topics' lists; its `n` and whether it was read, if
/// it is here.
fn leave_indexes(tx: &Transaction<'_>, id: &Uuid) -> Result<Option<(i64, bool)>, StoreError> {
    let found: Option<(i64, bool, bool)> = tx
        .prepare_cached("SELECT n, read, indexed FROM news WHERE id = ?1")?
        .query_row([id.as_bytes()], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let Some((n, read, indexed)) = found else { return Ok(None) };
    if indexed {
        tx.prepare_cached("DELETE FROM news_words WHERE rowid = ?1")?.execute([n])?;
    }
    tx.prepare_cached(
        "DELETE FROM news_topic WHERE news = ?1 AND published = (SELECT published FROM news WHERE n = ?1)
             AND topic IN (SELECT value FROM json_each((SELECT topics FROM news WHERE n = ?1)))",
    )?
    .execute([n])?;
    Ok(Some((n, read)))
}

/// Removes one that was recalled. Whether there was one.
pub(crate) fn remove(tx: &Transaction<'_>, id: &Uuid) -> Result<bool, StoreError> {
    let Some((n, _)) = leave_indexes(tx, id)? else { return Ok(false) };
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
