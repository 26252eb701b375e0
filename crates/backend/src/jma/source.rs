//! From 気象庁's Atom feeds to alerts.
//!
//! 気象庁 lists its telegrams in feeds (`extra.xml` for weather as it happens, `eqvol.xml` for earthquakes and
//! volcanoes). A run of a source of kind `jma` gets the feed's bytes, picks the entries that can matter to
//! the city by title and by the region in the telegram's name, fetches those it has not read yet through
//! [`Get`], and applies them in the order in which they were sent. A document that is itself a telegram is
//! applied directly.
//!
//! A telegram is marked as read in `telegram_seen` once it was applied or refused for good; one that could
//! not be fetched, or arrived broken, is tried again by the next run while the feed lists it.

use super::{
    hazard::Kind,
    plan::{NotShown, Place, plan_alerts},
    read::{TelegramError, read},
    xml::{self, Node},
};
use crate::{
    alert::{Alerts, Applied},
    store::{BoxFuture, StoreError},
};
use itsumo_domain::Timestamp;
use std::collections::BTreeSet;

/// Most telegrams fetched in one run; the rest waits for the next.
pub const MOST_PER_RUN: usize = 40;
/// Entries older than this cannot raise anything that still stands, apart from volcanoes', which are repeated.
const OLDEST: i64 = 2 * Timestamp::DAY;
/// How far a sender's clock may be ahead of ours.
const AHEAD: i64 = Timestamp::HOUR;
/// How long a telegram is remembered as read: longer than any feed lists it.
const REMEMBERED: i64 = 14 * Timestamp::DAY;

/// How a run gets a telegram's bytes: the ingest's fetcher, with its limits and its refusal of private addresses.
pub trait Get: Send + Sync {
    /// The bytes at `url`, or in words why there are none.
    fn get<'a>(&'a self, url: &'a str) -> BoxFuture<'a, Result<Vec<u8>, String>>;
}

/// A telegram as a feed lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The entry's id; the same telegram has the same in every feed.
    pub id: String,
    /// The kind of telegram.
    pub title: String,
    /// Where it is.
    pub url: String,
    /// When it was sent.
    pub sent: Timestamp,
    author: String,
}

/// Something that was not applied, and why.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct LeftOut {
    /// Its title or address.
    pub item: String,
    /// Why, in words.
    pub why: String,
}

/// What a run did.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// Telegrams the feed lists.
    pub listed: usize,
    /// Telegrams read by this run.
    pub read: usize,
    /// What they changed.
    pub applied: Applied,
    /// What was passed over, with reasons.
    pub left_out: Vec<LeftOut>,
    /// What failed and will be tried again.
    pub errors: Vec<LeftOut>,
}

/// Why a run did nothing.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// The source is neither a feed nor a telegram.
    #[error("neither an Atom feed nor a telegram: {0}")]
    Unreadable(#[from] TelegramError),
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Runs a source of kind `jma` once: `bytes` are what its address answered with.
///
/// # Errors
/// [`SourceError`]; a telegram that fails is in the report and hurts no other.
pub async fn ingest_feed(alerts: Alerts<'_>, bytes: &[u8], get: &dyn Get) -> Result<Report, SourceError> {
    let place = Place { city: &alerts.city.city, jma: &alerts.city.jma };
    let document = xml::tree(bytes)?;
    let mut report = Report::default();
    if document.name == "Report" {
        report.listed = 1;
        apply(alerts, "the source itself", bytes, &mut report).await?;
        return Ok(report);
    }
    let (mut entries, left_out) = of_interest(&document, place, alerts.now)?;
    report.listed = entries.len() + left_out.len();
    report.left_out = left_out;
    let seen = seen(alerts, &entries).await?;
    entries.retain(|entry| !seen.contains(&entry.id));
    // What was sent last states what holds now: if not all fit, it goes first.
    entries.sort_by_key(|entry| std::cmp::Reverse(entry.sent));
    for waiting in entries.iter().skip(MOST_PER_RUN) {
        let why = format!("waits for the next run, {MOST_PER_RUN} telegrams are the most for one");
        report.errors.push(LeftOut { item: waiting.url.clone(), why });
    }
    entries.truncate(MOST_PER_RUN);
    entries.reverse();
    for entry in entries {
        match get.get(&entry.url).await {
            Ok(bytes) => {
                if apply(alerts, &entry.url, &bytes, &mut report).await? {
                    remember(alerts, entry.id).await?;
                }
            }
            Err(why) => report.errors.push(LeftOut { item: entry.url, why }),
        }
    }
    Ok(report)
}

/// Applies one telegram; answers whether it is done with.
async fn apply(alerts: Alerts<'_>, name: &str, bytes: &[u8], report: &mut Report) -> Result<bool, StoreError> {
    let telegram = match read(bytes) {
        Ok(telegram) => telegram,
        Err(error) => {
            report.errors.push(LeftOut { item: name.to_owned(), why: error.to_string() });
            // A download that broke off may be whole next time; what a telegram says of itself stays.
            return Ok(!matches!(error, TelegramError::Xml { .. }));
        }
    };
    // Taken for true it would outrank every real one until then.
    if telegram.order.report.max(telegram.order.sent) > alerts.now.plus(AHEAD) {
        let why = format!("dated in the future: {}; is this machine's clock right?", telegram.order.report);
        report.errors.push(LeftOut { item: name.to_owned(), why });
        return Ok(false);
    }
    report.read += 1;
    let place = Place { city: &alerts.city.city, jma: &alerts.city.jma };
    match plan_alerts(&telegram, place) {
        Ok(changes) => {
            let applied = alerts.apply(changes).await?;
            report.applied.raised += applied.raised;
            report.applied.revised += applied.revised;
            report.applied.lifted += applied.lifted;
            report.applied.unchanged += applied.unchanged;
            report.applied.late += applied.late;
            report.applied.over += applied.over;
        }
        Err(why) => report.left_out.push(LeftOut { item: telegram.heading, why: why.to_string() }),
    }
    Ok(true)
}

/// The entries of a feed that can matter to a city, oldest first, and why the others cannot.
///
/// # Errors
/// When the bytes are no Atom feed.
pub fn entries_of_interest(
    feed: &[u8],
    place: Place<'_>,
    now: Timestamp,
) -> Result<(Vec<Entry>, Vec<LeftOut>), TelegramError> {
    of_interest(&xml::tree(feed)?, place, now)
}

fn of_interest(feed: &Node, place: Place<'_>, now: Timestamp) -> Result<(Vec<Entry>, Vec<LeftOut>), TelegramError> {
    if feed.name != "feed" {
        return Err(TelegramError::NotATelegram { root: feed.name.clone() });
    }
    let mut take: Vec<Entry> = Vec::new();
    let mut left_out = Vec::new();
    for node in feed.each("entry") {
        let title = node.text_of(&["title"]).unwrap_or_default().to_owned();
        let mut leave = |why: String| left_out.push(LeftOut { item: title.clone(), why });
        let Some(kind) = Kind::of(&title) else {
            leave(NotShown::Kind(title.clone()).to_string());
            continue;
        };
        let Some(url) = node.kid("link").and_then(|link| link.attribute("href")).or_else(|| node.text_of(&["id"]))
        else {
            leave("the entry has no link".to_owned());
            continue;
        };
        let sent = node.text_of(&["updated"]).and_then(|text| chrono::DateTime::parse_from_rfc3339(text).ok());
        let Some(sent) = sent.map(|sent| Timestamp::from_datetime(&sent)) else {
            leave("the entry has no time".to_owned());
            continue;
        };
        if sent < now.plus(-OLDEST) {
            leave("older than any alert of its kind would stand".to_owned());
            continue;
        }
        if !may_concern(kind, url, place) {
            leave(NotShown::Elsewhere.to_string());
            continue;
        }
        let id = node.text_of(&["id"]).unwrap_or(url).to_owned();
        let author = node.text_of(&["author", "name"]).unwrap_or_default().to_owned();
        take.push(Entry { id, title, url: url.to_owned(), sent, author });
    }
    // 気象庁 sends each weather warning twice; the one of 平成27年 (Ｈ２７) says all that the other says.
    let twins: BTreeSet<_> = take
        .iter()
        .filter(|entry| entry.title.contains("（Ｈ２７）"))
        .map(|entry| (entry.author.clone(), entry.sent))
        .collect();
    take.retain(|entry| {
        let twin = entry.title == "気象特別警報・警報・注意報" && twins.contains(&(entry.author.clone(), entry.sent));
        if twin {
            let why = "the same is in 気象警報・注意報（Ｈ２７）".to_owned();
            left_out.push(LeftOut { item: entry.title.clone(), why });
        }
        !twin
    });
    take.sort_by_key(|entry| entry.sent);
    Ok((take, left_out))
}

/// Names of regional telegrams end with the region: `…_VPWW54_120000.xml`. Its first two digits are the
/// prefecture, as in the codes of municipalities. Names without one may concern anybody; in those of
/// earthquakes, tsunami and volcanoes it is the office that wrote them (`…_VXSE53_010000.xml` for all Japan).
fn may_concern(kind: Kind, url: &str, place: Place<'_>) -> bool {
    let regional = match kind {
        Kind::Weather | Kind::Landslide | Kind::RecordRain | Kind::Tornado | Kind::Bulletin | Kind::Heat => true,
        // Great rivers are forecast from afar; whoever lives by one has its code in the city's file.
        Kind::River => !place.jma.0.keys().any(|code| code.starts_with("river:")),
        _ => false,
    };
    let name = url.rsplit('/').next().unwrap_or(url);
    let region = name.split('.').next().and_then(|stem| stem.rsplit('_').next()).unwrap_or_default();
    if !regional || region.len() != 6 || !region.bytes().all(|byte| byte.is_ascii_digit()) {
        return true;
    }
    let prefecture = region.get(..2).unwrap_or_default();
    prefecture == "00" || place.jma.0.keys().any(|code| matches!(code.len(), 6 | 7) && code.starts_with(prefecture))
}

async fn seen(alerts: Alerts<'_>, entries: &[Entry]) -> Result<BTreeSet<String>, StoreError> {
    let city = alerts.city.city.code.clone();
    let ids: Vec<String> = entries.iter().map(|entry| entry.id.clone()).collect();
    alerts
        .store
        .read(move |tx| {
            Box::pin(async move {
                let mut seen = BTreeSet::new();
                for id in ids {
                    let sql = "SELECT 1 FROM telegram_seen WHERE city = $1 AND id = $2";
                    if !tx.query(sql, &[city.as_str().into(), id.as_str().into()]).await?.is_empty() {
                        seen.insert(id);
                    }
                }
                Ok(seen)
            })
        })
        .await
}

async fn remember(alerts: Alerts<'_>, id: String) -> Result<(), StoreError> {
    let (city, now) = (alerts.city.city.code.clone(), alerts.now);
    alerts
        .store
        .write(move |tx| {
            Box::pin(async move {
                tx.execute(
                    "INSERT INTO telegram_seen (city, id, at) VALUES ($1, $2, $3) ON CONFLICT (city, id) DO NOTHING",
                    &[city.as_str().into(), id.into(), now.into()],
                )
                .await?;
                tx.execute(
                    "DELETE FROM telegram_seen WHERE city = $1 AND at < $2",
                    &[city.as_str().into(), now.plus(-REMEMBERED).into()],
                )
                .await
                .map(drop)
            })
        })
        .await
}
