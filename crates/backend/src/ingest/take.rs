//! From clean articles to records, in one transaction with the memory of what was taken: a crash at any
//! instruction leaves all of it or nothing, so that nothing is ever taken twice.

use super::{
    article::{Article, article},
    classify::{ItemText, classify},
    feed::{Item, LeftOut},
    fold::{Incoming, Keys, Known, Plan, first_bits, plan_items, stable},
    html::Cleaner,
    repair::Repairs,
    state::{Finish, Lease, SEEN_WITHIN, finish},
};
use crate::{
    city::{CityConfig, Source},
    clock::Ids,
    store::{Row, StoreError, Tx, Value},
    stream::{self, Draft, Sized, append, chunks, values},
};
use itsumo_domain::{Stream, Timestamp, news::News, record::kind};
use sha2::{Digest, Sha256};
use std::{
    collections::{HashMap, HashSet, hash_map::Entry},
    sync::{Arc, LazyLock},
};
use uuid::Uuid;

/// Who wrote what the ingest writes.
pub const AUTHOR: &str = "ingest";
/// From here on the whole of a city's memory is read at once instead of key by key.
const MANY: usize = 300;

/// An announcement ready to be stored.
#[derive(Clone, Debug)]
pub struct Ready {
    /// For [`plan_items`].
    pub incoming: Incoming,
    /// As it would be stored; `published` of an undated one is not settled yet.
    pub news: News,
}

/// What a run changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New announcements.
    pub new: usize,
    /// New revisions.
    pub changed: usize,
    /// Known, as they were.
    pub same: usize,
    /// Found in another source first.
    pub also: usize,
    /// Twice in the same feed.
    pub twice: usize,
}

/// Cleans and sorts items, on all cores when there are many.
pub fn make_ready(
    items: &[Item],
    city: &CityConfig,
    source: &Source,
    shift: i64,
    now: Timestamp,
    repairs: &mut Repairs,
) -> Vec<Ready> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from).min(8);
    if items.len() < 200 || cores < 2 {
        return make_some_ready(items, city, source, shift, now, repairs);
    }
    let size = items.len().div_ceil(cores);
    let parts: Vec<(Vec<Ready>, Repairs)> = std::thread::scope(|scope| {
        let running: Vec<_> = items
            .chunks(size)
            .map(|part| {
                scope.spawn(move || {
                    let mut repairs = Repairs::default();
                    let ready = make_some_ready(part, city, source, shift, now, &mut repairs);
                    (ready, repairs)
                })
            })
            .collect();
        // A panic is a fault of ours: it fails the run instead of losing a part of it.
        running.into_iter().map(|part| part.join().unwrap_or_else(|fault| std::panic::resume_unwind(fault))).collect()
    });
    let mut ready = Vec::with_capacity(items.len());
    for (part, noted) in parts {
        ready.extend(part);
        repairs.merge(noted);
    }
    ready
}

fn make_some_ready(
    items: &[Item],
    city: &CityConfig,
    source: &Source,
    shift: i64,
    now: Timestamp,
    repairs: &mut Repairs,
) -> Vec<Ready> {
    let mut cleaner = Cleaner::new();
    items.iter().map(|item| ready(article(item, &mut cleaner, repairs), city, source, shift, now)).collect()
}

fn ready(article: Article, city: &CityConfig, source: &Source, shift: i64, now: Timestamp) -> Ready {
    let item = ItemText {
        title: &article.title,
        text: &article.text,
        url: article.url.as_deref(),
        categories: &article.categories,
    };
    let (topics, areas) = classify(&city.rules, source, &item);
    let published = article.published.map(|at| at.plus(shift));
    let keys = Keys::of(article.guid.as_deref(), article.url.as_deref(), &article.title);
    let news = News {
        title: article.title,
        summary: article.summary,
        html: article.html,
        url: article.url,
        source: source.id.clone(),
        published: published.unwrap_or_default(),
        updated: article.updated.map(|at| at.plus(shift)),
        topics,
        areas,
        important: source.important,
        also_in: Vec::new(),
    };
    let hash = hash_of(&news);
    Ready { incoming: Incoming { keys, published: published.unwrap_or(now), dated: published.is_some(), hash }, news }
}

/// Of everything that people see of an announcement. A link that changes with every edit (`?tm=…`) is no change.
fn hash_of(news: &News) -> i64 {
    let mut hash = Sha256::new();
    let link = news.url.as_deref().map(stable).unwrap_or_default();
    for text in [&news.title, &news.summary, &news.html, &link, &news.source] {
        hash.update(text.len().to_be_bytes());
        hash.update(text);
    }
    let rest = (news.published, news.updated, &news.topics, &news.areas, news.important);
    hash.update(serde_json::to_vec(&rest).unwrap_or_default());
    first_bits(hash)
}

/// Why nothing was taken.
#[derive(Debug, thiserror::Error)]
pub enum TakeError {
    /// The tables.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// It took so long that another process has the source now.
    #[error("another process works on this source")]
    LostLease,
    /// An announcement that cannot be written as JSON.
    #[error("{0}")]
    Json(String),
}

/// Stores what is new or changed and writes down the run.
///
/// # Errors
/// [`TakeError`]; nothing is written then.
pub async fn take(
    tx: &mut dyn Tx,
    lease: &Lease,
    ready: &[Ready],
    mut done: Finish,
    next: Timestamp,
    ids: &Arc<dyn Ids>,
    now: Timestamp,
) -> Result<Counts, TakeError> {
    let incoming: Vec<Incoming> = ready.iter().map(|r| r.incoming).collect();
    let known = load_known(tx, lease, &incoming).await?;
    let plans = plan_items(&lease.source, &incoming, &known);
    let mut work = Work {
        lease,
        now,
        counts: Counts::default(),
        rows: Vec::new(),
        seen: HashSet::new(),
        news: HashMap::new(),
        order: Vec::new(),
        ordered: HashSet::new(),
    };
    // The oldest first, so that the stream is in the order in which things happened.
    for (item, plan) in ready.iter().zip(&plans).rev() {
        match plan {
            Plan::New => {
                work.counts.new += 1;
                let id = ids.new_id();
                let mut news = item.news.clone();
                news.published = item.incoming.published;
                work.put(id, news);
                work.row(id, true, item, item.incoming.published);
            }
            Plan::Same(n) => {
                work.counts.same += 1;
                if let Some(known) = known.get(*n).filter(|known| now.since(known.seen) >= SEEN_WITHIN) {
                    still_there(tx, known, &lease.city, now).await?;
                }
            }
            Plan::Changed(n) => {
                let Some(known) = known.get(*n) else { continue };
                work.changed(tx, known, item).await?;
            }
            Plan::AlsoIn(n) => {
                work.counts.also += 1;
                let Some(known) = known.get(*n) else { continue };
                work.also_in(tx, known.record).await?;
                work.row(known.record, false, item, item.incoming.published);
            }
            Plan::Twice(_) => {
                work.counts.twice += 1;
                done.left_out.push(LeftOut { item: item.news.title.clone(), why: "twice in the same feed".to_owned() });
            }
        }
    }
    if !finish(tx, lease, &done, next, now).await? {
        return Err(TakeError::LostLease);
    }
    let drafts = work.drafts()?;
    for chunk in chunks(&work.rows) {
        let mut params: Vec<Value> = vec![lease.city.as_str().into(), lease.source.as_str().into(), now.into()];
        params.extend(chunk.iter().flatten().cloned());
        tx.execute(upsert_sql(chunk.len()), &params).await?;
    }
    if !drafts.is_empty() {
        append(tx, &lease.city, &Stream::news(), &drafts, now).await?;
    }
    Ok(work.counts)
}

async fn still_there(tx: &mut dyn Tx, known: &Known, city: &str, now: Timestamp) -> Result<u64, StoreError> {
    let sql = "UPDATE source_item SET seen = $4 WHERE city = $1 AND source = $2 AND record = $3";
    tx.execute(sql, &[city.into(), known.source.as_str().into(), known.record.into(), now.into()]).await
}

/// What a transaction is about to write.
struct Work<'a> {
    lease: &'a Lease,
    now: Timestamp,
    counts: Counts,
    rows: Vec<[Value; 7]>,
    /// Records that have a row: one statement must not write a row twice.
    seen: HashSet<Uuid>,
    /// Bodies by record; `None` for one that was recalled and stays so.
    news: HashMap<Uuid, Option<News>>,
    /// Records in the order in which they are written.
    order: Vec<Uuid>,
    ordered: HashSet<Uuid>,
}

impl Work<'_> {
    fn put(&mut self, id: Uuid, news: News) {
        self.news.insert(id, Some(news));
        if self.ordered.insert(id) {
            self.order.push(id);
        }
    }

    fn row(&mut self, record: Uuid, owner: bool, item: &Ready, published: Timestamp) {
        if !self.seen.insert(record) {
            return;
        }
        let keys = item.incoming.keys;
        self.rows.push([
            record.into(),
            owner.into(),
            keys.guid.into(),
            keys.link.into(),
            keys.title.into(),
            published.into(),
            item.incoming.hash.into(),
        ]);
    }

    /// The body as it stands, from this run or from the stream.
    async fn body(&mut self, tx: &mut dyn Tx, id: Uuid) -> Result<Option<News>, StoreError> {
        if let Entry::Vacant(vacant) = self.news.entry(id) {
            let record = stream::find(tx, &self.lease.city, &Stream::news(), id).await?;
            vacant.insert(record.filter(|r| !r.gone).and_then(|r| r.body_as::<News>()));
        }
        Ok(self.news.get(&id).cloned().flatten())
    }

    async fn changed(&mut self, tx: &mut dyn Tx, known: &Known, item: &Ready) -> Result<(), StoreError> {
        self.counts.changed += 1;
        let published = if item.incoming.dated { item.incoming.published } else { known.published };
        self.row(known.record, known.owner, item, published);
        // The text of an announcement is its first source's; a copy that changes elsewhere changes nothing.
        if !known.owner {
            return Ok(());
        }
        // What was recalled by a person stays recalled.
        if let Some(before) = self.body(tx, known.record).await? {
            let mut news = News { also_in: before.also_in.clone(), published, ..item.news.clone() };
            if news.updated.is_none() && !item.incoming.dated {
                news.updated = Some(self.now);
            }
            if before != news {
                self.put(known.record, news);
            }
        }
        Ok(())
    }

    async fn also_in(&mut self, tx: &mut dyn Tx, record: Uuid) -> Result<(), StoreError> {
        if let Some(mut news) = self.body(tx, record).await?
            && news.source != self.lease.source
            && !news.also_in.contains(&self.lease.source)
        {
            news.also_in.push(self.lease.source.clone());
            self.put(record, news);
        }
        Ok(())
    }

    fn drafts(&mut self) -> Result<Vec<Draft>, TakeError> {
        let mut drafts = Vec::with_capacity(self.order.len());
        for id in &self.order {
            let Some(Some(news)) = self.news.get(id) else { continue };
            let body = serde_json::to_string(news).map_err(|error| TakeError::Json(error.to_string()))?;
            drafts.push(Draft { id: *id, kind: kind::NEWS, author: AUTHOR.to_owned(), body: Some(body) });
        }
        Ok(drafts)
    }
}

const COLUMNS: &str = "source, record, owner, guid, link, title, published, hash, seen";

/// What is remembered of items that could be the ones that came in.
async fn load_known(tx: &mut dyn Tx, lease: &Lease, incoming: &[Incoming]) -> Result<Vec<Known>, StoreError> {
    let city: Value = lease.city.as_str().into();
    if tx.query("SELECT 1 FROM source_item WHERE city = $1 LIMIT 1", std::slice::from_ref(&city)).await?.is_empty() {
        return Ok(Vec::new());
    }
    if incoming.len() > MANY {
        static ALL: LazyLock<String> =
            LazyLock::new(|| format!("SELECT {COLUMNS} FROM source_item WHERE city = $1 ORDER BY record"));
        return tx.query(&ALL, &[city]).await?.iter().map(known_of).collect();
    }
    const WIDTH: usize = 50;
    static BY: LazyLock<[String; 3]> = LazyLock::new(|| {
        ["guid", "link", "title"].map(|column| {
            let keys = values(WIDTH, 2, 1, |p| format!("${p}"));
            format!("SELECT {COLUMNS} FROM source_item WHERE city = $1 AND {column} IN ({keys})")
        })
    });
    let keys: [Vec<i64>; 3] = [
        incoming.iter().filter_map(|i| i.keys.guid).collect(),
        incoming.iter().filter_map(|i| i.keys.link).collect(),
        incoming.iter().map(|i| i.keys.title).collect(),
    ];
    let mut found: HashMap<(String, Uuid), Known> = HashMap::new();
    for (sql, keys) in BY.iter().zip(&keys) {
        for chunk in keys.chunks(WIDTH) {
            let last = chunk.last().copied().unwrap_or_default();
            let mut params = vec![city.clone()];
            params.extend(chunk.iter().copied().chain(std::iter::repeat(last)).take(WIDTH).map(Value::Int));
            for row in tx.query(sql, &params).await? {
                let known = known_of(&row)?;
                found.insert((known.source.clone(), known.record), known);
            }
        }
    }
    let mut known: Vec<Known> = found.into_values().collect();
    known.sort_unstable_by_key(|k| k.record);
    Ok(known)
}

fn known_of(row: &Row) -> Result<Known, StoreError> {
    Ok(Known {
        source: row.text(0)?.to_owned(),
        record: row.uuid(1)?,
        owner: row.int(2)? != 0,
        keys: Keys { guid: row.opt_int(3)?, link: row.opt_int(4)?, title: row.int(5)?, telling: true },
        published: Timestamp(row.int(6)?),
        hash: row.int(7)?,
        seen: Timestamp(row.int(8)?),
    })
}

fn upsert_sql(size: usize) -> &'static str {
    static SQL: Sized = Sized::new();
    SQL.get(size, || {
        let rows = values(size, 4, 7, |p| {
            let columns = (p..p + 7).map(|n| format!("${n}")).collect::<Vec<_>>().join(", ");
            format!("($1, $2, $3, {columns})")
        });
        format!(
            "INSERT INTO source_item (city, source, seen, record, owner, guid, link, title, published, hash) VALUES {rows}
             ON CONFLICT (city, source, record) DO UPDATE SET seen = excluded.seen, owner = excluded.owner,
             guid = excluded.guid, link = excluded.link, title = excluded.title, published = excluded.published, hash = excluded.hash"
        )
    })
}
