//! Feeds: bytes in, items and named reasons out.
//!
//! We read XML feeds with a reader of our own. The feed crates (feed-rs, rss, atom_syndication) sit on strict
//! XML parsers and are all or nothing: one undefined `&nbsp;`, one blank line before the declaration or a
//! download cut after 2,000 bytes costs the whole feed, and a city's announcements with it. This one goes
//! item by item over a tokenizer that cannot fail ([`token`]): what is whole is taken, what is not is left
//! out by name, and every liberty that was put up with is a named repair that staff can pass on to whoever
//! runs the source.
//!
//! **Invariant:** nothing here opens a file or an address. External entities stay text.

pub mod entity;
pub mod token;
mod xml;

use super::{date, decode::decode, json_feed, repair::Repairs};
use itsumo_domain::Timestamp;
use serde::Serialize;
use url::Url;

/// Largest input that is read.
pub const INPUT_BYTES: usize = 32 * 1024 * 1024;
/// Most items taken from one feed.
pub const ITEMS: usize = 50_000;

/// What an input is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// RSS 0.91 to 2.0.
    Rss,
    /// RSS 0.90 and 1.0.
    Rdf,
    /// Atom 0.3 and 1.0.
    Atom,
    /// JSON Feed 1 and 1.1.
    Json,
    /// Channel Definition Format.
    Cdf,
    /// A telegram of 気象庁防災情報XML.
    Jma,
    /// A web page.
    Html,
    /// None of these.
    #[default]
    Unknown,
}

/// How a text is to be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Markup {
    /// As it is.
    Text,
    /// As HTML.
    Html,
    /// As HTML if it looks like it.
    #[default]
    Guess,
}

/// A text with the way to read it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Content {
    /// The text.
    pub text: String,
    /// How to read it.
    pub markup: Markup,
    /// What its relative links are relative to.
    pub base: Option<Url>,
}

/// An announcement as its source sent it: not cleaned, not classified.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// The source's own id for it.
    pub guid: Option<String>,
    /// As sent; may hold markup, may be empty.
    pub title: Content,
    /// The page, absolute where that was possible.
    pub link: Option<String>,
    /// The whole article, if the source sends it.
    pub content: Content,
    /// A description, if the source sends one.
    pub summary: Content,
    /// The source's own categories.
    pub categories: Vec<String>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// When it was changed after that.
    pub updated: Option<Timestamp>,
    /// `published` was written as midnight in UTC.
    pub(super) utc_midnight: bool,
}

impl Item {
    /// What people call it, for reports.
    pub fn label(&self, number: usize) -> String {
        let title = itsumo_domain::text::shorten(self.title.text.trim(), 80);
        match (title.is_empty(), &self.link) {
            (false, _) => title,
            (true, Some(link)) => link.clone(),
            (true, None) => format!("item {number}"),
        }
    }

    fn is_empty(&self) -> bool {
        self.title.text.trim().is_empty()
            && self.link.is_none()
            && self.content.text.trim().is_empty()
            && self.summary.text.trim().is_empty()
    }
}

/// Something that was in the input and is not among the items.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// What it was called.
    pub item: String,
    /// Why it is not there.
    pub why: String,
}

/// What an input gave.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// What it is.
    pub kind: Kind,
    /// The feed's title, plain or with markup.
    pub title: String,
    /// Whole items in the order of the feed.
    pub items: Vec<Item>,
    /// What was not taken, and why.
    pub left_out: Vec<LeftOut>,
    /// What was put right.
    pub repairs: Repairs,
    /// Why nothing could be read.
    pub error: Option<String>,
    /// The encoding it was read in.
    pub encoding: &'static str,
}

impl Parsed {
    pub(super) fn left_out(&mut self, item: &Item, why: &str) {
        let number = self.items.len() + self.left_out.len() + 1;
        self.left_out.push(LeftOut { item: item.label(number), why: why.to_owned() });
    }

    /// Takes an item, or leaves it out if there is nothing in it.
    pub(super) fn take(&mut self, item: Item) {
        if item.is_empty() {
            self.left_out(&item, "it has no title, no text and no link");
        } else if self.items.len() >= ITEMS {
            self.left_out(&item, "the feed has more items than one feed may have");
        } else {
            self.items.push(item);
        }
    }
}

/// Reads a feed. `content_type` is the HTTP header, `base` the address it came from. Always answers; when
/// nothing could be read, [`Parsed::error`] says why.
pub fn parse(bytes: &[u8], content_type: Option<&str>, base: Option<&Url>, now: Timestamp) -> Parsed {
    let mut repairs = Repairs::default();
    if bytes.len() > INPUT_BYTES {
        return Parsed { error: Some(format!("larger than {} MiB", INPUT_BYTES >> 20)), ..Parsed::default() };
    }
    let decoded = decode(bytes, content_type, &mut repairs);
    let text = decoded.text.trim_start_matches('\u{feff}').trim_start();
    if text.is_empty() {
        return Parsed { error: Some("the input is empty".to_owned()), repairs, ..Parsed::default() };
    }
    let mut parsed = if text.starts_with(['{', '[']) { json_feed::read(text, base) } else { xml::read(text, base) };
    if text.len() < decoded.text.len() && text.starts_with("<?xml") {
        repairs.note("blank line before the XML declaration");
    }
    parsed.encoding = decoded.encoding;
    parsed.repairs.merge(repairs);
    settle_dates(&mut parsed, now);
    parsed
}

/// What only the feed as a whole can tell about its dates.
fn settle_dates(parsed: &mut Parsed, now: Timestamp) {
    let dated = || parsed.items.iter().filter(|i| i.published.is_some());
    let days_only = dated().count() > 0 && dated().all(|i| i.utc_midnight);
    for item in &mut parsed.items {
        if days_only {
            item.published = item.published.map(date::as_day_in_japan);
            item.updated = item.updated.filter(|_| !item.utc_midnight);
            parsed.repairs.note("midnight GMT read as a day in Japan");
        }
        item.published = item.published.or(item.updated);
        if item.published.is_some_and(|at| !date::is_plausible(at, now)) {
            parsed.repairs.note("date more than a month ahead, the time of first sight is taken");
            item.published = None;
        } else if item.published.is_none() {
            parsed.repairs.note("no date, the time of first sight is taken");
        }
        item.updated = item.updated.filter(|at| item.published.is_some_and(|published| *at > published));
        item.updated = item.updated.filter(|at| date::is_plausible(*at, now));
    }
}

/// Joins `link` to `base`; `None` for what is no address a person can open.
pub(super) fn absolute(link: &str, base: Option<&Url>) -> Option<String> {
    let link = link.trim();
    if link.is_empty() {
        return None;
    }
    let url = match Url::parse(link) {
        Ok(url) => url,
        Err(url::ParseError::RelativeUrlWithoutBase) => base?.join(link).ok()?,
        Err(_) => return None,
    };
    matches!(url.scheme(), "http" | "https").then(|| url.to_string())
}
