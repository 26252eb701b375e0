//! An item while its fields come in.

use super::{
    super::{Content, Item, Kind, Markup, absolute, token::attributes},
    Field, Reader,
    names::{Name, Space, attribute, squeeze},
};
use crate::ingest::{date, repair::Repairs};
use url::Url;

/// An item being read.
pub(super) struct Draft {
    pub(super) item: Item,
    base: Option<Url>,
    published: Option<date::Read>,
    /// How good the date is: an explicit publication date beats a `dc:date`, which beats others.
    published_rank: u8,
    updated: Option<date::Read>,
    link_rank: u8,
    permalink: Option<String>,
    /// Relative links are part of the format.
    bases: bool,
    /// The title in another vocabulary, for items that have none in the feed's own.
    other_title: Content,
    /// Dates come last of all, so that repairs are counted once an item.
    repairs: Repairs,
}

impl Draft {
    pub(super) fn new(base: Option<Url>, bases: bool) -> Self {
        Self {
            item: Item::default(),
            base,
            published: None,
            published_rank: 0,
            updated: None,
            link_rank: 0,
            permalink: None,
            bases,
            other_title: Content::default(),
            repairs: Repairs::default(),
        }
    }

    /// What the item's own tag says: `rdf:about`, CDF's `HREF` and `LASTMOD`.
    pub(super) fn attributes(&mut self, reader: &Reader<'_>, attrs: &str) {
        for (name, value) in attributes(attrs) {
            match name.to_ascii_lowercase().as_str() {
                // Some systems write the feed's own file name here, for every item: then it is no id.
                "rdf:about" => {
                    let about = reader.plain(value);
                    if about.contains("://") || about.starts_with("urn:") || about.starts_with("tag:") {
                        self.item.guid = Some(about.trim().to_owned());
                    } else if !about.is_empty() {
                        self.repairs.note("rdf:about is no address, not used as an id");
                    }
                }
                "href" if reader.parsed.kind == Kind::Cdf => self.link(&reader.plain(value), 3),
                "lastmod" => self.published = date::read(value, &mut self.repairs),
                _ => {}
            }
        }
    }

    fn link(&mut self, written: &str, rank: u8) {
        if rank <= self.link_rank {
            return;
        }
        if let Some(link) = absolute(written, self.base.as_ref()) {
            if !written.trim().contains("://") && !self.bases {
                self.repairs.note("relative link made absolute");
            }
            self.item.link = Some(link);
            self.link_rank = rank;
        }
    }

    fn date(&mut self, text: &str, rank: u8) {
        if text.trim().is_empty() || rank <= self.published_rank {
            return;
        }
        if let Some(read) = self.read_date(text) {
            self.published = Some(read);
            self.published_rank = rank;
        }
    }

    fn read_date(&mut self, text: &str) -> Option<date::Read> {
        let read = date::read(text, &mut self.repairs);
        if read.is_none() && !text.trim().is_empty() {
            self.repairs.note_of("unreadable date", text.trim());
        }
        read
    }

    pub(super) fn put(&mut self, reader: &mut Reader<'_>, name: &Name, attrs: &str, field: Field<'_>) {
        let atom = reader.parsed.kind == Kind::Atom;
        match (name.space, name.local.as_str()) {
            (Space::Own, "title") if self.item.title.text.trim().is_empty() => {
                self.item.title = self.content(reader, attrs, field, atom);
            }
            (Space::DublinCore | Space::Media, "title") if self.other_title.text.trim().is_empty() => {
                self.other_title = self.content(reader, attrs, field, false);
            }
            (Space::Own, "link" | "a") => self.put_link(reader, attrs, &field),
            (Space::Own, "guid" | "guide" | "id") => {
                if name.local == "guide" {
                    self.repairs.note("<guide> read as <guid>");
                }
                let id = field.text.trim();
                if !id.is_empty() {
                    self.item.guid = Some(id.to_owned());
                    let permanent = attribute(attrs, "ispermalink").is_none_or(|v| !v.eq_ignore_ascii_case("false"));
                    if permanent && id.contains("://") {
                        self.permalink = Some(id.to_owned());
                    }
                }
            }
            (Space::Own, "content" | "fullitem" | "body")
            | (Space::Content, "encoded")
            | (Space::Xhtml, "body" | "div") => {
                if let Some(src) = attribute(attrs, "src") {
                    self.link(&reader.plain(&src), 1);
                }
                let content = match name.space {
                    Space::Own => self.content(reader, attrs, field, atom && name.local == "content"),
                    _ => self.content(reader, attrs, field, false),
                };
                if content.text.trim().len() > self.item.content.text.trim().len() {
                    self.item.content = content;
                }
            }
            (Space::Own, "description" | "summary" | "abstract" | "tagline")
            | (Space::DublinCore | Space::Media | Space::Terms, "description" | "abstract") => {
                let content = self.content(reader, attrs, field, atom && name.space == Space::Own);
                if self.item.summary.text.trim().is_empty() {
                    self.item.summary = content;
                } else if self.item.content.text.trim().is_empty() && content.text.len() > self.item.summary.text.len()
                {
                    self.item.content = content;
                }
            }
            (Space::Own, "pubdate" | "published") => self.date(&field.text, 5),
            (Space::Own, "issued" | "created") | (Space::Terms, "issued" | "created" | "available") => {
                self.date(&field.text, 4)
            }
            (Space::DublinCore | Space::Own, "date") => self.date(&field.text, 3),
            (Space::Own, "updated" | "modified" | "lastbuilddate") | (Space::Terms, "modified") => {
                self.updated = self.updated.or_else(|| self.read_date(&field.text));
            }
            (Space::Own, "category" | "keywords") | (Space::DublinCore, "subject") => {
                let text = attribute(attrs, "label")
                    .or_else(|| attribute(attrs, "term"))
                    .map(|t| reader.plain(&t))
                    .filter(|t| !t.trim().is_empty())
                    .unwrap_or(field.text);
                let text = squeeze(&text);
                if !text.is_empty() && self.item.categories.len() < 100 && !self.item.categories.contains(&text) {
                    self.item.categories.push(text);
                }
            }
            _ => {}
        }
    }

    /// RFC 4287 §4.2.7.2: a link without `rel` is the alternate; others are not the article.
    fn put_link(&mut self, reader: &Reader<'_>, attrs: &str, field: &Field<'_>) {
        let base = attribute(attrs, "xml:base").and_then(|_| reader.base_of(attrs, self.base.clone()));
        let base = base.or_else(|| self.base.clone());
        let outer = std::mem::replace(&mut self.base, base);
        match attribute(attrs, "href") {
            Some(href) => {
                let rel = attribute(attrs, "rel").unwrap_or_default().to_ascii_lowercase();
                let page = attribute(attrs, "type").is_none_or(|t| t.contains("html") || t.is_empty());
                let rank = match rel.rsplit('/').next().unwrap_or_default() {
                    "" | "alternate" if page => 4,
                    "" | "alternate" => 3,
                    "via" | "related" | "self" => 1,
                    _ => 0,
                };
                self.link(&reader.plain(&href), rank);
            }
            None => self.link(&squeeze(&field.text), 3),
        }
        self.base = outer;
    }

    fn content(&mut self, reader: &mut Reader<'_>, attrs: &str, field: Field<'_>, atom: bool) -> Content {
        let kind = attribute(attrs, "type").unwrap_or_default().to_ascii_lowercase();
        let mode = attribute(attrs, "mode").unwrap_or_default().to_ascii_lowercase();
        let base = reader.base_of(attrs, self.base.clone());
        // RFC 4287 §4.1.3.3: other media types than text and XML travel as Base64.
        let encoded =
            atom && !field.has_elements && kind.contains('/') && !kind.starts_with("text/") && !kind.contains("xml");
        let (text, markup) = if mode == "base64" || encoded {
            match base64(&field.text) {
                Some(text) => {
                    (text, if kind.contains("html") || kind.is_empty() { Markup::Guess } else { Markup::Text })
                }
                None => (field.text, Markup::Guess),
            }
        } else if field.has_elements {
            (opened_sections(field.raw, field.has_section), Markup::Html)
        } else {
            let markup = match kind.as_str() {
                "" if atom && mode.is_empty() => Markup::Guess,
                "text" | "text/plain" | "plain" => Markup::Text,
                k if k.contains("html") => Markup::Html,
                _ => Markup::Guess,
            };
            (field.text, markup)
        };
        Content { text, markup, base }
    }

    pub(super) fn finish(mut self, reader: &mut Reader<'_>) -> Item {
        if self.item.title.text.trim().is_empty() {
            self.item.title = std::mem::take(&mut self.other_title);
        }
        if let Some(permalink) = self.permalink.take() {
            self.link(&permalink, 2);
        }
        if self.item.link.is_none()
            && reader.parsed.kind == Kind::Rdf
            && let Some(about) = self.item.guid.clone()
        {
            self.link(&about, 1);
        }
        if let Some(read) = self.published {
            self.item.published = Some(read.at);
            self.item.utc_midnight = read.utc_midnight;
        }
        self.item.updated = self.updated.map(|read| read.at);
        if self.published.is_none() {
            self.item.utc_midnight = false;
        }
        reader.parsed.repairs.merge(self.repairs);
        self.item
    }
}

/// Inline markup with its CDATA sections made text.
fn opened_sections(raw: &str, has_section: bool) -> String {
    if !has_section {
        return raw.to_owned();
    }
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once("<![CDATA[") {
        out.push_str(before);
        let (inside, after) = after.split_once("]]>").unwrap_or((after, ""));
        out.push_str(inside);
        rest = after;
    }
    out.push_str(rest);
    out
}

/// Base64 text, which only Atom 0.3 sends.
fn base64(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len() / 4 * 3);
    let (mut held, mut bits) = (0u32, 0u32);
    for b in text.bytes().filter(|b| !b.is_ascii_whitespace() && *b != b'=') {
        let value = match b {
            b'A'..=b'Z' => b - b'A',
            b'a'..=b'z' => b - b'a' + 26,
            b'0'..=b'9' => b - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(value)) & 0xff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    String::from_utf8(bytes).ok()
}
