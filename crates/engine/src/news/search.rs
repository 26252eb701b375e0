//! Finding Japanese: every substring of a title or a text is found, in any width of letters and in either
//! kana, from one character up, while one types.
//!
//! Several words all have to be there. Finds in the title come first, then the newest. The index
//! ([`super::index`]) says where to look, the text itself says whether it is there; an article that is not
//! indexed yet is read. So the answer is complete at every moment and holds nothing that is not there.

use super::{LINE, NewsRow, index, line, with_reasons};
use crate::{Engine, Error, Inner, saved, store::StoreError};
use itsumo_domain::{
    news::News,
    text::{fold, fold_with_places},
};
use rusqlite::Connection;
use std::collections::{BTreeSet, HashSet};
use uuid::Uuid;

/// Longest query looked at, in characters.
const LONGEST: usize = 200;
/// Characters of text around a find.
const AROUND: usize = 40;
/// From so many candidates on it is cheaper to walk the newest than to sort the candidates.
const MANY: usize = 2_000;

/// A find.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Its line.
    pub row: NewsRow,
    /// A piece of its text around the find, in order; `true` marks what was searched for. Of the title if
    /// that is where it was found.
    pub snippet: Vec<(String, bool)>,
}

impl Engine {
    /// Announcements and kept articles that hold all of `words`, best first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn news_search(&self, words: &str, limit: usize) -> Result<Vec<Found>, Error> {
        let words: String = fold(words).chars().take(LONGEST).collect();
        self.read(move |db, inner| search(db, inner, &words, limit.clamp(1, 500))).await
    }
}

fn holds(text: &str, terms: &[&str]) -> bool {
    terms.iter().all(|term| text.contains(term))
}

fn search(db: &Connection, inner: &Inner, words: &str, limit: usize) -> Result<Vec<Found>, StoreError> {
    let terms: Vec<&str> = words.split(' ').filter(|term| !term.is_empty()).collect();
    if terms.is_empty() {
        return Ok(Vec::new());
    }
    let mut hits = Hits { terms: &terms, limit, seen: HashSet::new(), found: Vec::new() };

    // What the index does not know yet is read whole.
    let (mut new_titles, mut new_texts) = (BTreeSet::new(), BTreeSet::new());
    let mut read = db.prepare_cached("SELECT n, body FROM news WHERE indexed = 0")?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let news: News = serde_json::from_str(row.get_ref(1)?.as_str().unwrap_or("{}")).unwrap_or_default();
        let (title, text) = index::texts(&news);
        let title = fold(&title);
        if holds(&title, &terms) {
            new_titles.insert(row.get::<_, i64>(0)?);
        } else if holds(&format!("{title}\n{}", fold(&text)), &terms) {
            new_texts.insert(row.get::<_, i64>(0)?);
        }
    }

    for (in_title, new) in [(true, new_titles), (false, new_texts)] {
        let mut candidates = Rows::default();
        new.into_iter().for_each(|n| candidates.insert(n));
        let mut ask = db.prepare_cached("SELECT rowid FROM news_words WHERE news_words MATCH ?1")?;
        let mut rows = ask.query([index::question(&terms, in_title)])?;
        while let Some(row) = rows.next()? {
            candidates.insert(row.get(0)?);
        }
        for n in newest_first(db, candidates)? {
            if hits.full() {
                break;
            }
            hits.look_at(db, n?, in_title)?;
        }
    }
    hits.look_at_kept(db, inner)?;
    let mut found = hits.found;
    with_reasons(db, inner, found.iter_mut().map(|hit| &mut hit.row))?;
    Ok(found)
}

/// A set of rows, a bit each: the index may name every article there is.
#[derive(Default)]
struct Rows {
    bits: Vec<u64>,
    count: usize,
}

impl Rows {
    fn place(n: i64) -> Option<(usize, u64)> {
        Some((usize::try_from(n / 64).ok()?, 1_u64.checked_shl(u32::try_from(n % 64).ok()?)?))
    }

    fn insert(&mut self, n: i64) {
        let Some((at, bit)) = Self::place(n) else { return };
        if at >= self.bits.len() {
            self.bits.resize(at + 1, 0);
        }
        if let Some(word) = self.bits.get_mut(at)
            && *word & bit == 0
        {
            *word |= bit;
            self.count += 1;
        }
    }

    fn holds(&self, n: i64) -> bool {
        Self::place(n).is_some_and(|(at, bit)| self.bits.get(at).is_some_and(|word| word & bit != 0))
    }

    fn all(&self) -> impl Iterator<Item = i64> {
        (0_i64..)
            .zip(&self.bits)
            .flat_map(|(at, word)| (0..64).filter(move |bit| word & (1_u64 << bit) != 0).map(move |bit| at * 64 + bit))
    }
}

type Walk<'a> = Box<dyn Iterator<Item = Result<i64, StoreError>> + 'a>;

/// The candidates by date. Few are sorted; of many only as many are met as are needed.
fn newest_first(db: &Connection, candidates: Rows) -> Result<Walk<'_>, StoreError> {
    if candidates.count < MANY {
        let mut date = db.prepare_cached("SELECT published FROM news WHERE n = ?1")?;
        let mut dated = Vec::with_capacity(candidates.count);
        for n in candidates.all() {
            // Gone between two questions is gone.
            if let Ok(published) = date.query_row([n], |row| row.get::<_, i64>(0)) {
                dated.push((published, n));
            }
        }
        dated.sort_unstable_by(|a, b| b.cmp(a));
        return Ok(Box::new(dated.into_iter().map(|(_, n)| Ok(n))));
    }
    // A page at a time, because a statement cannot outlive this function.
    let mut after = (i64::MAX, i64::MAX);
    let mut page: std::vec::IntoIter<i64> = Vec::new().into_iter();
    let mut ended = false;
    Ok(Box::new(std::iter::from_fn(move || {
        loop {
            if let Some(n) = page.by_ref().find(|n| candidates.holds(*n)) {
                return Some(Ok(n));
            }
            if ended {
                return None;
            }
            match next_page(db, after) {
                Ok(rows) => {
                    match rows.last() {
                        Some(last) => after = *last,
                        None => ended = true,
                    }
                    page = rows.into_iter().map(|(_, n)| n).collect::<Vec<_>>().into_iter();
                }
                Err(error) => {
                    ended = true;
                    return Some(Err(error));
                }
            }
        }
    })))
}

fn next_page(db: &Connection, (at, n): (i64, i64)) -> Result<Vec<(i64, i64)>, StoreError> {
    let mut read = db.prepare_cached(
        "SELECT published, n FROM news WHERE published <= ?1 AND (published < ?1 OR n < ?2)
         ORDER BY published DESC, n DESC LIMIT 1000",
    )?;
    Ok(read.query_map((at, n), |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?)
}

struct Hits<'a> {
    terms: &'a [&'a str],
    limit: usize,
    seen: HashSet<Uuid>,
    found: Vec<Found>,
}

impl Hits<'_> {
    fn full(&self) -> bool {
        self.found.len() >= self.limit
    }

    /// Checks a candidate against its text.
    fn look_at(&mut self, db: &Connection, n: i64, in_title: bool) -> Result<(), StoreError> {
        let mut read = db.prepare_cached(&format!("SELECT {LINE}, news.body FROM news WHERE news.n = ?1"))?;
        let mut rows = read.query([n])?;
        let Some(row) = rows.next()? else { return Ok(()) };
        let news: News = serde_json::from_str(row.get_ref(12)?.as_str().unwrap_or("{}")).unwrap_or_default();
        let (_, line) = line(row)?;
        self.check(line, &news, Some(in_title));
        Ok(())
    }

    fn check(&mut self, row: NewsRow, news: &News, in_title: Option<bool>) {
        if self.seen.contains(&row.id) {
            return;
        }
        let (title, text) = index::texts(news);
        let folded_title = fold(&title);
        let titled = holds(&folded_title, self.terms);
        let there = match in_title {
            Some(true) => titled,
            _ => titled || holds(&format!("{folded_title}\n{}", fold(&text)), self.terms),
        };
        if there {
            self.seen.insert(row.id);
            let snippet = if titled { snippet(&title, self.terms) } else { snippet(&text, self.terms) };
            self.found.push(Found { row, snippet });
        }
    }

    /// Kept copies whose original is gone. Few, and perhaps sealed: read, not indexed.
    fn look_at_kept(&mut self, db: &Connection, inner: &Inner) -> Result<(), StoreError> {
        let mut read = db.prepare_cached(
            "SELECT id, person, body FROM saved WHERE kept = 1 AND NOT EXISTS
                 (SELECT 1 FROM news WHERE news.id = saved.id) ORDER BY at DESC",
        )?;
        let mut rows = read.query([])?;
        while let Some(row) = rows.next()? {
            if self.full() {
                break;
            }
            let id = Uuid::from_bytes(row.get(0)?);
            let person: Option<String> = row.get(1)?;
            if let Some(news) = saved::unpack(inner, person.as_deref(), id, &row.get::<_, Vec<u8>>(2)?)? {
                self.check(NewsRow { saved: true, ..super::line_of(id, &news) }, &news, None);
            }
        }
        Ok(())
    }
}

/// A piece of `text` around the first find, with everything that was searched for marked, in the text's own
/// writing.
pub(super) fn snippet(text: &str, terms: &[&str]) -> Vec<(String, bool)> {
    let (folded, places) = fold_with_places(text);
    // Where finds lie in the text as written, in bytes.
    let mut marks: Vec<(usize, usize)> = Vec::new();
    for term in terms {
        for (at, hit) in folded.match_indices(term) {
            let end = at + hit.len();
            let from = places.get(at).map_or(text.len(), |place| place.0);
            let to = end.checked_sub(1).and_then(|last| places.get(last)).map_or(text.len(), |place| place.1);
            marks.push((from, to));
        }
    }
    marks.sort_unstable();
    let first = marks.first().map_or(0, |mark| mark.0);
    let start = back(text, first, AROUND / 2);
    let end = on(text, first, AROUND * 2);
    let mut pieces = Vec::new();
    if start > 0 {
        pieces.push(("…".to_owned(), false));
    }
    let mut push = |from: usize, to: usize, hit: bool| {
        if let Some(piece) = text.get(from..to).filter(|piece| !piece.is_empty()) {
            pieces.push((piece.replace('\n', " "), hit));
        }
    };
    let mut at = start;
    for (from, to) in marks {
        let (from, to) = (from.max(at), to.min(end));
        if from < to {
            push(at, from, false);
            push(from, to, true);
            at = to;
        }
    }
    push(at, end, false);
    if end < text.len() {
        pieces.push(("…".to_owned(), false));
    }
    pieces
}

/// The place `most` characters before byte `at`.
fn back(text: &str, at: usize, most: usize) -> usize {
    text.get(..at).and_then(|before| before.char_indices().rev().take(most).last()).map_or(0, |(place, _)| place)
}

/// The place `most` characters after byte `at`.
fn on(text: &str, at: usize, most: usize) -> usize {
    text.get(at..).and_then(|after| after.char_indices().nth(most)).map_or(text.len(), |(place, _)| at + place)
}
