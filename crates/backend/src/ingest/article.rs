//! An item made fit for people: title, summary and body clean, nothing left to guess.

use super::{
    feed::{Content, Item, Markup},
    html::{Cleaner, only_repeats, plain, summary_of, text_of, title_of},
    repair::Repairs,
};
use itsumo_domain::{
    Timestamp,
    news::{SUMMARY_CHARS, TITLE_CHARS},
    text::shorten,
};

/// An announcement before it is sorted and stored.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Article {
    /// The source's own id for it.
    pub guid: Option<String>,
    /// Plain, never empty.
    pub title: String,
    /// Plain, short, possibly empty.
    pub summary: String,
    /// Clean; empty where the summary says it all.
    pub html: String,
    /// The body as plain text.
    pub text: String,
    /// The page.
    pub url: Option<String>,
    /// The source's own categories.
    pub categories: Vec<String>,
    /// When it was published, if the source says so.
    pub published: Option<Timestamp>,
    /// When it was changed after that.
    pub updated: Option<Timestamp>,
}

/// Longest title made out of a text, in characters.
const TITLE_FROM_TEXT: usize = 60;

/// Cleans `item`.
pub fn article(item: &Item, cleaner: &mut Cleaner, repairs: &mut Repairs) -> Article {
    let body = if item.content.text.trim().is_empty() { &item.summary } else { &item.content };
    let mut html = cleaner.clean(body, repairs);
    let text = plain(&html);
    let mut title = title_of(&item.title);
    let only_summary = std::ptr::eq(body, &item.summary);
    // The same text need not be read out of its markup twice.
    let described = if only_summary { text.clone() } else { text_of(&item.summary) };
    if title.is_empty() {
        repairs.note("empty title, taken from the text or the address");
        title = shorten(if described.is_empty() { &text } else { &described }, TITLE_FROM_TEXT);
    }
    if title.is_empty() {
        title = item.link.as_deref().map_or_else(|| "（無題）".to_owned(), |link| shorten(link, TITLE_CHARS));
    }
    let repeats = only_repeats(&described, &title);
    let mut summary = if repeats { String::new() } else { shorten(&described, SUMMARY_CHARS) };
    if summary.is_empty() && !only_summary {
        summary = summary_of(&text, &title);
    }
    if only_summary && repeats {
        if !text.is_empty() && !html.is_empty() {
            repairs.note("description only repeats the title, dropped");
        }
        html.clear();
    } else if summary == text && is_one_paragraph(&html) {
        html.clear();
    }
    Article {
        guid: item.guid.clone(),
        title,
        summary,
        html,
        text,
        url: item.link.clone(),
        categories: item.categories.iter().map(|c| category(c)).filter(|c| !c.is_empty()).collect(),
        published: item.published,
        updated: item.updated,
    }
}

fn category(written: &str) -> String {
    text_of(&Content { text: written.to_owned(), markup: Markup::Guess, base: None })
}

/// Whether the body is one plain paragraph, so that a summary of the same text replaces it.
fn is_one_paragraph(html: &str) -> bool {
    let inside = html.strip_prefix("<p>").and_then(|h| h.strip_suffix("</p>")).unwrap_or(html);
    !inside.contains('<')
}
