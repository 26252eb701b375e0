//! The search index: for every article the set of its characters and of its pairs of neighbours.
//!
//! Japanese has no spaces to split at, and people search for one character (税) as well as for ten. A set of
//! single characters and pairs answers both: every substring's characters and pairs are in the set of a text
//! that holds it. The set can say yes where the pairs lie apart, so a find is checked against the text before
//! it is shown. Title and text are indexed as different words, because finds in the title come first.
//!
//! Filled in the background in small transactions. Until an article is in, searching reads it instead, so
//! that a search is complete at every moment.

use super::plain;
use crate::{Inner, store::StoreError};
use itsumo_domain::{news::News, text::fold};
use rusqlite::Transaction;
use std::{collections::BTreeSet, sync::Arc};

/// Articles indexed in one transaction: the writer is free again after a few milliseconds.
const BATCH: i64 = 200;

/// Marks words of a title. A private character, which no announcement has.
const TITLE: char = '\u{f000}';

/// A word for the index: one or two characters. The index's tokenizer splits at ASCII signs, so these are
/// moved into Unicode's private area.
fn word(out: &mut String, characters: &[char]) {
    for c in characters {
        out.push(match c {
            c if c.is_ascii() && !c.is_ascii_alphanumeric() => {
                char::from_u32(0xe000 + u32::from(*c)).unwrap_or('\u{e000}')
            }
            c => *c,
        });
    }
}

fn grams(folded: &str) -> BTreeSet<[char; 2]> {
    let characters: Vec<char> = folded.chars().collect();
    let singles = characters.iter().map(|c| [*c, ' ']);
    let pairs = characters.windows(2).filter_map(|pair| match pair {
        [a, b] => Some([*a, *b]),
        _ => None,
    });
    // Nobody searches across a space: words of a query stand for themselves. A character before a space looks
    // like a character alone, and that is in the set anyway.
    singles.chain(pairs).filter(|[a, _]| *a != ' ').collect()
}

fn spell(out: &mut String, [a, b]: [char; 2]) {
    match b {
        ' ' => word(out, &[a]),
        b => word(out, &[a, b]),
    }
}

/// All words of a folded title and a folded text, once each.
pub(super) fn words_of(title: &str, text: &str) -> String {
    let mut words = String::new();
    let in_title = grams(title);
    for gram in &in_title {
        words.push(TITLE);
        spell(&mut words, *gram);
        words.push(' ');
    }
    for gram in grams(text).union(&in_title) {
        spell(&mut words, *gram);
        words.push(' ');
    }
    words
}

/// The index's question for texts that may hold all of `terms` (folded, without spaces).
pub(super) fn question(terms: &[&str], in_title: bool) -> String {
    let mut asked = BTreeSet::new();
    for term in terms {
        let all = grams(term);
        let several = all.iter().any(|[_, b]| *b != ' ');
        // Where there are pairs, their single characters add nothing.
        asked.extend(all.into_iter().filter(|[_, b]| !several || *b != ' '));
    }
    let mut question = String::new();
    for gram in asked {
        if !question.is_empty() {
            question.push_str(" AND ");
        }
        question.push('"');
        if in_title {
            question.push(TITLE);
        }
        spell(&mut question, gram);
        question.push('"');
    }
    question
}

/// What is searched in an article: its title, and its text as lines.
pub(super) fn texts(news: &News) -> (String, String) {
    let text = match news.html.is_empty() {
        true => news.summary.clone(),
        false => plain::text_of(&news.html),
    };
    (news.title.clone(), text)
}

/// Indexes some of what is not indexed yet; whether more may be left.
pub(crate) fn index_some(tx: &Transaction<'_>) -> Result<bool, StoreError> {
    let rows = tx
        .prepare_cached("SELECT n, body FROM news WHERE indexed = 0 ORDER BY n DESC LIMIT ?1")?
        .query_map([BATCH], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?)))?
        .collect::<Result<Vec<_>, _>>()?;
    let more = i64::try_from(rows.len()) == Ok(BATCH);
    let mut add = tx.prepare_cached("INSERT INTO news_words (rowid, words) VALUES (?1, ?2)")?;
    let mut mark = tx.prepare_cached("UPDATE news SET indexed = 1 WHERE n = ?1")?;
    for (n, body) in rows {
        let news: News = serde_json::from_str(&body).unwrap_or_default();
        let (title, text) = texts(&news);
        add.execute((n, words_of(&fold(&title), &fold(&text))))?;
        mark.execute([n])?;
    }
    Ok(more)
}

impl crate::Engine {
    /// Brings the search index up to date and waits for it. Searching never needs this: what is not indexed
    /// yet is read. A terminal that pulls and ends, and the bench, do.
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn index_now(&self) -> Result<(), crate::Error> {
        let inner = self.inner();
        while inner.write_again(|tx, _| index_some(tx)).await? {}
        Ok(())
    }
}

/// Indexes everything that is left, a small transaction at a time.
pub(crate) async fn catch_up(inner: &Arc<Inner>) {
    loop {
        match inner.write_again(|tx, _| index_some(tx)).await {
            Ok(true) => tokio::task::yield_now().await,
            Ok(false) => return,
            Err(error) => {
                // Searching reads what is not indexed: slower, but as complete.
                tracing::warn!(%error, "the search index stays behind");
                return;
            }
        }
    }
}
