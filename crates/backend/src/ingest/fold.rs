//! Which announcement an item is: a new one, one we know, one that changed, or one that another source
//! carries too.
//!
//! Sources are careless with identity. Ids are missing, or the same for all; links change with every edit
//! (`?tm=…`), or lead to one page for ten announcements. So an item is known by the first of these that is
//! unique in its feed: its id, its link together with its title, its link alone, its title together with its
//! day. Across sources an item is the same if it has the same link, or the same telling title within
//! [`DAYS_APART`].

use chrono::Datelike;
use itsumo_domain::{Timestamp, text::fold};
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use url::Url;
use uuid::Uuid;

/// The same title in another source is the same announcement if their days are no further apart.
pub const DAYS_APART: i64 = 3;
/// Shorter titles (お知らせ, 入札情報) say too little to be the same announcement.
const TELLING_CHARS: usize = 8;

/// What identifies an item, as numbers that tables can index.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Keys {
    /// Of the source's id.
    pub guid: Option<i64>,
    /// Of the link without what changes.
    pub link: Option<i64>,
    /// Of the folded title.
    pub title: i64,
    /// The title is long enough to tell announcements apart.
    pub telling: bool,
}

impl Keys {
    /// The keys of an item.
    pub fn of(guid: Option<&str>, link: Option<&str>, title: &str) -> Self {
        let folded = fold(title);
        let same = guid.is_some() && guid == link;
        let guid = guid.map(|guid| number(&stable(guid)));
        Self {
            guid,
            link: if same { guid } else { link.map(|link| number(&stable(link))) },
            title: number(&folded),
            telling: folded.chars().count() >= TELLING_CHARS,
        }
    }
}

/// An item of the feed that was just read.
#[derive(Clone, Copy, Debug)]
pub struct Incoming {
    /// What identifies it.
    pub keys: Keys,
    /// Its day, or now if it has none.
    pub published: Timestamp,
    /// The source gave a date.
    pub dated: bool,
    /// Of everything that people see of it.
    pub hash: i64,
}

/// An item that was taken before.
#[derive(Clone, Debug)]
pub struct Known {
    /// The source that carried it.
    pub source: String,
    /// The announcement it became, or was found to be.
    pub record: Uuid,
    /// The announcement's text comes from this source.
    pub owner: bool,
    /// What identified it then.
    pub keys: Keys,
    /// Its day.
    pub published: Timestamp,
    /// As in [`Incoming`].
    pub hash: i64,
    /// When its source last carried it, roughly.
    pub seen: Timestamp,
}

/// What becomes of an item. Numbers are places in the list of known ones.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Plan {
    /// A new announcement.
    New,
    /// Nothing changed.
    Same(usize),
    /// A new revision.
    Changed(usize),
    /// Another source carried it first.
    AlsoIn(usize),
    /// The item at this place of the same feed, once more.
    Twice(usize),
}

/// Decides for each item of `source`.
pub fn plan_items(source: &str, incoming: &[Incoming], known: &[Known]) -> Vec<Plan> {
    let guids = count(incoming.iter().filter_map(|i| i.keys.guid));
    let links = count(incoming.iter().filter_map(|i| i.keys.link));
    let own = || known.iter().enumerate().filter(|(_, k)| k.source == source);
    let others = || known.iter().enumerate().filter(|(_, k)| k.source != source);
    let by_guid: HashMap<i64, usize> = own().filter_map(|(n, k)| Some((k.keys.guid?, n))).collect();
    let by_pair: HashMap<(i64, i64), usize> =
        own().filter_map(|(n, k)| Some(((k.keys.link?, k.keys.title), n))).collect();
    let mut by_link: HashMap<i64, Vec<usize>> = HashMap::new();
    let mut by_title: HashMap<i64, Vec<usize>> = HashMap::new();
    for (n, k) in own() {
        if let Some(link) = k.keys.link {
            by_link.entry(link).or_default().push(n);
        }
        by_title.entry(k.keys.title).or_default().push(n);
    }
    let mut links_elsewhere: HashMap<i64, Vec<usize>> = HashMap::new();
    let mut titles_elsewhere: HashMap<i64, Vec<usize>> = HashMap::new();
    for (n, k) in others() {
        if let Some(link) = k.keys.link {
            links_elsewhere.entry(link).or_default().push(n);
        }
        titles_elsewhere.entry(k.keys.title).or_default().push(n);
    }
    let mut taken = vec![false; known.len()];
    let mut seen: HashMap<(Option<i64>, Option<i64>, i64, i64), usize> = HashMap::new();
    let mut plans = Vec::with_capacity(incoming.len());
    for (place, item) in incoming.iter().enumerate() {
        let keys = item.keys;
        // An id that several items of a feed carry identifies none of them.
        let guid = keys.guid.filter(|g| guids.get(g) == Some(&1));
        let day =
            if item.dated && keys.link.is_none() { item.published.jst_date().num_days_from_ce().into() } else { 0 };
        let whole = (guid, keys.link, keys.title, day);
        if let Some(first) = seen.get(&whole) {
            plans.push(Plan::Twice(*first));
            continue;
        }
        seen.insert(whole, place);
        let free = |n: &usize| taken.get(*n) == Some(&false);
        let fits = |n: &usize| {
            // Both have ids of their own, and they differ: these are two announcements.
            let other = known.get(*n).and_then(|k| k.keys.guid);
            free(n) && !(guid.is_some() && other.is_some() && guid != other)
        };
        let found = guid
            .and_then(|g| by_guid.get(&g).copied())
            .filter(free)
            .or_else(|| keys.link.and_then(|l| by_pair.get(&(l, keys.title)).copied()).filter(fits))
            .or_else(|| {
                let link = keys.link.filter(|l| links.get(l) == Some(&1))?;
                match by_link.get(&link).map(Vec::as_slice) {
                    Some([only]) => Some(*only).filter(fits),
                    _ => None,
                }
            })
            .or_else(|| {
                if keys.link.is_some() {
                    return None;
                }
                let same = by_title.get(&keys.title)?;
                same.iter().copied().find(|n| {
                    fits(n)
                        && known.get(*n).is_some_and(|k| {
                            k.keys.link.is_none()
                                && (!item.dated || k.published.jst_date() == item.published.jst_date())
                        })
                })
            });
        if let Some(n) = found {
            if let Some(slot) = taken.get_mut(n) {
                *slot = true;
            }
            let same = known.get(n).is_some_and(|k| k.hash == item.hash);
            plans.push(if same { Plan::Same(n) } else { Plan::Changed(n) });
            continue;
        }
        let elsewhere = keys
            .link
            .filter(|l| links.get(l) == Some(&1))
            .and_then(|l| match links_elsewhere.get(&l).map(Vec::as_slice) {
                Some([only]) => Some(*only),
                _ => None,
            })
            .or_else(|| {
                let same = titles_elsewhere.get(&keys.title).filter(|_| keys.telling)?;
                same.iter().copied().find(|n| {
                    known
                        .get(*n)
                        .is_some_and(|k| k.published.since(item.published).abs() <= DAYS_APART * Timestamp::DAY)
                })
            });
        plans.push(elsewhere.map_or(Plan::New, Plan::AlsoIn));
    }
    plans
}

fn count(keys: impl Iterator<Item = i64>) -> HashMap<i64, usize> {
    let mut counts = HashMap::new();
    for key in keys {
        *counts.entry(key).or_insert(0) += 1;
    }
    counts
}

/// The first 64 bits of the SHA-256.
pub fn number(text: &str) -> i64 {
    first_bits(Sha256::new_with_prefix(text))
}

/// The first 64 bits of a SHA-256 over several parts.
pub fn first_bits(hash: Sha256) -> i64 {
    hash.finalize().first_chunk::<8>().map_or(0, |eight| i64::from_be_bytes(*eight))
}

/// Query parameters that change without the page changing.
fn is_volatile(name: &str) -> bool {
    matches!(name, "tm" | "_" | "fbclid" | "gclid" | "yclid" | "_ga" | "mc_cid" | "mc_eid" | "phpsessid")
        || name.starts_with("utm_")
}

/// An address or id without what changes from fetch to fetch, and without the difference of http and https.
pub fn stable(address: &str) -> String {
    let trimmed = address.trim();
    let Ok(url) = Url::parse(trimmed) else { return trimmed.to_owned() };
    if !matches!(url.scheme(), "http" | "https") {
        return trimmed.to_owned();
    }
    let host = url.host_str().unwrap_or_default();
    let host = host.strip_prefix("www.").unwrap_or(host);
    let path = url.path();
    let path = path.split_once(";jsessionid").map_or(path, |(before, _)| before);
    let path = ["index.html", "index.htm", "index.php"].iter().find_map(|i| path.strip_suffix(i)).unwrap_or(path);
    let mut out = format!("{host}{}{path}", url.port().map(|p| format!(":{p}")).unwrap_or_default());
    let mut sign = '?';
    for pair in url.query().unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        let name = pair.split('=').next().unwrap_or_default().to_ascii_lowercase();
        if !is_volatile(&name) {
            out.push(sign);
            out.push_str(pair);
            sign = '&';
        }
    }
    if let Some(fragment) = url.fragment().filter(|f| !f.is_empty()) {
        out.push('#');
        out.push_str(fragment);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_795_305_600_000);

    fn item(guid: Option<&str>, link: Option<&str>, title: &str, hash: i64) -> Incoming {
        Incoming { keys: Keys::of(guid, link, title), published: NOW, dated: true, hash }
    }

    fn known(source: &str, item: Incoming) -> Known {
        Known {
            source: source.to_owned(),
            record: Uuid::from_u128(1),
            owner: true,
            keys: item.keys,
            published: item.published,
            hash: item.hash,
            seen: NOW,
        }
    }

    #[test]
    fn an_address_without_what_changes() {
        let table = [
            ("https://www.city.hinata.example.jp/a/index.html?tm=20261122", "city.hinata.example.jp/a/"),
            ("http://city.hinata.example.jp/a/", "city.hinata.example.jp/a/"),
            ("https://city.hinata.example.jp/a?id=3&utm_source=rss&tm=1", "city.hinata.example.jp/a?id=3"),
            ("https://city.hinata.example.jp/a?tm=1&id=3#no2", "city.hinata.example.jp/a?id=3#no2"),
            ("urn:uuid:1", "urn:uuid:1"),
        ];
        for (address, expected) in table {
            assert_eq!(stable(address), expected, "{address}");
        }
    }

    #[test]
    fn ids_then_links_then_titles_identify() {
        let before = [
            known("a", item(Some("1"), Some("https://x.jp/1"), "粗大ごみの受付", 1)),
            known("a", item(None, Some("https://x.jp/2?tm=1"), "図書館の休館日", 1)),
            known("a", item(None, None, "停電のお知らせ", 1)),
        ];
        let now = [
            item(Some("1"), Some("https://x.jp/1b"), "粗大ごみの受付（訂正）", 2),
            item(None, Some("https://x.jp/2?tm=2"), "図書館の休館日", 1),
            item(None, None, "停電のお知らせ", 1),
            item(Some("2"), Some("https://x.jp/1"), "別の話", 1),
        ];
        assert_eq!(plan_items("a", &now, &before), [Plan::Changed(0), Plan::Same(1), Plan::Same(2), Plan::New]);
    }

    #[test]
    fn one_page_for_many_announcements_keeps_them_apart() {
        let page = Some("https://x.jp/topics.html");
        let before = [known("a", item(None, page, "話その一", 1)), known("a", item(None, page, "話その二", 1))];
        let now = [item(None, page, "話その三", 1), item(None, page, "話その二", 1), item(None, page, "話その二", 1)];
        assert_eq!(plan_items("a", &now, &before), [Plan::New, Plan::Same(1), Plan::Twice(1)]);
    }

    #[test]
    fn an_id_that_all_items_share_is_none() {
        let now = [
            item(Some("feed"), Some("https://x.jp/1"), "話その一", 1),
            item(Some("feed"), Some("https://x.jp/2"), "話その二", 1),
        ];
        assert_eq!(plan_items("a", &now, &[]), [Plan::New, Plan::New]);
    }

    #[test]
    fn another_source_carries_the_same() {
        let long = "令和8年度ひなた市成人の集いについて";
        let before = [
            known("a", item(Some("1"), Some("https://x.jp/1"), "図書館の休館日", 1)),
            known("a", item(Some("2"), Some("https://x.jp/2"), long, 1)),
            known("a", item(Some("3"), Some("https://x.jp/3"), "入札情報", 1)),
        ];
        let late = Incoming { published: NOW.plus(4 * Timestamp::DAY), ..item(None, Some("https://z.jp/9"), long, 5) };
        let now = [
            item(Some("x"), Some("http://www.x.jp/1?tm=5"), "休館日のお知らせ（図書館）", 9),
            item(None, Some("https://y.jp/7"), long, 9),
            item(None, Some("https://y.jp/8"), "入札情報", 9),
            late,
        ];
        assert_eq!(plan_items("b", &now, &before), [Plan::AlsoIn(0), Plan::AlsoIn(1), Plan::New, Plan::New]);
    }

    #[test]
    fn a_new_title_under_the_same_link_is_a_revision() {
        let before = [known("a", item(None, Some("https://x.jp/1"), "お祭りを開きます", 1))];
        let now = [item(None, Some("https://x.jp/1"), "【中止】お祭りを開きます", 2)];
        assert_eq!(plan_items("a", &now, &before), [Plan::Changed(0)]);
    }
}
